//! Forms that cannot be used.

use super::{Code, Entry, both};

/// A form's definition cannot be used.
pub const BROKEN: Code = "form.broken";
/// A form's layout fails or warns.
pub const LAYOUT: Code = "form.layout";
/// A text template of a form cannot be filled.
pub const TEXT: Code = "form.text";
/// Data without a layout is to be printed.
pub const NOT_PRINTED: Code = "form.not-printed";

/// The `form.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: BROKEN,
        title: both(
            "表单定义无法使用",
            "the definition of a form cannot be used",
        ),
        why: both(
            "表单由 form.toml、schema.json、form.typ 组成，缺一或写错都不能填写。",
            "a form is form.toml, schema.json and form.typ; without any of them nothing can be filled.",
        ),
        help: both(
            "按内置表单的写法改正表单文件夹",
            "correct the form's folder after the pattern of a built-in form",
        ),
    },
    Entry {
        code: LAYOUT,
        title: both("表单版面出错", "the layout of a form failed"),
        why: both(
            "版面出错时印不出完整的页面，程序宁可不印。",
            "a layout that fails or warns prints no whole page, so nothing is printed.",
        ),
        help: both(
            "改正 form.typ 中所指的行",
            "correct the line of form.typ that is shown",
        ),
    },
    Entry {
        code: NOT_PRINTED,
        title: both("这类记录没有版面", "a record of this kind has no layout"),
        why: both(
            "订单表等只是供核对和统计的数据，不是受控表单，没有打印版面。",
            "orders tables and the like are data to check and count with, not controlled forms.",
        ),
        help: both(
            "要打印的请用相应的表单",
            "print the form that is meant for paper",
        ),
    },
    Entry {
        code: TEXT,
        title: both("文本模板无法填写", "a text template cannot be filled"),
        why: both(
            "信函正文等由公司的模板生成，模板引用了没有的字段就写不出来。",
            "running text is made from the company's template; a field it names is missing.",
        ),
        help: both(
            "改正模板，或用 is defined 判断字段",
            "correct the template, or ask for the field with `is defined`",
        ),
    },
];
