//! JSON, strictly as RFC 8259 has it.

use super::{
    Fault, FaultKind,
    tree::{Builder, Data, Entry, Node, Tree, check_depth, float, integer},
};
use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{Array, NumberLit, Object, ObjectProp, Value as Ast},
    common::Ranged,
    errors::ParseError,
    parse_to_ast,
};
use serde_json::Value;
use std::ops::Range;

#[cfg(test)]
mod tests;

/// Nothing beyond JSON is allowed.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Parses JSON text.
pub(super) fn tree(text: &str) -> Tree {
    let mut builder = Builder::default();
    let root = parse(text).and_then(|ast| ast.map(|ast| node(ast, &mut builder)).transpose());
    builder.finish(root)
}

/// The parser's tree, or the first thing in the text that JSON does not have.
fn parse(text: &str) -> Result<Option<Ast<'_>>, Fault> {
    let strange = scan(text);
    // The parser recurses: a text that is too deep must not reach it.
    if let Err(
        fault @ Fault {
            kind: FaultKind::TooDeep { .. },
            ..
        },
    ) = strange
    {
        return Err(fault);
    }
    match (
        strange,
        parse_to_ast(text, &CollectOptions::default(), &STRICT),
    ) {
        (Ok(()), Ok(parsed)) => Ok(parsed.value),
        (Err(fault), Ok(_)) => Err(fault),
        (Ok(()), Err(error)) => Err(syntax(&error)),
        (Err(fault), Err(error)) => Err(earlier(fault, syntax(&error))),
    }
}

fn syntax(error: &ParseError) -> Fault {
    Fault::at(
        FaultKind::Syntax(error.kind().to_string()),
        range(error.range()),
    )
}

/// One slip often upsets both the scan and the parser; the first report is the one near to it.
fn earlier(one: Fault, other: Fault) -> Fault {
    if other.start() < one.start() {
        other
    } else {
        one
    }
}

/// Finds what the parser lets pass: control characters in text, foreign white space, and depth.
fn scan(text: &str) -> Result<(), Fault> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, char) in text.char_indices() {
        let here = at..at + char.len_utf8();
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '\0'..' ' if quoted => {
                return Err(stray("control character in text, expected an escape", here));
            }
            _ if quoted => {}
            '[' | '{' => {
                depth += 1;
                check_depth(depth, &here)?;
            }
            ']' | '}' => depth = depth.saturating_sub(1),
            '\x0B' | '\x0C' | '\u{80}'.. => {
                return Err(stray("character that may only stand in quotes", here));
            }
            _ => {}
        }
    }
    Ok(())
}

fn stray(message: &str, range: Range<usize>) -> Fault {
    Fault::at(FaultKind::Syntax(message.to_owned()), range)
}

fn node(ast: Ast<'_>, builder: &mut Builder) -> Result<Node, Fault> {
    let range = range(ast.range());
    builder.count(1, &range)?;
    match ast {
        Ast::Object(object) => table(object, range, builder),
        Ast::Array(array) => list(array, range, builder),
        Ast::NumberLit(literal) => Ok(builder.scalar(number(&literal), literal.value, range)),
        Ast::StringLit(text) => Ok(scalar(Value::String(text.value.into_owned()), range)),
        Ast::BooleanLit(boolean) => Ok(scalar(Value::Bool(boolean.value), range)),
        Ast::NullKeyword(_) => Ok(scalar(Value::Null, range)),
    }
}

fn scalar(value: Value, range: Range<usize>) -> Node {
    Node {
        range,
        data: Data::Scalar(value),
    }
}

fn list(array: Array<'_>, range: Range<usize>, builder: &mut Builder) -> Result<Node, Fault> {
    let items = array.elements.into_iter().map(|item| node(item, builder));
    Ok(Node {
        data: Data::List(items.collect::<Result<_, _>>()?),
        range,
    })
}

fn table(object: Object<'_>, range: Range<usize>, builder: &mut Builder) -> Result<Node, Fault> {
    let entries = object
        .properties
        .into_iter()
        .map(|property| entry(property, builder));
    let entries = entries.collect::<Result<_, _>>()?;
    Ok(builder.table(entries, range))
}

fn entry(property: ObjectProp<'_>, builder: &mut Builder) -> Result<Entry, Fault> {
    let key_range = range(property.name.range());
    let node = node(property.value, builder)?;
    Ok(Entry {
        key: property.name.into_string(),
        key_range,
        node,
    })
}

fn number(literal: &NumberLit<'_>) -> Option<Value> {
    if literal.value.contains(['.', 'e', 'E']) {
        float(literal.value)
    } else {
        integer(literal.value, 10)
    }
}

fn range(range: jsonc_parser::common::Range) -> Range<usize> {
    range.start..range.end
}
