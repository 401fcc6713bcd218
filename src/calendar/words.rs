//! Days and moments in words.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use chrono_tz::Tz;

use crate::diag::Text;

/// "2026-09-24（周四）", "2026-09-24 (Thu)"
pub(super) fn day(day: NaiveDate) -> Text {
    let (zh, en) = weekday(day);
    Text::new(format!("{day}（{zh}）"), format!("{day} ({en})"))
}

/// "2026-09-24 10:00（周四）", "2026-09-24 10:00 (Thu)"; seconds only where there are any.
pub(super) fn moment(time: DateTime<Tz>) -> Text {
    let day = time.date_naive();
    let (zh, en) = weekday(day);
    let second = match time.second() {
        0 => String::new(),
        second => format!(":{second:02}"),
    };
    let clock = format!("{day} {:02}:{:02}{second}", time.hour(), time.minute());
    Text::new(format!("{clock}（{zh}）"), format!("{clock} ({en})"))
}

/// "2026-09-25 至 09-27", "2026-09-25 to 09-27"; the year again only where it is another.
pub(super) fn days(from: NaiveDate, to: NaiveDate) -> Text {
    if from == to {
        return Text::same(from.to_string());
    }
    let to = if from.year() == to.year() {
        format!("{:02}-{:02}", to.month(), to.day())
    } else {
        to.to_string()
    };
    Text::new(format!("{from} 至 {to}"), format!("{from} to {to}"))
}

/// "1st", "2nd", "13th"
pub(super) fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// What is told, and the help, about a range of days whose end comes first.
pub(super) fn reversed(from: NaiveDate, to: NaiveDate) -> (Text, Text) {
    let message = Text::new(
        format!("末日 {to} 早于首日 {from}"),
        format!("the last day {to} comes before the first day {from}"),
    );
    let help = Text::new("改正 from 和 to", "correct `from` and `to`");
    (message, help)
}

fn weekday(day: NaiveDate) -> (&'static str, &'static str) {
    const NAMES: [(&str, &str); 7] = [
        ("周一", "Mon"),
        ("周二", "Tue"),
        ("周三", "Wed"),
        ("周四", "Thu"),
        ("周五", "Fri"),
        ("周六", "Sat"),
        ("周日", "Sun"),
    ];
    NAMES[day.weekday().num_days_from_monday() as usize]
}
