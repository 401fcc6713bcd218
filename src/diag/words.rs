//! Words that several reports share, and foreign words made safe to show.

use super::{Clause, Diagnostic, Lang, State, Text, Waived};
use chrono::{DateTime, FixedOffset};

/// Words from a file as they may be shown: control characters, and what turns the writing direction, become visible.
/// Line breaks stay, as LF.
pub(super) fn visible(text: &str) -> String {
    text.replace("\r\n", "\n").chars().map(shown).collect()
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '\t' => ' ',
        // Unicode has a picture of each of them, in the same order.
        '\0'..' ' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{fffe}'
        | '\u{ffff}' => '\u{fffd}',
        _ => c,
    }
}

/// Words from a file on one line.
pub(super) fn one_line(text: &str) -> String {
    let text = visible(text);
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    lines.join(" ")
}

/// The last moment that is in time, `2026-11-25 09:00`, in the zone that it is given in. The end of a day is its 24:00.
pub fn due_text(due: DateTime<FixedOffset>) -> String {
    match due.format("%H:%M:%S").to_string().as_str() {
        "23:59:59" => due.format("%Y-%m-%d 24:00").to_string(),
        _ => due.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// How a finding stands, as a word for people.
pub(super) fn state(diagnostic: &Diagnostic, lang: Lang) -> &'static str {
    let word = if diagnostic.waived.is_some() {
        words("已豁免", "waived")
    } else if diagnostic.is_pending() {
        words("待办", "pending")
    } else {
        words("不符合", "violated")
    };
    word.pick(lang)
}

/// Why a finding does not count, if it does not: it is pending until a moment, or somebody answered for it.
fn excuse(diagnostic: &Diagnostic, lang: Lang) -> Option<String> {
    if let Some(waived) = &diagnostic.waived {
        let waiver = waiver(waived, lang);
        return Some(match lang {
            Lang::Zh => format!("已豁免：{waiver}"),
            Lang::En => format!("waived {waiver}"),
        });
    }
    let duty = diagnostic.duty.as_ref()?;
    let until = match (duty.state, duty.due) {
        (State::Violated, _) => return None,
        (State::Pending, None) => return Some(state(diagnostic, lang).to_owned()),
        (State::Pending, Some(due)) => due_text(due),
    };
    Some(match lang {
        Lang::Zh => format!("待办，最迟 {until}"),
        Lang::En => format!("pending until {until}"),
    })
}

/// The message on one line; with its excuse in brackets if it has one.
pub(super) fn told(diagnostic: &Diagnostic, lang: Lang) -> String {
    let message = one_line(diagnostic.message.get(lang));
    match (excuse(diagnostic, lang), lang) {
        (None, _) => message,
        (Some(excuse), Lang::Zh) => format!("{message}（{excuse}）"),
        (Some(excuse), Lang::En) => format!("{message} ({excuse})"),
    }
}

fn waiver(waived: &Waived, lang: Lang) -> String {
    let (approver, reason) = (one_line(&waived.approver), one_line(&waived.reason));
    let expires = waived.expires;
    match lang {
        Lang::Zh => format!("{approver} 批准，有效至 {expires}；{reason}"),
        Lang::En => format!("by {approver} until {expires}: {reason}"),
    }
}

/// What belongs to a finding besides its message and help, each with the word that introduces it.
/// `procedure` is the number of the company's procedure.
pub(super) fn notes(
    diagnostic: &Diagnostic,
    procedure: &str,
    lang: Lang,
) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if let Some(duty) = &diagnostic.duty {
        let trace: Vec<_> = duty.trace.iter().map(|line| line.get(lang)).collect();
        let trace = (!trace.is_empty()).then(|| trace.join("\n"));
        notes.extend([
            (
                words("依据", "clause"),
                Some(clause(&duty.clause, procedure)),
            ),
            (words("责任", "owner"), duty.owner.clone()),
            (words("期限", "due"), duty.due.map(due_text)),
            (words("推算", "reckoned"), trace),
        ]);
    }
    let waiver = diagnostic
        .waived
        .as_ref()
        .map(|waived| waiver(waived, lang));
    notes.push((words("豁免", "waived"), waiver));
    notes
        .into_iter()
        .filter_map(|(word, text)| Some((word.pick(lang), visible(&text?))))
        .collect()
}

/// A clause as people write it: `QP-MK-01 4.3.3.1`, `ISO 9001:2015 8.2.1`.
pub(super) fn clause(clause: &Clause, procedure: &str) -> String {
    let document = match clause.document.as_str() {
        "procedure" => procedure,
        document => document,
    };
    format!("{document} {}", clause.number).trim().to_owned()
}

pub(super) const fn words(zh: &'static str, en: &'static str) -> Text<&'static str> {
    Text { zh, en }
}

impl Text<&'static str> {
    /// As `get`, for words that live as long as the program.
    pub(super) fn pick(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::sample;

    #[test]
    fn nothing_invisible_is_left() {
        assert_eq!(visible("a\u{1b}[31m\0\u{7f}\t客"), "a␛[31m␀␡ 客");
        assert_eq!(visible("a\r\nb\rc\u{2028}d\u{85}e"), "a\nb\nc\nd\ne");
        assert_eq!(
            visible("\u{202e}x\u{ffff}\u{9b}"),
            "\u{fffd}x\u{fffd}\u{fffd}"
        );
        assert_eq!(one_line(" a \r\n  b\rc\n"), "a b c");
    }

    #[test]
    fn an_excuse_names_who_and_until_when() {
        let [late, pending, waived, broken] = sample::findings();
        let said = |found, lang| excuse(found, lang).unwrap_or_default();
        assert_eq!(said(&late, Lang::Zh), "");
        assert_eq!(said(&broken, Lang::En), "");
        assert_eq!(said(&pending, Lang::Zh), "待办，最迟 2026-11-25 09:00");
        assert_eq!(said(&pending, Lang::En), "pending until 2026-11-25 09:00");
        assert_eq!(
            said(&waived, Lang::Zh),
            "已豁免：李四 批准，有效至 2026-12-31；系统停机, \"见\" 附件"
        );
        assert_eq!(
            said(&waived, Lang::En),
            "waived by 李四 until 2026-12-31: 系统停机, \"见\" 附件"
        );
    }

    #[test]
    fn a_day_ends_at_24_00() {
        let shown = |time| due_text(sample::time(time));
        assert_eq!(shown("2026-11-25T23:59:59+08:00"), "2026-11-25 24:00");
        assert_eq!(shown("2026-11-25T23:59:00+08:00"), "2026-11-25 23:59");
    }

    #[test]
    fn a_clause_names_its_document() {
        let of = |document: &str| Clause {
            document: document.to_owned(),
            number: "4.3".to_owned(),
        };
        assert_eq!(clause(&of("procedure"), "QP-MK-01"), "QP-MK-01 4.3");
        assert_eq!(clause(&of("procedure"), ""), "4.3");
        assert_eq!(
            clause(&of("ISO 9001:2015"), "QP-MK-01"),
            "ISO 9001:2015 4.3"
        );
    }
}
