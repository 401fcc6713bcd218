//! A record's data as the sheets of a workbook hold it.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::layout::Layout;
use crate::record::table::Field;
use crate::source::Pointer;

/// A record's data, taken apart.
#[derive(Debug, Default)]
pub struct Spread {
    /// The lines of each sheet of the layout; the first has one line with all the record's own fields.
    pub sheets: Vec<Vec<Line>>,
    /// What no sheet has a place for.
    pub rest: Vec<Pointer>,
}

/// The values of a row, in the order of the sheet's fields.
pub type Line = Vec<Option<Value>>;

impl Spread {
    /// Takes a record's data apart.
    pub fn of(layout: &Layout, record: &Map<String, Value>) -> Self {
        let mut left = record.clone();
        let mut spread = Self {
            sheets: layout.sheets.iter().map(|_| Vec::new()).collect(),
            rest: Vec::new(),
        };
        let own = taken(&mut left, &layout.sheets[0].heads.fields);
        spread.sheets[0].push(own);
        spread.lists(layout, None, &mut left, "", &Pointer::root());
        leaves(&Value::Object(left), &Pointer::root(), &mut spread.rest);
        spread
    }

    /// Takes the lists out of an entry, or out of the record.
    fn lists(
        &mut self,
        layout: &Layout,
        owner: Option<usize>,
        left: &mut Map<String, Value>,
        key: &str,
        around: &Pointer,
    ) {
        let inside = |at: &usize| *at > 0 && layout.sheets[*at].owner == owner;
        for at in (0..layout.sheets.len()).filter(inside) {
            let path = layout.sheets[at].inner();
            let list = path.split('.').fold(around.clone(), |at, key| at.join(key));
            if let Some(items) = take(left, path, &|value| value.is_array()) {
                self.entries(layout, at, items, (key, &list));
            }
        }
    }

    fn entries(
        &mut self,
        layout: &Layout,
        at: usize,
        items: Value,
        (owner, list): (&str, &Pointer),
    ) {
        let Value::Array(items) = items else {
            return;
        };
        let ids = ids(&items);
        for (i, item) in items.into_iter().enumerate() {
            let pointer = list.index(i);
            let Value::Object(mut item) = item else {
                self.rest.push(pointer);
                continue;
            };
            let own = item.get("id").and_then(Value::as_str);
            let sure = own.filter(|id| ids.get(*id) == Some(&1) && id.trim() == *id);
            let name = sure.map_or_else(|| format!("#{}", i + 1), str::to_owned);
            let sheet = &layout.sheets[at];
            let mut line = taken(&mut item, &sheet.heads.fields);
            let mut key = name.clone();
            if sheet.owner.is_some() {
                line[0] = Some(owner.into());
                key = format!("{owner}/{name}");
            }
            self.sheets[at].push(line);
            self.lists(layout, Some(at), &mut item, &key, &pointer);
            leaves(&Value::Object(item), &pointer, &mut self.rest);
        }
    }
}

/// How many entries have each id.
fn ids(items: &[Value]) -> HashMap<String, usize> {
    let mut ids = HashMap::new();
    for id in items.iter().filter_map(|item| item.get("id")?.as_str()) {
        *ids.entry(id.to_owned()).or_insert(0) += 1;
    }
    ids
}

/// Takes the values of fields out of a table.
fn taken(table: &mut Map<String, Value>, fields: &[Field]) -> Line {
    let fits = |value: &Value| match value {
        Value::Object(_) => false,
        Value::Array(items) => !items.iter().any(|item| item.is_array() || item.is_object()),
        _ => true,
    };
    let value = |field: &Field| take(table, &field.path, &fits).filter(|value| !value.is_null());
    fields.iter().map(value).collect()
}

/// Takes a value that fits out of the place at a dotted path.
fn take(
    table: &mut Map<String, Value>,
    path: &str,
    fits: &dyn Fn(&Value) -> bool,
) -> Option<Value> {
    match path.split_once('.') {
        None => {
            table.get(path).filter(|value| fits(value))?;
            table.remove(path)
        }
        Some((key, rest)) => take(table.get_mut(key)?.as_object_mut()?, rest, fits),
    }
}

/// The values that are left; of tables and lists with nothing in them there is nothing to tell.
fn leaves(value: &Value, at: &Pointer, found: &mut Vec<Pointer>) {
    match value {
        Value::Object(table) => {
            for (key, value) in table {
                leaves(value, &at.join(key), found);
            }
        }
        Value::Array(items) => {
            for (i, value) in items.iter().enumerate() {
                leaves(value, &at.index(i), found);
            }
        }
        Value::Null => {}
        _ => found.push(at.clone()),
    }
}
