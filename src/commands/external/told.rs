//! What is told of a document from outside that is refused, or not quite as it should be.

use crate::commands::issue::Unprintable;
use crate::diag::codes::external as code;
use crate::diag::{Diagnostic, Text};
use crate::render::overlay::{Placed, Refusal};

pub(super) fn refused(name: &str, refusal: &Refusal) -> Diagnostic {
    let words = refusal.words();
    let message = Text::new(
        format!("{name}：{}", words.zh),
        format!("{name}: {}", words.en),
    );
    let help = refusal.help();
    let help = Text::new(
        format!("{}；或加 --cover，不盖章而附登记封面", help.zh),
        format!(
            "{}; or register it with a cover sheet in place of the stamp: --cover",
            help.en
        ),
    );
    Diagnostic::error(code::NOT_STAMPABLE, message).help(help)
}

pub(super) fn unprintable(name: &str, reason: &Unprintable) -> Diagnostic {
    match reason {
        Unprintable::Refused(refusal) => refused(name, refusal),
        Unprintable::Gone | Unprintable::Layout => {
            let message = Text::new("版面出错", "layout failed");
            Diagnostic::error(crate::diag::codes::form::LAYOUT, message)
        }
    }
}

/// Pages on which the stamp may cover something: `seen` are those that were looked at.
pub(super) fn covers(number: &str, placed: &[Placed], seen: bool) -> Option<Diagnostic> {
    const SHOWN: usize = 10;
    let covered = placed
        .iter()
        .filter(|placed| !placed.free && placed.seen == seen);
    let pages: Vec<String> = covered.map(|placed| placed.page.to_string()).collect();
    let count = pages.len();
    let more = if count > SHOWN { " …" } else { "" };
    let list = pages
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let (zh, en) = if seen {
        ("没有空白处", "without a free spot")
    } else {
        ("无法查看", "that could not be looked at")
    };
    let message = Text::new(
        format!("{number}：{count} 页{zh}，章盖在角上（第 {list}{more} 页）"),
        format!("{number}: {count} pages {en}; the stamp lies in the corner (page {list}{more})"),
    );
    let told = Diagnostic::warning(code::COVERED, message);
    (count > 0).then(|| told.helped().of(number))
}

pub(super) fn unknown_customer(called: &str) -> Diagnostic {
    let message = Text::new(
        format!("顾客档案中没有“{called}”"),
        format!("no customer file has `{called}`"),
    );
    Diagnostic::error(code::UNKNOWN_CUSTOMER, message).helped()
}
