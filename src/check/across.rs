//! What only shows among several records: where names lead, and what came before.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::facts::{Alike, BodyId, Facts, Known, RecordId, Spot};
use super::item::Standards;
use crate::calendar::Instant;
use crate::diag::near::nearest;
use crate::rule::Body;
use crate::rule::demand::{Demand, Figure};
use crate::source::Pointer;

/// Where every name leads.
pub(super) struct Index<'f> {
    names: HashMap<&'f str, Vec<&'f Spot>>,
    known: HashMap<RecordId, &'f Known>,
    roots: HashMap<&'f str, Vec<Spot>>,
}

/// Names beyond which nobody looks for a similar one.
const MANY: usize = 20_000;

impl<'f> Index<'f> {
    pub fn of(facts: &'f Facts) -> Self {
        let mut names: HashMap<&str, Vec<&Spot>> = HashMap::new();
        let mut short: HashMap<&str, Vec<&Spot>> = HashMap::new();
        for name in &facts.names {
            let map = if name.short { &mut short } else { &mut names };
            map.entry(&name.name).or_default().push(&name.spot);
        }
        // A short name is good where it is the only one.
        for (name, spots) in short {
            if let ([spot], false) = (spots.as_slice(), names.contains_key(name)) {
                names.insert(name, vec![*spot]);
            }
        }
        let mut roots: HashMap<&str, Vec<Spot>> = HashMap::new();
        for known in &facts.known {
            for name in [&known.id, &known.number].into_iter().flatten() {
                let spot = Spot {
                    record: known.record,
                    pointer: Pointer::root(),
                };
                let spots = roots.entry(name).or_default();
                if !spots.contains(&spot) {
                    spots.push(spot);
                }
            }
        }
        for known in &facts.known {
            if let Some(number) = &known.issued
                && !roots.contains_key(number.as_str())
            {
                let spot = Spot {
                    record: known.record,
                    pointer: Pointer::root(),
                };
                roots.insert(number, vec![spot]);
            }
        }
        let known = facts.known.iter().map(|known| (known.record, known));
        Self {
            names,
            known: known.collect(),
            roots,
        }
    }

    pub fn known(&self, record: RecordId) -> Option<&'f Known> {
        self.known.get(&record).copied()
    }

    /// The items that a text may mean.
    pub fn resolve(&self, text: &str) -> Vec<&Spot> {
        let entries = self.names.get(text).into_iter().flatten().copied();
        let roots = self.roots.get(text).into_iter().flatten();
        roots.chain(entries).collect()
    }

    pub fn form(&self, spot: &Spot) -> &str {
        self.known(spot.record).map_or("", |known| &known.form)
    }

    /// A text as a key: the item it means, where it means one, else itself.
    pub fn key(&self, text: &str) -> String {
        match self.resolve(text).as_slice() {
            [spot] => spot_key(spot),
            _ => text.to_owned(),
        }
    }

    pub fn similar(&self, text: &str, form: &str, entry: bool) -> Option<&str> {
        if self.roots.len() + self.names.len() > MANY {
            return None;
        }
        let of_form = |spot: &Spot| self.form(spot) == form;
        let roots = self
            .roots
            .iter()
            .filter(|(_, spots)| spots.iter().any(of_form));
        let entries = self
            .names
            .iter()
            .filter(|(_, spots)| spots.iter().any(|spot| of_form(spot)));
        let mut names: Vec<&str> = if entry {
            entries.map(|(name, _)| *name).collect()
        } else {
            roots.map(|(name, _)| *name).collect()
        };
        names.sort_unstable();
        nearest(text, names.iter().map(|name| (*name, *name)))
    }
}

/// What stands for an item in a join.
pub(super) fn spot_key(spot: &Spot) -> String {
    format!("#{}{}", spot.record, spot.pointer)
}

/// A body by its id.
pub(super) fn body<'s>(standards: &'s Standards<'_>, (rule, body): BodyId) -> Option<&'s Body> {
    let rule = standards.rules.rules.get(rule as usize)?;
    rule.bodies.get(body as usize)
}

/// Counts for each item how many came before it that are alike, and names the last of them.
pub(super) fn alike<'f>(
    facts: &'f Facts,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f Alike, Vec<&'f Alike>),
) {
    let mut groups: BTreeMap<(BodyId, &str), Vec<&Alike>> = BTreeMap::new();
    for one in &facts.alike {
        groups
            .entry((one.about.body, &one.key))
            .or_default()
            .push(one);
    }
    let zone = standards.as_of.timezone();
    for ((id, _), mut group) in groups {
        group.sort_by_key(|one| (one.at.start(zone), &one.about.spot));
        let span = body(standards, id).and_then(|body| match &body.demand {
            Demand::Recomputation(demand) => match &demand.figure {
                Figure::Earlier(earlier) => Some(earlier),
                _ => None,
            },
            _ => None,
        });
        let Some(earlier) = span else { continue };
        for (i, one) in group.iter().enumerate() {
            let mut seen = HashSet::new();
            let before = group[..i].iter().copied().filter(|other| {
                let near = earlier.within.is_none_or(|span| {
                    let clock = crate::calendar::Clock::Elapsed;
                    let until = standards.calendar.due(other.at, span, clock);
                    until.is_ok_and(|until| !one.at.is_after(Instant::At(until)))
                });
                let over = earlier.before.is_none()
                    || other.before.is_some_and(|over| !over.is_after(one.at));
                let distinct = earlier.not_same.is_empty() || other.distinct != one.distinct;
                near && over && distinct && seen.insert(&other.about.spot)
            });
            tell(one, before.collect());
        }
    }
}
