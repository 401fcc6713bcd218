//! Entry workbooks: records that people fill in with Excel, WPS or LibreOffice.
//!
//! The first sheet has the record's own fields, one in a row: label, value, explanation. Each list of tables has a sheet of its
//! own, with an entry in each row; entries of a list inside of an entry name that in their first column.

mod findings;
mod layout;
mod lists;
mod own;
mod spread;

use std::collections::HashMap;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::diag::{Diagnostic, Sink};
use crate::form::{Catalogue, Form};
use crate::source::{
    Document, Fault, FaultKind, Linked, Pointer, Source, Table, first_rows, read_workbook,
};

pub use layout::{CHOICES, Layout, Sheet};
pub use own::{LABEL, LABEL_HEAD, VALUE, VALUE_HEAD};
pub use spread::{Line, Spread};

/// Rows at the top among which an entry workbook names its form.
const TOP: u32 = 8;

/// Whether an XLSX file is a record: its first sheet names a form near the top. `None` where it cannot be read.
pub fn is_entry(path: &Path) -> Option<bool> {
    let rows = first_rows(path, TOP).ok()?;
    Some(own::form(&rows).is_some_and(|(_, name)| name.is_some()))
}

/// Reads a workbook as a record; what is wrong with it goes to the sink. Where it names no form that is known, the document
/// holds no more than that name.
pub(super) fn read(source: &Source, catalogue: &Catalogue, sink: &mut Sink) -> Option<Document> {
    let path = source.path()?;
    let tables = read_workbook(source.name(), path);
    let empty = Fault {
        kind: FaultKind::Empty,
        range: None,
    };
    let tables = tables.and_then(|tables| {
        if tables.is_empty() {
            Err(empty)
        } else {
            Ok(tables)
        }
    });
    let tables = tables
        .map_err(|fault| sink.push(Diagnostic::fault(source, &fault)))
        .ok()?;
    let (row, name) = own::form(&tables[0].rows).unwrap_or_default();
    let known = name.as_deref().and_then(|name| catalogue.find(name));
    let Some(latest) = known.and_then(|id| catalogue.in_force(id, NaiveDate::MAX)) else {
        return Some(nameless(source, &tables[0], row, name));
    };
    // Its date and its revision tell the revision, and the revision what the date is called.
    let mut found = Sink::default();
    let mut document = filled(source, &tables, latest, &mut found)?;
    if let Some(form) = revision(&document.value, latest, catalogue)
        && form.revision != latest.revision
    {
        found = Sink::default();
        document = filled(source, &tables, form, &mut found)?;
    }
    sink.merge(found);
    Some(document)
}

/// The revision of a form that a record fills.
fn revision<'c>(record: &Value, form: &Form, catalogue: &'c Catalogue) -> Option<&'c Form> {
    let text = |key| record.get(key).and_then(Value::as_str);
    match text("revision") {
        Some(revision) => catalogue.revision(&form.id, revision),
        None => {
            let date = text("date").and_then(|date| date.parse().ok());
            catalogue.in_force(&form.id, date.unwrap_or(NaiveDate::MAX))
        }
    }
}

fn nameless(source: &Source, table: &Table, row: u32, name: Option<String>) -> Document {
    let mut value = Map::new();
    value.extend(name.map(|name| ("form".to_owned(), Value::String(name))));
    let cells = HashMap::from([(Pointer::root(), (row, VALUE))]);
    Document {
        source: source.with_tables(vec![linked(table, cells)]),
        value: Value::Object(value),
        digest: table.digest.clone(),
    }
}

/// The record of a form that the sheets hold.
fn filled(source: &Source, tables: &[Table], form: &Form, sink: &mut Sink) -> Option<Document> {
    let layout = Layout::of(form, sink)?;
    let first = &tables[0];
    let own = own::read(first, &layout.sheets[0].heads, sink);
    let mut cells = own.cells;
    let mut value = Value::Object(own.value);
    let lists = lists::read(&tables[1..], &layout, &mut value, sink);
    // What has no cell of its own is told where the form is named.
    let form = cells.get(&Pointer::root().join("form")).copied();
    cells.insert(Pointer::root(), form.unwrap_or((0, VALUE)));
    let mut linked = vec![linked(first, cells)];
    linked.extend(lists);
    Some(Document {
        source: source.with_tables(linked),
        value,
        digest: first.digest.clone(),
    })
}

fn linked(table: &Table, cells: HashMap<Pointer, (u32, u32)>) -> Linked {
    Linked {
        source: table.source.clone(),
        digest: table.digest.clone(),
        list: Pointer::root(),
        heads: 0,
        columns: Vec::new(),
        rows: HashMap::new(),
        cells,
    }
}
