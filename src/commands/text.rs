//! A record as TOML with a comment on every field: what is known stands there, the rest is commented out with `#` and a value
//! that shows how it is written.

use serde_json::{Map, Value};

use crate::diag::Sink;
use crate::form::Form;
use crate::schema::{Kind, Outline};
use crate::source::{Format, parse};

/// The text of a record of a form, of which some is known. `None` if the form's schema is broken.
pub(super) fn record(form: &Form, given: &Map<String, Value>, sink: &mut Sink) -> Option<String> {
    let outline = form.schema(sink)?.outline();
    Some(heading(form) + &filled(form, &outline, given, false))
}

/// The text of a record with what is given and nothing else.
pub(super) fn plain(form: &Form, outline: &[Outline], given: &Map<String, Value>) -> String {
    filled(form, outline, given, true)
}

fn filled(form: &Form, outline: &[Outline], given: &Map<String, Value>, bare: bool) -> String {
    let example = form.file("example.toml").text();
    let mut example = example
        .and_then(|text| parse(&text, Format::Toml).value)
        .unwrap_or_else(|| Value::Object(Map::new()));
    example["revision"] = Value::from(form.revision.as_str());
    let writer = Writer {
        outline,
        example,
        bare,
    };
    let mut text = String::new();
    for key in HEAD {
        if let Some(value) = given.get(key) {
            let kind = if key == "date" {
                Kind::Date
            } else {
                Kind::Text
            };
            text.push_str(&format!("{key} = {}\n", written(value, kind)));
        }
    }
    writer.table("", "", Some(given), &mut text);
    text
}

/// The same as YAML, in which the fields of the record itself that nobody knows yet are comments.
pub(super) fn yaml(form: &Form, given: &Map<String, Value>, sink: &mut Sink) -> Option<String> {
    let outline = form.schema(sink)?.outline();
    let mut text = heading(form);
    for field in outline.iter().filter(|field| !field.path.contains('.')) {
        let comment = comment(field);
        match given.get(&field.path) {
            Some(value) => {
                text.push_str(&comment);
                entry(&field.path, value, 0, &mut text);
            }
            None => text.push_str(&format!("{comment}#{}:\n", field.path)),
        }
    }
    Some(text)
}

/// A key with its value. Texts stand in quotes as JSON has them, which YAML reads too.
fn entry(key: &str, value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    text.push_str(&format!("{indent}{key}:"));
    below(value, depth, text);
}

/// What stands behind a key or a dash: a value on the same line, or lines below it.
fn below(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Object(table) if !table.is_empty() => {
            text.push('\n');
            for (key, value) in table {
                entry(key, value, depth + 1, text);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            text.push('\n');
            for item in items {
                text.push_str(&format!("{indent}-"));
                below(item, depth + 1, text);
            }
        }
        plain => text.push_str(&format!(" {plain}\n")),
    }
}

fn heading(form: &Form) -> String {
    format!(
        "# {} {} · {} {}\n\
         # 填写：去掉行首的 # 并改成实际内容；不用的行可以删去。（必填）的项目不可少。\n\
         # Take the # away from the lines you fill in; leave out what does not apply. 必填 = required.\n\n",
        form.title.zh, form.title.en, form.number, form.revision
    )
}

struct Writer<'a> {
    outline: &'a [Outline],
    /// A good record of the form: its values show how a field is written.
    example: Value,
    /// Whether only what is given is written, without comments.
    bare: bool,
}

/// What the head of the file has written already.
const HEAD: [&str; 3] = ["form", "id", "date"];

