//! Documents on disk: written whole and durable, or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::crash;

/// What files are called while they are written.
const UNFINISHED: &str = ".wenkong-";

/// Writes a file that must not exist yet: to a neighbour, synced, which then takes the name; then the folder is synced.
pub(super) fn create(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = neighbour(path, bytes, crash::point)?;
    crash::point("synced");
    match file.persist_noclobber(path) {
        Ok(_) => {}
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            bail!(
                "{0} 已存在，没有覆盖 ({0} exists already and was not overwritten)",
                path.display()
            )
        }
        Err(error) => return Err(error).with_context(|| failed(path)),
    }
    crash::point("renamed");
    sync_folder(path)?;
    crash::point("folder-synced");
    Ok(())
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> anyhow::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("无法删除 {0} (cannot remove {0})", path.display()))
        }
        _ => Ok(()),
    }
}

/// Writes a file in place of another.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = neighbour(path, bytes, |_| {})?;
    file.persist(path).with_context(|| failed(path))?;
    sync_folder(path)
}

fn neighbour(
    path: &Path,
    bytes: &[u8],
    crash: fn(&str),
) -> anyhow::Result<tempfile::NamedTempFile> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)
        .with_context(|| failed(path))?;
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(first).with_context(|| failed(path))?;
    crash("half-written");
    file.write_all(rest).with_context(|| failed(path))?;
    crash("written");
    readable(&file).with_context(|| failed(path))?;
    file.as_file().sync_all().with_context(|| failed(path))?;
    Ok(file)
}

/// Temporary files are for their owner alone; a document is for its readers.
#[cfg(unix)]
pub fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file()
        .set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
pub fn readable(_file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    Ok(())
}

/// Makes a folder and those above it, each synced into the one that holds it.
fn make_folder(folder: &Path) -> anyhow::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    make_folder(folder.parent().unwrap_or(Path::new(".")))?;
    match fs::create_dir(folder) {
        Ok(()) => sync_folder(folder),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error).with_context(|| failed(folder)),
    }
}

/// Makes the name of a file durable. Windows does so by itself, and cannot open folders.
fn sync_folder(path: &Path) -> anyhow::Result<()> {
    if cfg!(unix) {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .with_context(|| failed(path))?;
    }
    Ok(())
}

fn failed(path: &Path) -> String {
    format!("无法写入 {0} (cannot write {0})", path.display())
}

/// Every file below a folder, sorted; of what was never finished the second list.
pub(super) fn walk(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut found = (Vec::new(), Vec::new());
    descend(folder, &mut found);
    found.0.sort();
    found.1.sort();
    found
}

fn descend(folder: &Path, found: &mut (Vec<PathBuf>, Vec<PathBuf>)) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if path.is_dir() && !path.is_symlink() {
            descend(&path, found);
        } else if name.starts_with(UNFINISHED) {
            found.1.push(path);
        } else if !name.starts_with('.') {
            found.0.push(path);
        }
    }
}
