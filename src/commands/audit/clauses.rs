//! The state of each clause: its rules, the records they look at, and how the duties stand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Ground;
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
        json!({
            "id": format!("K{:03}", i + 1),
            "document": clause.document,
            "number": clause.number,
            "rules": sums.rules,
            "records": records,
            "met": sums.met,
            "pending": sums.pending,
            "violated": sums.violated,
            "waived": sums.waived,
            "manual": sums.manual,
        })
    });
    lines.collect()
}

/// How many records of each form there are.
fn records_of<'g>(ground: &'g Ground<'_>) -> BTreeMap<&'g str, usize> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for record in ground.records.iter().flatten() {
        *counts.entry(record.form.as_str()).or_default() += 1;
    }
    counts
}

/// A duty's clause: a bare number is one of the procedure.
pub(super) fn clause(text: &str) -> Clause {
    let split = text
        .rsplit_once(' ')
        .filter(|(document, _)| !document.is_empty());
    let (document, number) = split.unwrap_or(("procedure", text));
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
        assert_eq!(clause("ISO 9001:2015 7.5.3").document, "ISO 9001:2015");
        assert!(natural("4.10") > natural("4.9"));
        assert!(natural("4.3.3.1") > natural("4.3.3"));
        assert!(rank("company") > rank("ISO 9001:2015"));
    }
}
