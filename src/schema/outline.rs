//! A schema as a list of fields, for layouts and for empty records.

use serde_json::Value;

use super::Schema;
use super::node::Node;
use crate::diag::Text;

/// What a field holds, as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words, and whatever is none of the others.
    Text,
    /// A day without a time, `2026-11-03`.
    Date,
    /// A time, with or without offset.
    Moment,
    /// An exact decimal: text, or an integer.
    Decimal,
    /// A whole number, of 64 bits at most.
    Integer,
    /// True or false, a box to tick on paper.
    YesNo,
    /// One of the values of an enum.
    Choice,
    /// Items that are all alike; they stand under `*`.
    List,
    /// Fields with names, which stand under its own path.
    Table,
}

/// One field of a schema.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Dotted path, `*` for the items of a list: `entries.*.received_at`.
    pub path: String,
    /// What people call the field, `title` and `title-en` in the schema; else its path.
    pub title: Text,
    /// How to fill it in, `description` and `description-en` in the schema.
    pub description: Option<Text>,
    /// What it holds, going by `format`, `enum` and `type` in the schema.
    pub kind: Kind,
    /// The values of a choice and what people call them.
    pub labels: Vec<(String, Text)>,
    /// Whether the table it stands in must have it.
    pub required: bool,
    /// The most characters that a text may have.
    pub length: Option<u64>,
    /// A date that is only planned; any other is a fact, which has not happened before it.
    pub plan: bool,
    /// The date that it goes with: a field of the table, or one beside the field.
    pub since: Option<String>,
    /// Whether it says something about a person outside the company.
    pub personal: bool,
}

/// A schema that refers to itself ends here.
const DEPTH: usize = 12;

impl Schema {
    /// Every field below the top, parents before their children, in the order of the schema.
    pub fn outline(&self) -> Vec<Outline> {
        let mut fields = Vec::new();
        self.descend(self.nodes.root(), "", 0, &mut fields);
        fields
    }

    fn descend(&self, node: Node<'_>, path: &str, depth: usize, fields: &mut Vec<Outline>) {
        if depth > DEPTH {
            return;
        }
        let required: Vec<&str> = self
            .nodes
            .facets(node)
            .into_iter()
            .flat_map(required_of)
            .collect();
        for (key, child) in self.nodes.fields(node) {
            let path = if path.is_empty() {
                key.to_owned()
            } else {
                format!("{path}.{key}")
            };
            self.field_at(child, path, required.contains(&key), depth, fields);
        }
        if let Some(item) = self
            .nodes
            .child(node, "0")
            .filter(|_| self.kind(node) == Kind::List)
        {
            self.field_at(item, format!("{path}.*"), false, depth, fields);
        }
    }

    fn field_at(
        &self,
        node: Node<'_>,
        path: String,
        required: bool,
        depth: usize,
        fields: &mut Vec<Outline>,
    ) {
        fields.push(Outline {
            title: self
                .nodes
                .title(node)
                .unwrap_or_else(|| Text::same(path.as_str())),
            description: self.nodes.description(node),
            kind: self.kind(node),
            labels: self.labels(node),
            required,
            length: self
                .nodes
                .keyword(node, "maxLength")
                .and_then(Value::as_u64),
            plan: self.nodes.keyword(node, "plan") == Some(&Value::Bool(true)),
            since: self
                .nodes
                .keyword(node, "since")
                .and_then(Value::as_str)
                .map(str::to_owned),
            personal: self.nodes.keyword(node, "personal") == Some(&Value::Bool(true)),
            path: path.clone(),
        });
        self.descend(node, &path, depth + 1, fields);
    }

    fn kind(&self, node: Node<'_>) -> Kind {
        let word = |keyword| self.nodes.keyword(node, keyword);
        let is = |name: &str| match word("type") {
            Some(Value::String(one)) => one == name,
            Some(Value::Array(several)) => several.iter().any(|one| one == name),
            _ => false,
        };
        match word("format").and_then(Value::as_str) {
            Some("date") => return Kind::Date,
            Some("moment") => return Kind::Moment,
            Some("decimal") => return Kind::Decimal,
            _ => {}
        }
        if word("enum").is_some() {
            Kind::Choice
        } else if is("boolean") {
            Kind::YesNo
        } else if is("object") {
            Kind::Table
        } else if is("array") {
            Kind::List
        } else if is("integer") {
            Kind::Integer
        } else {
            Kind::Text
        }
    }

    fn labels(&self, node: Node<'_>) -> Vec<(String, Text)> {
        let labels = self.nodes.keyword(node, "labels");
        let values = self.nodes.keyword(node, "enum").and_then(Value::as_array);
        let label = |value: &Value| {
            let value = value.as_str()?;
            let words = labels.and_then(|labels| labels.get(value));
            let word = |i| {
                words
                    .and_then(|words| words.get(i))
                    .and_then(Value::as_str)
                    .unwrap_or(value)
            };
            Some((value.to_owned(), Text::new(word(0), word(1))))
        };
        values.into_iter().flatten().filter_map(label).collect()
    }
}

fn required_of(node: Node<'_>) -> Vec<&str> {
    let names = node.value.get("required").and_then(Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
