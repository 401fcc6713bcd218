//! The other sheets of an entry workbook: the lists of a record, an entry in each row.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::findings;
use super::layout::{CHOICES, Layout, OWNER, Sheet};
use crate::diag::{Diagnostic, Sink};
use crate::record::table::{self, Columns, entry, linked_columns, no_heads, place};
use crate::source::{Linked, Pointer, Row, Table};

/// Puts what the sheets of lists say into a record, and gives where it stands.
pub(super) fn read(
    tables: &[Table],
    layout: &Layout,
    record: &mut Value,
    sink: &mut Sink,
) -> Vec<Linked> {
    let tables = assigned(tables, layout, sink);
    let mut reading = Reading {
        layout,
        record,
        keys: layout.sheets.iter().map(|_| Keys::default()).collect(),
    };
    let lists = 1..layout.sheets.len();
    let read = lists.filter_map(|at| reading.sheet(at, tables.get(&at)?, sink));
    read.collect()
}

/// The table of each list. Sheets with rows that belong to none are told.
fn assigned<'t>(
    tables: &'t [Table],
    layout: &Layout,
    sink: &mut Sink,
) -> HashMap<usize, &'t Table> {
    let mut found: HashMap<usize, &Table> = HashMap::new();
    for table in tables {
        let name = table.source.sheet().unwrap_or_default();
        if table.rows.is_empty() || name == CHOICES {
            continue;
        }
        let told = match layout.named(name) {
            None => {
                let known: Vec<_> = layout.sheets.iter().skip(1).map(|s| &s.title).collect();
                findings::unknown_sheet(name, &known)
            }
            Some(at) => match found.get(&at) {
                Some(first) => {
                    findings::sheet_twice(name, first.source.sheet().unwrap_or_default())
                }
                None => {
                    found.insert(at, table);
                    continue;
                }
            },
        };
        let first = table.rows.first();
        let (row, column) = first.map_or((0, 0), first_cell);
        sink.push(told.at(place(table, row, column)));
    }
    found
}

fn first_cell(row: &Row) -> (u32, u32) {
    let column = row.cells.first().map_or(0, |(column, _)| *column);
    (row.number, column)
}

/// The entries of a list by how rows of inner lists name them.
#[derive(Default)]
struct Keys(BTreeMap<String, Vec<Pointer>>);

/// A record while its lists are read.
struct Reading<'a> {
    layout: &'a Layout,
    record: &'a mut Value,
    /// The entries of each sheet.
    keys: Vec<Keys>,
}

impl Reading<'_> {
    fn sheet(&mut self, at: usize, table: &Table, sink: &mut Sink) -> Option<Linked> {
        let layout = self.layout;
        let sheet = &layout.sheets[at];
        let Some(head) = sheet.heads.find(&table.rows) else {
            sink.push(no_heads(table, &sheet.heads));
            return None;
        };
        let columns = head.columns(&sheet.heads);
        let below = || table.rows.iter().filter(|row| row.number > head.last_row);
        tell_unread(table, sheet, (&columns, head.last_row), below(), sink);
        let mut rows = HashMap::new();
        for row in below() {
            if let Some(item) = entry(row, &columns.read, &sheet.heads, table, sink) {
                match self.put(at, item) {
                    Ok(pointer) => _ = rows.insert(pointer, row.number),
                    Err(told) => {
                        let owner = columns.read.iter().find(|(_, field)| *field == 0);
                        let column = owner.map_or(0, |(column, _)| *column);
                        sink.push(told.at(place(table, row.number, column)));
                    }
                }
            }
        }
        Some(Linked {
            source: table.source.clone(),
            digest: table.digest.clone(),
            // A list in an entry stands at its entry; the heads are those of all such lists.
            list: sheet
                .list
                .split('.')
                .fold(Pointer::root(), |at, key| at.join(key)),
            heads: head.last_row,
            columns: linked_columns(&columns, &sheet.heads),
            rows,
            cells: HashMap::new(),
        })
    }

    /// Puts an entry into its list, and gives its place.
    fn put(&mut self, at: usize, mut item: Map<String, Value>) -> Result<Pointer, Box<Diagnostic>> {
        let sheet = &self.layout.sheets[at];
        let (around, name) = match sheet.owner {
            None => (Pointer::root(), String::new()),
            Some(owner) => {
                let written = item.remove(OWNER);
                let written = written.as_ref().and_then(Value::as_str).unwrap_or_default();
                let owner = self.owner(owner, written)?;
                (owner, format!("{written}/"))
            }
        };
        let id = item.get("id").and_then(Value::as_str).map(str::to_owned);
        let list = sheet
            .inner()
            .split('.')
            .fold(around, |at, key| at.join(key));
        let place = push(self.record, &list, Value::Object(item));
        let pointer = list.index(place);
        let keys = id.into_iter().chain([format!("#{}", place + 1)]);
        for key in keys {
            let known = self.keys[at].0.entry(format!("{name}{key}")).or_default();
            known.push(pointer.clone());
        }
        Ok(pointer)
    }

    /// The one entry of a list that a row says it belongs to.
    fn owner(&self, list: usize, written: &str) -> Result<Pointer, Box<Diagnostic>> {
        let title = &self.layout.sheets[list].title;
        let known = &self.keys[list].0;
        match known.get(written).map(Vec::as_slice) {
            _ if written.is_empty() => Err(findings::no_owner(title).into()),
            Some([one]) => Ok(one.clone()),
            several => {
                let ids = known.keys().map(String::as_str);
                let ids: Vec<&str> = ids.filter(|id| !id.contains('#')).take(8).collect();
                let several = several.is_some();
                Err(findings::unknown_owner(written, title, several, &ids).into())
            }
        }
    }
}

/// Tells of columns with something in them that no field takes up.
fn tell_unread<'t>(
    table: &Table,
    sheet: &Sheet,
    (columns, head): (&Columns, u32),
    rows: impl Iterator<Item = &'t Row>,
    sink: &mut Sink,
) {
    let mut told: HashSet<u32> = columns.read.iter().map(|(column, _)| *column).collect();
    for row in rows {
        for (column, _) in &row.cells {
            if !told.insert(*column) {
                continue;
            }
            let twice = columns.twice.iter().find(|(at, ..)| at == column);
            let unread = columns.unread.iter().find(|(at, _)| at == column);
            sink.push(match (twice, unread) {
                (Some((_, text, field)), _) => {
                    let title = &sheet.heads.fields[*field].title;
                    table::twice(text, title, place(table, head, *column))
                }
                (None, Some((_, text))) => {
                    let near = sheet.heads.near(text);
                    findings::unknown_column(text, near).at(place(table, head, *column))
                }
                (None, None) => {
                    findings::unknown_column("", None).at(place(table, row.number, *column))
                }
            });
        }
    }
}

/// Puts an entry at the end of the list at a pointer, whose tables are made where they are missing.
fn push(record: &mut Value, list: &Pointer, item: Value) -> usize {
    let mut at = record;
    for part in list.parts() {
        at = match at {
            Value::Array(items) => {
                let index = part.parse::<usize>().unwrap_or(0);
                match items.get_mut(index) {
                    Some(item) => item,
                    None => return 0,
                }
            }
            other => {
                if !other.is_object() {
                    *other = Value::Object(Map::new());
                }
                &mut other[&*part]
            }
        };
    }
    if !at.is_array() {
        *at = Value::Array(Vec::new());
    }
    let items = at.as_array_mut().map_or(0, |items| {
        items.push(item);
        items.len()
    });
    items.saturating_sub(1)
}
