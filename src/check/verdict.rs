//! How one duty stands, and how a finding is made of it.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use super::item::{Item, Unreadable};
use crate::calendar::{Instant, MissingYear};
use crate::diag::{self, Diagnostic, Severity, State, Text};
use crate::rule::{Body, Rule};
use crate::source::{At, Place, Pointer, Source};

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Fulfilled in time.
    Met,
    /// Its time has not come.
    Pending,
    /// Not fulfilled.
    Violated,
    /// The record does not have it.
    NotApplicable,
}

/// A duty and how it stands.
#[derive(Debug, Clone)]
pub(super) struct Verdict {
    pub stand: Stand,
    /// What shows it, or where it is missing.
    pub at: Pointer,
    /// The fact, without the item's name.
    pub fact: Text,
    /// Other places of the record that belong to it.
    pub labels: Vec<(Pointer, Text)>,
    /// Places in other records.
    pub elsewhere: Vec<((Source, Pointer), Text)>,
    pub due: Option<DateTime<Tz>>,
    pub trace: Vec<Text>,
    /// Whether what is violated can still be done: it is missing, not late or wrong.
    pub open: bool,
    /// Told instead of the rule's help.
    pub help: Option<Text>,
    /// Told instead of the owner that the rule finds.
    pub owner: Option<String>,
}

/// Why a duty cannot be judged.
#[derive(Debug, Clone)]
pub(super) enum Unjudged {
    /// A value cannot be read.
    Value(Unreadable),
    /// There is no calendar for a year.
    Year(MissingYear),
}

impl From<Unreadable> for Unjudged {
    fn from(unreadable: Unreadable) -> Self {
        Self::Value(unreadable)
    }
}

impl From<MissingYear> for Unjudged {
    fn from(missing: MissingYear) -> Self {
        Self::Year(missing)
    }
}

/// The verdicts of one rule on one item.
pub(super) type Judged = Result<Vec<Verdict>, Unjudged>;

impl Verdict {
    fn new(stand: Stand, at: Pointer, fact: Text) -> Self {
        Self {
            stand,
            at,
            fact,
            labels: Vec::new(),
            elsewhere: Vec::new(),
            due: None,
            trace: Vec::new(),
            open: stand == Stand::Pending,
            help: None,
            owner: None,
        }
    }

    pub fn met(at: Pointer, fact: Text) -> Self {
        Self::new(Stand::Met, at, fact)
    }

    pub fn violated(at: Pointer, fact: Text) -> Self {
        Self::new(Stand::Violated, at, fact)
    }

    pub fn pending(at: Pointer, fact: Text) -> Self {
        Self::new(Stand::Pending, at, fact)
    }

    pub fn not_applicable(at: Pointer, reason: Text) -> Self {
        Self::new(Stand::NotApplicable, at, reason)
    }

    pub fn label(mut self, at: Pointer, text: Text) -> Self {
        self.labels.push((at, text));
        self
    }

    pub fn due(mut self, due: Option<DateTime<Tz>>, trace: Vec<Text>) -> Self {
        self.due = due;
        self.trace = trace;
        self
    }
}

/// What a finding says of its record.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub source: &'a Source,
    pub record: Option<&'a str>,
    /// The item's name.
    pub name: &'a str,
}

