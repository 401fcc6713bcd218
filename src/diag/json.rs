//! The report for other programs. Its shape is a promise: fields are added, never changed.

use super::{
    Clause, Code, Diagnostic, Label, Lang, Report, RuleCount, Severity, State, Tally, Text, Waived,
    places::Places,
};
use crate::source::{At, Place};
use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use serde::Serialize;
use std::io;

/// Writes the report as one JSON document. Only the trace of a deadline is in one language.
pub fn write(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    let writer = Writer {
        report,
        places: Places::default(),
        lang,
    };
    serde_json::to_writer_pretty(&mut *out, &writer.document())?;
    writeln!(out)
}

/// A moment as other programs read it, RFC 3339.
pub(super) fn moment(time: DateTime<FixedOffset>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// The pointer of a place that has one.
pub(super) fn pointer(place: &Place) -> Option<&str> {
    match &place.at {
        At::Value(pointer) | At::Key(pointer) | At::Cell { pointer, .. } => Some(pointer.as_str()),
        At::File | At::Bytes(_) => None,
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    as_of: String,
    summary: Tally,
    findings: Vec<Finding<'a>>,
    rules: Vec<Rule<'a>>,
}

/// Fields without a source yet have the type of the value they always carry now.
#[derive(Serialize)]
struct Finding<'a> {
    code: Code,
    severity: Severity,
    state: State,
    waived: bool,
    message: &'a Text,
    help: Option<&'a Text>,
    clause: Option<Titled<'a>>,
    record: Option<&'a str>,
    #[serde(flatten)]
    spot: Spot<'a>,
    cell: Option<String>,
    pointer: Option<&'a str>,
    due: Option<String>,
    owner: Option<&'a str>,
    trace: Vec<&'a str>,
    related: Vec<Related<'a>>,
    waiver: Option<Waiver<'a>>,
}

/// A clause, and its document by the name that people know it under.
#[derive(Serialize)]
struct Titled<'a> {
    document: &'a str,
    number: &'a str,
    title: String,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    spot: Spot<'a>,
    message: &'a Text,
}

#[derive(Serialize, Default)]
struct Spot<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

#[derive(Serialize)]
struct Waiver<'a> {
    approver: &'a str,
    reason: &'a str,
    expires: NaiveDate,
}

#[derive(Serialize)]
struct Rule<'a> {
    code: Code,
    clause: Titled<'a>,
    checked: usize,
    met: usize,
    pending: usize,
    violated: usize,
    waived: usize,
    not_applicable: usize,
    off: Option<&'a str>,
}

struct Writer<'a> {
    report: &'a Report<'a>,
    places: Places,
    lang: Lang,
}

impl<'a> Writer<'a> {
    fn document(&self) -> Document<'a> {
        let Report {
            findings, rules, ..
        } = *self.report;
        Document {
            schema: 1,
            as_of: moment(self.report.as_of),
            summary: self.report.tally,
            findings: findings.iter().map(|found| self.finding(found)).collect(),
            rules: rules.iter().map(|rule| self.rule(rule)).collect(),
        }
    }

    fn finding(&self, found: &'a Diagnostic) -> Finding<'a> {
        let place = found.place.as_ref();
        let duty = found.duty.as_deref();
        let trace = duty.map_or(&[][..], |duty| &duty.trace);
        Finding {
            code: found.code,
            severity: found.severity,
            state: duty.map_or(State::Violated, |duty| duty.state),
            waived: found.waived.is_some(),
            message: &found.message,
            help: found.help.as_ref(),
            clause: duty.map(|duty| self.clause(&duty.clause)),
            record: found.record.as_deref(),
            spot: place.map(|place| self.spot(place)).unwrap_or_default(),
            cell: place.and_then(Place::cell),
            pointer: place.and_then(pointer),
            due: duty.and_then(|duty| duty.due).map(moment),
            owner: duty.and_then(|duty| duty.owner.as_deref()),
            trace: trace.iter().map(|line| line.get(self.lang)).collect(),
            related: found.labels.iter().map(|at| self.related(at)).collect(),
            waiver: found.waived.as_deref().map(Waiver::from),
        }
    }

    fn clause(&self, clause: &'a Clause) -> Titled<'a> {
        Titled {
            document: &clause.document,
            number: &clause.number,
            title: self.report.title(clause),
        }
    }

    fn related(&self, label: &'a Label) -> Related<'a> {
        Related {
            spot: self.spot(&label.place),
            message: &label.message,
        }
    }

    fn spot(&self, place: &'a Place) -> Spot<'a> {
        let position = self.places.position(place);
        Spot {
            file: Some(place.source.name()),
            line: position.map(|at| at.line),
            column: position.map(|at| at.column),
        }
    }

    fn rule(&self, rule: &'a RuleCount) -> Rule<'a> {
        Rule {
            code: rule.code,
            clause: self.clause(&rule.clause),
            checked: rule.checked,
            met: rule.met,
            pending: rule.pending,
            violated: rule.violated,
            waived: rule.waived,
            not_applicable: rule.not_applicable,
            off: rule.off.as_deref(),
        }
    }
}

impl<'a> From<&'a Waived> for Waiver<'a> {
    fn from(waived: &'a Waived) -> Self {
        Self {
            approver: &waived.approver,
            reason: &waived.reason,
            expires: waived.expires,
        }
    }
}

#[cfg(test)]
mod tests;
