//! When something is owed.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;

use super::item::{Item, Standards};
use super::verdict::{Unjudged, Verdict, due_text};
use crate::calendar::{Calendar, Clock, Instant, Span};
use crate::diag::Text;
use crate::rule::Body;
use crate::rule::demand::Timing;
use crate::source::Pointer;

/// When something is owed.
#[derive(Debug, Clone)]
pub(super) enum Owed {
    /// What it starts from has not happened.
    NotBegun(Pointer),
    /// Its condition is not yet true.
    Later,
    /// Now.
    Now,
    /// By a time, the last moment that is in time, and how it was found.
    By(DateTime<Tz>, How),
}

/// How a due time was found. It is put into words only for somebody who reads them.
#[derive(Debug, Clone)]
pub(super) enum How {
    /// The record names it, in a field of this title.
    Named(Text),
    /// It was counted.
    Counted(Instant, Span, Clock),
}

impl How {
    /// The derivation, line by line.
    pub fn trace(&self, due: DateTime<Tz>, calendar: &Calendar) -> Vec<Text> {
        match self {
            Self::Named(title) => vec![Text::new(
                format!("期限 {}（{}）", due_text(due), title.zh),
                format!("due {} ({})", due_text(due), title.en),
            )],
            // The due time was found, so there are data for its years.
            Self::Counted(start, span, clock) => {
                calendar.trace(*start, *span, *clock).unwrap_or_default()
            }
        }
    }
}

/// When a timing makes something owed for an item.
pub(super) fn owed(timing: &Timing, item: &Item<'_>, body: &Body) -> Result<Owed, Unjudged> {
    if let Some(once) = &timing.once
        && !item.holds(once, body)?
    {
        return Ok(Owed::Later);
    }
    for path in &timing.due {
        if let Some((due, pointer)) = item.instants(path)?.into_iter().next() {
            return Ok(Owed::By(last(due, item), How::Named(item.title(&pointer))));
        }
    }
    if timing.from.is_empty() {
        // A due date that the record does not give yet sets no time.
        let none = timing.due.is_empty() || timing.once.is_some();
        let path = timing.due.first().map(|path| item.place(path));
        return Ok(if none {
            Owed::Now
        } else {
            Owed::NotBegun(path.unwrap_or_default())
        });
    }
    let Some(start) = start(timing, item)? else {
        return Ok(Owed::NotBegun(item.place(&timing.from[0])));
    };
    // A planned date from which time is to run: it has not begun.
    if start.is_after(Instant::At(item.case.standards.as_of)) {
        return Ok(Owed::NotBegun(item.place(&timing.from[0])));
    }
    let Some(span) = timing.within else {
        return Ok(Owed::Now);
    };
    let calendar = item.case.standards.calendar;
    let due = calendar.due(start, span, timing.clock)?;
    Ok(Owed::By(due, How::Counted(start, span, timing.clock)))
}

/// The earliest of the values that time starts from, or the latest.
fn start(timing: &Timing, item: &Item<'_>) -> Result<Option<Instant>, Unjudged> {
    let mut values = Vec::new();
    for path in &timing.from {
        values.extend(item.instants(path)?.into_iter().map(|(value, _)| value));
    }
    let zone = item.case.zone();
    let key = |value: &Instant| value.start(zone);
    Ok(if timing.from_last {
        values.into_iter().max_by_key(key)
    } else {
        values.into_iter().min_by_key(key)
    })
}

/// The last moment of a day or of the minute that is written.
fn last(due: Instant, item: &Item<'_>) -> DateTime<Tz> {
    match due {
        Instant::At(time) => time,
        Instant::Day(_) => due.end(item.case.zone()) - TimeDelta::seconds(1),
    }
}

impl Owed {
    /// The verdict on something that is missing.
    pub fn missing(&self, standards: &Standards<'_>, at: Pointer, fact: Text) -> Verdict {
        let mut verdict = self.lacking(standards, at, fact);
        verdict.open = true;
        verdict
    }

    fn lacking(&self, standards: &Standards<'_>, at: Pointer, fact: Text) -> Verdict {
        match self {
            Self::NotBegun(_) => {
                Verdict::not_applicable(at, Text::new("尚未开始", "it has not begun"))
            }
            Self::Later => Verdict::pending(at, fact),
            Self::Now => Verdict::violated(at, fact),
            Self::By(due, how) => {
                let open = standards.as_of <= *due;
                let shown = due_text(*due);
                let (zh, en) = if open {
                    (
                        format!("{}，限期 {shown}", fact.zh),
                        format!("{}, due {shown}", fact.en),
                    )
                } else {
                    (
                        format!("{}，限期 {shown} 已过", fact.zh),
                        format!("{}, was due {shown}", fact.en),
                    )
                };
                let fact = Text::new(zh, en);
                let verdict = if open {
                    Verdict::pending(at, fact)
                } else {
                    Verdict::violated(at, fact)
                };
                verdict.due(Some(*due), how.trace(*due, standards.calendar))
            }
        }
    }
}
