//! Rule files as they are written. Their schema has been checked before anything is taken out of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::demand::Pairs;
use crate::calendar::PeriodUnit;
use crate::diag::{Clause, Severity, Text};

/// One rule file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct File {
    pub parameters: BTreeMap<String, Parameter>,
    pub rule: Vec<Rule>,
    pub duty: Vec<Duty>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub default: Value,
    pub says: Words,
}

#[derive(Debug, Deserialize)]
pub(super) struct Duty {
    pub id: String,
    pub clause: String,
    pub says: Words,
    pub open: Option<Words>,
    pub manual: Option<Words>,
}

/// A text in both languages, as tables have it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Words {
    pub zh: String,
    pub en: String,
}

impl From<Words> for Text {
    fn from(words: Words) -> Self {
        Self::new(words.zh, words.en)
    }
}

/// What all kinds have; the rest stays as it is until the kind is known.
#[derive(Debug, Deserialize)]
pub(super) struct Rule {
    pub id: String,
    pub kind: String,
    pub form: String,
    #[serde(default)]
    pub each: String,
    pub when: Option<String>,
    #[serde(default)]
    pub duties: Vec<String>,
    pub clause: Clause,
    pub severity: Severity,
    pub blocks_issue: Option<bool>,
    pub says: Words,
    pub why: Words,
    pub help: Words,
    pub fails: Option<Words>,
    #[serde(default)]
    pub owner: Many,
    pub owner_role: Option<String>,
    pub at: Option<String>,
    #[serde(default)]
    pub example: Vec<Example>,
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Example {
    pub name: Words,
    pub passes: bool,
    pub as_of: Option<String>,
    pub record: String,
    #[serde(default)]
    pub others: Vec<String>,
}

/// One text or several.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "OneOrMany")]
pub(super) struct Many(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Many {
    fn from(written: OneOrMany) -> Self {
        match written {
            OneOrMany::One(one) => Self(vec![one]),
            OneOrMany::Many(many) => Self(many),
        }
    }
}

/// The keys of a deadline that other kinds share.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Timing {
    pub from: Many,
    pub from_last: bool,
    pub within: Option<String>,
    pub due: Many,
    pub clock: Option<String>,
    pub once: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Cluster {
    pub last: String,
    pub share: String,
    pub least: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Exists {
    pub form: String,
    #[serde(default)]
    pub each: String,
    #[serde(rename = "match")]
    pub pairs: Pairs,
    #[serde(rename = "where")]
    pub filter: Option<String>,
    pub at: Option<String>,
    #[serde(default)]
    pub after: Many,
    #[serde(default)]
    pub before: Many,
    #[serde(default)]
    pub in_period: bool,
    pub shows: Option<String>,
}

/// One table or several of a kind.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Alternatives<T> {
    Several(Vec<T>),
    One(T),
}

impl<T> From<Alternatives<T>> for Vec<T> {
    fn from(written: Alternatives<T>) -> Self {
        match written {
            Alternatives::Several(several) => several,
            Alternatives::One(one) => vec![one],
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Period {
    pub unit: PeriodUnit,
    pub of: String,
    pub lasts: Option<String>,
    pub since: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Target {
    pub form: Option<String>,
    #[serde(default)]
    pub each: String,
    pub list: Option<String>,
    #[serde(default)]
    pub file: bool,
    pub digest: Option<String>,
    #[serde(default)]
    pub revision: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Covers {
    pub list: String,
    pub items: String,
}

/// A term is a path, or a table with more.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "PathOrTerm")]
pub(super) struct Term {
    pub path: String,
    pub filter: Option<String>,
    pub at: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PathOrTerm {
    Path(String),
    Term {
        path: String,
        #[serde(rename = "where")]
        filter: Option<String>,
        at: Option<String>,
    },
}

impl From<PathOrTerm> for Term {
    fn from(written: PathOrTerm) -> Self {
        match written {
            PathOrTerm::Path(path) => Self {
                path,
                filter: None,
                at: None,
            },
            PathOrTerm::Term { path, filter, at } => Self { path, filter, at },
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Ratio {
    pub of: String,
    pub to: String,
    pub times: Option<String>,
    pub round: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Earlier {
    pub same: Vec<String>,
    #[serde(default)]
    pub not_same: Vec<String>,
    pub at: String,
    pub within: Option<String>,
    pub before: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Class {
    pub class: String,
    pub first: Option<usize>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub at: Many,
    pub when: Option<String>,
    pub who: Option<String>,
    #[serde(default)]
    pub optional: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Rejections {
    pub list: String,
    pub at: String,
    pub redone: String,
}

/// The keys that each kind takes beside those of every rule, and of these the ones it cannot do without.
pub(super) const KINDS: [(&str, &[&str], &[&str]); 11] = [
    (
        "condition",
        &["holds"],
        &["from", "from_last", "within", "due", "clock", "once"],
    ),
    (
        "deadline",
        &["until"],
        &[
            "from",
            "from_last",
            "within",
            "due",
            "clock",
            "until_where",
            "cluster",
        ],
    ),
    (
        "obligation",
        &[],
        &[
            "demands",
            "exists",
            "per",
            "period",
            "min",
            "max",
            "from",
            "from_last",
            "within",
            "due",
            "clock",
            "once",
        ],
    ),
    ("reference", &["value", "to"], &["same", "back"]),
    (
        "reviewers",
        &[],
        &[
            "list",
            "who",
            "required",
            "done",
            "covers",
            "signatures",
            "different",
            "ordered",
            "held",
            "person",
            "on",
            "roles",
            "departments",
            "not",
            "from",
            "from_last",
            "within",
            "due",
            "clock",
            "once",
        ],
    ),
    ("numbering", &["number", "date"], &[]),
    ("order", &["sequence"], &[]),
    ("balance", &["plus", "must"], &["minus", "needs", "running"]),
    (
        "recomputation",
        &[],
        &[
            "count", "sum", "ratio", "earlier", "figures", "where", "equals", "holds",
        ],
    ),
    (
        "ranking",
        &["key", "amount", "year", "classes", "claimed"],
        &[],
    ),
    ("flow", &["steps"], &["ends", "rejections"]),
];
