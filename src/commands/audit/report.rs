//! The readiness report, as a record of the form `audit-report`.

use std::collections::BTreeSet;

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::replay::{Counts, Replayed, Replays};
use super::withhold::Black;
use super::{Ground, REPORT, clauses};
use crate::commands::rules::coverage;
use crate::diag::{Diagnostic, Severity, Text};
use crate::entry::{Document, Print};
use crate::source::At;

/// What a pack adds to the report: what was withheld, and how many files there are.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub withheld: Vec<Value>,
    pub files: usize,
}

/// All of the report.
pub(super) fn value(
    ground: &Ground<'_>,
    replays: &Replays,
    packed: Option<(&Packed, &Black)>,
) -> Value {
    let nothing = Black::default();
    let black = packed.map_or(&nothing, |(_, black)| black);
    let (project, as_of) = (ground.project, ground.asked.as_of);
    let moment = as_of.to_rfc3339_opts(SecondsFormat::Secs, false);
    let procedure = &project.config.procedure;
    let mut value = json!({
        "form": REPORT,
        "id": format!("AR-{}", as_of.date_naive()),
        "date": as_of.date_naive(),
        "from": ground.from,
        "until": ground.until,
        "as_of": moment,
        "procedure": { "title": procedure.title, "number": procedure.number },
        "register": register(ground),
        "summary": summary(ground, replays),
        "clauses": clauses::lines(ground),
        "manual": manual(ground),
        "samples": samples(ground, replays),
        "findings": findings(ground, replays, black),
    });
    if let Some((packed, _)) = packed {
        value["withheld"] = json!(packed.withheld);
        value["files"] = json!(packed.files);
    }
    value
}

fn register(ground: &Ground<'_>) -> Value {
    let at = |entry: &crate::entry::Entry| entry.body.at;
    let errors = ground
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error);
    let faults: Vec<String> = errors
        .map(|fault| ground.words(&fault.message).to_owned())
        .collect();
    said(json!({
        "entries": ground.entries.len(),
        "head": ground.head.as_ref().map(|head| &head.digest),
        "first_at": ground.entries.first().map(at),
        "last_at": ground.entries.last().map(at),
        "documents": ground.ledger.documents.len(),
        "sound": faults.is_empty(),
        "compared": ground.verified.compared,
        "faults": faults,
    }))
}

fn summary(ground: &Ground<'_>, replays: &Replays) -> Value {
    let rules = &ground.outcome.rules;
    let sum = |of: fn(&crate::diag::RuleCount) -> usize| rules.iter().map(of).sum::<usize>();
    let differing = ground
        .issues()
        .filter(|(document, print)| {
            replayed(replays, document, print).is_some_and(|replayed| {
                replayed.note.is_none() && now(ground, print) != Counts::of(&replayed.findings)
            })
        })
        .count();
    let replayed = replays.values().filter(|replayed| replayed.note.is_none());
    json!({
        "records": ground.outcome.records,
        "rules": rules.iter().filter(|rule| rule.off.is_none()).count(),
        "checked": sum(|rule| rule.checked),
        "met": sum(|rule| rule.met),
        "pending": sum(|rule| rule.pending),
        "violated": sum(|rule| rule.violated - rule.waived.min(rule.violated)),
        "waived": sum(|rule| rule.waived),
        "not_applicable": sum(|rule| rule.not_applicable),
        "documents": ground.issues().count(),
        "replayed": replayed.count(),
        "differing": differing,
    })
}

/// The points that a machine cannot judge.
fn manual(ground: &Ground<'_>) -> Vec<Value> {
    let lines = coverage(ground.rules).into_iter().filter_map(|covered| {
        let duty = covered.duty;
        let reason = duty.manual.as_ref().or(duty.open.as_ref())?;
        Some(json!({
            "id": duty.id,
            "clause": duty.clause,
            "says": ground.words(&duty.says),
            "reason": ground.words(reason),
        }))
    });
    lines.collect()
}

fn replayed<'r>(replays: &'r Replays, document: &Document, print: &Print) -> Option<&'r Replayed> {
    replays.get(&(document.number.clone(), print.revision))
}

/// The findings as of now about a document's record.
fn now(ground: &Ground<'_>, print: &Print) -> Counts {
    Counts::of(about(ground, print))
}

fn about<'g>(ground: &'g Ground<'_>, print: &Print) -> impl Iterator<Item = &'g Diagnostic> {
    let record = print
        .reserved
        .as_ref()
        .map(|reserved| &reserved.record.file);
    let name = record.map(|file| ground.project.named(file));
    ground.now.iter().filter(move |finding| {
        let file = finding.place.as_ref().map(|place| place.source.name());
        file.is_some() && file == name.as_deref()
    })
}

