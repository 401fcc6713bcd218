//! Writes objects and their cross-references: as an update behind a file, or as a file of its own.

use std::collections::BTreeMap;

use lopdf::xref::{XrefEntry, XrefType};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, Writer, dictionary};
use sha2::{Digest, Sha256};

use super::{Refusal, open};

/// Object numbers beyond this are refused by some viewers.
const HIGHEST: u32 = 8_388_607;

/// New and replaced objects.
#[derive(Default)]
pub(super) struct Update {
    objects: BTreeMap<ObjectId, Object>,
    last: u32,
}

impl Update {
    /// An update whose new objects are numbered after those of a document.
    pub fn after(document: &Document) -> Self {
        Self {
            objects: BTreeMap::new(),
            last: highest(document),
        }
    }

    /// Takes a number for an object that is set later.
    pub fn reserve(&mut self) -> ObjectId {
        self.last += 1;
        (self.last, 0)
    }

    /// Adds a new object.
    pub fn add(&mut self, object: Object) -> ObjectId {
        let id = self.reserve();
        self.set(id, object);
        id
    }

    /// Sets a new object, or replaces an old one.
    pub fn set(&mut self, id: ObjectId, object: Object) {
        self.objects.insert(id, object);
    }
}

/// The highest number that an object has or is said to have.
fn highest(document: &Document) -> u32 {
    let real = document.objects.keys().next_back().map_or(0, |id| id.0);
    let said = document.reference_table.max_id().max(document.max_id);
    if said < HIGHEST { said.max(real) } else { real }
}

/// The original with the update behind it. `ident` becomes the second half of the file's identifier.
pub(super) fn append(
    original: &[u8],
    document: &Document,
    update: Update,
    ident: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let header = open::header(original).ok_or(Refusal::NotPdf)?;
    // What had to be repaired to be read is not referred to: the update then says where every object stands.
    let whole = document.xref_recovery.is_some() || document.xref_start == 0;
    let mut section = Section {
        bytes: original.to_vec(),
        header,
        entries: BTreeMap::new(),
    };
    if original.last() != Some(&b'\n') {
        section.bytes.push(b'\n');
    }
    if whole {
        section.entries = document.reference_table.entries.clone();
    }
    for (id, object) in &update.objects {
        section.object(*id, object)?;
    }
    let mut trailer = Dictionary::new();
    for key in ["Root", "Info"] {
        if let Ok(value) = document.trailer.get(key.as_bytes()) {
            trailer.set(key, value.clone());
        }
    }
    if !whole {
        trailer.set("Prev", document.xref_start as i64);
    }
    trailer.set("ID", identifier(original, document, ident));
    let compressed = section.entries.values().any(XrefEntry::is_compressed);
    match document.reference_table.cross_reference_type {
        XrefType::CrossReferenceTable if !compressed => section.table(trailer, update.last),
        _ => section.stream(trailer, update.last),
    }
}

/// A file of its own, of a document's objects and those of the update in place of them.
pub(super) fn file(document: &Document, update: Update, root: ObjectId) -> Option<Vec<u8>> {
    let mut section = Section {
        bytes: b"%PDF-1.7\n".to_vec(),
        header: 0,
        entries: BTreeMap::new(),
    };
    let container = |object: &Object| matches!(object.type_name(), Ok(name) if name == b"ObjStm" || name == b"XRef");
    let kept = document.objects.iter().filter(|(id, object)| {
        !update.objects.contains_key(*id) && id.0 <= HIGHEST && !container(object)
    });
    for (id, object) in kept.chain(&update.objects) {
        section.object(*id, object).ok()?;
    }
    let trailer = dictionary! { "Root" => root };
    section.table(trailer, update.last).ok()
}

/// The first half says which file this was, the second what has become of it.
fn identifier(original: &[u8], document: &Document, ident: &[u8]) -> Object {
    let first = document
        .trailer
        .get(b"ID")
        .ok()
        .and_then(|id| document.dereference(id).ok()?.1.as_array().ok()?.first())
        .and_then(|first| first.as_str().ok())
        .map_or_else(|| Sha256::digest(original)[..16].to_vec(), <[u8]>::to_vec);
    let text = |bytes: Vec<u8>| Object::String(bytes, StringFormat::Hexadecimal);
    Object::Array(vec![text(first), text(ident.to_vec())])
}

