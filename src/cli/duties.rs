//! Rules and duties as people read them at a terminal.

use anyhow::Context;
use chrono::TimeDelta;
use unicode_width::UnicodeWidthStr;

use super::print::columns;
use crate::calendar::{Span, Unit};
use crate::check::{Duty, Stand};
use crate::commands::due::{Light, Owed};
use crate::commands::explain::Meaning;
use crate::commands::rules::coverage;
use crate::diag::{Clause, Lang, Severity, Text, due_text};
use crate::rule::{Rule, Rules};

/// Reads `24h` or `7d`.
pub(super) fn span(text: &str) -> anyhow::Result<TimeDelta> {
    let span = Span::parse(text).and_then(|span| {
        let count = i64::from(span.count);
        match span.unit {
            Unit::Minutes => TimeDelta::try_minutes(count),
            Unit::Hours => TimeDelta::try_hours(count),
            Unit::Days => TimeDelta::try_days(count),
            Unit::WorkingDays | Unit::Months | Unit::Years => None,
        }
    });
    span.with_context(|| {
        format!("--within：看不懂“{text}”，请写 24h 或 7d (cannot read `{text}`; write 24h or 7d)")
    })
}

/// The list of open duties.
pub(super) fn list(list: &[Owed<'_>], lang: Lang, colours: bool) -> String {
    if list.is_empty() {
        let none = Text::new("没有待办事项\n", "nothing is owed\n");
        return none.get(lang).to_owned();
    }
    let heads = match lang {
        Lang::Zh => ["", "限期", "由谁", "事项", "规则"],
        Lang::En => ["", "due", "owner", "about", "rule"],
    };
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(list.iter().map(|owed| {
        let duty = owed.duty;
        let due = duty.due.map_or_else(String::new, due_text);
        let owner = duty.owner.clone().unwrap_or_default();
        [
            light(owed.light, lang),
            due,
            owner,
            duty.name.clone(),
            duty.rule.to_owned(),
        ]
    }));
    let table = columns(&rows);
    if !colours {
        return table;
    }
    let lights = std::iter::once(None).chain(list.iter().map(|owed| Some(owed.light)));
    let lines = table.lines().zip(lights);
    lines
        .map(|(line, light)| match light.and_then(colour) {
            Some(code) => format!("\u{1b}[{code}m{line}\u{1b}[0m\n"),
            None => format!("{line}\n"),
        })
        .collect()
}

fn light(light: Light, lang: Lang) -> String {
    let (zh, en) = match light {
        Light::Red => ("● 逾期", "● overdue"),
        Light::Yellow => ("● 24 小时内", "● within 24 h"),
        Light::White => ("○ 待办", "○ open"),
        Light::Green => ("● 完成", "● done"),
    };
    Text { zh, en }.get(lang).to_owned()
}

fn colour(light: Light) -> Option<u8> {
    match light {
        Light::Red => Some(31),
        Light::Yellow => Some(33),
        Light::Green => Some(32),
        Light::White => None,
    }
}

/// The catalogue by clause: each duty with its rules, or why it has none.
pub(super) fn catalogue(rules: &Rules, lang: Lang) -> String {
    let mut text = String::new();
    let (mut carried, mut open, mut manual) = (0, 0, 0);
    for covered in coverage(rules) {
        let duty = covered.duty;
        text.push_str(&format!(
            "{} {}  {}\n",
            duty.clause,
            duty.id,
            duty.says.get(lang)
        ));
        for rule in &covered.rules {
            text.push_str(&format!("    {}{}\n", pad(rule.id, 48), kind(rule, lang)));
        }
        carried += usize::from(!covered.rules.is_empty());
        for (reason, zh, en, count) in [
            (&duty.open, "尚缺", "open", &mut open),
            (&duty.manual, "人工", "manual", &mut manual),
        ] {
            if let Some(reason) = reason {
                *count += 1;
                let word = Text { zh, en };
                text.push_str(&format!("    {}: {}\n", word.get(lang), reason.get(lang)));
            }
        }
    }
    let off: Vec<&Rule> = rules
        .rules
        .iter()
        .filter(|rule| rule.off.is_some())
        .collect();
    for rule in &off {
        let reason = rule.off.as_deref().unwrap_or_default();
        let word = Text {
            zh: "已停用",
            en: "switched off",
        };
        text.push_str(&format!("{} {}: {reason}\n", rule.id, word.get(lang)));
    }
    let (all, off) = (rules.rules.len(), off.len());
    let sum = Text::new(
        format!(
            "{all} 条规则（停用 {off}）；要求 {carried} 项有规则，{open} 项尚缺条件，{manual} 项须人工判断\n"
        ),
        format!(
            "{all} rules ({off} off); {carried} duties have rules, {open} still need something, {manual} are for people\n"
        ),
    );
    text + sum.get(lang)
}

fn pad(text: &str, width: usize) -> String {
    format!(
        "{text}{}",
        " ".repeat(width.saturating_sub(text.width()).max(1))
    )
}

fn kind(rule: &Rule, lang: Lang) -> String {
    format!("{} · {}", rule.kind, word(rule.severity, lang))
}

fn word(severity: Severity, lang: Lang) -> &'static str {
    let word = severity.word();
    match lang {
        Lang::Zh => word.zh,
        Lang::En => word.en,
    }
}