/// Documents for the auditor to draw: first those whose state changed since they were issued, or with findings, then others at
/// even distances.
fn samples(ground: &Ground<'_>, replays: &Replays) -> Vec<Value> {
    let issues: Vec<(&Document, &Print)> = ground.issues().collect();
    let telling = |(document, print): &&(&Document, &Print)| {
        let then = replayed(replays, document, print);
        let then = then.map(|replayed| Counts::of(&replayed.findings));
        then.is_some_and(|then| then != now(ground, print) || then.errors > 0)
            || !ground.is_intact(&document.number)
    };
    let wanted = ground.asked.samples;
    let mut drawn: BTreeSet<usize> = issues
        .iter()
        .enumerate()
        .filter(|(_, issue)| telling(issue))
        .map(|(i, _)| i)
        .take(wanted)
        .collect();
    let rest: Vec<usize> = (0..issues.len()).filter(|i| !drawn.contains(i)).collect();
    let open = wanted.saturating_sub(drawn.len()).min(rest.len());
    drawn.extend((0..open).filter_map(|k| rest.get(k * rest.len() / open.max(1))));
    let lines = drawn.into_iter().filter_map(|i| issues.get(i));
    lines
        .map(|(document, print)| sample(ground, replays, document, print))
        .collect()
}

fn sample(ground: &Ground<'_>, replays: &Replays, document: &Document, print: &Print) -> Value {
    let counts = |counts: Counts| json!({ "errors": counts.errors, "warnings": counts.warnings, "pending": counts.pending });
    let replayed = replayed(replays, document, print);
    let then = replayed.filter(|replayed| replayed.note.is_none());
    let form = ground.project.forms.in_force(&document.form, document.date);
    let issued = print.issued.as_ref();
    let id = match print.revision {
        0 => document.number.clone(),
        revision => format!("{} r{revision}", document.number),
    };
    let note = replayed.and_then(|replayed| replayed.note.as_ref());
    let external = print.external().map(|_| {
        let words = Text::new("外来文件", "external document");
        ground.words(&words).to_owned()
    });
    said(json!({
        "id": id,
        "form": form.map_or(document.form.as_str(), |form| ground.words(&form.title)),
        "record": document.record.as_ref().filter(|_| external.is_none()),
        "issued_at": issued.map(|issued| issued.at),
        "issued_by": issued.map(|issued| &issued.by),
        "then": then.map(|replayed| counts(Counts::of(&replayed.findings))),
        "now": then.map(|_| counts(now(ground, print))),
        "intact": ground.is_intact(&document.number),
        "note": note.map(|note| ground.words(note).to_owned()).or(external),
    }))
}

/// All that is found now, and what had been found at the issue and is no longer.
fn findings(ground: &Ground<'_>, replays: &Replays, black: &Black) -> Vec<Value> {
    let mut then: BTreeSet<Key> = BTreeSet::new();
    let replayed = || replays.values().flat_map(|replayed| &replayed.findings);
    then.extend(replayed().map(key));
    let now: BTreeSet<Key> = ground.now.iter().map(key).collect();
    let mut lines: Vec<Value> = Vec::new();
    for finding in &ground.now {
        let when = if then.contains(&key(finding)) {
            "both"
        } else {
            "now"
        };
        lines.push(line(ground, &black.finding(finding), when));
    }
    let mut told: BTreeSet<Key> = BTreeSet::new();
    let gone = replayed().filter(|finding| !finding.is_pending());
    for finding in gone.filter(|finding| !now.contains(&key(finding))) {
        if told.insert(key(finding)) {
            lines.push(line(ground, &black.finding(finding), "issue"));
        }
    }
    for (i, line) in lines.iter_mut().enumerate() {
        line["id"] = json!(format!("F{:04}", i + 1));
    }
    lines
}

/// What makes two findings the same one at different times.
type Key = (&'static str, Option<String>, String, bool);

fn key(finding: &Diagnostic) -> Key {
    let place = finding.place.as_ref().map(|place| match &place.at {
        At::Value(pointer) | At::Key(pointer) | At::Cell { pointer, .. } => {
            pointer.as_str().to_owned()
        }
        _ => String::new(),
    });
    (
        finding.code,
        finding.record.clone(),
        place.unwrap_or_default(),
        finding.is_pending(),
    )
}

fn line(ground: &Ground<'_>, finding: &Diagnostic, when: &str) -> Value {
    let duty = finding.duty.as_ref();
    let state = if finding.waived.is_some() {
        "waived"
    } else if finding.is_pending() {
        "pending"
    } else {
        "violated"
    };
    let procedure = &ground.project.config.procedure.number;
    let clause = duty.map(|duty| match duty.clause.document.as_str() {
        "procedure" => format!("{procedure} {}", duty.clause.number),
        document => format!("{document} {}", duty.clause.number),
    });
    said(json!({
        "code": finding.code,
        "clause": clause,
        "severity": finding.severity,
        "state": state,
        "record": finding.record,
        "file": finding.place.as_ref().map(|place| place.source.name()),
        "message": ground.words(&finding.message),
        "due": duty.and_then(|duty| duty.due),
        "owner": duty.and_then(|duty| duty.owner.as_ref()),
        "when": when,
    }))
}

/// An object without what it does not say.
pub(super) fn said(mut value: Value) -> Value {
    if let Some(table) = value.as_object_mut() {
        table.retain(|_, said| !said.is_null());
    }
    value
}
