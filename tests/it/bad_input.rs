//! Bad input never panics and never loses anything.

use proptest::prelude::*;
use wenkong::check;
use wenkong::diag::{Sink, human, human::Look};
use wenkong::record::Record;
use wenkong::source::{Format, Source};

use crate::catalogue::builtin;
use crate::run::{root, stdout, wenkong};

#[test]
fn files_that_no_case_can_hold_are_told_too() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("huge.json"), vec![b' '; 17 << 20]).expect("written");
    std::fs::write(folder.path().join("deep.json"), "[".repeat(1_000_000)).expect("written");
    #[cfg(unix)]
    std::os::unix::fs::symlink("loop.toml", folder.path().join("loop.toml")).expect("a link");
    let told = wenkong(folder.path(), &["check", "--format", "line", "."]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    let told = stdout(&told);
    assert!(
        told.contains("error[file.too-large]") && told.contains("error[file.too-deep]"),
        "{told}"
    );
    assert!(
        cfg!(not(unix)) || told.contains("error[file.unreadable]"),
        "{told}"
    );
}

#[test]
fn a_stopped_fill_writes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("a.toml"),
        "form = \"survey-sheet\"\nid = 3\n",
    )
    .expect("written");
    let told = wenkong(folder.path(), &["fill", "a.toml", "-o", "out/a.pdf"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    let left: Vec<_> = folder
        .path()
        .read_dir()
        .expect("readable")
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left, ["a.toml"]);
}

fn example() -> String {
    std::fs::read_to_string(root().join("forms/survey-sheet/A-0/example.toml")).expect("an example")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A good record with a piece of it replaced by anything: every finding can be shown, in both languages.
    #[test]
    fn a_mangled_record_gives_findings_and_no_panic(at in 0.0..1.0f64, length in 0usize..40, put in "\\PC{0,12}") {
        let project = builtin();
        let text = example();
        let chars: Vec<char> = text.chars().collect();
        let start = (at * chars.len() as f64) as usize;
        let end = (start + length).min(chars.len());
        let mangled: String =
            chars[..start].iter().copied().chain(put.chars()).chain(chars[end..].iter().copied()).collect();

        let source = Source::memory("mangled.toml", Some(Format::Toml), mangled);
        let mut sink = Sink::default();
        if let Some(record) = Record::open(&source, &project.forms, &mut sink)
            && let Some(form) = record.form(&project.forms)
        {
            check::record(&record, form, &mut sink);
        }
        for diagnostic in sink.into_sorted() {
            prop_assert!(!human::show(&diagnostic, Look::default()).is_empty());
            prop_assert!(!diagnostic.message.zh.is_empty() && !diagnostic.message.en.is_empty());
        }
    }
}
