//! 质量记录清单

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Ground, line};
use crate::commands::register::{retain_until, state_name};
use crate::entry::{Document, State};

/// The records of the register, those of one form together.
fn by_form<'a>(ground: &Ground<'a>) -> BTreeMap<&'a str, Vec<&'a Document>> {
    let mut forms: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
    let documents = ground.ledger.documents.values();
    let records = documents.filter(|document| {
        !document.form.is_empty()
            && document.external().is_none()
            && document.state != State::Reserved
    });
    for document in records {
        forms.entry(&document.form).or_default().push(document);
    }
    forms
}

/// One line a form: how many records, and from which to which number.
pub(super) fn forms(ground: &Ground<'_>) -> Vec<Value> {
    let day = ground.asked.as_of.date_naive();
    let forms = by_form(ground).into_iter();
    let lines = forms.filter_map(|(id, documents)| {
        let form = ground.project.forms.in_force(id, day)?;
        let there = documents
            .iter()
            .filter(|document| document.state != State::Voided);
        Some(line(json!({
            "id": id,
            "number": form.number,
            "title": form.title.zh,
            "revision": form.revision,
            "retention": form.retention.text().zh,
            "department": form.issued_by.join("、"),
            "count": there.count(),
            "first": documents.first().map(|document| &document.number),
            "last": documents.last().map(|document| &document.number),
        })))
    });
    lines.collect()
}

/// One line a record.
pub(super) fn lines(ground: &Ground<'_>) -> Vec<Value> {
    let day = ground.asked.as_of.date_naive();
    let forms = by_form(ground).into_iter();
    let lines = forms.flat_map(|(id, documents)| {
        let form = ground.project.forms.in_force(id, day);
        let title = form.map_or(id.to_owned(), |form| form.title.zh.clone());
        documents
            .into_iter()
            .map(move |document| of(ground, document, &title))
    });
    lines.collect()
}

fn of(ground: &Ground<'_>, document: &Document, title: &str) -> Value {
    let print = document.current();
    let issued = print.and_then(|print| print.issued.as_ref());
    let until = retain_until(ground.project, document);
    let open = document.retention.filter(|_| until.is_none());
    line(json!({
        "id": document.number,
        "form": title,
        "record": document.record,
        "date": document.date,
        "issued_at": issued.map(|issued| issued.at),
        "issued_by": issued.map(|issued| &issued.by),
        "pages": print.map(|print| print.pages).filter(|pages| *pages > 0),
        "state": state_name(document.state),
        "retain_until": until,
        "retention": open.map(|retention| retention.text().zh),
    }))
}
