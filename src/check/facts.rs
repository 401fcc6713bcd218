//! What a record says to the others: gathered record by record, so that no record has to be kept.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

use super::item::{Item, texts};
use super::others::Others;
use super::sums::decimal;
use super::verdict::{Unjudged, owner};
use crate::calendar::Instant;
use crate::figures::Book;
use crate::rule::demand::{
    Cited, Demand, Earlier, Figure, Must, Numbering, Owed as What, Ranking, Target,
};
use crate::rule::{Body, Path, Scope};
use crate::source::{Pointer, Source};

/// A record of a run, by its place in the list of files.
pub(super) type RecordId = u32;
/// A rule's body: the place of the rule, and of the body in it.
pub(super) type BodyId = (u32, u32);

/// A record as the others know it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub record: RecordId,
    pub source: Source,
    pub form: String,
    pub id: Option<String>,
    pub number: Option<String>,
    /// The number that the issue register gave it. Ids come first: a record may be called what another is numbered.
    pub issued: Option<String>,
}

/// An item of a record: the record itself, or an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Spot {
    pub record: RecordId,
    pub pointer: Pointer,
}

/// A name by which an item can be cited.
#[derive(Debug)]
pub(super) struct Name {
    pub name: String,
    pub spot: Spot,
    /// Whether it is the name inside its record only (`E06`), good where no other has it.
    pub short: bool,
}

/// What every claim and fact of an item has.
#[derive(Debug)]
pub(super) struct About {
    pub body: BodyId,
    pub spot: Spot,
    /// The pointers of all its variables, to find the item again.
    pub pointers: Vec<Pointer>,
    /// Its name in messages.
    pub name: String,
    pub owner: Option<String>,
}

/// A citation of another record.
#[derive(Debug)]
pub(super) struct Citation {
    pub about: About,
    pub text: String,
    pub at: Pointer,
    /// What must agree there, here.
    pub same: Vec<Vec<String>>,
}

/// What a record that may be cited has at the paths of a rule.
#[derive(Debug)]
pub(super) struct Mirror {
    pub body: BodyId,
    pub spot: Spot,
    pub same: Vec<Vec<String>>,
    pub back: Option<Vec<String>>,
}

/// An item that is compared with those that came before it.
#[derive(Debug)]
pub(super) struct Alike {
    pub about: About,
    pub key: String,
    pub distinct: String,
    pub at: Instant,
    pub before: Option<Instant>,
    /// Whether the rule holds if there was none.
    pub holds_alone: bool,
}

/// A declared number.
#[derive(Debug)]
pub(super) struct Numbered {
    pub about: About,
    pub number: String,
    pub date: Option<Instant>,
    pub at: Pointer,
}

/// An amount of a ranking, and the class that its record gives.
#[derive(Debug)]
pub(super) struct Ranked {
    pub about: About,
    pub key: String,
    pub year: i32,
    pub amount: Decimal,
    pub claimed: Option<(String, Pointer)>,
}

/// A report whose figures are computed from other records.
#[derive(Debug)]
pub(super) struct Report {
    pub about: About,
    pub value: Arc<Value>,
    pub date: NaiveDate,
}

/// All that records say to each other.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub known: Vec<Known>,
    pub names: Vec<Name>,
    pub others: Others,
    pub citations: Vec<Citation>,
    pub mirrors: Vec<Mirror>,
    pub alike: Vec<Alike>,
    pub numbered: Vec<Numbered>,
    pub ranked: Vec<Ranked>,
    pub reports: Vec<Report>,
    /// What figures are made of, if a rule computes any.
    pub book: Book,
}

impl Facts {
    /// Takes over what another thread gathered.
    pub fn merge(&mut self, other: Self) {
        self.known.extend(other.known);
        self.names.extend(other.names);
        self.others.merge(other.others);
        self.citations.extend(other.citations);
        self.mirrors.extend(other.mirrors);
        self.alike.extend(other.alike);
        self.numbered.extend(other.numbered);
        self.ranked.extend(other.ranked);
        self.reports.extend(other.reports);
        self.book.merge(other.book);
    }

    /// What an item says for a rule of its own form.
    pub fn gather(
        &mut self,
        id: BodyId,
        body: &Body,
        record: RecordId,
        item: &Item<'_>,
    ) -> Result<(), Unjudged> {
        let about = || About {
            body: id,
            spot: Spot {
                record,
                pointer: item.pointer().clone(),
            },
            pointers: item.pointers.clone(),
            name: item.name(),
            owner: owner(item, body),
        };
        match &body.demand {
            Demand::Obligation(demand) => {
                if let What::Records(others) = &demand.what {
                    self.others
                        .want(others, &demand.timing, about, item, body)?;
                }
            }
            Demand::Reference(demand) => {
                if let Target::Records(cited) = &demand.to {
                    // They share the pairs: the paths here are the same for each.
                    let same = cited.first().map_or(&[][..], |cited| &cited.same);
                    for found in item.values(&demand.value) {
                        let texts = super::reference::each_text(&found).into_iter();
                        self.citations.extend(texts.map(|(text, at)| Citation {
                            about: about(),
                            text,
                            at,
                            same: same.iter().map(|(_, here)| item.joined(here)).collect(),
                        }));
                    }
                }
            }
            Demand::Recomputation(demand) => {
                if let (Figure::Earlier(earlier), Must::Hold(holds)) =
                    (&demand.figure, &demand.must)
                    && let Some((key, at)) = likeness(earlier, item)?
                {
                    self.alike.push(Alike {
                        key,
                        at,
                        distinct: joined(&earlier.not_same, item).unwrap_or_default(),
                        before: match &earlier.before {
                            Some(path) => item.instants(path)?.into_iter().next().map(|(at, _)| at),
                            None => None,
                        },
                        holds_alone: item.figured(holds, body, Some(0))?,
                        about: about(),
                    });
                }
            }
            Demand::Numbering(demand) => self.number(demand, item, about)?,
            Demand::Ranking(demand) => self.rank(demand, item, about)?,
            Demand::Computed(_) => self.reports.push(Report {
                about: about(),
                value: Arc::clone(&item.case.value),
                date: item.case.date(),
            }),
            _ => {}
        }
        Ok(())
    }

