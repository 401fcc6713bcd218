//! `audit` on the command line, and the answer about a pack.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{Audit, ListFormat};
use super::print::columns;
use super::register::told::heads;
use super::{Exit, Session};
use crate::commands::audit::{self, Request};
use crate::commands::verify;
use crate::diag::{Lang, Severity, Sink, Text};

impl Session<'_> {
    pub(super) fn audit(&self, asked: &Audit) -> anyhow::Result<Exit> {
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let request = Request {
            from: asked.from,
            until: asked.until,
            as_of: self.as_of(project.config.time_zone)?,
            recipient: asked.recipient.as_deref(),
            samples: asked.samples,
            language: asked.page_lang.map(Into::into),
            output: asked.output.as_deref(),
        };
        let mut sink = Sink::default();
        let done = audit::audit(&project, &rules, &request, &mut sink)?;
        let mut found = sink.into_sorted();
        let Some(mut done) = done else {
            self.printer.findings(&found)?;
            return Ok(Exit::Failed);
        };
        let lang = self.printer.lang();
        match asked.format {
            ListFormat::Human => {
                self.printer.text(&summary(&done.report, lang))?;
                self.printer.findings(&done.faults)?;
                if let Some((path, digest)) = &done.pack {
                    let (path, short) = (path.display(), digest.get(..16).unwrap_or_default());
                    self.printer.say(
                        format!("证据包：{path}（清单摘要 {short}…）"),
                        format!("evidence pack: {path} (digest of its manifest {short}…)"),
                    )?;
                }
            }
            ListFormat::Json => {
                let pack = done.pack.as_ref();
                let value = json!({
                    "schema": 1,
                    "report": done.report,
                    "pack": pack.map(|(path, _)| path),
                    "manifest_sha256": pack.map(|(_, digest)| digest),
                });
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        found.extend(std::mem::take(&mut done.outcome.findings).into_sorted());
        found.extend(
            done.faults
                .into_iter()
                .filter(|fault| fault.severity == Severity::Error),
        );
        // A damaged register is what an audit is to find: the report about it could be made.
        Ok(match self.answer(&found) {
            Exit::Failed => Exit::Findings,
            exit => exit,
        })
    }

    pub(super) fn verify_pack(&self, path: &Path, format: ListFormat) -> anyhow::Result<Exit> {
        let answer = verify::pack(path)?;
        match format {
            ListFormat::Human => {
                let lang = self.printer.lang();
                self.printer.text(&pack_answer(&answer, path, lang))?;
            }
            ListFormat::Json => {
                let value = verify::pack_json(&answer);
                self.printer.text(&format!("{value:#}\n"))?;
            }
        }
        Ok(if answer.is_good() {
            Exit::Clean
        } else {
            Exit::Findings
        })
    }
}

/// The verdict and the clauses, on a screen.
fn summary(report: &Value, lang: Lang) -> String {
    let sound = report.pointer("/register/sound").and_then(Value::as_bool) == Some(true);
    let (zh, en) = if sound {
        ("完好", "sound")
    } else {
        ("有问题", "NOT sound")
    };
    let (entries, head) = (
        count(report, "/register/entries"),
        text(report, "/register/head"),
    );
    let register = Text::new(
        format!("发行台账{zh}：{entries} 条，末条摘要 {head}"),
        format!("the register is {en}: {entries} entries, head digest {head}"),
    );
    format!(
        "{}\n{}\n{}",
        register.get(lang),
        verdict(report, lang),
        clauses(report, lang)
    )
}

fn count(report: &Value, pointer: &str) -> u64 {
    let count = report.pointer(pointer).and_then(Value::as_u64);
    count.unwrap_or_default()
}

fn text<'r>(report: &'r Value, pointer: &str) -> &'r str {
    let text = report.pointer(pointer).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// What the report says in all, but for the register.
