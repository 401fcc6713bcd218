//! Kind `ranking`: the class that a record gives follows from the year's amounts.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::across::body;
use super::facts::{About, BodyId, Facts, Ranked};
use super::item::Standards;
use super::verdict::Verdict;
use crate::diag::Text;
use crate::figures;
use crate::rule::demand::Demand;

/// Judges the classes of each rule and year.
pub(super) fn ranks<'f>(
    facts: &'f Facts,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    let mut groups: BTreeMap<(BodyId, i32), Vec<&Ranked>> = BTreeMap::new();
    for one in &facts.ranked {
        groups
            .entry((one.about.body, one.year))
            .or_default()
            .push(one);
    }
    for ((id, year), group) in groups {
        let Some(Demand::Ranking(demand)) = body(standards, id).map(|body| &body.demand) else {
            continue;
        };
        let amounts = group.iter().map(|one| (one.key.as_str(), one.amount));
        let ranking = figures::rank(amounts, &demand.classes);
        let places: HashMap<&str, &figures::Ranked<'_>> =
            ranking.iter().map(|ranked| (ranked.key, ranked)).collect();
        for one in group {
            let (Some((claimed, at)), Some(ranked)) = (&one.claimed, places.get(one.key.as_str()))
            else {
                continue;
            };
            let fact = told(ranked, claimed, year);
            let verdict = if *claimed == ranked.class {
                Verdict::met(at.clone(), fact)
            } else {
                Verdict::violated(at.clone(), fact)
            };
            tell(&one.about, verdict);
        }
    }
}

fn told(ranked: &figures::Ranked<'_>, claimed: &str, year: i32) -> Text {
    let (key, place, class) = (ranked.key, ranked.place, &ranked.class);
    let amount: Decimal = ranked.amount;
    Text::new(
        format!("{key} 在 {year} 年以 {amount} 排第 {place}，应为 {class} 类，写的是 {claimed}"),
        format!("{key} is number {place} of {year} with {amount}, so class {class}, not {claimed}"),
    )
}