    fn number(
        &mut self,
        demand: &Numbering,
        item: &Item<'_>,
        about: impl Fn() -> About,
    ) -> Result<(), Unjudged> {
        for found in item.values(&demand.number) {
            if let Some(number) = found.value.as_str() {
                self.numbered.push(Numbered {
                    about: about(),
                    number: number.to_owned(),
                    date: item
                        .instants(&demand.date)?
                        .into_iter()
                        .next()
                        .map(|(at, _)| at),
                    at: found.pointer,
                });
            }
        }
        self.given(demand, item, about)
    }

    /// The number that the issue register gave a record which declares none: it goes with the day of issue.
    fn given(
        &mut self,
        demand: &Numbering,
        item: &Item<'_>,
        about: impl Fn() -> About,
    ) -> Result<(), Unjudged> {
        let declares = !item.values(&demand.number).is_empty();
        let id = item.case.record.id.as_deref().filter(|_| !declares);
        let document = item
            .case
            .standards
            .ledger
            .zip(id)
            .and_then(|(ledger, id)| ledger.of_record(id));
        if let Some(document) = document {
            self.numbered.push(Numbered {
                about: about(),
                number: document.number.clone(),
                date: None,
                at: Pointer::root().join("id"),
            });
        }
        Ok(())
    }

    fn rank(
        &mut self,
        demand: &Ranking,
        item: &Item<'_>,
        about: impl Fn() -> About,
    ) -> Result<(), Unjudged> {
        let year = item.instants(&demand.year)?.into_iter().next();
        let (Some(key), Some((year, _))) = (item.text(&demand.key), year) else {
            return Ok(());
        };
        let mut amount = Some(Decimal::ONE);
        for path in &demand.amount {
            let factor = item.values(path).into_iter().next();
            let factor = factor.map(|found| decimal(&found)).transpose()?;
            amount = amount.zip(factor).and_then(|(a, b)| a.checked_mul(b));
        }
        let claimed = item.text(&demand.claimed);
        self.ranked.push(Ranked {
            about: about(),
            key,
            year: chrono::Datelike::year(&year.date()),
            amount: amount.unwrap_or_default(),
            claimed: claimed.map(|claimed| (claimed, item.place(&demand.claimed))),
        });
        Ok(())
    }

    /// What a record that may be cited has at the paths of a rule.
    pub fn mirror(&mut self, id: BodyId, cited: &Cited, record: RecordId, item: &Item<'_>) {
        if cited.same.is_empty() && cited.back.is_none() {
            return;
        }
        self.mirrors.push(Mirror {
            body: id,
            spot: Spot {
                record,
                pointer: item.pointer().clone(),
            },
            same: cited
                .same
                .iter()
                .map(|(there, _)| item.joined(there))
                .collect(),
            back: cited.back.as_ref().map(|back| item.texts(back)),
        });
    }

    /// The names of the items of a scope.
    pub fn name(&mut self, scope: &Scope, record: RecordId, known: &Known, items: &[Item<'_>]) {
        let records = [&known.id, &known.number];
        for item in items {
            let spot = || Spot {
                record,
                pointer: item.pointer().clone(),
            };
            let own = item.pointer().join("id");
            let id = own.resolve(&item.case.value).map(texts).unwrap_or_default();
            let Some(id) = id.into_iter().next().filter(|_| scope.variables.len() > 1) else {
                continue;
            };
            for name in records.iter().copied().flatten() {
                self.names.push(Name {
                    name: format!("{name}/{id}"),
                    spot: spot(),
                    short: false,
                });
            }
            if let Some(number) = &known.issued {
                self.names.push(Name {
                    name: format!("{number}/{id}"),
                    spot: spot(),
                    short: true,
                });
            }
            self.names.push(Name {
                name: id,
                spot: spot(),
                short: true,
            });
        }
    }
}

fn likeness(earlier: &Earlier, item: &Item<'_>) -> Result<Option<(String, Instant)>, Unjudged> {
    let at = item.instants(&earlier.at)?.into_iter().next();
    Ok(joined(&earlier.same, item).zip(at.map(|(at, _)| at)))
}

/// The texts of several paths as one; `None` if one is missing.
pub(super) fn joined(paths: &[Path], item: &Item<'_>) -> Option<String> {
    let texts: Option<Vec<String>> = paths
        .iter()
        .map(|path| {
            let mut texts = item.texts(path);
            texts.sort();
            (!texts.is_empty()).then(|| texts.join("\u{1e}").trim().to_lowercase())
        })
        .collect();
    texts.map(|texts| texts.join("\u{1f}"))
}

/// Whether the rules of a body look into other records, and so have to be judged when all are known.
pub(super) fn looks_around(body: &Body) -> bool {
    match &body.demand {
        Demand::Obligation(demand) => matches!(demand.what, What::Records(_)),
        Demand::Reference(demand) => matches!(demand.to, Target::Records(_)),
        Demand::Recomputation(demand) => matches!(demand.figure, Figure::Earlier(_)),
        Demand::Numbering(_) | Demand::Ranking(_) | Demand::Computed(_) => true,
        _ => false,
    }
}
