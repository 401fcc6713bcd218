//! `external`: documents from outside get number and stamp, and are revised when their owner revises them.

mod cite;
mod list;
mod made;
mod told;
mod work;

pub use list::{Listed, json, listed};

use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::Value;

use super::issue::{self, Settled};
use super::register::{Actor, Allowed, allowed, refuses};
use crate::diag::codes::external as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::{Document, Ledger, State};
use crate::project::Project;
use crate::render::Language;
use work::{Came, Work};

/// What is said of a document from outside. For its next revision what is not said stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// What it is about; the file's name where nothing is said.
    pub title: Option<String>,
    /// `drawing`, `standard`, …
    pub kind: Option<String>,
    /// Drawing or document number of its owner.
    pub own_number: Option<String>,
    /// Revision of its owner.
    pub own_revision: String,
    /// The day that its owner gives.
    pub own_date: Option<NaiveDate>,
    /// Code or name of a customer that has a file, or `CODE=NAME`.
    pub customer: Option<String>,
    /// Who sent it, and by which way.
    pub source: Option<String>,
    /// The day it was received; the present one where nothing is said.
    pub received_on: Option<NaiveDate>,
    /// Who received it.
    pub received_by: Option<String>,
    /// The department that it concerns: its code stands in the number. That of the person where nothing is said.
    pub department: Option<String>,
    /// Who keeps it.
    pub holder: Option<String>,
    /// The entry of the property ledger.
    pub property: Option<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The file as it came.
    pub file: &'a Path,
    /// What is said of it.
    pub details: Details,
    /// Whether it gets a cover sheet although it could be stamped.
    pub cover: bool,
    /// Language of stamp and cover sheet; the company's by default.
    pub language: Option<Language>,
}

/// A document registered.
#[derive(Debug)]
pub struct Registered {
    /// Its number.
    pub number: String,
    /// 0 for the first time.
    pub revision: u32,
    /// Revision of its owner.
    pub own_revision: String,
    /// Where the stamped document, or its cover sheet, lies.
    pub file: String,
    /// Where the file lies as it came.
    pub original: String,
    /// How many pages it has.
    pub pages: usize,
    /// Whether it is stamped; otherwise it has a cover sheet.
    pub stamped: bool,
}

/// Gives a document from outside its number and stamp.
///
/// # Errors
/// When the file cannot be read, or the register cannot be used or written.
pub fn add(
    project: &Project,
    actor: &Actor<'_>,
    asked: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<(Option<Registered>, Vec<Settled>)> {
    let came = came(asked)?;
    let (register, settled) = issue::open(project, &actor.draft)?;
    let roles = &project.config.register.keepers;
    if let Some(refusal) = refuses(project, actor, roles) {
        sink.push(refusal);
        return Ok((None, settled));
    }
    if let Some(known) = known(&register.ledger()?, &came.digest) {
        sink.push(known);
        return Ok((None, settled));
    }
    let mut work = Work::new(project, actor, register, came, asked);
    Ok((work.put(None, sink)?, settled))
}

/// Takes up the next revision of a document from outside; tells every record that still cites the one before.
///
/// # Errors
/// As [`add`].
pub fn revise(
    project: &Project,
    actor: &Actor<'_>,
    number: &str,
    asked: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<Registered>> {
    let came = came(asked)?;
    let Some(found) = allowed(project, actor, number, &[State::Current], sink)? else {
        return Ok(None);
    };
    let Allowed { register, document } = found;
    let Some(before) = document.external().cloned() else {
        sink.push(not_external(number));
        return Ok(None);
    };
    if let Some(known) = known(&register.ledger()?, &came.digest) {
        sink.push(known);
        return Ok(None);
    }
    if let Some(refusal) = same_revision(&document, &asked.details.own_revision) {
        sink.push(refusal);
        return Ok(None);
    }
    let record = document.current().map(|print| register.kept(&print.record));
    let record = record.transpose()?.flatten().unwrap_or_default();
    let record = serde_json::from_slice(&record).unwrap_or_default();
    let mut work = Work::new(project, actor, register, came, asked);
    work.put(Some((&before, number, record)), sink)
}

fn came(asked: &Request<'_>) -> anyhow::Result<Came> {
    let file = asked.file;
    let failed = || format!("无法读取 {0} (cannot read {0})", file.display());
    anyhow::ensure!(
        !file.is_dir(),
        "{0} 是文件夹：先压缩成一个文件 ({0} is a folder: make one file of it first)",
        file.display()
    );
    let bytes = std::fs::read(file).with_context(failed)?;
    let name = file.file_name().unwrap_or_default();
    Ok(Came::new(name.to_string_lossy().into_owned(), bytes))
}

/// That the same bytes are registered already, in any revision of a document in force.
fn known(ledger: &Ledger, digest: &str) -> Option<Diagnostic> {
    let current = ledger
        .documents
        .values()
        .filter(|document| document.state == State::Current);
    let mut prints = current.flat_map(|document| {
        let prints = document.prints.iter().filter_map(|print| print.external());
        prints.map(move |from| (&document.number, from))
    });
    let (number, from) = prints.find(|(_, from)| from.original.digest == digest)?;
    let revision = &from.own_revision;
    let message = Text::new(
        format!("同样的文件已登记为 {number}（版本 {revision}）"),
        format!("the same file is registered as {number} (revision {revision})"),
    );
    Some(Diagnostic::error(code::KNOWN, message).helped().of(number))
}

/// That the customer's drawing of this number is registered already: another file of it is its next revision.
fn known_by_number(ledger: &Ledger, record: &Value) -> Option<Diagnostic> {
    let text = |pointer: &str| record.pointer(pointer).and_then(Value::as_str);
    let (wanted, customer) = (text("/own_number")?, text("/customer/code"));
    let mut external = ledger.external();
    let (document, from) = external.find(|(document, from)| {
        document.state == State::Current
            && from.own_number.as_deref() == Some(wanted)
            && from.customer.as_deref() == customer
    })?;
    let (number, revision) = (&document.number, &from.own_revision);
    let message = Text::new(
        format!("{wanted} 已登记为 {number}（版本 {revision}）"),
        format!("{wanted} is registered as {number} (revision {revision})"),
    );
    let help = Text::new(
        format!("新版本用 wenkong external revise {number} 登记"),
        format!("take up its next revision with `wenkong external revise {number}`"),
    );
    Some(
        Diagnostic::error(code::KNOWN, message)
            .help(help)
            .of(number),
    )
}

fn same_revision(document: &Document, own_revision: &str) -> Option<Diagnostic> {
    let mut revisions = document.prints.iter().filter_map(|print| print.external());
    let number = &document.number;
    revisions
        .find(|from| from.own_revision == own_revision)
        .map(|_| {
            let message = Text::new(
                format!("{number} 的版本 {own_revision} 已登记过"),
                format!("revision {own_revision} of {number} is registered already"),
            );
            Diagnostic::error(code::KNOWN, message).helped().of(number)
        })
}

fn not_external(number: &str) -> Diagnostic {
    let message = Text::new(
        format!("{number} 不是外来文件"),
        format!("{number} is no external document"),
    );
    Diagnostic::error(code::NOT_EXTERNAL, message)
        .helped()
        .of(number)
}
