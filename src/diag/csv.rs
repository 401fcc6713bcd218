//! Findings as a table for spreadsheets: one row each, heads in the language of the run.

use super::{
    Diagnostic, Lang, Report, Severity, Text,
    places::Places,
    words::{due_text, state, visible, words},
};
use ::csv::{ErrorKind, Terminator, WriterBuilder};
use std::io;

/// Without it Excel takes UTF-8 for the system's own encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Writes a head and a row for each finding, pending and waived ones among them.
pub fn write(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    let mut table = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    let places = Places::default();
    table
        .write_record(HEADS.map(|head| head.pick(lang)))
        .map_err(told)?;
    for found in report.findings {
        let cells = row(found, report, &places, lang);
        table
            .write_record(cells.map(|cell| safe(&cell)))
            .map_err(told)?;
    }
    table.flush()
}

const HEADS: [Text<&str>; 16] = [
    words("代号", "code"),
    words("级别", "severity"),
    words("状态", "state"),
    words("问题", "message"),
    words("记录", "record"),
    words("文件", "file"),
    words("行", "line"),
    words("列", "column"),
    words("单元格", "cell"),
    words("依据", "clause"),
    words("期限", "due"),
    words("责任", "owner"),
    words("改正", "help"),
    words("批准豁免", "waived by"),
    words("豁免理由", "reason"),
    words("豁免至", "waived until"),
];

fn row(found: &Diagnostic, report: &Report<'_>, places: &Places, lang: Lang) -> [String; 16] {
    let place = found.place.as_ref();
    let at = place.and_then(|place| places.position(place));
    let duty = found.duty.as_deref();
    let waived = found.waived.as_deref();
    let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let number = |number: Option<usize>| number.map(|n| n.to_string()).unwrap_or_default();
    [
        found.code.to_owned(),
        severity(found.severity, lang),
        state(found, lang).to_owned(),
        text(Some(found.message.get(lang))),
        text(found.record.as_deref()),
        text(place.map(|place| place.source.name())),
        number(at.map(|at| at.line)),
        number(at.map(|at| at.column)),
        place
            .and_then(crate::source::Place::cell)
            .unwrap_or_default(),
        duty.map(|duty| report.clause(&duty.clause))
            .unwrap_or_default(),
        duty.and_then(|duty| duty.due)
            .map(due_text)
            .unwrap_or_default(),
        text(duty.and_then(|duty| duty.owner.as_deref())),
        text(found.help.as_ref().map(|help| help.get(lang))),
        text(waived.map(|waived| waived.approver.as_str())),
        text(waived.map(|waived| waived.reason.as_str())),
        waived
            .map(|waived| waived.expires.to_string())
            .unwrap_or_default(),
    ]
}

fn severity(severity: Severity, lang: Lang) -> String {
    severity.word().get(lang).to_owned()
}

/// A cell that a spreadsheet shows and never calculates: what a record says must not become a formula.
fn safe(cell: &str) -> String {
    let formula = |c: char| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠');
    let suspect = cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(formula);
    let shown = visible(cell);
    if suspect { format!("'{shown}") } else { shown }
}

/// The error of the disk or pipe as it is, so that a closed pipe is known as one.
fn told(error: ::csv::Error) -> io::Error {
    match error.into_kind() {
        ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::sample;

    fn rows(text: &str) -> Vec<Vec<String>> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap();
        let mut rows = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let cells = |row: ::csv::StringRecord| row.iter().map(str::to_owned).collect();
        rows.records().map(|row| cells(row.unwrap())).collect()
    }

    #[test]
    fn every_finding_is_a_row_of_text() {
        let text = sample::written(|out, report| write(out, report, Lang::Zh));
        let rows = rows(&text);
        assert_eq!(rows.len(), 5);
        assert_eq!(rows[0], HEADS.map(|head| head.zh));
        let late = [
            sample::LATE,
            "错误",
            "不符合",
            "晚了␛[31m <2 小时> & {0}",
            "FB-2026-003",
            "records/投诉 1.json",
            "2",
            "20",
            "",
            "QP-MK-01 4.3.3.1",
            "2026-11-20 13:00",
            "品管部",
            "确认并填写 confirmed_at",
            "",
            "",
            "",
        ];
        assert_eq!(rows[1], late);
        assert_eq!(rows[2][2..4], ["待办", "尚未确认"]);
        assert_eq!(rows[3][2], "已豁免");
        assert_eq!(
            rows[3][13..],
            ["李四", "系统停机,\n\"见\" 附件", "2026-12-31"]
        );
        assert_eq!(rows[4][3], "'=应为列表");
        assert_eq!(rows[4][4..9], [""; 5]);
    }

    #[test]
    fn lines_end_as_spreadsheets_expect() {
        let text = sample::written(|out, report| write(out, report, Lang::En));
        assert!(text.starts_with("\u{feff}code,severity,state,message,"));
        assert!(text.ends_with("\r\n"));
        assert!(
            text.contains(",\"late, \"\"by\"\" 2 h\nor more\","),
            "{text}"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+86", "-1", "@x", " =x", "＝1", "\tx", "\rx"] {
            assert!(safe(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(safe("\t=x"), "' =x");
        assert_eq!(safe("A-1 = b"), "A-1 = b");
    }
}
