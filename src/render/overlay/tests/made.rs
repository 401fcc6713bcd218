//! PDFs made for tests.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A page to be made.
#[derive(Default)]
pub struct Sheet {
    pub content: Vec<u8>,
    pub extra: Dictionary,
}

/// A page with this content, and these entries besides.
pub fn sheet(content: impl Into<Vec<u8>>, extra: Dictionary) -> Sheet {
    Sheet {
        content: content.into(),
        extra,
    }
}

/// A document of these pages; A4 with the font /F1 unless a page says otherwise. Pages are the objects 10, 11, and so on.
pub fn document(sheets: Vec<Sheet>) -> Document {
    let mut document = Document::with_version("1.5");
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
    document.objects.insert((3, 0), font.into());
    let kids: Vec<Object> = (0..sheets.len() as u32)
        .map(|index| Object::Reference((10 + index, 0)))
        .collect();
    let pages = dictionary! {
        "Type" => "Pages",
        "Count" => kids.len() as i64,
        "Kids" => kids,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => Object::Reference((3, 0)) } },
    };
    document.objects.insert((2, 0), pages.into());
    let catalog = dictionary! { "Type" => "Catalog", "Pages" => Object::Reference((2, 0)) };
    document.objects.insert((1, 0), catalog.into());
    document.max_id = 9 + sheets.len() as u32;
    for (index, sheet) in sheets.into_iter().enumerate() {
        let content: ObjectId = document.add_object(Stream::new(Dictionary::new(), sheet.content));
        let mut page = dictionary! {
            "Type" => "Page",
            "Parent" => Object::Reference((2, 0)),
            "Contents" => content,
        };
        page.extend(&sheet.extra);
        document.objects.insert((10 + index as u32, 0), page.into());
    }
    document.trailer.set("Root", Object::Reference((1, 0)));
    document
}

pub fn saved(mut document: Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

pub fn pdf(sheets: Vec<Sheet>) -> Vec<u8> {
    saved(document(sheets))
}

/// A stamp of this size in points: all red, so that it is found again.
pub fn stamp(width: i64, height: i64) -> Vec<u8> {
    let media = vec![0.into(), 0.into(), width.into(), height.into()];
    let content = format!("/P <</MCID 0>> BDC 1 0 0 rg 0 0 {width} {height} re f EMC");
    pdf(vec![sheet(content, dictionary! { "MediaBox" => media })])
}

/// A stamp whose lower left quarter is red and whose upper right one is blue.
pub fn quarters(width: i64, height: i64) -> Vec<u8> {
    let media = vec![0.into(), 0.into(), width.into(), height.into()];
    let (x, y) = (width / 2, height / 2);
    let content = format!("1 0 0 rg 0 0 {x} {y} re f 0 0 1 rg {x} {y} {x} {y} re f");
    pdf(vec![sheet(content, dictionary! { "MediaBox" => media })])
}
