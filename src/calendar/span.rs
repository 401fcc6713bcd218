//! How long a time limit is.

use std::fmt;

use serde::Deserialize;

use crate::diag::Text;

/// What a time limit is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// `min`
    Minutes,
    /// `h`
    Hours,
    /// `wd`: days that [`Calendar::is_working`](super::Calendar::is_working).
    WorkingDays,
    /// `d`: days of the calendar, worked or not.
    Days,
    /// `mo`: to the same day of a later month, or its last day.
    Months,
    /// `y`: to the same day of a later year; from 29 February to the 28th.
    Years,
}

impl Unit {
    const ALL: [Self; 6] = [
        Self::Minutes,
        Self::Hours,
        Self::WorkingDays,
        Self::Days,
        Self::Months,
        Self::Years,
    ];

    /// What stands behind the number, and the words for it: Chinese, one, several.
    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Minutes => ("min", "分钟", "minute", "minutes"),
            Self::Hours => ("h", "小时", "hour", "hours"),
            Self::WorkingDays => ("wd", "个工作日", "working day", "working days"),
            Self::Days => ("d", "天", "day", "days"),
            Self::Months => ("mo", "个月", "month", "months"),
            Self::Years => ("y", "年", "year", "years"),
        }
    }
}

/// A time limit: `4h`, `2wd`. Shown as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Span {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

impl Span {
    /// Reads `30min`, `4h`, `2wd`, `30d`, `1mo` or `1y`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = text.split_at(digits);
        Some(Self {
            count: count.parse().ok()?,
            unit: Unit::ALL.into_iter().find(|u| u.words().0 == unit)?,
        })
    }

    /// The limit in words: "2 个工作日", "2 working days".
    pub fn text(self) -> Text {
        let (_, zh, one, several) = self.unit.words();
        let en = if self.count == 1 { one } else { several };
        Text::new(
            format!("{} {zh}", self.count),
            format!("{} {en}", self.count),
        )
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.words().0)
    }
}

impl TryFrom<String> for Span {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no time limit, write 4h or 2wd"))
    }
}

/// Which hours count where a limit is in hours or minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// All of them, day and night.
    #[default]
    Elapsed,
    /// The working hours of working days.
    Business,
}
