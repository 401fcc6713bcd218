//! `new`: an empty record with a comment on every field, made from the form's schema; or one that carries over what another
//! record says.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::text;
use crate::diag::Sink;
use crate::form::{Form, Pattern};

/// The text of a TOML record. What is given, and what the record must have in any case, stands there; every other field is
/// commented out with `#`, with a value that shows how it is written. `None` if the form's schema is broken.
pub fn new(
    form: &Form,
    day: NaiveDate,
    given: Map<String, Value>,
    sink: &mut Sink,
) -> Option<String> {
    let mut record = Map::from_iter([
        ("form".to_owned(), Value::from(form.id.as_str())),
        ("id".to_owned(), Value::from(first_number(form, day))),
        ("date".to_owned(), Value::from(day.to_string())),
    ]);
    record.extend(given);
    text::record(form, &record, sink)
}

/// The first number that the form's pattern makes, as a suggestion for the id.
fn first_number(form: &Form, day: NaiveDate) -> String {
    Pattern::parse(&form.record_number.pattern).on(day).with(1)
}

/// Writes the record to a file that must not exist yet.
///
/// # Errors
/// When the file exists or cannot be written.
pub fn write(path: &std::path::Path, text: &str) -> anyhow::Result<()> {
    if path.exists() {
        anyhow::bail!(
            "{0} 已存在，未作改动 ({0} exists; nothing was changed)",
            path.display()
        );
    }
    super::output::replace(path, text.as_bytes())
}
