//! The heads of a table's columns, and the fields that they mean.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::columns::Head;
use super::fields::{self, Field};
use crate::diag::Text;
use crate::diag::near::nearest;
use crate::form;
use crate::schema::Outline;
use crate::source::{Pointer, Row};

/// Rows among which the heads are looked for.
const HEAD_ROWS: usize = 40;

/// What columns may be headed, and the fields that they mean.
#[derive(Debug)]
pub struct Heads {
    /// The fields, in the order of the schema.
    pub fields: Vec<Field>,
    /// How an entry without an id gets one.
    id: Option<String>,
    known: HashMap<String, usize>,
}

impl Heads {
    /// The heads of the entries of a list; of the record's own fields where `list` is empty. `own` is what the record itself
    /// says of columns: heads by dotted path.
    pub fn of(
        outline: &[Outline],
        list: &str,
        defined: Option<&form::Table>,
        own: Option<&Map<String, Value>>,
    ) -> Self {
        Self::knowing(fields::of(outline, list), defined, own)
    }

    /// The heads of a list whose first column names the entry that each row belongs to.
    pub(crate) fn belonging(
        outline: &[Outline],
        list: &str,
        defined: Option<&form::Table>,
        owner: Field,
    ) -> Self {
        let mut fields = fields::of(outline, list);
        fields.insert(0, owner);
        Self::knowing(fields, defined, None)
    }

    fn knowing(
        fields: Vec<Field>,
        defined: Option<&form::Table>,
        own: Option<&Map<String, Value>>,
    ) -> Self {
        let mut heads = Self {
            fields,
            id: defined.and_then(|table| table.id.clone()),
            known: HashMap::new(),
        };
        let own = own.into_iter().flatten();
        let own = own.map(|(path, value)| (path.clone(), given(value)));
        let defined = defined.into_iter().flat_map(|table| table.heads.clone());
        // What is said nearest to the table goes first, and the schema's words last.
        for (path, names) in own.chain(defined) {
            if let Some(at) = heads.fields.iter().position(|field| field.path == path) {
                names.iter().for_each(|name| heads.learn(name, at));
            }
        }
        heads.learn_schema();
        heads
    }

    fn learn(&mut self, name: &str, field: usize) {
        let name = plain(name);
        if !name.is_empty() {
            self.known.entry(name).or_insert(field);
        }
    }

    /// Learns the words of the schema, and how each field is told from all others. Of fields with one title the outermost has
    /// it for itself.
    fn learn_schema(&mut self) {
        let mut order: Vec<usize> = (0..self.fields.len()).collect();
        order.sort_by_key(|at| self.fields[*at].depth());
        for at in &order {
            let title = self.fields[*at].title.clone();
            self.learn_text(&title, *at);
        }
        for at in &order {
            if let Some(grouped) = self.fields[*at].grouped() {
                self.learn_text(&grouped, *at);
            }
        }
        for at in &order {
            let path = self.fields[*at].path.clone();
            self.learn(&path, *at);
        }
        for at in &order {
            let path = self.fields[*at].path.clone();
            self.learn(path.rsplit('.').next().unwrap_or(&path), *at);
        }
        // Each form says what its date is the date of; a table of one form need not.
        for (path, name) in [("date", "日期"), ("id", "代号")] {
            if let Some(at) = self.fields.iter().position(|field| field.path == path) {
                self.learn(name, at);
            }
        }
        for at in 0..self.fields.len() {
            let label = self.label(at);
            self.learn_text(&label, at);
            let sure = names(&label)
                .iter()
                .all(|name| self.field(name) == Some(at));
            let path = || Text::same(&self.fields[at].path);
            self.fields[at].label = if sure { label } else { path() };
        }
    }

    fn learn_text(&mut self, text: &Text, field: usize) {
        for name in names(text) {
            self.learn(&name, field);
        }
    }

    /// What a field is headed so that no other can be meant, in each language.
    fn label(&self, at: usize) -> Text {
        Text::new(
            self.label_in(at, |text| &text.zh),
            self.label_in(at, |text| &text.en),
        )
    }

