//! Kind `obligation`, as far as other records must be there: what items want, what records offer, and whether it fits.

use std::collections::{HashMap, hash_map};

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use rust_decimal::Decimal;

use super::across::{Index, body, spot_key};
use super::facts::{About, BodyId, joined};
use super::item::{Item, Standards, Unreadable};
use super::timing::{How, Owed, owed};
use super::verdict::{Unjudged, Verdict, due_text, lateness, shown as written};
use crate::calendar::{Clock, Instant, Period};
use crate::diag::Text;
use crate::rule::demand::{self, Demand, Every, Exists, Key, Timing};
use crate::rule::{Body, Path};
use crate::source::Pointer;

/// A rule's body, and which of its alternatives.
pub(super) type AlternativeId = (BodyId, usize);

/// What records want of each other, and what they have to offer.
#[derive(Debug, Default)]
pub(super) struct Others {
    wants: Vec<Want>,
    /// Wants that many items have in common, by what they share.
    shared: HashMap<(BodyId, String), Want>,
    offers: Vec<Offer>,
}

/// Other records that an item must have.
#[derive(Debug)]
struct Want {
    about: About,
    /// One for each alternative.
    asks: Vec<Ask>,
    owed: Owed,
    at: Pointer,
    /// What it is owed for, where many items owe it together.
    shared: String,
    period: Option<Period>,
    /// When its reason came up; of the items that share it, the earliest stands for all.
    since: Option<DateTime<Tz>>,
}

/// What one alternative must have.
#[derive(Debug)]
struct Ask {
    keys: Vec<Side>,
    /// Nothing earlier counts.
    after: Option<Instant>,
    /// Nothing later counts.
    before: Option<Instant>,
}

/// A key of a join: texts of which one must agree, or the item itself.
#[derive(Debug)]
enum Side {
    Texts(Vec<String>),
    Spot,
}

/// A record or entry that others may need.
#[derive(Debug)]
struct Offer {
    id: AlternativeId,
    keys: Vec<Vec<String>>,
    at: Option<Instant>,
    /// What the rule wants to tell of it.
    shown: Option<String>,
}

/// What was found of an offer: when it came to be, and what is told of it.
type Found<'f> = (Option<Instant>, Option<&'f str>);

impl Others {
    /// Takes over what another thread gathered.
    pub fn merge(&mut self, other: Self) {
        self.wants.extend(other.wants);
        self.offers.extend(other.offers);
        for (key, want) in other.shared {
            self.share(key, want);
        }
    }

    fn share(&mut self, key: (BodyId, String), want: Want) {
        match self.shared.entry(key) {
            hash_map::Entry::Vacant(entry) => {
                entry.insert(want);
            }
            hash_map::Entry::Occupied(mut entry) => {
                let rank = |want: &Want| (want.since, want.about.spot.clone());
                if rank(&want) < rank(entry.get()) {
                    entry.insert(want);
                }
            }
        }
    }

    /// What an item wants, in each period that it wants it.
    pub fn want(
        &mut self,
        others: &demand::Others,
        timing: &Timing,
        about: impl Fn() -> About,
        item: &Item<'_>,
        body: &Body,
    ) -> Result<(), Unjudged> {
        let Some(shared) = joined(&others.per, item) else {
            return Ok(());
        };
        let owed = owed(timing, item, body)?;
        let Some(every) = &others.period else {
            let want = wanted(others, (None, owed), shared.clone(), about(), item, body)?;
            if others.per.is_empty() {
                self.wants.push(want);
            } else {
                self.share((want.about.body, shared), want);
            }
            return Ok(());
        };
        for period in periods(every, item)? {
            let owed = match &owed {
                Owed::Now => period_end(period, timing, item)?,
                other => other.clone(),
            };
            let want = wanted(
                others,
                (Some(period), owed),
                shared.clone(),
                about(),
                item,
                body,
            )?;
            let key = format!("{shared}\u{1f}{period}");
            self.share((want.about.body, key), want);
        }
        Ok(())
    }

