//! The closed kinds of demands, resolved in the fields of a form.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::calendar::{Clock, PeriodUnit, Span};
use crate::diag::Text;

use super::expression::Expression;
use super::path::{Path, Scope};

/// What a rule demands.
#[derive(Debug)]
pub enum Demand {
    /// An expression holds.
    Condition(Condition),
    /// Something happened by a time.
    Deadline(Deadline),
    /// Something exists, here or in another record.
    Obligation(Obligation),
    /// What is cited exists.
    Reference(Reference),
    /// The right people reviewed, decided or signed.
    Reviewers(Reviewers),
    /// Declared numbers are in order.
    Numbering(Numbering),
    /// The figures of a report are what they are computed to be.
    Computed(Computed),
    /// Dates run forwards.
    Order(Order),
    /// Sums agree.
    Balance(Balance),
    /// A figure is what it is computed to be.
    Recomputation(Recomputation),
    /// A class follows from a ranking.
    Ranking(Ranking),
    /// A chain of steps has no gap.
    Flow(Flow),
}

/// When something is owed. Without `from`, `due` and `once` it is owed at once.
#[derive(Debug, Default)]
pub struct Timing {
    /// Where the time starts: the earliest value, or the latest with `from_last`.
    pub from: Vec<Path>,
    /// Whether the latest value of `from` counts.
    pub from_last: bool,
    /// How long it may take.
    pub within: Option<Span>,
    /// Where the record itself names the time; it goes before `within`.
    pub due: Vec<Path>,
    /// Whether hours of the night count.
    pub clock: Clock,
    /// While this is false, what is missing is pending.
    pub once: Option<Expression>,
}

/// Kind `condition`.
#[derive(Debug)]
pub struct Condition {
    /// What must be true.
    pub holds: Expression,
    /// When it must be.
    pub timing: Timing,
}

/// Kind `deadline`.
#[derive(Debug)]
pub struct Deadline {
    /// From when until when.
    pub timing: Timing,
    /// What must have happened: the first path that has a value.
    pub until: Vec<Path>,
    /// Which items of a starred `until` count.
    pub filter: Option<Filter>,
    /// Tells values that crowd just under the limit instead of late ones.
    pub cluster: Option<Cluster>,
}

/// Many values just under a limit.
#[derive(Debug, Clone, Copy)]
pub struct Cluster {
    /// The last part of the time, in percent.
    pub last: u32,
    /// The share of the values that is suspicious, in percent.
    pub share: u32,
    /// Fewer values than this say nothing.
    pub least: usize,
}

/// A condition on the items of a list, which are one more variable in it.
#[derive(Debug)]
pub struct Filter {
    /// The list, up to and including `*`.
    pub list: Path,
    /// The name of the item's variable.
    pub variable: String,
    /// What must be true of an item that counts.
    pub expression: Expression,
}

/// Kind `obligation`.
#[derive(Debug)]
pub struct Obligation {
    /// What must exist.
    pub what: Owed,
    /// When it must.
    pub timing: Timing,
}

/// What an obligation asks for.
#[derive(Debug)]
pub enum Owed {
    /// Fields of this record.
    Fields(Vec<Path>),
    /// Records of one form, or of one of several.
    Records(Box<Others>),
}

/// Records that belong to an item.
#[derive(Debug)]
pub struct Others {
    /// Where they may be; what is found in any place counts.
    pub any: Vec<Exists>,
    /// The least number of them.
    pub min: usize,
    /// The greatest number of them.
    pub max: Option<usize>,
    /// Items that owe it together: those with the same values of these paths. Empty and without a period: each owes it.
    pub per: Vec<Path>,
    /// The calendar periods in each of which it is owed.
    pub period: Option<Every>,
}

/// Calendar periods that follow from an item's date.
#[derive(Debug)]
pub struct Every {
    /// How long one is.
    pub unit: PeriodUnit,
    /// A date in the first of them.
    pub of: Path,
    /// How long after it the last of them begins; none: there is only the first.
    pub lasts: Option<Span>,
    /// Periods that end before this day are left out.
    pub since: Option<NaiveDate>,
}

