//! `check`: read records → each against its schema → then across all.

use std::path::PathBuf;

use crate::check;
use crate::diag::Sink;
use crate::project::{Project, records_in};
use crate::record::Record;

/// Checks the records under `paths`; with none, the project's `records/`. Gives the number of record files read.
pub fn check(project: &Project, paths: &[PathBuf], sink: &mut Sink) -> usize {
    let default = [project.root().join("records")];
    let paths = if paths.is_empty() {
        &default[..]
    } else {
        paths
    };
    let mut files: Vec<PathBuf> = paths.iter().flat_map(|path| records_in(path)).collect();
    files.sort();
    files.dedup();
    let mut records = Vec::new();
    for file in &files {
        let Some(record) = Record::open(&project.source(file), &project.forms, sink) else {
            continue;
        };
        if let Some(form) = record.form(&project.forms) {
            check::record(&record, form, sink);
        }
        records.push(record);
    }
    check::across(&records, sink);
    files.len()
}
