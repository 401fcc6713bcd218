use super::*;

fn at_work(start: &str, limit: &str) -> String {
    due_at_work(&builtin(), start, limit)
}

#[test]
fn only_hours_of_work_count() {
    for (start, limit, last) in [
        // Within the morning, and to the end of it.
        ("2026-09-24T09:00", "2h", "2026-09-24 11:00:00"),
        ("2026-09-24T08:00", "4h", "2026-09-24 12:00:00"),
        // Across lunch.
        ("2026-09-24T10:00", "4h", "2026-09-24 15:30:00"),
        ("2026-09-24T11:50:30", "30min", "2026-09-24 13:50:30"),
        // A start outside begins at the next working minute.
        ("2026-09-24T05:00", "1h", "2026-09-24 09:00:00"),
        ("2026-09-24T12:00", "30min", "2026-09-24 14:00:00"),
        ("2026-09-24T12:30", "30min", "2026-09-24 14:00:00"),
        // Across a night, a weekend, a holiday.
        ("2026-09-22T17:00", "1h", "2026-09-23 08:30:00"),
        ("2026-10-16T16:30", "4h", "2026-10-19 11:00:00"),
        ("2026-09-24T16:30", "4h", "2026-09-28 11:00:00"),
        ("2026-09-25T09:00", "4h", "2026-09-28 12:00:00"),
        // Sunday 20 September is worked, so nothing is skipped but Saturday.
        ("2026-09-18T17:30", "4h", "2026-09-20 12:00:00"),
        // A day without a time ends at 24:00.
        ("2026-09-23", "4h", "2026-09-24 12:00:00"),
        ("2026-09-24", "0h", "2026-09-28 08:00:00"),
        // Other limits do not know hours.
        ("2026-09-24T10:00", "2wd", "2026-09-29 23:59:59"),
        ("2026-12-31T17:00", "30min", "2026-12-31 17:30:00"),
        ("2026-12-31T17:00", "31min", "2027"),
        ("2023-12-31T17:00", "31min", "2023"),
    ] {
        assert_eq!(at_work(start, limit), last, "{start} {limit}");
    }
}

#[test]
fn a_company_has_its_own_hours() {
    let company: CompanyCalendar = serde_json::from_value(serde_json::json!({
        "working_hours": [["20:00", "24:00"], ["00:00", "04:00"]],
    }))
    .unwrap();
    let calendar = of_company(&company);
    for (start, limit, last) in [
        ("2026-09-23T22:00", "4h", "2026-09-24 02:00:00"),
        ("2026-09-23T22:00", "2h", "2026-09-24 00:00:00"),
        // The night after the 24th belongs to a holiday, and so does its second half.
        ("2026-09-24T22:00", "4h", "2026-09-28 02:00:00"),
    ] {
        assert_eq!(
            due_at_work(&calendar, start, limit),
            last,
            "{start} {limit}"
        );
    }
}

#[test]
fn clocks_that_are_put_forward_and_back_lose_no_hour() {
    use chrono_tz::America::New_York;
    let mut sink = Sink::default();
    let company = CompanyCalendar::default();
    let calendar = Calendar::load(Files::present(None), &company, New_York, &mut sink);
    let due = |start: &str, limit: &str, clock| {
        let start = Instant::parse(start, New_York).unwrap();
        shown(calendar.due(start, span(limit), clock).unwrap())
    };
    assert_eq!(
        due("2026-03-08T01:30", "1h", Clock::Elapsed),
        "2026-03-08 03:30:00"
    );
    assert_eq!(
        due("2026-11-01T00:30", "3h", Clock::Elapsed),
        "2026-11-01 02:30:00"
    );
    assert_eq!(
        due("2026-03-06T17:00", "1h", Clock::Business),
        "2026-03-09 08:30:00"
    );
    // There is no 02:30 on that day, and in Havana no midnight.
    let gap = day("2026-03-08").and_hms_opt(2, 30, 0).unwrap();
    assert_eq!(shown(instant::local(New_York, gap)), "2026-03-08 03:00:00");
    let midnight = Instant::Day(day("2026-03-08")).start(chrono_tz::America::Havana);
    assert_eq!(shown(midnight), "2026-03-08 01:00:00");
}
