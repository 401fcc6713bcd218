//! Tables: CSV files and sheets of XLSX workbooks, as rows of cells.
//!
//! A table's text, for findings, is the CSV itself or, of a sheet, one line for each row with tabs between its cells: so a
//! row is a line, and a cell has bytes like any other place.

mod csv;
mod guard;
mod links;
mod peek;
mod workbook;

use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use chrono::NaiveDateTime;

use super::{Fault, FaultKind, Source};

pub use links::{Column, Linked};
pub use peek::first_rows;
pub use workbook::{read_workbook, sheets};

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text as it stands, without the spaces around it.
    Text(String),
    /// A number; Excel has no other than floats.
    Number(f64),
    /// A number that the sheet shows as a date or time.
    Moment(NaiveDateTime),
    /// True or false.
    Bool(bool),
    /// What Excel shows where a formula failed, `#N/A`.
    Error(String),
}

/// A row that has something in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its place in the table, from 0.
    pub number: u32,
    /// The cells that are not empty, by column from 0.
    pub cells: Vec<(u32, Cell)>,
}

/// A table that has been read.
#[derive(Debug, Clone)]
pub struct Table {
    /// The file, and the sheet where it is a workbook: what findings point into.
    pub source: Source,
    /// The rows that are not empty, from the top.
    pub rows: Vec<Row>,
    /// Whether the workbook counts its days from 1904.
    pub from_1904: bool,
    /// SHA-256 of the exact bytes of the file, lower-case hex.
    pub digest: String,
}

/// What a table file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Text with commas, semicolons or tabs.
    Csv,
    /// XLSX as Excel, WPS and LibreOffice write it.
    Workbook,
}

impl TableFormat {
    /// The format of a file by its extension, in small or capital letters.
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "txt" | "tsv" => Some(Self::Csv),
            "xlsx" | "xlsm" => Some(Self::Workbook),
            _ => None,
        }
    }
}

/// How much of a table is read before it is refused.
const CELLS: usize = 8_000_000;
/// Columns of a sheet's text: what stands further to the right is named by its cell only.
const SHOWN: u32 = 400;

/// Reads a table. `sheet` is a sheet's name; without one the first sheet is meant. `name` is what people are shown for the
/// file.
pub fn read_table(name: &str, path: &Path, sheet: Option<&str>) -> Result<Table, Fault> {
    match TableFormat::of(path) {
        Some(TableFormat::Csv) => csv::read(name, path),
        Some(TableFormat::Workbook) => workbook::read(name, path, sheet),
        None => Err(Fault::whole(FaultKind::NoTableFormat)),
    }
}

/// The text that findings in a table are shown in; `None` if it cannot be read.
pub(super) fn text(path: &Path, sheet: Option<&str>) -> Option<String> {
    match TableFormat::of(path)? {
        TableFormat::Csv => csv::text(path).ok(),
        TableFormat::Workbook => {
            let table = workbook::read("", path, sheet).ok()?;
            Some(lines(&table.rows))
        }
    }
}

/// The bytes of each row in a table's [`text`].
pub(super) fn rows_of(text: &str, format: TableFormat) -> Vec<Range<usize>> {
    match format {
        TableFormat::Csv => csv::rows(text),
        TableFormat::Workbook => {
            let mut start = 0;
            let lines = text.split('\n').map(|line| {
                let range = start..start + line.len();
                start = range.end + 1;
                range
            });
            lines.collect()
        }
    }
}

/// The bytes of a cell in its row; of one that is not there, the row's end.
pub(super) fn range(
    text: &str,
    format: TableFormat,
    row: Range<usize>,
    column: u32,
) -> Range<usize> {
    match format {
        TableFormat::Csv => csv::field(text, row, column),
        TableFormat::Workbook => {
            let line = text.get(row.clone()).unwrap_or_default();
            let cell = cell_range(line, column);
            row.start + cell.start..row.start + cell.end
        }
    }
}

/// The bytes of a cell in its line; of one that is not there, the line's end.
fn cell_range(line: &str, column: u32) -> Range<usize> {
    let mut start = 0;
    for (at, cell) in (0u32..).zip(line.split('\t')) {
        if at == column {
            return start..start + cell.len();
        }
        start += cell.len() + 1;
    }
    line.len()..line.len()
}

fn lines(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut line = 0;
    for row in rows {
        while line < row.number {
            text.push('\n');
            line += 1;
        }
        let mut column = 0;
        for (at, cell) in row.cells.iter().filter(|(at, _)| *at < SHOWN) {
            while column < *at {
                text.push('\t');
                column += 1;
            }
            let shown = cell.shown();
            text.extend(shown.chars().map(|c| if c.is_control() { ' ' } else { c }));
        }
    }
    text
}

impl Cell {
    /// The cell as people see it.
    pub fn shown(&self) -> String {
        match self {
            Self::Text(text) | Self::Error(text) => text.clone(),
            Self::Number(number) => plain(*number),
            Self::Moment(moment) => moment_text(*moment),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
        }
    }
}

/// A number as Excel shows it: fifteen digits, no exponent, no trailing zeros.
pub fn plain(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return "0".to_owned();
    }
    let digits = number.abs().log10().floor();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 30"
    )]
    let decimals = (14.0 - digits).clamp(0.0, 30.0) as usize;
    let text = format!("{number:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// A day without a time where the time is midnight.
pub fn moment_text(moment: NaiveDateTime) -> String {
    let midnight = moment.time() == chrono::NaiveTime::MIN;
    let format = if midnight {
        "%Y-%m-%d"
    } else {
        "%Y-%m-%dT%H:%M:%S"
    };
    moment.format(format).to_string()
}

/// The name of a cell: `C12`. Row and column count from 0.
pub fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    let mut name: String = letters.iter().rev().collect();
    let _ = write!(name, "{}", row + 1);
    name
}
