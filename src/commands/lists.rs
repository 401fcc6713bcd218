//! `register print`: the lists of document control, filled from the issue register.

mod controlled;
mod copies;
mod external;
mod records;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::output::{Output, Target};
use super::text;
use crate::check;
use crate::diag::{Severity, Sink};
use crate::entry::{CopyState, Document, Ledger};
use crate::form::Form;
use crate::project::Project;
use crate::record::Record;
use crate::register::{Head, Register};
use crate::render::{Language, Mode, Page, Renderer};
use crate::source::{Document as Read, Format, Source, digest};

/// A list that the register fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// 外来文件清单
    External,
    /// 文件分发回收记录
    Distribution,
    /// 文件销毁记录
    Destruction,
    /// 受控文件清单
    Master,
    /// 质量记录清单
    Records,
}

impl List {
    /// Id of its form.
    pub fn form(self) -> &'static str {
        match self {
            Self::External => "external-document-register",
            Self::Distribution => "distribution-record",
            Self::Destruction => "destruction-record",
            Self::Master => "master-list",
            Self::Records => "record-list",
        }
    }
}

/// What is asked.
#[derive(Debug)]
pub struct Request {
    /// The list.
    pub list: List,
    /// The moment as of which it is made.
    pub as_of: DateTime<Tz>,
    /// Copies and documents of this number only.
    pub document: Option<String>,
    /// What was given or destroyed from this day on.
    pub from: Option<NaiveDate>,
    /// And until this one.
    pub until: Option<NaiveDate>,
    /// A file or a folder; `<form id>.pdf` where the user stands by default. A `.toml` or `.json` is the list as a record, to be
    /// checked, signed and issued.
    pub output: Option<PathBuf>,
    /// Kinds of file.
    pub formats: Vec<Output>,
    /// The company's by default.
    pub language: Option<Language>,
}

/// What was written.
#[derive(Debug)]
pub struct Printed {
    /// The files.
    pub files: Vec<PathBuf>,
    /// How many lines the list has.
    pub lines: usize,
}

/// What a list is made of.
struct Ground<'a> {
    project: &'a Project,
    ledger: &'a Ledger,
    asked: &'a Request,
}

/// Makes a list.
///
/// # Errors
/// When the register cannot be read, or the file cannot be written.
pub fn print(
    project: &Project,
    asked: &Request,
    sink: &mut Sink,
) -> anyhow::Result<Option<Printed>> {
    let register = Register::open(project.root())?;
    let (ledger, head) = match register {
        Some(register) => (
            register.ledger_as_of(asked.as_of)?,
            register.head_as_of(asked.as_of)?,
        ),
        None => (Ledger::default(), None),
    };
    let ground = Ground {
        project,
        ledger: &ledger,
        asked,
    };
    let mut value = head_of(asked, head.as_ref());
    let lines = ground.fill(&mut value);
    let day = asked.as_of.date_naive();
    let Some(form) = project.forms.in_force(asked.list.form(), day) else {
        return Ok(None);
    };
    let files = match record_format(asked.output.as_deref()) {
        Some((format, path)) => {
            let Some(text) = as_record(form, &value, format, sink) else {
                return Ok(None);
            };
            super::new::write(path, text)?;
            vec![path.to_owned()]
        }
        None => match pages(project, form, value, asked, sink)? {
            Some(files) => files,
            None => return Ok(None),
        },
    };
    Ok(Some(Printed { files, lines }))
}

impl Ground<'_> {
    /// Puts in the list's lines; tells how many.
    fn fill(&self, value: &mut Value) -> usize {
        let (key, lines) = match self.asked.list {
            List::External => ("documents", external::lines(self)),
            List::Distribution => ("copies", copies::given(self)),
            List::Destruction => ("items", copies::destroyed(self)),
            List::Master => ("documents", controlled::lines(self)),
            List::Records => {
                value["forms"] = Value::Array(records::forms(self));
                ("records", records::lines(self))
            }
        };
        if self.asked.list == List::Distribution {
            for (key, said) in [
                ("from", self.asked.from.map(|day| json!(day))),
                ("until", self.asked.until.map(|day| json!(day))),
                ("document", self.asked.document.as_ref().map(|n| json!(n))),
            ] {
                if let Some(said) = said {
                    value[key] = said;
                }
            }
        }
        let count = lines.len();
        value[key] = Value::Array(lines);
        count
    }

    fn is_asked(&self, number: &str, day: NaiveDate) -> bool {
        let asked = self.asked;
        asked
            .document
            .as_ref()
            .is_none_or(|wanted| wanted == number)
            && asked.from.is_none_or(|from| from <= day)
            && asked.until.is_none_or(|until| day <= until)
    }

    /// What a document is about.
    fn title(&self, document: &Document) -> String {
        if let Some(from) = document.external() {
            return from.title.clone();
        }
        if !document.title.is_empty() {
            return document.title.clone();
        }
        let form = self.project.forms.in_force(&document.form, document.date);
        form.map_or_else(|| document.form.clone(), |form| form.title.zh.clone())
    }
}

