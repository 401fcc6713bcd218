//! 受控文件清单

use serde_json::{Value, json};

use super::{Ground, copies_out, line};
use crate::entry::State;
use crate::form::Form;

/// The procedure, every form that is in force, and the documents from outside.
pub(super) fn lines(ground: &Ground<'_>) -> Vec<Value> {
    let procedure = std::iter::once(procedure(ground));
    let day = ground.asked.as_of.date_naive();
    let forms = ground.project.forms.ids().into_iter();
    let forms = forms
        .filter_map(|id| ground.project.forms.in_force(id, day))
        .filter(|form| form.printed)
        .map(|form| of_form(ground, form));
    let external = external(ground);
    procedure.chain(forms).chain(external).collect()
}

fn procedure(ground: &Ground<'_>) -> Value {
    let procedure = &ground.project.config.procedure;
    line(json!({
        "id": "procedure",
        "kind": "procedure",
        "number": procedure.number,
        "title": procedure.title,
        "revision": "—",
        "state": "in_force",
    }))
}

fn of_form(ground: &Ground<'_>, form: &Form) -> Value {
    let releases = ground.ledger.releases.iter();
    let of_this = releases.filter(|release| {
        let released = &release.what.form;
        released.id == form.id && released.revision == form.revision
    });
    let release = of_this.last();
    line(json!({
        "id": form.id,
        "kind": "form",
        "number": form.number,
        "title": form.title.zh,
        "revision": form.revision,
        "effective": form.effective,
        "issuer": form.issued_by.join("、"),
        "approver": release.map(|release| &release.what.approver),
        "released_at": release.map(|release| release.at),
        "state": if form.held { "held" } else { "in_force" },
    }))
}

fn external<'a>(ground: &'a Ground<'_>) -> impl Iterator<Item = Value> + 'a {
    let documents = ground.ledger.external();
    let there = documents.filter(|(document, _)| document.state != State::Disposed);
    there.enumerate().map(|(i, (document, from))| {
        let (copies, held) = copies_out(document);
        let issued = document.current().and_then(|print| print.issued.as_ref());
        line(json!({
            "id": format!("E{:03}", i + 1),
            "kind": "external",
            "number": document.number,
            "title": from.title,
            "revision": from.own_revision,
            "issuer": from.department,
            "released_at": issued.map(|issued| issued.at),
            "copies_out": copies,
            "held_by": held,
            "state": if document.state == State::Withdrawn { "withdrawn" } else { "in_force" },
        }))
    })
}
