//! What a check, a broken file or a failed layout has to say to a person: one type, in Chinese and
//! English, and the ways to show it.

pub mod codes;
pub mod csv;
mod excerpt;
mod fault;
pub mod human;
pub mod json;
pub mod junit;
pub mod line;
pub mod near;
mod places;
mod position;
mod report;
pub mod sarif;
mod sink;
mod snippet;
mod summary;
mod syntax;
mod words;

pub use fault::read;
pub use position::Position;
pub use report::{Report, RuleCount};
pub use sink::{Sink, Tally};
pub use summary::{due_hint, summary};
pub use words::due_text;

use crate::source::Place;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// A sentence in both languages of the program.
///
/// `Text<&'static str>` is the form for what is written once in the program, like the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Text<S = String> {
    /// The words in simplified Chinese.
    pub zh: S,
    /// The same words in English.
    pub en: S,
}

impl Text {
    /// Joins the two versions of one sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// Makes the same words serve both languages: a key, a value, a path.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self::new(words.clone(), words)
    }
}

impl<S: AsRef<str>> Text<S> {
    /// The version in the reader's language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => self.zh.as_ref(),
            Lang::En => self.en.as_ref(),
        }
    }
}

impl From<Text<&'static str>> for Text {
    fn from(text: Text<&'static str>) -> Self {
        Self::new(text.zh, text.en)
    }
}

/// The language of messages (`--lang`). The language of a printed page is another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese, unless `--lang` or `WENKONG_LANG` asks for something else.
    #[default]
    Zh,
    /// English, for whoever reads no Chinese.
    En,
}

/// How much a finding weighs. Ordered: `Error` is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Only worth knowing.
    Note,
    /// A person should look at it, but the record can be right as it is.
    Warning,
    /// Keeps a record from being issued.
    Error,
}

impl Severity {
    /// The word that opens a finding: `错误`, `error`.
    pub fn word(self) -> Text<&'static str> {
        let (zh, en) = match self {
            Self::Error => ("错误", "error"),
            Self::Warning => ("警告", "warning"),
            Self::Note => ("提示", "note"),
        };
        Text { zh, en }
    }
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Names what is wrong; [`codes::entry`] explains it.
    pub code: Code,
    /// Its weight, which decides the exit code together with `--fail-level`.
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
    /// What only the finding of a rule has.
    pub duty: Option<Box<Duty>>,
    /// Who has answered for it; such a finding stays visible and never counts.
    pub waived: Option<Box<Waived>>,
}

/// The duty that a rule found violated, or still to be fulfilled.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// What it is about: `FB-2026-006/E06`.
    pub item: String,
    /// Where the duty is written.
    pub clause: Clause,
    /// Whether its time has come.
    pub state: State,
    /// The last moment that is in time, for a duty with a time limit.
    pub due: Option<DateTime<FixedOffset>>,
    /// The person, role or department that owes it.
    pub owner: Option<String>,
    /// How `due` was found: start, days skipped or added with their reasons, due.
    pub trace: Vec<Text>,
}

/// The place of a duty in a document: a number of the procedure, a clause of a standard.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// `procedure`, `ISO 9001:2015`, `IATF 16949:2016`, `company`; reports show the procedure by its title and number.
    pub document: String,
    /// `4.3.3.1`
    pub number: String,
}

/// How far a duty is that is told; those that are met or do not apply are only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Its time has not come; never counts as a finding.
    Pending,
    /// It was not fulfilled, or too late, or by the wrong person.
    Violated,
}

/// The approved acceptance of a finding, from `waivers.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// Who accepted it.
    pub approver: String,
    /// Why it may stay.
    pub reason: String,
    /// Last day on which the acceptance holds.
    pub expires: NaiveDate,
}

/// Another place that a [`Diagnostic`] shows, and what it has to do with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The lines shown, in the same file as the finding or in another.
    pub place: Place,
    /// A few words written under them: "first given here".
    pub message: Text,
}

/// What is wrong, as a name: `schema.unknown-field`.
pub type Code = &'static str;

/// A name that was read from a rule file as a [`Code`]. Each distinct name is kept once for the life of the program.
pub fn intern(name: &str) -> Code {
    static NAMES: Mutex<BTreeSet<Code>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let kept: Code = Box::leak(name.to_owned().into_boxed_str());
    names.insert(kept);
    kept
}

impl Diagnostic {
    /// Starts a finding of any weight.
    pub fn new(severity: Severity, code: Code, message: Text) -> Self {
        Self {
            code,
            severity,
            message,
            place: None,
            labels: Vec::new(),
            help: None,
            record: None,
            duty: None,
            waived: None,
        }
    }

    /// Starts a finding that keeps a record from being issued.
    pub fn error(code: Code, message: Text) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// Starts a finding that a person should look at.
    pub fn warning(code: Code, message: Text) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// Starts a finding that is only worth knowing.
    pub fn note(code: Code, message: Text) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Says what has to change, and where.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place.resolved());
        self
    }

    /// Adds another place that belongs to the finding.
    pub fn label(mut self, place: Place, message: Text) -> Self {
        let place = place.resolved();
        self.labels.push(Label { place, message });
        self
    }

    /// Says what mends it.
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Takes the help that the catalogue has for its code.
    pub fn helped(self) -> Self {
        match codes::entry(self.code) {
            Some(entry) => self.help(entry.help.into()),
            None => self,
        }
    }

    /// Names the record it is about.
    pub fn of(mut self, record: impl Into<String>) -> Self {
        self.record = Some(record.into());
        self
    }

    /// Says which duty it is about.
    pub fn duty(mut self, duty: Duty) -> Self {
        self.duty = Some(Box::new(duty));
        self
    }

    /// Whether it is about a duty whose time has not come.
    pub fn is_pending(&self) -> bool {
        self.duty
            .as_ref()
            .is_some_and(|duty| duty.state == State::Pending)
    }

    /// Whether somebody has to answer for it: it is neither pending nor waived.
    pub fn counts(&self) -> bool {
        self.waived.is_none() && !self.is_pending()
    }
}

#[cfg(test)]
mod sample;
