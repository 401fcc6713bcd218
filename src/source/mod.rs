//! Text into values, and values back to their places.
//!
//! The only module that knows bytes. Everything above it points into a file with a
//! [`Pointer`] and lets [`Place::range`] find the line again when somebody has to read it.

mod json;
mod pointer;
mod read;
mod toml;
mod yaml;

pub use pointer::{Part, Pointer};
pub use read::{Document, Fault, FaultKind, LIMITS, Limits, parse, read};

use std::{ops::Range, path::PathBuf, sync::Arc};

/// How a file's bytes are to be understood. Taken from the file's extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Toml,
    Json,
    Yaml,
}

/// One file that findings can point into. Cheap to clone.
///
/// The text of a file on disk is not kept: it is read again when a finding needs its line, so
/// that a project of 100,000 records stays small. Text that is in the program stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source(Arc<Inner>);

#[derive(Debug, PartialEq, Eq)]
struct Inner {
    /// What people are shown: the path relative to the project or the current folder, with `/`.
    name: String,
    /// `None` for what is no TOML, JSON or YAML (a layout, a picture, a folder).
    format: Option<Format>,
    origin: Origin,
}

#[derive(Debug, PartialEq, Eq)]
enum Origin {
    Disk(PathBuf),
    Memory(Arc<str>),
}

/// Where something stands in a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub source: Source,
    pub at: At,
}

/// The part of the source meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// The file as a whole: it cannot be read, or is missing.
    File,
    /// The value at a pointer, or its nearest existing ancestor.
    Value(Pointer),
    /// The key of the value at a pointer (an unknown field, say), or its nearest existing ancestor.
    Key(Pointer),
    /// Bytes of the text: what a parser stumbled over.
    Bytes(Range<usize>),
}
