//! Fields that are missing, unknown, badly named or not allowed.

use super::{case::Case, example::assignment, explain::explain, node::Node, subject::cut};
use crate::{
    diag::{Diagnostic, Text, codes::schema as code, near::nearest},
    source::At,
};
use jsonschema::ValidationError;
use serde_json::Value;

/// Most fields that a help lists.
const LISTED: usize = 8;
/// Most unknown fields of one table that are looked up; more are a file of another kind.
const LOOKED_UP: usize = 50;
/// How deep a title is looked for: 客户名称 may stand for customer.name.
const DEPTH: usize = 3;

/// Placed at the table that lacks the field: a place that does not exist is its nearest ancestor.
pub(super) fn missing(case: &Case<'_>, property: &Value) -> Diagnostic {
    let key = property.as_str().unwrap_or_default();
    let nodes = &case.schema.nodes;
    let pointer = case.pointer.join(key);
    let node = nodes
        .field(&pointer)
        .or_else(|| nodes.child(case.node?, key));
    let named = name_of(case, key, node);
    let (zh, en) = match companion(case, key) {
        Some(other) => (
            format!("填写了 {other}，缺少字段 {}", named.zh),
            format!("has `{other}` but lacks the field {}", named.en),
        ),
        None => (
            format!("缺少字段 {}", named.zh),
            format!("lacks the field {}", named.en),
        ),
    };
    case.found(code::MISSING_FIELD, zh, en)
        .at(case.place(At::Value(pointer)))
        .help(addition(case, key, node))
}

/// The field that makes another one necessary (`dependentRequired`).
fn companion(case: &Case<'_>, key: &str) -> Option<String> {
    if !case.keywords.ends_with("/dependentRequired") {
        return None;
    }
    let demands = case.keyword("dependentRequired")?.as_object()?;
    let names = |demanded: &Value| {
        demanded
            .as_array()
            .is_some_and(|names| names.iter().any(|name| name == key))
    };
    let mut given = demands
        .iter()
        .filter(|(other, _)| case.value.get(other).is_some());
    given
        .find(|(_, demanded)| names(demanded))
        .map(|(other, _)| cut(other))
}

fn addition(case: &Case<'_>, key: &str, node: Option<Node<'_>>) -> Text {
    let nodes = &case.schema.nodes;
    let example = node.map_or_else(|| "\"…\"".to_owned(), |node| nodes.example(node));
    if case.is_cell(&case.pointer.join(key)) {
        return entry(case, key, node, example.trim_matches('"'));
    }
    let line = assignment(&case.document.source, key, &example);
    match node.and_then(|node| nodes.description(node)) {
        Some(about) => Text::new(
            format!("添加 {line}（{}）", about.zh),
            format!("add {line} ({})", about.en),
        ),
        None => Text::new(format!("添加 {line}"), format!("add {line}")),
    }
}

/// What to write into a cell.
fn entry(case: &Case<'_>, key: &str, node: Option<Node<'_>>, example: &str) -> Text {
    let title = node.and_then(|node| case.schema.nodes.title(node));
    let title = title.unwrap_or_else(|| Text::same(key));
    if example.contains('…') {
        return Text::new(
            format!("填写“{}”", title.zh),
            format!("fill in “{}”", title.en),
        );
    }
    Text::new(
        format!("填写“{}”，如 {example}", title.zh),
        format!("fill in “{}”, such as {example}", title.en),
    )
}

/// One finding for each unknown field, placed on its key.
pub(super) fn unknown(case: &Case<'_>, keys: &[String]) -> Vec<Diagnostic> {
    let fields = case
        .node
        .map(|node| case.schema.nodes.fields(node))
        .unwrap_or_default();
    let one = |(at, key): (usize, &String)| {
        let found = case
            .found(
                code::UNKNOWN_FIELD,
                format!("没有字段 {}", cut(key)),
                format!("has no field `{}`", cut(key)),
            )
            .at(case.place(At::Key(case.pointer.join(key))));
        let meant = (at < LOOKED_UP)
            .then(|| suggestion(case, key, &fields))
            .flatten();
        match meant.or_else(|| list(case, &fields)) {
            Some(help) => found.help(help),
            None => found,
        }
    };
    keys.iter().enumerate().map(one).collect()
}

