//! What records are held to, as bytes: rules, calendar and configuration; and the fonts.

use std::path::{Path, PathBuf};

use include_dir::Dir;

use crate::builtin;
use crate::entry::Manifest;
use crate::project::{BUILTIN, CONFIG_FILE, Project, WAIVER_FILE};
use crate::register::Piece;

/// Digest of the list of all rule, calendar and configuration files, and the bytes of the list and of each.
pub(in crate::commands) fn standing(project: &Project) -> anyhow::Result<(String, Vec<Piece>)> {
    let mut files = Vec::new();
    embedded(&builtin::RULES, &mut files);
    let root = project.root();
    let mut own = vec![root.join(CONFIG_FILE), root.join(WAIVER_FILE)];
    below(&root.join("rules"), &mut own);
    for path in own {
        if let Ok(bytes) = std::fs::read(&path) {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            files.push((name, bytes));
        }
    }
    let listed = files
        .iter()
        .map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
    let list = Piece::new(Manifest::of(listed).canonical()?);
    let digest = list.digest.clone();
    let mut pieces = vec![list];
    pieces.extend(files.into_iter().map(|(_, bytes)| Piece::new(bytes)));
    Ok((digest, pieces))
}

fn embedded(folder: &Dir<'_>, files: &mut Vec<(String, Vec<u8>)>) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.push((format!("{BUILTIN}rules/{path}"), file.contents().to_vec()));
    }
    folder.dirs().for_each(|inner| embedded(inner, files));
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() {
            below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

/// Digest of the list of fonts that a page can use.
pub(in crate::commands) fn fonts() -> anyhow::Result<String> {
    let fonts = builtin::font_files();
    let listed = fonts.iter().map(|(name, bytes)| (name.as_str(), *bytes));
    Ok(Piece::new(Manifest::of(listed).canonical()?).digest)
}
