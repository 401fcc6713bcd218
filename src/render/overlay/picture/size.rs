//! How large a picture is on paper.

use image::metadata::Orientation;

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;
/// A4 and A3, short side first.
const A4: (f64, f64) = (210.0 * MM, 297.0 * MM);
const A3: (f64, f64) = (297.0 * MM, 420.0 * MM);
/// Around a picture whose size is not known.
const MARGIN: f64 = 10.0 * MM;
/// Densities outside of this are placeholders, not what a scanner did.
const SENSIBLE: std::ops::RangeInclusive<f64> = 50.0..=5000.0;

/// Where a picture comes on its page, in points.
pub(super) struct Place {
    /// Width and height of the page.
    pub page: (f64, f64),
    /// Left, bottom, width, height.
    area: [f64; 4],
}

impl Place {
    /// A picture of so many pixels: at its physical size, else as large as A4 allows.
    pub fn of((columns, rows): (u32, u32), density: Option<(f64, f64)>) -> Self {
        let (columns, rows) = (f64::from(columns), f64::from(rows));
        let known = density.filter(|(x, y)| SENSIBLE.contains(x) && SENSIBLE.contains(y));
        let size = known.map(|(x, y)| (columns / x * 72.0, rows / y * 72.0));
        let fits = |(width, height): (f64, f64)| {
            let slack = 1.01;
            width.min(height) <= A3.0 * slack && width.max(height) <= A3.1 * slack
        };
        if let Some((width, height)) = size.filter(|size| fits(*size)) {
            return Self {
                page: (width, height),
                area: [0.0, 0.0, width, height],
            };
        }
        let (_, ratio) = known.map_or((1.0, 1.0), |(x, y)| (1.0, x / y));
        let (columns, rows) = (columns, rows * ratio);
        let page = if columns > rows { (A4.1, A4.0) } else { A4 };
        let room = (page.0 - 2.0 * MARGIN, page.1 - 2.0 * MARGIN);
        let scale = (room.0 / columns).min(room.1 / rows);
        let (width, height) = (columns * scale, rows * scale);
        Self {
            page,
            area: [
                (page.0 - width) / 2.0,
                (page.1 - height) / 2.0,
                width,
                height,
            ],
        }
    }

    /// Brings the unit square of an image, as it is stored, there the right way up.
    pub fn matrix(&self, orientation: Orientation) -> [f64; 6] {
        let [x, y, width, height] = self.area;
        // Where the stored image's own right and up point as it is shown, and where its lower left corner comes.
        let (right, up, corner) = match orientation {
            Orientation::NoTransforms => ((1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),
            Orientation::FlipHorizontal => ((-1.0, 0.0), (0.0, 1.0), (1.0, 0.0)),
            Orientation::Rotate180 => ((-1.0, 0.0), (0.0, -1.0), (1.0, 1.0)),
            Orientation::FlipVertical => ((1.0, 0.0), (0.0, -1.0), (0.0, 1.0)),
            Orientation::Rotate90FlipH => ((0.0, -1.0), (-1.0, 0.0), (1.0, 1.0)),
            Orientation::Rotate90 => ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0)),
            Orientation::Rotate270FlipH => ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0)),
            Orientation::Rotate270 => ((0.0, 1.0), (-1.0, 0.0), (1.0, 0.0)),
        };
        [
            right.0 * width,
            right.1 * height,
            up.0 * width,
            up.1 * height,
            x + corner.0 * width,
            y + corner.1 * height,
        ]
    }
}

/// What the head of a JPEG says.
pub(super) struct Jpeg {
    pub pixels: (u32, u32),
    pub components: u8,
}

/// Reads the head of a JPEG's first frame.
pub(super) fn jpeg(bytes: &[u8]) -> Option<Jpeg> {
    segments(bytes).find_map(|(marker, body)| {
        let is_frame = (0xc0..=0xcf).contains(&marker) && ![0xc4, 0xc8, 0xcc].contains(&marker);
        if !is_frame || body.len() < 6 {
            return None;
        }
        let number = |at: usize| u32::from(u16::from_be_bytes([body[at], body[at + 1]]));
        Some(Jpeg {
            pixels: (number(3), number(1)),
            components: body[5],
        })
    })
}

