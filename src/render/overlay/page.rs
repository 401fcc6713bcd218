//! Puts the stamp on one page: its content stays, with something before and after it.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

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
    let balance = Balance::of(&content);
    let mut contents = vec![Object::Reference(before)];
    if balance.surplus.is_empty() {
        contents.extend(streams.into_iter().map(Object::Reference));
    } else {
        let mut mended = Stream::new(Dictionary::new(), balance.mended(content));
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

/// The whole content of a page. A stream that cannot be decoded is left out.
fn decoded(document: &Document, streams: &[ObjectId]) -> Result<Vec<u8>, Refusal> {
    let too_large = || Refusal::TooLarge {
        what: Large::Unpacked,
        most: MOST_UNPACKED as u64,
    };
    let mut whole = Vec::new();
    for id in streams {
        let stream = document.get_object(*id).and_then(Object::as_stream);
        let Ok(stream) = stream else { continue };
        let most = MOST_UNPACKED.saturating_sub(whole.len());
        match stream.get_plain_content_with_limit(most) {
            Ok(part) => whole.extend(part),
            Err(lopdf::Error::Decompress(_)) => return Err(too_large()),
            Err(_) => {}
        }
        whole.push(b'\n');
    }
    Ok(whole)
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
