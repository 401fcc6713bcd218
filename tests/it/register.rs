//! The issue register under stress: killed, cut off, crowded, tampered with. No number twice, no hole, no entry without its
//! document, no half file.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;
use wenkong::entry::{Act, Withdrawn};
use wenkong::register::{Draft, Register};

use crate::run::{program, root, wenkong};

pub(crate) const CONFIG: &str = r#"
[company]
name = { zh = "测试公司" }
[[departments]]
name = "市场部"
aliases = ["业务部"]
[[people]]
name = "赵文静"
roles = [{ role = "文控" }]
[[people]]
name = "孙丽"
roles = [{ role = "管理者代表" }, { role = "文控" }]
[[people]]
name = "许峰"
department = "市场部"
roles = [{ role = "业务员" }]
[[people]]
name = "张敏"
department = "市场部"
roles = [{ role = "客服" }]
[[people]]
name = "周雅琴"
department = "市场部"
roles = [{ role = "业务负责人" }]
[rules."contact.complaint-not-named"]
off = "these sheets stand alone"
"#;

pub(crate) const BY: [&str; 2] = ["--by", "赵文静"];

/// A project with contact sheets `CS-1` to `CS-<count>`.
pub(crate) fn project(count: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("records")).expect("records");
    std::fs::write(folder.path().join("wenkong.toml"), CONFIG).expect("written");
    for i in 1..=count {
        sheet(folder.path(), i, "到厂分选。");
    }
    folder
}

/// Writes a contact sheet, without what it would need of other records.
pub(crate) fn sheet(folder: &Path, i: usize, request: &str) -> PathBuf {
    let example = std::fs::read_to_string(root().join("forms/contact-sheet/A-0/example.toml"))
        .expect("readable");
    let example = example
        .replace("id = \"CS-2026-019\"", &format!("id = \"CS-{i}\""))
        .replace("complaint = \"FB-2026-010/E02\"\n", "")
        .replace("references = [\"CS-2026-005\"]\n", "");
    let start = example.find("customer_request = ").expect("there");
    let end = start + example[start..].find('\n').expect("a line");
    let example = format!(
        "{}customer_request = \"{request}\"{}",
        &example[..start],
        &example[end..]
    );
    let from = example.find("[[attachments]]").expect("there");
    let to = example.find("[[sign_off]]").expect("there");
    let path = folder.join(format!("records/cs-{i}.toml"));
    std::fs::write(&path, format!("{}{}", &example[..from], &example[to..])).expect("written");
    path
}

pub(crate) fn issue(folder: &Path, records: &[&str]) -> Output {
    let mut args = vec!["issue"];
    args.extend(records);
    args.extend(BY);
    wenkong(folder, &args)
}

fn start(folder: &Path, records: &[String], crash: Option<&str>) -> Child {
    let mut command = Command::new(program());
    command
        .current_dir(folder)
        .arg("issue")
        .args(records)
        .args(BY);
    command
        .env("SOURCE_DATE_EPOCH", "1795400000")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some(point) = crash {
        command.env("WENKONG_CRASH_AT", point);
    }
    command.spawn().expect("the program starts")
}

