//! The bytes of a source, if they can and may be read.

use super::{Fault, FaultKind, LIMITS, Origin, Source};
use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

/// Reads all bytes of a source, at most [`LIMITS`]`.bytes` of them.
pub(super) fn of(source: &Source) -> Result<Cow<'_, [u8]>, Fault> {
    match &source.0.origin {
        Origin::Disk(path) | Origin::Table(path, _) => {
            on_disk(path).map(Cow::Owned).map_err(Fault::whole)
        }
        Origin::Memory(text) | Origin::Earlier(_, text) => {
            check_size(text.len() as u64).map_err(Fault::whole)?;
            Ok(Cow::Borrowed(text.as_bytes()))
        }
    }
}

pub(super) fn on_disk(path: &Path) -> Result<Vec<u8>, FaultKind> {
    let metadata = fs::metadata(path).map_err(refusal)?;
    if metadata.is_dir() {
        return Err(FaultKind::Directory);
    }
    if !metadata.is_file() {
        // Reading a pipe or a device may never end.
        return Err(FaultKind::Unreadable("not a regular file".to_owned()));
    }
    check_size(metadata.len())?;
    let bytes = contents(path).map_err(refusal)?;
    check_size(bytes.len() as u64)?;
    Ok(bytes)
}

/// The file may have grown since it was measured: one byte beyond the limit is enough to see it.
fn contents(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LIMITS.bytes + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn check_size(bytes: u64) -> Result<(), FaultKind> {
    let limit = LIMITS.bytes;
    (bytes <= limit)
        .then_some(())
        .ok_or(FaultKind::TooLarge { bytes, limit })
}

pub(super) fn refusal(error: io::Error) -> FaultKind {
    match error.kind() {
        io::ErrorKind::NotFound => FaultKind::NotFound,
        _ => FaultKind::Unreadable(error.to_string()),
    }
}
