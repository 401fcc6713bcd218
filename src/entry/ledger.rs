//! The entries folded: which documents there are, and how each stands.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use super::{
    Act, Attached, Body, Copy, Edition, Entry, External, Imported, Recovered, Released, Reserved,
    Serial,
};
use crate::diag::Text;
use crate::form::Retention;

/// The present state that all entries add up to.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// By number.
    pub documents: BTreeMap<String, Document>,
    /// The numbers of each record, oldest first, by the record's id.
    numbers: BTreeMap<String, Vec<String>>,
    /// Approved form revisions, in the order of their entries.
    pub releases: Vec<Stated<Released>>,
    /// The first use of each form revision: what was frozen then.
    pub frozen: Vec<Edition>,
    /// What the entries say against each other; none in a sound register.
    pub contradictions: Vec<Contradiction>,
    /// How many entries there are.
    pub entries: u64,
    /// The time of the last entry.
    pub last: Option<DateTime<FixedOffset>>,
}

/// What an entry says, with who and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated<T> {
    /// Its place in the register.
    pub seq: u64,
    /// When.
    pub at: DateTime<FixedOffset>,
    /// Who.
    pub by: String,
    /// What.
    pub what: T,
}

/// An entry that cannot follow from those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// The entry.
    pub seq: u64,
    /// What is wrong with it.
    pub message: Text,
}

/// How a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A number is taken; nothing is on paper yet.
    Reserved,
    /// Issued, and valid in its latest revision.
    Current,
    /// No longer valid.
    Withdrawn,
    /// The number never became a document.
    Voided,
    /// Destroyed after its time of retention.
    Disposed,
}

impl State {
    /// `现行`, `current`
    pub fn word(self) -> Text<&'static str> {
        let (zh, en) = match self {
            Self::Reserved => ("未完成", "unfinished"),
            Self::Current => ("现行", "current"),
            Self::Withdrawn => ("已收回", "withdrawn"),
            Self::Voided => ("作废号", "voided"),
            Self::Disposed => ("已销毁", "disposed"),
        };
        Text { zh, en }
    }
}

/// A number and all that came of it.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its number.
    pub number: String,
    /// Its place in a run of numbers.
    pub serial: Option<Serial>,
    /// Id of the form; empty for a number that was voided without use.
    pub form: String,
    /// Id of its record, if it has one.
    pub record: Option<String>,
    /// The record's date, else the day of the entry.
    pub date: NaiveDate,
    /// What it is about, as an earlier register says.
    pub title: String,
    /// How long it is kept.
    pub retention: Option<Retention>,
    /// What it names as products.
    pub products: Vec<String>,
    /// Each issue of it, oldest first; none for what an earlier register issued.
    pub prints: Vec<Print>,
    /// How it stands.
    pub state: State,
    /// Why it is withdrawn, voided or destroyed.
    pub ended: Option<Stated<String>>,
    /// Who was the second person when it was destroyed.
    pub witness: Option<String>,
    /// Signed papers and other scans.
    pub attached: Vec<Stated<Attached>>,
    /// Controlled copies, in the order of their 分发号.
    pub copies: Vec<Copy>,
    /// The entry that began it, for its time and person.
    pub began: Stated<()>,
}

/// One issue of a document.
#[derive(Debug, Clone)]
pub struct Print {
    /// 0 for the first issue.
    pub revision: u32,
    /// When the number was taken, and by whom.
    pub began: Stated<()>,
    /// What was reserved; `None` for a document found by a restored register.
    pub reserved: Option<Reserved>,
    /// When it was released.
    pub issued: Option<Stated<()>>,
    /// Digest of the PDF; empty while it is not issued.
    pub pdf: String,
    /// Pages of the PDF; 0 where nobody counted.
    pub pages: usize,
    /// Where the PDF lies, relative to the project.
    pub file: String,
    /// Digest of the canonical record.
    pub record: String,
    /// Program and typesetter that made it.
    pub engine: String,
    /// Why it will never be issued.
    pub voided: Option<Stated<String>>,
}

impl Print {
    /// What came from outside.
    pub fn external(&self) -> Option<&External> {
        self.reserved.as_ref()?.external.as_deref()
    }
}

