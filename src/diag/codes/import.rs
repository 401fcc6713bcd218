//! Rows of tables that become records.

use super::{Code, Entry, both};

/// The file of a record is there already.
pub const EXISTS: Code = "import.exists";

/// The `import.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: EXISTS,
    title: both(
        "记录文件已存在，未改动",
        "the record's file exists: nothing was changed",
    ),
    why: both(
        "导入只增加记录，从不覆盖已有的内容",
        "an import adds records and never overwrites what is there",
    ),
    help: both(
        "核对是否已导入过；确要重来，先移走已有的文件",
        "see whether it was imported before; to do it again, move the file away first",
    ),
}];
