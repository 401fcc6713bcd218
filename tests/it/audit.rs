//! The audit: what an auditor takes along, and whether it is what the company has.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

use crate::external::drawing;
use crate::register::{BY, issue, json, project};
use crate::run::wenkong;

/// A project with two issued contact sheets and a customer's drawing.
fn issued() -> TempDir {
    let folder = project(2);
    let path = folder.path();
    let config = fs::read_to_string(path.join("wenkong.toml")).expect("readable");
    let config = config.replace("name = \"市场部\"\n", "name = \"市场部\"\ncode = \"市\"\n");
    fs::write(path.join("wenkong.toml"), config).expect("written");
    for record in ["records/cs-1.toml", "records/cs-2.toml"] {
        assert_eq!(issue(path, &[record]).status.code(), Some(0));
    }
    let file = drawing(path, "secret-lid.pdf", "secret lid", 1);
    let file = file.to_str().expect("text");
    let add = [
        "external",
        "add",
        file,
        "--kind",
        "drawing",
        "--revision",
        "B",
        "--own-number",
        "HX-3301",
        "--customer",
        "A-003=无锡恒源",
        "--department",
        "市场部",
    ];
    assert_eq!(
        wenkong(path, &[&add, &BY[..]].concat()).status.code(),
        Some(0)
    );
    folder
}

fn audit(folder: &Path, pack: &str, more: &[&str]) -> i32 {
    let output = wenkong(folder, &[&["audit", "-o", pack], more].concat());
    let code = output.status.code().expect("a code");
    assert!(code < 2, "{}", String::from_utf8_lossy(&output.stderr));
    code
}

/// All files of a pack by path.
fn unpacked(pack: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(fs::File::open(pack).expect("there")).expect("a zip");
    let mut files = BTreeMap::new();
    for i in 0..zip.len() {
        let mut file = zip.by_index(i).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("readable");
        let name = file.name().expect("a name").into_owned();
        files.insert(name, bytes);
    }
    files
}

fn packed(path: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let mut zip = zip::ZipWriter::new(fs::File::create(path).expect("made"));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("begun");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("finished");
}

fn value(files: &BTreeMap<String, Vec<u8>>, path: &str) -> Value {
    serde_json::from_slice(&files[path]).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn two_packs_are_the_same_and_can_be_verified_anywhere() {
    let folder = issued();
    let folder = folder.path();
    let before = fs::read(folder.join("register.db")).expect("readable");
    audit(folder, "a.zip", &[]);
    audit(folder, "b.zip", &[]);
    let bytes = fs::read(folder.join("a.zip")).expect("written");
    assert_eq!(bytes, fs::read(folder.join("b.zip")).expect("written"));
    assert_eq!(
        before,
        fs::read(folder.join("register.db")).expect("readable"),
        "an audit changes nothing"
    );
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("pack.zip"), &bytes).expect("written");
    let answer = json(elsewhere.path(), &["verify", "pack.zip"]);
    assert_eq!(answer["good"], true, "{answer:#}");
    let verified = json(folder, &["register", "verify"]);
    assert_eq!(answer["head"], verified["head"]["digest"]);
    assert_eq!(answer["entries"], verified["entries"]);
    let files = unpacked(&folder.join("a.zip"));
    let report = value(&files, "report.json");
    assert_eq!(report["register"]["head"], answer["head"]);
    assert_eq!(
        (
            &report["summary"]["documents"],
            &report["summary"]["replayed"]
        ),
        (&3.into(), &2.into())
    );
    for path in [
        "findings/now.json",
        "findings/now.sarif",
        "findings/at-issue.json",
    ] {
        value(&files, path);
    }
    let text = lopdf::Document::load_mem(&files["report.pdf"]).expect("a PDF");
    let pages: Vec<u32> = text.get_pages().into_keys().collect();
    let text: String = text
        .extract_text(&pages)
        .expect("text")
        .split_whitespace()
        .collect();
    let head = answer["head"].as_str().expect("a digest");
    assert!(text.contains(head), "the head is printed");
    // No pack is overwritten.
    assert_eq!(
        wenkong(folder, &["audit", "-o", "a.zip"]).status.code(),
        Some(2)
    );
}

