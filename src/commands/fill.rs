//! `fill`: open project → read record → check it → if nothing stops it, lay it out, marked as not issued.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::output::{Output, Target};
use crate::check;
use crate::diag::codes::output as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::Form;
use crate::project::Project;
use crate::record::Record;
use crate::render::{Language, Mode, Page, Renderer};
use crate::source::{At, Place};

/// What is asked.
#[derive(Debug, Default)]
pub struct Request {
    /// Record files, filled in this order.
    pub records: Vec<PathBuf>,
    /// A file or a folder; default: beside each record.
    pub output: Option<PathBuf>,
    /// Default: what `output` ends in, else PDF.
    pub formats: Vec<Output>,
    /// Default: the company's.
    pub language: Option<Language>,
}

/// A filled form on disk.
#[derive(Debug)]
pub struct Filled {
    /// Id of the form.
    pub form: String,
    /// Id of the record, or its file where it has none.
    pub record: String,
    /// What was written: a file for each format, and for each page where the format is a picture.
    pub files: Vec<PathBuf>,
    /// Length of the laid-out document, whatever the format.
    pub pages: usize,
}

/// Fills the form of each record. A record that cannot be laid out is told and does not stop the others.
///
/// # Errors
/// When the output cannot be written, or `output` and `formats` contradict each other.
pub fn fill(project: &Project, request: &Request, sink: &mut Sink) -> anyhow::Result<Vec<Filled>> {
    let mut renderers = Renderers {
        project,
        language: request.language,
        made: HashMap::new(),
    };
    let mut taken: HashMap<PathBuf, &Path> = HashMap::new();
    let mut filled = Vec::new();
    for path in &request.records {
        let several = request.records.len() > 1;
        let target = Target::new(
            request.output.as_deref(),
            &path.with_extension(""),
            &request.formats,
            several,
        )?;
        if let Some(other) = taken.insert(target.key().to_owned(), path) {
            sink.push(same_output(project, path, other));
            continue;
        }
        let mut found = Sink::default();
        filled.extend(one(&mut renderers, path, &target, &mut found)?);
        sink.merge(found);
    }
    Ok(filled)
}

fn one(
    renderers: &mut Renderers<'_>,
    path: &Path,
    target: &Target,
    found: &mut Sink,
) -> anyhow::Result<Option<Filled>> {
    let project = renderers.project;
    let Some(record) = Record::open(&project.source(path), &project.forms, found) else {
        return Ok(None);
    };
    let Some(form) = record.form(&project.forms) else {
        return Ok(None);
    };
    check::record(&record, form, found);
    if check::stops(found.diagnostics()) {
        return Ok(None);
    }
    let Some(renderer) = renderers.of(form, found) else {
        return Ok(None);
    };
    let page = Page {
        mode: Mode::Draft,
        record: Some(&record),
        root: project.root(),
    };
    let Some(pages) = renderer.render(&page, found) else {
        return Ok(None);
    };
    match target.write(&pages)? {
        Ok(files) => {
            let name = record
                .id
                .clone()
                .unwrap_or_else(|| record.document.source.name().to_owned());
            Ok(Some(Filled {
                form: form.id.clone(),
                record: name,
                files,
                pages: pages.count(),
            }))
        }
        Err(diagnostic) => {
            found.push(*diagnostic);
            Ok(None)
        }
    }
}

/// Renderers of the forms met so far: each form is loaded once.
struct Renderers<'a> {
    project: &'a Project,
    language: Option<Language>,
    made: HashMap<(&'a str, &'a str), Option<Renderer<'a>>>,
}

impl<'a> Renderers<'a> {
    fn of(&mut self, form: &'a Form, sink: &mut Sink) -> Option<&Renderer<'a>> {
        let language = self.language.unwrap_or_else(|| self.project.language(form));
        let make = || Renderer::new(form, &self.project.company, language, sink);
        self.made
            .entry((&form.id, &form.revision))
            .or_insert_with(make)
            .as_ref()
    }
}

fn same_output(project: &Project, path: &Path, other: &Path) -> Diagnostic {
    let other = other.display();
    let message = Text::new(
        format!("与 {other} 的输出文件同名，未填写"),
        format!("its output would overwrite that of {other}: not filled"),
    );
    let help = Text::new(
        "给其中一个文件改名，或分两次用 -o 指定",
        "rename one of the files, or fill them apart with -o",
    );
    Diagnostic::error(code::SAME, message)
        .at(Place {
            source: project.source(path),
            at: At::File,
        })
        .help(help)
}
