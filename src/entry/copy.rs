//! Controlled copies: who has which, and what became of them.

use chrono::{DateTime, FixedOffset};

use super::ledger::{Contradiction, stated};
use super::{Act, Body, CopyGiven, Document, State, Stated};
use crate::diag::Text;

/// A controlled copy and what became of it.
#[derive(Debug, Clone)]
pub struct Copy {
    /// What was given, when and by whom.
    pub given: Stated<CopyGiven>,
    /// Program and typesetter that made it.
    pub engine: String,
    /// Where it is.
    pub state: CopyState,
    /// When it came back, was destroyed or missed; with what was said of it.
    pub ended: Option<Stated<Option<String>>>,
    /// Who was the second person when it was destroyed.
    pub witness: Option<String>,
}

/// Where a controlled copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// With whoever it was given to.
    Out,
    /// Back at document control.
    Returned,
    /// Destroyed.
    Destroyed,
    /// Not to be found.
    Lost,
}

impl CopyState {
    /// `在外`, `out`
    pub fn word(self) -> Text<&'static str> {
        let (zh, en) = match self {
            Self::Out => ("在外", "out"),
            Self::Returned => ("已回收", "returned"),
            Self::Destroyed => ("已销毁", "destroyed"),
            Self::Lost => ("遗失", "lost"),
        };
        Text { zh, en }
    }

    /// Whether it may become so: a lost copy can be found, a returned one destroyed.
    pub fn may_become(self, next: Self) -> bool {
        match next {
            Self::Out => false,
            Self::Returned => matches!(self, Self::Out | Self::Lost),
            Self::Destroyed => matches!(self, Self::Out | Self::Returned),
            Self::Lost => self == Self::Out,
        }
    }
}

impl Document {
    /// The copy of a 分发号.
    pub fn copy(&self, copy: u32) -> Option<&Copy> {
        self.copies
            .iter()
            .find(|known| known.given.what.copy == copy)
    }

    /// The next 分发号.
    pub fn next_copy(&self) -> u32 {
        let last = self.copies.iter().map(|copy| copy.given.what.copy).max();
        last.unwrap_or_default() + 1
    }

    /// Since when copies of a revision are obsolete: it was superseded, or the document withdrawn or destroyed.
    pub fn obsolete_since(&self, revision: u32) -> Option<DateTime<FixedOffset>> {
        let later = self.prints.iter().filter(|print| print.revision > revision);
        let superseded = later
            .filter_map(|print| print.issued.as_ref())
            .map(|issued| issued.at);
        let over = matches!(self.state, State::Withdrawn | State::Disposed);
        let ended = self.ended.as_ref().filter(|_| over).map(|ended| ended.at);
        superseded.chain(ended).min()
    }

    /// Takes up an act about a copy; what is wrong with it is told.
    pub(super) fn copy_act(&mut self, body: &Body) -> Result<(), Contradiction> {
        let contradict = |zh: &str, en: &str| Contradiction {
            seq: body.seq,
            message: Text::new(
                format!("第 {} 条 {}：{zh}", body.seq, self.number),
                format!("entry {} {}: {en}", body.seq, self.number),
            ),
        };
        let (copy, next, said, witness) = match &body.act {
            Act::CopyGiven(act) => {
                if self.copy(act.copy).is_some() {
                    return Err(contradict("分发号重复", "this copy number is in use"));
                }
                if !self
                    .prints
                    .iter()
                    .any(|print| print.revision == act.revision && print.issued.is_some())
                {
                    return Err(contradict(
                        "所分发的修订没有发行",
                        "it gives a revision that was not issued",
                    ));
                }
                self.copies.push(Copy {
                    given: stated(body, (**act).clone()),
                    engine: body.engine.clone(),
                    state: CopyState::Out,
                    ended: None,
                    witness: None,
                });
                return Ok(());
            }
            Act::CopyReturned(act) => (act.copy, CopyState::Returned, act.reason.clone(), None),
            Act::CopyDestroyed(act) => (
                act.copy,
                CopyState::Destroyed,
                Some(act.reason.clone()),
                Some(act.witness.clone()),
            ),
            Act::CopyLost(act) => (act.copy, CopyState::Lost, Some(act.reason.clone()), None),
            _ => return Ok(()),
        };
        let wrong = contradict("副本的状态不允许", "the copy is not in a state for that");
        let known = self
            .copies
            .iter_mut()
            .find(|known| known.given.what.copy == copy);
        let known = known
            .filter(|known| known.state.may_become(next))
            .ok_or(wrong)?;
        known.state = next;
        known.ended = Some(stated(body, said));
        known.witness = witness;
        Ok(())
    }
}
