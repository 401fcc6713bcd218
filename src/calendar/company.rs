//! `[calendar]` of `wenkong.toml`: what a company's days and hours have of their own.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::Deserialize;

use super::instant::next;
use super::{DayKind, words};
use crate::diag::codes::config as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::source::{At, Place, Pointer, Source};

/// What lies on top of the notices: `work` counts before `off`, and both before a notice.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct CompanyCalendar {
    /// Whether Saturday is an ordinary working day.
    pub six_day_week: bool,
    /// Days on which the company does not work.
    pub off: Vec<Shutdown>,
    /// Days on which the company works all the same.
    pub work: Vec<ExtraDay>,
    /// The hours of each working day, for limits in working hours.
    pub working_hours: Vec<Hours>,
}

impl Default for CompanyCalendar {
    fn default() -> Self {
        let hours = |from, until| Hours { from, until };
        Self {
            six_day_week: false,
            off: Vec::new(),
            work: Vec::new(),
            working_hours: vec![hours(8 * 60, 12 * 60), hours(13 * 60 + 30, 17 * 60 + 30)],
        }
    }
}

/// Days off of the company, the first and the last included.
#[derive(Debug, Clone, Deserialize)]
pub struct Shutdown {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; the first where it is left out.
    pub to: Option<NaiveDate>,
    /// Why, as traces show it: `夏季检修`.
    pub reason: String,
}

/// A day that the company works whatever the notice or the week says.
#[derive(Debug, Clone, Deserialize)]
pub struct ExtraDay {
    /// The day.
    pub on: NaiveDate,
    /// Why, as traces show it: `赶交期`.
    pub reason: String,
}

/// A stretch of working hours, `["08:00", "12:00"]`, in minutes of the day; the end may be `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "(String, String)")]
pub struct Hours {
    from: u32,
    until: u32,
}

impl TryFrom<(String, String)> for Hours {
    type Error = String;

    fn try_from((from, until): (String, String)) -> Result<Self, String> {
        let minutes = |text: &str| minutes(text).ok_or(format!("`{text}` is no time of a day"));
        Ok(Self {
            from: minutes(&from)?,
            until: minutes(&until)?,
        })
    }
}

/// `08:00`, and `08:00:00` because a bare time of TOML is read as that.
fn minutes(text: &str) -> Option<u32> {
    let (hour, minute) = text.get(..5)?.split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (minute < 60 && minutes <= 24 * 60).then_some(minutes)
}

impl Hours {
    /// Beginning and end on a day.
    pub(super) fn on(self, day: NaiveDate) -> [NaiveDateTime; 2] {
        [self.from, self.until].map(|minutes| {
            match NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0) {
                Some(time) => day.and_time(time),
                None => next(day).and_time(NaiveTime::MIN),
            }
        })
    }

    /// "08:00–12:00"
    pub(super) fn text(self) -> String {
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        format!("{}–{}", clock(self.from), clock(self.until))
    }
}

impl CompanyCalendar {
    /// What the company says of a day, if it does.
    pub(super) fn kind(&self, day: NaiveDate) -> Option<DayKind> {
        let reason = |reason: &str| Arc::new(Text::same(reason));
        let extra = self.work.iter().find(|extra| extra.on == day);
        let holds = |off: &&Shutdown| (off.from..=off.to.unwrap_or(off.from)).contains(&day);
        extra
            .map(|extra| DayKind::Extra(reason(&extra.reason)))
            .or_else(|| {
                let off = self.off.iter().find(holds)?;
                Some(DayKind::Shutdown(reason(&off.reason)))
            })
    }

    /// Tells what no schema can see. `at` is where the table stands in the file that it was read from.
    pub fn check(&self, source: &Source, at: &Pointer, sink: &mut Sink) {
        let place = |pointer| Place {
            source: source.clone(),
            at: At::Value(pointer),
        };
        let error = |text| Diagnostic::error(code::BROKEN, text);
        for (i, off) in self.off.iter().enumerate() {
            if let Some(to) = off.to.filter(|to| *to < off.from) {
                let place = place(at.join("off").index(i).join("to"));
                let (message, help) = words::reversed(off.from, to);
                sink.push(error(message).at(place).help(help));
            }
        }
        let pointer = at.join("working_hours");
        for (i, hours) in self.working_hours.iter().enumerate() {
            let here = || place(pointer.index(i));
            if hours.until <= hours.from {
                sink.push(error(backwards(*hours)).at(here()).help(night()));
                continue;
            }
            let overlaps = |other: &&Hours| other.from < hours.until && hours.from < other.until;
            if let Some(other) = self.working_hours.iter().take(i).position(|h| overlaps(&h)) {
                let first = Text::new("与这一段重叠", "overlaps this stretch");
                let found = error(overlapping(*hours)).at(here());
                sink.push(
                    found
                        .label(place(pointer.index(other)), first)
                        .help(apart()),
                );
            }
        }
    }
}

fn backwards(hours: Hours) -> Text {
    Text::new(
        format!("工作时间 {} 还没开始就结束了", hours.text()),
        format!("the working hours {} end before they start", hours.text()),
    )
}

fn night() -> Text {
    Text::new(
        "先写开始、后写结束；跨夜的班次分两段写：[\"20:00\", \"24:00\"] 和 [\"00:00\", \"04:00\"]",
        "write the start first; a night shift is two stretches: [\"20:00\", \"24:00\"] and [\"00:00\", \"04:00\"]",
    )
}

fn overlapping(hours: Hours) -> Text {
    Text::new(
        format!("工作时间 {} 与另一段重叠", hours.text()),
        format!("the working hours {} overlap another stretch", hours.text()),
    )
}

fn apart() -> Text {
    Text::new(
        "把各段工作时间写成互不重叠",
        "write the stretches so that none overlaps another",
    )
}
