//! Naming what a finding is about: 投诉登记 entries[2].received_at「接收时间」.

use super::Schema;
use crate::{diag::Text, source::Pointer};
use serde_json::Value;

/// Most characters of a value that a message shows.
const SHORT: usize = 40;

impl Schema {
    /// The form, the path and the title of a value, ready to go on with a verb.
    pub(super) fn subject(&self, pointer: &Pointer, document: &Value) -> Text {
        let form = self.form();
        let path = path(pointer, document);
        if path.is_empty() {
            return Text::new(spaced(form.zh), form.en);
        }
        match self.title(pointer) {
            Some(title) => Text::new(
                format!("{}{path}「{}」", spaced(form.zh), title.zh),
                format!("{} {path} ({})", form.en, title.en),
            ),
            None => Text::new(
                format!("{}{path} ", spaced(form.zh)),
                format!("{} {path}", form.en),
            ),
        }
    }

    fn form(&self) -> Text {
        self.title(&Pointer::root())
            .unwrap_or_else(|| Text::same(&self.name))
    }
}

/// Between Chinese and other letters stands a space.
fn spaced(words: String) -> String {
    if words.ends_with('」') {
        words
    } else {
        words + " "
    }
}

/// `entries[2].received_at`: how people write what a pointer means.
fn path(pointer: &Pointer, document: &Value) -> String {
    let mut path = String::new();
    let mut value = Some(document);
    for part in pointer.as_str().split('/').skip(1) {
        let name = part.replace("~1", "/").replace("~0", "~");
        if value.is_some_and(Value::is_array) {
            path.push_str(&format!("[{name}]"));
        } else {
            let dot = if path.is_empty() { "" } else { "." };
            path.push_str(&format!("{dot}{}", cut(&name)));
        }
        value = value.and_then(|value| value.pointer(&format!("/{part}")));
    }
    path
}

/// A value as a person would point at it; never more than one short line.
pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", cut(text)),
        Value::Array(items) if items.is_empty() => "[]".to_owned(),
        Value::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Value::Array(_) => "[…]".to_owned(),
        Value::Object(_) => "{…}".to_owned(),
        other => other.to_string(),
    }
}

/// At most [`SHORT`] characters, on one line.
pub(super) fn cut(text: &str) -> String {
    let one_line = |c: char| if c.is_control() { ' ' } else { c };
    let short: String = text.chars().take(SHORT).map(one_line).collect();
    match text.chars().nth(SHORT) {
        Some(_) => short + "…",
        None => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_a_field_as_people_do() {
        let value = json!({
            "title": "投诉登记", "title-en": "Complaint register",
            "properties": {"entries": {"items": {"properties": {
                "received_at": {"title": "接收时间", "title-en": "Received at"}, "no": {}
            }}}}
        });
        let schema = Schema::compile("form", value, &[]).unwrap();
        let document = json!({"entries": [{}, {}, {}]});
        let item = Pointer::root().join("entries").index(2);
        let subject = |pointer: &Pointer| schema.subject(pointer, &document);
        let titled = subject(&item.join("received_at"));
        assert_eq!(titled.zh, "投诉登记 entries[2].received_at「接收时间」");
        assert_eq!(
            titled.en,
            "Complaint register entries[2].received_at (Received at)"
        );
        assert_eq!(subject(&item.join("no")).zh, "投诉登记 entries[2].no ");
        assert_eq!(subject(&Pointer::root()).zh, "投诉登记 ");
    }

    #[test]
    fn values_are_cut_at_characters() {
        let brief = brief(&json!("字\n".repeat(100)));
        assert_eq!(brief.chars().count(), SHORT + 3);
        assert!(!brief.contains('\n'));
    }
}
