//! Pages under strain: whatever a record holds stays on the paper.

mod issued;

use std::path::Path;

use serde_json::{Value, json};
use typst::layout::{Frame, FrameItem, Point, Transform};

use super::{Company, Language, Mode, Page, Pages, Renderer};
use crate::diag::{Sink, Text};
use crate::form::{Catalogue, Form};
use crate::record::Record;
use crate::schema::Kind;
use crate::source::{Format, Source};

fn company() -> Company {
    Company {
        name: Text::new(
            "苏州精衡精密部件有限公司",
            "Suzhou Jingheng Precision Components Co., Ltd.",
        ),
        offset: "+08:00".to_owned(),
        ..Company::default()
    }
}

fn render(form: &Form, record: Option<&Record>, language: Language) -> Pages {
    let company = company();
    let mut sink = Sink::default();
    let mode = if record.is_some() {
        Mode::Draft
    } else {
        Mode::Blank
    };
    let renderer = Renderer::new(form, &company, language, &mut sink);
    let page = Page {
        mode,
        record,
        root: Path::new(env!("CARGO_MANIFEST_DIR")),
    };
    let pages = renderer.and_then(|renderer| renderer.render(&page, &mut sink));
    assert!(sink.diagnostics().is_empty(), "{}: {sink:#?}", form.id);
    pages.expect("pages, for there are no findings")
}

/// The form's example, read where it lies: its pictures lie beside it.
fn example(form: &Form, catalogue: &Catalogue) -> Record {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("forms")
        .join(&form.id)
        .join(crate::id::file_name(&form.revision));
    let source = Source::disk("example.toml", folder.join("example.toml"));
    Record::open(&source, catalogue, &mut Sink::default()).expect("an example")
}

/// The form's example with every free text made what `text` says.
fn strained(form: &Form, catalogue: &Catalogue, text: &str) -> Record {
    let mut sink = Sink::default();
    let mut record = example(form, catalogue);
    for field in form.schema(&mut sink).expect("a schema").outline() {
        let parts: Vec<&str> = field.path.split('.').collect();
        match field.kind {
            Kind::Text if !["form", "file"].contains(parts.last().expect("a path")) => {
                change(&mut record.document.value, &parts, &mut |value| {
                    if value.as_str().is_some_and(|text| {
                        text.len() < 40 || !text.bytes().all(|b| b.is_ascii_hexdigit())
                    }) {
                        *value = json!(text);
                    }
                });
            }
            _ => {}
        }
    }
    record
}

fn change(value: &mut Value, path: &[&str], to: &mut impl FnMut(&mut Value)) {
    match (path, value) {
        ([], value) => to(value),
        (["*", rest @ ..], Value::Array(items)) => {
            items.iter_mut().for_each(|item| change(item, rest, to))
        }
        ([key, rest @ ..], Value::Object(table)) => {
            if let Some(inner) = table.get_mut(*key) {
                change(inner, rest, to);
            }
        }
        _ => {}
    }
}

/// Every piece of text with its left and right edge on the page, in points.
fn texts(frame: &Frame, transform: Transform, found: &mut Vec<(String, f64, f64)>) {
    for (position, item) in frame.items() {
        let here = transform.pre_concat(Transform::translate(position.x, position.y));
        match item {
            FrameItem::Group(group) => texts(&group.frame, here.pre_concat(group.transform), found),
            FrameItem::Text(text) => {
                let start = Point::zero().transform(here).x.to_pt();
                let end = Point::with_x(text.width()).transform(here).x.to_pt();
                found.push((text.text.to_string(), start, end));
            }
            _ => {}
        }
    }
}

fn assert_on_paper(pages: &Pages, form: &Form) {
    for (number, page) in pages.document.pages().iter().enumerate() {
        let mut found = Vec::new();
        texts(&page.frame, Transform::identity(), &mut found);
        let width = page.frame.width().to_pt();
        for (text, start, end) in found {
            // The watermark lies across; everything else keeps the margins.
            let watermark = text.contains('草') || text.contains('稿') || text == "DRAFT";
            assert!(
                watermark || (start > 20.0 && end < width - 20.0),
                "{} page {}: {text:?} runs from {start} to {end} of {width}",
                form.id,
                number + 1
            );
        }
    }
}

#[test]
fn long_and_unbreakable_texts_stay_on_the_paper() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    for form in catalogue.all().filter(|form| form.printed) {
        for text in [
            "W".repeat(60),
            "很长的说明文字，".repeat(6),
            "𠮷㴔 #x $y$ *b* _i_ @ref <tag>\n第二行".to_owned(),
        ] {
            assert_on_paper(
                &render(
                    form,
                    Some(&strained(form, &catalogue, &text)),
                    Language::Both,
                ),
                form,
            );
        }
    }
}

#[test]
fn what_is_typed_is_never_markup() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let hostile = "#panic() $x^2$ *b* `c` = h <l> \\";
    for form in catalogue.all().filter(|form| form.printed) {
        let pages = render(
            form,
            Some(&strained(form, &catalogue, hostile)),
            Language::Zh,
        );
        let mut found = Vec::new();
        pages
            .document
            .pages()
            .iter()
            .for_each(|page| texts(&page.frame, Transform::identity(), &mut found));
        let words: String = found
            .into_iter()
            .map(|(text, ..)| text.replace(' ', ""))
            .collect();
        assert!(words.contains(&hostile.replace(' ', "")), "{}", form.id);
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    let form = catalogue
        .all()
        .find(|form| form.id == "survey-sheet")
        .expect("the form");
    let mut sink = Sink::default();
    let source = Source::memory(
        "x.toml",
        Some(Format::Toml),
        form.file("example.toml").text().expect("an example"),
    );
    let record = Record::open(&source, &catalogue, &mut sink).expect("a record");
    let pdf = || {
        render(form, Some(&record), Language::Both)
            .pdf()
            .expect("a PDF")
    };
    let first = pdf();
    assert_eq!(first, pdf());
    let other_thread = std::thread::scope(|scope| scope.spawn(pdf).join().expect("no panic"));
    assert_eq!(first, other_thread);
}

/// A record grows: its head alone is a draft, and so is one whose lists and tables are still empty.
#[test]
fn a_record_just_begun_is_laid_out() {
    let catalogue = Catalogue::load(None, &mut Sink::default());
    for form in catalogue.all().filter(|form| form.printed) {
        let head = format!("form = \"{}\"\nid = \"X-1\"\ndate = 2026-11-03\n", form.id);
        let source = Source::memory("x.toml", Some(Format::Toml), head);
        let mut record = Record::open(&source, &catalogue, &mut Sink::default()).expect("a record");
        assert!(render(form, Some(&record), Language::Both).count() > 0);
        let outline = form
            .schema(&mut Sink::default())
            .expect("a schema")
            .outline();
        for field in outline.iter().filter(|field| !field.path.contains('.')) {
            let item = format!("{}.*", field.path);
            let of_tables = outline
                .iter()
                .any(|other| other.path == item && other.kind == Kind::Table);
            match field.kind {
                Kind::List if of_tables => record.document.value[&field.path] = json!([{}, {}]),
                Kind::Table => record.document.value[&field.path] = json!({}),
                _ => {}
            }
        }
        let page = Page {
            mode: Mode::Draft,
            record: Some(&record),
            root: Path::new("/"),
        };
        let mut sink = Sink::default();
        let company = company();
        let renderer =
            Renderer::new(form, &company, Language::Both, &mut sink).expect("a renderer");
        assert!(
            renderer.render(&page, &mut sink).is_some(),
            "{}: {sink:#?}",
            form.id
        );
    }
}
