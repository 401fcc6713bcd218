//! Where values of a record stand that came from tables.

use std::collections::HashMap;

use crate::source::{At, Place, Pointer, Source};

/// A column that is read, and the field it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The field inside of an entry, as a pointer without its first sign: `customer/code`.
    pub field: String,
    /// From 0.
    pub column: u32,
}

/// A list of a record that came from a table, or fields of the record that did.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The table.
    pub source: Source,
    /// SHA-256 of its file.
    pub digest: String,
    /// The list, `/lines`; findings about it as a whole point at its heads.
    pub list: Pointer,
    /// The row of the heads, from 0.
    pub heads: u32,
    /// The columns that are read.
    pub columns: Vec<Column>,
    /// The row of each entry, from 0, by the entry's pointer.
    pub rows: HashMap<Pointer, u32>,
    /// The cell of each single field, from 0.
    pub cells: HashMap<Pointer, (u32, u32)>,
}

impl Linked {
    /// The cell of a value, or of the nearest thing around it that stands in the table.
    fn find(&self, pointer: &Pointer) -> Option<(u32, u32)> {
        let mut at = Some(pointer.clone());
        while let Some(item) = at {
            if let Some(cell) = self.cells.get(&item) {
                return Some(*cell);
            }
            if let Some(row) = self.rows.get(&item) {
                let field = pointer.as_str()[item.as_str().len()..].trim_start_matches('/');
                return Some((*row, self.column(field)));
            }
            if item == self.list && !self.columns.is_empty() {
                return Some((self.heads, self.columns.first().map_or(0, |c| c.column)));
            }
            at = item.parent();
        }
        None
    }

    /// The column of a field; of a table of fields, or an item of a list in a cell, the one that it belongs to; else the first.
    fn column(&self, field: &str) -> u32 {
        let inside = |a: &str, b: &str| {
            a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('/'))
        };
        let mut columns = self.columns.iter();
        let found = columns.find(|column| {
            !field.is_empty() && (inside(&column.field, field) || inside(field, &column.field))
        });
        found
            .or(self.columns.first())
            .map_or(0, |column| column.column)
    }
}

impl Place {
    /// The cell of a table that the value came from, where it did; else the place as it is.
    pub fn resolved(self) -> Self {
        let (At::Value(pointer) | At::Key(pointer)) = &self.at else {
            return self;
        };
        // The innermost list that has it comes last.
        let mut linked = self.source.tables().iter().rev();
        let found = linked.find_map(|linked| {
            let (row, column) = linked.find(pointer)?;
            Some((linked.source.clone(), row, column))
        });
        match found {
            None => self,
            Some((source, row, column)) => Self {
                source,
                at: At::Cell {
                    pointer: pointer.clone(),
                    row,
                    column,
                },
            },
        }
    }

    /// The cell's name, where it is one: `Sheet1!C12`, and in a CSV `C12`.
    pub fn cell(&self) -> Option<String> {
        let At::Cell { row, column, .. } = self.at else {
            return None;
        };
        let name = super::cell_name(row, column);
        Some(match self.source.sheet() {
            Some(sheet) => format!("{sheet}!{name}"),
            None => name,
        })
    }

    /// What people are shown for the file: in a workbook with the sheet and cell, `a.xlsx!Sheet1!C12`.
    pub fn file(&self) -> String {
        match (self.source.sheet(), self.cell()) {
            (Some(_), Some(cell)) => format!("{}!{cell}", self.source.name()),
            (Some(sheet), None) => format!("{}!{sheet}", self.source.name()),
            _ => self.source.name().to_owned(),
        }
    }
}
