//! Controlled sheets: what is kept gives the same bytes again, and other programs find number and record in the PDF.

use std::path::Path;

use lopdf::{Dictionary, Document, Object, decode_text_string};
use serde_json::json;
use typst::layout::Transform;

use super::{assert_on_paper, change, company, example, texts};
use crate::builtin::EXAMPLE;
use crate::diag::Sink;
use crate::form::{Catalogue, Form};
use crate::record::Record;
use crate::render::control::qr;
use crate::render::{Company, Control, Frozen, KeptFile, Language, Mode, Page, Pages, Renderer};

const LANGUAGES: [Language; 3] = [Language::Zh, Language::En, Language::Both];

fn with_logo() -> Company {
    let logo = EXAMPLE.get_file("logo.svg").expect("a logo");
    Company {
        logo: Some(("logo.svg".to_owned(), logo.contents().to_vec())),
        ..company()
    }
}

fn control(number: &str) -> Control {
    let at = chrono::DateTime::parse_from_rfc3339("2026-11-24T10:00:37+08:00");
    Control {
        number: number.to_owned(),
        revision: 0,
        at: at.expect("a time"),
        by: "周敏".to_owned(),
        check: "3f9a2c418b7d0e55".to_owned(),
    }
}

fn canonical(record: &Record) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(&record.document.value).expect("canonical")
}

/// What the register keeps: of the form, and of the sheet.
fn kept(
    form: &Form,
    record: &Record,
    control: &Control,
    language: Language,
) -> (Vec<KeptFile>, Vec<KeptFile>) {
    let (company, mut sink) = (with_logo(), Sink::default());
    let renderer = Renderer::new(form, &company, language, &mut sink).expect("a renderer");
    let page = Page {
        mode: Mode::Issued,
        record: Some(record),
        root: Path::new(env!("CARGO_MANIFEST_DIR")),
    };
    let sheet = renderer.sheet_files(&page, control, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    (renderer.form_files(), sheet.expect("kept files"))
}

fn print(files: &(Vec<KeptFile>, Vec<KeptFile>), record: &[u8], sink: &mut Sink) -> Option<Pages> {
    Frozen::new(&files.0, sink)?.render(&files.1, record, sink)
}

/// The sheet, laid out from what is kept.
fn issued(form: &Form, record: &Record, control: &Control, language: Language) -> Pages {
    let mut sink = Sink::default();
    let files = kept(form, record, control, language);
    let pages = print(&files, &canonical(record), &mut sink);
    assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    pages.expect("pages")
}

fn form<'a>(catalogue: &'a Catalogue, id: &str) -> &'a Form {
    catalogue.all().find(|form| form.id == id).expect("a form")
}

fn words(pages: &Pages) -> Vec<String> {
    let of_page = |page: &typst_layout::Page| {
        let mut found = Vec::new();
        texts(&page.frame, Transform::identity(), &mut found);
        let words: String = found.into_iter().map(|(text, ..)| text).collect();
        words.replace(' ', "")
    };
    pages.document.pages().iter().map(of_page).collect()
}

/// Its pages are as many as those of its draft.
#[test]
fn every_form_is_issued_without_a_warning_in_every_language() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    for form in catalogue.all().filter(|form| form.printed) {
        let record = example(form, &catalogue);
        let control = control("ED/品-2026-001");
        for language in LANGUAGES {
            let pages = issued(form, &record, &control, language);
            assert_on_paper(&pages, form);
            if language == Language::Both {
                let draft = super::render(form, Some(&record), language);
                assert_eq!(pages.count(), draft.count(), "{}", form.id);
            }
            for words in words(&pages) {
                assert!(words.contains("3f9a2c418b7d0e55"), "{}: {words}", form.id);
                assert!(words.contains("ED/品-2026-001"), "{}: {words}", form.id);
                assert!(!words.contains("DRAFT") && !words.contains("草稿"));
            }
        }
    }
}

#[test]
fn what_is_kept_gives_the_same_bytes_again() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    for id in ["capa-report", "sample-approval", "survey-letter"] {
        let form = form(&catalogue, id);
        let mut record = example(form, &catalogue);
        let files = kept(form, &record, &control("CAPA-2026-005"), Language::Both);
        let has = |path: &str| files.0.iter().chain(&files.1).any(|file| file.path == path);
        for path in [
            "form.toml",
            "schema.json",
            "lib/common.json",
            "form.typ",
            "page.json",
            "logo.svg",
        ] {
            assert!(has(path), "{path}");
        }
        assert!(!has("record.json"));
        assert!(
            id == "survey-letter"
                || files
                    .1
                    .iter()
                    .any(|file| file.path.starts_with("picture-0."))
        );
        let mut sink = Sink::default();
        let mut bytes = |record: &[u8]| {
            let pages = print(&files, record, &mut sink).expect("pages");
            pages.pdf().expect("a PDF")
        };
        let first = bytes(&canonical(&record));
        assert!(bytes(&canonical(&record)) == first, "{id}");
        change(&mut record.document.value, &["date"], &mut |value| {
            *value = json!("2026-01-02");
        });
        assert!(bytes(&canonical(&record)) != first, "{id}");
        assert!(sink.diagnostics().is_empty(), "{id}: {sink:#?}");
    }
}

