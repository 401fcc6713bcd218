//! Which files of a folder are records.

use std::path::{Path, PathBuf};

use crate::source::Format;

/// The record files under some paths, in a stable order.
pub type Walk = Vec<PathBuf>;

/// A file is taken as it is named; of a folder, every `.toml`, `.json` and `.yaml` below it, hidden ones and other
/// projects' folders left out.
pub fn records_in(path: &Path) -> Walk {
    let mut found = Walk::new();
    if path.is_dir() {
        descend(path, &mut found);
    } else {
        found.push(path.to_owned());
    }
    found
}

fn descend(folder: &Path, found: &mut Walk) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| !hidden(path))
        .collect();
    paths.sort();
    for path in paths {
        // A link to a folder could lead round in circles.
        if path.is_dir() && !path.is_symlink() {
            descend(&path, found);
        } else if Format::of(&path).is_some() && !path.is_dir() {
            found.push(path);
        }
    }
}

fn hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
