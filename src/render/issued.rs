//! The controlled sheet: laid out from files that the register keeps, so that it can be laid out again years later.

use std::borrow::Cow;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::control::{self, Control};
use super::data::{self, Fields};
use super::pages::{self, Pages, Stamp};
use super::world::{Layout, PageWorld};
use super::{Page, Renderer, VirtualFile, pictures, texts};
use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::schema::Schema;
use crate::source::{Format, Source};

/// A file that a sheet is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptFile {
    /// Its virtual path without the leading `/`: `form.typ`, `page.json`.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Renderer<'_> {
    /// The files that a form's revision is made of: the same for all its records.
    pub fn form_files(&self) -> Vec<KeptFile> {
        let named =
            ["form.toml", "schema.json"].map(|name| (name.to_owned(), self.form.bytes(name)));
        let own = named.into_iter().filter_map(|(path, bytes)| {
            let bytes = bytes?.into_owned();
            Some(KeptFile { path, bytes })
        });
        let layout = self.layout.texts().map(|(path, bytes)| kept(&path, bytes));
        let common = self
            .form
            .common()
            .map(|bytes| kept("lib/common.json", bytes.into_owned()));
        let mut files: Vec<KeptFile> = own.chain(layout).chain(common).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }

    /// What one sheet adds to them: `page.json`, the logo, pictures. `None` if a text of the form cannot be filled.
    pub fn sheet_files(
        &self,
        page: &Page<'_>,
        control: &Control,
        sink: &mut Sink,
    ) -> Option<Vec<KeptFile>> {
        let pictures = pictures::collect(page, sink);
        let texts = texts::fill(self.form, page, self.company, sink)?;
        let mut about = data::about(
            self.form,
            self.company,
            self.language,
            page,
            &pictures,
            &texts,
        );
        let date = page
            .record
            .and_then(|record| record.date)
            .unwrap_or(self.form.effective);
        about["number"] = json!(control.number);
        about["control"] = control.about();
        about["control"]["date"] = json!(date);
        let files = data::sheet_files(&about, self.company, &pictures);
        Some(
            files
                .into_iter()
                .map(|file| kept(&file.path, file.bytes.into_owned()))
                .collect(),
        )
    }
}

fn kept(path: &str, bytes: Vec<u8>) -> KeptFile {
    KeptFile {
        path: path.trim_start_matches('/').to_owned(),
        bytes,
    }
}

/// A form's revision from its kept files, made ready for layout.
pub struct Frozen {
    layout: Layout,
    fields: Fields,
}

impl Frozen {
    /// Reads the files of a revision. What is wrong with them goes to the sink.
    pub fn new(files: &[KeptFile], sink: &mut Sink) -> Option<Self> {
        let text = |file: &KeptFile| String::from_utf8_lossy(&file.bytes).into_owned();
        let find = |path: &str| files.iter().find(|file| file.path == path);
        let source = |file: &KeptFile| {
            let name = format!("register.db:{}", file.path);
            (
                format!("/{}", file.path),
                Source::memory(name, Format::of(file.path.as_ref()), text(file)),
            )
        };
        let library = files
            .iter()
            .filter(|file| file.path.starts_with("lib/") && file.path.ends_with(".typ"));
        let Some(main) = find("form.typ") else {
            sink.push(unusable("form.typ"));
            return None;
        };
        let layout = std::iter::once(main).chain(library).map(source);
        let layout = Layout::of(layout, sink)?;
        let parse =
            |path: &str| -> Option<Value> { serde_json::from_slice(&find(path)?.bytes).ok() };
        let schema = parse("schema.json")
            .zip(parse("lib/common.json"))
            .ok_or("schema.json".to_owned());
        let schema = schema.and_then(|(schema, common)| {
            Schema::compile("record", schema, &[("wenkong:common".to_owned(), common)])
        });
        let schema = schema.map_err(|error| sink.push(unusable(&error))).ok()?;
        Some(Self {
            layout,
            fields: Fields::of(&schema),
        })
    }

    /// Lays out one sheet from what it adds, and its canonical record, which is attached. The same files give the same bytes.
    pub fn render(&self, sheet: &[KeptFile], record: &[u8], sink: &mut Sink) -> Option<Pages> {
        let about = sheet.iter().find(|file| file.path == "page.json");
        let about: Option<Value> = about.and_then(|file| serde_json::from_slice(&file.bytes).ok());
        let told = about.as_ref().and_then(Told::of);
        let value = serde_json::from_slice::<Value>(record).ok();
        let (Some(told), Some(value)) = (told, value) else {
            sink.push(unusable("page.json"));
            return None;
        };
        let mut files = data::record_files(Some(&value), &self.fields);
        files.extend(sheet.iter().map(|file| VirtualFile {
            path: format!("/{}", file.path),
            bytes: Cow::Owned(file.bytes.clone()),
        }));
        files.push(data::file("/attached.json", record.to_vec()));
        let Some(qr) = told.qr() else {
            sink.push(unusable("QR"));
            return None;
        };
        files.push(data::file("/qr.svg", qr.into_bytes()));
        let world = PageWorld::new(&self.layout, files);
        pages::compile(&world, told.stamp(), sink)
    }
}

/// What `page.json` says about an issued document.
struct Told {
    form: String,
    number: String,
    revision: u64,
    check: String,
    date: NaiveDate,
}

impl Told {
    fn of(about: &Value) -> Option<Self> {
        let text = |pointer: &str| {
            about
                .pointer(pointer)
                .and_then(Value::as_str)
                .map(str::to_owned)
        };
        Some(Self {
            form: format!("{} {}", text("/form/number")?, text("/form/revision")?),
            number: text("/number")?,
            revision: about.pointer("/control/revision")?.as_u64()?,
            check: text("/control/check")?,
            date: text("/control/date")?.parse().ok()?,
        })
    }

    fn stamp(&self) -> Stamp {
        Stamp {
            ident: format!("{} {} {}", self.form, self.number, self.revision),
            date: self.date,
            attaches: true,
        }
    }

    /// What `verify NUMBER PREFIX` asks for, as a QR code.
    fn qr(&self) -> Option<String> {
        control::qr(&format!("{} {}", self.number, self.check)).ok()
    }
}

fn unusable(words: &str) -> Diagnostic {
    let message = Text::new(
        format!("保存的表单无法使用：{words}"),
        format!("the kept form cannot be used: {words}"),
    );
    let help = Text::new(
        "运行 wenkong register verify",
        "run `wenkong register verify`",
    );
    Diagnostic::error(code::BROKEN, message).help(help)
}
