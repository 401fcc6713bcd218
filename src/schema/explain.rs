//! One violation of a schema, in words. Every kind that the library knows has its own line here.

use super::{Schema, amount, case::Case, choice, fields, texts, types};
use crate::{
    diag::{Diagnostic, codes::schema as code},
    source::{Document, Pointer},
};
use jsonschema::{ValidationError, error::ValidationErrorKind as Kind, paths::LocationSegment};

/// Puts a violation into words; one that is about several fields becomes several findings.
pub(super) fn explain(
    schema: &Schema,
    document: &Document,
    error: &ValidationError<'_>,
) -> Vec<Diagnostic> {
    let pointer =
        error
            .instance_path()
            .segments()
            .fold(Pointer::root(), |pointer, part| match part {
                LocationSegment::Property(key) => pointer.join(&key),
                LocationSegment::Index(index) => pointer.index(index),
            });
    let keywords = error.evaluation_path().as_str();
    let parent = keywords.rsplit_once('/').map_or("", |(parent, _)| parent);
    let node = schema
        .nodes
        .walk(parent)
        .or_else(|| schema.nodes.field(&pointer));
    let value = error.instance().as_ref();
    told(
        &Case {
            schema,
            document,
            value,
            pointer,
            node,
            keywords,
        },
        error.kind(),
    )
}

/// No wildcard: a kind that a new version of the library adds must get its words.
pub(super) fn told(case: &Case<'_>, kind: &Kind) -> Vec<Diagnostic> {
    let found = match kind {
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            return fields::unknown(case, unexpected);
        }
        Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
            return choice::no_branch(case, context);
        }
        Kind::OneOfMultipleValid { .. } => case.found(
            code::AMBIGUOUS,
            "同时符合几种写法，只能符合一种",
            "fits several forms, but must fit only one",
        ),
        Kind::PropertyNames { error } => fields::wrong_name(case, error),
        Kind::Required { property } => fields::missing(case, property),
        Kind::Type { kind } => types::wrong_type(case, kind),
        Kind::Format { format } => texts::wrong_format(case, format),
        Kind::Enum { options } => choice::not_offered(case, options),
        Kind::Constant { expected_value } => choice::not_the_one(case, expected_value),
        Kind::Pattern { pattern } => texts::wrong_pattern(case, pattern),
        Kind::AdditionalItems { limit } => amount::surplus(case, *limit),
        Kind::UnevaluatedItems { unexpected } => amount::unknown_items(case, unexpected),
        Kind::Contains => amount::contains(case),
        Kind::UniqueItems => amount::repeated(case),
        Kind::MinItems { limit } => amount::too_few_items(case, *limit),
        Kind::MaxItems { limit } => amount::too_many_items(case, *limit),
        Kind::MinLength { limit } => texts::too_short(case, *limit),
        Kind::MaxLength { limit } => texts::too_long(case, *limit),
        Kind::MinProperties { limit } => amount::too_few_fields(case, *limit),
        Kind::MaxProperties { limit } => amount::too_many_fields(case, *limit),
        Kind::Minimum { limit } => amount::below(case, limit, ("不小于", "at least")),
        Kind::ExclusiveMinimum { limit } => amount::below(case, limit, ("大于", "more than")),
        Kind::Maximum { limit } => amount::above(case, limit, ("不大于", "at most")),
        Kind::ExclusiveMaximum { limit } => amount::above(case, limit, ("小于", "less than")),
        Kind::MultipleOf { multiple_of } => amount::not_a_multiple(case, *multiple_of),
        Kind::FalseSchema => {
            return fields::all_unknown(case).unwrap_or_else(|| vec![fields::refused(case)]);
        }
        Kind::Not { .. } => fields::forbidden(case),
        Kind::ContentEncoding { content_encoding } => texts::encoding(case, content_encoding),
        Kind::ContentMediaType { content_media_type } => texts::encoding(case, content_media_type),
        Kind::FromUtf8 { .. } => texts::encoding(case, "UTF-8"),
        Kind::BacktrackLimitExceeded { error } => texts::unchecked(case, &error.to_string()),
        Kind::RegexEngineFailure { message } => texts::unchecked(case, message),
        Kind::Custom { message, .. } => texts::unchecked(case, message),
        Kind::Referencing(error) => texts::unchecked(case, &error.to_string()),
    };
    vec![found]
}
