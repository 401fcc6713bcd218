//! How dates, times and decimals are written, and the slips that can be told.

mod slip;

use crate::diag::Text;
use chrono::{NaiveDate, NaiveTime};
use jsonschema::ValidationOptions;
use slip::Slip;

/// A way of writing that a schema can demand with `format`.
#[derive(Debug)]
pub(super) struct Format {
    /// What a schema writes after `format`.
    pub name: &'static str,
    /// Whether a text is written this way.
    pub holds: fn(&str) -> bool,
    /// What should stand there, for the sentence "should be …".
    pub title: Text<&'static str>,
    /// A text that holds, shown in the help.
    pub example: &'static str,
    /// What to tell about a text that does not hold.
    pub slip: fn(&str) -> Slip,
}

static FORMATS: [Format; 5] = [
    Format {
        name: "date",
        holds: |text| date(text).is_some(),
        title: Text {
            zh: "日期",
            en: "a date",
        },
        example: "2026-11-03",
        slip: slip::date,
    },
    Format {
        name: "moment",
        holds: is_moment,
        title: Text {
            zh: "日期和时间",
            en: "a date with a time",
        },
        example: "2026-11-03T09:12:00+08:00",
        slip: slip::moment,
    },
    Format {
        name: "decimal",
        holds: is_decimal,
        title: Text {
            zh: "精确小数",
            en: "an exact decimal",
        },
        example: "12.50",
        slip: slip::decimal,
    },
    Format {
        name: "sha256",
        holds: |text| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        title: Text {
            zh: "校验值（SHA-256）",
            en: "a SHA-256 digest",
        },
        example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        slip: slip::sha256,
    },
    Format {
        name: "email",
        holds: is_email,
        title: Text {
            zh: "电子邮箱",
            en: "an e-mail address",
        },
        example: "zhang.san@example.com",
        slip: slip::email,
    },
];

/// The format of a name, if it is one of ours.
pub(super) fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Makes our formats count, also in place of what the library calls by the same name.
pub(super) fn register(options: ValidationOptions<'_>) -> ValidationOptions<'_> {
    FORMATS.iter().fold(options, |options, format| {
        options.with_format(format.name, format.holds)
    })
}

fn date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
    } else {
        None
    }
}

fn is_moment(text: &str) -> bool {
    let Some((day, rest)) = text.split_at_checked(10) else {
        return false;
    };
    let Some(rest) = rest.strip_prefix(['T', ' ']) else {
        return false;
    };
    let clock = match rest.strip_suffix('Z') {
        Some(clock) => clock,
        None => match rest.rfind(['+', '-']) {
            Some(at) if is_clock(&rest[at + 1..], false) => &rest[..at],
            Some(_) => return false,
            None => rest,
        },
    };
    date(day).is_some() && is_clock(clock, true)
}

/// `09:12`, and with `seconds` also `09:12:00` and `09:12:00.5`.
fn is_clock(text: &str, seconds: bool) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = whole.split(':').collect();
    let shape = parts.iter().all(|part| part.len() == 2 && digits(part));
    let count = match parts.len() {
        2 => !text.contains('.'),
        3 => seconds && digits(fraction),
        _ => false,
    };
    let number = |at: usize| {
        parts
            .get(at)
            .and_then(|part| part.parse().ok())
            .unwrap_or(0)
    };
    shape && count && NaiveTime::from_hms_opt(number(0), number(1), number(2)).is_some()
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

fn is_email(text: &str) -> bool {
    let outside = |c: char| c.is_whitespace() || c.is_control();
    text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(outside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_holds_for_its_example() {
        assert!(FORMATS.iter().all(|format| (format.holds)(format.example)));
    }

    #[test]
    fn what_holds_and_what_does_not() {
        let table: [(&str, &[&str], &[&str]); 4] = [
            (
                "date",
                &["2024-02-29"],
                &["2026-02-29", "2026-2-9", "2026/11/03", "+026-11-03", ""],
            ),
            (
                "moment",
                &[
                    "2026-11-03T09:12",
                    "2026-11-03 09:12:00",
                    "2026-11-03T09:12:00+08:00",
                    "2026-11-03T09:12Z",
                    "2026-11-03T09:12:00.25-05:00",
                ],
                &[
                    "2026-11-03",
                    "2026-11-03T25:00",
                    "2026-11-03T9:12",
                    "2026-11-03T09:12+8",
                    "2026-11-03T09:12.5",
                    "2026-11-03T09:12:00+08:00:00",
                    "二〇二六年十一月三日",
                ],
            ),
            (
                "decimal",
                &["12.50", "-0.1", "+3", "007"],
                &["1,200.50", "1e3", ".5", "5.", "", "--1", "１２"],
            ),
            ("email", &["张三@公司.cn"], &["a@b@c", "@b", "a b@c", "ab"]),
        ];
        for (name, good, bad) in table {
            let holds = format(name).unwrap().holds;
            assert!(good.iter().all(|text| holds(text)), "{name}");
            bad.iter()
                .for_each(|text| assert!(!holds(text), "{name} {text}"));
        }
    }
}
