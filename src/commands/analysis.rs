//! `analysis`: proposes the yearly or quarterly analysis of customers (clause 4.6.3), with its figures computed.

use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::books::Books;
use super::text;
use crate::calendar::{Period, PeriodUnit};
use crate::diag::Sink;
use crate::figures::{self, Limits};
use crate::project::Project;
use crate::rule::Rules;
use crate::rule::demand::Computation;
use crate::schema::Outline;

/// The form's id.
const FORM: &str = "customer-analysis";
/// A record that is proposed: people complete and sign it.
#[derive(Debug)]
pub struct Proposal {
    /// The record's id.
    pub id: String,
    /// Its values.
    pub value: Value,
    /// Its text, TOML with a comment on every field.
    pub text: String,
    /// The form's fields, to show values by their words.
    pub outline: Vec<Outline>,
}

/// Proposes the analysis of a period; `None` if the form is broken, or no rule
/// says how it is computed.
pub fn analysis(
    project: &Project,
    rules: &Rules,
    period: Period,
    as_of: DateTime<Tz>,
    sink: &mut Sink,
) -> Option<Proposal> {
    let mut books = Books::read(project, as_of);
    let currency = books.book.currencies(period).into_iter().next();
    let demanded = rules.computed(Computation::Analysis)?;
    let limits = Limits {
        calendar: &project.calendar,
        confirm_within: demanded.confirm_within,
        clock: demanded.clock,
    };
    let currency = currency.unwrap_or_default();
    let computed = figures::analysis(&books.book, period, &currency, &demanded.classes, limits);
    let mut given = Map::from_iter([("period".to_owned(), head(period))]);
    given.extend(computed.as_object().cloned().unwrap_or_default());
    if currency.is_empty() {
        given.remove("currency");
    }
    let changes = changes(&computed);
    if period.unit() == PeriodUnit::Year && !changes.is_empty() {
        given.insert("changes".to_owned(), changes.into());
    }
    proposal(project, FORM, &mut books, (as_of, given), sink)
}

/// A record with the next free id and the day.
pub(super) fn proposal(
    project: &Project,
    form: &str,
    books: &mut Books,
    (as_of, given): (DateTime<Tz>, Map<String, Value>),
    sink: &mut Sink,
) -> Option<Proposal> {
    let day = as_of.date_naive();
    let form = project.forms.in_force(form, day)?;
    let id = books.next_id(form, day);
    let mut record = Map::from_iter([
        ("form".to_owned(), form.id.as_str().into()),
        ("id".to_owned(), id.as_str().into()),
        ("date".to_owned(), day.to_string().into()),
    ]);
    record.extend(given);
    Some(Proposal {
        text: text::record(form, &record, sink)?,
        outline: form.schema(sink)?.outline(),
        value: Value::Object(record),
        id,
    })
}

fn head(period: Period) -> Value {
    let (first, last) = (period.first().to_string(), period.last().to_string());
    let year = period.year();
    match period.unit() {
        PeriodUnit::Quarter => {
            let quarter = chrono::Datelike::month0(&period.first()) / 3 + 1;
            json!({ "kind": "quarter", "year": year, "quarter": quarter, "from": first, "until": last })
        }
        _ => json!({ "kind": "year", "year": year, "from": first, "until": last }),
    }
}

/// The customers whose class is another one than the year before.
fn changes(computed: &Value) -> Vec<Value> {
    let rows = computed["ranking"].as_array().into_iter().flatten();
    let moved = rows
        .filter(|row| row["previous_class"].is_string() && row["previous_class"] != row["class"]);
    moved
        .map(|row| {
            json!({
                "id": row["code"], "code": row["code"], "name": row["name"],
                "from": row["previous_class"], "to": row["class"],
            })
        })
        .collect()
}
