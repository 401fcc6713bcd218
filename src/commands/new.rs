//! `new`: an empty record with a comment on every field, made from the form's schema; or one that carries over what another
//! record says.

use anyhow::Context;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::books::Books;
use super::text;
use crate::diag::codes::workbook as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::{Form, Pattern};
use crate::project::Project;
use crate::record::workbook::Layout;
use crate::render::Language;
use crate::render::workbook::Workbook;
use crate::source::{At, Place, Pointer, Source};

/// The text of a TOML record. What is given, and what the record must have in any case, stands there; every other field is
/// commented out with `#`, with a value that shows how it is written. `None` if the form's schema is broken.
pub fn new(
    form: &Form,
    day: NaiveDate,
    given: Map<String, Value>,
    sink: &mut Sink,
) -> Option<String> {
    text::record(form, &begun(form, day, given), sink)
}

/// What is given, with the next free number of a project as its id, where it has none.
pub fn named(
    project: &Project,
    form: &Form,
    as_of: DateTime<Tz>,
    mut given: Map<String, Value>,
) -> Map<String, Value> {
    if project.exists() && !given.contains_key("id") {
        let id = Books::read(project, as_of).next_id(form, as_of.date_naive());
        given.insert("id".to_owned(), id.into());
    }
    given
}

/// The same as JSON, which has no comments: only what is known.
pub fn json(form: &Form, day: NaiveDate, given: Map<String, Value>) -> String {
    format!("{:#}\n", Value::Object(begun(form, day, given)))
}

/// The same as YAML: what is known, and the other fields of the record itself as comments. `None` if the form's schema is
/// broken.
pub fn yaml(
    form: &Form,
    day: NaiveDate,
    given: Map<String, Value>,
    sink: &mut Sink,
) -> Option<String> {
    text::yaml(form, &begun(form, day, given), sink)
}

/// The same as an entry workbook: sheets to fill in, with drop-downs and date cells. What of the data has no place in them is
/// told.
///
/// # Errors
/// When a text is longer than a cell may be.
pub fn workbook(
    project: &Project,
    request: &Request<'_>,
    given: Map<String, Value>,
    sink: &mut Sink,
) -> anyhow::Result<Option<Vec<u8>>> {
    let form = request.form;
    let Some(layout) = Layout::of(form, sink) else {
        return Ok(None);
    };
    let given = named(project, form, request.as_of, given);
    let record = begun(form, request.as_of.date_naive(), given);
    let workbook = Workbook {
        form,
        layout: &layout,
        language: request.language.unwrap_or_else(|| project.language(form)),
        company: &project.company,
        created: request.as_of.naive_local(),
        record: &record,
    };
    let written = workbook
        .write()
        .context("无法生成工作簿 (the workbook cannot be made)")?;
    let from = request.from.as_ref();
    sink.extend(
        written
            .left_out
            .into_iter()
            .map(|pointer| left_out(pointer, from)),
    );
    Ok(Some(written.bytes))
}

/// What is asked of a new workbook.
#[derive(Debug)]
pub struct Request<'a> {
    /// The revision of the form.
    pub form: &'a Form,
    /// The moment it is made at.
    pub as_of: DateTime<Tz>,
    /// Language of titles and choices; `None` is the project's own for the form.
    pub language: Option<Language>,
    /// The record whose data it goes on with.
    pub from: Option<Source>,
}

/// A record with what it must have in any case, and what is given.
fn begun(form: &Form, day: NaiveDate, given: Map<String, Value>) -> Map<String, Value> {
    let mut record = Map::from_iter([
        ("form".to_owned(), Value::from(form.id.as_str())),
        ("id".to_owned(), Value::from(first_number(form, day))),
        ("date".to_owned(), Value::from(day.to_string())),
    ]);
    record.extend(given);
    record
}

fn left_out(pointer: Pointer, from: Option<&Source>) -> Diagnostic {
    let path = pointer.as_str().trim_start_matches('/').replace('/', ".");
    let message = Text::new(
        format!("{path} 在工作簿里没有位置，未写入"),
        format!("`{path}` has no place in the workbook: it is left out"),
    );
    let help = Text::new(
        "改正这项内容，或继续使用文本格式的记录",
        "correct it, or keep the record as text",
    );
    let told = Diagnostic::warning(code::NOT_PLACED, message).help(help);
    match from {
        Some(source) => told.at(Place {
            source: source.clone(),
            at: At::Key(pointer),
        }),
        None => told,
    }
}

/// The first number that the form's pattern makes, as a suggestion for the id.
fn first_number(form: &Form, day: NaiveDate) -> String {
    Pattern::parse(&form.record_number.pattern).on(day).with(1)
}

/// Writes the record to a file that must not exist yet.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write(path: &std::path::Path, bytes: impl AsRef<[u8]>) -> anyhow::Result<()> {
    if path.exists() {
        anyhow::bail!(
            "{0} 已存在，未作改动 ({0} exists; nothing was changed)",
            path.display()
        );
    }
    super::output::replace(path, bytes.as_ref())
}
