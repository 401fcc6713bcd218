//! Files that cannot be read.

use super::{Code, Entry, both};

/// This is a folder where a file should be.
pub const DIRECTORY: Code = "file.directory";
/// A key is given twice in one table.
pub const DUPLICATE_KEY: Code = "file.duplicate-key";
/// The file is empty.
pub const EMPTY: Code = "file.empty";
/// The file is not UTF-8.
pub const ENCODING: Code = "file.encoding";
/// A key is not a text.
pub const KEY_NOT_TEXT: Code = "file.key-not-text";
/// The workbook has no such sheet.
pub const NO_SHEET: Code = "file.no-sheet";
/// The file is no table: neither CSV nor XLSX.
pub const NO_TABLE: Code = "file.no-table";
/// The file is no XLSX workbook, or it is damaged.
pub const NO_WORKBOOK: Code = "file.no-workbook";
/// The top of the file is not a table.
pub const NOT_A_TABLE: Code = "file.not-a-table";
/// The file does not exist.
pub const NOT_FOUND: Code = "file.not-found";
/// The number is too large to be kept exactly.
pub const NUMBER_TOO_LARGE: Code = "file.number-too-large";
/// The workbook is of the old kind, or has a password.
pub const OLD_OR_LOCKED: Code = "file.old-or-locked";
/// The file holds a second document (after ---).
pub const SECOND_DOCUMENT: Code = "file.second-document";
/// The file breaks the rules of its format.
pub const SYNTAX: Code = "file.syntax";
/// The content is nested too deeply.
pub const TOO_DEEP: Code = "file.too-deep";
/// The file is too large.
pub const TOO_LARGE: Code = "file.too-large";
/// The file holds too many values.
pub const TOO_MANY_VALUES: Code = "file.too-many-values";
/// The file type is not known.
pub const UNKNOWN_FORMAT: Code = "file.unknown-format";
/// The file cannot be read.
pub const UNREADABLE: Code = "file.unreadable";

