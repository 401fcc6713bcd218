//! External documents.

use super::{Code, Entry, both};

/// A record cites a revision that is superseded.
pub const CITES_SUPERSEDED: Code = "external.cites-superseded";
/// The stamp covers what is on the page.
pub const COVERED: Code = "external.covered";
/// These bytes are registered already.
pub const KNOWN: Code = "external.known";
/// The number is no external document's.
pub const NOT_EXTERNAL: Code = "external.not-external";
/// It is registered with its original.
pub const NOT_ISSUED: Code = "external.not-issued";
/// The file cannot bear the stamp.
pub const NOT_STAMPABLE: Code = "external.not-stampable";
/// The customer is not known.
pub const UNKNOWN_CUSTOMER: Code = "external.unknown-customer";

/// The `external.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: CITES_SUPERSEDED,
        title: both(
            "记录引用了被替代的版本",
            "a record cites a revision that is superseded",
        ),
        why: both(
            "按旧图纸评审、报价、生产，做出来的不是顾客要的",
            "what is reviewed, quoted and made by an old drawing is not what the customer wants",
        ),
        help: both(
            "核对这份记录：按新版本重新确认，或说明为何仍适用旧版本",
            "look at the record: confirm it with the new revision, or say why the old one still applies",
        ),
    },
    Entry {
        code: COVERED,
        title: both("章压在页面内容上", "the stamp lies over the page's content"),
        why: both(
            "这一页没有空白处，章下的内容要隔着章看",
            "this page has no free spot: what is under the stamp is read through it",
        ),
        help: both(
            "看一眼这一页；需要时在 wenkong.toml 的 [external] corner 换一个角",
            "look at the page; choose another corner under [external] in wenkong.toml if need be",
        ),
    },
    Entry {
        code: KNOWN,
        title: both("这份文件已登记", "this file is registered already"),
        why: both(
            "同一份文件有两个编号，就不知道按哪一个管",
            "with two numbers for one file nobody knows which of them counts",
        ),
        help: both(
            "使用已有的编号；确是另一版本的，核对文件是否拿错",
            "use the number that it has; if it ought to be another revision, look whether it is the right file",
        ),
    },
    Entry {
        code: NOT_EXTERNAL,
        title: both("不是外来文件", "this is no external document"),
        why: both(
            "外来文件按来源方的版本更替，自己的文件用 supersede 更正",
            "an external document is revised by its owner; the company's own are corrected with supersede",
        ),
        help: both(
            "运行 wenkong external list 核对编号",
            "look the number up with `wenkong external list`",
        ),
    },
    Entry {
        code: NOT_ISSUED,
        title: both(
            "外来文件不用 issue 发行",
            "a document from outside is not issued with `issue`",
        ),
        why: both(
            "没有原件和它的摘要，登记的就不知道是哪一份",
            "without the original and its digest nobody knows which document the sheet is about",
        ),
        help: both(
            "用 wenkong external add 登记；纸质的先扫描",
            "register it with `wenkong external add`; scan it first where it is on paper",
        ),
    },
    Entry {
        code: NOT_STAMPABLE,
        title: both("文件不能盖章", "the file cannot bear the stamp"),
        why: both(
            "加密、签名或损坏的文件改动后打不开，或签名失效",
            "an encrypted, signed or damaged file cannot be opened afterwards, or its signature breaks",
        ),
        help: both(
            "向来源方要一份可以盖章的文件，或加 --cover 附登记封面",
            "ask its owner for one that can be stamped, or register it with a cover sheet: --cover",
        ),
    },
    Entry {
        code: UNKNOWN_CUSTOMER,
        title: both("没有这个顾客", "there is no such customer"),
        why: both(
            "外来文件归在顾客名下，图纸换版时才查得到引用它的记录",
            "by its customer the records that cite a drawing are found when it is revised",
        ),
        help: both(
            "写顾客档案中的编码或名称；尚无档案的用 --customer 编码=名称",
            "use a code or name of a customer file, or --customer CODE=NAME where there is none yet",
        ),
    },
];
