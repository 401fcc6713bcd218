//! What an import has to tell beside what the form's schema does.

use crate::diag::codes::{import as code, record};
use crate::diag::{Diagnostic, Text};
use crate::source::{At, Linked, Place, Pointer};

/// The row that a record is made of, or the heads of all its rows.
pub(super) fn linked_place(linked: &Linked, row: Option<u32>) -> Place {
    let column = linked.columns.first().map_or(0, |column| column.column);
    Place {
        source: linked.source.clone(),
        at: At::Cell {
            pointer: Pointer::root(),
            row: row.unwrap_or(linked.heads),
            column,
        },
    }
}

/// A row that an earlier import has made a record of.
pub(super) fn imported(id: &str) -> Diagnostic {
    let message = Text::new(
        format!("内容与已有的记录 {id} 完全相同，未再导入"),
        format!("says exactly what the record {id} says: it is not imported again"),
    );
    let help = Text::new(
        "确是另一件事的，写上代号再导入",
        "if it is another matter, give it an id and import it again",
    );
    Diagnostic::error(code::EXISTS, message).help(help)
}

/// A record whose file is there.
pub(super) fn exists(name: &str, id: &str) -> Diagnostic {
    let message = Text::new(
        format!("{id} 的记录文件 {name} 已存在，未改动"),
        format!("the file {name} of {id} exists: nothing was changed"),
    );
    let help = Text::new(
        "核对是否已导入过；确要重来，先移走已有的文件",
        "see whether it was imported before; to do it again, move the file away first",
    );
    Diagnostic::error(code::EXISTS, message).help(help)
}

/// An id that another record has.
pub(super) fn in_use(id: &str) -> Diagnostic {
    let message = Text::new(
        format!("记录代号 {id} 已被另一份记录使用"),
        format!("the record id {id} is used by another record"),
    );
    let help = Text::new(
        "给这份记录一个未用过的代号",
        "give this record an id that is not in use",
    );
    Diagnostic::error(record::DUPLICATE_ID, message).help(help)
}
