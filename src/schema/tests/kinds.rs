//! Every kind of violation: its code, its place, and words in both languages.

use super::{check, document, pointer};
use crate::{
    diag::{Text, codes},
    schema::{Schema, case::Case, explain::told},
    source::Pointer,
};
use jsonschema::{ReferencingError, error::ValidationErrorKind as Kind};
use serde_json::{Value, json};

fn assert_bilingual(text: &Text) {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert!(chinese(&text.zh), "{text:?}");
    assert!(!text.en.is_empty() && text.zh != text.en, "{text:?}");
    let en = text.en.replace("登记表", "");
    assert!(
        !chinese(&en) && !en.contains(['，', '：', '（']),
        "{text:?}"
    );
}

type Row = (Value, Value, &'static str, &'static str);

fn values() -> Vec<Row> {
    vec![
        (json!({"type": "integer"}), json!("x"), "schema.type", ""),
        (
            json!({"type": ["integer", "null"]}),
            json!([]),
            "schema.type",
            "",
        ),
        (
            json!({"type": "string", "format": "decimal"}),
            json!(12.5),
            "schema.inexact-number",
            "",
        ),
        (
            json!({"format": "date"}),
            json!("2026/11/3"),
            "schema.format",
            "",
        ),
        (
            json!({"format": "moment"}),
            json!("2026-11-03"),
            "schema.format",
            "",
        ),
        (
            json!({"format": "sha256"}),
            json!("00"),
            "schema.format",
            "",
        ),
        (json!({"format": "email"}), json!("x"), "schema.format", ""),
        (json!({"format": "ipv4"}), json!("x"), "schema.format", ""),
        (
            json!({"enum": ["a", 1]}),
            json!("z"),
            "schema.unknown-value",
            "",
        ),
        (json!({"const": 1}), json!(2), "schema.wrong-value", ""),
        (json!({"minLength": 2}), json!("x"), "schema.too-short", ""),
        (json!({"minLength": 1}), json!(""), "schema.too-short", ""),
        (json!({"maxLength": 1}), json!("xy"), "schema.too-long", ""),
        (json!({"pattern": "^a$"}), json!("b"), "schema.pattern", ""),
        (json!({"minimum": 2}), json!(1), "schema.too-small", ""),
        (
            json!({"exclusiveMinimum": 2}),
            json!(2),
            "schema.too-small",
            "",
        ),
        (json!({"maximum": 2}), json!(3), "schema.too-large", ""),
        (
            json!({"exclusiveMaximum": 2}),
            json!(2),
            "schema.too-large",
            "",
        ),
        (
            json!({"multipleOf": 5}),
            json!(3),
            "schema.not-a-multiple",
            "",
        ),
        (
            json!({"not": {"type": "string"}}),
            json!("x"),
            "schema.forbidden",
            "",
        ),
        (json!(false), json!("x"), "schema.forbidden", "key "),
        (
            json!({"pattern": "^((a|a?)(?=a|$))+b$"}),
            json!("a".repeat(60)),
            "schema.unchecked",
            "",
        ),
    ]
}

