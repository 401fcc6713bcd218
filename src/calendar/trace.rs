//! How a due time was found, line by line.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use super::{Calendar, Clock, DayKind, Instant, MissingYear, Span, Unit, instant, words};
use crate::diag::Text;

/// Consecutive days off for one reason, or one day that is worked for a reason.
struct Run {
    kind: DayKind,
    from: NaiveDate,
    to: NaiveDate,
}

impl Calendar {
    /// How [`Calendar::due`] finds its answer: the start, each run of days that it skips and each day that it counts
    /// against the week, with their reasons, and the due time.
    ///
    /// # Errors
    /// The same as those of [`Calendar::due`].
    pub fn trace(
        &self,
        start: Instant,
        span: Span,
        clock: Clock,
    ) -> Result<Vec<Text>, MissingYear> {
        let mut runs: Vec<Run> = Vec::new();
        let due = self.walk(start, span, clock, |day, kind| gather(&mut runs, day, kind))?;
        let start = start.within(self.zone);
        let in_hours = matches!(span.unit, Unit::Minutes | Unit::Hours);
        let mut lines = Vec::new();
        if !in_hours {
            lines.push(from_day(start));
        } else if clock == Clock::Elapsed {
            lines.push(from_moment(start, "连续计时", "counting day and night"));
        } else {
            let hours: Vec<String> = self.hours.iter().map(|hours| hours.text()).collect();
            lines.push(from_moment(
                start,
                &format!("只计工作时间 {}", hours.join("、")),
                &format!("counting working hours {}", hours.join(", ")),
            ));
            lines.extend(self.begins(start)?);
        }
        lines.extend(runs.iter().map(Run::text));
        lines.push(if in_hours {
            due_then(span, clock, due)
        } else {
            due_on(span, due)
        });
        Ok(lines)
    }

    /// Where work does not go on at the start, when it next does.
    fn begins(&self, start: Instant) -> Result<Option<Text>, MissingYear> {
        let start = start.end(self.zone);
        let begins = self.business(start, 0, |_, _| ())?;
        let shown = words::moment(begins);
        Ok((begins != start).then(|| {
            Text::new(
                format!("当时不在工作时间，自 {}起计", shown.zh),
                format!(
                    "outside working hours then, so counting begins {}",
                    shown.en
                ),
            )
        }))
    }
}

fn gather(runs: &mut Vec<Run>, day: NaiveDate, kind: &DayKind) {
    match runs.last_mut() {
        Some(run) if !kind.is_working() && run.kind == *kind && instant::next(run.to) == day => {
            run.to = day;
        }
        _ if *kind == DayKind::Working => {}
        _ => runs.push(Run {
            kind: kind.clone(),
            from: day,
            to: day,
        }),
    }
}

impl Run {
    fn text(&self) -> Text {
        let (reason, days) = (self.kind.text(), words::days(self.from, self.to));
        if self.kind.is_working() {
            let day = words::day(self.from);
            return Text::new(
                format!("{}{}，计入", day.zh, reason.zh),
                format!("{} {}: it counts", day.en, reason.en),
            );
        }
        Text::new(
            format!("{} {}，不计", days.zh, reason.zh),
            format!("{} {}: not counted", days.en, reason.en),
        )
    }
}

fn from_day(start: Instant) -> Text {
    let shown = match start {
        Instant::Day(day) => words::day(day),
        Instant::At(time) => words::moment(time),
    };
    Text::new(
        format!("起算 {}，当日不计", shown.zh),
        format!("from {}, a day that is not counted", shown.en),
    )
}

fn from_moment(start: Instant, zh: &str, en: &str) -> Text {
    match start {
        Instant::At(time) => {
            let shown = words::moment(time);
            Text::new(
                format!("起算 {}，{zh}", shown.zh),
                format!("from {}, {en}", shown.en),
            )
        }
        Instant::Day(day) => {
            let shown = words::day(day);
            Text::new(
                format!("起算 {}24:00（未写时刻，按当日结束），{zh}", shown.zh),
                format!(
                    "from {} 24:00 (no time given, so the end of the day), {en}",
                    shown.en
                ),
            )
        }
    }
}

fn due_then(span: Span, clock: Clock, due: DateTime<Tz>) -> Text {
    let (span, shown) = (span.text(), words::moment(due));
    let (zh, en) = match clock {
        Clock::Elapsed => ("", ""),
        Clock::Business => ("工作时间", " of work"),
    };
    Text::new(
        format!("满 {}{zh}，{}截止", span.zh, shown.zh),
        format!("{}{en} end: due by {}", span.en, shown.en),
    )
}

fn due_on(span: Span, due: DateTime<Tz>) -> Text {
    let shown = words::day(due.date_naive());
    let (zh, en) = if span.unit == Unit::WorkingDays {
        (
            format!("第 {} 个工作日", span.count),
            format!("{} working day", words::ordinal(span.count)),
        )
    } else {
        let span = span.text();
        (format!("满 {}", span.zh), format!("{} end", span.en))
    };
    Text::new(
        format!("{zh}，{}24:00 截止", shown.zh),
        format!("{en}: due by {} 24:00", shown.en),
    )
}
