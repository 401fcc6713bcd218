//! What there is to know about one violation.

use super::{
    Schema,
    node::Node,
    subject::{brief, cut},
};
use crate::{
    diag::{Code, Diagnostic, Text, codes},
    source::{At, Document, Place, Pointer},
};
use serde_json::Value;

/// What is known about a violation.
pub(super) struct Case<'a> {
    /// The whole schema that the document is held against.
    pub schema: &'a Schema,
    /// The file as it was read, to place the finding in it.
    pub document: &'a Document,
    /// The value that is wrong.
    pub value: &'a Value,
    /// Where in the document the value stands.
    pub pointer: Pointer,
    /// The sub-schema that is not met.
    pub node: Option<Node<'a>>,
    /// The way through the schema to the keyword that is not met.
    pub keywords: &'a str,
}

impl Case<'_> {
    /// A finding about the value itself: its name, the fact, and the help of the catalogue.
    pub fn found(&self, code: Code, zh: impl AsRef<str>, en: impl AsRef<str>) -> Diagnostic {
        let subject = self.schema.subject(&self.pointer, &self.document.value);
        let zh = format!("{}{}", subject.zh, zh.as_ref());
        let message = Text::new(zh.trim(), format!("{} {}", subject.en, en.as_ref()));
        let found =
            Diagnostic::error(code, message).at(self.place(At::Value(self.pointer.clone())));
        match codes::entry(code) {
            Some(entry) => found.help(entry.help.into()),
            None => found,
        }
    }

    /// A place in the document.
    pub fn place(&self, at: At) -> Place {
        Place {
            source: self.document.source.clone(),
            at,
        }
    }

    /// Whether a value stands in a cell of a table, or would if it were there.
    pub fn is_cell(&self, pointer: &Pointer) -> bool {
        let place = self.place(At::Value(pointer.clone()));
        matches!(place.resolved().at, At::Cell { .. })
    }

    /// A keyword of the sub-schema that is not met.
    pub fn keyword(&self, keyword: &str) -> Option<&Value> {
        self.schema.nodes.keyword(self.node?, keyword)
    }

    /// The value as it stands in the file, if it is short enough to be repeated.
    pub fn written(&self) -> String {
        let place = self.place(At::Value(self.pointer.clone()));
        if self.is_cell(&self.pointer) {
            return brief(self.value);
        }
        let found = self
            .pointer
            .resolve(&self.document.value)
            .and_then(|_| place.range());
        let text = found.and_then(|(text, range)| Some(text.get(range)?.trim().to_owned()));
        let short = |text: &String| !text.is_empty() && cut(text) == *text;
        text.filter(short).unwrap_or_else(|| brief(self.value))
    }
}
