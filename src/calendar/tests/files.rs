use super::*;
use crate::diag::{Diagnostic, codes};
use std::fs;

const GOOD: &str = r#"year = 2027
country = "cn"
notice = { title = { zh = "放假通知", en = "Notice" }, date = 2026-11-10 }
off = [{ from = 2026-12-31, to = 2027-01-02, name = { zh = "元旦", en = "New Year's Day" } }]
work = [{ on = 2027-01-03, for = { zh = "元旦", en = "New Year's Day" } }]
"#;

/// The calendar of a project with these files in `rules/calendar`, and what is told of them.
fn load(files: &[(&str, &str)]) -> (Calendar, Vec<Diagnostic>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let mut sink = Sink::default();
    let company = CompanyCalendar::default();
    let calendar = Calendar::load(
        Files::present(Some(folder.path())),
        &company,
        Shanghai,
        &mut sink,
    );
    (calendar, sink.into_sorted())
}

#[test]
fn a_project_adds_a_year() {
    let (calendar, told) = load(&[("cn/2027.toml", GOOD), ("cn/README.md", "…")]);
    assert!(told.is_empty(), "{told:#?}");
    let due = calendar.due(instant("2026-12-30"), span("2wd"), Clock::Elapsed);
    assert_eq!(due.map(shown), Ok("2027-01-04 23:59:59".to_owned()));
    // The December before belongs to the notice too, and not only to its own year.
    let new_year = calendar.kind(day("2026-12-31")).unwrap();
    assert_eq!(new_year.text().en, "off for New Year's Day");
}

#[test]
fn a_project_replaces_a_year_in_any_folder() {
    let own = GOOD
        .replace("2026-12-31", "2026-01-01")
        .replace("2027", "2026");
    let (calendar, told) = load(&[("cn/guangxi/2026.toml", &own)]);
    assert!(told.is_empty(), "{told:#?}");
    assert_eq!(calendar.is_working(day("2026-10-01")), Ok(true));
    let versions: Vec<_> = calendar.versions().collect();
    assert_eq!(
        versions
            .iter()
            .map(|v| (v.year, v.source.as_str()))
            .collect::<Vec<_>>(),
        [
            (2024, "builtin:rules/calendar/cn/2024.toml"),
            (2025, "builtin:rules/calendar/cn/2025.toml"),
            (2026, "rules/calendar/cn/guangxi/2026.toml"),
        ]
    );
    assert_eq!(versions[1].digest.len(), 64);
    assert!(
        versions[1]
            .notice
            .zh
            .ends_with("（国办发明电〔2024〕12号，2024-11-12）")
    );
}

#[test]
fn the_number_of_the_notice_for_2026_is_not_known() {
    let calendar = builtin();
    let version = calendar.versions().last().unwrap();
    assert!(
        version.notice.zh.ends_with("（文号未知，2025-11-04）"),
        "{version:?}"
    );
    assert!(
        version
            .notice
            .en
            .ends_with("(number not known, 2025-11-04)"),
        "{version:?}"
    );
}

/// The texts of the places, and the messages in English, that a file gives.
fn mistakes(text: &str) -> Vec<(String, String)> {
    let (_, told) = load(&[("cn/2027.toml", text)]);
    // The file is gone by now; what was told of it is found again in its text.
    let source = crate::source::Source::memory("m", Some(crate::source::Format::Toml), text);
    let told = told.into_iter().map(|found| {
        assert_eq!(found.code, codes::calendar::BROKEN, "{found:?}");
        assert!(found.help.is_some_and(|help| help.zh != help.en));
        let place = found.place.unwrap();
        let place = crate::source::Place {
            source: source.clone(),
            ..place
        };
        let (text, range) = place.range().unwrap();
        (text[range].to_owned(), found.message.en)
    });
    told.collect()
}

#[test]
fn what_cannot_be_is_told() {
    let cases = [
        (
            "to = 2027-01-02",
            "to = 2026-12-30",
            "2026-12-30",
            "the last day 2026-12-30 comes before the first day 2026-12-31",
        ),
        (
            "from = 2026-12-31",
            "from = 2026-11-30",
            "2026-11-30",
            "2026-11-30 is not in 2027",
        ),
        (
            "to = 2027-01-02",
            "to = 2028-01-02",
            "2028-01-02",
            "2028-01-02 is not in 2027",
        ),
        (
            "on = 2027-01-03",
            "on = 2027-01-02",
            "2027-01-02",
            "2027-01-02 is given twice",
        ),
        (
            "on = 2027-01-03",
            "on = 2027-01-04",
            "2027-01-04",
            "2027-01-04 (Mon) is not of a weekend, so it is no make-up day",
        ),
    ];
    for (good, bad, place, message) in cases {
        let text = GOOD.replacen(good, bad, 1);
        assert_eq!(
            mistakes(&text),
            [(place.to_owned(), message.to_owned())],
            "{bad}"
        );
    }
}

#[test]
fn a_file_is_named_after_its_year() {
    let (calendar, told) = load(&[("cn/2028.toml", GOOD)]);
    let told: Vec<_> = told.iter().map(|found| &*found.message.en).collect();
    assert_eq!(told, ["the file is for 2027, but that is not its name"]);
    assert!(calendar.is_working(day("2027-01-04")).is_err());
}

#[test]
fn a_year_is_given_once() {
    let (calendar, told) = load(&[("a/2027.toml", GOOD), ("b/2027.toml", GOOD)]);
    let told: Vec<_> = told
        .iter()
        .map(|found| (&*found.message.zh, found.labels.len()))
        .collect();
    assert_eq!(told, [("2027 年有两份工作日历", 1)]);
    assert!(calendar.is_working(day("2027-01-04")).is_ok());
}

#[test]
fn a_file_in_another_shape_is_told_by_its_schema() {
    let text = GOOD
        .replace("country = \"cn\"\n", "")
        .replace("name =", "nane =");
    let (calendar, told) = load(&[("cn/2027.toml", &text)]);
    let codes: Vec<_> = told.iter().map(|found| found.code).collect();
    assert!(codes.contains(&codes::schema::MISSING_FIELD), "{told:#?}");
    assert!(codes.contains(&codes::schema::UNKNOWN_FIELD), "{told:#?}");
    assert!(
        told.iter()
            .all(|found| found.message.zh.starts_with("工作日历"))
    );
    assert_eq!(
        calendar.is_working(day("2027-01-04")),
        Err(MissingYear { year: 2027 })
    );
}
