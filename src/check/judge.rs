//! One record against all rules of its form.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, FixedOffset};

use super::facts::{BodyId, Facts, Known, looks_around};
use super::item::{Case, Item, Standards, Unreadable};
use super::verdict::{self, About, Judged, Stand, Unjudged, Verdict};
use super::{
    balance, condition, deadline, flow, obligation, order, recomputation, reference, reviewers,
};
use crate::diag::codes::rule as code;
use crate::diag::{Code, Diagnostic, Severity, Sink, Text};
use crate::rule::demand::{Cited, Demand, Exists, Key, Owed, Target};
use crate::rule::{Body, Rule, Scope};
use crate::source::{At, Place, Pointer};

/// How the duties of one rule stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub met: usize,
    pub pending: usize,
    pub violated: usize,
    pub not_applicable: usize,
}

impl Counts {
    pub fn add(&mut self, stand: Stand) {
        let count = match stand {
            Stand::Met => &mut self.met,
            Stand::Pending => &mut self.pending,
            Stand::Violated => &mut self.violated,
            Stand::NotApplicable => &mut self.not_applicable,
        };
        *count += 1;
    }

    fn merge(&mut self, other: Self) {
        self.met += other.met;
        self.pending += other.pending;
        self.violated += other.violated;
        self.not_applicable += other.not_applicable;
    }
}

/// One duty of a record, however it stands: what `explain` and `due` show.
#[derive(Debug, Clone)]
pub struct Duty {
    /// The rule's id.
    pub rule: Code,
    /// The record's id.
    pub record: Option<String>,
    /// The item's name in messages.
    pub name: String,
    /// How it stands.
    pub stand: Stand,
    /// The facts, or the reason why it does not apply.
    pub fact: Text,
    /// What shows it.
    pub place: Place,
    /// The last moment that is in time.
    pub due: Option<DateTime<FixedOffset>>,
    /// Whether it can still be done: it is pending, or missing although its time is over.
    pub open: bool,
    /// Who owes it.
    pub owner: Option<String>,
    /// How `due` was found.
    pub trace: Vec<Text>,
}

/// What one thread finds.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub counts: Vec<Counts>,
    pub sink: Sink,
    pub facts: Facts,
    /// Kept only when asked for.
    pub duties: Option<Vec<Duty>>,
}

impl Sheet {
    pub fn new(rules: usize, keep: bool) -> Self {
        Self {
            counts: vec![Counts::default(); rules],
            duties: keep.then(Vec::new),
            ..Self::default()
        }
    }

    pub fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            mine.merge(theirs);
        }
        self.sink.merge(other.sink);
        self.facts.merge(other.facts);
        if let (Some(mine), Some(theirs)) = (&mut self.duties, other.duties) {
            mine.extend(theirs);
        }
        self
    }

    /// Counts a verdict, and tells it if somebody has to know.
    pub fn tell(
        &mut self,
        (at, rule): (u32, &Rule),
        about: About<'_>,
        verdict: Verdict,
        owner: Option<String>,
    ) {
        if let Some(counts) = self.counts.get_mut(at as usize) {
            counts.add(verdict.stand);
        }
        if let Some(duties) = &mut self.duties {
            duties.push(Duty {
                rule: rule.id,
                record: about.record.map(str::to_owned),
                name: about.name.to_owned(),
                stand: verdict.stand,
                fact: verdict.fact.clone(),
                place: Place {
                    source: about.source.clone(),
                    at: At::Value(verdict.at.clone()),
                }
                .resolved(),
                due: verdict.due.map(|due| due.fixed_offset()),
                open: verdict.open,
                owner: verdict
                    .owner
                    .clone()
                    .or_else(|| owner.clone())
                    .or_else(|| rule.owner_role.clone()),
                trace: verdict.trace.clone(),
            });
        }
        if matches!(verdict.stand, Stand::Violated | Stand::Pending) {
            let found = verdict::diagnostic(rule, about, verdict, owner);
            self.sink.push(found);
        }
    }
}

/// The place of a want among the rules, what it wants, and for whom.
type Offer<'r> = ((BodyId, usize), &'r Exists, &'r Body);

/// What the records of a form have to say to rules of other forms.
#[derive(Debug, Default)]
pub(super) struct Asked<'r> {
    offers: HashMap<&'r str, Vec<Offer<'r>>>,
    mirrors: HashMap<&'r str, Vec<(BodyId, &'r Cited)>>,
    names: HashMap<&'r str, Vec<&'r Scope>>,
    /// Whether some rule computes figures of a report.
    computes: bool,
}

