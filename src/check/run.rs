//! A whole run: every record by itself, on all cores; then all of them together.

use std::collections::HashMap;

use rayon::prelude::*;

use super::across::{self, Index};
use super::facts::{Alike, Facts, Known};
use super::item::{Case, Standards};
use super::judge::{self, Asked, Sheet};
use super::verdict::{About, Verdict};
use super::{citations, computed, numbering, others, ranking};
use crate::diag::codes::record as code;
use crate::diag::{Diagnostic, RuleCount, Sink, Text};
use crate::record::Record;
use crate::rule::demand::{Demand, Must};
use crate::source::{At, Place, Pointer, Source};

pub use super::judge::Duty;

/// What is checked.
#[derive(Debug)]
pub struct Run<'a> {
    /// What it is held to.
    pub standards: &'a Standards<'a>,
    /// The record files: those asked about, and all others that they may refer to.
    pub files: &'a [Source],
    /// The records of the files, where they have been opened already.
    pub opened: Option<&'a [Option<Record>]>,
    /// For each file, whether it is asked about.
    pub asked: &'a [bool],
    /// Whether duties that are met or do not apply are kept too.
    pub keep: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Findings about the files that were asked about.
    pub findings: Sink,
    /// How the duties of each rule stand, in the order of the rules.
    pub rules: Vec<RuleCount>,
    /// Every duty, if they were to be kept.
    pub duties: Vec<Duty>,
    /// How many of the files asked about were read or could not be.
    pub records: usize,
    /// Form and number of every record that declares a number, whether asked about or not.
    pub declared: Vec<(String, String)>,
}

impl Run<'_> {
    /// Reads and judges all records.
    pub fn check(&self) -> Outcome {
        let rules = &self.standards.rules.rules;
        let asked = Asked::by(self.standards);
        let sheet = || Sheet::new(rules.len(), self.keep);
        let read = self
            .files
            .par_iter()
            .enumerate()
            .fold(sheet, |mut sheet, (i, source)| {
                self.file(i, source, &asked, &mut sheet);
                sheet
            })
            .reduce(sheet, Sheet::merge);
        let Sheet {
            counts,
            sink,
            mut facts,
            duties,
        } = read;
        // Threads end in any order; what is told must not depend on it.
        facts.known.sort_by_key(|known| known.record);
        facts.book.sort();
        let mut sheet = Sheet {
            counts,
            sink,
            facts: Facts::default(),
            duties,
        };
        self.together(&facts, &mut sheet);
        let counted = rules.iter().zip(&sheet.counts);
        let declared = facts.known.iter().filter_map(|known| {
            let number = known.number.clone()?;
            Some((known.form.clone(), number))
        });
        Outcome {
            declared: declared.collect(),
            rules: counted.map(|(rule, counts)| count(rule, *counts)).collect(),
            findings: sheet.sink,
            duties: sheet.duties.unwrap_or_default(),
            records: self.asked.iter().filter(|asked| **asked).count(),
        }
    }

    fn file(&self, i: usize, source: &Source, asked: &Asked<'_>, sheet: &mut Sheet) {
        let mut found = Sink::default();
        let forms = self.standards.forms;
        let read;
        let record = match self.opened {
            Some(opened) => opened.get(i).and_then(Option::as_ref),
            None => {
                read = Record::open(source, forms, &mut found);
                read.as_ref()
            }
        };
        let report = self.asked[i];
        if let Some((record, form)) = record.and_then(|r| Some((r, r.form(forms)?))) {
            if report {
                super::record(record, form, &mut found);
            }
            let later = record
                .date
                .is_some_and(|date| date > self.standards.as_of.date_naive());
            // A record of a later day does not exist yet.
            if !later {
                let ledger = self.standards.ledger.zip(record.id.as_deref());
                let document = ledger.and_then(|(ledger, id)| ledger.of_record(id));
                let known = Known {
                    issued: document.map(|document| document.number.clone()),
                    record: u32::try_from(i).unwrap_or(u32::MAX),
                    source: record.document.source.clone(),
                    form: record.form.clone(),
                    id: record.id.clone(),
                    number: record
                        .document
                        .value
                        .get("number")
                        .and_then(|v| v.as_str())
                        .map(str::to_owned),
                };
                let case = Case::new(self.standards, record, form);
                judge::record(&case, known, asked, report, sheet);
            }
        }
        if report {
            sheet.sink.merge(found);
        }
    }

    fn together(&self, facts: &Facts, sheet: &mut Sheet) {
        let index = Index::of(facts);
        duplicates(facts, |known| self.is_asked(known.record), &mut sheet.sink);
        let mut tell = |about: &super::facts::About, verdict: Verdict| {
            let (rule_at, _) = about.body;
            let rule = &self.standards.rules.rules[rule_at as usize];
            let Some(known) = index
                .known(about.spot.record)
                .filter(|k| self.is_asked(k.record))
            else {
                return;
            };
            let told = About {
                source: &known.source,
                record: known.id.as_deref(),
                name: &about.name,
            };
            sheet.tell((rule_at, rule), told, verdict, about.owner.clone());
        };
        others::wants(&facts.others, &index, self.standards, &mut tell);
        citations::citations(facts, &index, self.standards, &mut tell);
        numbering::numbers(
            facts,
            |record| index.known(record),
            self.standards,
            &mut tell,
        );
        ranking::ranks(facts, self.standards, &mut tell);
        computed::reports(facts, self.standards, &mut tell);
        across::alike(facts, self.standards, |one, before| {
            if self.is_asked(one.about.spot.record)
                && let Some(verdict) = self.repeat(one, &before, &index)
            {
                tell(&one.about, verdict);
            }
        });
    }

    fn is_asked(&self, record: u32) -> bool {
        self.asked.get(record as usize).copied().unwrap_or(false)
    }

    /// Whether a rule holds for an item that has so many like it before. If there are any, its record is read once more.
    fn repeat(&self, one: &Alike, before: &[&Alike], index: &Index<'_>) -> Option<Verdict> {
        let body = across::body(self.standards, one.about.body)?;
        let holds = if before.is_empty() {
            one.holds_alone
        } else {
            self.holds_again(one, before.len())?
        };
        let at = match &body.at {
            Some(path) => path.pointer(&one.about.pointers[path.from]),
            None => one.about.spot.pointer.clone(),
        };
        let fact = match before.last() {
            None => Text::default(),
            Some(last) => Text::new(
                format!(
                    "此前已有 {} 次，最近一次是 {}",
                    before.len(),
                    last.about.name
                ),
                format!(
                    "there were {} before, the last is {}",
                    before.len(),
                    last.about.name
                ),
            ),
        };
        if holds {
            return Some(Verdict::met(at, fact));
        }
        let mut verdict = Verdict::violated(at, fact);
        for other in before.iter().rev().take(3) {
            if let Some(known) = index.known(other.about.spot.record) {
                let place = (known.source.clone(), other.about.spot.pointer.clone());
                verdict
                    .elsewhere
                    .push((place, Text::same(&other.about.name)));
            }
        }
        Some(verdict)
    }

    fn holds_again(&self, one: &Alike, count: usize) -> Option<bool> {
        let body = across::body(self.standards, one.about.body)?;
        let Demand::Recomputation(demand) = &body.demand else {
            return None;
        };
        let Must::Hold(holds) = &demand.must else {
            return None;
        };
        let source = self.files.get(one.about.spot.record as usize)?;
        let record = Record::open(source, self.standards.forms, &mut Sink::default())?;
        let form = record.form(self.standards.forms)?;
        let case = Case::new(self.standards, &record, form);
        let item = case.item(&body.scope, one.about.pointers.clone());
        let figure = i64::try_from(count).unwrap_or(i64::MAX);
        item.figured(holds, body, Some(figure)).ok()
    }
}

