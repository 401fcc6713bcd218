//! `external list`.

use serde_json::{Value, json};

use crate::commands::register::{document_json, state_name};
use crate::entry::{CopyState, Document, External, Ledger};

/// An external document in a list.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Its number and all that came of it.
    pub document: &'a Document,
    /// What came last from outside.
    pub external: &'a External,
}

impl Listed<'_> {
    /// How many controlled copies are out.
    pub fn copies_out(&self) -> usize {
        let copies = self.document.copies.iter();
        copies.filter(|copy| copy.state == CopyState::Out).count()
    }
}

/// All external documents, by number.
pub fn listed(ledger: &Ledger) -> Vec<Listed<'_>> {
    let documents = ledger.external();
    documents
        .map(|(document, external)| Listed { document, external })
        .collect()
}

/// An external document as JSON: what is in force, and each revision that was.
pub fn json(listed: &Listed<'_>) -> Value {
    let prints = listed.document.prints.iter();
    let revisions: Vec<Value> = prints
        .filter_map(|print| {
            let from = print.external()?;
            let issued = print.issued.as_ref()?;
            Some(json!({
                "revision": print.revision,
                "own_revision": from.own_revision,
                "registered_at": issued.at,
                "registered_by": issued.by,
                "superseded": listed.document.is_superseded(print.revision),
                "stamped": from.stamped.is_some(),
                "file": print.file,
                "pages": print.pages,
                "pdf_sha256": print.pdf,
                "original": from.original.file,
                "original_name": from.original.name,
                "original_sha256": from.original.digest,
            }))
        })
        .collect();
    let from = listed.external;
    json!({
        "number": listed.document.number,
        "state": state_name(listed.document.state),
        "title": from.title,
        "kind": from.kind,
        "own_number": from.own_number,
        "own_revision": from.own_revision,
        "customer": from.customer,
        "source": from.source,
        "received_on": from.received_on,
        "department": from.department,
        "holder": from.holder,
        "copies_out": listed.copies_out(),
        "revisions": revisions,
        "ended": document_json(listed.document)["ended"],
    })
}
