//! The issue register.

use super::{Code, Entry, both};

/// A record has been issued.
pub const ALREADY_ISSUED: Code = "register.already-issued";
/// Entries run against each other.
pub const CONTRADICTION: Code = "register.contradiction";
/// The database is damaged.
pub const DAMAGED: Code = "register.damaged";
/// An issued file is not what was registered.
pub const DOCUMENT_CHANGED: Code = "register.document-changed";
/// An issued file is gone.
pub const DOCUMENT_MISSING: Code = "register.document-missing";
/// A file among the issued ones is not registered.
pub const DOCUMENT_UNKNOWN: Code = "register.document-unknown";
/// An entry is not what its digest says.
pub const ENTRY_CHANGED: Code = "register.entry-changed";
/// Entries are missing.
pub const ENTRY_MISSING: Code = "register.entry-missing";
/// A form's files changed after its revision was frozen.
pub const FORM_CHANGED: Code = "register.form-changed";
/// The note of the last entry is missing.
pub const HEAD_MISSING: Code = "register.head-missing";
/// Kept bytes are not what their digest says.
pub const KEPT_CHANGED: Code = "register.kept-changed";
/// Kept bytes are gone.
pub const KEPT_MISSING: Code = "register.kept-missing";
/// Bytes are kept that no entry names.
pub const KEPT_UNUSED: Code = "register.kept-unused";
/// The person may not do this.
pub const NOT_AUTHORISED: Code = "register.not-authorised";
/// The document is not current.
pub const NOT_CURRENT: Code = "register.not-current";
/// The form's revision has not been released.
pub const NOT_RELEASED: Code = "register.not-released";
/// A number cannot be given.
pub const NUMBER_UNFIT: Code = "register.number-unfit";
/// A record is not what was issued.
pub const RECORD_CHANGED: Code = "register.record-changed";
/// An issued record is not where it was.
pub const RECORD_MISSING: Code = "register.record-missing";
/// Tables, indexes or guards were changed.
pub const STRUCTURE_CHANGED: Code = "register.structure-changed";
/// A number is reserved and nothing came of it.
pub const UNFINISHED: Code = "register.unfinished";
/// The register has no such number.
pub const UNKNOWN_NUMBER: Code = "register.unknown-number";

