//! What people see.

use super::*;
use crate::{
    diag::{
        codes::{file, schema},
        sample,
    },
    source::{At, Place, Source},
};
use std::ops::Range;

fn place(text: &str, range: Range<usize>) -> Place {
    let source = Source::memory("records/投诉.toml", None, text);
    Place {
        source,
        at: At::Bytes(range),
    }
}

fn wrong(place: Place) -> Diagnostic {
    Diagnostic::error(schema::TYPE, Text::new("应为列表", "should be a list")).at(place)
}

fn shown(found: &Diagnostic, lang: Lang) -> String {
    show(
        found,
        Look {
            lang,
            ..Look::default()
        },
    )
}

#[test]
fn carets_stand_under_wide_characters() {
    let text = "# 记录\n客户\t= \"一汽\" # 全称\n";
    let start = text.find("\"一").unwrap();
    let found = wrong(place(text, start..start + 8)).help(Text::new("写成列表", "write a list"));
    let expected = "\
错误[schema.type]: 应为列表
 --> records/投诉.toml:2:6
  |
2 | 客户    = \"一汽\" # 全称
  |           ^^^^^^
  |
  = 帮助: 写成列表";
    assert_eq!(shown(&found, Lang::Zh), expected);
}

#[test]
fn labels_near_and_far() {
    let text = "客户 = 1\r\n数量 = 2\r\n客户 = 3\r\n";
    let other = Source::memory("forms/8d.json", None, "{\"title\": \"8D\"}");
    let found = Diagnostic::warning(file::DUPLICATE_KEY, Text::new("写了两次", "given twice"))
        .at(place(text, 24..30))
        .label(place(text, 0..6), Text::new("第一次", "first"));
    let near = "\
warning[file.duplicate-key]: given twice
 --> records/投诉.toml:3:1
  |
1 | 客户 = 1
  | ---- first
2 | 数量 = 2
3 | 客户 = 3
  | ^^^^";
    assert_eq!(shown(&found, Lang::En), near);
    let far = Place {
        source: other,
        at: At::Bytes(1..8),
    };
    let shown = shown(&found.label(far, Text::new("表格", "the form")), Lang::Zh);
    assert!(shown.contains("::: forms/8d.json:1:2"), "{shown}");
    assert!(shown.contains("------- 表格"), "{shown}");
}

#[test]
fn a_text_that_is_gone_still_has_a_name() {
    let source = Source::disk("records/x.toml", "/nowhere/x.toml");
    let found = wrong(Place {
        source,
        at: At::Bytes(3..4),
    });
    let expected = "error[schema.type]: should be a list\n--> records/x.toml";
    assert_eq!(shown(&found, Lang::En).trim_end(), expected);
    let nowhere = Diagnostic::note(schema::TYPE, Text::new("无", "none"));
    assert_eq!(
        shown(&nowhere, Lang::Zh).trim_end(),
        "提示[schema.type]: 无"
    );
}

#[test]
fn a_line_of_100_kb_is_trimmed() {
    let text = format!("[{}]", "\"字字字\",".repeat(8_000));
    let shown = shown(&wrong(place(&text, 60_001..60_012)), Lang::En);
    assert!(shown.contains(":1:30002\n"), "{shown}");
    assert!(
        shown.lines().all(|line| line.chars().count() <= 110),
        "{shown}"
    );
    let text = format!("[{}]", "\"字字字\",".repeat(80_000));
    let far = self::shown(&wrong(place(&text, 600_001..600_012)), Lang::En);
    assert!(far.trim_end().ends_with(":1:300002"), "{far}");
}

#[test]
fn a_duty_tells_its_clause_its_owner_and_how_the_time_was_found() {
    let shown = |lang| {
        let look = Look {
            lang,
            ..Look::default()
        };
        sample::written(|out, found| report(out, found, look))
    };
    let expected = r#"错误[complaint.late-confirmation]: 晚了␛[31m <2 小时> & {0}
 --> records/投诉 1.json:2:20
  |
2 |   "客户": "一汽", "a": 1,
  |           ------       ^
  |           |
  |           由此起算
  |
  = 依据: QP-MK-01 4.3.3.1
  = 责任: 品管部
  = 期限: 2026-11-20 13:00
  = 推算: 收到 2026-11-20 09:00
          加 4 小时
  = 帮助: 确认并填写 confirmed_at

提示[complaint.late-confirmation]: 晚了一天
--> records/投诉 1.json:3:8
 = 豁免: 李四 批准，有效至 2026-12-31；系统停机, "见" 附件

警告[schema.type]: =应为列表

"#;
    assert_eq!(shown(Lang::Zh), expected);
    let en = shown(Lang::En);
    assert!(en.contains("= clause: QP-MK-01 4.3.3.1\n"), "{en}");
    assert!(en.contains("= waived: by 李四 until 2026-12-31: "), "{en}");
    assert!(!en.contains("not confirmed yet"), "{en}");
}
