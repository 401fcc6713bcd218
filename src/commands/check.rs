//! `check`: read records → each against its schema and the rules → all of them together.

pub(super) mod extract;

use std::path::PathBuf;

use chrono::DateTime;
use chrono_tz::Tz;

use crate::check::{Outcome, Run};
use crate::diag::codes::register;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::Ledger;
use crate::project::{Project, records_in};
use crate::register::Register;
use crate::rule::Rules;
use crate::source::Source;

/// What is to be checked, and how.
#[derive(Debug)]
pub struct Request<'a> {
    /// Files and folders; none for the project's `records/`.
    pub paths: &'a [PathBuf],
    /// The moment as of which everything is judged.
    pub as_of: DateTime<Tz>,
    /// Whether duties that are met or do not apply are kept too.
    pub keep: bool,
}

/// Checks records. What they refer to is looked for in the whole project, whichever of them are asked about.
pub fn check(project: &Project, rules: &Rules, request: &Request<'_>) -> Outcome {
    let records = project.root().join("records");
    let mut asked = files(request.paths);
    let mut all = if project.exists() || request.paths.is_empty() {
        records_in(&records)
    } else {
        Vec::new()
    };
    if request.paths.is_empty() {
        asked.clone_from(&all);
    }
    all.extend(asked.iter().cloned());
    all.sort_by_cached_key(whole);
    all.dedup_by_key(|path| whole(path));
    asked.sort_by_cached_key(whole);
    let is_asked = |path: &PathBuf| asked.binary_search_by_key(&whole(path), whole).is_ok();
    let mut sources: Vec<Source> = all.iter().map(|path| project.source(path)).collect();
    let mut is_asked: Vec<bool> = all.iter().map(is_asked).collect();
    let mut told = Sink::default();
    let ledger = ledger(project, request.as_of, &mut told);
    let mut standards = project.standards(rules, ledger.as_ref(), request.as_of);
    standards.facts = request.keep;
    // What the register says is a record too: rules look at it as at any other.
    if let Some(ledger) = ledger
        .as_ref()
        .filter(|ledger| !ledger.documents.is_empty())
    {
        sources.push(extract::extract(project, ledger, request.as_of));
        is_asked.push(request.paths.is_empty());
    }
    let run = Run {
        standards: &standards,
        files: &sources,
        opened: None,
        asked: &is_asked,
        keep: request.keep,
    };
    let mut outcome = run.check();
    // It is no record of anybody's to be counted.
    outcome.records = is_asked
        .iter()
        .take(all.len())
        .filter(|asked| **asked)
        .count();
    let whole = request.paths.is_empty();
    waive(project, rules, (request.as_of, whole), &mut outcome);
    outcome.findings.merge(told);
    outcome
}

/// What the issue register says as of a moment; that it cannot be read is told.
fn ledger(project: &Project, as_of: DateTime<Tz>, sink: &mut Sink) -> Option<Ledger> {
    let read = Register::open(project.root()).and_then(|register| {
        register
            .map(|register| register.ledger_as_of(as_of))
            .transpose()
    });
    read.unwrap_or_else(|error| {
        let source = project.source(&project.root().join(crate::register::FILE));
        let message = Text::same(format!("{error:#}"));
        let at = crate::source::Place {
            source,
            at: crate::source::At::File,
        };
        sink.push(Diagnostic::error(register::DAMAGED, message).at(at));
        None
    })
}

/// Marks what is accepted as of a moment. Whether a waiver is used shows only when all records are asked about.
pub(super) fn waive(
    project: &Project,
    rules: &Rules,
    (as_of, whole): (DateTime<Tz>, bool),
    outcome: &mut Outcome,
) {
    let mut told = Sink::default();
    let waivers = project.waivers(rules, &mut told);
    let mut findings = std::mem::take(&mut outcome.findings).into_unsorted();
    let day = as_of.date_naive();
    waivers.apply(&mut findings, &mut outcome.rules, day, whole, &mut told);
    outcome.findings.extend(findings);
    outcome.findings.merge(told);
}

/// Tells the project's own rules whose examples do not come out as they say. Examples are judged by the rules as they are
/// written: what `wenkong.toml` changes does not make them wrong.
pub fn examples(project: &Project, rules: &Rules, as_of: DateTime<Tz>, sink: &mut Sink) {
    let own = |rules: &Rules| {
        rules
            .rules
            .iter()
            .any(|rule| rule.place.source.path().is_some())
    };
    if !own(rules) {
        return;
    }
    // What is wrong with the files has been told already.
    let written = project.written_rules(&mut Sink::default());
    let standards = project.standards(&written, None, as_of);
    let own = written
        .rules
        .iter()
        .filter(|rule| rule.place.source.path().is_some());
    own.for_each(|rule| crate::check::examples(rule, &standards, sink));
}

fn files(paths: &[PathBuf]) -> Vec<PathBuf> {
    paths.iter().flat_map(|path| records_in(path)).collect()
}

/// One file has one name, from wherever the user stands.
fn whole(path: &PathBuf) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.clone())
}
