//! The slips that people make with dates, times and decimals.

use super::{is_clock, is_decimal, is_email};
use crate::diag::Text;

/// What can be told about a text that does not hold to its format.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::schema) struct Slip {
    /// Why it does not hold, put at the end of the finding.
    pub reason: Option<Text>,
    /// What was most likely meant, well written.
    pub instead: Option<String>,
}

impl Slip {
    fn because(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            reason: Some(Text::new(zh, en)),
            instead: None,
        }
    }

    fn write(instead: String) -> Self {
        Self {
            reason: None,
            instead: Some(instead),
        }
    }

    fn or_write(self, instead: Option<String>) -> Self {
        Self { instead, ..self }
    }
}

/// The numbers in a text, whatever stands between them: 2026年11月3日, 2026/11/3.
fn numbers(text: &str) -> Vec<u32> {
    let text = narrow(text);
    let parts = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let numbers = parts.map(|part| part.parse().unwrap_or(u32::MAX));
    match numbers.collect::<Vec<_>>()[..] {
        // 20261103
        [day] if (10_000_000..100_000_000).contains(&day) => {
            vec![day / 10_000, day / 100 % 100, day % 100]
        }
        ref numbers => numbers.to_vec(),
    }
}

/// Full-width digits and signs as ASCII: an input method leaves them behind.
fn narrow(text: &str) -> String {
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).collect()
}

pub(super) fn date(text: &str) -> Slip {
    match numbers(text)[..] {
        [year, month, day, ..] if year > 999 => day_slip(year, month, day),
        _ => Slip::default(),
    }
}

fn day_slip(year: u32, month: u32, day: u32) -> Slip {
    let written = format!("{year}-{month:02}-{day:02}");
    if super::date(&written).is_some() {
        return Slip::write(written);
    }
    match month {
        1..=12 => Slip::because(
            format!("{year} 年 {month} 月没有 {day} 日"),
            format!("{year}-{month:02} has no day {day}"),
        ),
        _ => Slip::because(
            format!("没有 {month} 月"),
            format!("there is no month {month}"),
        ),
    }
}

pub(super) fn moment(text: &str) -> Slip {
    let (clock, day) = match numbers(text)[..] {
        [year, month, day, ref clock @ ..] if year > 999 => {
            (clock.to_vec(), day_slip(year, month, day))
        }
        _ => return Slip::default(),
    };
    let Some(date) = day.instead else { return day };
    let clock = match clock[..] {
        [] => return Slip::because("缺少时间", "the time is missing"),
        [hour, minute] => format!("{hour:02}:{minute:02}"),
        [hour, minute, second] => format!("{hour:02}:{minute:02}:{second:02}"),
        _ => return Slip::default(),
    };
    if !is_clock(&clock, true) {
        return Slip::because(
            format!("没有 {clock} 这个时间"),
            format!("there is no time {clock}"),
        );
    }
    Slip::write(format!("{date}T{clock}"))
}

pub(super) fn decimal(text: &str) -> Slip {
    let narrow = narrow(text.trim());
    let joined = narrow.replace([',', ' ', '_', '\''], "");
    let whole = Some(padded(&joined)).filter(|text| is_decimal(text));
    if whole.is_some() && narrow.contains(',') {
        let slip = Slip::because("不能有千位分隔符", "thousands separators are not allowed");
        return slip.or_write(whole);
    }
    if let Some(whole) = whole {
        return Slip::write(whole);
    }
    if joined.parse::<f64>().is_ok() && joined.contains(['e', 'E']) {
        return Slip::because("不能用科学记数法", "an exponent is not allowed");
    }
    let number: String = joined
        .chars()
        .take_while(|c| c.is_ascii_digit() || ".+-".contains(*c))
        .collect();
    match is_decimal(&number) {
        true => {
            Slip::because("单位不写在这里", "a unit does not belong here").or_write(Some(number))
        }
        false => Slip::default(),
    }
}

/// `.5` and `5.` with the zero that they lack.
fn padded(text: &str) -> String {
    match text.split_once('.') {
        Some(("", fraction)) => format!("0.{fraction}"),
        Some((whole, "")) => whole.to_owned(),
        _ => text.to_owned(),
    }
}

pub(super) fn sha256(text: &str) -> Slip {
    match text.chars().count() {
        64 => Slip::because(
            "含有 0-9、a-f 以外的字符",
            "it has characters other than 0-9 and a-f",
        ),
        count => Slip::because(
            format!("应有 64 位，实有 {count} 位"),
            format!("it has {count} digits instead of 64"),
        ),
    }
}

pub(super) fn email(text: &str) -> Slip {
    let meant = narrow(text.trim());
    match is_email(&meant) {
        true => Slip::write(meant),
        false => Slip::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::format;

    #[test]
    fn slips_are_told() {
        let instead = [
            ("date", "2026/11/3", "2026-11-03"),
            ("date", "2026年11月3日", "2026-11-03"),
            ("date", "２０２６．１１．３", "2026-11-03"),
            ("date", "20261103", "2026-11-03"),
            ("moment", "2026年11月3日 9时5分", "2026-11-03T09:05"),
            ("decimal", "1,200.50", "1200.50"),
            ("decimal", "12.5 kg", "12.5"),
            ("decimal", ".5", "0.5"),
            ("email", "a＠b.cn", "a@b.cn"),
        ];
        for (name, text, expected) in instead {
            let slip = (format(name).unwrap().slip)(text);
            assert_eq!(slip.instead.as_deref(), Some(expected), "{name} {text}");
        }
        let reasons = [
            ("date", "2026-13-01", "没有 13 月"),
            ("date", "2026-02-30", "2026 年 2 月没有 30 日"),
            ("moment", "2026-11-03", "缺少时间"),
            ("moment", "2026-11-03 25:00", "没有 25:00 这个时间"),
            ("decimal", "1e3", "不能用科学记数法"),
            ("sha256", "abc", "应有 64 位，实有 3 位"),
        ];
        for (name, text, expected) in reasons {
            let slip = (format(name).unwrap().slip)(text);
            assert_eq!(
                slip.reason.map(|reason| reason.zh).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }
}
