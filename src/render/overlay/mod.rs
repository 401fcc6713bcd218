//! A stamp laid over somebody else's PDF, by an incremental update: the original's bytes stay as they are, and with them
//! its links, fields, layers and text.

mod apart;
mod content;
mod import;
mod ink;
mod look;
mod marked;
mod open;
mod page;
mod picture;
mod place;
mod refusal;
mod tree;
mod view;
mod write;

pub use apart::{JOB, apart, look, work};
pub use marked::marked;
pub use picture::picture;
pub use refusal::Refusal;

use std::collections::HashMap;

use lopdf::ObjectId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use look::Looker;
use tree::Leaf;
use view::View;

#[cfg(test)]
mod tests;

/// The corner of the page, as the reader sees it, that the stamp should be in or near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Corner {
    /// Where a reader looks first for the state of a document.
    #[default]
    TopRight,
    /// For pages bound or titled on the right.
    TopLeft,
    /// Often a drawing's title block.
    BottomRight,
    /// Often a drawing's notes.
    BottomLeft,
}

impl Corner {
    /// The corner of a name: `top-right`.
    pub fn of(name: &str) -> Option<Self> {
        serde_json::from_value(name.into()).ok()
    }
}

/// What kind of file bears a stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Pdf,
    /// As a page that shows it.
    Png,
    /// As a page that shows it.
    Jpeg,
    /// As pages that show its pictures.
    Tiff,
}

impl Kind {
    /// The media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Tiff => "image/tiff",
        }
    }

    /// The kind by a file's first bytes, whatever its name says.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins = |with: &[u8]| bytes.starts_with(with);
        if open::header(bytes).is_some() {
            Some(Self::Pdf)
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if begins(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if begins(b"II*\0") || begins(b"MM\0*") {
            Some(Self::Tiff)
        } else {
            None
        }
    }
}

/// A stamped file.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlaid {
    /// The original's bytes, and the update after them.
    pub bytes: Vec<u8>,
    /// How the stamp stands on each page, in the order of the pages.
    pub pages: Vec<Placed>,
}

/// How the stamp stands on one page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// The page, counted from 1.
    pub page: usize,
    /// Whether nothing lies under the stamp. If not, it stands in the preferred corner, over ink.
    pub free: bool,
    /// Whether the page could be looked at. If not, nobody knows what lies under the stamp, and `free` is false.
    pub seen: bool,
    /// Less than 1 where the page was too small for the stamp.
    pub scale: f32,
}

/// How many pages a PDF has that can be stamped.
///
/// # Errors
/// A [`Refusal`], when the file cannot be stamped or should not be.
pub fn pages(original: &[u8]) -> Result<usize, Refusal> {
    let document = open::open(original)?;
    let leaves = tree::leaves(&document)?;
    for leaf in &leaves {
        page::readable(&document, leaf)?;
    }
    Ok(leaves.len())
}

/// Lays the one page of `stamp` over every page of `original`. The words of `mark` are written into the file, where
/// [`marked`] finds them. `told` hears how many pages of how many have been done. The same input gives the same bytes.
///
/// # Errors
/// A [`Refusal`], when the file cannot be stamped or should not be.
pub fn overlay(
    original: &[u8],
    stamp: &[u8],
    corner: Corner,
    mark: &[String],
    told: &mut dyn FnMut(usize, usize),
) -> Result<Overlaid, Refusal> {
    overlay_except(original, stamp, corner, mark, &[], told)
}

/// Like [`overlay`], but does not look at the pages `unseen` (counted from 1): looking at them has brought a process down.
fn overlay_except(
    original: &[u8],
    stamp: &[u8],
    corner: Corner,
    mark: &[String],
    unseen: &[usize],
    told: &mut dyn FnMut(usize, usize),
) -> Result<Overlaid, Refusal> {
    let document = open::open(original)?;
    let leaves = tree::leaves(&document)?;
    told(0, leaves.len());
    let mut update = write::Update::after(&document);
    let stamp = import::import(stamp, mark, &mut update)?;
    let before = page::before(&mut update);
    let looker = Looker::new(&document, &leaves);
    let mut stamped: HashMap<ObjectId, Placed> = HashMap::new();
    let mut pages = Vec::with_capacity(leaves.len());
    for (index, leaf) in leaves.iter().enumerate() {
        let page = index + 1;
        let placed = match stamped.get(&leaf.id) {
            // The same page object stands in the tree twice: it has its stamp.
            Some(placed) => Placed { page, ..*placed },
            None => {
                let look = !unseen.contains(&page);
                let (placed, spot) = find(&looker, leaf, &stamp, corner, page, look);
                page::stamp(&document, leaf, &stamp, spot, before, &mut update)?;
                stamped.insert(leaf.id, placed);
                placed
            }
        };
        pages.push(placed);
        told(page, leaves.len());
    }
    drop(looker);
    let ident = identify(original, &stamp, &pages, mark);
    let bytes = write::append(original, &document, update, &ident)?;
    Ok(Overlaid { bytes, pages })
}

/// Where the stamp comes on a page: what is told of it, and the matrix that brings it there.
fn find(
    looker: &Looker,
    leaf: &Leaf<'_>,
    stamp: &import::Stamp,
    corner: Corner,
    page: usize,
    look: bool,
) -> (Placed, [f64; 6]) {
    let view = View::of(leaf);
    let frame = place::Frame::new(view.size(), stamp.size, corner);
    let seen = if look {
        looker.ink(page - 1, leaf, &view)
    } else {
        None
    };
    let free = seen.as_ref().and_then(|ink| frame.free(ink));
    let at = free.unwrap_or(frame.corner());
    let placed = Placed {
        page,
        free: free.is_some(),
        seen: seen.is_some(),
        scale: frame.scale as f32,
    };
    (placed, view.matrix(at, frame.scale))
}

/// The second half of the file's identifier: made of everything that decides its bytes.
fn identify(original: &[u8], stamp: &import::Stamp, pages: &[Placed], mark: &[String]) -> Vec<u8> {
    let mut digest = Sha256::new();
    digest.update(original);
    digest.update(&stamp.digest);
    for word in mark {
        digest.update((word.len() as u64).to_be_bytes());
        digest.update(word);
    }
    for page in pages {
        digest.update([u8::from(page.free), u8::from(page.seen)]);
    }
    digest.finalize()[..16].to_vec()
}
