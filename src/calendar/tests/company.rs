use super::*;
use crate::diag::Diagnostic;
use crate::source::{Format, Pointer, Source};
use serde_json::{Value, json};

fn company(value: Value) -> CompanyCalendar {
    serde_json::from_value(value).expect("a company's calendar")
}

#[test]
fn a_company_comes_before_the_notice_and_the_notice_before_the_week() {
    let calendar = of_company(&company(json!({
        "six_day_week": true,
        "off": [
            { "from": "2026-07-20", "to": "2026-07-26", "reason": "夏季检修" },
            { "from": "2026-10-10", "reason": "厂庆" },
        ],
        "work": [
            { "on": "2026-07-22", "reason": "抢修" },
            { "on": "2026-10-02", "reason": "赶交期" },
            { "on": "2026-11-08", "reason": "盘点" },
        ],
    })));
    let extra = |reason| DayKind::Extra(Arc::new(Text::same(reason)));
    let shutdown = |reason| DayKind::Shutdown(Arc::new(Text::same(reason)));
    for (date, kind) in [
        ("2026-07-20", shutdown("夏季检修")),
        ("2026-07-22", extra("抢修")),
        ("2026-07-26", shutdown("夏季检修")),
        ("2026-07-27", DayKind::Working),
        ("2026-10-02", extra("赶交期")),
        ("2026-10-10", shutdown("厂庆")),
        ("2026-10-24", DayKind::Working),
        ("2026-10-25", DayKind::Weekend),
        ("2026-11-08", extra("盘点")),
    ] {
        assert_eq!(calendar.kind(day(date)), Ok(&kind), "{date}");
        let working = !matches!(kind, DayKind::Shutdown(_) | DayKind::Weekend);
        assert_eq!(calendar.is_working(day(date)), Ok(working), "{date}");
    }
    // Saturday of a holiday stays off in a six-day week.
    let holiday = calendar.kind(day("2026-10-03")).unwrap();
    assert_eq!(holiday.text().zh, "国庆节放假");
}

#[test]
fn a_company_is_named_in_the_trace() {
    let calendar = of_company(&company(json!({
        "off": [{ "from": "2026-07-20", "to": "2026-07-26", "reason": "夏季检修" }],
        "work": [{ "on": "2026-07-18", "reason": "赶交期" }],
    })));
    let lines = calendar.trace(instant("2026-07-17"), span("2wd"), Clock::Elapsed);
    let lines: Vec<String> = lines.unwrap().into_iter().map(|line| line.zh).collect();
    assert_eq!(
        lines[1..],
        [
            "2026-07-18（周六）公司安排上班（赶交期），计入",
            "2026-07-19 周末，不计",
            "2026-07-20 至 07-26 公司放假（夏季检修），不计",
            "第 2 个工作日，2026-07-27（周一）24:00 截止",
        ]
    );
}

#[test]
fn a_company_does_not_make_up_for_a_missing_year() {
    let calendar = of_company(&company(json!({
        "work": [{ "on": "2027-01-04", "reason": "开工" }],
        "off": [{ "from": "2026-12-28", "to": "2027-12-31", "reason": "停产" }],
    })));
    let missing = MissingYear { year: 2027 };
    assert_eq!(calendar.is_working(day("2027-01-04")), Err(missing));
    let due = calendar.due(instant("2026-12-25"), span("1wd"), Clock::Elapsed);
    assert_eq!(due, Err(missing));
}

/// What is told of `[calendar]`, with the text of the place.
fn told(text: &str) -> Vec<(Diagnostic, String)> {
    let source = Source::memory("wenkong.toml", Some(Format::Toml), text);
    let mut sink = Sink::default();
    let document = crate::diag::read(&source, &mut sink).expect("TOML");
    let written = company(document.value["calendar"].clone());
    written.check(&source, &Pointer::root().join("calendar"), &mut sink);
    let found = sink.into_sorted().into_iter();
    let shown = |found: &Diagnostic| {
        let (text, range) = found.place.as_ref()?.range()?;
        Some(text[range].to_owned())
    };
    found
        .map(|d| {
            let shown = shown(&d);
            (d, shown.unwrap())
        })
        .collect()
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let told = told(
        r#"[calendar]
off = [{ from = 2026-07-26, to = 2026-07-20, reason = "检修" }]
working_hours = [["08:00", "12:00"], ["11:30", "17:30"], ["20:00", "04:00"], ["18:00", "18:00"]]
"#,
    );
    let told: Vec<(&str, &str, &str)> = told
        .iter()
        .map(|(found, shown)| (&*found.message.zh, &*found.message.en, &**shown))
        .collect();
    assert_eq!(
        told,
        [
            (
                "末日 2026-07-20 早于首日 2026-07-26",
                "the last day 2026-07-20 comes before the first day 2026-07-26",
                "2026-07-20"
            ),
            (
                "工作时间 11:30–17:30 与另一段重叠",
                "the working hours 11:30–17:30 overlap another stretch",
                r#"["11:30", "17:30"]"#
            ),
            (
                "工作时间 20:00–04:00 还没开始就结束了",
                "the working hours 20:00–04:00 end before they start",
                r#"["20:00", "04:00"]"#
            ),
            (
                "工作时间 18:00–18:00 还没开始就结束了",
                "the working hours 18:00–18:00 end before they start",
                r#"["18:00", "18:00"]"#
            ),
        ]
    );
}

#[test]
fn what_is_right_is_not_told() {
    let told = told(
        r#"[calendar]
six_day_week = true
off = [{ from = 2026-07-20, to = 2026-07-20, reason = "检修" }, { from = 2026-07-20, reason = "检修" }]
work = [{ on = 2026-10-02, reason = "赶交期" }]
working_hours = [["13:00", "17:00"], ["08:00", "12:00"], ["12:00", "12:30"], [18:00, "24:00"]]
"#,
    );
    assert!(told.is_empty(), "{told:#?}");
}
