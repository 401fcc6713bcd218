//! The words themselves, where they matter most.

use super::{check, check_with, document, sample};
use crate::{
    diag::{Lang, Tally, human},
    schema::Schema,
    source::{Document, Source},
};
use serde_json::{Value, json};

const TEXT: &str = r#"{
  "no": "FB-26-3",
  "kind": "投诉",
  "客户名称": "一汽-大众汽车有限公司",
  "entries": [
    {"recieved_at": "2026/11/3 9:12", "on": "2026年11月3日"},
    {"received_at": "2026-11-03 25:00", "quantity": 12.50, "pieces": "3", "closed": "是"},
    {"received_at": "2026-11-03T09:12", "quantity": "1,200.50", "on": "2026-13-01", "pieces": -1}
  ]
}"#;

#[test]
fn a_register_full_of_slips() {
    let document = Document {
        source: Source::memory(
            "records/投诉登记.json",
            Some(crate::source::Format::Json),
            TEXT,
        ),
        value: serde_json::from_str(TEXT).unwrap(),
        digest: String::new(),
    };
    let schema = Schema::compile("x", sample(), &[]).unwrap();
    let found = check_with(&schema, &document);
    let mut out = Vec::new();
    human::write(&mut out, &found, human::Look::default()).unwrap();
    let out = String::from_utf8(out).unwrap();
    println!("{out}");
    let expected = r#"
错误[schema.unknown-field]: 投诉登记 没有字段 客户名称
 --> records/投诉登记.json:4:3
  |
4 |   "客户名称": "一汽-大众汽车有限公司",
  |   ^^^^^^^^^^
  |
  = 帮助: 改为 customer.name「客户名称」
"#;
    assert!(out.contains(expected));
    assert_eq!(Tally::of(&found).errors, 14);
}

/// Code, message and help of the only finding, in one language.
fn one(schema: Value, value: Value, lang: Lang) -> [String; 3] {
    let found = check(schema, value);
    assert_eq!(found.len(), 1, "{found:#?}");
    let help = found[0].help.as_ref().unwrap();
    [found[0].code, found[0].message.get(lang), help.get(lang)].map(str::to_owned)
}

fn field(schema: Value) -> Value {
    json!({"title": "登记", "title-en": "Register", "properties": {"x": schema}})
}

#[test]
fn chinese_as_it_is_printed() {
    let kind = json!({"title": "类型", "enum": ["complaint", "return"], "labels": {"complaint": ["投诉", "Complaint"], "return": ["退货", "Return"]}});
    let table = [
        (
            kind.clone(),
            json!("投诉"),
            "登记 x「类型」的值 \"投诉\" 不在可选范围内",
            "改为 \"complaint\"（投诉）；可选的值：\"complaint\"（投诉）、\"return\"（退货）",
        ),
        (
            kind,
            json!("无"),
            "登记 x「类型」的值 \"无\" 不在可选范围内",
            "从可选的值里选一个：\"complaint\"（投诉）、\"return\"（退货）",
        ),
        (
            json!({"type": "string"}),
            json!(12),
            "登记 x 应为文字，实为整数 12",
            "加上引号：写成 \"12\"",
        ),
        (
            json!({"type": "string", "format": "decimal"}),
            json!(0.5),
            "登记 x 应为精确小数，0.5 没有加引号，会按二进制保存而失准",
            "加上引号：写成 \"0.5\"",
        ),
        (
            json!({"type": "array"}),
            json!("a"),
            "登记 x 应为列表，实为文字 \"a\"",
            "写成列表：[\"a\"]",
        ),
        (
            json!({"type": ["integer", "null"]}),
            json!("3"),
            "登记 x 应为整数或空值，实为文字 \"3\"",
            "去掉引号：写成 3",
        ),
        (
            json!({"format": "date"}),
            json!("2026年11月3日"),
            "登记 x 应为日期，实为 \"2026年11月3日\"",
            "写成 \"2026-11-03\"",
        ),
        (
            json!({"format": "decimal"}),
            json!("1,200.50"),
            "登记 x 应为精确小数，实为 \"1,200.50\"，不能有千位分隔符",
            "写成 \"1200.50\"",
        ),
        (
            json!({"minLength": 1}),
            json!(""),
            "登记 x 不能为空",
            "补充文字",
        ),
    ];
    for (schema, value, message, help) in table {
        let [_, told, helped] = one(field(schema), json!({"x": value}), Lang::Zh);
        assert_eq!((told.as_str(), helped.as_str()), (message, help));
    }
}

#[test]
fn english_as_it_is_printed() {
    let decimal =
        json!({"type": "string", "format": "decimal", "title": "数量", "title-en": "Quantity"});
    let [code, message, help] = one(field(decimal), json!({"x": 12.5}), Lang::En);
    assert_eq!(code, "schema.inexact-number");
    assert_eq!(
        message,
        "Register x (Quantity) should be an exact decimal, but 12.5 without quotes is kept in binary"
    );
    assert_eq!(help, "put it in quotes: \"12.5\"");
    let demand = json!({"required": ["no"], "properties": {"no": {"type": "string", "title": "编号", "title-en": "Number"}}});
    let [_, message, help] = one(demand, json!({}), Lang::En);
    assert_eq!(message, "登记表 lacks the field `no` (Number)");
    assert_eq!(help, "add \"no\": \"…\"");
}

#[test]
fn unknown_fields_list_what_is_known() {
    let fields: serde_json::Map<_, _> =
        (0..10).map(|n| (format!("field_{n}"), json!({}))).collect();
    let schema = json!({"properties": fields, "additionalProperties": false});
    let [_, message, help] = one(schema, json!({"weather": 1}), Lang::Zh);
    assert_eq!(message, "登记表 没有字段 weather");
    assert!(
        help.starts_with("改用已有的字段：field_0、field_1、")
            && help.ends_with("field_7 等 10 个"),
        "{help}"
    );
}

#[test]
fn a_missing_field_is_shown_in_the_notation_of_the_file() {
    let schema = json!({"required": ["名称"], "properties": {"名称": {"type": "string", "format": "date", "description": "全称"}}});
    let schema = Schema::compile("x", schema, &[]).unwrap();
    let notations = [
        ("a.toml", "添加 \"名称\" = \"2026-11-03\"（全称）"),
        ("a.json", "添加 \"名称\": \"2026-11-03\"（全称）"),
        ("a.yaml", "添加 \"名称\": \"2026-11-03\"（全称）"),
    ];
    for (name, help) in notations {
        let document = Document {
            source: Source::memory(name, Some(crate::source::Format::Json), "{}"),
            ..document(json!({}))
        };
        let found = check_with(&schema, &document);
        assert_eq!(found[0].help.as_ref().unwrap().zh, help);
    }
}

#[test]
fn one_field_that_makes_another_necessary() {
    let schema = json!({"dependentRequired": {"closed_by": ["closed_at"]}});
    let [_, message, _] = one(schema, json!({"closed_by": "x"}), Lang::Zh);
    assert_eq!(message, "登记表 填写了 closed_by，缺少字段 closed_at");
}
