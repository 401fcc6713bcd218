//! What the sheets of a half year come to, by class, aspect and customer.
//!
//! Degrees are worth 100, 85, 70, 30 and 0 points. A sheet's score is the mean of its ratings by their weights (equal where none
//! are given), a class's the mean of its sheets. Means stand beside the counts of every degree: alone they are forbidden
//! (clause 4.5.3).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{Book, Difference, mean, percent};
use crate::calendar::Period;
use crate::source::Pointer;

/// Degrees from the best, and their points.
pub const POINTS: [(&str, u32); 5] = [
    ("very_satisfied", 100),
    ("satisfied", 85),
    ("fair", 70),
    ("dissatisfied", 30),
    ("very_dissatisfied", 0),
];
/// A score below it asks for an action, where a report sets no other limit.
pub const LOW_LIMIT: u32 = 70;
/// A change by more than this is better or worse, in points.
const SAME: u32 = 2;
/// What has all classes together.
const ALL: &str = "all";

/// One customer's answer, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The record's id.
    pub id: String,
    /// The customer's code.
    pub code: String,
    /// The customer's name.
    pub name: String,
    /// The customer's class at that time.
    pub class: String,
    /// The campaign's id.
    pub campaign: String,
    /// `2026-H1`
    pub half_year: String,
    /// `periodic`, `after_serious_complaint`, `delivery_problem`.
    pub trigger: Option<String>,
    /// The record that led to it.
    pub trigger_ref: Option<String>,
    /// When it was sent.
    pub asked: Option<NaiveDate>,
    /// When it came back.
    pub answered: Option<NaiveDate>,
    /// Whether it was answered.
    pub status: Status,
    /// Why not.
    pub reason: Option<String>,
    /// Whether somebody asked at the place where the product is used.
    pub visited: bool,
    /// Who asked.
    pub surveyor: Option<String>,
    /// The ratings that were given.
    pub ratings: Vec<Rating>,
}

/// Whether a sheet was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It was.
    Answered,
    /// The customer did not want to.
    Declined,
    /// It did not come back.
    NoAnswer,
    /// It may still come.
    Awaited,
}

/// How satisfied a customer is with one aspect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// `delivery_time`
    pub aspect: String,
    /// Place in [`POINTS`].
    pub degree: usize,
    /// Its share of the sheet's score.
    pub weight: Option<Decimal>,
}

impl Status {
    pub(super) fn of(word: Option<&str>) -> Self {
        match word {
            Some("answered") => Self::Answered,
            Some("declined") => Self::Declined,
            Some("no_answer") => Self::NoAnswer,
            _ => Self::Awaited,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Declined => "declined",
            Self::NoAnswer => "no_answer",
            Self::Awaited => "awaited",
        }
    }
}

/// The place of a degree in [`POINTS`].
pub(super) fn degree(word: &str) -> Option<usize> {
    POINTS.iter().position(|(name, _)| *name == word)
}

fn points(rating: &Rating) -> Decimal {
    Decimal::from(POINTS[rating.degree].1)
}

impl Sheet {
    /// The mean of its ratings by their weights.
    fn score(&self) -> Option<Decimal> {
        let equal = self.ratings.iter().any(|rating| rating.weight.is_none());
        let weight = |rating: &Rating| rating.weight.filter(|_| !equal).unwrap_or(Decimal::ONE);
        let sum: Decimal = self
            .ratings
            .iter()
            .map(|rating| weight(rating) * points(rating))
            .sum();
        let weights: Decimal = self.ratings.iter().map(weight).sum();
        sum.checked_div(weights)
    }

    /// Whether it counts as answered by a day: what came later is not in a report of that day.
    fn is_answered(&self, by: NaiveDate) -> bool {
        self.status == Status::Answered && self.answered.is_none_or(|on| on <= by)
    }
}

/// The figures of one half year, for all that is compared with the one before.
struct Half<'b> {
    sheets: Vec<&'b Sheet>,
    answered: Vec<&'b Sheet>,
}

impl<'b> Half<'b> {
    fn of(book: &'b Book, half_year: &str, by: NaiveDate) -> Self {
        let of_half = |sheet: &&Sheet| {
            sheet.half_year == half_year && sheet.asked.is_none_or(|asked| asked <= by)
        };
        let sheets: Vec<&Sheet> = book.sheets.iter().filter(of_half).collect();
        let answered = sheets.iter().filter(|sheet| sheet.is_answered(by));
        Self {
            answered: answered.copied().collect(),
            sheets,
        }
    }

