//! What build servers read.

use super::*;
use crate::diag::{Text, sample};
use quick_xml::Reader;

fn xml(lang: Lang) -> String {
    sample::written(|out, report| write(out, report, lang))
}

#[test]
fn says_how_each_finding_went() {
    let expected = "\
";
    assert_eq!(xml(Lang::Zh), expected);
}

#[test]
fn rules_that_are_kept_pass() {
    let of = |rule: RuleCount| {
        let mut out = Vec::new();
        write(&mut out, &sample::report(&[], &[rule]), Lang::En).unwrap();
        String::from_utf8(out).unwrap()
    };
    let rule = sample::rule();
    assert!(!of(rule.clone()).contains("testcase"));
    let met = RuleCount {
        violated: 1,
        ..rule.clone()
    };
    let met = of(met);
    assert!(
        met.contains("name=\"confirmed within 4 hours\">\n      <system-out>1 met, 1 pending"),
        "{met}"
    );
    let idle = RuleCount {
        violated: 0,
        met: 0,
        ..rule.clone()
    };
    assert!(of(idle).contains("<skipped message=\"nothing was due; 1 pending, 1 waived\"/>"));
    let off = RuleCount {
        off: Some("no \"reason\"".to_owned()),
        ..rule
    };
    assert!(of(off).contains("<skipped message=\"switched off: no &quot;reason&quot;\"/>"));
}

#[test]
fn any_character_leaves_valid_xml() {
    let all: String = ('\0'..'\u{3000}')
        .chain(['\u{fffe}', '\u{ffff}', '😊'])
        .collect();
    let found = Diagnostic::error(sample::LATE, Text::same(format!("]]>{all}"))).of(all);
    let mut out = Vec::new();
    write(&mut out, &sample::report(&[found], &[]), Lang::En).unwrap();
    let text = String::from_utf8(out).unwrap();
    let valid = |c: char| matches!(c, '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert_eq!(text.chars().find(|c| !valid(*c)), None);
    let mut reader = Reader::from_str(&text);
    while reader.read_event().unwrap() != Event::Eof {}
}
