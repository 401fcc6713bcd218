//! `init`: makes a project, empty or as the example company.

use std::path::{Path, PathBuf};

use anyhow::bail;
use include_dir::Dir;

use super::output::replace;
use crate::builtin;
use crate::project::CONFIG_FILE;

const CONFIG: &str = include_str!("init/wenkong.toml");

/// Makes a project in `folder` and gives the files written. Nothing that is there is touched.
///
/// # Errors
/// When the folder already is a project, when a file of the example is there already, or when it cannot be written.
pub fn init(folder: &Path, example: bool) -> anyhow::Result<Vec<PathBuf>> {
    if folder.join(CONFIG_FILE).exists() {
        bail!(
            "{0} 已经是一个项目，未作改动 ({0} is a project already; nothing was changed)",
            folder.display()
        );
    }
    let files: Vec<(PathBuf, &[u8])> = if example {
        example_files(&builtin::EXAMPLE)
    } else {
        vec![(PathBuf::from(CONFIG_FILE), CONFIG.as_bytes())]
    };
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        let path = folder.join(path);
        bail!(
            "{0} 已存在，未作改动 ({0} exists; nothing was changed)",
            path.display()
        );
    }
    let mut written = Vec::new();
    for (path, bytes) in files {
        let path = folder.join(path);
        replace(&path, bytes)?;
        written.push(path);
    }
    std::fs::create_dir_all(folder.join("records"))?;
    Ok(written)
}

fn example_files<'a>(folder: &'a Dir<'a>) -> Vec<(PathBuf, &'a [u8])> {
    let own = folder
        .files()
        .map(|file| (file.path().to_owned(), file.contents()));
    own.chain(folder.dirs().flat_map(example_files)).collect()
}