#[test]
fn every_change_of_a_pack_is_found() {
    let folder = issued();
    let folder = folder.path();
    audit(folder, "a.zip", &[]);
    let whole = unpacked(&folder.join("a.zip"));
    let changed = folder.join("changed.zip");
    let good = |files: &BTreeMap<String, Vec<u8>>| {
        packed(&changed, files);
        json(folder, &["verify", "changed.zip"])["good"] == true
    };
    assert!(good(&whole), "packed again it is the same");
    for path in whole.keys().filter(|path| *path != "manifest.json") {
        let mut files = whole.clone();
        let bytes = files.get_mut(path).expect("there");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert!(!good(&files), "{path} changed");
        files.remove(path);
        assert!(!good(&files), "{path} removed");
    }
    let mut files = whole.clone();
    files.insert("records/one-more.json".to_owned(), b"{}".to_vec());
    assert!(!good(&files), "a file added");
    // Whoever changes the manifest too, still has the register against him.
    let entries = String::from_utf8(whole["register/entries.jsonl"].clone()).expect("text");
    let cut: String = entries
        .lines()
        .take(3)
        .map(|line| format!("{line}\n"))
        .collect();
    let forged = entries.replacen("赵文静", "孙丽", 1);
    for entries in [cut, forged] {
        let mut files = whole.clone();
        let mut manifest = value(&files, "manifest.json");
        for file in manifest["files"].as_array_mut().expect("files") {
            if file["path"] == "register/entries.jsonl" {
                file["sha256"] = wenkong::source::digest(entries.as_bytes()).into();
                file["bytes"] = entries.len().into();
            }
        }
        files.insert(
            "manifest.json".to_owned(),
            manifest.to_string().into_bytes(),
        );
        files.insert("register/entries.jsonl".to_owned(), entries.into_bytes());
        assert!(!good(&files));
    }
    for bytes in [&b"PK\x03\x04 nothing"[..], b""] {
        fs::write(&changed, bytes).expect("written");
        let code = wenkong(folder, &["verify", "changed.zip"]).status.code();
        assert_ne!(code, Some(0));
    }
}

#[test]
fn nothing_leaves_without_consent() {
    let folder = issued();
    let folder = folder.path();
    audit(folder, "a.zip", &[]);
    let files = unpacked(&folder.join("a.zip"));
    let all: Vec<u8> = files.values().flatten().copied().collect();
    let holds = |words: &str| {
        all.windows(words.len())
            .any(|window| window == words.as_bytes())
    };
    assert!(
        !files.keys().any(|path| path.contains("ED-")),
        "{:?}",
        files.keys()
    );
    assert!(!holds("secret-lid") && !holds("HX-3301"));
    let manifest = value(&files, "manifest.json");
    let withheld = manifest["withheld"].as_array().expect("withheld");
    assert!(
        withheld.iter().any(|one| one["id"] == "ED/市-2026-001"),
        "{withheld:#?}"
    );
    // The sheet's own person is blackened in record and paper.
    let record = fs::read_to_string(folder.join("records/cs-1.toml")).expect("readable");
    let papers = files.iter().filter(|(path, _)| path.ends_with(".pdf"));
    let papers: Vec<String> = papers
        .map(|(path, bytes)| {
            let paper = lopdf::Document::load_mem(bytes).expect(path);
            let pages: Vec<u32> = paper.get_pages().into_keys().collect();
            paper.extract_text(&pages).expect("text")
        })
        .collect();
    assert!(papers.len() > 2 && papers.iter().any(|text| text.contains('■')));
    for private in ["郭蓉", "021-5566 3308"] {
        assert!(record.contains(private), "{private} is in the record");
        assert!(!holds(private), "{private} is in the pack");
        assert!(
            !papers.iter().any(|text| text.contains(private)),
            "{private} is on paper"
        );
    }
    // A consent of the customer that names the recipient lets the drawing go.
    fs::write(
        folder.join("records/property.toml"),
        "form = \"property-ledger\"\nid = \"CP-1\"\ndate = 2026-11-01\n[[entries]]\nid = \"P01\"\nkind = \"drawing\"\nname = \"lid\"\nquantity = \"1\"\nunit = \"份\"\nreceived_at = 2026-11-02T09:00:00\nreceived_by = \"许峰\"\ncustomer = { code = \"A-003\", name = \"无锡恒源\" }\nexternal_document = { number = \"ED/市-2026-001\" }\nconsents = [{ id = \"C1\", at = 2026-11-03T09:00:00, to = \"认证机构\" }]\n",
    )
    .expect("written");
    for (recipient, shown) in [("认证机构", true), ("别人", false)] {
        let pack = format!("{shown}.zip");
        audit(folder, &pack, &["--for", recipient]);
        let files = unpacked(&folder.join(&pack));
        let there = files.keys().any(|path| path.contains("ED-市-2026-001"));
        assert_eq!(there, shown, "{recipient}");
        assert_eq!(json(folder, &["verify", &pack])["good"], true);
    }
}