/// The `file.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: DIRECTORY,
        title: both(
            "这里应为文件，实为文件夹",
            "this is a folder where a file should be",
        ),
        why: both("文件夹里没有可读的内容", "a folder has no content to read"),
        help: both("指明文件夹里的哪个文件", "name the file inside the folder"),
    },
    Entry {
        code: DUPLICATE_KEY,
        title: both(
            "同一张表里一个键写了两次",
            "a key is given twice in one table",
        ),
        why: both(
            "两个值只能有一个是真的，程序不能替人选",
            "only one of two values is true, and the program must not choose",
        ),
        help: both(
            "只留一处，删掉或改名另一处",
            "keep one, remove or rename the other",
        ),
    },
    Entry {
        code: EMPTY,
        title: both("文件是空的", "the file is empty"),
        why: both(
            "空文件不是记录，多半是保存时出了错",
            "an empty file is no record; most likely saving it failed",
        ),
        help: both("填写内容，或删掉这个文件", "fill it in, or delete the file"),
    },
    Entry {
        code: ENCODING,
        title: both("文件不是 UTF-8 编码", "the file is not UTF-8"),
        why: both(
            "用别的编码读会变成乱码，错字会进入正式文件",
            "read with another encoding the text turns into garbage that would be issued",
        ),
        help: both(
            "另存为 UTF-8 编码（WPS/记事本：另存为 → 编码 UTF-8）",
            "save it again as UTF-8 (WPS or Notepad: Save as, Encoding UTF-8)",
        ),
    },
    Entry {
        code: KEY_NOT_TEXT,
        title: both("键不是文字", "a key is not a text"),
        why: both(
            "字段靠名字查找，名字必须是文字",
            "fields are found by name, and a name is a text",
        ),
        help: both("给键加上引号", "put the key in quotes"),
    },
    Entry {
        code: NO_SHEET,
        title: both("工作簿里没有这张工作表", "the workbook has no such sheet"),
        why: both(
            "数据从指明的工作表读取，换一张表读出的就不是要的数据",
            "data is read from the sheet that is named; another one holds other data",
        ),
        help: both(
            "改正 sheet 一项；不写则读第一张工作表",
            "correct `sheet`, or leave it out for the first sheet",
        ),
    },
    Entry {
        code: NO_TABLE,
        title: both(
            "文件不是 CSV 或 XLSX 表格",
            "the file is neither CSV nor XLSX",
        ),
        why: both(
            "只有这两种表格能逐格读取",
            "only these two can be read cell by cell",
        ),
        help: both(
            "在 Excel 或 WPS 中另存为 .xlsx 或 .csv",
            "save it as .xlsx or .csv from Excel or WPS",
        ),
    },
    Entry {
        code: NO_WORKBOOK,
        title: both(
            "文件不是 XLSX 工作簿，或已损坏",
            "the file is no XLSX workbook, or it is damaged",
        ),
        why: both(
            "只改扩展名变不成工作簿；传输中断的文件不完整",
            "another ending makes no workbook, and what was cut off on its way is not whole",
        ),
        help: both(
            "在 Excel 或 WPS 中打开，另存为 .xlsx；打不开的，找回完好的那份",
            "open it in Excel or WPS and save it as .xlsx; if that fails, find a copy that is whole",
        ),
    },
    Entry {
        code: NOT_A_TABLE,
        title: both("文件最外层不是表", "the top of the file is not a table"),
        why: both(
            "记录由带名字的字段组成，最外层须是表",
            "a record is made of named fields, so its top is a table",
        ),
        help: both(
            "最外层写成 名字 = 值（JSON 用 { }）",
            "write name = value at the top (in JSON: { })",
        ),
    },
    Entry {
        code: NOT_FOUND,
        title: both("文件不存在", "the file does not exist"),
        why: both(
            "找不到的文件无法检查",
            "a file that is missing cannot be checked",
        ),
        help: both(
            "检查文件名和所在文件夹，注意大小写和扩展名",
            "check the name and the folder, also capitals and the extension",
        ),
    },
    Entry {
        code: NUMBER_TOO_LARGE,
        title: both(
            "数字太大，无法准确保存",
            "the number is too large to be kept exactly",
        ),
        why: both(
            "超过 64 位的整数和无穷大会被悄悄改变",
            "integers beyond 64 bits and infinities would change silently",
        ),
        help: both("加上引号，写成文字", "put it in quotes as a text"),
    },
    Entry {
        code: OLD_OR_LOCKED,
        title: both(
            "工作簿是旧的 .xls 格式，或设了打开密码",
            "the workbook is of the old .xls kind, or has a password",
        ),
        why: both(
            "这两种文件程序都读不到内容",
            "the content of such a file cannot be read",
        ),
        help: both(
            "另存为 .xlsx，并取消打开密码",
            "save it as .xlsx, without a password to open it",
        ),
    },
    Entry {
        code: SECOND_DOCUMENT,
        title: both(
            "文件里有第二份文档（--- 之后）",
            "the file holds a second document (after ---)",
        ),
        why: both(
            "一个文件只放一份记录，第二份不会被检查",
            "one file holds one record; the second would never be checked",
        ),
        help: both(
            "把第二份移到另一个文件",
            "move the second one to a file of its own",
        ),
    },
    Entry {
        code: SYNTAX,
        title: both("语法错误", "the file breaks the rules of its format"),
        why: both(
            "读不懂的文件无法检查",
            "a file that cannot be understood cannot be checked",
        ),
        help: both(
            "改正标出的位置，可对照前后几行的写法",
            "correct the marked place; compare it with the lines around it",
        ),
    },
    Entry {
        code: TOO_DEEP,
        title: both("内容嵌套太深", "the content is nested too deeply"),
        why: both(
            "正常的记录只有几层，太深多半是括号写错",
            "a record has a few levels; more is mostly a wrong bracket",
        ),
        help: both(
            "减少层数，检查括号是否成对",
            "use fewer levels; check that brackets pair up",
        ),
    },
    Entry {
        code: TOO_LARGE,
        title: both("文件太大", "the file is too large"),
        why: both(
            "太大的文件多半不是记录，读它会拖慢所有人",
            "a file that large is hardly a record and slows everybody down",
        ),
        help: both(
            "拆成几个文件，图片等作为附件存放",
            "split it; keep pictures and the like as attachments",
        ),
    },
    Entry {
        code: TOO_MANY_VALUES,
        title: both("文件里的值太多", "the file holds too many values"),
        why: both(
            "少量别名可以展开成极大的内容，读它会耗尽内存",
            "a few aliases can expand to enormous content and use up memory",
        ),
        help: both("拆成几个文件", "split it into several files"),
    },
    Entry {
        code: UNKNOWN_FORMAT,
        title: both("不认识的文件类型", "the file type is not known"),
        why: both(
            "内容怎样读由扩展名决定",
            "the extension decides how the content is read",
        ),
        help: both(
            "把扩展名改为 .toml、.json、.yaml 或 .yml",
            "give it the extension .toml, .json, .yaml or .yml",
        ),
    },
    Entry {
        code: UNREADABLE,
        title: both("文件读不出来", "the file cannot be read"),
        why: both(
            "操作系统拒绝读取，内容未经检查",
            "the operating system refused, so nothing was checked",
        ),
        help: both(
            "确认有读取权限、文件未被其他程序占用，然后重试",
            "check that you may read it and that no other program holds it, then try again",
        ),
    },
];
