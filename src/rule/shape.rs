//! The fields that a form's records may have, by path: what rules are resolved against.

use std::collections::HashMap;

use crate::diag::Text;
use crate::diag::near::nearest;
use crate::schema::{Kind, Outline, Schema};

/// The fields of one form, by dotted path with `*` for the items of a list: `entries.*.received_at`.
#[derive(Debug)]
pub struct Shape {
    fields: HashMap<String, Outline>,
}

impl Shape {
    /// The shape of a schema's documents.
    pub fn of(schema: &Schema) -> Self {
        let fields = schema.outline().into_iter();
        Self {
            fields: fields.map(|field| (field.path.clone(), field)).collect(),
        }
    }

    /// A field by its path; the document itself, whose path is empty, is none.
    pub fn field(&self, path: &str) -> Option<&Outline> {
        self.fields.get(path)
    }

    /// What a path leads to; the document is a table.
    pub fn kind(&self, path: &str) -> Option<Kind> {
        if path.is_empty() {
            return Some(Kind::Table);
        }
        self.field(path).map(|field| field.kind)
    }

    /// The path of a field of the table at `path`.
    pub fn join(path: &str, key: &str) -> String {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    }

    /// Says that the table at `path` has no such field, and which was probably meant.
    pub fn unknown(&self, path: &str, key: &str) -> Text {
        let prefix = Self::join(path, "");
        let inside = |candidate: &&String| {
            candidate.starts_with(&prefix) && !candidate[prefix.len()..].contains('.')
        };
        let mut keys: Vec<&str> = self
            .fields
            .keys()
            .filter(inside)
            .map(|path| &path[prefix.len()..])
            .collect();
        keys.sort_unstable();
        let place = if path.is_empty() { "record" } else { path };
        match nearest(key, keys.iter().map(|key| (*key, *key))) {
            Some(near) => Text::new(
                format!("{place} 没有字段 {key}，是不是 {near}？"),
                format!("{place} has no field `{key}`; did you mean `{near}`?"),
            ),
            None => Text::new(
                format!("{place} 没有字段 {key}；有：{}", keys.join("、")),
                format!("{place} has no field `{key}`, but {}", keys.join(", ")),
            ),
        }
    }
}