/// How many copies are out, and where: `生产部 2、品管部 1`.
fn copies_out(document: &Document) -> (usize, String) {
    let copies = document.copies.iter();
    let out = copies.filter(|copy| copy.state == CopyState::Out);
    let mut held: Vec<(&str, usize)> = Vec::new();
    for copy in out {
        let department = copy.given.what.department.as_str();
        match held.iter_mut().find(|(known, _)| *known == department) {
            Some((_, count)) => *count += 1,
            None => held.push((department, 1)),
        }
    }
    let count = held.iter().map(|(_, count)| count).sum();
    let words: Vec<String> = held.iter().map(|(name, n)| format!("{name} {n}")).collect();
    (count, words.join("、"))
}

/// An object without what it does not say.
fn line(mut value: Value) -> Value {
    if let Some(table) = value.as_object_mut() {
        table.retain(|_, said| !said.is_null() && said != "");
    }
    value
}

fn head_of(asked: &Request, head: Option<&Head>) -> Value {
    let (form, day) = (asked.list.form(), asked.as_of.date_naive());
    let mut value = json!({ "form": form, "id": format!("{form}-{day}"), "date": day });
    if let Some(head) = head {
        value["register_entries"] = json!(head.seq);
        value["register_digest"] = json!(head.digest);
    }
    value
}

/// The kind of record that an output file is, if it is one.
fn record_format(output: Option<&Path>) -> Option<(Format, &Path)> {
    let path = output?;
    let format = Format::of(path)?;
    [Format::Toml, Format::Json]
        .contains(&format)
        .then_some((format, path))
}

fn as_record(form: &Form, value: &Value, format: Format, sink: &mut Sink) -> Option<String> {
    if format == Format::Json {
        return Some(format!("{value:#}\n"));
    }
    let outline = form.schema(sink)?.outline();
    let empty = Map::new();
    let given = value.as_object().unwrap_or(&empty);
    Some(text::plain(form, &outline, given))
}

/// A value as a record that no file holds.
pub(super) fn memory(form: &Form, value: Value, name: &str) -> Record {
    let text = format!("{value:#}");
    let digest = digest(text.as_bytes());
    let source = Source::memory(name, Some(Format::Json), text);
    let document = Read {
        source,
        value,
        digest,
    };
    Record::of(form.id.clone(), document)
}

fn pages(
    project: &Project,
    form: &Form,
    value: Value,
    asked: &Request,
    sink: &mut Sink,
) -> anyhow::Result<Option<Vec<PathBuf>>> {
    let record = memory(form, value, "register.db");
    let mut found = Sink::default();
    check::record(&record, form, &mut found);
    let sound = found.worst() != Some(Severity::Error);
    sink.merge(found);
    let language = asked.language.unwrap_or_else(|| project.language(form));
    let renderer = Renderer::new(form, &project.company, language, sink);
    let page = Page {
        mode: Mode::Extract,
        record: Some(&record),
        root: project.root(),
    };
    let pages = renderer.filter(|_| sound);
    let Some(pages) = pages.and_then(|renderer| renderer.render(&page, sink)) else {
        return Ok(None);
    };
    let default = Path::new(&form.id);
    let target = Target::new(asked.output.as_deref(), default, &asked.formats, false)?;
    match target.write(&pages)? {
        Ok(files) => Ok(Some(files)),
        Err(diagnostic) => {
            sink.push(*diagnostic);
            Ok(None)
        }
    }
}
