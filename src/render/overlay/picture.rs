//! A scanned or photographed document becomes a PDF, a page for each picture, at its true size.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::refusal::Large;
use super::{Kind, Refusal};

mod size;
mod tiff;

/// The most pixels of a picture.
const MOST_PIXELS: u64 = 200_000_000;
/// The most memory for one.
const MOST_BYTES: u64 = 1 << 30;

/// A picture, ready to be put on a page.
struct Sheet {
    /// Columns and rows, as they are stored.
    pixels: (u32, u32),
    /// Dots in an inch, where the file says it.
    density: Option<(f64, f64)>,
    orientation: Orientation,
    /// The image's own entries: colour space, filter, …
    entries: Dictionary,
    data: Vec<u8>,
    /// Whether `data` is to be packed.
    packs: bool,
}

/// A PDF that shows a picture: at its physical size; on A4 with a margin where that is unknown or beyond A3. The same picture
/// gives the same bytes.
///
/// # Errors
/// [`Refusal::NotPicture`], [`Refusal::Damaged`], or [`Refusal::TooLarge`].
pub fn picture(bytes: &[u8], kind: Kind) -> Result<Vec<u8>, Refusal> {
    let sheets = match kind {
        Kind::Pdf => return Err(Refusal::NotPicture),
        Kind::Jpeg => vec![jpeg(bytes)?],
        Kind::Png => vec![decoded(bytes)?],
        Kind::Tiff => tiff::sheets(bytes)?,
    };
    document(sheets).ok_or(Refusal::NotPicture)
}

fn damaged(error: impl std::fmt::Display) -> Refusal {
    Refusal::Damaged(error.to_string())
}

fn check_pixels((width, height): (u32, u32)) -> Result<(), Refusal> {
    let what = Large::Pixels;
    let most = MOST_PIXELS;
    match u64::from(width) * u64::from(height) {
        0 => Err(Refusal::NotPicture),
        pixels if pixels > most => Err(Refusal::TooLarge { what, most }),
        _ => Ok(()),
    }
}

/// A JPEG goes in as it is; what cannot be shown so is decoded first.
fn jpeg(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let head = size::jpeg(bytes).ok_or(Refusal::NotPicture)?;
    check_pixels(head.pixels)?;
    let space = match head.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        // CMYK is written in two ways, upside down or not; decoded there is no doubt.
        _ => return decoded(bytes),
    };
    // Looked into now: a viewer would only show an empty page.
    let mut sheet = decoded(bytes)?;
    sheet.entries = dictionary! {
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
        "Filter" => "DCTDecode",
    };
    sheet.pixels = head.pixels;
    sheet.data = bytes.to_vec();
    sheet.packs = false;
    Ok(sheet)
}

/// Any picture, as its pixels; where it is clear, the paper is white.
fn decoded(bytes: &[u8]) -> Result<Sheet, Refusal> {
    let mut reader = ImageReader::new(Cursor::new(bytes));
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let reader = reader.with_guessed_format().map_err(damaged)?;
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    check_pixels(decoder.dimensions())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut sheet = sheet(image);
    sheet.orientation = orientation;
    sheet.density = size::density(bytes);
    Ok(sheet)
}

fn sheet(image: DynamicImage) -> Sheet {
    let pixels = (image.width(), image.height());
    let (space, data) = if image.color().has_color() {
        ("DeviceRGB", on_white(image.into_rgba8().into_raw(), 3))
    } else {
        (
            "DeviceGray",
            on_white(image.into_luma_alpha8().into_raw(), 1),
        )
    };
    Sheet {
        pixels,
        density: None,
        orientation: Orientation::NoTransforms,
        entries: dictionary! { "ColorSpace" => space, "BitsPerComponent" => 8 },
        data,
        packs: true,
    }
}

/// So many colours and their opacity, laid on white.
fn on_white(raw: Vec<u8>, colours: usize) -> Vec<u8> {
    let mut laid = Vec::with_capacity(raw.len() / (colours + 1) * colours);
    for pixel in raw.chunks_exact(colours + 1) {
        let opacity = u32::from(pixel[colours]);
        let mix = |colour: &u8| (u32::from(*colour) * opacity + 255 * (255 - opacity)) / 255;
        laid.extend(pixel[..colours].iter().map(|colour| mix(colour) as u8));
    }
    laid
}

fn document(sheets: Vec<Sheet>) -> Option<Vec<u8>> {
    let mut document = Document::with_version("1.5");
    let tree = document.new_object_id();
    let mut kids: Vec<Object> = Vec::new();
    for sheet in sheets {
        kids.push(page(&mut document, tree, sheet)?.into());
    }
    let count = kids.len() as i64;
    let pages = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    document.set_object(tree, pages);
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).ok()?;
    Some(bytes)
}

fn page(document: &mut Document, tree: ObjectId, sheet: Sheet) -> Option<ObjectId> {
    let (columns, rows) = sheet.pixels;
    let turned = matches!(
        sheet.orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    );
    let shown = if turned {
        (rows, columns)
    } else {
        (columns, rows)
    };
    let density = sheet
        .density
        .map(|(x, y)| if turned { (y, x) } else { (x, y) });
    let place = size::Place::of(shown, density);
    let mut entries = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(columns),
        "Height" => i64::from(rows),
    };
    entries.extend(&sheet.entries);
    let mut stream = Stream::new(entries, sheet.data);
    if sheet.packs {
        stream.compress().ok()?;
    }
    let image = document.add_object(stream);
    let matrix = place.matrix(sheet.orientation);
    let number = |value: &f64| Object::Real(*value as f32);
    let content = Content {
        operations: vec![
            Operation::new("q", vec![]),
            Operation::new("cm", matrix.iter().map(number).collect()),
            Operation::new("Do", vec!["P".into()]),
            Operation::new("Q", vec![]),
        ],
    };
    let content = document.add_object(Stream::new(Dictionary::new(), content.encode().ok()?));
    let (width, height) = place.page;
    Some(document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => tree,
        "MediaBox" => vec![0.into(), 0.into(), number(&width), number(&height)],
        "Contents" => content,
        "Resources" => dictionary! { "XObject" => dictionary! { "P" => image } },
    }))
}
