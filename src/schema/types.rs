//! Values of the wrong type.

use super::{case::Case, formats, subject::brief};
use crate::diag::{Diagnostic, Text, codes::schema as code};
use jsonschema::{JsonType, error::TypeKind};
use serde_json::Value;

/// What a schema calls `type`, as people say it.
pub(super) fn wrong_type(case: &Case<'_>, kind: &TypeKind) -> Diagnostic {
    let types: Vec<JsonType> = match kind {
        TypeKind::Single(one) => vec![*one],
        TypeKind::Multiple(several) => several.iter().collect(),
    };
    mismatch(case, &types)
}

/// A value whose type is none of those given.
pub(super) fn mismatch(case: &Case<'_>, types: &[JsonType]) -> Diagnostic {
    let text = types.contains(&JsonType::String);
    if text && case.value.is_f64() && case.keyword("format").is_some_and(|name| name == "decimal") {
        return inexact(case);
    }
    let expected = expected(case, types);
    let actual = actual(case.value);
    let found = case.found(
        code::TYPE,
        format!("应为{}，实为{}", expected.zh, actual.zh),
        format!("should be {}, but is {}", expected.en, actual.en),
    );
    found.help(help(case, types))
}

/// The text in the file is still exact; the number that was made of it no longer is.
fn inexact(case: &Case<'_>) -> Diagnostic {
    let written = case.written();
    case.found(
        code::INEXACT_NUMBER,
        format!("应为精确小数，{written} 没有加引号，会按二进制保存而失准"),
        format!("should be an exact decimal, but {written} without quotes is kept in binary"),
    )
    .help(quoted(&written))
}

fn quoted(written: &str) -> Text {
    Text::new(
        format!("加上引号：写成 \"{written}\""),
        format!("put it in quotes: \"{written}\""),
    )
}

fn expected(case: &Case<'_>, types: &[JsonType]) -> Text {
    let mut types = types.to_vec();
    // "Nothing" is the afterthought: 整数或空值.
    types.sort_by_key(|one| *one == JsonType::Null);
    let words = types.into_iter().map(|one| expected_one(case, one));
    let (zh, en): (Vec<_>, Vec<_>) = words.map(|word| (word.zh, word.en)).unzip();
    Text::new(zh.join("或"), en.join(" or "))
}

fn expected_one(case: &Case<'_>, one: JsonType) -> Text<&'static str> {
    let format = || formats::format(case.keyword("format")?.as_str()?);
    let (zh, en) = match one {
        JsonType::String => match format() {
            Some(format) => return format.title,
            None => ("文字", "a text"),
        },
        JsonType::Integer => ("整数", "a whole number"),
        JsonType::Number => ("数字", "a number"),
        JsonType::Boolean => ("是或否", "yes or no"),
        JsonType::Array => ("列表", "a list"),
        JsonType::Object => ("表", "a table"),
        JsonType::Null => ("空值", "nothing"),
    };
    Text { zh, en }
}

fn actual(value: &Value) -> Text {
    let (zh, en) = match value {
        Value::String(_) => ("文字", "the text"),
        Value::Number(number) if number.is_f64() => ("小数", "the decimal"),
        Value::Number(_) => ("整数", "the whole number"),
        Value::Bool(_) => {
            return Text::new(format!("是或否（{value}）"), format!("yes or no ({value})"));
        }
        Value::Array(_) => return Text::new("列表", "a list"),
        Value::Object(_) => return Text::new("表", "a table"),
        Value::Null => return Text::new("空值", "nothing"),
    };
    Text::new(
        format!("{zh} {}", brief(value)),
        format!("{en} {}", brief(value)),
    )
}

/// The same content in the type that is expected, where that can be told.
fn help(case: &Case<'_>, types: &[JsonType]) -> Text {
    let written = case.written();
    let wants = |one| types.contains(&one);
    let number = |text: &str| text.trim().parse::<f64>().is_ok_and(f64::is_finite);
    match case.value {
        Value::Number(_) | Value::Bool(_) if wants(JsonType::String) => quoted(&written),
        Value::String(text)
            if (wants(JsonType::Integer) && text.trim().parse::<i64>().is_ok())
                || (wants(JsonType::Number) && number(text)) =>
        {
            let text = text.trim();
            Text::new(
                format!("去掉引号：写成 {text}"),
                format!("drop the quotes: {text}"),
            )
        }
        _ if wants(JsonType::Boolean) => Text::new(
            "写成 true（是）或 false（否），不加引号",
            "write true or false without quotes",
        ),
        Value::String(_) | Value::Number(_) if wants(JsonType::Array) => Text::new(
            format!("写成列表：[{written}]"),
            format!("make it a list: [{written}]"),
        ),
        _ => by_example(case),
    }
}

fn by_example(case: &Case<'_>) -> Text {
    match case.node.map(|node| case.schema.nodes.example(node)) {
        Some(example) => Text::new(
            format!("按这个样子写：{example}"),
            format!("write it like {example}"),
        ),
        None => Text::new("按应有的类型改写", "write it as the type that is expected"),
    }
}
