//! Data and texts of all kinds, for the properties of [`super`].

use super::super::Format;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_-]{0,6}",
        "[ -~\t\n\r\"'\\\\#:,{}\\[\\]&*!|>%@`=.~/]{0,12}",
        "[客户检验报告，。“”：\u{20000}-\u{20010}😀é]{0,6}",
        "[\u{1}-\u{1f}\u{7f}-\u{a0}\u{2028}\u{feff}\u{fffd}]{0,4}",
        Just("\0".to_owned()),
        "(true|no|null|~|1|1\\.0|0x1|2026-11-03|<<|---|\\.\\.\\.)",
        any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let float = (-1e15..1e15f64).prop_map(Value::from);
    let scalar = prop_oneof![
        text().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        float,
    ];
    scalar.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            table(inner).prop_map(Value::from),
        ]
    })
}

fn table(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::vec((text(), value), 0..4).prop_map(|entries| entries.into_iter().collect())
}

/// The top table of a file.
pub fn document() -> impl Strategy<Value = Value> {
    table(value())
        .prop_filter("an empty TOML file has no value", |table| !table.is_empty())
        .prop_map(Value::from)
}

/// A value on one line of TOML; its quotes are those of JSON, but for one character.
fn inline_toml(value: &Value) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match value {
        Value::Array(list) => format!("[{}]", join(list.iter().map(inline_toml).collect())),
        Value::Object(table) => {
            let pair = |(key, value): (&String, &Value)| {
                format!("{} = {}", quoted(key), inline_toml(value))
            };
            format!("{{ {} }}", join(table.iter().map(pair).collect()))
        }
        Value::String(text) => quoted(text),
        scalar => scalar.to_string(),
    }
}

fn quoted(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A value in blocks of YAML, as people write it, with its text in quotes.
fn block_yaml(value: &Value, indent: usize) -> String {
    let start = format!("\n{}", "  ".repeat(indent));
    match value {
        Value::Array(list) if !list.is_empty() => list
            .iter()
            .map(|item| format!("{start}-{}", block_yaml(item, indent + 1)))
            .collect(),
        Value::Object(table) if !table.is_empty() => {
            let pair = |(key, value): (&String, &Value)| {
                format!(
                    "{start}? {}{start}:{}",
                    json!(key),
                    block_yaml(value, indent + 1)
                )
            };
            table.iter().map(pair).collect()
        }
        other => format!(" {other}"),
    }
}

/// The ways a value is written in the three formats.
pub fn written(value: &Value) -> Vec<(Format, String)> {
    let lines =
        |(key, value): (&String, &Value)| format!("{} = {}\n", quoted(key), inline_toml(value));
    let inline = value.as_object().into_iter().flatten().map(lines).collect();
    let headers = ::toml::to_string_pretty(value).expect("the value has no null");
    vec![
        (Format::Toml, inline),
        (Format::Toml, headers),
        (Format::Json, value.to_string()),
        (Format::Json, format!("{value:#}")),
        (Format::Yaml, value.to_string()),
        (Format::Yaml, format!("# 注释\n{}\n", block_yaml(value, 0))),
    ]
}

/// A text with some of its pieces left out, doubled or replaced.
pub fn damaged() -> impl Strategy<Value = String> {
    let place = (
        0..1000usize,
        0..12usize,
        prop_oneof![Just(String::new()), text(), "[\\[\\]{}=:,.\"'\n -]{1,4}"],
    );
    (document(), 0..6usize, prop::collection::vec(place, 1..4)).prop_map(|(value, way, places)| {
        let text = written(&value).swap_remove(way).1;
        places.into_iter().fold(text, |text, (at, length, new)| {
            let start = text.floor_char_boundary(at % (text.len() + 1));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            format!("{}{new}{}", &text[..start], &text[end..])
        })
    })
}
