//! Rules and what a company changes about them.

use super::{Code, Entry, both};

/// A rule, or what the company changes about one, cannot be used.
pub const BROKEN: Code = "rule.broken";
/// A value keeps rules from being judged.
pub const NOT_JUDGED: Code = "rule.not-judged";

/// The `rule.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: BROKEN,
        title: both("规则无法使用", "a rule cannot be used"),
        why: both(
            "规则有误，就不知道记录是否合格。",
            "with a broken rule nobody knows whether the records are right.",
        ),
        help: both(
            "改正规则文件或 wenkong.toml",
            "correct the rule file or wenkong.toml",
        ),
    },
    Entry {
        code: NOT_JUDGED,
        title: both("规则无法判定", "a rule could not be judged"),
        why: both(
            "没有判定的不能算合格。",
            "what was not judged must not pass.",
        ),
        help: both("改正它所依据的值", "correct the value that it depends on"),
    },
];
