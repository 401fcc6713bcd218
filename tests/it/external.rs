//! Documents from outside, controlled copies, and the lists that the register fills.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use lopdf::{Dictionary, Document, Object, Stream, dictionary};
use serde_json::Value;

use crate::register::{BY, issue, json, project};
use crate::run::{program, wenkong};

/// A drawing of so many sheets, with a frame, a link, a field and a layer on the first.
pub(crate) fn drawing(folder: &Path, name: &str, words: &str, sheets: usize) -> PathBuf {
    let mut document = Document::with_version("1.6");
    let tree = document.new_object_id();
    let font = document.add_object(
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" },
    );
    let layer = document.add_object(
        dictionary! { "Type" => "OCG", "Name" => Object::string_literal("Dimensions") },
    );
    let content = format!(
        "2 w 20 20 1151 802 re S BT /F1 14 Tf 60 60 Td ({words}) Tj ET /OC /L1 BDC 100 300 m 400 300 l S EMC"
    );
    let mut kids = Vec::new();
    for _ in 0..sheets {
        let content =
            document.add_object(Stream::new(Dictionary::new(), content.clone().into_bytes()));
        let link = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Link", "Rect" => vec![60.into(), 55.into(), 200.into(), 80.into()],
            "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal("https://customer.example/drawing") },
        });
        let field = document.add_object(dictionary! {
            "Type" => "Annot", "Subtype" => "Widget", "FT" => "Tx", "T" => Object::string_literal("remark"),
            "Rect" => vec![300.into(), 55.into(), 500.into(), 80.into()],
        });
        kids.push(document.add_object(dictionary! {
            "Type" => "Page", "Parent" => tree, "Contents" => content,
            "Annots" => vec![link.into(), field.into()],
        }));
    }
    let kids: Vec<Object> = kids.into_iter().map(Object::from).collect();
    document.set_object(
        tree,
        dictionary! {
            "Type" => "Pages", "Count" => kids.len() as i64, "Kids" => kids,
            "MediaBox" => vec![0.into(), 0.into(), 1191.into(), 842.into()],
            "Resources" => dictionary! {
                "Font" => dictionary! { "F1" => font }, "Properties" => dictionary! { "L1" => layer },
            },
        },
    );
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "Pages" => tree,
        "OCProperties" => dictionary! {
            "OCGs" => vec![layer.into()], "D" => dictionary! { "ON" => vec![layer.into()] },
        },
    });
    document.trailer.set("Root", catalog);
    let path = folder.join(name);
    document.save(&path).expect("written");
    path
}

fn add(folder: &Path, file: &Path, more: &[&str]) -> Output {
    let file = file.to_str().expect("text");
    let mut args = vec!["external", "add", file, "--kind", "drawing"];
    args.extend(["--source", "mail", "--holder", "张敏"]);
    if !more.contains(&"--own-number") {
        args.extend(["--own-number", "HX-3301"]);
    }
    args.extend(["--customer", "A-003=无锡恒源", "--department", "市场部"]);
    args.extend(more);
    args.extend(BY);
    wenkong(folder, &args)
}

/// A project whose departments have codes.
fn with_codes(count: usize) -> tempfile::TempDir {
    let folder = project(count);
    let path = folder.path().join("wenkong.toml");
    let config = fs::read_to_string(&path).expect("readable");
    let config = config.replace("name = \"市场部\"\n", "name = \"市场部\"\ncode = \"市\"\n")
        + "[[departments]]\nname = \"生产部\"\ncode = \"生\"\n";
    fs::write(path, config).expect("written");
    folder
}

fn succeeded(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// Exit code and what is complained of.
fn complaint(output: &Output) -> (Option<i32>, String) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), said)
}

/// The number of the contact sheet that was issued.
fn sheet_number(folder: &Path) -> String {
    let list = json(folder, &["register", "list", "--form", "contact-sheet"]);
    let number = list["documents"][0]["number"].as_str();
    number.expect("a number").to_owned()
}

fn sound(folder: &Path) {
    let verified = json(folder, &["register", "verify"]);
    assert_eq!(verified["findings"], serde_json::json!([]), "{verified:#}");
}

