//! `explain`: what a code means, and what a record has to do with it.

use std::path::PathBuf;

use chrono::DateTime;
use chrono_tz::Tz;

use super::check;
use crate::check::Duty;
use crate::diag::codes::{self, Entry};
use crate::diag::near::nearest;
use crate::project::Project;
use crate::rule::{Rule, Rules};

/// What stands behind a code.
#[derive(Debug)]
pub enum Meaning<'a> {
    /// A rule.
    Rule(&'a Rule),
    /// A code that the program itself has.
    Entry(&'static Entry),
}

/// Finds a code.
pub fn explain<'a>(code: &str, rules: &'a Rules) -> Option<Meaning<'a>> {
    let entry = || codes::entry(code).map(Meaning::Entry);
    rules.rule(code).map(Meaning::Rule).or_else(entry)
}

/// The code that was probably meant.
pub fn nearest_code(code: &str, rules: &Rules) -> Option<&'static str> {
    let own = rules.rules.iter().map(|rule| rule.id);
    let known = own.chain(codes::entries().map(|entry| entry.code));
    nearest(code, known.map(|known| (known, known)))
}

/// How the duties of a rule stand in a record.
pub fn duties(
    project: &Project,
    rules: &Rules,
    rule: &Rule,
    (record, as_of): (PathBuf, DateTime<Tz>),
) -> Vec<Duty> {
    let request = check::Request {
        paths: &[record],
        as_of,
        keep: true,
    };
    let outcome = check::check(project, rules, &request);
    let own = outcome.duties.into_iter();
    own.filter(|duty| duty.rule == rule.id).collect()
}
