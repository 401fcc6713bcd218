//! Opens somebody else's PDF, and says early what must not be stamped.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::Refusal;
use super::refusal::Large;
use super::tree::{deref, entry};

/// The largest file: the process holds it about five times.
pub(super) const MOST_BYTES: u64 = 256 << 20;
/// The most that one stream, or the contents of one page, may unpack to.
pub(super) const MOST_UNPACKED: usize = 128 << 20;
/// A header further in than this is not looked for by viewers, either.
const HEADER_WITHIN: usize = 1024;
/// The most fields of a form that are looked at.
const MOST_FIELDS: usize = 200_000;

/// Where `%PDF-` stands. All positions in a PDF are counted from there, whatever stands before it.
pub(super) fn header(bytes: &[u8]) -> Option<usize> {
    let beginning = &bytes[..bytes.len().min(HEADER_WITHIN + 5)];
    beginning.windows(5).position(|five| five == b"%PDF-")
}

/// Reads a PDF that may be stamped.
pub(super) fn open(original: &[u8]) -> Result<Document, Refusal> {
    header(original).ok_or(Refusal::NotPdf)?;
    if original.len() as u64 > MOST_BYTES {
        let what = Large::File;
        return Err(Refusal::TooLarge {
            what,
            most: MOST_BYTES,
        });
    }
    let document = Document::load_mem_with_options(
        original,
        LoadOptions::with_max_decompressed_size(MOST_UNPACKED),
    )
    .map_err(unreadable)?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Refusal::Encrypted);
    }
    let catalog = document
        .catalog()
        .map_err(|error| Refusal::Damaged(error.to_string()))?;
    if entry(&document, catalog, b"Collection").is_some() {
        return Err(Refusal::Portfolio);
    }
    if is_signed(&document, catalog) {
        return Err(Refusal::Signed);
    }
    if is_dynamic(&document, catalog) {
        return Err(Refusal::DynamicForm);
    }
    Ok(document)
}

fn unreadable(error: lopdf::Error) -> Refusal {
    use lopdf::{DecompressError, Error};
    match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Refusal::TooLarge {
            what: Large::Unpacked,
            most: MOST_UNPACKED as u64,
        },
        Error::InvalidPassword
        | Error::Decryption(_)
        | Error::UnsupportedSecurityHandler(_)
        | Error::AlreadyEncrypted => Refusal::Encrypted,
        other => Refusal::Damaged(other.to_string()),
    }
}

/// Whether there is a signature that an update would break, or a permission that only the signer may give.
fn is_signed(document: &Document, catalog: &Dictionary) -> bool {
    let permitted = dictionary(document, catalog, b"Perms").is_some_and(|permissions| {
        [&b"DocMDP"[..], b"UR3", b"UR"]
            .iter()
            .any(|key| entry(document, permissions, key).is_some())
    });
    let form = dictionary(document, catalog, b"AcroForm");
    let flags = form.and_then(|form| entry(document, form, b"SigFlags")?.as_i64().ok());
    permitted
        || flags.is_some_and(|flags| flags & 1 != 0)
        || form.is_some_and(|form| has_signed_field(document, form))
        || document.objects.values().any(|object| {
            // A field that no form leads to; its type is not inherited here.
            let field = object.as_dict().ok();
            field.is_some_and(|field| is_signature(document, field, false))
        })
}

fn has_signed_field(document: &Document, form: &Dictionary) -> bool {
    let mut seen: HashSet<ObjectId> = HashSet::new();
    let mut waiting: Vec<(&Object, bool)> = array(document, form, b"Fields")
        .iter()
        .map(|field| (field, false))
        .collect();
    let mut looked = 0;
    while let Some((object, inherited)) = waiting.pop() {
        looked += 1;
        if looked > MOST_FIELDS {
            break;
        }
        if let Ok(id) = object.as_reference()
            && !seen.insert(id)
        {
            continue;
        }
        let Some(Object::Dictionary(field)) = deref(document, object) else {
            continue;
        };
        if is_signature(document, field, inherited) {
            return true;
        }
        let kind = field_kind(document, field).map_or(inherited, |kind| kind == b"Sig");
        let kids = array(document, field, b"Kids");
        waiting.extend(kids.iter().map(|kid| (kid, kind)));
    }
    false
}

/// A field of type signature with a value.
fn is_signature(document: &Document, field: &Dictionary, inherited: bool) -> bool {
    field_kind(document, field).map_or(inherited, |kind| kind == b"Sig")
        && entry(document, field, b"V").is_some()
}

fn field_kind<'a>(document: &'a Document, field: &'a Dictionary) -> Option<&'a [u8]> {
    entry(document, field, b"FT")?.as_name().ok()
}

/// Whether viewers make the pages up from an XFA template and leave the PDF's own pages unseen.
fn is_dynamic(document: &Document, catalog: &Dictionary) -> bool {
    let Some(form) = dictionary(document, catalog, b"AcroForm") else {
        return false;
    };
    let Some(xfa) = entry(document, form, b"XFA") else {
        return false;
    };
    let asked = entry(document, catalog, b"NeedsRendering");
    if asked.is_some_and(|asked| matches!(asked, Object::Boolean(true))) {
        return true;
    }
    let packets: Vec<&Object> = match xfa {
        Object::Array(packets) => packets.iter().collect(),
        single => vec![single],
    };
    packets.into_iter().take(64).any(|packet| {
        let Some(Object::Stream(stream)) = deref(document, packet) else {
            return false;
        };
        let text = stream
            .get_plain_content_with_limit(MOST_UNPACKED)
            .unwrap_or_default();
        let wanted = b"<dynamicRender>required";
        text.windows(wanted.len()).any(|window| window == wanted)
    })
}

fn dictionary<'a>(
    document: &'a Document,
    parent: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    entry(document, parent, key)?.as_dict().ok()
}

fn array<'a>(document: &'a Document, parent: &'a Dictionary, key: &[u8]) -> &'a [Object] {
    entry(document, parent, key)
        .and_then(|object| object.as_array().ok())
        .map_or(&[], Vec::as_slice)
}
