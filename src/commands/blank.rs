//! `blank`: the form with no data, as paper needs it.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::output::{Output, Target};
use crate::diag::Sink;
use crate::form::Form;
use crate::project::Project;
use crate::render::{Language, Mode, Page, Renderer};

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The revision to print; [`find`] gives the one in force.
    pub form: &'a Form,
    /// A file or a folder; default: `<form id>-blank.pdf` where the user stands.
    pub output: Option<PathBuf>,
    /// Kinds of file to write; if empty, what `output` ends in, else PDF.
    pub formats: Vec<Output>,
    /// Language of the page; `None` is the project's own for the form.
    pub language: Option<Language>,
}

/// Makes the sheet; `None` when the form's layout is broken.
///
/// # Errors
/// When the output cannot be written, or `output` and `formats` contradict each other.
pub fn blank(
    project: &Project,
    request: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<(Vec<PathBuf>, usize)>> {
    let form = request.form;
    let default = format!("{}-blank", form.id);
    let target = Target::new(
        request.output.as_deref(),
        Path::new(&default),
        &request.formats,
        false,
    )?;
    let language = request.language.unwrap_or_else(|| project.language(form));
    let Some(renderer) = Renderer::new(form, &project.company, language, sink) else {
        return Ok(None);
    };
    let page = Page {
        mode: Mode::Blank,
        record: None,
        root: project.root(),
    };
    let Some(pages) = renderer.render(&page, sink) else {
        return Ok(None);
    };
    match target.write(&pages)? {
        Ok(files) => Ok(Some((files, pages.count()))),
        Err(diagnostic) => {
            sink.push(*diagnostic);
            Ok(None)
        }
    }
}

/// The form that a name means, in the revision in force on a day.
pub fn find<'a>(project: &'a Project, name: &str, day: NaiveDate) -> Option<&'a Form> {
    project.forms.in_force(project.forms.find(name)?, day)
}