    fn in_class<'s>(&'s self, class: &'s str) -> impl Iterator<Item = &'b Sheet> + 's {
        let sheets = self.answered.iter().copied();
        sheets.filter(move |sheet| class == ALL || sheet.class == class)
    }

    fn class_score(&self, class: &str) -> Option<Decimal> {
        let scores: Vec<Decimal> = self.in_class(class).filter_map(Sheet::score).collect();
        mean(&scores)
    }

    fn ratings<'s>(
        &'s self,
        class: &'s str,
        aspect: &'s str,
    ) -> impl Iterator<Item = &'b Rating> + 's {
        let ratings = self.in_class(class).flat_map(|sheet| &sheet.ratings);
        ratings.filter(move |rating| rating.aspect == aspect)
    }

    fn aspect_score(&self, class: &str, aspect: &str) -> Option<Decimal> {
        let scores: Vec<Decimal> = self.ratings(class, aspect).map(points).collect();
        mean(&scores)
    }

    fn customer_score(&self, code: &str) -> Option<Decimal> {
        let own = self.answered.iter().filter(|sheet| sheet.code == code);
        let scores: Vec<Decimal> = own.filter_map(|sheet| sheet.score()).collect();
        mean(&scores)
    }

    /// Every aspect that somebody rated, in the order of the sheets.
    fn aspects(&self) -> Vec<&'b str> {
        let mut aspects: Vec<&str> = Vec::new();
        for rating in self.answered.iter().flat_map(|sheet| &sheet.ratings) {
            if !aspects.contains(&rating.aspect.as_str()) {
                aspects.push(&rating.aspect);
            }
        }
        aspects
    }
}

/// The figures of a survey report for a half year, as of the day on which it is written. Its fields are those of the form.
pub fn survey(book: &Book, half_year: Period, by: NaiveDate) -> Value {
    let now = Half::of(book, &half_year.to_string(), by);
    let before = Half::of(book, &half_year.previous().to_string(), by);
    let (sent, answered) = (now.sheets.len(), now.answered.len());
    let classes: BTreeSet<&str> = now
        .sheets
        .iter()
        .map(|sheet| sheet.class.as_str())
        .collect();
    let mut report = Map::new();
    report.insert("sent".to_owned(), sent.into());
    report.insert("answered".to_owned(), answered.into());
    put(
        &mut report,
        "response_rate",
        percent(Decimal::from(answered), Decimal::from(sent)),
    );
    let class_rows = classes.iter().map(|class| class_row(class, &now, &before));
    report.insert("classes".to_owned(), class_rows.collect());
    report.insert("aspects".to_owned(), aspect_rows(&classes, &now, &before));
    report.insert("customers".to_owned(), customer_rows(&now, &before));
    report.insert("non_responders".to_owned(), missing_rows(&now, by));
    Value::Object(report)
}

fn put(row: &mut Map<String, Value>, key: &str, value: Option<Decimal>) {
    if let Some(value) = value {
        row.insert(key.to_owned(), value.to_string().into());
    }
}

/// A row with its keys, its score, that of the period before, and how it moved.
fn scored(head: Value, score: Option<Decimal>, previous: Option<Decimal>) -> Map<String, Value> {
    let mut row = match head {
        Value::Object(row) => row,
        _ => Map::new(),
    };
    put(&mut row, "score", score);
    put(&mut row, "previous", previous);
    if let Some((score, previous)) = score.zip(previous) {
        let moved = score - previous;
        let limit = Decimal::from(SAME);
        let trend = if moved > limit {
            "better"
        } else if moved < -limit {
            "worse"
        } else {
            "same"
        };
        row.insert("trend".to_owned(), trend.into());
    }
    row
}

fn class_row(class: &str, now: &Half<'_>, before: &Half<'_>) -> Value {
    let sent = now.sheets.iter().filter(|sheet| sheet.class == class);
    let head = json!({
        "id": class,
        "class": class,
        "sent": sent.count(),
        "answered": now.in_class(class).count(),
    });
    let mut row = scored(head, now.class_score(class), before.class_score(class));
    let scores: Vec<(Decimal, &str)> = now
        .aspects()
        .into_iter()
        .filter_map(|aspect| Some((now.aspect_score(class, aspect)?, aspect)))
        .collect();
    let best = scores.iter().rev().max_by_key(|(score, _)| *score);
    let worst = scores.iter().min_by_key(|(score, _)| *score);
    for (key, found) in [("best_aspect", best), ("worst_aspect", worst)] {
        if let Some((_, aspect)) = found {
            row.insert(key.to_owned(), (*aspect).into());
        }
    }
    Value::Object(row)
}

