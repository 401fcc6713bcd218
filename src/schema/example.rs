//! Example values, written as the file at hand writes them.

use super::{
    formats,
    node::{Library, Node},
};
use crate::source::Source;
use serde_json::Value;

impl Library {
    /// A value that would do, as text: what the schema gives as an example, or one of the right
    /// type.
    pub fn example(&self, node: Node<'_>) -> String {
        let given = ["const", "default"]
            .iter()
            .find_map(|keyword| self.keyword(node, keyword));
        let listed = || {
            ["examples", "enum"]
                .iter()
                .find_map(|keyword| self.keyword(node, keyword)?.get(0))
        };
        match given.or_else(listed) {
            Some(value) => value.to_string(),
            None => self.typed_example(node),
        }
    }

    fn typed_example(&self, node: Node<'_>) -> String {
        let format = self
            .keyword(node, "format")
            .and_then(Value::as_str)
            .and_then(formats::format);
        if let Some(format) = format {
            return format!("\"{}\"", format.example);
        }
        let types = self
            .keyword(node, "type")
            .map_or(&Value::Null, |types| types.get(0).unwrap_or(types));
        let example = match types.as_str() {
            Some("integer" | "number") => "1",
            Some("boolean") => "true",
            Some("array") => "[…]",
            Some("object") => "{…}",
            _ => "\"…\"",
        };
        example.to_owned()
    }
}

/// A field with its value in the notation of a file.
pub(super) fn assignment(source: &Source, key: &str, value: &str) -> String {
    let bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let quoted = Value::from(key).to_string();
    let key = if bare { key } else { quoted.as_str() };
    match source.name().rsplit('.').next() {
        Some("json") => format!(
            "{}: {value}",
            if bare { format!("\"{key}\"") } else { quoted }
        ),
        Some("yaml" | "yml") => format!("{key}: {value}"),
        _ => format!("{key} = {value}"),
    }
}
