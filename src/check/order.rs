//! Kind `order`: dates run forwards.

use super::item::Item;
use super::verdict::{Judged, Verdict, shown};
use crate::calendar::Instant;
use crate::diag::Text;
use crate::rule::demand::Order;
use crate::source::Pointer;

pub(super) fn judge(demand: &Order, item: &Item<'_>) -> Judged {
    let zone = item.case.zone();
    // The latest value of all ranks before, and those of the rank that is being read.
    let mut latest: Option<(Instant, Pointer)> = None;
    let (mut verdicts, mut seen) = (Vec::new(), 0);
    for rank in &demand.ranks {
        let mut values = Vec::new();
        for path in rank {
            values.extend(item.instants(path)?);
        }
        seen += usize::from(!values.is_empty());
        for (value, at) in &values {
            let Some((before, label)) = &latest else {
                break;
            };
            if before.is_after(*value) {
                let (own, other) = (item.title(at), item.title(label));
                let (now, then) = (shown(*value, zone), shown(*before, zone));
                let fact = Text::new(
                    format!("{} {now} 早于 {} {then}", own.zh, other.zh),
                    format!("{} {now} is earlier than {} {then}", own.en, other.en),
                );
                verdicts.push(Verdict::violated(at.clone(), fact).label(label.clone(), other));
            }
        }
        for (value, at) in values {
            if latest
                .as_ref()
                .is_none_or(|(last, _)| last.start(zone) < value.start(zone))
            {
                latest = Some((value, at));
            }
        }
    }
    if verdicts.is_empty() {
        let at = item.pointer().clone();
        verdicts.push(if seen > 1 {
            Verdict::met(at, Text::default())
        } else {
            let reason = Text::new("不足两个时间", "there are fewer than two times");
            Verdict::not_applicable(at, reason)
        });
    }
    Ok(verdicts)
}