    /// What a record of another form has to offer to a rule that asks for some.
    pub fn offer(
        &mut self,
        id: AlternativeId,
        exists: &Exists,
        body: &Body,
        item: &Item<'_>,
    ) -> Result<(), Unreadable> {
        if let Some(filter) = &exists.filter
            && !item.holds(filter, body)?
        {
            return Ok(());
        }
        let pairs = exists.pairs.iter().zip(&exists.decimals);
        let keys: Vec<Vec<String>> = pairs
            .map(|((there, _), decimal)| compared(item.joined(there), *decimal))
            .collect();
        if keys.iter().any(Vec::is_empty) {
            return Ok(());
        }
        let at = match &exists.at {
            Some(path) => item.instants(path)?.into_iter().next().map(|(at, _)| at),
            None => None,
        };
        let shown = exists.shows.as_ref().and_then(|(path, _)| item.text(path));
        self.offers.push(Offer {
            id,
            keys,
            at,
            shown,
        });
        Ok(())
    }
}

fn wanted(
    others: &demand::Others,
    (period, owed): (Option<Period>, Owed),
    shared: String,
    about: About,
    item: &Item<'_>,
    body: &Body,
) -> Result<Want, Unjudged> {
    let zone = item.case.zone();
    let since = match (&others.period, &owed) {
        (Some(every), _) => {
            let first = item.instants(&every.of)?.into_iter().next();
            first.map(|(at, _)| at.start(zone))
        }
        (None, Owed::By(due, _)) => Some(*due),
        _ => None,
    };
    let ask = |exists: &Exists| {
        let side = |(key, decimal): (&Key, &bool)| match key {
            Key::Path(path) => Side::Texts(compared(item.joined(path), *decimal)),
            Key::Reference => Side::Spot,
            Key::Period => Side::Texts(period.iter().map(Period::to_string).collect()),
        };
        let keys = exists.pairs.iter().map(|(_, key)| key);
        Ok(Ask {
            keys: keys.zip(&exists.decimals).map(side).collect(),
            after: latest(&exists.after, item)?,
            before: latest(&exists.before, item)?,
        })
    };
    let at = body.at.as_ref();
    Ok(Want {
        asks: others
            .any
            .iter()
            .map(ask)
            .collect::<Result<_, Unjudged>>()?,
        at: at.map_or_else(|| item.pointer().clone(), |at| item.place(at)),
        shared: shared.replace(['\u{1e}', '\u{1f}'], " ").to_uppercase(),
        about,
        owed,
        period,
        since,
    })
}

/// The latest of the times that some paths lead to.
fn latest(paths: &[Path], item: &Item<'_>) -> Result<Option<Instant>, Unreadable> {
    let zone = item.case.zone();
    let mut latest = None;
    for path in paths {
        let times = item.instants(path)?.into_iter().map(|(at, _)| at);
        latest = times.chain(latest).max_by_key(|at| at.start(zone));
    }
    Ok(latest)
}

/// Texts as they are compared: decimals without the zeros that mean nothing.
fn compared(texts: Vec<String>, decimal: bool) -> Vec<String> {
    let plain = |text: String| match Decimal::from_str_exact(text.trim()) {
        Ok(value) if decimal => value.normalize().to_string(),
        _ => text,
    };
    texts.into_iter().map(plain).collect()
}

/// The periods that an item's date leads to, up to the moment of judgement.
fn periods(every: &Every, item: &Item<'_>) -> Result<Vec<Period>, Unjudged> {
    let Some((of, _)) = item.instants(&every.of)?.into_iter().next() else {
        return Ok(Vec::new());
    };
    let standards = item.case.standards;
    let first = Period::of(of.date(), every.unit);
    let last = match every.lasts {
        Some(span) => standards
            .calendar
            .due(of, span, Clock::Elapsed)?
            .date_naive(),
        None => of.date(),
    };
    let last = last.min(standards.as_of.date_naive());
    let from = match every.since {
        Some(since) => first.max(Period::of(since, every.unit)),
        None => first,
    };
    let each = std::iter::successors(Some(from), |period| Some(period.next()));
    Ok(each.take_while(|period| period.first() <= last).collect())
}

