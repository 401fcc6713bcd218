//! A day or a moment, as records write them.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use crate::clock;

/// The first day that is counted with; nobody has a record before it.
const FIRST: NaiveDate = day_or(NaiveDate::from_ymd_opt(1, 1, 1), NaiveDate::MIN);
/// The last day that is counted with; a limit beyond it ends here.
pub(super) const LAST: NaiveDate = day_or(NaiveDate::from_ymd_opt(9999, 12, 31), NaiveDate::MAX);

const fn day_or(day: Option<NaiveDate>, otherwise: NaiveDate) -> NaiveDate {
    match day {
        Some(day) => day,
        None => otherwise,
    }
}

/// When something happened: records write a day, or a moment to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// Some time on that day.
    Day(NaiveDate),
    /// Exactly then.
    At(DateTime<Tz>),
}

impl Instant {
    /// Reads what [`clock::parse`] reads, but a bare date stays a day. Times without an offset are in `zone`; parts of
    /// a second are dropped.
    pub fn parse(text: &str, zone: Tz) -> Option<Self> {
        plain(text, zone)
            .or_else(|| {
                let text = text.trim();
                let day = text.parse().ok().map(Self::Day);
                day.or_else(|| clock::parse(text, zone).map(Self::At))
            })
            .and_then(|read| match read {
                Self::Day(day) => (FIRST..=LAST).contains(&day).then_some(read),
                Self::At(time) => (FIRST.year()..=LAST.year())
                    .contains(&time.year())
                    .then(|| Self::At(time.with_nanosecond(0).unwrap_or(time))),
            })
    }

    /// The earliest it can have been: a day begins at 00:00.
    pub fn start(self, zone: Tz) -> DateTime<Tz> {
        match self {
            Self::Day(day) => local(zone, day.and_time(NaiveTime::MIN)),
            Self::At(time) => time,
        }
    }

    /// The latest it can have been: a day ends at 24:00, which is 00:00 of the next.
    pub fn end(self, zone: Tz) -> DateTime<Tz> {
        match self {
            Self::Day(day) => Self::Day(next(day)).start(zone),
            Self::At(time) => time,
        }
    }

    /// The day, or the day of the moment.
    pub fn date(self) -> NaiveDate {
        match self {
            Self::Day(day) => day,
            Self::At(time) => time.date_naive(),
        }
    }

    /// Whether it certainly was later: a day and a moment on that day are not after each other.
    pub fn is_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::At(time), Self::At(other)) => time > other,
            _ => self.date() > other.date(),
        }
    }

    /// The same in a calendar's zone, and within the years that are counted with.
    pub(super) fn within(self, zone: Tz) -> Self {
        match self {
            Self::Day(day) => Self::Day(day.clamp(FIRST, LAST)),
            Self::At(time) => {
                let time = time.with_timezone(&zone);
                Self::At(match time.year() {
                    year if year < FIRST.year() => Self::Day(FIRST).start(zone),
                    year if year > LAST.year() => Self::Day(LAST).end(zone),
                    _ => time,
                })
            }
        }
    }
}

/// The day after; the last day has none.
pub(super) fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// The moment of a clock on the wall. Of two (the clock was put back) the earlier; of none (it was put forward) the
/// first one after the gap.
pub(super) fn local(zone: Tz, wall: NaiveDateTime) -> DateTime<Tz> {
    // A zone has skipped a whole day before, but never more.
    let mut quarters = (0..=24 * 4).map(|quarter| TimeDelta::minutes(quarter * 15));
    let valid = quarters.find_map(|later| {
        let wall = wall.checked_add_signed(later)?;
        zone.from_local_datetime(&wall).earliest()
    });
    valid.unwrap_or_else(|| zone.from_utc_datetime(&wall))
}

/// `YYYY-MM-DD` and `YYYY-MM-DDTHH:MM[:SS[.S]][offset]`, which is all that schemas let pass: without the cost of format
/// strings.
fn plain(text: &str, zone: Tz) -> Option<Instant> {
    let bytes = text.as_bytes();
    let day = plain_day(bytes.get(..10)?)?;
    let [b'T' | b' ', clock @ ..] = bytes.get(10..)? else {
        return (bytes.len() == 10).then_some(Instant::Day(day));
    };
    let (hour, minute) = hour_and_minute(clock.get(..5)?)?;
    let (second, offset) = match clock.get(5..)? {
        [b':', tens, ones, rest @ ..] => (number(&[*tens, *ones])?, after_fraction(rest)?),
        offset => (0, offset),
    };
    let wall = day.and_hms_opt(hour, minute, second)?;
    let time = match offset {
        [] => zone.from_local_datetime(&wall).earliest()?,
        [b'Z'] => zone.from_utc_datetime(&wall),
        [sign @ (b'+' | b'-'), clock @ ..] => {
            let (hours, minutes) = hour_and_minute(clock)?;
            let east = i32::try_from(hours * 3600 + minutes * 60).ok()?;
            let east = if *sign == b'-' { -east } else { east };
            let offset = FixedOffset::east_opt(east)?;
            offset
                .from_local_datetime(&wall)
                .single()?
                .with_timezone(&zone)
        }
        _ => return None,
    };
    Some(Instant::At(time))
}

fn plain_day(bytes: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else {
        return None;
    };
    let year = i32::try_from(number(&[*y1, *y2, *y3, *y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

fn hour_and_minute(bytes: &[u8]) -> Option<(u32, u32)> {
    let [h1, h2, b':', m1, m2] = bytes else {
        return None;
    };
    let (hour, minute) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// What stands behind the parts of a second, if there are any.
fn after_fraction(bytes: &[u8]) -> Option<&[u8]> {
    let [b'.', fraction @ ..] = bytes else {
        return Some(bytes);
    };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit());
    match digits.count() {
        0 => None,
        count => fraction.get(count..),
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + u32::from(digit - b'0'))
    })
}

/// The last second of a day.
pub(super) fn last_second(zone: Tz, day: NaiveDate) -> DateTime<Tz> {
    let end = Instant::Day(day).end(zone);
    end.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(end)
}

/// A day so many days later.
pub(super) fn later(day: NaiveDate, days: u32) -> NaiveDate {
    let day = day.checked_add_days(Days::new(days.into()));
    day.map_or(LAST, |day| day.min(LAST))
}
