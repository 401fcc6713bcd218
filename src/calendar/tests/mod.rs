mod company;
mod files;
mod hours;
mod parse;
mod trace;
mod working_days;

use super::*;
use chrono::DateTime;
use chrono_tz::Asia::Shanghai;

/// The built-in calendar, and a company without wishes.
fn builtin() -> Calendar {
    of_company(&CompanyCalendar::default())
}

fn of_company(company: &CompanyCalendar) -> Calendar {
    let mut sink = Sink::default();
    let calendar = Calendar::load(Files::present(None), company, Shanghai, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{sink:#?}");
    calendar
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn instant(text: &str) -> Instant {
    Instant::parse(text, Shanghai).expect("a day or a moment")
}

fn span(text: &str) -> Span {
    Span::parse(text).expect("a time limit")
}

fn shown(time: DateTime<Tz>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// The due time by the elapsed clock.
fn due(start: &str, limit: &str) -> String {
    let due = builtin().due(instant(start), span(limit), Clock::Elapsed);
    due.map_or_else(|missing| missing.year.to_string(), shown)
}

/// The due time in working hours.
fn due_at_work(calendar: &Calendar, start: &str, limit: &str) -> String {
    let due = calendar.due(instant(start), span(limit), Clock::Business);
    due.map_or_else(|missing| missing.year.to_string(), shown)
}
