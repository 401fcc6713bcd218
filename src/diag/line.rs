//! One line per finding, for editors and `grep`: `path:line:column: severity[code]: message`.

use super::{
    Diagnostic, Lang, Report, Severity,
    places::Places,
    words::{one_line, told},
};
use std::io;

/// Writes one line for each finding. What is pending or waived is a note and says so in brackets.
pub fn write(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    let places = Places::default();
    report
        .findings
        .iter()
        .try_for_each(|found| writeln!(out, "{}", line(found, &places, lang)))
}

fn line(found: &Diagnostic, places: &Places, lang: Lang) -> String {
    let severity = if found.counts() {
        found.severity
    } else {
        Severity::Note
    };
    let (prefix, code) = (prefix(found, places), found.code);
    let (severity, message) = (severity.word().en, told(found, lang));
    format!("{prefix}{severity}[{code}]: {message}")
}

fn prefix(found: &Diagnostic, places: &Places) -> String {
    let Some(place) = &found.place else {
        return String::new();
    };
    let name = one_line(&place.file());
    match places
        .position(place)
        .filter(|_| place.source.sheet().is_none())
    {
        Some(at) => format!("{name}:{}:{}: ", at.line, at.column),
        None => format!("{name}: "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::{Text, codes::file, sample},
        source::{At, Place, Source},
    };

    #[test]
    fn is_one_line_whatever_the_message() {
        let source = Source::memory("records/x.toml", None, "一\n二三");
        let place = |at| Place {
            source: source.clone(),
            at,
        };
        let message = Text::new("第一行\n第二行", "first\r\nsecond");
        let findings = [
            Diagnostic::error(file::SYNTAX, message.clone()).at(place(At::Bytes(7..10))),
            Diagnostic::warning(file::EMPTY, message.clone()).at(place(At::File)),
            Diagnostic::note(file::EMPTY, message),
        ];
        let mut out = Vec::new();
        write(&mut out, &sample::report(&findings, &[]), Lang::Zh).unwrap();
        let expected = "records/x.toml:2:2: error[file.syntax]: 第一行 第二行\n\
            records/x.toml: warning[file.empty]: 第一行 第二行\n\
            note[file.empty]: 第一行 第二行\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_does_not_count_is_a_note_with_its_reason() {
        let zh = sample::written(|out, report| write(out, report, Lang::Zh));
        let expected = "\
records/投诉 1.json:2:20: error[complaint.late-confirmation]: 晚了␛[31m <2 小时> & {0}
records/投诉 1.json:3:8: note[complaint.late-confirmation]: 尚未确认（待办，最迟 2026-11-25 09:00）
records/投诉 1.json:3:8: note[complaint.late-confirmation]: 晚了一天（已豁免：李四 批准，有效至 2026-12-31；系统停机, \"见\" 附件）
warning[schema.type]: =应为列表
";
        assert_eq!(zh, expected);
        let en = sample::written(|out, report| write(out, report, Lang::En));
        assert!(en.contains("error[complaint.late-confirmation]: late, \"by\" 2 h or more\n"));
        assert!(en.contains(": not confirmed yet (pending until 2026-11-25 09:00)\n"));
        assert!(en.contains(": a day late (waived by 李四 until 2026-12-31: "));
    }
}
