//! Makes the page of our own stamp into a drawing that somebody else's pages can show.

use std::collections::HashMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};

use super::open::MOST_UNPACKED;
use super::tree::{self, entry};
use super::view::{Pair, rectangle};
use super::write::Update;
use super::{Refusal, content, marked};

/// The stamp as an object of the file that is being stamped.
pub(super) struct Stamp {
    /// The drawing.
    pub id: ObjectId,
    /// Width and height in points.
    pub size: Pair,
    /// The digest of the sheet it was made of.
    pub digest: Vec<u8>,
}

/// Reads the stamp's sheet and adds its drawing to the update.
pub(super) fn import(sheet: &[u8], mark: &[String], update: &mut Update) -> Result<Stamp, Refusal> {
    let unusable = |error: lopdf::Error| Refusal::Stamp(error.to_string());
    let document = Document::load_mem(sheet).map_err(unusable)?;
    let leaf = *tree::leaves(&document)
        .map_err(|refusal| Refusal::Stamp(refusal.words().en))?
        .first()
        .ok_or_else(|| Refusal::Stamp("no page".to_owned()))?;
    let area = leaf
        .media
        .and_then(|media| rectangle(&document, media))
        .ok_or_else(|| Refusal::Stamp("no size".to_owned()))?;
    let drawn = document
        .get_page_content_with_limit(leaf.id, MOST_UNPACKED)
        .map_err(unusable)?;
    let mut copier = Copier {
        from: &document,
        ids: HashMap::new(),
        waiting: Vec::new(),
    };
    let resources = leaf.resources.cloned().unwrap_or_default();
    let resources = copier.renumbered(Object::Dictionary(resources), update);
    let number = |value: f64| Object::Real(value as f32);
    let mut form = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Form",
        "FormType" => 1,
        "BBox" => area.map(number).to_vec(),
        // The lower left corner of the sheet becomes the origin.
        "Matrix" => [1.0, 0.0, 0.0, 1.0, -area[0], -area[1]].map(number).to_vec(),
        "Resources" => resources,
    };
    if let Some(group) = entry(&document, leaf.page, b"Group") {
        form.set("Group", copier.renumbered(group.clone(), update));
    }
    let words = mark
        .iter()
        .map(|word| Object::String(word.as_bytes().to_vec(), StringFormat::Hexadecimal));
    form.set(marked::KEY, Object::Array(words.collect()));
    copier.copy_all(update);
    let mut form = Stream::new(form, content::unmarked(&drawn));
    form.compress().map_err(unusable)?;
    Ok(Stamp {
        id: update.add(Object::Stream(form)),
        size: (area[2] - area[0], area[3] - area[1]),
        digest: Sha256::digest(sheet).to_vec(),
    })
}

/// Copies objects from one document to another, under new numbers.
struct Copier<'a> {
    from: &'a Document,
    ids: HashMap<ObjectId, ObjectId>,
    waiting: Vec<ObjectId>,
}

impl Copier<'_> {
    /// The same object with its references renumbered; what they lead to is copied later.
    fn renumbered(&mut self, object: Object, update: &mut Update) -> Object {
        match object {
            Object::Reference(id) => {
                let waiting = &mut self.waiting;
                let new = *self.ids.entry(id).or_insert_with(|| {
                    waiting.push(id);
                    update.reserve()
                });
                Object::Reference(new)
            }
            Object::Array(items) => {
                let items = items.into_iter();
                Object::Array(items.map(|item| self.renumbered(item, update)).collect())
            }
            Object::Dictionary(table) => Object::Dictionary(self.table(table, update)),
            Object::Stream(mut stream) => {
                stream.dict = self.table(stream.dict, update);
                Object::Stream(stream)
            }
            plain => plain,
        }
    }

    fn table(&mut self, table: Dictionary, update: &mut Update) -> Dictionary {
        // These lead back to the sheet's pages and its structure, which are not wanted here.
        let leads_back = |key: &[u8]| matches!(key, b"Parent" | b"StructParent" | b"StructParents");
        let kept = table.into_iter().filter(|(key, _)| !leads_back(key));
        kept.map(|(key, value)| (key, self.renumbered(value, update)))
            .collect()
    }

    fn copy_all(&mut self, update: &mut Update) {
        while let Some(id) = self.waiting.pop() {
            let object = self.from.objects.get(&id).cloned();
            let object = self.renumbered(object.unwrap_or(Object::Null), update);
            if let Some(new) = self.ids.get(&id) {
                update.set(*new, object);
            }
        }
    }
}
