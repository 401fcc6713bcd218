//! `new`: an empty record with a comment on every field, made from the form's schema.

use chrono::NaiveDate;
use serde_json::Value;

use crate::diag::Sink;
use crate::form::Form;
use crate::schema::{Kind, Outline};
use crate::source::{Format, parse};

/// The text of an empty TOML record. What the record must have in any case stands there; every other field is
/// commented out with `#`, with a value that shows how it is written. `None` if the form's schema is broken.
pub fn new(form: &Form, day: NaiveDate, sink: &mut Sink) -> Option<String> {
    let outline = form.schema(sink)?.outline();
    let example = form
        .file("example.toml")
        .text()
        .and_then(|text| parse(&text, Format::Toml).value);
    let mut example = example.unwrap_or_else(|| Value::Object(serde_json::Map::new()));
    example["revision"] = Value::from(form.revision.as_str());
    let writer = Writer {
        outline: &outline,
        example,
    };
    let mut text = heading(form);
    text.push_str(&format!("form = {}\n", quoted(&form.id)));
    text.push_str(&format!("id = {}\n", quoted(&first_number(form, day))));
    text.push_str(&format!("date = {day}\n"));
    writer.table("", "", &mut text);
    Some(text)
}

fn heading(form: &Form) -> String {
    format!(
        "# {} {} · {} {}\n\
         # 填写：去掉行首的 # 并改成实际内容；不用的行可以删去。（必填）的项目不可少。\n\
         # Take the # away from the lines you fill in; leave out what does not apply. 必填 = required.\n\n",
        form.title.zh, form.title.en, form.number, form.revision
    )
}

/// The first number that the form's pattern makes, as a suggestion for the id.
fn first_number(form: &Form, day: NaiveDate) -> String {
    let pattern = form.record_number.pattern.as_str();
    let dated = pattern
        .replace("{year}", &day.format("%Y").to_string())
        .replace("{yy}", &day.format("%y").to_string())
        .replace("{month}", &day.format("%m").to_string());
    let Some((before, sequence)) = dated.split_once("{seq") else {
        return dated;
    };
    let Some((width, after)) = sequence.split_once('}') else {
        return dated;
    };
    let width = width.trim_start_matches(':').parse().unwrap_or(1);
    format!("{before}{:0width$}{after}", 1)
}

struct Writer<'a> {
    outline: &'a [Outline],
    /// A good record of the form: its values show how a field is written.
    example: Value,
}

/// What the heading of the file has written already.
const WRITTEN: [&str; 3] = ["form", "id", "date"];

impl Writer<'_> {
    /// Writes the fields of a table: plain ones first, as TOML needs it, then tables and lists of tables.
    /// `path` is the table's in the outline, `heading` the same as TOML headings name it.
    fn table(&self, path: &str, heading: &str, text: &mut String) {
        let (plain, nested): (Vec<_>, Vec<_>) = self
            .children(path)
            .partition(|field| self.tables_under(field).is_none());
        for field in plain
            .iter()
            .filter(|field| !WRITTEN.contains(&field.path.as_str()))
        {
            self.plain(field, text);
        }
        for field in nested {
            let name = key(&field.path);
            let heading = if heading.is_empty() {
                name.to_owned()
            } else {
                format!("{heading}.{name}")
            };
            let list = field.kind == Kind::List;
            let (open, close) = if list { ("[[", "]]") } else { ("[", "]") };
            let sign = if field.required && path.is_empty() {
                ""
            } else {
                "#"
            };
            text.push_str(&format!(
                "\n{}{sign}{open}{heading}{close}\n",
                comment(field)
            ));
            let inner = self.tables_under(field).unwrap_or_default();
            self.table(&inner, &heading, text);
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

    fn plain(&self, field: &Outline, text: &mut String) {
        let shown = find(&self.example, &field.path)
            .map_or_else(|| placeholder(field), |value| written(value, field.kind));
        text.push_str(&format!(
            "{}#{} = {shown}\n",
            comment(field),
            key(&field.path)
        ));
    }
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
        Value::String(text) if matches!(kind, Kind::Date | Kind::Moment) => text.clone(),
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| written(item, Kind::Text)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

fn placeholder(field: &Outline) -> String {
    match field.kind {
        Kind::Date => "2026-01-05".to_owned(),
        Kind::Moment => "2026-01-05T09:00:00".to_owned(),
        Kind::Integer | Kind::Decimal => "0".to_owned(),
        Kind::YesNo => "false".to_owned(),
        Kind::Choice => quoted(field.labels.first().map_or("", |(value, _)| value)),
        Kind::List => "[]".to_owned(),
        Kind::Text | Kind::Table => quoted(""),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text.replace('\n', " ")).to_string()
}

/// Writes the record to a file that must not exist yet.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write(path: &std::path::Path, text: &str) -> anyhow::Result<()> {
    if path.exists() {
        anyhow::bail!(
            "{0} 已存在，未作改动 ({0} exists; nothing was changed)",
            path.display()
        );
    }
    super::output::replace(path, text.as_bytes())
}
