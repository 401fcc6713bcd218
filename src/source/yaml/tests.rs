use super::*;
use crate::source::{Format, LIMITS, Parsed, parse};
use serde_json::json;

fn yaml(text: &str) -> Parsed {
    parse(text, Format::Yaml)
}

fn kinds(text: &str) -> Vec<FaultKind> {
    yaml(text)
        .faults
        .into_iter()
        .map(|fault| fault.kind)
        .collect()
}

#[test]
fn style_and_tag_decide_what_is_text() {
    let text = "a: 12\nb: '12'\nc: !!str 12\nd: ! 12\ne: !part 12\nf: \"true\"\ng: |\n  12\nh:\ni: 2026-11-03\n";
    let value = json!({
        "a": 12, "b": "12", "c": "12", "d": "12", "e": 12, "f": "true", "g": "12\n", "h": null,
        "i": "2026-11-03",
    });
    assert_eq!(
        yaml(text),
        Parsed {
            value: Some(value),
            faults: vec![]
        }
    );
}

#[test]
fn anchors_are_copied_and_merge_keys_are_keys() {
    let text = "base: &b {k: [1]}\ncopy: *b\nm:\n  <<: *b\n&n 名: *n\n";
    let base = json!({"k": [1]});
    let value = json!({"base": base, "copy": base, "m": {"<<": base}, "名": "名"});
    assert_eq!(
        yaml(text),
        Parsed {
            value: Some(value),
            faults: vec![]
        }
    );
}

#[test]
fn aliases_are_bounded_in_values_text_and_depth() {
    let laughs = |first: &str, width: usize| {
        let line = |i: usize| {
            format!(
                "a{}: &a{} [{}]\n",
                i + 1,
                i + 1,
                vec![format!("*a{i}"); width].join(", ")
            )
        };
        format!("a0: &a0 {first}\n") + &(0..30).map(line).collect::<String>()
    };
    assert_eq!(
        kinds(&laughs("x", 10)),
        [FaultKind::TooMany {
            limit: LIMITS.values
        }]
    );
    assert_eq!(
        kinds(&laughs(&"x".repeat(100_000), 2)),
        [FaultKind::TooMany {
            limit: LIMITS.values
        }]
    );
    let chain = |i: usize| format!("a{}: &a{} [*a{i}]\n", i + 1, i + 1);
    let text = "a0: &a0 x\n".to_owned() + &(0..70).map(chain).collect::<String>();
    assert_eq!(
        kinds(&text),
        [FaultKind::TooDeep {
            limit: LIMITS.depth
        }]
    );
    assert!(matches!(&kinds("a: &a [*a]")[..], [FaultKind::Syntax(_)]));
}

#[test]
fn keys_are_text() {
    let parsed = yaml("1: a\ntrue: b\n~: c\n'2': d\n");
    assert_eq!(
        parsed.value,
        Some(json!({"1": "a", "true": "b", "~": "c", "2": "d"}))
    );
    let ranges = [0..1, 5..9, 13..14];
    assert_eq!(
        parsed.faults,
        ranges.map(|range| Fault::at(FaultKind::KeyNotText, range))
    );
    let parsed = yaml("? [a, b]\n: 1\nc: 2\n");
    assert_eq!(
        parsed,
        Parsed {
            value: None,
            faults: vec![Fault::at(FaultKind::KeyNotText, 2..8)]
        }
    );
}

#[test]
fn duplicate_keys_have_places_in_bytes() {
    let parsed = yaml("客户: 一\n地址: {省: 1, 省: 2}\n客户: 二\n");
    let double = |key: &str, first, range| {
        Fault::at(
            FaultKind::DuplicateKey {
                key: key.to_owned(),
                first,
            },
            range,
        )
    };
    assert_eq!(parsed.value, Some(json!({"客户": "一", "地址": {"省": 1}})));
    assert_eq!(
        parsed.faults,
        [double("省", 21..24, 29..32), double("客户", 0..6, 37..43)]
    );
}

#[test]
fn a_file_has_one_document() {
    let parsed = yaml("a: 甲\n---\nb: [\n");
    assert_eq!(parsed.value, Some(json!({"a": "甲"})));
    assert_eq!(parsed.faults, [Fault::at(FaultKind::SecondDocument, 7..10)]);
    assert_eq!(kinds("%YAML 1.2\n---\na: 1\n...\n"), []);
    for nothing in ["", "# x\n", "---\n", "--- # x\n...\n"] {
        assert_eq!(kinds(nothing), [FaultKind::Empty], "{nothing}");
    }
    assert_eq!(kinds("~"), [FaultKind::NotATable]);
}

#[test]
fn syntax_errors_stand_at_a_character() {
    let parsed = yaml("名: [甲\n名: 1\n");
    let range = parsed.faults.first().and_then(|fault| fault.range.clone());
    assert_eq!((parsed.value, range), (None, Some(13..14)));
}
