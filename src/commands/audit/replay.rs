//! The checks again, as of each document's own time: under the rules, the calendar and the configuration of that time, with the
//! records as they were issued.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;

use chrono::DateTime;
use chrono_tz::Tz;

use super::Ground;
use crate::check::Run;
use crate::commands::check::{extract, waive};
use crate::commands::issue::{kept_files, standing};
use crate::diag::{Diagnostic, Severity, Sink, Text};
use crate::entry::{Ledger, Print, Reserved};
use crate::project::Project;
use crate::record::Record;
use crate::rule::Rules;
use crate::source::{Format, Source, digest};

/// How a document stood when it was issued.
#[derive(Debug)]
pub(super) struct Replayed {
    /// The moment.
    pub at: DateTime<Tz>,
    /// What was found; nothing where the check could not be run again.
    pub findings: Vec<Diagnostic>,
    /// Why it could not be run again.
    pub note: Option<Text>,
}

/// By number and revision.
pub(super) type Replays = BTreeMap<(String, u32), Replayed>;

/// How many findings of each weight, pending ones apart; waived ones are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub pending: usize,
}

impl Counts {
    pub fn of<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.severity {
                _ if finding.is_pending() => counts.pending += 1,
                Severity::Error if finding.counts() => counts.errors += 1,
                Severity::Warning if finding.counts() => counts.warnings += 1,
                _ => {}
            }
        }
        counts
    }
}

/// An issue to be checked again.
struct Issue<'a> {
    number: &'a str,
    revision: u32,
    at: DateTime<Tz>,
    reserved: &'a Reserved,
}

/// A project under the rules of some time.
struct Then {
    project: Project,
    rules: Rules,
}

/// Checks each issue of the period again.
pub(super) fn replay(ground: &Ground<'_>) -> anyhow::Result<Replays> {
    let zone = ground.project.config.time_zone;
    let wanted: HashSet<(&str, u32)> = ground
        .issues()
        .map(|(document, print)| (document.number.as_str(), print.revision))
        .collect();
    // Also those before the period: their records stood as they were issued.
    let mut issues: Vec<Issue<'_>> = Vec::new();
    for document in ground.ledger.documents.values() {
        for print in &document.prints {
            issues.extend(issue(&document.number, print, zone));
        }
    }
    issues.sort_by_key(|issue| (issue.at, issue.reserved.rules.as_str(), issue.number));
    let mut past = Past::new(ground)?;
    let mut replays = Replays::new();
    let same = |a: &Issue<'_>, b: &Issue<'_>| a.at == b.at && a.reserved.rules == b.reserved.rules;
    for group in issues.chunk_by(same) {
        for issue in group {
            past.take_up(issue)?;
        }
        let asked: Vec<&Issue<'_>> = group
            .iter()
            .filter(|issue| wanted.contains(&(issue.number, issue.revision)))
            .collect();
        if !asked.is_empty() {
            past.check(&asked, &mut replays)?;
        }
    }
    Ok(replays)
}

fn issue<'a>(number: &'a str, print: &'a Print, zone: Tz) -> Option<Issue<'a>> {
    print.issued.as_ref()?;
    let reserved = print.reserved.as_ref()?;
    // What came from outside has no record of the company's own.
    reserved.external.is_none().then(|| Issue {
        number,
        revision: print.revision,
        at: print.began.at.with_timezone(&zone),
        reserved,
    })
}

/// The records as they were at a moment that moves on from issue to issue.
struct Past<'a> {
    ground: &'a Ground<'a>,
    sources: Vec<Source>,
    records: Vec<Option<Record>>,
    places: HashMap<PathBuf, usize>,
    /// The entries taken up so far.
    ledger: Ledger,
    entries: usize,
    /// Digest of the present rules.
    present: String,
    then: HashMap<String, Result<Then, Text>>,
}

impl<'a> Past<'a> {
    fn new(ground: &'a Ground<'a>) -> anyhow::Result<Self> {
        let places = ground.sources.iter().enumerate();
        let places = places.filter_map(|(i, source)| {
            let path = source.path()?;
            Some((std::path::absolute(path).ok()?, i))
        });
        Ok(Self {
            ground,
            sources: ground.sources.clone(),
            records: ground.records.clone(),
            places: places.collect(),
            ledger: Ledger::default(),
            entries: 0,
            present: standing(ground.project)?.0,
            then: HashMap::new(),
        })
    }

