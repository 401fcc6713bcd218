//! The PDFs as other programs see them.

use lopdf::{Document, Object};
use serde_json::Value;
use wenkong::commands::{blank, fill};
use wenkong::diag::Sink;
use wenkong::project::Project;
use wenkong::render::Language;
use wenkong::schema::Kind;

use crate::catalogue::{builtin, example};
use crate::run::root;

/// Fills the form's example and reads the PDF back.
fn filled(id: &str, language: Language) -> (Vec<u8>, Document) {
    let project = builtin();
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("out.pdf");
    let request = fill::Request {
        records: vec![root().join("forms").join(id).join("A-0/example.toml")],
        output: Some(output.clone()),
        formats: Vec::new(),
        language: Some(language),
    };
    let mut sink = Sink::default();
    let made = fill::fill(&project, &request, &mut sink).expect("written");
    assert!(sink.diagnostics().is_empty(), "{id}: {sink:#?}");
    assert_eq!(made.len(), 1);
    read(&output)
}

fn read(path: &std::path::Path) -> (Vec<u8>, Document) {
    let bytes = std::fs::read(path).expect("the file is there");
    let document = Document::load_mem(&bytes).expect("another program reads it");
    (bytes, document)
}

const FORMS: [&str; 6] = [
    "feedback-register",
    "order-review",
    "capa-report",
    "survey-letter",
    "survey-sheet",
    "property-ledger",
];

#[test]
fn filled_forms_are_tagged_archive_files_in_every_language() {
    for id in FORMS {
        for language in [Language::Zh, Language::En, Language::Both] {
            let (bytes, document) = filled(id, language);
            let catalog = document.catalog().expect("a catalogue");
            assert!(
                catalog.has(b"StructTreeRoot") && catalog.has(b"Lang"),
                "{id} is tagged"
            );
            let text = String::from_utf8_lossy(&bytes);
            assert!(text.contains("<pdfaid:part>2</pdfaid:part>"), "{id}");
            assert!(
                text.contains("<pdfaid:conformance>A</pdfaid:conformance>"),
                "{id}"
            );
            assert!(text.contains("<pdfuaid:part>1</pdfuaid:part>"), "{id}");
            assert!(!document.get_pages().is_empty());
            assert_fonts_embedded(&document, id);
        }
    }
}

fn assert_fonts_embedded(document: &Document, id: &str) {
    let mut fonts = 0;
    for object in document.objects.values() {
        let Object::Dictionary(dictionary) = object else {
            continue;
        };
        if dictionary
            .get(b"Type")
            .and_then(Object::as_name)
            .is_ok_and(|name| name == b"FontDescriptor")
        {
            fonts += 1;
            let embedded = [b"FontFile2".as_slice(), b"FontFile3"]
                .iter()
                .any(|key| dictionary.has(key));
            assert!(embedded, "{id} embeds every font");
        }
    }
    assert!(fonts > 0, "{id} has fonts");
}

#[test]
fn two_runs_give_the_same_bytes() {
    for id in FORMS {
        assert!(
            filled(id, Language::Both).0 == filled(id, Language::Both).0,
            "{id}"
        );
    }
}

#[test]
fn blank_forms_print_in_every_language() {
    let project = builtin();
    let folder = tempfile::tempdir().expect("a folder");
    for form in project.forms.all().filter(|form| form.printed) {
        for language in [Language::Zh, Language::En, Language::Both] {
            let output = Some(folder.path().join("blank.pdf"));
            let request = blank::Request {
                form,
                output,
                formats: Vec::new(),
                language: Some(language),
            };
            let mut sink = Sink::default();
            let made = blank::blank(&project, &request, &mut sink).expect("written");
            assert!(
                sink.diagnostics().is_empty() && made.is_some(),
                "{}: {sink:#?}",
                form.id
            );
            let (_, document) = read(&folder.path().join("blank.pdf"));
            assert!(
                document
                    .catalog()
                    .expect("a catalogue")
                    .has(b"StructTreeRoot"),
                "{}",
                form.id
            );
        }
    }
}

