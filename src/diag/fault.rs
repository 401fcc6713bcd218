//! What to tell an office clerk about a file that cannot be read.

use super::{
    Code, Diagnostic, Sink, Text,
    codes::{self, file},
    syntax,
};
use crate::source::{self, At, Document, Fault, FaultKind, Place, Source};

/// Reads a file; what is wrong with it goes to the sink. A document with faults that leave it whole (a field given twice)
/// is given too, so that everything can be told at once.
pub fn read(source: &Source, sink: &mut Sink) -> Option<Document> {
    let reading = source::read(source);
    sink.extend(
        reading
            .faults
            .iter()
            .map(|fault| Diagnostic::fault(source, fault)),
    );
    reading.document
}

impl Diagnostic {
    /// Puts a [`Fault`] of a file into words.
    pub fn fault(source: &Source, fault: &Fault) -> Self {
        let place = |at| Place {
            source: source.clone(),
            at,
        };
        let range = fault.range.clone();
        let code = code(&fault.kind);
        let mut diagnostic = Self::error(code, message(code, &fault.kind))
            .at(place(range.map_or(At::File, At::Bytes)));
        diagnostic.help = help(code, &fault.kind);
        match &fault.kind {
            FaultKind::DuplicateKey { first, .. } => diagnostic.label(
                place(At::Bytes(first.clone())),
                Text::new("第一次写在这里", "first given here"),
            ),
            _ => diagnostic,
        }
    }
}

fn code(kind: &FaultKind) -> Code {
    match kind {
        FaultKind::NotFound => file::NOT_FOUND,
        FaultKind::Directory => file::DIRECTORY,
        FaultKind::Unreadable(_) => file::UNREADABLE,
        FaultKind::UnknownFormat => file::UNKNOWN_FORMAT,
        FaultKind::TooLarge { .. } => file::TOO_LARGE,
        FaultKind::TooDeep { .. } => file::TOO_DEEP,
        FaultKind::TooMany { .. } => file::TOO_MANY_VALUES,
        FaultKind::NotUtf8 { .. } => file::ENCODING,
        FaultKind::Syntax(_) => file::SYNTAX,
        FaultKind::DuplicateKey { .. } => file::DUPLICATE_KEY,
        FaultKind::KeyNotText => file::KEY_NOT_TEXT,
        FaultKind::SecondDocument => file::SECOND_DOCUMENT,
        FaultKind::NumberTooLarge => file::NUMBER_TOO_LARGE,
        FaultKind::NotATable => file::NOT_A_TABLE,
        FaultKind::Empty => file::EMPTY,
        FaultKind::NoTableFormat => file::NO_TABLE,
        FaultKind::NoWorkbook(_) => file::NO_WORKBOOK,
        FaultKind::OldOrLocked => file::OLD_OR_LOCKED,
        FaultKind::NoSheet { .. } => file::NO_SHEET,
    }
}

/// The title of the catalogue, unless the fault knows more.
fn message(code: Code, kind: &FaultKind) -> Text {
    let (zh, en) = match kind {
        FaultKind::Unreadable(reason) => (
            format!("文件读不出来（{reason}）"),
            format!("the file cannot be read: {reason}"),
        ),
        FaultKind::TooLarge { bytes, limit } => (
            format!("文件有 {}，超过上限 {}", size(*bytes), size(*limit)),
            format!(
                "the file has {}, more than the limit of {}",
                size(*bytes),
                size(*limit)
            ),
        ),
        FaultKind::TooDeep { limit } => (
            format!("内容嵌套超过 {limit} 层"),
            format!("the content is nested more than {limit} levels deep"),
        ),
        FaultKind::TooMany { limit } => (
            format!("文件里的值超过 {limit} 个"),
            format!("the file holds more than {limit} values"),
        ),
        FaultKind::NotUtf8 { guess: Some(guess) } => (
            format!("文件不是 UTF-8 编码，看来是 {guess}"),
            format!("the file is not UTF-8, it looks like {guess}"),
        ),
        FaultKind::NoSheet { known } => (
            format!("工作簿里没有这张工作表；有：{}", known.join("、")),
            format!("the workbook has no such sheet, but {}", known.join(", ")),
        ),
        FaultKind::NoWorkbook(words) => (
            format!("文件不是 XLSX 工作簿，或已损坏（{words}）"),
            format!("the file is no XLSX workbook, or it is damaged: {words}"),
        ),
        FaultKind::Syntax(words) => return syntax::translate(words),
        FaultKind::DuplicateKey { key, .. } => (
            format!("同一张表里 {key} 写了两次"),
            format!("`{key}` is given twice in one table"),
        ),
        _ => {
            return codes::entry(code).map_or_else(|| Text::same(code), |entry| entry.title.into());
        }
    };
    Text::new(zh, en)
}

