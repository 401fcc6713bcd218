//! Accepted findings.

use super::{Code, Entry, both};

/// A waiver cannot be used.
pub const BROKEN: Code = "waiver.broken";
/// A waiver has expired and its finding is still there.
pub const EXPIRED: Code = "waiver.expired";
/// A waiver accepts nothing.
pub const UNUSED: Code = "waiver.unused";

/// The `waiver.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: BROKEN,
        title: both("豁免无法使用", "a waiver cannot be used"),
        why: both(
            "写错的豁免什么也没有豁免，却让人以为已经批准。",
            "a waiver with a mistake accepts nothing, but looks as if it did.",
        ),
        help: both("改正 waivers.toml", "correct waivers.toml"),
    },
    Entry {
        code: EXPIRED,
        title: both("豁免已到期", "a waiver has expired"),
        why: both(
            "批准只在一段时间内有效；到期后问题仍在，须重新决定。",
            "an acceptance holds for a time; the finding is still there, so somebody has to decide again.",
        ),
        help: both(
            "改正记录，或重新批准",
            "mend the record, or approve it anew",
        ),
    },
    Entry {
        code: UNUSED,
        title: both("豁免没有用到", "a waiver accepts nothing"),
        why: both(
            "没有对应问题的豁免会掩盖以后的问题。",
            "a waiver without a finding would hide a later one.",
        ),
        help: both("删掉这条豁免", "remove the waiver"),
    },
];
