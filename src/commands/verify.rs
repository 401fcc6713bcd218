//! `verify`: is this paper what was issued?

mod pack;

pub use pack::{PackAnswer, is_zip, pack, pack_json};

use std::path::Path;

use anyhow::Context;
use lopdf::{Dictionary, Object};
use serde_json::{Value, json};

use super::copies::state_name;
use super::issue;
use crate::entry::{Copy, CopyState, Document, Ledger, Print, State, check_digits};
use crate::project::Project;
use crate::register::Register;
use crate::render::{engine, overlay};
use crate::source::digest;

/// What a PDF says of itself.
#[derive(Debug)]
pub struct Claim {
    /// The number that it bears; empty for a draft or a blank.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// The digits of its record's digest.
    pub check: String,
    /// 分发号, where it is a controlled copy.
    pub copy: Option<u32>,
    /// `draft`, `blank`, or empty for an issued one.
    pub mode: String,
    /// The record attached to it.
    pub record: Option<Vec<u8>>,
}

/// The most that an attached record may unpack to.
const LIMIT: usize = 64 << 20;

/// Reads what a PDF of this program says of itself; `None` for any other file.
pub fn claim(pdf: &[u8]) -> Option<Claim> {
    if let Some(words) = overlay::marked(pdf) {
        return said(words, None);
    }
    let document = lopdf::Document::load_mem(pdf).ok()?;
    let info = document.trailer.get(b"Info").ok()?;
    let info = document.dereference(info).ok()?.1.as_dict().ok()?;
    let keywords = lopdf::decode_text_string(info.get(b"Keywords").ok()?).ok()?;
    let mut words = keywords.split(", ").map(str::to_owned);
    if words.next()? != "wenkong" {
        return None;
    }
    said(words.collect(), attached(&document))
}

/// What the words mean: number, revision, check digits, 分发号; or the mode alone.
fn said(mut words: Vec<String>, record: Option<Vec<u8>>) -> Option<Claim> {
    let copy = words
        .last()
        .and_then(|word| word.strip_prefix('c')?.parse().ok())
        .filter(|_| words.len() > 3);
    words.truncate(words.len() - usize::from(copy.is_some()));
    Some(match words.as_slice() {
        [number @ .., revision, check] if !number.is_empty() => Claim {
            number: number.join(", "),
            revision: revision.strip_prefix('r')?.parse().ok()?,
            check: check.clone(),
            copy,
            mode: String::new(),
            record,
        },
        [mode] => Claim {
            number: String::new(),
            revision: 0,
            check: String::new(),
            copy,
            mode: mode.clone(),
            record,
        },
        _ => return None,
    })
}

/// The file attached to a PDF, the first that is named as associated.
fn attached(document: &lopdf::Document) -> Option<Vec<u8>> {
    let follow = |dictionary: &Dictionary, key: &[u8]| -> Option<Object> {
        let object = dictionary.get(key).ok()?;
        document
            .dereference(object)
            .ok()
            .map(|(_, object)| object.clone())
    };
    let catalog = document.catalog().ok()?;
    let listed = follow(catalog, b"AF")?;
    let first = listed.as_array().ok()?.first()?.clone();
    let file = document.dereference(&first).ok()?.1.as_dict().ok()?.clone();
    let embedded = follow(&file, b"EF")?.as_dict().ok()?.clone();
    let stream = follow(&embedded, b"F").or_else(|| follow(&embedded, b"UF"))?;
    let stream = stream.as_stream().ok()?;
    if stream.is_compressed() {
        stream.decompressed_content_with_limit(LIMIT).ok()
    } else {
        Some(stream.content.clone())
    }
}

/// How a paper stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    Current,
    /// A later revision has taken its place.
    Superseded,
    /// No longer valid.
    Withdrawn,
    /// Destroyed, by the register's account.
    Disposed,
    /// A draft or a blank sheet of this program.
    Draft,
    /// The register does not know it.
    Unknown,
}

