//! The PDFs as other programs see them.

use lopdf::{Document, Object};
use wenkong::commands::{blank, fill};
use wenkong::diag::Sink;
use wenkong::render::Language;

use crate::catalogue::builtin;
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
    for form in project.forms.all() {
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
