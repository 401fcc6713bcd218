//! All records of a project as figures know them, and the next free number of a form.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use rayon::prelude::*;

use crate::check;
use crate::diag::Sink;
use crate::figures::Book;
use crate::form::{Form, Pattern};
use crate::project::{Project, records_in};
use crate::record::Record;

/// What the records of a project say.
#[derive(Debug, Default)]
pub struct Books {
    /// What figures are made of.
    pub book: Book,
    /// Ids and numbers in use.
    ids: BTreeSet<String>,
}

impl Books {
    /// Reads all records as of a moment. What is wrong with them is for `check` to tell.
    pub fn read(project: &Project, as_of: DateTime<Tz>) -> Self {
        let paths = records_in(&project.root().join("records"));
        let read = paths.par_iter().fold(Self::default, |mut books, path| {
            let source = project.source(path);
            if let Some(record) = Record::open(&source, &project.forms, &mut Sink::default()) {
                books.add(&record, project, as_of);
            }
            books
        });
        let mut books = read.reduce(Self::default, |mut all, other| {
            all.book.merge(other.book);
            all.ids.extend(other.ids);
            all
        });
        books.book.sort();
        books
    }

    fn add(&mut self, record: &Record, project: &Project, as_of: DateTime<Tz>) {
        let number = record.document.value.get("number").and_then(|n| n.as_str());
        self.ids.extend(record.id.clone());
        self.ids.extend(number.map(str::to_owned));
        let later = record.date.is_some_and(|date| date > as_of.date_naive());
        if let Some(form) = record.form(&project.forms).filter(|_| !later) {
            let value = check::as_of(record, form, as_of);
            self.book.add(&form.id, &value, as_of);
        }
    }

    /// Whether a record has an id or number.
    pub fn knows(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The next number of a form that no record has, for a record of a day. It counts as taken from then on.
    pub fn next_id(&mut self, form: &Form, day: NaiveDate) -> String {
        let pattern = Pattern::parse(&form.record_number.pattern);
        let (first, reset) = (pattern.on(day), form.record_number.reset);
        let numbers = self.ids.iter().filter_map(|id| pattern.read(id));
        let same = numbers.filter(|serial| serial.period(reset) == first.period(reset));
        let last = same.map(|serial| serial.sequence).max().unwrap_or(0);
        let id = first.with(last + 1);
        self.ids.insert(id.clone());
        id
    }
}
