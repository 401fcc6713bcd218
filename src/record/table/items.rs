//! A list of plain values in one cell.

use serde_json::Value;

use super::cells::value;
use super::fields::Field;
use crate::source::Cell;

/// The items of a list in one cell: one on a line, or behind one another with a sign between them. In quotes an item may have
/// such a sign in it.
pub(super) fn items(text: &str, field: &Field, from_1904: bool) -> Value {
    let item = Field {
        kind: field.items,
        ..field.clone()
    };
    let value = |text: String| value(&Cell::Text(text), &item, from_1904);
    split(text).into_iter().filter_map(value).collect()
}

/// What stands between the items of a list.
const BETWEEN: [char; 6] = ['、', ',', '，', ';', '；', '\n'];

fn split(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (item, behind) = quoted(rest).unwrap_or_else(|| {
            let (item, behind) = rest.split_once(BETWEEN).unwrap_or((rest, ""));
            (item.trim().to_owned(), behind)
        });
        items.push(item);
        rest = behind.trim_start();
    }
    items.retain(|item| !item.is_empty());
    items
}

/// An item in quotes and what follows; a quote inside is written twice.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut item = String::new();
    loop {
        let (part, behind) = rest.split_once('"')?;
        item.push_str(part);
        if let Some(behind) = behind.strip_prefix('"') {
            item.push('"');
            rest = behind;
            continue;
        }
        let behind = behind.trim_start_matches([' ', '\t', '\u{3000}']);
        let ends = behind.is_empty() || behind.starts_with(BETWEEN);
        return ends.then(|| (item, behind.strip_prefix(BETWEEN).unwrap_or(behind)));
    }
}

/// An item as it is written into a cell with others, so that it is read back as one.
pub(crate) fn quote(item: &str) -> String {
    let plain = !item.contains(BETWEEN) && !item.starts_with('"') && item.trim() == item;
    if plain {
        item.to_owned()
    } else {
        format!("\"{}\"", item.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Text;

    fn read(text: &str) -> Value {
        items(text, &Field::plain("x", Text::same("x")), false)
    }

    #[test]
    fn an_item_in_quotes_is_one_whatever_is_in_it() {
        let written = ["plain", "a, b", "六角 \"M6\"、发黑", "\"x\"", " 前后 "];
        let cell: Vec<String> = written.iter().map(|item| quote(item)).collect();
        for between in ["\n", "、", " ; "] {
            let read = read(&cell.join(between));
            assert_eq!(read, serde_json::json!(written), "{between:?}");
        }
        assert_eq!(
            read("6\" 管、\"未完"),
            serde_json::json!(["6\" 管", "\"未完"])
        );
    }
}