pub(crate) fn json(folder: &Path, args: &[&str]) -> Value {
    let output = wenkong(folder, &[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// The documents, after everything that was begun is settled by issuing `record`. Fails where anything is amiss.
fn settled(folder: &Path, record: &str) -> Vec<Value> {
    let output = issue(folder, &[record]);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let verified = json(folder, &["register", "verify"]);
    assert_eq!(verified["findings"], serde_json::json!([]), "{verified:#}");
    let list = json(folder, &["register", "list"]);
    let documents = list["documents"].as_array().expect("documents").clone();
    let mut serials: Vec<u32> = Vec::new();
    for document in &documents {
        let number = document["number"].as_str().expect("a number");
        serials.push(
            number
                .rsplit('-')
                .next()
                .and_then(|text| text.parse().ok())
                .expect("a serial"),
        );
        if document["state"] == "current" {
            let file = document["revisions"][0]["file"].as_str().expect("a file");
            let pdf = std::fs::read(folder.join(file)).expect("its document");
            assert!(lopdf::Document::load_mem(&pdf).is_ok(), "{file} is whole");
        }
    }
    let hole = (1..)
        .zip(&serials)
        .find(|(expected, serial)| expected != *serial);
    assert_eq!(hole, None, "no number twice, no hole: {serials:?}");
    let records: Vec<&str> = documents
        .iter()
        .filter(|document| document["state"] == "current")
        .filter_map(|document| document["record"].as_str())
        .collect();
    let distinct: BTreeSet<&str> = records.iter().copied().collect();
    assert_eq!(
        records.len(),
        distinct.len(),
        "no record twice: {records:?}"
    );
    documents
}

fn files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("issued")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
    }
    found
}

#[test]
fn a_crash_at_any_point_loses_and_repeats_nothing() {
    let points = [
        ("before-reserve", false),
        ("reserving", false),
        ("reserved", true),
        ("half-written", true),
        ("written", true),
        ("synced", true),
        ("renamed", true),
        ("folder-synced", true),
        ("appending", true),
        ("appended", true),
        ("noted", true),
    ];
    for (point, taken) in points {
        let project = project(2);
        let folder = project.path();
        let mut child = start(folder, &["records/cs-1.toml".to_owned()], Some(point));
        assert!(!child.wait().expect("ends").success(), "{point} is reached");
        let documents = settled(folder, "records/cs-2.toml");
        let first = documents
            .iter()
            .filter(|document| document["record"] == "CS-1")
            .count();
        assert_eq!(
            first,
            usize::from(taken),
            "{point}: what was reserved is completed, what was not leaves no trace"
        );
        assert_eq!(documents.len(), 1 + usize::from(taken), "{point}");
        assert!(
            !files(folder)
                .iter()
                .any(|name| name.starts_with(".wenkong-")),
            "{point}: no half file is left"
        );
    }
}

#[test]
fn processes_killed_at_random_lose_and_repeat_nothing() {
    let project = project(13);
    let folder = project.path();
    let records: Vec<String> = (1..=12).map(|i| format!("records/cs-{i}.toml")).collect();
    let mut wait = 300;
    for round in 0..12 {
        let mut children: Vec<Child> = (0..2)
            .map(|half| start(folder, &records[half * 6..half * 6 + 6], None))
            .collect();
        // A sequence that is spread over the time an issue takes, and the same in each run.
        wait = (wait * 7 + 131) % 1900;
        std::thread::sleep(Duration::from_millis(300 + wait));
        for child in &mut children {
            child.kill().expect("killed");
            child.wait().expect("ends");
        }
        let verified = json(folder, &["register", "verify"]);
        let errors: Vec<&Value> = verified["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|found| {
                found["severity"] == "error" && found["code"] != "register.document-unknown"
            })
            .collect();
        assert!(errors.is_empty(), "round {round}: {errors:#?}");
    }
    settled(folder, "records/cs-13.toml");
}

#[test]
fn a_register_without_tables_is_none_yet_but_an_emptied_one_is_told() {
    let project = project(2);
    let folder = project.path();
    // What a process leaves that was killed before it made the tables.
    std::fs::write(folder.join("register.db"), b"").expect("written");
    let verified = json(folder, &["register", "verify"]);
    assert_eq!(verified["sound"], true, "{verified:#}");
    settled(folder, "records/cs-1.toml");
    std::fs::write(folder.join("register.db"), b"").expect("written");
    let verified = json(folder, &["register", "verify"]);
    assert_eq!(verified["sound"], false, "{verified:#}");
    assert_eq!(issue(folder, &["records/cs-2.toml"]).status.code(), Some(2));
}

#[test]
fn eight_processes_take_eight_numbers() {
    for count in [2, 8] {
        let project = project(2 * count + 1);
        let folder = project.path();
        let mut children: Vec<Child> = (0..count)
            .map(|i| {
                start(
                    folder,
                    &[
                        format!("records/cs-{}.toml", 2 * i + 1),
                        format!("records/cs-{}.toml", 2 * i + 2),
                    ],
                    None,
                )
            })
            .collect();
        for child in &mut children {
            assert!(child.wait().expect("ends").success());
        }
        let documents = settled(folder, &format!("records/cs-{}.toml", 2 * count + 1));
        assert_eq!(documents.len(), 2 * count + 1);
    }
}

#[test]
fn one_record_is_issued_once_however_many_try() {
    let project = project(2);
    let folder = project.path();
    let mut children: Vec<Child> = (0..4)
        .map(|_| start(folder, &["records/cs-1.toml".to_owned()], None))
        .collect();
    let good = children
        .iter_mut()
        .filter_map(|child| child.wait().ok())
        .filter(|status| status.success())
        .count();
    assert_eq!(good, 1);
    assert_eq!(settled(folder, "records/cs-2.toml").len(), 2);
}

