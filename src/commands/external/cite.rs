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

/// Code and name of the customer that is called so, by the customer files; `CODE=NAME` names one that has no file yet. Where
/// nobody has a file, anything is a customer.
pub(super) fn customer(records: &[Record], called: &str) -> Option<(String, String)> {
    let files = || {
        let records = records.iter();
        records.filter(|record| record.form == "customer-file")
    };
    let text = |record: &Record, key: &str| {
        let value = record.document.value.get("customer")?.get(key)?;
        value.as_str().map(str::to_owned)
    };
    let keys = ["code", "name", "name_en", "short_name"];
    let mut found = files().filter(|record| {
        keys.iter()
            .any(|key| text(record, key).as_deref() == Some(called))
    });
    if let Some(found) = found.next() {
        return Some((text(found, "code")?, text(found, "name")?));
    }
    let (code, name) = match called.split_once('=') {
        Some(said) => said,
        None if files().next().is_none() => (called, called),
        None => return None,
    };
    let (code, name) = (code.trim(), name.trim());
    (!code.is_empty() && !name.is_empty()).then(|| (code.to_owned(), name.to_owned()))
}

/// The highest sequence of a run that any record mentions: paper gave those numbers.
/// `of_run` gives the sequence of a number of the run.
pub(super) fn last_mentioned(records: &[Record], of_run: impl Fn(&str) -> Option<u64>) -> u64 {
    let mut last = 0;
    for record in records {
        walk(&record.document.value, &mut |value| {
            let sequence = value.as_str().and_then(&of_run);
            last = last.max(sequence.unwrap_or_default());
        });
    }
    last
}

/// Tells each place where a record cites a revision that is superseded now: by its owner's number and revision, or by ours.
pub(super) fn superseded(
    records: &[Record],
    number: &str,
    (before, now): (&External, &External),
    sink: &mut Sink,
) {
    let cited = Cited {
        number,
        before,
        now,
    };
    for record in records {
        let mut found = Vec::new();
        let root = &record.document.value;
        cited.look(root, &Pointer::root(), customer_of(root), &mut found);
        for at in found {
            let (old, new) = (&before.own_revision, &now.own_revision);
            let own = before.own_number.as_deref().unwrap_or(number);
            let message = Text::new(
                format!("引用 {own} 版本 {old}，现行版本是 {new}"),
                format!("it cites {own} revision {old}; {new} is in force now"),
            );
            let told = Diagnostic::warning(code::CITES_SUPERSEDED, message)
                .at(record.place(at))
                .helped();
            sink.push(match &record.id {
                Some(id) => told.of(id),
                None => told,
            });
        }
    }
}

/// A document of which a revision was superseded.
struct Cited<'a> {
    number: &'a str,
    before: &'a External,
    now: &'a External,
}

impl Cited<'_> {
    /// Finds where a value, or what it holds, cites the revision before. `customer` is whose matter it is.
    fn look(&self, value: &Value, at: &Pointer, customer: Option<&str>, found: &mut Vec<Pointer>) {
        let customer = customer_of(value).or(customer);
        if let Some(key) = self.is_cited(value, customer) {
            found.push(at.join(key));
        }
        match value {
            Value::Object(table) => table
                .iter()
                .for_each(|(key, item)| self.look(item, &at.join(key), customer, found)),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .for_each(|(i, item)| self.look(item, &at.index(i), customer, found)),
            _ => {}
        }
    }

    /// The field that names the revision before, if a table does.
    fn is_cited(&self, value: &Value, customer: Option<&str>) -> Option<&'static str> {
        let is = |pointer: &str, wanted: &str| {
            value.pointer(pointer).and_then(Value::as_str) == Some(wanted)
        };
        let old = &self.before.own_revision;
        if is("/external_document/number", self.number) && is("/revision", old) {
            return Some("revision");
        }
        let own = self.before.own_number.as_deref()?;
        let others = customer.zip(self.before.customer.as_deref());
        let is_theirs = others.is_none_or(|(one, other)| one == other);
        // Whoever changes from the revision before to the one in force has taken notice.
        let changes = is("/new_revision", &self.now.own_revision);
        (is_theirs && !changes && is("/drawing_no", own) && is("/drawing_revision", old))
            .then_some("drawing_revision")
    }
}

fn customer_of(value: &Value) -> Option<&str> {
    value.pointer("/customer/code")?.as_str()
}

/// Shows every value of a record.
fn walk(value: &Value, see: &mut dyn FnMut(&Value)) {
    see(value);
    match value {
        Value::Object(table) => table.values().for_each(|item| walk(item, see)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn external(revision: &str) -> External {
        serde_json::from_value(json!({
            "title": "lid", "kind": "drawing", "own_number": "HX-1", "own_revision": revision, "customer": "A-001",
            "original": { "file": "f", "name": "n", "digest": "d", "bytes": 1 },
        }))
        .expect("a document")
    }

    #[test]
    fn a_citation_is_found_by_either_number_and_not_with_another_customer() {
        let (before, now) = (external("B"), external("C"));
        let cited = Cited {
            number: "ED/1",
            before: &before,
            now: &now,
        };
        let found = |value: Value| {
            let mut found = Vec::new();
            cited.look(&value, &Pointer::root(), None, &mut found);
            found
                .iter()
                .map(|at| at.as_str().to_owned())
                .collect::<Vec<_>>()
        };
        let line = json!({ "drawing_no": "HX-1", "drawing_revision": "B" });
        assert_eq!(
            found(json!({ "lines": [line] })),
            ["/lines/0/drawing_revision"]
        );
        assert!(found(json!({ "customer": { "code": "A-002" }, "lines": [line] })).is_empty());
        assert_eq!(
            found(json!({ "customer": { "code": "A-001" }, "lines": [line] })).len(),
            1
        );
        assert!(found(json!({ "drawing_no": "HX-1", "drawing_revision": "C" })).is_empty());
        assert!(
            found(json!({ "drawing_no": "HX-1", "drawing_revision": "B", "new_revision": "C" }))
                .is_empty()
        );
        let property =
            json!({ "entries": [{ "external_document": { "number": "ED/1" }, "revision": "B" }] });
        assert_eq!(found(property), ["/entries/0/revision"]);
    }
}
