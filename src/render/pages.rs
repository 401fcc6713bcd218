//! Laid-out pages and the files made of them.

use chrono::{Datelike, NaiveDate};
use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};
use typst::foundations::{Datetime, Smart};
use typst::syntax::DiagSpan;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::world::PageWorld;
use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::source::{At, Place};

/// What a document's metadata say of it; the same words give the same bytes.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// Stable name of the document, hashed into the PDF's identifier.
    pub ident: String,
    /// The day the document speaks of: the record's date. Never the wall clock.
    pub date: NaiveDate,
    /// Whether files may be attached to it: PDF/A-3 instead of PDF/A-2.
    pub attaches: bool,
}

/// A document, laid out.
pub struct Pages {
    pub(super) document: PagedDocument,
    stamp: Stamp,
}

/// Compiles the page. What Typst warns of or refuses is told at the line of the layout that met it.
pub(super) fn compile(world: &PageWorld<'_>, stamp: Stamp, sink: &mut Sink) -> Option<Pages> {
    let result = typst::compile::<PagedDocument>(world);
    // Everything a page of its own needed is dropped; what the form's pages share is made again in a moment. Without
    // this each document stays in memory for ever.
    comemo::evict(0);
    sink.extend(
        result
            .warnings
            .iter()
            .map(|warning| diagnose(world, warning)),
    );
    match result.output {
        Ok(document) => Some(Pages { document, stamp }),
        Err(errors) => {
            sink.extend(errors.iter().map(|error| diagnose(world, error)));
            None
        }
    }
}

/// A fault of the layout, at its line.
fn diagnose(world: &PageWorld<'_>, told: &SourceDiagnostic) -> Diagnostic {
    let hints: String = told
        .hints
        .iter()
        .map(|hint| format!(" ({})", hint.v))
        .collect();
    let word = match told.severity {
        Severity::Error => Text::new("版面出错", "layout failed"),
        Severity::Warning => Text::new("版面警告", "layout warning"),
    };
    let message = Text::new(
        format!("{}：{}{hints}", word.zh, told.message),
        format!("{}: {}{hints}", word.en, told.message),
    );
    let help = Text::new("改正这张表单的版面文件", "correct the form's layout");
    let diagnostic = match told.severity {
        Severity::Error => Diagnostic::error(code::LAYOUT, message),
        Severity::Warning => Diagnostic::warning(code::LAYOUT, message),
    };
    let diagnostic = diagnostic.help(help);
    let diagnostic = match place(world, told.span) {
        Some(place) => diagnostic.at(place),
        None => diagnostic,
    };
    let callers = told
        .trace
        .iter()
        .filter_map(|point| place(world, point.span));
    callers.fold(diagnostic, |diagnostic, caller| {
        diagnostic.label(caller, Text::new("由这里调用", "called from here"))
    })
}

/// Where a span of Typst's stands in our files.
fn place(world: &PageWorld<'_>, span: impl Into<DiagSpan>) -> Option<Place> {
    let span = span.into();
    let file = world.layout.file(span.id()?)?;
    Some(Place {
        source: file.source.clone(),
        at: At::Bytes(world.range(span)?),
    })
}

impl Pages {
    /// Number of pages.
    pub fn count(&self) -> usize {
        self.document.pages().len()
    }

    /// The document as PDF/A-2a (an issued one, with its record attached, as PDF/A-3a) and PDF/UA-1: archivable, tagged, and
    /// the same bytes each time.
    ///
    /// # Errors
    /// What the standard forbids and the layout does, in the exporter's words.
    pub fn pdf(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        let archive = if self.stamp.attaches {
            PdfStandard::A_3a
        } else {
            PdfStandard::A_2a
        };
        self.export(&[archive, PdfStandard::Ua_1])
    }

    /// The document as plain PDF without tags, to be laid over another.
    ///
    /// # Errors
    /// As [`Self::pdf`].
    pub fn plain_pdf(&self) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.export(&[])
    }

    fn export(&self, standards: &[PdfStandard]) -> Result<Vec<u8>, Box<Diagnostic>> {
        let tagged = !standards.is_empty();
        let standards =
            PdfStandards::new(standards).map_err(|error| export_failed(error.message()))?;
        let options = PdfOptions {
            ident: Smart::Custom(self.stamp.ident.clone()),
            creator: Smart::Custom(Some(format!("wenkong {}", env!("CARGO_PKG_VERSION")))),
            timestamp: self.timestamp(),
            page_ranges: None,
            standards,
            tagged,
            pretty: false,
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| {
            let words: Vec<&str> = errors.iter().map(|error| error.message.as_str()).collect();
            export_failed(&words.join("; "))
        })
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let date = self.stamp.date;
        let (month, day) = (
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        );
        Some(Timestamp::new_utc(Datetime::from_ymd_hms(
            date.year(),
            month,
            day,
            0,
            0,
            0,
        )?))
    }

    /// Each page as a PNG picture. `pixels_per_point`: 2.0 is 144 dpi.
    ///
    /// # Errors
    /// When a page is too large to be encoded.
    pub fn png(&self, pixels_per_point: f64) -> Result<Vec<Vec<u8>>, Box<Diagnostic>> {
        let options = typst_render::RenderOptions {
            pixel_per_pt: pixels_per_point.into(),
            render_bleed: false,
        };
        let encode = |page| typst_render::render(page, &options).encode_png();
        self.document
            .pages()
            .iter()
            .map(encode)
            .collect::<Result<_, _>>()
            .map_err(|error| export_failed(&error.to_string()))
    }

    /// Each page as an SVG drawing.
    pub fn svg(&self) -> Vec<Vec<u8>> {
        let options = typst_svg::SvgOptions::default();
        self.document
            .pages()
            .iter()
            .map(|page| typst_svg::svg(page, &options).into_bytes())
            .collect()
    }
}

fn export_failed(words: &str) -> Box<Diagnostic> {
    let message = Text::new(
        format!("无法生成文件：{words}"),
        format!("the file cannot be made: {words}"),
    );
    let help = Text::new("检查图片和版面文件", "look at the pictures and the layout");
    Box::new(Diagnostic::error(code::LAYOUT, message).help(help))
}
