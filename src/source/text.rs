//! Bytes into text: UTF-8, or a guess at what it is instead.

use super::{Fault, FaultKind};
use std::{borrow::Cow, ops::Range};

const UTF_8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text that people are shown: no byte order mark, and U+FFFD for bytes that are no UTF-8.
pub(super) fn show(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(without_mark(bytes))
}

/// The text that is parsed, or the first place in the text of [`show`] that is no UTF-8.
pub(super) fn check(bytes: &[u8]) -> Result<&str, Fault> {
    let bytes = without_mark(bytes);
    let (text, first_bad) = match str::from_utf8(bytes) {
        Ok(text) => (text, text.find('\0').map(|at| at..at + 1)),
        Err(error) => ("", Some(replaced(error.valid_up_to()))),
    };
    let fault = |range| {
        Fault::at(
            FaultKind::NotUtf8 {
                guess: guess(bytes),
            },
            range,
        )
    };
    first_bad.map_or(Ok(text), |range| Err(fault(range)))
}

/// The first U+FFFD of the shown text: up to there it has the very bytes of the file.
fn replaced(start: usize) -> Range<usize> {
    start..start + char::REPLACEMENT_CHARACTER.len_utf8()
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes)
}

fn guess(bytes: &[u8]) -> Option<&'static str> {
    if is_utf_16(bytes) {
        Some("UTF-16")
    } else if is_gb_18030(bytes) {
        Some("GB18030")
    } else {
        None
    }
}

fn is_utf_16(bytes: &[u8]) -> bool {
    let nul = bytes.iter().filter(|byte| **byte == 0).count();
    // Without a mark the signs, spaces and line ends show it: one of their two bytes is NUL.
    bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || nul * 8 >= bytes.len()
}

fn is_gb_18030(mut bytes: &[u8]) -> bool {
    loop {
        bytes = match bytes {
            [] => return true,
            [0x01..=0x7F, rest @ ..] => rest,
            [0x81..=0xFE, 0x40..=0x7E | 0x80..=0xFE, rest @ ..] => rest,
            [
                0x81..=0xFE,
                0x30..=0x39,
                0x81..=0xFE,
                0x30..=0x39,
                rest @ ..,
            ] => rest,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> Option<(Option<&'static str>, Range<usize>)> {
        match check(bytes) {
            Err(Fault {
                kind: FaultKind::NotUtf8 { guess },
                range: Some(range),
            }) => {
                assert!(
                    show(bytes).get(range.clone()).is_some(),
                    "{range:?} splits a character"
                );
                Some((guess, range))
            }
            _ => None,
        }
    }

    #[test]
    fn a_mark_is_no_text() {
        assert_eq!(check("\u{feff}客".as_bytes()), Ok("客"));
        assert_eq!(show("\u{feff}客".as_bytes()), "客");
        assert_eq!(check(b""), Ok(""));
    }

    #[test]
    fn utf_16_is_told_with_and_without_a_mark() {
        let little = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect::<Vec<_>>()
        };
        let big = |text: &str| {
            text.encode_utf16()
                .flat_map(u16::to_be_bytes)
                .collect::<Vec<_>>()
        };
        let text = "name = \"客户\"\n";
        let marked = format!("\u{feff}{text}");
        for bytes in [little(text), big(text), little(&marked), big(&marked)] {
            assert_eq!(fault(&bytes).map(|(guess, _)| guess), Some(Some("UTF-16")));
        }
    }

    #[test]
    fn gb_18030_is_told_where_it_begins() {
        // 客户 in GBK, after a mark that is not counted.
        let bytes = b"\xEF\xBB\xBFname = \"\xBF\xCD\xBB\xA7\"\n";
        assert_eq!(fault(bytes), Some((Some("GB18030"), 8..11)));
        assert_eq!(fault(b"\x81\x30\x81\x30\xFF"), Some((None, 0..3)));
        assert_eq!(fault(b"\x81\x30\x81\x30"), Some((Some("GB18030"), 0..3)));
        assert_eq!(fault(b"caf\xE9 = 1"), Some((None, 3..6)));
    }

    #[test]
    fn a_stray_nul_is_no_text_either() {
        // The YAML parser would take it for the end of the file.
        assert_eq!(fault(b"a: 1234567890\0\nb: 2\n"), Some((None, 13..14)));
    }
}
