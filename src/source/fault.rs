//! What can be wrong with a file, and how much of one is read.

use std::ops::Range;

/// What is wrong with a file before anybody asks what its content means.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Bytes of the text that [`super::Source::text`] returns; `None` when it is the file as a whole.
    pub range: Option<Range<usize>>,
}

/// The ways a file can be broken.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// There is no such file.
    NotFound,
    /// A directory where a file should be.
    Directory,
    /// Any other refusal of the operating system, in its words.
    Unreadable(String),
    /// Neither .toml nor .json, .yaml, .yml.
    UnknownFormat,
    /// Bytes found and bytes allowed.
    TooLarge {
        /// Size of the file; of one that grew meanwhile, as much as was read.
        bytes: u64,
        /// Greatest size allowed, from [`LIMITS`].
        limit: u64,
    },
    /// Nested more than `limit` levels deep.
    TooDeep {
        /// Greatest depth allowed, from [`LIMITS`].
        limit: usize,
    },
    /// More than `limit` values, aliases expanded.
    TooMany {
        /// Greatest number allowed, from [`LIMITS`].
        limit: usize,
    },
    /// Bytes that are no UTF-8. `guess` is what it looks like: "UTF-16", "GB18030".
    NotUtf8 {
        /// Name of the encoding it seems to be in; `None` if it looks like nothing known.
        guess: Option<&'static str>,
    },
    /// The parser's words.
    Syntax(String),
    /// A key given twice in one table; `first` is where it was given before.
    DuplicateKey {
        /// The key as text, without quotes and escapes.
        key: String,
        /// Bytes of the text where it was given first.
        first: Range<usize>,
    },
    /// YAML: a key that is no text.
    KeyNotText,
    /// YAML: more than one document in a file.
    SecondDocument,
    /// An integer beyond 64 bits, or a number that JSON cannot carry (inf, nan).
    NumberTooLarge,
    /// The top of the file is no table.
    NotATable,
    /// Nothing in it but white space and comments.
    Empty,
    /// Neither .csv nor .xlsx.
    NoTableFormat,
    /// No XLSX workbook, or one that is damaged; in the words of the library.
    NoWorkbook(String),
    /// A workbook of the kind before XLSX, or one with a password.
    OldOrLocked,
    /// A workbook without the sheet that is asked for.
    NoSheet {
        /// The sheets it has.
        known: Vec<String>,
    },
}

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file, and of the text that YAML aliases add to it.
    pub bytes: u64,
    /// Tables and lists around a value.
    pub depth: usize,
    /// Values in a file, tables and lists included.
    pub values: usize,
    /// Faults told of one file; a wrong kind of file would fill the screen.
    pub faults: usize,
}

/// The limits of every reading.
pub const LIMITS: Limits = Limits {
    bytes: 16 << 20,
    depth: 64,
    values: 1_000_000,
    faults: 100,
};

impl Fault {
    pub(super) fn at(kind: FaultKind, range: Range<usize>) -> Fault {
        Fault {
            kind,
            range: Some(range),
        }
    }

    /// Where it begins; `None` when it is the file as a whole.
    pub(super) fn start(&self) -> Option<usize> {
        self.range.as_ref().map(|range| range.start)
    }

    pub(super) fn whole(kind: FaultKind) -> Fault {
        Fault { kind, range: None }
    }
}
