//! The stamp on somebody else's PDF: how long a page takes.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use wenkong::render::overlay::{Corner, overlay};

/// An A3 drawing of so many sheets, each with lines and words.
fn drawing(sheets: usize) -> Vec<u8> {
    let mut document = Document::with_version("1.6");
    let tree = document.new_object_id();
    let font = document.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" },
    );
    let kids = (0..sheets).map(|sheet| {
        let mut content = "1.5 w 20 20 1151 802 re S 0.4 w ".to_owned();
        for i in 0..300 {
            let (x, y) = (60 + i * 37 % 900, 140 + (i * 53 + sheet) % 560);
            content.push_str(&format!("{x} {y} m {} {} l S ", x + i % 90, y + i % 70));
        }
        for i in 0..60 {
            let (x, y) = (70 + i * 71 % 800, 150 + i * 29 % 540);
            content.push_str(&format!("BT /F1 8 Tf {x} {y} Td (DIM {i}) Tj ET "));
        }
        let content = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let page = dictionary! { "Type" => "Page", "Parent" => tree, "Contents" => content };
        Object::Reference(document.add_object(page))
    });
    let kids: Vec<Object> = kids.collect();
    document.set_object(
        tree,
        dictionary! {
            "Type" => "Pages", "Count" => sheets as i64, "Kids" => kids,
            "MediaBox" => vec![0.into(), 0.into(), 1191.into(), 842.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
        },
    );
    saved(document, tree)
}

/// One small page with a frame and a word.
fn stamp() -> Vec<u8> {
    let mut document = Document::with_version("1.6");
    let tree = document.new_object_id();
    let content = Stream::new(Dictionary::new(), b"1 0 0 RG 1 w 1 1 141 59 re S".to_vec());
    let content = document.add_object(content);
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => tree, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 143.into(), 61.into()],
    });
    let kids: Vec<Object> = vec![page.into()];
    document.set_object(
        tree,
        dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => kids },
    );
    saved(document, tree)
}

fn saved(mut document: Document, tree: lopdf::ObjectId) -> Vec<u8> {
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap_or_default();
    bytes
}

fn stamping(criterion: &mut Criterion) {
    let stamp = stamp();
    let mut group = criterion.benchmark_group("stamping");
    group.sample_size(10);
    for sheets in [1, 10, 100] {
        let original = drawing(sheets);
        group.throughput(Throughput::Elements(sheets as u64));
        group.bench_with_input(
            BenchmarkId::new("pages", sheets),
            &original,
            |bencher, original| {
                bencher.iter(|| overlay(original, &stamp, Corner::TopRight, &[], &mut |_, _| {}));
            },
        );
    }
    group.finish();
}

criterion_group!(benches, stamping);
criterion_main!(benches);
