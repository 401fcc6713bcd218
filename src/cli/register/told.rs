//! The register and its documents as people read them.

use crate::cli::print::columns;
use crate::commands::register::{Back, Kept};
use crate::commands::verify::{Answer, Standing};
use crate::diag::{Lang, Text};
use crate::entry::{Act, Document, Entry, check_digits};
use crate::project::Project;

pub(in crate::cli) fn heads(lang: Lang, zh: &[&str], en: &[&str]) -> Vec<String> {
    let words = match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn title(project: &Project, form: &str, lang: Lang) -> String {
    let form_of = project.forms.in_force(form, chrono::NaiveDate::MAX);
    form_of.map_or(form.to_owned(), |form| form.title.get(lang).to_owned())
}

/// The documents, one a line.
pub(super) fn documents(documents: &[&Document], project: &Project, lang: Lang) -> String {
    let mut rows = vec![heads(
        lang,
        &["编号", "修订", "状态", "表单", "记录", "时间", "办理人"],
        &["number", "rev.", "state", "form", "record", "at", "by"],
    )];
    rows.extend(documents.iter().map(|document| {
        let print = document.current();
        let revision = print.map_or(String::new(), |print| print.revision.to_string());
        let stated = print
            .and_then(|print| print.issued.as_ref())
            .unwrap_or(&document.began);
        vec![
            document.number.clone(),
            revision,
            document.state.word().get(lang).to_owned(),
            title(project, &document.form, lang),
            document.record.clone().unwrap_or_default(),
            time(&stated.at),
            stated.by.clone(),
        ]
    }));
    columns(&rows)
}

pub(in crate::cli) fn time(at: &chrono::DateTime<chrono::FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// All that happened to a number.
pub(super) fn history(document: &Document, entries: &[Entry], lang: Lang) -> String {
    let state = document.state.word();
    let mut text = format!("{}  {}\n", document.number, state.get(lang));
    let mut rows = Vec::new();
    for entry in entries {
        let (what, detail) = act(&entry.body.act);
        let body = &entry.body;
        // Where the machine's clock and the time worked with differ by more than a day, somebody should know.
        let apart = (body.system.fixed_offset() - body.at).num_hours().abs() >= 24;
        let system = Text::new(
            format!(
                "（机器时间 {}）",
                time(&body.system.fixed_offset().with_timezone(body.at.offset()))
            ),
            format!(
                " (the machine said {})",
                time(&body.system.fixed_offset().with_timezone(body.at.offset()))
            ),
        );
        rows.push(vec![
            body.seq.to_string(),
            time(&body.at),
            body.by.clone(),
            what.get(lang).to_owned(),
            format!("{detail}{}", if apart { system.get(lang) } else { "" }),
        ]);
    }
    text.push_str(&columns(&rows));
    text
}

fn act(act: &Act) -> (Text<&'static str>, String) {
    let word = |zh, en| Text { zh, en };
    match act {
        Act::Opened(act) => (word("启用台账", "opened"), act.company.clone()),
        Act::Reserved(act) => (
            word("占号", "reserved"),
            format!("{} → {}", act.record.file, act.file),
        ),
        Act::Issued(act) => (
            word("发行", "issued"),
            format!("PDF {}", check_digits(&act.pdf)),
        ),
        Act::Voided(act) => (word("作废", "voided"), act.reason.clone()),
        Act::Withdrawn(act) => (word("收回", "withdrawn"), act.reason.clone()),
        Act::Attached(act) => (
            word("附件", "attached"),
            format!("{} → {}", act.name, act.file),
        ),
        Act::Released(act) => (
            word("批准表单", "released"),
            format!("{} {}", act.form.id, act.form.revision),
        ),
        Act::Imported(act) => (word("接收", "imported"), act.from.clone()),
        Act::Disposed(act) => (
            word("销毁", "disposed"),
            format!("{} / {}", act.witness, act.reason),
        ),
        Act::Recovered(act) => (word("找回", "recovered"), act.file.clone()),
        Act::Restored(act) => (word("恢复备份", "restored"), act.from.clone()),
        Act::CopyGiven(act) => (
            word("分发副本", "copy given"),
            format!("{:02} → {}", act.copy, act.department),
        ),
        Act::CopyReturned(act) => (
            word("收回副本", "copy returned"),
            format!(
                "{:02} {}",
                act.copy,
                act.reason.as_deref().unwrap_or_default()
            ),
        ),
        Act::CopyDestroyed(act) => (
            word("销毁副本", "copy destroyed"),
            format!("{:02} {} / {}", act.copy, act.witness, act.reason),
        ),
        Act::CopyLost(act) => (
            word("副本遗失", "copy lost"),
            format!("{:02} {}", act.copy, act.reason),
        ),
    }
}

/// Documents that have been kept long enough.
pub(super) fn retention(due: &[Kept<'_>], project: &Project, lang: Lang) -> String {
    if due.is_empty() {
        return Text::new(
            "没有保存期满的文件\n",
            "no document has been kept long enough\n",
        )
        .get(lang)
        .to_owned();
    }
    let mut rows = vec![heads(
        lang,
        &["保存至", "编号", "表单", "记录", "状态"],
        &["kept until", "number", "form", "record", "state"],
    )];
    rows.extend(due.iter().map(|kept| {
        let document = kept.document;
        vec![
            kept.until.to_string(),
            document.number.clone(),
            title(project, &document.form, lang),
            document.record.clone().unwrap_or_default(),
            document.state.word().get(lang).to_owned(),
        ]
    }));
    columns(&rows)
}

/// What a restore did.
pub(super) fn restored(back: &Back) -> (String, String) {
    let aside = back
        .aside
        .as_ref()
        .map_or(String::new(), |path| path.display().to_string());
    let list = |numbers: &[String]| {
        if numbers.is_empty() {
            "0".to_owned()
        } else {
            numbers.join("、")
        }
    };
    let (recovered, voided) = (list(&back.recovered), list(&back.voided));
    (
        format!(
            "已恢复 {} 条；放回文件 {} 份；备份之后的文件重新登记：{recovered}；无文件的编号作废：{voided}；原台账移至 {aside}",
            back.entries, back.documents
        ),
        format!(
            "restored {} entries; put back {} documents; registered again what came after the backup: {recovered}; voided without a document: {voided}; the replaced register lies at {aside}",
            back.entries, back.documents
        ),
    )
}

/// The answer of `verify`, on one screen.
pub(in crate::cli) fn answer(
    answer: &Answer,
    asked: &str,
    project: &Project,
    (lang, colours): (Lang, bool),
) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row =
        |head: Text<&str>, text: String| rows.push(vec![format!("  {}", head.get(lang)), text]);
    let pick = |zh: &str, en: &str| Text::new(zh, en).get(lang).to_owned();
    let equal = |same: bool| {
        if same {
            pick("与登记的一致", "as registered")
        } else {
            pick("与登记的不同", "NOT as registered")
        }
    };
    if let Some(document) = &answer.document {
        let revision = answer.print.as_ref().map_or(0, |print| print.revision);
        row(
            Text {
                zh: "编号",
                en: "number",
            },
            format!(
                "{}  {} {revision}",
                document.number,
                pick("修订", "revision")
            ),
        );
        row(
            Text {
                zh: "表单",
                en: "form",
            },
            title(project, &document.form, lang),
        );
        if let Some(print) = &answer.print {
            if let Some(issued) = &print.issued {
                row(
                    Text {
                        zh: "发行",
                        en: "issued",
                    },
                    format!("{}  {}", time(&issued.at), issued.by),
                );
            }
            row(
                Text {
                    zh: "校验码",
                    en: "check",
                },
                check_digits(&print.record).to_owned(),
            );
        }
        if let Some(copy) = &answer.copy {
            let given = &copy.given.what;
            let state = copy.state.word();
            row(
                Text {
                    zh: "副本",
                    en: "copy",
                },
                format!(
                    "{:02}  {}  {}",
                    given.copy,
                    given.department,
                    state.get(lang)
                ),
            );
        }
        if let Some(from) = answer.print.as_ref().and_then(|print| print.external()) {
            row(
                Text {
                    zh: "来源版本",
                    en: "own rev.",
                },
                format!(
                    "{}  {}",
                    from.own_number.as_deref().unwrap_or_default(),
                    from.own_revision
                )
                .trim()
                .to_owned(),
            );
        }
        if let Some(ended) = &document.ended {
            row(
                Text {
                    zh: "失效",
                    en: "ended",
                },
                format!("{}  {}  {}", time(&ended.at), ended.by, ended.what),
            );
        }
    }
    if let Some(same) = answer.same_bytes {
        row(
            Text {
                zh: "文件",
                en: "file",
            },
            equal(same),
        );
    }
    if let Some(same) = answer.same_record {
        row(
            Text {
                zh: "记录",
                en: "record",
            },
            equal(same),
        );
    }
    match &answer.same_again {
        Some(Ok(true)) => row(
            Text {
                zh: "重新生成",
                en: "made again",
            },
            pick("字节相同", "the same bytes"),
        ),
        Some(Ok(false)) => row(
            Text {
                zh: "重新生成",
                en: "made again",
            },
            pick("字节不同", "NOT the same bytes"),
        ),
        Some(Err(engine)) => row(
            Text {
                zh: "重新生成",
                en: "made again",
            },
            format!(
                "{}{engine}",
                pick(
                    "无法比较，当时的程序是 ",
                    "cannot be compared: it was made by "
                )
            ),
        ),
        None => {}
    }
    if answer.document.is_some() || !answer.chain {
        let chain = if answer.chain {
            pick("完整", "unbroken")
        } else {
            pick(
                "已断，运行 wenkong register verify",
                "BROKEN: run `wenkong register verify`",
            )
        };
        row(
            Text {
                zh: "台账",
                en: "register",
            },
            chain,
        );
    }
    let verdict = verdict(answer);
    let verdict = verdict.get(lang);
    let shown = match (colours, answer.is_good()) {
        (true, true) => format!("\u{1b}[32m{verdict}\u{1b}[0m"),
        (true, false) => format!("\u{1b}[31m{verdict}\u{1b}[0m"),
        (false, _) => verdict.to_owned(),
    };
    format!("{asked}\n{}{shown}\n", columns(&rows))
}

fn verdict(answer: &Answer) -> Text {
    let current = answer.document.as_ref().and_then(Document::current);
    let latest = current.map_or(0, |print| print.revision);
    match answer.standing {
        Standing::Draft => Text::new(
            "草稿、空白表或遮盖件，不是发行的文件",
            "a draft, a blank sheet or a blackened print: not what was issued",
        ),
        Standing::Unknown if answer.document.is_some() => Text::new(
            "不是发行的文件：校验码与登记的不符",
            "not what was issued: the digits are not those registered",
        ),
        Standing::Unknown => Text::new(
            "不是发行的文件：台账中没有",
            "not issued: the register does not know it",
        ),
        Standing::Current if answer.is_good() => Text::new("现行有效", "current and valid"),
        Standing::Current if answer.same_bytes == Some(true) && answer.is_back() => Text::new(
            "文件现行，但这份副本已不在外",
            "the document is current, but this copy is no longer out",
        ),
        Standing::Current => Text::new(
            "编号有效，但内容与登记的不符",
            "the number is current, but what it says is not what was registered",
        ),
        Standing::Superseded => Text::new(
            format!("已被第 {latest} 次更正取代"),
            format!("superseded by revision {latest}"),
        ),
        Standing::Withdrawn => Text::new("已收回，不再有效", "withdrawn, no longer valid"),
        Standing::Disposed => Text::new("已登记销毁", "registered as destroyed"),
    }
}
