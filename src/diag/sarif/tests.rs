//! What viewers and code scanners rely on.

use super::*;
use crate::diag::{codes, sample};
use serde_json::{Value, json};

fn log(lang: Lang) -> Value {
    let text = sample::written(|out, report| write(out, report, lang));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_rule_is_declared_once_and_found_by_its_index() {
    let log = log(Lang::Zh);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids: Vec<_> = rules
        .iter()
        .map(|rule| rule["id"].as_str().unwrap())
        .collect();
    let mut once = ids.clone();
    once.dedup();
    assert_eq!(ids, once);
    assert!(ids.is_sorted());
    for code in codes::entries()
        .map(|entry| entry.code)
        .chain([sample::LATE])
    {
        assert!(ids.contains(&code), "{code}");
    }
    for result in run["results"].as_array().unwrap() {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(result["ruleId"], ids[index]);
    }
    let late = rules
        .iter()
        .find(|rule| rule["id"] == sample::LATE)
        .unwrap();
    assert_eq!(late["shortDescription"]["text"], "四小时内确认");
    assert_eq!(
        late["defaultConfiguration"],
        json!({"enabled": true, "level": "error"})
    );
    assert_eq!(late["properties"]["clause"], "QP-MK-01 4.3.3.1");
}

#[test]
fn results_say_how_they_stand() {
    let log = log(Lang::En);
    let [late, pending, waived, broken] = [0, 1, 2, 3].map(|at| &log["runs"][0]["results"][at]);
    let stands = |result: &Value| (result["kind"].clone(), result["level"].clone());
    assert_eq!(stands(late), (json!("fail"), json!("error")));
    assert_eq!(stands(pending), (json!("open"), json!("none")));
    assert_eq!(stands(waived), (json!("fail"), json!("error")));
    assert_eq!(stands(broken), (json!("fail"), json!("warning")));
    for result in [late, pending, broken] {
        assert_eq!(result["suppressions"], json!([]));
    }
    let suppressed = &waived["suppressions"][0];
    assert_eq!(suppressed["kind"], "external");
    assert_eq!(suppressed["status"], "accepted");
    assert_eq!(
        suppressed["justification"],
        "系统停机,\r\n\"见\" 附件 (李四)"
    );
    assert_eq!(broken["locations"], json!([]));
    assert_eq!(late["message"]["text"], "late, \"by\" 2 h\nor more");
    assert_eq!(
        late["properties"]["message"]["zh"],
        "晚了\u{1b}[31m <2 小时> & {0}"
    );
    assert_eq!(late["properties"]["due"], "2026-11-20T13:00:00+08:00");
}

#[test]
fn places_are_references_and_regions() {
    let log = log(Lang::Zh);
    let late = &log["runs"][0]["results"][0];
    let uri = "records/%E6%8A%95%E8%AF%89%201.json";
    let at = |line: u8, start: u8, end: u8| {
        json!({
            "artifactLocation": {"uri": uri},
            "region": {"startLine": line, "startColumn": start, "endLine": line, "endColumn": end}
        })
    };
    assert_eq!(
        late["locations"],
        json!([{"physicalLocation": at(2, 20, 21)}])
    );
    let related = json!([{
        "id": 0, "physicalLocation": at(2, 9, 13), "message": {"text": "由此起算"}
    }]);
    assert_eq!(late["relatedLocations"], related);
    assert_eq!(late["message"]["text"], "晚了\u{1b}[31m <2 小时> & {{0}}");
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
}

#[test]
fn fingerprints_outlive_lines_and_differ() {
    let prints = |findings: &[Diagnostic]| {
        let mut out = Vec::new();
        write(&mut out, &sample::report(findings, &[]), Lang::Zh).unwrap();
        let log: Value = serde_json::from_slice(&out).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let print = |result: &Value| {
            let print = &result["partialFingerprints"]["codeRecordPointer/v1"];
            print.as_str().unwrap().to_owned()
        };
        results.iter().map(print).collect::<Vec<_>>()
    };
    let [late, pending, waived, broken] = sample::findings();
    let before = prints(&[late.clone(), pending, waived, broken]);
    // The pending and the waived one share code, record and pointer.
    let mut differing = before.clone();
    differing.sort();
    differing.dedup();
    assert_eq!(differing.len(), 4);
    let mut moved = late;
    let text = "\n\n\n{\"客户\": 1, \"a\": 1}";
    moved.place.as_mut().unwrap().source =
        crate::source::Source::memory("moved.json", Some(crate::source::Format::Json), text);
    assert_eq!(prints(&[moved])[0], before[0]);
}
