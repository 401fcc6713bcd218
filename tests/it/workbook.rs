//! Entry workbooks: what is written is read back, and no file, however broken, brings the program down.

use std::path::Path;

use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Map, Value};
use wenkong::clock;
use wenkong::commands::new;
use wenkong::diag::Sink;
use wenkong::form::Form;
use wenkong::project::Project;
use wenkong::record::Record;
use wenkong::record::workbook::Layout;
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
        from: None,
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

#[test]
fn every_label_and_every_sheet_means_one_thing() {
    let project = builtin();
    for form in project.forms.all() {
        let layout = Layout::of(form, &mut Sink::default()).expect("a schema");
        for (at, sheet) in layout.sheets.iter().enumerate() {
            let fields = sheet.heads.fields.iter().enumerate();
            for (i, field) in fields {
                let both = Language::Both.of(&field.label);
                for label in [
                    &field.label.zh,
                    &field.label.en,
                    &both,
                    &format!("{both} *"),
                    &field.path,
                ] {
                    assert_eq!(sheet.heads.field(label), Some(i), "{} {label}", form.id);
                }
            }
            if at > 0 {
                for tab in [&sheet.tab.zh, &sheet.tab.en, &sheet.tab_both, &sheet.list] {
                    assert_eq!(layout.named(tab), Some(at), "{} {tab}", form.id);
                }
            }
        }
    }
}

/// The text of a part of a container.
fn part(bytes: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
    let mut text = String::new();
    let mut part = zip.by_name(name).expect(name);
    std::io::Read::read_to_string(&mut part, &mut text).expect("text");
    text
}

#[test]
fn a_workbook_helps_to_fill_it_in() {
    let project = builtin();
    let form = project
        .forms
        .in_force("feedback-register", NaiveDate::MAX)
        .expect("a form");
    let bytes = workbook(&project, form, Language::Both, Map::new());
    let entries = part(&bytes, "xl/worksheets/sheet2.xml");
    let first = part(&bytes, "xl/worksheets/sheet1.xml");
    let items = part(&bytes, "xl/worksheets/sheet3.xml");
    let book = part(&bytes, "xl/workbook.xml");
    for (text, has) in [
        (&entries, "<dataValidation type=\"list\""),
        (&entries, "<formula1>\"是,否\"</formula1>"),
        (&items, "_wenkong!$A$1:$A$"),
        (&entries, "state=\"frozen\""),
        (&entries, "orientation=\"landscape\""),
        (&entries, "fitToHeight=\"0\""),
        (&entries, "QR-MK-001 A/0&amp;C第 &amp;P 页，共 &amp;N 页"),
        (&items, "'登记条目 Entries'!$A$2:$A$1000"),
        (&first, "topLeftCell=\"A4\""),
        (&book, "_xlnm.Print_Titles"),
        (&book, "state=\"hidden\""),
    ] {
        assert!(text.contains(has), "{has}");
    }
    let styles = part(&bytes, "xl/styles.xml");
    assert!(styles.contains("yyyy-mm-dd hh:mm") && styles.contains("numFmtId=\"49\""));
    assert!(part(&bytes, "xl/comments1.xml").contains("unique within this record"));
    assert!(part(&bytes, "docProps/core.xml").contains("2026-11-23T09:00:00Z"));
}

/// A workbook of hand-made parts, as other programs write them.
fn container(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).expect("a part");
        std::io::Write::write_all(&mut zip, text.as_bytes()).expect("written");
    }
    zip.finish().expect("a container").into_inner()
}

/// A workbook without shared texts and without styles.
fn plain(sheets: &[(&str, &str)], date_1904: bool) -> Vec<u8> {
    let names = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    let mut list = String::new();
    let mut relations = String::new();
    let mut parts = Vec::new();
    for (i, (name, rows)) in sheets.iter().enumerate() {
        list += &format!(
            "<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"rId{0}\"/>",
            i + 1
        );
        relations += &format!(
            "<Relationship Id=\"rId{0}\" Target=\"worksheets/sheet{0}.xml\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/>",
            i + 1
        );
        parts.push((
            format!("xl/worksheets/sheet{}.xml", i + 1),
            format!("<worksheet {names}><sheetData>{rows}</sheetData></worksheet>"),
        ));
    }
    let properties = if date_1904 {
        "<workbookPr date1904=\"1\"/>"
    } else {
        ""
    };
    let relations_of = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook {names}>{properties}<sheets>{list}</sheets></workbook>"),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships {relations_of}>{relations}</Relationships>"),
    ));
    parts.push((
        "_rels/.rels".to_owned(),
        format!(
            "<Relationships {relations_of}><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>"
        ),
    ));
    let parts: Vec<(&str, &str)> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    container(&parts)
}

