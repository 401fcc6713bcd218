//! Exact decimals of a record, added up.

use rust_decimal::Decimal;

use super::item::{Item, Unreadable};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::rule::Body;
use crate::rule::demand::Term;
use crate::rule::path::Found;
use crate::source::Pointer;

/// One amount of a term, where it stands, and when it was.
#[derive(Debug, Clone)]
pub(super) struct Amount {
    pub value: Decimal,
    pub pointer: Pointer,
    pub at: Option<Instant>,
}

/// A value as an exact decimal: text, or a whole number.
pub(super) fn decimal(found: &Found<'_>) -> Result<Decimal, Unreadable> {
    let text = match found.value {
        serde_json::Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    Decimal::from_str_exact(&text).map_err(|_| Unreadable {
        pointer: found.pointer.clone(),
        reason: Text::new("不是精确小数", "is no exact decimal"),
    })
}

/// The values of a term that count.
pub(super) fn counted<'c>(
    term: &Term,
    item: &Item<'c>,
    body: &Body,
) -> Result<Vec<Found<'c>>, Unreadable> {
    let Some(filter) = &term.filter else {
        return Ok(item.values(&term.path));
    };
    let rest = term.path.split();
    let mut values = Vec::new();
    for found in item.values(&filter.list) {
        if item.passes(filter, &found.pointer, body)? {
            let rest = rest.as_ref().map(|(_, rest)| rest);
            values.extend(rest.map(|rest| rest.values(found.value, &found.pointer)));
        }
    }
    Ok(values.into_iter().flatten().collect())
}

/// The amounts of a term, with their times if it names any.
pub(super) fn amounts(
    term: &Term,
    item: &Item<'_>,
    body: &Body,
) -> Result<Vec<Amount>, Unreadable> {
    let times = match &term.at {
        Some(at) => item.instants(at)?,
        None => Vec::new(),
    };
    let starred = term.at.as_ref().is_some_and(crate::rule::Path::is_starred);
    let mut amounts = Vec::new();
    for found in counted(term, item, body)? {
        let table = found.pointer.parent();
        let own = times
            .iter()
            .find(|(_, pointer)| !starred || pointer.parent() == table);
        amounts.push(Amount {
            value: decimal(&found)?,
            at: own.map(|(at, _)| *at),
            pointer: found.pointer,
        });
    }
    Ok(amounts)
}
