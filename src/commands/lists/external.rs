//! 外来文件清单

use serde_json::{Value, json};

use super::{Ground, copies_out, line};
use crate::commands::register::state_name;
use crate::entry::Document;

/// One line a revision: those in force and those that were.
pub(super) fn lines(ground: &Ground<'_>) -> Vec<Value> {
    let documents = ground.ledger.external().map(|(document, _)| document);
    let asked = documents.filter(|document| {
        let wanted = ground.asked.document.as_ref();
        wanted.is_none_or(|number| *number == document.number)
    });
    asked.flat_map(revisions).collect()
}

fn revisions(document: &Document) -> Vec<Value> {
    let issued: Vec<_> = document
        .prints
        .iter()
        .filter_map(|print| Some((print, print.issued.as_ref()?, print.external()?)))
        .collect();
    let (copies, held) = copies_out(document);
    let lines = issued.iter().enumerate().map(|(i, (print, at, from))| {
        let next = issued.get(i + 1);
        let last = next.is_none();
        let state = if last {
            state_name(document.state)
        } else {
            "superseded"
        };
        line(json!({
            "id": document.number,
            "title": from.title,
            "kind": from.kind,
            "own_number": from.own_number,
            "own_revision": from.own_revision,
            "customer": from.customer,
            "source": from.source,
            "received_on": from.received_on,
            "registered_at": at.at,
            "department": from.department,
            "holder": from.holder,
            "copies_out": last.then_some(copies),
            "held_by": last.then(|| held.clone()),
            "stamped": from.stamped.is_some(),
            "state": state,
            "superseded_by": next.map(|(_, _, next)| &next.own_revision),
            "superseded_at": next.map(|(_, at, _)| at.at),
            "note": print.reserved.as_ref().and_then(|reserved| reserved.reason.as_ref()),
        }))
    });
    lines.collect()
}
