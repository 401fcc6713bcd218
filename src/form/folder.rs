//! Where a form's files come from: the program itself, or the company's `forms/` folder.

use std::{borrow::Cow, path::PathBuf};

use include_dir::Dir;

use crate::source::{Format, Source};

/// A `forms/` folder.
#[derive(Debug, Clone)]
pub enum Folder {
    /// Embedded in the program.
    Builtin(&'static Dir<'static>),
    /// On disk: its path, and the name people are shown for it.
    Disk {
        /// Where the folder lies.
        path: PathBuf,
        /// What file names in findings begin with, `forms`.
        shown: String,
    },
}

impl Folder {
    /// The file at a path relative to the folder (`order-review/A-0/form.typ`), as something to point into.
    pub fn source(&self, path: &str) -> Source {
        match self {
            Self::Builtin(_) => {
                let text = self
                    .bytes(path)
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                let format = Format::of(path.as_ref());
                Source::memory(
                    format!("builtin:forms/{path}"),
                    format,
                    text.unwrap_or_default(),
                )
            }
            Self::Disk {
                path: folder,
                shown,
            } => Source::disk(format!("{shown}/{path}"), folder.join(path)),
        }
    }

    /// The bytes of a file; `None` if there is none or it cannot be read.
    pub fn bytes(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Builtin(folder) => folder
                .get_file(path)
                .map(|file| Cow::Borrowed(file.contents())),
            Self::Disk { path: folder, .. } => {
                std::fs::read(folder.join(path)).ok().map(Cow::Owned)
            }
        }
    }

    /// Names of the folders inside the folder at `path` ("" is the folder itself), sorted.
    pub fn folders(&self, path: &str) -> Vec<String> {
        self.names(path, true)
    }

    /// Names of the files in the folder at `path`, sorted.
    pub fn files(&self, path: &str) -> Vec<String> {
        self.names(path, false)
    }

    fn names(&self, path: &str, folders: bool) -> Vec<String> {
        let mut names: Vec<String> = match self {
            Self::Builtin(folder) => {
                let inner = if path.is_empty() {
                    Some(*folder)
                } else {
                    folder.get_dir(path)
                };
                let entries = inner.into_iter().flat_map(Dir::entries);
                let wanted = entries.filter(|entry| entry.as_dir().is_some() == folders);
                wanted.filter_map(|entry| name_of(entry.path())).collect()
            }
            Self::Disk { path: folder, .. } => {
                let entries = std::fs::read_dir(folder.join(path))
                    .into_iter()
                    .flatten()
                    .flatten();
                let wanted = entries
                    .map(|entry| entry.path())
                    .filter(|path| path.is_dir() == folders);
                wanted.filter_map(|path| name_of(&path)).collect()
            }
        };
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }
}

fn name_of(path: &std::path::Path) -> Option<String> {
    Some(path.file_name()?.to_str()?.to_owned())
}
