//! Entry workbooks: what is written is read back, and no file, however broken, brings the program down.

use std::path::Path;

use serde_json::{Map, Value};
use wenkong::clock;
use wenkong::commands::new;
use wenkong::diag::Sink;
use wenkong::form::Form;
use wenkong::project::Project;
use wenkong::record::Record;
use wenkong::render::Language;
use wenkong::source::Source;

use crate::catalogue::{builtin, example};

/// The workbook of a form with some data.
pub fn workbook(
    project: &Project,
    form: &Form,
    language: Language,
    given: Map<String, Value>,
) -> Vec<u8> {
    let as_of = clock::parse("2026-11-23T09:00", project.config.time_zone).expect("a moment");
    let request = new::Request {
        form,
        as_of,
        language: Some(language),
    };
    let mut sink = Sink::default();
    let made = new::workbook(project, &request, given, &mut sink).expect("written");
    assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    made.expect("a schema")
}

/// What a workbook says, and the findings.
pub fn read(project: &Project, path: &Path) -> (Option<Record>, Sink) {
    let mut sink = Sink::default();
    let source = Source::disk("x.xlsx", path);
    let record = Record::open(&source, &project.forms, &mut sink);
    (record, sink)
}

fn differences(at: &str, a: &Value, b: &Value, found: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            for key in x.keys().chain(y.keys().filter(|key| !x.contains_key(*key))) {
                let null = Value::Null;
                let of =
                    |table: &Map<String, Value>| table.get(key).cloned().unwrap_or(null.clone());
                differences(&format!("{at}/{key}"), &of(x), &of(y), found);
            }
        }
        (Value::Array(x), Value::Array(y)) if x.len() == y.len() => {
            for (i, (x, y)) in x.iter().zip(y).enumerate() {
                differences(&format!("{at}/{i}"), x, y, found);
            }
        }
        // The line end at the end of a TOML text of several lines is no part of what somebody wrote.
        (Value::String(x), Value::String(y)) if x.trim_end() == y => {}
        _ if a == b => {}
        _ => found.push(format!("{at}: {a} became {b}")),
    }
}

#[test]
fn every_example_is_read_back_from_its_workbook() {
    let project = builtin();
    let folder = tempfile::tempdir().expect("a folder");
    for form in project.forms.all() {
        for language in [Language::Zh, Language::En, Language::Both] {
            let example = example(&project, form).document.value;
            let given = example.as_object().cloned().expect("a table");
            let bytes = workbook(&project, form, language, given.clone());
            let again = workbook(&project, form, language, given);
            assert!(bytes == again, "{}: the same bytes", form.id);
            let path = folder.path().join(format!("{}-{language:?}.xlsx", form.id));
            std::fs::write(&path, bytes).expect("written");
            let (record, sink) = read(&project, &path);
            assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
            let record = record.expect("no finding, so a record");
            let mut found = Vec::new();
            differences("", &example, &record.document.value, &mut found);
            assert!(found.is_empty(), "{} {language:?}: {found:#?}", form.id);
        }
    }
}