/// The help of the catalogue, unless the fault knows more.
fn help(code: Code, kind: &FaultKind) -> Option<Text> {
    match kind {
        FaultKind::DuplicateKey { key, .. } => Some(Text::new(
            format!("只留一处，删掉或改名另一处 {key}"),
            format!("keep one `{key}`, remove or rename the other"),
        )),
        _ => codes::entry(code).map(|entry| entry.help.into()),
    }
}

/// Bytes as people say them; small files keep their exact size.
fn size(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    if bytes < MIB {
        return format!("{bytes} B");
    }
    // One decimal, rounded up: a file just over the limit must not seem to be equal to it.
    let tenths = (bytes * 10).div_ceil(MIB);
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        tenth => format!("{}.{tenth} MB", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Vec<FaultKind> {
        vec![
            FaultKind::NotFound,
            FaultKind::Directory,
            FaultKind::Unreadable("permission denied".into()),
            FaultKind::UnknownFormat,
            FaultKind::TooLarge {
                bytes: 17 << 20,
                limit: 16 << 20,
            },
            FaultKind::TooDeep { limit: 64 },
            FaultKind::TooMany { limit: 1_000_000 },
            FaultKind::NotUtf8 {
                guess: Some("GB18030"),
            },
            FaultKind::NotUtf8 { guess: None },
            FaultKind::Syntax("string values must be quoted".into()),
            FaultKind::Syntax("something new".into()),
            FaultKind::DuplicateKey {
                key: "customer".into(),
                first: 0..3,
            },
            FaultKind::KeyNotText,
            FaultKind::SecondDocument,
            FaultKind::NumberTooLarge,
            FaultKind::NotATable,
            FaultKind::Empty,
            FaultKind::NoTableFormat,
            FaultKind::NoWorkbook("no central directory".into()),
            FaultKind::OldOrLocked,
            FaultKind::NoSheet {
                known: vec!["Sheet1".into()],
            },
        ]
    }

    fn told(kind: FaultKind, range: Option<std::ops::Range<usize>>) -> Diagnostic {
        let source = Source::memory("a.toml", None, "abc\nabc\n");
        Diagnostic::fault(&source, &Fault { kind, range })
    }

    #[test]
    fn every_kind_has_words_and_help_in_both_languages() {
        let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        for kind in every_kind() {
            let told = told(kind.clone(), None);
            for text in [Some(told.message), told.help] {
                let text = text.unwrap_or_else(|| panic!("no help for {kind:?}"));
                assert!(chinese(&text.zh) && !chinese(&text.en), "{text:?}");
            }
        }
    }

    #[test]
    fn a_fault_with_bytes_points_at_them() {
        let told = told(
            FaultKind::DuplicateKey {
                key: "abc".into(),
                first: 0..3,
            },
            Some(4..7),
        );
        assert_eq!(told.place.map(|place| place.at), Some(At::Bytes(4..7)));
        assert_eq!(told.labels[0].place.at, At::Bytes(0..3));
        assert_eq!(told.message.zh, "同一张表里 abc 写了两次");
    }

    #[test]
    fn sizes_round_up() {
        assert_eq!(size(16 << 20), "16 MB");
        assert_eq!(size((16 << 20) + 1), "16.1 MB");
        assert_eq!(size(12), "12 B");
    }
}
