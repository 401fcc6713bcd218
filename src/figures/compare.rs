//! Where the figures of a record differ from those computed.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::source::Pointer;

/// A figure of a record that is not what was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where it stands in the record, or the list that lacks the row.
    pub at: Pointer,
    /// What the record says; `None` if it lacks the row.
    pub written: Option<String>,
    /// What was computed; `None` if there is no such row.
    pub computed: Option<String>,
    /// What tells the row from others: `A delivery_time`; empty outside of lists.
    pub row: String,
}

/// Lists of figures, and the fields that tell their rows from each other.
const KEYS: [(&str, &[&str]); 5] = [
    ("classes", &["class"]),
    ("aspects", &["class", "aspect"]),
    ("customers", &["code"]),
    ("non_responders", &["code"]),
    ("ranking", &["code"]),
];
/// What people may word, choose or date in another way.
const LOOSE: [&str; 11] = [
    "best_aspect",
    "id",
    "lowest",
    "name",
    "previous_class",
    "reason",
    "satisfaction",
    "sheet",
    "sheets",
    "status",
    "worst_aspect",
];

/// The differences between a record's lists and figures and those computed. What a record leaves out is no difference, but a
/// row that it leaves out is.
pub fn differences(record: &Value, computed: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    for (key, computed) in computed.as_object().into_iter().flatten() {
        let at = Pointer::root().join(key);
        match (record.get(key), computed) {
            (None, _) => {}
            (Some(Value::Array(written)), Value::Array(computed)) => {
                let keys = KEYS.iter().find(|(list, _)| list == key);
                let keys = keys.map_or(&[][..], |(_, keys)| keys);
                rows(&at, written, computed, keys, &mut found);
            }
            (Some(written), computed) => figure(at, written, computed, "", &mut found),
        }
    }
    found
}

fn rows(
    list: &Pointer,
    written: &[Value],
    computed: &[Value],
    keys: &[&str],
    found: &mut Vec<Difference>,
) {
    for row in computed {
        let name = name(row, keys);
        let at = written
            .iter()
            .position(|other| self::name(other, keys) == name);
        let Some(at) = at else {
            found.push(Difference {
                at: list.clone(),
                written: None,
                computed: Some(summary(row)),
                row: name,
            });
            continue;
        };
        for (key, value) in row.as_object().into_iter().flatten() {
            let exact = !keys.contains(&key.as_str()) && !LOOSE.contains(&key.as_str());
            if let Some(other) = written[at].get(key).filter(|_| exact) {
                figure(list.index(at).join(key), other, value, &name, found);
            }
        }
    }
    for (at, row) in written.iter().enumerate() {
        let name = name(row, keys);
        if !row.is_null() && !computed.iter().any(|other| self::name(other, keys) == name) {
            found.push(Difference {
                at: list.index(at),
                written: Some(summary(row)),
                computed: None,
                row: name,
            });
        }
    }
}

/// What tells a row from others: the keys that it has.
fn name(row: &Value, keys: &[&str]) -> String {
    let texts: Vec<&str> = keys
        .iter()
        .filter_map(|key| row.get(key)?.as_str())
        .collect();
    texts.join(" ")
}

/// What a row is about, in a few words.
fn summary(row: &Value) -> String {
    let named = ["score", "amount", "status"].into_iter();
    let mut texts = named.filter_map(|key| row.get(key)).map(shown);
    texts.next().unwrap_or_default()
}

fn figure(at: Pointer, written: &Value, computed: &Value, row: &str, found: &mut Vec<Difference>) {
    let equal = match (decimal(written), decimal(computed)) {
        (Some(written), Some(computed)) => written == computed,
        _ => written == computed,
    };
    if !equal {
        found.push(Difference {
            at,
            written: Some(shown(written)),
            computed: Some(shown(computed)),
            row: row.to_owned(),
        });
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::String(text) => Decimal::from_str_exact(text.trim()).ok(),
        Value::Number(number) => Decimal::from_str_exact(&number.to_string()).ok(),
        _ => None,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
