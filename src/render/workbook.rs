//! Entry workbooks: a form as sheets that people fill in with Excel, WPS or LibreOffice, and that are read back as a record.

mod choices;
mod look;
mod own;
mod rows;
mod write;

use chrono::{Datelike, NaiveDateTime, Timelike};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Worksheet, XlsxError};
use serde_json::{Map, Value};

use super::{Company, Language};
use crate::form::Form;
use crate::record::workbook::{CHOICES, Layout, Spread};
use crate::source::Pointer;
use choices::Choices;
use look::Look;

/// Characters that are still readable on the width of a page.
const PAGE: f64 = 210.0;

/// A form to fill in, or a record to go on with.
pub struct Workbook<'a> {
    /// The revision of the form.
    pub form: &'a Form,
    /// How it lies in sheets.
    pub layout: &'a Layout,
    /// The language of titles, labels and choices.
    pub language: Language,
    /// Whose paper it is: its name and colour.
    pub company: &'a Company,
    /// The moment that the file says it was made at.
    pub created: NaiveDateTime,
    /// What is filled in already.
    pub record: &'a Map<String, Value>,
}

/// A workbook as a file.
pub struct Written {
    /// Its bytes; the same for the same form, record and moment.
    pub bytes: Vec<u8>,
    /// What of the record has no place in it.
    pub left_out: Vec<Pointer>,
}

impl Workbook<'_> {
    /// Writes the workbook.
    ///
    /// # Errors
    /// When a text is longer than a cell may be.
    pub fn write(&self) -> Result<Written, XlsxError> {
        let look = Look::of(self.company, self.language);
        let spread = Spread::of(self.layout, self.record);
        let mut book = rust_xlsxwriter::Workbook::new();
        book.set_properties(&self.properties()?);
        let mut choices = Choices::default();
        for (at, lines) in spread.sheets.iter().enumerate() {
            let sheet = book.add_worksheet();
            sheet.set_name(self.tab(at))?;
            let width = if at == 0 {
                own::write(self, sheet, lines, &look, &mut choices)?
            } else {
                rows::write(self, at, sheet, lines, &look, &mut choices)?
            };
            self.paper(at, sheet, width)?;
        }
        if !choices.is_empty() {
            let sheet = book.add_worksheet();
            sheet.set_name(CHOICES)?.set_hidden(true);
            choices.write(sheet)?;
        }
        Ok(Written {
            bytes: book.save_to_buffer()?,
            left_out: spread.rest,
        })
    }

    /// The name of a sheet.
    fn tab(&self, at: usize) -> &str {
        let sheet = &self.layout.sheets[at];
        match self.language {
            Language::Zh => &sheet.tab.zh,
            Language::En => &sheet.tab.en,
            Language::Both => &sheet.tab_both,
        }
    }

    fn properties(&self) -> Result<DocProperties, XlsxError> {
        let at = self.created;
        let year = u16::try_from(at.year()).unwrap_or(1970);
        let [month, day, hour, minute] = [at.month(), at.day(), at.hour(), at.minute()]
            .map(|part| u8::try_from(part).unwrap_or_default());
        let seconds = u16::try_from(at.second()).unwrap_or_default();
        let made =
            ExcelDateTime::from_ymd(year, month, day)?.and_hms(u16::from(hour), minute, seconds)?;
        let company = self.language.of(&self.company.name);
        Ok(DocProperties::new()
            .set_title(self.language.of(&self.form.title))
            .set_subject(self.ident())
            .set_author(&company)
            .set_company(company)
            .set_creation_datetime(&made))
    }

    /// `QR-MK-002 A/0`
    fn ident(&self) -> String {
        format!("{} {}", self.form.number, self.form.revision)
    }

    /// How it prints: on A4 lying on its side, as wide as the paper, the heads on each page. A sheet too wide to be read so
    /// goes over several pages, with what an entry is known by on each.
    fn paper(&self, at: usize, sheet: &mut Worksheet, width: f64) -> Result<(), XlsxError> {
        let plain = |text: &str| text.replace('&', "&&");
        let head = if at == 0 { own::HEAD } else { rows::HEAD };
        let page = match self.language {
            Language::En => "Page &P of &N",
            Language::Zh | Language::Both => "第 &P 页，共 &N 页",
        };
        let (number, company) = (self.ident(), self.language.of(&self.company.name));
        sheet
            .set_landscape()
            .set_paper_size(9)
            .set_print_fit_to_pages(pages(width), 0)
            .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
            .set_repeat_rows(head, head)?
            .set_footer(format!("&L{}&C{page}&R{}", plain(&number), plain(&company)));
        if at > 0 {
            let known = rows::fixed(self, at).saturating_sub(1);
            sheet.set_repeat_columns(0, known)?;
            let title = self.language.of(&self.form.title);
            sheet.set_header(format!("&L{}&R&A", plain(&title)));
        }
        Ok(())
    }
}

/// The pages that a sheet goes over, whose columns are so wide together.
fn pages(width: f64) -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few pages"
    )]
    let pages = (width / PAGE).ceil().clamp(1.0, 50.0) as u16;
    pages
}
