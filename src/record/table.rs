//! Lists of a record that come from tables: `entries = { table = "ledger.xlsx", sheet = "2026" }`.
//!
//! Columns are known by their heads: the titles of the schema in both languages, the field's own name, what the form's
//! definition calls them beside, and what the record itself says of them.

mod cells;
mod columns;
mod fields;
mod heads;

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::diag::codes::{file, table as code};
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::Form;
use crate::schema::{Kind, Outline};
use crate::source::{At, Cell, Column, Document, Linked, Place, Pointer, Row, Source, Table};

pub use fields::Field;
pub use heads::Heads;

pub(crate) use cells::quote;
pub(super) use cells::value;
pub(super) use columns::{Columns, place, twice};
pub(super) use heads::plain;

/// Puts what tables hold in place of the lists that name them.
pub(super) fn link(document: &mut Document, form: &Form, sink: &mut Sink) {
    let names_a_table = |value: &Value| value.get("table").is_some_and(Value::is_string);
    let lists: Vec<String> = document
        .value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| names_a_table(value))
        .map(|(key, _)| key.clone())
        .collect();
    if lists.is_empty() {
        return;
    }
    let Some(schema) = form.schema(sink) else {
        return;
    };
    let outline = schema.outline();
    let mut linked = Vec::new();
    for list in lists {
        let is_list = |field: &&Outline| field.path == list && field.kind == Kind::List;
        if outline.iter().any(|field| is_list(&field)) {
            let link = Link {
                form,
                outline: &outline,
                record: document.source.clone(),
            };
            let written = document.value[&list].clone();
            let items = link.list(&list, &written, &mut linked, sink);
            document.value[&list] = Value::Array(items);
        }
    }
    document.source = document.source.with_tables(linked);
}

/// What is needed to read the tables of one record.
struct Link<'a> {
    form: &'a Form,
    outline: &'a [Outline],
    record: Source,
}

impl Link<'_> {
    fn list(
        &self,
        list: &str,
        written: &Value,
        linked: &mut Vec<Linked>,
        sink: &mut Sink,
    ) -> Vec<Value> {
        let text = |key: &str| written.get(key).and_then(Value::as_str);
        let name = text("table").unwrap_or_default();
        let pointer = Pointer::root().join(list);
        let Some(table) = self.read(name, text("sheet"), &pointer, sink) else {
            return Vec::new();
        };
        let columns = written.get("columns").and_then(Value::as_object);
        let heads = Heads::of(self.outline, list, self.form.tables.get(list), columns);
        let Some(read) = entries(&table, &heads, &pointer, sink) else {
            return Vec::new();
        };
        linked.push(read.linked);
        read.items
    }

    /// The table that a list names, relative to the record's file.
    fn read(
        &self,
        name: &str,
        sheet: Option<&str>,
        list: &Pointer,
        sink: &mut Sink,
    ) -> Option<Table> {
        let place = || Place {
            source: self.record.clone(),
            at: At::Value(list.clone()),
        };
        let Some(folder) = self.record.path().and_then(Path::parent) else {
            let message = Text::new(
                "记录不在磁盘上，读不到它的表格",
                "the record is not on disk, so its table cannot be read",
            );
            sink.push(Diagnostic::error(file::NOT_FOUND, message).at(place()));
            return None;
        };
        let shown = Path::new(self.record.name()).with_file_name("");
        let shown = shown.join(name).to_string_lossy().replace('\\', "/");
        let read = crate::source::read_table(&shown, &folder.join(name), sheet);
        read.map_err(|fault| {
            let source = Source::table(shown.clone(), folder.join(name), None);
            let told = Diagnostic::fault(&source, &fault);
            let here = Text::new("表格由这里引用", "the table is named here");
            sink.push(told.label(place(), here));
        })
        .ok()
    }
}

/// The entries of a table, and where they stand.
pub struct Read {
    /// One for each row, as the schema wants them.
    pub items: Vec<Value>,
    /// Where they stand.
    pub linked: Linked,
    /// The heads of columns that are not read.
    pub unread: Vec<String>,
    /// How many rows were left out because they sum up others.
    pub totals: usize,
}

/// Reads the entries of a table into the list at a pointer; what is wrong with the table goes to the sink.
pub fn entries(table: &Table, heads: &Heads, list: &Pointer, sink: &mut Sink) -> Option<Read> {
    let read = rows(table, heads, sink)?;
    let mut items = Vec::new();
    let mut rows = HashMap::new();
    for (row, mut item) in read.rows {
        heads.name(&mut item, row);
        rows.insert(list.index(items.len()), row);
        items.push(Value::Object(item));
    }
    Some(Read {
        items,
        linked: Linked {
            source: table.source.clone(),
            digest: table.digest.clone(),
            list: list.clone(),
            heads: read.head,
            columns: linked_columns(&read.columns, heads),
            rows,
            cells: HashMap::new(),
        },
        unread: read.columns.unread(),
        totals: read.totals,
    })
}