fn count(rule: &crate::rule::Rule, counts: judge::Counts) -> RuleCount {
    RuleCount {
        code: rule.id,
        says: rule.says.clone(),
        why: rule.why.clone(),
        help: rule.help.clone(),
        clause: rule.clause.clone(),
        severity: rule.severity,
        off: rule.off.clone(),
        checked: counts.met + counts.pending + counts.violated + counts.not_applicable,
        met: counts.met,
        pending: counts.pending,
        violated: counts.violated,
        waived: 0,
        not_applicable: counts.not_applicable,
    }
}

/// Tells ids that several records have.
fn duplicates(facts: &Facts, asked: impl Fn(&Known) -> bool, sink: &mut Sink) {
    let mut first: HashMap<&str, &Known> = HashMap::new();
    for known in &facts.known {
        let Some(id) = known.id.as_deref() else {
            continue;
        };
        match first.get(id) {
            Some(other) if asked(known) => sink.push(duplicate(id, known, other)),
            Some(_) => {}
            None => {
                first.insert(id, known);
            }
        }
    }
}

fn duplicate(id: &str, known: &Known, other: &Known) -> Diagnostic {
    let place = |known: &Known| Place {
        source: known.source.clone(),
        at: At::Value(Pointer::root().join("id")),
    };
    let message = Text::new(
        format!("记录代号 {id} 已被另一份记录使用"),
        format!("the record id {id} is used by another record"),
    );
    let help = Text::new(
        "给这份记录一个未用过的代号",
        "give this record an id that is not in use",
    );
    Diagnostic::error(code::DUPLICATE_ID, message)
        .at(place(known))
        .label(place(other), Text::new("先在这里使用", "used here first"))
        .help(help)
        .of(id)
}
