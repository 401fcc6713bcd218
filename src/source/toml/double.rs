//! Where a key was given before: the parser reports only the second place of a duplicate.

use super::{Fault, FaultKind, LIMITS};
use std::{collections::HashMap, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A duplicate key, renamed so that the parser keeps it beside the first one.
struct Double {
    key: String,
    range: Range<usize>,
    alias: String,
}

/// The faults for the keys that the parser calls duplicate.
///
/// Which table a key belongs to depends on headers, dots and braces. Rather than to work that out
/// a second time, the keys are given names of their own, and the parser shows their neighbours.
pub(super) fn faults(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<Fault> {
    let doubles = doubles(text, ranges.take(LIMITS.faults));
    if doubles.is_empty() {
        return Vec::new();
    }
    let renamed = rename(text, &doubles);
    let mut firsts = Firsts {
        doubles: &doubles,
        found: HashMap::new(),
    };
    firsts.search(DeTable::parse_recoverable(&renamed).0.get_ref());
    doubles.iter().map(|double| firsts.fault(double)).collect()
}

fn doubles(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<Double> {
    let mut ranges: Vec<_> = ranges.collect();
    ranges.sort_by_key(|range| range.start);
    ranges.dedup();
    let double = |(i, range): (usize, Range<usize>)| {
        let key = decode(text.get(range.clone())?)?;
        // A control character, so that it is nobody's key.
        Some(Double {
            key,
            range,
            alias: format!("\0{i}"),
        })
    };
    ranges.into_iter().enumerate().filter_map(double).collect()
}

/// A key without its quotes and escapes.
fn decode(written: &str) -> Option<String> {
    let line = format!("{written} = 0");
    let table = DeTable::parse(&line).ok()?.into_inner();
    table
        .into_iter()
        .next()
        .map(|(key, _)| key.into_inner().into_owned())
}

fn rename(text: &str, doubles: &[Double]) -> String {
    let mut renamed = String::with_capacity(text.len() + doubles.len() * 12);
    let mut done = 0;
    for double in doubles {
        renamed.push_str(text.get(done..double.range.start).unwrap_or_default());
        renamed.push_str(&double.written_alias());
        done = double.range.end;
    }
    renamed + text.get(done..).unwrap_or_default()
}

impl Double {
    fn written_alias(&self) -> String {
        format!("\"{}\"", self.alias.replace('\0', "\\u0000"))
    }
}

/// The first places found so far, by alias.
struct Firsts<'a> {
    doubles: &'a [Double],
    found: HashMap<&'a str, Range<usize>>,
}

impl<'a> Firsts<'a> {
    fn search(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            if key.get_ref().starts_with('\0') {
                self.match_up(key.get_ref(), table);
            }
            self.search_value(value);
        }
    }

    fn search_value(&mut self, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::Table(table) => self.search(table),
            DeValue::Array(array) => array.iter().for_each(|item| self.search_value(item)),
            _ => {}
        }
    }

    fn match_up(&mut self, alias: &str, table: &DeTable<'_>) {
        let Some(double) = self.doubles.iter().find(|double| double.alias == alias) else {
            return;
        };
        if let Some((first, _)) = table.get_key_value(double.key.as_str()) {
            let first = self.original(first.span());
            self.found.insert(&double.alias, first);
        }
    }

    /// A range of the renamed text in the text before renaming.
    fn original(&self, range: Range<usize>) -> Range<usize> {
        let mut start = range.start;
        for double in self.doubles {
            // What stands behind a renamed key was moved by what its name grew.
            if double.range.start < start {
                start = (start + double.range.len()).saturating_sub(double.written_alias().len());
            }
        }
        start..start + range.len()
    }

    fn fault(&self, double: &Double) -> Fault {
        let key = double.key.clone();
        let kind = match self.found.get(double.alias.as_str()) {
            Some(first) => FaultKind::DuplicateKey {
                key,
                first: first.clone(),
            },
            // No key is given twice, but a table is closed: `[a.b]`, then `b.c = 1` under `[a]`.
            None => FaultKind::Syntax(format!("table around `{key}` is already defined")),
        };
        Fault::at(kind, double.range.clone())
    }
}
