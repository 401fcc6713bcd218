//! The core schema of YAML 1.2: what a plain scalar means.

use super::super::tree::{float, integer};
use saphyr_parser::Tag;
use serde_json::Value;

/// Whether a tag makes text of any scalar: `!!str`, or the bare `!`. Other tags are ignored.
pub(super) fn means_text(tag: &Tag) -> bool {
    let bare = tag.handle.is_empty() && tag.suffix == "!";
    bare || (tag.is_yaml_core_schema() && tag.suffix == "str")
}

/// The value of a plain scalar; `None` for a number that JSON cannot carry.
pub(super) fn resolve(written: &str) -> Option<Value> {
    match written {
        "" | "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => None,
        _ => number(written),
    }
}

fn number(written: &str) -> Option<Value> {
    if let Some(digits) = written.strip_prefix("0x").filter(|digits| only(digits, 16)) {
        return integer(digits, 16);
    }
    if let Some(digits) = written.strip_prefix("0o").filter(|digits| only(digits, 8)) {
        return integer(digits, 8);
    }
    let unsigned = written.strip_prefix(['+', '-']).unwrap_or(written);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => None,
        _ if only(unsigned, 10) => integer(written, 10),
        _ if is_float(unsigned) => float(written),
        _ => Some(Value::from(written)),
    }
}

/// Whether text is digits and nothing else.
fn only(text: &str, radix: u32) -> bool {
    !text.is_empty() && text.chars().all(|char| char.is_digit(radix))
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, as the specification has it.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits_or_none = |part: &str| part.is_empty() || only(part, 10);
    let mantissa =
        digits_or_none(whole) && digits_or_none(fraction) && whole.len() + fraction.len() > 0;
    mantissa && only(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        for (written, value) in [
            ("no", json!("no")),
            ("Yes", json!("Yes")),
            ("on", json!("on")),
            ("NULL", json!(null)),
            ("nULL", json!("nULL")),
            ("True", json!(true)),
            ("1.10", json!(1.1)),
            ("-12", json!(-12)),
            ("+12", json!(12)),
            ("-0", json!(0)),
            ("007", json!(7)),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("0x", json!("0x")),
            ("0x-5", json!("0x-5")),
            ("-0x5", json!("-0x5")),
            ("1_000", json!("1_000")),
            (".5", json!(0.5)),
            ("5.", json!(5.0)),
            ("-1e3", json!(-1000.0)),
            (".", json!(".")),
            ("-", json!("-")),
            ("e5", json!("e5")),
            ("1e", json!("1e")),
            ("1.2.3", json!("1.2.3")),
            ("+-1", json!("+-1")),
            ("2026-11-03", json!("2026-11-03")),
            ("12:30", json!("12:30")),
            ("9223372036854775807", json!(i64::MAX)),
            ("infinity", json!("infinity")),
            ("１２", json!("１２")),
        ] {
            assert_eq!(resolve(written), Some(value), "{written}");
        }
    }

    #[test]
    fn numbers_beyond_json_have_no_value() {
        for written in [
            "9223372036854775808",
            ".inf",
            "-.INF",
            ".NaN",
            "1e400",
            "0xFFFFFFFFFFFFFFFF",
        ] {
            assert_eq!(resolve(written), None, "{written}");
        }
    }
}
