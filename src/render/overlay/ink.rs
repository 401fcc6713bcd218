//! Where a page has ink: everything that is not its light and even background.

/// Lighter than this a background must be.
const LIGHT: u8 = 150;
/// The part of a page that its background covers at least; else it has none, and white is taken for it.
const COVERS: f64 = 0.15;
/// Further than this from the background nothing is taken for noise.
const NOISE_WITHIN: u8 = 40;

/// A picture of a page, eight bits each of red, green, blue and something else.
pub(super) struct Picture<'a> {
    pub pixels: &'a [[u8; 4]],
    pub width: usize,
    pub height: usize,
}

/// Where a page has ink, so that a rectangle can be asked about at once.
pub(super) struct Ink {
    width: usize,
    height: usize,
    /// Pixels in a point.
    density: (f64, f64),
    /// How many pixels with ink lie above and left of each place.
    sums: Vec<u32>,
}

impl Ink {
    /// Looks at a picture of a page of this size in points. `covered` are rectangles (left, bottom, right, top in points)
    /// that count as ink whatever is seen there.
    pub fn new(picture: &Picture<'_>, page: (f64, f64), covered: &[[f64; 4]]) -> Self {
        let (width, height) = (picture.width, picture.height);
        let mut marks = marks(picture);
        let density = (width as f64 / page.0, height as f64 / page.1);
        for rectangle in covered {
            let [left, top, right, bottom] = pixels(*rectangle, density, (width, height));
            for row in top..bottom {
                marks[row * width + left..row * width + right].fill(true);
            }
        }
        let mut sums = vec![0u32; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += u32::from(marks[y * width + x]);
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self {
            width,
            height,
            density,
            sums,
        }
    }

    /// Whether nothing lies in the rectangle: left, bottom, right, top in points.
    pub fn is_free(&self, rectangle: [f64; 4]) -> bool {
        let [left, top, right, bottom] = pixels(rectangle, self.density, (self.width, self.height));
        let sum = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        sum(right, bottom) + sum(left, top) == sum(left, bottom) + sum(right, top)
    }
}

/// The pixels that a rectangle touches: left, top, right, bottom, the last two excluded.
fn pixels(
    [left, bottom, right, top]: [f64; 4],
    density: (f64, f64),
    (width, height): (usize, usize),
) -> [usize; 4] {
    let x = |value: f64| (value * density.0).clamp(0.0, width as f64);
    let y = |value: f64| (height as f64 - value * density.1).clamp(0.0, height as f64);
    [
        x(left).floor() as usize,
        y(top).floor() as usize,
        x(right).ceil() as usize,
        y(bottom).ceil() as usize,
    ]
}

/// Which pixels are ink. A faint pixel is, if others around it are: a lone one is noise of a scanner.
fn marks(picture: &Picture<'_>) -> Vec<bool> {
    let paper = Paper::of(picture);
    let far: Vec<u8> = picture.pixels.iter().map(|p| paper.distance(p)).collect();
    let (width, height) = (picture.width, picture.height);
    let faint = |x: usize, y: usize| far[y * width + x] > paper.faint;
    let mut marks = vec![false; far.len()];
    for y in 0..height {
        for x in 0..width {
            let here = far[y * width + x];
            let ink = here > paper.strong
                || here > paper.faint && {
                    let columns = x.saturating_sub(1)..(x + 2).min(width);
                    let around = (y.saturating_sub(1)..(y + 2).min(height))
                        .flat_map(|row| columns.clone().map(move |column| (column, row)));
                    // Itself and two others.
                    around.filter(|(x, y)| faint(*x, *y)).count() >= 3
                };
            marks[y * width + x] = ink;
        }
    }
    marks
}

/// The background of a page.
struct Paper {
    colour: [u8; 3],
    /// Further from the background than this is ink, if it is not alone.
    faint: u8,
    /// Further than this is ink.
    strong: u8,
}

impl Paper {
    fn of(picture: &Picture<'_>) -> Self {
        let mut shades = [0usize; 256];
        for pixel in picture.pixels {
            shades[usize::from(luminance(pixel))] += 1;
        }
        // Three neighbours together: noise spreads a background over several shades.
        let weight = |shade: usize| {
            shades[shade.saturating_sub(1)..(shade + 2).min(256)]
                .iter()
                .sum::<usize>()
        };
        let shade = (usize::from(LIGHT)..256)
            .max_by_key(|shade| (weight(*shade), *shade))
            .unwrap_or(255);
        let near = |pixel: &&[u8; 4]| usize::from(luminance(pixel)).abs_diff(shade) <= 6;
        let count = picture.pixels.iter().filter(near).count();
        if (count as f64) < COVERS * picture.pixels.len() as f64 {
            return Self::with([255; 3], 0.0);
        }
        let mean = |channel: usize| {
            let of_paper = picture.pixels.iter().filter(near);
            let sum: usize = of_paper.map(|pixel| usize::from(pixel[channel])).sum();
            (sum as f64 / count as f64).round() as u8
        };
        let colour = [mean(0), mean(1), mean(2)];
        let paper = Self::with(colour, 0.0);
        Self::with(colour, paper.noise(picture))
    }

    fn with(colour: [u8; 3], noise: f64) -> Self {
        let faint = (8.0 + 5.0 * noise).min(60.0) as u8;
        Self {
            colour,
            faint,
            strong: (2 * faint).max(48),
        }
    }

    /// How far two thirds of what is nearly background are from it.
    fn noise(&self, picture: &Picture<'_>) -> f64 {
        let mut counts = [0usize; NOISE_WITHIN as usize + 1];
        for pixel in picture.pixels {
            if let Some(count) = counts.get_mut(usize::from(self.distance(pixel))) {
                *count += 1;
            }
        }
        let all: usize = counts.iter().sum();
        let mut sum = 0;
        let found = counts.iter().position(|count| {
            sum += count;
            sum * 3 >= all * 2
        });
        found.unwrap_or(0) as f64
    }

    /// The largest difference in one colour.
    fn distance(&self, pixel: &[u8; 4]) -> u8 {
        (0..3)
            .map(|channel| self.colour[channel].abs_diff(pixel[channel]))
            .max()
            .unwrap_or(0)
    }
}

fn luminance([red, green, blue, _]: &[u8; 4]) -> u8 {
    ((u32::from(*red) * 77 + u32::from(*green) * 150 + u32::from(*blue) * 29) >> 8) as u8
}
