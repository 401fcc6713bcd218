//! The catalogue: every code that can be told, why the rule exists and what mends it.
//!
//! A new family of codes is a module here and one line in [`entries`].

pub mod calendar;
pub mod config;
pub mod copy;
pub mod external;
pub mod file;
pub mod form;
pub mod glyph;
pub mod import;
pub mod output;
pub mod picture;
pub mod record;
pub mod register;
pub mod rule;
pub mod schema;
pub mod table;
pub mod waiver;
pub mod workbook;

use super::{Code, Text};

/// What the catalogue knows about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// A constant of its family's module, `schema.unknown-field`; no two entries share one.
    pub code: Code,
    /// What is wrong, as one line.
    pub title: Text<&'static str>,
    /// What would go wrong if nobody looked.
    pub why: Text<&'static str>,
    /// An act that mends it; starts with a verb.
    pub help: Text<&'static str>,
}

/// All entries, sorted by code.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        calendar::ENTRIES,
        config::ENTRIES,
        copy::ENTRIES,
        external::ENTRIES,
        file::ENTRIES,
        form::ENTRIES,
        glyph::ENTRIES,
        import::ENTRIES,
        output::ENTRIES,
        picture::ENTRIES,
        record::ENTRIES,
        register::ENTRIES,
        rule::ENTRIES,
        schema::ENTRIES,
        table::ENTRIES,
        waiver::ENTRIES,
        workbook::ENTRIES,
    ]
    .into_iter()
    .flatten()
}

/// The entry of a code.
pub fn entry(code: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.code == code)
}

const fn both(zh: &'static str, en: &'static str) -> Text<&'static str> {
    Text { zh, en }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_unique_and_sorted() {
        let codes: Vec<_> = entries().map(|entry| entry.code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b), "{codes:#?}");
    }

    #[test]
    fn explains_every_constant() {
        let text = [
            include_str!("calendar.rs"),
            include_str!("config.rs"),
            include_str!("copy.rs"),
            include_str!("external.rs"),
            include_str!("file.rs"),
            include_str!("form.rs"),
            include_str!("glyph.rs"),
            include_str!("import.rs"),
            include_str!("output.rs"),
            include_str!("picture.rs"),
            include_str!("record.rs"),
            include_str!("register.rs"),
            include_str!("rule.rs"),
            include_str!("schema.rs"),
            include_str!("table.rs"),
            include_str!("waiver.rs"),
            include_str!("workbook.rs"),
        ]
        .concat();
        let constants: Vec<_> = text
            .lines()
            .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": Code = \""))
            .filter_map(|(_, code)| code.strip_suffix("\";"))
            .collect();
        assert!(
            constants.iter().all(|code| entry(code).is_some()),
            "{constants:#?}"
        );
        assert_eq!(constants.len(), entries().count());
    }

    #[test]
    fn speaks_both_languages() {
        let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        for entry in entries() {
            for text in [entry.title, entry.why, entry.help] {
                assert!(
                    text.zh.contains(chinese) && !text.en.is_empty(),
                    "{entry:?}"
                );
                assert!(!text.en.contains(['，', '。']), "{entry:?}");
            }
        }
    }
}
