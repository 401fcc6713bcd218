//! What records are held to: their forms' schemas, the characters of the fonts, and the rules, one by one and all together.
//!
//! Records are read one after another and let go; what one says to the others is gathered as facts. So 100,000 of them fit.

mod across;
mod balance;
mod citations;
mod computed;
mod condition;
mod deadline;
mod example;
mod facts;
mod flow;
mod glyphs;
mod item;
mod judge;
mod numbering;
mod obligation;
mod order;
mod others;
mod ranking;
mod recomputation;
mod reference;
mod reviewers;
mod run;
mod signatures;
mod sums;
mod timing;
mod verdict;
mod view;

pub use example::examples;
pub use item::Standards;
pub use run::{Duty, Outcome, Run};
pub use verdict::Stand;
pub use view::as_of;

use crate::diag::codes::{form, glyph, record as code};
use crate::diag::{Diagnostic, Severity, Sink};
use crate::form::Form;
use crate::record::Record;
use crate::schema;
use crate::source::Document;

/// Checks one record against its form's schema and the characters of the fonts.
pub fn record(record: &Record, form: &Form, sink: &mut Sink) {
    let mut found = Sink::default();
    if let Some(schema) = form.schema(&mut found) {
        schema.check(&record.document, &mut found);
    }
    glyphs::check(&record.document, &mut found);
    sink.extend(
        found
            .into_sorted()
            .into_iter()
            .map(|diagnostic| match &record.id {
                Some(id) => diagnostic.of(id),
                None => diagnostic,
            }),
    );
}

/// Checks the characters of any document whose texts reach paper.
pub fn characters(document: &Document, sink: &mut Sink) {
    glyphs::check(document, sink);
}

/// Is there a finding with which the record cannot be laid out, not even as a draft?
pub fn stops<'a>(found: impl IntoIterator<Item = &'a Diagnostic>) -> bool {
    found.into_iter().any(|diagnostic| {
        diagnostic.severity == Severity::Error
            && (schema::is_stopping(diagnostic.code)
                || diagnostic.code == glyph::MISSING
                || [
                    code::NO_FORM,
                    code::UNKNOWN_FORM,
                    code::UNKNOWN_REVISION,
                    form::BROKEN,
                ]
                .contains(&diagnostic.code))
    })
}
