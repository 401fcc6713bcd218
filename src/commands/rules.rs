//! `rules`: the catalogue, and which duties of the procedure it covers.

use serde_json::{Map, Value, json};

use crate::diag::Text;
use crate::rule::{Listed, Rule, Rules};

/// A duty of the procedure and how it is covered.
#[derive(Debug)]
pub struct Covered<'a> {
    /// The duty.
    pub duty: &'a Listed,
    /// The rules in force that carry it.
    pub rules: Vec<&'a Rule>,
}

/// The duties in the order of the procedure.
pub fn coverage(rules: &Rules) -> Vec<Covered<'_>> {
    let carries = |duty: &Listed| {
        let of = |rule: &&Rule| rule.duties.contains(&duty.id) && rule.off.is_none();
        rules.rules.iter().filter(of).collect()
    };
    rules
        .duties
        .iter()
        .map(|duty| Covered {
            rules: carries(duty),
            duty,
        })
        .collect()
}

/// The catalogue for other programs.
pub fn json(rules: &Rules) -> Value {
    let text = |text: &Text| json!({"zh": text.zh, "en": text.en});
    let rule = |rule: &Rule| {
        let parameters: Map<String, Value> = rule
            .parameters
            .iter()
            .map(|(name, parameter)| {
                let value = json!({
                    "value": parameter.value,
                    "says": text(&parameter.says),
                    "from": parameter.place.source.name(),
                    "changed": parameter.changed,
                });
                (name.clone(), value)
            })
            .collect();
        json!({
            "code": rule.id,
            "kind": rule.kind,
            "form": rule.form,
            "clause": rule.clause,
            "duties": rule.duties,
            "severity": rule.severity,
            "blocks_issue": rule.blocks_issue,
            "off": rule.off,
            "says": text(&rule.says),
            "file": rule.place.source.name(),
            "parameters": parameters,
        })
    };
    let duty = |covered: Covered<'_>| {
        json!({
            "id": covered.duty.id,
            "clause": covered.duty.clause,
            "says": text(&covered.duty.says),
            "rules": covered.rules.iter().map(|rule| rule.id).collect::<Vec<_>>(),
            "open": covered.duty.open.as_ref().map(text),
            "manual": covered.duty.manual.as_ref().map(text),
        })
    };
    json!({
        "schema": 1,
        "rules": rules.rules.iter().map(rule).collect::<Vec<_>>(),
        "duties": coverage(rules).into_iter().map(duty).collect::<Vec<_>>(),
    })
}
