//! The head of the chain, written beside the documents: a register cut short, or an older one put in its place, shows.

use std::path::{Path, PathBuf};

use super::files;

/// The place of the last entry and its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub seq: u64,
    /// Digest of the last.
    pub digest: String,
}

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Noted {
    Missing,
    /// It is there and says nothing that can be read.
    Unreadable,
    Head(Head),
}

fn path(issued: &Path) -> PathBuf {
    issued.join("register.head")
}

/// Reads the file.
pub(super) fn read(issued: &Path) -> Noted {
    match std::fs::read_to_string(path(issued)) {
        Ok(text) => parse(&text).map_or(Noted::Unreadable, Noted::Head),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Noted::Missing,
        Err(_) => Noted::Unreadable,
    }
}

fn parse(text: &str) -> Option<Head> {
    let (seq, digest) = text.trim_end().split_once(' ')?;
    let is_digest = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    Some(Head {
        seq: seq.parse().ok()?,
        digest: is_digest.then(|| digest.to_owned())?,
    })
}

/// Writes the file.
pub(super) fn write(issued: &Path, head: &Head) -> anyhow::Result<()> {
    files::replace(
        &path(issued),
        format!("{} {}\n", head.seq, head.digest).as_bytes(),
    )
}

/// Whether a file is this one.
pub(super) fn is(issued: &Path, file: &Path) -> bool {
    file == path(issued)
}
