//! Files that a command cannot make.

use super::{Code, Entry, both};

/// Two records would be written to one file.
pub const SAME: Code = "output.same-file";

/// The `output.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: SAME,
    title: both(
        "两份记录的输出文件同名",
        "two records have the same output file",
    ),
    why: both(
        "后写的会盖掉先写的。",
        "the second would overwrite the first.",
    ),
    help: both("改名，或分开填写", "rename one, or fill them apart"),
}];
