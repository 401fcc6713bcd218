//! A record under judgement, and the items in it that a rule is about.

use std::path::Path as FilePath;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::Value;

use crate::calendar::{Calendar, Instant};
use crate::diag::{Code, Text};
use crate::entry::Ledger;
use crate::form::{Catalogue, FirstNumber, Form, MissingNumber};
use crate::organisation::Organisation;
use crate::record::Record;
use crate::rule::demand::Filter;
use crate::rule::expression::{self, Expression, Lazy, Names};
use crate::rule::path::Found;
use crate::rule::{Body, Path, Rules, Scope};
use crate::source::Pointer;

/// What records are held to, and when.
#[derive(Debug, Clone)]
pub struct Standards<'a> {
    /// The moment as of which everything is judged; its zone is that of times without an offset.
    pub as_of: DateTime<Tz>,
    /// The working days.
    pub calendar: &'a Calendar,
    /// Who is who.
    pub organisation: Arc<Organisation>,
    /// The forms at hand.
    pub forms: &'a Catalogue,
    /// The rules in force.
    pub rules: &'a Rules,
    /// Numbers that are missing from a sequence for a known reason.
    pub explained: &'a [MissingNumber],
    /// Where the numbers of forms begin, if not at 1.
    pub first: &'a [FirstNumber],
    /// What the issue register says; `None` where there is none.
    pub ledger: Option<&'a Ledger>,
    /// Whether duties that are met are told with their facts, too.
    pub facts: bool,
    /// The only rule that is run, if not all are.
    pub only: Option<Code>,
    /// Where the files of a record lie that is not on disk itself.
    pub folder: Option<&'a FilePath>,
}

impl Standards<'_> {
    /// Whether a rule is run.
    pub(super) fn runs(&self, rule: Code) -> bool {
        self.only.is_none_or(|only| only == rule)
    }
}

/// One record, seen as of a moment.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub standards: &'a Standards<'a>,
    pub record: &'a Record,
    pub form: &'a Form,
    /// The record without what has not happened yet.
    pub value: Arc<Value>,
    root: Arc<Lazy>,
    company: minijinja::Value,
}

/// A value that a rule needs and nobody can read; the schema has told what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub pointer: Pointer,
    pub reason: Text,
}

/// What one duty is about: the innermost variable of a rule, with those around it.
#[derive(Debug)]
pub(super) struct Item<'c> {
    pub case: &'c Case<'c>,
    /// Where the variables stand, from the record in.
    pub pointers: Vec<Pointer>,
    values: Vec<&'c Value>,
    variables: Arc<[(String, Arc<Lazy>)]>,
}

impl<'a> Case<'a> {
    pub fn new(standards: &'a Standards<'a>, record: &'a Record, form: &'a Form) -> Self {
        let value = Arc::new(super::view::as_of(record, form, standards.as_of));
        Self {
            standards,
            record,
            form,
            root: Lazy::new(&value, &Pointer::root()),
            value,
            company: expression::Company::value(
                &standards.organisation,
                standards.as_of.timezone(),
            ),
        }
    }

    pub fn zone(&self) -> Tz {
        self.standards.as_of.timezone()
    }

    /// The folder that the record's files lie beside.
    pub fn folder(&self) -> Option<&FilePath> {
        let own = self.record.document.source.path();
        own.map_or(self.standards.folder, FilePath::parent)
    }

    /// The items of a scope.
    pub fn items(&'a self, scope: &Scope) -> Vec<Item<'a>> {
        let rows = scope.items(&self.value);
        rows.into_iter().map(|row| self.item(scope, row)).collect()
    }

    /// The item whose variables stand at some pointers.
    pub fn item(&'a self, scope: &Scope, pointers: Vec<Pointer>) -> Item<'a> {
        let lazy = |(at, pointer): (usize, &Pointer)| match at {
            0 => Arc::clone(&self.root),
            _ => Lazy::new(&self.value, pointer),
        };
        let names = scope.variables.iter().map(|variable| variable.name.clone());
        let lazies = pointers.iter().enumerate().map(lazy);
        Item {
            case: self,
            values: pointers
                .iter()
                .map(|pointer| pointer.resolve(&self.value).unwrap_or(&Value::Null))
                .collect(),
            variables: names.zip(lazies).collect(),
            pointers,
        }
    }

    /// The record's own date, or the day of judgement.
    pub fn date(&self) -> NaiveDate {
        let day = self.standards.as_of.date_naive();
        self.record.date.unwrap_or(day)
    }
}

impl<'c> Item<'c> {
    /// Where the item itself stands.
    pub fn pointer(&self) -> &Pointer {
        // The record is always bound.
        &self.pointers[self.pointers.len() - 1]
    }

    /// Every value of a path.
    pub fn values(&self, path: &Path) -> Vec<Found<'c>> {
        path.values(self.values[path.from], &self.pointers[path.from])
    }

    /// The value of a path.
    pub fn value(&self, path: &Path) -> Option<&'c Value> {
        path.value(self.values[path.from])
    }

