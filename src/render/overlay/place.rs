//! Finds the place for the stamp: where nothing is, as near to the preferred corner as can be.

use super::Corner;
use super::ink::Ink;
use super::view::Pair;

const MM: f64 = 72.0 / 25.4;
/// From the edge of the page, where there is room.
const MARGIN: f64 = 8.0 * MM;
/// From the edge of the page at least.
const NARROW: f64 = 5.0 * MM;
/// On a very small page the margin is this part of its shorter side.
const SMALL: f64 = 0.1;
/// Between the stamp and what is on the page.
const CLEARANCE: f64 = 1.5 * MM;
/// Places are tried at this distance from each other.
const STEP: f64 = 0.5 * MM;
/// On very large pages not more places than this in one direction.
const MOST_STEPS: f64 = 1500.0;

/// A page, the stamp's size on it, and where the stamp should be.
pub(super) struct Frame {
    page: Pair,
    stamp: Pair,
    corner: Corner,
    narrow: f64,
    /// Less than 1 where the page is too small for the stamp.
    pub scale: f64,
}

impl Frame {
    /// `page` and `stamp` are widths and heights in points.
    pub fn new(page: Pair, stamp: Pair, corner: Corner) -> Self {
        let narrow = NARROW.min(SMALL * page.0.min(page.1));
        let room = (page.0 - 2.0 * narrow, page.1 - 2.0 * narrow);
        let scale = (room.0 / stamp.0).min(room.1 / stamp.1).min(1.0);
        Self {
            page,
            stamp: (stamp.0 * scale, stamp.1 * scale),
            corner,
            narrow,
            scale,
        }
    }

    /// The stamp's lower left corner when it stands in the preferred corner.
    pub fn corner(&self) -> Pair {
        let (left, top) = match self.corner {
            Corner::TopRight => (false, true),
            Corner::TopLeft => (true, true),
            Corner::BottomRight => (false, false),
            Corner::BottomLeft => (true, false),
        };
        let along = |page: f64, stamp: f64, first: bool| {
            let margin = MARGIN.min((page - stamp) / 2.0).max(self.narrow);
            if first { margin } else { page - stamp - margin }
        };
        (
            along(self.page.0, self.stamp.0, left),
            along(self.page.1, self.stamp.1, !top),
        )
    }

    /// The best free place, if there is one.
    pub fn free(&self, ink: &Ink) -> Option<Pair> {
        let wanted = self.corner();
        let columns = self.tries(wanted.0, self.page.0 - self.stamp.0);
        let rows = self.tries(wanted.1, self.page.1 - self.stamp.1);
        let mut best: Option<(f64, Pair)> = None;
        for y in rows {
            for x in &columns {
                let cost = self.cost(wanted, (*x, y));
                if best.is_some_and(|(least, _)| least <= cost) {
                    continue;
                }
                if ink.is_free(self.covered((*x, y))) {
                    best = Some((cost, (*x, y)));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// The places in one direction: the preferred one, those at whole steps from it, and the outermost.
    fn tries(&self, wanted: f64, room: f64) -> Vec<f64> {
        let (first, last) = (self.narrow, room - self.narrow);
        if last <= first {
            return vec![wanted];
        }
        let step = STEP.max((last - first) / MOST_STEPS);
        let before = ((wanted - first) / step).floor().max(0.0) as i64;
        let after = ((last - wanted) / step).floor().max(0.0) as i64;
        let steps = (-before..=after).map(|k| wanted + k as f64 * step);
        [first, last].into_iter().chain(steps).collect()
    }

    /// What must be free for the stamp to stand here: left, bottom, right, top.
    fn covered(&self, (x, y): Pair) -> [f64; 4] {
        [
            (x - CLEARANCE).max(0.0),
            (y - CLEARANCE).max(0.0),
            (x + self.stamp.0 + CLEARANCE).min(self.page.0),
            (y + self.stamp.1 + CLEARANCE).min(self.page.1),
        ]
    }

    /// How bad a place is: far from the preferred one, far from every edge, or closer to an edge than need be.
    fn cost(&self, wanted: Pair, (x, y): Pair) -> f64 {
        let far = (x - wanted.0).hypot(y - wanted.1);
        let sides = [
            x,
            y,
            self.page.0 - self.stamp.0 - x,
            self.page.1 - self.stamp.1 - y,
        ];
        let nearest = sides.into_iter().fold(f64::INFINITY, f64::min);
        let inside = (nearest - MARGIN).max(0.0);
        let squeezed = (MARGIN - nearest).max(0.0);
        far + 2.0 * inside + 5.0 * squeezed
    }
}
