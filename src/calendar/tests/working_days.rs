use super::*;
use proptest::prelude::*;

/// Start (not counted), and the 2nd, 5th and 10th working day after it.
const VECTORS: [[&str; 4]; 13] = [
    ["2025-01-24", "2025-01-27", "2025-02-07", "2025-02-13"],
    ["2025-01-27", "2025-02-06", "2025-02-10", "2025-02-17"],
    ["2025-04-25", "2025-04-28", "2025-05-06", "2025-05-13"],
    ["2025-09-26", "2025-09-29", "2025-10-10", "2025-10-16"],
    ["2025-12-31", "2026-01-05", "2026-01-08", "2026-01-15"],
    ["2026-01-01", "2026-01-05", "2026-01-08", "2026-01-15"],
    ["2026-02-13", "2026-02-24", "2026-02-27", "2026-03-05"],
    ["2026-02-14", "2026-02-25", "2026-02-28", "2026-03-06"],
    ["2026-04-30", "2026-05-07", "2026-05-11", "2026-05-18"],
    ["2026-05-08", "2026-05-11", "2026-05-14", "2026-05-21"],
    ["2026-09-18", "2026-09-21", "2026-09-24", "2026-10-09"],
    ["2026-09-24", "2026-09-29", "2026-10-09", "2026-10-15"],
    ["2026-09-30", "2026-10-09", "2026-10-13", "2026-10-20"],
];

#[test]
fn the_nth_working_day_ends_at_midnight() {
    for [start, second, fifth, tenth] in VECTORS {
        for (limit, last) in [("2wd", second), ("5wd", fifth), ("10wd", tenth)] {
            assert_eq!(
                due(start, limit),
                format!("{last} 23:59:59"),
                "{start} {limit}"
            );
            let afternoon = format!("{start}T15:20:00");
            assert_eq!(due(&afternoon, limit), due(start, limit), "{start} {limit}");
        }
    }
}

#[test]
fn a_year_has_its_working_days() {
    let calendar = builtin();
    for (year, count) in [(2024, 251), (2025, 248), (2026, 248)] {
        let working = days_of(year).filter(|day| calendar.is_working(*day) == Ok(true));
        assert_eq!(working.count(), count, "{year}");
    }
}

#[test]
fn days_months_and_years_follow_the_wall_calendar() {
    for (start, limit, last) in [
        ("2026-09-24", "30d", "2026-10-24"),
        ("2026-09-24", "0d", "2026-09-24"),
        ("2026-01-31", "1mo", "2026-02-28"),
        ("2026-07-01T08:00", "1mo", "2026-08-01"),
        ("2024-02-29", "1y", "2025-02-28"),
        // No data are needed, nor for a day of another year that is only the start.
        ("2031-12-31", "1y", "2032-12-31"),
        ("2023-12-31", "1wd", "2024-01-02"),
    ] {
        assert_eq!(
            due(start, limit),
            format!("{last} 23:59:59"),
            "{start} {limit}"
        );
    }
}

#[test]
fn elapsed_hours_run_day_and_night() {
    for (start, limit, last) in [
        ("2026-09-24T10:00", "4h", "2026-09-24 14:00:00"),
        ("2026-09-30T22:15:30", "4h", "2026-10-01 02:15:30"),
        ("2026-09-24T10:00Z", "30min", "2026-09-24 18:30:00"),
        // The latest it can have been.
        ("2026-09-24", "4h", "2026-09-25 04:00:00"),
        ("2029-09-24", "4h", "2029-09-25 04:00:00"),
    ] {
        assert_eq!(due(start, limit), last, "{start} {limit}");
    }
}

