//! The report for other programs. Its shape is a promise: fields are added, never changed.

use super::{Code, Diagnostic, Label, Severity, Tally, Text, position::position};
use crate::source::{At, Place};
use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;
use std::io;

/// Writes the report as one JSON document, as of a moment.
pub fn write(
    out: &mut dyn io::Write,
    diagnostics: &[Diagnostic],
    tally: Tally,
    as_of: DateTime<FixedOffset>,
) -> io::Result<()> {
    let report = Report {
        schema: 1,
        as_of: as_of.to_rfc3339_opts(SecondsFormat::Secs, false),
        summary: tally,
        findings: diagnostics.iter().map(Finding::from).collect(),
        rules: [],
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    as_of: String,
    summary: Tally,
    findings: Vec<Finding<'a>>,
    rules: [(); 0],
}

/// Fields without a source yet have the type of the value they always carry now.
#[derive(Serialize)]
struct Finding<'a> {
    code: Code,
    severity: Severity,
    state: &'static str,
    waived: bool,
    message: &'a Text,
    help: Option<&'a Text>,
    clause: (),
    record: Option<&'a str>,
    #[serde(flatten)]
    spot: Spot<'a>,
    cell: (),
    pointer: Option<&'a str>,
    due: (),
    owner: (),
    trace: [(); 0],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    spot: Spot<'a>,
    message: &'a Text,
}

#[derive(Serialize, Default)]
struct Spot<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

impl<'a> From<&'a Diagnostic> for Finding<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let place = diagnostic.place.as_ref();
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity,
            state: "violated",
            waived: false,
            message: &diagnostic.message,
            help: diagnostic.help.as_ref(),
            clause: (),
            record: diagnostic.record.as_deref(),
            spot: place.map(Spot::from).unwrap_or_default(),
            cell: (),
            pointer: place.and_then(pointer),
            due: (),
            owner: (),
            trace: [],
            related: diagnostic.labels.iter().map(Related::from).collect(),
        }
    }
}

impl<'a> From<&'a Label> for Related<'a> {
    fn from(label: &'a Label) -> Self {
        Self {
            spot: Spot::from(&label.place),
            message: &label.message,
        }
    }
}

impl<'a> From<&'a Place> for Spot<'a> {
    fn from(place: &'a Place) -> Self {
        let position = position(place);
        Self {
            file: Some(place.source.name()),
            line: position.map(|at| at.line),
            column: position.map(|at| at.column),
        }
    }
}

fn pointer(place: &Place) -> Option<&str> {
    match &place.at {
        At::Value(pointer) | At::Key(pointer) => Some(pointer.as_str()),
        At::File | At::Bytes(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::codes::{file, schema},
        source::{Pointer, Source},
    };
    use serde_json::{Value, json};

    fn report(findings: &[Diagnostic]) -> Value {
        let as_of = DateTime::parse_from_rfc3339("2026-11-23T09:00:00+08:00").unwrap();
        let mut out = Vec::new();
        write(&mut out, findings, Tally::of(findings), as_of).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn has_exactly_the_promised_shape() {
        let source = Source::memory(
            "records/x.json",
            Some(crate::source::Format::Json),
            "{\n  \"a\": 1\n}",
        );
        let place = |at| Place {
            source: source.clone(),
            at,
        };
        let found = Diagnostic::error(schema::TYPE, Text::new("错", "wrong"))
            .at(place(At::Value(Pointer::root().join("a"))))
            .label(place(At::Bytes(0..1)), Text::new("这里", "here"))
            .of("FB-2026-003");
        let expected = json!({
            "schema": 1,
            "as_of": "2026-11-23T09:00:00+08:00",
            "summary": {"records": 0, "errors": 1, "warnings": 0, "notes": 0, "pending": 0, "waived": 0},
            "findings": [{
                "code": "schema.type", "severity": "error", "state": "violated", "waived": false,
                "message": {"zh": "错", "en": "wrong"}, "help": null, "clause": null,
                "record": "FB-2026-003", "file": "records/x.json", "line": 2, "column": 8,
                "cell": null, "pointer": "/a", "due": null, "owner": null, "trace": [],
                "related": [{"file": "records/x.json", "line": 1, "column": 1,
                    "message": {"zh": "这里", "en": "here"}}]
            }],
            "rules": []
        });
        // Compared as text: the order of the fields is part of the promise.
        assert_eq!(report(&[found]).to_string(), expected.to_string());
    }

    #[test]
    fn a_whole_file_has_no_line_and_no_pointer() {
        let source = Source::memory("x.toml", Some(crate::source::Format::Json), "");
        let place = Place {
            source,
            at: At::File,
        };
        let found = Diagnostic::error(file::EMPTY, Text::same("x")).at(place);
        let report = report(&[found]);
        let found = &report["findings"][0];
        assert_eq!(found["file"], "x.toml");
        assert_eq!(
            [&found["line"], &found["column"], &found["pointer"]],
            [&Value::Null; 3]
        );
    }
}