#[test]
fn what_belongs_to_the_form_is_the_same_for_all_records() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let form = form(&catalogue, "survey-letter");
    let mut record = example(form, &catalogue);
    let first = kept(form, &record, &control("A-1"), Language::Zh);
    record.document.value["date"] = json!("2026-01-02");
    let second = kept(form, &record, &control("A-2"), Language::Zh);
    assert_eq!(first.0, second.0);
    assert_ne!(first.1, second.1);
}

#[test]
fn what_is_missing_or_broken_is_told() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let form = form(&catalogue, "survey-sheet");
    let record = example(form, &catalogue);
    let files = kept(form, &record, &control("A-1"), Language::Zh);
    let refused = |files: &(Vec<KeptFile>, Vec<KeptFile>), record: &[u8]| {
        let mut sink = Sink::default();
        assert!(print(files, record, &mut sink).is_none());
        assert!(!sink.diagnostics().is_empty());
    };
    refused(&files, b"{");
    for path in [
        "page.json",
        "schema.json",
        "lib/common.json",
        "form.typ",
        "logo.svg",
    ] {
        let mut rest = files.clone();
        for part in [&mut rest.0, &mut rest.1] {
            part.retain(|file| file.path != path);
        }
        refused(&rest, &canonical(&record));
        let mut broken = files.clone();
        for file in broken
            .0
            .iter_mut()
            .chain(&mut broken.1)
            .filter(|file| file.path == path)
        {
            file.bytes = b"#(".to_vec();
        }
        refused(&broken, &canonical(&record));
    }
}

fn dictionary<'a>(document: &'a Document, object: &'a Object) -> &'a Dictionary {
    let (_, object) = document.dereference(object).expect("an object");
    object.as_dict().expect("a dictionary")
}

fn keywords(document: &Document) -> String {
    let info = dictionary(document, document.trailer.get(b"Info").expect("Info"));
    decode_text_string(info.get(b"Keywords").expect("keywords")).expect("text")
}

/// The attached files: name and bytes.
fn attached(document: &Document) -> Vec<(String, Vec<u8>)> {
    let catalog = document.catalog().expect("a catalogue");
    let files = catalog.get(b"AF").and_then(Object::as_array);
    let file = |object| {
        let spec = dictionary(document, object);
        let name = decode_text_string(spec.get(b"UF").expect("a name")).expect("text");
        let relation = spec.get(b"AFRelationship").and_then(Object::as_name);
        assert_eq!(relation.expect("a relationship"), b"Source");
        let streams = dictionary(document, spec.get(b"EF").expect("EF"));
        let stream = streams.get(b"F").and_then(Object::as_reference);
        let stream = document
            .get_object(stream.expect("F"))
            .and_then(Object::as_stream);
        let stream = stream.expect("a stream");
        let bytes = stream.decompressed_content();
        (name, bytes.unwrap_or_else(|_| stream.content.clone()))
    };
    files.into_iter().flatten().map(file).collect()
}

#[test]
fn other_programs_find_number_and_record() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let form = form(&catalogue, "order-review");
    let record = example(form, &catalogue);
    let control = Control {
        revision: 2,
        ..control("ED/品-2026-001")
    };
    let pages = issued(form, &record, &control, Language::Both);
    assert!(words(&pages)[0].contains("受控文件·第2次更正·已发行2026-11-2410:00"));
    let pdf = pages.pdf().expect("a PDF");
    let document = Document::load_mem(&pdf).expect("another program reads it");
    let said = keywords(&document);
    assert_eq!(said, "wenkong, ED/品-2026-001, r2, 3f9a2c418b7d0e55");
    let files = [("ED-品-2026-001.json".to_owned(), canonical(&record))];
    assert_eq!(attached(&document), files);
    let metadata = String::from_utf8_lossy(&pdf);
    for claim in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(metadata.contains(claim), "{claim}");
    }
}

#[test]
fn drafts_and_blanks_say_what_they_are() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let form = form(&catalogue, "order-review");
    let record = example(form, &catalogue);
    for (record, said) in [(Some(&record), "wenkong, draft"), (None, "wenkong, blank")] {
        let pdf = super::render(form, record, Language::Zh).pdf();
        let document = Document::load_mem(&pdf.expect("a PDF")).expect("it is read");
        assert_eq!(keywords(&document), said);
        assert!(!document.catalog().expect("a catalogue").has(b"AF"));
    }
}

/// A foot under strain: a number as long as a pattern can make it, and a long name.
#[test]
fn long_numbers_and_names_stay_on_the_paper() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    for id in ["survey-letter", "feedback-register"] {
        let form = form(&catalogue, id);
        let record = example(form, &catalogue);
        for text in ["W".repeat(60), "很长的编号，".repeat(6)] {
            let control = Control {
                by: text.clone(),
                ..control(&text)
            };
            assert_on_paper(&issued(form, &record, &control, Language::Both), form);
        }
    }
}

#[test]
fn a_code_has_its_quiet_zone_and_grows_with_the_text() {
    let side = |text: &str| {
        let drawing = qr(text).expect("a code");
        let side = drawing.split("viewBox=\"0 0 ").nth(1);
        let side = side.and_then(|rest| rest.split(' ').next());
        side.and_then(|side| side.parse::<u32>().ok())
            .expect("a side")
    };
    assert_eq!(side("CAPA-2026-005 3f9a2c418b7d0e55"), 29 + 8);
    assert_eq!(side("ED/品-2026-001 3f9a2c418b7d0e55"), 29 + 8);
    assert!(side(&"品".repeat(100)) > 57);
    assert!(qr(&"品".repeat(1000)).is_err());
}
