//! Characters that do not print.

use super::{Code, Entry, both};

/// No font has a character.
pub const MISSING: Code = "glyph.missing";

/// The `glyph.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: MISSING,
    title: both("没有字体含有该字符", "no font has a character"),
    why: both(
        "字体没有的字符印出来是空框，读者不知道少了什么。",
        "a character without a glyph prints as an empty box, and nobody can tell what is missing.",
    ),
    help: both("换一种写法", "write it in another way"),
}];
