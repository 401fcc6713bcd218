//! A cell into the value that a field holds. What does not fit stays as it is written: the schema tells what is wrong.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde_json::Value;

use super::fields::Field;
use super::heads::plain;
use super::items::items;
use crate::schema::Kind;
use crate::source::{self, Cell};

/// The value of a cell for a field; `None` for what means nothing.
pub(crate) fn value(cell: &Cell, field: &Field, from_1904: bool) -> Option<Value> {
    let text = |text: String| (!text.is_empty()).then_some(Value::String(text));
    match (field.kind, cell) {
        (Kind::Date, _) => text(day(cell, from_1904).unwrap_or_else(|| cell.shown())),
        (Kind::Moment, _) => text(moment(cell, from_1904).unwrap_or_else(|| cell.shown())),
        (Kind::Decimal, Cell::Text(written)) => text(amount(written)),
        (Kind::Decimal, Cell::Number(number)) => Some(figure(*number)),
        (Kind::Integer, Cell::Number(number)) => whole(&source::plain(*number)),
        (Kind::Integer, Cell::Text(written)) => whole(&amount(written)),
        (Kind::YesNo, Cell::Bool(yes)) => Some(Value::Bool(*yes)),
        (Kind::YesNo, cell) => Some(yes_or_no(&cell.shown())),
        (Kind::Choice, cell) => text(field.chosen(&cell.shown())),
        (Kind::List, cell) => Some(items(&cell.shown(), field, from_1904)),
        (_, cell) => text(cell.shown()),
    }
}

/// A whole number stays one, as records have it; any other is an exact text.
fn figure(number: f64) -> Value {
    let text = source::plain(number);
    let whole = text.parse::<i64>();
    whole.map_or_else(|_| Value::String(text), Value::from)
}

/// The days of Excel: 1 is 1 January 1900, and it believes in 29 February 1900.
fn serial(number: f64, from_1904: bool) -> Option<NaiveDateTime> {
    let start = if from_1904 {
        NaiveDate::from_ymd_opt(1904, 1, 1)
    } else {
        NaiveDate::from_ymd_opt(1899, 12, 30)
    };
    // A smaller number is a count, not a day of this or the last century.
    let plausible = (10_000.0..=99_999.0).contains(&number);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "seconds of three centuries"
    )]
    let seconds = (number * 86_400.0).round() as i64;
    let start = start?.and_time(NaiveTime::MIN);
    plausible.then(|| start + TimeDelta::seconds(seconds))
}

fn day(cell: &Cell, from_1904: bool) -> Option<String> {
    match cell {
        Cell::Moment(at) => Some(source::moment_text(*at)),
        Cell::Number(number) => {
            let eight = source::plain(*number);
            let dated = serial(*number, from_1904).map(source::moment_text);
            dated.or_else(|| parse_day(&eight).map(|day| day.to_string()))
        }
        Cell::Text(text) => parse_day(text).map(|day| day.to_string()),
        Cell::Bool(_) | Cell::Error(_) => None,
    }
}

/// `2026-3-7`, `2026/3/7`, `2026.3.7`, `2026年3月7日`, `20260307`.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(['-', '/', '.', '年', '月', '日'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (*year, *month, *day),
        [all] if all.len() == 8 && all.is_ascii() => (&all[..4], &all[4..6], &all[6..]),
        _ => return None,
    };
    // Two figures of a year, or the day first, would be a guess.
    (year.len() == 4).then(|| {
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    })?
}

fn moment(cell: &Cell, from_1904: bool) -> Option<String> {
    let at = match cell {
        Cell::Moment(at) => *at,
        Cell::Number(number) => serial(*number, from_1904)?,
        Cell::Text(text) => return parse_moment(text),
        Cell::Bool(_) | Cell::Error(_) => return None,
    };
    Some(at.format("%Y-%m-%dT%H:%M:%S").to_string())
}

/// A day as [`parse_day`] has it, and `9:30` or `09:30:00` behind a space or `T`.
fn parse_moment(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, time) = text.split_once(['T', ' ', '\u{3000}'])?;
    let day = parse_day(date)?;
    let time = time.trim().replace('：', ":");
    let (clock, offset) = match time.find(['+', 'Z', 'z']) {
        Some(at) => time.split_at(at),
        None => (time.as_str(), ""),
    };
    let formats = ["%H:%M:%S", "%H:%M"];
    let mut read = formats.iter();
    let time = read.find_map(|format| NaiveTime::parse_from_str(clock.trim(), format).ok())?;
    Some(format!("{day}T{}{offset}", time.format("%H:%M:%S")))
}

/// A figure without the signs of money and the commas between thousands.
fn amount(written: &str) -> String {
    let bare = written
        .trim()
        .trim_start_matches(['¥', '￥', '$', '€'])
        .trim();
    let groups: Vec<&str> = bare.trim_start_matches('-').split(',').collect();
    let (first, rest) = (groups[0], &groups[1..]);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let three = |group: &&str| group.get(..3).is_some_and(digits);
    let grouped = !rest.is_empty()
        && (1..=3).contains(&first.len())
        && digits(first)
        && rest.iter().all(three)
        && rest[..rest.len() - 1].iter().all(|group| group.len() == 3);
    if grouped {
        bare.replace(',', "")
    } else {
        bare.to_owned()
    }
}

