//! Values into cells, so that reading gives the same values.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::choices::{word, yes_or_no};
use crate::record::table::{Field, quote};
use crate::render::Language;
use crate::schema::Kind;

/// Whole numbers up to here are exact in a cell.
const EXACT: i64 = 1 << 53;
/// Earlier years are not those of Excel's calendar everywhere.
const FIRST_YEAR: i32 = 1930;
const LAST_YEAR: i32 = 2170;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// Words, whatever they look like.
    Text(String),
    /// A number, or the days of a date.
    Number(f64),
}

/// A value as a cell holds it.
pub(super) fn content(value: &Value, field: &Field, language: Language) -> Content {
    match (field.kind, value) {
        (Kind::YesNo, Value::Bool(yes)) => Content::Text(yes_or_no(*yes, language).to_owned()),
        (Kind::Integer | Kind::Decimal, Value::Number(number)) => figure(number),
        (Kind::Date, Value::String(text)) => day(text),
        (Kind::Moment, Value::String(text)) => moment(text),
        (Kind::List, Value::Array(items)) => {
            let item = Field {
                kind: field.items,
                ..field.clone()
            };
            let items = items
                .iter()
                .map(|value| quote(&words(value, &item, language)));
            Content::Text(items.collect::<Vec<_>>().join("\n"))
        }
        _ => Content::Text(words(value, field, language)),
    }
}

fn words(value: &Value, field: &Field, language: Language) -> String {
    match value {
        Value::String(text) if field.kind == Kind::Choice => {
            let mut labels = field.labels.iter();
            let label = labels.find(|(value, _)| value == text);
            label.map_or_else(
                || text.clone(),
                |(value, label)| word(value, label, field, language),
            )
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "it is small enough")]
fn figure(number: &serde_json::Number) -> Content {
    match number.as_i64() {
        Some(whole) if whole.abs() < EXACT => Content::Number(whole as f64),
        _ => Content::Text(number.to_string()),
    }
}

fn day(text: &str) -> Content {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let day = day.filter(|day| day.to_string() == text);
    serial(day.map(NaiveDateTime::from), text)
}

/// A time with an offset stays text: a cell has none.
fn moment(text: &str) -> Content {
    let format = "%Y-%m-%dT%H:%M:%S";
    let moment = NaiveDateTime::parse_from_str(text, format).ok();
    let moment = moment.filter(|moment| moment.format(format).to_string() == text);
    serial(moment, text)
}

/// The days since the end of 1899, as cells count time.
#[expect(clippy::cast_precision_loss, reason = "seconds of three centuries")]
fn serial(moment: Option<NaiveDateTime>, text: &str) -> Content {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30).map(NaiveDateTime::from);
    let sure = moment.filter(|moment| (FIRST_YEAR..=LAST_YEAR).contains(&moment.year()));
    match sure.zip(start) {
        Some((moment, start)) => Content::Number((moment - start).num_seconds() as f64 / 86_400.0),
        None => Content::Text(text.to_owned()),
    }
}

/// Writes a cell. Text is never a formula, whatever it begins with, also when somebody edits it later.
pub(super) fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    content: Option<&Content>,
    format: &Format,
) -> Result<(), XlsxError> {
    match content {
        None => sheet.write_blank(row, column, format)?,
        Some(Content::Number(number)) => {
            sheet.write_number_with_format(row, column, *number, format)?
        }
        Some(Content::Text(text)) if text.starts_with(['=', '+', '-', '@', '\'']) => {
            let format = format.clone().set_quote_prefix();
            sheet.write_string_with_format(row, column, text, &format)?
        }
        Some(Content::Text(text)) => sheet.write_string_with_format(row, column, text, format)?,
    };
    Ok(())
}

impl Content {
    /// Its widest line.
    pub fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0),
            Self::Number(_) => 0,
        }
    }
}

impl Content {
    /// The lines that it takes in a column.
    pub fn lines(&self, width: f64) -> u32 {
        match self {
            Self::Text(text) => lines(text, width),
            Self::Number(_) => 1,
        }
    }
}

/// The height of a row of so many lines, in points; Excel has none higher than 409.
pub(super) fn height_of(lines: u32) -> u32 {
    (4 + 14 * lines).min(400)
}

/// The lines that a text takes in a column.
pub(super) fn lines(text: &str, width: f64) -> u32 {
    let lines = text.lines().map(|line| {
        #[expect(clippy::cast_precision_loss, reason = "a line of text")]
        let lines = (line.width() as f64 / width).ceil();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a few lines"
        )]
        let lines = lines.clamp(1.0, 30.0) as u32;
        lines
    });
    lines.sum::<u32>().max(1)
}
