//! Characters that no font has. Typst would print an empty box without a word.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::builtin;
use crate::diag::codes::glyph;
use crate::diag::{Diagnostic, Sink, Text};
use crate::source::{At, Document, Place, Pointer};

/// Tells each text that holds characters without a glyph.
pub(super) fn check(document: &Document, sink: &mut Sink) {
    visit(&document.value, &Pointer::root(), &mut |pointer, text| {
        let missing: BTreeSet<char> = text
            .chars()
            .filter(|&c| !builtin::is_invisible(c) && !builtin::prints(c))
            .collect();
        if !missing.is_empty() {
            sink.push(finding(document, pointer, &missing));
        }
    });
}

fn visit(value: &Value, pointer: &Pointer, each: &mut impl FnMut(&Pointer, &str)) {
    match value {
        Value::String(text) => each(pointer, text),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(i, item)| visit(item, &pointer.index(i), each)),
        Value::Object(table) => table
            .iter()
            .for_each(|(key, item)| visit(item, &pointer.join(key), each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn finding(document: &Document, pointer: &Pointer, missing: &BTreeSet<char>) -> Diagnostic {
    const SHOWN: usize = 8;
    let names: Vec<String> = missing
        .iter()
        .take(SHOWN)
        .map(|&c| format!("{c} (U+{:04X})", u32::from(c)))
        .collect();
    let more = if missing.len() > SHOWN { " …" } else { "" };
    let message = Text::new(
        format!(
            "没有字体含有字符 {}{more}，印出来会是空框",
            names.join("、")
        ),
        format!(
            "no font has the character {}{more}: it would print as an empty box",
            names.join(", ")
        ),
    );
    let help = Text::new(
        "改用字体中有的写法（生僻字可换异体或拼音，表情符号请删去）",
        "write it with characters that the fonts have (a variant form, pinyin; leave out emoji)",
    );
    Diagnostic::error(glyph::MISSING, message)
        .at(Place {
            source: document.source.clone(),
            at: At::Value(pointer.clone()),
        })
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, Source};

    #[test]
    fn names_character_code_point_and_place() {
        let text = r#"{"a": ["甲", "好😀的\u0001\t𠮷"]}"#;
        let source = Source::memory("x.json", Some(Format::Json), text);
        let mut sink = Sink::default();
        let document = crate::diag::read(&source, &mut sink).expect("valid JSON");
        check(&document, &mut sink);
        let [finding] = sink.diagnostics() else {
            panic!("{sink:?}")
        };
        assert!(finding.message.en.contains("😀 (U+1F600)"), "{finding:?}");
        let place = finding.place.as_ref().map(|place| place.at.clone());
        assert_eq!(place, Some(At::Value(Pointer::root().join("a").index(1))));
    }
}
