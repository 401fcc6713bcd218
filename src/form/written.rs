//! `form.toml` as it is written, and the door to a trusted [`Form`](super::Form).

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use super::{Folder, Form, RecordNumber, Retention, Signature, Template, Withhold};
use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::schema::Schema;
use crate::source::{At, Document, Place, Pointer, Source};

/// The schema of `form.toml`: its mistakes get the same words as those of a record.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    let value = serde_json::from_str(include_str!("form.schema.json"))
        .map_err(|error| error.to_string())?;
    Schema::compile("form.toml", value, &[])
});

#[derive(Deserialize)]
struct Written {
    id: String,
    revision: String,
    number: String,
    title: WrittenText,
    #[serde(default)]
    aliases: Vec<String>,
    effective: chrono::NaiveDate,
    lib: String,
    paper: Option<String>,
    #[serde(default)]
    landscape: bool,
    retention: Retention,
    #[serde(default)]
    issued_by: Vec<String>,
    #[serde(default)]
    sign: Vec<Signature>,
    record_number: RecordNumber,
    #[serde(default)]
    texts: BTreeMap<String, WrittenText>,
    #[serde(default = "yes")]
    printed: bool,
    #[serde(default)]
    tables: BTreeMap<String, super::Table>,
    #[serde(default)]
    carry: Vec<super::Carry>,
    #[serde(default)]
    withhold: Vec<WrittenWithhold>,
}

#[derive(Deserialize)]
struct WrittenWithhold {
    each: Option<String>,
    #[serde(default)]
    when: BTreeMap<String, Vec<serde_json::Value>>,
    #[serde(default)]
    fields: Vec<String>,
    consent: Option<String>,
    reason: WrittenText,
}

impl From<WrittenWithhold> for Withhold {
    fn from(written: WrittenWithhold) -> Self {
        Self {
            each: written.each,
            when: written.when,
            fields: written.fields,
            consent: written.consent,
            reason: written.reason.into(),
        }
    }
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct WrittenText {
    zh: String,
    en: String,
}

impl From<WrittenText> for Text {
    fn from(text: WrittenText) -> Self {
        Text::new(text.zh, text.en)
    }
}

/// Reads `<id>/<revision>/form.toml`; what is wrong with it goes to the sink.
pub(super) fn load(folder: &Folder, id: &str, revision: &str, sink: &mut Sink) -> Option<Form> {
    let path = format!("{id}/{revision}");
    let source = folder.source(&format!("{path}/form.toml"));
    let document = crate::diag::read(&source, sink)?;
    let written = validate(&document, sink)?;
    for (field, stands, expected) in [
        ("id", written.id.as_str(), id),
        (
            "revision",
            &crate::id::file_name(&written.revision),
            revision,
        ),
    ] {
        if stands != expected {
            sink.push(misplaced(&source, field, stands, expected));
            return None;
        }
    }
    Some(Form {
        id: written.id,
        revision: written.revision,
        number: written.number,
        title: written.title.into(),
        aliases: written.aliases,
        effective: written.effective,
        held: false,
        retention: written.retention,
        paper: written.paper.unwrap_or_else(|| "a4".to_owned()),
        landscape: written.landscape,
        issued_by: written.issued_by,
        sign: written.sign,
        record_number: written.record_number,
        printed: written.printed,
        carry: written.carry,
        withhold: written.withhold.into_iter().map(Withhold::from).collect(),
        tables: written.tables,
        texts: written
            .texts
            .into_iter()
            .map(|(name, text)| template(&source, name, text))
            .collect(),
        lib: written.lib,
        source,
        folder: folder.clone(),
        path,
        schema: OnceLock::new(),
    })
}

fn template(source: &Source, name: String, text: WrittenText) -> (String, Template) {
    let pointer = Pointer::root().join("texts").join(&name);
    (
        name,
        Template {
            words: text.into(),
            source: source.clone(),
            pointer,
        },
    )
}

fn validate(document: &Document, sink: &mut Sink) -> Option<Written> {
    let before = sink.diagnostics().len();
    match &*SCHEMA {
        Ok(schema) => schema.check(document, sink),
        Err(error) => sink.push(broken(&document.source, error)),
    }
    if sink.diagnostics().len() > before {
        return None;
    }
    serde_json::from_value(document.value.clone())
        .map_err(|error| sink.push(broken(&document.source, &error.to_string())))
        .ok()
}

/// A form definition that cannot be used, in the words of whoever refused it.
pub(super) fn broken(source: &Source, error: &str) -> Diagnostic {
    let message = Text::new(
        format!("表单定义无法使用：{error}"),
        format!("the form definition cannot be used: {error}"),
    );
    let help = Text::new(
        "按 forms/ 下内置表单的写法改正此文件",
        "correct this file after the pattern of a built-in form",
    );
    Diagnostic::error(code::BROKEN, message)
        .at(Place {
            source: source.clone(),
            at: At::File,
        })
        .help(help)
}

fn misplaced(source: &Source, field: &str, stands: &str, expected: &str) -> Diagnostic {
    let message = Text::new(
        format!("“{stands}”与所在文件夹“{expected}”不符"),
        format!("`{stands}` does not match its folder `{expected}`"),
    );
    let help = Text::new(
        "文件夹应为 forms/<代号>/<版本>，版本中的 / 写作 -",
        "name the folder forms/<id>/<revision>, with - for / in the revision",
    );
    Diagnostic::error(code::BROKEN, message)
        .at(Place {
            source: source.clone(),
            at: At::Value(Pointer::root().join(field)),
        })
        .help(help)
}
