//! Pictures that a record names.

use super::{Code, Entry, both};

/// A picture cannot be decoded.
pub const BROKEN: Code = "picture.broken";
/// A picture lies outside the project.
pub const OUTSIDE: Code = "picture.outside";
/// A picture is too large.
pub const TOO_LARGE: Code = "picture.too-large";
/// A picture cannot be read.
pub const UNREADABLE: Code = "picture.unreadable";

/// The `picture.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: BROKEN,
        title: both("图片已损坏", "a picture is damaged"),
        why: both(
            "坏图片会让整张表单印不出来，故不印该图片。",
            "a damaged picture would spoil the page; the page is made without it.",
        ),
        help: both("另存为 PNG 或 JPEG", "save it again as PNG or JPEG"),
    },
    Entry {
        code: OUTSIDE,
        title: both("图片不在项目内", "a picture lies outside the project"),
        why: both(
            "项目以外的文件换台机器就没有了，也不该被记录带走。",
            "a file outside the project is not there on another machine, and no record should carry it away.",
        ),
        help: both("放到记录旁边", "put it beside the record"),
    },
    Entry {
        code: TOO_LARGE,
        title: both("图片太大", "a picture is too large"),
        why: both(
            "过大的图片会耗尽内存。",
            "a picture beyond reason exhausts the memory.",
        ),
        help: both("缩小图片", "make it smaller"),
    },
    Entry {
        code: UNREADABLE,
        title: both("图片读不出来", "a picture cannot be read"),
        why: both(
            "记录说附有图片，而文件不在或打不开。",
            "the record names a picture that is not there or cannot be opened.",
        ),
        help: both("核对文件名", "check its name"),
    },
];