/// What is owed for a period is owed at its end, or so much later.
fn period_end(period: Period, timing: &Timing, item: &Item<'_>) -> Result<Owed, Unjudged> {
    let standards = item.case.standards;
    let last = Instant::Day(period.last());
    let Some(span) = timing.within else {
        let due = last.end(item.case.zone()) - TimeDelta::seconds(1);
        let title = Text::new(format!("{period} 期末"), format!("end of {period}"));
        return Ok(Owed::By(due, How::Named(title)));
    };
    let due = standards.calendar.due(last, span, timing.clock)?;
    Ok(Owed::By(due, How::Counted(last, span, timing.clock)))
}

/// Judges what items must have elsewhere.
pub(super) fn wants<'f>(
    others: &'f Others,
    index: &Index<'_>,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    let mut offered: HashMap<(AlternativeId, String), Vec<Found<'_>>> = HashMap::new();
    for offer in &others.offers {
        let (id, alternative) = offer.id;
        let Some(exists) = demanded(standards, id).and_then(|own| own.any.get(alternative)) else {
            continue;
        };
        let texts = exists.pairs.iter().zip(&offer.keys);
        let resolved: Vec<Vec<String>> = texts
            .map(|((_, key), texts)| match key {
                Key::Reference => texts.iter().map(|text| index.key(text)).collect(),
                Key::Path(_) | Key::Period => texts.clone(),
            })
            .collect();
        for key in products(&resolved) {
            let found = (offer.at, offer.shown.as_deref());
            offered.entry((offer.id, key)).or_default().push(found);
        }
    }
    let zone = standards.as_of.timezone();
    for want in others.wants.iter().chain(others.shared.values()) {
        let Some(demand) = demanded(standards, want.about.body) else {
            continue;
        };
        let mut found: Vec<Found<'_>> = Vec::new();
        let mut keyless = true;
        for (alternative, (ask, exists)) in want.asks.iter().zip(&demand.any).enumerate() {
            let keys: Vec<Vec<String>> = ask.keys.iter().map(|side| want.key(side)).collect();
            keyless &= keys.iter().any(Vec::is_empty);
            let id = (want.about.body, alternative);
            let there = products(&keys).into_iter();
            let there = there.filter_map(|key| offered.get(&(id, key))).flatten();
            found.extend(there.filter(|(at, _)| want.takes(*at, ask, exists)));
        }
        found.sort_by_key(|(at, _)| at.map(|at| at.start(zone)));
        tell(
            &want.about,
            want.verdict(demand, &found, keyless, standards),
        );
    }
}

fn demanded<'s>(standards: &'s Standards<'_>, id: BodyId) -> Option<&'s demand::Others> {
    match &body(standards, id)?.demand {
        Demand::Obligation(demand) => match &demand.what {
            demand::Owed::Records(others) => Some(others),
            demand::Owed::Fields(_) => None,
        },
        _ => None,
    }
}

/// Every way to take one text of each list, joined.
fn products(lists: &[Vec<String>]) -> Vec<String> {
    lists.iter().fold(vec![String::new()], |keys, texts| {
        keys.iter()
            .flat_map(|key| texts.iter().map(move |text| format!("{key}\u{1f}{text}")))
            .collect()
    })
}

impl Want {
    fn key(&self, side: &Side) -> Vec<String> {
        match side {
            Side::Texts(texts) => texts.clone(),
            Side::Spot => vec![spot_key(&self.about.spot)],
        }
    }

    /// Whether what was found is of the time that is asked for.
    fn takes(&self, at: Option<Instant>, ask: &Ask, exists: &Exists) -> bool {
        let late_enough = ask
            .after
            .is_none_or(|after| at.is_some_and(|at| !after.is_after(at)));
        let early_enough = ask
            .before
            .is_none_or(|before| at.is_some_and(|at| !at.is_after(before)));
        let of_period = !exists.in_period
            || self
                .period
                .zip(at)
                .is_some_and(|(period, at)| period.contains(at.date()));
        late_enough && early_enough && of_period
    }

