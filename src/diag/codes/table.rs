//! Tables that lists are read from.

use super::{Code, Entry, both};

/// Two columns hold the same field.
pub const COLUMN_TWICE: Code = "table.column-twice";
/// A formula that failed stands where a value is wanted.
pub const FORMULA: Code = "table.formula";
/// No row of the table has heads that are known.
pub const NO_HEADS: Code = "table.no-heads";
/// A head is almost one that is known.
pub const UNKNOWN_COLUMN: Code = "table.unknown-column";

/// The `table.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: COLUMN_TWICE,
        title: both("两列是同一个字段", "two columns hold the same field"),
        why: both(
            "两个值只能有一个是真的，程序不能替人选",
            "only one of two values is true, and the program must not choose",
        ),
        help: both(
            "只留一列，或给其中一列改名",
            "keep one of them, or rename the other",
        ),
    },
    Entry {
        code: FORMULA,
        title: both(
            "单元格里是出错的公式",
            "a formula that failed stands in the cell",
        ),
        why: both(
            "#N/A、#REF! 不是数据；程序不能替人猜公式原来的结果",
            "#N/A and #REF! are no data, and what they stood for cannot be guessed",
        ),
        help: both(
            "改正公式，或直接填写值",
            "correct the formula, or enter the value itself",
        ),
    },
    Entry {
        code: NO_HEADS,
        title: both(
            "表格没有认得的表头",
            "the table has no heads that are known",
        ),
        why: both(
            "列靠表头文字认出，没有表头就不知道哪列是什么",
            "columns are known by their heads; without them nobody knows which is which",
        ),
        help: both(
            "在数据上方写上表头；公司自己的叫法写入 wenkong.toml",
            "put heads above the data; a company's own words go into wenkong.toml",
        ),
    },
    Entry {
        code: UNKNOWN_COLUMN,
        title: both("表头可能写错了", "a head may be misspelt"),
        why: both(
            "不认得的列不读取，里面的数据就等于没填",
            "a column that is not known is not read, so its data counts as missing",
        ),
        help: both("改正表头文字", "correct the head"),
    },
];
