//! Content that does not have the form that is demanded.

use super::{Code, Entry, both};

/// The content fits several forms at once.
pub const AMBIGUOUS: Code = "schema.ambiguous";
/// The text has the wrong encoding or content type.
pub const ENCODING: Code = "schema.encoding";
/// A field has a name that is not allowed.
pub const FIELD_NAME: Code = "schema.field-name";
/// Content that is not allowed here.
pub const FORBIDDEN: Code = "schema.forbidden";
/// The value is not written as it must be.
pub const FORMAT: Code = "schema.format";
/// A decimal without quotes.
pub const INEXACT_NUMBER: Code = "schema.inexact-number";
/// A field is missing.
pub const MISSING_FIELD: Code = "schema.missing-field";
/// A list lacks an item that it must have.
pub const MISSING_ITEM: Code = "schema.missing-item";
/// The content fits none of the forms.
pub const NO_MATCH: Code = "schema.no-match";
/// The number is not a multiple of the given one.
pub const NOT_A_MULTIPLE: Code = "schema.not-a-multiple";
/// The text does not have the demanded shape.
pub const PATTERN: Code = "schema.pattern";
/// A list holds an item twice.
pub const REPEATED_ITEM: Code = "schema.repeated-item";
/// A list holds an item that nobody reads.
pub const SURPLUS_ITEM: Code = "schema.surplus-item";
/// Too few fields are given.
pub const TOO_FEW_FIELDS: Code = "schema.too-few-fields";
/// The list is too short.
pub const TOO_FEW_ITEMS: Code = "schema.too-few-items";
/// The number is too large.
pub const TOO_LARGE: Code = "schema.too-large";
/// The text is too long.
pub const TOO_LONG: Code = "schema.too-long";
/// Too many fields are given.
pub const TOO_MANY_FIELDS: Code = "schema.too-many-fields";
/// The list is too long.
pub const TOO_MANY_ITEMS: Code = "schema.too-many-items";
/// The text is too short.
pub const TOO_SHORT: Code = "schema.too-short";
/// The number is too small.
pub const TOO_SMALL: Code = "schema.too-small";
/// A value of the wrong type.
pub const TYPE: Code = "schema.type";
/// This content could not be checked.
pub const UNCHECKED: Code = "schema.unchecked";
/// There is no such field.
pub const UNKNOWN_FIELD: Code = "schema.unknown-field";
/// The value is none of the choices.
pub const UNKNOWN_VALUE: Code = "schema.unknown-value";
/// The value is not the one that is fixed.
pub const WRONG_VALUE: Code = "schema.wrong-value";

