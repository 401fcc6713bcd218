//! `issue`: check → append *reserved* → lay out with the record attached → write, sync, rename, sync → append *issued*.

mod numbers;
mod paper;
mod settle;
mod standing;

pub(super) use numbers::{Wanted, wanted};
pub(super) use paper::{
    EXTERNAL, Printed, Unprintable, copy_of, document_file, kept_files, manifest, original_file,
    print, reprint, reprint_copy,
};
pub use settle::{Outcome as Settlement, Settled};
pub(super) use standing::{fonts, standing};

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::Value;

use super::check;
use crate::diag::codes::{external, register as code};
use crate::diag::{Code, Diagnostic, Severity, Sink, Text};
use crate::entry::{Act, Edition, Issued, Kept, Manifest, Reserved, State, Voided, check_digits};
use crate::form::Form;
use crate::project::Project;
use crate::record::Record;
use crate::register::{Draft, Piece, Register, Taken};
use crate::render::{Control, Frozen, KeptFile, Language, Mode, Page, Renderer, engine};
use crate::rule::Rules;
use crate::source::Pointer;

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// Record files, issued in this order.
    pub records: &'a [PathBuf],
    /// The person who issues.
    pub by: &'a str,
    /// The moment that was said (`--as-of`); `None` for the present one.
    pub at: Option<DateTime<Tz>>,
    /// The moment as of which records are judged.
    pub as_of: DateTime<Tz>,
    /// Default: the company's.
    pub language: Option<Language>,
    /// The number that the record corrects, and why.
    pub corrects: Option<(&'a str, &'a str)>,
}

/// A document issued.
#[derive(Debug)]
pub struct Document {
    /// Its number.
    pub number: String,
    /// 0 for the first issue.
    pub revision: u32,
    /// Id of the record.
    pub record: String,
    /// Where the PDF lies, as messages name it.
    pub file: String,
    /// How many pages it has.
    pub pages: usize,
    /// The digits of the record's digest on the paper.
    pub check: String,
}

/// What was done.
#[derive(Debug, Default)]
pub struct Done {
    /// What an earlier run had left unfinished.
    pub settled: Vec<Settled>,
    /// In the order of the records.
    pub issued: Vec<Document>,
    /// What stopped the work before its end: a full disk, say. What is issued stays issued.
    pub stopped: Option<anyhow::Error>,
}

/// Who does it, as the register is told.
pub fn draft(project: &Project, by: &str, at: Option<DateTime<Tz>>) -> Draft {
    Draft {
        at,
        zone: project.config.time_zone,
        by: by.to_owned(),
        engine: engine(),
        company: project.company.name.zh.clone(),
    }
}

/// The project's register, with a turn to issue. What an earlier run left unfinished is settled first.
///
/// # Errors
/// When there is no project, or the register cannot be used.
pub fn open(project: &Project, draft: &Draft) -> anyhow::Result<(Register, Vec<Settled>)> {
    if !project.exists() {
        bail!("这里没有项目：先运行 wenkong init (no project here: run `wenkong init`)");
    }
    let mut register = Register::open_or_create(project.root())?;
    let settled = if register.begin()? {
        register.sweep()?;
        settle::settle(&mut register, draft)?
    } else {
        Vec::new()
    };
    register.share()?;
    Ok((register, settled))
}

