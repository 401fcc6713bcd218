//! What build servers read.

use super::*;
use crate::diag::{Text, sample};
use quick_xml::Reader;

fn xml(lang: Lang) -> String {
    sample::written(|out, report| write(out, report, lang))
}

#[test]
fn says_how_each_finding_went() {
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="wenkong" tests="4" failures="1" errors="0" skipped="2">
  <testsuite name="records/投诉 1.json" tests="3" failures="1" errors="0" skipped="2" timestamp="2026-11-23T09:00:00">
    <testcase classname="complaint.late-confirmation" name="FB-2026-003 /a" file="records/投诉 1.json" line="2">
      <failure message="晚了␛[31m &lt;2 小时&gt; &amp; {0}" type="complaint.late-confirmation">晚了␛[31m &lt;2 小时&gt; &amp; {0}
records/投诉 1.json:2:20
依据: QP-MK-01 4.3.3.1
责任: 品管部
期限: 2026-11-20 13:00
推算: 收到 2026-11-20 09:00
加 4 小时
帮助: 确认并填写 confirmed_at</failure>
    </testcase>
    <testcase classname="complaint.late-confirmation" name="FB-2026-003 /b" file="records/投诉 1.json" line="3">
      <skipped message="尚未确认（待办，最迟 2026-11-25 09:00）"/>
    </testcase>
    <testcase classname="complaint.late-confirmation" name="FB-2026-003 /b" file="records/投诉 1.json" line="3">
      <skipped message="晚了一天（已豁免：李四 批准，有效至 2026-12-31；系统停机, &quot;见&quot; 附件）"/>
    </testcase>
  </testsuite>
  <testsuite name="项目" tests="1" failures="0" errors="0" skipped="0" timestamp="2026-11-23T09:00:00">
    <testcase classname="schema.type" name="=应为列表">
      <system-out>=应为列表</system-out>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(xml(Lang::Zh), expected);
}

#[test]
fn rules_that_are_kept_pass() {
    let of = |rule: RuleCount| {
        let mut out = Vec::new();
        write(&mut out, &sample::report(&[], &[rule]), Lang::En).unwrap();
        String::from_utf8(out).unwrap()
    };
    let rule = sample::rule();
    assert!(!of(rule.clone()).contains("testcase"));
    let met = RuleCount {
        violated: 1,
        ..rule.clone()
    };
    let met = of(met);
    assert!(
        met.contains("name=\"confirmed within 4 hours\">\n      <system-out>1 met, 1 pending"),
        "{met}"
    );
    let idle = RuleCount {
        violated: 0,
        met: 0,
        ..rule.clone()
    };
    assert!(of(idle).contains("<skipped message=\"nothing was due; 1 pending, 1 waived\"/>"));
    let off = RuleCount {
        off: Some("no \"reason\"".to_owned()),
        ..rule
    };
    assert!(of(off).contains("<skipped message=\"switched off: no &quot;reason&quot;\"/>"));
}

#[test]
fn any_character_leaves_valid_xml() {
    let all: String = ('\0'..'\u{3000}')
        .chain(['\u{fffe}', '\u{ffff}', '😊'])
        .collect();
    let found = Diagnostic::error(sample::LATE, Text::same(format!("]]>{all}"))).of(all);
    let mut out = Vec::new();
    write(&mut out, &sample::report(&[found], &[]), Lang::En).unwrap();
    let text = String::from_utf8(out).unwrap();
    let valid = |c: char| matches!(c, '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    assert_eq!(text.chars().find(|c| !valid(*c)), None);
    let mut reader = Reader::from_str(&text);
    while reader.read_event().unwrap() != Event::Eof {}
}