/// `additionalProperties: false` in a schema without fields. The library then rejects the table as
/// a whole, but gives the value of its first field.
pub(super) fn all_unknown(case: &Case<'_>) -> Option<Vec<Diagnostic>> {
    let table = case.pointer.resolve(&case.document.value)?;
    let closed = case.keywords.ends_with("/additionalProperties");
    let fields = table.as_object().filter(|_| closed)?;
    let keys: Vec<String> = fields.keys().cloned().collect();
    let case = Case {
        value: table,
        pointer: case.pointer.clone(),
        ..*case
    };
    Some(unknown(&case, &keys))
}

/// The name that was most likely meant: a key, or the key that has such a title.
fn suggestion(case: &Case<'_>, key: &str, fields: &[(&str, Node<'_>)]) -> Option<Text> {
    // A field that is there already was not meant.
    let free = fields
        .iter()
        .filter(|(key, _)| case.value.get(key).is_none())
        .copied();
    let mut words = Vec::new();
    for (path, node) in free.flat_map(|(key, node)| deeper(case, key.to_owned(), node, DEPTH)) {
        let title = case.schema.nodes.title(node);
        words.extend(
            title
                .into_iter()
                .flat_map(|title| [title.zh, title.en])
                .map(|title| (title, path.clone(), node)),
        );
        // Only a direct field can be meant by its key; `name` alone means nothing deep down.
        if !path.contains('.') {
            words.push((path.clone(), path, node));
        }
    }
    let words = words
        .iter()
        .map(|(word, path, node)| (word.as_str(), (path, *node)));
    let (path, node) = nearest(key, words)?;
    let named = name_of(case, path, Some(node));
    Some(Text::new(
        format!("改为 {}", named.zh),
        format!("write {} instead", named.en),
    ))
}

/// A field and the fields inside it, with dotted paths.
fn deeper<'a>(
    case: &Case<'a>,
    path: String,
    node: Node<'a>,
    depth: usize,
) -> Vec<(String, Node<'a>)> {
    let inner = if depth > 1 {
        case.schema.nodes.fields(node)
    } else {
        Vec::new()
    };
    let inner = inner
        .into_iter()
        .flat_map(|(key, node)| deeper(case, format!("{path}.{key}"), node, depth - 1));
    let inner: Vec<_> = inner.collect();
    std::iter::once((path, node)).chain(inner).collect()
}

fn list(case: &Case<'_>, fields: &[(&str, Node<'_>)]) -> Option<Text> {
    if fields.is_empty() {
        return None;
    }
    let names = fields
        .iter()
        .take(LISTED)
        .map(|(key, node)| name_of(case, key, Some(*node)));
    let (zh, en): (Vec<_>, Vec<_>) = names.map(|name| (name.zh, name.en)).unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    Some(match fields.len() {
        count if count > LISTED => Text::new(
            format!("改用已有的字段：{zh} 等 {count} 个"),
            format!("use one of the {count} known fields: {en}, …"),
        ),
        _ => Text::new(
            format!("改用已有的字段：{zh}"),
            format!("use a known field: {en}"),
        ),
    })
}

/// A key with its title.
fn name_of(case: &Case<'_>, key: &str, node: Option<Node<'_>>) -> Text {
    let key = cut(key);
    match node.and_then(|node| case.schema.nodes.title(node)) {
        Some(title) => Text::new(
            format!("{key}「{}」", title.zh),
            format!("`{key}` ({})", title.en),
        ),
        None => Text::new(key.clone(), format!("`{key}`")),
    }
}

/// The library tells the rule for names with the name as its value.
pub(super) fn wrong_name(case: &Case<'_>, error: &ValidationError<'_>) -> Diagnostic {
    let key = error.instance().as_str().unwrap_or_default();
    let found = case
        .found(
            code::FIELD_NAME,
            format!("的字段名 {} 不合规定", cut(key)),
            format!(
                "has a field with the name `{}`, which is not allowed",
                cut(key)
            ),
        )
        .at(case.place(At::Key(case.pointer.join(key))));
    let rule = explain(case.schema, case.document, error)
        .into_iter()
        .find_map(|found| found.help);
    match rule {
        Some(rule) => found.help(rule),
        None => found,
    }
}

/// What a `false` schema refuses: an item after the last one, or a field, placed on its key.
pub(super) fn refused(case: &Case<'_>) -> Diagnostic {
    if case.keywords.ends_with("/items") {
        return case.found(code::SURPLUS_ITEM, "是多余的项", "is one item too many");
    }
    case.found(code::FORBIDDEN, "不应出现在这里", "must not be given here")
        .at(case.place(At::Key(case.pointer.clone())))
}

/// Content that is like the schema under `not`.
pub(super) fn forbidden(case: &Case<'_>) -> Diagnostic {
    case.found(code::FORBIDDEN, "不允许这样写", "must not be like this")
}
