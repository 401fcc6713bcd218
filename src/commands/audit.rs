//! `audit`: verify the register → replay the checks → copy the evidence → the report is a form → zip.

mod clauses;
mod evidence;
mod pack;
mod replay;
mod report;
mod withhold;

pub use pack::{ENTRIES, KIND, MANIFEST};

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, Days, NaiveDate};
use chrono_tz::Tz;
use serde_json::Value;

use super::{check, register as acts};
use crate::check::Outcome;
use crate::diag::{Diagnostic, Severity, Sink, Text};
use crate::entry::{Document, Entry, Ledger, Print};
use crate::project::{Project, records_in};
use crate::record::Record;
use crate::register::{Head, Register, Verified};
use crate::render::Language;
use crate::rule::Rules;
use crate::source::Source;

/// Id of the report's form.
const REPORT: &str = "audit-report";

/// How many documents a sample has where nothing is said.
pub const SAMPLES: usize = 50;

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// First day of the period; one year before the last where nothing is said.
    pub from: Option<NaiveDate>,
    /// Last day; that of `as_of` where nothing is said.
    pub until: Option<NaiveDate>,
    /// The moment as of which the present state is judged.
    pub as_of: DateTime<Tz>,
    /// Who gets the pack: what customers let this one see is shown.
    pub recipient: Option<&'a str>,
    /// How many documents the sample has at most.
    pub samples: usize,
    /// Language of the report; the company's by default.
    pub language: Option<Language>,
    /// The pack to write.
    pub output: Option<&'a Path>,
}

/// What was found, and written.
#[derive(Debug)]
pub struct Audit {
    /// The report as a record of the form `audit-report`.
    pub report: Value,
    /// The findings as of now.
    pub outcome: Outcome,
    /// What is wrong with the register and its documents.
    pub faults: Vec<Diagnostic>,
    /// The pack, and the digest of its manifest.
    pub pack: Option<(PathBuf, String)>,
}

/// Everything that a report and a pack are made of.
struct Ground<'a> {
    project: &'a Project,
    rules: &'a Rules,
    asked: &'a Request<'a>,
    language: Language,
    from: NaiveDate,
    until: NaiveDate,
    register: Register,
    /// The entries up to `as_of`.
    entries: Vec<Entry>,
    ledger: Ledger,
    head: Option<Head>,
    verified: Verified,
    faults: Vec<Diagnostic>,
    outcome: Outcome,
    /// The findings as of now, in reading order.
    now: Vec<Diagnostic>,
    sources: Vec<Source>,
    records: Vec<Option<Record>>,
}

/// Makes the report, and the pack if one is asked for.
///
/// # Errors
/// When there is no register, it cannot be read, or the pack cannot be written.
pub fn audit(
    project: &Project,
    rules: &Rules,
    asked: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<Audit>> {
    if let Some(path) = asked.output.filter(|path| path.exists()) {
        bail!(
            "{0} 已存在，没有覆盖 ({0} exists already and was not overwritten)",
            path.display()
        );
    }
    let ground = Ground::new(project, rules, asked)?;
    let replays = replay::replay(&ground)?;
    let form = project.forms.in_force(REPORT, asked.as_of.date_naive());
    let form = form.context("没有内部审核就绪报告 (the form audit-report is gone)")?;
    let (pack, report) = match asked.output {
        None => (None, report::value(&ground, &replays, None)),
        Some(path) => {
            let Some((digest, report)) = pack::write(&ground, &replays, (form, path), sink)? else {
                return Ok(None);
            };
            (Some((path.to_owned(), digest)), report)
        }
    };
    let Ground {
        mut outcome,
        now,
        faults,
        ..
    } = ground;
    outcome.findings.extend(now);
    Ok(Some(Audit {
        report,
        outcome,
        faults,
        pack,
    }))
}

impl<'a> Ground<'a> {
    fn new(project: &'a Project, rules: &'a Rules, asked: &'a Request<'a>) -> anyhow::Result<Self> {
        let until = asked.until.unwrap_or(asked.as_of.date_naive());
        let year = || until.checked_sub_days(Days::new(365)).unwrap_or(until);
        let from = asked.from.unwrap_or_else(year);
        if from > until {
            bail!("--from 晚于 --to (--from is after --to)");
        }
        let register = Register::open(project.root())?;
        let register = register
            .context("这里没有发行台账，没有可审核的文件 (there is no issue register here: nothing to audit)")?;
        let mut verified = acts::verify(project, 1);
        let faults = std::mem::take(&mut verified.findings).into_sorted();
        let mut entries = register.entries()?;
        entries.retain(|entry| entry.body.at <= asked.as_of);
        let request = check::Request {
            paths: &[],
            as_of: asked.as_of,
            keep: false,
        };
        let mut outcome = check::check(project, rules, &request);
        let now = std::mem::take(&mut outcome.findings).into_sorted();
        let files = records_in(&project.root().join("records"));
        let sources: Vec<Source> = files.iter().map(|path| project.source(path)).collect();
        let records = sources
            .iter()
            .map(|source| Record::open(source, &project.forms, &mut Sink::default()))
            .collect();
        Ok(Self {
            ledger: Ledger::of(&entries),
            head: entries.last().map(|entry| Head {
                seq: entry.body.seq,
                digest: entry.digest.clone(),
            }),
            project,
            rules,
            asked,
            language: asked.language.unwrap_or(project.config.page_language),
            from,
            until,
            register,
            entries,
            verified,
            faults,
            outcome,
            now,
            sources,
            records,
        })
    }

    /// A text in the language of the report; where that has both, in Chinese.
    fn words<'t>(&self, text: &'t Text) -> &'t str {
        match self.language {
            Language::En => &text.en,
            Language::Zh | Language::Both => &text.zh,
        }
    }

    /// The issues of the period, in the order of their numbers.
    fn issues(&self) -> impl Iterator<Item = (&Document, &Print)> {
        let documents = self.ledger.documents.values();
        documents.flat_map(move |document| {
            let in_period = |print: &&Print| {
                let issued = print.issued.as_ref();
                issued.is_some_and(|issued| {
                    let day = issued.at.date_naive();
                    self.from <= day && day <= self.until
                })
            };
            let prints = document.prints.iter().filter(in_period);
            prints.map(move |print| (document, print))
        })
    }

    /// What is wrong with a document of the register.
    fn is_intact(&self, number: &str) -> bool {
        let mut faults = self.faults.iter();
        !faults.any(|fault| {
            fault.record.as_deref() == Some(number) && fault.severity == Severity::Error
        })
    }
}
