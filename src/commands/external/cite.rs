//! What the records say of customers and drawings.

use rayon::prelude::*;
use serde_json::Value;

use crate::diag::codes::external as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::External;
use crate::project::{Project, records_in};
use crate::record::Record;
use crate::source::Pointer;

/// All records of the project that can be read, in the order of their files.
pub(super) fn records(project: &Project) -> Vec<Record> {
    let files = records_in(&project.root().join("records"));
    let open = |path: &std::path::PathBuf| {
        Record::open(&project.source(path), &project.forms, &mut Sink::default())
    };
    files.par_iter().filter_map(open).collect()
}

/// Code and name of the customer that is called so, by the customer files; `CODE=NAME` names one that has no file yet.
pub(super) fn customer(records: &[Record], called: &str) -> Option<(String, String)> {
    let files = records
        .iter()
        .filter(|record| record.form == "customer-file");
    let text = |record: &Record, key: &str| {
        let value = record.document.value.get("customer")?.get(key)?;
        value.as_str().map(str::to_owned)
    };
    let keys = ["code", "name", "name_en", "short_name"];
    let mut files = files.filter(|record| {
        keys.iter()
            .any(|key| text(record, key).as_deref() == Some(called))
    });
    if let Some(found) = files.next() {
        return Some((text(found, "code")?, text(found, "name")?));
    }
    let (code, name) = called.split_once('=')?;
    let (code, name) = (code.trim(), name.trim());
    (!code.is_empty() && !name.is_empty()).then(|| (code.to_owned(), name.to_owned()))
}

/// The highest sequence of a run that any record mentions: paper gave those numbers.
/// `of_run` gives the sequence of a number of the run.
pub(super) fn last_mentioned(records: &[Record], of_run: impl Fn(&str) -> Option<u64>) -> u64 {
    let mut last = 0;
    for record in records {
        walk(&record.document.value, &Pointer::root(), &mut |value, _| {
            let sequence = value.as_str().and_then(&of_run);
            last = last.max(sequence.unwrap_or_default());
        });
    }
    last
}

/// Tells each place where a record cites a revision that is superseded now: by its own number and revision.
pub(super) fn superseded(records: &[Record], before: &External, now: &External, sink: &mut Sink) {
    let Some(own_number) = &before.own_number else {
        return;
    };
    for record in records {
        let mut found = Vec::new();
        walk(
            &record.document.value,
            &Pointer::root(),
            &mut |value, at| {
                if cites(value, own_number, &before.own_revision) {
                    found.push(at.clone());
                }
            },
        );
        for at in found {
            let (old, new) = (&before.own_revision, &now.own_revision);
            let message = Text::new(
                format!("引用 {own_number} 版本 {old}，现行版本是 {new}"),
                format!("it cites {own_number} revision {old}; {new} is in force now"),
            );
            let told = Diagnostic::warning(code::CITES_SUPERSEDED, message)
                .at(record.place(at.join("drawing_revision")))
                .helped();
            sink.push(match &record.id {
                Some(id) => told.of(id),
                None => told,
            });
        }
    }
}

fn cites(value: &Value, own_number: &str, own_revision: &str) -> bool {
    let is = |key: &str, wanted: &str| value.get(key).and_then(Value::as_str) == Some(wanted);
    is("drawing_no", own_number) && is("drawing_revision", own_revision)
}

fn walk(value: &Value, at: &Pointer, see: &mut dyn FnMut(&Value, &Pointer)) {
    see(value, at);
    match value {
        Value::Object(table) => table
            .iter()
            .for_each(|(key, item)| walk(item, &at.clone().join(key), see)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| walk(item, &at.clone().join(&i.to_string()), see)),
        _ => {}
    }
}