    /// The text of a path; a whole number serves as text.
    pub fn text(&self, path: &Path) -> Option<String> {
        self.value(path).and_then(text)
    }

    /// The texts of a path, whether it leads to one, to several or to lists of them.
    pub fn texts(&self, path: &Path) -> Vec<String> {
        let found = self.values(path).into_iter();
        found.flat_map(|found| texts(found.value)).collect()
    }

    /// The texts of a path as those of other records are compared with them: a department under its one name.
    pub fn joined(&self, path: &Path) -> Vec<String> {
        let organisation = &self.case.standards.organisation;
        let texts = self.texts(path).into_iter();
        texts
            .map(|text| organisation.canonical(&text).to_owned())
            .collect()
    }

    /// The first of several paths that has a text.
    pub fn first_text(&self, paths: &[Path]) -> Option<String> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// Where the value of a path stands or would stand.
    pub fn place(&self, path: &Path) -> Pointer {
        path.pointer(&self.pointers[path.from])
    }

    /// The days and moments of a path.
    pub fn instants(&self, path: &Path) -> Result<Vec<(Instant, Pointer)>, Unreadable> {
        let found = self.values(path).into_iter();
        found
            .map(|found| Ok((self.instant(&found)?, found.pointer)))
            .collect()
    }

    /// A value as a day or moment.
    pub fn instant(&self, found: &Found<'_>) -> Result<Instant, Unreadable> {
        let parsed = found
            .value
            .as_str()
            .and_then(|text| Instant::parse(text, self.case.zone()));
        parsed.ok_or_else(|| Unreadable {
            pointer: found.pointer.clone(),
            reason: Text::new("不是日期或时间", "is no date or time"),
        })
    }

    /// Whether an expression is true of the item.
    pub fn holds(&self, expression: &Expression, body: &Body) -> Result<bool, Unreadable> {
        self.figured(expression, body, None)
    }

    /// Whether an expression is true of the item and a figure.
    pub fn figured(
        &self,
        expression: &Expression,
        body: &Body,
        figure: Option<i64>,
    ) -> Result<bool, Unreadable> {
        if let Some(answer) = expression.holds_plainly(&self.values) {
            return Ok(answer);
        }
        let names = self.names(Arc::clone(&self.variables), body, figure);
        self.evaluate(expression, &names)
    }

    /// Whether an item of a list counts.
    pub fn passes(
        &self,
        filter: &Filter,
        pointer: &Pointer,
        body: &Body,
    ) -> Result<bool, Unreadable> {
        let inner = pointer.resolve(&self.case.value).unwrap_or(&Value::Null);
        let values: Vec<&Value> = self.values.iter().copied().chain([inner]).collect();
        if let Some(answer) = filter.expression.holds_plainly(&values) {
            return Ok(answer);
        }
        let inner = (
            filter.variable.clone(),
            Lazy::new(&self.case.value, pointer),
        );
        let variables = self.variables.iter().cloned().chain([inner]).collect();
        self.evaluate(&filter.expression, &self.names(variables, body, None))
    }

    fn names(
        &self,
        variables: Arc<[(String, Arc<Lazy>)]>,
        body: &Body,
        figure: Option<i64>,
    ) -> Names {
        Names {
            variables,
            parameters: body.parameters.clone(),
            figure,
            company: self.case.company.clone(),
        }
    }

    fn evaluate(&self, expression: &Expression, names: &Names) -> Result<bool, Unreadable> {
        expression.holds(names).map_err(|error| Unreadable {
            pointer: self.pointer().clone(),
            reason: Text::same(error),
        })
    }

    /// Why a duty does not apply, if anybody will read it.
    pub fn reason(&self, zh: &str, en: &str) -> Text {
        if self.case.standards.facts {
            Text::new(zh, en)
        } else {
            Text::default()
        }
    }

    /// Says that the value at a pointer is missing.
    pub fn lacks(&self, pointer: &Pointer) -> Text {
        let title = self.title(pointer);
        Text::new(
            format!("缺少“{}”", title.zh),
            format!("lacks “{}”", title.en),
        )
    }

    /// How people refer to the item: `FB-2026-006/E06`.
    pub fn name(&self) -> String {
        let record = self.case.record.id.as_deref();
        let ids = self.values[1..]
            .iter()
            .filter_map(|value| value.get("id")?.as_str());
        let parts: Vec<&str> = record.into_iter().chain(ids).collect();
        parts.join("/")
    }

    /// What the form calls the field at a pointer.
    pub fn title(&self, pointer: &Pointer) -> Text {
        let mut sink = crate::diag::Sink::default();
        let schema = self.case.form.schema(&mut sink);
        let title = schema.and_then(|schema| schema.title(pointer));
        title.unwrap_or_else(|| Text::same(pointer.as_str()))
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A text, or the texts of a list.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}
