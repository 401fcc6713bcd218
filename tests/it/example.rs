//! The example company says truly what is wrong with it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::run::{stdout, wenkong};

/// File, line (or sheet and cell) and code of a finding.
type Finding = (String, String, String);

/// The rows of the table in VIOLATIONS.md.
fn listed(text: &str) -> BTreeSet<Finding> {
    let rows = text.lines().filter(|line| line.starts_with("| records/"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (
            cells[1].to_owned(),
            cells[2].to_owned(),
            cells[3].trim_matches('`').to_owned(),
        )
    })
    .collect()
}

#[test]
fn violations_are_exactly_those_listed() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = wenkong(folder.path(), &["init", "--example"]);
    assert!(made.status.success(), "{made:?}");

    // Later, time limits that were still open then have passed.
    let moment = wenkong::commands::demo::MOMENT;
    let checked = wenkong(
        folder.path(),
        &["check", "--as-of", moment, "--format", "json"],
    );
    assert_eq!(checked.status.code(), Some(1));
    let report: Value = serde_json::from_str(&stdout(&checked)).expect("JSON");
    let text = |finding: &Value, key: &str| finding[key].as_str().expect(key).to_owned();
    let findings = report["findings"].as_array().expect("findings");
    let violated: Vec<&Value> = findings
        .iter()
        .filter(|finding| finding["state"] == "violated")
        .collect();
    assert!(violated.len() < findings.len(), "some duties are pending");
    let found: BTreeSet<Finding> = violated
        .iter()
        .map(|finding| {
            let line = || finding["line"].as_u64().expect("a line").to_string();
            let cell = finding["cell"].as_str().filter(|cell| cell.contains('!'));
            (
                text(finding, "file"),
                cell.map_or_else(line, str::to_owned),
                text(finding, "code"),
            )
        })
        .collect();
    assert_eq!(found.len(), violated.len(), "no finding twice");

    let list = std::fs::read_to_string(folder.path().join("VIOLATIONS.md")).expect("the list");
    assert_eq!(found, listed(&list));
    assert!(found.len() >= 20);
}
