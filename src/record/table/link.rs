//! Lists that name their table: `lines = { table = "orders.xlsx" }`.

use std::path::Path;

use serde_json::Value;

use super::{Heads, entries};
use crate::diag::codes::file;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::Form;
use crate::schema::{Kind, Outline};
use crate::source::{At, Document, Linked, Place, Pointer, Source, Table};

/// Puts what tables hold in place of the lists that name them.
pub(in crate::record) fn link(document: &mut Document, form: &Form, sink: &mut Sink) {
    let names_a_table = |value: &Value| value.get("table").is_some_and(Value::is_string);
    let lists: Vec<String> = document
        .value
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, value)| names_a_table(value))
        .map(|(key, _)| key.clone())
        .collect();
    if lists.is_empty() {
        return;
    }
    let Some(schema) = form.schema(sink) else {
        return;
    };
    let outline = schema.outline();
    let mut linked = Vec::new();
    for list in lists {
        let is_list = |field: &&Outline| field.path == list && field.kind == Kind::List;
        if outline.iter().any(|field| is_list(&field)) {
            let link = Link {
                form,
                outline: &outline,
                record: document.source.clone(),
            };
            let written = document.value[&list].clone();
            let items = link.list(&list, &written, &mut linked, sink);
            document.value[&list] = Value::Array(items);
        }
    }
    document.source = document.source.with_tables(linked);
}

/// What is needed to read the tables of one record.
struct Link<'a> {
    form: &'a Form,
    outline: &'a [Outline],
    record: Source,
}

impl Link<'_> {
    fn list(
        &self,
        list: &str,
        written: &Value,
        linked: &mut Vec<Linked>,
        sink: &mut Sink,
    ) -> Vec<Value> {
        let text = |key: &str| written.get(key).and_then(Value::as_str);
        let name = text("table").unwrap_or_default();
        let pointer = Pointer::root().join(list);
        let Some(table) = self.read(name, text("sheet"), &pointer, sink) else {
            return Vec::new();
        };
        let columns = written.get("columns").and_then(Value::as_object);
        let heads = Heads::of(self.outline, list, self.form.tables.get(list), columns);
        let Some(read) = entries(&table, &heads, &pointer, sink) else {
            return Vec::new();
        };
        linked.push(read.linked);
        read.items
    }

    /// The table that a list names, relative to the record's file.
    fn read(
        &self,
        name: &str,
        sheet: Option<&str>,
        list: &Pointer,
        sink: &mut Sink,
    ) -> Option<Table> {
        let place = || Place {
            source: self.record.clone(),
            at: At::Value(list.clone()),
        };
        let Some(folder) = self.record.path().and_then(Path::parent) else {
            let message = Text::new(
                "记录不在磁盘上，读不到它的表格",
                "the record is not on disk, so its table cannot be read",
            );
            sink.push(Diagnostic::error(file::NOT_FOUND, message).at(place()));
            return None;
        };
        let shown = Path::new(self.record.name()).with_file_name("");
        let shown = shown.join(name).to_string_lossy().replace('\\', "/");
        let read = crate::source::read_table(&shown, &folder.join(name), sheet);
        read.map_err(|fault| {
            let source = Source::table(shown.clone(), folder.join(name), None);
            let told = Diagnostic::fault(&source, &fault);
            let here = Text::new("表格由这里引用", "the table is named here");
            sink.push(told.label(place(), here));
        })
        .ok()
    }
}
