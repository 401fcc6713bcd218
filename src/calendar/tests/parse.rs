use super::*;
use proptest::prelude::*;

#[test]
fn an_instant_is_read_as_it_is_written() {
    for (written, meant) in [
        ("2026-11-03", "2026-11-03"),
        (" 2026-11-03 ", "2026-11-03"),
        ("2026-11-03T09:12", "2026-11-03 09:12:00"),
        ("2026-11-03 09:12", "2026-11-03 09:12:00"),
        ("2026-11-03T09:12:30", "2026-11-03 09:12:30"),
        ("2026-11-03T09:12:30.75", "2026-11-03 09:12:30"),
        ("2026-11-03T09:12:30.75+08:00", "2026-11-03 09:12:30"),
        ("2026-11-03T09:12+08:00", "2026-11-03 09:12:00"),
        ("2026-11-03T09:12:30+08:00", "2026-11-03 09:12:30"),
        ("2026-11-03T01:12:00Z", "2026-11-03 09:12:00"),
        ("2026-11-02 20:12:00-05:00", "2026-11-03 09:12:00"),
        ("2026-11-03t09:12:30z", "2026-11-03 17:12:30"),
    ] {
        let read = match Instant::parse(written, Shanghai) {
            Some(Instant::Day(day)) => day.to_string(),
            Some(Instant::At(time)) => shown(time),
            None => "nothing".to_owned(),
        };
        assert_eq!(read, meant, "{written}");
    }
    for wrong in [
        "",
        "soon",
        "2026-02-30",
        "2026-11-03T",
        "2026-11-03T24:00",
        "2026-11-03T09",
        "2026-11-03T09:12+8",
        "2026-11-03T09:12:30.",
        "2026-11-03X09:12",
        "0000-01-01",
        "+12345-01-01",
        "2026年11月3日",
    ] {
        assert_eq!(Instant::parse(wrong, Shanghai), None, "{wrong}");
    }
}

#[test]
fn a_day_spans_a_day() {
    let friday = instant("2026-11-06");
    assert_eq!(shown(friday.start(Shanghai)), "2026-11-06 00:00:00");
    assert_eq!(shown(friday.end(Shanghai)), "2026-11-07 00:00:00");
    assert_eq!(friday.date(), day("2026-11-06"));
    let noon = instant("2026-11-06T12:00");
    assert_eq!(noon.start(Shanghai), noon.end(Shanghai));
    assert_eq!(noon.date(), day("2026-11-06"));
}

#[test]
fn a_day_and_a_moment_on_it_are_not_after_each_other() {
    let [friday, noon, one] = ["2026-11-06", "2026-11-06T12:00", "2026-11-06T13:00"].map(instant);
    assert!(!friday.is_after(noon) && !noon.is_after(friday) && !friday.is_after(friday));
    assert!(one.is_after(noon) && !noon.is_after(one));
    let saturday = instant("2026-11-07");
    assert!(saturday.is_after(one) && saturday.is_after(friday) && !one.is_after(saturday));
}

#[test]
fn a_span_is_shown_as_it_is_written_and_in_words() {
    for (written, zh, en) in [
        ("30min", "30 分钟", "30 minutes"),
        ("4h", "4 小时", "4 hours"),
        ("2wd", "2 个工作日", "2 working days"),
        ("1wd", "1 个工作日", "1 working day"),
        ("30d", "30 天", "30 days"),
        ("1mo", "1 个月", "1 month"),
        ("1y", "1 年", "1 year"),
    ] {
        let span = span(written);
        assert_eq!(span.to_string(), written);
        assert_eq!(span.text(), Text::new(zh, en));
    }
    for wrong in [
        "",
        "4",
        "h",
        "+4h",
        "-4h",
        "4 h",
        "4H",
        "4m",
        "4.5h",
        "99999999999d",
        "4hh",
    ] {
        assert_eq!(Span::parse(wrong), None, "{wrong}");
    }
    let in_rule: Result<Span, _> = serde_json::from_value("4h".into());
    assert_eq!(in_rule.unwrap(), span("4h"));
    let clock: Result<Clock, _> = serde_json::from_value("business".into());
    assert_eq!(clock.unwrap(), Clock::Business);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_read_as_a_time_is_read_otherwise_by_the_clock(
        text in "(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+-][01][0-9]:[0-5][0-9])?)?"
    ) {
        let read = Instant::parse(&text, Shanghai);
        if let Some(clock) = crate::clock::parse(&text, Shanghai) {
            match read {
                Some(Instant::At(time)) => prop_assert_eq!(time.timestamp(), clock.timestamp()),
                Some(Instant::Day(day)) => prop_assert_eq!(day, clock.date_naive()),
                None => prop_assert!(false, "{} is read by the clock", text),
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,30}") {
        let _ = (Instant::parse(&text, Shanghai), Span::parse(&text));
    }

    #[test]
    fn a_span_comes_back(count in any::<u32>(), unit in prop::sample::select(vec!["min", "h", "wd", "d", "mo", "y"])) {
        let written = format!("{count}{unit}");
        prop_assert_eq!(Span::parse(&written).map(|span| span.to_string()), Some(written));
    }
}
