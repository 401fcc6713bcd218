//! All records of a project as figures know them, and the next free number of a form.

use std::collections::{BTreeSet, HashMap};

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
    /// The last number of each run that was asked for.
    last: HashMap<(String, Run), u64>,
}

/// The run of numbers that one belongs to.
type Run = (Vec<String>, Option<i32>, Option<u32>);

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

    /// Counts an id as taken.
    pub fn take(&mut self, id: &str) {
        self.ids.insert(id.to_owned());
        self.last.clear();
    }

    /// The next number of a form that no record has, for a record of a day. It counts as taken from then on.
    pub fn next_id(&mut self, form: &Form, day: NaiveDate) -> String {
        let pattern = Pattern::parse(&form.record_number.pattern);
        let (first, reset) = (pattern.on(day), form.record_number.reset);
        let run = (form.record_number.pattern.clone(), first.period(reset));
        let known = self.last.get(&run).copied();
        let last = known.unwrap_or_else(|| {
            let numbers = self.ids.iter().filter_map(|id| pattern.read(id));
            let same = numbers.filter(|serial| serial.period(reset) == run.1);
            same.map(|serial| serial.sequence).max().unwrap_or(0)
        });
        self.last.insert(run, last + 1);
        let id = first.with(last + 1);
        self.ids.insert(id.clone());
        id
    }
}
