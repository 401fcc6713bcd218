//! Kind `recomputation` over other records: the figures of a report are what its records come to.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::across::body;
use super::facts::{About, Facts, Report};
use super::item::Standards;
use super::verdict::Verdict;
use crate::calendar::{Period, PeriodUnit};
use crate::diag::{Sink, Text};
use crate::figures::{self, Book, Difference, Limits};
use crate::rule::demand::{Computation, Computed, Demand};
use crate::source::Pointer;

/// Judges the figures of each report.
pub(super) fn reports<'f>(
    facts: &'f Facts,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    for report in &facts.reports {
        let Some(body) = body(standards, report.about.body) else {
            continue;
        };
        let Demand::Computed(demand) = &body.demand else {
            continue;
        };
        let Some(computed) = computed(demand, report, &facts.book, standards) else {
            let reason = Text::new("没有写明期间", "its period is not given");
            tell(
                &report.about,
                Verdict::not_applicable(Pointer::root(), reason),
            );
            continue;
        };
        let mut found = figures::differences(&report.value, &computed);
        if demand.what == Computation::Survey {
            found.extend(figures::extremes(&report.value, &computed));
        }
        if found.is_empty() {
            tell(
                &report.about,
                Verdict::met(Pointer::root(), Text::default()),
            );
        }
        for difference in found {
            let title = title(&body.form, &difference.at, report.date, standards);
            tell(&report.about, verdict(difference, &title));
        }
    }
}

fn computed(
    demand: &Computed,
    report: &Report,
    book: &Book,
    standards: &Standards<'_>,
) -> Option<Value> {
    let value = &report.value;
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str);
    match demand.what {
        Computation::Survey => {
            let half_year = Period::parse(text("/campaign/half_year")?)?;
            Some(figures::survey(book, half_year, report.date))
        }
        Computation::Analysis => {
            let period = analysed(value)?;
            let currency = currency(text("/currency"), book, period);
            let limits = Limits {
                calendar: standards.calendar,
                confirm_within: demand.confirm_within,
                clock: demand.clock,
            };
            let classes = &demand.classes;
            Some(figures::analysis(book, period, &currency, classes, limits))
        }
        Computation::Class => {
            let year = Period::parse(text("/class_year")?)?;
            let code = text("/customer/code")?;
            let currency = currency(text("/class_currency"), book, year);
            let ranking = book.ranking(year, &currency, &demand.classes);
            let standing = ranking.iter().find(|standing| standing.code == code);
            let last = demand.classes.last().map(|(name, _)| name.as_str());
            Some(match standing {
                Some(standing) => json!({
                    "class": standing.class,
                    "class_rank": standing.place,
                    "class_amount": standing.amount.to_string(),
                }),
                // Who bought nothing that year is of the last class.
                None => json!({ "class": last, "class_amount": "0" }),
            })
        }
    }
}

fn currency(written: Option<&str>, book: &Book, period: Period) -> String {
    let own = written.map(str::to_owned);
    own.or_else(|| book.currencies(period).into_iter().next())
        .unwrap_or_default()
}

/// The year or quarter of an analysis.
fn analysed(value: &Value) -> Option<Period> {
    let number = |pointer: &str| value.pointer(pointer)?.as_u64();
    let year = i32::try_from(number("/period/year")?).ok()?;
    let (month, unit) = match value.pointer("/period/kind")?.as_str()? {
        "quarter" => {
            let quarter = u32::try_from(number("/period/quarter")?).ok()?;
            (quarter.checked_mul(3)?, PeriodUnit::Quarter)
        }
        _ => (1, PeriodUnit::Year),
    };
    Some(Period::of(NaiveDate::from_ymd_opt(year, month, 1)?, unit))
}

/// What the form calls the field at a pointer.
fn title(form: &str, at: &Pointer, day: NaiveDate, standards: &Standards<'_>) -> Text {
    let form = standards.forms.in_force(form, day);
    let schema = form.and_then(|form| form.schema(&mut Sink::default()));
    let title = schema.and_then(|schema| schema.title(at));
    title.unwrap_or_else(|| Text::same(at.as_str()))
}

fn verdict(difference: Difference, title: &Text) -> Verdict {
    let Difference {
        at,
        written,
        computed,
        row,
    } = difference;
    let (zh, en) = match (written, computed) {
        (Some(written), Some(computed)) => (
            format!("写 {written}，算得 {computed}"),
            format!("given as {written}, but computed as {computed}"),
        ),
        (None, computed) => {
            let computed = computed.unwrap_or_default();
            (
                format!("没有这一行（算得 {computed}）"),
                format!("the row is missing (computed: {computed})"),
            )
        }
        (Some(_), None) => (
            "记录中没有这一行的依据".to_owned(),
            "no record stands behind this row".to_owned(),
        ),
    };
    let between = if row.is_empty() { "" } else { " " };
    let Text { zh: own, en: name } = title;
    Verdict::violated(
        at,
        Text::new(
            format!("{row}{between}{own}{zh}"),
            format!("{row}{between}{name} {en}"),
        ),
    )
}
