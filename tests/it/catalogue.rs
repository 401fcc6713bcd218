//! What every form and every code owes its reader.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde_json::Value;
use wenkong::check;
use wenkong::commands::{forms, new};
use wenkong::diag::{Sink, codes};
use wenkong::form::Form;
use wenkong::project::Project;
use wenkong::record::Record;
use wenkong::source::{Format, Source, parse};

use crate::run::root;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

/// The program outside of any project: built-in forms.
pub fn builtin() -> Project {
    let mut sink = Sink::default();
    let project = Project::open(None, std::path::Path::new("/"), &mut sink);
    assert!(sink.diagnostics().is_empty(), "{sink:#?}");
    project
}

/// The form's example, as a record on disk: its pictures lie beside it.
pub fn example(project: &Project, form: &Form) -> Record {
    let folder = root()
        .join("forms")
        .join(&form.id)
        .join(wenkong::id::file_name(&form.revision));
    let source = Source::disk("example.toml", folder.join("example.toml"));
    let mut sink = Sink::default();
    let record = Record::open(&source, &project.forms, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    record.expect("no finding, so a record")
}

#[test]
fn the_first_six_forms_are_there() {
    let project = builtin();
    let ids: Vec<&str> = forms::forms(&project, today())
        .iter()
        .map(|form| form.id.as_str())
        .collect();
    for id in [
        "feedback-register",
        "order-review",
        "capa-report",
        "survey-letter",
        "survey-sheet",
        "property-ledger",
    ] {
        assert!(ids.contains(&id), "{id} in {ids:?}");
    }
}

#[test]
fn every_example_is_free_of_findings() {
    let project = builtin();
    for form in project.forms.all() {
        let mut sink = Sink::default();
        check::record(&example(&project, form), form, &mut sink);
        assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    }
}

#[test]
fn every_field_has_a_title_in_both_languages() {
    let project = builtin();
    let mut sink = Sink::default();
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for form in project.forms.all() {
        let schema = form.schema(&mut sink).expect("a schema");
        for field in schema
            .outline()
            .iter()
            .filter(|field| !field.path.ends_with('*'))
        {
            let words = [&field.title].into_iter().chain(&field.description);
            for text in words {
                assert!(chinese(&text.zh), "{} {}: {text:?}", form.id, field.path);
                assert!(
                    !chinese(&text.en) && !text.en.is_empty(),
                    "{} {}: {text:?}",
                    form.id,
                    field.path
                );
            }
            for (value, label) in &field.labels {
                assert!(
                    !label.zh.is_empty() && !chinese(&label.en),
                    "{} {} {value}",
                    form.id,
                    field.path
                );
            }
        }
    }
}

#[test]
fn every_choice_has_a_label_for_each_value() {
    fn visit(value: &Value, path: &str) {
        if let Value::Object(table) = value {
            if let Some(Value::Array(values)) = table.get("enum") {
                let labels = table.get("labels").and_then(Value::as_object);
                let labelled: BTreeSet<&str> = labels
                    .into_iter()
                    .flatten()
                    .map(|(key, _)| key.as_str())
                    .collect();
                let values: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
                assert_eq!(values, labelled, "{path}");
            }
            table
                .iter()
                .for_each(|(key, inner)| visit(inner, &format!("{path}/{key}")));
        }
    }
    let project = builtin();
    for form in project.forms.all() {
        let text = form.file("schema.json").text().expect("readable");
        visit(&serde_json::from_str(&text).expect("JSON"), &form.id);
    }
}

/// The empty record is TOML and names what must be filled in; with every `#` of a field taken away it is TOML still, and
/// the form's schema finds nothing wrong but texts that are still empty.
#[test]
fn an_empty_record_of_every_form_can_be_filled_in() {
    let project = builtin();
    for form in project.forms.all() {
        let mut sink = Sink::default();
        let text = new::new(form, today(), serde_json::Map::new(), &mut sink).expect("a schema");
        let empty = parse(&text, Format::Toml);
        assert!(
            empty.faults.is_empty(),
            "{}: {:#?}\n{text}",
            form.id,
            empty.faults
        );

        let uncommented: Vec<String> = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(field) if !field.starts_with(' ') => field.replace("\"\"", "\"填写\""),
                _ => line.to_owned(),
            })
            .collect();
        let source = Source::memory("new.toml", Some(Format::Toml), uncommented.join("\n"));
        let record = Record::open(&source, &project.forms, &mut sink);
        let Some(record) = record else {
            panic!("{}: {sink:#?}", form.id)
        };
        check::record(&record, form, &mut sink);
        let wrong: Vec<_> = sink
            .diagnostics()
            .iter()
            .filter(|d| !["schema.pattern", "schema.format"].contains(&d.code))
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:#?}", form.id);
    }
}

#[test]
fn a_form_is_found_by_title_and_alias() {
    let project = builtin();
    for name in ["feedback-register", "顾客反馈信息登记表", "顾客信息反馈表"] {
        assert_eq!(
            project.forms.find(name),
            Some("feedback-register"),
            "{name}"
        );
    }
    assert_eq!(
        project.forms.find("纠正措施实施报告单"),
        Some("capa-report")
    );
    assert_eq!(
        project.forms.nearest("feedback-registr"),
        Some("feedback-register")
    );
}

#[test]
fn what_is_carried_over_has_a_field_on_both_sides() {
    let project = builtin();
    let mut sink = Sink::default();
    let mut paths = |id: &str| -> BTreeSet<String> {
        let form = project.forms.in_force(id, today()).expect(id);
        let outline = form.schema(&mut sink).expect("a schema").outline();
        outline.into_iter().map(|field| field.path).collect()
    };
    let starred = |path: &str| {
        let keys = path.split('.');
        let keys = keys.map(|key| {
            if key.parse::<usize>().is_ok() {
                "*"
            } else {
                key
            }
        });
        keys.collect::<Vec<&str>>().join(".")
    };
    let mut carried = 0;
    for form in project.forms.all() {
        let own = paths(&form.id);
        for carry in &form.carry {
            let others = paths(&carry.from);
            for (here, there) in &carry.fields {
                assert!(own.contains(&starred(here)), "{}: {here}", form.id);
                if there == "@ref" || there.starts_with('=') {
                    continue;
                }
                let there = match (there.strip_prefix("record."), &carry.each) {
                    (Some(path), _) => path.to_owned(),
                    (None, Some(list)) => format!("{list}.*.{there}"),
                    (None, None) => there.clone(),
                };
                assert!(others.contains(&starred(&there)), "{}: {there}", carry.from);
                carried += 1;
            }
        }
    }
    assert!(carried > 100, "{carried}");
}

/// A code without a case is a promise that nobody has tried.
#[test]
fn every_code_has_a_case() {
    let mut seen = String::new();
    let cases = root().join("tests/cases");
    for entry in cases.read_dir().expect("cases").flatten() {
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "stdout" || extension == "stderr")
        {
            seen.push_str(&std::fs::read_to_string(entry.path()).expect("readable"));
        }
    }
    for tests in [
        "src/schema/tests/kinds.rs",
        "tests/it/bad_input.rs",
        "tests/it/external.rs",
        "tests/it/register.rs",
    ] {
        seen.push_str(&std::fs::read_to_string(root().join(tests)).expect("readable"));
    }
    let missing: Vec<&str> = codes::entries()
        .map(|entry| entry.code)
        .filter(|code| {
            !seen.contains(&format!("[{code}]")) && !seen.contains(&format!("\"{code}\""))
        })
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