/// The columns that are read, as places need them.
pub(crate) fn linked_columns(columns: &Columns, heads: &Heads) -> Vec<Column> {
    let column = |(column, field): &(u32, usize)| Column {
        field: heads.fields[*field].path.replace('.', "/"),
        column: *column,
    };
    columns.read.iter().map(column).collect()
}

/// The rows below a table's heads.
pub struct Rows {
    /// The row of the heads, from 0.
    pub head: u32,
    /// What the columns hold.
    columns: Columns,
    /// What is read of each row that has something to read, by its place in the table.
    pub rows: Vec<(u32, Map<String, Value>)>,
    /// How many rows were left out because they sum up others.
    pub totals: usize,
}

impl Rows {
    /// The columns that are read, as places need them.
    pub fn linked(&self, heads: &Heads) -> Vec<Column> {
        linked_columns(&self.columns, heads)
    }

    /// The heads of columns that are not read.
    pub fn unread(&self) -> Vec<String> {
        self.columns.unread()
    }
}

/// Reads the rows of a table; what is wrong with it goes to the sink.
pub fn rows(table: &Table, heads: &Heads, sink: &mut Sink) -> Option<Rows> {
    let Some(head) = heads.find(&table.rows) else {
        sink.push(no_heads(table, heads));
        return None;
    };
    let columns = head.columns(heads);
    columns.tell(table, heads, head.last_row, sink);
    let below = table.rows.iter().filter(|row| row.number > head.last_row);
    let (mut rows, mut totals) = (Vec::new(), 0);
    for row in below {
        if is_total(row) {
            totals += 1;
        } else if let Some(item) = entry(row, &columns.read, heads, table, sink) {
            rows.push((row.number, item));
        }
    }
    Some(Rows {
        head: head.last_row,
        columns,
        rows,
        totals,
    })
}

/// The entry of a row; `None` if nothing of it is read.
pub(super) fn entry(
    row: &Row,
    columns: &[(u32, usize)],
    heads: &Heads,
    table: &Table,
    sink: &mut Sink,
) -> Option<Map<String, Value>> {
    let mut item = Map::new();
    for (column, cell) in &row.cells {
        let mut read = columns.iter();
        let Some((_, field)) = read.find(|(known, _)| known == column) else {
            continue;
        };
        if let Some(value) = read_cell(
            cell,
            &heads.fields[*field],
            table,
            (row.number, *column),
            sink,
        ) {
            put(&mut item, &heads.fields[*field].path, value);
        }
    }
    (!item.is_empty()).then_some(item)
}

/// The value of a cell; that of a formula that failed is none.
pub(super) fn read_cell(
    cell: &Cell,
    field: &Field,
    table: &Table,
    (row, column): (u32, u32),
    sink: &mut Sink,
) -> Option<Value> {
    if let Cell::Error(error) = cell {
        sink.push(failed(error, &field.title, place(table, row, column)));
        return None;
    }
    value(cell, field, table.from_1904)
}

/// Puts a value at a dotted path.
pub(crate) fn put(table: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((key, rest)) => {
            let inner = table
                .entry(key)
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(inner) = inner.as_object_mut() {
                put(inner, rest, value);
            }
        }
    }
}

/// Whether a row sums up others: its first cell says so.
fn is_total(row: &Row) -> bool {
    const WORDS: [&str; 8] = [
        "合计",
        "总计",
        "小计",
        "共计",
        "total",
        "subtotal",
        "sum",
        "grandtotal",
    ];
    let first = row.cells.first().map(|(_, cell)| cell);
    let Some(Cell::Text(text)) = first else {
        return false;
    };
    WORDS.contains(&heads::plain(text).as_str())
}

fn failed(error: &str, title: &Text, place: Place) -> Diagnostic {
    let message = Text::new(
        format!("“{}”的公式出错：{error}", title.zh),
        format!("the formula for “{}” failed: {error}", title.en),
    );
    let help = Text::new(
        "改正公式，或直接填写值",
        "correct the formula, or enter the value itself",
    );
    Diagnostic::error(code::FORMULA, message)
        .at(place)
        .help(help)
}

pub(super) fn no_heads(table: &Table, heads: &Heads) -> Diagnostic {
    let titles = heads.fields.iter().filter(|field| field.required);
    let (zh, en): (Vec<&str>, Vec<&str>) = titles
        .map(|field| (field.title.zh.as_str(), field.title.en.as_str()))
        .unzip();
    let message = Text::new(
        format!("表格里找不到表头，应有：{}", zh.join("、")),
        format!("the table has no heads such as {}", en.join(", ")),
    );
    let help = Text::new(
        "核对表头文字；公司自己的叫法写入 wenkong.toml 的 [forms.….tables]，或写在记录的 columns 里",
        "check the heads; a company's own go into [forms.….tables] of wenkong.toml, or into `columns` of the record",
    );
    let place = Place {
        source: table.source.clone(),
        at: At::File,
    };
    Diagnostic::error(code::NO_HEADS, message)
        .at(place)
        .help(help)
}
