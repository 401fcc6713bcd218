//! When something is owed.

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;

use super::item::Item;
use super::verdict::{Unjudged, Verdict, due_text};
use crate::calendar::Instant;
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
    /// By a time, the last moment that is in time; how it was found.
    By(DateTime<Tz>, Vec<Text>),
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
            let title = item.title(&pointer);
            let at = last(due, item);
            let trace = Text::new(
                format!("期限 {}（{}）", due_text(at), title.zh),
                format!("due {} ({})", due_text(at), title.en),
            );
            return Ok(Owed::By(at, vec![trace]));
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
    let Some(span) = timing.within else {
        return Ok(Owed::Now);
    };
    let calendar = item.case.standards.calendar;
    let due = match calendar.due(start, span, timing.clock) {
        Ok(due) => due,
        // What starts in a planned future needs no calendar of that year yet.
        Err(_) if start.start(item.case.zone()) > item.case.standards.as_of => {
            return Ok(Owed::Later);
        }
        Err(missing) => return Err(missing.into()),
    };
    let trace = calendar.trace(start, span, timing.clock)?;
    Ok(Owed::By(due, trace))
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
    pub fn missing(self, item: &Item<'_>, at: Pointer, fact: Text) -> Verdict {
        self.missing_as_of(item.case.standards.as_of, at, fact)
    }

    /// The verdict, as of a moment, on something that is missing.
    pub fn missing_as_of(self, as_of: DateTime<Tz>, at: Pointer, fact: Text) -> Verdict {
        let mut verdict = self.lacking(as_of, at, fact);
        verdict.open = true;
        verdict
    }

    fn lacking(self, as_of: DateTime<Tz>, at: Pointer, fact: Text) -> Verdict {
        match self {
            Self::NotBegun(_) => {
                Verdict::not_applicable(at, Text::new("尚未开始", "it has not begun"))
            }
            Self::Later => Verdict::pending(at, fact),
            Self::Now => Verdict::violated(at, fact),
            Self::By(due, trace) => {
                let open = as_of <= due;
                let shown = due_text(due);
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
                verdict.due(Some(due), trace)
            }
        }
    }
}
