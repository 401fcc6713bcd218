//! Findings for code scanners and the viewers of editors: SARIF 2.1.0.

mod rules;
mod shape;
mod uri;

use super::{
    Code, Diagnostic, Label, Lang, Report, State, Waived,
    json::{moment, pointer},
    places::{Places, Spot},
};
use crate::source::Place;
use sha2::{Digest, Sha256};
use shape::{
    Artifact, Driver, Finding, Location, Log, Message, PhysicalLocation, Properties, Region, Run,
    RunProperties, Suppression, Tool, Waiver,
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    io,
};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes one run with every rule, the findings as its results, and what was waived as suppressed ones.
pub fn write(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    let rules = rules::declared(report, lang);
    let writer = Writer {
        report,
        places: Places::default(),
        lang,
        order: rules.keys().copied().zip(0..).collect(),
        seen: RefCell::default(),
    };
    let log = Log {
        version: "2.1.0",
        schema: SCHEMA,
        runs: [writer.run(rules.into_values().collect())],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

struct Writer<'a> {
    report: &'a Report<'a>,
    places: Places,
    lang: Lang,
    /// Where each rule stands among those declared.
    order: BTreeMap<Code, usize>,
    /// How often each fingerprint was given.
    seen: RefCell<HashMap<String, usize>>,
}

impl<'a> Writer<'a> {
    fn run(&self, rules: Vec<shape::Rule<'a>>) -> Run<'a> {
        let language = match self.lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let driver = Driver {
            name: env!("CARGO_PKG_NAME"),
            full_name: "文控 wenkong",
            version: env!("CARGO_PKG_VERSION"),
            semantic_version: env!("CARGO_PKG_VERSION"),
            language,
            rules,
        };
        let findings = self.report.findings.iter();
        Run {
            tool: Tool { driver },
            language,
            column_kind: "unicodeCodePoints",
            newline_sequences: ["\r\n", "\n", "\r"],
            results: findings.map(|found| self.finding(found)).collect(),
            properties: RunProperties {
                as_of: moment(self.report.as_of),
                summary: self.report.tally,
            },
        }
    }

    fn finding(&self, found: &'a Diagnostic) -> Finding<'a> {
        // Whatever is no failure has no level: the standard says so.
        let (kind, level) = if found.is_pending() {
            ("open", "none")
        } else {
            ("fail", rules::level(found.severity))
        };
        let place = found.place.iter();
        Finding {
            rule_id: found.code,
            rule_index: self.order.get(found.code).copied().unwrap_or_default(),
            kind,
            level,
            message: Message::plain(found.message.get(self.lang)),
            locations: place.map(|place| self.location(place)).collect(),
            related_locations: self.related(&found.labels),
            partial_fingerprints: BTreeMap::from([("codeRecordPointer/v1", self.print(found))]),
            suppressions: found
                .waived
                .iter()
                .map(|waived| suppression(waived))
                .collect(),
            properties: self.properties(found),
        }
    }

    fn properties(&self, found: &'a Diagnostic) -> Properties<'a> {
        let duty = found.duty.as_deref();
        Properties {
            state: duty.map_or(State::Violated, |duty| duty.state),
            message: &found.message,
            help: found.help.as_ref(),
            record: found.record.as_deref(),
            pointer: found.place.as_ref().and_then(pointer),
            clause: duty.map(|duty| self.report.clause(&duty.clause)),
            due: duty.and_then(|duty| duty.due).map(moment),
            owner: duty.and_then(|duty| duty.owner.as_deref()),
            trace: duty.map_or(&[], |duty| &duty.trace),
        }
    }

    fn related(&self, labels: &[Label]) -> Vec<Location> {
        let one = |(id, label): (usize, &Label)| Location {
            id: Some(id),
            message: Some(Message::plain(label.message.get(self.lang))),
            ..self.location(&label.place)
        };
        labels.iter().enumerate().map(one).collect()
    }

    fn location(&self, place: &Place) -> Location {
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: Artifact {
                    uri: uri::uri(place.source.name()),
                },
                region: self.places.spot(place).map(|spot| region(&spot)),
            },
            message: None,
        }
    }

    /// What tells a finding from others in the next run too, on whatever line it stands then: its code, the record (or file) and
    /// the pointer, and which one it is if several share these.
    fn print(&self, found: &Diagnostic) -> String {
        let place = found.place.as_ref();
        let file = place.map(|place| place.source.name());
        let record = found.record.as_deref().or(file).unwrap_or_default();
        let pointer = place.and_then(pointer).unwrap_or_default();
        let digest = Sha256::digest([found.code, record, pointer].join("\0"));
        let print: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut seen = self.seen.borrow_mut();
        let times = seen.entry(print.clone()).or_default();
        *times += 1;
        format!("{print}:{times}")
    }
}

fn region(spot: &Spot) -> Region {
    let (start, end) = (spot.start(), spot.end());
    Region {
        start_line: start.line,
        start_column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

fn suppression(waived: &Waived) -> Suppression<'_> {
    Suppression {
        kind: "external",
        status: "accepted",
        justification: format!("{} ({})", waived.reason, waived.approver),
        properties: Waiver {
            approver: &waived.approver,
            reason: &waived.reason,
            expires: waived.expires,
        },
    }
}

#[cfg(test)]
mod tests;