impl Document {
    /// The issue in force: the latest that is on paper.
    pub fn current(&self) -> Option<&Print> {
        self.prints
            .iter()
            .rev()
            .find(|print| print.issued.is_some())
    }

    /// Path and digest of every file that is registered for it: PDFs, what came from outside, scans, controlled copies.
    pub fn files(&self) -> impl Iterator<Item = (&String, &String)> {
        let prints = || self.prints.iter().filter(|print| print.issued.is_some());
        let originals = prints().filter_map(Print::external);
        let scans = self.attached.iter();
        let copies = self.copies.iter();
        prints()
            .map(|print| (&print.file, &print.pdf))
            .chain(originals.map(|from| (&from.original.file, &from.original.digest)))
            .chain(scans.map(|scan| (&scan.what.file, &scan.what.digest)))
            .chain(copies.map(|copy| (&copy.given.what.file, &copy.given.what.pdf)))
    }

    /// What came from outside, in its latest revision; `None` for a document of the company's own.
    pub fn external(&self) -> Option<&External> {
        self.current()?.external()
    }

    /// Whether an issue has been replaced by a later one.
    pub fn is_superseded(&self, revision: u32) -> bool {
        self.current()
            .is_some_and(|print| print.revision > revision)
    }

    /// The last day on which it must be kept; `None` while the product lives, or for a number without a document.
    /// `ended` tells when the life of a product ended.
    pub fn retain_until(&self, ended: impl Fn(&str) -> Option<NaiveDate>) -> Option<NaiveDate> {
        let retention = self.retention?;
        let from = if retention.product_life {
            let lives = self.products.iter().map(|product| ended(product));
            lives.collect::<Option<Vec<_>>>()?.into_iter().max()?
        } else {
            self.date
        };
        years_after(from, retention.years)
    }
}

