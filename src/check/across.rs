//! What only shows among several records: obligations, citations, repeats, all judged on what was gathered.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::facts::{
    About, Alike, BodyId, Citation, Facts, Known, Mirror, RecordId, Side, Spot, Want,
};
use super::item::Standards;
use super::timing::Owed;
use super::verdict::{Verdict, due_text, lateness, shown};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::diag::near::nearest;
use crate::rule::Body;
use crate::rule::demand::{Cited, Demand, Exists, Figure, Owed as What, Target};
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
    fn resolve(&self, text: &str) -> Vec<&Spot> {
        let entries = self.names.get(text).into_iter().flatten().copied();
        let roots = self.roots.get(text).into_iter().flatten();
        roots.chain(entries).collect()
    }

    fn form(&self, spot: &Spot) -> &str {
        self.known(spot.record).map_or("", |known| &known.form)
    }

    /// A text as a key: the item it means, where it means one, else itself.
    fn key(&self, text: &str) -> String {
        match self.resolve(text).as_slice() {
            [spot] => spot_key(spot),
            _ => text.to_owned(),
        }
    }

    fn similar(&self, text: &str, form: &str, entry: bool) -> Option<&str> {
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

fn spot_key(spot: &Spot) -> String {
    format!("#{}{}", spot.record, spot.pointer)
}

/// Judges what items must have elsewhere.
pub(super) fn wants<'f>(
    facts: &'f Facts,
    index: &Index<'_>,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    let mut offered: HashMap<(BodyId, String), Vec<Option<Instant>>> = HashMap::new();
    for offer in &facts.offers {
        let Some(exists) = exists(standards, offer.body) else {
            continue;
        };
        let resolved: Vec<Vec<String>> = exists
            .pairs
            .iter()
            .zip(&offer.keys)
            .map(|((_, key), texts)| match key {
                crate::rule::demand::Key::Reference => {
                    texts.iter().map(|text| index.key(text)).collect()
                }
                crate::rule::demand::Key::Path(_) => texts.clone(),
            })
            .collect();
        for key in products(&resolved) {
            offered.entry((offer.body, key)).or_default().push(offer.at);
        }
    }
    for want in &facts.wants {
        let Some(exists) = exists(standards, want.about.body) else {
            continue;
        };
        let keys: Vec<Vec<String>> = want
            .keys
            .iter()
            .map(|side| match side {
                Side::Texts(texts) => texts.clone(),
                Side::Spot => vec![spot_key(&want.about.spot)],
            })
            .collect();
        let mut found: Vec<Option<Instant>> = products(&keys)
            .into_iter()
            .filter_map(|key| offered.get(&(want.about.body, key)))
            .flatten()
            .copied()
            .collect();
        let zone = standards.as_of.timezone();
        found.sort_by_key(|at| at.map(|at| at.start(zone)));
        let missing = keys.iter().any(Vec::is_empty);
        tell(
            &want.about,
            wanted(want, exists, &found, missing, standards),
        );
    }
}

fn wanted(
    want: &Want,
    exists: &Exists,
    found: &[Option<Instant>],
    keyless: bool,
    standards: &Standards<'_>,
) -> Verdict {
    let (at, as_of) = (want.at.clone(), standards.as_of);
    if keyless || matches!(want.owed, Owed::NotBegun(_)) {
        let reason = Text::new("没有可对应的内容", "there is nothing to match");
        return Verdict::not_applicable(at, reason);
    }
    let title = standards
        .forms
        .in_force(&exists.form, as_of.date_naive())
        .map_or_else(|| Text::same(&exists.form), |form| form.title.clone());
    let count = found.len();
    if let Some(max) = exists.max.filter(|max| count > *max) {
        let fact = Text::new(
            format!("有 {count} 份{}，应不超过 {max} 份", title.zh),
            format!(
                "there are {count} of “{}”, but at most {max} may be",
                title.en
            ),
        );
        return Verdict::violated(at, fact);
    }
    if count >= exists.min {
        let last = exists.min.checked_sub(1).and_then(|last| found[last]);
        return match (&want.owed, last) {
            (Owed::By(due, how), Some(done)) if done.is_after(Instant::At(*due)) => {
                let zone = as_of.timezone();
                let late = lateness(*due, done, zone);
                let (when, due_at) = (shown(done, zone), due_text(*due));
                let fact = Text::new(
                    format!("{}的时间 {when}，限期 {due_at}，迟 {}", title.zh, late.zh),
                    format!(
                        "“{}” is of {when}, was due {due_at}, {} late",
                        title.en, late.en
                    ),
                );
                let trace = how.trace(*due, standards.calendar);
                Verdict::violated(at, fact).due(Some(*due), trace)
            }
            _ => Verdict::met(at, Text::default()),
        };
    }
    let fact = if exists.min == 1 {
        Text::new(
            format!("没有对应的{}", title.zh),
            format!("there is no “{}” for it", title.en),
        )
    } else {
        Text::new(
            format!("对应的{}有 {count} 份，应有 {} 份", title.zh, exists.min),
            format!(
                "there are {count} of “{}” for it, but {} are needed",
                title.en, exists.min
            ),
        )
    };
    want.owed.missing(standards, at, fact)
}

