//! Parameters of rules: what the procedure leaves open, with a default that a company can change.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::diag::Text;
use crate::source::Place;

/// A parameter as it is in force for one rule.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// A text (a duration, a name), a whole number, yes or no, or a list of texts.
    pub value: Value,
    /// What it is for.
    pub says: Text,
    /// Where the value comes from: the rule file, or the company's `wenkong.toml`.
    pub place: Place,
    /// Whether the company changed it.
    pub changed: bool,
}

/// What a company changes about a rule, `[rules."complaint.late-confirmation"]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RuleConfig {
    /// Why the rule does not go for this company; it then checks nothing.
    pub off: Option<String>,
    /// Another weight.
    pub severity: Option<String>,
    /// Whether a violation keeps a record from being issued.
    pub blocks_issue: Option<bool>,
    /// Parameters for this rule alone.
    pub parameters: BTreeMap<String, Value>,
}

/// The parameters that rule files declare, with the company's values for all rules in place.
#[derive(Debug, Default)]
pub(super) struct Declared(pub BTreeMap<String, Parameter>);

impl Declared {
    /// The kind of a value, in words: the company's must be of the kind of the default.
    pub fn kind(value: &Value) -> Text<&'static str> {
        let (zh, en) = match value {
            Value::Array(_) => ("列表", "a list"),
            Value::Bool(_) => ("是或否", "yes or no"),
            Value::Number(_) => ("整数", "a whole number"),
            _ => ("文字", "a text"),
        };
        Text { zh, en }
    }
}