#[test]
fn a_year_without_data_is_never_guessed() {
    let needs = |start, limit| builtin().due(instant(start), span(limit), Clock::Elapsed);
    assert_eq!(needs("2026-12-31", "1wd"), Err(MissingYear { year: 2027 }));
    assert_eq!(needs("2023-12-28", "2wd"), Err(MissingYear { year: 2023 }));
    assert!(needs("2026-12-30", "1wd").is_ok());
    assert_eq!(
        builtin().is_working(day("2027-01-04")),
        Err(MissingYear { year: 2027 })
    );

    let missing = MissingYear { year: 2027 };
    let (message, help) = (missing.message(), missing.help());
    assert!(message.zh.contains("调休上班日尚未公布"), "{message:?}");
    assert!(
        message.en.contains("make-up days are not announced yet"),
        "{message:?}"
    );
    assert!(help.en.contains("rules/calendar/cn/2027.toml"), "{help:?}");
    assert!(help.zh.contains("02-05…02-08"), "{help:?}");
    let other = MissingYear { year: 2030 };
    assert!(other.help().zh.contains("off = [{ from = 2030-10-01"));
    assert!(!other.message().en.contains("statutory"));
}

#[test]
fn a_limit_without_end_ends_with_the_last_year() {
    for limit in ["4294967295y", "4294967295mo", "4294967295d", "4294967295h"] {
        assert_eq!(due("2026-09-24", limit), "9999-12-31 23:59:59", "{limit}");
    }
    assert_eq!(due("2026-09-24", "4294967295wd"), "2027");
    assert_eq!(due_at_work(&builtin(), "2026-09-24", "4294967295h"), "2027");
    for start in [NaiveDate::MIN, NaiveDate::MAX] {
        for limit in ["4h", "1d", "1wd", "1y"] {
            for clock in [Clock::Elapsed, Clock::Business] {
                let _ = builtin().trace(Instant::Day(start), span(limit), clock);
            }
        }
    }
}

#[test]
fn a_hundred_thousand_limits_take_no_time() {
    let calendar = builtin();
    let noon = |date: NaiveDate| {
        let noon = date.and_hms_opt(12, 0, 0).unwrap();
        Instant::At(instant::local(Shanghai, noon))
    };
    let begin = std::time::Instant::now();
    for i in 0..100_000 {
        let date = day("2024-01-01") + chrono::Days::new(i % 900);
        let start = [Instant::Day(date), noon(date)][i as usize % 2];
        let limit = span(["2wd", "10wd", "30d", "4h", "20h"][i as usize % 5]);
        let clock = [Clock::Elapsed, Clock::Business][i as usize % 3 / 2];
        calendar.due(start, limit, clock).unwrap();
    }
    // Far above what it takes, so that a busy machine does not fail it.
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_later_count_is_due_later(
        offset in 0u64..800,
        count in 0u32..150,
        unit in prop::sample::select(vec!["min", "h", "wd", "d", "mo", "y"]),
        at_work in any::<bool>(),
        hour in prop::option::of(0u32..24),
    ) {
        let calendar = builtin();
        let start = day("2024-01-01") + chrono::Days::new(offset);
        let start = match hour {
            Some(hour) => instant(&format!("{start}T{hour:02}:37")),
            None => Instant::Day(start),
        };
        let clock = if at_work { Clock::Business } else { Clock::Elapsed };
        let due = |count| calendar.due(start, span(&format!("{count}{unit}")), clock);
        match (due(count), due(count + 1)) {
            (Ok(sooner), Ok(later)) => prop_assert!(sooner < later),
            (Ok(_), Err(_)) => {}
            (Err(first), second) => prop_assert_eq!(Err(first), second),
        }
    }

    #[test]
    fn the_nth_working_day_is_one(offset in 0u64..800, count in 1u32..100) {
        let calendar = builtin();
        let start = day("2024-01-01") + chrono::Days::new(offset);
        if let Ok(due) = calendar.due(Instant::Day(start), span(&format!("{count}wd")), Clock::Elapsed) {
            prop_assert_eq!(calendar.is_working(due.date_naive()), Ok(true));
            let between = start.iter_days().skip(1).take_while(|day| *day <= due.date_naive());
            let working = between.filter(|day| calendar.is_working(*day) == Ok(true)).count();
            prop_assert_eq!(working, count as usize);
        }
    }
}