#[test]
fn a_drawing_is_numbered_stamped_and_kept_as_it_came() {
    let folder = with_codes(0);
    let folder = folder.path();
    let file = drawing(folder, "hx.pdf", "HX-3301 rev B", 3);
    succeeded(&add(folder, &file, &["--revision", "B"]));
    let list = json(folder, &["external", "list"]);
    let document = &list["documents"][0];
    assert_eq!(document["number"], "ED/市-2026-001");
    assert_eq!(document["own_revision"], "B");
    assert_eq!(document["customer"], "A-003");
    let revision = &document["revisions"][0];
    let original = fs::read(&file).expect("readable");
    let kept = folder.join(revision["original"].as_str().expect("a path"));
    assert_eq!(fs::read(kept).expect("kept"), original);
    let stamped = folder.join(revision["file"].as_str().expect("a path"));
    let bytes = fs::read(&stamped).expect("stamped");
    assert!(bytes.starts_with(&original), "the original is a prefix");
    let opened = Document::load_mem(&bytes).expect("opens");
    let pages: Vec<u32> = opened.get_pages().into_keys().collect();
    assert_eq!(pages.len(), 3);
    for page in &pages {
        let text = opened.extract_text(&[*page]).expect("text");
        assert!(text.contains("HX-3301 rev B"), "{text}");
        let annotations = opened
            .get_page_annotations(opened.get_pages()[page])
            .expect("annotations");
        assert_eq!(annotations.len(), 2, "link and field");
    }
    assert!(opened.catalog().expect("a catalog").has(b"OCProperties"));
    let answer = json(folder, &["verify", stamped.to_str().expect("text")]);
    assert_eq!(answer["good"], true, "{answer:#}");
    assert_eq!(answer["rendered_equal"], true);
    // The same bytes are not registered twice; a changed file is not the one registered.
    let (code, said) = complaint(&add(folder, &file, &["--revision", "B"]));
    assert!(code == Some(1) && said.contains("external.known"), "{said}");
    let other = drawing(folder, "other.pdf", "HX-3301 rev C", 1);
    let (code, said) = complaint(&add(folder, &other, &["--revision", "C"]));
    assert!(
        code == Some(1) && said.contains("external revise"),
        "{said}"
    );
    let mut changed = bytes.clone();
    changed.extend(b"\n% more\n");
    fs::write(folder.join("changed.pdf"), changed).expect("written");
    let answer = json(folder, &["verify", "changed.pdf"]);
    assert_eq!(
        (&answer["good"], &answer["digest_equal"]),
        (&false.into(), &false.into())
    );
    assert_eq!(answer["number"], "ED/市-2026-001");
    sound(folder);
}

