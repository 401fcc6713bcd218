//! 文件分发回收记录, 文件销毁记录

use serde_json::{Value, json};

use super::{Ground, line};
use crate::commands::copies::{Listed, list, state_name};
use crate::commands::register::retain_until;
use crate::entry::{CopyState, State};

/// One line a controlled copy.
pub(super) fn given(ground: &Ground<'_>) -> Vec<Value> {
    let copies = list(ground.ledger, None);
    let asked = copies.iter().filter(|listed| {
        let given = &listed.copy.given;
        ground.is_asked(&given.what.number, given.at.date_naive())
    });
    let lines = asked.enumerate().map(|(i, listed)| {
        let given = &listed.copy.given;
        let ended = listed.copy.ended.as_ref();
        line(json!({
            "id": (i + 1).to_string(),
            "number": given.what.number,
            "title": ground.title(listed.document),
            "revision": revision(listed),
            "external": listed.document.external().is_some(),
            "copy": given.what.copy,
            "department": given.what.department,
            "holder": given.what.holder,
            "given_at": given.at,
            "given_by": given.by,
            "obsolete_at": listed.obsolete_since,
            "state": state_name(listed.copy.state),
            "ended_at": ended.map(|ended| ended.at),
            "ended_by": ended.map(|ended| &ended.by),
            "reason": ended.and_then(|ended| ended.what.as_ref()),
        }))
    });
    lines.collect()
}

/// What its owner calls the revision; for a document of the company's own, which issue it is.
fn revision(listed: &Listed<'_>) -> String {
    let revision = listed.copy.given.what.revision;
    let mut prints = listed.document.prints.iter();
    let print = prints.find(|print| print.revision == revision);
    let own = print.and_then(|print| print.external());
    own.map_or_else(|| format!("r{revision}"), |from| from.own_revision.clone())
}

/// One line for each document and each copy that was destroyed, in the order of time.
pub(super) fn destroyed(ground: &Ground<'_>) -> Vec<Value> {
    let mut lines = Vec::new();
    for document in ground.ledger.documents.values() {
        let ended = document.ended.as_ref();
        let Some(ended) = ended.filter(|_| document.state == State::Disposed) else {
            continue;
        };
        if ground.is_asked(&document.number, ended.at.date_naive()) {
            let value = json!({
                "number": document.number,
                "title": ground.title(document),
                "what": "document",
                "reason": ended.what,
                "retain_until": retain_until(ground.project, document),
                "destroyed_at": ended.at,
                "by": ended.by,
                "witness": document.witness,
            });
            lines.push((ended.at, value));
        }
    }
    for listed in list(ground.ledger, None) {
        let ended = listed.copy.ended.as_ref();
        let Some(ended) = ended.filter(|_| listed.copy.state == CopyState::Destroyed) else {
            continue;
        };
        let given = &listed.copy.given.what;
        if ground.is_asked(&given.number, ended.at.date_naive()) {
            let value = json!({
                "number": given.number,
                "title": ground.title(listed.document),
                "what": "copy",
                "copy": given.copy,
                "revision": revision(&listed),
                "reason": ended.what,
                "destroyed_at": ended.at,
                "by": ended.by,
                "witness": listed.copy.witness,
            });
            lines.push((ended.at, value));
        }
    }
    lines.sort_by_key(|(at, _)| *at);
    let numbered = lines.into_iter().enumerate().map(|(i, (_, mut value))| {
        value["id"] = json!((i + 1).to_string());
        line(value)
    });
    numbered.collect()
}
