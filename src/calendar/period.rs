//! Calendar periods: years, half years and quarters, as reports and campaigns are named after them.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

/// How long a calendar period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodUnit {
    /// `2026`
    Year,
    /// `2026-H1`: from January or July.
    HalfYear,
    /// `2026-Q1`: from January, April, July or October.
    Quarter,
}

impl PeriodUnit {
    /// How many months one has.
    fn months(self) -> u32 {
        match self {
            Self::Year => 12,
            Self::HalfYear => 6,
            Self::Quarter => 3,
        }
    }
}

/// One calendar period. Shown as `2026`, `2026-H1` or `2026-Q1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Period {
    year: i32,
    /// From 0.
    part: u32,
    unit: PeriodUnit,
}

impl Period {
    /// The period that a day falls in.
    pub fn of(day: NaiveDate, unit: PeriodUnit) -> Self {
        Self {
            year: day.year(),
            part: day.month0() / unit.months(),
            unit,
        }
    }

    /// Reads `2026`, `2026-H1` or `2026-Q1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.trim().split_at_checked(4)?;
        let digits = year.bytes().all(|byte| byte.is_ascii_digit());
        let (unit, part) = match rest {
            "" => (PeriodUnit::Year, 0),
            "-H1" => (PeriodUnit::HalfYear, 0),
            "-H2" => (PeriodUnit::HalfYear, 1),
            "-Q1" => (PeriodUnit::Quarter, 0),
            "-Q2" => (PeriodUnit::Quarter, 1),
            "-Q3" => (PeriodUnit::Quarter, 2),
            "-Q4" => (PeriodUnit::Quarter, 3),
            _ => return None,
        };
        let year = digits.then(|| year.parse().ok())??;
        Some(Self { year, part, unit })
    }

    /// The calendar year that it belongs to.
    pub fn year(self) -> i32 {
        self.year
    }

    /// How long it is.
    pub fn unit(self) -> PeriodUnit {
        self.unit
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        let month = self.part * self.unit.months() + 1;
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let next = self.next().first();
        next.pred_opt().unwrap_or(next)
    }

    /// The one after it.
    pub fn next(self) -> Self {
        self.step(1)
    }

    /// The one before it.
    pub fn previous(self) -> Self {
        self.step(-1)
    }

    fn step(self, by: i32) -> Self {
        let parts = 12 / self.unit.months().cast_signed();
        let at = self.year * parts + self.part.cast_signed() + by;
        Self {
            year: at.div_euclid(parts),
            part: at.rem_euclid(parts).cast_unsigned(),
            unit: self.unit,
        }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day, self.unit) == self
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, part, unit } = self;
        match unit {
            PeriodUnit::Year => write!(f, "{year}"),
            PeriodUnit::HalfYear => write!(f, "{year}-H{}", part + 1),
            PeriodUnit::Quarter => write!(f, "{year}-Q{}", part + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_shown_and_stepped_through() {
        for text in ["2026", "2026-H1", "2026-H2", "2026-Q1", "2026-Q4"] {
            let period = Period::parse(text).expect(text);
            assert_eq!(period.to_string(), text);
            assert_eq!(period.next().previous(), period);
            assert!(period.contains(period.first()) && period.contains(period.last()));
            assert!(!period.contains(period.next().first()));
        }
        for text in [
            "", "26", "2026-", "2026-H3", "2026-Q0", "2026-01", "x026", "2026-H12",
        ] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        let half = Period::parse("2026-H2").expect("it is one");
        assert_eq!(half.first().to_string(), "2026-07-01");
        assert_eq!(half.last().to_string(), "2026-12-31");
        assert_eq!(half.next().to_string(), "2027-H1");
        assert_eq!(half.previous().previous().to_string(), "2025-H2");
    }
}
