//! The one path to paper: a form and its data become pages, and pages become PDF, PNG or SVG.

mod control;
mod data;
mod issued;
pub mod overlay;
mod pages;
mod pictures;
mod texts;
pub mod workbook;
mod world;

pub use control::Control;
pub use data::{Company, Language, Mode, Page};
pub use issued::{Frozen, KeptFile};
pub use pages::{Pages, Stamp};

use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::Form;
use crate::source::{At, Place, Pointer, Source};
use world::{Layout, PageWorld};

#[cfg(test)]
mod tests;

/// A form made ready for layout: parsed once, used for any number of records.
pub struct Renderer<'a> {
    form: &'a Form,
    company: &'a Company,
    language: Language,
    layout: Layout,
    fields: data::Fields,
}

impl<'a> Renderer<'a> {
    /// Reads the form's layout and schema. What is wrong with them goes to the sink.
    pub fn new(
        form: &'a Form,
        company: &'a Company,
        language: Language,
        sink: &mut Sink,
    ) -> Option<Self> {
        if !form.printed {
            sink.push(not_printed(form));
            return None;
        }
        let fields = data::Fields::of(form.schema(sink)?);
        texts::check(form, &fields.outline, sink)?;
        let layout = Layout::load(form, sink)?;
        Some(Self {
            form,
            company,
            language,
            layout,
            fields,
        })
    }

    /// Lays out one sheet; `None` if that cannot be done.
    pub fn render(&self, page: &Page<'_>, sink: &mut Sink) -> Option<Pages> {
        let world = PageWorld::new(&self.layout, self.files(page, sink)?);
        let mut found = Sink::default();
        let pages = pages::compile(&world, page.stamp(self.form), &mut found);
        sink.extend(
            found
                .into_sorted()
                .into_iter()
                .map(|diagnostic| of_page(diagnostic, page)),
        );
        pages
    }

    /// Everything a sheet is made of but the fonts, as virtual path and bytes: layout, library, data, pictures. None if the
    /// data cannot be made.
    pub fn inputs(&self, page: &Page<'_>) -> Option<Vec<(String, Vec<u8>)>> {
        let data = self.files(page, &mut Sink::default())?;
        let data = data
            .into_iter()
            .map(|file| (file.path, file.bytes.into_owned()));
        Some(self.layout.texts().chain(data).collect())
    }

    fn files(&self, page: &Page<'_>, sink: &mut Sink) -> Option<Vec<VirtualFile>> {
        let pictures = pictures::collect(page, sink);
        let texts = texts::fill(self.form, page, self.company, sink)?;
        Some(data::files(
            self.form,
            self.company,
            self.language,
            page,
            &self.fields,
            &pictures,
            &texts,
        ))
    }
}

/// Program and typesetter with their versions: another one may lay a page out differently.
pub fn engine() -> String {
    let typst = typst::utils::version();
    let (major, minor, patch) = (typst.major(), typst.minor(), typst.patch());
    let own = env!("CARGO_PKG_VERSION");
    format!("wenkong {own}, typst {major}.{minor}.{patch}")
}

fn not_printed(form: &Form) -> Diagnostic {
    let title = &form.title;
    let message = Text::new(
        format!("{}是数据，没有可打印的版面", title.zh),
        format!("“{}” is data and has no layout to print", title.en),
    );
    let help = Text::new(
        "用 wenkong check 检查它，或在 Excel 中打印",
        "check it with `wenkong check`, or print it from Excel",
    );
    let place = Place {
        source: form.source.clone(),
        at: At::Value(Pointer::root().join("printed")),
    };
    Diagnostic::error(code::NOT_PRINTED, message)
        .at(place)
        .help(help)
}

fn of_page(diagnostic: Diagnostic, page: &Page<'_>) -> Diagnostic {
    match page.record.and_then(|record| record.id.as_deref()) {
        Some(id) => diagnostic.of(id),
        None => diagnostic,
    }
}

/// A virtual file of a page: its path as the layout names it, and its bytes.
pub(crate) struct VirtualFile {
    path: String,
    bytes: std::borrow::Cow<'static, [u8]>,
}

/// A layout file, and where it can be read again.
pub(crate) struct LayoutFile {
    id: typst::syntax::FileId,
    typst: typst::syntax::Source,
    source: Source,
}
