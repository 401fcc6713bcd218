//! The acts that the register records.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::form::Retention;

/// What was done. Names in the register: `reserved`, `issued`, …
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The register began.
    Opened(Opened),
    /// A number, or the next revision of one, was taken for a record.
    Reserved(Box<Reserved>),
    /// What was reserved is on paper: the document is released.
    Issued(Issued),
    /// A number, or what was reserved of it, will never be a document.
    Voided(Voided),
    /// A document is no longer valid, and nothing takes its place.
    Withdrawn(Withdrawn),
    /// The signed paper, or another scan, was put beside a document.
    Attached(Attached),
    /// A form's revision was approved for use.
    Released(Released),
    /// A document of an earlier register was taken over.
    Imported(Imported),
    /// A document's time of retention was over, and it was destroyed.
    Disposed(Disposed),
    /// A document that a restored register did not know was found in `issued/`.
    Recovered(Recovered),
    /// The register was put back from a backup.
    Restored(Restored),
    /// A controlled copy was made and given to somebody.
    CopyGiven(Box<CopyGiven>),
    /// A controlled copy came back.
    CopyReturned(CopyReturned),
    /// A controlled copy was destroyed.
    CopyDestroyed(CopyDestroyed),
    /// A controlled copy cannot be found.
    CopyLost(CopyLost),
}

impl Act {
    /// The number it is about, if it is about one.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Reserved(act) => Some(&act.number),
            Self::Issued(act) => Some(&act.number),
            Self::Voided(act) => Some(&act.number),
            Self::Withdrawn(act) => Some(&act.number),
            Self::Attached(act) => Some(&act.number),
            Self::Imported(act) => Some(&act.number),
            Self::Disposed(act) => Some(&act.number),
            Self::Recovered(act) => Some(&act.number),
            Self::CopyGiven(act) => Some(&act.number),
            Self::CopyReturned(act) => Some(&act.number),
            Self::CopyDestroyed(act) => Some(&act.number),
            Self::CopyLost(act) => Some(&act.number),
            Self::Opened(_) | Self::Released(_) | Self::Restored(_) => None,
        }
    }

    /// The digests of bytes that must be kept because of it.
    pub fn kept(&self) -> Vec<&str> {
        match self {
            Self::Reserved(act) => vec![
                &act.record.digest,
                &act.record.source,
                &act.form.digest,
                &act.sheet,
                &act.rules,
            ],
            Self::Released(act) => vec![&act.form.digest],
            Self::Recovered(act) => vec![&act.record],
            Self::CopyGiven(act) => vec![&act.sheet, &act.form],
            _ => Vec::new(),
        }
        .into_iter()
        .map(String::as_str)
        .filter(|digest| !digest.is_empty())
        .collect()
    }
}

/// The first entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The company's name.
    pub company: String,
}

/// The run of a number, and its place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Serial {
    /// `CAPA-2026-{seq}`: numbers of one run are counted together.
    pub run: String,
    /// The running number, from 1.
    pub sequence: u64,
}

/// A revision of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// Id of the form, `capa-report`.
    pub id: String,
    /// `A/0`
    pub revision: String,
    /// The form's own number, `QR-QA-008`.
    pub number: String,
    /// Chinese title.
    pub title: String,
    /// Digest of the list of its files (layout, schema, library) with their digests.
    pub digest: String,
}

/// The record of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its id, as other records refer to it.
    pub id: String,
    /// Its date.
    pub date: NaiveDate,
    /// Its file, relative to the project.
    pub file: String,
    /// Digest of the record as canonical JSON; its first digits stand on the paper.
    pub digest: String,
    /// Digest of the file's own bytes.
    pub source: String,
    /// What it names as products, for retention through a product's life.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
}

/// A number taken, with all that is needed to complete the document after a crash.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reserved {
    /// `CAPA-2026-005`
    pub number: String,
    /// 0 for the first issue, 1 for the first correction.
    pub revision: u32,
    /// Its place in a run of numbers; `None` where the number follows no pattern.
    #[serde(flatten)]
    pub serial: Option<Serial>,
    /// The form's revision.
    pub form: Edition,
    /// The record.
    pub record: Kept,
    /// How long it is kept.
    pub retention: Retention,
    /// Digest of the list of all files of the sheet with their digests.
    pub sheet: String,
    /// Digest of the fonts.
    pub fonts: String,
    /// Digest of the list of rule, calendar and configuration files with their digests.
    pub rules: String,
    /// Where the PDF goes, relative to the project, with `/`.
    pub file: String,
    /// Why a correction was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What came from outside, where the document is an external one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external: Option<Box<External>>,
}

