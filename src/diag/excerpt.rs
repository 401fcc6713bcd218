//! The few lines of a text that a finding shows.

use super::position::{floor, line_end, line_start};
use std::ops::Range;

/// Bytes of a line kept after the start of what is meant.
const AFTER: usize = 600;
/// Most bytes in one excerpt. The renderer trims what does not fit the terminal, but reads it all.
const LONGEST: usize = 128 << 10;
/// Places further apart than this are shown as separate excerpts.
const APART: usize = 4096;

/// Whole lines of a text, though perhaps without their tail, and the bytes that are meant in them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The lines with their line ends, a lone CR turned into LF.
    pub text: String,
    /// The byte of the whole text that these lines start with.
    pub start: usize,
    /// Bytes of `text` that are meant, in the order they were asked for.
    pub ranges: Vec<Range<usize>>,
}

impl Excerpt {
    /// The line around one range; nothing if it stands too far right in a line without end.
    pub fn of(text: &str, range: Range<usize>) -> Option<Self> {
        let start = line_start(text, range.start);
        let end = line_end(text, range.start).min(floor(text, range.start + AFTER));
        (end - start <= LONGEST).then(|| Self::cut(text, start..end, &[range]))
    }

    /// The lines around several ranges, if they stand near each other.
    pub fn joining(text: &str, ranges: &[Range<usize>]) -> Option<Self> {
        let first = ranges.iter().map(|range| range.start).min()?;
        let last = ranges.iter().map(|range| range.start).max()?;
        let lines = line_start(text, first)..line_end(text, last);
        (lines.len() <= APART).then(|| Self::cut(text, lines, ranges))
    }

    fn cut(text: &str, lines: Range<usize>, ranges: &[Range<usize>]) -> Self {
        let within = |range: &Range<usize>| {
            let range = first_line(text, range);
            range.start - lines.start..range.end.min(lines.end) - lines.start
        };
        Self {
            text: even_line_ends(&text[lines.clone()]),
            start: lines.start,
            ranges: ranges.iter().map(within).collect(),
        }
    }
}

/// What is meant, as far as its first line goes: a whole table would drown the finding.
fn first_line(text: &str, range: &Range<usize>) -> Range<usize> {
    range.start..range.end.min(line_end(text, range.start)).max(range.start)
}

/// A lone CR as LF, which is all the renderer knows besides CRLF; byte counts stay.
fn even_line_ends(text: &str) -> String {
    let lines: Vec<_> = text
        .split("\r\n")
        .map(|lines| lines.replace('\r', "\n"))
        .collect();
    lines.join("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_shown_by_its_first_line() {
        let excerpt = Excerpt::of("{\r\n  \"a\": 1\r\n}", 0..16).unwrap();
        assert_eq!(excerpt.text, "{");
        assert_eq!(excerpt.ranges[0], 0..1);
    }

    #[test]
    fn a_long_line_loses_its_tail_and_an_endless_one_is_not_shown() {
        let text = "字".repeat(100_000);
        let excerpt = Excerpt::of(&text, 60_000..290_000).unwrap();
        assert_eq!(excerpt.text.len(), 60_600);
        assert_eq!(excerpt.ranges[0], 60_000..60_600);
        assert_eq!(Excerpt::of(&text, 199_998..200_001), None);
    }

    #[test]
    fn near_places_share_an_excerpt() {
        let text = "a = 1\rb = 2\ra = 3\r";
        let excerpt = Excerpt::joining(text, &[12..13, 0..1]).unwrap();
        assert_eq!(excerpt.text, "a = 1\nb = 2\na = 3");
        assert_eq!((excerpt.start, excerpt.ranges), (0, vec![12..13, 0..1]));
        let far = format!("a = 1\n{}a = 2\n", "b = 1\n".repeat(2000));
        let end = far.len() - 6;
        assert_eq!(Excerpt::joining(&far, &[0..1, end..end + 1]), None);
    }
}
