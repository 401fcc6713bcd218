//! The heads of a table's columns, and the fields that they mean.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::diag::codes::table as code;
use crate::diag::near::nearest;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form;
use crate::schema::{Kind, Outline};
use crate::source::{At, Place, Pointer, Row, Table};

/// Rows among which the heads are looked for.
const HEAD_ROWS: usize = 40;

/// A field that a column can hold.
#[derive(Debug, Clone)]
pub struct Field {
    /// Dotted path inside of an entry: `customer.code`.
    pub path: String,
    /// What people call it.
    pub title: Text,
    /// How to fill it in.
    pub description: Option<Text>,
    /// What it holds; [`Kind::List`] for a list of texts.
    pub kind: Kind,
    /// The values of a choice.
    pub labels: Vec<(String, Text)>,
    /// Whether an entry must have it.
    pub required: bool,
}

/// What columns may be headed, and the fields that they mean.
#[derive(Debug)]
pub struct Heads {
    /// The fields, in the order of the schema.
    pub fields: Vec<Field>,
    /// How an entry without an id gets one.
    id: Option<String>,
    known: HashMap<String, usize>,
}

/// The heads that were found.
pub(super) struct Head {
    /// Text of each column.
    texts: Vec<(u32, Vec<String>)>,
    /// The last row of the heads.
    pub last_row: u32,
}

/// The columns of a table.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// The columns that are read, with the place of the field.
    pub read: Vec<(u32, usize)>,
    /// The heads of the others.
    pub unread: Vec<String>,
}

impl Heads {
    /// The heads of the entries of a list; of the record's own fields where `list` is empty. `own` is what the record itself
    /// says of columns: heads by dotted path.
    pub fn of(
        outline: &[Outline],
        list: &str,
        defined: Option<&form::Table>,
        own: Option<&Map<String, Value>>,
    ) -> Self {
        let fields = fields(outline, list);
        let mut heads = Self {
            id: defined.and_then(|table| table.id.clone()),
            known: HashMap::new(),
            fields,
        };
        let given = |value: &Value| match value {
            Value::Array(items) => items
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            other => other.as_str().map(str::to_owned).into_iter().collect(),
        };
        let own = own.into_iter().flatten();
        let own: Vec<(String, Vec<String>)> = own
            .map(|(path, value)| (path.clone(), given(value)))
            .collect();
        let defined = defined.into_iter().flat_map(|table| table.heads.clone());
        // What is said nearest to the table goes first, and the schema's words last.
        for (path, names) in own.into_iter().chain(defined) {
            if let Some(at) = heads.fields.iter().position(|field| field.path == path) {
                for name in names {
                    heads.learn(&name, at);
                }
            }
        }
        for at in 0..heads.fields.len() {
            let Field { path, title, .. } = &heads.fields[at];
            let last = path.rsplit('.').next().unwrap_or(path);
            let names = [
                title.zh.clone(),
                title.en.clone(),
                format!("{}{}", title.zh, title.en),
                path.clone(),
                last.to_owned(),
            ];
            for name in names {
                heads.learn(&name, at);
            }
        }
        heads
    }

    fn learn(&mut self, name: &str, field: usize) {
        self.known.entry(plain(name)).or_insert(field);
    }

    /// The field that a head means: as it stands, or without what it says in brackets.
    pub fn field(&self, head: &str) -> Option<usize> {
        let known = |head: &str| self.known.get(&plain(head)).copied();
        let bare = || known(head.split(['(', '（', '[', '【', '/']).next()?);
        known(head).or_else(bare)
    }

    /// The row with the most heads that are known, at least two of them or all there are; a row above it may hold the heads of
    /// groups.
    pub(super) fn find(&self, rows: &[Row]) -> Option<Head> {
        let count = |head: &Head| {
            let known = head
                .texts
                .iter()
                .filter(|(_, texts)| self.meant(texts).is_some());
            known.count()
        };
        let heads = (0..rows.len().min(HEAD_ROWS)).flat_map(|at| {
            let alone = head(&rows[at], None);
            let above = at.checked_sub(1).map(|above| &rows[above]);
            let grouped = above.map(|above| head(&rows[at], Some(above)));
            [Some(alone), grouped].into_iter().flatten()
        });
        let least = self.fields.len().min(2);
        // Of equal ones the first.
        let mut best: Option<(usize, Head)> = None;
        for head in heads {
            let known = count(&head);
            if known >= least && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, head));
            }
        }
        best.map(|(_, head)| head)
    }

    /// The field of the first of some texts that means one.
    fn meant(&self, texts: &[String]) -> Option<usize> {
        texts.iter().find_map(|text| self.field(text))
    }

    /// Gives an entry an id where it has none.
    pub(super) fn name(&self, item: &mut Map<String, Value>, row: u32) {
        let has_field = self.fields.iter().any(|field| field.path == "id");
        if !has_field || item.contains_key("id") {
            return;
        }
        let id = self
            .id
            .as_deref()
            .and_then(|pattern| filled(pattern, item))
            .unwrap_or_else(|| (row + 1).to_string());
        item.insert("id".to_owned(), Value::String(id));
    }
}

