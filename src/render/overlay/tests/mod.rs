//! The overlay on PDFs made for the purpose.

mod made;

use super::*;
use lopdf::{Document, dictionary};
use made::{pdf, sheet, stamp};

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
