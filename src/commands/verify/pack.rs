//! `verify PACK.zip`: is an evidence pack whole? It needs neither the project nor its register.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::commands::audit::{ENTRIES, KIND, MANIFEST};
use crate::diag::Text;
use crate::entry::{Act, Body, GENESIS, chained};

/// The largest manifest, and the longest line of the register's extract.
const MOST: u64 = 256 << 20;

/// What was found about a pack.
#[derive(Debug, Default)]
pub struct PackAnswer {
    /// Whose it is.
    pub company: String,
    /// First and last day of its period, and the moment of its report.
    pub period: (String, String),
    /// The moment of its report.
    pub as_of: String,
    /// How many files were compared.
    pub files: usize,
    /// How many documents are registered with the bytes that they have here.
    pub documents: usize,
    /// How many entries follow from one another.
    pub entries: u64,
    /// How many of them have their digest only.
    pub hidden: u64,
    /// Digest of the last one: the same stands on the report, and in the register.
    pub head: String,
    /// How many documents or parts were left out or blackened.
    pub withheld: usize,
    /// What is wrong.
    pub faults: Vec<Text>,
}

impl PackAnswer {
    /// Whether nothing differs.
    pub fn is_good(&self) -> bool {
        self.faults.is_empty()
    }
}

#[derive(Deserialize)]
struct Manifest {
    kind: String,
    #[serde(default)]
    company: String,
    from: String,
    until: String,
    as_of: String,
    register: Extract,
    #[serde(default)]
    documents: Vec<Listed>,
    #[serde(default)]
    withheld: Vec<Value>,
    files: Vec<Packed>,
}

#[derive(Deserialize)]
struct Extract {
    entries: u64,
    head: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    number: String,
    revision: u32,
    pdf_sha256: String,
    record_sha256: String,
    file: Option<String>,
    record: Option<String>,
    #[serde(default)]
    blackened: bool,
}

#[derive(Deserialize)]
struct Packed {
    path: String,
    sha256: String,
    bytes: u64,
}

#[derive(Deserialize)]
struct Line {
    seq: u64,
    previous: String,
    digest: String,
    body: Option<String>,
}

/// Whether a file looks like an evidence pack: a ZIP.
pub fn is_zip(path: &Path) -> bool {
    let mut head = [0; 4];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && &head == b"PK\x03\x04"
}

/// Looks at a pack: its files against the manifest, the entries' chain, the documents against the entries.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn pack(path: &Path) -> anyhow::Result<PackAnswer> {
    let open = || {
        format!(
            "{0} 不是审核证据包 ({0} is no evidence pack)",
            path.display()
        )
    };
    let file = File::open(path)
        .with_context(|| format!("无法读取 {0} (cannot read {0})", path.display()))?;
    let mut zip = ZipArchive::new(file).with_context(open)?;
    let manifest = {
        let file = zip.by_name(MANIFEST).with_context(open)?;
        let mut text = Vec::new();
        file.take(MOST).read_to_end(&mut text).with_context(open)?;
        serde_json::from_slice::<Manifest>(&text).with_context(open)?
    };
    anyhow::ensure!(manifest.kind == KIND, open());
    let mut answer = PackAnswer {
        company: manifest.company.clone(),
        period: (manifest.from.clone(), manifest.until.clone()),
        as_of: manifest.as_of.clone(),
        withheld: manifest.withheld.len(),
        ..PackAnswer::default()
    };
    let digests = files(&mut zip, &manifest, &mut answer);
    let issued = chain(&mut zip, &manifest, &mut answer);
    documents(&manifest, &digests, &issued, &mut answer);
    Ok(answer)
}

/// Every file against the manifest; the digests found.
fn files(
    zip: &mut ZipArchive<File>,
    manifest: &Manifest,
    answer: &mut PackAnswer,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for packed in &manifest.files {
        let path = &packed.path;
        let digest = zip.by_name(path).ok().and_then(|file| {
            // No more is unpacked than the manifest says there is.
            digest(file.take(packed.bytes.saturating_add(1)))
        });
        match digest {
            None => answer.faults.push(Text::new(
                format!("{path} 缺失或读不出"),
                format!("{path} is missing or cannot be read"),
            )),
            Some((digest, bytes)) => {
                answer.files += 1;
                if digest != packed.sha256 || bytes != packed.bytes {
                    answer.faults.push(Text::new(
                        format!("{path} 与清单不符"),
                        format!("{path} is not what the manifest lists"),
                    ));
                }
                found.insert(path.clone(), digest);
            }
        }
    }
    let listed: BTreeSet<&str> = manifest
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    let name = |name: Result<std::borrow::Cow<'_, str>, _>| {
        name.map_or(String::new(), |name| name.into_owned())
    };
    let names: Vec<String> = zip.file_names().map(name).collect();
    let mut seen = BTreeSet::new();
    for name in names {
        let known = listed.contains(name.as_str()) || name == MANIFEST;
        if !known || !seen.insert(name.clone()) {
            answer.faults.push(Text::new(
                format!("{name} 不在清单中"),
                format!("{name} is not in the manifest"),
            ));
        }
    }
    found
}

