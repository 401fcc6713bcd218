//! Which documents have been kept long enough, and their disposal.

use chrono::NaiveDate;

use super::{Actor, allowed, refuses, unfit_witness};
use crate::diag::codes::register as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::{Act, Disposed, Document, Ledger, State};
use crate::project::Project;

/// A document, and the last day on which it must be kept.
#[derive(Debug)]
pub struct Kept<'a> {
    /// The document.
    pub document: &'a Document,
    /// The last day.
    pub until: NaiveDate,
}

/// When a document's time is over; `None` while its product lives.
pub fn retain_until(project: &Project, document: &Document) -> Option<NaiveDate> {
    document.retain_until(|name| {
        let ended = project
            .config
            .products
            .iter()
            .find(|product| product.name == name);
        ended.map(|product| product.ended)
    })
}

/// Documents whose time of retention is over on a day, the longest over first.
pub fn retention<'a>(project: &Project, ledger: &'a Ledger, day: NaiveDate) -> Vec<Kept<'a>> {
    let there = |document: &&Document| matches!(document.state, State::Current | State::Withdrawn);
    let mut due: Vec<Kept<'a>> = ledger
        .documents
        .values()
        .filter(there)
        .filter_map(|document| {
            Some(Kept {
                document,
                until: retain_until(project, document)?,
            })
        })
        .filter(|kept| kept.until < day)
        .collect();
    due.sort_by(|a, b| (a.until, &a.document.number).cmp(&(b.until, &b.document.number)));
    due
}

/// Registers that a document was destroyed, and removes its files. Two people answer for it; before
/// its time is over nothing is destroyed.
///
/// # Errors
/// When the register cannot be used or written, or a file cannot be removed.
pub fn dispose(
    project: &Project,
    actor: &Actor<'_>,
    (number, witness, reason): (&str, &str, &str),
    sink: &mut Sink,
) -> anyhow::Result<bool> {
    let second = Actor {
        by: witness,
        day: actor.day,
        draft: actor.draft.clone(),
    };
    if let Some(refusal) = unfit_witness(project, actor, witness) {
        sink.push(refusal);
        return Ok(false);
    }
    if let Some(refusal) = refuses(project, actor, &project.config.register.keepers)
        && refuses(project, &second, &project.config.register.keepers).is_some()
    {
        sink.push(refusal);
        return Ok(false);
    }
    let Some(mut allowed) = allowed(
        project,
        actor,
        number,
        &[State::Current, State::Withdrawn],
        sink,
    )?
    else {
        return Ok(false);
    };
    match retain_until(project, &allowed.document) {
        Some(until) if until < actor.day => {}
        until => {
            let until = until.map_or("产品寿命期".to_owned(), |day| day.to_string());
            let message = Text::new(
                format!("{number} 应保存至 {until}，不能提前销毁"),
                format!("{number} is to be kept until {until} and must not be destroyed before"),
            );
            let help = Text::new(
                "到期后再办理；产品寿命已结束的，在 wenkong.toml 写 [[products]]",
                "wait until then; where the product's life is over, say so in wenkong.toml under [[products]]",
            );
            sink.push(
                Diagnostic::error(code::NOT_CURRENT, message)
                    .help(help)
                    .of(number),
            );
            return Ok(false);
        }
    }
    let act = Disposed {
        number: number.to_owned(),
        witness: witness.to_owned(),
        reason: reason.to_owned(),
    };
    allowed
        .register
        .append(&actor.draft, Act::Disposed(act), &[])?;
    for (file, _) in allowed.document.files() {
        allowed.register.remove(file)?;
    }
    Ok(true)
}
