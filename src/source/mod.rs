//! Text into values, and values back to their places.
//!
//! The only module that knows bytes. Everything above it points into a file with a
//! [`Pointer`] and lets [`Place::range`] find the line again when somebody has to read it.

mod bytes;
mod fault;
mod json;
mod place;
mod pointer;
mod read;
mod table;
mod text;
mod toml;
mod tree;
mod yaml;

#[cfg(test)]
mod tests;

pub use fault::{Fault, FaultKind, LIMITS, Limits};
pub use place::{At, Locator, Place};
pub use pointer::Pointer;
pub use read::{Document, Parsed, Reading, digest, parse, read};
pub use table::{
    Cell, Column, Linked, Row, Table, TableFormat, cell_name, first_rows, moment_text, plain,
    read_table, read_workbook, sheets,
};

use std::{
    borrow::Cow,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How a file's bytes are to be understood. Taken from the file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// TOML 1.1.
    Toml,
    /// JSON as RFC 8259 has it, without extensions.
    Json,
    /// YAML 1.2 with its core schema.
    Yaml,
    /// An entry workbook: XLSX with a sheet of fields and one for each list.
    Workbook,
}

impl Format {
    /// The format of a file by its extension, in small or capital letters.
    pub fn of(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "toml" => Some(Format::Toml),
            "json" => Some(Format::Json),
            "yaml" | "yml" => Some(Format::Yaml),
            "xlsx" => Some(Format::Workbook),
            _ => None,
        }
    }
}

/// One file that findings can point into. Cheap to clone.
///
/// The text of a file on disk is not kept: it is read again when a finding needs its line, so
/// that a project of 100,000 records stays small. Text that is in the program stays as it is.
#[derive(Clone)]
pub struct Source(Arc<Inner>);

/// The same file; which of its values came from tables does not matter.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (&self.0, &other.0);
        Arc::ptr_eq(a, b) || (&a.name, a.format, &a.origin) == (&b.name, b.format, &b.origin)
    }
}

impl Eq for Source {}

/// The name says which; the text would drown it.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({})", self.name())
    }
}

struct Inner {
    /// What people are shown: the path relative to the project or the current folder, with `/`.
    name: String,
    /// `None` for what is no record format (a layout, a picture, a folder, a table).
    format: Option<Format>,
    origin: Origin,
    /// Which of its values came from tables.
    tables: Arc<[Linked]>,
}

#[derive(Clone, PartialEq, Eq)]
enum Origin {
    Disk(PathBuf),
    Memory(Arc<str>),
    /// A file as it was at another time.
    Earlier(PathBuf, Arc<str>),
    /// A table, and the sheet where it is a workbook.
    Table(PathBuf, Option<String>),
}

impl Source {
    /// A file on disk; its format is that of its extension.
    pub fn disk(name: impl Into<String>, path: impl Into<PathBuf>) -> Source {
        let (name, path) = (name.into(), path.into());
        Source(Arc::new(Inner {
            name,
            format: Format::of(&path),
            origin: Origin::Disk(path),
            tables: Arc::default(),
        }))
    }

    /// Text that is in the program.
    pub fn memory(
        name: impl Into<String>,
        format: Option<Format>,
        text: impl Into<Arc<str>>,
    ) -> Source {
        let origin = Origin::Memory(text.into());
        Source(Arc::new(Inner {
            name: name.into(),
            format,
            origin,
            tables: Arc::default(),
        }))
    }

    /// A file on disk as it was at another time: this text in place of what lies there now.
    pub fn earlier(
        name: impl Into<String>,
        path: impl Into<PathBuf>,
        format: Option<Format>,
        text: impl Into<Arc<str>>,
    ) -> Source {
        Source(Arc::new(Inner {
            name: name.into(),
            format,
            origin: Origin::Earlier(path.into(), text.into()),
            tables: Arc::default(),
        }))
    }

    /// A table on disk; `sheet` where it is one of a workbook.
    pub fn table(name: impl Into<String>, path: impl Into<PathBuf>, sheet: Option<&str>) -> Source {
        Source(Arc::new(Inner {
            name: name.into(),
            format: None,
            origin: Origin::Table(path.into(), sheet.map(str::to_owned)),
            tables: Arc::default(),
        }))
    }

    /// The same file, some of whose values came from tables.
    #[must_use]
    pub fn with_tables(&self, tables: Vec<Linked>) -> Source {
        let Inner {
            name,
            format,
            origin,
            ..
        } = &*self.0;
        Source(Arc::new(Inner {
            name: name.clone(),
            format: *format,
            origin: origin.clone(),
            tables: tables.into(),
        }))
    }

    /// Which of its values came from tables.
    pub fn tables(&self) -> &[Linked] {
        &self.0.tables
    }

    /// The sheet, where it is one of a workbook.
    pub fn sheet(&self) -> Option<&str> {
        match &self.0.origin {
            Origin::Table(_, sheet) => sheet.as_deref(),
            _ => None,
        }
    }

    /// What people are shown for it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Where it lies on disk, if it does.
    pub fn path(&self) -> Option<&Path> {
        match &self.0.origin {
            Origin::Disk(path) | Origin::Table(path, _) | Origin::Earlier(path, _) => Some(path),
            Origin::Memory(_) => None,
        }
    }

    /// How its bytes are to be understood; `None` for what is no TOML, JSON or YAML.
    pub fn format(&self) -> Option<Format> {
        self.0.format
    }

    /// The text, read again; `None` if it cannot be read.
    ///
    /// All ranges index into this text: it has no byte order mark, and U+FFFD for what is no UTF-8. A sheet's has a line
    /// for each row.
    pub fn text(&self) -> Option<Arc<str>> {
        if let Origin::Table(path, sheet) = &self.0.origin {
            return table::text(path, sheet.as_deref()).map(Into::into);
        }
        if self.format() == Some(Format::Workbook) {
            return None;
        }
        let bytes = bytes::of(self).ok()?;
        match (text::show(&bytes), &self.0.origin) {
            (Cow::Borrowed(shown), Origin::Memory(kept) | Origin::Earlier(_, kept))
                if shown.len() == kept.len() =>
            {
                Some(kept.clone())
            }
            (shown, _) => Some(shown.into()),
        }
    }
}
