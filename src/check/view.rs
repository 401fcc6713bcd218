//! A record as it stood at a moment: what is dated later has not happened.
//!
//! A schema says what only a plan is (`"plan": true` on a date) and which date a table or field goes with
//! (`"since": "at"`, a field of the table or beside the field). Items of lists that have not happened become null, so that
//! the others keep their places.

use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::Value;

use crate::calendar::Instant;
use crate::form::Form;
use crate::record::Record;
use crate::schema::Facts;

/// The record's value as of a moment.
pub fn as_of(record: &Record, form: &Form, moment: DateTime<Tz>) -> Value {
    let mut value = record.document.value.clone();
    let mut sink = crate::diag::Sink::default();
    if let Some(facts) = form.schema(&mut sink).map(|schema| schema.facts()) {
        cut(&mut value, facts, moment);
    }
    value
}

/// Whether a date or time, written as text, lies after a moment. What cannot be read is not for this module to judge.
pub(super) fn is_later(value: &Value, moment: DateTime<Tz>) -> bool {
    let instant = value
        .as_str()
        .and_then(|text| Instant::parse(text, moment.timezone()));
    match instant {
        Some(Instant::Day(day)) => day > moment.date_naive(),
        Some(Instant::At(at)) => at > moment,
        None => false,
    }
}

fn cut(value: &mut Value, facts: &Facts, moment: DateTime<Tz>) {
    match value {
        Value::Object(table) => {
            let gone: Vec<&String> = facts
                .fields
                .iter()
                .filter(|(key, inner)| {
                    let fact = |key: &str| table.get(key).is_some_and(|v| is_later(v, moment));
                    let Some(value) = table.get(*key) else {
                        return false;
                    };
                    (inner.is_fact && is_later(value, moment))
                        || inner.beside.as_deref().is_some_and(fact)
                        || inner.has_not_happened(value, moment)
                })
                .map(|(key, _)| key)
                .collect();
            for key in gone {
                table.shift_remove(key);
            }
            for (key, inner) in &facts.fields {
                if let Some(value) = table.get_mut(key) {
                    cut(value, inner, moment);
                }
            }
        }
        Value::Array(items) => {
            let Some(inner) = &facts.items else { return };
            for item in items {
                if inner.has_not_happened(item, moment) {
                    *item = Value::Null;
                } else {
                    cut(item, inner, moment);
                }
            }
        }
        _ => {}
    }
}

impl Facts {
    /// Whether the table's own date lies in the future.
    fn has_not_happened(&self, value: &Value, moment: DateTime<Tz>) -> bool {
        let since = self.inside.as_ref();
        since.is_some_and(|key| value.get(key).is_some_and(|date| is_later(date, moment)))
    }
}
