//! Records as a whole.

use super::{Code, Entry, both};

/// Two records have the same id.
pub const DUPLICATE_ID: Code = "record.duplicate-id";
/// The record does not name its form.
pub const NO_FORM: Code = "record.no-form";
/// There is no such form.
pub const UNKNOWN_FORM: Code = "record.unknown-form";
/// The form has no such revision.
pub const UNKNOWN_REVISION: Code = "record.unknown-revision";

/// The `record.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: DUPLICATE_ID,
        title: both("记录代号重复", "two records have one id"),
        why: both(
            "其他记录按代号引用它，代号重复就分不清是哪一份。",
            "other records refer to it by its id; two of the same cannot be told apart.",
        ),
        help: both("换一个未用过的代号", "give it an id that is not in use"),
    },
    Entry {
        code: NO_FORM,
        title: both("没有写明表单", "the form is not named"),
        why: both(
            "不知道是哪张表单就无法检查和填写。",
            "without its form a record can be neither checked nor filled.",
        ),
        help: both("在文件开头写 form = \"…\"", "write form = \"…\" at the top"),
    },
    Entry {
        code: UNKNOWN_FORM,
        title: both("没有这张表单", "there is no such form"),
        why: both(
            "只有已定义的表单才能填写。",
            "only a form that is defined can be filled.",
        ),
        help: both(
            "核对表单代号；运行 wenkong forms 查看",
            "check the id; see `wenkong forms`",
        ),
    },
    Entry {
        code: UNKNOWN_REVISION,
        title: both("表单没有这个版本", "the form has no such revision"),
        why: both(
            "记录须按它所用的版本检查和打印。",
            "a record is checked and printed by the revision it was made on.",
        ),
        help: both(
            "改为已有的版本，或不写",
            "name a revision that exists, or none",
        ),
    },
];
