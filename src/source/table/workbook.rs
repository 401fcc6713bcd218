//! Sheets of XLSX workbooks, read cell by cell: a sheet that claims to reach to its last cell costs nothing.

use std::io::Cursor;
use std::path::Path;

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use sha2::{Digest, Sha256};

use super::{CELLS, Cell, Row, Table};
use crate::source::{Fault, FaultKind, Source, bytes};

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// The names of a workbook's sheets, in their order; hidden ones too.
pub fn sheets(path: &Path) -> Result<Vec<String>, Fault> {
    Ok(open(path)?.0.sheet_names())
}

fn open(path: &Path) -> Result<(Workbook, String), Fault> {
    let bytes = bytes::on_disk(path).map_err(Fault::whole)?;
    let digest = crate::source::read::hex(&Sha256::digest(&bytes));
    // A workbook with a password is no zip but a container of the older kind.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Fault::whole(FaultKind::OldOrLocked));
    }
    let workbook = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    Ok((workbook, digest))
}

fn fault(error: XlsxError) -> Fault {
    Fault::whole(match error {
        XlsxError::Password => FaultKind::OldOrLocked,
        error => FaultKind::Syntax(error.to_string()),
    })
}

pub(super) fn read(name: &str, path: &Path, sheet: Option<&str>) -> Result<Table, Fault> {
    let (mut workbook, digest) = open(path)?;
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
    let from_1904 = workbook.has_1904_epoch();
    let mut reader = workbook.worksheet_cells_reader(&sheet).map_err(fault)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0;
    while let Some(cell) = reader.next_cell().map_err(fault)? {
        let (number, column) = cell.get_position();
        let Some(value) = value(cell.get_value()) else {
            continue;
        };
        count += 1;
        if count > CELLS {
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
    // The standard wants rows and cells in order; not every writer keeps to it.
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
    }
    Ok(Table {
        source: Source::table(name, path, Some(&sheet)),
        rows,
        from_1904,
        digest,
    })
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
