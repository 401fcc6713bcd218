//! Findings for people at a terminal, with the lines they are about.

use super::{
    Diagnostic, Lang, Report, Severity, Text,
    places::Places,
    snippet,
    words::{notes, visible},
};
use annotate_snippets::{Element, Group, Level, Renderer};
use std::io;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which of the two versions of each sentence is written.
    pub lang: Lang,
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            color: false,
            width: 100,
        }
    }
}

/// Writes the findings of a report that have to be answered for in full, and waived ones as short notes, with an empty line
/// after each. Pending duties are left out: there can be hundreds, and the summary counts them.
pub fn report(out: &mut dyn io::Write, report: &Report<'_>, look: Look) -> io::Result<()> {
    Shown::new(look, report.procedure.1).write(out, report.findings)
}

/// As [`report`], for findings that come beside some other result.
pub fn write(out: &mut dyn io::Write, diagnostics: &[Diagnostic], look: Look) -> io::Result<()> {
    Shown::new(look, "").write(out, diagnostics)
}

/// One finding without a final line end.
pub fn show(diagnostic: &Diagnostic, look: Look) -> String {
    Shown::new(look, "").one(diagnostic)
}

struct Shown<'a> {
    look: Look,
    places: Places,
    /// Number of the company's procedure, for clauses.
    procedure: &'a str,
}

impl<'a> Shown<'a> {
    fn new(look: Look, procedure: &'a str) -> Self {
        Self {
            look,
            places: Places::default(),
            procedure,
        }
    }

    fn write(&self, out: &mut dyn io::Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.waived.is_some() || !diagnostic.is_pending())
            .try_for_each(|diagnostic| writeln!(out, "{}\n", self.one(diagnostic)))
    }

    fn one(&self, diagnostic: &Diagnostic) -> String {
        let group = if diagnostic.waived.is_some() {
            self.short(diagnostic)
        } else {
            self.full(diagnostic)
        };
        let renderer = if self.look.color {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let shown = renderer.term_width(self.look.width).render(&[group]);
        // Behind a cell's name the renderer still leaves a line for the name of a file.
        let nameless = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() != ":::";
        let lines: Vec<&str> = shown.lines().filter(|line| nameless(line)).collect();
        lines.join("\n")
    }

    /// The lines it is about, what belongs to it, and what mends it.
    fn full<'d>(&self, diagnostic: &'d Diagnostic) -> Group<'d> {
        let lang = self.look.lang;
        let help = diagnostic.help.as_ref().map(|help| {
            let word = Text {
                zh: "帮助",
                en: "help",
            };
            note(Level::HELP, word.pick(lang), help.get(lang))
        });
        self.title(diagnostic, diagnostic.severity)
            .elements(snippet::elements(diagnostic, &self.places, lang))
            .elements(self.notes(diagnostic))
            .elements(help)
    }

    /// Where it is, and who answered for it: nobody has to do anything.
    fn short<'d>(&self, diagnostic: &'d Diagnostic) -> Group<'d> {
        let place = diagnostic.place.as_ref();
        let notes = self.notes(diagnostic);
        self.title(diagnostic, Severity::Note)
            .elements(place.map(|place| snippet::origin(place, &self.places)))
            .elements(notes.into_iter().last())
    }

    fn title<'d>(&self, diagnostic: &'d Diagnostic, severity: Severity) -> Group<'d> {
        let message = diagnostic.message.get(self.look.lang);
        let title = level(severity, self.look.lang).primary_title(message);
        Group::with_title(title.id(diagnostic.code))
    }

    fn notes(&self, diagnostic: &Diagnostic) -> Vec<Element<'static>> {
        notes(diagnostic, self.procedure, self.look.lang)
            .into_iter()
            .map(|(word, text)| note(Level::NOTE, word, &text))
            .collect()
    }
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    level.with_name(severity.word().pick(lang))
}

fn note(level: Level<'static>, word: &'static str, text: &str) -> Element<'static> {
    // The library passes the text of a message through as it is, control characters included.
    level.with_name(word).message(visible(text)).into()
}

#[cfg(test)]
mod tests;