/// The finding of a violated or pending duty.
pub(super) fn diagnostic(
    rule: &Rule,
    about: About<'_>,
    verdict: Verdict,
    owner: Option<String>,
) -> Diagnostic {
    let place = |at: Pointer| Place {
        source: about.source.clone(),
        at: At::Value(at),
    };
    let name = if about.name.is_empty() {
        String::new()
    } else {
        format!("{}：", about.name)
    };
    let fails = rule
        .fails
        .as_ref()
        .filter(|_| verdict.stand == Stand::Violated);
    let join = |fails: Option<&str>, fact: &str, between: &str| match (fails, fact.is_empty()) {
        (Some(fails), true) => fails.to_owned(),
        (Some(fails), false) => format!("{fails}{between}{fact}"),
        (None, _) => fact.to_owned(),
    };
    let zh = join(fails.map(|text| text.zh.as_str()), &verdict.fact.zh, "：");
    let en = join(fails.map(|text| text.en.as_str()), &verdict.fact.en, ": ");
    let message = Text::new(
        format!("{name}{zh}"),
        format!("{}{en}", name.replace('：', ": ")),
    );
    let pending = verdict.stand == Stand::Pending;
    let severity = if pending {
        Severity::Note
    } else {
        rule.severity
    };
    let mut found = Diagnostic::new(severity, rule.id, message).at(place(verdict.at));
    for (at, text) in verdict.labels {
        found = found.label(place(at), text);
    }
    for ((source, at), text) in verdict.elsewhere {
        let at = At::Value(at);
        found = found.label(Place { source, at }, text);
    }
    found = found
        .label(rule.decides.clone(), rule.says.clone())
        .help(verdict.help.unwrap_or_else(|| rule.help.clone()))
        .duty(diag::Duty {
            item: about.name.to_owned(),
            clause: rule.clause.clone(),
            state: if pending {
                State::Pending
            } else {
                State::Violated
            },
            due: verdict.due.map(|due| due.fixed_offset()),
            owner: verdict.owner.or(owner).or_else(|| rule.owner_role.clone()),
            trace: verdict.trace,
        });
    match about.record {
        Some(id) => found.of(id),
        None => found,
    }
}

/// A duty that cannot be judged for want of a calendar year: an error on it alone.
pub(super) fn missing_year(rule: &Rule, item: &Item<'_>, missing: MissingYear) -> Diagnostic {
    let mut verdict = Verdict::violated(item.pointer().clone(), missing.message());
    verdict.help = Some(missing.help());
    let about = About {
        source: &item.case.record.document.source,
        record: item.case.record.id.as_deref(),
        name: &item.name(),
    };
    let mut found = diagnostic(rule, about, verdict, None);
    found.severity = Severity::Error;
    found.message = Text::new(
        format!("{}：{}", item.name(), missing.message().zh),
        format!("{}: {}", item.name(), missing.message().en),
    );
    found
}

/// Who owes it, as far as the record says.
pub(super) fn owner(item: &Item<'_>, body: &Body) -> Option<String> {
    item.first_text(&body.owner)
}

/// A moment as messages write it, to the minute, or the second where there is one.
pub(super) fn clock(time: DateTime<FixedOffset>) -> String {
    let format = if time.timestamp() % 60 == 0 {
        "%Y-%m-%d %H:%M"
    } else {
        "%Y-%m-%d %H:%M:%S"
    };
    time.format(format).to_string()
}

/// A due time as messages write it: the end of a day is its 24:00.
pub(super) fn due_text(due: DateTime<Tz>) -> String {
    let end = due.format("%H:%M:%S").to_string() == "23:59:59";
    if end {
        format!("{} 24:00", due.date_naive())
    } else {
        clock(due.fixed_offset())
    }
}

/// A day or moment as messages write it.
pub(super) fn shown(instant: Instant, zone: Tz) -> String {
    match instant {
        Instant::Day(day) => day.to_string(),
        Instant::At(time) => clock(time.with_timezone(&zone).fixed_offset()),
    }
}

/// How much later something was than it was due, in its two greatest units; a day without a time is so many days late.
pub(super) fn lateness(due: DateTime<Tz>, done: Instant, zone: Tz) -> Text {
    let minutes = match done {
        Instant::Day(day) => (day - due.date_naive()).num_days() * 1440,
        Instant::At(_) => (done.start(zone) - due).num_minutes().max(1),
    };
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let (zh, en) = match (days, hours) {
        (0, 0) => (format!("{rest} 分钟"), format!("{rest} min")),
        (0, hours) if rest == 0 => (format!("{hours} 小时"), format!("{hours} h")),
        (0, hours) => (
            format!("{hours} 小时 {rest} 分钟"),
            format!("{hours} h {rest} min"),
        ),
        (days, 0) => (format!("{days} 天"), format!("{days} d")),
        (days, hours) => (
            format!("{days} 天 {hours} 小时"),
            format!("{days} d {hours} h"),
        ),
    };
    Text::new(zh, en)
}