/// A file being written, and where its objects stand.
struct Section {
    bytes: Vec<u8>,
    /// Where `%PDF-` stands: positions are counted from there.
    header: usize,
    entries: BTreeMap<u32, XrefEntry>,
}

impl Section {
    fn position(&self) -> Result<u32, Refusal> {
        u32::try_from(self.bytes.len() - self.header).map_err(broken)
    }

    fn object(&mut self, id: ObjectId, object: &Object) -> Result<(), Refusal> {
        let (offset, generation) = (self.position()?, id.1);
        let entry = XrefEntry::Normal { offset, generation };
        self.entries.insert(id.0, entry);
        self.bytes
            .extend(format!("{} {} obj\n", id.0, id.1).as_bytes());
        Writer::write_object(&mut self.bytes, object).map_err(broken)?;
        self.bytes.extend(b"\nendobj\n");
        Ok(())
    }

    /// Runs of numbers that follow each other.
    fn runs(&self) -> Vec<(u32, Vec<&XrefEntry>)> {
        let mut runs: Vec<(u32, Vec<&XrefEntry>)> = Vec::new();
        for (number, entry) in self.entries.range(1..) {
            match runs.last_mut() {
                Some((first, run)) if *first as usize + run.len() == *number as usize => {
                    run.push(entry);
                }
                _ => runs.push((*number, vec![entry])),
            }
        }
        runs
    }

    fn table(mut self, mut trailer: Dictionary, last: u32) -> Result<Vec<u8>, Refusal> {
        let start = self.position()?;
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (first, run) in self.runs() {
            table += &format!("{first} {}\n", run.len());
            for entry in run {
                table += &match entry {
                    XrefEntry::Normal { offset, generation } => {
                        format!("{offset:010} {generation:05} n \n")
                    }
                    _ => "0000000000 65535 f \n".to_owned(),
                };
            }
        }
        self.bytes.extend(table.as_bytes());
        trailer.set("Size", i64::from(last) + 1);
        self.bytes.extend(b"trailer\n");
        Writer::write_object(&mut self.bytes, &Object::Dictionary(trailer)).map_err(broken)?;
        Ok(self.end(start))
    }

    fn stream(mut self, mut trailer: Dictionary, last: u32) -> Result<Vec<u8>, Refusal> {
        let (start, own) = (self.position()?, last + 1);
        let entry = XrefEntry::Normal {
            offset: start,
            generation: 0,
        };
        self.entries.insert(own, entry);
        let (mut index, mut rows) = (Vec::new(), Vec::new());
        for (first, run) in self.runs() {
            index.push(Object::from(first));
            index.push(Object::from(run.len() as i64));
            rows.extend(run.into_iter().flat_map(row));
        }
        trailer.set("Type", "XRef");
        trailer.set("Size", i64::from(own) + 1);
        trailer.set("W", vec![1.into(), 4.into(), 2.into()]);
        trailer.set("Index", index);
        self.object((own, 0), &Object::Stream(Stream::new(trailer, rows)))?;
        Ok(self.end(start))
    }

    fn end(mut self, start: u32) -> Vec<u8> {
        self.bytes
            .extend(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes());
        self.bytes
    }
}

/// An entry of a cross-reference stream, in fields of 1, 4 and 2 bytes.
fn row(entry: &XrefEntry) -> [u8; 7] {
    let (kind, second, third) = match entry {
        XrefEntry::Normal { offset, generation } => (1, *offset, *generation),
        XrefEntry::Compressed { container, index } => (2, *container, *index),
        XrefEntry::Free | XrefEntry::UnusableFree => (0, 0, u16::MAX),
    };
    let ([a, b, c, d], [e, f]) = (second.to_be_bytes(), third.to_be_bytes());
    [kind, a, b, c, d, e, f]
}

fn broken(error: impl std::fmt::Display) -> Refusal {
    Refusal::Damaged(error.to_string())
}
