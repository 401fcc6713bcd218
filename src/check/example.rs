//! A rule's examples, run as its tests.

use std::sync::Arc;

use super::item::Standards;
use super::run::Run;
use crate::clock;
use crate::diag::codes::{rule as code, schema as shape};
use crate::diag::{Diagnostic, Sink, Text};
use crate::record::Record;
use crate::rule::{Example, Rule};
use crate::source::{Format, Source, parse};

/// The moment at which examples are judged that name none.
const MOMENT: &str = "2026-12-31T00:00:00";
/// The day of an example record that has none.
const DAY: &str = "2026-01-01";

/// Runs the examples of a rule; those that do not come out as they say go to the sink, at their own line.
pub fn examples(rule: &Rule, standards: &Standards<'_>, sink: &mut Sink) {
    for example in &rule.examples {
        let wrong = match run(rule, example, standards) {
            Ok(true) => continue,
            Ok(false) if example.passes => Text::new(
                "应当通过，却没有通过（或者没有适用）",
                "it should pass, but does not (or does not apply)",
            ),
            Ok(false) => Text::new("应当不通过，却通过了", "it should fail, but passes"),
            Err(text) => text,
        };
        let name = &example.name;
        let message = Text::new(
            format!("规则 {} 的例子“{}”：{}", rule.id, name.zh, wrong.zh),
            format!("example “{}” of rule {}: {}", name.en, rule.id, wrong.en),
        );
        let help = Text::new("改正规则或例子", "correct the rule or the example");
        sink.push(
            Diagnostic::error(code::BROKEN, message)
                .at(example.place.clone())
                .help(help),
        );
    }
}

/// Whether an example comes out as it says; the error says why it cannot be run.
fn run(rule: &Rule, example: &Example, standards: &Standards<'_>) -> Result<bool, Text> {
    let form = rule.bodies.first().map_or("", |body| body.form.as_str());
    let mut sources = vec![source("example.toml", &example.record, form)];
    for (i, other) in example.others.iter().enumerate() {
        sources.push(source(&format!("other-{i}.toml"), other, ""));
    }
    sound(&sources, standards)?;
    let moment = example.as_of.as_deref().unwrap_or(MOMENT);
    let zone = standards.as_of.timezone();
    let as_of = clock::parse(moment, zone).ok_or_else(|| Text::same(moment))?;
    let standards = Standards {
        as_of,
        only: Some(rule.id),
        organisation: Arc::clone(&standards.organisation),
        ..standards.clone()
    };
    let mut asked = vec![false; sources.len()];
    asked[0] = true;
    let run = Run {
        standards: &standards,
        files: &sources,
        opened: None,
        asked: &asked,
        keep: false,
    };
    let outcome = run.check();
    let findings = outcome.findings.diagnostics();
    if let Some(unjudged) = findings.iter().find(|found| found.code == code::NOT_JUDGED) {
        return Err(unjudged.message.clone());
    }
    let counts = outcome.rules.iter().find(|counts| counts.code == rule.id);
    Ok(counts.is_some_and(|counts| {
        if example.passes {
            counts.violated == 0 && counts.met + counts.pending > 0
        } else {
            counts.violated > 0
        }
    }))
}

/// The record with the fields that every record has, where the example leaves them out.
fn source(name: &str, text: &str, form: &str) -> Source {
    let given = parse(text, Format::Toml).value.unwrap_or_default();
    let mut head = String::new();
    for (key, value) in [("form", form), ("id", "EXAMPLE"), ("date", DAY)] {
        if given.get(key).is_none() {
            head.push_str(&format!("{key} = \"{value}\"\n"));
        }
    }
    Source::memory(name, Some(Format::Toml), head + text)
}

/// The examples are records but for fields that are missing.
fn sound(sources: &[Source], standards: &Standards<'_>) -> Result<(), Text> {
    const MISSING: [&str; 3] = [
        shape::MISSING_FIELD,
        shape::TOO_FEW_ITEMS,
        shape::TOO_FEW_FIELDS,
    ];
    for source in sources {
        let mut found = Sink::default();
        let record = Record::open(source, standards.forms, &mut found);
        if let Some((record, form)) = record
            .as_ref()
            .and_then(|r| Some((r, r.form(standards.forms)?)))
        {
            super::record(record, form, &mut found);
        }
        let wrong = found
            .diagnostics()
            .iter()
            .find(|found| !MISSING.contains(&found.code));
        if let Some(wrong) = wrong {
            return Err(wrong.message.clone());
        }
    }
    Ok(())
}