#[cfg(unix)]
#[test]
fn a_full_disk_and_a_read_only_folder_lose_nothing() {
    let project = project(3);
    let folder = project.path();
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    // A limit on the size of files takes the disk's place: the database fits, the PDF does not.
    for kilobytes in ["40", "120", "400"] {
        let command = format!(
            "ulimit -f {kilobytes}; exec '{}' issue records/cs-2.toml --by 赵文静",
            program().display()
        );
        let status = Command::new("bash")
            .args(["-c", &command])
            .current_dir(folder)
            .stderr(Stdio::null())
            .stdout(Stdio::null())
            .status();
        if status.expect("bash runs").success() {
            break;
        }
    }
    let documents = settled(folder, "records/cs-3.toml");
    assert!(documents.len() >= 2);
    let listed = json(folder, &["register", "list"]);
    let issued = folder.join("issued");
    let read_only = |yes: bool| {
        use std::os::unix::fs::PermissionsExt;
        let mode = if yes { 0o555 } else { 0o755 };
        for path in [
            folder.to_owned(),
            issued.clone(),
            issued.join("contact-sheet"),
        ] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("set");
        }
    };
    read_only(true);
    let denied = std::fs::write(folder.join("probe"), "").is_err();
    let looked = json(folder, &["register", "list"]);
    let output = issue(folder, &["records/cs-2.toml"]);
    read_only(false);
    assert_eq!(looked, listed, "what may only be read can be looked at");
    if denied {
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(json(folder, &["register", "list"]), listed);
    }
}

/// Changes the database as somebody would who knows SQL: guards are taken away first and put back.
fn tamper(folder: &Path, sql: &str) {
    let db = Connection::open(folder.join("register.db")).expect("opens");
    let guards: Vec<(String, String)> = db
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .expect("sql")
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .map(|row| row.expect("a row"))
        .collect();
    for (name, _) in &guards {
        db.execute_batch(&format!("DROP TRIGGER {name}"))
            .expect("dropped");
    }
    db.execute_batch(sql)
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    for (_, guard) in &guards {
        db.execute_batch(guard).expect("put back");
    }
}

fn codes(folder: &Path) -> Vec<String> {
    let verified = json(folder, &["register", "verify"]);
    let findings = verified["findings"].as_array().expect("findings").clone();
    findings
        .iter()
        .filter_map(|found| found["code"].as_str().map(str::to_owned))
        .collect()
}

#[test]
fn every_change_of_the_register_is_named() {
    let project = project(3);
    let folder = project.path();
    assert!(
        issue(
            folder,
            &[
                "records/cs-1.toml",
                "records/cs-2.toml",
                "records/cs-3.toml"
            ]
        )
        .status
        .success()
    );
    assert_eq!(codes(folder), Vec::<String>::new());
    let sound = std::fs::read(folder.join("register.db")).expect("readable");
    let changes = [
        (
            "UPDATE entries SET body = replace(body, '赵文静', '孙丽') WHERE seq = 3",
            "register.entry-changed",
        ),
        (
            "UPDATE entries SET digest = replace(digest, 'a', 'b') WHERE seq = 4",
            "register.entry-changed",
        ),
        (
            "UPDATE entries SET previous = digest WHERE seq = 4",
            "register.entry-changed",
        ),
        (
            "UPDATE entries SET body = body || ' ' WHERE seq = 2",
            "register.entry-changed",
        ),
        (
            "DELETE FROM entries WHERE seq = 3",
            "register.entry-missing",
        ),
        (
            "DELETE FROM entries WHERE seq = 7",
            "register.entry-missing",
        ),
        ("DELETE FROM entries", "register.entry-missing"),
        (
            "UPDATE entries SET seq = 100 - seq",
            "register.entry-missing",
        ),
        (
            "INSERT INTO entries (seq, previous, body, digest) SELECT 8, digest, body, digest FROM entries WHERE seq = 7",
            "register.entry-changed",
        ),
        (
            "UPDATE kept SET bytes = CAST(bytes || x'20' AS BLOB) WHERE rowid = 3",
            "register.kept-changed",
        ),
        ("DELETE FROM kept WHERE rowid = 3", "register.kept-missing"),
        (
            "INSERT INTO kept VALUES ('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', CAST('test' AS BLOB))",
            "register.kept-unused",
        ),
        ("DROP INDEX entries_by_run", "register.structure-changed"),
        (
            "CREATE TRIGGER mine AFTER INSERT ON kept BEGIN SELECT 1; END",
            "register.structure-changed",
        ),
        ("CREATE TABLE mine (a)", "register.structure-changed"),
        ("CREATE VIEW mine AS SELECT 1", "register.structure-changed"),
    ];
    for (sql, code) in changes {
        tamper(folder, sql);
        let found = codes(folder);
        assert!(found.iter().any(|found| found == code), "{sql}: {found:?}");
        std::fs::write(folder.join("register.db"), &sound).expect("put back");
    }
    for sql in [
        "UPDATE entries SET digest = 'x'",
        "DELETE FROM entries",
        "INSERT OR REPLACE INTO entries (seq, previous, body, digest) VALUES (1, 'x', '{}', 'x')",
        "INSERT OR REPLACE INTO kept SELECT digest, x'00' FROM kept",
        "DELETE FROM kept",
    ] {
        let db = Connection::open(folder.join("register.db")).expect("opens");
        assert!(db.execute_batch(sql).is_err(), "the guards refuse {sql}");
    }
    // An older copy in its place, and none at all: the next issue must not give numbers again.
    for bytes in [Some(&sound[..1024]), None] {
        match bytes {
            Some(bytes) => std::fs::write(folder.join("register.db"), bytes).expect("written"),
            None => std::fs::remove_file(folder.join("register.db")).expect("removed"),
        }
        sheet(folder, 4, "补货。");
        assert_eq!(issue(folder, &["records/cs-4.toml"]).status.code(), Some(2));
    }
}