fn whole(text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let number = text.parse::<i64>();
    Some(number.map_or_else(|_| Value::String(text.to_owned()), Value::from))
}

fn yes_or_no(text: &str) -> Value {
    match plain(text).as_str() {
        "是" | "有" | "y" | "yes" | "true" | "1" => Value::Bool(true),
        "否" | "无" | "n" | "no" | "false" | "0" => Value::Bool(false),
        _ => match text.trim() {
            "√" | "✓" | "✔" | "☑" => Value::Bool(true),
            "×" | "✗" | "☐" | "□" => Value::Bool(false),
            other => Value::String(other.to_owned()),
        },
    }
}

/// A value of a choice by itself or by what people call it in either language.
pub(super) fn choice(text: &str, field: &Field) -> String {
    let written = plain(text);
    let mut labels = field.labels.iter();
    let found = labels.find(|(value, label)| {
        let names = [value, &label.zh, &label.en];
        let both = format!("{}{}", label.zh, label.en);
        plain(&both) == written || names.iter().any(|name| plain(name) == written)
    });
    found.map_or_else(|| text.trim().to_owned(), |(value, _)| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Text;

    fn field(kind: Kind) -> Field {
        Field {
            kind,
            labels: vec![("late".to_owned(), Text::new("交期延误", "Late delivery"))],
            ..Field::plain("x", Text::same("x"))
        }
    }

    fn read(kind: Kind, cell: Cell) -> Value {
        value(&cell, &field(kind), false).unwrap_or_default()
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn days_are_read_as_offices_write_them() {
        for written in [
            "2026-03-07",
            "2026/3/7",
            "2026.3.7",
            "2026年3月7日",
            "20260307",
            " 2026-3-07 ",
        ] {
            assert_eq!(read(Kind::Date, text(written)), "2026-03-07", "{written}");
        }
        assert_eq!(read(Kind::Date, Cell::Number(46_088.0)), "2026-03-07");
        assert_eq!(read(Kind::Date, Cell::Number(20_260_307.0)), "2026-03-07");
        assert_eq!(read(Kind::Date, text("26/3/7")), "26/3/7");
        assert_eq!(read(Kind::Date, text("2026-13-07")), "2026-13-07");
        let from_1904 = value(&Cell::Number(44_626.0), &field(Kind::Date), true);
        assert_eq!(from_1904, Some(Value::from("2026-03-07")));
    }

    #[test]
    fn moments_keep_their_time_and_offset() {
        for (written, expected) in [
            ("2026/3/7 9:30", "2026-03-07T09:30:00"),
            ("2026-03-07T09:30:15", "2026-03-07T09:30:15"),
            ("2026-03-07T09:30:00+08:00", "2026-03-07T09:30:00+08:00"),
            ("2026年3月7日 9：30", "2026-03-07T09:30:00"),
            ("2026/3/7", "2026/3/7"),
        ] {
            assert_eq!(read(Kind::Moment, text(written)), expected);
        }
        assert_eq!(
            read(Kind::Moment, Cell::Number(46_088.395_833_333_336)),
            "2026-03-07T09:30:00"
        );
    }

    #[test]
    fn figures_are_exact_texts() {
        for (cell, expected) in [
            (Cell::Number(3.86), "3.86"),
            (Cell::Number(0.1 + 0.2), "0.3"),
            (Cell::Number(-0.000_012_5), "-0.0000125"),
            (Cell::Number(123_456_789_012.34), "123456789012.34"),
            (text("1,234,567.80"), "1234567.80"),
            (text("¥ 12,000"), "12000"),
            (text("1,23"), "1,23"),
        ] {
            assert_eq!(read(Kind::Decimal, cell), expected);
        }
        assert_eq!(read(Kind::Decimal, Cell::Number(12_000.0)), 12_000);
        assert_eq!(read(Kind::Integer, Cell::Number(7.0)), 7);
        assert_eq!(read(Kind::Integer, text("1,000")), 1000);
        assert_eq!(read(Kind::Integer, Cell::Number(7.5)), "7.5");
    }

    #[test]
    fn choices_and_ticks_are_read_by_their_words() {
        for written in [
            "late",
            "交期延误",
            "Late delivery",
            "交期延误 Late delivery",
        ] {
            assert_eq!(read(Kind::Choice, text(written)), "late");
        }
        assert_eq!(read(Kind::Choice, text("延误")), "延误");
        assert_eq!(read(Kind::YesNo, text("√")), true);
        assert_eq!(read(Kind::YesNo, text("否")), false);
        assert_eq!(read(Kind::YesNo, text("也许")), "也许");
        assert_eq!(
            read(Kind::List, text("FB-1、FB-2；FB-3")),
            serde_json::json!(["FB-1", "FB-2", "FB-3"])
        );
        assert_eq!(read(Kind::Text, Cell::Number(12_345.0)), "12345");
    }
}