#[test]
fn each_document_is_checked_by_the_rules_of_its_time() {
    let folder = issued();
    let folder = folder.path();
    // Since the issue the company has made a rule of its own, and changed a record.
    fs::create_dir_all(folder.join("rules")).expect("made");
    fs::write(
        folder.join("rules/own.toml"),
        r#"
[[rule]]
id = 'company.never'
kind = 'condition'
form = 'contact-sheet'
duties = []
clause = { document = 'company', number = 'WI-1' }
severity = 'error'
says = { zh = '没有联络单', en = 'there is no contact sheet' }
why = { zh = '试验', en = 'a test' }
help = { zh = '删去', en = 'remove it' }
fails = { zh = '有联络单', en = 'there is one' }
holds = 'record.id == "CS-0"'
[[rule.example]]
name = { zh = '有', en = 'there is one' }
passes = false
record = '''
id = "CS-9"
'''
[[rule.example]]
name = { zh = '没有', en = 'none' }
passes = true
record = '''
id = "CS-0"
'''
"#,
    )
    .expect("written");
    assert_eq!(audit(folder, "a.zip", &[]), 1);
    let files = unpacked(&folder.join("a.zip"));
    let report = value(&files, "report.json");
    assert_eq!(
        (
            &report["summary"]["replayed"],
            &report["summary"]["differing"]
        ),
        (&2.into(), &2.into()),
        "{:#}",
        report["summary"]
    );
    let sample = &report["samples"][0];
    assert_eq!(
        (&sample["then"]["errors"], &sample["now"]["errors"]),
        (&0.into(), &1.into()),
        "{sample:#}"
    );
    let findings = report["findings"].as_array().expect("findings");
    let of_rule = |finding: &&Value| finding["code"] == "company.never";
    assert!(
        findings
            .iter()
            .filter(of_rule)
            .all(|finding| finding["when"] == "now")
    );
    let own = files
        .keys()
        .filter(|path| path.ends_with("/rules/own.toml"))
        .count();
    assert_eq!(
        own, 1,
        "the rules of now; those of the issue had no such file"
    );
    assert!(
        files
            .keys()
            .filter(|path| path.ends_with("/wenkong.toml"))
            .count()
            >= 2
    );
}

#[test]
fn a_damaged_register_is_what_the_report_says() {
    let folder = issued();
    let folder = folder.path();
    let list = json(folder, &["register", "list"]);
    let file = list["documents"][0]["revisions"][0]["file"]
        .as_str()
        .expect("a file");
    fs::write(folder.join(file), b"%PDF-1.7 changed").expect("written");
    assert_eq!(audit(folder, "a.zip", &[]), 1);
    let files = unpacked(&folder.join("a.zip"));
    let report = value(&files, "report.json");
    assert_eq!(report["register"]["sound"], false);
    let number = &list["documents"][0]["number"];
    let samples = report["samples"].as_array().expect("samples");
    let sample = samples
        .iter()
        .find(|sample| sample["id"] == *number)
        .expect("the sample");
    assert_eq!(sample["intact"], false);
    // The periods are those asked for.
    audit(
        folder,
        "b.zip",
        &["--from", "2020-01-01", "--to", "2020-12-31"],
    );
    let report = value(&unpacked(&folder.join("b.zip")), "report.json");
    assert_eq!(report["summary"]["documents"], 0);
    let empty = tempfile::tempdir().expect("a folder");
    assert_eq!(
        wenkong(empty.path(), &["audit"]).status.code(),
        Some(2),
        "no register, no audit"
    );
}
