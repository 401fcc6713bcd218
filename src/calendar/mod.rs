//! Working days, working hours, and when a time limit ends.
//!
//! What a State Council notice says of a year lies in `rules/calendar/`; the company's own days off, extra days and hours
//! lie on top. A year without a notice is never guessed: whoever needs one of its days gets a [`MissingYear`].

mod company;
mod due;
mod instant;
mod missing;
mod mistakes;
mod notice;
mod period;
mod span;
#[cfg(test)]
mod tests;
mod trace;
mod words;
mod years;

pub use company::{CompanyCalendar, ExtraDay, Hours, Shutdown};
pub use instant::Instant;
pub use missing::MissingYear;
pub use period::{Period, PeriodUnit};
pub use span::{Clock, Span, Unit};
pub use years::Files;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::diag::{Sink, Text};
use notice::Notice;

/// The days of all years that are known, and the hours of a working day.
#[derive(Debug)]
pub struct Calendar {
    zone: Tz,
    years: BTreeMap<i32, Year>,
    /// In the order of the day, without overlap.
    hours: Vec<Hours>,
}

#[derive(Debug)]
struct Year {
    version: Version,
    /// By the day's number in the year, from 0.
    days: Vec<DayKind>,
}

/// What a day is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A day of the weekend that a notice makes a working day, and the holiday it makes up for.
    MakeUp(Arc<Text>),
    /// A day that only the company works, and its reason.
    Extra(Arc<Text>),
    /// A day off by a notice, and the holiday.
    Holiday(Arc<Text>),
    /// A day that only the company does not work, and its reason.
    Shutdown(Arc<Text>),
    /// Saturday or Sunday; in a six-day week only Sunday.
    Weekend,
}

impl DayKind {
    /// Whether the day counts as a working day.
    pub fn is_working(&self) -> bool {
        matches!(self, Self::Working | Self::MakeUp(_) | Self::Extra(_))
    }

    /// What the day is in words: "中秋节放假", "off for Mid-Autumn Festival".
    pub fn text(&self) -> Text {
        let (zh, en) = match self {
            Self::Working => ("工作日".to_owned(), "a working day".to_owned()),
            Self::MakeUp(holiday) => (
                format!("调休上班（{}）", holiday.zh),
                format!("worked in exchange for {}", holiday.en),
            ),
            Self::Extra(reason) => (
                format!("公司安排上班（{}）", reason.zh),
                format!("worked in this company: {}", reason.en),
            ),
            Self::Holiday(holiday) => (
                format!("{}放假", holiday.zh),
                format!("off for {}", holiday.en),
            ),
            Self::Shutdown(reason) => (
                format!("公司放假（{}）", reason.zh),
                format!("off in this company: {}", reason.en),
            ),
            Self::Weekend => ("周末".to_owned(), "weekend".to_owned()),
        };
        Text::new(zh, en)
    }
}

/// Which data a year's days come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The year that the data are for.
    pub year: i32,
    /// The file as people are shown it, `builtin:rules/calendar/cn/2026.toml`.
    pub source: String,
    /// SHA-256 of the file's exact bytes, lower-case hex.
    pub digest: String,
    /// The notice that the file was taken from: title, number and date.
    pub notice: Text,
}

impl Calendar {
    /// Loads the years; an own one takes the place of the built-in one. What is wrong with a file goes to the sink.
    pub fn load(files: Files, company: &CompanyCalendar, zone: Tz, sink: &mut Sink) -> Self {
        let notices = years::load(files, sink);
        // In the order of the years: what a later notice says of the December before it is the last word.
        let noticed: HashMap<NaiveDate, DayKind> = notices
            .values()
            .flat_map(|notice| notice.days.clone())
            .collect();
        let kind = |day| {
            let noticed = || noticed.get(&day).cloned();
            company
                .kind(day)
                .or_else(noticed)
                .unwrap_or_else(|| weekly(day, company.six_day_week))
        };
        let years = notices.into_iter().map(|(year, Notice { version, .. })| {
            let days = days_of(year).map(kind).collect();
            (year, Year { version, days })
        });
        let mut hours = company.working_hours.clone();
        hours.sort();
        Self {
            zone,
            years: years.collect(),
            hours,
        }
    }

    /// Whether a day counts as a working day.
    ///
    /// # Errors
    /// When there are no data for the day's year.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, MissingYear> {
        self.kind(day).map(DayKind::is_working)
    }

    /// What a day is, and why.
    ///
    /// # Errors
    /// When there are no data for the day's year.
    pub fn kind(&self, day: NaiveDate) -> Result<&DayKind, MissingYear> {
        let year = day.year();
        self.years
            .get(&year)
            .and_then(|known| known.days.get(day.ordinal0() as usize))
            .ok_or(MissingYear { year })
    }

    /// The data in use, by year; their digests say whether two calendars agree on the notices.
    pub fn versions(&self) -> impl Iterator<Item = &Version> {
        self.years.values().map(|year| &year.version)
    }
}

fn days_of(year: i32) -> impl Iterator<Item = NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 1)
        .into_iter()
        .flat_map(|first| first.iter_days())
        .take_while(move |day| day.year() == year)
}

fn weekly(day: NaiveDate, six_days: bool) -> DayKind {
    match day.weekday() {
        Weekday::Sun => DayKind::Weekend,
        Weekday::Sat if !six_days => DayKind::Weekend,
        _ => DayKind::Working,
    }
}
