//! What an entry workbook can say that no field takes up. Nothing that somebody has filled in is left out in silence.

use crate::diag::codes::workbook as code;
use crate::diag::{Diagnostic, Text};

/// A filled row of the first sheet whose label is none.
pub(super) fn unknown_label(label: &str, near: Option<String>, row: u32) -> Diagnostic {
    let row = row + 1;
    let message = if label.is_empty() {
        Text::new(
            format!("第 {row} 行填写了内容，但没有项目名称，未读取"),
            format!("row {row} is filled in but has no label: it is not read"),
        )
    } else {
        Text::new(
            format!("表单没有“{label}”这个项目，内容未读取"),
            format!("the form has no field “{label}”: it is not read"),
        )
    };
    Diagnostic::error(code::UNKNOWN_LABEL, message).help(rename(near))
}

/// A field that two rows fill in.
pub(super) fn label_twice(title: &Text) -> Diagnostic {
    let message = Text::new(
        format!("“{}”填写了两次", title.zh),
        format!("“{}” is filled in twice", title.en),
    );
    let help = Text::new("只留一处", "keep one of them");
    Diagnostic::error(code::LABEL_TWICE, message).help(help)
}

/// A filled column whose head is none.
pub(super) fn unknown_column(head: &str, near: Option<String>) -> Diagnostic {
    let message = if head.is_empty() {
        Text::new(
            "这一列有内容，但没有表头，未读取",
            "the column is filled in but has no head: it is not read",
        )
    } else {
        Text::new(
            format!("表单没有“{head}”这一列，内容未读取"),
            format!("the form has no column “{head}”: it is not read"),
        )
    };
    Diagnostic::error(code::UNKNOWN_COLUMN, message).help(rename(near))
}

fn rename(near: Option<String>) -> Text {
    match near {
        Some(near) => Text::new(format!("改为“{near}”"), format!("write “{near}”")),
        None => Text::new(
            "改成表单里的名称，或清空内容",
            "write the name that the form has, or empty the cells",
        ),
    }
}

/// A sheet with rows that is no list of the form. `known` are the lists.
pub(super) fn unknown_sheet(name: &str, known: &[&Text]) -> Diagnostic {
    let names = |get: fn(&Text) -> &str| -> Vec<&str> { known.iter().map(|t| get(t)).collect() };
    let (zh, en) = (names(|title| &title.zh), names(|title| &title.en));
    let message = Text::new(
        format!("表单没有“{name}”这张工作表，未读取"),
        format!("the form has no sheet “{name}”: it is not read"),
    );
    let help = Text::new(
        format!("改名为表单的列表（{}），或删去这张工作表", zh.join("、")),
        format!("name it after a list ({}), or delete it", en.join(", ")),
    );
    Diagnostic::warning(code::UNKNOWN_SHEET, message).help(help)
}

/// A second sheet for one list.
pub(super) fn sheet_twice(name: &str, first: &str) -> Diagnostic {
    let message = Text::new(
        format!("“{name}”和“{first}”是同一个列表，未读取"),
        format!("“{name}” is the same list as “{first}”: it is not read"),
    );
    let help = Text::new("把各行并到一张工作表里", "put the rows into one sheet");
    Diagnostic::error(code::SHEET_TWICE, message).help(help)
}

/// A row that does not say which entry it belongs to.
pub(super) fn no_owner(list: &Text) -> Diagnostic {
    let message = Text::new(
        format!("没有写明属于“{}”中的哪一条，该行未读取", list.zh),
        format!(
            "does not say which entry of “{}” it belongs to: the row is not read",
            list.en
        ),
    );
    let help = Text::new(
        "填写所属条目的代号",
        "enter the id of the entry that it belongs to",
    );
    Diagnostic::error(code::UNKNOWN_OWNER, message).help(help)
}

/// A row that belongs to an entry that is not there, or to several.
pub(super) fn unknown_owner(owner: &str, list: &Text, several: bool, known: &[&str]) -> Diagnostic {
    let message = if several {
        Text::new(
            format!("“{}”中有几条的代号都是“{owner}”，该行未读取", list.zh),
            format!(
                "several entries of “{}” have the id `{owner}`: the row is not read",
                list.en
            ),
        )
    } else {
        Text::new(
            format!("“{}”中没有代号为“{owner}”的条目，该行未读取", list.zh),
            format!("“{}” has no entry `{owner}`: the row is not read", list.en),
        )
    };
    let help = Text::new(
        format!("改为已有条目的代号：{}", known.join("、")),
        format!("write the id of an entry: {}", known.join(", ")),
    );
    Diagnostic::error(code::UNKNOWN_OWNER, message).help(help)
}
