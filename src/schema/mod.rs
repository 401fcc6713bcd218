//! JSON Schema 2020-12, told in our own words.
//!
//! A form describes its fields with a schema. On top of the standard, and without effect on what
//! is valid, a schema may carry `title` (Chinese) and `title-en`, `description` and
//! `description-en`, and beside an `enum` the `labels` of its values: `{"complaint": ["投诉",
//! "Complaint"]}`. A date may be a plan (`"plan": true`) instead of a fact, and a table or field may name the date
//! that it goes with (`"since": "decided_at"`).

mod amount;
mod case;
mod choice;
mod example;
mod explain;
mod facts;
mod fields;
mod formats;
mod node;
mod outline;
mod subject;
#[cfg(test)]
mod tests;
mod texts;
mod types;

pub use facts::Facts;
pub use outline::{Kind, Outline};

use crate::{
    diag::{Sink, Text, codes::schema as code},
    source::{Document, Pointer},
};
use jsonschema::{Draft, Registry, Validator};
use node::Library;
use serde_json::Value;
use std::sync::OnceLock;

/// A compiled schema, with what is needed to explain its findings.
#[derive(Debug)]
pub struct Schema {
    /// What messages call it when it has no title.
    name: String,
    nodes: Library,
    validator: Validator,
    facts: OnceLock<Facts>,
}

impl Schema {
    /// Compiles a schema. `shared` are the schemas that its `$ref`s may name by URI; nothing is
    /// ever fetched from elsewhere. The error is the reason in the words of the JSON Schema
    /// library, meant for the author of the schema.
    pub fn compile(name: &str, value: Value, shared: &[(String, Value)]) -> Result<Self, String> {
        let registry = Registry::new()
            .extend(shared.iter().map(|(uri, value)| (uri, value)))
            .and_then(|registry| registry.prepare())
            .map_err(|error| error.to_string())?;
        let options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&registry)
            .offline()
            .should_validate_formats(true);
        let validator = formats::register(options)
            .build(&value)
            .map_err(|error| error.to_string())?;
        Ok(Self {
            name: name.to_owned(),
            nodes: Library::new(value, shared.to_vec()),
            validator,
            facts: OnceLock::new(),
        })
    }

    /// Tells everything in a document that the schema does not allow.
    pub fn check(&self, document: &Document, sink: &mut Sink) {
        let errors = self.validator.iter_errors(&document.value);
        sink.extend(errors.flat_map(|error| explain::explain(self, document, &error)));
    }

    /// The sub-schema of the value at a pointer, whether or not a document has that value. A mere
    /// `$ref` is followed.
    pub fn field(&self, pointer: &Pointer) -> Option<&Value> {
        self.nodes
            .field(pointer)
            .map(|node| self.nodes.behind(node).value)
    }

    /// What people call the value at a pointer, if the schema says.
    pub fn title(&self, pointer: &Pointer) -> Option<Text> {
        self.nodes.title(self.nodes.field(pointer)?)
    }

    /// The schema as it was given.
    pub fn value(&self) -> &Value {
        self.nodes.root().value
    }
}

/// Whether a record with such a finding cannot be laid out, not even as a draft.
pub fn is_stopping(code: &str) -> bool {
    const STOPPING: [&str; 4] = [
        code::FORMAT,
        code::INEXACT_NUMBER,
        code::TYPE,
        code::UNKNOWN_VALUE,
    ];
    code.starts_with("file.") || STOPPING.contains(&code)
}
