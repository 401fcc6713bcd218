//! The trade of a period: who bought how much, and the class that follows from it (clause 4.6.2).
//!
//! An amount is what was invoiced less what was returned, before tax, by the dates of delivery and return, in one currency.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Book, rank};
use crate::calendar::Period;

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its id in the table.
    pub id: String,
    /// The customer's code.
    pub code: String,
    /// When it was ordered.
    pub ordered: NaiveDate,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// Whether it is due and less was delivered than ordered.
    pub short: bool,
    /// What was delivered.
    pub delivered: Option<Trade>,
    /// What came back.
    pub returned: Option<Trade>,
    /// `CNY`; empty where the table does not say.
    pub currency: String,
}

/// An amount of money on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trade {
    /// When.
    pub on: NaiveDate,
    /// How much, before tax.
    pub amount: Decimal,
}

/// A customer's place in the trade of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The customer's code.
    pub code: String,
    /// What was invoiced less what was returned.
    pub amount: Decimal,
    /// Its place, from 1.
    pub place: usize,
    /// The class that follows.
    pub class: String,
    /// Whether another customer has the same amount; such customers stand in the order of their codes.
    pub tied: bool,
}

/// Money has two decimals at least.
pub fn money(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount
}

impl Line {
    /// What it adds to the trade of a period; `None` if nothing of it was delivered or returned then.
    pub fn trade(&self, period: Period) -> Option<Decimal> {
        let of = |trade: Option<Trade>| trade.filter(|trade| period.contains(trade.on));
        let (delivered, returned) = (of(self.delivered), of(self.returned));
        if delivered.is_none() && returned.is_none() {
            return None;
        }
        let amount = |trade: Option<Trade>| trade.map(|trade| trade.amount).unwrap_or_default();
        Some(amount(delivered) - amount(returned))
    }
}

impl Book {
    /// The currencies of the trade of a period, the one with the most lines first.
    pub fn currencies(&self, period: Period) -> Vec<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in &self.lines {
            if line.trade(period).is_some() {
                *counts.entry(&line.currency).or_default() += 1;
            }
        }
        let mut currencies: Vec<(&str, usize)> = counts.into_iter().collect();
        currencies.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        currencies
            .into_iter()
            .map(|(currency, _)| currency.to_owned())
            .collect()
    }

    /// The customers with trade in a period and a currency, the greatest amount first. `classes` are given from the top, with
    /// how many belong to each.
    pub fn ranking(
        &self,
        period: Period,
        currency: &str,
        classes: &[(String, usize)],
    ) -> Vec<Standing> {
        let lines = self.lines.iter().filter(|line| line.currency == currency);
        let amounts = lines.filter_map(|line| Some((line.code.as_str(), line.trade(period)?)));
        let ranked = rank(amounts, classes).into_iter();
        ranked
            .map(|one| Standing {
                code: one.key.to_owned(),
                amount: money(one.amount),
                place: one.place,
                class: one.class,
                tied: one.tied,
            })
            .collect()
    }

    /// The customers with an order in some time before a day, that day included.
    pub fn buyers(&self, from: NaiveDate, until: NaiveDate) -> BTreeSet<&str> {
        let ordered = |line: &&Line| from <= line.ordered && line.ordered <= until;
        let lines = self.lines.iter().filter(ordered);
        lines.map(|line| line.code.as_str()).collect()
    }
}
