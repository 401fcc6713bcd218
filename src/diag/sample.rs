//! A report with one finding of each sort, for the tests of the writers.

use super::{
    Clause, Diagnostic, Duty, Report, RuleCount, Severity, State, Text, Waived, codes::schema,
};
use crate::source::{At, Format, Place, Pointer, Source};
use chrono::{DateTime, FixedOffset, NaiveDate};

/// The only rule; its message has everything that must be quoted somewhere.
pub(super) const LATE: &str = "complaint.late-confirmation";

pub(super) fn time(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

fn clause() -> Clause {
    Clause {
        document: "procedure".to_owned(),
        number: "4.3.3.1".to_owned(),
    }
}

fn duty(state: State, due: &str) -> Duty {
    Duty {
        item: "FB-2026-006/E06".to_owned(),
        clause: clause(),
        state,
        due: Some(time(due)),
        owner: Some("品管部".to_owned()),
        trace: vec![
            Text::new("收到 2026-11-20 09:00", "received 2026-11-20 09:00"),
            Text::new("加 4 小时", "plus 4 hours"),
        ],
    }
}

/// A file whose second line has wide characters before what is meant.
pub(super) fn source() -> Source {
    let text = "{\r\n  \"客户\": \"一汽\", \"a\": 1,\n  \"b\": 2\n}";
    Source::memory("records/投诉 1.json", Some(Format::Json), text)
}

pub(super) fn place(pointer: &str) -> Place {
    Place {
        source: source(),
        at: At::Value(Pointer::parse(pointer).unwrap()),
    }
}

/// A violated, a pending and a waived duty, and a finding without a place.
pub(super) fn findings() -> [Diagnostic; 4] {
    let found = |message: Text| Diagnostic::error(LATE, message).of("FB-2026-003");
    [
        found(Text::new(
            "晚了\u{1b}[31m <2 小时> & {0}",
            "late, \"by\" 2 h\nor more",
        ))
        .at(place("/a"))
        .label(place("/客户"), Text::new("由此起算", "counted from here"))
        .help(Text::new(
            "确认并填写 confirmed_at",
            "confirm and enter confirmed_at",
        ))
        .duty(duty(State::Violated, "2026-11-20T13:00:00+08:00")),
        found(Text::new("尚未确认", "not confirmed yet"))
            .at(place("/b"))
            .duty(duty(State::Pending, "2026-11-25T09:00:00+08:00")),
        Diagnostic {
            waived: Some(Box::new(Waived {
                approver: "李四".to_owned(),
                reason: "系统停机,\r\n\"见\" 附件".to_owned(),
                expires: NaiveDate::from_ymd_opt(2026, 12, 31).unwrap(),
            })),
            ..found(Text::new("晚了一天", "a day late"))
                .at(place("/b"))
                .duty(duty(State::Violated, "2026-11-20T13:00:00+08:00"))
        },
        Diagnostic::warning(schema::TYPE, Text::new("=应为列表", "=should be a list")),
    ]
}

pub(super) fn rule() -> RuleCount {
    RuleCount {
        code: LATE,
        says: Text::new("四小时内确认", "confirmed within 4 hours"),
        why: Text::new("顾客在等", "the customer waits"),
        help: Text::new("尽快确认", "confirm soon"),
        clause: clause(),
        severity: Severity::Error,
        off: None,
        checked: 5,
        met: 1,
        pending: 1,
        violated: 2,
        waived: 1,
        not_applicable: 1,
    }
}

/// A report of these findings and rules as of 2026-11-23 09:00 in China.
pub(super) fn report<'a>(findings: &'a [Diagnostic], rules: &'a [RuleCount]) -> Report<'a> {
    Report {
        rules,
        procedure: ("与顾客有关过程控制程序", "QP-MK-01"),
        ..Report::of(findings, time("2026-11-23T09:00:00+08:00"))
    }
}

/// What a writer writes for that report of all sample findings.
pub(super) fn written(
    write: impl FnOnce(&mut dyn std::io::Write, &Report<'_>) -> std::io::Result<()>,
) -> String {
    let (findings, rules) = (findings(), [rule()]);
    let mut out = Vec::new();
    write(&mut out, &report(&findings, &rules)).unwrap();
    String::from_utf8(out).unwrap()
}
