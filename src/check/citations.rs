//! What items cite in other records: whether it is there, agrees and refers back.

use std::collections::HashMap;

use super::across::{Index, body, spot_key};
use super::facts::{About, BodyId, Citation, Facts, Mirror, Spot};
use super::item::Standards;
use super::verdict::Verdict;
use crate::diag::Text;
use crate::rule::demand::{Cited, Demand, Target};
use crate::source::Pointer;

/// Judges what items cite.
pub(super) fn citations<'f>(
    facts: &'f Facts,
    index: &Index<'_>,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    let mirrors: HashMap<(BodyId, &Spot), &Mirror> = facts
        .mirrors
        .iter()
        .map(|mirror| ((mirror.body, &mirror.spot), mirror))
        .collect();
    for citation in &facts.citations {
        let Some(body) = body(standards, citation.about.body) else {
            continue;
        };
        let Demand::Reference(demand) = &body.demand else {
            continue;
        };
        let Target::Records(cited) = &demand.to else {
            continue;
        };
        tell(&citation.about, cites(citation, cited, index, &mirrors));
    }
}

fn cites(
    citation: &Citation,
    any: &[Cited],
    index: &Index<'_>,
    mirrors: &HashMap<(BodyId, &Spot), &Mirror>,
) -> Verdict {
    let (text, at) = (&citation.text, citation.at.clone());
    let spots = index.resolve(text);
    let fits = |spot: &Spot| {
        let is_entry = spot.pointer != Pointer::root();
        let mut any = any.iter();
        any.find(|cited| index.form(spot) == cited.form && cited.is_entry() == is_entry)
    };
    let fit = spots.iter().find_map(|spot| Some((*spot, fits(spot)?)));
    let Some((spot, cited)) = fit else {
        return Verdict::violated(at, not_found(text, any, &spots, index));
    };
    let Some(mirror) = mirrors.get(&(citation.about.body, spot)) else {
        return Verdict::met(at, Text::default());
    };
    let pairs = citation.same.iter().zip(&mirror.same).zip(&cited.same);
    for ((here, there), (path, own)) in pairs {
        let agree = here.iter().any(|text| there.contains(text));
        let nothing_to_compare = here.is_empty() && there.is_empty();
        if !agree && !nothing_to_compare {
            let nothing = |texts: &[String], word: &str| {
                if texts.is_empty() {
                    word.to_owned()
                } else {
                    texts.join("、")
                }
            };
            let fact = Text::new(
                format!(
                    "{text} 的 {} 是 {}，这里的 {} 是 {}",
                    path.full,
                    nothing(there, "空"),
                    own.full,
                    nothing(here, "空")
                ),
                format!(
                    "{} of {text} is {}, but {} here is {}",
                    path.full,
                    nothing(there, "missing"),
                    own.full,
                    nothing(here, "missing")
                ),
            );
            return Verdict::violated(at, fact);
        }
    }
    if let Some(back) = &mirror.back {
        let own = spot_key(&citation.about.spot);
        if !back.iter().any(|text| index.key(text) == own) {
            let path = cited.back.as_ref().map_or("", |path| &path.full);
            let fact = Text::new(
                format!("{text} 的 {path} 没有指回 {}", citation.about.name),
                format!(
                    "{path} of {text} does not refer back to {}",
                    citation.about.name
                ),
            );
            return Verdict::violated(at, fact);
        }
    }
    Verdict::met(at, Text::default())
}

fn not_found(text: &str, any: &[Cited], spots: &[&Spot], index: &Index<'_>) -> Text {
    let mut forms: Vec<&str> = Vec::new();
    for cited in any {
        if !forms.contains(&cited.form.as_str()) {
            forms.push(&cited.form);
        }
    }
    let (zh, en) = (forms.join("、"), forms.join(" or "));
    let Some(other) = spots.first() else {
        let mut near = any.iter();
        let near = near.find_map(|cited| index.similar(text, &cited.form, cited.is_entry()));
        return match near {
            Some(near) => Text::new(
                format!("{zh} 中没有 {text}，是不是 {near}？"),
                format!("there is no {text} in {en}; did you mean {near}?"),
            ),
            None => Text::new(
                format!("{zh} 中没有 {text}"),
                format!("there is no {text} in {en}"),
            ),
        };
    };
    let is = index.form(other);
    match any.iter().find(|cited| cited.form == is) {
        Some(cited) if cited.is_entry() => Text::new(
            format!("{text} 是整份记录，应写其中的条目（记录代号/条目代号）"),
            format!("{text} is a whole record, but an entry of it (record/entry) is meant"),
        ),
        Some(_) => Text::new(
            format!("{text} 是一个条目，应写记录代号"),
            format!("{text} is an entry, but a record is meant"),
        ),
        None => Text::new(
            format!("{text} 是 {is} 的记录，应为 {zh}"),
            format!("{text} is a record of {is}, but should be of {en}"),
        ),
    }
}
