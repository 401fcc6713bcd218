//! Kind `numbering`: declared numbers match their pattern, are unique, without unexplained holes, and follow the dates.

use std::collections::BTreeMap;

use super::facts::{About, Facts, Known, Numbered};
use super::item::Standards;
use super::verdict::Verdict;
use crate::calendar::Instant;
use crate::diag::Text;
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
        sequence(serials, reset, standards, &mut tell);
    }
}

fn no_match(one: &Numbered, pattern: &str) -> Verdict {
    let fact = Text::new(
        format!("编号 {} 不合格式 {pattern}", one.number),
        format!("the number {} does not match {pattern}", one.number),
    );
    Verdict::violated(one.at.clone(), fact)
}

fn sequence<'f>(
    mut serials: Vec<(Serial, &'f Numbered)>,
    reset: Reset,
    standards: &Standards<'_>,
    tell: &mut impl FnMut(&'f About, Verdict),
) {
    let zone = standards.as_of.timezone();
    let start = |one: &Numbered| one.date.map(|date| date.start(zone));
    serials.sort_by(|(a, x), (b, y)| {
        let key = |serial: &Serial| (serial.period(reset), serial.sequence);
        (key(a), start(x), &x.about.spot).cmp(&(key(b), start(y), &y.about.spot))
    });
    let mut before: Option<(&Serial, &Numbered)> = None;
    for (serial, one) in &serials {
        let same_period =
            before.filter(|(earlier, _)| earlier.period(reset) == serial.period(reset));
        let verdict = match same_period {
            Some((earlier, other)) if earlier.sequence == serial.sequence => used_twice(one, other),
            Some((earlier, other)) => follows((earlier, other), (serial, one), standards),
            None => first(serial, one, standards),
        };
        let verdict = match contradiction(serial, one) {
            Some(verdict) => verdict,
            None => verdict,
        };
        tell(&one.about, verdict);
        before = Some((serial, one));
    }
}

fn used_twice(one: &Numbered, other: &Numbered) -> Verdict {
    let fact = Text::new(
        format!("编号 {} 已用于 {}", one.number, other.about.name),
        format!(
            "the number {} is used by {} already",
            one.number, other.about.name
        ),
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

fn first(serial: &Serial, one: &Numbered, standards: &Standards<'_>) -> Verdict {
    match hole(serial, 0, standards) {
        Some(missing) if serial.sequence > 1 => gap(one, &missing),
        _ => Verdict::met(one.at.clone(), Text::default()),
    }
}

fn follows(
    (earlier, other): (&Serial, &Numbered),
    (serial, one): (&Serial, &Numbered),
    standards: &Standards<'_>,
) -> Verdict {
    if let Some(missing) = hole(serial, earlier.sequence, standards) {
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
fn hole(serial: &Serial, after: u64, standards: &Standards<'_>) -> Option<Vec<String>> {
    let missing: Vec<String> = (after + 1..serial.sequence)
        .take(1000)
        .map(|sequence| serial.with(sequence))
        .filter(|number| {
            !standards
                .explained
                .iter()
                .any(|known| known.number == *number)
        })
        .collect();
    (!missing.is_empty()).then_some(missing)
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
