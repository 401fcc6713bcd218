//! Which files of a folder are records.

use std::path::{Path, PathBuf};

use super::CONFIG_FILE;
use crate::record::workbook;
use crate::source::Format;

/// The record files under a path, in a stable order.
///
/// A file is taken as it is named; of a project's folder its `records/`; of any other folder every
/// `.toml`, `.json` and `.yaml` below it that is not hidden, and every `.xlsx` that names its form:
/// any other holds some list's table. A folder that is named like a record, or cannot be listed, is
/// taken too: reading it tells what is wrong.
pub fn records_in(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if is_folder(path) {
        descend(path, &mut found);
    } else {
        found.push(path.to_owned());
    }
    found
}

fn descend(folder: &Path, found: &mut Vec<PathBuf>) {
    if folder.join(CONFIG_FILE).is_file() {
        return descend(&folder.join("records"), found);
    }
    let Ok(entries) = folder.read_dir() else {
        return found.push(folder.to_owned());
    };
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| !is_hidden(path))
        .collect();
    paths.sort();
    for path in &paths {
        // A link to a folder could lead round in circles.
        if is_folder(path) && !path.is_symlink() {
            descend(path, found);
        } else if is_record(path, &paths) {
            found.push(path.clone());
        }
    }
}

fn is_folder(path: &Path) -> bool {
    path.is_dir() && Format::of(path).is_none()
}

/// Whether a file in a folder is a record. A workbook that cannot be read may be one, so that somebody is told; unless a record
/// beside it names it: it tells then.
fn is_record(path: &Path, beside: &[PathBuf]) -> bool {
    match Format::of(path) {
        Some(Format::Workbook) if path.is_dir() => true,
        Some(Format::Workbook) => {
            workbook::is_entry(path).unwrap_or_else(|| !is_named(path, beside))
        }
        format => format.is_some(),
    }
}

/// Whether the text of a record names a file.
fn is_named(path: &Path, records: &[PathBuf]) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = |path: &&PathBuf| Format::of(path).is_some_and(|format| format != Format::Workbook);
    let mut texts = records
        .iter()
        .filter(text)
        .map(|path| std::fs::read(path).unwrap_or_default());
    texts.any(|text| String::from_utf8_lossy(&text).contains(&*name))
}

/// Hidden files, and those that Excel lays beside a workbook while it is open.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.starts_with("~$")
}