#[test]
fn a_new_revision_supersedes_and_names_who_cites_the_old_one() {
    let folder = with_codes(1);
    let folder = folder.path();
    let first = drawing(folder, "b.pdf", "rev B", 1);
    let second = drawing(folder, "c.pdf", "rev C", 1);
    succeeded(&add(folder, &first, &["--revision", "B"]));
    succeeded(&wenkong(
        folder,
        &[
            &[
                "copies",
                "give",
                "ED/市-2026-001",
                "--to",
                "生产部",
                "--count",
                "2",
            ],
            &BY[..],
        ]
        .concat(),
    ));
    fs::write(
        folder.join("records/qt.toml"),
        "form = \"quotation\"\nid = \"QT-1\"\ndate = 2026-11-01\nlines = [{ id = \"1\", drawing_no = \"HX-3301\", drawing_revision = \"B\" }]\n",
    )
    .expect("written");
    let revise = |revision: &str, file: &Path| {
        let file = file.to_str().expect("text");
        wenkong(
            folder,
            &[
                &[
                    "external",
                    "revise",
                    "ED/市-2026-001",
                    file,
                    "--revision",
                    revision,
                ],
                &BY[..],
            ]
            .concat(),
        )
    };
    let (code, said) = complaint(&revise("B", &second));
    assert!(code == Some(1) && said.contains("external.known"), "{said}");
    let output = revise("C", &second);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        said.contains("external.cites-superseded") && said.contains("records/qt.toml:4"),
        "{said}"
    );
    let list = json(folder, &["external", "list"]);
    let document = &list["documents"][0];
    assert_eq!(
        (&document["own_revision"], &document["title"]),
        (&"C".into(), &"b".into())
    );
    assert_eq!(document["revisions"][0]["superseded"], true);
    let old = folder.join(document["revisions"][0]["file"].as_str().expect("a path"));
    assert_eq!(
        json(folder, &["verify", old.to_str().expect("text")])["state"],
        "superseded"
    );
    // What is out of the old revision is to be taken back.
    let copies = json(folder, &["copies", "list"]);
    let out: Vec<&Value> = copies["copies"]
        .as_array()
        .expect("copies")
        .iter()
        .collect();
    assert!(
        out.iter().all(|copy| copy["to_be_taken_back"] == true),
        "{copies:#}"
    );
    let finding = |at: &str| {
        let output = wenkong(folder, &["check", "--format", "json", "--as-of", at]);
        let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = value["findings"].as_array().expect("findings").clone();
        let of_copy = findings
            .into_iter()
            .filter(|found| found["code"] == "copy.not-taken-back");
        of_copy
            .map(|found| found["state"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(finding("2026-11-24T20:00"), ["pending", "pending"]);
    assert_eq!(finding("2026-12-31"), ["violated", "violated"]);
    succeeded(&wenkong(
        folder,
        &[
            &["copies", "take-back", "ED/市-2026-001", "--copy", "1"],
            &BY[..],
        ]
        .concat(),
    ));
    assert_eq!(finding("2026-12-31"), ["violated"]);
    sound(folder);
}

/// A small PDF of one page, with these entries in the catalog and the trailer's document changed by `change`.
fn special(folder: &Path, name: &str, change: impl FnOnce(&mut Document)) -> PathBuf {
    let path = drawing(folder, name, name, 1);
    let mut document = Document::load(&path).expect("opens");
    change(&mut document);
    document.save(&path).expect("written");
    path
}

#[test]
fn what_cannot_be_stamped_gets_a_clear_answer_and_takes_no_number() {
    let folder = with_codes(0);
    let folder = folder.path();
    let signed = special(folder, "signed.pdf", |document| {
        let value =
            document.add_object(dictionary! { "Type" => "Sig", "Filter" => "Adobe.PPKLite" });
        let field = document.add_object(dictionary! {
            "FT" => "Sig", "T" => Object::string_literal("signature"), "V" => value,
        });
        let root = document
            .trailer
            .get(b"Root")
            .and_then(Object::as_reference)
            .expect("a root");
        let form = dictionary! { "Fields" => vec![field.into()], "SigFlags" => 3 };
        document
            .get_dictionary_mut(root)
            .expect("a catalog")
            .set("AcroForm", form);
    });
    let encrypted = special(folder, "encrypted.pdf", |document| {
        document.trailer.set(
            "ID",
            vec![
                Object::string_literal("0123456789abcdef"),
                Object::string_literal("0123456789abcdef"),
            ],
        );
        let version = lopdf::EncryptionVersion::V2 {
            document,
            owner_password: "owner",
            user_password: "",
            key_length: 128,
            permissions: lopdf::Permissions::all(),
        };
        let state = lopdf::EncryptionState::try_from(version).expect("a state");
        document.encrypt(&state).expect("encrypted");
    });
    let whole = fs::read(drawing(folder, "whole.pdf", "whole", 1)).expect("readable");
    let cut = folder.join("cut.pdf");
    fs::write(&cut, &whole[..whole.len() / 3]).expect("written");
    let bomb = special(folder, "bomb.pdf", |document| {
        let mut stream = Stream::new(Dictionary::new(), vec![b' '; 400 << 20]);
        stream.compress().expect("packed");
        let content = document.add_object(stream);
        for (_, page) in document.get_pages() {
            document
                .get_dictionary_mut(page)
                .expect("a page")
                .set("Contents", content);
        }
    });
    let nothing = folder.join("nothing.pdf");
    fs::write(&nothing, b"%PDF-1.7\n%%EOF").expect("written");
    for file in [&signed, &encrypted, &cut, &bomb, &nothing] {
        let (code, said) = complaint(&add(folder, file, &["--revision", "A"]));
        assert_eq!(code, Some(1), "{}: {said}", file.display());
        assert!(
            said.contains("external.not-stampable") && said.contains("--cover"),
            "{said}"
        );
    }
    let list = json(folder, &["register", "list"]);
    assert_eq!(
        list["documents"],
        serde_json::json!([]),
        "no number was taken"
    );
    // With a cover sheet each can be registered as it is; so can what is no PDF at all.
    fs::write(folder.join("part.step"), b"ISO-10303-21;").expect("written");
    succeeded(&add(folder, &signed, &["--revision", "A", "--cover"]));
    succeeded(&add(
        folder,
        &folder.join("part.step"),
        &["--revision", "A", "--own-number", "HX-3302"],
    ));
    let list = json(folder, &["external", "list"]);
    for (i, name) in ["signed.pdf", "part.step"].iter().enumerate() {
        let revision = &list["documents"][i]["revisions"][0];
        assert_eq!(
            (&revision["stamped"], &revision["original_name"]),
            (&false.into(), &(*name).into())
        );
        let file = folder.join(revision["file"].as_str().expect("a path"));
        let answer = json(folder, &["verify", file.to_str().expect("text")]);
        assert_eq!(answer["good"], true, "{answer:#}");
    }
    sound(folder);
}

#[test]
fn a_page_without_a_free_spot_is_told_and_customers_are_known() {
    let folder = with_codes(1);
    let folder = folder.path();
    let file =
        crate::run::root().join("src/builtin/example/records/customers/kh-2025-003-a-003.toml");
    fs::copy(file, folder.join("records/kh.toml")).expect("copied");
    let full = special(folder, "full.pdf", |document| {
        let lines: String = (0..180)
            .map(|i| format!("0 {0} m 1191 {0} l S ", i * 5))
            .collect();
        let content = document.add_object(Stream::new(Dictionary::new(), lines.into_bytes()));
        for (_, page) in document.get_pages() {
            document
                .get_dictionary_mut(page)
                .expect("a page")
                .set("Contents", content);
        }
    });
    let output = add(folder, &full, &["--revision", "A"]);
    let (code, said) = complaint(&output);
    assert!(
        code == Some(0) && said.contains("external.covered"),
        "{said}"
    );
    let file = full.to_str().expect("text");
    let unknown = [
        "external",
        "add",
        file,
        "--kind",
        "drawing",
        "--revision",
        "A",
        "--customer",
        "某厂",
    ];
    let (code, said) = complaint(&wenkong(folder, &[&unknown, &BY[..]].concat()));
    assert!(
        code == Some(1)
            && (said.contains("external.known") || said.contains("external.unknown-customer")),
        "{said}"
    );
    let other = drawing(folder, "other.pdf", "other", 1);
    let other = other.to_str().expect("text");
    let unknown = [
        "external",
        "add",
        other,
        "--kind",
        "drawing",
        "--revision",
        "A",
        "--customer",
        "某厂",
    ];
    let (code, said) = complaint(&wenkong(folder, &[&unknown, &BY[..]].concat()));
    assert!(
        code == Some(1) && said.contains("external.unknown-customer"),
        "{said}"
    );
    // Without a department the number says who keeps the register; one that nobody knows is refused.
    let nobody = [
        "external",
        "add",
        other,
        "--kind",
        "drawing",
        "--revision",
        "A",
    ];
    let elsewhere = [&nobody[..], &["--department", "车间"]].concat();
    let (code, said) = complaint(&wenkong(folder, &[&elsewhere[..], &BY[..]].concat()));
    assert!(
        code == Some(1) && said.contains("copy.unknown-department"),
        "{said}"
    );
    succeeded(&wenkong(folder, &[&nobody, &BY[..]].concat()));
    let list = json(folder, &["external", "list"]);
    let numbers: Vec<&Value> = list["documents"]
        .as_array()
        .expect("documents")
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert!(
        numbers.contains(&&Value::from("ED/文控-2026-001")),
        "{numbers:?}"
    );
    succeeded(&issue(folder, &["records/cs-1.toml"]));
    let number = sheet_number(folder);
    let revise = ["external", "revise", &number, other, "--revision", "B"];
    let (code, said) = complaint(&wenkong(folder, &[&revise, &BY[..]].concat()));
    assert!(
        code == Some(1) && said.contains("external.not-external"),
        "{said}"
    );
    let sheet = crate::run::root().join("forms/external-document/A-0/example.toml");
    fs::copy(sheet, folder.join("records/ed.toml")).expect("copied");
    let (code, said) = complaint(&issue(folder, &["records/ed.toml"]));
    assert!(
        code == Some(1) && said.contains("external.not-issued"),
        "{said}"
    );
    // What an earlier register issued is on paper only: no copies can be made of it.
    fs::write(
        folder.join("old.csv"),
        "编号,表单,日期\nOR-2019-001,订单评审记录表,2019-03-04\n",
    )
    .expect("written");
    succeeded(&wenkong(
        folder,
        &[&["register", "import", "old.csv"], &BY[..]].concat(),
    ));
    let (code, said) = complaint(&wenkong(
        folder,
        &[
            &["copies", "give", "OR-2019-001", "--to", "生产部"],
            &BY[..],
        ]
        .concat(),
    ));
    assert!(code == Some(1) && said.contains("copy.not-kept"), "{said}");
}

#[test]
fn copies_are_counted_each_with_its_own_digest() {
    let folder = with_codes(1);
    let folder = folder.path();
    succeeded(&issue(folder, &["records/cs-1.toml"]));
    let number = sheet_number(folder);
    let copies = |args: &[&str]| wenkong(folder, &[&["copies"], args, &BY[..]].concat());
    succeeded(&copies(&[
        "give",
        &number,
        "--to",
        "业务部",
        "--count",
        "3",
    ]));
    let list = json(folder, &["copies", "list"]);
    let list = list["copies"].as_array().expect("copies");
    let mut digests: Vec<&str> = list
        .iter()
        .map(|copy| copy["pdf_sha256"].as_str().expect("a digest"))
        .collect();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), 3);
    for (copy, no) in list.iter().zip(1..) {
        assert_eq!(
            (&copy["copy"], &copy["department"]),
            (&no.into(), &"市场部".into())
        );
        let file = folder.join(copy["file"].as_str().expect("a path"));
        let answer = json(folder, &["verify", file.to_str().expect("text")]);
        assert_eq!(
            (
                &answer["good"],
                &answer["copy"]["copy"],
                &answer["rendered_equal"]
            ),
            (&true.into(), &no.into(), &true.into()),
            "{answer:#}"
        );
    }
    let refused = |args: &[&str], code: &str| {
        let (exit, said) = complaint(&copies(args));
        assert!(exit == Some(1) && said.contains(code), "{args:?}: {said}");
    };
    refused(
        &["give", &number, "--to", "车间"],
        "copy.unknown-department",
    );
    refused(&["take-back", &number, "--copy", "4"], "copy.unknown");
    succeeded(&copies(&["take-back", &number, "--copy", "1,2"]));
    refused(
        &["take-back", &number, "--copy", "3,1"],
        "copy.not-possible",
    );
    refused(
        &[
            "destroy",
            &number,
            "--copy",
            "1",
            "--reason",
            "旧",
            "--witness",
            "赵文静",
        ],
        "register.not-authorised",
    );
    succeeded(&copies(&[
        "destroy",
        &number,
        "--copy",
        "1",
        "--reason",
        "粉碎",
        "--witness",
        "孙丽",
    ]));
    succeeded(&copies(&[
        "lost",
        &number,
        "--copy",
        "3",
        "--reason",
        "搬迁时遗失",
    ]));
    let list = json(folder, &["copies", "list", &number]);
    let states: Vec<&str> = list["copies"]
        .as_array()
        .expect("copies")
        .iter()
        .map(|copy| copy["state"].as_str().expect("a state"))
        .collect();
    assert_eq!(states, ["destroyed", "returned", "lost"]);
    succeeded(&copies(&["give", &number, "--to", "生产部"]));
    assert_eq!(
        json(folder, &["copies", "list"])["copies"][3]["copy"],
        4,
        "no copy number is used again"
    );
    sound(folder);
    // A withdrawal, too, makes obsolete what is still out.
    let withdraw = ["register", "withdraw", &number, "--reason", "试验"];
    succeeded(&wenkong(folder, &[&withdraw, &BY[..]].concat()));
    let list = json(folder, &["copies", "list"]);
    let back: Vec<bool> = list["copies"]
        .as_array()
        .expect("copies")
        .iter()
        .map(|copy| copy["to_be_taken_back"] == true)
        .collect();
    assert_eq!(back, [false, false, false, true]);
    refused(&["give", &number, "--to", "生产部"], "register.not-current");
    // The lists say the same, and are records that pass their own checks.
    for (list, lines) in [
        ("distribution-record", 4),
        ("destruction-record", 1),
        ("master-list", 20),
        ("record-list", 1),
        ("external-document-register", 0),
    ] {
        let file = format!("{list}.json");
        succeeded(&wenkong(folder, &["register", "print", list, "-o", &file]));
        let record: Value =
            serde_json::from_slice(&fs::read(folder.join(&file)).expect("written")).expect("JSON");
        let key = ["copies", "items", "records", "documents"]
            .into_iter()
            .find(|key| record.get(*key).is_some());
        let count = key
            .and_then(|key| record[key].as_array())
            .map_or(0, Vec::len);
        assert!(
            count == lines || (lines == 20 && count > lines),
            "{list}: {count}"
        );
        succeeded(&wenkong(folder, &["check", &file]));
        succeeded(&wenkong(folder, &["register", "print", list]));
        assert!(folder.join(format!("{list}.pdf")).is_file());
    }
}

