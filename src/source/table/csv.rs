//! CSV as offices have it: any of three separators, GB18030, UTF-8 or UTF-16.

use std::ops::Range;
use std::path::Path;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::{CELLS, Cell, Row, Table};
use crate::source::{Fault, FaultKind, Source, bytes};

pub(super) fn read(name: &str, path: &Path) -> Result<Table, Fault> {
    let bytes = bytes::on_disk(path).map_err(Fault::whole)?;
    let text = decode(&bytes)?;
    let mut rows = Vec::new();
    let mut count = 0;
    let mut number = 0;
    let mut reader = reader(&text);
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|error| Fault::whole(FaultKind::Syntax(error.to_string())))?
    {
        let cells: Vec<(u32, Cell)> = (0u32..)
            .zip(record.iter())
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(column, text)| (column, Cell::Text(text.trim().to_owned())))
            .collect();
        count += cells.len();
        if count > CELLS {
            return Err(Fault::whole(FaultKind::TooMany { limit: CELLS }));
        }
        if !cells.is_empty() {
            rows.push(Row { number, cells });
        }
        number += 1;
    }
    Ok(Table {
        source: Source::table(name, path, None),
        rows,
        from_1904: false,
        digest: crate::source::digest(&bytes),
    })
}

pub(super) fn text(path: &Path) -> Result<String, Fault> {
    decode(&bytes::on_disk(path).map_err(Fault::whole)?)
}

fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.unwrap_or_else(|| {
        if str::from_utf8(bytes).is_ok() {
            UTF_8
        } else {
            GB18030
        }
    });
    let (text, _, damaged) = encoding.decode(bytes);
    let nul = text.contains('\0') && ![UTF_16LE, UTF_16BE].contains(&encoding);
    if damaged || nul {
        let guess = bytes.contains(&0).then_some("UTF-16");
        return Err(Fault::whole(FaultKind::NotUtf8 { guess }));
    }
    Ok(text.into_owned())
}

/// Of the separators, the one that the first lines have most of.
fn separator(text: &str) -> u8 {
    let head: String = text.lines().take(8).collect();
    let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
    // Of equal ones the comma: it comes last.
    let best = [b';', b'\t', b','].into_iter().max_by_key(count);
    best.unwrap_or(b',')
}

fn reader(text: &str) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes())
}

/// The bytes of each record.
pub(super) fn rows(text: &str) -> Vec<Range<usize>> {
    let mut reader = reader(text);
    let mut record = csv::ByteRecord::new();
    let mut rows = Vec::new();
    let mut before = 0;
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        // Empty lines before a record belong to no record.
        let position = record.position();
        let start = position.map_or(before, |at| usize::try_from(at.byte()).unwrap_or(before));
        before = byte(&reader).min(text.len());
        rows.push(start.min(before)..before);
    }
    rows
}

fn byte(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// The bytes of a field of a record, its quotes among them.
pub(super) fn field(text: &str, record: Range<usize>, column: u32) -> Range<usize> {
    let (bytes, separator) = (text.as_bytes(), separator(text));
    let mut start = record.start;
    while start < record.end && matches!(bytes[start], b'\r' | b'\n') {
        start += 1;
    }
    let (mut quoted, mut at, mut found) = (false, start, 0);
    while at < record.end {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            byte if byte == separator && !quoted => {
                if found == column {
                    break;
                }
                found += 1;
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if found < column {
        return at..at;
    }
    start..at
}
