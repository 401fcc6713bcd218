//! `customers rank`: the classes that follow from the year's trade (clause 4.6.2).

use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::books::Books;
use crate::calendar::{Period, PeriodUnit};
use crate::figures::{self, Standing};
use crate::project::Project;
use crate::rule::Rules;
use crate::rule::demand::Computation;

/// What is asked.
#[derive(Debug)]
pub struct Request {
    /// The moment as of which it is counted.
    pub as_of: DateTime<Tz>,
    /// The calendar year; `None` for that of the moment.
    pub year: Option<i32>,
    /// The currency; `None` for the one with the most lines.
    pub currency: Option<String>,
}

/// The customers of a year by their trade.
#[derive(Debug)]
pub struct Ranking {
    /// The calendar year.
    pub year: i32,
    /// The currency that is counted.
    pub currency: String,
    /// What all have together.
    pub total: Decimal,
    /// The customers, the greatest first.
    pub customers: Vec<Ranked>,
    /// Codes of customers that have the same amount as the one before them.
    pub ties: Vec<Vec<String>>,
    /// Other currencies with trade in the year: their lines are not counted.
    pub left_out: Vec<String>,
}

/// A customer in the ranking.
#[derive(Debug)]
pub struct Ranked {
    /// Place, amount and class.
    pub standing: Standing,
    /// The customer's name.
    pub name: String,
    /// The share of the total, in percent with one decimal.
    pub share: Option<Decimal>,
    /// The class that its file gives, if it has one.
    pub in_file: Option<String>,
}

/// Ranks the customers of a project.
pub fn rank(project: &Project, rules: &Rules, request: &Request) -> Ranking {
    let book = Books::read(project, request.as_of).book;
    let year = request.year.unwrap_or_else(|| request.as_of.year());
    let first = chrono::NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
    let period = Period::of(first, PeriodUnit::Year);
    let mut currencies = book.currencies(period);
    let currency = request.currency.clone().unwrap_or_else(|| {
        let most = currencies.first().cloned();
        most.unwrap_or_default()
    });
    currencies.retain(|other| *other != currency);
    let classes = rules.computed(Computation::Class);
    let classes = classes.map_or(&[][..], |computed| &computed.classes);
    let standings = book.ranking(period, &currency, classes);
    let total = figures::money(standings.iter().map(|standing| standing.amount).sum());
    let mut ties: Vec<Vec<String>> = Vec::new();
    let mut before: Option<Decimal> = None;
    for standing in standings.iter().filter(|standing| standing.tied) {
        match ties.last_mut().filter(|_| before == Some(standing.amount)) {
            Some(tie) => tie.push(standing.code.clone()),
            None => ties.push(vec![standing.code.clone()]),
        }
        before = Some(standing.amount);
    }
    let customers = standings.into_iter().map(|standing| {
        let known = book.customers.get(&standing.code);
        Ranked {
            name: known.map(|known| known.name.clone()).unwrap_or_default(),
            share: figures::percent(standing.amount, total),
            in_file: known.and_then(|known| known.class.clone()),
            standing,
        }
    });
    Ranking {
        year,
        currency,
        total,
        customers: customers.collect(),
        ties,
        left_out: currencies,
    }
}

/// The ranking for other programs.
pub fn json(ranking: &Ranking) -> Value {
    let customers = ranking.customers.iter().map(|one| {
        json!({
            "place": one.standing.place,
            "code": one.standing.code,
            "name": one.name,
            "amount": one.standing.amount.to_string(),
            "share": one.share.map(|share| share.to_string()),
            "class": one.standing.class,
            "tied": one.standing.tied,
            "class_in_file": one.in_file,
        })
    });
    json!({
        "schema": 1,
        "year": ranking.year,
        "currency": ranking.currency,
        "total": ranking.total.to_string(),
        "customers": customers.collect::<Vec<Value>>(),
        "ties": ranking.ties,
        "currencies_left_out": ranking.left_out,
    })
}