impl<'r> Asked<'r> {
    pub fn by(standards: &Standards<'r>) -> Self {
        let mut asked = Self::default();
        let rules = standards.rules.rules.iter().enumerate();
        let run = |(_, rule): &(usize, &Rule)| rule.off.is_none() && standards.runs(rule.id);
        for (r, rule) in rules.filter(run) {
            for (b, body) in rule.bodies.iter().enumerate() {
                asked.body((id(r), id(b)), body);
            }
        }
        asked
    }

    fn body(&mut self, id: BodyId, body: &'r Body) {
        match &body.demand {
            Demand::Obligation(demand) => {
                let Owed::Records(others) = &demand.what else {
                    return;
                };
                for (alternative, exists) in others.any.iter().enumerate() {
                    let list = self.offers.entry(&exists.form).or_default();
                    list.push(((id, alternative), exists, body));
                    if exists.pairs.iter().any(|(_, key)| *key == Key::Reference) {
                        self.named(&body.form, &body.scope);
                    }
                }
            }
            Demand::Reference(demand) => {
                let Target::Records(any) = &demand.to else {
                    return;
                };
                for cited in any {
                    let list = self.mirrors.entry(&cited.form).or_default();
                    list.push((id, cited));
                    self.named(&cited.form, &cited.scope);
                    if cited.back.is_some() {
                        self.named(&body.form, &body.scope);
                    }
                }
            }
            Demand::Computed(_) => self.computes = true,
            _ => {}
        }
    }

    fn named(&mut self, form: &'r str, scope: &'r Scope) {
        let scopes = self.names.entry(form).or_default();
        if scope.variables.len() > 1 && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
}

fn id(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The items of a scope, and which conditions are true of them.
struct Group<'c, 'r> {
    scope: &'r Scope,
    items: Vec<Item<'c>>,
    whens: HashMap<&'r str, Vec<Result<bool, Unreadable>>>,
}

impl<'c, 'r> Group<'c, 'r> {
    /// The answer of each item to a condition; many rules ask the same one.
    fn when(&mut self, body: &'r Body) -> Option<&[Result<bool, Unreadable>]> {
        let when = body.when.as_ref()?;
        let items = &self.items;
        let answers = || items.iter().map(|item| item.holds(when, body)).collect();
        // A rule may have parameters of its own.
        if when.has_parameters {
            self.whens.insert(&when.written, answers());
        }
        let known = self.whens.entry(&when.written).or_insert_with(answers);
        Some(known)
    }
}

/// Judges a record. Without `report` it only says what others need to know.
pub(super) fn record<'c>(
    case: &'c Case<'c>,
    known: Known,
    asked: &Asked<'_>,
    report: bool,
    sheet: &mut Sheet,
) {
    let number = known.record;
    let mut unjudged = Unjudgeds::default();
    let mut groups: Vec<Group<'_, '_>> = Vec::new();
    let rules = case.standards.rules;
    for (rule_at, rule, body) in rules.of(&case.form.id) {
        let looks = looks_around(body);
        if (!report && !looks) || !case.standards.runs(rule.id) {
            continue;
        }
        let group = group(&mut groups, case, &body.scope);
        let applies: Option<Vec<Result<bool, Unreadable>>> = group.when(body).map(<[_]>::to_vec);
        let body_at = rule
            .bodies
            .iter()
            .position(|other| std::ptr::eq(other, body));
        let body_id = (id(rule_at), id(body_at.unwrap_or_default()));
        for (i, item) in group.items.iter().enumerate() {
            let applies = match applies.as_ref().map(|answers| &answers[i]) {
                None | Some(Ok(true)) => true,
                Some(Ok(false)) => false,
                Some(Err(unreadable)) => {
                    unjudged.add(rule.id, unreadable);
                    continue;
                }
            };
            let judged = if !applies {
                let reason = item.reason("条件不适用", "its condition is not true");
                Ok(vec![Verdict::not_applicable(
                    item.pointer().clone(),
                    reason,
                )])
            } else if looks {
                sheet
                    .facts
                    .gather(body_id, body, number, item)
                    .map(|()| Vec::new())
            } else {
                judge(rule, body, item)
            };
            if !report {
                continue;
            }
            match judged {
                Ok(verdicts) => told(verdicts, (body_id.0, rule, body), item, sheet),
                Err(Unjudged::Value(unreadable)) => unjudged.add(rule.id, &unreadable),
                Err(Unjudged::Year(missing)) => {
                    sheet.counts[rule_at].add(Stand::Violated);
                    sheet.sink.push(verdict::missing_year(rule, item, missing));
                }
            }
        }
    }
    for (id, exists, body) in asked
        .offers
        .get(case.form.id.as_str())
        .into_iter()
        .flatten()
    {
        for item in &group(&mut groups, case, &exists.scope).items {
            // What cannot be read there is told where the rule of that form needs it.
            let _ = sheet.facts.others.offer(*id, exists, body, item);
        }
    }
    for (id, cited) in asked
        .mirrors
        .get(case.form.id.as_str())
        .into_iter()
        .flatten()
    {
        for item in &group(&mut groups, case, &cited.scope).items {
            sheet.facts.mirror(*id, cited, number, item);
        }
    }
    for scope in asked.names.get(case.form.id.as_str()).into_iter().flatten() {
        let items = &group(&mut groups, case, scope).items;
        sheet.facts.name(scope, number, &known, items);
    }
    if asked.computes {
        let as_of = case.standards.as_of;
        sheet.facts.book.add(&case.form.id, &case.value, as_of);
    }
    sheet.facts.known.push(known);
    if report {
        unjudged.tell(case, &mut sheet.sink);
    }
}

/// The group of a scope; a record's items are found once, whoever asks for them.
fn group<'g, 'c, 'r>(
    groups: &'g mut Vec<Group<'c, 'r>>,
    case: &'c Case<'c>,
    scope: &'r Scope,
) -> &'g mut Group<'c, 'r> {
    let at = groups.iter().position(|group| group.scope == scope);
    let at = at.unwrap_or_else(|| {
        groups.push(Group {
            scope,
            items: case.items(scope),
            whens: HashMap::new(),
        });
        groups.len() - 1
    });
    &mut groups[at]
}

