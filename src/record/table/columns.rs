//! The heads that a table has, and what its columns hold.

use super::heads::Heads;
use crate::diag::codes::table as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::source::{At, Place, Pointer, Row, Table};

/// The heads that were found.
pub(in crate::record) struct Head {
    /// Texts of each column: its own, and that of its group with it.
    texts: Vec<(u32, Vec<String>)>,
    /// The last row of the heads.
    pub last_row: u32,
}

/// The columns of a table.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    /// The columns that are read, with the place of the field.
    pub read: Vec<(u32, usize)>,
    /// The columns that mean a field which one before them means, too.
    pub twice: Vec<(u32, String, usize)>,
    /// The columns whose head means no field.
    pub unread: Vec<(u32, String)>,
}

impl Head {
    /// The heads in a row, those of groups in the row above it.
    pub fn of(row: &Row, above: Option<&Row>) -> Self {
        let own = row.cells.iter().map(|(column, _)| *column);
        let upper = above.into_iter().flat_map(|above| above.cells.iter());
        let upper = upper.map(|(column, _)| *column);
        let mut columns: Vec<u32> = own.chain(upper).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut group: Option<String> = None;
        let texts = columns.into_iter().map(|column| {
            let upper = above.and_then(|above| text(above, column));
            if upper.is_some() {
                group.clone_from(&upper);
            }
            let found = match (text(row, column), above) {
                (Some(own), Some(_)) => {
                    let whole = group.as_ref().map(|group| format!("{group}{own}"));
                    whole.into_iter().chain([own]).collect()
                }
                (Some(own), None) => vec![own],
                // A head over both rows stands in the upper one.
                (None, _) => upper.into_iter().collect(),
            };
            (column, found)
        });
        Self {
            texts: texts.filter(|(_, texts)| !texts.is_empty()).collect(),
            last_row: row.number,
        }
    }

    /// How many fields they mean.
    pub fn known(&self, heads: &Heads) -> usize {
        let mut fields: Vec<usize> = self
            .texts
            .iter()
            .filter_map(|(_, texts)| heads.meant(texts))
            .collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    }

    /// The fields of the columns.
    pub fn columns(&self, heads: &Heads) -> Columns {
        let mut columns = Columns::default();
        for (column, texts) in &self.texts {
            let text = texts.last().cloned().unwrap_or_default();
            match heads.meant(texts) {
                None => columns.unread.push((*column, text)),
                Some(field) if columns.read.iter().any(|(_, read)| *read == field) => {
                    columns.twice.push((*column, text, field));
                }
                Some(field) => columns.read.push((*column, field)),
            }
        }
        columns
    }
}

fn text(row: &Row, column: u32) -> Option<String> {
    let mut cells = row.cells.iter();
    let found = cells.find(|(at, _)| *at == column);
    found.map(|(_, cell)| cell.shown())
}

impl Columns {
    /// Tells of two columns for one field, and of heads that are almost one that is known.
    pub fn tell(&self, table: &Table, heads: &Heads, row: u32, sink: &mut Sink) {
        for (column, text, field) in &self.twice {
            let place = place(table, row, *column);
            sink.push(twice(text, &heads.fields[*field].title, place));
        }
        for (column, text) in &self.unread {
            if let Some(near) = heads.near(text) {
                sink.push(unknown(text, &near, place(table, row, *column)));
            }
        }
    }

    /// The heads of the columns that are not read.
    pub fn unread(&self) -> Vec<String> {
        let twice = self.twice.iter().map(|(column, text, _)| (*column, text));
        let unread = self.unread.iter().map(|(column, text)| (*column, text));
        let mut all: Vec<(u32, &String)> = twice.chain(unread).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, text)| text.clone()).collect()
    }
}

/// A cell of a table.
pub(crate) fn place(table: &Table, row: u32, column: u32) -> Place {
    let pointer = Pointer::root();
    Place {
        source: table.source.clone(),
        at: At::Cell {
            pointer,
            row,
            column,
        },
    }
}

/// Two columns for one field.
pub(crate) fn twice(text: &str, title: &Text, place: Place) -> Diagnostic {
    let message = Text::new(
        format!("列“{text}”和前面一列都是“{}”", title.zh),
        format!("the column “{text}” is “{}” like one before it", title.en),
    );
    let help = Text::new(
        "只留一列，或给其中一列改名",
        "keep one of them, or rename the other",
    );
    Diagnostic::error(code::COLUMN_TWICE, message)
        .at(place)
        .help(help)
}

fn unknown(text: &str, near: &str, place: Place) -> Diagnostic {
    let message = Text::new(
        format!("没有“{text}”这一列，是不是“{near}”？该列未读取"),
        format!("there is no column “{text}”; did you mean “{near}”? It is not read"),
    );
    let help = Text::new(
        format!("把表头改为“{near}”"),
        format!("write “{near}” in the head"),
    );
    Diagnostic::warning(code::UNKNOWN_COLUMN, message)
        .at(place)
        .help(help)
}
