//! What a new record takes over from another: `new capa-report --from FB-2026-006/E06`.

use std::path::Path;

use anyhow::bail;
use serde_json::{Map, Value};

use crate::diag::Sink;
use crate::form::{Carry, Form};
use crate::project::{Project, records_in};
use crate::record::Record;
use crate::schema::{Kind, Outline};
use crate::source::Pointer;

/// The record or entry that data comes from.
#[derive(Debug)]
struct Origin {
    record: Record,
    /// The entry, and the list it stands in.
    entry: Option<(String, Pointer)>,
    /// How others refer to it.
    name: String,
}

/// The values that a new record of a form takes over. `from` is a record file, with `#E06` behind it for an entry, or an id:
/// `FB-2026-006` or `FB-2026-006/E06`.
///
/// # Errors
/// When there is no such record or entry, or the form takes nothing over from it.
pub fn carry(
    project: &Project,
    form: &Form,
    from: &str,
    sink: &mut Sink,
) -> anyhow::Result<Map<String, Value>> {
    let Some(origin) = find(project, from, sink)? else {
        bail!("没有 {from} 这份记录或条目 (there is no record or entry {from})");
    };
    let list = origin.entry.as_ref().map(|(list, _)| list.as_str());
    let fits = |carry: &&Carry| carry.from == origin.record.form && carry.each.as_deref() == list;
    let Some(carry) = form.carry.iter().find(fits) else {
        bail!("{}", unfit(form, &origin, from));
    };
    let mut given = Map::new();
    let outline = form.schema(sink).map(|schema| schema.outline());
    let outline = outline.unwrap_or_default();
    for (here, there) in &carry.fields {
        for (here, there) in origin.each(here, there) {
            let value = origin.value(&there);
            if let Some(value) = value.and_then(|value| fitted(value, &here, &outline)) {
                put(&mut given, &here, value);
            }
        }
    }
    Ok(given)
}

/// The record that `from` names, where it is one of the same form: a workbook goes on with all that it says.
///
/// # Errors
/// Never so far; that there is no such record is for [`carry`] to tell.
pub fn whole(
    project: &Project,
    form: &Form,
    from: &str,
    sink: &mut Sink,
) -> anyhow::Result<Option<Record>> {
    let origin = find(project, from, sink)?;
    let whole = origin.filter(|origin| origin.entry.is_none() && origin.record.form == form.id);
    Ok(whole.map(|origin| origin.record))
}

fn unfit(form: &Form, origin: &Origin, from: &str) -> String {
    let known: Vec<String> = form
        .carry
        .iter()
        .map(|carry| match &carry.each {
            Some(each) => format!("{}/{each}", carry.from),
            None => carry.from.clone(),
        })
        .collect();
    let known = if known.is_empty() {
        "—".to_owned()
    } else {
        known.join(", ")
    };
    format!(
        "{} 不从 {from}（{}）带入数据；可用：{known} ({} takes nothing over from {from})",
        form.title.zh, origin.record.form, form.id
    )
}

fn find(project: &Project, from: &str, sink: &mut Sink) -> anyhow::Result<Option<Origin>> {
    let (file, entry) = from.split_once('#').unwrap_or((from, ""));
    if Path::new(file).is_file() {
        let record = Record::open(&project.source(Path::new(file)), &project.forms, sink);
        return Ok(record.and_then(|record| origin(record, entry)));
    }
    let named = |record: &Record, name: &str| {
        let number = record.document.value.get("number").and_then(Value::as_str);
        record.id.as_deref() == Some(name) || number == Some(name)
    };
    for path in records_in(&project.root().join("records")) {
        let source = project.source(&path);
        let Some(record) = Record::open(&source, &project.forms, &mut Sink::default()) else {
            continue;
        };
        if named(&record, from) {
            return Ok(origin(record, ""));
        }
        // A number may have a `/` of its own: the entry stands behind the last one.
        if let Some((name, entry)) = from.rsplit_once('/')
            && named(&record, name)
        {
            return Ok(origin(record, entry));
        }
    }
    Ok(None)
}

