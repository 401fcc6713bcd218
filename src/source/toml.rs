//! TOML, read with its places; dates and times become RFC 3339 text.

use super::{
    Fault, FaultKind, LIMITS,
    tree::{Builder, Data, Entry, Node, Tree, check_depth, float, integer},
};
use serde_json::Value;
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue, Error},
};

mod double;
mod scan;
#[cfg(test)]
mod tests;

/// Parses TOML text.
pub(super) fn tree(text: &str) -> Tree {
    let mut walk = Walk {
        text,
        builder: Builder::default(),
    };
    let root = walk.document();
    walk.builder.finish(root)
}

/// Turns the parser's values into nodes.
struct Walk<'a> {
    text: &'a str,
    builder: Builder,
}

impl<'a> Walk<'a> {
    fn document(&mut self) -> Result<Option<Node>, Fault> {
        scan::check_depths(self.text)?;
        let (table, errors) = DeTable::parse_recoverable(self.text);
        if !self.note_all(&errors) {
            return Ok(None);
        }
        let table = table.into_inner();
        if table.is_empty() {
            return Ok(None);
        }
        self.table(table, 0..self.text.len(), 1).map(Some)
    }

    /// Notes the parser's errors; false if what it recovered is not to be trusted.
    fn note_all(&mut self, errors: &[Error]) -> bool {
        let errors = errors.iter().filter(|error| !is_impossible_time(error));
        let (doubles, others): (Vec<_>, Vec<_>) = errors.partition(|error| is_double(error));
        let doubles = double::faults(self.text, doubles.into_iter().filter_map(Error::span));
        let others = others.into_iter().map(|error| syntax(self.text, error));
        let mut faults: Vec<Fault> = doubles.into_iter().chain(others).collect();
        faults.sort_by_key(Fault::start);
        faults.dedup_by(|later, earlier| follows_from(self.text, earlier, later));
        let trusted = !faults.iter().any(is_syntax);
        for fault in faults {
            self.builder.note(fault);
        }
        trusted
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>, depth: usize) -> Result<Node, Fault> {
        let range = value.span();
        self.builder.count(1, &range)?;
        let written = self.written(&range);
        let value = match value.into_inner() {
            DeValue::Table(table) => return self.table(table, range, depth + 1),
            DeValue::Array(array) => return self.list(array, range, depth + 1),
            DeValue::String(text) => Some(Value::String(text.into_owned())),
            DeValue::Boolean(boolean) => Some(Value::Bool(boolean)),
            DeValue::Integer(number) => integer(number.as_str(), number.radix()),
            DeValue::Float(number) => float(number.as_str()),
            DeValue::Datetime(_) => Some(Value::String(rfc3339(written))),
        };
        Ok(self.builder.scalar(value, written, range))
    }

    fn list(
        &mut self,
        array: DeArray<'_>,
        range: Range<usize>,
        depth: usize,
    ) -> Result<Node, Fault> {
        check_depth(depth, &range)?;
        let items = array.into_iter().map(|item| self.node(item, depth));
        Ok(Node {
            data: Data::List(items.collect::<Result<_, _>>()?),
            range,
        })
    }

    fn table(
        &mut self,
        table: DeTable<'_>,
        range: Range<usize>,
        depth: usize,
    ) -> Result<Node, Fault> {
        check_depth(depth, &range)?;
        let entries = table.into_iter().map(|(key, value)| {
            let node = self.node(value, depth)?;
            Ok(Entry {
                key_range: key.span(),
                key: key.into_inner().into_owned(),
                node,
            })
        });
        let mut entries: Vec<Entry> = entries.collect::<Result<_, Fault>>()?;
        // The parser sorts by name; people expect the order of the file.
        entries.sort_by_key(|entry| entry.key_range.start);
        Ok(Node {
            range,
            data: Data::Table(entries),
        })
    }

    fn written(&self, range: &Range<usize>) -> &'a str {
        self.text.get(range.clone()).unwrap_or_default()
    }
}

fn is_double(error: &Error) -> bool {
    error.message() == "duplicate key"
}

/// A date or time in the right shape that does not exist (30 February). It becomes text like every other date, and the
/// schema tells it together with everything else; as a syntax error it would hide the rest of the file.
fn is_impossible_time(error: &Error) -> bool {
    let words = error.message();
    ["invalid date,", "invalid time,", "invalid offset,"]
        .iter()
        .any(|known| words.starts_with(known))
}

fn is_syntax(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Syntax(_))
}

/// Whether a syntax error is only the echo of another on its line.
fn follows_from(text: &str, earlier: &Fault, later: &Fault) -> bool {
    let between = text.get(earlier.start().unwrap_or(0)..later.start().unwrap_or(0));
    is_syntax(earlier) && is_syntax(later) && between.is_some_and(|text| !text.contains('\n'))
}

fn syntax(text: &str, error: &Error) -> Fault {
    let key = error.span().and_then(|span| key_before(text, span.start));
    let message = match key {
        Some(key) => format!("{} (in `{key}`)", error.message()),
        None => error.message().to_owned(),
    };
    Fault {
        kind: FaultKind::Syntax(message),
        range: error.span(),
    }
}

/// The key that the line around `at` begins with, if it looks like one.
fn key_before(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text.get(start..)?.lines().next()?;
    let key = line.split_once('=')?.0.trim();
    let plain = |char: char| char.is_alphanumeric() || matches!(char, '.' | '-' | '_');
    (!key.is_empty() && key.chars().all(plain)).then_some(key)
}

/// TOML allows a space for the `T`, small letters and no seconds; RFC 3339 does not.
fn rfc3339(written: &str) -> String {
    let written = written.to_ascii_uppercase().replace(' ', "T");
    let (date, time) = match written.split_once('T') {
        Some((date, time)) => (format!("{date}T"), time),
        None if written.contains(':') => (String::new(), written.as_str()),
        None => return written,
    };
    let (clock, offset) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let whole = clock.len() > "09:12".len();
    let seconds = if whole { "" } else { ":00" };
    format!("{date}{clock}{seconds}{offset}")
}
