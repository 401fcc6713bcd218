//! What a check has to report besides its findings: the moment, the counts, and every rule that was run.

use super::{Clause, Code, Diagnostic, Severity, Tally, Text, words};
use chrono::{DateTime, FixedOffset};

/// All that one run found, as the renderers need it.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// Pending and violated duties and all other findings, in reading order.
    pub findings: &'a [Diagnostic],
    /// The numbers of the summary.
    pub tally: Tally,
    /// The moment as of which everything was judged.
    pub as_of: DateTime<FixedOffset>,
    /// Every rule of the project, also those that did not fire.
    pub rules: &'a [RuleCount],
    /// Title and number of the procedure, for clauses of the document `procedure`.
    pub procedure: (&'a str, &'a str),
}

/// A rule and how its duties stand. `checked` = met + pending + violated + not applicable, and `waived` are some of the violated.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleCount {
    /// The rule's id.
    pub code: Code,
    /// What it demands.
    pub says: Text,
    /// What goes wrong where it is not kept.
    pub why: Text,
    /// What mends a violation.
    pub help: Text,
    /// Where the duty is written.
    pub clause: Clause,
    /// The weight of a violation.
    pub severity: Severity,
    /// Why a company switched it off; such a rule checks nothing.
    pub off: Option<String>,
    /// Duties looked at.
    pub checked: usize,
    /// Duties fulfilled in time.
    pub met: usize,
    /// Duties whose time has not come.
    pub pending: usize,
    /// Duties not fulfilled, waived ones among them.
    pub violated: usize,
    /// Violated duties that somebody has answered for.
    pub waived: usize,
    /// Duties that a record does not have, `when` the rule says.
    pub not_applicable: usize,
}

impl<'a> Report<'a> {
    /// Findings that no rule has a part in; how many records were read the caller adds.
    pub fn of(findings: &'a [Diagnostic], as_of: DateTime<FixedOffset>) -> Self {
        Self {
            findings,
            tally: Tally::of(findings),
            as_of,
            rules: &[],
            procedure: ("", ""),
        }
    }

    /// A clause as people write it: `QP-MK-01 4.3.3.1`, `ISO 9001:2015 8.2.1`.
    pub fn clause(&self, clause: &Clause) -> String {
        words::clause(clause, self.procedure.1)
    }

    /// The document of a clause as people write it: `QP-MK-01 与顾客有关过程控制程序`, `ISO 9001:2015`.
    pub fn title(&self, clause: &Clause) -> String {
        match clause.document.as_str() {
            "procedure" => {
                let (title, number) = self.procedure;
                format!("{number} {title}").trim().to_owned()
            }
            document => document.to_owned(),
        }
    }
}
