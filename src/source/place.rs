//! Where findings stand, and the bytes to show for them.

use super::{Pointer, Source, TableFormat, read::tree, table, tree::Node};
use std::{cell::OnceCell, ops::Range, sync::Arc};

/// Where something stands in a [`Source`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub source: Source,
    /// Where in the file.
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
    /// A cell of a table, which is where the value at the record's pointer came from. Row and column count from 0.
    Cell {
        /// Where the value stands in the record.
        pointer: Pointer,
        /// The row.
        row: u32,
        /// The column.
        column: u32,
    },
}

impl Place {
    /// The text of the source, read again, and the bytes meant, on one line of it.
    ///
    /// Use a [`Locator`] for many places of one source. `None` if the source cannot be read.
    pub fn range(&self) -> Option<(Arc<str>, Range<usize>)> {
        let locator = Locator::open(&self.source)?;
        let range = locator.range(&self.at);
        Some((locator.text, range))
    }
}

/// A source opened to find many places in it: it is read once, and parsed at most once.
#[derive(Debug)]
pub struct Locator {
    source: Source,
    text: Arc<str>,
    root: OnceCell<Option<Node>>,
    /// The bytes of each row, where it is a table.
    rows: OnceCell<Vec<Range<usize>>>,
}

impl Locator {
    /// Reads a source; `None` if it cannot be read.
    pub fn open(source: &Source) -> Option<Locator> {
        let text = source.text()?;
        Some(Locator {
            source: source.clone(),
            text,
            root: OnceCell::new(),
            rows: OnceCell::new(),
        })
    }

    /// The text that the ranges index into.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The bytes meant, cut off at the end of their first line so that they are short to show.
    ///
    /// A table or list of many lines, and one that lacks the value meant, is shown by its key. The
    /// file as a whole is the empty range at its start.
    pub fn range(&self, at: &At) -> Range<usize> {
        let range = match at {
            At::File => 0..0,
            At::Bytes(range) => range.clone(),
            At::Value(pointer) => self.locate(|root| root.locate_value(pointer, &self.text)),
            At::Key(pointer) => self.locate(|root| root.locate_key(pointer)),
            At::Cell { row, column, .. } => self.cell(*row, *column),
        };
        first_line(&self.text, range)
    }

    fn cell(&self, row: u32, column: u32) -> Range<usize> {
        let Some(format) = self.source.path().and_then(TableFormat::of) else {
            return 0..0;
        };
        let rows = self.rows.get_or_init(|| table::rows_of(&self.text, format));
        let (row, end) = (row as usize, self.text.len());
        match rows.get(row) {
            Some(row) => table::range(&self.text, format, row.clone(), column),
            None => end..end,
        }
    }

    fn locate(&self, find: impl FnOnce(&Node) -> Range<usize>) -> Range<usize> {
        let root = self
            .root
            .get_or_init(|| tree(&self.text, self.source.format()?).root);
        let range = root.as_ref().map(find);
        range.unwrap_or_default()
    }
}