/// Points at which a process that writes can be stopped.
const CRASHES: [&str; 9] = [
    "before-reserve",
    "reserving",
    "reserved",
    "half-written",
    "written",
    "synced",
    "renamed",
    "appending",
    "appended",
];

#[test]
fn whatever_is_cut_off_is_completed_or_voided_at_the_next_start() {
    for point in CRASHES {
        let folder = with_codes(1);
        let folder = folder.path();
        let file = drawing(folder, "hx.pdf", "HX", 1);
        let cut = |args: &[&str]| {
            let mut command = Command::new(program());
            command
                .current_dir(folder)
                .args(args)
                .args(BY)
                .env("WENKONG_CRASH_AT", point);
            command
                .env("SOURCE_DATE_EPOCH", "1795400000")
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            command.status().expect("the program starts");
        };
        let file = file.to_str().expect("text");
        cut(&[
            "external",
            "add",
            file,
            "--kind",
            "drawing",
            "--revision",
            "A",
            "--department",
            "市场部",
        ]);
        succeeded(&issue(folder, &["records/cs-1.toml"]));
        sound(folder);
        let number = sheet_number(folder);
        cut(&["copies", "give", &number, "--to", "生产部"]);
        succeeded(&wenkong(
            folder,
            &[&["copies", "give", &number, "--to", "生产部"], &BY[..]].concat(),
        ));
        sound(folder);
        let copies = json(folder, &["copies", "list"]);
        for (copy, no) in copies["copies"].as_array().expect("copies").iter().zip(1..) {
            assert_eq!(copy["copy"], no, "{point}");
        }
    }
}

/// What the hidden command answers to a request, under a limit of memory.
fn apart(job: &str, memory: &str, request: &[u8]) -> Output {
    use std::io::Write;
    let mut command = Command::new(program());
    command.args(["apart", job, "--memory", memory]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A child that is out of memory reads no more.
    let _ = child.stdin.take().expect("its input").write_all(request);
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_child_answers_garbage_and_ends_where_its_memory_does() {
    let answer = apart("overlay", "2000000000", b"nonsense");
    assert!(
        answer.status.success() && answer.stdout.starts_with(b"r"),
        "{answer:?}"
    );
    assert!(String::from_utf8_lossy(&answer.stdout).contains("garbled"));
    assert_eq!(apart("nothing", "2000000000", b"").status.code(), Some(2));
    if cfg!(unix) {
        let large = vec![b'x'; 64 << 20];
        let answer = apart("overlay", "90000000", &large);
        assert!(!answer.status.success(), "{:?}", answer.status);
    }
}
