//! Finding sub-schemas and titles, and the schemas that cannot be compiled.

use super::{check_with, document, sample};
use crate::{
    diag::{Text, codes},
    schema::{Schema, is_stopping},
    source::Pointer,
};
use serde_json::{Value, json};

fn common() -> Vec<(String, Value)> {
    let common = json!({"$defs": {
        "person": {"title": "人员", "title-en": "Person", "type": "object", "required": ["name"],
            "properties": {"name": {"$ref": "#/$defs/name"}}},
        "name": {"type": "string", "title": "姓名", "title-en": "Name"}
    }});
    vec![("wenkong:common".to_owned(), common)]
}

#[test]
fn follows_references_items_and_combinations() {
    let value = json!({
        "properties": {
            "owner": {"$ref": "wenkong:common#/$defs/person"},
            "checker": {"$ref": "wenkong:common#/$defs/person", "title": "审核", "title-en": "Checker"},
            "rows": {"prefixItems": [{"title": "首行"}], "items": {"allOf": [{"properties": {"a/b": {"title": "甲"}}}]}}
        }
    });
    let schema = Schema::compile("x", value, &common()).unwrap();
    let root = Pointer::root();
    let title = |pointer: Pointer| schema.title(&pointer).map(|title| title.zh);
    assert_eq!(
        schema.title(&root.join("owner")),
        Some(Text::new("人员", "Person"))
    );
    assert_eq!(
        title(root.join("owner").join("name")).as_deref(),
        Some("姓名")
    );
    assert_eq!(title(root.join("checker")).as_deref(), Some("审核"));
    assert_eq!(title(root.join("rows").index(0)).as_deref(), Some("首行"));
    assert_eq!(
        title(root.join("rows").index(7).join("a/b")).as_deref(),
        Some("甲")
    );
    assert_eq!(schema.field(&root.join("owner")).unwrap()["type"], "object");
    assert_eq!(schema.field(&root.join("nothing")), None);
    let found = check_with(&schema, &document(json!({"owner": {"name": 1}})));
    assert_eq!(
        found[0].message.zh,
        "x owner.name「姓名」应为文字，实为整数 1"
    );
}

#[test]
fn circles_end() {
    let value = json!({"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"anyOf": [{"$ref": "#/$defs/c"}]}, "c": {"properties": {"next": {"$ref": "#"}}}}});
    let schema = Schema::compile("x", value, &[]).unwrap();
    let deep = (0..50).fold(Pointer::root(), |pointer, _| pointer.join("next"));
    assert!(schema.field(&deep).is_some());
    assert_eq!(schema.title(&deep), None);
}

#[test]
fn nothing_is_fetched_and_nothing_wrong_is_accepted() {
    let bad = [
        json!({"$ref": "https://example.com/schema.json"}),
        json!({"$ref": "wenkong:missing"}),
        json!({"$ref": "#/$defs/none"}),
        json!({"type": "text"}),
        json!({"pattern": "("}),
    ];
    for value in bad {
        let refused = Schema::compile("x", value.clone(), &[]).err();
        assert!(refused.is_some_and(|reason| !reason.is_empty()), "{value}");
    }
    let twice = vec![("not a uri".to_owned(), json!({}))];
    assert!(Schema::compile("x", json!({}), &twice).is_err());
}

#[test]
fn stopping_codes_exist() {
    let stopping: Vec<_> = codes::entries()
        .map(|entry| entry.code)
        .filter(|code| is_stopping(code))
        .collect();
    assert!(stopping.contains(&"schema.type") && stopping.contains(&"file.syntax"));
    assert!(!is_stopping("schema.missing-field") && !is_stopping("schema.unknown-field"));
    let schema = Schema::compile("x", sample(), &[]).unwrap();
    assert_eq!(schema.value(), &sample());
}