impl Writer<'_> {
    /// Writes the fields of a table: plain ones first, as TOML needs it, then tables and lists of tables.
    /// `path` is the table's in the outline, `heading` the same as TOML headings name it.
    fn table(
        &self,
        path: &str,
        heading: &str,
        given: Option<&Map<String, Value>>,
        text: &mut String,
    ) {
        let value = |field: &Outline| given.and_then(|given| given.get(key(&field.path)));
        let rows = |field: &&Outline| value(field).is_some_and(are_rows);
        let (plain, nested): (Vec<_>, Vec<_>) = self
            .children(path)
            .filter(|field| !HEAD.contains(&field.path.as_str()))
            .partition(|field| rows(field) || self.tables_under(field).is_none());
        for field in plain {
            match value(field) {
                Some(Value::Array(items)) if rows(&field) => self.rows(field, items, text),
                value => self.plain(field, value, text),
            }
        }
        for field in nested {
            let name = key(&field.path);
            let heading = if heading.is_empty() {
                name.to_owned()
            } else {
                format!("{heading}.{name}")
            };
            self.nested(field, &heading, path.is_empty(), value(field), text);
        }
    }

    fn nested(
        &self,
        field: &Outline,
        heading: &str,
        top: bool,
        given: Option<&Value>,
        text: &mut String,
    ) {
        let inner = self.tables_under(field).unwrap_or_default();
        let items: Vec<&Map<String, Value>> = match given {
            Some(Value::Object(table)) => vec![table],
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_object).collect(),
            _ => Vec::new(),
        };
        let list = field.kind == Kind::List;
        let (open, close) = if list { ("[[", "]]") } else { ("[", "]") };
        let comment = self.comment(field);
        if items.is_empty() && !self.bare {
            let sign = if field.required && top { "" } else { "#" };
            text.push_str(&format!("\n{comment}{sign}{open}{heading}{close}\n"));
            self.table(&inner, heading, None, text);
        }
        for (i, item) in items.into_iter().enumerate() {
            let comment = if i == 0 { comment.as_str() } else { "" };
            text.push_str(&format!("\n{comment}{open}{heading}{close}\n"));
            self.table(&inner, heading, Some(item), text);
        }
    }

    fn children<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Outline> {
        self.outline
            .iter()
            .filter(move |field| parent(&field.path) == path && key(&field.path) != "*")
    }

    /// The path whose children are written under the field's heading; `None` for a plain value.
    fn tables_under(&self, field: &Outline) -> Option<String> {
        let item = format!("{}.*", field.path);
        let of_tables = || {
            self.outline
                .iter()
                .any(|other| other.path == item && other.kind == Kind::Table)
        };
        match field.kind {
            Kind::Table => Some(field.path.clone()),
            Kind::List if of_tables() => Some(item),
            _ => None,
        }
    }

    fn plain(&self, field: &Outline, given: Option<&Value>, text: &mut String) {
        let shown = || {
            find(&self.example, &field.path)
                .map_or_else(|| placeholder(field), |value| on_a_line(value, field.kind))
        };
        let (sign, value) = match given {
            Some(value) => ("", written(value, field.kind)),
            None if self.bare => return,
            None => ("#", shown()),
        };
        let (comment, key) = (self.comment(field), key(&field.path));
        text.push_str(&format!("{comment}{sign}{key} = {value}\n"));
    }

    fn comment(&self, field: &Outline) -> String {
        if self.bare {
            String::new()
        } else {
            comment(field)
        }
    }

    /// Rows of plain values, one on a line.
    fn rows(&self, field: &Outline, items: &[Value], text: &mut String) {
        text.push_str(&self.comment(field));
        text.push_str(&format!("{} = [\n", key(&field.path)));
        for item in items.iter().filter_map(Value::as_object) {
            let cells = item.iter().map(|(name, value)| {
                let path = format!("{}.*.{name}", field.path);
                let kind = self.outline.iter().find(|field| field.path == path);
                let kind = kind.map_or(Kind::Text, |field| field.kind);
                format!("{name} = {}", written(value, kind))
            });
            let cells: Vec<String> = cells.collect();
            text.push_str(&format!("  {{ {} }},\n", cells.join(", ")));
        }
        text.push_str("]\n");
    }
}

/// Whether a list is one of rows: more than a few items, all of plain values.
fn are_rows(value: &Value) -> bool {
    let plain = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(items) => items.iter().all(Value::is_string),
        Value::String(text) => !text.contains('\n'),
        _ => true,
    };
    let row = |item: &Value| item.as_object().is_some_and(|row| row.values().all(plain));
    let items = value.as_array();
    items.is_some_and(|items| items.len() > 3 && items.iter().all(row))
}

/// `# 评审阶段 Stage（必填）：quotation 报价前、contract 签订合同前`
fn comment(field: &Outline) -> String {
    let mut line = format!("# {} {}", field.title.zh, field.title.en);
    if field.required {
        line.push_str("（必填）");
    }
    if !field.labels.is_empty() {
        let labels: Vec<String> = field
            .labels
            .iter()
            .map(|(value, label)| format!("{value} {}", label.zh))
            .collect();
        line.push_str(&format!("：{}", labels.join("、")));
    }
    if let Some(description) = &field.description {
        line.push_str(&format!("。{}", description.zh));
    }
    line.push('\n');
    line
}

fn parent(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(parent, _)| parent)
}

fn key(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, key)| key)
}

/// The first value at a path of the outline.
fn find<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    match path.split_once('.').unwrap_or((path, "")) {
        ("", _) => Some(value),
        ("*", rest) => value.as_array()?.iter().find_map(|item| find(item, rest)),
        (key, rest) => find(value.get(key)?, rest),
    }
}

/// A value as TOML writes it; dates and times bare.
fn written(value: &Value, kind: Kind) -> String {
    match value {
        Value::String(text) if matches!(kind, Kind::Date | Kind::Moment) && is_time(text) => {
            text.clone()
        }
        Value::String(text) => toml::Value::from(text.as_str()).to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, Kind::Text)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

/// The same for a comment, which has one line.
fn on_a_line(value: &Value, kind: Kind) -> String {
    match value {
        Value::String(text) => written(&Value::from(text.replace('\n', " ")), kind),
        value => written(value, kind),
    }
}

/// Whether TOML takes a text for a date or time.
fn is_time(text: &str) -> bool {
    text.parse::<toml::value::Datetime>().is_ok()
}

fn placeholder(field: &Outline) -> String {
    match field.kind {
        Kind::Date => "2026-01-05".to_owned(),
        Kind::Moment => "2026-01-05T09:00:00".to_owned(),
        Kind::Integer | Kind::Decimal => "0".to_owned(),
        Kind::YesNo => "false".to_owned(),
        Kind::Choice => {
            let first = field.labels.first().map_or("", |(value, _)| value);
            written(&Value::from(first), Kind::Choice)
        }
        Kind::List => "[]".to_owned(),
        Kind::Text | Kind::Table => written(&Value::from(""), Kind::Text),
    }
}
