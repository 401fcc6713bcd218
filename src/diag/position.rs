//! Bytes to the lines and columns that people count.

use serde::Serialize;
use std::ops::Range;

/// Line and column, both from 1. Columns count Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// One more than the line ends (LF, CRLF or a lone CR) before the place.
    pub line: usize,
    /// One more than the characters before it on its line; a wide one and a tab count once.
    pub column: usize,
}

impl Position {
    /// The first character of a text.
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The position of a byte. Lines end with LF, CRLF or a lone CR; a byte past the end or inside
    /// a character counts as the nearest boundary before it.
    pub fn of(text: &str, byte: usize) -> Self {
        Self::START.forward(text, 0..floor(text, byte))
    }

    /// The position of the end of a range whose start has this one; the range splits no character.
    pub(super) fn forward(self, text: &str, range: Range<usize>) -> Self {
        let bytes = text.as_bytes();
        // Between the CR and the LF of one line end it is still the line before.
        let ends = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let (mut line, mut column, mut start) = (self.line, self.column, range.start);
        for at in range.clone().filter(ends) {
            (line, column, start) = (line + 1, 1, at + 1);
        }
        column += text[start..range.end].chars().count();
        Self { line, column }
    }
}

/// The greatest character boundary that is not past `byte`.
pub(super) fn floor(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    (0..=byte)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

/// The byte where the line that contains `byte` starts.
pub(super) fn line_start(text: &str, byte: usize) -> usize {
    // Between the CR and the LF of one line end it is still the line before.
    let inside = text[..byte].ends_with('\r') && text[byte..].starts_with('\n');
    let before = &text[..byte - usize::from(inside)];
    before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// The byte where the line that contains `byte` ends, without its line end.
pub(super) fn line_end(text: &str, byte: usize) -> usize {
    text[byte..]
        .find(['\n', '\r'])
        .map_or(text.len(), |at| byte + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_lf_crlf_or_cr() {
        let text = "一=1\r\n二=2\r三=3\n四";
        let places = [
            ('一', 1, 1),
            ('1', 1, 3),
            ('二', 2, 1),
            ('三', 3, 1),
            ('四', 4, 1),
        ];
        for (mark, line, column) in places {
            let byte = text.find(mark).unwrap();
            assert_eq!(
                Position::of(text, byte),
                Position { line, column },
                "{mark}"
            );
        }
        assert_eq!(Position::of(text, 999), Position { line: 4, column: 2 });
        assert_eq!(Position::of(text, 1), Position { line: 1, column: 1 });
    }

    #[test]
    fn a_byte_inside_crlf_stays_on_its_line() {
        assert_eq!(Position::of("a\r\nb", 2), Position { line: 1, column: 3 });
        assert_eq!(Position::of("a\rb", 2), Position { line: 2, column: 1 });
    }
}