fn exists<'s>(standards: &'s Standards<'_>, id: BodyId) -> Option<&'s Exists> {
    match &body(standards, id)?.demand {
        Demand::Obligation(demand) => match &demand.what {
            What::Records(exists) => Some(exists),
            What::Fields(_) => None,
        },
        _ => None,
    }
}

/// A body by its id.
pub(super) fn body<'s>(standards: &'s Standards<'_>, (rule, body): BodyId) -> Option<&'s Body> {
    let rule = standards.rules.rules.get(rule as usize)?;
    rule.bodies.get(body as usize)
}

/// Every way to take one text of each list, joined.
fn products(lists: &[Vec<String>]) -> Vec<String> {
    lists.iter().fold(vec![String::new()], |keys, texts| {
        keys.iter()
            .flat_map(|key| texts.iter().map(move |text| format!("{key}\u{1f}{text}")))
            .collect()
    })
}

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
        let Target::Record(cited) = &demand.to else {
            continue;
        };
        tell(&citation.about, cites(citation, cited, index, &mirrors));
    }
}

fn cites(
    citation: &Citation,
    cited: &Cited,
    index: &Index<'_>,
    mirrors: &HashMap<(BodyId, &Spot), &Mirror>,
) -> Verdict {
    let (text, at) = (&citation.text, citation.at.clone());
    let entry = cited.scope.variables.len() > 1;
    let spots = index.resolve(text);
    let fits = |spot: &&&Spot| {
        index.form(spot) == cited.form && entry == (spot.pointer != Pointer::root())
    };
    let Some(spot) = spots.iter().find(fits) else {
        return Verdict::violated(at, not_found(text, cited, entry, &spots, index));
    };
    let Some(mirror) = mirrors.get(&(citation.about.body, *spot)) else {
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

fn not_found(text: &str, cited: &Cited, entry: bool, spots: &[&Spot], index: &Index<'_>) -> Text {
    let form = &cited.form;
    if let Some(other) = spots.first() {
        let is = index.form(other);
        return if is == form {
            Text::new(
                format!(
                    "{text} 是{}，应写{}",
                    if entry {
                        "整份记录"
                    } else {
                        "一个条目"
                    },
                    if entry {
                        "其中的条目（记录代号/条目代号）"
                    } else {
                        "记录代号"
                    }
                ),
                format!(
                    "{text} is {}, but {} is meant",
                    if entry { "a whole record" } else { "an entry" },
                    if entry {
                        "an entry of it (record/entry)"
                    } else {
                        "a record"
                    }
                ),
            )
        } else {
            Text::new(
                format!("{text} 是 {is} 的记录，应为 {form}"),
                format!("{text} is a record of {is}, but should be of {form}"),
            )
        };
    }
    match index.similar(text, form, entry) {
        Some(near) => Text::new(
            format!("{form} 中没有 {text}，是不是 {near}？"),
            format!("there is no {text} in {form}; did you mean {near}?"),
        ),
        None => Text::new(
            format!("{form} 中没有 {text}"),
            format!("there is no {text} in {form}"),
        ),
    }
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
