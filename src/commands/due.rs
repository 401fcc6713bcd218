//! `due`: who owes what until when.

use crate::source::At;
use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::check::{Duty, Outcome, Stand};
use crate::diag::Lang;
use crate::rule::Rules;

/// A traffic light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// Its time is over.
    Red,
    /// It is due within 24 hours.
    Yellow,
    /// It is owed, but not so soon, or without a time.
    White,
    /// It was done in time.
    Green,
}

impl Light {
    /// The word of JSON: `red`, `yellow`, `white`, `green`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::White => "white",
            Self::Green => "green",
        }
    }
}

/// One line of the list.
#[derive(Debug)]
pub struct Owed<'a> {
    /// How urgent it is.
    pub light: Light,
    /// The duty.
    pub duty: &'a Duty,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// The moment of asking.
    pub as_of: DateTime<Tz>,
    /// Only what is due within this time; what is overdue always shows.
    pub within: Option<TimeDelta>,
    /// Whether what was done in time shows, too.
    pub done: bool,
}

/// Open duties, soonest first; those without a time at the end. `outcome` has all duties kept.
pub fn due<'a>(outcome: &'a Outcome, request: Request) -> Vec<Owed<'a>> {
    let light = |duty: &Duty| match (duty.stand, duty.due) {
        (Stand::Met, Some(_)) => request.done.then_some(Light::Green),
        (Stand::Violated, _) if duty.open => Some(Light::Red),
        (Stand::Pending, Some(due))
            if due - request.as_of.fixed_offset() <= TimeDelta::hours(24) =>
        {
            Some(Light::Yellow)
        }
        (Stand::Pending, _) => Some(Light::White),
        _ => None,
    };
    let soon = |duty: &Duty| match request.within {
        None => true,
        Some(within) => duty.due.is_some_and(|due| due <= request.as_of + within),
    };
    let mut list: Vec<Owed<'_>> = outcome
        .duties
        .iter()
        .filter_map(|duty| {
            Some(Owed {
                light: light(duty)?,
                duty,
            })
        })
        .filter(|owed| soon(owed.duty))
        .collect();
    list.sort_by(|a, b| {
        let key = |owed: &Owed<'_>| (owed.duty.due.is_none(), owed.duty.due);
        let names = |owed: &Owed<'_>| (owed.duty.name.clone(), owed.duty.rule);
        key(a).cmp(&key(b)).then_with(|| names(a).cmp(&names(b)))
    });
    list
}

/// The list for other programs.
pub fn json(list: &[Owed<'_>], rules: &Rules, as_of: DateTime<Tz>) -> Value {
    let line = |owed: &Owed<'_>| {
        let duty = owed.duty;
        let says = rules
            .rule(duty.rule)
            .map(|rule| json!({"zh": rule.says.zh, "en": rule.says.en}));
        json!({
            "light": owed.light.word(),
            "due": duty.due.map(|due| due.to_rfc3339()),
            "owner": duty.owner,
            "code": duty.rule,
            "record": duty.record,
            "item": duty.name,
            "says": says,
            "fact": {"zh": duty.fact.zh, "en": duty.fact.en},
            "file": duty.place.source.name(),
            "trace": duty.trace.iter().map(|text| json!({"zh": text.zh, "en": text.en})).collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": 1,
        "as_of": as_of.to_rfc3339(),
        "due": list.iter().map(line).collect::<Vec<_>>(),
    })
}

/// The duties with a time as calendar events. A duty keeps its UID whenever it is written again.
pub fn ics(list: &[Owed<'_>], rules: &Rules, as_of: DateTime<Tz>, lang: Lang) -> String {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//wenkong//due//ZH"),
        ("CALSCALE", "GREGORIAN"),
    ] {
        calendar.append_property((key, value));
    }
    for owed in list.iter().filter(|owed| owed.light != Light::Green) {
        let Some(due) = owed.duty.due else { continue };
        let utc = due.to_utc();
        let says = rules
            .rule(owed.duty.rule)
            .map_or("", |rule| rule.says.get(lang));
        let owner = owed.duty.owner.as_deref().unwrap_or("—");
        let mut event = Event::new();
        event
            .uid(&uid(owed.duty))
            .timestamp(as_of.to_utc())
            .starts(utc)
            .summary(&format!("{} · {owner}: {says}", owed.duty.name))
            .description(&format!(
                "{}\n{}\n{}",
                owed.duty.fact.get(lang),
                owed.duty.rule,
                owed.duty.place.source.name()
            ));
        calendar.push(event.done());
    }
    calendar.done().to_string()
}

fn uid(duty: &Duty) -> String {
    let pointer = match &duty.place.at {
        At::Value(pointer) | At::Cell { pointer, .. } => pointer.as_str(),
        _ => "",
    };
    let whole = format!("{}\n{}\n{pointer}", duty.rule, duty.name);
    let digest = Sha256::digest(whole.as_bytes());
    let hex: String = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{hex}@wenkong")
}