    fn verdict(
        &self,
        demand: &demand::Others,
        found: &[Found<'_>],
        keyless: bool,
        standards: &Standards<'_>,
    ) -> Verdict {
        let (at, as_of) = (self.at.clone(), standards.as_of);
        if keyless || matches!(self.owed, Owed::NotBegun(_)) {
            let reason = Text::new("没有可对应的内容", "there is nothing to match");
            return Verdict::not_applicable(at, reason);
        }
        let title = titles(&demand.any, standards);
        let count = found.len();
        if let Some(max) = demand.max.filter(|max| count > *max) {
            if let Some(fact) = shown(&demand.any, found) {
                return Verdict::violated(at, fact);
            }
            let fact = Text::new(
                format!("有 {count} 份{}，应不超过 {max} 份", title.zh),
                format!(
                    "there are {count} of {}, but at most {max} may be",
                    title.en
                ),
            );
            return Verdict::violated(at, fact);
        }
        if count >= demand.min {
            let last = demand.min.checked_sub(1).and_then(|last| found[last].0);
            return match (&self.owed, last) {
                (Owed::By(due, how), Some(done)) if done.is_after(Instant::At(*due)) => {
                    let zone = as_of.timezone();
                    let late = lateness(*due, done, zone);
                    let (when, due_at) = (written(done, zone), due_text(*due));
                    let fact = Text::new(
                        format!("{}的时间 {when}，限期 {due_at}，迟 {}", title.zh, late.zh),
                        format!(
                            "{} is of {when}, was due {due_at}, {} late",
                            title.en, late.en
                        ),
                    );
                    let trace = how.trace(*due, standards.calendar);
                    let fact = self.named(fact);
                    Verdict::violated(at, fact).due(Some(*due), trace)
                }
                _ => Verdict::met(at, Text::default()),
            };
        }
        let fact = if demand.min == 1 {
            Text::new(
                format!("没有对应的{}", title.zh),
                format!("there is no {} for it", title.en),
            )
        } else {
            Text::new(
                format!("对应的{}有 {count} 份，应有 {} 份", title.zh, demand.min),
                format!(
                    "there are {count} of {} for it, but {} are needed",
                    title.en, demand.min
                ),
            )
        };
        self.owed.missing(standards, at, self.named(fact))
    }

    /// Puts before a fact what it is owed for, where that is not just the item.
    fn named(&self, fact: Text) -> Text {
        let mut names: Vec<String> = Vec::new();
        names.extend((!self.shared.is_empty()).then(|| self.shared.clone()));
        names.extend(self.period.map(|period| period.to_string()));
        if names.is_empty() {
            return fact;
        }
        Text::new(
            format!("{} {}", names.join("，"), fact.zh),
            format!("{}: {}", names.join(", "), fact.en),
        )
    }
}

/// What the rule wants to tell of what was found: “Revision in force” is C.
fn shown(any: &[Exists], found: &[Found<'_>]) -> Option<Text> {
    let (_, title) = any.iter().find_map(|exists| exists.shows.as_ref())?;
    let mut values: Vec<&str> = found.iter().filter_map(|(_, shown)| *shown).collect();
    values.sort_unstable();
    values.dedup();
    (!values.is_empty()).then(|| {
        Text::new(
            format!("“{}”是 {}", title.zh, values.join("、")),
            format!("“{}” is {}", title.en, values.join(", ")),
        )
    })
}

/// “Survey letter” or “survey sheet”.
fn titles(any: &[Exists], standards: &Standards<'_>) -> Text {
    let day = standards.as_of.date_naive();
    let mut titles: Vec<Text> = Vec::new();
    for exists in any {
        let form = standards.forms.in_force(&exists.form, day);
        let title = form.map_or_else(|| Text::same(&exists.form), |form| form.title.clone());
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let zh: Vec<&str> = titles.iter().map(|title| title.zh.as_str()).collect();
    let en: Vec<String> = titles
        .iter()
        .map(|title| format!("“{}”", title.en))
        .collect();
    Text::new(zh.join("或"), en.join(" or "))
}