fn lists_and_tables() -> Vec<Row> {
    vec![
        (
            json!({"minItems": 2}),
            json!([1]),
            "schema.too-few-items",
            "",
        ),
        (
            json!({"maxItems": 1}),
            json!([1, 2]),
            "schema.too-many-items",
            "",
        ),
        (
            json!({"prefixItems": [true], "items": false}),
            json!([1, 2]),
            "schema.surplus-item",
            "/1",
        ),
        (
            json!({"prefixItems": [true], "unevaluatedItems": false}),
            json!([1, "二"]),
            "schema.surplus-item",
            "/1",
        ),
        (
            json!({"uniqueItems": true}),
            json!([1, 2, 1]),
            "schema.repeated-item",
            "/2",
        ),
        (
            json!({"contains": {"const": 1}}),
            json!([2]),
            "schema.missing-item",
            "",
        ),
        (
            json!({"contains": {"const": 1}, "minContains": 2}),
            json!([1]),
            "schema.missing-item",
            "",
        ),
        (
            json!({"contains": {"const": 1}, "maxContains": 1}),
            json!([1, 1]),
            "schema.too-many-items",
            "",
        ),
        (
            json!({"minProperties": 1}),
            json!({}),
            "schema.too-few-fields",
            "",
        ),
        (
            json!({"maxProperties": 1}),
            json!({"a": 1, "b": 2}),
            "schema.too-many-fields",
            "",
        ),
        (
            json!({"additionalProperties": false}),
            json!({"x/y": 1}),
            "schema.unknown-field",
            "key /x~1y",
        ),
        (
            json!({"unevaluatedProperties": false}),
            json!({"x": 1}),
            "schema.unknown-field",
            "key /x",
        ),
        (
            json!({"propertyNames": {"pattern": "^a$"}}),
            json!({"x": 1}),
            "schema.field-name",
            "key /x",
        ),
        (
            json!({"required": ["a"]}),
            json!({}),
            "schema.missing-field",
            "/a",
        ),
        (
            json!({"dependentRequired": {"a": ["b"]}}),
            json!({"a": 1}),
            "schema.missing-field",
            "/b",
        ),
        (
            json!({"dependentSchemas": {"a": {"required": ["b"]}}}),
            json!({"a": 1}),
            "schema.missing-field",
            "/b",
        ),
        (
            json!({"properties": {"a": false}}),
            json!({"a": 1}),
            "schema.forbidden",
            "key /a",
        ),
        (
            json!({"if": {"required": ["a"]}, "then": {"properties": {"a": {"const": 2}}}}),
            json!({"a": 1}),
            "schema.wrong-value",
            "/a",
        ),
        (
            json!({"anyOf": [{"type": "string"}, {"type": "array"}]}),
            json!(1),
            "schema.type",
            "",
        ),
        (
            json!({"anyOf": [false, {"required": ["a"]}]}),
            json!({}),
            "schema.missing-field",
            "/a",
        ),
        (
            json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}),
            json!({"a": 1, "b": 1}),
            "schema.ambiguous",
            "",
        ),
        (
            json!({"oneOf": [
                {"properties": {"by": {"const": "mail"}, "to": {"type": "string"}}},
                {"properties": {"by": {"const": "car"}, "to": {"type": "integer"}}}
            ]}),
            json!({"by": "car", "to": "x"}),
            "schema.type",
            "/to",
        ),
    ]
}

#[test]
fn every_keyword_has_its_code_place_and_words() {
    for (schema, value, code, at) in values().into_iter().chain(lists_and_tables()) {
        let found = check(schema.clone(), value);
        let [found] = &found[..] else {
            panic!("{schema}: {found:#?}")
        };
        assert_eq!(
            (found.code, pointer(found).as_str()),
            (code, at),
            "{schema}"
        );
        assert!(codes::entry(found.code).is_some());
        assert_bilingual(&found.message);
        assert_bilingual(found.help.as_ref().unwrap());
    }
}

/// Kinds that no schema of this dialect brings about, or only a broken library does.
#[test]
fn the_kinds_out_of_reach_have_words_too() {
    let schema = Schema::compile("登记表", json!(true), &[]).unwrap();
    let document = document(json!([1]));
    let error = String::from_utf8(vec![0xff]).unwrap_err();
    let kinds = [
        (Kind::AdditionalItems { limit: 0 }, "schema.surplus-item"),
        (Kind::FromUtf8 { error }, "schema.encoding"),
        (
            Kind::ContentEncoding {
                content_encoding: "base64".into(),
            },
            "schema.encoding",
        ),
        (
            Kind::ContentMediaType {
                content_media_type: "text/csv".into(),
            },
            "schema.encoding",
        ),
        (
            Kind::Custom {
                keyword: "x".into(),
                message: "y".into(),
            },
            "schema.unchecked",
        ),
        (
            Kind::RegexEngineFailure {
                message: "y".into(),
            },
            "schema.unchecked",
        ),
        (
            Kind::Referencing(ReferencingError::unknown_specification("y")),
            "schema.unchecked",
        ),
        (Kind::AnyOf { context: vec![] }, "schema.no-match"),
        (
            Kind::OneOfNotValid {
                context: vec![vec![]],
            },
            "schema.no-match",
        ),
    ];
    for (kind, code) in kinds {
        let case = Case {
            schema: &schema,
            document: &document,
            value: &document.value,
            pointer: Pointer::root(),
            node: None,
            keywords: "",
        };
        let found = told(&case, &kind);
        assert_eq!(
            found.iter().map(|found| found.code).collect::<Vec<_>>(),
            [code]
        );
        assert_bilingual(&found[0].message);
    }
}
