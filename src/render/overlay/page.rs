//! Puts the stamp on one page: its content stays, with something before and after it.

use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId, Stream};

use super::Refusal;
use super::content::Balance;
use super::import::Stamp;
use super::open::MOST_UNPACKED;
use super::refusal::Large;
use super::tree::{Leaf, deref, entry};
use super::write::Update;

/// What comes before the content of every page: the initial state is saved.
pub(super) fn before(update: &mut Update) -> ObjectId {
    update.add(Object::Stream(Stream::new(
        Dictionary::new(),
        b"q\n".to_vec(),
    )))
}

/// Puts the stamp on a page, where the matrix says.
pub(super) fn stamp(
    document: &Document,
    leaf: &Leaf<'_>,
    stamp: &Stamp,
    matrix: [f64; 6],
    before: ObjectId,
    update: &mut Update,
) -> Result<(), Refusal> {
    let streams = streams(leaf);
    let content = decoded(document, &streams)?;
    let balance = Balance::of(&content.bytes);
    let mut contents = vec![Object::Reference(before)];
    if balance.surplus.is_empty() || !content.whole {
        // What cannot be read in full is never written anew: each surplus `Q` gets a `q` to restore instead.
        contents.extend(balance.surplus.iter().map(|_| Object::Reference(before)));
        contents.extend(streams.into_iter().map(Object::Reference));
    } else {
        let mut mended = Stream::new(Dictionary::new(), balance.mended(content.bytes));
        mended
            .compress()
            .map_err(|error| Refusal::Damaged(error.to_string()))?;
        contents.push(Object::Reference(update.add(Object::Stream(mended))));
    }
    let (resources, name) = resources(leaf, stamp.id);
    let after = after(&balance.closing, matrix, &name);
    let after = update.add(Object::Stream(Stream::new(Dictionary::new(), after)));
    contents.push(Object::Reference(after));
    let mut page = leaf.page.clone();
    page.set("Contents", contents);
    page.set("Resources", resources);
    update.set(leaf.id, Object::Dictionary(page));
    Ok(())
}

/// The streams that a page's content is made of. What is no stream is ignored by viewers, too.
pub(super) fn streams(leaf: &Leaf<'_>) -> Vec<ObjectId> {
    let Ok(contents) = leaf.page.get(b"Contents") else {
        return Vec::new();
    };
    let single = std::slice::from_ref(contents);
    let parts = match deref(leaf.document, contents) {
        Some(Object::Array(parts)) => parts,
        _ => single,
    };
    let is_stream = |part: &&Object| matches!(deref(leaf.document, part), Some(Object::Stream(_)));
    parts
        .iter()
        .filter(is_stream)
        .filter_map(|part| part.as_reference().ok())
        .collect()
}

/// Whether a page's content can be read.
pub(super) fn readable(document: &Document, leaf: &Leaf<'_>) -> Result<(), Refusal> {
    decoded(document, &streams(leaf)).map(|_| ())
}

/// The content of a page, as far as it can be decoded.
struct Decoded {
    bytes: Vec<u8>,
    /// Whether every stream could be.
    whole: bool,
}

/// Decodes the content of a page. A stream that cannot be decoded is left out.
fn decoded(document: &Document, streams: &[ObjectId]) -> Result<Decoded, Refusal> {
    let mut decoded = Decoded {
        bytes: Vec::new(),
        whole: true,
    };
    for id in streams {
        let stream = document.get_object(*id).and_then(Object::as_stream);
        let Ok(stream) = stream else { continue };
        let most = MOST_UNPACKED.saturating_sub(decoded.bytes.len());
        match plain(document, stream, most) {
            Ok(part) => decoded.bytes.extend(part),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(Refusal::TooLarge {
                    what: Large::Unpacked,
                    most: MOST_UNPACKED as u64,
                });
            }
            Err(_) => decoded.whole = false,
        }
        decoded.bytes.push(b'\n');
    }
    Ok(decoded)
}

/// The bytes of a stream, whose filters may be written elsewhere.
fn plain(document: &Document, stream: &Stream, most: usize) -> lopdf::Result<Vec<u8>> {
    let keys = [&b"Filter"[..], b"DecodeParms"];
    let elsewhere = keys.iter().any(|key| match stream.dict.get(key) {
        Ok(Object::Reference(_)) => true,
        Ok(Object::Array(items)) => items.iter().any(|item| item.as_reference().is_ok()),
        _ => false,
    });
    if !elsewhere {
        if stream.dict.has(b"Filter") {
            stream.filters()?;
        }
        return stream.get_plain_content_with_limit(most);
    }
    let mut here = stream.clone();
    for key in keys {
        let resolved = |object: &Object| deref(document, object).cloned().unwrap_or(Object::Null);
        let value = match entry(document, &stream.dict, key) {
            Some(Object::Array(items)) => Object::Array(items.iter().map(resolved).collect()),
            Some(value) => value.clone(),
            None => continue,
        };
        here.dict.set(key, value);
    }
    here.filters()?;
    here.get_plain_content_with_limit(most)
}

/// The page's resources with the stamp among them, and the stamp's name there.
fn resources(leaf: &Leaf<'_>, stamp: ObjectId) -> (Dictionary, String) {
    let mut resources = leaf.resources.cloned().unwrap_or_default();
    let mut drawings = entry(leaf.document, &resources, b"XObject")
        .and_then(|drawings| drawings.as_dict().ok())
        .cloned()
        .unwrap_or_default();
    let mut name = "WenkongStamp".to_owned();
    let mut others = 1;
    while drawings.has(name.as_bytes()) {
        others += 1;
        name = format!("WenkongStamp{others}");
    }
    drawings.set(name.as_str(), stamp);
    resources.set("XObject", drawings);
    (resources, name)
}

/// What comes after the content: everything is closed, then the stamp is drawn, as something that is no part of the page's text.
fn after(closing: &[u8], matrix: [f64; 6], name: &str) -> Vec<u8> {
    let matrix = matrix.map(decimal).join(" ");
    let mut after = b"\n".to_vec();
    after.extend(closing);
    after.extend(
        format!(
            "Q\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\nq\n{matrix} cm\n/{name} Do\nQ\nEMC\n"
        )
        .as_bytes(),
    );
    after
}

/// A number without exponent, as PDF wants it.
fn decimal(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    match text {
        "-0" => "0".to_owned(),
        _ => text.to_owned(),
    }
}