/// What was found about a paper.
#[derive(Debug)]
pub struct Answer {
    /// How it stands.
    pub standing: Standing,
    /// The document that it is, or claims to be.
    pub document: Option<Document>,
    /// The issue that it is, or claims to be.
    pub print: Option<Print>,
    /// The controlled copy that it is, or claims to be.
    pub copy: Option<Copy>,
    /// Whether the bytes are those registered; `None` where only number and digits were given.
    pub same_bytes: Option<bool>,
    /// Whether the attached record is the registered one; the digits, where only they were given.
    pub same_record: Option<bool>,
    /// Whether the sheet, laid out again, gives the registered bytes; `Err` says why that could not be tried.
    pub same_again: Option<Result<bool, String>>,
    /// The program that made it, where it is another than this.
    pub other_engine: Option<String>,
    /// The entries' chain, head to end.
    pub chain: bool,
    /// Digest of the file.
    pub digest: Option<String>,
}

impl Answer {
    /// Whether it is a controlled copy that came back, was destroyed or reported lost.
    pub fn is_back(&self) -> bool {
        let copy = self.copy.as_ref();
        copy.is_some_and(|copy| copy.state != CopyState::Out)
    }

    /// Whether it is current, and nothing about it differs.
    pub fn is_good(&self) -> bool {
        let again = match &self.same_again {
            Some(Ok(same)) => *same,
            _ => true,
        };
        self.standing == Standing::Current
            && !self.is_back()
            && self.same_bytes != Some(false)
            && self.same_record != Some(false)
            && again
            && self.chain
    }
}

/// Looks at a PDF.
///
/// # Errors
/// When the file cannot be read, or the register cannot be used.
pub fn file(project: &Project, path: &Path) -> anyhow::Result<Answer> {
    let bytes = std::fs::read(path)
        .with_context(|| format!("无法读取 {0} (cannot read {0})", path.display()))?;
    anyhow::ensure!(
        bytes.starts_with(b"%PDF"),
        "{0} 不是 PDF ({0} is no PDF)",
        path.display()
    );
    let (register, ledger, chain) = open(project)?;
    let found = digest(&bytes);
    let claim = claim(&bytes);
    let exact = ledger.print(&found);
    let claimed = || {
        let claim = claim.as_ref()?;
        let document = ledger.documents.get(&claim.number)?;
        let print = document
            .prints
            .iter()
            .find(|print| print.revision == claim.revision && print.issued.is_some())?;
        let copy = claim.copy.and_then(|copy| document.copy(copy));
        Some((document, print, copy))
    };
    let is_exact = exact.is_some();
    let Some((document, print, copy)) = exact.or_else(claimed) else {
        let draft = claim.as_ref().is_some_and(|claim| !claim.mode.is_empty());
        return Ok(Answer {
            standing: if draft {
                Standing::Draft
            } else {
                Standing::Unknown
            },
            document: None,
            print: None,
            copy: None,
            same_bytes: None,
            same_record: None,
            same_again: None,
            other_engine: None,
            chain,
            digest: Some(found),
        });
    };
    let record = claim.and_then(|claim| claim.record);
    Ok(Answer {
        standing: standing(document, print),
        same_bytes: Some(is_exact),
        same_record: match print.external() {
            // A stamped file is its owner's: nothing is attached to it.
            Some(from) if from.stamped.is_some() => None,
            _ => Some(record.is_some_and(|record| digest(&record) == print.record)),
        },
        same_again: again(&register, print, copy)?,
        other_engine: (print.engine != engine()).then(|| print.engine.clone()),
        chain,
        digest: Some(found),
        document: Some(document.clone()),
        print: Some(print.clone()),
        copy: copy.cloned(),
    })
}

/// Looks up what a paper says: its number, and the digits beside the QR code.
///
/// # Errors
/// When the register cannot be used, or too few digits are given.
pub fn number(project: &Project, number: &str, digits: &str) -> anyhow::Result<Answer> {
    let digits: String = digits
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .collect::<String>()
        .to_lowercase();
    anyhow::ensure!(
        digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "校验码至少写 8 位（0–9、a–f） (give at least 8 of the check digits, 0–9 and a–f)"
    );
    let (_, ledger, chain) = open(project)?;
    let document = ledger.documents.get(number);
    let print = document.and_then(|document| {
        let mut prints = document
            .prints
            .iter()
            .rev()
            .filter(|print| print.issued.is_some());
        prints.find(|print| print.record.starts_with(&digits))
    });
    let standing = match (document, print) {
        (Some(document), Some(print)) => standing(document, print),
        _ => Standing::Unknown,
    };
    Ok(Answer {
        standing,
        same_bytes: None,
        same_record: document.map(|_| print.is_some()),
        same_again: None,
        other_engine: None,
        chain,
        digest: None,
        document: document.cloned(),
        print: print.cloned(),
        copy: None,
    })
}

