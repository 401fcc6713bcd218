//! The fields that a row of a table can hold.

use super::cells;
use crate::diag::Text;
use crate::schema::{Kind, Outline};

/// A field that a column can hold.
#[derive(Debug, Clone)]
pub struct Field {
    /// Dotted path inside of an entry: `customer.code`.
    pub path: String,
    /// What people call it.
    pub title: Text,
    /// What people call the table that it stands in, where it is one inside of the entry.
    pub group: Option<Text>,
    /// What it is headed so that no other field can be meant: its title, that behind its group's, or its path.
    pub label: Text,
    /// How to fill it in.
    pub description: Option<Text>,
    /// What it holds; [`Kind::List`] for a list of plain values.
    pub kind: Kind,
    /// What the items of a list are.
    pub items: Kind,
    /// The values of a choice, or of the choices in a list.
    pub labels: Vec<(String, Text)>,
    /// Whether every entry must have it; what only an optional table in it must have is not.
    pub required: bool,
    /// The most characters that a text may have.
    pub length: Option<u64>,
}

impl Field {
    /// A field of texts that no schema has.
    pub(crate) fn plain(path: &str, title: Text) -> Self {
        Self {
            path: path.to_owned(),
            label: title.clone(),
            title,
            group: None,
            description: None,
            kind: Kind::Text,
            items: Kind::Text,
            labels: Vec::new(),
            required: false,
            length: None,
        }
    }

    /// The value of a choice that a text means; the text itself where it means none.
    pub fn chosen(&self, text: &str) -> String {
        cells::choice(text, self)
    }

    /// Its title behind that of its group: `顾客·名称`.
    pub(super) fn grouped(&self) -> Option<Text> {
        let group = self.group.as_ref()?;
        let joined = |group: &str, title: &str| format!("{group}·{title}");
        Some(Text::new(
            joined(&group.zh, &self.title.zh),
            joined(&group.en, &self.title.en),
        ))
    }

    /// How many tables stand around it.
    pub(super) fn depth(&self) -> usize {
        self.path.matches('.').count()
    }
}

/// The fields that a row can hold: those of the entry itself and of tables in it, but no lists of entries.
pub(super) fn of(outline: &[Outline], list: &str) -> Vec<Field> {
    let prefix = if list.is_empty() {
        String::new()
    } else {
        format!("{list}.*.")
    };
    let find = |path: &str| outline.iter().find(|field| field.path == path);
    let inside = |field: &&Outline| {
        let rest = field.path.strip_prefix(&prefix);
        rest.is_some_and(|rest| !rest.contains('*'))
    };
    let item = |field: &Outline| find(&format!("{}.*", field.path));
    let readable = |field: &&Outline| match field.kind {
        Kind::Table => false,
        Kind::List => item(field).is_some_and(is_plain),
        _ => true,
    };
    let fields = outline.iter().filter(inside).filter(readable);
    fields
        .map(|field| {
            let own = &field.path[prefix.len()..];
            let table = own.rsplit_once('.');
            let table = table.and_then(|(table, _)| find(&format!("{prefix}{table}")));
            let around = own.match_indices('.').map(|(end, _)| &own[..end]);
            let mut around = around.filter_map(|table| find(&format!("{prefix}{table}")));
            let item = item(field).filter(|_| field.kind == Kind::List);
            Field {
                path: own.to_owned(),
                title: field.title.clone(),
                group: table.map(|table| table.title.clone()),
                label: field.title.clone(),
                description: field.description.clone(),
                kind: field.kind,
                items: item.map_or(Kind::Text, |item| item.kind),
                labels: item.unwrap_or(field).labels.clone(),
                required: field.required && around.all(|table| table.required),
                length: field.length,
            }
        })
        .collect()
}

/// Whether the items of a list can stand in one cell.
fn is_plain(item: &Outline) -> bool {
    !matches!(item.kind, Kind::Table | Kind::List)
}