/// A document from outside: what its owner calls it, and the file as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct External {
    /// What it is about.
    pub title: String,
    /// `drawing`, `standard`, … as the form `external-document` lists them.
    pub kind: String,
    /// Drawing or document number of its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_number: Option<String>,
    /// Revision of its owner.
    pub own_revision: String,
    /// Code of the customer it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Who sent it, and by which way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The day it was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_on: Option<NaiveDate>,
    /// The department that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Who keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// The corner for the stamp; `None` where a cover sheet stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamped: Option<String>,
    /// The file as it came.
    pub original: Original,
}

/// A file as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Original {
    /// Where it lies, relative to the project.
    pub file: String,
    /// What it was called.
    pub name: String,
    /// Digest of its bytes.
    pub digest: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A controlled copy, made and given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyGiven {
    /// The number of the document.
    pub number: String,
    /// The revision that it is a copy of.
    pub revision: u32,
    /// 分发号: from 1, never used twice for a document.
    pub copy: u32,
    /// The department it was given to.
    pub department: String,
    /// The person it was given to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
    /// Where its file lies, relative to the project.
    pub file: String,
    /// Digest of the file.
    pub pdf: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// How many pages it has.
    pub pages: usize,
    /// Digest of the list of the files of its sheet, or of its stamp.
    pub sheet: String,
    /// Digest of the list of the form's files.
    pub form: String,
    /// Whether it is a stamp laid over the document, in which corner; `None` where the document was laid out for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamped: Option<String>,
}

/// A controlled copy came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyReturned {
    /// The number of the document.
    pub number: String,
    /// 分发号
    pub copy: u32,
    /// In which state it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A controlled copy was destroyed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyDestroyed {
    /// The number of the document.
    pub number: String,
    /// 分发号
    pub copy: u32,
    /// The second person.
    pub witness: String,
    /// How, and why.
    pub reason: String,
}

/// A controlled copy cannot be found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CopyLost {
    /// The number of the document.
    pub number: String,
    /// 分发号
    pub copy: u32,
    /// What is known of it.
    pub reason: String,
}

/// A document released.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Issued {
    /// The number of the document.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// Digest of the PDF.
    pub pdf: String,
    /// Size of the PDF in bytes.
    pub bytes: u64,
    /// How many pages it has.
    pub pages: usize,
    /// Whether it was completed at a later start, after the program had been stopped.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub completed: bool,
}

/// A number that will never be a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voided {
    /// The number.
    pub number: String,
    /// The revision that was reserved.
    pub revision: u32,
    /// Its place in a run, where nothing had been reserved.
    #[serde(flatten)]
    pub serial: Option<Serial>,
    /// Why.
    pub reason: String,
}

/// A document no longer valid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// The number of the document.
    pub number: String,
    /// Why.
    pub reason: String,
}

/// A scan put beside a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attached {
    /// The number of the document.
    pub number: String,
    /// The revision it belongs to.
    pub revision: u32,
    /// Where it lies, relative to the project.
    pub file: String,
    /// What it was called.
    pub name: String,
    /// Digest of its bytes.
    pub digest: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// A form's revision approved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Released {
    /// The revision.
    pub form: Edition,
    /// First day on which it is in force.
    pub effective: NaiveDate,
    /// Who approved it.
    pub approver: String,
    /// What changed, and why.
    pub reason: String,
}

/// A line of an earlier register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// The number of the document.
    pub number: String,
    /// Its place in a run of numbers, where it follows its form's pattern.
    #[serde(flatten)]
    pub serial: Option<Serial>,
    /// Id of the form.
    pub form: String,
    /// The day of the document.
    pub date: NaiveDate,
    /// Id of the record, where the old register names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Why it is no longer valid; `None` where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<String>,
    /// Why the number never became a document; `None` where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voided: Option<String>,
    /// How long it is kept.
    pub retention: Retention,
    /// The line it came from, `register.xlsx!Sheet1!12`.
    pub from: String,
}

/// A document destroyed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Disposed {
    /// The number of the document.
    pub number: String,
    /// The second person.
    pub witness: String,
    /// How, and why where it was early.
    pub reason: String,
}

/// A document found beside a register that did not know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recovered {
    /// The number it bears.
    pub number: String,
    /// The revision it bears.
    pub revision: u32,
    /// Its place in a run of numbers.
    #[serde(flatten)]
    pub serial: Option<Serial>,
    /// Id of the form.
    pub form: String,
    /// Id of the record.
    pub id: String,
    /// The record's date.
    pub date: NaiveDate,
    /// Digest of the record attached to it.
    pub record: String,
    /// Digest of the PDF.
    pub pdf: String,
    /// Where it lies, relative to the project.
    pub file: String,
    /// How long it is kept.
    pub retention: Retention,
}

/// The register put back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Restored {
    /// The backup's file.
    pub from: String,
    /// Digest of the last entry that the replaced register held, where it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
    /// Why.
    pub reason: String,
}
