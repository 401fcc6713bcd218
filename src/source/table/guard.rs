//! A look into a workbook's container before anything is unpacked: a small file must not fill the memory.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use crate::source::FaultKind;

/// Bytes that all parts of a workbook may have together when they are unpacked.
const UNPACKED: u64 = 1 << 30;
/// A text in the table of shared texts takes at least so many bytes: `<si/>`.
const SHARED: u64 = 5;

/// Refuses what is no workbook, or one that would unpack to more than a sensible size.
pub(super) fn check<R: Read + Seek>(reader: &mut R) -> Result<(), FaultKind> {
    match start(reader).map_err(unreadable)?.as_slice() {
        [] => return Err(FaultKind::Empty),
        // A workbook with a password is no zip but a container of the older kind.
        b"\xD0\xCF\x11\xE0" => return Err(FaultKind::OldOrLocked),
        _ => {}
    }
    let mut archive = ZipArchive::new(&mut *reader).map_err(|error| broken(&error))?;
    let mut total = 0u64;
    let mut shared = None;
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).map_err(|error| broken(&error))?;
        total = total.saturating_add(part.size());
        let name = part.name().map_err(|error| broken(&error))?;
        if name.ends_with("sharedStrings.xml") {
            shared = Some((at, part.size()));
        }
    }
    if total > UNPACKED {
        return Err(FaultKind::TooLarge {
            bytes: total,
            limit: UNPACKED,
        });
    }
    if let Some((at, size)) = shared {
        let promised = promised(&mut archive, at).map_err(unreadable)?;
        if promised > size / SHARED + 1 {
            let words = format!("the workbook promises {promised} shared texts in {size} bytes");
            return Err(FaultKind::NoWorkbook(words));
        }
    }
    drop(archive);
    reader.rewind().map_err(unreadable)
}

/// The first four bytes.
fn start<R: Read + Seek>(reader: &mut R) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    reader.seek(SeekFrom::Start(0))?;
    reader.by_ref().take(4).read_to_end(&mut start)?;
    reader.rewind()?;
    Ok(start)
}

/// How many shared texts the head of their table promises: memory is reserved for so many.
fn promised<R: Read + Seek>(archive: &mut ZipArchive<R>, at: usize) -> io::Result<u64> {
    let part = archive.by_index(at).map_err(io::Error::other)?;
    let mut head = Vec::new();
    part.take(4096).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let count = head.split_once("uniqueCount").and_then(|(_, rest)| {
        let digits = rest.trim_start_matches(['=', '"', '\'', ' ', '\n', '\r', '\t']);
        let end = digits.find(|c: char| !c.is_ascii_digit())?;
        // What is longer than any number is more than any size.
        (end > 0).then(|| digits[..end].parse().unwrap_or(u64::MAX))
    });
    Ok(count.unwrap_or(0))
}

fn broken(error: &zip::result::ZipError) -> FaultKind {
    FaultKind::NoWorkbook(error.to_string())
}

fn unreadable(error: io::Error) -> FaultKind {
    FaultKind::Unreadable(error.to_string())
}