fn origin(record: Record, entry: &str) -> Option<Origin> {
    let id = record.id.clone().unwrap_or_default();
    if entry.is_empty() {
        return Some(Origin {
            name: id,
            record,
            entry: None,
        });
    }
    let lists = record.document.value.as_object()?;
    let found = lists.iter().find_map(|(list, value)| {
        let at = value
            .as_array()?
            .iter()
            .position(|item| item["id"] == entry)?;
        Some((list.clone(), Pointer::root().join(list).index(at)))
    })?;
    Some(Origin {
        name: format!("{id}/{entry}"),
        record,
        entry: Some(found),
    })
}

impl Origin {
    /// A pair of paths with a `*` in both is one pair for each item that the list has there.
    fn each(&self, here: &str, there: &str) -> Vec<(String, String)> {
        let (Some((list, _)), true) = (there.split_once(".*"), here.contains(".*")) else {
            return vec![(here.to_owned(), there.to_owned())];
        };
        let items = self.value(list);
        let count = items.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        let at = |path: &str, i: usize| path.replacen(".*", &format!(".{i}"), 1);
        (0..count).map(|i| (at(here, i), at(there, i))).collect()
    }

    /// A value by its dotted path: of the record behind `record.`, else of the entry where there is one.
    fn value(&self, path: &str) -> Option<Value> {
        if path == "@ref" {
            return Some(self.name.as_str().into());
        }
        if let Some(text) = path.strip_prefix('=') {
            return Some(text.into());
        }
        let record = &self.record.document.value;
        let (start, path) = match (path.strip_prefix("record."), &self.entry) {
            (Some(path), _) => (record, path),
            (None, Some((_, entry))) => (entry.resolve(record)?, path),
            (None, None) => (record, path),
        };
        let mut keys = path.split('.');
        let found = keys.try_fold(start, |value, key| match value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            value => value.get(key),
        });
        found.cloned()
    }
}

/// A value as a field takes it; `None` for what it cannot take.
fn fitted(value: Value, path: &str, outline: &[Outline]) -> Option<Value> {
    let starred: Vec<&str> = path
        .split('.')
        .map(|key| {
            if key.parse::<usize>().is_ok() {
                "*"
            } else {
                key
            }
        })
        .collect();
    let starred = starred.join(".");
    let field = outline.iter().find(|field| field.path == starred)?;
    match (field.kind, value) {
        (Kind::Date, Value::String(moment)) => Some(moment.get(..10)?.into()),
        (Kind::Choice, Value::String(choice)) => {
            let mut known = field.labels.iter();
            known
                .any(|(value, _)| *value == choice)
                .then(|| choice.into())
        }
        (Kind::List, Value::String(one)) => Some(Value::Array(vec![one.into()])),
        (Kind::Table, Value::Object(table)) => {
            let inside = |key: &String| {
                let path = format!("{starred}.{key}");
                outline.iter().any(|field| field.path == path)
            };
            Some(table.into_iter().filter(|(key, _)| inside(key)).collect())
        }
        (_, value) => Some(value),
    }
}

/// Puts a value at a dotted path, whose numbers are places in lists; places are filled in their order.
fn put(table: &mut Map<String, Value>, path: &str, value: Value) {
    let Some((key, rest)) = path.split_once('.') else {
        table.insert(path.to_owned(), value);
        return;
    };
    let (at, inner) = rest.split_once('.').unwrap_or((rest, ""));
    let slot = table.entry(key);
    if at.parse::<usize>().is_ok() && !inner.is_empty() {
        let items = slot.or_insert_with(|| Value::Array(Vec::new()));
        let Some(items) = items.as_array_mut() else {
            return;
        };
        let at = at.parse().unwrap_or(0).min(items.len());
        if at == items.len() {
            items.push(Value::Object(Map::new()));
        }
        if let Some(item) = items[at].as_object_mut() {
            put(item, inner, value);
        }
    } else if let Some(inner) = slot
        .or_insert_with(|| Value::Object(Map::new()))
        .as_object_mut()
    {
        put(inner, rest, value);
    }
}
