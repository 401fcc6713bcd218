//! How a list of a record is read from a table: a sheet or a CSV file.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

/// Stands for a list where the record's own fields are meant.
pub const OWN: &str = "record";

/// What `form.toml` says of a list whose entries may come from a table, `[tables.<list>]`; a company adds to it in
/// `[forms.<id>.tables.<list>]`. Of the record's own fields it is said under [`OWN`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Written")]
pub struct Table {
    /// How the id of an entry is made where the table has no column for it: `{order_no}-{line_no}`.
    pub id: Option<String>,
    /// What a column may be headed beside the titles of the schema, by the dotted path of its field.
    pub heads: BTreeMap<String, Vec<String>>,
}

impl Table {
    /// Takes up what a company adds; its words go before those of the form.
    pub fn extend(&mut self, own: &Self) {
        if own.id.is_some() {
            self.id.clone_from(&own.id);
        }
        for (path, names) in &own.heads {
            let known = self.heads.entry(path.clone()).or_default();
            let mut all = names.clone();
            all.append(known);
            *known = all;
        }
    }
}

#[derive(Deserialize)]
struct Written {
    id: Option<String>,
    #[serde(default)]
    heads: serde_json::Map<String, Value>,
}

impl From<Written> for Table {
    fn from(written: Written) -> Self {
        let mut heads = BTreeMap::new();
        gather("", &written.heads, &mut heads);
        Self {
            id: written.id,
            heads,
        }
    }
}

/// `customer.code = […]` is a table in a table.
fn gather(
    path: &str,
    written: &serde_json::Map<String, Value>,
    heads: &mut BTreeMap<String, Vec<String>>,
) {
    for (key, value) in written {
        let inner = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        match value {
            Value::Object(table) => gather(&inner, table, heads),
            Value::Array(items) => {
                let names = items.iter().filter_map(Value::as_str);
                heads.insert(inner, names.map(str::to_owned).collect());
            }
            Value::String(one) => {
                heads.insert(inner, vec![one.clone()]);
            }
            _ => {}
        }
    }
}