/// Records, or entries of records, that belong to an item.
#[derive(Debug)]
pub struct Exists {
    /// Their form.
    pub form: String,
    /// Their variables.
    pub scope: Scope,
    /// Pairs of a path there and what it equals here.
    pub pairs: Vec<(Path, Key)>,
    /// Which of the pairs are exact decimals: equal by value, however they are written.
    pub decimals: Vec<bool>,
    /// Which of them count.
    pub filter: Option<Expression>,
    /// When they came to be.
    pub at: Option<Path>,
    /// Times of the item before the latest of which none of them counts.
    pub after: Vec<Path>,
    /// Times of the item after the latest of which none of them counts: on the same day, or at the same moment, one still
    /// does. With `max = 0`: there is none up to then.
    pub before: Vec<Path>,
    /// Whether only those of the period count.
    pub in_period: bool,
    /// What a finding of too many tells of them: the field there, and what it is called.
    pub shows: Option<(Path, Text)>,
}

/// What a path of another record is compared with.
#[derive(Debug, PartialEq, Eq)]
pub enum Key {
    /// A value here.
    Path(Path),
    /// Any way to refer to this item.
    Reference,
    /// The period's name.
    Period,
}

/// Kind `reference`.
#[derive(Debug)]
pub struct Reference {
    /// Where something is cited: a text or a list of texts.
    pub value: Path,
    /// What it is.
    pub to: Target,
}

/// What a reference leads to.
#[derive(Debug)]
pub enum Target {
    /// A record of one of some forms, or an entry of one.
    Records(Vec<Cited>),
    /// An item of a list of the same record, by its `id`.
    Item(Path),
    /// A file beside the record; the name of the sibling field with its digest.
    File(Option<String>),
    /// The form's revision in force on the record's date.
    Revision,
}

/// A record that is cited.
#[derive(Debug)]
pub struct Cited {
    /// Its form.
    pub form: String,
    /// Its variables; more than `record` if an entry is cited.
    pub scope: Scope,
    /// Pairs of a path there and one here that must agree.
    pub same: Vec<(Path, Path)>,
    /// The path there that must refer back.
    pub back: Option<Path>,
}

impl Cited {
    /// Whether it is an entry, not a whole record.
    pub fn is_entry(&self) -> bool {
        self.scope.variables.len() > 1
    }
}

/// Kind `reviewers`.
#[derive(Debug)]
pub enum Reviewers {
    /// Departments that must have reviewed.
    Departments(Box<Departments>),
    /// The signatures of a record.
    Signatures(Box<Signatures>),
    /// One person who decided or did something.
    Person(Person),
}

/// Departments that each must have reviewed.
#[derive(Debug)]
pub struct Departments {
    /// The list of reviews, with `*`.
    pub list: Path,
    /// The department of a review.
    pub who: Path,
    /// When it was done.
    pub done: Option<Path>,
    /// The departments asked for.
    pub required: Vec<String>,
    /// What each of them must have reviewed: the list of things, with `*`, and the ids that a review names (none: all).
    pub covers: Option<(Path, Path)>,
    /// When it must be complete.
    pub timing: Timing,
}

/// Signatures of a record.
#[derive(Debug)]
pub struct Signatures {
    /// The list of signatures, with `*`.
    pub list: Path,
    /// Which signatures must be there.
    pub required: Asked,
    /// Whether they must be of different people.
    pub different: bool,
    /// Whether they must have been made in order.
    pub ordered: bool,
    /// Whether each signer must have held a role that the form names, on that day.
    pub held: bool,
    /// When they must be complete.
    pub timing: Timing,
}

/// Which signatures a record must have.
#[derive(Debug)]
pub enum Asked {
    /// None; those that are there are looked at.
    Nothing,
    /// Those of the form's signature block.
    Form,
    /// Those of some roles, in order.
    Roles(Vec<String>),
}

/// A person who did something.
#[derive(Debug)]
pub struct Person {
    /// The person's name.
    pub person: Path,
    /// When it was done; the record's date if it is not given.
    pub on: Vec<Path>,
    /// One of these roles must have been held.
    pub roles: Vec<String>,
    /// The person must be of one of these departments.
    pub departments: Vec<String>,
    /// The person is none of these, nor of one of these departments.
    pub not: Vec<Path>,
}

/// Kind `numbering`.
#[derive(Debug)]
pub struct Numbering {
    /// The declared number.
    pub number: Path,
    /// The date it goes with.
    pub date: Path,
}

