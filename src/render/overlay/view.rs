//! A page as the reader sees it: cropped, turned, at its physical size.

use lopdf::{Document, Object};

use super::tree::{Leaf, entry, number};

/// The paper that viewers take where a page names none.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// A place or a size on the page as the reader sees it, in points from its lower left corner.
pub(super) type Pair = (f64, f64);

/// The visible part of a page, and how it is turned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct View {
    /// Left, bottom, right, top, in the page's own units.
    pub area: [f64; 4],
    /// Quarter turns clockwise.
    pub turns: u8,
    /// Points in one of the page's own units.
    pub unit: f64,
}

impl View {
    /// What the reader sees of this page.
    pub fn of(leaf: &Leaf<'_>) -> Self {
        let rectangle = |object: Option<&Object>| rectangle(leaf.document, object?);
        let media = rectangle(leaf.media).unwrap_or(LETTER);
        let area = rectangle(leaf.crop)
            .and_then(|crop| common(crop, media))
            .unwrap_or(media);
        let turned = leaf
            .rotate
            .and_then(|rotate| number(leaf.document, rotate))
            .unwrap_or(0.0);
        // Anything but quarter turns is ignored by viewers, too.
        let turns = if turned % 90.0 == 0.0 {
            (turned / 90.0).rem_euclid(4.0) as u8
        } else {
            0
        };
        let unit = entry(leaf.document, leaf.page, b"UserUnit")
            .and_then(|unit| number(leaf.document, unit))
            .filter(|unit| *unit > 0.0)
            .unwrap_or(1.0);
        Self { area, turns, unit }
    }

    /// Width and height as the reader sees them, in points.
    pub fn size(&self) -> Pair {
        let [left, bottom, right, top] = self.area;
        let (width, height) = ((right - left) * self.unit, (top - bottom) * self.unit);
        if self.turns.is_multiple_of(2) {
            (width, height)
        } else {
            (height, width)
        }
    }

    /// The matrix that brings a drawing, scaled, to stand upright with its lower left corner at this place.
    pub fn matrix(&self, at: Pair, scale: f64) -> [f64; 6] {
        let [left, bottom, right, top] = self.area;
        let (x, y, s) = (at.0 / self.unit, at.1 / self.unit, scale / self.unit);
        match self.turns {
            0 => [s, 0.0, 0.0, s, left + x, bottom + y],
            1 => [0.0, s, -s, 0.0, right - y, bottom + x],
            2 => [-s, 0.0, 0.0, -s, right - x, top - y],
            _ => [0.0, -s, s, 0.0, left + y, top - x],
        }
    }

    /// A rectangle in the page's own units, as the reader sees it: left, bottom, right, top in points.
    pub fn seen(&self, rectangle: [f64; 4]) -> [f64; 4] {
        let [left, bottom, right, top] = self.area;
        let [x0, y0, x1, y1] = rectangle;
        let turned = match self.turns {
            0 => [x0 - left, y0 - bottom, x1 - left, y1 - bottom],
            1 => [y0 - bottom, right - x1, y1 - bottom, right - x0],
            2 => [right - x1, top - y1, right - x0, top - y0],
            _ => [top - y1, x0 - left, top - y0, x1 - left],
        };
        turned.map(|value| value * self.unit)
    }
}

/// Four numbers as left, bottom, right, top, whichever corners they name. None if nothing is inside.
pub(super) fn rectangle(document: &Document, object: &Object) -> Option<[f64; 4]> {
    let numbers = super::tree::deref(document, object)?.as_array().ok()?;
    let mut four = [0.0; 4];
    for (place, object) in four.iter_mut().zip(numbers.get(..4)?) {
        *place = number(document, object)?;
    }
    let [a, b, c, d] = four;
    let upright = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (upright[2] - upright[0] > 0.0 && upright[3] - upright[1] > 0.0).then_some(upright)
}

fn common(a: [f64; 4], b: [f64; 4]) -> Option<[f64; 4]> {
    let both = [
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ];
    (both[2] > both[0] && both[3] > both[1]).then_some(both)
}