/// The same day so many years later; 29 February becomes 28.
fn years_after(day: NaiveDate, years: u32) -> Option<NaiveDate> {
    let year = day.year().checked_add(i32::try_from(years).ok()?)?;
    day.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

impl Ledger {
    /// Folds entries, oldest first.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        let mut ledger = Self::default();
        for entry in entries {
            ledger.add(&entry.body);
        }
        ledger
    }

    /// Folds the entries of one number alone: what lies between them is no gap.
    pub fn of_number(entries: &[Entry]) -> Self {
        let mut ledger = Self::default();
        entries.iter().for_each(|entry| ledger.act(&entry.body));
        ledger
    }

    /// Takes up the next entry.
    pub fn add(&mut self, body: &Body) {
        if body.seq != self.entries + 1 {
            self.contradict(
                body,
                "序号不连续",
                "its place in the register does not follow",
            );
        }
        if self.last.is_some_and(|last| body.at < last) {
            self.contradict(
                body,
                "时间早于前一条",
                "its time is before that of the entry before",
            );
        }
        self.entries = body.seq;
        self.last = Some(self.last.map_or(body.at, |last| last.max(body.at)));
        self.act(body);
    }

    fn act(&mut self, body: &Body) {
        match &body.act {
            Act::Opened(_) if body.seq == 1 => {}
            Act::Opened(_) => self.contradict(body, "台账只能启用一次", "a register opens once"),
            Act::Restored(_) => {}
            Act::Released(act) => self.releases.push(stated(body, act.clone())),
            Act::Reserved(act) => self.reserve(body, act),
            Act::Imported(act) => self.import(body, act),
            Act::Recovered(act) => self.recover(body, act),
            Act::Issued(act) => {
                let found = self.open_print(&act.number, act.revision);
                match found {
                    Some((document, print)) => {
                        let print = &mut document.prints[print];
                        print.issued = Some(stated(body, ()));
                        print.pdf.clone_from(&act.pdf);
                        print.pages = act.pages;
                        print.engine.clone_from(&body.engine);
                        document.state = State::Current;
                    }
                    None => self.contradict(
                        body,
                        "发行的编号没有预留",
                        "it issues what was not reserved",
                    ),
                }
            }
            Act::Voided(act) => {
                if let Some((document, print)) = self.open_print(&act.number, act.revision) {
                    document.prints[print].voided = Some(stated(body, act.reason.clone()));
                    if document.current().is_none() {
                        document.state = State::Voided;
                        document.ended = Some(stated(body, act.reason.clone()));
                    }
                } else if self.documents.contains_key(&act.number) {
                    self.contradict(
                        body,
                        "作废的编号已经用过",
                        "it voids a number that is in use",
                    );
                } else {
                    let mut document = blank(body, &act.number, act.serial.clone());
                    document.state = State::Voided;
                    document.ended = Some(stated(body, act.reason.clone()));
                    self.documents.insert(act.number.clone(), document);
                }
            }
            Act::Withdrawn(act) => self.end(body, &act.number, State::Withdrawn, &act.reason, None),
            Act::Disposed(act) => {
                let witness = Some(act.witness.clone());
                self.end(body, &act.number, State::Disposed, &act.reason, witness);
            }
            Act::CopyGiven(_) | Act::CopyReturned(_) | Act::CopyDestroyed(_) | Act::CopyLost(_) => {
                self.copy_act(body)
            }
            Act::Attached(act) => match self.documents.get_mut(&act.number) {
                Some(document) => document.attached.push(stated(body, act.clone())),
                None => {
                    self.contradict(body, "所附的编号不存在", "it attaches to an unknown number")
                }
            },
        }
    }

    fn copy_act(&mut self, body: &Body) {
        let number = body.act.number().unwrap_or_default();
        match self.documents.get_mut(number) {
            Some(document) => self.contradictions.extend(document.copy_act(body).err()),
            None => self.contradict(body, "副本的文件不存在", "a copy of an unknown number"),
        }
    }

    fn reserve(&mut self, body: &Body, act: &Reserved) {
        if !self.frozen.iter().any(|form| is_same(form, &act.form)) {
            self.frozen.push(act.form.clone());
        }
        self.name(&act.record.id, &act.number);
        let fresh = blank(body, &act.number, act.serial.clone());
        let known = self.documents.contains_key(&act.number);
        let document = self.documents.entry(act.number.clone()).or_insert(fresh);
        let next = document.prints.last().map_or(0, |print| print.revision + 1);
        let sound = if known {
            act.revision == next && document.state == State::Current && act.revision > 0
        } else {
            act.revision == 0
        };
        document.form.clone_from(&act.form.id);
        document.record = Some(act.record.id.clone());
        document.date = act.record.date;
        document.retention = Some(act.retention);
        document.products.clone_from(&act.record.products);
        document.prints.push(Print {
            revision: act.revision,
            began: stated(body, ()),
            issued: None,
            pdf: String::new(),
            pages: 0,
            file: act.file.clone(),
            record: act.record.digest.clone(),
            engine: body.engine.clone(),
            voided: None,
            reserved: Some(act.clone()),
        });
        if !sound {
            self.contradict(
                body,
                "编号或修订号重复使用",
                "it takes a number or revision that is in use",
            );
        }
    }

    fn import(&mut self, body: &Body, act: &Imported) {
        if self.documents.contains_key(&act.number) {
            return self.contradict(body, "编号重复使用", "it takes a number that is in use");
        }
        if let Some(record) = &act.record {
            self.name(record, &act.number);
        }
        let mut document = blank(body, &act.number, act.serial.clone());
        document.form.clone_from(&act.form);
        document.record.clone_from(&act.record);
        document.date = act.date;
        document.title.clone_from(&act.title);
        document.retention = Some(act.retention);
        document.state = match (&act.voided, &act.withdrawn) {
            (Some(_), _) => State::Voided,
            (None, Some(_)) => State::Withdrawn,
            (None, None) => State::Current,
        };
        let reason = act.voided.as_ref().or(act.withdrawn.as_ref());
        document.ended = reason.map(|reason| stated(body, reason.clone()));
        self.documents.insert(act.number.clone(), document);
    }

    fn recover(&mut self, body: &Body, act: &Recovered) {
        self.name(&act.id, &act.number);
        let fresh = blank(body, &act.number, act.serial.clone());
        let document = self.documents.entry(act.number.clone()).or_insert(fresh);
        document.form.clone_from(&act.form);
        document.record = Some(act.id.clone());
        document.date = act.date;
        document.retention = Some(act.retention);
        document.state = State::Current;
        let print = Print {
            revision: act.revision,
            began: stated(body, ()),
            reserved: None,
            issued: Some(stated(body, ())),
            pdf: act.pdf.clone(),
            pages: 0,
            file: act.file.clone(),
            record: act.record.clone(),
            engine: body.engine.clone(),
            voided: None,
        };
        document
            .prints
            .retain(|known| known.revision != act.revision || known.issued.is_some());
        document.prints.push(print);
        document.prints.sort_by_key(|print| print.revision);
    }

    /// Ends a document that is current, or destroys one that is no longer.
    fn end(
        &mut self,
        body: &Body,
        number: &str,
        state: State,
        reason: &str,
        witness: Option<String>,
    ) {
        let allowed: &[State] = match state {
            State::Disposed => &[State::Current, State::Withdrawn],
            _ => &[State::Current],
        };
        match self.documents.get_mut(number) {
            Some(document) if allowed.contains(&document.state) => {
                document.state = state;
                document.ended = Some(stated(body, reason.to_owned()));
                document.witness = witness;
            }
            _ => self.contradict(body, "文件并非现行", "the document is not current"),
        }
    }

    fn open_print(&mut self, number: &str, revision: u32) -> Option<(&mut Document, usize)> {
        let document = self.documents.get_mut(number)?;
        let print = document.prints.iter().position(|print| {
            print.revision == revision && print.issued.is_none() && print.voided.is_none()
        })?;
        Some((document, print))
    }

    fn contradict(&mut self, body: &Body, zh: &str, en: &str) {
        let about = body
            .act
            .number()
            .map_or(String::new(), |number| format!(" {number}"));
        let message = Text::new(
            format!("第 {} 条{about}：{zh}", body.seq),
            format!("entry {}{about}: {en}", body.seq),
        );
        self.contradictions.push(Contradiction {
            seq: body.seq,
            message,
        });
    }

    /// The latest document of a record, by the record's id; numbers that were voided are none.
    pub fn of_record(&self, id: &str) -> Option<&Document> {
        let numbers = self.numbers.get(id)?.iter().rev();
        let mut documents = numbers.filter_map(|number| self.documents.get(number));
        documents.find(|document| document.state != State::Voided)
    }

    fn name(&mut self, record: &str, number: &str) {
        let numbers = self.numbers.entry(record.to_owned()).or_default();
        if !numbers.iter().any(|known| known == number) {
            numbers.push(number.to_owned());
        }
    }

    /// What is reserved, and neither issued nor voided.
    pub fn unfinished(&self) -> impl Iterator<Item = (&Document, &Print)> {
        self.documents.values().flat_map(|document| {
            let open = |print: &&Print| print.issued.is_none() && print.voided.is_none();
            document
                .prints
                .iter()
                .filter(open)
                .map(move |print| (document, print))
        })
    }

    /// The issue whose PDF, or the PDF of one of whose controlled copies, has a digest.
    pub fn print(&self, pdf: &str) -> Option<(&Document, &Print, Option<&Copy>)> {
        self.documents.values().find_map(|document| {
            let copy = document
                .copies
                .iter()
                .find(|copy| copy.given.what.pdf == pdf);
            let is = |print: &&Print| match copy {
                Some(copy) => print.revision == copy.given.what.revision,
                None => print.pdf == pdf,
            };
            let print = document.prints.iter().find(is)?;
            Some((document, print, copy))
        })
    }

    /// The documents that came from outside.
    pub fn external(&self) -> impl Iterator<Item = (&Document, &External)> {
        let documents = self.documents.values();
        documents.filter_map(|document| Some((document, document.external()?)))
    }
}

fn is_same(a: &Edition, b: &Edition) -> bool {
    (&a.id, &a.revision) == (&b.id, &b.revision)
}

pub(super) fn stated<T>(body: &Body, what: T) -> Stated<T> {
    Stated {
        seq: body.seq,
        at: body.at,
        by: body.by.clone(),
        what,
    }
}

fn blank(body: &Body, number: &str, serial: Option<Serial>) -> Document {
    Document {
        number: number.to_owned(),
        serial,
        form: String::new(),
        record: None,
        date: body.at.date_naive(),
        title: String::new(),
        retention: None,
        products: Vec::new(),
        prints: Vec::new(),
        state: State::Reserved,
        ended: None,
        witness: None,
        attached: Vec::new(),
        copies: Vec::new(),
        began: stated(body, ()),
    }
}
