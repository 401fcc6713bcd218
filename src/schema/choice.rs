//! Values out of a list, fixed values, and forms of which one must fit.

use super::{case::Case, explain::explain, subject::brief, types};
use crate::diag::{Diagnostic, Text, codes::schema as code, near::nearest};
use jsonschema::{
    JsonType, ValidationError,
    error::{TypeKind, ValidationErrorKind as Kind},
};
use serde_json::Value;

/// Most values that a help lists.
const LISTED: usize = 12;

/// A value that is none of an `enum`.
pub(super) fn not_offered(case: &Case<'_>, options: &Value) -> Diagnostic {
    let options: Vec<&Value> = options.as_array().into_iter().flatten().collect();
    let value = brief(case.value);
    let found = case.found(
        code::UNKNOWN_VALUE,
        format!("的值 {value} 不在可选范围内"),
        format!("is {value}, which is none of the choices"),
    );
    let offered = offered(case, &options);
    found.help(match meant(case, &options) {
        Some(meant) => Text::new(
            format!("改为 {}；可选的值：{}", meant.zh, offered.zh),
            format!("write {}; the choices are {}", meant.en, offered.en),
        ),
        None => Text::new(
            format!("从可选的值里选一个：{}", offered.zh),
            format!("choose one of {}", offered.en),
        ),
    })
}

/// The choice that comes nearest by its value or by one of its labels.
fn meant(case: &Case<'_>, options: &[&Value]) -> Option<Text> {
    let texts = options.iter().filter_map(|option| option.as_str());
    let mut words = Vec::new();
    for option in texts {
        let labels = labels(case, option)
            .into_iter()
            .flat_map(|label| [label.zh, label.en]);
        words.extend(labels.map(|label| (label, option)));
        words.push((option.to_owned(), option));
    }
    let words = words.iter().map(|(word, option)| (word.as_str(), *option));
    let option = nearest(case.value.as_str()?, words)?;
    Some(named(case, &Value::from(option)))
}

fn offered(case: &Case<'_>, options: &[&Value]) -> Text {
    let names = options
        .iter()
        .take(LISTED)
        .map(|option| named(case, option));
    let (zh, en): (Vec<_>, Vec<_>) = names.map(|name| (name.zh, name.en)).unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    match options.len().saturating_sub(LISTED) {
        0 => Text::new(zh, en),
        rest => Text::new(
            format!("{zh} 等 {} 个", options.len()),
            format!("{en} and {rest} more"),
        ),
    }
}

/// A choice as it is written, with its label.
fn named(case: &Case<'_>, option: &Value) -> Text {
    let written = brief(option);
    match option.as_str().and_then(|option| labels(case, option)) {
        Some(label) => Text::new(
            format!("{written}（{}）", label.zh),
            format!("{written} ({})", label.en),
        ),
        None => Text::same(written),
    }
}

fn labels(case: &Case<'_>, option: &str) -> Option<Text> {
    let label = case.keyword("labels")?.get(option)?;
    let word = |at: usize| label.get(at).and_then(Value::as_str);
    Some(Text::new(word(0)?, word(1).or(word(0))?))
}

/// A value that is fixed (`const`).
pub(super) fn not_the_one(case: &Case<'_>, expected: &Value) -> Diagnostic {
    let (value, expected) = (brief(case.value), brief(expected));
    case.found(
        code::WRONG_VALUE,
        format!("应为 {expected}，实为 {value}"),
        format!("should be {expected}, but is {value}"),
    )
    .help(Text::new(
        format!("改为 {expected}"),
        format!("write {expected}"),
    ))
}

/// None of the branches of `anyOf` or `oneOf` fits: what the nearest one lacks is what is told.
pub(super) fn no_branch(case: &Case<'_>, branches: &[Vec<ValidationError<'_>>]) -> Vec<Diagnostic> {
    if let Some(types) = only_types(case, branches) {
        return vec![types::mismatch(case, &types)];
    }
    let nearest = branches
        .iter()
        .filter(|errors| !errors.is_empty())
        .min_by_key(|errors| distance(case, errors));
    match nearest {
        Some(errors) => errors
            .iter()
            .flat_map(|error| explain(case.schema, case.document, error))
            .collect(),
        None => vec![case.found(
            code::NO_MATCH,
            "不符合任何一种写法",
            "fits none of the forms",
        )],
    }
}

/// The types of all branches, if a wrong type is all that is wrong with each of them.
fn only_types(case: &Case<'_>, branches: &[Vec<ValidationError<'_>>]) -> Option<Vec<JsonType>> {
    let mut types = Vec::new();
    for errors in branches {
        let [error] = &errors[..] else { return None };
        match error.kind() {
            Kind::Type {
                kind: TypeKind::Single(one),
            } if is_here(case, error) => types.push(*one),
            Kind::Type {
                kind: TypeKind::Multiple(some),
            } if is_here(case, error) => types.extend(some.iter()),
            _ => return None,
        }
    }
    (!types.is_empty()).then_some(types)
}

/// How far a branch is from what was written: one that allows nothing or another type is farthest,
/// then one for another kind of thing (its fixed or listed values), then the number of slips.
fn distance(case: &Case<'_>, errors: &[ValidationError<'_>]) -> (bool, usize, usize) {
    let rejects = |error: &ValidationError<'_>| {
        is_here(case, error) && matches!(error.kind(), Kind::Type { .. } | Kind::FalseSchema)
    };
    let tells_apart = |error: &&ValidationError<'_>| {
        matches!(error.kind(), Kind::Constant { .. } | Kind::Enum { .. })
    };
    let apart = errors.iter().filter(tells_apart).count();
    (errors.iter().any(rejects), apart, errors.len())
}

fn is_here(case: &Case<'_>, error: &ValidationError<'_>) -> bool {
    error.instance_path().as_str() == case.pointer.as_str()
}
