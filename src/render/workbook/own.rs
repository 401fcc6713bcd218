//! The first sheet: the form's title, and the record's own fields, one in a row.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::Workbook;
use super::choices::Choices;
use super::look::{LONG, Look};
use super::write::{Content, cell, content, height_of, lines};
use crate::diag::Text;
use crate::record::table::Field;
use crate::record::workbook::{LABEL_HEAD, Line, VALUE_HEAD};

/// The row of the heads.
pub(super) const HEAD: u32 = 2;
const WIDTHS: [f64; 3] = [30.0, 52.0, 56.0];

/// Writes the sheet.
pub(super) fn write(
    book: &Workbook<'_>,
    sheet: &mut Worksheet,
    filled: &[Line],
    look: &Look,
    choices: &mut Choices,
) -> Result<f64, XlsxError> {
    for (column, width) in (0u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    top(book, sheet, look)?;
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    let fields = &book.layout.sheets[0].heads.fields;
    let filled = filled.first();
    let mut row = HEAD + 1;
    let mut group: Option<&Text> = None;
    for (at, field) in fields.iter().enumerate() {
        if field.group.as_ref() != group {
            group = field.group.as_ref();
            if let Some(group) = group {
                title(book, sheet, row, group, look)?;
                row += 1;
            }
        }
        let value = filled.and_then(|line| line.get(at)?.as_ref());
        let value = value.map(|value| content(value, field, book.language));
        line(book, sheet, row, (field, value.as_ref()), look)?;
        if let Some(rule) = choices.rule(field, book.language)? {
            sheet.add_data_validation(row, 1, row, 1, &rule)?;
        }
        row += 1;
    }
    Ok(WIDTHS.iter().sum())
}

/// A row with a field.
fn line(
    book: &Workbook<'_>,
    sheet: &mut Worksheet,
    row: u32,
    (field, value): (&Field, Option<&Content>),
    look: &Look,
) -> Result<(), XlsxError> {
    let format = if field.required {
        look.wanted(field)
    } else {
        look.cell(field)
    };
    let (label, about) = (label(book, field), about(book, field));
    sheet.write_string_with_format(row, 0, &label, &look.label)?;
    cell(sheet, (row, 1), value, &format)?;
    sheet.write_string_with_format(row, 2, &about, &look.about)?;
    let height = [lines(&label, WIDTHS[0]), lines(&about, WIDTHS[2])];
    let value = value.map_or(1, |value| value.lines(WIDTHS[1]));
    let most = height.into_iter().chain([value]).max().unwrap_or(1);
    // A row as high as it must be grows with what somebody writes into it; another does not.
    if most > 1 {
        let long = field.length.is_some_and(|length| length > LONG);
        sheet.set_row_height(row, height_of(if long { most + 2 } else { most }))?;
    }
    Ok(())
}

/// Title, number, how to fill it in, and the heads.
fn top(book: &Workbook<'_>, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
    let language = book.language;
    sheet.write_string_with_format(0, 0, language.of(&book.form.title), &look.title)?;
    sheet.write_string_with_format(0, 2, book.ident(), &look.ident)?;
    sheet.set_row_height(0, 28)?;
    let hint = language.lines(&Text::new(
        "填写“填写内容”一列；带 * 的必填，不适用的留空。列表在后面的工作表中，一行一条。不要改动项目名称、表头和工作表名称。",
        "Fill in the column “Entry”; what has a * is required, what does not apply stays empty. Lists are on the other sheets, an entry in each row. Leave labels, heads and the names of sheets as they are.",
    ));
    let width: f64 = WIDTHS.iter().sum();
    sheet.merge_range(1, 0, 1, 2, &hint, &look.hint)?;
    sheet.set_row_height(1, 4 + 14 * lines(&hint, width))?;
    let about = Text::new("说明", "Explanation");
    for (column, head) in (0u16..).zip([LABEL_HEAD.into(), VALUE_HEAD.into(), about]) {
        sheet.write_string_with_format(HEAD, column, language.of(&head), &look.head)?;
    }
    sheet.set_row_height(HEAD, 22)?;
    Ok(())
}

fn title(
    book: &Workbook<'_>,
    sheet: &mut Worksheet,
    row: u32,
    group: &Text,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, book.language.of(group), &look.group)?;
    for column in 1..3 {
        sheet.write_blank(row, column, &look.group)?;
    }
    Ok(())
}

/// What a field is headed; what must be filled in has a star.
pub(super) fn label(book: &Workbook<'_>, field: &Field) -> String {
    let label = book.language.of(&field.label);
    if field.required {
        format!("{label} *")
    } else {
        label
    }
}

fn about(book: &Workbook<'_>, field: &Field) -> String {
    let about = field.description.as_ref();
    about.map_or_else(String::new, |about| book.language.lines(about))
}
