//! Records per second of a whole check: project and rules are opened, records read from disk, each judged, then all together.
//!
//! `cargo bench --bench check -- --generate 100000 FOLDER` writes such a project and measures nothing.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a benchmark that cannot go on is of no use"
)]

mod generate;

use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use wenkong::check::Outcome;
use wenkong::clock;
use wenkong::commands::check::{Request, check};
use wenkong::diag::Sink;
use wenkong::project::Project;

/// What the program does from its start to its findings, without printing them.
fn run(folder: &Path) -> Outcome {
    let mut sink = Sink::default();
    let project = Project::open(Some(folder), folder, &mut sink);
    let rules = project.rules(&mut sink);
    assert!(sink.diagnostics().is_empty());
    let as_of = clock::parse("2026-11-23T18:00", project.config.time_zone).expect("a moment");
    let request = Request {
        paths: &[],
        as_of,
        keep: false,
    };
    check(&project, &rules, &request)
}

fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(10));
    for count in [0, 1_000, 10_000] {
        let folder = tempfile::tempdir().expect("a folder");
        generate::generate(count, folder.path()).expect("records");
        assert_eq!(run(folder.path()).records, count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(format!("{count} records"), |bencher| {
            bencher.iter(|| run(folder.path()));
        });
    }
    group.finish();
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let Some(at) = words.iter().position(|word| word == "--generate") {
        let count = words.get(at + 1).and_then(|word| word.parse().ok());
        let folder = words.get(at + 2);
        let (count, folder) = count.zip(folder).expect("--generate COUNT FOLDER");
        generate::generate(count, Path::new(folder)).expect("records");
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    measure(&mut criterion);
    criterion.final_summary();
}