/// What a code means.
pub(super) fn meaning(meaning: &Meaning<'_>, procedure: &str, lang: Lang) -> String {
    let line = |zh, en, text: &str| format!("{}: {text}\n", Text { zh, en }.get(lang));
    match meaning {
        Meaning::Entry(entry) => {
            let pick = |text: &Text<&'static str>| match lang {
                Lang::Zh => text.zh,
                Lang::En => text.en,
            };
            let mut text = format!("{}\n", entry.code);
            text.push_str(&line("问题", "what", pick(&entry.title)));
            text.push_str(&line("理由", "why", pick(&entry.why)));
            text.push_str(&line("改正", "help", pick(&entry.help)));
            text
        }
        Meaning::Rule(rule) => {
            let mut text = format!("{}\n", rule.id);
            text.push_str(&line("要求", "demand", rule.says.get(lang)));
            text.push_str(&line("依据", "clause", &clause(&rule.clause, procedure)));
            text.push_str(&line("理由", "why", rule.why.get(lang)));
            text.push_str(&line("改正", "help", rule.help.get(lang)));
            text.push_str(&line(
                "种类",
                "kind",
                &format!(
                    "{} · {} · {}",
                    rule.form,
                    rule.kind,
                    word(rule.severity, lang)
                ),
            ));
            text.push_str(&line("写在", "written in", rule.place.source.name()));
            if let Some(reason) = &rule.off {
                text.push_str(&line("已停用", "switched off", reason));
            }
            for (name, parameter) in &rule.parameters {
                let from = parameter.place.source.name();
                let shown = format!(
                    "{name} = {} ({}; {from})",
                    parameter.value,
                    parameter.says.get(lang)
                );
                text.push_str(&line("参数", "parameter", &shown));
            }
            for example in &rule.examples {
                let (zh, en) = if example.passes {
                    ("合格的例子", "good example")
                } else {
                    ("违反的例子", "bad example")
                };
                text.push_str(&line(zh, en, example.name.get(lang)));
                for row in example.record.trim().lines() {
                    text.push_str(&format!("    {row}\n"));
                }
            }
            text
        }
    }
}

fn clause(clause: &Clause, procedure: &str) -> String {
    let document = match clause.document.as_str() {
        "procedure" => procedure,
        other => other,
    };
    format!("{document} {}", clause.number)
}

/// How a rule's duties stand in a record.
pub(super) fn facts(duties: &[Duty], lang: Lang) -> String {
    if duties.is_empty() {
        let none = Text::new(
            "\n这份记录没有这项要求\n",
            "\nthe record does not have this duty\n",
        );
        return none.get(lang).to_owned();
    }
    let mut text = String::from("\n");
    for duty in duties {
        let (zh, en) = match duty.stand {
            Stand::Met => ("已履行", "met"),
            Stand::Pending => ("待办", "pending"),
            Stand::Violated => ("违反", "violated"),
            Stand::NotApplicable => ("不适用", "not applicable"),
        };
        let stand = Text { zh, en };
        text.push_str(&format!("{}  {}", duty.name, stand.get(lang)));
        let fact = duty.fact.get(lang);
        if !fact.is_empty() {
            text.push_str(&format!("  {fact}"));
        }
        if let Some(owner) = duty
            .owner
            .as_ref()
            .filter(|_| duty.stand != Stand::NotApplicable)
        {
            text.push_str(&format!("  ({owner})"));
        }
        text.push('\n');
        for line in &duty.trace {
            text.push_str(&format!("    {}\n", line.get(lang)));
        }
    }
    text
}
