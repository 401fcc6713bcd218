//! Typst's view of one page: the form's layout, the library, the data. Nothing else exists for it: no clock, no disk, no
//! network, no system font.

use std::collections::HashMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source as TypstSource, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::{LayoutFile, VirtualFile};
use crate::builtin;
use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::Form;
use crate::source::{At, Place, Source};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// A form's layout and the library files it stands on, parsed.
pub(super) struct Layout {
    files: Vec<LayoutFile>,
    main: FileId,
}

impl Layout {
    /// Reads `form.typ` and the layout library.
    pub fn load(form: &Form, sink: &mut Sink) -> Option<Self> {
        let library = form
            .lib_files()
            .into_iter()
            .map(|(name, source)| (format!("/lib/{name}"), source));
        let sources =
            std::iter::once(("/form.typ".to_owned(), form.file("form.typ"))).chain(library);
        Self::of(sources, sink)
    }

    /// Takes layout files by virtual path, `form.typ` first.
    pub fn of(sources: impl Iterator<Item = (String, Source)>, sink: &mut Sink) -> Option<Self> {
        let mut files = Vec::new();
        for (path, source) in sources {
            let Some(text) = source.text() else {
                sink.push(missing(&source));
                return None;
            };
            let id = file_id(&path)?;
            files.push(LayoutFile {
                id,
                typst: TypstSource::new(id, text.to_string()),
                source,
            });
        }
        let main = files.first()?.id;
        Some(Self { files, main })
    }

    /// Virtual path and text of every layout file.
    pub fn texts(&self) -> impl Iterator<Item = (String, Vec<u8>)> {
        self.files.iter().map(|file| {
            let path = file.id.get().vpath().get_with_slash().to_owned();
            (path, file.typst.text().as_bytes().to_vec())
        })
    }

    /// The layout file that Typst's id means.
    pub fn file(&self, id: FileId) -> Option<&LayoutFile> {
        self.files.iter().find(|file| file.id == id)
    }
}

fn missing(source: &Source) -> Diagnostic {
    let message = Text::new(
        "找不到版面文件",
        "the layout file is missing or cannot be read",
    );
    let help = Text::new(
        "把 form.typ 放入表单文件夹",
        "put form.typ into the form's folder",
    );
    Diagnostic::error(code::BROKEN, message)
        .at(Place {
            source: source.clone(),
            at: At::File,
        })
        .help(help)
}

/// The id of a virtual path. Typst interns every path for ever and has room for 65,535: paths must be few and fixed.
pub(super) fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

/// One page to be laid out.
pub(super) struct PageWorld<'a> {
    /// The form's layout and library, parsed once for all its pages.
    pub layout: &'a Layout,
    data: HashMap<FileId, Bytes>,
}

impl<'a> PageWorld<'a> {
    pub fn new(layout: &'a Layout, files: Vec<VirtualFile>) -> Self {
        let data = files.into_iter().filter_map(|file| {
            let bytes = match file.bytes {
                std::borrow::Cow::Borrowed(bytes) => Bytes::new(bytes),
                std::borrow::Cow::Owned(bytes) => Bytes::new(bytes),
            };
            Some((file_id(&file.path)?, bytes))
        });
        Self {
            layout,
            data: data.collect(),
        }
    }
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_without_slash().into())
}

impl World for PageWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &builtin::fonts().book
    }

    fn main(&self) -> FileId {
        self.layout.main
    }

    fn source(&self, id: FileId) -> FileResult<TypstSource> {
        self.layout
            .file(id)
            .map(|file| file.typst.clone())
            .ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.data.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        builtin::fonts().fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