pub(super) fn verdict(report: &Value, lang: Lang) -> String {
    let of = |name: &str| count(report, &format!("/summary/{name}"));
    let (from, until) = (text(report, "/from"), text(report, "/until"));
    let (documents, replayed, differing) = (of("documents"), of("replayed"), of("differing"));
    let (records, met, pending) = (of("records"), of("met"), of("pending"));
    let (violated, waived) = (of("violated"), of("waived"));
    let withheld = report.get("withheld").and_then(Value::as_array);
    let withheld = withheld.map_or(0, Vec::len);
    let mut lines = vec![
        Text::new(
            format!("审核期间 {from} – {until}"),
            format!("period {from} – {until}"),
        ),
        Text::new(
            format!(
                "发行文件 {documents} 份，按当时的规则复核 {replayed} 份，与现在不同 {differing} 份"
            ),
            format!(
                "{documents} documents issued, {replayed} checked again by the rules of their time, {differing} of them stand differently now"
            ),
        ),
        Text::new(
            format!(
                "记录 {records} 份：满足 {met}，待办 {pending}，违反 {violated}，豁免 {waived}"
            ),
            format!(
                "{records} records: {met} met, {pending} pending, {violated} violated, {waived} waived"
            ),
        ),
    ];
    if withheld > 0 {
        lines.push(Text::new(
            format!("未经同意不透露的 {withheld} 项未收入或已遮盖，见报告"),
            format!(
                "{withheld} items were left out or blackened for lack of consent: see the report"
            ),
        ));
    }
    let lines = lines.iter().map(|line| format!("{}\n", line.get(lang)));
    lines.collect()
}

fn clauses(report: &Value, lang: Lang) -> String {
    let mut rows = vec![heads(
        lang,
        &[
            "条款", "规则", "记录", "满足", "待办", "违反", "豁免", "人工",
        ],
        &[
            "clause", "rules", "records", "met", "pending", "violated", "waived", "manual",
        ],
    )];
    let list = report.get("clauses").and_then(Value::as_array);
    rows.extend(list.into_iter().flatten().map(|clause| {
        let text = |key: &str| clause.get(key).and_then(Value::as_str).unwrap_or_default();
        let document = match text("document") {
            "procedure" => report.pointer("/procedure/number").and_then(Value::as_str),
            document => Some(document),
        };
        let mut row = vec![format!(
            "{} {}",
            document.unwrap_or_default(),
            text("number")
        )];
        let keys = [
            "rules", "records", "met", "pending", "violated", "waived", "manual",
        ];
        row.extend(keys.map(|key| clause.get(key).map_or(String::new(), Value::to_string)));
        row
    }));
    columns(&rows)
}

fn pack_answer(answer: &verify::PackAnswer, path: &Path, lang: Lang) -> String {
    let pick = |zh: &str, en: &str| Text::new(zh, en).get(lang).to_owned();
    let mut rows: Vec<Vec<String>> = vec![
        vec![pick("  公司", "  company"), answer.company.clone()],
        vec![
            pick("  期间", "  period"),
            format!("{} – {}", answer.period.0, answer.period.1),
        ],
        vec![pick("  截至", "  as of"), answer.as_of.clone()],
        vec![pick("  文件", "  files"), answer.files.to_string()],
        vec![
            pick("  发行文件", "  documents"),
            answer.documents.to_string(),
        ],
        vec![
            pick("  台账", "  register"),
            Text::new(
                format!("{} 条，其中 {} 条只有摘要", answer.entries, answer.hidden),
                format!(
                    "{} entries, {} of them with their digest only",
                    answer.entries, answer.hidden
                ),
            )
            .get(lang)
            .to_owned(),
        ],
        vec![pick("  末条摘要", "  head digest"), answer.head.clone()],
        vec![pick("  未透露", "  withheld"), answer.withheld.to_string()],
    ];
    for fault in &answer.faults {
        rows.push(vec![pick("  问题", "  fault"), fault.get(lang).to_owned()]);
    }
    let verdict = if answer.is_good() {
        pick(
            "证据包完整；末条摘要应与报告上印的、公司台账的一致",
            "the pack is whole; its head digest should be the one printed on the report, and that of the company's register",
        )
    } else {
        pick(
            "证据包不完整或被改动",
            "the pack is not whole, or was changed",
        )
    };
    format!("{}\n{}{verdict}\n", path.display(), columns(&rows))
}
