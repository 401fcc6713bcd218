//! Dotted paths of rules: `items.*.confirmed_at`, from a bound variable down to values of a record.

use serde_json::Value;

use super::shape::Shape;
use crate::diag::Text;
use crate::schema::Kind;
use crate::source::Pointer;

/// The variables that a rule's `each` binds: `record`, then one for each list that is stepped through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// Name and full path of each variable, from the outside in.
    pub variables: Vec<Variable>,
    steps: Vec<Step>,
}

/// A variable of a rule: `entry`, which stands for `entries.*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The list's name in the singular.
    pub name: String,
    /// Path from the record, with `*` for items.
    pub path: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(Box<str>),
    Each,
}

/// A path that exists in the form it is used with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Which variable it starts from: its place in [`Scope::variables`].
    pub from: usize,
    /// The path from the record, with `*`: where its title stands.
    pub full: String,
    steps: Vec<Step>,
}

/// A value that a path led to.
#[derive(Debug, Clone)]
pub struct Found<'a> {
    /// The value.
    pub value: &'a Value,
    /// Where it stands in the record.
    pub pointer: Pointer,
}

impl Scope {
    /// The scope of `each`, a pointer with `*`, resolved in a form. The empty pointer binds the record only.
    pub fn parse(each: &str, shape: &Shape) -> Result<Self, Text> {
        let mut scope = Self {
            variables: vec![Variable {
                name: "record".to_owned(),
                path: String::new(),
            }],
            steps: Vec::new(),
        };
        let (mut path, mut list) = (String::new(), "");
        let keys = each.split('/').skip(1).filter(|key| *key != "*");
        for key in keys {
            if !list.is_empty() {
                scope.bind(list, &mut path);
                list = "";
            }
            let inner = Shape::join(&path, key);
            let kind = shape
                .kind(&inner)
                .ok_or_else(|| shape.unknown(&path, key))?;
            scope.steps.push(Step::Field(key.into()));
            path = inner;
            if kind == Kind::List {
                list = key;
            }
        }
        if list.is_empty() {
            return if path.is_empty() {
                Ok(scope)
            } else {
                Err(Text::new(
                    format!("{each} 不是列表"),
                    format!("{each} is no list"),
                ))
            };
        }
        scope.bind(list, &mut path);
        Ok(scope)
    }

    fn bind(&mut self, list: &str, path: &mut String) {
        path.push_str(".*");
        self.steps.push(Step::Each);
        self.variables.push(Variable {
            name: singular(list),
            path: path.clone(),
        });
    }

    /// This scope and one more variable, for the items of a starred path.
    pub fn with(&self, list: &Path) -> Option<Self> {
        let (before, _) = list.full.rsplit_once(".*")?;
        let name = before.rsplit('.').next()?;
        let mut scope = self.clone();
        scope.variables.push(Variable {
            name: singular(name),
            path: format!("{before}.*"),
        });
        Some(scope)
    }

    /// The innermost variable: what one duty is about.
    pub fn innermost(&self) -> &Variable {
        // `parse` binds the record first.
        &self.variables[self.variables.len() - 1]
    }

    /// The items of a record, each with the pointers of all variables from the outside in.
    pub fn items(&self, record: &Value) -> Vec<Vec<Pointer>> {
        let mut rows = vec![(Vec::new(), Pointer::root(), record)];
        for step in &self.steps {
            let mut next = Vec::new();
            for (bound, pointer, value) in rows {
                match (step, value) {
                    (Step::Field(key), Value::Object(table)) => {
                        if let Some(inner) = table.get(&**key) {
                            next.push((bound, pointer.join(key), inner));
                        }
                    }
                    (Step::Each, Value::Array(items)) => {
                        // What has not happened yet is null in the view as of a moment.
                        for (i, item) in items.iter().enumerate().filter(|(_, v)| v.is_object()) {
                            let pointer = pointer.index(i);
                            let mut bound: Vec<Pointer> = bound.clone();
                            bound.push(pointer.clone());
                            next.push((bound, pointer, item));
                        }
                    }
                    _ => {}
                }
            }
            rows = next;
        }
        let with_record = |mut bound: Vec<Pointer>| {
            bound.insert(0, Pointer::root());
            bound
        };
        rows.into_iter()
            .map(|(bound, ..)| with_record(bound))
            .collect()
    }
}

