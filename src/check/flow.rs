//! Kind `flow`: a chain of steps has no gap.

use super::item::{Item, Unreadable};
use super::verdict::{Judged, Verdict};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::rule::Body;
use crate::rule::demand::{Flow, Rejections, Step};
use crate::source::Pointer;

/// A step that belongs to this chain, and where its proof stands.
struct Taken<'r> {
    step: &'r Step,
    proof: Option<Pointer>,
}

pub(super) fn judge(demand: &Flow, item: &Item<'_>, body: &Body) -> Judged {
    let chain = chain(demand, item, body)?;
    let last = chain.iter().rposition(|taken| taken.proof.is_some());
    let Some(last) = last else {
        let reason = Text::new("尚未开始", "it has not begun");
        return Ok(vec![Verdict::not_applicable(
            item.pointer().clone(),
            reason,
        )]);
    };
    let mut verdicts: Vec<Verdict> = chain[..last]
        .iter()
        .filter(|taken| taken.proof.is_none() && !taken.step.optional)
        .map(|skipped| gap(skipped.step, &chain[last], item))
        .collect();
    let ended = match &demand.ends {
        Some(ends) => item.holds(ends, body)?,
        None => false,
    };
    if let Some(rejections) = &demand.rejections {
        verdicts.extend(returned(rejections, &chain, ended, item)?);
    }
    let next = chain[last + 1..].iter().find(|taken| !taken.step.optional);
    verdicts.push(match next {
        Some(next) if !ended => waiting(next.step, &chain[last], item),
        // What is over without its last steps was cut short.
        Some(next) if verdicts.is_empty() => cut_short(next.step, item),
        _ if verdicts.is_empty() => Verdict::met(item.pointer().clone(), Text::default()),
        _ => return Ok(verdicts),
    });
    Ok(verdicts)
}

fn chain<'r>(demand: &'r Flow, item: &Item<'_>, body: &Body) -> Result<Vec<Taken<'r>>, Unreadable> {
    let mut chain = Vec::new();
    for step in &demand.steps {
        let belongs = match &step.when {
            Some(when) => item.holds(when, body)?,
            None => true,
        };
        if belongs {
            let found = step.at.iter().flat_map(|path| item.values(path));
            let proof = found.map(|found| found.pointer).next();
            chain.push(Taken { step, proof });
        }
    }
    Ok(chain)
}

fn proof(step: &Step, item: &Item<'_>) -> Pointer {
    // A step has at least one path.
    item.place(&step.at[0])
}

fn gap(skipped: &Step, later: &Taken<'_>, item: &Item<'_>) -> Verdict {
    let (own, then) = (&skipped.title, &later.step.title);
    let fact = Text::new(
        format!("“{}”这一步没有记录，却已到“{}”", own.zh, then.zh),
        format!(
            "the step “{}” is not recorded, but “{}” is",
            own.en, then.en
        ),
    );
    let mut verdict = Verdict::violated(proof(skipped, item), fact);
    verdict.owner.clone_from(&skipped.who);
    match &later.proof {
        Some(pointer) => verdict.label(pointer.clone(), then.clone()),
        None => verdict,
    }
}

fn waiting(next: &Step, last: &Taken<'_>, item: &Item<'_>) -> Verdict {
    let fact = Text::new(
        format!("已到“{}”，下一步：{}", last.step.title.zh, next.title.zh),
        format!("at “{}”, next: {}", last.step.title.en, next.title.en),
    );
    let mut verdict = Verdict::pending(proof(next, item), fact);
    verdict.owner.clone_from(&next.who);
    verdict
}

fn cut_short(next: &Step, item: &Item<'_>) -> Verdict {
    let fact = Text::new(
        format!("已关闭，却没有“{}”", next.title.zh),
        format!("it is closed without “{}”", next.title.en),
    );
    let mut verdict = Verdict::violated(proof(next, item), fact);
    verdict.owner.clone_from(&next.who);
    verdict
}

/// What was sent back and not done again: wrong where the chain went on after it or is over, else still to be done.
fn returned(
    rejections: &Rejections,
    chain: &[Taken<'_>],
    ended: bool,
    item: &Item<'_>,
) -> Result<Vec<Verdict>, Unreadable> {
    let mut verdicts = Vec::new();
    for found in item.values(&rejections.list) {
        let field = |path: &crate::rule::Path| {
            let found = path.values(found.value, &found.pointer).into_iter().next();
            found.map(|found| item.instant(&found)).transpose()
        };
        let (Some(at), None) = (field(&rejections.at)?, field(&rejections.redone)?) else {
            continue;
        };
        let place = rejections.redone.pointer(&found.pointer);
        let mut later = chain.iter().filter(|taken| is_after(taken, at, item));
        verdicts.push(match later.next_back() {
            Some(later) => {
                let title = &later.step.title;
                let fact = Text::new(
                    format!("退回后没有重新完成的记录，却已到“{}”", title.zh),
                    format!(
                        "sent back and not recorded as done again, but “{}” is",
                        title.en
                    ),
                );
                Verdict::violated(place, fact)
            }
            None if ended => {
                let fact = Text::new(
                    "退回后没有重新完成的记录，却已结束",
                    "sent back and not recorded as done again, but the chain is over",
                );
                Verdict::violated(place, fact)
            }
            None => Verdict::pending(
                place,
                Text::new("已退回，尚未重新完成", "sent back and not done again yet"),
            ),
        });
    }
    Ok(verdicts)
}

/// Whether a step was certainly done after a moment. A proof that is no time does not tell.
fn is_after(taken: &Taken<'_>, at: Instant, item: &Item<'_>) -> bool {
    let values = taken.step.at.iter().flat_map(|path| item.values(path));
    let mut times = values.filter_map(|found| item.instant(&found).ok());
    taken.proof.is_some() && times.any(|time| time.is_after(at))
}
