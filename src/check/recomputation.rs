//! Kind `recomputation`: a figure is what it is computed to be. Figures over all records: see `across`.

use rust_decimal::{Decimal, RoundingStrategy};

use super::item::Item;
use super::sums::{counted, decimal};
use super::verdict::{Judged, Unjudged, Verdict};
use crate::diag::Text;
use crate::rule::demand::{Figure, Must, Recomputation, Term};
use crate::rule::path::Found;
use crate::rule::{Body, Path};

pub(super) fn judge(demand: &Recomputation, item: &Item<'_>, body: &Body) -> Judged {
    let figure = match &demand.figure {
        Figure::Count(term) => Some(Decimal::from(counted(term, item, body)?.len())),
        Figure::Sum(term) => sum(term, item, body)?,
        Figure::Ratio {
            of,
            to,
            times,
            round,
        } => ratio((of, to), times, *round, item)?,
        Figure::Earlier(_) => return Ok(Vec::new()),
    };
    let Some(figure) = figure else {
        let reason = Text::new("没有可算的数", "there is nothing to compute from");
        return Ok(vec![Verdict::not_applicable(
            item.pointer().clone(),
            reason,
        )]);
    };
    let verdict = match &demand.must {
        Must::Equal(path) => {
            let at = item.place(path);
            match item.values(path).into_iter().next() {
                None => {
                    let reason = Text::new("没有写这个数", "the figure is not given");
                    Verdict::not_applicable(at, reason)
                }
                Some(found) => equal(figure, &found, item)?,
            }
        }
        Must::Hold(holds) => {
            let at = body
                .at
                .as_ref()
                .map_or_else(|| item.pointer().clone(), |at| item.place(at));
            let whole = i64::try_from(figure.round()).unwrap_or(i64::MAX);
            if item.figured(holds, body, Some(whole))? {
                Verdict::met(at, Text::default())
            } else {
                let fact = Text::new(format!("算得 {figure}"), format!("computed: {figure}"));
                Verdict::violated(at, fact)
            }
        }
    };
    Ok(vec![verdict])
}

fn equal(figure: Decimal, found: &Found<'_>, item: &Item<'_>) -> Result<Verdict, Unjudged> {
    let written = decimal(found)?;
    let title = item.title(&found.pointer);
    let fact = Text::new(
        format!("{}写 {written}，算得 {figure}", title.zh),
        format!(
            "{} is given as {written}, but computed as {figure}",
            title.en
        ),
    );
    Ok(if written == figure {
        Verdict::met(found.pointer.clone(), fact)
    } else {
        Verdict::violated(found.pointer.clone(), fact)
    })
}

fn sum(term: &Term, item: &Item<'_>, body: &Body) -> Result<Option<Decimal>, Unjudged> {
    let values = counted(term, item, body)?;
    let mut sum = None;
    for found in &values {
        sum = Some(sum.unwrap_or(Decimal::ZERO) + decimal(found)?);
    }
    Ok(sum)
}

fn ratio(
    (of, to): (&Path, &Path),
    times: &str,
    round: u32,
    item: &Item<'_>,
) -> Result<Option<Decimal>, Unjudged> {
    let value = |path: &Path| {
        let found = item.values(path).into_iter().next();
        found.map(|found| decimal(&found)).transpose()
    };
    let (Some(of), Some(to)) = (value(of)?, value(to)?) else {
        return Ok(None);
    };
    let times = Decimal::from_str_exact(times).unwrap_or(Decimal::ONE);
    let quotient = of.checked_mul(times).and_then(|of| of.checked_div(to));
    let rounded = |value: Decimal| {
        value.round_dp_with_strategy(round, RoundingStrategy::MidpointAwayFromZero)
    };
    Ok(quotient.map(rounded))
}