/// What the range has on its first line. The file may have changed since the range was found:
/// whatever it is, the result lies inside of the text and splits no character.
fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(range.start);
    let end = text
        .ceil_char_boundary(range.end.min(text.len()))
        .max(start);
    let shown = text.get(start..end).unwrap_or_default();
    let line = shown.split_once('\n').map_or(shown, |(line, _)| line);
    start..start + line.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Format;

    fn shown(format: Format, text: &str, at: At) -> String {
        let source = Source::memory("m", Some(format), text);
        let place = Place { source, at };
        place
            .range()
            .map(|(text, range)| text[range].to_owned())
            .unwrap_or_default()
    }

    fn at(pointer: &str) -> Pointer {
        Pointer::parse(pointer).expect("the test has a pointer")
    }

    fn check(format: Format, text: &str, expected: &[(&str, &str, &str)]) {
        for (pointer, value, key) in expected {
            assert_eq!(
                shown(format, text, At::Value(at(pointer))),
                *value,
                "value {pointer}"
            );
            assert_eq!(
                shown(format, text, At::Key(at(pointer))),
                *key,
                "key {pointer}"
            );
        }
    }

    #[test]
    fn toml_tables_are_shown_by_their_keys() {
        let text = "\u{feff}top = 1 # x\nd.'甲' = [1, {a = 2}]\n[customer]\nname = \"上\"\n[a.b]\n\
                    long = [\n  3,\n  [ 4,\n  5 ]]\ntext = \"\"\"\nx\n\"\"\"\n[[e]]\n[[ e ]]\nn = { m = 6 }\n[e.s]\n";
        check(
            Format::Toml,
            text,
            &[
                ("", "", ""),
                ("/missing/x", "", ""),
                ("/top", "1", "top"),
                ("/top/x", "top", "top"),
                ("/d", "d", "d"),
                ("/d/甲", "[1, {a = 2}]", "'甲'"),
                ("/d/甲/1/a", "2", "a"),
                ("/d/甲/1/b", "{a = 2}", "{a = 2}"),
                ("/d/甲/7", "'甲'", "'甲'"),
                ("/customer", "[customer]", "customer"),
                ("/customer/name", "\"上\"", "name"),
                ("/customer/missing", "customer", "customer"),
                ("/a/b", "[a.b]", "b"),
                ("/a/missing", "a", "a"),
                ("/a/b/long", "long", "long"),
                ("/a/b/long/0", "3", "3"),
                ("/a/b/long/1", "[ 4,", "[ 4,"),
                ("/a/b/text", "\"\"\"", "text"),
                ("/e", "[[e]]", "e"),
                ("/e/0", "[[e]]", "[[e]]"),
                ("/e/1/missing", "[[ e ]]", "[[ e ]]"),
                ("/e/1/n/m", "6", "m"),
                ("/e/1/s", "[e.s]", "s"),
                ("/e/2", "e", "e"),
            ],
        );
    }

    #[test]
    fn json_and_yaml_are_shown_on_one_line() {
        let json = "{\"甲\": {\n  \"乙\": [1, \"丙\"]},\n \"e\": [\n {\"n\":\n null}]}";
        check(
            Format::Json,
            json,
            &[
                ("", "", ""),
                ("/甲", "\"甲\"", "\"甲\""),
                ("/甲/乙", "[1, \"丙\"]", "\"乙\""),
                ("/甲/乙/1", "\"丙\"", "\"丙\""),
                ("/甲/丁/戊", "\"甲\"", "\"甲\""),
                ("/e/0/x", "{\"n\":", "{\"n\":"),
                ("/e/0/n", "null", "\"n\""),
            ],
        );
        let yaml =
            "甲: 一 # x\ne:\n- n: &x {m: 1}\n  o: *x\n- |\n  多行\n  文\nf:\n\ng: 'a\n  b'\n";
        check(
            Format::Yaml,
            yaml,
            &[
                ("", "", ""),
                ("/甲", "一", "甲"),
                ("/e", "e", "e"),
                ("/e/0/n", "&x {m: 1}", "n"),
                ("/e/0/o", "*x", "o"),
                ("/e/0/o/m", "1", "m"),
                ("/e/0/p", "n: &x {m: 1}", "n: &x {m: 1}"),
                ("/e/1", "多行", "多行"),
                ("/f", "f", "f"),
                ("/g", "'a", "g"),
            ],
        );
    }

    #[test]
    fn ranges_of_another_text_stay_inside_of_this_one() {
        for (range, expected) in [
            (0..0, ""),
            (1..3, "客"),
            (4..5, "户"),
            (3..100, "户"),
            (50..100, ""),
            (0..100, "客户"),
        ] {
            assert_eq!(shown(Format::Toml, "客户\n", At::Bytes(range)), expected);
        }
        let backwards = Range { start: 3, end: 1 };
        assert_eq!(shown(Format::Toml, "客户\n", At::Bytes(backwards)), "");
        assert_eq!(shown(Format::Toml, "a = [", At::Value(at("/a"))), "");
        assert_eq!(shown(Format::Toml, "a = 1", At::File), "");
    }

    #[test]
    fn a_source_that_is_gone_has_no_range() {
        let source = Source::disk("gone.toml", "/nowhere/gone.toml");
        assert_eq!(
            Place {
                source,
                at: At::File
            }
            .range(),
            None
        );
    }
}