fn digest(mut file: impl Read) -> Option<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = [0; 64 << 10];
    let mut bytes = 0;
    loop {
        match file.read(&mut buffer).ok()? {
            0 => break,
            read => {
                bytes += read as u64;
                hasher.update(&buffer[..read]);
            }
        }
    }
    let hex: String = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Some((hex, bytes))
}

/// PDF and record of each issue, by number and revision.
type Issued = BTreeMap<(String, u32), (Option<String>, Option<String>)>;

/// The entries from the first to the head, each following from the one before.
fn chain(zip: &mut ZipArchive<File>, manifest: &Manifest, answer: &mut PackAnswer) -> Issued {
    let mut issued = Issued::new();
    let mut fault = |seq: u64, zh: &str, en: &str| {
        answer.faults.push(Text::new(
            format!("台账第 {seq} 条{zh}"),
            format!("entry {seq} {en}"),
        ));
    };
    let (mut previous, mut seq, mut hidden) = (GENESIS.to_owned(), 0, 0);
    if let Ok(file) = zip.by_name(ENTRIES) {
        for line in BufReader::new(file.take(MOST)).lines() {
            seq += 1;
            let line = line
                .ok()
                .and_then(|line| serde_json::from_str::<Line>(&line).ok());
            let Some(line) = line else {
                fault(seq, "无法读懂", "cannot be read");
                break;
            };
            if line.seq != seq || line.previous != previous {
                fault(seq, "与前一条接不上", "does not follow from the one before");
            }
            match &line.body {
                None => hidden += 1,
                Some(body) if chained(&line.previous, body) != line.digest => {
                    fault(seq, "内容与摘要不符", "is not what its digest says");
                }
                Some(body) => take_up(body, &mut issued),
            }
            previous = line.digest;
        }
    }
    let head = manifest.register.head.clone().unwrap_or(GENESIS.to_owned());
    if previous != head || seq != manifest.register.entries {
        fault(
            seq,
            "不是清单所说的末条",
            "is not the last one that the manifest names",
        );
    }
    (answer.entries, answer.hidden, answer.head) = (seq, hidden, head);
    issued
}

fn take_up(body: &str, issued: &mut Issued) {
    let Ok(body) = serde_json::from_str::<Body>(body) else {
        return;
    };
    match body.act {
        Act::Reserved(act) => {
            let key = (act.number.clone(), act.revision);
            issued.entry(key).or_default().1 = Some(act.record.digest);
        }
        Act::Issued(act) => issued.entry((act.number, act.revision)).or_default().0 = Some(act.pdf),
        Act::Recovered(act) => {
            issued.insert(
                (act.number, act.revision),
                (Some(act.pdf), Some(act.record)),
            );
        }
        _ => {}
    }
}

/// The documents against the entries that registered them.
fn documents(
    manifest: &Manifest,
    digests: &BTreeMap<String, String>,
    issued: &Issued,
    answer: &mut PackAnswer,
) {
    for listed in &manifest.documents {
        let number = &listed.number;
        let (pdf, record) = issued
            .get(&(number.clone(), listed.revision))
            .cloned()
            .unwrap_or_default();
        let mut same = true;
        let mut compare = |registered: Option<&str>, said: &str, path: Option<&String>| {
            let here = path.and_then(|path| digests.get(path));
            let differs = registered.is_some_and(|registered| registered != said)
                || (!listed.blackened && here.is_some_and(|here| here != said));
            same &= !differs;
        };
        compare(pdf.as_deref(), &listed.pdf_sha256, listed.file.as_ref());
        compare(
            record.as_deref(),
            &listed.record_sha256,
            listed.record.as_ref(),
        );
        if !same {
            answer.faults.push(Text::new(
                format!("{number} 与台账登记的不同"),
                format!("{number} is not what the register says"),
            ));
        } else if !listed.blackened && listed.file.is_some() {
            answer.documents += 1;
        }
    }
}

/// The answer as JSON.
pub fn pack_json(answer: &PackAnswer) -> Value {
    json!({
        "schema": 1,
        "kind": KIND,
        "good": answer.is_good(),
        "company": answer.company,
        "from": answer.period.0,
        "until": answer.period.1,
        "as_of": answer.as_of,
        "files_compared": answer.files,
        "documents_compared": answer.documents,
        "entries": answer.entries,
        "entries_hidden": answer.hidden,
        "head": answer.head,
        "withheld": answer.withheld,
        "faults": answer.faults,
    })
}