/// The `schema.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        code: AMBIGUOUS,
        title: both(
            "内容同时符合几种写法",
            "the content fits several forms at once",
        ),
        why: both(
            "读的人无法知道是哪一种",
            "a reader cannot know which one is meant",
        ),
        help: both("只保留一种写法的字段", "keep the fields of one form only"),
    },
    Entry {
        code: ENCODING,
        title: both(
            "文字的编码或内容类型不对",
            "the text has the wrong encoding or content type",
        ),
        why: both(
            "解不开的内容等于丢失",
            "content that cannot be decoded is lost",
        ),
        help: both("重新生成这段编码内容", "make the encoded content again"),
    },
    Entry {
        code: FIELD_NAME,
        title: both("字段名不合规定", "a field has a name that is not allowed"),
        why: both(
            "名字有规定的地方，别的名字不会被读到",
            "where names are ruled, another name is never read",
        ),
        help: both("改字段名", "rename the field"),
    },
    Entry {
        code: FORBIDDEN,
        title: both("不允许出现的内容", "content that is not allowed here"),
        why: both(
            "这项内容与其他内容矛盾",
            "it contradicts the rest of the content",
        ),
        help: both("删掉它", "remove it"),
    },
    Entry {
        code: FORMAT,
        title: both("写法不对", "the value is not written as it must be"),
        why: both(
            "写法统一，才能比较、排序和计算期限",
            "only one way of writing can be compared, sorted and counted with",
        ),
        help: both("按给出的例子改写", "write it like the example"),
    },
    Entry {
        code: INEXACT_NUMBER,
        title: both("小数没有加引号", "a decimal without quotes"),
        why: both(
            "不加引号的小数按二进制保存，12.50 会变成 12.5，0.1 不再是 0.1",
            "without quotes a decimal is kept in binary: 12.50 becomes 12.5, and 0.1 is no longer 0.1",
        ),
        help: both("加上引号", "put it in quotes"),
    },
    Entry {
        code: MISSING_FIELD,
        title: both("缺少字段", "a field is missing"),
        why: both(
            "没有它，记录不完整，不能签发",
            "without it the record is incomplete and cannot be issued",
        ),
        help: both("添加这个字段", "add the field"),
    },
    Entry {
        code: MISSING_ITEM,
        title: both(
            "列表里缺少必需的项",
            "a list lacks an item that it must have",
        ),
        why: both(
            "没有这一项，列表不完整",
            "without this item the list is incomplete",
        ),
        help: both("添加符合要求的项", "add an item that meets the demand"),
    },
    Entry {
        code: NO_MATCH,
        title: both(
            "内容不符合任何一种写法",
            "the content fits none of the forms",
        ),
        why: both(
            "读的人无法知道它的意思",
            "a reader cannot know what it means",
        ),
        help: both("按其中一种写法改写", "write it in one of the forms"),
    },
    Entry {
        code: NOT_A_MULTIPLE,
        title: both(
            "数字不是规定数的倍数",
            "the number is not a multiple of the given one",
        ),
        why: both("数量须按规定的单位递增", "amounts go in fixed steps"),
        help: both("改成规定数的倍数", "use a multiple"),
    },
    Entry {
        code: PATTERN,
        title: both(
            "文字不合规定的样式",
            "the text does not have the demanded shape",
        ),
        why: both(
            "编号等有固定样式，才能查到",
            "numbers and the like have a fixed shape so that they can be found",
        ),
        help: both("按规定的样式改写", "write it in the demanded shape"),
    },
    Entry {
        code: REPEATED_ITEM,
        title: both("列表里有重复的项", "a list holds an item twice"),
        why: both("重复的项会被数两次", "an item given twice is counted twice"),
        help: both("删掉重复的项", "remove the repetition"),
    },
    Entry {
        code: SURPLUS_ITEM,
        title: both("列表里有多余的项", "a list holds an item that nobody reads"),
        why: both(
            "没有规定的项不会被读到",
            "an item without a rule is never read",
        ),
        help: both("删掉多余的项", "remove the item"),
    },
    Entry {
        code: TOO_FEW_FIELDS,
        title: both("字段太少", "too few fields are given"),
        why: both("内容不完整", "the content is incomplete"),
        help: both("补上字段", "add fields"),
    },
    Entry {
        code: TOO_FEW_ITEMS,
        title: both("列表的项太少", "the list is too short"),
        why: both("内容不完整", "the content is incomplete"),
        help: both("补上缺少的项", "add items"),
    },
    Entry {
        code: TOO_LARGE,
        title: both("数字太大", "the number is too large"),
        why: both(
            "超出规定范围的数多半是写错了",
            "a number out of range is mostly a slip",
        ),
        help: both("核对后改正", "check and correct it"),
    },
    Entry {
        code: TOO_LONG,
        title: both("文字太长", "the text is too long"),
        why: both(
            "太长的文字在表格里放不下",
            "a text that long does not fit the form",
        ),
        help: both("缩短文字", "shorten the text"),
    },
    Entry {
        code: TOO_MANY_FIELDS,
        title: both("字段太多", "too many fields are given"),
        why: both("多出的字段没有地方放", "there is no room for them"),
        help: both("删掉多余的字段", "remove fields"),
    },
    Entry {
        code: TOO_MANY_ITEMS,
        title: both("列表的项太多", "the list is too long"),
        why: both("多出的项没有地方放", "there is no room for them"),
        help: both("删掉多余的项", "remove items"),
    },
    Entry {
        code: TOO_SHORT,
        title: both("文字太短", "the text is too short"),
        why: both(
            "太短的文字说不清楚事情",
            "a text that short does not say enough",
        ),
        help: both("补充文字", "write more"),
    },
    Entry {
        code: TOO_SMALL,
        title: both("数字太小", "the number is too small"),
        why: both(
            "超出规定范围的数多半是写错了",
            "a number out of range is mostly a slip",
        ),
        help: both("核对后改正", "check and correct it"),
    },
    Entry {
        code: TYPE,
        title: both("值的类型不对", "a value of the wrong type"),
        why: both(
            "类型不对的值无法排进表格",
            "a value of another type cannot be laid out",
        ),
        help: both("按应有的类型改写", "write it as the type that is expected"),
    },
    Entry {
        code: UNCHECKED,
        title: both("这项内容无法检查", "this content could not be checked"),
        why: both(
            "没有检查过的内容不能算合格",
            "what was not checked must not pass",
        ),
        help: both(
            "把这条消息告诉维护表格的人",
            "tell the person who keeps the form",
        ),
    },
    Entry {
        code: UNKNOWN_FIELD,
        title: both("没有这个字段", "there is no such field"),
        why: both(
            "写错名字的字段不会被读到，内容等于丢失",
            "a field with a wrong name is never read, its content is lost",
        ),
        help: both(
            "改正字段名，或删掉它",
            "correct the name, or remove the field",
        ),
    },
    Entry {
        code: UNKNOWN_VALUE,
        title: both("值不在可选范围内", "the value is none of the choices"),
        why: both(
            "统计和规则只认规定的值",
            "rules and statistics know the given choices only",
        ),
        help: both("从可选的值里选一个", "take one of the choices"),
    },
    Entry {
        code: WRONG_VALUE,
        title: both("值与规定的不同", "the value is not the one that is fixed"),
        why: both("这里的值是固定的", "the value is fixed here"),
        help: both("改成规定的值", "write the fixed value"),
    },
];
