//! Rules: what a procedure demands of records, as data. Each rule is of one of a few closed kinds, and explains itself.

pub mod demand;
pub mod expression;
mod load;
mod parameter;
pub mod path;
mod resolve;
mod shape;
mod written;

use std::collections::BTreeMap;

use crate::diag::{Clause, Code, Severity, Text};
use crate::form::Form;
use crate::source::Place;

pub use demand::Demand;
pub use expression::Expression;
pub use load::{Changes, Files};
pub use parameter::{Parameter, RuleConfig};
pub use path::{Path, Scope};
pub use shape::Shape;

/// All rules of a project, built-in and its own, as they are in force for it.
#[derive(Debug, Default)]
pub struct Rules {
    /// Sorted by id.
    pub rules: Vec<Rule>,
    /// The duties of the procedure, in its order: what the coverage is measured against.
    pub duties: Vec<Listed>,
    /// The form of each rule's body, to find those of a record quickly.
    by_form: BTreeMap<String, Vec<(usize, usize)>>,
}

/// One requirement.
#[derive(Debug)]
pub struct Rule {
    /// Named after what is wrong: `complaint.late-confirmation`.
    pub id: Code,
    /// The kind as rule files name it: `deadline`.
    pub kind: &'static str,
    /// Id of the form whose records have the duty, or `*`.
    pub form: String,
    /// Ids of the procedure's duties that it carries (`R13`).
    pub duties: Vec<String>,
    /// Where the duty is written.
    pub clause: Clause,
    /// Weight of a violation.
    pub severity: Severity,
    /// Whether a violation keeps a record from being issued.
    pub blocks_issue: bool,
    /// What is demanded.
    pub says: Text,
    /// What goes wrong otherwise.
    pub why: Text,
    /// What mends a violation.
    pub help: Text,
    /// What is wrong, as fact, where the kind cannot tell it better.
    pub fails: Option<Text>,
    /// Who owes it where the record does not say.
    pub owner_role: Option<String>,
    /// Why the company switched it off.
    pub off: Option<String>,
    /// The parameters it uses, by name.
    pub parameters: BTreeMap<String, Parameter>,
    /// Good and bad records; they are run as its tests.
    pub examples: Vec<Example>,
    /// What it demands, resolved in each form it goes for.
    pub bodies: Vec<Body>,
    /// The rule in its file.
    pub place: Place,
    /// The line of its file that decides: the time limit, the condition.
    pub decides: Place,
}

/// A rule's demand, resolved in the fields of one form.
#[derive(Debug)]
pub struct Body {
    /// The form's id.
    pub form: String,
    /// The variables of the rule; the innermost is what one duty is about.
    pub scope: Scope,
    /// Where it is false the duty does not apply.
    pub when: Option<Expression>,
    /// What is demanded.
    pub demand: Demand,
    /// Where a record says who owes it; the first that is given counts.
    pub owner: Vec<Path>,
    /// Where a finding points.
    pub at: Option<Path>,
    /// The parameters as expressions see them.
    pub parameters: minijinja::Value,
}

/// A record that a rule passes or fails.
#[derive(Debug, Clone)]
pub struct Example {
    /// What it shows.
    pub name: Text,
    /// Whether the rule finds nothing violated in it.
    pub passes: bool,
    /// The moment as of which it is judged, as written.
    pub as_of: Option<String>,
    /// The record as TOML; fields that the rule does not need may be missing.
    pub record: String,
    /// Other records that it refers to, as TOML.
    pub others: Vec<String>,
    /// The example in its file.
    pub place: Place,
}

/// A duty of the procedure, for the coverage.
#[derive(Debug, Clone)]
pub struct Listed {
    /// `R13`
    pub id: String,
    /// The number of the clause, `4.3.3.1`.
    pub clause: String,
    /// What it demands.
    pub says: Text,
    /// What is still needed before a rule can check it.
    pub open: Option<Text>,
    /// Why a machine cannot check it.
    pub manual: Option<Text>,
}

impl Rules {
    /// What a rule computes figures with: classes of customers, and the time for a confirmation. A command that proposes the
    /// figures takes the same, so that its proposal passes. Rules switched off count too.
    pub fn computed(&self, what: demand::Computation) -> Option<&demand::Computed> {
        let mut bodies = self.rules.iter().flat_map(|rule| &rule.bodies);
        bodies.find_map(|body| match &body.demand {
            Demand::Computed(computed) if computed.what == what => Some(computed),
            _ => None,
        })
    }

    /// The bodies that go for the records of a form, each with the place of its rule in `rules`. Rules switched off are left out.
    pub fn of(&self, form: &str) -> impl Iterator<Item = (usize, &Rule, &Body)> {
        let bodies = self.by_form.get(form).into_iter().flatten();
        bodies.map(|&(rule, body)| (rule, &self.rules[rule], &self.rules[rule].bodies[body]))
    }

    /// A rule by its id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        let at = self.rules.binary_search_by(|rule| rule.id.cmp(id)).ok()?;
        self.rules.get(at)
    }

    fn index(&mut self) {
        self.by_form.clear();
        for (r, rule) in self.rules.iter().enumerate() {
            for (b, body) in rule.bodies.iter().enumerate() {
                if rule.off.is_none() {
                    let list = self.by_form.entry(body.form.clone()).or_default();
                    list.push((r, b));
                }
            }
        }
    }
}

/// The fields of a form's records; `None` where its schema is broken, which is told elsewhere.
fn shape(form: &Form) -> Option<Shape> {
    let mut sink = crate::diag::Sink::default();
    form.schema(&mut sink).map(Shape::of)
}
