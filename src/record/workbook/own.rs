//! The first sheet of an entry workbook: the record's own fields, one in a row.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::findings;
use crate::diag::{Sink, Text};
use crate::record::table::{Heads, place, plain, put, read_cell};
use crate::source::{Cell, Pointer, Row, Table};

/// Where labels stand.
pub const LABEL: u32 = 0;
/// Where values stand.
pub const VALUE: u32 = 1;
/// Where explanations stand, which nobody reads back.
const ABOUT: u32 = 2;
/// What the column of labels is headed.
pub const LABEL_HEAD: Text<&str> = Text {
    zh: "项目",
    en: "Item",
};
/// What the column of values is headed.
pub const VALUE_HEAD: Text<&str> = Text {
    zh: "填写内容",
    en: "Entry",
};
/// How the row with the form is labelled.
const FORM: [&str; 3] = ["表单", "form", "表单form"];

/// What the first sheet says.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// The fields that are filled in.
    pub value: Map<String, Value>,
    /// The cell of each field that the sheet has a row for.
    pub cells: HashMap<Pointer, (u32, u32)>,
    /// The fields that have been filled in.
    filled: HashSet<usize>,
}

/// The row that names the form, and what it says; `None` as its name where nothing is filled in.
pub(super) fn form(rows: &[Row]) -> Option<(u32, Option<String>)> {
    let is_form = |row: &&Row| {
        let label = cell(row, LABEL).map(|cell| plain(&cell.shown()));
        label.is_some_and(|label| FORM.contains(&label.as_str()))
    };
    let row = rows.iter().find(is_form)?;
    Some((row.number, cell(row, VALUE).map(Cell::shown)))
}

/// Reads the fields of the first sheet.
pub(super) fn read(table: &Table, heads: &Heads, sink: &mut Sink) -> Own {
    let mut own = Own::default();
    for row in table.rows.iter().filter(|row| !is_head(row)) {
        own.row(row, table, heads, sink);
    }
    let beside = |row: &Row| {
        let mut cells = row.cells.iter().map(|(column, _)| *column);
        cells
            .find(|column| *column > ABOUT)
            .map(|column| (row.number, column))
    };
    if let Some((row, column)) = table.rows.iter().find_map(beside) {
        sink.push(findings::unknown_column("", None).at(place(table, row, column)));
    }
    own
}

fn cell(row: &Row, column: u32) -> Option<&Cell> {
    let mut cells = row.cells.iter();
    cells.find(|(at, _)| *at == column).map(|(_, cell)| cell)
}

/// Whether it heads the columns.
fn is_head(row: &Row) -> bool {
    let says = |column, head: Text<&str>| {
        let shown = cell(row, column).map(|cell| plain(&cell.shown()));
        let both = format!("{}{}", head.zh, head.en);
        let names = [head.zh, head.en, &both];
        shown.is_some_and(|shown| names.iter().any(|name| plain(name) == shown))
    };
    says(LABEL, LABEL_HEAD) && says(VALUE, VALUE_HEAD)
}

impl Own {
    fn row(&mut self, row: &Row, table: &Table, heads: &Heads, sink: &mut Sink) {
        let label = cell(row, LABEL).map(Cell::shown).unwrap_or_default();
        let (written, at) = (cell(row, VALUE), (row.number, VALUE));
        let Some(number) = heads.field(&label) else {
            if written.is_some() {
                let told = findings::unknown_label(&label, heads.near(&label), row.number);
                sink.push(told.at(place(table, row.number, VALUE)));
            }
            return;
        };
        let field = &heads.fields[number];
        let keys = field.path.split('.');
        let pointer = keys.fold(Pointer::root(), |at, key| at.join(key));
        let first = *self.cells.entry(pointer.clone()).or_insert(at);
        let Some(written) = written else {
            return;
        };
        if !self.filled.insert(number) {
            let told = findings::label_twice(&field.title);
            let before = Text::new("先填在这里", "filled in here first");
            let told = told.at(place(table, row.number, VALUE));
            sink.push(told.label(place(table, first.0, first.1), before));
            return;
        }
        self.cells.insert(pointer, at);
        if let Some(value) = read_cell(written, field, table, at, sink) {
            put(&mut self.value, &field.path, value);
        }
    }
}