/// The `register.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: ALREADY_ISSUED,
        title: both("这份记录已发行", "the record has been issued already"),
        why: both(
            "同一份记录有两个编号，就不知道哪一份有效",
            "with two numbers for one record nobody knows which is valid",
        ),
        help: both(
            "内容有更正时用 wenkong register supersede；失效时用 wenkong register withdraw",
            "correct it with `wenkong register supersede`, or withdraw it with `wenkong register withdraw`",
        ),
    },
    Entry {
        code: CONTRADICTION,
        title: both(
            "台账各条互相矛盾",
            "entries of the register run against each other",
        ),
        why: both("这样的台账不能作证据", "such a register is no evidence"),
        help: both(
            "恢复最近的备份：wenkong register restore",
            "put the last backup back: `wenkong register restore`",
        ),
    },
    Entry {
        code: DAMAGED,
        title: both("台账数据库损坏", "the register's database is damaged"),
        why: both("损坏的台账可能丢失发行记录", "entries may be lost"),
        help: both(
            "恢复最近的备份：wenkong register restore",
            "put the last backup back: `wenkong register restore`",
        ),
    },
    Entry {
        code: DOCUMENT_CHANGED,
        title: both(
            "已发行的文件与登记的不同",
            "an issued file is not what was registered",
        ),
        why: both(
            "有人改动过受控文件",
            "somebody changed a controlled document",
        ),
        help: both(
            "从备份恢复该文件；查明谁改动过",
            "put the file back from a backup, and find out who changed it",
        ),
    },
    Entry {
        code: DOCUMENT_MISSING,
        title: both("已发行的文件不见了", "an issued file is gone"),
        why: both(
            "登记的文件拿不出来",
            "a registered document cannot be shown",
        ),
        help: both(
            "从备份恢复该文件；到期销毁的用 wenkong register dispose 登记",
            "put it back from a backup; register a disposal with `wenkong register dispose`",
        ),
    },
    Entry {
        code: DOCUMENT_UNKNOWN,
        title: both(
            "issued/ 中有未登记的文件",
            "a file in issued/ is not registered",
        ),
        why: both(
            "混入的文件会被当成受控文件",
            "it could be taken for a controlled document",
        ),
        help: both(
            "移出 issued/；签回的扫描件用 wenkong register attach 登记",
            "move it out of issued/; attach a scan with `wenkong register attach`",
        ),
    },
    Entry {
        code: ENTRY_CHANGED,
        title: both("台账的一条被改动", "an entry of the register was changed"),
        why: both(
            "台账只能追加，改动说明有人篡改",
            "entries are only appended: a change is tampering",
        ),
        help: both(
            "恢复最近的备份；查明谁改动过",
            "put the last backup back, and find out who changed it",
        ),
    },
    Entry {
        code: ENTRY_MISSING,
        title: both("台账缺少条目", "entries of the register are missing"),
        why: both(
            "缺少的条目可能是被删除的发行记录",
            "what is missing may be an issue that somebody removed",
        ),
        help: both(
            "恢复最近的备份；查明谁删除过",
            "put the last backup back, and find out who deleted it",
        ),
    },
    Entry {
        code: FORM_CHANGED,
        title: both(
            "表单文件在版本冻结后被改动",
            "a form's files changed after its revision was frozen",
        ),
        why: both(
            "同一版本的表单不能有两种样子",
            "one revision of a form cannot look two ways",
        ),
        help: both(
            "把改动放入新的版本文件夹，并用 wenkong register release 批准",
            "put the change into a new revision's folder and release it with `wenkong register release`",
        ),
    },
    Entry {
        code: HEAD_MISSING,
        title: both(
            "issued/register.head 不见了或无法读",
            "issued/register.head is missing or cannot be read",
        ),
        why: both(
            "没有它，台账被缩短时看不出来",
            "without it nobody sees that the register was cut short",
        ),
        help: both(
            "核对台账的条数；下一次发行时会重新写入",
            "compare the number of entries; it is written again with the next issue",
        ),
    },
    Entry {
        code: KEPT_CHANGED,
        title: both(
            "台账保存的内容被改动",
            "bytes that the register keeps were changed",
        ),
        why: both(
            "当时的规则、表单或记录无法再现",
            "the rules, form or record of that time cannot be shown again",
        ),
        help: both(
            "恢复最近的备份；查明谁改动过",
            "put the last backup back, and find out who changed it",
        ),
    },
    Entry {
        code: KEPT_MISSING,
        title: both(
            "台账保存的内容缺失",
            "bytes that the register keeps are gone",
        ),
        why: both(
            "当时的规则、表单或记录无法再现",
            "the rules, form or record of that time cannot be shown again",
        ),
        help: both("恢复最近的备份", "put the last backup back"),
    },
    Entry {
        code: KEPT_UNUSED,
        title: both(
            "台账中有无人引用的内容",
            "the register keeps bytes that no entry names",
        ),
        why: both(
            "有人直接写入过数据库",
            "somebody wrote into the database directly",
        ),
        help: both("查明来历", "find out where they come from"),
    },
    Entry {
        code: NOT_AUTHORISED,
        title: both("此人无权办理", "the person may not do this"),
        why: both(
            "受控文件由有授权的人发行和收回",
            "controlled documents are issued and withdrawn by people with that authority",
        ),
        help: both(
            "由担任该角色的人办理，或在 wenkong.toml 更新其角色",
            "let somebody who holds the role do it, or update the roles in wenkong.toml",
        ),
    },
    Entry {
        code: NOT_CURRENT,
        title: both("文件并非现行", "the document is not current"),
        why: both(
            "只有现行文件可以更正、收回或附件",
            "only a current document can be corrected, withdrawn or attached to",
        ),
        help: both(
            "用 wenkong register show 查看其状态",
            "see how it stands with `wenkong register show`",
        ),
    },
    Entry {
        code: NOT_RELEASED,
        title: both(
            "表单版本尚未批准发布",
            "the form's revision has not been released",
        ),
        why: both(
            "未经批准的表单不能用于发行",
            "a form that nobody approved must not be used",
        ),
        help: both(
            "用 wenkong register release 批准发布",
            "release it with `wenkong register release`",
        ),
    },
    Entry {
        code: NUMBER_UNFIT,
        title: both("无法给出编号", "no number can be given"),
        why: both(
            "编号必须合格式、唯一",
            "numbers follow their pattern and are given once",
        ),
        help: both(
            "补上编号格式需要的部门、类别，或更正 number",
            "give the department or class that the pattern needs, or correct number",
        ),
    },
    Entry {
        code: RECORD_CHANGED,
        title: both(
            "记录在发行后被改动",
            "a record was changed after it was issued",
        ),
        why: both("纸面与数据不再一致", "paper and data no longer agree"),
        help: both(
            "用 wenkong register supersede 发行更正，或改回原样",
            "issue the correction with `wenkong register supersede`, or change it back",
        ),
    },
    Entry {
        code: RECORD_MISSING,
        title: both(
            "已发行的记录不在原处",
            "an issued record is not where it was",
        ),
        why: both("登记的记录拿不出来", "a registered record cannot be shown"),
        help: both(
            "放回原处；台账中存有发行时的内容",
            "put it back; the register keeps what was issued",
        ),
    },
    Entry {
        code: STRUCTURE_CHANGED,
        title: both(
            "台账的表、索引或保护被改动",
            "tables, indexes or guards of the register were changed",
        ),
        why: both(
            "有人直接改动过数据库",
            "somebody changed the database directly",
        ),
        help: both(
            "恢复最近的备份；查明谁改动过",
            "put the last backup back, and find out who changed it",
        ),
    },
    Entry {
        code: UNFINISHED,
        title: both("有未完成的发行", "an issue is unfinished"),
        why: both(
            "程序中断过，编号已占用",
            "the program was stopped; the number is taken",
        ),
        help: both(
            "再运行一次 wenkong issue，会自动补完或作废",
            "run `wenkong issue` again: it completes or voids it",
        ),
    },
    Entry {
        code: UNKNOWN_NUMBER,
        title: both("台账中没有这个编号", "the register has no such number"),
        why: both("可能是假的或抄错的编号", "it may be false, or copied wrong"),
        help: both(
            "用 wenkong register list 查找",
            "look for it with `wenkong register list`",
        ),
    },
];
