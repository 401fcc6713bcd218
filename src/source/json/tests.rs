use super::*;
use crate::source::{Format, Parsed, parse};
use serde_json::json;

fn json(text: &str) -> Parsed {
    parse(text, Format::Json)
}

#[test]
fn only_json_is_json() {
    for text in [
        "{\"a\": 1,}",
        "{\"a\": [1,]}",
        "{\"a\": 1} // x",
        "/* x */ {}",
        "{'a': 1}",
        "{a: 1}",
        "{\"a\": 01}",
        "{\"a\": +1}",
        "{\"a\": .5}",
        "{\"a\": 5.}",
        "{\"a\": 0x1}",
        "{\"a\": NaN}",
        "{\"a\": -Infinity}",
        "{\"a\": \"\\x41\"}",
        "{\"a\": \"\\ud800\"}",
        "{\"a\": \"x\ny\"}",
        "{\"a\": \"x\ty\"}",
        "{\"a\":\u{a0}1}",
        "{\"a\":\u{c}1}",
        "{\"a\"：1}",
        "{\"a\": 1 \"b\": 2}",
        "{\"a\": 1} {}",
        "{\"a\" 1}",
        "{\"a\"}",
        "{\"a\": 1",
        "{\"a\": \"",
    ] {
        let Parsed { value, faults } = json(text);
        let fault = faults.first().map(|fault| &fault.kind);
        assert!(
            value.is_none() && matches!(fault, Some(FaultKind::Syntax(_))),
            "{text}: {faults:?}"
        );
    }
}

#[test]
fn the_earlier_of_two_reports_is_told() {
    let at = |text| json(text).faults.first().and_then(Fault::start);
    assert_eq!(at("{\"a\": x, \"b\"：1}"), Some(6));
    assert_eq!(at("{\"a\"：1, \"b\": x}"), Some(4));
}

#[test]
fn duplicate_keys_are_found_at_every_level() {
    let Parsed { value, faults } =
        json("{\"a\": {\"b\": 1, \"b\": 2}, \"\\u0061\": [{\"c\": 1, \"c\": 2}]}");
    assert_eq!(value, Some(json!({"a": {"b": 1}})));
    let double = |key: &str, first, range| {
        Fault::at(
            FaultKind::DuplicateKey {
                key: key.to_owned(),
                first,
            },
            range,
        )
    };
    let expected = [
        double("b", 7..10, 15..18),
        double("a", 1..4, 24..32),
        double("c", 36..39, 44..47),
    ];
    assert_eq!(faults, expected);
}

#[test]
fn numbers_are_64_bits_or_text() {
    let text = "{\"a\": 9223372036854775807, \"b\": 9223372036854775808, \"c\": -1e400, \"d\": 1E2, \"e\": -0}";
    let Parsed { value, faults } = json(text);
    let expected =
        json!({"a": i64::MAX, "b": "9223372036854775808", "c": "-1e400", "d": 100.0, "e": 0});
    assert_eq!(value, Some(expected));
    assert_eq!(faults.len(), 2);
    assert!(
        faults
            .iter()
            .all(|fault| fault.kind == FaultKind::NumberTooLarge)
    );
}