#[test]
fn every_changed_byte_of_a_document_or_record_is_named() {
    let project = project(1);
    let folder = project.path();
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    let pdf = folder.join("issued/contact-sheet/CS-2026-001.pdf");
    let record = folder.join("records/cs-1.toml");
    let scan = folder.join("scan.png");
    std::fs::write(&scan, "signed").expect("written");
    let attach = [
        "register",
        "attach",
        "CS-2026-001",
        "scan.png",
        "--by",
        "赵文静",
    ];
    assert!(wenkong(folder, &attach).status.success());
    let scanned = folder.join("issued/contact-sheet/CS-2026-001_scan1.png");
    for (path, code) in [
        (&pdf, "register.document-changed"),
        (&scanned, "register.document-changed"),
        (&record, "register.record-changed"),
    ] {
        let sound = std::fs::read(path).expect("readable");
        for at in [0, sound.len() / 2, sound.len() - 1] {
            let mut changed = sound.clone();
            changed[at] ^= 1;
            std::fs::write(path, &changed).expect("written");
            assert_eq!(codes(folder), [code], "{} at {at}", path.display());
        }
        std::fs::write(path, &sound).expect("put back");
    }
    std::fs::write(folder.join("issued/contact-sheet/more.pdf"), "x").expect("written");
    assert_eq!(codes(folder), ["register.document-unknown"]);
    std::fs::remove_file(folder.join("issued/contact-sheet/more.pdf")).expect("removed");
    std::fs::remove_file(&pdf).expect("removed");
    assert_eq!(codes(folder), ["register.document-missing"]);
}

fn verify(folder: &Path, args: &[&str]) -> (Option<i32>, Value) {
    let output = wenkong(folder, &[&["verify"], args, &["--format", "json"]].concat());
    (
        output.status.code(),
        serde_json::from_slice(&output.stdout).unwrap_or_default(),
    )
}

