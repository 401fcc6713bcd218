//! What leaves the house only with the customer's consent (procedure 4.4): blackened, or left out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::External;
use crate::form::{Form, Withhold};
use crate::record::Record;

/// What stands in the place of a blackened text.
const BLACK: &str = "■■■";

/// Who gets the pack, and what the property ledgers say that he may see.
#[derive(Debug, Default)]
pub(super) struct Consents {
    recipient: Option<String>,
    /// Codes of customers who agreed that he sees personal data of theirs.
    personal: BTreeSet<String>,
    /// External documents that he may see, by number.
    external: BTreeSet<String>,
    /// Property that he may see, or that is not confidential: `CP-2026-002/P02`.
    property: BTreeSet<String>,
}

/// A record as somebody outside may see it.
#[derive(Debug)]
pub(super) struct Shown {
    /// The record, blackened.
    pub value: Value,
    /// Why the whole document is left out, if it is.
    pub left_out: Option<Text>,
    /// How many texts were blackened, by reason.
    pub black: BTreeMap<String, (Text, usize)>,
    /// The texts themselves.
    pub words: BTreeSet<String>,
}

impl Consents {
    /// Reads the property ledgers: whoever `to` of a consent names may see that property.
    pub fn of(records: &[Option<Record>], recipient: Option<&str>) -> Self {
        let mut consents = Self {
            recipient: recipient.map(str::to_owned),
            ..Self::default()
        };
        let ledgers = records.iter().flatten();
        for record in ledgers.filter(|record| record.form == "property-ledger") {
            let entries = record.document.value.get("entries");
            for entry in entries.and_then(Value::as_array).into_iter().flatten() {
                consents.property(record.id.as_deref().unwrap_or_default(), entry);
            }
        }
        consents
    }

    fn property(&mut self, ledger: &str, entry: &Value) {
        let text = |pointer: &str| entry.pointer(pointer).and_then(Value::as_str);
        let agreed = self.names(entry.get("consents"));
        let open = text("/confidentiality") == Some("none");
        if agreed && text("/kind") == Some("personal_data") {
            self.personal
                .extend(text("/customer/code").map(str::to_owned));
        }
        if agreed || open {
            let number = text("/external_document/number").map(str::to_owned);
            self.external.extend(number);
            let id = text("/id").unwrap_or_default();
            self.property.insert(format!("{ledger}/{id}"));
        }
    }

    /// Whether one of the consents names whoever gets the pack.
    fn names(&self, consents: Option<&Value>) -> bool {
        let Some(recipient) = &self.recipient else {
            return false;
        };
        let list = consents.and_then(Value::as_array).into_iter().flatten();
        let mut to = list.filter_map(|consent| consent.get("to")?.as_str());
        to.any(|to| to == recipient)
    }

    /// Why an external document is left out, if it is: what a customer gave is the customer's.
    pub fn external(&self, number: &str, from: &External, record: &Value) -> Option<Text> {
        from.customer.as_ref()?;
        let property = record.get("property").and_then(Value::as_str);
        let agreed = self.external.contains(number)
            || property.is_some_and(|property| self.property.contains(property));
        (!agreed).then(|| Text::new("顾客的技术资料", "technical material of the customer"))
    }

    /// A record as whoever gets the pack may see it.
    pub fn show(&self, form: &Form, value: &Value) -> Shown {
        let mut shown = Shown {
            value: value.clone(),
            left_out: None,
            black: BTreeMap::new(),
            words: BTreeSet::new(),
        };
        for withhold in &form.withhold {
            self.apply(withhold, &mut shown);
        }
        self.personal(form, &mut shown);
        let black = Black {
            words: shown.words,
            ..Black::default()
        };
        black.everywhere(&mut shown.value);
        shown.words = black.words;
        shown
    }

    fn apply(&self, withhold: &Withhold, shown: &mut Shown) {
        let mut value = std::mem::take(&mut shown.value);
        let items: Vec<&mut Value> = match &withhold.each {
            None => vec![&mut value],
            Some(list) => match value.get_mut(list).and_then(Value::as_array_mut) {
                Some(items) => items.iter_mut().collect(),
                None => Vec::new(),
            },
        };
        for item in items {
            let consents = withhold.consent.as_ref().and_then(|list| item.get(list));
            if !holds(withhold, item) || self.names(consents) {
                continue;
            }
            if withhold.fields.is_empty() {
                shown.left_out = Some(withhold.reason.clone());
            }
            for field in &withhold.fields {
                let path: Vec<&str> = field.split('.').collect();
                blacken(item, &path, &mut |text| {
                    count(&mut shown.black, &withhold.reason);
                    shown.words.insert(text.to_owned());
                });
            }
        }
        shown.value = value;
    }

