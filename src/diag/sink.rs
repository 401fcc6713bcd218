//! Where findings gather before somebody reads them.

use super::{Code, Diagnostic, Severity, places::Places};
use serde::Serialize;

/// Collects what is to be told, so that a wrong file never stops the run.
#[derive(Debug, Default)]
pub struct Sink(Vec<Diagnostic>);

/// How many of each: the numbers of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    /// Record files read, with findings or without.
    pub records: usize,
    /// Findings of [`Severity::Error`], which have to be mended.
    pub errors: usize,
    /// Findings of [`Severity::Warning`], for a person to look at.
    pub warnings: usize,
    /// Findings of [`Severity::Note`], which ask for nothing.
    pub notes: usize,
    /// Rules that cannot be judged yet.
    pub pending: usize,
    /// Findings that somebody has answered for.
    pub waived: usize,
}

impl Tally {
    /// Counts findings; pending and waived ones apart. How many records were read the caller adds.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let mut tally = Self::default();
        for diagnostic in diagnostics {
            let count = if diagnostic.waived.is_some() {
                &mut tally.waived
            } else if diagnostic.is_pending() {
                &mut tally.pending
            } else {
                match diagnostic.severity {
                    Severity::Error => &mut tally.errors,
                    Severity::Warning => &mut tally.warnings,
                    Severity::Note => &mut tally.notes,
                }
            };
            *count += 1;
        }
        tally
    }
}

impl Sink {
    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// What has been collected, in the order it came.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0
    }

    /// Counts what has been collected.
    pub fn tally(&self) -> Tally {
        Tally::of(&self.0)
    }

    /// The greatest severity collected.
    pub fn worst(&self) -> Option<Severity> {
        self.0.iter().map(|diagnostic| diagnostic.severity).max()
    }

    /// Takes over what another sink collected.
    pub fn merge(&mut self, other: Sink) {
        self.0.extend(other.0);
    }

    /// The findings in the order they came.
    pub fn into_unsorted(self) -> Vec<Diagnostic> {
        self.0
    }

    /// The findings in reading order: by file, then by place in the file, then by code. The order
    /// does not depend on which thread found what.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.0;
        // File by file, so that each is read once to find the places in it.
        diagnostics.sort_by(|a, b| file(a).cmp(file(b)));
        let places = Places::default();
        diagnostics.sort_by_cached_key(|diagnostic| reading_order(diagnostic, &places));
        diagnostics
    }
}

impl Extend<Diagnostic> for Sink {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: I) {
        self.0.extend(diagnostics);
    }
}

/// The name of the file that a finding is about; empty for what stands in none.
fn file(diagnostic: &Diagnostic) -> &str {
    let place = diagnostic.place.as_ref();
    place.map_or("", |place| place.source.name())
}

fn reading_order(diagnostic: &Diagnostic, places: &Places) -> (String, usize, Code, String) {
    let spot = diagnostic.place.as_ref().and_then(|at| places.spot(at));
    (
        file(diagnostic).to_owned(),
        spot.map_or(0, |spot| spot.range.start),
        diagnostic.code,
        diagnostic.message.en.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::{Text, codes::file},
        source::{At, Place, Source},
    };

    fn at(name: &str, start: usize) -> Diagnostic {
        let source = Source::memory(name, None, "0123456789");
        let at = At::Bytes(start..start + 1);
        Diagnostic::warning(file::SYNTAX, Text::new("错", "wrong")).at(Place { source, at })
    }

    #[test]
    fn sorts_by_file_then_place_then_code() {
        let mut sink = Sink::default();
        sink.extend([at("b", 1), at("a", 5), at("a", 2)]);
        let mut other = Sink::default();
        other.push(Diagnostic {
            code: file::EMPTY,
            ..at("a", 2)
        });
        sink.merge(other);
        let sorted = sink.into_sorted();
        let order: Vec<_> = sorted
            .iter()
            .map(|d| (d.place.as_ref().unwrap().source.name(), d.code))
            .collect();
        assert_eq!(
            order,
            [
                ("a", file::EMPTY),
                ("a", file::SYNTAX),
                ("a", file::SYNTAX),
                ("b", file::SYNTAX)
            ]
        );
    }

    #[test]
    fn counts_and_weighs() {
        let mut sink = Sink::default();
        assert_eq!(sink.worst(), None);
        sink.push(at("a", 1));
        assert_eq!(sink.worst(), Some(Severity::Warning));
        sink.push(Diagnostic::error(file::EMPTY, Text::same("x")));
        assert_eq!(sink.worst(), Some(Severity::Error));
        assert_eq!(
            sink.tally(),
            Tally {
                errors: 1,
                warnings: 1,
                ..Tally::default()
            }
        );
    }
}
