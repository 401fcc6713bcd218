//! What a record can be held to: its form's schema, the characters of the fonts, and that it is the only one of its id.

mod glyphs;

use std::collections::HashMap;

use crate::diag::codes::{form, glyph, record as code};
use crate::diag::{Diagnostic, Severity, Sink, Text};
use crate::form::Form;
use crate::record::Record;
use crate::schema;
use crate::source::{Document, Pointer};

/// Checks one record against its form.
pub fn record(record: &Record, form: &Form, sink: &mut Sink) {
    let mut found = Sink::default();
    if let Some(schema) = form.schema(&mut found) {
        schema.check(&record.document, &mut found);
    }
    glyphs::check(&record.document, &mut found);
    for diagnostic in found.into_sorted() {
        sink.push(match &record.id {
            Some(id) => diagnostic.of(id),
            None => diagnostic,
        });
    }
}

/// Checks the characters of any document whose texts reach paper.
pub fn characters(document: &Document, sink: &mut Sink) {
    glyphs::check(document, sink);
}

/// Checks what only shows among several records: ids that are not unique.
pub fn across<'a>(records: impl IntoIterator<Item = &'a Record>, sink: &mut Sink) {
    let mut first: HashMap<&str, &Record> = HashMap::new();
    for record in records {
        let Some(id) = record.id.as_deref() else {
            continue;
        };
        match first.get(id) {
            Some(other) => sink.push(duplicate_id(id, record, other)),
            None => {
                first.insert(id, record);
            }
        }
    }
}

fn duplicate_id(id: &str, record: &Record, other: &Record) -> Diagnostic {
    let pointer = || Pointer::root().join("id");
    let message = Text::new(
        format!("记录代号 {id} 已被另一份记录使用"),
        format!("the record id {id} is used by another record"),
    );
    let help = Text::new(
        "给这份记录一个未用过的代号",
        "give this record an id that is not in use",
    );
    Diagnostic::error(code::DUPLICATE_ID, message)
        .at(record.place(pointer()))
        .label(
            other.place(pointer()),
            Text::new("先在这里使用", "used here first"),
        )
        .help(help)
        .of(id)
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