#[test]
fn a_paper_tells_how_it_stands() {
    let project = project(2);
    let folder = project.path();
    assert!(
        issue(folder, &["records/cs-1.toml", "records/cs-2.toml"])
            .status
            .success()
    );
    let first = "issued/contact-sheet/CS-2026-001.pdf";
    let (code, answer) = verify(folder, &[first]);
    assert_eq!(
        (code, &answer["state"], &answer["good"]),
        (Some(0), &"current".into(), &true.into()),
        "{answer:#}"
    );
    assert_eq!(
        (
            &answer["digest_equal"],
            &answer["record_equal"],
            &answer["rendered_equal"]
        ),
        (&true.into(), &true.into(), &true.into())
    );
    let check = answer["check"].as_str().expect("digits").to_owned();
    assert_eq!(verify(folder, &["CS-2026-001", &check]).0, Some(0));
    assert_eq!(
        verify(folder, &["CS-2026-001", &check[..4], &check[4..8]]).0,
        Some(0)
    );
    assert_eq!(
        verify(folder, &["CS-2026-001", "0123456789abcdef"]).0,
        Some(1)
    );
    assert_eq!(verify(folder, &["CS-2026-077", &check]).0, Some(1));
    assert_eq!(verify(folder, &["CS-2026-001", "12"]).0, Some(2));
    // A corrected record takes the place of the first.
    sheet(folder, 1, "改为更换全部在途品。");
    let supersede = [
        "register",
        "supersede",
        "CS-2026-001",
        "records/cs-1.toml",
        "--by",
        "赵文静",
        "--reason",
        "顾客改变要求",
    ];
    assert!(wenkong(folder, &supersede).status.success());
    let (code, answer) = verify(folder, &[first]);
    assert_eq!(
        (code, &answer["state"], &answer["digest_equal"]),
        (Some(1), &"superseded".into(), &true.into())
    );
    assert_eq!(
        verify(folder, &["issued/contact-sheet/CS-2026-001_r1.pdf"]).0,
        Some(0)
    );
    assert_eq!(
        wenkong(folder, &supersede).status.code(),
        Some(1),
        "nothing is corrected twice"
    );
    // Withdrawn.
    let withdraw = [
        "register",
        "withdraw",
        "CS-2026-002",
        "--by",
        "赵文静",
        "--reason",
        "重复登记",
    ];
    assert!(wenkong(folder, &withdraw).status.success());
    let (code, answer) = verify(folder, &["issued/contact-sheet/CS-2026-002.pdf"]);
    assert_eq!((code, &answer["state"]), (Some(1), &"withdrawn".into()));
    // Changed, a draft, and something else.
    let mut bytes =
        std::fs::read(folder.join("issued/contact-sheet/CS-2026-001_r1.pdf")).expect("readable");
    bytes.extend(b"\n%");
    std::fs::write(folder.join("changed.pdf"), &bytes).expect("written");
    let (code, answer) = verify(folder, &["changed.pdf"]);
    assert_eq!(
        (code, &answer["digest_equal"], &answer["record_equal"]),
        (Some(1), &false.into(), &true.into())
    );
    assert!(
        wenkong(folder, &["fill", "records/cs-1.toml", "-o", "draft.pdf"])
            .status
            .success()
    );
    assert_eq!(verify(folder, &["draft.pdf"]).1["state"], "draft");
    std::fs::write(folder.join("other.pdf"), "%PDF-1.4\n").expect("written");
    assert_eq!(verify(folder, &["other.pdf"]).1["state"], "unknown");
    assert_eq!(verify(folder, &["nothing.pdf"]).0, Some(2));
    assert_eq!(codes(folder), Vec::<String>::new());
}

#[test]
fn a_restored_register_gives_no_number_again() {
    let project = project(4);
    let folder = project.path();
    assert!(
        issue(folder, &["records/cs-1.toml", "records/cs-2.toml"])
            .status
            .success()
    );
    assert!(
        wenkong(folder, &["register", "backup", "b.zip"])
            .status
            .success()
    );
    assert_eq!(
        wenkong(folder, &["register", "backup", "b.zip"])
            .status
            .code(),
        Some(2),
        "a backup is not overwritten"
    );
    let restore = [
        "register",
        "restore",
        "b.zip",
        "--by",
        "赵文静",
        "--reason",
        "硬盘损坏",
    ];
    assert_eq!(
        wenkong(folder, &restore).status.code(),
        Some(2),
        "a sound register is not replaced"
    );
    assert!(issue(folder, &["records/cs-3.toml"]).status.success());
    std::fs::remove_file(folder.join("register.db")).expect("removed");
    std::fs::remove_file(folder.join("issued/contact-sheet/CS-2026-001.pdf")).expect("removed");
    let output = wenkong(folder, &restore);
    assert!(output.status.success(), "{output:?}");
    let documents = settled(folder, "records/cs-4.toml");
    let numbers: Vec<&str> = documents
        .iter()
        .filter_map(|document| document["number"].as_str())
        .collect();
    assert_eq!(
        numbers,
        ["CS-2026-001", "CS-2026-002", "CS-2026-003", "CS-2026-004"]
    );
    assert_eq!(
        verify(folder, &["issued/contact-sheet/CS-2026-003.pdf"]).0,
        Some(0),
        "what came after the backup is registered again"
    );
}

