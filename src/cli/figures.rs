//! Rankings and figures as tables for a terminal.

use serde_json::Value;

use super::print::columns;
use crate::commands::analysis::Proposal;
use crate::commands::customers::Ranking;
use crate::commands::survey::{Letters, Plan};
use crate::diag::{Lang, Text};

fn pick(lang: Lang, zh: &str, en: &str) -> String {
    Text { zh, en }.get(lang).to_owned()
}

/// The customers of a year by their trade, and what about it needs a second look.
pub(super) fn ranking(ranking: &Ranking, lang: Lang) -> String {
    let heads = match lang {
        Lang::Zh => ["名次", "编码", "顾客", "交易额", "占比", "类别", "档案", ""],
        Lang::En => [
            "place", "code", "customer", "amount", "share", "class", "file", "",
        ],
    };
    let mut rows = vec![heads.map(str::to_owned)];
    for one in &ranking.customers {
        let standing = &one.standing;
        let differs = one
            .in_file
            .as_ref()
            .is_some_and(|class| *class != standing.class);
        let mark = match (differs, standing.tied) {
            (true, _) => pick(lang, "与档案不同", "not as in its file"),
            (false, true) => pick(lang, "并列", "tied"),
            (false, false) => String::new(),
        };
        rows.push([
            standing.place.to_string(),
            standing.code.clone(),
            one.name.clone(),
            standing.amount.to_string(),
            one.share
                .map(|share| format!("{share} %"))
                .unwrap_or_default(),
            standing.class.clone(),
            one.in_file.clone().unwrap_or_default(),
            mark,
        ]);
    }
    let mut text = pick(
        lang,
        &format!(
            "{} 年交易额排名（{}，开票减退货，不含税）\n",
            ranking.year, ranking.currency
        ),
        &format!(
            "Trade of {} ({}, invoiced less returned, before tax)\n",
            ranking.year, ranking.currency
        ),
    );
    text.push_str(&columns(&rows));
    text.push_str(&pick(
        lang,
        &format!("合计 {} {}\n", ranking.total, ranking.currency),
        &format!("total {} {}\n", ranking.total, ranking.currency),
    ));
    for tie in &ranking.ties {
        let codes = tie.join(", ");
        text.push_str(&pick(
            lang,
            &format!("提示：{codes} 金额相同，按编码先后排名\n"),
            &format!("note: {codes} have the same amount and are ranked by their codes\n"),
        ));
    }
    for currency in &ranking.left_out {
        text.push_str(&pick(
            lang,
            &format!("提示：{currency} 的订单行没有计入；用 --currency {currency} 另行排名\n"),
            &format!(
                "note: lines in {currency} are not counted; rank them with --currency {currency}\n"
            ),
        ));
    }
    text
}

/// Who must still be asked and visited.
pub(super) fn plan(plan: &Plan, lang: Lang) -> String {
    if plan.owing.is_empty() && plan.causes.is_empty() {
        return pick(
            lang,
            "今年每家顾客都已调查并走访过\n",
            "every customer was asked and visited this year\n",
        );
    }
    let heads = match lang {
        Lang::Zh => ["编码", "顾客", "应做", "由谁", "最迟"],
        Lang::En => ["code", "customer", "owed", "by", "until"],
    };
    let mut rows = vec![heads.map(str::to_owned)];
    for one in &plan.owing {
        let what = match (one.ask, one.visit) {
            (true, true) => pick(lang, "调查并走访", "survey and visit"),
            (true, false) => pick(lang, "调查", "survey"),
            (false, true) => pick(lang, "走访", "visit"),
            (false, false) => pick(lang, "已完成", "done"),
        };
        rows.push([
            one.code.clone(),
            one.customer.name.clone(),
            what,
            one.customer.sales_person.clone().unwrap_or_default(),
            one.until.to_string(),
        ]);
    }
    for cause in &plan.causes {
        let complaint = &cause.complaint;
        let until = cause.handled + chrono::Days::new(30);
        rows.push([
            complaint.code.clone(),
            cause.customer.name.clone(),
            pick(
                lang,
                &format!("严重抱怨 {} 之后的调查", complaint.name),
                &format!("survey after the serious complaint {}", complaint.name),
            ),
            cause.customer.sales_person.clone().unwrap_or_default(),
            until.to_string(),
        ]);
    }
    columns(&rows)
}

