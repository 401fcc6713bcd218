//! Number patterns, read backwards: `FB-{year}-{seq:3}` and `FB-2026-006`.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::Reset;

/// A number that is missing from its sequence for a known reason.
#[derive(Debug, Clone, Deserialize)]
pub struct MissingNumber {
    /// The number as it would stand on the record.
    pub number: String,
    /// Why no record has it: voided, skipped.
    pub reason: String,
}

/// Where the numbers of a form begin.
#[derive(Debug, Clone, Deserialize)]
pub struct FirstNumber {
    /// Id of the form.
    pub form: String,
    /// The first number that is still free, `OR-2026-018`.
    pub number: String,
}

/// A pattern of literals and fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Year,
    Yy,
    Month,
    /// A department's code: any text without what follows it.
    Department,
    /// A class's code, read in the same way.
    Class,
    Sequence(usize),
}

/// What a number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serial {
    pattern: Pattern,
    texts: Vec<String>,
    /// Four digits, where the pattern has a year.
    pub year: Option<i32>,
    /// 1 to 12, where the pattern has a month.
    pub month: Option<u32>,
    /// The running number.
    pub sequence: u64,
}

impl Pattern {
    /// Reads a pattern; a field that is not known is taken as it stands.
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (literal, field) = rest.split_at(open);
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.to_owned()));
            }
            let Some(close) = field.find('}') else {
                rest = field;
                break;
            };
            parts.push(part(&field[1..close]));
            rest = &field[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Self(parts)
    }

    /// Whether a day and a sequence are all that its numbers say; others name a department or class.
    pub fn is_counted(&self) -> bool {
        !self.needs_department() && !self.needs_class()
    }

    /// Whether its numbers name a department.
    pub fn needs_department(&self) -> bool {
        self.0.contains(&Part::Department)
    }

    /// Whether its numbers name a class.
    pub fn needs_class(&self) -> bool {
        self.0.contains(&Part::Class)
    }

    /// A number of a day with the sequence 0.
    pub fn on(&self, day: NaiveDate) -> Serial {
        self.of(day, "", "")
    }

    /// A number of a day, a department's code and a class with the sequence 0.
    pub fn of(&self, day: NaiveDate, department: &str, class: &str) -> Serial {
        let has = |part: &Part| self.0.contains(part);
        let text = |part: &Part| match part {
            Part::Department => Some(department.to_owned()),
            Part::Class => Some(class.to_owned()),
            _ => None,
        };
        Serial {
            texts: self.0.iter().filter_map(text).collect(),
            year: (has(&Part::Year) || has(&Part::Yy)).then(|| day.year()),
            month: has(&Part::Month).then(|| day.month()),
            sequence: 0,
            pattern: self.clone(),
        }
    }

    /// What a number of this pattern says; `None` if it is none.
    pub fn read(&self, number: &str) -> Option<Serial> {
        let mut serial = Serial {
            pattern: self.clone(),
            texts: Vec::new(),
            year: None,
            month: None,
            sequence: 0,
        };
        let mut rest = number;
        for (i, part) in self.0.iter().enumerate() {
            rest = match part {
                Part::Literal(literal) => rest.strip_prefix(literal.as_str())?,
                Part::Year => {
                    let (digits, rest) = digits(rest, 4)?;
                    serial.year = Some(digits.parse().ok()?);
                    rest
                }
                Part::Yy => {
                    let (digits, rest) = digits(rest, 2)?;
                    serial.year = Some(2000 + digits.parse::<i32>().ok()?);
                    rest
                }
                Part::Month => {
                    let (digits, rest) = digits(rest, 2)?;
                    let month = digits.parse().ok()?;
                    serial.month = (1..=12).contains(&month).then_some(month);
                    serial.month?;
                    rest
                }
                Part::Department | Part::Class => {
                    let end = match self.0.get(i + 1) {
                        Some(Part::Literal(next)) => rest.find(next.as_str())?,
                        Some(_) => rest.find(|c: char| c.is_ascii_digit())?,
                        None => rest.len(),
                    };
                    let (text, rest) = rest.split_at(end);
                    if text.is_empty() {
                        return None;
                    }
                    serial.texts.push(text.to_owned());
                    rest
                }
                Part::Sequence(width) => {
                    let end = rest
                        .find(|c: char| !c.is_ascii_digit())
                        .unwrap_or(rest.len());
                    let (digits, rest) = rest.split_at(end);
                    // Beyond its width a number has no leading zero.
                    let wide = digits.len() > *width && digits.starts_with('0');
                    if digits.len() < *width || wide {
                        return None;
                    }
                    serial.sequence = digits.parse().ok()?;
                    rest
                }
            };
        }
        rest.is_empty().then_some(serial)
    }
}

