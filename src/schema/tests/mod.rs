//! Whole schemas against whole documents.

mod kinds;
mod lookups;
mod random;
mod words;

use super::Schema;
use crate::{
    diag::{Diagnostic, Sink},
    source::{At, Document, Format, Source},
};
use serde_json::{Value, json};

/// A document whose file is the value in JSON.
fn document(value: Value) -> Document {
    let text = serde_json::to_string_pretty(&value).unwrap();
    let source = Source::memory("records/x.json", Some(Format::Json), text);
    Document {
        source,
        value,
        digest: String::new(),
    }
}

fn check_with(schema: &Schema, document: &Document) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    schema.check(document, &mut sink);
    sink.into_sorted()
}

fn check(schema: Value, value: Value) -> Vec<Diagnostic> {
    let schema = Schema::compile("登记表", schema, &[]).unwrap();
    check_with(&schema, &document(value))
}

fn pointer(found: &Diagnostic) -> String {
    match found.place.as_ref().map(|place| &place.at) {
        Some(At::Value(pointer)) => pointer.to_string(),
        Some(At::Key(pointer)) => format!("key {pointer}"),
        other => format!("{other:?}"),
    }
}

/// A register with every part of the dialect.
fn sample() -> Value {
    json!({
        "title": "投诉登记", "title-en": "Complaint register",
        "type": "object",
        "required": ["no", "customer", "entries"],
        "additionalProperties": false,
        "properties": {
            "no": {"type": "string", "title": "编号", "title-en": "Number", "pattern": "^FB-[0-9]{4}-[0-9]{3}$", "examples": ["FB-2026-003"]},
            "kind": {"title": "类型", "title-en": "Kind", "enum": ["complaint", "return", "praise"],
                "labels": {"complaint": ["投诉", "Complaint"], "return": ["退货", "Return"], "praise": ["表扬", "Praise"]}},
            "customer": {
                "type": "object", "title": "客户", "title-en": "Customer", "additionalProperties": false,
                "description": "提出投诉的单位", "description-en": "who complains",
                "properties": {"name": {"type": "string", "title": "客户名称", "title-en": "Customer name", "minLength": 1}}
            },
            "entries": {
                "type": "array", "title": "明细", "title-en": "Entries", "minItems": 1, "uniqueItems": true,
                "items": {"type": "object", "additionalProperties": false, "required": ["received_at"], "properties": {
                    "received_at": {"type": "string", "format": "moment", "title": "接收时间", "title-en": "Received at"},
                    "on": {"type": "string", "format": "date", "title": "日期", "title-en": "Date"},
                    "quantity": {"type": "string", "format": "decimal", "title": "数量", "title-en": "Quantity"},
                    "pieces": {"type": "integer", "minimum": 0, "title": "件数", "title-en": "Pieces"},
                    "closed": {"type": "boolean", "title": "已关闭", "title-en": "Closed"}
                }}
            }
        }
    })
}
