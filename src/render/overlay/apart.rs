//! The overlay in a child process: hostile files do no harm there.

use serde::{Deserialize, Serialize};

use super::{Corner, Kind, Overlaid, Placed, Refusal, overlay_except, pages, picture};
use crate::apart::{self, Failed, Limits};

/// The job's name.
pub const JOB: &str = "overlay";

/// How many pages may bring a child down before nobody looks at the file any more.
const FALLS: usize = 5;

#[derive(Serialize, Deserialize)]
struct Asked {
    /// Bytes of the original; those of the stamp come after it, none where the file is only looked at.
    original: usize,
    corner: Corner,
    mark: Vec<String>,
    /// Pages that brought a child down when they were looked at.
    unseen: Vec<usize>,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Overlaid(Vec<Placed>),
    Pages(usize),
    Refused(Refusal),
}

/// Lays a stamp over each page of a PDF or picture, in a child process. A page whose drawing brings the child down is stamped
/// without having been looked at.
///
/// # Errors
/// A [`Refusal`], when the file cannot be stamped or should not be.
pub fn apart(
    original: &[u8],
    stamp: &[u8],
    corner: Corner,
    mark: &[String],
) -> Result<Overlaid, Refusal> {
    let mut unseen = Vec::new();
    loop {
        let asked = Asked {
            original: original.len(),
            corner,
            mark: mark.to_vec(),
            unseen: unseen.clone(),
        };
        let mut done = 0;
        match ask(&asked, original, stamp, &mut |page| done = page) {
            Ok((Answer::Overlaid(pages), bytes)) => return Ok(Overlaid { bytes, pages }),
            Ok((Answer::Refused(refusal), _)) => return Err(refusal),
            Ok((Answer::Pages(_), _)) => return Err(Refusal::Failed(Failed::Garbled)),
            Err(failed @ (Failed::Crashed(_) | Failed::Memory | Failed::Late(_))) => {
                let fell = usize::try_from(done).unwrap_or_default() + 1;
                if unseen.contains(&fell) || unseen.len() >= FALLS {
                    return Err(Refusal::Failed(failed));
                }
                unseen.push(fell);
            }
            Err(failed) => return Err(Refusal::Failed(failed)),
        }
    }
}

/// How many pages a PDF or picture has that can be stamped, found out in a child process.
///
/// # Errors
/// A [`Refusal`], when it cannot be stamped or should not be.
pub fn look(original: &[u8]) -> Result<usize, Refusal> {
    let asked = Asked {
        original: original.len(),
        corner: Corner::default(),
        mark: Vec::new(),
        unseen: Vec::new(),
    };
    match ask(&asked, original, &[], &mut |_| {}) {
        Ok((Answer::Pages(pages), _)) => Ok(pages),
        Ok((Answer::Refused(refusal), _)) => Err(refusal),
        Ok(_) => Err(Refusal::Failed(Failed::Garbled)),
        Err(failed) => Err(Refusal::Failed(failed)),
    }
}

fn ask(
    asked: &Asked,
    original: &[u8],
    stamp: &[u8],
    ticked: &mut dyn FnMut(u64),
) -> Result<(Answer, Vec<u8>), Failed> {
    let head = serde_json::to_vec(asked).map_err(|error| Failed::Start(error.to_string()))?;
    let request = joined(&head, &[original, stamp]);
    let response = apart::ask(JOB, request, Limits::default(), ticked)?;
    let (head, bytes) = split(&response).ok_or(Failed::Garbled)?;
    let answer = serde_json::from_slice(head).map_err(|_| Failed::Garbled)?;
    Ok((answer, bytes.to_vec()))
}

/// The child's side.
pub fn work(request: &[u8], tick: &mut dyn FnMut(u64)) -> Vec<u8> {
    let (answer, bytes) = answer(request, tick);
    let head = serde_json::to_vec(&answer).unwrap_or_default();
    joined(&head, &[&bytes])
}

fn answer(request: &[u8], tick: &mut dyn FnMut(u64)) -> (Answer, Vec<u8>) {
    let garbled = || {
        (
            Answer::Refused(Refusal::Failed(Failed::Garbled)),
            Vec::new(),
        )
    };
    let Some((head, bytes)) = split(request) else {
        return garbled();
    };
    let Ok(asked) = serde_json::from_slice::<Asked>(head) else {
        return garbled();
    };
    let Some((original, stamp)) = bytes.split_at_checked(asked.original) else {
        return garbled();
    };
    let made;
    let original = match Kind::of(original) {
        Some(Kind::Pdf) | None => original,
        Some(kind) => match picture(original, kind) {
            Ok(pdf) => {
                made = pdf;
                &made
            }
            Err(refusal) => return (Answer::Refused(refusal), Vec::new()),
        },
    };
    if stamp.is_empty() {
        let answer = pages(original).map_or_else(Answer::Refused, Answer::Pages);
        return (answer, Vec::new());
    }
    let mut told = |done: usize, _| tick(done as u64);
    let (corner, mark, unseen) = (asked.corner, &asked.mark, &asked.unseen);
    match overlay_except(original, stamp, corner, mark, unseen, &mut told) {
        Ok(laid) => (Answer::Overlaid(laid.pages), laid.bytes),
        Err(refusal) => (Answer::Refused(refusal), Vec::new()),
    }
}

/// A length, the head, and what follows it.
fn joined(head: &[u8], bodies: &[&[u8]]) -> Vec<u8> {
    let mut bytes = (head.len() as u64).to_be_bytes().to_vec();
    bytes.extend_from_slice(head);
    bodies.iter().for_each(|body| bytes.extend_from_slice(body));
    bytes
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)
}