    fn personal(&self, form: &Form, shown: &mut Shown) {
        let customer = shown
            .value
            .pointer("/customer/code")
            .and_then(Value::as_str);
        if customer.is_some_and(|code| self.personal.contains(code)) {
            return;
        }
        let Some(schema) = form.schema(&mut Sink::default()) else {
            return;
        };
        let reason = Text::new("个人信息", "personal data");
        for field in schema.outline().iter().filter(|field| field.personal) {
            let path: Vec<&str> = field.path.split('.').collect();
            blacken(&mut shown.value, &path, &mut |text| {
                count(&mut shown.black, &reason);
                shown.words.insert(text.to_owned());
                // `郭蓉 质量工程师` is spoken of as 郭蓉.
                let name = text.split_whitespace().next();
                shown.words.extend(name.map(str::to_owned));
            });
        }
    }
}

fn count(black: &mut BTreeMap<String, (Text, usize)>, reason: &Text) {
    let counted = black
        .entry(reason.zh.clone())
        .or_insert_with(|| (reason.clone(), 0));
    counted.1 += 1;
}

/// Whether an item is one that is withheld.
fn holds(withhold: &Withhold, item: &Value) -> bool {
    withhold.when.iter().all(|(path, values)| {
        let pointer = format!("/{}", path.replace('.', "/"));
        let missing = json!("");
        values.contains(item.pointer(&pointer).unwrap_or(&missing))
    })
}

/// Blackens the texts at a path; `*` is every item of a list.
fn blacken(value: &mut Value, path: &[&str], told: &mut dyn FnMut(&str)) {
    match (path, value) {
        ([], Value::String(text)) if text != BLACK && !text.is_empty() => {
            told(text);
            BLACK.clone_into(text);
        }
        (["*", rest @ ..], Value::Array(items)) => {
            items.iter_mut().for_each(|item| blacken(item, rest, told));
        }
        ([key, rest @ ..], Value::Object(table)) => {
            if let Some(inner) = table.get_mut(*key) {
                blacken(inner, rest, told);
            }
        }
        _ => {}
    }
}

/// Whether a word is long enough not to stand in others by chance: Chinese names have two characters.
fn is_telling(word: &str) -> bool {
    let least = if word.is_ascii() { 5 } else { 2 };
    word.chars().count() >= least
}

/// What must not be told anywhere in the pack.
#[derive(Debug, Default)]
pub(super) struct Black {
    /// Texts that were blackened.
    pub words: BTreeSet<String>,
    /// Numbers of documents that are left out.
    pub numbers: BTreeSet<String>,
    /// Files of records that are left out.
    pub files: BTreeSet<String>,
}

impl Black {
    /// A text in which blackened words are blackened too.
    pub fn text(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for word in self.words.iter().rev().filter(|word| is_telling(word)) {
            if text.contains(word.as_str()) {
                text = text.replace(word.as_str(), BLACK);
            }
        }
        text
    }

