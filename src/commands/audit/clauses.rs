//! The state of each clause: its rules, the records they look at, and how the duties stand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Ground;
use super::report::said;
use crate::commands::rules::coverage;
use crate::diag::Clause;

#[derive(Default)]
struct Sums {
    rules: usize,
    forms: BTreeSet<String>,
    met: usize,
    pending: usize,
    violated: usize,
    waived: usize,
    manual: usize,
    /// Ids of the duties that its rules carry.
    duties: Vec<String>,
}

/// One line a clause, those of one document together, in the order of their numbers.
pub(super) fn lines(ground: &Ground<'_>) -> Vec<Value> {
    let mut clauses: BTreeMap<Clause, Sums> = BTreeMap::new();
    for count in ground
        .outcome
        .rules
        .iter()
        .filter(|count| count.off.is_none())
    {
        let sums = clauses.entry(count.clause.clone()).or_default();
        sums.rules += 1;
        sums.met += count.met;
        sums.pending += count.pending;
        sums.violated += count.violated - count.waived.min(count.violated);
        sums.waived += count.waived;
        let rule = ground.rules.rule(count.code);
        sums.forms.extend(rule.map(|rule| rule.form.clone()));
        let duties = rule.into_iter().flat_map(|rule| &rule.duties);
        sums.duties.extend(duties.cloned());
    }
    for covered in coverage(ground.rules) {
        if covered.duty.manual.is_some() || covered.duty.open.is_some() {
            let clause = clause(&covered.duty.clause);
            clauses.entry(clause).or_default().manual += 1;
        }
    }
    let mut sorted: Vec<(Clause, Sums)> = clauses.into_iter().collect();
    sorted.sort_by_cached_key(|(clause, _)| {
        let (rank, standard) = rank(&clause.document);
        (rank, standard.to_owned(), natural(&clause.number))
    });
    let of_form = records_of(ground);
    let lines = sorted.into_iter().enumerate().map(|(i, (clause, sums))| {
        let all = sums.forms.contains("*");
        let records: usize = of_form
            .iter()
            .filter(|(form, _)| all || sums.forms.contains(**form))
            .map(|(_, count)| count)
            .sum();
        said(json!({
            "id": format!("K{:03}", i + 1),
            "document": clause.document,
            "number": clause.number,
            "title": title(ground, &clause, &sums.duties),
            "rules": sums.rules,
            "records": records,
            "met": sums.met,
            "pending": sums.pending,
            "violated": sums.violated,
            "waived": sums.waived,
            "manual": sums.manual,
        }))
    });
    lines.collect()
}

/// What the clause demands: the duty that it states, else the first that its rules carry.
fn title(ground: &Ground<'_>, stated: &Clause, carried: &[String]) -> Option<String> {
    let duties = &ground.rules.duties;
    let own = duties.iter().find(|duty| clause(&duty.clause) == *stated);
    let first = || duties.iter().find(|duty| carried.contains(&duty.id));
    own.or_else(first)
        .map(|duty| ground.words(&duty.says).to_owned())
}

/// How many records of each form there are.
fn records_of<'g>(ground: &'g Ground<'_>) -> BTreeMap<&'g str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in ground.records.iter().flatten() {
        *counts.entry(record.form.as_str()).or_default() += 1;
    }
    counts
}

/// A duty's clause: a bare number is one of the procedure, a bare word a document of its own.
pub(super) fn clause(text: &str) -> Clause {
    let (document, number) = match text.rsplit_once(' ') {
        Some((document, number)) if !document.is_empty() => (document, number),
        _ if text.starts_with(|c: char| c.is_ascii_digit()) => ("procedure", text),
        _ => (text, "—"),
    };
    Clause {
        document: document.to_owned(),
        number: number.to_owned(),
    }
}

/// The procedure, then the standards, then what the company adds.
fn rank(document: &str) -> (u8, &str) {
    match document {
        "procedure" => (0, ""),
        "company" => (2, ""),
        standard => (1, standard),
    }
}

/// `4.10` comes after `4.9`.
fn natural(number: &str) -> Vec<(u64, String)> {
    let parts = number.split('.');
    let part = |part: &str| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        (digits.parse().unwrap_or(u64::MAX), part.to_owned())
    };
    parts.map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_told_apart_and_ordered() {
        assert_eq!(clause("4.3").document, "procedure");
        assert_eq!(clause("company").document, "company");
        assert_eq!(clause("ISO 9001:2015 7.5.3").document, "ISO 9001:2015");
        assert!(natural("4.10") > natural("4.9"));
        assert!(natural("4.3.3.1") > natural("4.3.3"));
        assert!(rank("company") > rank("ISO 9001:2015"));
    }
}
