//! A year's file as it is written, and the door to a trusted [`Notice`].

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;

use super::{DayKind, Version, mistakes};
use crate::diag::{self, Sink, Text};
use crate::schema::Schema;
use crate::source::{Document, Pointer, Source};

/// The schema of a year's file: its mistakes get the same words as those of a record.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    let value = serde_json::from_str(include_str!("notice.schema.json"))
        .map_err(|error| error.to_string())?;
    Schema::compile("calendar", value, &[])
});

/// What a notice says of the days of a year, and of the December before it.
#[derive(Debug)]
pub(super) struct Notice {
    pub version: Version,
    pub days: HashMap<NaiveDate, DayKind>,
    pub source: Source,
}

#[derive(Deserialize)]
struct Written {
    year: i32,
    notice: WrittenNotice,
    off: Vec<Off>,
    work: Vec<Work>,
}

#[derive(Deserialize)]
struct WrittenNotice {
    title: WrittenText,
    number: Option<String>,
    date: NaiveDate,
}

#[derive(Deserialize)]
struct Off {
    from: NaiveDate,
    to: Option<NaiveDate>,
    name: WrittenText,
}

#[derive(Deserialize)]
struct Work {
    on: NaiveDate,
    r#for: WrittenText,
}

#[derive(Deserialize)]
struct WrittenText {
    zh: String,
    en: String,
}

impl From<WrittenText> for Arc<Text> {
    fn from(text: WrittenText) -> Self {
        Self::new(Text::new(text.zh, text.en))
    }
}

impl Notice {
    /// Reads a year's file; what is wrong with it goes to the sink.
    pub fn read(source: Source, sink: &mut Sink) -> Option<Self> {
        let before = sink.diagnostics().len();
        let document = diag::read(&source, sink)?;
        match &*SCHEMA {
            Ok(schema) => schema.check(&document, sink),
            Err(error) => sink.push(mistakes::broken(&source, error)),
        }
        if sink.diagnostics().len() > before {
            return None;
        }
        let Document { value, digest, .. } = document;
        let written: Written = serde_json::from_value(value)
            .map_err(|error| sink.push(mistakes::broken(&source, &error.to_string())))
            .ok()?;
        let version = Version {
            year: written.year,
            source: source.name().to_owned(),
            digest,
            notice: written.notice.text(),
        };
        let days = written.days(&source, sink);
        (sink.diagnostics().len() == before).then_some(Self {
            version,
            days,
            source,
        })
    }
}

impl WrittenNotice {
    fn text(&self) -> Text {
        let Self { title, date, .. } = self;
        let (number_zh, number_en) = match &self.number {
            Some(number) => (number.clone(), number.clone()),
            None => ("文号未知".to_owned(), "number not known".to_owned()),
        };
        Text::new(
            format!("{}（{number_zh}，{date}）", title.zh),
            format!("{} ({number_en}, {date})", title.en),
        )
    }
}

impl Written {
    /// What each day is that the file names; what cannot be goes to the sink.
    fn days(self, source: &Source, sink: &mut Sink) -> HashMap<NaiveDate, DayKind> {
        let mut days = Days {
            year: self.year,
            found: HashMap::new(),
            source,
            sink,
        };
        let off = Pointer::root().join("off");
        for (i, range) in self.off.into_iter().enumerate() {
            days.off(range, &off.index(i));
        }
        let work = Pointer::root().join("work");
        for (i, Work { on, r#for }) in self.work.into_iter().enumerate() {
            let at = work.index(i).join("on");
            if !matches!(on.weekday(), Weekday::Sat | Weekday::Sun) {
                days.sink.push(mistakes::no_weekend(source, at, on));
            } else if days.belongs(on, &at) {
                days.add(on, DayKind::MakeUp(r#for.into()), &at);
            }
        }
        let found = days.found.into_iter();
        found.map(|(day, (kind, _))| (day, kind)).collect()
    }
}

/// The days of a file while they are gathered, each with the place that names it.
struct Days<'a> {
    year: i32,
    found: HashMap<NaiveDate, (DayKind, Pointer)>,
    source: &'a Source,
    sink: &'a mut Sink,
}

impl Days<'_> {
    fn off(&mut self, range: Off, at: &Pointer) {
        let Off { from, to, name } = range;
        let to = to.unwrap_or(from);
        if to < from {
            let at = at.join("to");
            return self
                .sink
                .push(mistakes::reversed(self.source, at, from, to));
        }
        // Both ends are told; and a range between two days of the year is never long.
        let (first, last) = (
            self.belongs(from, &at.join("from")),
            self.belongs(to, &at.join("to")),
        );
        let kind = DayKind::Holiday(name.into());
        if first && last {
            let mut days = from.iter_days().take_while(|day| *day <= to);
            // One day told is enough of a range given twice.
            while days
                .next()
                .is_some_and(|day| self.add(day, kind.clone(), at))
            {}
        }
    }

    /// A notice speaks of its year, and of the last days before it where New Year's holiday begins there.
    fn belongs(&mut self, day: NaiveDate, at: &Pointer) -> bool {
        let before = day.year() == self.year - 1 && day.month() == 12;
        let belongs = day.year() == self.year || before;
        if !belongs {
            let found = mistakes::other_year(self.source, at.clone(), day, self.year);
            self.sink.push(found);
        }
        belongs
    }

    /// Whether the day was new.
    fn add(&mut self, day: NaiveDate, kind: DayKind, at: &Pointer) -> bool {
        match self.found.get(&day) {
            Some((_, first)) => {
                let found = mistakes::twice(self.source, at, first, day);
                self.sink.push(found);
                false
            }
            None => {
                self.found.insert(day, (kind, at.clone()));
                true
            }
        }
    }
}
