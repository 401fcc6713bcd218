//! Order lines per second: a table of orders as CSV and XLSX into the entries of a record; and a campaign's letters and sheets.
//!
//! `cargo bench --bench tables -- --generate 50000 1000 FOLDER` writes a project with so many order lines of so many customers,
//! and the decided plan of a survey of them all, and measures nothing.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot go on is of no use"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use chrono::{Days, NaiveDate};
use criterion::{Criterion, Throughput};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use wenkong::diag::Sink;
use wenkong::project::Project;
use wenkong::record::Record;

const HEADS: [&str; 14] = [
    "订单号",
    "行号",
    "顾客编码",
    "顾客名称",
    "订单日期",
    "料号",
    "产品名称",
    "图纸版本",
    "订单数量",
    "单价",
    "币种",
    "交期",
    "交货数量",
    "交货日期",
];

/// One line; every figure follows from its place.
struct Line {
    texts: [String; 5],
    ordered: NaiveDate,
    due: NaiveDate,
    quantity: u32,
    price: f64,
}

fn line(at: u32, customers: u32) -> Line {
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a day");
    let ordered = first + Days::new(u64::from(at % 600));
    let customer = at % customers;
    Line {
        texts: [
            format!("SO{:06}", at / 3),
            (at % 3 + 1).to_string(),
            format!("C-{customer:04}"),
            format!("顾客 {customer}"),
            format!("P-{:04}", at % 300),
        ],
        ordered,
        due: ordered + Days::new(30),
        quantity: (at % 50 + 1) * 100,
        price: f64::from(at % 3000 + 100) / 100.0,
    }
}

fn csv(path: &Path, lines: u32, customers: u32) {
    let mut text = format!("\u{feff}{}\r\n", HEADS.join(","));
    for at in 0..lines {
        let Line {
            texts,
            ordered,
            due,
            quantity,
            price,
        } = line(at, customers);
        let [order, number, code, name, part] = texts;
        let _ = write!(
            text,
            "{order},{number},{code},{name},{},{part},产品 {part},A,{quantity},{price},CNY,{},{quantity},{}\r\n",
            ordered.format("%Y/%m/%d"),
            due.format("%Y/%m/%d"),
            due.format("%Y/%m/%d"),
        );
    }
    fs::write(path, text).expect("written");
}

fn xlsx(path: &Path, lines: u32, customers: u32) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, head) in (0u16..).zip(HEADS) {
        sheet.write_string(0, column, head).expect("a cell");
    }
    for at in 0..lines {
        let Line {
            texts,
            ordered,
            due,
            quantity,
            price,
        } = line(at, customers);
        let row = at + 1;
        let [order, number, code, name, part] = texts;
        for (column, text) in [
            (0, order),
            (1, number),
            (2, code),
            (3, name),
            (5, part.clone()),
            (6, part),
        ] {
            sheet.write_string(row, column, text).expect("a cell");
        }
        for (column, day) in [(4, ordered), (11, due), (13, due)] {
            let day = ExcelDateTime::parse_from_str(&day.to_string()).expect("a day");
            sheet
                .write_datetime_with_format(row, column, &day, &date)
                .expect("a cell");
        }
        sheet.write_string(row, 7, "A").expect("a cell");
        for (column, figure) in [
            (8, f64::from(quantity)),
            (9, price),
            (12, f64::from(quantity)),
        ] {
            sheet.write_number(row, column, figure).expect("a cell");
        }
        sheet.write_string(row, 10, "CNY").expect("a cell");
    }
    workbook.save(path).expect("written");
}

fn orders(folder: &Path, kind: &str) {
    let text = format!(
        "form = \"orders-table\"\nid = \"OT-{kind}\"\ndate = 2025-01-01\nlines = {{ table = \"orders.{kind}\" }}\n"
    );
    fs::write(folder.join(format!("{kind}.toml")), text).expect("written");
}

fn plan(path: &Path, customers: u32) {
    let mut text = "form = \"survey-plan\"\nid = \"SP-2026-001\"\ndate = 2026-06-01\nrespond_by = 2026-06-30\n\
        campaign = { id = \"SC-2026-H1\", name = \"2026 年上半年顾客满意度调查\", half_year = \"2026-H1\", from = 2026-01-01, until = 2026-06-30 }\n\
        decision = { way = \"mixed\", decided_by = \"吴启明\", decided_at = 2026-06-02T09:00:00 }\ncustomers = [\n"
        .to_owned();
    for at in 0..customers {
        let _ = writeln!(
            text,
            "  {{ id = \"K{at}\", code = \"C-{at:04}\", name = \"顾客 {at}\", customer_class = \"C\", way = \"email\" }},"
        );
    }
    text.push_str("]\n");
    fs::write(path, text).expect("written");
}

fn generate(lines: u32, customers: u32, folder: &Path) {
    let orders_folder = folder.join("records/orders");
    let survey = folder.join("records/survey");
    fs::create_dir_all(&orders_folder).expect("a folder");
    fs::create_dir_all(&survey).expect("a folder");
    fs::write(
        folder.join("wenkong.toml"),
        "[company]\nname = { zh = \"某公司\", en = \"A Company\" }\n",
    )
    .expect("written");
    csv(&orders_folder.join("orders.csv"), lines, customers);
    xlsx(&orders_folder.join("orders.xlsx"), lines, customers);
    for kind in ["csv", "xlsx"] {
        orders(&orders_folder, kind);
    }
    plan(&survey.join("plan.toml"), customers);
}

fn lines_of(project: &Project, path: &Path) -> usize {
    let mut sink = Sink::default();
    let record = Record::open(&project.source(path), &project.forms, &mut sink);
    assert!(sink.diagnostics().is_empty());
    let record = record.expect("a record");
    record.document.value["lines"]
        .as_array()
        .map_or(0, Vec::len)
}

fn measure(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    generate(5_000, 100, folder.path());
    let mut sink = Sink::default();
    let project = Project::open(Some(folder.path()), folder.path(), &mut sink);
    let mut group = criterion.benchmark_group("tables");
    group
        .sample_size(10)
        .throughput(Throughput::Elements(5_000));
    for kind in ["csv", "xlsx"] {
        let path = folder.path().join(format!("records/orders/{kind}.toml"));
        assert_eq!(lines_of(&project, &path), 5_000);
        group.bench_function(kind, |bencher| bencher.iter(|| lines_of(&project, &path)));
    }
    group.finish();
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = words.iter().position(|word| word == "--generate") {
        let count = |place: usize| words.get(at + place).and_then(|word| word.parse().ok());
        let asked = count(1).zip(count(2)).zip(words.get(at + 3));
        let ((lines, customers), folder) = asked.expect("--generate LINES CUSTOMERS FOLDER");
        generate(lines, customers, Path::new(folder));
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    measure(&mut criterion);
    criterion.final_summary();
}