fn aspect_rows(classes: &BTreeSet<&str>, now: &Half<'_>, before: &Half<'_>) -> Value {
    let all = [ALL];
    let classes = classes.iter().chain(&all);
    let mut rows = Vec::new();
    for class in classes {
        for aspect in now.aspects() {
            let mut counts = [0_u32; POINTS.len()];
            for rating in now.ratings(class, aspect) {
                counts[rating.degree] += 1;
            }
            let answered: u32 = counts.iter().sum();
            if answered == 0 {
                continue;
            }
            let mut head = Map::from_iter([
                ("id".to_owned(), format!("{class}-{aspect}").into()),
                ("class".to_owned(), (*class).into()),
                ("aspect".to_owned(), aspect.into()),
                ("answered".to_owned(), answered.into()),
            ]);
            for ((word, _), count) in POINTS.iter().zip(counts) {
                head.insert((*word).to_owned(), count.into());
            }
            let score = now.aspect_score(class, aspect);
            let previous = before.aspect_score(class, aspect);
            rows.push(Value::Object(scored(Value::Object(head), score, previous)));
        }
    }
    Value::Array(rows)
}

fn customer_rows(now: &Half<'_>, before: &Half<'_>) -> Value {
    let mut customers: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
    for sheet in &now.answered {
        customers.entry(&sheet.code).or_default().push(sheet);
    }
    let row = |(code, sheets): (&str, Vec<&Sheet>)| {
        let last = sheets.last()?;
        let ids: Vec<&str> = sheets.iter().map(|sheet| sheet.id.as_str()).collect();
        let head = json!({
            "id": code, "code": code, "name": last.name, "class": last.class, "sheets": ids,
        });
        let mut row = scored(head, now.customer_score(code), before.customer_score(code));
        let ratings = sheets.iter().flat_map(|sheet| &sheet.ratings);
        if let Some(lowest) = ratings.rev().max_by_key(|rating| rating.degree) {
            row.insert("lowest".to_owned(), lowest.aspect.as_str().into());
        }
        Some(Value::Object(row))
    };
    customers.into_iter().filter_map(row).collect()
}

fn missing_rows(now: &Half<'_>, by: NaiveDate) -> Value {
    let missing = now.sheets.iter().filter(|sheet| !sheet.is_answered(by));
    let row = |sheet: &&Sheet| {
        let late = sheet.status == Status::Answered;
        let status = if late { Status::Awaited } else { sheet.status };
        let mut row = json!({
            "id": sheet.id, "code": sheet.code, "name": sheet.name, "class": sheet.class,
            "sheet": sheet.id, "status": status.word(),
        });
        if let (Some(reason), Some(row)) = (&sheet.reason, row.as_object_mut()) {
            row.insert("reason".to_owned(), reason.as_str().into());
        }
        row
    };
    missing.map(row).collect()
}

/// Classes for which a report names another best or worst aspect than the scores do; of equal scores any may be named.
pub fn extremes(record: &Value, computed: &Value) -> Vec<Difference> {
    let rows = |value: &'_ Value, list: &str| -> Vec<Value> {
        let rows = value.get(list).and_then(Value::as_array);
        rows.cloned().unwrap_or_default()
    };
    let word = |row: &Value, key: &str| row.get(key).and_then(Value::as_str).map(str::to_owned);
    let aspects = rows(computed, "aspects");
    let score = |class: &str, aspect: &str| {
        let mut own = aspects.iter();
        let own = own.find(|row| {
            word(row, "class").as_deref() == Some(class)
                && word(row, "aspect").as_deref() == Some(aspect)
        })?;
        Decimal::from_str_exact(&word(own, "score")?).ok()
    };
    let expected = rows(computed, "classes");
    let mut found = Vec::new();
    for (at, row) in rows(record, "classes").iter().enumerate() {
        for key in ["best_aspect", "worst_aspect"] {
            let of_class = |other: &&Value| word(other, "class") == word(row, "class");
            let own = expected.iter().find(of_class);
            let (Some(class), Some(written), Some(right)) = (
                word(row, "class"),
                word(row, key),
                own.and_then(|own| word(own, key)),
            ) else {
                continue;
            };
            if score(&class, &written) != score(&class, &right) {
                found.push(Difference {
                    at: Pointer::root().join("classes").index(at).join(key),
                    written: Some(written),
                    computed: Some(right),
                    row: class,
                });
            }
        }
    }
    found
}