    /// From its issue on a record stands as it was issued.
    fn take_up(&mut self, issue: &Issue<'_>) -> anyhow::Result<()> {
        let kept = &issue.reserved.record;
        let project = self.ground.project;
        let path = project.root().join(&kept.file);
        let at = std::path::absolute(&path).ok();
        let place = at.as_ref().and_then(|path| self.places.get(path).copied());
        let unchanged = place.and_then(|place| self.sources.get(place)?.text());
        if unchanged.is_some_and(|text| digest(text.as_bytes()) == kept.source) {
            return Ok(());
        }
        let register = &self.ground.register;
        let format = Format::of(&path).filter(|format| *format != Format::Workbook);
        let written = match format {
            Some(_) => register.kept(&kept.source)?,
            None => None,
        };
        let written = written.and_then(|bytes| String::from_utf8(bytes).ok());
        let (format, text) = match written {
            Some(text) => (format, text),
            None => {
                let canonical = register.kept(&kept.digest)?.unwrap_or_default();
                let text = String::from_utf8_lossy(&canonical).into_owned();
                (Some(Format::Json), text)
            }
        };
        let name = project.named(&kept.file);
        let source = Source::earlier(name, &path, format, text);
        let record = Record::open(&source, &project.forms, &mut Sink::default());
        match place {
            Some(place) => {
                self.sources[place] = source;
                self.records[place] = record;
            }
            None => {
                self.places
                    .extend(at.map(|path| (path, self.sources.len())));
                self.sources.push(source);
                self.records.push(record);
            }
        }
        Ok(())
    }

    fn check(&mut self, asked: &[&Issue<'_>], replays: &mut Replays) -> anyhow::Result<()> {
        let Some(first) = asked.first() else {
            return Ok(());
        };
        let at = first.at;
        self.move_on(at);
        self.prepare(&first.reserved.rules)?;
        let then = self.then.remove(&first.reserved.rules);
        let (mut by_file, note) = match &then {
            Some(Err(note)) => (HashMap::new(), Some(note.clone())),
            Some(Ok(then)) => (self.run((&then.project, &then.rules), asked, at), None),
            None => {
                let present = (self.ground.project, self.ground.rules);
                (self.run(present, asked, at), None)
            }
        };
        if let Some(then) = then {
            self.then.insert(first.reserved.rules.clone(), then);
        }
        for issue in asked {
            let file = self.name_of(issue);
            let replayed = Replayed {
                at,
                findings: by_file.remove(&file).unwrap_or_default(),
                note: note.clone(),
            };
            replays.insert((issue.number.to_owned(), issue.revision), replayed);
        }
        Ok(())
    }

    /// Runs the check as of a moment; the findings by the file they are about.
    fn run(
        &mut self,
        (project, rules): (&Project, &Rules),
        asked: &[&Issue<'_>],
        at: DateTime<Tz>,
    ) -> HashMap<String, Vec<Diagnostic>> {
        let names: HashSet<String> = asked.iter().map(|issue| self.name_of(issue)).collect();
        let is_asked = |source: &Source| names.contains(source.name());
        let mut asked: Vec<bool> = self.sources.iter().map(is_asked).collect();
        let own = self.sources.len();
        if !self.ledger.documents.is_empty() {
            let extract = extract::extract(project, &self.ledger, at);
            let register = Record::open(&extract, &project.forms, &mut Sink::default());
            self.sources.push(extract);
            self.records.push(register);
            asked.push(false);
        }
        let standards = project.standards(rules, Some(&self.ledger), at);
        let run = Run {
            standards: &standards,
            files: &self.sources,
            opened: Some(&self.records),
            asked: &asked,
            keep: false,
        };
        let mut outcome = run.check();
        self.sources.truncate(own);
        self.records.truncate(own);
        waive(project, rules, (at, false), &mut outcome);
        let mut by_file: HashMap<String, Vec<Diagnostic>> = HashMap::new();
        for finding in outcome.findings.into_sorted() {
            let file = finding.place.as_ref().map(|place| place.source.name());
            let file = file.unwrap_or_default().to_owned();
            by_file.entry(file).or_default().push(finding);
        }
        by_file
    }

    fn name_of(&self, issue: &Issue<'_>) -> String {
        self.ground.project.named(&issue.reserved.record.file)
    }

    /// The register as it was when the check was run: without what that issue itself added.
    fn move_on(&mut self, at: DateTime<Tz>) {
        let entries = &self.ground.entries;
        while let Some(entry) = entries.get(self.entries).filter(|entry| entry.body.at < at) {
            self.ledger.add(&entry.body);
            self.entries += 1;
        }
    }

    /// The project under some rules; nothing is kept of the present ones.
    fn prepare(&mut self, rules: &str) -> anyhow::Result<()> {
        if rules == self.present || self.then.contains_key(rules) {
            return Ok(());
        }
        let gone = || Text::new("当时的规则没有保存", "the rules of that time were not kept");
        let files = kept_files(&self.ground.register, rules)?;
        let then = files.ok_or_else(gone).and_then(|files| {
            let files: Vec<(String, Vec<u8>)> = files
                .into_iter()
                .map(|file| (file.path, file.bytes))
                .collect();
            let mut sink = Sink::default();
            let project = self.ground.project.earlier(&files, &mut sink);
            let rules = project.rules(&mut sink);
            match sink
                .into_sorted()
                .into_iter()
                .find(|found| found.severity == Severity::Error)
            {
                None => Ok(Then { project, rules }),
                Some(found) => Err(Text::new(
                    format!("当时的规则本程序已读不懂：{}", found.message.zh),
                    format!(
                        "this program no longer reads the rules of that time: {}",
                        found.message.en
                    ),
                )),
            }
        });
        self.then.insert(rules.to_owned(), then);
        Ok(())
    }
}
