//! Kind `numbering`: numbers, declared and issued, match their pattern, are unique, without unexplained holes, and follow the
//! dates.

use std::collections::BTreeMap;

use super::facts::{About, Facts, Known, Numbered};
use super::item::Standards;
use super::verdict::Verdict;
use crate::calendar::Instant;
use crate::diag::Text;
use crate::entry::{Ledger, State};
use crate::form::{Pattern, Reset, Serial};

/// More missing numbers than this in one place are told as a range only.
const SHOWN: u64 = 5;

/// Judges the declared numbers of each form.
pub(super) fn numbers<'f>(
    facts: &'f Facts,
    known: impl Fn(u32) -> Option<&'f Known>,
    standards: &Standards<'_>,
    mut tell: impl FnMut(&'f About, Verdict),
) {
    let mut by_form: BTreeMap<&str, Vec<&Numbered>> = BTreeMap::new();
    for one in &facts.numbered {
        if let Some(known) = known(one.about.spot.record) {
            by_form.entry(&known.form).or_default().push(one);
        }
    }
    for (form, numbered) in by_form {
        let day = standards.as_of.date_naive();
        let Some(form) = standards.forms.in_force(form, day) else {
            continue;
        };
        let pattern = Pattern::parse(&form.record_number.pattern);
        let reset = form.record_number.reset;
        let mut serials: Vec<(Serial, &Numbered)> = Vec::new();
        for one in numbered {
            match pattern.read(&one.number) {
                Some(serial) => serials.push((serial, one)),
                None => tell(&one.about, no_match(one, &form.record_number.pattern)),
            }
        }
        let run = Run {
            form: &form.id,
            pattern: &pattern,
            reset,
            standards,
        };
        run.sequence(serials, &known, &mut tell);
    }
}

fn no_match(one: &Numbered, pattern: &str) -> Verdict {
    let fact = Text::new(
        format!("编号 {} 不合格式 {pattern}", one.number),
        format!("the number {} does not match {pattern}", one.number),
    );
    Verdict::violated(one.at.clone(), fact)
}

/// The numbers of one form.
struct Run<'a> {
    form: &'a str,
    pattern: &'a Pattern,
    reset: Reset,
    standards: &'a Standards<'a>,
}