fn judge(rule: &Rule, body: &Body, item: &Item<'_>) -> Judged {
    match &body.demand {
        Demand::Condition(demand) => condition::judge(demand, item, body, rule),
        Demand::Deadline(demand) => deadline::judge(demand, item, body),
        Demand::Obligation(demand) => match &demand.what {
            Owed::Fields(fields) => obligation::judge(demand, fields, item, body),
            Owed::Records(_) => Ok(Vec::new()),
        },
        Demand::Reference(demand) => reference::judge(demand, item),
        Demand::Reviewers(demand) => reviewers::judge(demand, item, body),
        Demand::Order(demand) => order::judge(demand, item),
        Demand::Balance(demand) => balance::judge(demand, item, body),
        Demand::Recomputation(demand) => recomputation::judge(demand, item, body),
        Demand::Flow(demand) => flow::judge(demand, item, body),
        Demand::Numbering(_) | Demand::Ranking(_) | Demand::Computed(_) => Ok(Vec::new()),
    }
}

fn told(verdicts: Vec<Verdict>, rule: (u32, &Rule, &Body), item: &Item<'_>, sheet: &mut Sheet) {
    let (at, rule, body) = rule;
    let record = &item.case.record;
    for verdict in verdicts {
        let quiet = matches!(verdict.stand, Stand::Met | Stand::NotApplicable);
        // Names and owners are made only for what is told.
        let (name, owner) = if quiet && sheet.duties.is_none() {
            (String::new(), None)
        } else {
            (item.name(), verdict::owner(item, body))
        };
        let about = About {
            source: &record.document.source,
            record: record.id.as_deref(),
            name: &name,
        };
        sheet.tell((at, rule), about, verdict, owner);
    }
}

/// Values that keep rules from being judged, with the rules.
#[derive(Debug, Default)]
struct Unjudgeds(BTreeMap<Pointer, (Text, Vec<Code>)>);

impl Unjudgeds {
    fn add(&mut self, rule: Code, unreadable: &Unreadable) {
        let reason = unreadable.reason.clone();
        let entry = self.0.entry(unreadable.pointer.clone());
        let (_, rules) = entry.or_insert_with(|| (reason, Vec::new()));
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }

    fn tell(self, case: &Case<'_>, sink: &mut Sink) {
        for (pointer, (reason, rules)) in self.0 {
            let rules = rules.join(", ");
            let message = Text::new(
                format!("这个值{}，因此无法判定：{rules}", reason.zh),
                format!(
                    "the value {}, so these rules cannot be judged: {rules}",
                    reason.en
                ),
            );
            let help = Text::new("改正这个值", "correct the value");
            let found = Diagnostic::new(Severity::Error, code::NOT_JUDGED, message)
                .at(case.record.place(pointer))
                .help(help);
            sink.push(match &case.record.id {
                Some(id) => found.of(id),
                None => found,
            });
        }
    }
}