/// What a run of letters made.
pub(super) fn letters(letters: &Letters, lang: Lang) -> String {
    let made = letters.made.len();
    let pages: usize = letters.filled.iter().map(|filled| filled.pages).sum();
    let mut text = pick(
        lang,
        &format!(
            "制作了 {made} 家顾客的调查信和调查表，{} 份 PDF，共 {pages} 页\n",
            letters.filled.len()
        ),
        &format!(
            "letters and sheets for {made} customers, {} PDF files, {pages} pages\n",
            letters.filled.len()
        ),
    );
    for one in letters.made.iter().take(3) {
        text.push_str(&format!(
            "  {}  {}  {}\n",
            one.code,
            one.letter.display(),
            one.sheet.display()
        ));
    }
    if made > 3 {
        text.push_str("  …\n");
    }
    if !letters.skipped.is_empty() {
        let codes = letters.skipped.join(", ");
        text.push_str(&pick(
            lang,
            &format!("已有调查信或调查表，未再制作：{codes}\n"),
            &format!("have theirs already: {codes}\n"),
        ));
    }
    text
}

/// A value of a proposed record.
fn cell(row: &Value, key: &str) -> String {
    match &row[key] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The rows of a list, with the words for its choices.
fn table(proposal: &Proposal, list: &str, heads: &[(&str, &str, &str)], lang: Lang) -> String {
    let word = |key: &str, value: String| {
        let path = format!("{list}.*.{key}");
        let mut fields = proposal.outline.iter();
        let labels = fields
            .find(|field| field.path == path)
            .map(|field| &field.labels);
        let label = labels.and_then(|labels| labels.iter().find(|(known, _)| *known == value));
        label.map_or(value, |(_, label)| label.get(lang).to_owned())
    };
    let titles = heads.iter().map(|(_, zh, en)| pick(lang, zh, en));
    let mut lines = vec![titles.collect::<Vec<String>>()];
    for row in proposal.value[list].as_array().into_iter().flatten() {
        let cells = heads.iter().map(|(key, _, _)| word(key, cell(row, key)));
        lines.push(cells.collect());
    }
    columns(&lines)
}

/// The figures of a survey report by class.
pub(super) fn report(proposal: &Proposal, lang: Lang) -> String {
    let value = &proposal.value;
    let mut text = pick(
        lang,
        &format!(
            "{} 发出 {} 份，收回 {} 份（{} %）\n",
            cell(&value["campaign"], "half_year"),
            value["sent"],
            value["answered"],
            cell(value, "response_rate")
        ),
        &format!(
            "{}: {} sent, {} answered ({} %)\n",
            cell(&value["campaign"], "half_year"),
            value["sent"],
            value["answered"],
            cell(value, "response_rate")
        ),
    );
    text.push_str(&table(
        proposal,
        "classes",
        &[
            ("class", "类别", "class"),
            ("sent", "发出", "sent"),
            ("answered", "收回", "answered"),
            ("score", "得分", "score"),
            ("previous", "上期", "before"),
            ("trend", "趋势", "trend"),
            ("best_aspect", "最好", "best"),
            ("worst_aspect", "最差", "worst"),
        ],
        lang,
    ));
    let count = |key: &str| value[key].as_array().map_or(0, Vec::len);
    text.push_str(&pick(
        lang,
        &format!(
            "未答复 {} 家，低分项目和问题 {} 项，优势 {} 项\n",
            count("non_responders"),
            count("low_items"),
            count("strengths")
        ),
        &format!(
            "{} without an answer, {} low items and problems, {} strengths\n",
            count("non_responders"),
            count("low_items"),
            count("strengths")
        ),
    ));
    text
}

/// The figures of an analysis by class.
pub(super) fn analysis(proposal: &Proposal, lang: Lang) -> String {
    let value = &proposal.value;
    let mut text = pick(
        lang,
        &format!(
            "交易额 {} {}\n",
            cell(value, "total"),
            cell(value, "currency")
        ),
        &format!(
            "trade {} {}\n",
            cell(value, "total"),
            cell(value, "currency")
        ),
    );
    text.push_str(&table(
        proposal,
        "classes",
        &[
            ("class", "类别", "class"),
            ("customers", "顾客", "customers"),
            ("amount", "交易额", "amount"),
            ("share", "占比 %", "share %"),
            ("orders", "订单行", "lines"),
            ("late", "迟交", "late"),
            ("short", "短交", "short"),
            ("returns", "退货", "returns"),
            ("complaints", "抱怨", "complaints"),
            ("serious", "严重", "serious"),
            ("confirmed_in_time", "按时确认", "in time"),
            ("mean_hours", "平均小时", "mean hours"),
            ("satisfaction", "满意度", "satisfaction"),
        ],
        lang,
    ));
    text
}
