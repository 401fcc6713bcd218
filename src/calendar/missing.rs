//! A year that nobody has announced yet.

use crate::diag::Text;

/// Statutory days that are known before the notice of their year.
const KNOWN: (i32, &str) = (
    2027,
    "01-01, 02-05…02-08, 04-05, 05-01…05-02, 06-09, 09-15, 10-01…10-03",
);

/// There are no data for a year of which a day is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingYear {
    /// The year.
    pub year: i32,
}

impl MissingYear {
    /// The fact, as a finding tells it.
    pub fn message(self) -> Text {
        let year = self.year;
        let (zh, en) = if year == KNOWN.0 {
            (
                "：法定节假日已知，调休上班日尚未公布",
                ": its statutory holidays are known, its make-up days are not announced yet",
            )
        } else {
            ("", "")
        };
        Text::new(
            format!("没有 {year} 年的工作日历{zh}"),
            format!("there is no calendar of working days for {year}{en}"),
        )
    }

    /// How a project adds the year.
    pub fn help(self) -> Text {
        let year = self.year;
        let example = format!(
            "off = [{{ from = {year}-10-01, to = {year}-10-07, name = {{ zh = \"国庆节\", en = \"National Day\" }} }}]"
        );
        let (zh, en) = if year == KNOWN.0 {
            (
                format!("（法定节假日：{}）", KNOWN.1),
                format!(" (statutory holidays: {})", KNOWN.1),
            )
        } else {
            <(String, String)>::default()
        };
        Text::new(
            format!(
                "按国务院办公厅的放假通知建立 rules/calendar/cn/{year}.toml，写明放假和调休上班{zh}，例如 {example}"
            ),
            format!(
                "add rules/calendar/cn/{year}.toml after the State Council's notice, with days off and make-up days{en}, like {example}"
            ),
        )
    }
}
