//! What the issue register says, as a record of the form `issue-register`: rules look at it as at any other.

use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::commands::copies;
use crate::commands::register::{retain_until, state_name};
use crate::entry::{Document, External, Ledger, State};
use crate::project::Project;
use crate::register::FILE;
use crate::source::{Format, Source};

/// One line a document, so that a finding's line leads to it.
pub(in crate::commands) fn extract(
    project: &Project,
    ledger: &Ledger,
    as_of: DateTime<Tz>,
) -> Source {
    let documents = ledger.documents.values();
    let documents = documents.map(|document| document_line(project, document));
    let external = ledger
        .external()
        .map(|(document, from)| external_line(document, from));
    let copies = copies::list(ledger, None);
    let copies = copies.iter().map(copy_line);
    let text = format!(
        "{{\"form\": \"issue-register\", \"id\": \"register\", \"date\": \"{}\", \"documents\": {}, \"external_documents\": {}, \"copies\": {}}}\n",
        as_of.date_naive(),
        list(documents),
        list(external),
        list(copies),
    );
    let name = project.named(FILE);
    Source::memory(name, Some(Format::Json), text)
}

fn list(lines: impl Iterator<Item = Value>) -> String {
    let lines: Vec<String> = lines.map(|line| said(line).to_string()).collect();
    if lines.is_empty() {
        return "[]".to_owned();
    }
    format!("[\n{}\n]", lines.join(",\n"))
}

/// A line without what it does not say.
fn said(mut line: Value) -> Value {
    if let Some(line) = line.as_object_mut() {
        line.retain(|_, value| !value.is_null());
    }
    line
}

fn document_line(project: &Project, document: &Document) -> Value {
    let ended = document.ended.as_ref();
    let disposed = ended.filter(|_| document.state == State::Disposed);
    json!({
        "id": document.number,
        "of": Some(&document.form).filter(|form| !form.is_empty()),
        "record": document.record,
        "state": state_name(document.state),
        "date": document.date,
        "began_at": document.began.at,
        "retain_until": retain_until(project, document),
        "disposed_at": disposed.map(|ended| ended.at),
        "disposed_by": disposed.map(|ended| &ended.by),
        "witness": document.witness,
        "reason": ended.map(|ended| &ended.what),
    })
}

fn external_line(document: &Document, from: &External) -> Value {
    let issued = |document: &Document| {
        let prints = document.prints.iter();
        let issued = prints.filter_map(|print| Some((print.issued.clone()?, print.clone())));
        issued.collect::<Vec<_>>()
    };
    let prints = issued(document);
    let revisions = prints.iter().filter_map(|(issued, print)| {
        let next = prints
            .iter()
            .find(|(_, next)| next.revision > print.revision);
        Some(said(json!({
            "id": format!("r{}", print.revision),
            "revision": print.external()?.own_revision,
            "registered_at": issued.at,
            "superseded_at": next.map(|(next, _)| next.at),
        })))
    });
    let ended = document.ended.as_ref();
    json!({
        "id": document.number,
        "kind": from.kind,
        "title": from.title,
        "own_number": from.own_number,
        "revision": from.own_revision,
        "customer": from.customer,
        "source": from.source,
        "holder": from.holder,
        "department": from.department,
        "state": state_name(document.state),
        "registered_at": prints.first().map(|(issued, _)| issued.at),
        "registered_by": prints.first().map(|(issued, _)| &issued.by),
        "stamped": from.stamped.is_some(),
        "ended_at": ended.map(|ended| ended.at),
        "revisions": revisions.collect::<Vec<_>>(),
    })
}

fn copy_line(listed: &copies::Listed<'_>) -> Value {
    let given = &listed.copy.given;
    let ended = listed.copy.ended.as_ref();
    json!({
        "id": format!("{}#{:02}", given.what.number, given.what.copy),
        "number": given.what.number,
        "revision": given.what.revision,
        "copy": given.what.copy,
        "external": listed.document.external().is_some(),
        "department": given.what.department,
        "holder": given.what.holder,
        "given_at": given.at,
        "given_by": given.by,
        "obsolete_at": listed.obsolete_since,
        "state": copies::state_name(listed.copy.state),
        "ended_at": ended.map(|ended| ended.at),
        "ended_by": ended.map(|ended| &ended.by),
        "witness": listed.copy.witness,
        "reason": ended.and_then(|ended| ended.what.as_ref()),
    })
}
