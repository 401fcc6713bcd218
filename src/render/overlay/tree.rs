//! The pages of a PDF, in their order, with what they inherit.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::Refusal;
use super::refusal::Large;

/// The most pages. A tree of a few objects can name millions.
const MOST_PAGES: usize = 10_000;
/// The deepest tree; real ones have five levels.
const DEEPEST: usize = 200;

/// A page, with what it has or inherits.
#[derive(Clone, Copy)]
pub(super) struct Leaf<'a> {
    /// Its object.
    pub id: ObjectId,
    /// What the object says.
    pub page: &'a Dictionary,
    pub document: &'a Document,
    /// `/MediaBox`, its own or inherited.
    pub media: Option<&'a Object>,
    /// `/CropBox`, its own or inherited.
    pub crop: Option<&'a Object>,
    /// `/Rotate`, its own or inherited.
    pub rotate: Option<&'a Object>,
    /// `/Resources`, its own or inherited.
    pub resources: Option<&'a Dictionary>,
}

/// Follows a reference, or a chain of them, to something that is not null.
pub(super) fn deref<'a>(document: &'a Document, object: &'a Object) -> Option<&'a Object> {
    let (_, object) = document.dereference(object).ok()?;
    (!object.is_null()).then_some(object)
}

/// What a dictionary has under this key, unless it is null.
pub(super) fn entry<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    deref(document, dictionary.get(key).ok()?)
}

/// A number, written as an integer or not.
pub(super) fn number(document: &Document, object: &Object) -> Option<f64> {
    match deref(document, object)? {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)).filter(|value| value.is_finite()),
        _ => None,
    }
}

/// The pages in their order. A page object that stands in the tree twice is there twice.
pub(super) fn leaves(document: &Document) -> Result<Vec<Leaf<'_>>, Refusal> {
    let damaged = |words: &str| Refusal::Damaged(words.to_owned());
    let catalog = document
        .catalog()
        .map_err(|error| Refusal::Damaged(error.to_string()))?;
    let root = catalog.get(b"Pages").map_err(|_| Refusal::NoPages)?;
    let mut found = Vec::new();
    let mut waiting = vec![Node {
        object: root,
        above: Above::default(),
        path: Vec::new(),
    }];
    let mut direct = false;
    let mut looked = 0;
    while let Some(node) = waiting.pop() {
        looked += 1;
        if looked > 4 * MOST_PAGES {
            return Err(too_many());
        }
        let Some(Object::Dictionary(dictionary)) = deref(document, node.object) else {
            continue;
        };
        let id = node.object.as_reference().ok();
        let above = node.above.with(document, dictionary);
        let kids = entry(document, dictionary, b"Kids").and_then(|kids| kids.as_array().ok());
        match kids {
            Some(kids) if !dictionary.has_type(b"Page") => {
                let within = id.is_some_and(|id| node.path.contains(&id));
                if within || node.path.len() >= DEEPEST {
                    continue;
                }
                let path: Vec<ObjectId> = node.path.iter().copied().chain(id).collect();
                if waiting.len() + kids.len() > 4 * MOST_PAGES {
                    return Err(too_many());
                }
                waiting.extend(kids.iter().rev().map(|object| Node {
                    object,
                    above,
                    path: path.clone(),
                }));
            }
            _ if dictionary.has_type(b"Pages") => {}
            _ => match id.and_then(|id| last(document, id)) {
                Some(id) => found.push(above.leaf(document, id, dictionary)),
                None => direct = true,
            },
        }
        if found.len() > MOST_PAGES {
            return Err(too_many());
        }
    }
    match found.is_empty() {
        _ if direct => Err(damaged("a page is not an object of its own")),
        true => Err(Refusal::NoPages),
        false => Ok(found),
    }
}

/// The object at the end of a chain of references.
fn last(document: &Document, start: ObjectId) -> Option<ObjectId> {
    let mut seen = HashSet::new();
    let mut id = start;
    while seen.insert(id) {
        match document.objects.get(&id)? {
            Object::Reference(next) => id = *next,
            _ => return Some(id),
        }
    }
    None
}

fn too_many() -> Refusal {
    Refusal::TooLarge {
        what: Large::Pages,
        most: MOST_PAGES as u64,
    }
}

struct Node<'a> {
    object: &'a Object,
    above: Above<'a>,
    /// The nodes that led here, so that a circle ends.
    path: Vec<ObjectId>,
}

/// What a node passes on.
#[derive(Clone, Copy, Default)]
struct Above<'a> {
    media: Option<&'a Object>,
    crop: Option<&'a Object>,
    rotate: Option<&'a Object>,
    resources: Option<&'a Dictionary>,
}

impl<'a> Above<'a> {
    fn with(self, document: &'a Document, node: &'a Dictionary) -> Self {
        let own = |key: &[u8]| entry(document, node, key);
        Self {
            media: own(b"MediaBox").or(self.media),
            crop: own(b"CropBox").or(self.crop),
            rotate: own(b"Rotate").or(self.rotate),
            resources: own(b"Resources")
                .and_then(|resources| resources.as_dict().ok())
                .or(self.resources),
        }
    }

    fn leaf(self, document: &'a Document, id: ObjectId, page: &'a Dictionary) -> Leaf<'a> {
        Leaf {
            id,
            page,
            document,
            media: self.media,
            crop: self.crop,
            rotate: self.rotate,
            resources: self.resources,
        }
    }
}
