//! `survey report`: proposes the report of a half year, with every figure computed from its sheets.

use chrono::DateTime;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use crate::calendar::Period;
use crate::commands::analysis::{Proposal, proposal};
use crate::commands::books::Books;
use crate::diag::Sink;
use crate::figures::{self, Book, LOW_LIMIT, Status};
use crate::project::Project;

/// The form's id.
const FORM: &str = "survey-report";
/// Half years before that a report shows for the trend.
const EARLIER: usize = 4;
/// A class that scores an aspect this high has something to spread, in points.
const STRONG: u32 = 90;

/// Proposes the report of a half year; `None` if the form is broken.
pub fn report(
    project: &Project,
    half_year: Period,
    as_of: DateTime<Tz>,
    sink: &mut Sink,
) -> Option<Proposal> {
    let mut books = Books::read(project, as_of);
    let book = &books.book;
    let computed = figures::survey(book, half_year, as_of.date_naive());
    let mut given = Map::from_iter([
        ("campaign".to_owned(), campaign(book, half_year)),
        (
            "period".to_owned(),
            json!({ "from": half_year.first().to_string(), "until": half_year.last().to_string() }),
        ),
        ("low_limit".to_owned(), LOW_LIMIT.to_string().into()),
    ]);
    given.extend(computed.as_object().cloned().unwrap_or_default());
    for (key, rows) in [
        ("earlier", earlier(book, half_year, as_of)),
        ("low_items", low_items(book, half_year, &computed)),
        ("strengths", strengths(&computed)),
    ] {
        if !rows.is_empty() {
            given.insert(key.to_owned(), rows.into());
        }
    }
    proposal(project, FORM, &mut books, (as_of, given), sink)
}

/// The campaign with the most sheets of the half year.
fn campaign(book: &Book, half_year: Period) -> Value {
    let name = half_year.to_string();
    let own = || book.sheets.iter().filter(|sheet| sheet.half_year == name);
    let count = |id: &str| own().filter(|sheet| sheet.campaign == id).count();
    let mut ids: Vec<&str> = own().map(|sheet| sheet.campaign.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let id = ids.iter().rev().max_by_key(|id| count(id));
    let id = id.map_or_else(|| format!("SC-{name}"), |id| (*id).to_owned());
    json!({ "id": id, "half_year": name })
}

/// The half years before, from the earliest.
fn earlier(book: &Book, half_year: Period, as_of: DateTime<Tz>) -> Vec<Value> {
    let before = std::iter::successors(Some(half_year.previous()), |half| Some(half.previous()));
    let mut rows = Vec::new();
    for half in before.take(EARLIER) {
        let figures = figures::survey(book, half, as_of.date_naive());
        if figures["sent"] == 0 {
            continue;
        }
        let mut row = Map::from_iter([
            ("id".to_owned(), half.to_string().into()),
            ("half_year".to_owned(), half.to_string().into()),
            ("sent".to_owned(), figures["sent"].clone()),
            ("answered".to_owned(), figures["answered"].clone()),
        ]);
        for class in figures["classes"].as_array().into_iter().flatten() {
            let name = class["class"].as_str().unwrap_or_default().to_lowercase();
            if let Some(score) = class.get("score") {
                row.insert(format!("score_{name}"), score.clone());
            }
        }
        rows.push(Value::Object(row));
    }
    rows.reverse();
    rows
}

fn score(row: &Value) -> Option<Decimal> {
    Decimal::from_str_exact(row["score"].as_str()?).ok()
}

/// Aspects of a class below the limit, customers below it, and every rating that is not satisfied.
fn low_items(book: &Book, half_year: Period, computed: &Value) -> Vec<Value> {
    let limit = Decimal::from(LOW_LIMIT);
    let rows = |list: &str| computed[list].as_array().into_iter().flatten();
    let low = |row: &&Value| score(row).is_some_and(|score| score < limit);
    let aspects = rows("aspects").filter(|row| row["class"] != "all").filter(low).map(|row| {
        json!({ "kind": "aspect", "action": "improvement_project", "aspect": row["aspect"], "class": row["class"], "score": row["score"] })
    });
    let customers = rows("customers").filter(low).map(|row| {
        json!({
            "kind": "customer", "action": "improvement_project", "class": row["class"], "score": row["score"],
            "customer": { "code": row["code"], "name": row["name"] },
        })
    });
    let name = half_year.to_string();
    let sheets = book
        .sheets
        .iter()
        .filter(|sheet| sheet.half_year == name && sheet.status == Status::Answered);
    let problems = sheets.flat_map(|sheet| {
        let bad = sheet.ratings.iter().filter(|rating| figures::POINTS[rating.degree].1 < LOW_LIMIT);
        bad.map(|rating| {
            // The worst degree asks for causes, not only for something better.
            let worst = figures::POINTS[rating.degree].1 == 0;
            let action = if worst { "capa" } else { "improvement_project" };
            json!({
                "kind": "problem", "action": action, "aspect": rating.aspect, "class": sheet.class, "sheet": sheet.id,
                "customer": { "code": sheet.code, "name": sheet.name },
            })
        })
    });
    let all = aspects.chain(customers).chain(problems).enumerate();
    all.map(|(i, row)| numbered("L", i, row)).collect()
}

/// Aspects that a class is more than satisfied with.
fn strengths(computed: &Value) -> Vec<Value> {
    let rows = computed["aspects"].as_array().into_iter().flatten();
    let strong = rows.filter(|row| {
        row["class"] != "all" && score(row).is_some_and(|score| score >= Decimal::from(STRONG))
    });
    let rows = strong.map(|row| json!({ "aspect": row["aspect"], "class": row["class"] }));
    rows.enumerate()
        .map(|(i, row)| numbered("S", i, row))
        .collect()
}

fn numbered(letter: &str, at: usize, row: Value) -> Value {
    let mut named = Map::from_iter([("id".to_owned(), format!("{letter}{:02}", at + 1).into())]);
    named.extend(row.as_object().cloned().unwrap_or_default());
    Value::Object(named)
}
