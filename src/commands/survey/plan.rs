//! `survey plan`: who must still be asked and visited this year, by whom, until when.

use chrono::{DateTime, Days};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::calendar::Period;
use crate::commands::analysis::{Proposal, proposal};
use crate::commands::books::Books;
use crate::diag::Sink;
use crate::figures::{Cause, Owing};
use crate::project::Project;

/// The form's id.
const FORM: &str = "survey-plan";
/// How soon a serious complaint, once handled, is followed by a survey, in days.
const AFTER_COMPLAINT: u64 = 30;

/// A plan that is proposed.
#[derive(Debug)]
pub struct Plan {
    /// Customers, and what the year still owes them.
    pub owing: Vec<Owing>,
    /// Serious complaints after which the customer was not asked.
    pub causes: Vec<Cause>,
    /// The record.
    pub proposal: Proposal,
}

/// Proposes the plan of a half year's campaign. `all` takes in the customers that were asked and visited already; `None` if the
/// form is broken.
pub fn plan(
    project: &Project,
    half_year: Period,
    all: bool,
    as_of: DateTime<Tz>,
    sink: &mut Sink,
) -> Option<Plan> {
    let mut books = Books::read(project, as_of);
    let today = as_of.date_naive();
    let mut owing = books.book.owing(today);
    owing.retain(|one| all || one.ask || one.visit);
    let causes = books.book.unasked(today);
    let until = half_year.last();
    let campaign = json!({
        "id": format!("SC-{half_year}"),
        "name": format!("{} 年{}半年顾客满意度调查", half_year.year(), if half_year.to_string().ends_with('1') { "上" } else { "下" }),
        "half_year": half_year.to_string(),
        "from": half_year.first().to_string(),
        "until": until.to_string(),
    });
    let customers = owing.iter().enumerate().map(|(i, one)| {
        let mut row = row(i, &one.code, &one.customer);
        row.insert(
            "way".to_owned(),
            if one.visit { "visit" } else { "email" }.into(),
        );
        row.insert("until".to_owned(), one.until.min(until).to_string().into());
        Value::Object(row)
    });
    let extra = causes.iter().enumerate().map(|(i, cause)| {
        let mut row = row(i, &cause.complaint.code, &cause.customer);
        let due = cause.handled.checked_add_days(Days::new(AFTER_COMPLAINT));
        row.insert("trigger".to_owned(), "after_serious_complaint".into());
        row.insert(
            "trigger_ref".to_owned(),
            cause.complaint.name.as_str().into(),
        );
        row.insert("until".to_owned(), due.unwrap_or(until).to_string().into());
        Value::Object(row)
    });
    let mut given = Map::from_iter([("campaign".to_owned(), campaign)]);
    for (key, rows) in [
        ("customers", customers.collect::<Vec<Value>>()),
        ("extra", extra.collect()),
    ] {
        if !rows.is_empty() {
            given.insert(key.to_owned(), rows.into());
        }
    }
    let proposal = proposal(project, FORM, &mut books, (as_of, given), sink)?;
    Some(Plan {
        owing,
        causes,
        proposal,
    })
}

fn row(at: usize, code: &str, customer: &crate::figures::Customer) -> Map<String, Value> {
    let mut row = Map::from_iter([
        ("id".to_owned(), format!("K{:02}", at + 1).into()),
        ("code".to_owned(), code.into()),
    ]);
    let known = [
        ("name", Some(&customer.name).filter(|name| !name.is_empty())),
        ("customer_class", customer.class.as_ref()),
        ("surveyor", customer.sales_person.as_ref()),
        ("place_of_use", customer.place_of_use.as_ref()),
    ];
    for (key, value) in known {
        if let Some(value) = value {
            row.insert(key.to_owned(), value.as_str().into());
        }
    }
    row
}
