//! Plain conditions mean what minijinja makes of them.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;

const SCHEMA: &str = r#"{ "type": "object", "properties": {
    "kind": { "type": "string", "enum": ["a", "b"], "labels": {} },
    "ticked": { "type": "boolean" }, "note": { "type": "string" }, "count": { "type": "integer" },
    "inner": { "type": "object", "properties": { "note": { "type": "string" } } },
    "items": { "type": "array", "items": { "type": "object", "properties": { "id": { "type": "string" } } } }
} }"#;

const CONDITIONS: [&str; 14] = [
    "record.kind == \"a\"",
    "record.kind != \"a\"",
    "record.kind in [\"a\", \"b\"]",
    "record.kind not in [\"b\"]",
    "not record.ticked",
    "record.ticked == true",
    "record.ticked == false",
    "record.note is defined",
    "record.note is undefined and record.kind == \"b\"",
    "record.inner.note is defined or record.ticked",
    "not (record.inner is defined and record.note == \"x\")",
    "record.note == record.inner.note",
    "record.items|length > 1",
    "record.count is defined and record.count > 2",
];

#[test]
fn plain_conditions_mean_what_minijinja_makes_of_them() {
    let schema = crate::schema::Schema::compile("t", serde_json::from_str(SCHEMA).unwrap(), &[]);
    let shape = Shape::of(&schema.unwrap());
    let scope = Scope::parse("", &shape).unwrap();
    let records = [
        json!({}),
        json!({"kind": "a", "ticked": true, "note": "x", "inner": {"note": "x"}}),
        json!({"kind": "b", "ticked": false, "inner": {}, "items": [{"id": "1"}, null]}),
        json!({"kind": null, "note": null, "inner": null, "count": 3, "items": [{}, {}]}),
    ];
    let mut plain = 0;
    for written in CONDITIONS {
        let parsed = Expression::parse(written, &scope, &shape, &BTreeMap::new(), false);
        let expression = parsed.unwrap_or_else(|slip| panic!("{written}: {slip:?}"));
        for record in &records {
            let root = Arc::new(record.clone());
            let names = Names {
                variables: Arc::new([("record".to_owned(), Lazy::new(&root, &Pointer::root()))]),
                parameters: Jinja::UNDEFINED,
                figure: None,
                company: Jinja::UNDEFINED,
            };
            if let Some(answer) = expression.holds_plainly(&[record]) {
                plain += 1;
                assert_eq!(Ok(answer), expression.holds(&names), "{written} {record}");
            }
        }
    }
    assert_eq!(plain, 11 * records.len());
}
