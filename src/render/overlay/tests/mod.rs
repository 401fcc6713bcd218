//! The overlay on PDFs made for the purpose.

mod made;

use super::*;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::hayro_syntax::Pdf;
use hayro::{RenderCache, RenderSettings};
use lopdf::{Dictionary, Document, Object, dictionary};
use made::{pdf, quarters, sheet, stamp};

fn overlaid(original: &[u8]) -> Overlaid {
    let mark = ["ED-2026-001".to_owned(), "r0".to_owned()];
    let done = overlay(
        original,
        &stamp(170, 71),
        Corner::TopRight,
        &mark,
        &mut |_, _| {},
    )
    .unwrap();
    assert!(done.bytes.starts_with(original), "the original is a prefix");
    Document::load_mem(&done.bytes).expect("opens again");
    done
}

#[test]
fn a_plain_page_is_stamped_in_its_corner() {
    let original = pdf(vec![sheet(
        "BT /F1 12 Tf 72 400 Td (text) Tj ET",
        dictionary! {},
    )]);
    let done = overlaid(&original);
    assert_eq!(
        done.pages,
        [Placed {
            page: 1,
            free: true,
            seen: true,
            scale: 1.0
        }]
    );
    assert_eq!(marked(&done.bytes).unwrap(), ["ED-2026-001", "r0"]);
    let text = Document::load_mem(&done.bytes)
        .unwrap()
        .extract_text(&[1])
        .unwrap();
    assert_eq!(text.trim(), "text");
    assert_eq!(overlaid(&original), done, "the same bytes");
}

/// A page of the document as the reader sees it, one pixel a point: its size, and where pixels of a colour are.
struct Seen {
    size: (f64, f64),
    pixels: Vec<[u8; 4]>,
    width: usize,
}

impl Seen {
    fn of(bytes: &[u8], index: usize) -> Self {
        let pdf = Pdf::new(bytes.to_vec()).expect("a PDF");
        let page = &pdf.pages()[index];
        let (width, height) = page.render_dimensions();
        let settings = RenderSettings {
            bg_color: hayro::vello_cpu::color::palette::css::WHITE,
            ..RenderSettings::default()
        };
        let drawn = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &settings,
        );
        let pixels = drawn
            .data()
            .iter()
            .map(|pixel| [pixel.r, pixel.g, pixel.b, pixel.a]);
        Self {
            size: (f64::from(width), f64::from(height)),
            pixels: pixels.collect(),
            width: usize::from(drawn.width()),
        }
    }

    /// Left, top, right, bottom of what is nearly of this colour.
    fn area(&self, colour: [u8; 3]) -> Option<[f64; 4]> {
        let near = |pixel: &[u8; 4]| pixel.iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 40);
        let found = self
            .pixels
            .iter()
            .enumerate()
            .filter(|(_, pixel)| near(pixel));
        found.fold(None, |area: Option<[f64; 4]>, (at, _)| {
            let (x, y) = ((at % self.width) as f64, (at / self.width) as f64);
            let [left, top, right, bottom] = area.unwrap_or([x, y, x, y]);
            Some([left.min(x), top.min(y), right.max(x), bottom.max(y)])
        })
    }
}

const RED: [u8; 3] = [255, 0, 0];
const BLUE: [u8; 3] = [0, 0, 255];

fn rectangle(area: [i64; 4]) -> Object {
    area.map(Object::Integer).to_vec().into()
}

