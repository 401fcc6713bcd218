//! Where the files of the years are: inside the program, and in the project's `rules/calendar`.

use std::collections::BTreeMap;
use std::path::Path;

use include_dir::Dir;

use super::{mistakes, notice::Notice};
use crate::builtin;
use crate::diag::Sink;
use crate::source::{Format, Source};

/// What people are shown for the folder of the years.
const SHOWN: &str = "rules/calendar";

/// The files of the years.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Those of the program.
    pub builtin: Vec<Source>,
    /// Those of the project.
    pub own: Vec<Source>,
}

impl Files {
    /// Those inside the program, and in a project's `rules/calendar` folder.
    pub fn present(own: Option<&Path>) -> Self {
        let mut files = Self::default();
        if let Some(folder) = builtin::RULES.get_dir("calendar") {
            embedded(folder, &mut files.builtin);
        }
        if let Some(folder) = own.filter(|folder| folder.exists()) {
            descend(folder, SHOWN, &mut files.own);
        }
        files
    }
}

/// The notices by year: the built-in ones, and in their place the project's own.
pub(super) fn load(files: Files, sink: &mut Sink) -> BTreeMap<i32, Notice> {
    let mut notices = read(files.builtin, sink);
    notices.extend(read(files.own, sink));
    notices
}

fn read(sources: Vec<Source>, sink: &mut Sink) -> BTreeMap<i32, Notice> {
    let mut notices: BTreeMap<i32, Notice> = BTreeMap::new();
    for source in sources {
        let Some(notice) = Notice::read(source, sink) else {
            continue;
        };
        let (source, year) = (&notice.source, notice.version.year);
        if stem(source.name()) != year.to_string() {
            sink.push(mistakes::misnamed(source, year));
        } else if let Some(first) = notices.get(&year) {
            sink.push(mistakes::second(source, &first.source, year));
        } else {
            notices.insert(year, notice);
        }
    }
    notices
}

fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn embedded(folder: &Dir<'_>, sources: &mut Vec<Source>) {
    for file in folder.files() {
        let path = file.path();
        let name = format!(
            "builtin:rules/{}",
            path.to_string_lossy().replace('\\', "/")
        );
        if let (format @ Some(_), Some(text)) = (Format::of(path), file.contents_utf8()) {
            sources.push(Source::memory(name, format, text));
        }
    }
    for folder in folder.dirs() {
        embedded(folder, sources);
    }
}

/// Every file below a folder that can be one, in a stable order. A folder that cannot be listed is taken too: reading it
/// tells what is wrong.
fn descend(folder: &Path, shown: &str, sources: &mut Vec<Source>) {
    let Ok(entries) = folder.read_dir() else {
        return sources.push(Source::disk(shown, folder));
    };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let shown = format!("{shown}/{name}");
        // A link to a folder could lead round in circles.
        if name.starts_with('.') || (path.is_dir() && path.is_symlink()) {
            continue;
        }
        if path.is_dir() {
            descend(&path, &shown, sources);
        } else if Format::of(&path).is_some() {
            sources.push(Source::disk(shown, &path));
        }
    }
}
