//! The data a layout reads: `/record.json`, `/fields.json`, `/page.json` and pictures.

use std::borrow::Cow;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::pictures::Pictures;
use super::texts::Texts;
use super::{Stamp, VirtualFile};
use crate::builtin;
use crate::diag::Text;
use crate::form::Form;
use crate::record::Record;
use crate::schema::{Kind, Outline, Schema};

/// Whose paper it is.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Registered name; the head of each page begins with it.
    pub name: Text,
    /// Postal address, for letters and the like.
    pub address: Text,
    /// Telephone number as it is to be printed; empty where there is none.
    pub phone: String,
    /// E-mail address for customers; empty where there is none.
    pub email: String,
    /// Colour of titles and bars, `#1f3a5f`; `None` is the layout's own.
    pub accent: Option<String>,
    /// File name (its ending tells the kind) and bytes.
    pub logo: Option<(String, Vec<u8>)>,
    /// Offset of the project's zone as it stands in times, `+08:00`.
    pub offset: String,
}

/// The language of the printed page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese alone.
    Zh,
    /// English alone.
    En,
    /// Chinese first, with the English smaller beside or below it.
    #[default]
    Both,
}

impl Language {
    /// A text as such a page has it on one line: `接收时间 Received at`.
    pub fn of(self, text: &Text) -> String {
        self.joined(text, " ")
    }

    /// The same with each language on a line of its own.
    pub fn lines(self, text: &Text) -> String {
        self.joined(text, "\n")
    }

    fn joined(self, text: &Text, between: &str) -> String {
        match self {
            Self::Zh => text.zh.clone(),
            Self::En => text.en.clone(),
            Self::Both if text.zh == text.en => text.zh.clone(),
            Self::Both => format!("{}{between}{}", text.zh, text.en),
        }
    }
}

/// What the sheet is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// To be filled in by hand.
    Blank,
    /// Filled, not issued, and marked so.
    Draft,
    /// Numbered and released: a controlled document.
    Issued,
    /// Printed from what the register holds: nothing to be numbered, and no draft either.
    Extract,
    /// The stamp alone, to be laid over a document from outside.
    Stamp,
}

/// One sheet to lay out.
pub struct Page<'a> {
    /// Decides the marks that a layout puts on the sheet; `mode` in `page.json`.
    pub mode: Mode,
    /// `None` for a blank sheet.
    pub record: Option<&'a Record>,
    /// Pictures of the record must lie inside this folder.
    pub root: &'a Path,
}

impl Page<'_> {
    pub(super) fn stamp(&self, form: &Form) -> Stamp {
        let id = self
            .record
            .and_then(|record| record.id.as_deref())
            .unwrap_or("blank");
        Stamp {
            ident: format!("{} {} {id}", form.number, form.revision),
            date: self
                .record
                .and_then(|record| record.date)
                .unwrap_or(form.effective),
            attaches: false,
        }
    }
}

/// What the schema says of a form's fields: the same for all its records.
pub(super) struct Fields {
    pub outline: Vec<Outline>,
    json: Vec<u8>,
}

impl Fields {
    pub fn of(schema: &Schema) -> Self {
        let outline = schema.outline();
        Self {
            json: fields(&outline),
            outline,
        }
    }
}

/// `fields.json`: titles, kind and value labels of every field, by path.
fn fields(outline: &[Outline]) -> Vec<u8> {
    let mut fields = Map::new();
    for field in outline {
        let mut entry =
            json!({ "zh": field.title.zh, "en": field.title.en, "type": kind(field.kind) });
        if !field.labels.is_empty() {
            let labels = field
                .labels
                .iter()
                .map(|(value, label)| (value.clone(), json!([label.zh, label.en])));
            entry["labels"] = Value::Object(labels.collect());
        }
        fields.insert(field.path.clone(), entry);
    }
    bytes(&Value::Object(fields))
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Date => "date",
        Kind::Moment => "moment",
        Kind::Decimal => "decimal",
        Kind::Integer => "integer",
        Kind::YesNo => "bool",
        Kind::Choice => "enum",
        Kind::List => "list",
        Kind::Table => "table",
    }
}

/// All virtual files of a page but the layout's own.
pub(super) fn files(
    form: &Form,
    company: &Company,
    language: Language,
    page: &Page<'_>,
    form_fields: &Fields,
    pictures: &Pictures,
    texts: &Texts,
) -> Vec<VirtualFile> {
    let record = page.record.map(|record| &record.document.value);
    let mut files = record_files(record, form_fields);
    let about = about(form, company, language, page, pictures, texts);
    files.extend(sheet_files(&about, company, pictures));
    files
}

