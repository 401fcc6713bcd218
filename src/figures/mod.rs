//! Figures computed from a company's records: rankings of trade, what a survey came to, the analysis of customers.
//!
//! [`Book`] takes out of the records what figures are made of, so that no record has to be kept. The same arithmetic makes the
//! figures of a report that is proposed and checks those of one that is signed.

mod analysis;
mod campaign;
mod compare;
mod rank;
mod read;
mod survey;
mod trade;

pub use analysis::analysis;
pub use campaign::{Cause, Owing};
pub use compare::{Difference, differences};
pub use rank::{Ranked, rank};
pub use survey::{LOW_LIMIT, POINTS, Rating, Sheet, Status, extremes, survey};
pub use trade::{Line, Standing, Trade, money};

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use crate::calendar::{Calendar, Clock, Span};

/// What figures are made of, as far as records have said it.
#[derive(Debug, Default)]
pub struct Book {
    /// Answers and missing answers, a sheet each.
    pub sheets: Vec<Sheet>,
    /// The lines of orders tables.
    pub lines: Vec<Line>,
    /// Complaints of the feedback registers.
    pub complaints: Vec<Complaint>,
    /// Customers by code, as their files have them, or any other record.
    pub customers: BTreeMap<String, Customer>,
    /// The days on which each customer was sent a letter or a sheet.
    pub asked: BTreeMap<String, BTreeSet<NaiveDate>>,
    /// What letters and sheets were sent about, and when.
    pub causes: Vec<(String, NaiveDate)>,
    /// Scores that survey reports give to classes, by half year and class.
    pub scores: BTreeMap<(String, String), Decimal>,
}

/// A customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// Its name.
    pub name: String,
    /// The class in force.
    pub class: Option<String>,
    /// Who of the sales people looks after it.
    pub sales_person: Option<String>,
    /// Where it uses the products.
    pub place_of_use: Option<String>,
    /// Whom to write to.
    pub contact: Option<String>,
    /// Where to write to.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// What it buys: part number and name.
    pub products: Vec<(String, String)>,
    /// Whether a customer file says so; anything else is hearsay.
    pub filed: bool,
}

/// A complaint of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The customer's code.
    pub code: String,
    /// When it was first received.
    pub received: crate::calendar::Instant,
    /// When its last item was confirmed with the customer, once all are.
    pub confirmed: Option<crate::calendar::Instant>,
    /// Whether it was found serious.
    pub serious: bool,
    /// The record and entry, `FB-2026-006/E06`.
    pub name: String,
    /// How a survey may refer to it: the name, the entry alone, its CAPA report.
    pub references: Vec<String>,
    /// When its result was reported to the customer, or it was closed.
    pub handled: Option<NaiveDate>,
}

/// What figures of complaints are held to.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// The working days.
    pub calendar: &'a Calendar,
    /// How long a confirmation may take.
    pub confirm_within: Span,
    /// Whether hours of the night count.
    pub clock: Clock,
}

impl Book {
    /// Takes over what another thread gathered.
    pub fn merge(&mut self, other: Self) {
        self.sheets.extend(other.sheets);
        self.lines.extend(other.lines);
        self.complaints.extend(other.complaints);
        self.scores.extend(other.scores);
        self.causes.extend(other.causes);
        for (code, days) in other.asked {
            self.asked.entry(code).or_default().extend(days);
        }
        for (code, customer) in other.customers {
            self.know(code, customer);
        }
    }

    /// Records come in any order; figures must not depend on it.
    pub fn sort(&mut self) {
        self.sheets.sort_by(|a, b| a.id.cmp(&b.id));
        self.lines
            .sort_by(|a, b| (&a.code, a.ordered, &a.id).cmp(&(&b.code, b.ordered, &b.id)));
        self.complaints.sort_by(|a, b| a.name.cmp(&b.name));
    }

    fn know(&mut self, code: String, customer: Customer) {
        let known = self.customers.entry(code).or_default();
        let better = customer.filed && !known.filed;
        // Of two that say the same the smaller name, whoever was read first.
        let same =
            customer.filed == known.filed && (known.name.is_empty() || customer.name < known.name);
        if better || same {
            *known = customer;
        }
    }

    /// Takes what a record of a form says, as of a moment, in a zone.
    pub fn add(&mut self, form: &str, record: &Value, as_of: DateTime<Tz>) {
        read::add(self, form, record, as_of);
    }
}

/// One decimal, half away from zero.
pub(crate) fn tenth(value: Decimal) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(1, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(1);
    rounded
}

/// The mean of some figures, to one decimal; `None` of none.
pub(crate) fn mean(values: &[Decimal]) -> Option<Decimal> {
    let sum: Decimal = values.iter().sum();
    sum.checked_div(Decimal::from(values.len())).map(tenth)
}

/// `part` of `whole` in percent, to one decimal.
pub fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (part * Decimal::ONE_HUNDRED).checked_div(whole).map(tenth)
}
