//! What an earlier run left unfinished is completed, or voided.

use super::{issued, reprint, void};
use crate::entry::{Act, Reserved};
use crate::register::{Draft, Register};
use crate::render::engine;

/// What became of a number that an earlier run had taken.
#[derive(Debug)]
pub struct Settled {
    /// The number.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// What became of it.
    pub outcome: Outcome,
}

/// How an unfinished issue ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The document is issued; the digest of its PDF was registered now.
    Completed,
    /// The number is void, for this reason.
    Voided(String),
}

/// Settles all that is unfinished. Only for whoever is alone: others may be at work on it.
pub(super) fn settle(register: &mut Register, draft: &Draft) -> anyhow::Result<Vec<Settled>> {
    // The moment that somebody said is that of the new work.
    let draft = Draft {
        at: None,
        ..draft.clone()
    };
    let mut settled = Vec::new();
    for entry in register.unfinished()? {
        let (engine, Act::Reserved(reserved)) = (entry.body.engine, entry.body.act) else {
            continue;
        };
        let outcome = one(register, &draft, &reserved, &engine)?;
        settled.push(Settled {
            number: reserved.number.clone(),
            revision: reserved.revision,
            outcome,
        });
    }
    Ok(settled)
}

fn one(
    register: &mut Register,
    draft: &Draft,
    reserved: &Reserved,
    made_by: &str,
) -> anyhow::Result<Outcome> {
    let reason = if made_by != engine() {
        format!("中断后程序已更换（{made_by}） (interrupted, and the program is another now)")
    } else if let Some((bytes, pages)) = reprint(register, reserved)? {
        if register.document(&reserved.file).as_deref() != Some(&bytes) {
            register.remove(&reserved.file)?;
            register.write(&reserved.file, &bytes)?;
        }
        register.append(
            draft,
            Act::Issued(issued(reserved, &bytes, pages, true)),
            &[],
        )?;
        return Ok(Outcome::Completed);
    } else {
        "中断后无法重新生成 (interrupted, and it cannot be laid out again)".to_owned()
    };
    void(register, draft, reserved, &reason)?;
    Ok(Outcome::Voided(reason))
}
