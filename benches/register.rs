//! The issue register: appending, folding, verifying. `cargo bench --bench register -- --generate DOCUMENTS DIR` makes a project
//! whose register holds two entries for each document, with records of 3 KB and stand-ins for PDFs of 2 KB.

#![allow(
    missing_docs,
    clippy::expect_used,
    reason = "a bench that cannot go on has failed"
)]

use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use criterion::{Criterion, criterion_group};
use wenkong::entry::{Act, Edition, Issued, Kept, Manifest, Reserved};
use wenkong::form::{Pattern, Reset, Retention};
use wenkong::register::{Draft, Piece, Register, Reservation};

fn draft() -> Draft {
    Draft {
        at: None,
        zone: Shanghai,
        by: "赵文静".to_owned(),
        engine: wenkong::render::engine(),
        company: "测试公司".to_owned(),
    }
}

/// One document: reserved, written, issued, as `issue` does it, but without layout.
fn document(register: &mut Register, i: usize) {
    let draft = draft();
    let day = NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    let serial = Pattern::parse("OR-{year}-{seq:5}").on(day);
    let wanted = Reservation::Next {
        serial: &serial,
        reset: Reset::Year,
        after: 0,
    };
    let record = Piece::new(
        format!(
            "{{\"id\":\"R-{i}\",\"text\":\"{}\"}}",
            "订单评审".repeat(250)
        )
        .into_bytes(),
    );
    let page = Piece::new(
        format!("{{\"number\":\"{i}\",\"text\":\"{}\"}}", "x".repeat(1500)).into_bytes(),
    );
    let list = |path: &str, piece: &Piece| {
        Piece::new(
            Manifest::of([(path, &*piece.bytes)])
                .canonical()
                .expect("a list"),
        )
    };
    let form = Piece::new("the layout".as_bytes());
    let (forms, sheet) = (list("form.typ", &form), list("page.json", &page));
    let entry = register
        .reserve(&draft, &wanted, (&format!("R-{i}"), 0), |taken| {
            let reserved = Reserved {
                number: taken.number.clone(),
                revision: taken.revision,
                serial: taken.serial.clone(),
                form: Edition {
                    id: "order-review".to_owned(),
                    revision: "A/0".to_owned(),
                    number: "QR-MK-002".to_owned(),
                    title: "订单评审记录表".to_owned(),
                    digest: forms.digest.clone(),
                },
                record: Kept {
                    id: format!("R-{i}"),
                    date: day,
                    file: format!("records/orders/r-{i}.toml"),
                    digest: record.digest.clone(),
                    source: record.digest.clone(),
                    products: vec!["支架".to_owned()],
                },
                retention: Retention {
                    years: 3,
                    product_life: false,
                },
                sheet: sheet.digest.clone(),
                fonts: forms.digest.clone(),
                rules: forms.digest.clone(),
                file: format!("issued/order-review/{}.pdf", taken.number),
                reason: None,
                external: None,
            };
            let kept = vec![
                form.clone(),
                forms.clone(),
                sheet.clone(),
                page.clone(),
                record.clone(),
            ];
            Ok((reserved, kept))
        })
        .expect("reserved");
    let Act::Reserved(reserved) = entry.body.act else {
        return;
    };
    let pdf = format!("%PDF {i} {}", "0".repeat(2000)).into_bytes();
    register.write(&reserved.file, &pdf).expect("written");
    let issued = Issued {
        number: reserved.number.clone(),
        revision: 0,
        pdf: Piece::new(pdf.as_slice()).digest,
        bytes: pdf.len() as u64,
        pages: 1,
        completed: false,
    };
    register
        .append(&draft, Act::Issued(issued), &[])
        .expect("issued");
}

fn generate(count: usize, folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder");
    let mut register = Register::open_or_create(folder).expect("a register");
    (0..count).for_each(|i| document(&mut register, i));
}

fn benches(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut register = Register::open_or_create(folder.path()).expect("a register");
    let mut i = 0;
    criterion.bench_function("register/reserve, write, issue", |bench| {
        bench.iter(|| {
            document(&mut register, i);
            i += 1;
        });
    });
    drop(register);
    let folder = tempfile::tempdir().expect("a folder");
    generate(500, folder.path());
    criterion.bench_function("register/verify 1,001 entries", |bench| {
        bench.iter(|| Register::verify(folder.path(), 1));
    });
    let register = Register::open(folder.path())
        .expect("readable")
        .expect("there");
    criterion.bench_function("register/fold 1,001 entries", |bench| {
        bench.iter(|| register.ledger())
    });
}

criterion_group!(group, benches);

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--generate") {
        let count = args.get(at + 1).and_then(|count| count.parse().ok());
        let folder = args.get(at + 2);
        let (count, folder) = count.zip(folder).expect("--generate DOCUMENTS DIR");
        return generate(count, Path::new(folder));
    }
    group();
    Criterion::default().configure_from_args().final_summary();
}
