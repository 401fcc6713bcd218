//! Kind `condition`: an expression holds.

use super::item::Item;
use super::timing::{Owed, owed};
use super::verdict::{Judged, Verdict};
use crate::diag::Text;
use crate::rule::demand::Condition;
use crate::rule::{Body, Rule};

pub(super) fn judge(demand: &Condition, item: &Item<'_>, body: &Body, rule: &Rule) -> Judged {
    let at = body
        .at
        .as_ref()
        .map_or_else(|| item.pointer().clone(), |at| item.place(at));
    let owed = owed(&demand.timing, item, body)?;
    if matches!(owed, Owed::NotBegun(_)) {
        return Ok(vec![owed.missing(item.case.standards, at, Text::default())]);
    }
    if item.holds(&demand.holds, body)? {
        return Ok(vec![Verdict::met(at, Text::default())]);
    }
    let pending = matches!(&owed, Owed::Later)
        || matches!(&owed, Owed::By(due, _) if item.case.standards.as_of <= *due);
    // A violation is told by the rule's own words; what is still to come, by its demand.
    let fact = if pending {
        rule.says.clone()
    } else {
        Text::default()
    };
    let mut verdict = owed.missing(item.case.standards, at, fact);
    if !pending {
        verdict.fact = Text::default();
    }
    Ok(vec![verdict])
}