/// The record as a layout reads it, and what the schema says of its fields.
pub(super) fn record_files(record: Option<&Value>, form_fields: &Fields) -> Vec<VirtualFile> {
    let record = record.map_or_else(
        || json!({}),
        |record| completed(printable(record), &form_fields.outline),
    );
    vec![
        file("/record.json", bytes(&record)),
        file("/fields.json", form_fields.json.clone()),
    ]
}

/// `page.json`, the logo and the pictures.
pub(super) fn sheet_files(
    about: &Value,
    company: &Company,
    pictures: &Pictures,
) -> Vec<VirtualFile> {
    let mut files = vec![file("/page.json", bytes(about))];
    files.extend(logo(company));
    files.extend(pictures.files());
    files
}

/// What `page.json` says.
pub(super) fn about(
    form: &Form,
    company: &Company,
    language: Language,
    page: &Page<'_>,
    pictures: &Pictures,
    texts: &Texts,
) -> Value {
    let logo = logo(company);
    json!({
        "mode": page.mode,
        "lang": language,
        "offset": company.offset,
        "number": page.record.and_then(|record| record.document.value.get("number")),
        "form": about_form(form),
        "company": about_company(company, logo.as_ref()),
        "pictures": pictures.paths(),
        "texts": texts,
    })
}

fn logo(company: &Company) -> Option<VirtualFile> {
    let (name, bytes) = company.logo.as_ref()?;
    Some(file(&format!("/logo.{}", extension(name)), bytes.clone()))
}

pub(super) fn file(path: &str, bytes: Vec<u8>) -> VirtualFile {
    VirtualFile {
        path: path.to_owned(),
        bytes: Cow::Owned(bytes),
    }
}

fn about_form(form: &Form) -> Value {
    json!({
        "id": form.id,
        "number": form.number,
        "revision": form.revision,
        "title": { "zh": form.title.zh, "en": form.title.en },
        "retention": form.retention.text(),
        "paper": form.paper,
        "landscape": form.landscape,
        "sign": form.sign,
    })
}

fn about_company(company: &Company, logo: Option<&VirtualFile>) -> Value {
    let mut about = json!({
        "name": { "zh": company.name.zh, "en": company.name.en },
        "address": { "zh": company.address.zh, "en": company.address.en },
        "phone": company.phone,
        "email": company.email,
        "logo": logo.map(|file| &file.path),
    });
    if let Some(accent) = &company.accent {
        about["accent"] = json!(accent);
    }
    about
}

pub(super) fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

/// The ending of a file's name, in lower case.
pub(super) fn extension(name: &str) -> String {
    Path::new(name)
        .extension()
        .map(|e| e.to_string_lossy().to_lowercase())
        .unwrap_or_default()
}

/// The record without characters that are not set. Line ends become `\n`, tabs a blank.
fn printable(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(printable_text(text)),
        Value::Array(items) => items.iter().map(printable).collect(),
        Value::Object(table) => Value::Object(
            table
                .iter()
                .map(|(key, item)| (key.clone(), printable(item)))
                .collect(),
        ),
        other => other.clone(),
    }
}

pub(super) fn printable_text(text: &str) -> String {
    let lines = text
        .replace("\r\n", "\n")
        .replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n")
        .replace('\t', " ");
    lines
        .chars()
        .filter(|&c| c == '\n' || !builtin::is_invisible(c))
        .collect()
}

/// The record with an empty value for each required field that it lacks. A draft is printed while a record grows, and a
/// layout may rely on what the schema demands.
fn completed(mut record: Value, outline: &[Outline]) -> Value {
    for field in outline
        .iter()
        .filter(|field| field.required && field.kind != Kind::YesNo)
    {
        let path: Vec<&str> = field.path.split('.').collect();
        let empty = match field.kind {
            Kind::Table => json!({}),
            Kind::List => json!([]),
            _ => json!(""),
        };
        complete(&mut record, &path, &empty);
    }
    record
}

fn complete(value: &mut Value, path: &[&str], empty: &Value) {
    match (path, value) {
        (["*", rest @ ..], Value::Array(items)) => items
            .iter_mut()
            .for_each(|item| complete(item, rest, empty)),
        ([key], Value::Object(table)) => {
            table.entry(*key).or_insert_with(|| empty.clone());
        }
        ([key, rest @ ..], Value::Object(table)) => {
            if let Some(inner) = table.get_mut(*key) {
                complete(inner, rest, empty);
            }
        }
        _ => {}
    }
}