#[test]
fn an_earlier_register_is_taken_over_and_counted_on() {
    let project = project(2);
    let folder = project.path();
    let table = "编号,表单,日期,名称,状态,备注\nCS-2026-001,联络单,2026-01-05,毛刺,现行,\nCS-2026-002,联络单,2026/2/30,错日期,,\n";
    std::fs::write(folder.join("old.csv"), table).expect("written");
    let import = ["register", "import", "old.csv", "--by", "赵文静"];
    let output = wenkong(folder, &import);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("old.csv:3:"),
        "{output:?}"
    );
    assert_eq!(
        json(folder, &["register", "list"])["documents"],
        serde_json::json!([]),
        "all lines or none"
    );
    std::fs::write(
        folder.join("old.csv"),
        table
            .replace("2026/2/30", "2026-02-03")
            .replace("错日期,,", "跳号,作废,写坏了"),
    )
    .expect("written");
    assert!(wenkong(folder, &import).status.success());
    assert!(
        wenkong(
            folder,
            &[
                "register",
                "void",
                "CS-2026-003",
                "--by",
                "赵文静",
                "--reason",
                "写坏了"
            ]
        )
        .status
        .success()
    );
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    let list = json(folder, &["register", "list"]);
    let last = list["documents"]
        .as_array()
        .and_then(|documents| documents.last())
        .expect("one");
    assert_eq!(last["number"], "CS-2026-004");
    assert_eq!(codes(folder), Vec::<String>::new());
}

#[test]
fn only_who_may_and_only_forwards_in_time() {
    let project = project(1);
    let folder = project.path();
    let by = |name: &str| {
        wenkong(folder, &["issue", "records/cs-1.toml", "--by", name])
            .status
            .code()
    };
    assert_eq!((by("许峰"), by("无名氏")), (Some(1), Some(1)));
    assert_eq!(
        json(folder, &["register", "list"])["documents"],
        serde_json::json!([])
    );
    assert_eq!(by("赵文静"), Some(0));
    let earlier = [
        "register",
        "withdraw",
        "CS-2026-001",
        "--by",
        "赵文静",
        "--reason",
        "x",
        "--as-of",
        "2020-01-01",
    ];
    assert_eq!(
        wenkong(folder, &earlier).status.code(),
        Some(2),
        "time never runs backwards"
    );
}

/// Codes of what `check` finds as of a moment.
fn checked(folder: &Path, as_of: &str) -> Vec<String> {
    let output = wenkong(folder, &["check", "--format", "json", "--as-of", as_of]);
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let findings = report["findings"].as_array().expect("findings").clone();
    let violated = findings.iter().filter(|found| found["state"] != "pending");
    violated
        .filter_map(|found| found["code"].as_str().map(str::to_owned))
        .collect()
}

/// Revision A/1 of the contact sheet, as the company's own form.
fn next_revision(folder: &Path) -> PathBuf {
    let next = folder.join("forms/contact-sheet/A-1");
    std::fs::create_dir_all(&next).expect("a folder");
    for name in ["form.toml", "form.typ", "schema.json", "example.toml"] {
        let own = root().join("forms/contact-sheet/A-0").join(name);
        std::fs::copy(own, next.join(name)).expect("copied");
    }
    edit(
        &next.join("form.toml"),
        "revision = \"A/0\"",
        "revision = \"A/1\"",
    );
    next
}

fn edit(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).expect("readable");
    assert!(text.contains(from), "{from} in {}", path.display());
    std::fs::write(path, text.replacen(from, to, 1)).expect("written");
}

