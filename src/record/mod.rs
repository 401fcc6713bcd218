//! A record: the filled data of one form, one file.

pub mod table;
pub mod workbook;

use chrono::NaiveDate;
use serde_json::Value;

use crate::diag::codes::record as code;
use crate::diag::{self, Diagnostic, Sink, Text};
use crate::form::{Catalogue, Form};
use crate::source::{At, Document, Format, Place, Pointer, Source};

/// A record file whose form is known. What the form's schema says of the rest is another question.
#[derive(Debug, Clone)]
pub struct Record {
    /// All that the file says, with the way back to its lines; `form` in it is the id.
    pub document: Document,
    /// The form's id, also where the file gives a title or an alias.
    pub form: String,
    /// How other records refer to it; `None` if the file does not say.
    pub id: Option<String>,
    /// Its field `date`, which decides the revision in force; `None` if it is missing or no date.
    pub date: Option<NaiveDate>,
    /// The form's revision, where the file names one.
    pub revision: Option<String>,
}

impl Record {
    /// Reads a record. What cannot be read, and a form that is not known, goes to the sink.
    pub fn open(source: &Source, catalogue: &Catalogue, sink: &mut Sink) -> Option<Self> {
        let workbook = source.format() == Some(Format::Workbook);
        let mut document = if workbook {
            workbook::read(source, catalogue, sink)?
        } else {
            diag::read(source, sink)?
        };
        let form = match document.value.get("form") {
            Some(Value::String(name)) => catalogue
                .find(name)
                .map(str::to_owned)
                .ok_or(Some(name.clone())),
            _ => Err(None),
        };
        let form = form
            .map_err(|name| {
                let source = &document.source;
                sink.push(unknown_form(source, name.as_deref(), catalogue));
            })
            .ok()?;
        document.value["form"] = Value::String(form.clone());
        let mut record = Self::of(form, document);
        let Some(form) = record.form(catalogue) else {
            sink.push(record.unknown_revision(catalogue));
            return None;
        };
        if !workbook {
            table::link(&mut record.document, form, sink);
        }
        Some(record)
    }

    /// A document as a record of a form, whose id is given.
    pub fn of(form: String, document: Document) -> Self {
        let text = |key| {
            let value = document.value.get(key).and_then(Value::as_str);
            value.map(str::to_owned)
        };
        Self {
            id: text("id"),
            date: text("date").and_then(|date| date.parse().ok()),
            revision: text("revision"),
            form,
            document,
        }
    }

    /// The revision of the form it fills: the one it names, else the one in force on its date.
    pub fn form<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Form> {
        match &self.revision {
            Some(revision) => catalogue.revision(&self.form, revision),
            None => catalogue.in_force(&self.form, self.date.unwrap_or(NaiveDate::MAX)),
        }
    }

    /// A place in its file.
    pub fn place(&self, pointer: Pointer) -> Place {
        Place {
            source: self.document.source.clone(),
            at: At::Value(pointer),
        }
    }

    fn unknown_revision(&self, catalogue: &Catalogue) -> Diagnostic {
        let revisions: Vec<&str> = catalogue
            .all()
            .filter(|form| form.id == self.form)
            .map(|form| form.revision.as_str())
            .collect();
        let known = revisions.join(", ");
        let message = Text::new(
            format!(
                "表单 {} 没有版本“{}”",
                self.form,
                self.revision.as_deref().unwrap_or_default()
            ),
            format!(
                "form {} has no revision `{}`",
                self.form,
                self.revision.as_deref().unwrap_or_default()
            ),
        );
        let help = Text::new(
            format!("改为 {known} 之一；不写则采用记录日期当天有效的版本"),
            format!(
                "use one of {known}, or leave it out for the one in force on the record's date"
            ),
        );
        Diagnostic::error(code::UNKNOWN_REVISION, message)
            .at(self.place(Pointer::root().join("revision")))
            .help(help)
    }
}

fn unknown_form(source: &Source, name: Option<&str>, catalogue: &Catalogue) -> Diagnostic {
    let known = catalogue.ids().join(", ");
    let (message, code) = match name {
        Some(name) => (
            Text::new(
                format!("没有名为“{name}”的表单"),
                format!("there is no form `{name}`"),
            ),
            code::UNKNOWN_FORM,
        ),
        None => (
            Text::new("没有写明是哪张表单", "the form is not named"),
            code::NO_FORM,
        ),
    };
    let help = match name.and_then(|name| catalogue.nearest(name)) {
        Some(near) => Text::new(
            format!("改为 form = \"{near}\""),
            format!("write form = \"{near}\""),
        ),
        None => Text::new(
            format!("在文件开头写 form = \"…\"，可用：{known}"),
            format!("write form = \"…\" at the top; known: {known}"),
        ),
    };
    Diagnostic::error(code, message)
        .at(Place {
            source: source.clone(),
            at: At::Value(Pointer::root().join("form")),
        })
        .help(help)
}
