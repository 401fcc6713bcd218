//! Lists of a record that come from tables: `entries = { table = "ledger.xlsx", sheet = "2026" }`.
//!
//! Columns are known by their heads: the titles of the schema in both languages, the field's own name, what the form's
//! definition calls them beside, and what the record itself says of them.

mod cells;
mod columns;
mod fields;
mod heads;
mod items;
mod link;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::diag::codes::table as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::source::{At, Cell, Column, Linked, Place, Pointer, Row, Table};

pub use fields::Field;
pub use heads::Heads;

pub(super) use cells::value;
pub(super) use columns::{Columns, place, twice};
pub(super) use heads::plain;
pub(crate) use items::quote;
pub(super) use link::link;

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