impl Run<'_> {
    fn sequence<'f>(
        &self,
        mut serials: Vec<(Serial, &'f Numbered)>,
        known: impl Fn(u32) -> Option<&'f Known>,
        tell: &mut impl FnMut(&'f About, Verdict),
    ) {
        let zone = self.standards.as_of.timezone();
        let start = |one: &Numbered| one.date.map(|date| date.start(zone));
        serials.sort_by(|(a, x), (b, y)| {
            let key = |serial: &Serial| (serial.period(self.reset), serial.sequence);
            (key(a), start(x), &x.about.spot).cmp(&(key(b), start(y), &y.about.spot))
        });
        let mut before: Option<(&Serial, &Numbered)> = None;
        for (serial, one) in &serials {
            let same_period = before
                .filter(|(earlier, _)| earlier.period(self.reset) == serial.period(self.reset));
            let verdict = match same_period {
                Some((earlier, other)) if earlier.sequence == serial.sequence => {
                    used_twice(one, &other.about.name)
                }
                Some((earlier, other)) => self.follows((earlier, other), (serial, one)),
                None => self.first(serial, one),
            };
            let id = known(one.about.spot.record).and_then(|known| known.id.as_deref());
            let verdict = contradiction(serial, one)
                .or_else(|| self.given_to_another(one, id))
                .unwrap_or(verdict);
            tell(&one.about, verdict);
            before = Some((serial, one));
        }
    }

    /// The issue register is the authority: a number belongs to the record that it was given, and a record has the number that it
    /// got.
    fn given_to_another(&self, one: &Numbered, id: Option<&str>) -> Option<Verdict> {
        let ledger = self.standards.ledger?;
        let owner = ledger.documents.get(&one.number);
        if let Some(document) = owner
            && document.record.as_deref() != id
            && (document.record.is_some() || document.state == State::Voided)
        {
            let word = Text::from(document.state.word());
            let other = document.record.clone().map_or(word, Text::same);
            return Some(used_twice_by(one, &other));
        }
        let document = ledger.of_record(id?)?;
        if owner.is_some() || document.number == one.number {
            return None;
        }
        let fact = Text::new(
            format!(
                "发行台账给的编号是 {}，不是 {}",
                document.number, one.number
            ),
            format!(
                "the issue register gave the number {}, not {}",
                document.number, one.number
            ),
        );
        Some(Verdict::violated(one.at.clone(), fact))
    }

    fn first(&self, serial: &Serial, one: &Numbered) -> Verdict {
        match self.hole(serial, 0) {
            Some(missing) if serial.sequence > 1 => gap(one, &missing),
            _ => Verdict::met(one.at.clone(), Text::default()),
        }
    }

    fn follows(
        &self,
        (earlier, other): (&Serial, &Numbered),
        (serial, one): (&Serial, &Numbered),
    ) -> Verdict {
        if let Some(missing) = self.hole(serial, earlier.sequence) {
            return gap(one, &missing);
        }
        match (other.date, one.date) {
            (Some(then), Some(now)) if then.is_after(now) => {
                let (then, now) = (then.date(), now.date());
                let fact = Text::new(
                    format!(
                        "编号 {} 在 {} 之后，日期 {now} 却早于 {then}",
                        one.number, other.number
                    ),
                    format!(
                        "the number {} comes after {}, but its date {now} is before {then}",
                        one.number, other.number
                    ),
                );
                Verdict::violated(one.at.clone(), fact)
            }
            _ => Verdict::met(one.at.clone(), Text::default()),
        }
    }

    /// The numbers between two, less those that are explained.
    fn hole(&self, serial: &Serial, after: u64) -> Option<Vec<String>> {
        let first = self.first_of(serial).max(after + 1);
        let missing: Vec<String> = (first..serial.sequence)
            .take(1000)
            .map(|sequence| serial.with(sequence))
            .filter(|number| {
                let explained = self.standards.explained;
                // What the register gave or voided is no hole, whether or not its record lies here.
                let given = |ledger: &Ledger| ledger.documents.contains_key(number);
                !explained.iter().any(|known| known.number == *number)
                    && !self.standards.ledger.is_some_and(given)
            })
            .collect();
        (!missing.is_empty()).then_some(missing)
    }

    /// The first number that the company says a run begins with; 1 where it says nothing.
    fn first_of(&self, serial: &Serial) -> u64 {
        let firsts = self
            .standards
            .first
            .iter()
            .filter(|first| first.form == self.form);
        let read = firsts.filter_map(|first| self.pattern.read(&first.number));
        let of_run = read.filter(|first| first.period(self.reset) == serial.period(self.reset));
        of_run.map(|first| first.sequence).max().unwrap_or(1)
    }
}

fn used_twice(one: &Numbered, other: &str) -> Verdict {
    used_twice_by(one, &Text::same(other))
}

fn used_twice_by(one: &Numbered, other: &Text) -> Verdict {
    let fact = Text::new(
        format!("编号 {} 已用于 {}", one.number, other.zh),
        format!("the number {} is used by {} already", one.number, other.en),
    );
    Verdict::violated(one.at.clone(), fact)
}

/// The year and month inside a number are those of its record's date.
fn contradiction(serial: &Serial, one: &Numbered) -> Option<Verdict> {
    let day = one.date.map(Instant::date)?;
    if serial.fits(day) {
        return None;
    }
    let fact = Text::new(
        format!("编号 {} 与日期 {day} 不符", one.number),
        format!("the number {} does not go with the date {day}", one.number),
    );
    Some(Verdict::violated(one.at.clone(), fact))
}

fn gap(one: &Numbered, missing: &[String]) -> Verdict {
    let few = missing.len() as u64 <= SHOWN;
    let list = if few {
        missing.join("、")
    } else {
        format!("{} … {}", missing[0], missing[missing.len() - 1])
    };
    let fact = Text::new(
        format!("{} 之前缺号：{list}", one.number),
        format!(
            "before {} these numbers are missing: {}",
            one.number,
            list.replace('、', ", ")
        ),
    );
    let mut verdict = Verdict::violated(one.at.clone(), fact);
    verdict.help = Some(Text::new(
        "补上缺号的记录，或在 wenkong.toml 的 [[numbers.missing]] 写明缺号原因（作废、跳号）",
        "add the records with these numbers, or explain them in wenkong.toml under [[numbers.missing]] (voided, skipped)",
    ));
    verdict
}
