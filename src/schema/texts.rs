//! Texts of the wrong form or length, and what could not be checked at all.

use super::{
    case::Case,
    formats,
    subject::{brief, cut},
};
use crate::diag::{Diagnostic, Text, codes::schema as code};
use serde_json::Value;

/// Names the form that is expected and, where it can be told, the slip.
pub(super) fn wrong_format(case: &Case<'_>, name: &str) -> Diagnostic {
    let value = brief(case.value);
    let Some(format) = formats::format(name) else {
        let zh = format!("应符合 {name} 格式，实为 {value}");
        return case.found(
            code::FORMAT,
            zh,
            format!("should have the form \"{name}\", but is {value}"),
        );
    };
    let slip = (format.slip)(case.value.as_str().unwrap_or_default());
    let reason = slip.reason.unwrap_or_default();
    let (before_zh, before_en) = if reason.zh.is_empty() {
        ("", "")
    } else {
        ("，", ": ")
    };
    let title = format.title;
    case.found(
        code::FORMAT,
        format!("应为{}，实为 {value}{before_zh}{}", title.zh, reason.zh),
        format!(
            "should be {}, but is {value}{before_en}{}",
            title.en, reason.en
        ),
    )
    .help(match slip.instead {
        Some(instead) => Text::new(
            format!("写成 \"{instead}\""),
            format!("write \"{instead}\""),
        ),
        None => Text::new(
            format!("按这个样子写：\"{}\"", format.example),
            format!("write it like \"{}\"", format.example),
        ),
    })
}

/// A pattern is for machines; an example of the schema, if there is one, is for people.
pub(super) fn wrong_pattern(case: &Case<'_>, pattern: &str) -> Diagnostic {
    let value = brief(case.value);
    let example = case
        .keyword("examples")
        .and_then(|examples| examples.get(0));
    let found = case.found(
        code::PATTERN,
        format!("不合规定的样式，实为 {value}"),
        format!("does not have the demanded shape, it is {value}"),
    );
    found.help(match example {
        Some(example) => Text::new(
            format!("按这个样子写：{}", brief(example)),
            format!("write it like {}", brief(example)),
        ),
        None => Text::new(
            format!("按样式 {} 改写", cut(pattern)),
            format!("write it in the shape {}", cut(pattern)),
        ),
    })
}

/// A text with fewer characters than `limit`.
pub(super) fn too_short(case: &Case<'_>, limit: u64) -> Diagnostic {
    let length = length(case.value);
    if length == 0 && limit == 1 {
        return case.found(code::TOO_SHORT, "不能为空", "must not be empty");
    }
    case.found(
        code::TOO_SHORT,
        format!("至少要有 {limit} 个字，现有 {length} 个"),
        format!("needs at least {limit} characters, but has {length}"),
    )
}

/// A text with more characters than `limit`.
pub(super) fn too_long(case: &Case<'_>, limit: u64) -> Diagnostic {
    let length = length(case.value);
    case.found(
        code::TOO_LONG,
        format!("最多 {limit} 个字，现有 {length} 个"),
        format!("may have {limit} characters at most, but has {length}"),
    )
}

fn length(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

/// Encoded content (`contentEncoding`, `contentMediaType`) that cannot be decoded.
pub(super) fn encoding(case: &Case<'_>, name: &str) -> Diagnostic {
    case.found(
        code::ENCODING,
        format!("不是有效的 {name} 内容"),
        format!("is not valid {name} content"),
    )
}

/// The rule itself failed: that is nobody's fault who fills in the record.
pub(super) fn unchecked(case: &Case<'_>, reason: &str) -> Diagnostic {
    let reason = cut(reason);
    case.found(
        code::UNCHECKED,
        format!("无法检查（{reason}）"),
        format!("could not be checked: {reason}"),
    )
}