#[test]
fn a_form_revision_is_frozen_and_the_next_one_released() {
    let project = project(4);
    let folder = project.path();
    let next = next_revision(folder);
    edit(
        &next.join("form.toml"),
        "effective = 2024-01-01",
        "effective = 2026-01-01",
    );
    edit(
        &folder.join("records/cs-1.toml"),
        "date = ",
        "revision = \"A/0\"\ndate = ",
    );
    // With nothing released or used, form.toml's own days count.
    assert_eq!(
        checked(folder, "2026-11-24"),
        ["document.revision-not-in-force"]
    );
    edit(
        &next.join("form.toml"),
        "effective = 2026-01-01",
        "effective = 2027-01-01",
    );
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    edit(
        &next.join("form.toml"),
        "effective = 2027-01-01",
        "effective = 2026-01-01",
    );
    // Now A/0 is in use, and A/1 waits for its release.
    edit(
        &folder.join("records/cs-2.toml"),
        "date = ",
        "revision = \"A/1\"\ndate = ",
    );
    assert_eq!(
        checked(folder, "2026-11-24"),
        ["document.revision-not-in-force"]
    );
    assert_eq!(issue(folder, &["records/cs-2.toml"]).status.code(), Some(1));
    assert!(issue(folder, &["records/cs-3.toml"]).status.success());
    let release = |approver: &str| {
        wenkong(
            folder,
            &[
                "register",
                "release",
                "contact-sheet",
                "A/1",
                "--by",
                "赵文静",
                "--approver",
                approver,
                "--reason",
                "增加一栏",
                "--effective",
                "2026-10-01",
            ],
        )
        .status
        .code()
    };
    assert_eq!(release("张敏"), Some(1), "who approves holds that role");
    assert_eq!(release("孙丽"), Some(0));
    assert_eq!(release("孙丽"), Some(1), "once");
    assert_eq!(
        checked(folder, "2026-11-24"),
        ["document.revision-not-in-force"],
        "now A/0 is the one that is not in force"
    );
    assert!(issue(folder, &["records/cs-2.toml"]).status.success());
    edit(&next.join("form.typ"), "\n", "\n\n");
    let output = issue(folder, &["records/cs-4.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("register.form-changed"),
        "{output:?}"
    );
    assert_eq!(codes(folder), Vec::<String>::new());
}

#[test]
fn rules_look_at_issued_numbers() {
    let project = project(4);
    let folder = project.path();
    let config = folder.join("wenkong.toml");
    edit(
        &config,
        "[rules.",
        "[numbers]\nfirst = [{ form = \"contact-sheet\", number = \"CS-2026-018\" }]\n[rules.",
    );
    assert!(
        issue(folder, &["records/cs-1.toml", "records/cs-2.toml"])
            .status
            .success()
    );
    let list = json(folder, &["register", "list"]);
    assert_eq!(list["documents"][0]["number"], "CS-2026-018");
    assert_eq!(
        checked(folder, "2026-11-24"),
        Vec::<String>::new(),
        "numbers before the first are no hole"
    );
    // A paper-era record with a number that the register gave to another, with one beyond a hole, and with the next.
    for (number, found) in [
        ("CS-2026-018", true),
        ("CS-2026-025", true),
        ("CS-2026-020", false),
    ] {
        sheet(folder, 3, "补货。");
        edit(
            &folder.join("records/cs-3.toml"),
            "date = ",
            &format!("number = \"{number}\"\ndate = "),
        );
        assert_eq!(
            checked(folder, "2026-11-24").contains(&"document.number-irregular".to_owned()),
            found,
            "{number}"
        );
    }
    assert!(
        issue(folder, &["records/cs-4.toml", "records/cs-3.toml"])
            .status
            .success()
    );
    let list = json(folder, &["register", "list"]);
    let numbers: Vec<&str> = list["documents"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|document| document["number"].as_str())
        .collect();
    assert_eq!(
        numbers,
        ["CS-2026-018", "CS-2026-019", "CS-2026-020", "CS-2026-021"],
        "the next after what records declare"
    );
    // A record that says another number than it was given.
    edit(
        &folder.join("records/cs-4.toml"),
        "date = ",
        "number = \"CS-2026-022\"\ndate = ",
    );
    assert!(checked(folder, "2026-11-24").contains(&"document.number-irregular".to_owned()));
}

#[test]
fn documents_are_kept_for_their_time() {
    let project = project(2);
    let folder = project.path();
    assert!(
        issue(folder, &["records/cs-1.toml", "records/cs-2.toml"])
            .status
            .success()
    );
    let dispose = |as_of: &str, witness: &str| {
        wenkong(
            folder,
            &[
                "register",
                "dispose",
                "CS-2026-001",
                "--by",
                "赵文静",
                "--witness",
                witness,
                "--reason",
                "粉碎",
                "--as-of",
                as_of,
            ],
        )
        .status
        .code()
    };
    assert_eq!(dispose("2028-01-01", "孙丽"), Some(1), "too early");
    assert_eq!(dispose("2029-12-01", "赵文静"), Some(1), "two people");
    assert!(checked(folder, "2029-12-01").is_empty());
    assert!(checked(folder, "2030-03-01").contains(&"document.not-disposed".to_owned()));
    let due = json(folder, &["register", "retention", "--as-of", "2029-12-01"]);
    assert_eq!(due["due"].as_array().map(Vec::len), Some(2), "{due:#}");
    assert_eq!(dispose("2029-12-01", "孙丽"), Some(0));
    assert!(!folder.join("issued/contact-sheet/CS-2026-001.pdf").exists());
    assert_eq!(codes(folder), Vec::<String>::new());
    let due = json(folder, &["register", "retention", "--as-of", "2029-12-01"]);
    assert_eq!(due["due"].as_array().map(Vec::len), Some(1));
}

#[test]
fn each_refusal_says_why() {
    let project = project(3);
    let folder = project.path();
    let refused = |args: &[&str], code: &str| {
        let output = wenkong(folder, args);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            told.contains(&format!("[{code}]")) && output.status.code() == Some(1),
            "{args:?}: {told}"
        );
    };
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    refused(
        &["issue", "records/cs-1.toml", "--by", "赵文静"],
        "register.already-issued",
    );
    refused(
        &["issue", "records/cs-2.toml", "--by", "张敏"],
        "register.not-authorised",
    );
    let withdraw = [
        "register",
        "withdraw",
        "CS-2026-001",
        "--by",
        "赵文静",
        "--reason",
        "重复",
    ];
    assert!(wenkong(folder, &withdraw).status.success());
    refused(&withdraw, "register.not-current");
    refused(
        &[
            "register",
            "void",
            "XX-1",
            "--by",
            "赵文静",
            "--reason",
            "x",
        ],
        "register.number-unfit",
    );
    refused(
        &[
            "register",
            "void",
            "CS-2026-001",
            "--by",
            "赵文静",
            "--reason",
            "x",
        ],
        "register.number-unfit",
    );
    refused(
        &["register", "show", "CS-2026-009"],
        "register.unknown-number",
    );
    refused(
        &[
            "register",
            "withdraw",
            "CS-2026-009",
            "--by",
            "赵文静",
            "--reason",
            "x",
        ],
        "register.unknown-number",
    );
    // A withdrawn record may be issued again, under a new number.
    assert!(issue(folder, &["records/cs-1.toml"]).status.success());
    // A revision that nobody released is kept out even where the rule about it does not block.
    next_revision(folder);
    edit(
        &folder.join("wenkong.toml"),
        "[rules.",
        "[rules.\"document.revision-not-in-force\"]\nblocks_issue = false\n[rules.",
    );
    edit(
        &folder.join("records/cs-2.toml"),
        "date = ",
        "revision = \"A/1\"\ndate = ",
    );
    refused(
        &["issue", "records/cs-2.toml", "--by", "赵文静"],
        "register.not-released",
    );
}