/// Kind `order`.
#[derive(Debug)]
pub struct Order {
    /// Ranks of paths: no value is earlier than one of a rank before.
    pub ranks: Vec<Vec<Path>>,
}

/// Kind `balance`.
#[derive(Debug)]
pub struct Balance {
    /// What is added.
    pub plus: Vec<Term>,
    /// What is taken away.
    pub minus: Vec<Term>,
    /// Whether nothing must be left; else no less than nothing.
    pub zero: bool,
    /// Without a value of each of these it does not apply.
    pub needs: Vec<Path>,
    /// Whether it goes for every moment, in the order of the terms' times.
    pub running: bool,
}

/// A term of a sum.
#[derive(Debug)]
pub struct Term {
    /// Its values.
    pub path: Path,
    /// Which items of a starred path count.
    pub filter: Option<Filter>,
    /// The times of the values.
    pub at: Option<Path>,
}

/// Figures of a whole record that are computed from other records.
#[derive(Debug)]
pub struct Computed {
    /// Which.
    pub what: Computation,
    /// Classes of customers from the top, and how many belong to each.
    pub classes: Vec<(String, usize)>,
    /// How long the confirmation of a complaint may take.
    pub confirm_within: Span,
    /// Whether hours of the night count.
    pub clock: Clock,
}

/// What is computed from other records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Computation {
    /// A survey report, from the sheets of its half year.
    Survey,
    /// An analysis of customers, from orders and complaints.
    Analysis,
    /// The class that a customer file gives, from the orders of its year.
    Class,
}

/// Kind `recomputation`.
#[derive(Debug)]
pub struct Recomputation {
    /// How the figure is computed.
    pub figure: Figure,
    /// What it must be.
    pub must: Must,
}

/// How a figure is computed.
#[derive(Debug)]
pub enum Figure {
    /// The number of values.
    Count(Term),
    /// The sum of values.
    Sum(Term),
    /// `of / to × times`, rounded to a number of decimals.
    Ratio {
        /// The dividend.
        of: Path,
        /// The divisor.
        to: Path,
        /// A factor as decimal text.
        times: String,
        /// Decimals.
        round: u32,
    },
    /// The number of earlier items, in all records, that are alike.
    Earlier(Earlier),
}

/// Items of the same rule that came before.
#[derive(Debug)]
pub struct Earlier {
    /// Values that are the same in both.
    pub same: Vec<Path>,
    /// Values that are not: the same complaint in two records is no repeat.
    pub not_same: Vec<Path>,
    /// The time of an item.
    pub at: Path,
    /// How long ago at most.
    pub within: Option<Span>,
    /// Only those whose own value of this path lies before `at`.
    pub before: Option<Path>,
}

/// What a figure must be.
#[derive(Debug)]
pub enum Must {
    /// The figure that the record gives.
    Equal(Path),
    /// Such that this holds, with the variable `figure`.
    Hold(Expression),
}

/// Kind `ranking`.
#[derive(Debug)]
pub struct Ranking {
    /// What is ranked: a customer's code.
    pub key: Path,
    /// The factors of an amount.
    pub amount: Vec<Path>,
    /// The date whose year the amount counts for.
    pub year: Path,
    /// Classes from the top, and how many belong to each; the last takes the rest.
    pub classes: Vec<(String, usize)>,
    /// The class that the record gives.
    pub claimed: Path,
}

/// Kind `flow`.
#[derive(Debug)]
pub struct Flow {
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// When the chain is at its end whatever steps are missing.
    pub ends: Option<Expression>,
    /// Where what was sent back is recorded.
    pub rejections: Option<Rejections>,
}

/// One step of a chain.
#[derive(Debug)]
pub struct Step {
    /// Its name in rejections.
    pub id: String,
    /// What people call it.
    pub title: Text,
    /// What shows that it was done; the first that is given counts.
    pub at: Vec<Path>,
    /// Whether it belongs to this chain.
    pub when: Option<Expression>,
    /// Who does it.
    pub who: Option<String>,
    /// Whether the chain may go on without it.
    pub optional: bool,
}

/// Steps that had to be done again.
#[derive(Debug)]
pub struct Rejections {
    /// The list, with `*`.
    pub list: Path,
    /// When it was sent back.
    pub at: Path,
    /// When it was done again.
    pub redone: Path,
}

/// Pairs of paths as rule files write them.
pub(super) type Pairs = BTreeMap<String, String>;
