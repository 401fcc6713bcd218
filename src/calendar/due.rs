//! When a time limit ends.
//!
//! Civil Code art. 201: a limit in days, months or years does not count the day on which it starts; one in hours
//! runs from its moment. A day's limit ends with the day.

use chrono::{DateTime, Months, NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::instant::{LAST, last_second, later, local, next};
use super::{Calendar, Clock, DayKind, Instant, MissingYear, Span, Unit};

impl Calendar {
    /// The last moment that is in time, to the second: what is done then is not late. A limit in days ends at 24:00 of
    /// its last day, given as 23:59:59. A limit in hours from a day without a time runs from the end of that day, the
    /// latest it can have been.
    ///
    /// # Errors
    /// When a day that has to be counted is of a year without data. Limits in days, months and years never need any, nor
    /// do elapsed hours.
    pub fn due(
        &self,
        start: Instant,
        span: Span,
        clock: Clock,
    ) -> Result<DateTime<Tz>, MissingYear> {
        self.walk(start, span, clock, |_, _| ())
    }

    /// Finds [`Calendar::due`] and shows each day that it had to look at.
    pub(super) fn walk(
        &self,
        start: Instant,
        span: Span,
        clock: Clock,
        mut seen: impl FnMut(NaiveDate, &DayKind),
    ) -> Result<DateTime<Tz>, MissingYear> {
        let start = start.within(self.zone);
        let (day, count) = (start.date(), span.count);
        let last = match span.unit {
            Unit::Minutes => return self.after(start, i64::from(count) * 60, clock, seen),
            Unit::Hours => return self.after(start, i64::from(count) * 3600, clock, seen),
            Unit::WorkingDays => self.working_day(day, count, &mut seen)?,
            Unit::Days => later(day, count),
            Unit::Months => months_later(day, count),
            Unit::Years => months_later(day, count.saturating_mul(12)),
        };
        Ok(last_second(self.zone, last))
    }

    /// The working day number `count` after `day`.
    fn working_day(
        &self,
        mut day: NaiveDate,
        count: u32,
        seen: &mut impl FnMut(NaiveDate, &DayKind),
    ) -> Result<NaiveDate, MissingYear> {
        let mut left = count;
        while left > 0 {
            day = next(day);
            let kind = self.kind(day)?;
            seen(day, kind);
            left -= u32::from(kind.is_working());
        }
        Ok(day)
    }

    fn after(
        &self,
        start: Instant,
        seconds: i64,
        clock: Clock,
        seen: impl FnMut(NaiveDate, &DayKind),
    ) -> Result<DateTime<Tz>, MissingYear> {
        let start = start.end(self.zone);
        match clock {
            Clock::Elapsed => {
                let last = last_second(self.zone, LAST);
                let due = start.checked_add_signed(TimeDelta::seconds(seconds));
                Ok(due.map_or(last, |due| due.min(last)))
            }
            Clock::Business => self.business(start, seconds, seen),
        }
    }

    /// The moment when so many seconds of working hours have passed. None at all have passed until work begins, so that
    /// 0 gives the moment from which counting starts.
    pub(super) fn business(
        &self,
        start: DateTime<Tz>,
        seconds: i64,
        mut seen: impl FnMut(NaiveDate, &DayKind),
    ) -> Result<DateTime<Tz>, MissingYear> {
        let (mut day, mut left) = (start.date_naive(), seconds);
        loop {
            let kind = self.kind(day)?;
            let mut open = self.open(day, kind, start).peekable();
            if !kind.is_working() || open.peek().is_some() {
                seen(day, kind);
            }
            for (from, until) in open {
                let room = (until - from).num_seconds();
                if left <= room {
                    return Ok(from + TimeDelta::seconds(left));
                }
                left -= room;
            }
            day = next(day);
        }
    }

    /// The working hours of a day, as far as they lie after `start`.
    fn open(
        &self,
        day: NaiveDate,
        kind: &DayKind,
        start: DateTime<Tz>,
    ) -> impl Iterator<Item = (DateTime<Tz>, DateTime<Tz>)> {
        let hours = if kind.is_working() {
            self.hours.as_slice()
        } else {
            &[]
        };
        hours.iter().filter_map(move |hours| {
            let [from, until] = hours.on(day).map(|wall| local(self.zone, wall));
            let from = from.max(start);
            (from < until).then_some((from, until))
        })
    }
}

/// The same day of a later month, or that month's last day.
fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    let day = day.checked_add_months(Months::new(months));
    day.map_or(LAST, |day| day.min(LAST))
}
