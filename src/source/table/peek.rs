//! The top of a workbook's first sheet, for little time however large the workbook is: neither its other rows are unpacked
//! nor the texts that they share.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::{Cell, Row, guard};
use crate::source::{Fault, FaultKind, bytes};

type Archive = ZipArchive<BufReader<File>>;

/// The texts in the first rows of a workbook's first sheet; numbers and dates are left out.
pub fn first_rows(path: &Path, count: u32) -> Result<Vec<Row>, Fault> {
    let file = File::open(path).map_err(|error| Fault::whole(bytes::refusal(error)))?;
    let mut reader = BufReader::new(file);
    guard::check(&mut reader).map_err(Fault::whole)?;
    let words = |words: String| Fault::whole(FaultKind::NoWorkbook(words));
    let mut archive = ZipArchive::new(reader).map_err(|error| words(error.to_string()))?;
    top(&mut archive, count).map_err(words)
}

fn top(archive: &mut Archive, count: u32) -> Result<Vec<Row>, String> {
    let sheet = first_sheet(archive)?;
    let mut cells = cells(archive, &sheet, count)?;
    let shared = |cell: &Found| match cell.text {
        Written::Shared(at) => Some(at),
        Written::Here(_) => None,
    };
    if let Some(last) = cells.iter().filter_map(shared).max() {
        let texts = shared_texts(archive, last)?;
        for cell in &mut cells {
            if let Written::Shared(at) = cell.text {
                cell.text = Written::Here(texts.get(at).cloned().unwrap_or_default());
            }
        }
    }
    Ok(rows(cells))
}

/// A cell with a text, and where the text is.
struct Found {
    row: u32,
    column: u32,
    text: Written,
}

enum Written {
    Here(String),
    Shared(usize),
}

fn rows(cells: Vec<Found>) -> Vec<Row> {
    let mut rows: BTreeMap<u32, Vec<(u32, Cell)>> = BTreeMap::new();
    for cell in cells {
        if let Written::Here(text) = cell.text
            && !text.trim().is_empty()
        {
            let cells = rows.entry(cell.row).or_default();
            cells.push((cell.column, Cell::Text(text.trim().to_owned())));
        }
    }
    let row = |(number, cells)| Row { number, cells };
    rows.into_iter().map(row).collect()
}

/// The part with the first sheet, as the workbook and its relations say.
fn first_sheet(archive: &mut Archive) -> Result<String, String> {
    let mut id = None;
    each(archive, "xl/workbook.xml", |event, _| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && tag.local_name().as_ref() == "sheet"
        {
            id = attribute(tag, "id");
        }
        Ok(id.is_none())
    })?;
    let mut target = None;
    each(archive, "xl/_rels/workbook.xml.rels", |event, _| {
        if let Event::Start(tag) | Event::Empty(tag) = event
            && attribute(tag, "Id") == id
        {
            target = attribute(tag, "Target");
        }
        Ok(target.is_none())
    })?;
    let target = target.ok_or("the workbook has no sheet")?;
    Ok(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// The cells with texts in the first rows of a sheet.
fn cells(archive: &mut Archive, sheet: &str, count: u32) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let (mut row, mut column) = (0, 0);
    each(archive, sheet, |event, reader| {
        match event {
            Event::Start(tag) if tag.local_name().as_ref() == "row" => {
                let number = attribute(tag, "r").and_then(|number| number.parse::<u32>().ok());
                row = number.map_or(row, |number| number.saturating_sub(1));
                column = 0;
            }
            Event::End(tag) if tag.local_name().as_ref() == "row" => row += 1,
            Event::Start(tag) if tag.local_name().as_ref() == "c" => {
                column = attribute(tag, "r").map_or(column, |name| column_of(&name));
                let text = text(reader, tag)?;
                found.extend(text.map(|text| Found { row, column, text }));
                column += 1;
            }
            _ => {}
        }
        Ok(row < count)
    })?;
    Ok(found)
}

/// The text of a cell, or where it is kept; `None` for what is no text.
fn text(xml: &mut Xml<'_>, tag: &BytesStart<'_>) -> Result<Option<Written>, String> {
    let kind = attribute(tag, "t").unwrap_or_default();
    let inside = inner(xml, "c", "v", "t")?;
    Ok(match kind.as_str() {
        "s" => inside.trim().parse().ok().map(Written::Shared),
        "inlineStr" | "str" => Some(Written::Here(inside)),
        _ => None,
    })
}

/// The shared texts up to the one that is wanted last.
fn shared_texts(archive: &mut Archive, last: usize) -> Result<Vec<String>, String> {
    let mut texts = Vec::new();
    each(archive, "xl/sharedStrings.xml", |event, reader| {
        if let Event::Start(tag) = event
            && tag.local_name().as_ref() == "si"
        {
            texts.push(inner(reader, "si", "t", "t")?);
        }
        Ok(texts.len() <= last)
    })?;
    Ok(texts)
}

type Xml<'a> = Reader<BufReader<Box<dyn Read + 'a>>>;

/// Goes through a part's events until `visit` has enough.
fn each(
    archive: &mut Archive,
    name: &str,
    mut visit: impl FnMut(&Event<'_>, &mut Xml<'_>) -> Result<bool, String>,
) -> Result<(), String> {
    let part = archive.by_name(name).map_err(|error| error.to_string())?;
    let mut reader: Xml<'_> = Reader::from_reader(BufReader::new(Box::new(part)));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer);
        let event = event.map_err(|error| error.to_string())?.into_owned();
        if event == Event::Eof || !visit(&event, &mut reader)? {
            return Ok(());
        }
    }
}

/// The text in the elements `a` and `b` up to the end of the element `end`; what helps to pronounce a text is left out.
fn inner(xml: &mut Xml<'_>, end: &str, a: &str, b: &str) -> Result<String, String> {
    let mut text = String::new();
    let (mut inside, mut aside) = (false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = xml.read_event_into(&mut buffer);
        match event.map_err(|error| error.to_string())? {
            Event::Start(tag) if tag.local_name().as_ref() == "rPh" => aside = true,
            Event::End(tag) if tag.local_name().as_ref() == "rPh" => aside = false,
            Event::Start(tag) => inside = [a, b].contains(&tag.local_name().as_ref()),
            Event::End(tag) if tag.local_name().as_ref() == end => return Ok(text),
            Event::End(_) => inside = false,
            Event::Text(part) if inside && !aside => text.push_str(&part),
            Event::GeneralRef(name) if inside && !aside => {
                text.push_str(resolve_predefined_entity(&name).unwrap_or(" "));
            }
            Event::Eof => return Err("the sheet ends too early".to_owned()),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut known = attributes.with_checks(false).flatten();
    let found = known.find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// `B7` → 1
fn column_of(name: &str) -> u32 {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.fold(0u32, |column, letter| {
        column
            .saturating_mul(26)
            .saturating_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    column.saturating_sub(1)
}
