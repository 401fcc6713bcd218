use super::*;
use crate::source::{Format, Parsed, parse};
use serde_json::json;

fn toml(text: &str) -> Parsed {
    parse(text, Format::Toml)
}

fn shown(text: &str) -> Vec<(String, &str)> {
    let faults = toml(text).faults.into_iter();
    let show = |fault: Fault| {
        (
            format!("{:?}", fault.kind),
            &text[fault.range.unwrap_or_default()],
        )
    };
    faults.map(show).collect()
}

#[test]
fn dates_and_times_become_rfc_3339() {
    let text = "a = 2026-11-03 09:12\nb = 2026-11-03t09:12:00.120+08:00\nc = 2026-11-03\n\
                d = 09:12\ne = 2026-11-03T09:12z\nf = 2026-11-03T09:12:00-07:00\n";
    let value = json!({
        "a": "2026-11-03T09:12:00",
        "b": "2026-11-03T09:12:00.120+08:00",
        "c": "2026-11-03",
        "d": "09:12:00",
        "e": "2026-11-03T09:12:00Z",
        "f": "2026-11-03T09:12:00-07:00",
    });
    assert_eq!(
        toml(text),
        Parsed {
            value: Some(value),
            faults: vec![]
        }
    );
}

#[test]
fn numbers_beyond_json_stay_text() {
    let parsed = toml("a = 9223372036854775808\nb = -inf\nc = 1e999\nd = 0x7fff_ffff\ne = 1_0.5\n");
    let value =
        json!({"a": "9223372036854775808", "b": "-inf", "c": "1e999", "d": 0x7fff_ffff, "e": 10.5});
    assert_eq!(parsed.value, Some(value));
    let ranges = [4..23, 28..32, 37..42];
    assert_eq!(
        parsed.faults,
        ranges.map(|range| Fault::at(FaultKind::NumberTooLarge, range))
    );
}

#[test]
fn tables_keep_the_order_of_the_file() {
    let value = toml("z = 1\na.y = 2\na.b = 3\n[m]\n[c]\n")
        .value
        .map(|value| value.to_string());
    assert_eq!(
        value.as_deref(),
        Some(r#"{"z":1,"a":{"y":2,"b":3},"m":{},"c":{}}"#)
    );
}

/// The schema tells such a date at the same place; a syntax error would hide the rest of the file.
#[test]
fn a_date_that_does_not_exist_is_text() {
    let parsed = toml("a = 2026-02-30\nb = 2026-01-01T25:00:00\n");
    assert_eq!(
        parsed.value,
        Some(json!({"a": "2026-02-30", "b": "2026-01-01T25:00:00"}))
    );
    assert!(parsed.faults.is_empty());
}

#[test]
fn all_syntax_errors_are_told_with_their_key() {
    let text = "客户 = 1\na = \nb = 2026-13-01\nc = \"x\n[t\n";
    let shown = shown(text);
    let told = |i: usize, words: &[&str]| words.iter().all(|word| shown[i].0.contains(word));
    assert_eq!(shown.len(), 4, "{shown:#?}");
    assert!(
        told(
            0,
            &["invalid unquoted key, expected letters", "(in `客户`)"]
        ) && shown[0].1 == "客户"
    );
    assert!(told(1, &["expected", "(in `a`)"]), "{shown:#?}");
    assert!(
        told(2, &["expected `\\\"`", "(in `c`)"]) && told(3, &["expected `]`"]),
        "{shown:#?}"
    );
    assert_eq!(toml(text).value, None);
}

#[test]
fn duplicate_keys_know_their_first_place() {
    let text = "id = 1\n'键' = 0\nsub = {id = 2, x.id = 3, x.id = 4}\nid = 5\n\"\\u952e\" = 1\n\
                [t]\nid = 6\nk.id = 7\nk.id = 8\n[[e]]\nid = 9\n[[e]]\nid = 10\n id = 11\n\
                [t]\nmore = 12\n[e]\n";
    let line = |range: &Range<usize>| text[..range.start].matches('\n').count() + 1;
    let parsed = toml(text);
    let double = |fault: &Fault| match (&fault.kind, &fault.range) {
        (FaultKind::DuplicateKey { key, first }, Some(range)) => {
            Some((key.clone(), line(first), line(range)))
        }
        _ => None,
    };
    let doubles: Vec<_> = parsed.faults.iter().filter_map(double).collect();
    let expected = [
        ("id", 3, 3),
        ("id", 1, 4),
        ("键", 2, 5),
        ("id", 8, 9),
        ("id", 13, 14),
        ("t", 6, 15),
        ("e", 10, 17),
    ];
    assert_eq!(
        doubles,
        expected.map(|(key, first, second)| (key.to_owned(), first, second))
    );
    assert_eq!(doubles.len(), parsed.faults.len());
    let value = parsed.value.unwrap_or_default();
    assert_eq!(value["id"], 1);
    assert_eq!(value["sub"], json!({"id": 2, "x": {"id": 3}}));
    assert_eq!(value["t"], json!({"id": 6, "k": {"id": 7}, "more": 12}));
}

#[test]
fn a_closed_table_is_no_duplicate_key() {
    let shown = shown("[a.b]\nx = 1\n[a]\nb.c.d = 2\n");
    assert_eq!(shown.len(), 1, "{shown:?}");
}
