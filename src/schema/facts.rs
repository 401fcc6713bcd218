//! Which fields of a document are dated facts, which are plans, and which date a table or field goes with.

use super::{Kind, Outline, Schema};
use std::collections::BTreeMap;

/// The dates of a table, a list or a field, and below it. What holds no date at all is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whether it is a date or time of something that happened; a plan is none.
    pub is_fact: bool,
    /// The field of this table that says when it came to be (`since` on a table).
    pub inside: Option<String>,
    /// The field beside this one that says when it came to be (`since` on any other field).
    pub beside: Option<String>,
    /// Its fields.
    pub fields: BTreeMap<String, Facts>,
    /// The items of a list.
    pub items: Option<Box<Facts>>,
}

impl Facts {
    /// The facts of a schema's outline.
    pub(super) fn of(outline: &[Outline]) -> Self {
        let mut root = Self::default();
        for field in outline {
            let table = field.kind == Kind::Table;
            let dated = matches!(field.kind, Kind::Date | Kind::Moment) && !field.plan;
            if !dated && field.since.is_none() {
                continue;
            }
            let mut node = &mut root;
            for part in field.path.split('.') {
                node = if part == "*" {
                    node.items.get_or_insert_default()
                } else {
                    node.fields.entry(part.to_owned()).or_default()
                };
            }
            node.is_fact = dated;
            if table {
                node.inside.clone_from(&field.since);
            } else {
                node.beside.clone_from(&field.since);
            }
        }
        root
    }
}

impl Schema {
    /// The dated facts of its documents.
    pub fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| Facts::of(&self.outline()))
    }
}