/// A cell with its text inside.
fn text(cell: &str, text: &str) -> String {
    format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// The first sheet of a feedback register; `date` is a cell.
fn register(date: &str) -> String {
    format!(
        "<row r=\"1\">{}{}</row><row r=\"2\">{}{}</row><row r=\"3\">{}{date}</row>",
        text("A1", "表单"),
        text("B1", "顾客反馈信息登记表"),
        text("A2", "记录代号"),
        text("B2", "FB-2026-001"),
        text("A3", "登记日期"),
    )
}

fn opened(bytes: &[u8]) -> (Option<Record>, Vec<String>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.xlsx");
    std::fs::write(&path, bytes).expect("written");
    let (record, sink) = read(&builtin(), &path);
    let found = sink.into_sorted();
    let told = found.iter().map(|found| {
        let cell = found
            .place
            .as_ref()
            .map(|place| place.file())
            .unwrap_or_default();
        format!("{cell}: {}", found.code)
    });
    (record, told.collect())
}

#[test]
fn other_writers_are_understood() {
    // No shared texts, no styles: dates are bare numbers; the Mac counts them from 1904.
    for (serial, date_1904) in [("46088", false), ("44626", true)] {
        let entries = format!(
            "<row r=\"4\">{}{}{}{}</row><row r=\"5\">{}{}<c r=\"C5\"><v>{serial}.395833333336</v></c>{}</row>",
            text("A4", "Entry id *"),
            text("B4", "类别 Kind"),
            text("C4", "received_at"),
            text("D4", "不良数量（件）"),
            text("A5", "E01"),
            text("B5", "抱怨"),
            "<c r=\"D5\"><v>3</v></c>",
        );
        let date = format!("<c r=\"B3\"><v>{serial}</v></c>");
        let sheets = [("随便", register(&date)), ("entries", entries)];
        let sheets: Vec<(&str, &str)> = sheets.iter().map(|(n, t)| (*n, t.as_str())).collect();
        let (record, told) = opened(&plain(&sheets, date_1904));
        assert!(told.is_empty(), "{told:?}");
        let value = record.expect("a record").document.value;
        let expected = serde_json::json!({
            "form": "feedback-register", "id": "FB-2026-001", "date": "2026-03-07",
            "entries": [{ "id": "E01", "kind": "complaint", "received_at": "2026-03-07T09:30:00",
                          "quantity_defective": 3 }]
        });
        assert_eq!(value, expected);
    }
}

#[test]
fn broken_workbooks_are_told() {
    let long = format!("PK\u{3}\u{4}{}", "x".repeat(500));
    let mut cut = plain(&[("a", &register(""))], false);
    cut.truncate(cut.len() / 2);
    let bomb = container(&[(
        "xl/sharedStrings.xml",
        "<sst uniqueCount=\"99999999999999\"></sst>",
    )]);
    for (bytes, code) in [
        (&b""[..], "file.empty"),
        (b"form = \"x\"", "file.no-workbook"),
        (long.as_bytes(), "file.no-workbook"),
        (&cut, "file.no-workbook"),
        (&bomb, "file.no-workbook"),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1locked",
            "file.old-or-locked",
        ),
    ] {
        let (record, told) = opened(bytes);
        assert!(record.is_none());
        assert_eq!(told, [format!("x.xlsx: {code}")]);
    }
}

#[test]
fn cells_beyond_any_sheet_are_told() {
    for cell in [
        "AAAAAAAAAAAAAAAA1",
        "A99999999999999",
        "A0",
        "XFE1",
        "A1048577",
        "1A",
        "甲1",
    ] {
        let first = register("") + &format!("<row r=\"9\">{}</row>", text(cell, "x"));
        let (_, told) = opened(&plain(&[("a", &first)], false));
        assert_eq!(told, ["x.xlsx: file.no-workbook"], "{cell}");
    }
}