/// A project whose `wenkong.toml` changes number, title and text of a form without copying it.
#[test]
fn a_company_sets_number_title_and_text_of_a_form() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = r#"
page_language = "zh"
[company]
name = { zh = "某某厂" }
[forms.survey-letter]
number = "MS-77"
title = { zh = "征求意见函" }
texts = { body = { zh = "致{{ customer.name }}：请赐教。", en = "To {{ customer.name }}." } }
"#;
    std::fs::write(folder.path().join("wenkong.toml"), config).expect("written");
    let mut sink = Sink::default();
    let project = Project::open(Some(folder.path()), folder.path(), &mut sink);
    let output = folder.path().join("letter.pdf");
    let request = fill::Request {
        records: vec![root().join("forms/survey-letter/A-0/example.toml")],
        output: Some(output.clone()),
        ..fill::Request::default()
    };
    fill::fill(&project, &request, &mut sink).expect("written");
    assert!(sink.diagnostics().is_empty(), "{sink:#?}");
    let (_, document) = read(&output);
    let text = document
        .extract_text(&[1])
        .expect("text")
        .replace(['\n', ' '], "");
    for words in [
        "某某厂",
        "MS-77",
        "征求意见函",
        "致无锡恒源汽车电子有限公司：请赐教。",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

/// Texts and figures of a record by path, `*` for list items.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        Value::Number(number) => found.push((path.to_owned(), number.to_string())),
        Value::Array(items) => items
            .iter()
            .for_each(|item| leaves(item, &format!("{path}.*"), found)),
        Value::Object(table) => {
            for (key, item) in table {
                leaves(
                    item,
                    &if path.is_empty() {
                        key.clone()
                    } else {
                        format!("{path}.{key}")
                    },
                    found,
                );
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Lists of figures, whose rows are told by what they are about: their ids are not printed.
const FIGURES: [(&str, &str); 6] = [
    ("feedback-summary", "counts"),
    ("survey-plan", "aspects"),
    ("survey-report", "aspects"),
    ("survey-report", "customers"),
    ("survey-report", "earlier"),
    ("survey-report", "non_responders"),
];

/// Paper shows all that was filled in: nothing a record says is dropped on the way.
#[test]
fn everything_filled_in_stands_on_paper() {
    let project = builtin();
    for form in project.forms.all().filter(|form| form.printed) {
        let (_, document) = filled(&form.id, Language::Both);
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let plain = |text: &str| {
            text.chars()
                // Money is printed with signs between its thousands.
                .filter(|c| !c.is_whitespace() && *c != ',')
                .collect::<String>()
        };
        let paper = plain(&document.extract_text(&pages).expect("text"));
        let outline = form
            .schema(&mut Sink::default())
            .expect("a schema")
            .outline();
        let mut texts = Vec::new();
        leaves(&example(&project, form).document.value, "", &mut texts);
        assert!(texts.len() > 20, "{}", form.id);
        let missing: Vec<_> = texts
            .iter()
            // The form prints as its title, a choice as its label, a time in another notation.
            .filter(|(path, _)| path != "form")
            // An id that is made of other fields says nothing that they do not.
            .filter(|(path, _)| {
                path.strip_suffix(".*.id").is_none_or(|list| {
                    let made = form
                        .tables
                        .get(list)
                        .is_some_and(|table| table.id.is_some());
                    !made && !FIGURES.contains(&(form.id.as_str(), list))
                })
            })
            .filter(|(path, _)| {
                outline.iter().any(|field| {
                    field.path == *path
                        && matches!(
                            field.kind,
                            Kind::Text | Kind::Decimal | Kind::Integer | Kind::Date
                        )
                })
            })
            .filter(|(_, text)| !paper.contains(&plain(text)))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", form.id);
    }
}
