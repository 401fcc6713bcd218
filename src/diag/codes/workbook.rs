//! Entry workbooks.

use super::{Code, Entry, both};

/// Two rows of the first sheet fill in one field.
pub const LABEL_TWICE: Code = "workbook.label-twice";
/// Some of a record's data has no place in the workbook.
pub const NOT_PLACED: Code = "workbook.not-placed";
/// Two sheets hold one list.
pub const SHEET_TWICE: Code = "workbook.sheet-twice";
/// A filled column is none of the list's.
pub const UNKNOWN_COLUMN: Code = "workbook.unknown-column";
/// A filled row of the first sheet is no field of the form.
pub const UNKNOWN_LABEL: Code = "workbook.unknown-label";
/// A row belongs to an entry that is not there.
pub const UNKNOWN_OWNER: Code = "workbook.unknown-owner";
/// A sheet with rows is no list of the form.
pub const UNKNOWN_SHEET: Code = "workbook.unknown-sheet";

/// The `workbook.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: LABEL_TWICE,
        title: both("一个项目填写了两次", "a field is filled in twice"),
        why: both(
            "两个值只能有一个是真的，程序不能替人选",
            "only one of two values is true, and the program must not choose",
        ),
        help: both("只留一处", "keep one of them"),
    },
    Entry {
        code: NOT_PLACED,
        title: both(
            "记录中有的内容在工作簿里没有位置",
            "some of the record's data has no place in the workbook",
        ),
        why: both(
            "由工作簿读回的记录会缺少这些内容",
            "a record that is read back from the workbook lacks it",
        ),
        help: both(
            "改正这些内容，或继续使用文本格式的记录",
            "correct it, or keep the record as text",
        ),
    },
    Entry {
        code: SHEET_TWICE,
        title: both("两张工作表是同一个列表", "two sheets hold one list"),
        why: both(
            "各行的先后要有一个顺序，程序不能替人排",
            "the rows have one order, and the program must not choose it",
        ),
        help: both("把各行并到一张工作表里", "put the rows into one sheet"),
    },
    Entry {
        code: UNKNOWN_COLUMN,
        title: both(
            "填写了表单没有的列",
            "a column that the form does not have is filled in",
        ),
        why: both(
            "不认得的列不读取，里面的内容就等于没填",
            "a column that is not known is not read, so its content counts as missing",
        ),
        help: both(
            "改成表单里的名称，或清空内容",
            "write the name that the form has, or empty the cells",
        ),
    },
    Entry {
        code: UNKNOWN_LABEL,
        title: both(
            "填写了表单没有的项目",
            "a field that the form does not have is filled in",
        ),
        why: both(
            "不认得的项目不读取，里面的内容就等于没填",
            "a label that is not known is not read, so its content counts as missing",
        ),
        help: both(
            "改成表单里的名称，或清空内容",
            "write the name that the form has, or empty the cells",
        ),
    },
    Entry {
        code: UNKNOWN_OWNER,
        title: both(
            "所属条目不存在",
            "the entry that a row belongs to is not there",
        ),
        why: both(
            "不知道属于哪一条，就没有地方可放",
            "a row that belongs to nothing has no place in the record",
        ),
        help: both(
            "填写已有条目的代号",
            "enter the id of an entry that is there",
        ),
    },
    Entry {
        code: UNKNOWN_SHEET,
        title: both("表单没有这张工作表", "the form has no such sheet"),
        why: both(
            "工作表靠名称认出，不认得的不读取",
            "sheets are known by their names, and others are not read",
        ),
        help: both(
            "改名为表单的列表，或删去这张工作表",
            "name it after a list of the form, or delete it",
        ),
    },
];
