//! What the issue register says, as types: its entries, and the state of documents that they add up to.
//!
//! An entry's body is kept as RFC 8785 canonical JSON. Its digest is that of the digest before it, a line end and the body:
//! so each entry vouches for all before it.

mod act;
mod copy;
mod ledger;
mod manifest;

pub use act::{
    Act, Attached, CopyDestroyed, CopyGiven, CopyLost, CopyReturned, Disposed, Edition, External,
    Imported, Issued, Kept, Opened, Original, Recovered, Released, Reserved, Restored, Serial,
    Voided, Withdrawn,
};
pub use copy::{Copy, CopyState};
pub use ledger::{Contradiction, Document, Ledger, Print, State, Stated};

pub use manifest::Manifest;

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

use crate::source::digest;

/// What stands before the first entry in place of a digest.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One line of the issue register.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Digest of the entry before it; [`GENESIS`] for the first.
    pub previous: String,
    /// SHA-256 over `previous`, a line end and the canonical body, as lower-case hex.
    pub digest: String,
    /// What it says.
    pub body: Body,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// Its place in the register, from 1 without a gap.
    pub seq: u64,
    /// The moment of the act, as the person working says it (`--as-of`); never before that of the entry before.
    pub at: DateTime<FixedOffset>,
    /// What the machine's clock said.
    pub system: DateTime<Utc>,
    /// The person who answers for it.
    pub by: String,
    /// Program and typesetter with their versions.
    pub engine: String,
    /// What was done.
    #[serde(flatten)]
    pub act: Act,
}

impl Body {
    /// The canonical text (RFC 8785) that is kept and digested.
    ///
    /// # Errors
    /// None that a body can cause; the serialiser's type has them.
    pub fn canonical(&self) -> serde_json::Result<String> {
        serde_json_canonicalizer::to_string(self)
    }
}

/// The digest of an entry with a canonical body.
pub fn chained(previous: &str, body: &str) -> String {
    digest(format!("{previous}\n{body}").as_bytes())
}

/// How many digits of a record's digest stand on the paper.
pub const CHECK_DIGITS: usize = 16;

/// The digits of a record's digest that stand on its paper.
pub fn check_digits(digest: &str) -> &str {
    digest.get(..CHECK_DIGITS).unwrap_or(digest)
}
