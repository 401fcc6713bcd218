//! Every rule there is, whether it fired or not, once each and by name.

use super::shape::{Configuration, Rule, RuleProperties, Words};
use crate::diag::{Code, Lang, Report, RuleCount, Severity, codes};
use std::collections::BTreeMap;

/// The project's rules, the catalogue, and whatever else a finding names, by code.
pub(super) fn declared<'a>(report: &Report<'a>, lang: Lang) -> BTreeMap<Code, Rule<'a>> {
    let mut rules: BTreeMap<Code, Rule<'a>> = BTreeMap::new();
    for found in report.findings {
        rules
            .entry(found.code)
            .or_insert_with(|| unknown(found.code));
    }
    for entry in codes::entries() {
        rules.insert(entry.code, catalogued(entry, lang));
    }
    for rule in report.rules {
        rules.insert(rule.code, of_project(rule, report, lang));
    }
    rules
}

/// The level of a finding that somebody has to answer for.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn unknown<'a>(id: Code) -> Rule<'a> {
    Rule {
        id,
        short_description: None,
        full_description: None,
        help: None,
        default_configuration: None,
        properties: None,
    }
}

fn catalogued<'a>(entry: &codes::Entry, lang: Lang) -> Rule<'a> {
    let words = |text| Some(Words { text });
    Rule {
        short_description: words(entry.title.pick(lang)),
        full_description: words(entry.why.pick(lang)),
        help: words(entry.help.pick(lang)),
        ..unknown(entry.code)
    }
}

fn of_project<'a>(rule: &'a RuleCount, report: &Report<'a>, lang: Lang) -> Rule<'a> {
    let words = |text| Some(Words { text });
    Rule {
        id: rule.code,
        short_description: words(rule.says.get(lang)),
        full_description: words(rule.why.get(lang)),
        help: words(rule.help.get(lang)),
        default_configuration: Some(Configuration {
            enabled: rule.off.is_none(),
            level: level(rule.severity),
        }),
        properties: Some(RuleProperties {
            clause: report.clause(&rule.clause),
            says: &rule.says,
            off: rule.off.as_deref(),
            checked: rule.checked,
            met: rule.met,
            pending: rule.pending,
            violated: rule.violated,
            waived: rule.waived,
            not_applicable: rule.not_applicable,
        }),
    }
}
