//! Words for what is wrong with a year's file.

use chrono::NaiveDate;

use super::words;
use crate::diag::codes::calendar as code;
use crate::diag::{Diagnostic, Text};
use crate::source::{At, Place, Pointer, Source};

/// A file that cannot be used, in the words of whoever refused it.
pub(super) fn broken(source: &Source, error: &str) -> Diagnostic {
    let message = Text::new(
        format!("工作日历无法使用：{error}"),
        format!("the calendar cannot be used: {error}"),
    );
    let help = Text::new(
        "按内置的 rules/calendar/cn/2026.toml 改正此文件",
        "correct this file after the pattern of the built-in rules/calendar/cn/2026.toml",
    );
    Diagnostic::error(code::BROKEN, message)
        .at(Place {
            source: source.clone(),
            at: At::File,
        })
        .help(help)
}

pub(super) fn reversed(source: &Source, at: Pointer, from: NaiveDate, to: NaiveDate) -> Diagnostic {
    let (message, help) = words::reversed(from, to);
    error(source, at, message, help)
}

pub(super) fn other_year(source: &Source, at: Pointer, day: NaiveDate, year: i32) -> Diagnostic {
    let message = Text::new(
        format!("{day} 不在 {year} 年"),
        format!("{day} is not in {year}"),
    );
    let help = Text::new(
        format!("写 {year} 年的日期；只有上年 12 月可以连着写"),
        format!("write a day of {year}; of other years only the December before can stand here"),
    );
    error(source, at, message, help)
}

pub(super) fn no_weekend(source: &Source, at: Pointer, day: NaiveDate) -> Diagnostic {
    let shown = words::day(day);
    let message = Text::new(
        format!("{}不是周末，无需调休上班", shown.zh),
        format!("{} is not of a weekend, so it is no make-up day", shown.en),
    );
    let help = Text::new(
        "写通知中“上班”的周六或周日",
        "write the Saturday or Sunday that the notice makes a working day",
    );
    error(source, at, message, help)
}

pub(super) fn twice(source: &Source, at: &Pointer, first: &Pointer, day: NaiveDate) -> Diagnostic {
    let message = Text::new(format!("{day} 写了两次"), format!("{day} is given twice"));
    let help = Text::new("只留一处", "keep one of the two");
    error(source, at.clone(), message, help).label(
        place(source, first.clone()),
        Text::new("第一次写在这里", "first given here"),
    )
}

/// The file's name says another year than the file.
pub(super) fn misnamed(source: &Source, year: i32) -> Diagnostic {
    let message = Text::new(
        format!("文件里写的是 {year} 年，文件名却不是 {year}"),
        format!("the file is for {year}, but that is not its name"),
    );
    let help = Text::new(
        format!("把文件命名为 {year}.toml，或改正 year"),
        format!("name the file {year}.toml, or correct `year`"),
    );
    error(source, Pointer::root().join("year"), message, help)
}

/// Two files of the project are for the same year.
pub(super) fn second(source: &Source, first: &Source, year: i32) -> Diagnostic {
    let message = Text::new(
        format!("{year} 年有两份工作日历"),
        format!("there are two calendars for {year}"),
    );
    let help = Text::new("只留一份", "keep one of the files");
    let at = || Pointer::root().join("year");
    error(source, at(), message, help).label(
        place(first, at()),
        Text::new("另一份在这里", "the other one"),
    )
}

fn error(source: &Source, at: Pointer, message: Text, help: Text) -> Diagnostic {
    Diagnostic::error(code::BROKEN, message)
        .at(place(source, at))
        .help(help)
}

fn place(source: &Source, at: Pointer) -> Place {
    Place {
        source: source.clone(),
        at: At::Value(at),
    }
}