/// A pattern with the fields of an entry put in; `None` if one is missing.
fn filled(pattern: &str, item: &Map<String, Value>) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (path, behind) = after.split_once('}')?;
        let pointer = Pointer::parse(&format!("/{}", path.replace('.', "/")))?;
        let mut parts = pointer.parts();
        let first = item.get(&*parts.next()?)?;
        let value = parts.try_fold(first, |value, key| value.get(&*key))?;
        text.push_str(before);
        match value {
            Value::String(value) => text.push_str(value),
            Value::Number(value) => text.push_str(&value.to_string()),
            _ => return None,
        }
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

/// The fields that a row can hold: those of the entry itself and of tables in it, but no lists of entries.
fn fields(outline: &[Outline], list: &str) -> Vec<Field> {
    let prefix = if list.is_empty() {
        String::new()
    } else {
        format!("{list}.*.")
    };
    let item = |path: &str| {
        let path = format!("{path}.*");
        outline.iter().find(|field| field.path == path)
    };
    let inside = |field: &&Outline| {
        let rest = field.path.strip_prefix(&prefix);
        rest.is_some_and(|rest| !rest.contains('*'))
    };
    let readable = |field: &&Outline| match field.kind {
        Kind::Table => false,
        Kind::List => item(&field.path).is_some_and(|item| item.kind == Kind::Text),
        _ => true,
    };
    let fields = outline.iter().filter(inside).filter(readable);
    fields
        .map(|field| Field {
            path: field.path[prefix.len()..].to_owned(),
            title: field.title.clone(),
            description: field.description.clone(),
            kind: field.kind,
            labels: field.labels.clone(),
            required: field.required,
        })
        .collect()
}

/// The texts that may be the head of each column of a row: its own, and that of its group with it.
fn head(row: &Row, above: Option<&Row>) -> Head {
    let text = |row: &Row, column: u32| {
        let mut cells = row.cells.iter();
        let found = cells.find(|(at, _)| *at == column);
        found.map(|(_, cell)| cell.shown())
    };
    let own = row.cells.iter().map(|(column, _)| *column);
    let upper = above
        .iter()
        .flat_map(|above| above.cells.iter().map(|(column, _)| *column));
    let last = own.chain(upper).max().unwrap_or_default();
    let mut texts = Vec::new();
    let mut group: Option<String> = None;
    for column in 0..=last {
        let upper = above.and_then(|above| text(above, column));
        if upper.is_some() {
            group.clone_from(&upper);
        }
        let found = match (text(row, column), above) {
            (Some(own), Some(_)) => {
                let whole = group.as_ref().map(|group| format!("{group}{own}"));
                whole.into_iter().chain([own]).collect()
            }
            (Some(own), None) => vec![own],
            // A head over both rows stands in the upper one.
            (None, _) => upper.into_iter().collect(),
        };
        if !Vec::is_empty(&found) {
            texts.push((column, found));
        }
    }
    Head {
        texts,
        last_row: row.number,
    }
}

impl Head {
    /// The fields of the columns. Two columns for one field are told, and so is a head that is almost one.
    pub(super) fn columns(&self, table: &Table, heads: &Heads, sink: &mut Sink) -> Columns {
        let mut columns = Columns::default();
        for (column, texts) in &self.texts {
            let text = texts.last().cloned().unwrap_or_default();
            let place = || Place {
                source: table.source.clone(),
                at: At::Cell {
                    pointer: Pointer::root(),
                    row: self.last_row,
                    column: *column,
                },
            };
            let Some(field) = heads.meant(texts) else {
                if let Some(near) = heads.near(&text) {
                    sink.push(unknown(&text, &near, place()));
                }
                columns.unread.push(text);
                continue;
            };
            if columns.read.iter().any(|(_, read)| *read == field) {
                sink.push(twice(&text, &heads.fields[field].title, place()));
                columns.unread.push(text);
                continue;
            }
            columns.read.push((*column, field));
        }
        columns
    }
}

impl Heads {
    /// A title that a head was probably meant to be.
    fn near(&self, text: &str) -> Option<String> {
        let titles = self.fields.iter().flat_map(|field| {
            let title = &field.title;
            [&title.zh, &title.en].map(|name| (name.as_str(), name.clone()))
        });
        nearest(text, titles)
    }
}

fn twice(text: &str, title: &Text, place: Place) -> Diagnostic {
    let message = Text::new(
        format!("列“{text}”和前面一列都是“{}”", title.zh),
        format!("the column “{text}” is “{}” like one before it", title.en),
    );
    let help = Text::new(
        "只留一列，或给其中一列改名",
        "keep one of them, or rename the other",
    );
    Diagnostic::error(code::COLUMN_TWICE, message)
        .at(place)
        .help(help)
}

fn unknown(text: &str, near: &str, place: Place) -> Diagnostic {
    let message = Text::new(
        format!("没有“{text}”这一列，是不是“{near}”？该列未读取"),
        format!("there is no column “{text}”; did you mean “{near}”? It is not read"),
    );
    let help = Text::new(
        format!("把表头改为“{near}”"),
        format!("write “{near}” in the head"),
    );
    Diagnostic::warning(code::UNKNOWN_COLUMN, message)
        .at(place)
        .help(help)
}

/// A head as it is compared: letters and figures only, small, at normal width.
pub(super) fn plain(text: &str) -> String {
    let narrow = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    });
    narrow
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
