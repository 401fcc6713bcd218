//! What the three parsers build: values that know their bytes, and the faults met on the way.

use super::{Fault, FaultKind, LIMITS, Pointer, pointer};
use serde_json::{Map, Number, Value};
use std::{collections::HashMap, ops::Range, ptr};

/// A value and the bytes it is written in.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Bytes of the text that it is written in.
    pub range: Range<usize>,
    /// The value, whose parts know their own bytes.
    pub data: Data,
}

/// What a [`Node`] holds.
#[derive(Debug, Clone)]
pub(super) enum Data {
    /// Text, a number, a boolean or null; never a list or a table.
    Scalar(Value),
    /// The items in the order of the file.
    List(Vec<Node>),
    /// In the order of the file; every key once.
    Table(Vec<Entry>),
}

/// A key of a table with its value.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The key as text, without quotes and escapes.
    pub key: String,
    /// Bytes of the text that the key is written in.
    pub key_range: Range<usize>,
    /// What stands behind the key.
    pub node: Node,
}

/// A parsed text; `root` is `None` when it is too broken to be checked further, or has no value.
#[derive(Debug, Default)]
pub(super) struct Tree {
    /// The top value, a table in every good file.
    pub root: Option<Node>,
    /// What was met on the way, at most [`LIMITS`]`.faults` of them.
    pub faults: Vec<Fault>,
}

/// Makes nodes, counts them and collects what is wrong with them.
#[derive(Debug, Default)]
pub(super) struct Builder {
    values: usize,
    faults: Vec<Fault>,
}

impl Builder {
    /// Notes a fault that does not end the reading.
    pub fn note(&mut self, fault: Fault) {
        if self.faults.len() < LIMITS.faults {
            self.faults.push(fault);
        }
    }

    /// Counts more values; the fault ends the reading.
    pub fn count(&mut self, values: usize, range: &Range<usize>) -> Result<(), Fault> {
        self.values = self.values.saturating_add(values);
        let limit = LIMITS.values;
        let fault = || Fault::at(FaultKind::TooMany { limit }, range.clone());
        (self.values <= limit).then_some(()).ok_or_else(fault)
    }

    /// A scalar; a number that JSON cannot carry stays text, as `written`.
    pub fn scalar(&mut self, value: Option<Value>, written: &str, range: Range<usize>) -> Node {
        let value = value.unwrap_or_else(|| {
            self.note(Fault::at(FaultKind::NumberTooLarge, range.clone()));
            Value::String(written.to_owned())
        });
        Node {
            range,
            data: Data::Scalar(value),
        }
    }

    /// A table, in which only the first value of a key is kept.
    pub fn table(&mut self, mut entries: Vec<Entry>, range: Range<usize>) -> Node {
        let mut seen: HashMap<String, Range<usize>> = HashMap::new();
        entries.retain(|Entry { key, key_range, .. }| {
            let Some(first) = seen.get(key) else {
                seen.insert(key.clone(), key_range.clone());
                return true;
            };
            let kind = FaultKind::DuplicateKey {
                key: key.clone(),
                first: first.clone(),
            };
            self.note(Fault::at(kind, key_range.clone()));
            false
        });
        Node {
            range,
            data: Data::Table(entries),
        }
    }

    /// Ends the building with the top value, or with the fault that stopped it.
    pub fn finish(mut self, root: Result<Option<Node>, Fault>) -> Tree {
        let root = root.unwrap_or_else(|fault| {
            // The one that explains why there is no value must not be crowded out.
            self.faults.truncate(LIMITS.faults - 1);
            self.faults.push(fault);
            None
        });
        self.faults.sort_by_key(Fault::start);
        Tree {
            root,
            faults: self.faults,
        }
    }
}

/// Refuses a table or list that is the `depth`th around its content; the fault ends the reading.
pub(super) fn check_depth(depth: usize, range: &Range<usize>) -> Result<(), Fault> {
    let limit = LIMITS.depth;
    let fault = || Fault::at(FaultKind::TooDeep { limit }, range.clone());
    (depth <= limit).then_some(()).ok_or_else(fault)
}

/// Parses the digits of an integer; `None` when it needs more than 64 bits.
pub(super) fn integer(digits: &str, radix: u32) -> Option<Value> {
    i64::from_str_radix(digits, radix).ok().map(Value::from)
}

/// Parses a number with a point or an exponent; `None` when it is not finite.
pub(super) fn float(written: &str) -> Option<Value> {
    Number::from_f64(written.parse().ok()?).map(Value::Number)
}

impl Node {
    /// The value without its places.
    pub fn into_value(self) -> Value {
        match self.data {
            Data::Scalar(value) => value,
            Data::List(items) => items.into_iter().map(Node::into_value).collect(),
            Data::Table(entries) => Value::Object(pairs(entries)),
        }
    }

    /// Whether it is a table.
    pub fn is_table(&self) -> bool {
        matches!(self.data, Data::Table(_))
    }

    /// The bytes of the value at `pointer`; of the key when the value is missing or long.
    pub fn locate_value(&self, pointer: &Pointer, text: &str) -> Range<usize> {
        let found = self.descend(pointer);
        let shown = found.exact && found.node.is_short(text);
        match found.entry {
            Some(entry) if !shown => entry.key_range.clone(),
            _ => self.place(found.node),
        }
    }

    /// The bytes of the key at `pointer` or its nearest existing ancestor. The elements of a list
    /// have no key, and are shown themselves.
    pub fn locate_key(&self, pointer: &Pointer) -> Range<usize> {
        let found = self.descend(pointer);
        found
            .entry
            .map_or_else(|| self.place(found.node), |entry| entry.key_range.clone())
    }

    /// The bytes of a node below this one, which as the whole document has no place of its own.
    fn place(&self, node: &Node) -> Range<usize> {
        if ptr::eq(self, node) {
            0..0
        } else {
            node.range.clone()
        }
    }

    fn descend(&self, pointer: &Pointer) -> Found<'_> {
        let mut found = Found {
            node: self,
            entry: None,
            exact: true,
        };
        for part in pointer.parts() {
            let Some((node, entry)) = found.node.child(&part) else {
                return Found {
                    exact: false,
                    ..found
                };
            };
            found = Found {
                node,
                entry,
                exact: true,
            };
        }
        found
    }

    fn child(&self, part: &str) -> Option<(&Node, Option<&Entry>)> {
        match &self.data {
            Data::Scalar(_) => None,
            Data::List(items) => Some((items.get(pointer::index(part)?)?, None)),
            Data::Table(entries) => {
                let entry = entries.iter().find(|entry| entry.key == part)?;
                Some((&entry.node, Some(entry)))
            }
        }
    }

    /// Whether there is something to show, and not more than a line of a table or list.
    fn is_short(&self, text: &str) -> bool {
        let written = text.get(self.range.clone()).unwrap_or_default().trim_end();
        let scalar = matches!(self.data, Data::Scalar(_));
        !written.is_empty() && (scalar || !written.contains('\n'))
    }
}

/// Where a pointer leads.
struct Found<'a> {
    /// The value meant, or its nearest existing ancestor.
    node: &'a Node,
    /// The entry with the node, unless it is the root or an element of a list.
    entry: Option<&'a Entry>,
    /// Whether the node is the value meant.
    exact: bool,
}

fn pairs(entries: Vec<Entry>) -> Map<String, Value> {
    entries
        .into_iter()
        .map(|entry| (entry.key, entry.node.into_value()))
        .collect()
}