impl Serial {
    /// The run of numbers that it belongs to.
    pub fn period(&self, reset: Reset) -> (Vec<String>, Option<i32>, Option<u32>) {
        let year = self.year.filter(|_| reset != Reset::Never);
        let month = self.month.filter(|_| reset == Reset::Month);
        (self.texts.clone(), year, month)
    }

    /// The run of numbers that it belongs to, as text: `CAPA-2026-{seq}`. What does not part runs stays a field.
    pub fn run(&self, reset: Reset) -> String {
        let (_, year, month) = self.period(reset);
        let mut texts = self.texts.iter();
        let part = |part: &Part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Year => year.map_or("{year}".to_owned(), |year| format!("{year:04}")),
            Part::Yy => year.map_or("{yy}".to_owned(), |year| format!("{:02}", year % 100)),
            Part::Month => month.map_or("{month}".to_owned(), |month| format!("{month:02}")),
            Part::Department | Part::Class => texts.next().cloned().unwrap_or_default(),
            Part::Sequence(_) => "{seq}".to_owned(),
        };
        self.pattern.0.iter().map(part).collect()
    }

    /// Whether its year and month are those of a day.
    pub fn fits(&self, day: NaiveDate) -> bool {
        self.year.is_none_or(|year| year == day.year())
            && self.month.is_none_or(|month| month == day.month())
    }

    /// The number with another running number.
    pub fn with(&self, sequence: u64) -> String {
        let mut texts = self.texts.iter();
        let part = |part: &Part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Year => format!("{:04}", self.year.unwrap_or_default()),
            Part::Yy => format!("{:02}", self.year.unwrap_or_default() % 100),
            Part::Month => format!("{:02}", self.month.unwrap_or_default()),
            Part::Department | Part::Class => texts.next().cloned().unwrap_or_default(),
            Part::Sequence(width) => format!("{sequence:0width$}"),
        };
        self.pattern.0.iter().map(part).collect()
    }
}

fn part(field: &str) -> Part {
    match field.split_once(':').unwrap_or((field, "")) {
        ("year", _) => Part::Year,
        ("yy", _) => Part::Yy,
        ("month", _) => Part::Month,
        ("seq", width) => Part::Sequence(width.parse().unwrap_or(1)),
        ("department", _) => Part::Department,
        ("class", _) => Part::Class,
        _ => Part::Literal(format!("{{{field}}}")),
    }
}

fn digits(text: &str, count: usize) -> Option<(&str, &str)> {
    let split = text.split_at_checked(count)?;
    split
        .0
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(split)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_backwards() {
        let pattern = Pattern::parse("ED/{department}-{year}{month}-{seq:3}");
        let serial = pattern.read("ED/品-202607-012").unwrap();
        assert_eq!(
            (serial.year, serial.month, serial.sequence),
            (Some(2026), Some(7), 12)
        );
        assert_eq!(serial.with(9), "ED/品-202607-009");
        assert_eq!(serial.with(1000), "ED/品-202607-1000");
        assert!(pattern.read("ED/品-202607-1000").is_some());
        for wrong in [
            "ED/品-202613-012",
            "ED/-202607-012",
            "ED/品-202607-12",
            "ED/品-202607-0012",
            "ED/品-202607-012x",
        ] {
            assert_eq!(pattern.read(wrong), None, "{wrong}");
        }
        assert_eq!(serial.run(Reset::Month), "ED/品-202607-{seq}");
        assert_eq!(serial.run(Reset::Year), "ED/品-2026{month}-{seq}");
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(
            pattern.of(day("2026-07-31"), "品", "").with(12),
            "ED/品-202607-012"
        );
        assert!(serial.fits(day("2026-07-31")) && !serial.fits(day("2026-08-01")));
        assert_eq!(
            Pattern::parse("F-{yy}-{seq}").read("F-26-7").unwrap().year,
            Some(2026)
        );
    }
}
