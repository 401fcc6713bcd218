use super::*;

fn trace(
    calendar: &Calendar,
    start: &str,
    limit: &str,
    clock: Clock,
) -> (Vec<String>, Vec<String>) {
    let lines = calendar.trace(instant(start), span(limit), clock).unwrap();
    lines.into_iter().map(|line| (line.zh, line.en)).unzip()
}

#[test]
fn working_days_are_told_with_what_was_skipped() {
    let (zh, en) = trace(&builtin(), "2026-09-24T10:00", "5wd", Clock::Elapsed);
    assert_eq!(
        zh,
        [
            "起算 2026-09-24 10:00（周四），当日不计",
            "2026-09-25 至 09-27 中秋节放假，不计",
            "2026-10-01 至 10-07 国庆节放假，不计",
            "第 5 个工作日，2026-10-09（周五）24:00 截止",
        ]
    );
    assert_eq!(
        en,
        [
            "from 2026-09-24 10:00 (Thu), a day that is not counted",
            "2026-09-25 to 09-27 off for Mid-Autumn Festival: not counted",
            "2026-10-01 to 10-07 off for National Day: not counted",
            "5th working day: due by 2026-10-09 (Fri) 24:00",
        ]
    );
}

#[test]
fn a_weekend_day_that_counts_is_told() {
    let (zh, _) = trace(&builtin(), "2026-09-18", "2wd", Clock::Elapsed);
    assert_eq!(
        zh,
        [
            "起算 2026-09-18（周五），当日不计",
            "2026-09-19 周末，不计",
            "2026-09-20（周日）调休上班（国庆节），计入",
            "第 2 个工作日，2026-09-21（周一）24:00 截止",
        ]
    );
    let (_, en) = trace(&builtin(), "2025-12-30", "3wd", Clock::Elapsed);
    assert_eq!(
        en,
        [
            "from 2025-12-30 (Tue), a day that is not counted",
            "2026-01-01 to 01-03 off for New Year's Day: not counted",
            "2026-01-04 (Sun) worked in exchange for New Year's Day: it counts",
            "3rd working day: due by 2026-01-05 (Mon) 24:00",
        ]
    );
}

#[test]
fn hours_are_told_by_their_clock() {
    let (zh, en) = trace(&builtin(), "2026-09-24T10:00:05", "4h", Clock::Elapsed);
    assert_eq!(
        zh,
        [
            "起算 2026-09-24 10:00:05（周四），连续计时",
            "满 4 小时，2026-09-24 14:00:05（周四）截止",
        ]
    );
    assert_eq!(
        en,
        [
            "from 2026-09-24 10:00:05 (Thu), counting day and night",
            "4 hours end: due by 2026-09-24 14:00:05 (Thu)",
        ]
    );
    let (zh, en) = trace(&builtin(), "2026-09-24", "4h", Clock::Business);
    assert_eq!(
        zh,
        [
            "起算 2026-09-24（周四）24:00（未写时刻，按当日结束），只计工作时间 08:00–12:00、13:30–17:30",
            "当时不在工作时间，自 2026-09-28 08:00（周一）起计",
            "2026-09-25 至 09-27 中秋节放假，不计",
            "满 4 小时工作时间，2026-09-28 12:00（周一）截止",
        ]
    );
    assert_eq!(en[3], "4 hours of work end: due by 2026-09-28 12:00 (Mon)");
    // A make-up day of which no hour is left does not count.
    let (zh, _) = trace(&builtin(), "2026-10-10T18:00", "1h", Clock::Business);
    assert_eq!(zh.len(), 4, "{zh:?}");
    assert_eq!(zh[2], "2026-10-11 周末，不计");
}

#[test]
fn plain_days_skip_nothing() {
    let (zh, en) = trace(&builtin(), "2026-09-24", "30d", Clock::Elapsed);
    assert_eq!(zh[1..], ["满 30 天，2026-10-24（周六）24:00 截止"]);
    assert_eq!(en[1..], ["30 days end: due by 2026-10-24 (Sat) 24:00"]);
    let (zh, _) = trace(&builtin(), "2026-09-24", "0wd", Clock::Elapsed);
    assert_eq!(zh.len(), 2, "{zh:?}");
}

#[test]
fn a_trace_needs_the_same_years_as_the_due_time() {
    let missing = builtin().trace(instant("2026-12-31"), span("1wd"), Clock::Elapsed);
    assert_eq!(missing, Err(MissingYear { year: 2027 }));
}