    /// Its title, that behind its group's, or its path.
    fn label_in(&self, at: usize, get: fn(&Text) -> &str) -> String {
        let field = &self.fields[at];
        let others = || self.fields.iter().enumerate().filter(|(it, _)| *it != at);
        let outer = |(_, it): &(usize, &Field)| it.depth() <= field.depth();
        let alike = |a: &Text, b: &Text| plain(get(a)) == plain(get(b));
        let mut titles = others().filter(outer);
        let titled = titles.any(|(_, it)| alike(&it.title, &field.title));
        let title = (!titled).then(|| field.title.clone());
        let grouped = field.grouped().filter(|own| {
            let mut others = others().filter_map(|(_, it)| it.grouped());
            !others.any(|other| alike(&other, own))
        });
        let sure = |label: &Text| self.field(get(label)) == Some(at);
        let label = title.into_iter().chain(grouped).find(sure);
        label.map_or_else(|| field.path.clone(), |label| get(&label).to_owned())
    }

    /// The field that a head means: as it stands, or without what it says in brackets. A star, as on what must be filled in, is
    /// no part of it.
    pub fn field(&self, head: &str) -> Option<usize> {
        let head = head.trim_matches(|c: char| c.is_whitespace() || "*＊".contains(c));
        let exact = || self.fields.iter().position(|field| field.path == head);
        let known = |head: &str| self.known.get(&plain(head)).copied();
        let bare = || known(head.split(['(', '（', '[', '【', '/']).next()?);
        exact().or_else(|| known(head)).or_else(bare)
    }

    /// The row with the most heads that are known, at least two of them or all there are; a row above it may hold the heads of
    /// groups.
    pub(in crate::record) fn find(&self, rows: &[Row]) -> Option<Head> {
        let heads = (0..rows.len().min(HEAD_ROWS)).flat_map(|at| {
            let alone = Head::of(&rows[at], None);
            let above = at.checked_sub(1).map(|above| &rows[above]);
            let grouped = above.map(|above| Head::of(&rows[at], Some(above)));
            [Some(alone), grouped].into_iter().flatten()
        });
        let least = self.fields.len().min(2);
        // Of equal ones the first.
        let mut best: Option<(usize, Head)> = None;
        for head in heads {
            let known = head.known(self);
            if known >= least && best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, head));
            }
        }
        best.map(|(_, head)| head)
    }

    /// How many fields the heads of a table mean; 0 where there are no heads.
    pub fn matching(&self, rows: &[Row]) -> usize {
        self.find(rows).map_or(0, |head| head.known(self))
    }

    /// The field of the first of some texts that means one.
    pub(super) fn meant(&self, texts: &[String]) -> Option<usize> {
        texts.iter().find_map(|text| self.field(text))
    }

    /// Gives an entry an id where it must have one and has none.
    pub(super) fn name(&self, item: &mut Map<String, Value>, row: u32) {
        let mut fields = self.fields.iter();
        let named = fields.any(|field| field.path == "id" && (field.required || self.id.is_some()));
        if !named || item.contains_key("id") {
            return;
        }
        let id = self
            .id
            .as_deref()
            .and_then(|pattern| filled(pattern, item))
            .unwrap_or_else(|| (row + 1).to_string());
        item.insert("id".to_owned(), Value::String(id));
    }

    /// A title that a head was probably meant to be.
    pub(crate) fn near(&self, text: &str) -> Option<String> {
        let titles = self.fields.iter().flat_map(|field| {
            let title = &field.title;
            [&title.zh, &title.en].map(|name| (name.as_str(), name.clone()))
        });
        nearest(text, titles)
    }
}

/// What stands on a page in Chinese, in English, and in both.
fn names(text: &Text) -> [String; 3] {
    let both = format!("{} {}", text.zh, text.en);
    [text.zh.clone(), text.en.clone(), both]
}

/// The heads that a record itself gives for a field: one, or several.
fn given(value: &Value) -> Vec<String> {
    let texts = |items: &[Value]| {
        let texts = items.iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    };
    match value {
        Value::Array(items) => texts(items),
        other => texts(std::slice::from_ref(other)),
    }
}

/// A pattern with the fields of an entry put in; `None` if one is missing.
fn filled(pattern: &str, item: &Map<String, Value>) -> Option<String> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (path, behind) = after.split_once('}')?;
        let pointer = Pointer::parse(&format!("/{}", path.replace('.', "/")))?;
        let mut parts = pointer.parts();
        let first = item.get(&*parts.next()?)?;
        let value = parts.try_fold(first, |value, key| value.get(&*key))?;
        text.push_str(before);
        match value {
            Value::String(value) => text.push_str(value),
            Value::Number(value) => text.push_str(&value.to_string()),
            _ => return None,
        }
        rest = behind;
    }
    text.push_str(rest);
    Some(text)
}

/// A head as it is compared: letters and figures only, small, at normal width.
pub(crate) fn plain(text: &str) -> String {
    let narrow = text.chars().map(|c| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    });
    narrow
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
