//! Too few, too many, too small, too large.

use super::{case::Case, subject::brief};
use crate::{
    diag::{Diagnostic, Text, codes::schema as code},
    source::At,
};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Items after the last one that `prefixItems` allows; placed at the first of them.
pub(super) fn surplus(case: &Case<'_>, limit: usize) -> Diagnostic {
    let count = items(case).len();
    case.found(
        code::SURPLUS_ITEM,
        format!("只能有 {limit} 项，现有 {count} 项"),
        format!("may have {limit} items only, but has {count}"),
    )
    .at(case.place(At::Value(case.pointer.index(limit))))
}

/// The library gives items as text; the first that reads the same is the place.
pub(super) fn unknown_items(case: &Case<'_>, unexpected: &[String]) -> Diagnostic {
    let count = unexpected.len();
    let found = case.found(
        code::SURPLUS_ITEM,
        format!("有 {count} 项是多余的"),
        format!("has {count} items too many"),
    );
    let unexpected: HashSet<&str> = unexpected.iter().map(String::as_str).collect();
    let first = items(case)
        .iter()
        .position(|item| unexpected.contains(item.to_string().as_str()));
    match first {
        Some(index) => found.at(case.place(At::Value(case.pointer.index(index)))),
        None => found,
    }
}

/// `contains` with its `minContains` and `maxContains`.
pub(super) fn contains(case: &Case<'_>) -> Diagnostic {
    let bound = |keyword| case.keyword(keyword).and_then(Value::as_u64);
    match (
        case.keywords.ends_with("/maxContains"),
        bound("maxContains"),
    ) {
        (true, Some(most)) => case.found(
            code::TOO_MANY_ITEMS,
            format!("最多只能有 {most} 项符合要求"),
            format!("may have {most} items of the demanded kind at most"),
        ),
        _ => {
            let least = bound("minContains").unwrap_or(1);
            case.found(
                code::MISSING_ITEM,
                format!("至少要有 {least} 项符合要求"),
                format!("needs at least {least} items of the demanded kind"),
            )
        }
    }
}

/// Placed at the second of two equal items.
pub(super) fn repeated(case: &Case<'_>) -> Diagnostic {
    let items = items(case);
    let Some((first, second)) = first_pair(items) else {
        return case.found(code::REPEATED_ITEM, "有重复的项", "has an item twice");
    };
    let item = brief(&items[second]);
    case.found(
        code::REPEATED_ITEM,
        format!("第 {} 项与第 {} 项重复（{item}）", second + 1, first + 1),
        format!(
            "has item {} again as item {} ({item})",
            first + 1,
            second + 1
        ),
    )
    .at(case.place(At::Value(case.pointer.index(second))))
    .label(
        case.place(At::Value(case.pointer.index(first))),
        Text::new("第一次写在这里", "first given here"),
    )
}

/// By their text, so that a list of a million items is read once.
fn first_pair(items: &[Value]) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    let mut items = items.iter().enumerate();
    items.find_map(|(at, item)| Some((seen.insert(item.to_string(), at)?, at)))
}

fn items<'a>(case: &Case<'a>) -> &'a [Value] {
    case.value.as_array().map_or(&[], Vec::as_slice)
}

/// A list with fewer items than `limit`.
pub(super) fn too_few_items(case: &Case<'_>, limit: u64) -> Diagnostic {
    let count = items(case).len();
    case.found(
        code::TOO_FEW_ITEMS,
        format!("至少要有 {limit} 项，现有 {count} 项"),
        format!("needs at least {limit} items, but has {count}"),
    )
}

/// A list with more items than `limit`.
pub(super) fn too_many_items(case: &Case<'_>, limit: u64) -> Diagnostic {
    let count = items(case).len();
    case.found(
        code::TOO_MANY_ITEMS,
        format!("最多 {limit} 项，现有 {count} 项"),
        format!("may have {limit} items at most, but has {count}"),
    )
}

/// A table with fewer fields than `limit`.
pub(super) fn too_few_fields(case: &Case<'_>, limit: u64) -> Diagnostic {
    let count = field_count(case);
    case.found(
        code::TOO_FEW_FIELDS,
        format!("至少要有 {limit} 个字段，现有 {count} 个"),
        format!("needs at least {limit} fields, but has {count}"),
    )
}

/// A table with more fields than `limit`.
pub(super) fn too_many_fields(case: &Case<'_>, limit: u64) -> Diagnostic {
    let count = field_count(case);
    case.found(
        code::TOO_MANY_FIELDS,
        format!("最多 {limit} 个字段，现有 {count} 个"),
        format!("may have {limit} fields at most, but has {count}"),
    )
}

fn field_count(case: &Case<'_>) -> usize {
    case.value.as_object().map_or(0, |fields| fields.len())
}

/// A number under a bound; `must` says how the bound is meant.
pub(super) fn below(case: &Case<'_>, limit: &Value, must: (&str, &str)) -> Diagnostic {
    let (zh, en) = out_of_range(case, limit, must);
    case.found(code::TOO_SMALL, zh, en)
}

/// A number over a bound; `must` says how the bound is meant.
pub(super) fn above(case: &Case<'_>, limit: &Value, must: (&str, &str)) -> Diagnostic {
    let (zh, en) = out_of_range(case, limit, must);
    case.found(code::TOO_LARGE, zh, en)
}

fn out_of_range(case: &Case<'_>, limit: &Value, must: (&str, &str)) -> (String, String) {
    let value = case.written();
    (
        format!("应{} {limit}，实为 {value}", must.0),
        format!("should be {} {limit}, but is {value}", must.1),
    )
}

/// A number between two steps of `multipleOf`.
pub(super) fn not_a_multiple(case: &Case<'_>, step: f64) -> Diagnostic {
    let value = case.written();
    case.found(
        code::NOT_A_MULTIPLE,
        format!("应为 {step} 的倍数，实为 {value}"),
        format!("should be a multiple of {step}, but is {value}"),
    )
}
