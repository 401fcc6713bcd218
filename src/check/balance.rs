//! Kind `balance`: sums agree, at the end or at every moment.

use rust_decimal::Decimal;

use super::item::{Item, Unreadable};
use super::sums::{Amount, amounts};
use super::verdict::{Judged, Verdict, shown};
use crate::diag::Text;
use crate::rule::Body;
use crate::rule::demand::{Balance, Term};
use crate::source::Pointer;

pub(super) fn judge(demand: &Balance, item: &Item<'_>, body: &Body) -> Judged {
    let missing = demand.needs.iter().find(|path| item.value(path).is_none());
    if let Some(path) = missing {
        let reason = Text::new("没有所需的数量", "a quantity it needs is not given");
        return Ok(vec![Verdict::not_applicable(item.place(path), reason)]);
    }
    let plus = all(&demand.plus, item, body)?;
    let minus = all(&demand.minus, item, body)?;
    let at = place(demand, item, body, &minus);
    if plus.is_empty() && minus.is_empty() {
        let reason = Text::new("没有数量", "there are no quantities");
        return Ok(vec![Verdict::not_applicable(at, reason)]);
    }
    if demand.running {
        return Ok(vec![running(plus, minus, at, item)]);
    }
    let (gained, lost) = (sum(&plus), sum(&minus));
    let fits = if demand.zero {
        gained == lost
    } else {
        gained >= lost
    };
    if fits && !item.case.standards.facts {
        return Ok(vec![Verdict::met(at, Text::default())]);
    }
    let fact = told(demand, (gained, lost), (&plus, &minus), item);
    let mut verdict = if fits {
        Verdict::met(at, fact)
    } else {
        Verdict::violated(at, fact)
    };
    if !fits {
        for amount in plus.into_iter().chain(minus).take(6) {
            if amount.pointer != verdict.at {
                let title = item.title(&amount.pointer);
                verdict = verdict.label(amount.pointer, title);
            }
        }
    }
    Ok(vec![verdict])
}

fn all(terms: &[Term], item: &Item<'_>, body: &Body) -> Result<Vec<Amount>, Unreadable> {
    let mut found = Vec::new();
    for term in terms {
        found.extend(amounts(term, item, body)?);
    }
    Ok(found)
}

fn sum(amounts: &[Amount]) -> Decimal {
    amounts.iter().map(|amount| amount.value).sum()
}

/// Where a person looks first: what the rule points at, else the total that the rest must come to.
fn place(demand: &Balance, item: &Item<'_>, body: &Body, minus: &[Amount]) -> Pointer {
    if let Some(at) = &body.at {
        return item.place(at);
    }
    let single = demand.minus.iter().all(|term| !term.path.is_starred());
    let total = minus.first().filter(|_| single);
    total.map_or_else(|| item.pointer().clone(), |amount| amount.pointer.clone())
}

/// "合格数量 + 不合格数量 = 98，已检数量 = 100，差 2"
fn told(
    demand: &Balance,
    (gained, lost): (Decimal, Decimal),
    (plus, minus): (&[Amount], &[Amount]),
    item: &Item<'_>,
) -> Text {
    let names = |amounts: &[Amount]| {
        let mut titles: Vec<Text> = Vec::new();
        for amount in amounts {
            let title = item.title(&amount.pointer);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let zh: Vec<&str> = titles.iter().map(|title| title.zh.as_str()).collect();
        let en: Vec<&str> = titles.iter().map(|title| title.en.as_str()).collect();
        Text::new(zh.join(" + "), en.join(" + "))
    };
    let (a, b) = (names(plus), names(minus));
    let difference = (gained - lost).abs();
    let (zh, en) = if demand.zero {
        (
            format!("相差 {difference}"),
            format!("a difference of {difference}"),
        )
    } else {
        (
            format!("超出 {difference}"),
            format!("{difference} too many"),
        )
    };
    let side = |name: &str, value: Decimal| {
        if name.is_empty() {
            value.to_string()
        } else {
            format!("{name} = {value}")
        }
    };
    Text::new(
        format!("{}，{}，{zh}", side(&a.zh, gained), side(&b.zh, lost)),
        format!("{}, {}, {en}", side(&a.en, gained), side(&b.en, lost)),
    )
}

/// Never less than nothing, in the order of time; what has no time was there from the beginning.
fn running(plus: Vec<Amount>, minus: Vec<Amount>, at: Pointer, item: &Item<'_>) -> Verdict {
    let zone = item.case.zone();
    let signed = plus
        .into_iter()
        .map(|amount| (false, amount))
        .chain(minus.into_iter().map(|amount| (true, amount)));
    let mut moves: Vec<(bool, Amount)> = signed.collect();
    // At one moment what comes in comes first; on a day without a time it comes in early and goes out late.
    moves.sort_by_key(|(out, amount)| {
        let at = amount
            .at
            .map(|at| if *out { at.end(zone) } else { at.start(zone) });
        (at, *out)
    });
    let mut left = Decimal::ZERO;
    for (out, amount) in moves {
        if out && amount.value > left {
            let when = amount.at.map(|at| shown(at, zone)).unwrap_or_default();
            let fact = Text::new(
                format!("{when} 时只有 {left}，却用去 {}", amount.value),
                format!(
                    "on {when} there were only {left}, but {} were taken",
                    amount.value
                ),
            );
            return Verdict::violated(amount.pointer, fact);
        }
        left += if out { -amount.value } else { amount.value };
    }
    Verdict::met(at, Text::default())
}