#[test]
fn what_is_amiss_beside_the_entries_is_named() {
    let project = project(2);
    let folder = project.path();
    start(folder, &["records/cs-1.toml".to_owned()], Some("noted"))
        .wait()
        .expect("ends");
    assert_eq!(codes(folder), ["register.unfinished"]);
    assert!(issue(folder, &["records/cs-2.toml"]).status.success());
    let head = folder.join("issued/register.head");
    let noted = std::fs::read(&head).expect("noted");
    std::fs::remove_file(&head).expect("removed");
    assert_eq!(codes(folder), ["register.head-missing"]);
    std::fs::write(&head, &noted).expect("put back");
    let record = folder.join("records/cs-2.toml");
    std::fs::rename(&record, folder.join("records/other.toml")).expect("moved");
    assert_eq!(codes(folder), ["register.record-missing"]);
    std::fs::rename(folder.join("records/other.toml"), &record).expect("put back");
    // An entry that follows by its digest, but not by what it says.
    let draft = Draft {
        at: None,
        zone: chrono_tz::Asia::Shanghai,
        by: "赵文静".to_owned(),
        engine: String::new(),
        company: String::new(),
    };
    let mut register = Register::open_or_create(folder).expect("opens");
    let act = Act::Withdrawn(Withdrawn {
        number: "CS-2026-077".to_owned(),
        reason: "x".to_owned(),
    });
    register.append(&draft, act, &[]).expect("appended");
    drop(register);
    assert_eq!(codes(folder), ["register.contradiction"]);
    // Damage to the file itself.
    let path = folder.join("register.db");
    let mut bytes = std::fs::read(&path).expect("readable");
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 64].fill(0xff);
    std::fs::write(&path, &bytes).expect("written");
    assert!(codes(folder).contains(&"register.damaged".to_owned()));
    std::fs::write(&path, "no database").expect("written");
    assert!(codes(folder).contains(&"register.damaged".to_owned()));
    assert_eq!(wenkong(folder, &["check"]).status.code(), Some(2));
}
