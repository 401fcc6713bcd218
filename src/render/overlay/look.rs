//! Draws pages of somebody else's PDF, to see where they have ink.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hayro::hayro_interpret::font::{FontData, FontQuery};
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::hayro_interpret::{CMapResolverFn, InterpreterSettings};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use lopdf::{Document, Object, dictionary};

use super::ink::{Ink, Picture};
use super::page;
use super::tree::{Leaf, deref, entry, number};
use super::view::{View, rectangle};
use super::write::{self, Update};
use crate::builtin;

/// The longest side of a page that is looked at has about so many pixels,
const PIXELS: f64 = 1000.0;
/// but not more than these in a millimetre,
const FINEST: f64 = 4.0;
/// and not fewer, so that thin lines are seen,
const COARSEST: f64 = 2.0;
/// unless the picture would be larger than this.
const MOST_PIXELS: f64 = 6000.0;
/// The most annotations of a page that are looked at.
const MOST_NOTES: usize = 20_000;

/// Looks at the pages of one document.
pub(super) struct Looker {
    /// The pages, written anew in a plain way, so that what is drawn is what was read.
    pdf: Option<Pdf>,
    settings: InterpreterSettings,
}

impl Looker {
    /// Gets ready to look at these pages.
    pub fn new(document: &Document, leaves: &[Leaf<'_>]) -> Self {
        let read = || Pdf::new(plain(document, leaves)?).ok();
        Self {
            pdf: catch_unwind(AssertUnwindSafe(read)).unwrap_or(None),
            settings: settings(),
        }
    }

    /// Where the page (counted from 0) has ink. None if it cannot be drawn.
    pub fn ink(&self, index: usize, leaf: &Leaf<'_>, view: &View) -> Option<Ink> {
        let pdf = self.pdf.as_ref()?;
        let size = view.size();
        let draw = || {
            let page = pdf.pages().get(index)?;
            let (width, height) = page.render_dimensions();
            let (columns, rows) = pixels(size);
            let settings = RenderSettings {
                x_scale: f32::from(columns) / width,
                y_scale: f32::from(rows) / height,
                width: Some(columns),
                height: Some(rows),
                bg_color: WHITE,
            };
            // A cache for each page: what many pages share is little, what they do not would stay in memory.
            let drawn = hayro::render(page, &RenderCache::new(), &self.settings, &settings);
            let drawn: Vec<[u8; 4]> = drawn
                .data()
                .iter()
                .map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a])
                .collect();
            let picture = Picture {
                pixels: &drawn,
                width: usize::from(columns),
                height: usize::from(rows),
            };
            Some(Ink::new(&picture, size, &notes(leaf, view)))
        };
        // Drawing somebody else's file may meet a case that the library does not expect.
        catch_unwind(AssertUnwindSafe(draw)).unwrap_or(None)
    }
}

/// Columns and rows for a page of this size in points.
fn pixels((width, height): (f64, f64)) -> (u16, u16) {
    let longest = width.max(height) / 72.0 * 25.4;
    let fine = (PIXELS / longest).clamp(COARSEST, FINEST);
    let in_point = fine.min(MOST_PIXELS / longest) / 72.0 * 25.4;
    let count = |side: f64| (side * in_point).round().clamp(1.0, MOST_PIXELS) as u16;
    (count(width), count(height))
}

/// A PDF of these pages only, each with what it inherits.
fn plain(document: &Document, leaves: &[Leaf<'_>]) -> Option<Vec<u8>> {
    let mut update = Update::after(document);
    let tree = update.reserve();
    let mut kids: Vec<Object> = Vec::with_capacity(leaves.len());
    for leaf in leaves {
        let view = View::of(leaf);
        let contents = page::streams(leaf).into_iter().map(Object::Reference);
        let number = |value: f64| Object::Real(value as f32);
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => tree,
            "MediaBox" => view.area.map(number).to_vec(),
            "Rotate" => i64::from(view.turns) * 90,
            "Contents" => contents.collect::<Vec<Object>>(),
            "Resources" => leaf.resources.cloned().unwrap_or_default(),
        };
        if let Ok(notes) = leaf.page.get(b"Annots") {
            page.set("Annots", notes.clone());
        }
        kids.push(update.add(Object::Dictionary(page)).into());
    }
    let count = kids.len() as i64;
    update.set(
        tree,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count }),
    );
    let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => tree };
    let layers = document.catalog().ok()?.get(b"OCProperties");
    if let Ok(layers) = layers {
        catalog.set("OCProperties", layers.clone());
    }
    let root = update.add(Object::Dictionary(catalog));
    write::file(document, update, root)
}

/// The rectangles of fields and remarks, in points as the reader sees them: what is entered there later is not seen now.
fn notes(leaf: &Leaf<'_>, view: &View) -> Vec<[f64; 4]> {
    let document = leaf.document;
    let notes = entry(document, leaf.page, b"Annots").and_then(|notes| notes.as_array().ok());
    let notes = notes.map_or(&[][..], Vec::as_slice);
    let covered = |note: &Object| {
        let note = deref(document, note)?.as_dict().ok()?;
        let flags = entry(document, note, b"F").and_then(|flags| number(document, flags));
        let (hidden, no_view) = (1 << 1, 1 << 5);
        let unseen = flags.unwrap_or(0.0) as i64 & (hidden | no_view) != 0;
        let kind = entry(document, note, b"Subtype")?.as_name().ok()?;
        if unseen || matches!(kind, b"Link" | b"Popup") {
            return None;
        }
        let area = rectangle(document, note.get(b"Rect").ok()?)?;
        Some(view.seen(area))
    };
    notes.iter().take(MOST_NOTES).filter_map(covered).collect()
}

fn settings() -> InterpreterSettings {
    let standard = InterpreterSettings::default();
    let usual = standard.font_resolver.clone();
    let chinese = chinese();
    InterpreterSettings {
        // Chinese fonts are often not inside the file; with a Latin one in their place the text would not be seen.
        font_resolver: Arc::new(move |query| match query {
            FontQuery::Fallback(wanted) if wanted.character_collection.is_some() => {
                chinese.clone().map(|font| (font, 0))
            }
            _ => usual(query),
        }),
        cmap_resolver: Arc::clone(&standard.cmap_resolver) as CMapResolverFn,
        ..standard
    }
}

fn chinese() -> Option<FontData> {
    let mut fonts = builtin::font_files().into_iter();
    let (_, bytes) = fonts.find(|(name, _)| name.contains("NotoSansSC-Regular"))?;
    Some(Arc::new(bytes))
}
