//! Reading a file: bytes to text to value, with every way that can go wrong as a [`Fault`].

use std::ops::Range;

/// A file's content as data, without places (see [`super::Place`]).
#[derive(Debug, Clone)]
pub struct Document {
    pub source: super::Source,
    /// TOML dates and times are RFC 3339 text here.
    pub value: serde_json::Value,
    /// SHA-256 of the exact bytes, lower-case hex.
    pub digest: String,
}

/// What is wrong with a file before anybody asks what its content means.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    /// Bytes of the text; `None` when it is the file as a whole.
    pub range: Option<Range<usize>>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    NotFound,
    /// A directory where a file should be.
    Directory,
    /// Any other refusal of the operating system, in its words.
    Unreadable(String),
    /// Neither .toml nor .json, .yaml, .yml.
    UnknownFormat,
    /// Bytes found and bytes allowed.
    TooLarge { bytes: u64, limit: u64 },
    /// Nested more than `limit` levels deep.
    TooDeep { limit: usize },
    /// More than `limit` values, aliases expanded.
    TooMany { limit: usize },
    /// Bytes that are no UTF-8. `guess` is what it looks like: "UTF-16", "GB18030".
    NotUtf8 { guess: Option<&'static str> },
    /// The parser's words.
    Syntax(String),
    /// A key given twice in one table; `first` is where it was given before.
    DuplicateKey { key: String, first: Range<usize> },
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
}

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: u64,
    pub depth: usize,
    pub values: usize,
}

pub const LIMITS: Limits = Limits { bytes: 16 << 20, depth: 64, values: 1_000_000 };
