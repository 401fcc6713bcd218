//! The last lines of a run.

use super::{Lang, Tally};

/// What a run found, as one sentence.
pub fn summary(tally: Tally, lang: Lang) -> String {
    let counts = [
        (tally.errors, "个错误", "error", "errors"),
        (tally.warnings, "个警告", "warning", "warnings"),
        (tally.notes, "个提示", "note", "notes"),
        (tally.pending, "项待办", "pending", "pending"),
        (tally.waived, "项已豁免", "waived", "waived"),
    ];
    let some: Vec<_> = counts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, zh, one, many)| match lang {
            Lang::Zh => format!("{count} {zh}"),
            Lang::En => format!("{count} {}", if count == 1 { one } else { many }),
        })
        .collect();
    sentence(tally.records, &some, lang)
}

/// Where to read more about what is pending, if anything is.
pub fn due_hint(tally: Tally, lang: Lang) -> Option<String> {
    let count = tally.pending;
    let duties = if count == 1 {
        "1 duty is".to_owned()
    } else {
        format!("{count} duties are")
    };
    (count > 0).then(|| match lang {
        Lang::Zh => format!("有 {count} 项待办，运行 wenkong due 查看期限和责任人"),
        Lang::En => format!("{duties} pending: `wenkong due` tells when and who owes them"),
    })
}

fn sentence(records: usize, counts: &[String], lang: Lang) -> String {
    match (lang, counts.is_empty()) {
        (Lang::Zh, true) => format!("检查了 {records} 份记录：没有发现问题"),
        (Lang::Zh, false) => format!("检查了 {records} 份记录：{}", counts.join("，")),
        (Lang::En, none) => {
            let noun = if records == 1 { "record" } else { "records" };
            let found = if none {
                "nothing to report".to_owned()
            } else {
                counts.join(", ")
            };
            format!("{records} {noun} checked: {found}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pending_and_waived_are_told_apart() {
        let tally = Tally {
            records: 1,
            pending: 1,
            waived: 2,
            ..Tally::default()
        };
        assert_eq!(
            summary(tally, Lang::Zh),
            "检查了 1 份记录：1 项待办，2 项已豁免"
        );
        assert_eq!(
            summary(tally, Lang::En),
            "1 record checked: 1 pending, 2 waived"
        );
        let en = due_hint(tally, Lang::En).unwrap();
        assert!(en.starts_with("1 duty is pending"), "{en}");
        assert!(due_hint(tally, Lang::Zh).unwrap().contains("wenkong due"));
        assert_eq!(due_hint(Tally::default(), Lang::Zh), None);
    }

    #[test]
    fn sums_up() {
        let tally = Tally {
            records: 12,
            errors: 3,
            warnings: 1,
            ..Tally::default()
        };
        assert_eq!(
            summary(tally, Lang::Zh),
            "检查了 12 份记录：3 个错误，1 个警告"
        );
        assert_eq!(
            summary(tally, Lang::En),
            "12 records checked: 3 errors, 1 warning"
        );
        assert_eq!(
            summary(Tally::default(), Lang::Zh),
            "检查了 0 份记录：没有发现问题"
        );
    }
}