#[test]
fn far_cells_and_empty_rows_cost_nothing() {
    let empty: String = (5..100_005)
        .map(|row| format!("<row r=\"{row}\"><c r=\"A{row}\" s=\"0\"/></row>"))
        .collect();
    let far = format!("<row r=\"1048576\">{}</row>", text("XFD1048576", "far"));
    let first = register("<c r=\"B3\"><v>46088</v></c>") + &empty + &far;
    let entries = format!(
        "<row r=\"1\">{}{}</row>{far}",
        text("A1", "条目代号"),
        text("B1", "内容")
    );
    let bytes = plain(&[("记录", &first), ("登记条目", &entries)], false);
    let start = std::time::Instant::now();
    let (record, told) = opened(&bytes);
    assert!(record.is_some());
    let cell = |sheet| format!("x.xlsx!{sheet}!XFD1048576: workbook.unknown-column");
    assert_eq!(told, [cell("登记条目"), cell("记录")]);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_text_is_never_a_formula() {
    let project = builtin();
    let form = project
        .forms
        .in_force("contact-sheet", NaiveDate::MAX)
        .expect("a form");
    let hostile = [
        "=cmd|'/c calc'!A1",
        "+1+1",
        "-2",
        "@SUM(A1)",
        "'x",
        "\u{1}_x0041_ &<b>",
    ];
    let given =
        serde_json::json!({ "references": hostile, "text": hostile[0], "part_no": hostile[2] });
    let bytes = workbook(
        &project,
        form,
        Language::Zh,
        given.as_object().cloned().expect("a table"),
    );
    assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"));
    let (record, told) = opened(&bytes);
    assert!(told.is_empty(), "{told:?}");
    let value = record.expect("a record").document.value;
    for key in ["references", "text", "part_no"] {
        assert_eq!(value[key], given[key]);
    }
}

#[test]
fn a_folder_gives_entry_workbooks_and_no_tables() {
    let project = builtin();
    let form = project
        .forms
        .in_force("contact-sheet", NaiveDate::MAX)
        .expect("a form");
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.path().join(name), bytes).expect("written")
    };
    let entry = workbook(&project, form, Language::Both, Map::new());
    put("entry.xlsx", &entry);
    put("~$entry.xlsx", b"lock");
    put(".entry.xlsx", b"hidden");
    put("broken.xlsx", b"broken");
    put(
        "table.xlsx",
        &plain(
            &[("a", &format!("<row r=\"1\">{}</row>", text("A1", "订单号")))],
            false,
        ),
    );
    put(
        "formless.xlsx",
        &plain(
            &[("a", &format!("<row r=\"1\">{}</row>", text("A1", "表单")))],
            false,
        ),
    );
    put("table.csv", b"a,b");
    let found = wenkong::project::records_in(folder.path());
    let names: Vec<_> = found
        .iter()
        .map(|path| path.file_name().expect("a name"))
        .collect();
    assert_eq!(names, ["broken.xlsx", "entry.xlsx"]);
    let named = folder.path().join("table.xlsx");
    assert_eq!(wenkong::project::records_in(&named), [named]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// A good workbook with a piece of one of its parts replaced by anything.
    #[test]
    fn a_mangled_workbook_gives_findings_and_no_panic(part in 0usize..9, at in 0.0..1.0f64, length in 0usize..60, put in "[ -~]{0,12}") {
        let bytes = MANGLED.get_or_init(|| {
            let project = builtin();
            let form = project.forms.in_force("feedback-register", NaiveDate::MAX).expect("a form");
            let given = example(&project, form).document.value;
            workbook(&project, form, Language::Both, given.as_object().cloned().expect("a table"))
        });
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a container");
        let mut parts = Vec::new();
        for i in 0..zip.len() {
            let mut file = zip.by_index(i).expect("a part");
            let name = file.name().expect("a name").into_owned();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut file, &mut text).expect("text");
            parts.push((name, text));
        }
        let at_part = part % parts.len();
        let chars: Vec<char> = parts[at_part].1.chars().collect();
        let start = (at * chars.len() as f64) as usize;
        let end = (start + length).min(chars.len());
        parts[at_part].1 = chars[..start].iter().copied().chain(put.chars()).chain(chars[end..].iter().copied()).collect();
        let parts: Vec<(&str, &str)> = parts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        opened(&container(&parts));
    }
}

static MANGLED: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
