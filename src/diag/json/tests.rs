//! The shape that other programs rely on.

use super::*;
use crate::{
    diag::{
        codes::{file, schema},
        sample,
    },
    source::{Format, Pointer, Source},
};
use serde_json::{Value, json};

fn report(findings: &[Diagnostic]) -> Value {
    let mut out = Vec::new();
    write(&mut out, &sample::report(findings, &[]), Lang::Zh).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn has_exactly_the_promised_shape() {
    let source = Source::memory("records/x.json", Some(Format::Json), "{\n  \"a\": 1\n}");
    let place = |at| Place {
        source: source.clone(),
        at,
    };
    let found = Diagnostic::error(schema::TYPE, Text::new("错", "wrong"))
        .at(place(At::Value(Pointer::root().join("a"))))
        .label(place(At::Bytes(0..1)), Text::new("这里", "here"))
        .of("FB-2026-003");
    let expected = json!({
        "schema": 1,
        "as_of": "2026-11-23T09:00:00+08:00",
        "summary": {"records": 0, "errors": 1, "warnings": 0, "notes": 0, "pending": 0, "waived": 0},
        "findings": [{
            "code": "schema.type", "severity": "error", "state": "violated", "waived": false,
            "message": {"zh": "错", "en": "wrong"}, "help": null, "clause": null,
            "record": "FB-2026-003", "file": "records/x.json", "line": 2, "column": 8,
            "cell": null, "pointer": "/a", "due": null, "owner": null, "trace": [],
            "related": [{"file": "records/x.json", "line": 1, "column": 1,
                "message": {"zh": "这里", "en": "here"}}],
            "waiver": null
        }],
        "rules": []
    });
    // Compared as text: the order of the fields is part of the promise.
    assert_eq!(report(&[found]).to_string(), expected.to_string());
}

#[test]
fn a_whole_file_has_no_line_and_no_pointer() {
    let source = Source::memory("x.toml", Some(Format::Json), "");
    let place = Place {
        source,
        at: At::File,
    };
    let found = Diagnostic::error(file::EMPTY, Text::same("x")).at(place);
    let report = report(&[found]);
    let found = &report["findings"][0];
    assert_eq!(found["file"], "x.toml");
    assert_eq!(
        [&found["line"], &found["column"], &found["pointer"]],
        [&Value::Null; 3]
    );
}

#[test]
fn duties_tell_their_clause_state_and_waiver() {
    let text = sample::written(|out, report| write(out, report, Lang::En));
    let report: Value = serde_json::from_str(&text).unwrap();
    let [late, pending, waived, broken] = [0, 1, 2, 3].map(|at| &report["findings"][at]);
    let clause = json!({
        "document": "procedure", "number": "4.3.3.1", "title": "QP-MK-01 与顾客有关过程控制程序"
    });
    assert_eq!(late["clause"], clause);
    assert_eq!(late["due"], "2026-11-20T13:00:00+08:00");
    assert_eq!(late["owner"], "品管部");
    assert_eq!(
        late["trace"],
        json!(["received 2026-11-20 09:00", "plus 4 hours"])
    );
    assert_eq!((&late["line"], &late["column"]), (&json!(2), &json!(20)));
    assert_eq!(late["message"]["zh"], "晚了\u{1b}[31m <2 小时> & {0}");
    let state = |found: &Value| (found["state"].clone(), found["waived"].clone());
    assert_eq!(state(late), (json!("violated"), json!(false)));
    assert_eq!(state(pending), (json!("pending"), json!(false)));
    assert_eq!(state(waived), (json!("violated"), json!(true)));
    assert_eq!(state(broken), (json!("violated"), json!(false)));
    assert_eq!(waived["waiver"]["approver"], "李四");
    assert_eq!(waived["waiver"]["expires"], "2026-12-31");
    assert_eq!(broken["file"], Value::Null);
    assert_eq!(report["summary"]["pending"], 1);
    let rule = json!({
        "code": sample::LATE, "clause": clause, "checked": 5, "met": 1, "pending": 1, "violated": 2,
        "waived": 1, "not_applicable": 1, "off": null
    });
    assert_eq!(report["rules"], json!([rule]));
}