fn open(project: &Project) -> anyhow::Result<(Register, Ledger, bool)> {
    let register = Register::open(project.root())?;
    let register = register
        .context("这里没有发行台账，无法核对 (there is no issue register here to compare with)")?;
    let entries = register.entries()?;
    let mut previous = crate::entry::GENESIS.to_owned();
    let chain = entries.iter().all(|entry| {
        let body = entry.body.canonical().unwrap_or_default();
        let sound = entry.previous == previous
            && crate::entry::chained(&entry.previous, &body) == entry.digest;
        previous.clone_from(&entry.digest);
        sound
    });
    let ledger = Ledger::of(&entries);
    let chain = chain && ledger.contradictions.is_empty();
    Ok((register, ledger, chain))
}

fn standing(document: &Document, print: &Print) -> Standing {
    match document.state {
        _ if document.is_superseded(print.revision) => Standing::Superseded,
        State::Withdrawn | State::Voided => Standing::Withdrawn,
        State::Disposed => Standing::Disposed,
        State::Current | State::Reserved => Standing::Current,
    }
}

/// The sheet laid out again with the same form revision.
fn again(
    register: &Register,
    print: &Print,
    copy: Option<&Copy>,
) -> anyhow::Result<Option<Result<bool, String>>> {
    let Some(reserved) = &print.reserved else {
        return Ok(None);
    };
    let (printed, wanted, made_by) = match copy {
        Some(copy) => {
            let given = &copy.given.what;
            let printed = issue::reprint_copy(register, print, given)?;
            (printed, &given.pdf, &copy.engine)
        }
        None => (
            issue::reprint(register, reserved)?,
            &print.pdf,
            &print.engine,
        ),
    };
    Ok(Some(match printed {
        Some((bytes, _)) if digest(&bytes) == *wanted => Ok(true),
        Some(_) if *made_by != engine() => Err(made_by.clone()),
        Some(_) => Ok(false),
        None => Err("?".to_owned()),
    }))
}

/// The answer as JSON.
pub fn json(answer: &Answer) -> Value {
    let standing = match answer.standing {
        Standing::Current => "current",
        Standing::Superseded => "superseded",
        Standing::Withdrawn => "withdrawn",
        Standing::Disposed => "disposed",
        Standing::Draft => "draft",
        Standing::Unknown => "unknown",
    };
    let print = answer.print.as_ref();
    json!({
        "schema": 1,
        "issued": answer.print.is_some(),
        "state": standing,
        "good": answer.is_good(),
        "number": answer.document.as_ref().map(|document| &document.number),
        "revision": print.map(|print| print.revision),
        "record": answer.document.as_ref().and_then(|document| document.record.as_ref()),
        "issued_at": print.and_then(|print| print.issued.as_ref()).map(|issued| issued.at),
        "issued_by": print.and_then(|print| print.issued.as_ref()).map(|issued| &issued.by),
        "check": print.map(|print| check_digits(&print.record)),
        "copy": answer.copy.as_ref().map(|copy| json!({
            "copy": copy.given.what.copy,
            "department": copy.given.what.department,
            "holder": copy.given.what.holder,
            "state": state_name(copy.state),
        })),
        "digest_equal": answer.same_bytes,
        "record_equal": answer.same_record,
        "rendered_equal": answer.same_again.as_ref().and_then(|again| again.as_ref().ok()),
        "engine": print.map(|print| &print.engine),
        "same_engine": print.map(|_| answer.other_engine.is_none()),
        "chain_intact": answer.chain,
        "sha256": answer.digest,
    })
}
