//! Sheets of XLSX workbooks, read cell by cell: a sheet that claims to reach to its last cell costs nothing.

use std::io::{Cursor, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::{CELLS, Cell, Row, Table, guard};
use crate::source::{Fault, FaultKind, Source, bytes};

/// What Excel takes for a sheet; beyond it no program shows a cell.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// The names of a workbook's sheets, in their order; hidden ones too.
pub fn sheets(path: &Path) -> Result<Vec<String>, Fault> {
    survive(|| names(path))
}

fn names(path: &Path) -> Result<Vec<String>, Fault> {
    let bytes = bytes::on_disk(path).map_err(Fault::whole)?;
    Ok(open(Cursor::new(bytes))?.sheet_names())
}

/// All sheets of a workbook that are tables, in their order. `name` is what people are shown for the file.
pub fn read_workbook(name: &str, path: &Path) -> Result<Vec<Table>, Fault> {
    survive(|| tables(name, path))
}

fn tables(name: &str, path: &Path) -> Result<Vec<Table>, Fault> {
    let bytes = bytes::on_disk(path).map_err(Fault::whole)?;
    let digest = crate::source::digest(&bytes);
    let mut workbook = open(Cursor::new(bytes))?;
    let mut count = 0;
    let mut tables = Vec::new();
    for sheet in workbook.sheet_names() {
        let Some(rows) = rows(&mut workbook, &sheet, &mut count)? else {
            continue;
        };
        tables.push(Table {
            source: Source::table(name, path, Some(&sheet)),
            rows,
            from_1904: workbook.has_1904_epoch(),
            digest: digest.clone(),
        });
    }
    Ok(tables)
}

/// The library counts columns without looking at their end: where it stumbles over a name like `AAAAAAAAA1`, the file is
/// broken, not the program.
fn survive<T>(read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let words = "a cell has an impossible name".to_owned();
        Err(Fault::whole(FaultKind::NoWorkbook(words)))
    })
}

fn open<R: Read + Seek>(mut reader: R) -> Result<Xlsx<R>, Fault> {
    guard::check(&mut reader).map_err(Fault::whole)?;
    Xlsx::new(reader).map_err(fault)
}

fn fault(error: XlsxError) -> Fault {
    Fault::whole(match error {
        XlsxError::Password => FaultKind::OldOrLocked,
        error => FaultKind::NoWorkbook(error.to_string()),
    })
}

pub(super) fn read(name: &str, path: &Path, sheet: Option<&str>) -> Result<Table, Fault> {
    survive(|| table(name, path, sheet))
}

fn table(name: &str, path: &Path, sheet: Option<&str>) -> Result<Table, Fault> {
    let bytes = bytes::on_disk(path).map_err(Fault::whole)?;
    let digest = crate::source::digest(&bytes);
    let mut workbook = open(Cursor::new(bytes))?;
    let names = workbook.sheet_names();
    let sheet = match sheet {
        None => names.first().cloned(),
        Some(asked) => names
            .iter()
            .find(|name| name.trim() == asked.trim())
            .cloned(),
    };
    let Some(sheet) = sheet else {
        return Err(Fault::whole(FaultKind::NoSheet { known: names }));
    };
    let rows = rows(&mut workbook, &sheet, &mut 0)?;
    Ok(Table {
        source: Source::table(name, path, Some(&sheet)),
        rows: rows.unwrap_or_default(),
        from_1904: workbook.has_1904_epoch(),
        digest,
    })
}

/// The rows of a sheet; `None` for one that is a chart. `count` are the cells read so far.
fn rows<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    sheet: &str,
    count: &mut usize,
) -> Result<Option<Vec<Row>>, Fault> {
    let mut reader = match workbook.worksheet_cells_reader(sheet) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        reader => reader.map_err(fault)?,
    };
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(fault)? {
        let (number, column) = cell.get_position();
        let Some(value) = value(cell.get_value()) else {
            continue;
        };
        if number >= ROWS || column >= COLUMNS {
            let words = format!("the sheet has no cell in row {number}, column {column}");
            return Err(Fault::whole(FaultKind::NoWorkbook(words)));
        }
        *count += 1;
        if *count > CELLS {
            return Err(Fault::whole(FaultKind::TooMany { limit: CELLS }));
        }
        match rows.last_mut() {
            Some(row) if row.number == number => row.cells.push((column, value)),
            _ => rows.push(Row {
                number,
                cells: vec![(column, value)],
            }),
        }
    }
    Ok(Some(sorted(rows)))
}

/// The standard wants rows and cells in order; not every writer keeps to it.
fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| row.number);
    rows.dedup_by(|row, before| {
        let same = row.number == before.number;
        if same {
            before.cells.append(&mut row.cells);
        }
        same
    });
    for row in &mut rows {
        row.cells.sort_by_key(|(column, _)| *column);
        row.cells.dedup_by_key(|(column, _)| *column);
    }
    rows
}

fn value(data: &DataRef<'_>) -> Option<Cell> {
    let text = |text: &str| {
        let text = text.trim();
        (!text.is_empty()).then(|| Cell::Text(text.to_owned()))
    };
    #[expect(clippy::cast_precision_loss, reason = "Excel has no other numbers")]
    match data {
        DataRef::Int(number) => Some(Cell::Number(*number as f64)),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::String(own) => text(own),
        DataRef::SharedString(shared) => text(shared),
        DataRef::Bool(yes) => Some(Cell::Bool(*yes)),
        DataRef::DateTime(moment) if moment.is_datetime() => Some(
            moment
                .as_datetime()
                .map_or(Cell::Number(moment.as_f64()), |at| {
                    Cell::Moment(rounded(at))
                }),
        ),
        DataRef::DateTime(duration) => Some(Cell::Number(duration.as_f64())),
        DataRef::DateTimeIso(iso) | DataRef::DurationIso(iso) => text(iso),
        DataRef::Error(error) => Some(Cell::Error(error.to_string())),
        DataRef::Empty => None,
    }
}

/// A time of day is a fraction of a float: to the second it is exact.
fn rounded(at: chrono::NaiveDateTime) -> chrono::NaiveDateTime {
    use chrono::{TimeDelta, Timelike};
    let up = at.nanosecond() >= 500_000_000;
    let whole = at.with_nanosecond(0).unwrap_or(at);
    if up {
        whole + TimeDelta::seconds(1)
    } else {
        whole
    }
}
