//! Who must still be asked in a year: every customer once, and once at the place of use (clause 4.5.2).

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::{Book, Complaint, Customer};
use crate::calendar::{Period, PeriodUnit};

/// How long a customer counts as one after its last order, in months.
const CUSTOMER_FOR: u32 = 24;

/// A customer, and what it is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owing {
    /// The customer's code.
    pub code: String,
    /// What is known of it.
    pub customer: Customer,
    /// Whether no letter or sheet went to it this year.
    pub ask: bool,
    /// Whether nobody of ours was at the place of use this year.
    pub visit: bool,
    /// The last day for both.
    pub until: NaiveDate,
}

/// A serious complaint, handled, after which the customer was not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The complaint.
    pub complaint: Complaint,
    /// What is known of the customer.
    pub customer: Customer,
    /// When its result was reported, or it was closed.
    pub handled: NaiveDate,
}

impl Book {
    /// Every customer with an order in the last two years, and what the year of a day still owes it.
    pub fn owing(&self, today: NaiveDate) -> Vec<Owing> {
        let year = Period::of(today, PeriodUnit::Year);
        let from = today.checked_sub_months(Months::new(CUSTOMER_FOR));
        let buyers = self.buyers(from.unwrap_or(today), today);
        let of_year = |day: &NaiveDate| year.contains(*day);
        let visited: BTreeSet<&str> = self
            .sheets
            .iter()
            .filter(|sheet| sheet.visited && sheet.answered.as_ref().is_some_and(of_year))
            .map(|sheet| sheet.code.as_str())
            .collect();
        let owing = buyers.into_iter().map(|code| Owing {
            customer: self.customers.get(code).cloned().unwrap_or_default(),
            ask: !self
                .asked
                .get(code)
                .is_some_and(|days| days.iter().any(of_year)),
            visit: !visited.contains(code),
            until: year.last(),
            code: code.to_owned(),
        });
        owing.collect()
    }

    /// Serious complaints dealt with in the year before a day, after which the customer was not asked.
    pub fn unasked(&self, today: NaiveDate) -> Vec<Cause> {
        let since = today.checked_sub_months(Months::new(12)).unwrap_or(today);
        let asked = |complaint: &Complaint, handled: NaiveDate| {
            let mut causes = self.causes.iter();
            causes.any(|(cause, on)| complaint.references.contains(cause) && *on >= handled)
        };
        let complaints = self.complaints.iter().filter(|complaint| complaint.serious);
        let causes = complaints.filter_map(|complaint| {
            let handled = complaint
                .handled
                .filter(|day| (since..=today).contains(day))?;
            (!asked(complaint, handled)).then(|| Cause {
                customer: self
                    .customers
                    .get(&complaint.code)
                    .cloned()
                    .unwrap_or_default(),
                complaint: complaint.clone(),
                handled,
            })
        });
        causes.collect()
    }
}