impl Path {
    /// Resolves a path of a rule in its scope.
    pub fn parse(written: &str, scope: &Scope, shape: &Shape) -> Result<Self, Text> {
        let mut keys = written.split('.').peekable();
        let first = keys.peek().copied().unwrap_or_default();
        let named = scope.variables.iter().rposition(|v| v.name == first);
        if named.is_some() {
            keys.next();
        }
        let from = named.unwrap_or(scope.variables.len() - 1);
        let mut full = scope.variables[from].path.clone();
        let mut steps = Vec::new();
        for key in keys {
            if key == "*" {
                if shape.kind(&full) != Some(Kind::List) {
                    return Err(Text::new(
                        format!("{full} 不是列表，后面不能写 *"),
                        format!("{full} is no list, so * cannot follow it"),
                    ));
                }
                full.push_str(".*");
                steps.push(Step::Each);
            } else {
                let inner = Shape::join(&full, key);
                if shape.kind(&inner).is_none() {
                    return Err(shape.unknown(&full, key));
                }
                steps.push(Step::Field(key.into()));
                full = inner;
            }
        }
        Ok(Self { from, full, steps })
    }

    /// A field of the items of a starred path: its values are looked up from an item, not from a variable.
    pub fn inside(list: &Self, field: &str, shape: &Shape) -> Result<Self, Text> {
        let scope = Scope {
            variables: vec![Variable {
                name: String::new(),
                path: list.full.clone(),
            }],
            steps: Vec::new(),
        };
        Self::parse(field, &scope, shape)
    }

    /// Whether it steps through a list and so may lead to several values.
    pub fn is_starred(&self) -> bool {
        self.steps.contains(&Step::Each)
    }

    /// Every value that is there, in the order of the record.
    pub fn values<'a>(&self, start: &'a Value, pointer: &Pointer) -> Vec<Found<'a>> {
        let mut found = vec![Found {
            value: start,
            pointer: pointer.clone(),
        }];
        for step in &self.steps {
            found = found
                .into_iter()
                .flat_map(|found| step.take(&found))
                .collect();
        }
        found.retain(|found| !found.value.is_null());
        found
    }

    /// The one value of a path without `*`, or the first of several.
    pub fn value<'a>(&self, start: &'a Value) -> Option<&'a Value> {
        let mut value = start;
        for step in &self.steps {
            value = match step {
                Step::Field(key) => value.get(&**key)?,
                Step::Each => value.as_array()?.iter().find(|item| !item.is_null())?,
            };
        }
        (!value.is_null()).then_some(value)
    }

    /// Where the value stands or would stand, for a path without `*`; with one, the list.
    pub fn pointer(&self, start: &Pointer) -> Pointer {
        let fields = self.steps.iter().map_while(|step| match step {
            Step::Field(key) => Some(key),
            Step::Each => None,
        });
        fields.fold(start.clone(), |pointer, key| pointer.join(key))
    }

    /// The part up to and including the last `*`, and the part behind it.
    pub fn split(&self) -> Option<(Self, Self)> {
        let at = self.steps.iter().rposition(|step| *step == Step::Each)? + 1;
        let (list, rest) = self.steps.split_at(at);
        let (before, _) = self.full.rsplit_once(".*")?;
        let list = Self {
            from: self.from,
            full: format!("{before}.*"),
            steps: list.to_vec(),
        };
        let rest = Self {
            from: self.from,
            full: self.full.clone(),
            steps: rest.to_vec(),
        };
        Some((list, rest))
    }
}

impl Step {
    fn take<'a>(&self, found: &Found<'a>) -> Vec<Found<'a>> {
        match (self, found.value) {
            (Self::Field(key), Value::Object(table)) => table
                .get(&**key)
                .map(|value| Found {
                    value,
                    pointer: found.pointer.join(key),
                })
                .into_iter()
                .collect(),
            (Self::Each, Value::Array(items)) => items
                .iter()
                .enumerate()
                .filter(|(_, item)| !item.is_null())
                .map(|(i, value)| Found {
                    value,
                    pointer: found.pointer.index(i),
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// `entries` → `entry`, `causes` → `cause`; what has no plural stays as it is.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => stem.to_owned(),
        _ => name.to_owned(),
    }
}
