//! `issue` and `register` on the command line.

pub(super) mod told;

use std::path::{Path, PathBuf};

use anyhow::ensure;
use serde_json::json;

use super::args::{Act, Issue, ListFormat, Register};
use super::{Exit, Session};
use crate::commands::issue;
use crate::commands::lists;
use crate::commands::register::{self as acts, Actor, Release};
use crate::diag::{Severity, Sink};
use crate::project::Project;
use crate::render::Language;

impl Session<'_> {
    pub(super) fn issue(&self, asked: &Issue) -> anyhow::Result<Exit> {
        self.issue_all(
            &asked.records,
            &asked.by.name,
            asked.page_lang.map(Into::into),
            None,
        )
    }

    fn issue_all(
        &self,
        records: &[PathBuf],
        by: &str,
        language: Option<Language>,
        corrects: Option<(&str, &str)>,
    ) -> anyhow::Result<Exit> {
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let request = issue::Request {
            records,
            by,
            at: self.global.as_of.as_ref().map(|_| as_of),
            as_of,
            language,
            corrects,
        };
        let mut sink = Sink::default();
        let done = issue::issue(&project, &rules, &request, &mut sink)?;
        self.settled(&done.settled)?;
        for document in &done.issued {
            self.printer.issued(document)?;
        }
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        if let Some(error) = done.stopped {
            return Err(error);
        }
        let left = records.len() - done.issued.len();
        if left > 0 {
            self.printer.not_issued(left)?;
        }
        Ok(match self.answer(&found) {
            Exit::Clean if left > 0 => Exit::Findings,
            exit => exit,
        })
    }

    pub(super) fn settled(&self, settled: &[issue::Settled]) -> anyhow::Result<()> {
        settled.iter().try_for_each(|one| self.printer.settled(one))
    }

    pub(super) fn register(&self, command: &Register) -> anyhow::Result<Exit> {
        if let Register::Supersede {
            number,
            record,
            act,
            page_lang,
        } = command
        {
            let language = page_lang.map(Into::into);
            let records = std::slice::from_ref(record);
            return self.issue_all(records, &act.by.name, language, Some((number, &act.reason)));
        }
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        match command {
            Register::List { form, format } => {
                self.list_register(&project, form.as_deref(), *format)
            }
            Register::Show { number, format } => self.show(&project, number, *format),
            Register::Verify { sample, format } => self.verify_register(&project, *sample, *format),
            Register::Retention { format } => self.retention(&project, *format),
            Register::Backup { file } => self.backup(&project, file),
            Register::Print {
                list,
                document,
                from,
                until,
                paper,
            } => {
                let asked = lists::Request {
                    list: (*list).into(),
                    as_of: self.as_of(project.config.time_zone)?,
                    document: document.clone(),
                    from: *from,
                    until: *until,
                    output: paper.output.clone(),
                    formats: paper.formats(),
                    language: paper.language(),
                };
                self.print_list(&project, &asked)
            }
            _ => self.act(&project, command),
        }
    }

    fn print_list(&self, project: &Project, asked: &lists::Request) -> anyhow::Result<Exit> {
        let mut sink = Sink::default();
        let printed = lists::print(project, asked, &mut sink)?;
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        if let Some(printed) = &printed {
            self.printer.written(&printed.files)?;
        }
        Ok(self.answer(&found))
    }

    pub(super) fn actor<'b>(&self, project: &Project, by: &'b str) -> anyhow::Result<Actor<'b>> {
        let as_of = self.as_of(project.config.time_zone)?;
        let said = self.global.as_of.as_ref().map(|_| as_of);
        Ok(Actor {
            by,
            day: as_of.date_naive(),
            draft: issue::draft(project, by, said),
        })
    }

    /// What changes the register.
    fn act(&self, project: &Project, command: &Register) -> anyhow::Result<Exit> {
        let mut sink = Sink::default();
        let actor = |act: &Act| -> anyhow::Result<(String, String)> {
            ensure!(
                !act.reason.trim().is_empty(),
                "--reason 不能为空 (--reason is empty)"
            );
            Ok((act.by.name.clone(), act.reason.clone()))
        };
        let done = match command {
            Register::Withdraw { number, act } => {
                let (by, reason) = actor(act)?;
                let done = acts::withdraw(
                    project,
                    &self.actor(project, &by)?,
                    number,
                    &reason,
                    &mut sink,
                )?;
                done.then(|| (format!("{number} 已收回"), format!("withdrew {number}")))
            }
            Register::Void { number, act } => {
                let (by, reason) = actor(act)?;
                let done = acts::void(
                    project,
                    &self.actor(project, &by)?,
                    number,
                    &reason,
                    &mut sink,
                )?;
                done.then(|| (format!("编号 {number} 已作废"), format!("voided {number}")))
            }
            Register::Attach { number, file, by } => {
                let done = acts::attach(
                    project,
                    &self.actor(project, &by.name)?,
                    (number, file),
                    &mut sink,
                )?;
                done.map(|at| {
                    (
                        format!("已附在 {number}：{at}"),
                        format!("attached to {number}: {at}"),
                    )
                })
            }
            Register::Dispose {
                number,
                act,
                witness,
            } => {
                let (by, reason) = actor(act)?;
                let done = acts::dispose(
                    project,
                    &self.actor(project, &by)?,
                    (number, witness, &reason),
                    &mut sink,
                )?;
                done.then(|| {
                    (
                        format!("{number} 已登记销毁"),
                        format!("registered the disposal of {number}"),
                    )
                })
            }
            Register::Release {
                form,
                revision,
                act,
                approver,
                effective,
            } => {
                let (by, reason) = actor(act)?;
                let asked = Release {
                    form,
                    revision,
                    approver,
                    reason: &reason,
                    effective: *effective,
                };
                let done = acts::release(project, &self.actor(project, &by)?, &asked, &mut sink)?;
                done.map(|day| {
                    (
                        format!("{form} {revision} 已批准，{day} 起有效"),
                        format!("released {form} {revision}, in force from {day}"),
                    )
                })
            }
            Register::Import {
                file,
                sheet,
                form,
                dry_run,
                by,
            } => {
                let asked = acts::ImportRequest {
                    file,
                    sheet: sheet.as_deref(),
                    form: form.as_deref(),
                    dry_run: *dry_run,
                };
                let done =
                    acts::import(project, &self.actor(project, &by.name)?, &asked, &mut sink)?;
                let (zh, en) = if *dry_run {
                    ("可接收", "would take over")
                } else {
                    ("已接收", "took over")
                };
                done.map(|count| {
                    (
                        format!("{zh} {count} 个编号"),
                        format!("{en} {count} numbers"),
                    )
                })
            }
            Register::Restore { file, act } => {
                let (by, reason) = actor(act)?;
                let back = acts::restore(
                    project,
                    &self.actor(project, &by)?,
                    (file, &reason),
                    &mut sink,
                )?;
                back.map(|back| told::restored(&back))
            }
            _ => None,
        };
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        match done {
            Some((zh, en)) => {
                self.printer.say(zh, en)?;
                Ok(Exit::Clean)
            }
            None => Ok(Exit::Findings),
        }
    }

    fn list_register(
        &self,
        project: &Project,
        form: Option<&str>,
        format: ListFormat,
    ) -> anyhow::Result<Exit> {
        let ledger = acts::ledger(project)?.unwrap_or_default();
        let form = form.map(|name| project.forms.find(name).unwrap_or(name));
        let documents: Vec<_> = ledger
            .documents
            .values()
            .filter(|document| form.is_none_or(|form| document.form == form))
            .collect();
        match format {
            ListFormat::Human => {
                self.printer
                    .text(&told::documents(&documents, project, self.printer.lang()))?
            }
            ListFormat::Json => {
                let documents: Vec<_> = documents
                    .iter()
                    .map(|document| acts::document_json(document))
                    .collect();
                let value =
                    json!({ "schema": 1, "entries": ledger.entries, "documents": documents });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(Exit::Clean)
    }

    fn show(&self, project: &Project, number: &str, format: ListFormat) -> anyhow::Result<Exit> {
        let entries = acts::history(project, number)?;
        let ledger = crate::entry::Ledger::of_number(&entries);
        let Some(document) = ledger.documents.get(number) else {
            self.printer.findings(&[acts::unknown(number)])?;
            return Ok(Exit::Findings);
        };
        match format {
            ListFormat::Human => {
                self.printer
                    .text(&told::history(document, &entries, self.printer.lang()))?
            }
            ListFormat::Json => {
                let entries: Vec<_> = entries.iter().map(|entry| json!({ "previous": entry.previous, "digest": entry.digest, "body": entry.body })).collect();
                let value = json!({ "schema": 1, "document": acts::document_json(document), "entries": entries });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(Exit::Clean)
    }

    fn verify_register(
        &self,
        project: &Project,
        sample: usize,
        format: ListFormat,
    ) -> anyhow::Result<Exit> {
        crate::register::Register::is_expected(project.root())?;
        let verified = acts::verify(project, sample);
        let found = verified.findings.into_sorted();
        let sound = !found.iter().any(|found| found.severity == Severity::Error);
        let head = verified.head.as_ref();
        match format {
            ListFormat::Human => {
                self.printer.findings(&found)?;
                let (entries, documents) =
                    (verified.ledger.entries, verified.ledger.documents.len());
                let last = head.map_or("", |head| &head.digest);
                let (zh, en) = if sound {
                    ("台账完好", "the register is sound")
                } else {
                    ("台账有问题，见上", "the register is not sound; see above")
                };
                self.printer.say(
                    format!("{zh}：{entries} 条，{documents} 个编号，核对文件 {} 份，末条摘要 {last}", verified.compared),
                    format!("{en}: {entries} entries, {documents} numbers, {} files compared, head digest {last}", verified.compared),
                )?;
            }
            ListFormat::Json => {
                let findings: Vec<_> = found.iter().map(|found| json!({
                    "code": found.code, "severity": found.severity, "message": found.message, "help": found.help,
                    "record": found.record, "file": found.place.as_ref().map(|place| place.source.name()),
                })).collect();
                let value = json!({
                    "schema": 1, "sound": sound, "entries": verified.ledger.entries, "documents": verified.ledger.documents.len(),
                    "files_compared": verified.compared, "kept": verified.kept,
                    "head": head.map(|head| json!({ "seq": head.seq, "digest": head.digest })), "findings": findings,
                });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(self.answer(&found))
    }

    fn retention(&self, project: &Project, format: ListFormat) -> anyhow::Result<Exit> {
        let ledger = acts::ledger(project)?.unwrap_or_default();
        let due = acts::retention(project, &ledger, self.today(project)?);
        match format {
            ListFormat::Human => {
                self.printer
                    .text(&told::retention(&due, project, self.printer.lang()))?
            }
            ListFormat::Json => {
                let due: Vec<_> = due.iter().map(|kept| json!({ "number": kept.document.number, "form": kept.document.form, "record": kept.document.record, "date": kept.document.date, "retain_until": kept.until })).collect();
                self.printer
                    .text(&format!("{:#}\n", json!({ "schema": 1, "due": due })))?;
            }
        }
        Ok(Exit::Clean)
    }

    fn backup(&self, project: &Project, file: &Path) -> anyhow::Result<Exit> {
        let register = crate::register::Register::open(project.root())?;
        let Some(register) = register else {
            anyhow::bail!("还没有发行台账 (there is no issue register yet)");
        };
        let documents = register.backup(file)?;
        let shown = file.display();
        self.printer.say(
            format!("已备份台账和 {documents} 份文件 → {shown}"),
            format!("copied the register and {documents} documents → {shown}"),
        )?;
        Ok(Exit::Clean)
    }
}