/// The segments of a JPEG up to its data: marker and body.
fn segments(bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = bytes.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        while rest.first() == Some(&0xff) && rest.get(1) == Some(&0xff) {
            rest = &rest[1..];
        }
        let [0xff, marker, high, low, ..] = *rest else {
            return None;
        };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let body = rest.get(4..2 + length)?;
        rest = &rest[2 + length..];
        (marker != 0xda).then_some((marker, body))
    })
}

/// Dots in an inch, across and down, of a PNG or JPEG.
pub(super) fn density(bytes: &[u8]) -> Option<(f64, f64)> {
    if bytes.starts_with(b"\x89PNG") {
        return png_density(bytes);
    }
    let mut heads = segments(bytes).filter(|(marker, _)| *marker == 0xe0);
    let (_, body) = heads.find(|(_, body)| body.starts_with(b"JFIF\0"))?;
    let unit = match body.get(7)? {
        1 => 1.0,
        2 => 2.54,
        _ => return None,
    };
    let number = |at: usize| {
        Some(f64::from(u16::from_be_bytes([
            *body.get(at)?,
            *body.get(at + 1)?,
        ])))
    };
    Some((number(8)? * unit, number(10)? * unit))
}

fn png_density(bytes: &[u8]) -> Option<(f64, f64)> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let (name, after) = after.split_first_chunk::<4>()?;
        let body = after.get(..length)?;
        if name == b"pHYs" && length == 9 && body[8] == 1 {
            let metres = |at: usize| {
                let four = [body[at], body[at + 1], body[at + 2], body[at + 3]];
                f64::from(u32::from_be_bytes(four)) * 0.0254
            };
            return Some((metres(0), metres(4)));
        }
        if name == b"IDAT" {
            return None;
        }
        rest = after.get(length + 4..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a corner of the stored image comes.
    fn at(place: &Place, orientation: Orientation, (u, v): (f64, f64)) -> (f64, f64) {
        let [a, b, c, d, e, f] = place.matrix(orientation);
        ((a * u + c * v + e).round(), (b * u + d * v + f).round())
    }

    #[test]
    fn a_picture_stands_upright_on_its_area() {
        // 300 by 200 dots at 72 to the inch, shown as such.
        let upright = Place::of((300, 200), Some((72.0, 72.0)));
        assert_eq!(upright.page, (300.0, 200.0));
        let top_left = (0.0, 1.0);
        let shown = |orientation| at(&upright, orientation, top_left);
        assert_eq!(shown(Orientation::NoTransforms), (0.0, 200.0));
        assert_eq!(shown(Orientation::FlipHorizontal), (300.0, 200.0));
        assert_eq!(shown(Orientation::Rotate180), (300.0, 0.0));
        assert_eq!(shown(Orientation::FlipVertical), (0.0, 0.0));
        // Turned to the right, the stored top left is the top right; to the left, the bottom left.
        assert_eq!(shown(Orientation::Rotate90), (300.0, 200.0));
        assert_eq!(shown(Orientation::Rotate270), (0.0, 0.0));
        // The stored top right.
        let shown = |orientation| at(&upright, orientation, (1.0, 1.0));
        assert_eq!(shown(Orientation::Rotate90), (300.0, 0.0));
        assert_eq!(shown(Orientation::Rotate270), (0.0, 200.0));
        assert_eq!(shown(Orientation::Rotate90FlipH), (0.0, 0.0));
        assert_eq!(shown(Orientation::Rotate270FlipH), (300.0, 200.0));
    }

    #[test]
    fn what_has_no_size_comes_on_a4() {
        for density in [None, Some((1.0, 1.0)), Some((96.0, 96.0))] {
            let wide = Place::of((6000, 3000), density);
            assert_eq!(wide.page, (A4.1, A4.0), "{density:?}");
            assert!(wide.area[2] <= A4.1 - 2.0 * MARGIN + 1e-6);
        }
        let scan = Place::of((2480, 3508), Some((300.0, 300.0)));
        assert!((scan.page.0 - A4.0).abs() < 1.0 && (scan.page.1 - A4.1).abs() < 1.0);
    }
}
