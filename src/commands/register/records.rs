//! Verification of the register, and of the records that its documents were made of.

use crate::diag::codes::register as code;
use crate::diag::{Diagnostic, Severity, Sink, Text};
use crate::entry::{Document, Reserved, State};
use crate::project::Project;
use crate::record::Record;
use crate::register::{Register, Verified};
use crate::source::{At, Place, digest};

/// Looks at the register, the documents beside it, and the records as they lie in the project. `every` is 1 to compare all
/// documents.
pub fn verify(project: &Project, every: usize) -> Verified {
    let mut verified = Register::verify(project.root(), every);
    let mut found = Sink::default();
    for document in verified.ledger.documents.values() {
        if document.state == State::Current
            && let Some(reserved) = document.current().and_then(|print| print.reserved.as_ref())
            // What came from outside has no record of the company's own.
            && reserved.external.is_none()
        {
            found.extend(record(project, document, reserved));
        }
    }
    verified.findings.merge(found);
    verified
}

/// How a record differs from what was issued, if it does.
fn record(project: &Project, document: &Document, reserved: &Reserved) -> Option<Diagnostic> {
    let path = project.root().join(&reserved.record.file);
    let source = project.source(&path);
    let told = |severity, code, message: Text| {
        let told = Diagnostic::new(severity, code, message).of(&reserved.record.id);
        Some(told.helped().at(Place {
            source: source.clone(),
            at: At::File,
        }))
    };
    let number = &document.number;
    let Ok(bytes) = std::fs::read(&path) else {
        let message = Text::new(
            format!("{number} 的记录不在原处"),
            format!("the record of {number} is not where it was"),
        );
        return told(Severity::Warning, code::RECORD_MISSING, message);
    };
    let same_bytes = digest(&bytes) == reserved.record.source;
    let read = Record::open(&source, &project.forms, &mut Sink::default());
    let canonical =
        read.and_then(|record| serde_json_canonicalizer::to_vec(&record.document.value).ok());
    let same = canonical.is_some_and(|bytes| digest(&bytes) == reserved.record.digest);
    match (same_bytes, same) {
        (_, false) => {
            let message = Text::new(
                format!("记录 {} 与发行的 {number} 不同", reserved.record.id),
                format!(
                    "the record {} is not what was issued as {number}",
                    reserved.record.id
                ),
            );
            told(Severity::Error, code::RECORD_CHANGED, message)
        }
        (false, true) => {
            let message = Text::new(
                format!(
                    "记录 {} 的文件被改动，内容与发行的 {number} 相同",
                    reserved.record.id
                ),
                format!(
                    "the file of {} was changed; it says what was issued as {number}",
                    reserved.record.id
                ),
            );
            told(Severity::Warning, code::RECORD_CHANGED, message)
        }
        (true, true) => None,
    }
}
