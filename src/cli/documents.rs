//! `external` and `copies` on the command line.

use serde_json::json;

use super::args::{Copies, External, Kind, ListFormat, Said, Which};
use super::print::columns;
use super::register::told::{heads, time};
use super::{Exit, Session};
use crate::commands::copies::{self, End};
use crate::commands::external::{self, Details, Registered, Request};
use crate::commands::register as acts;
use crate::diag::{Lang, Sink, Text};
use crate::project::Project;

impl Session<'_> {
    pub(super) fn external(&self, command: &External) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let mut sink = Sink::default();
        let done = match command {
            External::List { format } => return self.list_external(&project, *format),
            External::Add { file, kind, said } => {
                let actor = self.actor(&project, &said.by.name)?;
                let asked = request(file, Some(*kind), said);
                let (done, settled) = external::add(&project, &actor, &asked, &mut sink)?;
                self.settled(&settled)?;
                done
            }
            External::Revise {
                number,
                file,
                kind,
                said,
            } => {
                let actor = self.actor(&project, &said.by.name)?;
                let asked = request(file, *kind, said);
                external::revise(&project, &actor, number, &asked, &mut sink)?
            }
        };
        if let Some(done) = &done {
            let told = registered(done);
            self.printer.say(told.zh, told.en)?;
        }
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        Ok(match (done, self.answer(&found)) {
            (None, Exit::Clean) => Exit::Findings,
            (_, exit) => exit,
        })
    }

    fn list_external(&self, project: &Project, format: ListFormat) -> anyhow::Result<Exit> {
        let ledger = acts::ledger(project)?.unwrap_or_default();
        let listed = external::listed(&ledger);
        match format {
            ListFormat::Human => {
                let lang = self.printer.lang();
                self.printer.text(&external_table(&listed, lang))?;
            }
            ListFormat::Json => {
                let documents: Vec<_> = listed.iter().map(external::json).collect();
                let value = json!({ "schema": 1, "documents": documents });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(Exit::Clean)
    }

    pub(super) fn copies(&self, command: &Copies) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let (which, end, by) = match command {
            Copies::List { number, format } => {
                return self.list_copies(&project, number.as_deref(), *format);
            }
            Copies::Give {
                number,
                to,
                holder,
                count,
                by,
            } => {
                let asked = copies::Give {
                    number,
                    to,
                    holder: holder.as_deref(),
                    count: *count,
                };
                return self.give(&project, &asked, &by.name);
            }
            Copies::TakeBack { which, reason, by } => (which, End::Returned(reason.as_deref()), by),
            Copies::Destroy {
                which,
                reason,
                witness,
                by,
            } => (which, End::Destroyed { witness, reason }, by),
            Copies::Lost { which, reason, by } => (which, End::Lost(reason), by),
        };
        self.end_copies(&project, which, end, &by.name)
    }

    fn give(&self, project: &Project, asked: &copies::Give<'_>, by: &str) -> anyhow::Result<Exit> {
        let mut sink = Sink::default();
        let actor = self.actor(project, by)?;
        let given = copies::give(project, &actor, asked, &mut sink)?;
        for copy in &given {
            self.printer.copy_given(copy, &project.named(&copy.file))?;
        }
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        Ok(if given.len() == asked.count as usize {
            self.answer(&found)
        } else {
            Exit::Findings
        })
    }

    fn end_copies(
        &self,
        project: &Project,
        which: &Which,
        end: End<'_>,
        by: &str,
    ) -> anyhow::Result<Exit> {
        if let End::Destroyed { reason, .. } | End::Lost(reason) = end {
            anyhow::ensure!(
                !reason.trim().is_empty(),
                "--reason 不能为空 (--reason is empty)"
            );
        }
        let mut sink = Sink::default();
        let actor = self.actor(project, by)?;
        let asked = (which.number.as_str(), which.copy.as_slice());
        let done = copies::end(project, &actor, asked, end, &mut sink)?;
        self.printer.findings(&sink.into_sorted())?;
        if !done {
            return Ok(Exit::Findings);
        }
        let numbers: Vec<String> = which.copy.iter().map(|no| format!("{no:02}")).collect();
        let (number, numbers) = (&which.number, numbers.join(", "));
        let (zh, en) = match end {
            End::Returned(_) => ("已收回", "took back"),
            End::Destroyed { .. } => ("已登记销毁", "registered the destruction of"),
            End::Lost(_) => ("已登记遗失", "registered the loss of"),
        };
        self.printer.say(
            format!("{zh} {number} 分发号 {numbers}"),
            format!("{en} copy {numbers} of {number}"),
        )?;
        Ok(Exit::Clean)
    }

    fn list_copies(
        &self,
        project: &Project,
        number: Option<&str>,
        format: ListFormat,
    ) -> anyhow::Result<Exit> {
        let ledger = acts::ledger(project)?.unwrap_or_default();
        if let Some(number) = number.filter(|number| !ledger.documents.contains_key(*number)) {
            self.printer.findings(&[acts::unknown(number)])?;
            return Ok(Exit::Findings);
        }
        let listed = copies::list(&ledger, number);
        match format {
            ListFormat::Human => {
                let lang = self.printer.lang();
                self.printer.text(&copies_table(&listed, lang))?;
            }
            ListFormat::Json => {
                let copies: Vec<_> = listed.iter().map(copies::json).collect();
                let value = json!({ "schema": 1, "copies": copies });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(Exit::Clean)
    }
}

fn request<'a>(file: &'a std::path::Path, kind: Option<Kind>, said: &Said) -> Request<'a> {
    let details = Details {
        title: said.title.clone(),
        kind: kind.map(Kind::name),
        own_number: said.own_number.clone(),
        own_revision: said.revision.clone(),
        own_date: said.own_date,
        customer: said.customer.clone(),
        source: said.source.clone(),
        received_on: said.received,
        received_by: said.received_by.clone(),
        department: said.department.clone(),
        holder: said.holder.clone(),
        property: said.property.clone(),
        note: said.note.clone(),
    };
    Request {
        file,
        details,
        cover: said.cover,
        language: said.page_lang.map(Into::into),
    }
}

