//! Rows without an id that were imported before: the same table read twice must not become twice the records.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rayon::prelude::*;
use serde_json::{Map, Value};

use crate::diag::Sink;
use crate::form::Form;
use crate::project::{Project, records_in};
use crate::record::Record;

/// What the records of a form in a folder say, and which record says it.
#[derive(Debug, Default)]
pub(super) struct Twins(HashMap<String, String>);

impl Twins {
    /// Reads the records of a form in a folder.
    pub fn of(project: &Project, form: &Form, folder: &Path) -> Self {
        if !folder.is_dir() {
            return Self::default();
        }
        let said = |path: &std::path::PathBuf| {
            let source = project.source(path);
            let record = Record::open(&source, &project.forms, &mut Sink::default())?;
            let value = record.document.value.as_object()?;
            (record.form == form.id).then(|| (said(value), record.id.clone().unwrap_or_default()))
        };
        let paths = records_in(folder);
        Self(paths.par_iter().filter_map(said).collect())
    }

    /// The record that says the same.
    pub fn of_row(&self, value: &Map<String, Value>) -> Option<&str> {
        self.0.get(&said(value)).map(String::as_str)
    }
}

/// What a record says, whatever it is called and in whatever order its fields stand.
fn said(value: &Map<String, Value>) -> String {
    let fields = value
        .iter()
        .filter(|(key, _)| !["form", "id"].contains(&key.as_str()));
    let sorted: BTreeMap<&String, Value> =
        fields.map(|(key, value)| (key, sorted(value))).collect();
    serde_json::to_string(&sorted).unwrap_or_default()
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(table) => {
            let fields: BTreeMap<&String, Value> = table
                .iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect();
            let fields = fields.into_iter().map(|(key, value)| (key.clone(), value));
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}