/// Issues records. One that cannot be issued is told and does not stop the others.
///
/// # Errors
/// When the register cannot be used or written. What had been reserved is voided, at the latest by the next start.
pub fn issue(
    project: &Project,
    rules: &Rules,
    request: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Done> {
    let draft = draft(project, request.by, request.at);
    let (register, settled) = open(project, &draft)?;
    let checked = check::check(
        project,
        rules,
        &check::Request {
            paths: request.records,
            as_of: request.as_of,
            keep: false,
        },
    );
    let mut found: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    for diagnostic in checked.findings.into_sorted() {
        let file = diagnostic
            .place
            .as_ref()
            .map(|place| place.source.name().to_owned());
        found
            .entry(file.unwrap_or_default())
            .or_default()
            .push(diagnostic);
    }
    let mut work = Work {
        project,
        rules,
        request,
        register,
        draft,
        declared: checked.declared,
        standing: standing(project)?,
        fonts: fonts()?,
        frozen: HashMap::new(),
    };
    let mut issued = Vec::new();
    for path in request.records {
        let source = project.source(path);
        let findings = found.remove(source.name()).unwrap_or_default();
        match work.record(path, findings, sink) {
            Ok(document) => issued.extend(document),
            Err(error) => {
                return Ok(Done {
                    settled,
                    issued,
                    stopped: Some(error),
                });
            }
        }
    }
    Ok(Done {
        settled,
        issued,
        stopped: None,
    })
}

struct Work<'a> {
    project: &'a Project,
    rules: &'a Rules,
    request: &'a Request<'a>,
    register: Register,
    draft: Draft,
    /// Form and number of every record that declares one.
    declared: Vec<(String, String)>,
    /// Rules, calendar and configuration.
    standing: (String, Vec<Piece>),
    fonts: String,
    /// Prepared form revisions by their digest.
    frozen: HashMap<String, Frozen>,
}

/// All that is known of a document before it has a number.
struct Prepared<'a> {
    record: &'a Record,
    form: &'a Form,
    renderer: Renderer<'a>,
    edition: Edition,
    /// The form's files, and their list.
    files: Vec<KeptFile>,
    canonical: Vec<u8>,
    kept: Kept,
    source: Vec<u8>,
}

