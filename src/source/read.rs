//! Reading a file: bytes to text to value, with every way that can go wrong as a [`Fault`].

use super::{
    Fault, FaultKind, Format, Source, bytes, json, text, toml,
    tree::{Node, Tree},
    yaml,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A file's content as data, without places (see [`super::Place`]).
#[derive(Debug, Clone)]
pub struct Document {
    /// Where it was read from.
    pub source: Source,
    /// The top of the file, always a table. TOML dates and times are RFC 3339 text here.
    pub value: Value,
    /// SHA-256 of the exact bytes, lower-case hex.
    pub digest: String,
}

/// What came out of reading a file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// `None` when the file is too broken to be checked further; faults say why.
    pub document: Option<Document>,
    /// Everything wrong with it, in the order of the text; at most [`super::Limits::faults`].
    pub faults: Vec<Fault>,
}

/// What came out of parsing text.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// `None` when the text is too broken to be checked further. Of a key given twice it has the
    /// first value, and a number too large as text.
    pub value: Option<Value>,
    /// Everything wrong with it, in the order of the text; at most [`super::Limits::faults`].
    pub faults: Vec<Fault>,
}

/// Reads a source: its bytes, their text, and the value of the text.
pub fn read(source: &Source) -> Reading {
    let (parsed, digest) = match load(source) {
        Ok(loaded) => loaded,
        Err(fault) => {
            return Reading {
                document: None,
                faults: vec![fault],
            };
        }
    };
    let document = |value| Document {
        source: source.clone(),
        value,
        digest,
    };
    Reading {
        document: parsed.value.map(document),
        faults: parsed.faults,
    }
}

fn load(source: &Source) -> Result<(Parsed, String), Fault> {
    let bytes = bytes::of(source)?;
    let format = source
        .format()
        .filter(|format| *format != Format::Workbook)
        .ok_or(Fault::whole(FaultKind::UnknownFormat))?;
    let text = text::check(&bytes)?;
    Ok((parse_checked(text, format), digest(&bytes)))
}

/// Parses text; a byte order mark is left out, as [`Source::text`] does, and counts no bytes.
pub fn parse(text: &str, format: Format) -> Parsed {
    match text::check(text.as_bytes()) {
        Ok(text) => parse_checked(text, format),
        Err(fault) => Parsed {
            value: None,
            faults: vec![fault],
        },
    }
}

fn parse_checked(text: &str, format: Format) -> Parsed {
    let Tree { root, mut faults } = tree(text, format);
    let fault = match &root {
        None if faults.is_empty() => Some(Fault::whole(FaultKind::Empty)),
        Some(root) if !root.is_table() => Some(Fault::at(FaultKind::NotATable, root.range.clone())),
        _ => None,
    };
    faults.extend(fault);
    Parsed {
        value: root.filter(Node::is_table).map(Node::into_value),
        faults,
    }
}

/// Parses text into values that know their places.
pub(super) fn tree(text: &str, format: Format) -> Tree {
    match format {
        Format::Toml => toml::tree(text),
        Format::Json => json::tree(text),
        Format::Yaml => yaml::tree(text),
        // Its sheets are read as tables.
        Format::Workbook => Tree::default(),
    }
}

/// SHA-256 of exact bytes, as 64 lower-case hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::LIMITS;
    use serde_json::json;
    use std::{env, fs, path::PathBuf, process};

    /// A file of this test process, deleted after its test.
    struct Temporary(Source);

    impl Drop for Temporary {
        fn drop(&mut self) {
            let _ = self.0.path().map(fs::remove_file);
        }
    }

    fn file(name: &str, bytes: &[u8]) -> Temporary {
        let path = env::temp_dir().join(format!("wenkong-{}-{name}", process::id()));
        fs::write(&path, bytes).expect("the folder for temporary files is writable");
        Temporary(Source::disk(name, path))
    }

    fn only_fault(source: &Source) -> FaultKind {
        let Reading {
            document,
            mut faults,
        } = read(source);
        assert!(document.is_none() && faults.len() == 1, "{faults:?}");
        faults.remove(0).kind
    }

    #[test]
    fn a_document_has_the_digest_of_its_exact_bytes() {
        let Temporary(source) = &file("mark.toml", b"\xEF\xBB\xBFa = 1\r\n");
        let Reading { document, faults } = read(source);
        let document = document.expect("the file is right");
        assert_eq!(
            (faults, document.value, document.source.name()),
            (vec![], json!({"a": 1}), "mark.toml")
        );
        // sha256sum of these ten bytes.
        assert_eq!(
            document.digest,
            "ecf23e2722a279fa65fb8403592250781836ebd8fec2d0d8fb8753442b668c92"
        );
        assert_eq!(source.text().as_deref(), Some("a = 1\r\n"));
    }

    #[test]
    fn text_in_the_program_is_read_like_a_file() {
        let source = Source::memory("m", Some(Format::Json), "\u{feff}{\"a\": 1, \"a\": 2}");
        let Reading { document, faults } = read(&source);
        assert_eq!(
            document.map(|document| document.value),
            Some(json!({"a": 1}))
        );
        assert_eq!(faults.first().and_then(Fault::start), Some(9));
        assert_eq!(source.text().as_deref(), Some("{\"a\": 1, \"a\": 2}"));
        assert_eq!(
            only_fault(&Source::memory("m", None, "a = 1")),
            FaultKind::UnknownFormat
        );
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(
            only_fault(&Source::disk("m", here.join("missing.toml"))),
            FaultKind::NotFound
        );
        assert_eq!(
            only_fault(&Source::disk("src", here.join("src"))),
            FaultKind::Directory
        );
        assert_eq!(only_fault(&file("a.txt", b"a").0), FaultKind::UnknownFormat);
        assert_eq!(only_fault(&file("empty.toml", b"").0), FaultKind::Empty);
        assert_eq!(
            only_fault(&file("list.json", b" [1]").0),
            FaultKind::NotATable
        );
        let Temporary(gbk) = &file("gbk.toml", b"a = \"\xBF\xCD\"");
        assert_eq!(
            only_fault(gbk),
            FaultKind::NotUtf8 {
                guess: Some("GB18030")
            }
        );
        assert_eq!(gbk.text().as_deref(), Some("a = \"\u{fffd}\u{fffd}\""));
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_not_waited_for() {
        let kind = only_fault(&Source::disk("zero.toml", "/dev/zero"));
        assert_eq!(kind, FaultKind::Unreadable("not a regular file".to_owned()));
    }

    #[test]
    fn a_file_too_large_is_not_loaded() {
        let Temporary(source) = &file("large.toml", b"");
        let path = source.path().expect("it is on disk");
        let handle = fs::File::create(path).expect("it is writable");
        handle
            .set_len(LIMITS.bytes + 1)
            .expect("a sparse file fits");
        let kind = FaultKind::TooLarge {
            bytes: LIMITS.bytes + 1,
            limit: LIMITS.bytes,
        };
        assert_eq!(only_fault(source), kind);
        assert_eq!(source.text(), None);
    }
}
