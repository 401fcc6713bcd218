//! What a check, a broken file or a failed layout has to say to a person: one type, in Chinese and
//! English, and the ways to show it.

use crate::source::Place;

/// A sentence in both languages of the program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

/// The language of messages (`--lang`). The language of a printed page is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

/// How much a finding weighs. Ordered: `Error` is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// One lower-case line of fact.
    pub message: Text,
    /// What has to change, and where.
    pub place: Option<Place>,
    /// Other places that belong to it: "first given here", "the form that demands it".
    pub labels: Vec<Label>,
    /// An act that mends it; starts with a verb.
    pub help: Option<Text>,
    /// Id of the record it is about.
    pub record: Option<String>,
}

/// Another place that a [`Diagnostic`] shows, and what it has to do with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    pub place: Place,
    pub message: Text,
}

/// What is wrong, as a name: `schema.unknown-field`.
pub type Code = &'static str;

/// Collects what is to be told, so that a wrong file never stops the run.
#[derive(Debug, Default)]
pub struct Sink(Vec<Diagnostic>);