    /// Blackens the words wherever else they stand in a value.
    fn everywhere(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.everywhere(item)),
            Value::Object(table) => table.values_mut().for_each(|item| self.everywhere(item)),
            _ => {}
        }
    }

    /// A finding as it may be told; of a record that is left out only what rule it is about.
    pub fn finding(&self, finding: &Diagnostic) -> Diagnostic {
        let file = finding.place.as_ref().map(|place| place.source.name());
        let left_out = file.is_some_and(|file| self.files.contains(file));
        let told = |text: &Text| {
            if left_out {
                Text::same(BLACK)
            } else {
                Text::new(self.text(&text.zh), self.text(&text.en))
            }
        };
        let mut shown = finding.clone();
        shown.message = told(&finding.message);
        for label in &mut shown.labels {
            label.message = told(&label.message);
        }
        shown
    }

    /// Whether an entry's body says what must not be told.
    pub fn hides(&self, body: &Value) -> bool {
        let number = body.get("number").and_then(Value::as_str);
        let of_document = number.is_some_and(|number| self.numbers.contains(number));
        (of_document && body.get("record").is_some()) || self.is_told_in(body)
    }

    fn is_told_in(&self, value: &Value) -> bool {
        match value {
            // A short word may stand in another by chance.
            Value::String(text) => self.words.iter().any(|word| {
                text == word || (word.chars().count() > 3 && text.contains(word.as_str()))
            }),
            Value::Array(items) => items.iter().any(|item| self.is_told_in(item)),
            Value::Object(table) => table.values().any(|item| self.is_told_in(item)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(values: &[&str]) -> Vec<Value> {
        values.iter().map(|value| json!(value)).collect()
    }

    #[test]
    fn forms_withhold_fields_that_they_have() {
        let catalogue = crate::form::Catalogue::load(None, &mut Sink::default());
        let mut seen = 0;
        for form in catalogue.all() {
            let schema = form.schema(&mut Sink::default()).expect("a schema");
            let outline = schema.outline();
            let known = |path: &str| outline.iter().any(|field| field.path == path);
            for withhold in &form.withhold {
                let base = withhold
                    .each
                    .as_ref()
                    .map_or(String::new(), |list| format!("{list}.*."));
                let paths = withhold
                    .when
                    .keys()
                    .chain(&withhold.fields)
                    .chain(&withhold.consent);
                for path in paths {
                    assert!(known(&format!("{base}{path}")), "{}: {base}{path}", form.id);
                    seen += 1;
                }
            }
        }
        assert!(seen > 20, "{seen}");
    }

    #[test]
    fn nothing_black_is_told_elsewhere() {
        let black = Black {
            words: ["密封圈图纸".to_owned(), "张三".to_owned()].into(),
            numbers: ["CR-1".to_owned()].into(),
            files: ["records/cr.toml".to_owned()].into(),
        };
        assert_eq!(black.text("张三收到密封圈图纸"), "■■■收到■■■");
        assert!(black.hides(&json!({ "number": "CR-1", "record": {} })));
        assert!(!black.hides(&json!({ "number": "CR-1", "pdf": "a" })));
        assert!(
            black.hides(&json!({ "number": "CP-1", "record": { "products": ["密封圈图纸 B"] } }))
        );
        assert!(black.hides(&json!({ "number": "CP-1", "holder": "张三" })));
        assert!(!black.hides(&json!({ "number": "CP-1", "by": "张三丰" })));
        let found = |file: &str| {
            let source = crate::source::Source::disk(file, file);
            let at = crate::source::Place {
                source,
                at: crate::source::At::File,
            };
            let told = Diagnostic::error("a.b", Text::same("张三：缺少日期")).at(at);
            black.finding(&told).message.zh
        };
        assert_eq!(found("records/other.toml"), "■■■：缺少日期");
        assert_eq!(found("records/cr.toml"), BLACK);
    }

    #[test]
    fn what_has_no_consent_for_the_recipient_is_blackened() {
        let withhold = Withhold {
            each: Some("entries".to_owned()),
            when: [
                ("kind".to_owned(), list(&["drawing"])),
                ("level".to_owned(), list(&["", "secret"])),
            ]
            .into(),
            fields: vec!["name".to_owned(), "notes.*.text".to_owned()],
            consent: Some("consents".to_owned()),
            reason: Text::new("保密", "confidential"),
        };
        let value = json!({ "entries": [
            { "kind": "drawing", "name": "壳体", "notes": [{ "text": "甲" }, { "text": "乙" }] },
            { "kind": "drawing", "level": "none", "name": "盖板" },
            { "kind": "drawing", "name": "支架", "consents": [{ "to": "认证机构" }] },
        ]});
        for (recipient, black) in [(None, 4), (Some("认证机构"), 3), (Some("别人"), 4)] {
            let consents = Consents {
                recipient: recipient.map(str::to_owned),
                ..Consents::default()
            };
            let mut shown = Shown {
                value: value.clone(),
                left_out: None,
                black: BTreeMap::new(),
                words: BTreeSet::new(),
            };
            consents.apply(&withhold, &mut shown);
            assert_eq!(shown.black["保密"].1, black, "{recipient:?}");
            assert_eq!(shown.value["entries"][0]["notes"][1]["text"], json!(BLACK));
            assert_eq!(shown.value["entries"][1]["name"], json!("盖板"));
        }
    }
}
