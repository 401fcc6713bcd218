//! The figures of the yearly or quarterly analysis of customers (clause 4.6.3).

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{Book, Complaint, Limits, Standing, mean, money, percent, tenth};
use crate::calendar::{Instant, Period, PeriodUnit};

/// The figures of a period: total, ranking and classes, in the fields of the form. In a quarter each customer keeps the class of
/// the year before; a new one is of the last class.
pub fn analysis(
    book: &Book,
    period: Period,
    currency: &str,
    classes: &[(String, usize)],
    limits: Limits<'_>,
) -> Value {
    let mut ranking = book.ranking(period, currency, classes);
    let year = Period::of(period.first(), PeriodUnit::Year);
    let before = class_of(&book.ranking(year.previous(), currency, classes));
    let last = classes.last().map(|(name, _)| name.clone());
    if period.unit() != PeriodUnit::Year {
        for standing in &mut ranking {
            let kept = before.get(&standing.code).or(last.as_ref());
            standing.class = kept.cloned().unwrap_or_default();
        }
    }
    let total = money(ranking.iter().map(|standing| standing.amount).sum());
    let rows = ranking.iter().map(|standing| {
        let name = book.customers.get(&standing.code);
        let mut row = json!({
            "id": standing.code,
            "place": standing.place,
            "code": standing.code,
            "name": name.map(|customer| customer.name.as_str()).unwrap_or_default(),
            "amount": standing.amount.to_string(),
            "class": standing.class,
            "tied": standing.tied,
        });
        put(
            &mut row,
            "share",
            percent(standing.amount, total).map(|share| share.to_string()),
        );
        put(
            &mut row,
            "previous_class",
            before.get(&standing.code).cloned(),
        );
        row
    });
    let own = class_of(&ranking);
    let class_rows = classes.iter().map(|(class, _)| {
        let of = |code: &str| own.get(code).or(before.get(code)) == Some(class);
        class_row(book, period, class, &ranking, total, &of, limits)
    });
    json!({
        "currency": currency,
        "total": total.to_string(),
        "ranking": rows.collect::<Vec<Value>>(),
        "classes": class_rows.collect::<Vec<Value>>(),
    })
}

fn put(row: &mut Value, key: &str, value: Option<String>) {
    if let (Some(row), Some(value)) = (row.as_object_mut(), value) {
        row.insert(key.to_owned(), value.into());
    }
}

fn class_of(ranking: &[Standing]) -> BTreeMap<String, String> {
    let pairs = ranking.iter();
    pairs
        .map(|standing| (standing.code.clone(), standing.class.clone()))
        .collect()
}

fn class_row(
    book: &Book,
    period: Period,
    class: &str,
    ranking: &[Standing],
    total: Decimal,
    of: &dyn Fn(&str) -> bool,
    limits: Limits<'_>,
) -> Value {
    let own = || ranking.iter().filter(|standing| standing.class == class);
    let amount = money(own().map(|standing| standing.amount).sum());
    let lines = || book.lines.iter().filter(|line| of(&line.code));
    let delivered = || {
        lines().filter(|line| {
            line.delivered
                .is_some_and(|trade| period.contains(trade.on))
        })
    };
    let late = delivered().filter(|line| {
        let on = line.delivered.map(|trade| trade.on);
        on.zip(line.due).is_some_and(|(on, due)| on > due)
    });
    let short =
        lines().filter(|line| line.short && line.due.is_some_and(|due| period.contains(due)));
    let returns =
        lines().filter(|line| line.returned.is_some_and(|trade| period.contains(trade.on)));
    let mut row = json!({
        "id": class,
        "class": class,
        "customers": own().count(),
        "amount": amount.to_string(),
        "orders": delivered().count(),
        "late": late.count(),
        "short": short.count(),
        "returns": returns.count(),
    });
    put(
        &mut row,
        "share",
        percent(amount, total).map(|share| share.to_string()),
    );
    if let Some(row) = row.as_object_mut() {
        complaints(book, period, of, limits, row);
    }
    let ended = |half_year: &str| {
        Period::parse(half_year).is_some_and(|half_year| half_year.last() <= period.last())
    };
    let mut scores = book.scores.iter().rev();
    let score = scores.find(|((half_year, name), _)| name == class && ended(half_year));
    put(
        &mut row,
        "satisfaction",
        score.map(|(_, score)| score.to_string()),
    );
    row
}

fn complaints(
    book: &Book,
    period: Period,
    of: &dyn Fn(&str) -> bool,
    limits: Limits<'_>,
    row: &mut Map<String, Value>,
) {
    let own: Vec<&Complaint> = book
        .complaints
        .iter()
        .filter(|complaint| of(&complaint.code) && period.contains(complaint.received.date()))
        .collect();
    let hours: Vec<Decimal> = own
        .iter()
        .filter_map(|complaint| hours(complaint))
        .collect();
    let in_time = own.iter().filter(|complaint| {
        let Limits {
            calendar,
            confirm_within,
            clock,
        } = limits;
        let due = calendar.due(complaint.received, confirm_within, clock);
        let confirmed = complaint.confirmed.zip(due.ok());
        confirmed.is_some_and(|(at, due)| !at.is_after(Instant::At(due)))
    });
    row.insert("complaints".to_owned(), own.len().into());
    let serious = own.iter().filter(|complaint| complaint.serious);
    row.insert("serious".to_owned(), serious.count().into());
    row.insert("confirmed_in_time".to_owned(), in_time.count().into());
    if let Some(mean) = mean(&hours) {
        row.insert("mean_hours".to_owned(), tenth(mean).to_string().into());
    }
}

/// Hours from the receipt to the confirmation of the last item; days without a time do not tell.
fn hours(complaint: &Complaint) -> Option<Decimal> {
    let (Instant::At(received), Instant::At(confirmed)) =
        (complaint.received, complaint.confirmed?)
    else {
        return None;
    };
    let minutes = (confirmed - received).num_minutes();
    Decimal::from(minutes).checked_div(Decimal::from(60))
}
