//! How an entry workbook looks: thin lines, shaded heads, the company's colour.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::super::{Company, Language};
use crate::record::table::Field;
use crate::schema::Kind;

/// Characters above which a text is one to write in sentences.
pub(super) const LONG: u64 = 300;
/// The colour of a company that has none of its own.
const SLATE: u32 = 0x3B_4A54;
/// Excel's own number for the format `@`.
const TEXT: u8 = 49;
const LINE: u32 = 0xB8_BEC4;
const GREY: u32 = 0x5F_6770;
const SHADE: u32 = 0xF3_F4F5;
/// The ground of what must be filled in.
const WANTED: u32 = 0xFF_FBEB;

/// The formats of a workbook.
pub(super) struct Look {
    /// The form's title.
    pub title: Format,
    /// Number and revision.
    pub ident: Format,
    /// How to fill it in.
    pub hint: Format,
    /// The heads of columns.
    pub head: Format,
    /// The title of a group of fields.
    pub group: Format,
    /// The name of a field beside its value.
    pub label: Format,
    /// What a field means.
    pub about: Format,
    base: Format,
}

impl Look {
    /// The look of a company's workbooks.
    pub fn of(company: &Company, language: Language) -> Self {
        let accent = company.accent.as_deref().and_then(colour).unwrap_or(SLATE);
        let (font, size) = match language {
            Language::En => ("Calibri", 11),
            Language::Zh | Language::Both => ("Microsoft YaHei", 10),
        };
        let base = Format::new().set_font_name(font).set_font_size(size);
        let base = base.set_align(FormatAlign::Top);
        let boxed = boxed(&base);
        let small = size - 1;
        let grey = |format: &Format| format.clone().set_font_color(GREY).set_font_size(small);
        let bold = boxed.clone().set_bold().set_text_wrap();
        Self {
            title: base
                .clone()
                .set_bold()
                .set_font_size(16)
                .set_font_color(accent),
            ident: grey(&base)
                .set_align(FormatAlign::Right)
                .set_align(FormatAlign::Bottom),
            hint: grey(&base).set_text_wrap(),
            head: bold
                .clone()
                .set_align(FormatAlign::VerticalCenter)
                .set_font_color(accent)
                .set_background_color(Color::RGB(tint(accent))),
            group: bold.clone().set_background_color(Color::RGB(SHADE)),
            label: boxed.clone().set_text_wrap(),
            about: grey(&boxed).set_text_wrap(),
            base,
        }
    }

    /// The cells of a column, without lines: those below the last row that has them.
    pub fn column(&self, field: &Field) -> Format {
        kind(self.base.clone(), field)
    }

    /// A cell to fill in.
    pub fn cell(&self, field: &Field) -> Format {
        boxed(&self.column(field))
    }

    /// A cell that must be filled in.
    pub fn wanted(&self, field: &Field) -> Format {
        self.cell(field).set_background_color(Color::RGB(WANTED))
    }
}

fn boxed(format: &Format) -> Format {
    let format = format.clone().set_border(FormatBorder::Thin);
    format.set_border_color(Color::RGB(LINE))
}

/// How the values of a field look. Whatever could be taken for a number or a formula is text; long texts are not, because
/// Excel shows no more than a line of such cells.
fn kind(format: Format, field: &Field) -> Format {
    match field.kind {
        Kind::Date => left(format).set_num_format("yyyy-mm-dd"),
        Kind::Moment => left(format).set_num_format("yyyy-mm-dd hh:mm"),
        Kind::Integer => left(format).set_num_format("0"),
        Kind::Text if field.length.is_some_and(|length| length > LONG) => format.set_text_wrap(),
        Kind::Choice | Kind::YesNo => format.set_text_wrap(),
        Kind::Text | Kind::Decimal | Kind::List | Kind::Table => {
            format.set_num_format_index(TEXT).set_text_wrap()
        }
    }
}

fn left(format: Format) -> Format {
    format.set_align(FormatAlign::Left)
}

/// `#0f4c5c`
fn colour(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    u32::from_str_radix(digits, 16).ok()
}

/// A colour mixed with much white.
fn tint(colour: u32) -> u32 {
    let part = |shift: u32| {
        let part = (colour >> shift) & 0xff;
        (255 - (255 - part) * 14 / 100) << shift
    };
    part(16) | part(8) | part(0)
}
