//! Controlled copies.

use super::{Code, Entry, both};

/// The document cannot be printed again.
pub const NOT_KEPT: Code = "copy.not-kept";
/// The copy is not in a state for that.
pub const NOT_POSSIBLE: Code = "copy.not-possible";
/// The document has no such copy.
pub const UNKNOWN: Code = "copy.unknown";
/// The department is not known.
pub const UNKNOWN_DEPARTMENT: Code = "copy.unknown-department";

/// The `copy.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: NOT_KEPT,
        title: both("文件无法再印出", "the document cannot be printed again"),
        why: both(
            "受控副本由台账保存的内容重新排版，接收自旧台账的文件没有这些内容",
            "a controlled copy is laid out from what the register keeps; it keeps nothing of a document of an earlier register",
        ),
        help: both(
            "用本程序重新发行该文件，或在纸质分发记录上登记",
            "issue it with this program, or count its copies on the paper list",
        ),
    },
    Entry {
        code: NOT_POSSIBLE,
        title: both("副本的状态不允许", "the copy is not in a state for that"),
        why: both(
            "收回、销毁的副本不会再遗失，销毁的不会再回来",
            "what came back or was destroyed cannot be lost, and what was destroyed does not come back",
        ),
        help: both(
            "运行 wenkong copies list 核对分发号",
            "look the copy number up with `wenkong copies list`",
        ),
    },
    Entry {
        code: UNKNOWN,
        title: both("没有这个分发号", "there is no such copy"),
        why: both(
            "没有分发过的副本无从收回",
            "what was not given cannot come back",
        ),
        help: both(
            "运行 wenkong copies list 核对分发号",
            "look the copy number up with `wenkong copies list`",
        ),
    },
    Entry {
        code: UNKNOWN_DEPARTMENT,
        title: both("没有这个部门", "there is no such department"),
        why: both(
            "副本发给谁，到时就向谁收回",
            "a copy is taken back from whoever it was given to",
        ),
        help: both(
            "写 wenkong.toml 中的部门名称或别名",
            "use a name or alias of a department of wenkong.toml",
        ),
    },
];
