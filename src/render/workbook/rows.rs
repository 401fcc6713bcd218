//! The sheet of a list: heads in the first row, an entry in each row below.

use rust_xlsxwriter::{Note, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::Workbook;
use super::choices::{self, Choices};
use super::look::{LONG, Look};
use super::own::label;
use super::write::{Content, cell, content, height_of, lines};
use crate::record::table::Field;
use crate::record::workbook::Line;
use crate::schema::Kind;

/// The row of the heads.
pub(super) const HEAD: u32 = 0;
/// Rows with lines below the last entry.
const SPARE: u32 = 20;
/// Rows with drop-downs.
const ROWS: u32 = 1000;
/// The widest column.
const WIDEST: usize = 60;

/// Writes the sheet of the list `at`.
pub(super) fn write(
    book: &Workbook<'_>,
    at: usize,
    sheet: &mut Worksheet,
    entries: &[Line],
    look: &Look,
    choices: &mut Choices,
) -> Result<f64, XlsxError> {
    let fields = &book.layout.sheets[at].heads.fields;
    let last = u32::try_from(entries.len()).unwrap_or(u32::MAX) + SPARE;
    let (mut height, mut total) = (1, 0.0);
    let mut heights = vec![1; entries.len()];
    for (column, field) in (0u16..).zip(fields) {
        let contents: Vec<Option<Content>> = entries
            .iter()
            .map(|line| {
                let value = line.get(usize::from(column))?.as_ref()?;
                Some(content(value, field, book.language))
            })
            .collect();
        let head = label(book, field);
        let width = width(book, field, &head, &contents);
        height = height.max(lines(&head, width));
        total += width;
        for (height, content) in heights.iter_mut().zip(&contents) {
            let lines = content.as_ref().map_or(1, |content| content.lines(width));
            *height = lines.max(*height);
        }
        sheet.set_column_width(column, width + 1.0)?;
        sheet.set_column_format(column, &look.column(field))?;
        sheet.write_string_with_format(HEAD, column, head, &look.head)?;
        note(book, sheet, column, field)?;
        let format = look.cell(field);
        for row in 0..last {
            let content = contents.get(row as usize).and_then(Option::as_ref);
            cell(sheet, (HEAD + 1 + row, column), content, &format)?;
        }
        if let Some(rule) = choices.rule(field, book.language)? {
            sheet.add_data_validation(HEAD + 1, column, ROWS.max(last), column, &rule)?;
        }
    }
    sheet.set_row_height(HEAD, 4 + height_of(height))?;
    for (row, lines) in (HEAD + 1..).zip(heights).filter(|(_, lines)| *lines > 1) {
        sheet.set_row_height(row, height_of(lines))?;
    }
    owner(book, at, sheet, last)?;
    sheet.set_freeze_panes(HEAD + 1, fixed(book, at))?;
    Ok(total)
}

/// The columns that stay where they are: what an entry is known by.
pub(super) fn fixed(book: &Workbook<'_>, at: usize) -> u16 {
    let sheet = &book.layout.sheets[at];
    let names = sheet.heads.fields.iter().enumerate();
    let mut names = names.filter(|(i, field)| field.path == "id" && *i < 2);
    let owner = u16::from(sheet.owner.is_some());
    names
        .next()
        .map_or(owner, |(i, _)| u16::try_from(i + 1).unwrap_or(owner))
}

/// The entries that a row can belong to, where they are known by an id of their own.
fn owner(
    book: &Workbook<'_>,
    at: usize,
    sheet: &mut Worksheet,
    last: u32,
) -> Result<(), XlsxError> {
    let Some(owner) = book.layout.sheets[at].owner else {
        return Ok(());
    };
    let list = &book.layout.sheets[owner];
    let id = list
        .heads
        .fields
        .iter()
        .position(|field| field.path == "id");
    if let Some(id) = id.filter(|_| list.owner.is_none()) {
        let rule = choices::ids(book.tab(owner), u16::try_from(id).unwrap_or_default(), ROWS);
        sheet.add_data_validation(HEAD + 1, 0, ROWS.max(last), 0, &rule)?;
    }
    Ok(())
}

/// What a field means, when one points at its head.
fn note(
    book: &Workbook<'_>,
    sheet: &mut Worksheet,
    column: u16,
    field: &Field,
) -> Result<(), XlsxError> {
    let Some(about) = &field.description else {
        return Ok(());
    };
    let text = book.language.lines(about);
    let height = 24 + 18 * lines(&text, 34.0);
    let note = Note::new(text)
        .add_author_prefix(false)
        .set_author("wenkong")
        .set_width(240)
        .set_height(height);
    sheet.insert_note(HEAD, column, &note)?;
    Ok(())
}

/// How wide a column is: as its values need, and its head on two lines.
fn width(book: &Workbook<'_>, field: &Field, head: &str, contents: &[Option<Content>]) -> f64 {
    let usual = match field.kind {
        Kind::Date => 11,
        Kind::Moment => 16,
        Kind::YesNo => 6,
        Kind::Integer | Kind::Decimal => 10,
        Kind::Choice => {
            let words = choices::words(field, book.language);
            words.iter().map(|word| word.width() + 3).max().unwrap_or(8)
        }
        Kind::List => 20,
        Kind::Text | Kind::Table => match field.length.unwrap_or(LONG) {
            0..=40 => 12,
            41..=100 => 16,
            101..=LONG => 24,
            _ => 44,
        },
    };
    let widest = contents.iter().flatten().map(Content::width).max();
    let most = if usual > 40 { WIDEST } else { WIDEST / 2 };
    let data = widest.unwrap_or(0).min(most);
    let head = head.width().div_ceil(2) + 2;
    let width = usual.max(data).max(head).clamp(6, WIDEST);
    #[expect(clippy::cast_precision_loss, reason = "a column's width")]
    let width = width as f64;
    width
}
