//! Kind `obligation`, as far as the record itself must have something. Other records: see `across`.

use serde_json::Value;

use super::item::Item;
use super::timing::{Owed, owed};
use super::verdict::{Judged, Verdict};
use crate::diag::Text;
use crate::rule::demand::Obligation;
use crate::rule::{Body, Path};
use crate::source::Pointer;

pub(super) fn judge(demand: &Obligation, fields: &[Path], item: &Item<'_>, body: &Body) -> Judged {
    let owed = owed(&demand.timing, item, body)?;
    let one = |path: &Path| match lacking(path, item) {
        _ if matches!(owed, Owed::NotBegun(_)) => {
            let reason = Text::new("尚未起算", "its time has not begun");
            Verdict::not_applicable(item.place(path), reason)
        }
        None => Verdict::met(item.place(path), Text::default()),
        Some(at) => {
            let fact = item.lacks(&at);
            owed.missing(item.case.standards, at, fact)
        }
    };
    Ok(fields.iter().map(one).collect())
}

/// Where a value is missing; of a starred path, the first item without one.
fn lacking(path: &Path, item: &Item<'_>) -> Option<Pointer> {
    let Some((list, rest)) = path.split() else {
        let given = item.value(path).is_some_and(is_given);
        return (!given).then(|| item.place(path));
    };
    let items = item.values(&list);
    if items.is_empty() {
        return Some(item.place(&list));
    }
    let without = items
        .into_iter()
        .find(|found| !rest.value(found.value).is_some_and(is_given));
    without.map(|found| rest.pointer(&found.pointer))
}

/// Whether there is something: an empty text, list or table is nothing.
fn is_given(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => items.iter().any(|item| !item.is_null()),
        Value::Object(table) => !table.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}