pub(super) fn registered(done: &Registered) -> Text {
    let Registered {
        number,
        own_revision,
        file,
        original,
        pages,
        ..
    } = done;
    let noun = if *pages == 1 { "page" } else { "pages" };
    let (zh, en) = if done.stamped {
        (
            format!("已盖章（{pages} 页）"),
            format!("stamped ({pages} {noun})"),
        )
    } else {
        ("附登记封面".to_owned(), "with a cover sheet".to_owned())
    };
    Text::new(
        format!("{number} 版本 {own_revision}，{zh}：{file}\n  原件：{original}"),
        format!("{number} revision {own_revision}, {en}: {file}\n  as it came: {original}"),
    )
}

fn external_table(listed: &[external::Listed<'_>], lang: Lang) -> String {
    let mut rows = vec![heads(
        lang,
        &[
            "编号",
            "原编号",
            "版本",
            "状态",
            "名称",
            "顾客",
            "持有人",
            "副本",
            "登记",
        ],
        &[
            "number",
            "own number",
            "rev.",
            "state",
            "title",
            "customer",
            "holder",
            "copies",
            "registered",
        ],
    )];
    rows.extend(listed.iter().map(|one| {
        let from = one.external;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let issued = one
            .document
            .current()
            .and_then(|print| print.issued.as_ref());
        vec![
            one.document.number.clone(),
            text(&from.own_number),
            from.own_revision.clone(),
            one.document.state.word().get(lang).to_owned(),
            from.title.clone(),
            text(&from.customer),
            text(&from.holder),
            one.copies_out().to_string(),
            issued.map_or(String::new(), |issued| issued.at.date_naive().to_string()),
        ]
    }));
    columns(&rows)
}

fn copies_table(listed: &[copies::Listed<'_>], lang: Lang) -> String {
    let mut rows = vec![heads(
        lang,
        &[
            "编号",
            "修订",
            "分发号",
            "部门",
            "领用人",
            "分发",
            "状态",
            "时间",
            "说明",
        ],
        &[
            "number",
            "rev.",
            "copy",
            "department",
            "holder",
            "given",
            "state",
            "at",
            "remark",
        ],
    )];
    rows.extend(listed.iter().map(|one| {
        let given = &one.copy.given;
        let ended = one.copy.ended.as_ref();
        let remark = if one.is_to_be_taken_back() {
            Text::new("文件已失效，应收回", "obsolete: take it back")
                .get(lang)
                .to_owned()
        } else {
            ended
                .and_then(|ended| ended.what.clone())
                .unwrap_or_default()
        };
        vec![
            one.document.number.clone(),
            given.what.revision.to_string(),
            format!("{:02}", given.what.copy),
            given.what.department.clone(),
            given.what.holder.clone().unwrap_or_default(),
            time(&given.at),
            one.copy.state.word().get(lang).to_owned(),
            ended.map_or(String::new(), |ended| time(&ended.at)),
            remark,
        ]
    }));
    columns(&rows)
}
