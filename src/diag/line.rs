//! One line per finding, for editors and `grep`: `path:line:column: severity[code]: message`.

use super::{Diagnostic, Lang, position::position};
use std::io;

/// Writes one line for each finding.
pub fn write(out: &mut dyn io::Write, diagnostics: &[Diagnostic], lang: Lang) -> io::Result<()> {
    diagnostics
        .iter()
        .try_for_each(|diagnostic| writeln!(out, "{}", line(diagnostic, lang)))
}

fn line(diagnostic: &Diagnostic, lang: Lang) -> String {
    let severity = diagnostic.severity.word().en;
    let message = one_line(diagnostic.message.get(lang));
    let prefix = prefix(diagnostic);
    format!("{prefix}{severity}[{}]: {message}", diagnostic.code)
}

fn prefix(diagnostic: &Diagnostic) -> String {
    let Some(place) = &diagnostic.place else {
        return String::new();
    };
    let name = one_line(place.source.name());
    match position(place) {
        Some(at) => format!("{name}:{}:{}: ", at.line, at.column),
        None => format!("{name}: "),
    }
}

fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ")
        .replace('\r', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::{Text, codes::file},
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
        write(&mut out, &findings, Lang::Zh).unwrap();
        let expected = "records/x.toml:2:2: error[file.syntax]: 第一行 第二行\n\
            records/x.toml: warning[file.empty]: 第一行 第二行\n\
            note[file.empty]: 第一行 第二行\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
        assert!(line(&findings[0], Lang::En).ends_with(": first second"));
    }
}