impl Work<'_> {
    fn record(
        &mut self,
        path: &std::path::Path,
        findings: Vec<Diagnostic>,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Document>> {
        let stops = findings.iter().any(|found| self.stops(found));
        let shown = findings.into_iter().filter(|found| found.counts());
        sink.extend(shown);
        if stops {
            return Ok(None);
        }
        let project = self.project;
        let Some(record) =
            Record::open(&project.source(path), &project.forms, &mut Sink::default())
        else {
            return Ok(None);
        };
        let Some(form) = record.form(&project.forms) else {
            return Ok(None);
        };
        let Some(prepared) = self.prepare(&record, form, path, sink)? else {
            return Ok(None);
        };
        if !self.has_its_pictures(&prepared, sink) {
            return Ok(None);
        }
        let seen = self.register.last_about(&prepared.kept.id)?;
        if let Some(refusal) = self.refusal(&prepared)? {
            sink.push(refusal);
            return Ok(None);
        }
        self.put_on_paper(&prepared, seen, sink)
    }

    /// Whether all that the page shows can be read: a number must not be taken for a sheet with a gap.
    fn has_its_pictures(&self, prepared: &Prepared<'_>, sink: &mut Sink) -> bool {
        let taken = Taken {
            number: String::new(),
            revision: 0,
            serial: None,
            at: self.request.as_of.fixed_offset(),
        };
        let mut found = Sink::default();
        let sheet = sheet_files(
            prepared,
            self.request,
            self.project.root(),
            &taken,
            &mut found,
        );
        let sound = sheet.is_some() && found.worst() != Some(Severity::Error);
        sink.merge(found);
        sound
    }

    /// Whether a finding keeps a record from being issued.
    fn stops(&self, found: &Diagnostic) -> bool {
        let blocks = self
            .rules
            .rule(found.code)
            .is_none_or(|rule| rule.blocks_issue);
        found.severity == Severity::Error && found.counts() && blocks
    }

    fn prepare<'a>(
        &mut self,
        record: &'a Record,
        form: &'a Form,
        path: &std::path::Path,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Prepared<'a>>>
    where
        Self: 'a,
    {
        let language = self
            .request
            .language
            .unwrap_or_else(|| self.project.language(form));
        // The project outlives all that is prepared from it.
        let company = &self.project.company;
        let Some(renderer) = Renderer::new(form, company, language, sink) else {
            return Ok(None);
        };
        let files = renderer.form_files();
        let manifest = manifest(&files);
        let edition = Edition {
            id: form.id.clone(),
            revision: form.revision.clone(),
            number: form.number.clone(),
            title: form.title.zh.clone(),
            digest: Piece::new(manifest.canonical()?).digest,
        };
        let Some((edition, files)) = self.frozen(record, form, edition, files, sink)? else {
            return Ok(None);
        };
        let canonical = serde_json_canonicalizer::to_vec(&record.document.value)?;
        let source = std::fs::read(path)
            .with_context(|| format!("无法读取 {0} (cannot read {0})", path.display()))?;
        let (Some(id), Some(date)) = (record.id.clone(), record.date) else {
            return Ok(None);
        };
        let kept = Kept {
            id,
            date,
            file: relative(self.project, path),
            digest: Piece::new(canonical.as_slice()).digest,
            source: Piece::new(source.as_slice()).digest,
            products: products(&record.document.value),
        };
        Ok(Some(Prepared {
            record,
            form,
            renderer,
            edition,
            files,
            canonical,
            kept,
            source,
        }))
    }

    /// The revision as it was frozen when it was released or first used. A built-in form keeps that state when the program is
    /// updated; a company's own that was changed since must become a new revision.
    fn frozen(
        &self,
        record: &Record,
        form: &Form,
        edition: Edition,
        files: Vec<KeptFile>,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<(Edition, Vec<KeptFile>)>> {
        let Some(frozen) = self.register.frozen(&form.id, &form.revision)? else {
            if self.register.is_in_use(&form.id)? {
                sink.push(told(
                    record,
                    "form",
                    code::NOT_RELEASED,
                    Text::new(
                        format!("{} 版本 {} 尚未批准发布", form.title.zh, form.revision),
                        format!(
                            "revision {} of {} has not been released",
                            form.revision, form.title.en
                        ),
                    ),
                ));
                return Ok(None);
            }
            return Ok(Some((edition, files)));
        };
        if frozen.digest == edition.digest {
            return Ok(Some((edition, files)));
        }
        if form.is_builtin() {
            let kept = kept_files(&self.register, &frozen.digest)?
                .context("表单内容缺失 (the kept form is gone)")?;
            return Ok(Some((
                Edition {
                    digest: frozen.digest,
                    ..edition
                },
                kept,
            )));
        }
        let before = self
            .register
            .kept(&frozen.digest)?
            .and_then(|bytes| Manifest::read(&bytes))
            .unwrap_or_default();
        let changed = before.differing(&manifest(&files)).join(", ");
        sink.push(told(
            record,
            "form",
            code::FORM_CHANGED,
            Text::new(
                format!(
                    "{} {} 自冻结后被改动：{changed}",
                    form.title.zh, form.revision
                ),
                format!(
                    "{} {} was changed after it was frozen: {changed}",
                    form.title.en, form.revision
                ),
            ),
        ));
        Ok(None)
    }

    /// Why a record cannot be issued as the register stands.
    fn refusal(&self, prepared: &Prepared<'_>) -> anyhow::Result<Option<Diagnostic>> {
        let (record, form, by) = (prepared.record, prepared.form, self.request.by);
        if form.id == EXTERNAL {
            let message = Text::new(
                "外来文件随原件登记，不单独发行",
                "a document from outside is registered with its original, not issued by itself",
            );
            return Ok(Some(told(record, "form", external::NOT_ISSUED, message)));
        }
        let mut roles = form.issued_by.clone();
        roles.extend(self.project.config.register.keepers.iter().cloned());
        if !self
            .project
            .organisation
            .held(by, &roles, self.request.as_of.date_naive())
        {
            let roles = roles.join("、");
            return Ok(Some(told(
                record,
                "form",
                code::NOT_AUTHORISED,
                Text::new(
                    format!("{by} 当天不担任 {roles}，不能发行{}", form.title.zh),
                    format!(
                        "{by} holds none of {roles} that day and may not issue {}",
                        form.title.en
                    ),
                ),
            )));
        }
        let mut current = Vec::new();
        for number in self.register.numbers_of(&prepared.kept.id)? {
            let ledger = crate::entry::Ledger::of_number(&self.register.entries_of(&number)?);
            current.extend(
                ledger
                    .documents
                    .into_values()
                    .filter(|document| matches!(document.state, State::Current | State::Reserved)),
            );
        }
        Ok(match (self.request.corrects, current.first()) {
            (None, None) => None,
            (None, Some(document)) => Some(told(
                record,
                "id",
                code::ALREADY_ISSUED,
                Text::new(
                    format!("{} 已发行为 {}", prepared.kept.id, document.number),
                    format!(
                        "{} has been issued as {}",
                        prepared.kept.id, document.number
                    ),
                ),
            )),
            (Some((number, _)), Some(document))
                if document.number == number && document.state == State::Current =>
            {
                let same = document
                    .current()
                    .is_some_and(|print| print.record == prepared.kept.digest);
                same.then(|| {
                    told(
                        record,
                        "id",
                        code::ALREADY_ISSUED,
                        Text::new(
                            format!("内容与已发行的 {number} 相同，没有更正"),
                            format!("it says what {number} says: nothing is corrected"),
                        ),
                    )
                })
            }
            (Some((number, _)), _) => Some(told(
                record,
                "id",
                code::NOT_CURRENT,
                Text::new(
                    format!("{number} 不是 {} 的现行文件", prepared.kept.id),
                    format!("{number} is no current document of {}", prepared.kept.id),
                ),
            )),
        })
    }

    /// Reserves, lays out, writes, releases. What fails after the number was taken voids it.
    fn put_on_paper(
        &mut self,
        prepared: &Prepared<'_>,
        seen: u64,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Document>> {
        let wanted = match self.number(prepared) {
            Ok(wanted) => wanted,
            Err(refusal) => {
                sink.push(*refusal);
                return Ok(None);
            }
        };
        let mut sheet = Vec::new();
        let mut told = Sink::default();
        let (draft, request, root) = (&self.draft, self.request, self.project.root());
        let (standing, fonts) = (&self.standing, &self.fonts);
        let entry = self.register.reserve(
            draft,
            &wanted.reservation(),
            (&prepared.kept.id, seen),
            |taken| {
                sheet = sheet_files(prepared, request, root, taken, &mut told)
                    .context("无法生成页面数据 (the page's data cannot be made)")?;
                reserved(
                    prepared,
                    taken,
                    &sheet,
                    standing,
                    fonts,
                    request.corrects.map(|(_, reason)| reason),
                )
            },
        )?;
        let Act::Reserved(reserved) = entry.body.act else {
            bail!("reserved");
        };
        sink.merge(told);
        let Some((bytes, pages)) = self.print(prepared, &sheet, sink) else {
            void(
                &mut self.register,
                &self.draft,
                &reserved,
                "版面出错 (layout failed)",
            )?;
            return Ok(None);
        };
        match self.release(&reserved, &bytes, pages) {
            Ok(document) => Ok(Some(document)),
            Err(error) => {
                let reason = format!("{error:#}");
                void(&mut self.register, &self.draft, &reserved, &reason)?;
                Err(error).with_context(|| format!("{0} 已作废 ({0} is voided)", reserved.number))
            }
        }
    }

    fn print(
        &mut self,
        prepared: &Prepared<'_>,
        sheet: &[KeptFile],
        sink: &mut Sink,
    ) -> Option<(Vec<u8>, usize)> {
        let digest = &prepared.edition.digest;
        if !self.frozen.contains_key(digest) {
            self.frozen
                .insert(digest.clone(), Frozen::new(&prepared.files, sink)?);
        }
        let pages = self
            .frozen
            .get(digest)?
            .render(sheet, &prepared.canonical, sink)?;
        match pages.pdf() {
            Ok(bytes) => Some((bytes, pages.count())),
            Err(diagnostic) => {
                sink.push(*diagnostic);
                None
            }
        }
    }

    fn release(
        &mut self,
        reserved: &Reserved,
        bytes: &[u8],
        pages: usize,
    ) -> anyhow::Result<Document> {
        self.register.write(&reserved.file, bytes)?;
        let issued = issued(reserved, bytes, pages, false);
        if let Err(error) = self.register.append(&self.draft, Act::Issued(issued), &[]) {
            // No document without its entry; what cannot be removed is completed by the next start.
            let _ = self.register.remove(&reserved.file);
            return Err(error);
        }
        Ok(Document {
            number: reserved.number.clone(),
            revision: reserved.revision,
            record: reserved.record.id.clone(),
            file: self.project.named(&reserved.file),
            pages,
            check: check_digits(&reserved.record.digest).to_owned(),
        })
    }

    fn number(&self, prepared: &Prepared<'_>) -> Result<Wanted, Box<Diagnostic>> {
        match self.request.corrects {
            Some((number, _)) => Ok(Wanted::Correction(number.to_owned())),
            None => wanted(self.project, prepared.record, prepared.form, &self.declared),
        }
    }
}

/// Voids what was reserved. No file of it stays: neither the document, nor what came from outside with it.
pub(super) fn void(
    register: &mut Register,
    draft: &Draft,
    reserved: &Reserved,
    reason: &str,
) -> anyhow::Result<()> {
    if let Some(from) = &reserved.external {
        register.remove(&from.original.file)?;
    }
    register.remove(&reserved.file)?;
    let voided = Voided {
        number: reserved.number.clone(),
        revision: reserved.revision,
        serial: None,
        reason: reason.to_owned(),
    };
    register.append(draft, Act::Voided(voided), &[])?;
    Ok(())
}

/// What the register is told when a document is on paper.
pub(super) fn issued(reserved: &Reserved, bytes: &[u8], pages: usize, completed: bool) -> Issued {
    Issued {
        number: reserved.number.clone(),
        revision: reserved.revision,
        pdf: crate::source::digest(bytes),
        bytes: bytes.len() as u64,
        pages,
        completed,
    }
}

fn sheet_files(
    prepared: &Prepared<'_>,
    request: &Request<'_>,
    root: &std::path::Path,
    taken: &Taken,
    sink: &mut Sink,
) -> Option<Vec<KeptFile>> {
    let control = Control {
        number: taken.number.clone(),
        revision: taken.revision,
        at: taken.at,
        by: request.by.to_owned(),
        check: check_digits(&prepared.kept.digest).to_owned(),
    };
    let page = Page {
        mode: Mode::Issued,
        record: Some(prepared.record),
        root,
    };
    prepared.renderer.sheet_files(&page, &control, sink)
}

fn reserved(
    prepared: &Prepared<'_>,
    taken: &Taken,
    sheet: &[KeptFile],
    standing: &(String, Vec<Piece>),
    fonts: &str,
    reason: Option<&str>,
) -> anyhow::Result<(Reserved, Vec<Piece>)> {
    let list = Piece::new(manifest(sheet).canonical()?);
    let form = Piece::new(manifest(&prepared.files).canonical()?);
    let reserved = Reserved {
        number: taken.number.clone(),
        revision: taken.revision,
        serial: taken.serial.clone(),
        form: prepared.edition.clone(),
        record: prepared.kept.clone(),
        retention: prepared.form.retention,
        sheet: list.digest.clone(),
        fonts: fonts.to_owned(),
        rules: standing.0.clone(),
        file: document_file(&prepared.form.id, &taken.number, taken.revision),
        reason: reason.map(str::to_owned),
        external: None,
    };
    let mut kept = vec![
        list,
        form,
        Piece::new(prepared.canonical.as_slice()),
        Piece::new(prepared.source.as_slice()),
    ];
    let files = sheet.iter().chain(&prepared.files);
    kept.extend(files.map(|file| Piece::new(file.bytes.as_slice())));
    kept.extend(standing.1.iter().cloned());
    Ok((reserved, kept))
}

/// A file's path relative to the project, with `/`.
fn relative(project: &Project, path: &std::path::Path) -> String {
    let whole = |path: &std::path::Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let (path, root) = (whole(path), whole(project.root()));
    path.strip_prefix(root)
        .unwrap_or(&path)
        .to_string_lossy()
        .replace('\\', "/")
}

/// What a record names as products: by name and by part number.
fn products(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    gather(value, &mut found);
    found.sort();
    found.dedup();
    found
}

fn gather(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(table) => {
            for (key, item) in table {
                match item {
                    Value::String(text) if ["product", "part_no"].contains(&key.as_str()) => {
                        found.push(text.clone())
                    }
                    _ => gather(item, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, found)),
        _ => {}
    }
}

fn told(record: &Record, field: &str, code: Code, message: Text) -> Diagnostic {
    let place = record.place(Pointer::root().join(field));
    let told = Diagnostic::error(code, message).at(place).helped();
    match &record.id {
        Some(id) => told.of(id),
        None => told,
    }
}