#[test]
fn however_a_page_lies_the_stamp_stands_upright_in_its_corner() {
    let crops = [
        None,
        Some([100, 50, 500, 700]),
        Some([500, 700, 100, 50]),
        Some([-50, -50, 300, 300]),
    ];
    for turns in [0, 90, 180, 270, -90, 450] {
        for crop in crops {
            for unit in if turns == 90 { &[1, 2][..] } else { &[1] } {
                let mut extra = dictionary! { "Rotate" => turns, "UserUnit" => *unit };
                if let Some(crop) = crop {
                    extra.set("CropBox", rectangle(crop));
                }
                let original = pdf(vec![sheet("", extra)]);
                let mark = ["ED".to_owned()];
                let told = format!("{turns} {crop:?} {unit}");
                for (corner, right, top) in [
                    (Corner::TopRight, true, true),
                    (Corner::BottomLeft, false, false),
                ] {
                    let done =
                        overlay(&original, &quarters(140, 60), corner, &mark, &mut |_, _| {})
                            .expect(&told);
                    assert!(done.pages[0].free && done.pages[0].scale == 1.0, "{told}");
                    let seen = Seen::of(&done.bytes, 0);
                    let (red, blue) = (seen.area(RED).expect(&told), seen.area(BLUE).expect(&told));
                    // Red is the lower left quarter, blue the upper right one.
                    assert!(
                        red[2] <= blue[0] + 1.0 && blue[3] <= red[1] + 1.0,
                        "{told}: {red:?} {blue:?}"
                    );
                    let per_point = 140.0 / (blue[2] - red[0] + 1.0);
                    assert!((0.4..2.2).contains(&per_point), "{told}: {per_point}");
                    let (width, height) = seen.size;
                    let aside = if right { width - blue[2] } else { red[0] };
                    let away = if top { blue[1] } else { height - red[3] };
                    let near = 40.0;
                    assert!(
                        aside > 0.0 && aside < near && away > 0.0 && away < near,
                        "{told} {corner:?}: {aside} {away}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_stamp_comes_where_nothing_is_or_in_the_corner() {
    // Everything is grey but a place of 200 by 100 points.
    let mut content = "0.5 g 0 0 595 842 re f 1 g 60 400 200 100 re f".to_owned();
    let done = overlaid(&pdf(vec![sheet(content.clone(), dictionary! {})]));
    assert!(done.pages[0].free);
    let [left, top, right, bottom] = Seen::of(&done.bytes, 0).area(RED).expect("the stamp");
    assert!(left >= 60.0 && right <= 260.0 && top >= 842.0 - 500.0 && bottom <= 842.0 - 400.0);
    // A hairline through that place leaves none.
    content.push_str(" 0 G 0.1 w 60 450 m 260 450 l S");
    let done = overlaid(&pdf(vec![sheet(content, dictionary! {})]));
    assert!(!done.pages[0].free && done.pages[0].seen);
    // A field that somebody fills in later is not covered either.
    let field = dictionary! { "Type" => "Annot", "Subtype" => "Widget", "Rect" => rectangle([300, 600, 590, 840]) };
    let done = overlaid(&pdf(vec![sheet(
        "",
        dictionary! { "Annots" => vec![field.into()] },
    )]));
    let [left, _, right, bottom] = Seen::of(&done.bytes, 0).area(RED).expect("the stamp");
    assert!(done.pages[0].free && (right <= 300.0 || left >= 590.0 || bottom >= 842.0 - 600.0));
}

#[test]
fn whatever_state_a_page_leaves_behind_the_stamp_is_drawn_as_it_is() {
    let contents = [
        "q 0 0 0 0 0 0 cm",
        "Q Q 0.1 0 0 0.1 50 50 cm",
        "q q q 3 0 0 3 0 0 cm BT /F1 12 Tf 10 10 Td (x) Tj",
        "/OC /Hidden BDC 0 0 10 10 re W n",
        "q 1 0 0 1 0 0 cm Q Q q 0 0 1 1 re W n",
        "BT /F1 9 Tf 50 50 Td (unclosed ( here",
        "BI /W 2 /H 2 /BPC 8 /CS /G ID \x00Q\x7fq EI",
    ];
    for content in contents {
        let done = overlaid(&pdf(vec![sheet(content, dictionary! {})]));
        let [left, top, right, bottom] = Seen::of(&done.bytes, 0).area(RED).expect(content);
        assert!(
            (right - left - 169.0).abs() < 2.0 && (bottom - top - 70.0).abs() < 2.0,
            "{content}"
        );
    }
}

#[test]
fn a_page_too_small_gets_a_smaller_stamp() {
    let small = dictionary! { "MediaBox" => rectangle([0, 0, 113, 85]) };
    let done = overlaid(&pdf(vec![sheet("", small)]));
    assert!(done.pages[0].scale < 0.7, "{:?}", done.pages);
    let seen = Seen::of(&done.bytes, 0);
    let [left, top, right, bottom] = seen.area(RED).expect("the stamp");
    assert!(left > 0.0 && top > 0.0 && right < 112.0 && bottom < 84.0);
}

#[test]
fn a_second_stamp_comes_beside_the_first() {
    let first = overlaid(&pdf(vec![sheet("", dictionary! {})]));
    let mark = ["ED-2026-001".to_owned(), "c3".to_owned()];
    let second = overlay(
        &first.bytes,
        &quarters(170, 71),
        Corner::TopRight,
        &mark,
        &mut |_, _| {},
    )
    .expect("stamped");
    assert!(second.bytes.starts_with(&first.bytes));
    assert_eq!(marked(&second.bytes).as_deref(), Some(&mark[..]));
    let seen = Seen::of(&second.bytes, 0);
    let (red, blue) = (
        seen.area(RED).expect("both"),
        seen.area(BLUE).expect("the second"),
    );
    let beside = blue[3] < red[1] || blue[0] > 100.0;
    assert!(second.pages[0].free && beside, "{red:?} {blue:?}");
}

#[test]
fn many_pages_share_one_stamp() {
    let sheets = (0..60).map(|i| {
        sheet(
            format!("BT /F1 9 Tf 50 50 Td (page {i}) Tj ET"),
            dictionary! {},
        )
    });
    let original = pdf(sheets.collect());
    let mut last = (0, 0);
    let done = overlay(
        &original,
        &stamp(170, 71),
        Corner::TopLeft,
        &[],
        &mut |done, of| last = (done, of),
    )
    .expect("stamped");
    assert_eq!((done.pages.len(), last), (60, (60, 60)));
    let update = done.bytes.len() - original.len();
    assert!(update < 60 * 1000, "{update} bytes for 60 pages");
}

#[test]
fn pages_that_share_an_object_and_trees_that_run_in_circles() {
    let mut document = made::document(vec![sheet("", dictionary! {}), sheet("", dictionary! {})]);
    let tree = document.get_dictionary_mut((2, 0)).expect("the tree");
    let kids: Vec<Object> = [10, 11, 10].map(|id| Object::Reference((id, 0))).to_vec();
    tree.set("Kids", kids);
    let done = overlaid(&made::saved(document));
    assert_eq!(done.pages.len(), 3);
    let mut document = made::document(vec![sheet("", dictionary! {})]);
    let tree = document.get_dictionary_mut((2, 0)).expect("the tree");
    tree.set(
        "Kids",
        vec![
            Object::Reference((2, 0)),
            Object::Reference((10, 0)),
            Object::Null,
        ],
    );
    let bytes = made::saved(document);
    let answer = overlay(
        &bytes,
        &stamp(170, 71),
        Corner::TopLeft,
        &[],
        &mut |_, _| {},
    );
    assert!(
        matches!(answer, Ok(Overlaid { ref pages, .. }) if pages.len() == 1) || answer.is_err()
    );
    let mut document = made::document(vec![]);
    document.objects.insert((5, 0), Dictionary::new().into());
    let answer = pages(&made::saved(document));
    assert_eq!(answer, Err(Refusal::NoPages));
}

#[test]
fn every_kind_of_file_is_known_by_its_first_bytes() {
    assert_eq!(Kind::of(b"junk before\n%PDF-1.4"), Some(Kind::Pdf));
    assert_eq!(Kind::of(b"\x89PNG\r\n\x1a\n..."), Some(Kind::Png));
    assert_eq!(Kind::of(b"PK\x03\x04"), None);
    assert_eq!(Kind::of(b""), None);
    for (bytes, kind) in [
        (&b"\x89PNG\r\n\x1a\n"[..], Kind::Png),
        (b"\xff\xd8\xff\xe0", Kind::Jpeg),
        (b"II*\0", Kind::Tiff),
    ] {
        assert!(
            picture(bytes, kind).is_err(),
            "{kind:?}: nothing but a head"
        );
    }
}

#[test]
fn a_picture_is_shown_at_its_size() {
    let mut png = Vec::new();
    let image = image::RgbImage::from_fn(300, 150, |x, y| {
        image::Rgb(if x < 150 && y < 75 {
            [0, 0, 255]
        } else {
            [255, 255, 255]
        })
    });
    image
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .expect("written");
    let made = picture(&png, Kind::Png).expect("a PDF");
    assert_eq!(
        picture(&png, Kind::Png).expect("again"),
        made,
        "the same bytes"
    );
    let seen = Seen::of(&made, 0);
    // No density: on A4, landscape, with its top left quarter blue.
    assert_eq!((seen.size.0.round(), seen.size.1.round()), (842.0, 595.0));
    let [left, top, right, bottom] = seen.area(BLUE).expect("blue");
    assert!(
        left < 40.0 && (right - 421.0).abs() < 2.0 && (bottom - 297.0).abs() < 2.0 && top < 120.0
    );
    let mut jpeg = Vec::new();
    image
        .write_to(
            &mut std::io::Cursor::new(&mut jpeg),
            image::ImageFormat::Jpeg,
        )
        .expect("written");
    let made = picture(&jpeg, Kind::Jpeg).expect("a PDF");
    let whole = made.windows(jpeg.len()).any(|window| window == jpeg);
    assert!(whole, "a JPEG goes in as it is");
}

#[test]
fn what_cannot_be_decoded_is_never_lost() {
    // A stray `Q` in one stream, and beside it one that nobody here can decode, or whose filter is written elsewhere.
    let strange = |filter: Object, data: &[u8]| {
        let mut document = made::document(vec![sheet("Q 0 g", dictionary! {})]);
        document
            .objects
            .insert((50, 0), Object::Name(b"ASCIIHexDecode".to_vec()));
        let odd = lopdf::Stream::new(dictionary! { "Filter" => filter }, data.to_vec());
        let odd = document.add_object(odd);
        let page = document.get_dictionary_mut((10, 0)).expect("the page");
        let first = page.get(b"Contents").expect("contents").clone();
        page.set("Contents", vec![first, odd.into()]);
        (made::saved(document), odd)
    };
    let (original, odd) = strange(Object::Name(b"NobodyKnows".to_vec()), b"secret Q bytes");
    let done = overlaid(&original);
    let stamped = Document::load_mem(&done.bytes).expect("opens");
    let contents = stamped.get_page_contents((10, 0));
    assert!(contents.contains(&odd), "{contents:?}");
    // A blue page, as hexadecimal digits.
    let drawn: String = b"0 0 1 rg 0 0 595 842 re f"
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let (original, _) = strange(Object::Reference((50, 0)), format!("{drawn}>").as_bytes());
    let seen = Seen::of(&overlaid(&original).bytes, 0);
    assert!(seen.area(BLUE).is_some(), "the page is still there");
    assert!(seen.area(RED).is_some(), "and its stamp");
}
