//! Finding one's way in a schema and in those it refers to.

use crate::{diag::Text, source::Pointer};
use serde_json::Value;

/// A schema and all that its `$ref`s can name.
#[derive(Debug)]
pub(super) struct Library {
    root: Value,
    shared: Vec<(String, Value)>,
}

/// A sub-schema and the document that its `$ref`s start from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    /// The sub-schema itself, an object or a boolean.
    pub value: &'a Value,
    base: &'a Value,
}

/// More sub-schemas than this on one value: the schema refers to itself in circles.
const MANY: usize = 64;
/// Keywords whose sub-schemas all speak about the same value, or some of which may.
const ALL: &[&str] = &["allOf"];
const SOME: &[&str] = &["anyOf", "oneOf", "if", "then", "else", "dependentSchemas"];

impl Library {
    pub fn new(root: Value, shared: Vec<(String, Value)>) -> Self {
        Self { root, shared }
    }

    pub fn root(&self) -> Node<'_> {
        Node {
            value: &self.root,
            base: &self.root,
        }
    }

    /// What a `$ref` names. Anchors are not followed: nothing here depends on finding a target.
    fn target<'a>(&'a self, from: Node<'a>, reference: &str) -> Option<Node<'a>> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = match uri {
            "" => from.base,
            uri if self.root.get("$id").is_some_and(|id| id == uri) => &self.root,
            uri => self
                .shared
                .iter()
                .find(|(known, _)| known.trim_end_matches('#') == uri)
                .map(|(_, value)| value)?,
        };
        base.pointer(fragment).map(|value| Node { value, base })
    }

    fn referred<'a>(&'a self, node: Node<'a>) -> Option<Node<'a>> {
        self.target(node, node.value.get("$ref")?.as_str()?)
    }

    /// The target of a sub-schema that is nothing but a `$ref`.
    pub fn behind<'a>(&'a self, node: Node<'a>) -> Node<'a> {
        let mut node = node;
        for _ in 0..MANY {
            let mere = node
                .value
                .as_object()
                .is_some_and(|object| object.len() == 1);
            match self.referred(node).filter(|_| mere) {
                Some(target) => node = target,
                None => break,
            }
        }
        node
    }

    /// The sub-schemas that certainly speak about the same value.
    fn sure<'a>(&'a self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut facets = vec![node];
        self.spread(&mut facets, ALL);
        facets
    }

    /// The sub-schemas that speak about the same value, the certain ones first.
    pub fn facets<'a>(&'a self, node: Node<'a>) -> Vec<Node<'a>> {
        let mut facets = self.sure(node);
        self.spread(&mut facets, SOME);
        self.spread(&mut facets, ALL);
        facets
    }

    fn spread<'a>(&'a self, facets: &mut Vec<Node<'a>>, keywords: &[&str]) {
        let mut at = 0;
        while at < facets.len() && facets.len() < MANY {
            let node = facets[at];
            let parts = keywords.iter().flat_map(|keyword| parts(node, keyword));
            for part in self.referred(node).into_iter().chain(parts) {
                if !facets
                    .iter()
                    .any(|known| std::ptr::eq(known.value, part.value))
                {
                    facets.push(part);
                }
            }
            at += 1;
        }
    }

    /// The sub-schema of a field or an item.
    pub fn child<'a>(&'a self, node: Node<'a>, part: &str) -> Option<Node<'a>> {
        self.facets(node).into_iter().find_map(|facet| {
            let value = property(facet.value, part).or_else(|| item(facet.value, part))?;
            Some(Node { value, ..facet })
        })
    }

    /// The sub-schema of the value at a pointer.
    pub fn field(&self, pointer: &Pointer) -> Option<Node<'_>> {
        let parts = pointer.as_str().split('/').skip(1);
        let mut plain = parts.map(|part| part.replace("~1", "/").replace("~0", "~"));
        plain.try_fold(self.root(), |node, part| self.child(node, &part))
    }

    /// The sub-schema that a pointer of keywords leads to, through `$ref`s.
    pub fn walk(&self, keywords: &str) -> Option<Node<'_>> {
        let mut parts = keywords.split('/').skip(1);
        parts.try_fold(self.root(), |node, part| match part {
            "$ref" => self.referred(node),
            _ => {
                let value = node.value.pointer(&format!("/{part}"))?;
                Some(Node { value, ..node })
            }
        })
    }

    /// The first value of a keyword among the sub-schemas that speak about the same value.
    pub fn keyword<'a>(&'a self, node: Node<'a>, keyword: &str) -> Option<&'a Value> {
        self.facets(node)
            .into_iter()
            .find_map(|facet| facet.value.get(keyword))
    }

    /// `title` and `title-en`, or one of them for both.
    pub fn title(&self, node: Node<'_>) -> Option<Text> {
        self.annotation(node, "title", "title-en")
    }

    /// `description` and `description-en`, or one of them for both.
    pub fn description(&self, node: Node<'_>) -> Option<Text> {
        self.annotation(node, "description", "description-en")
    }

    fn annotation(&self, node: Node<'_>, zh: &str, en: &str) -> Option<Text> {
        // A title inside one branch of `oneOf` is the name of that branch, not of the field.
        let sure = self.sure(node);
        let word = |keyword| {
            sure.iter()
                .find_map(|facet| facet.value.get(keyword)?.as_str())
        };
        let (zh, en) = (word(zh), word(en));
        Some(Text::new(zh.or(en)?, en.or(zh)?))
    }

    /// The fields that an object may have, in the order of the schema.
    pub fn fields<'a>(&'a self, node: Node<'a>) -> Vec<(&'a str, Node<'a>)> {
        let mut fields: Vec<(&str, Node<'_>)> = Vec::new();
        for facet in self.facets(node) {
            let properties = facet.value.get("properties").and_then(Value::as_object);
            for (key, value) in properties.into_iter().flatten() {
                if !fields.iter().any(|(known, _)| known == key) {
                    fields.push((key, Node { value, ..facet }));
                }
            }
        }
        fields
    }
}

/// The sub-schemas under a keyword that holds one, a list of them or a table of them.
fn parts<'a>(node: Node<'a>, keyword: &str) -> Vec<Node<'a>> {
    let values: Vec<&Value> = match node.value.get(keyword) {
        Some(Value::Array(values)) => values.iter().collect(),
        Some(Value::Object(values)) if keyword == "dependentSchemas" => values.values().collect(),
        value => value.into_iter().collect(),
    };
    values
        .into_iter()
        .map(|value| Node { value, ..node })
        .collect()
}

fn property<'a>(schema: &'a Value, key: &str) -> Option<&'a Value> {
    let named = schema
        .get("properties")
        .and_then(|properties| properties.get(key));
    named.or_else(|| {
        schema
            .get("additionalProperties")
            .filter(|other| other.is_object())
    })
}

fn item<'a>(schema: &'a Value, part: &str) -> Option<&'a Value> {
    let index: usize = part.parse().ok()?;
    let prefixed = schema.get("prefixItems").and_then(|items| items.get(index));
    prefixed.or_else(|| schema.get("items"))
}
