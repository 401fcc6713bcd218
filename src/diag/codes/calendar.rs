//! Trouble with the calendar of a year.

use super::{Code, Entry, both};

/// A year's file cannot be used.
pub const BROKEN: Code = "calendar.broken";

/// The `calendar.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: BROKEN,
    title: both("工作日历无法使用", "the calendar of a year cannot be used"),
    why: both(
        "工作日期限按放假和调休的数据计算，数据有误，期限就会算错。",
        "time limits in working days are counted from the days off and make-up days; wrong data make wrong limits.",
    ),
    help: both(
        "按放假通知改正 rules/calendar 下的文件",
        "correct the file in rules/calendar after the notice",
    ),
}];
