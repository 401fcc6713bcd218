//! Is the register what was appended, and are the documents what was registered?

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use rusqlite::Connection;

use super::read::Line;
use super::{FILE, Head, ISSUED, Register, connect, files, head, schema};
use crate::diag::codes::register as code;
use crate::diag::{Code, Diagnostic, Severity, Sink, Text};
use crate::entry::{Body, Document, GENESIS, Ledger, Manifest, Print, State, chained};
use crate::source::{At, Place, Source, digest};

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub struct Verified {
    /// What is wrong.
    pub findings: Sink,
    /// What the entries add up to, as far as they can be read.
    pub ledger: Ledger,
    /// The last entry.
    pub head: Option<Head>,
    /// How many pieces of bytes are kept.
    pub kept: usize,
    /// How many files of documents were compared.
    pub compared: usize,
}

impl Register {
    /// Looks at everything: structure, chain, kept bytes, documents. `every` is 1 to compare all documents, 10 for each tenth.
    /// A database that cannot even be opened is a finding.
    pub fn verify(root: &Path, every: usize) -> Verified {
        let mut verified = Verified::default();
        if !root.join(FILE).exists() {
            return verified;
        }
        match connect(&root.join(FILE)) {
            Ok(db) => verified = Verifier { db: &db, root }.all(every.max(1)),
            Err(error) => verified.findings.push(damaged(&format!("{error:#}"))),
        }
        verified
    }
}

pub(super) struct Verifier<'a> {
    pub db: &'a Connection,
    pub root: &'a Path,
}

impl Verifier<'_> {
    /// The database by itself, and what lies beside it.
    fn all(&self, every: usize) -> Verified {
        let mut verified = self.inside();
        self.noted(verified.head.as_ref(), &mut verified.findings);
        unfinished(&verified.ledger, &mut verified.findings);
        verified.compared = self.documents(&verified.ledger, every, &mut verified.findings);
        verified
    }

    /// The database by itself. What can still be read of a damaged one is looked at all the same.
    pub fn inside(&self) -> Verified {
        let mut verified = Verified::default();
        if matches!(schema::version(self.db), Ok(None)) {
            // A process died before it made the tables: there is no register yet. One that was emptied is told by what was
            // noted beside the documents.
            return verified;
        }
        let sink = &mut verified.findings;
        if let Err(error) = self.structure(sink) {
            sink.push(damaged(&format!("{error:#}")));
        }
        let mut wanted = BTreeSet::new();
        match self.entries(&mut wanted, sink) {
            Ok((ledger, head)) => (verified.ledger, verified.head) = (ledger, head),
            Err(error) => sink.push(damaged(&error.to_string())),
        }
        for contradiction in &verified.ledger.contradictions {
            sink.push(of_register(
                code::CONTRADICTION,
                contradiction.message.clone(),
            ));
        }
        match self.kept(wanted, sink) {
            Ok(kept) => verified.kept = kept,
            Err(error) => sink.push(damaged(&error.to_string())),
        }
        verified
    }

    fn structure(&self, sink: &mut Sink) -> anyhow::Result<()> {
        let mut check = self.db.prepare("PRAGMA integrity_check")?;
        let told: Vec<String> = check
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for words in told.iter().filter(|words| *words != "ok") {
            sink.push(damaged(words));
        }
        let version = schema::version(self.db)?.unwrap_or_default();
        let (found, expected) = (schema::definitions(self.db)?, schema::expected(version)?);
        let changed = found.iter().filter(|one| !expected.contains(one));
        let missing = expected
            .iter()
            .filter(|one| !found.iter().any(|(name, _)| *name == one.0));
        let names: BTreeSet<&str> = changed
            .chain(missing)
            .map(|(name, _)| name.as_str())
            .collect();
        for name in names {
            let message = Text::new(
                format!("台账的 {name} 被改动、增加或删除"),
                format!("{name} of the register was changed, added or removed"),
            );
            sink.push(of_register(code::STRUCTURE_CHANGED, message));
        }
        Ok(())
    }

    fn entries(
        &self,
        wanted: &mut BTreeSet<String>,
        sink: &mut Sink,
    ) -> rusqlite::Result<(Ledger, Option<Head>)> {
        let sql = format!("SELECT {} FROM entries ORDER BY seq", Line::COLUMNS);
        let mut statement = self.db.prepare(&sql)?;
        let lines = statement.query_map([], Line::of)?;
        let mut ledger = Ledger::default();
        let mut head: Option<Head> = None;
        for line in lines {
            let line = line?;
            let (seq, before) = (line.seq, head.as_ref().map_or(0, |head| head.seq));
            let expected = i64::try_from(before + 1).unwrap_or(i64::MAX);
            if seq != expected {
                sink.push(missing(expected, seq - 1));
            } else if line.previous != head.as_ref().map_or(GENESIS, |head| &head.digest) {
                sink.push(changed(
                    seq,
                    "与前一条的摘要接不上",
                    "does not follow from the digest of the entry before",
                ));
            }
            if chained(&line.previous, &line.body) != line.digest {
                sink.push(changed(
                    seq,
                    "内容与摘要不符",
                    "is not what its digest says",
                ));
            }
            match serde_json::from_str::<Body>(&line.body) {
                Ok(body) => {
                    if body.canonical().ok().as_deref() != Some(&line.body)
                        || i64::try_from(body.seq) != Ok(seq)
                    {
                        sink.push(changed(
                            seq,
                            "写法不规范",
                            "is not written in its canonical form",
                        ));
                    }
                    wanted.extend(body.act.kept().into_iter().map(str::to_owned));
                    // A gap has been told: what follows is folded as it comes.
                    ledger.entries = body.seq.saturating_sub(1);
                    ledger.add(&body);
                }
                Err(error) => sink.push(changed(
                    seq,
                    &format!("无法读懂：{error}"),
                    &format!("cannot be read: {error}"),
                )),
            }
            head = Some(Head {
                seq: seq.unsigned_abs(),
                digest: line.digest,
            });
        }
        Ok((ledger, head))
    }

    /// Every piece of kept bytes, and whether all that the entries and their lists name is there.
    fn kept(&self, mut wanted: BTreeSet<String>, sink: &mut Sink) -> rusqlite::Result<usize> {
        let mut statement = self
            .db
            .prepare("SELECT digest, bytes FROM kept ORDER BY digest")?;
        let mut rows = statement.query([])?;
        let mut found: BTreeSet<String> = BTreeSet::new();
        let mut listed: HashMap<String, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (name, bytes): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if digest(&bytes) != name {
                let message = Text::new(
                    format!("保存的内容 {} 被改动", short(&name)),
                    format!("the kept bytes {} were changed", short(&name)),
                );
                sink.push(of_register(code::KEPT_CHANGED, message));
            }
            if let Some(list) = Manifest::read(&bytes) {
                listed.insert(name.clone(), list.digests());
            }
            found.insert(name);
        }
        let lists: Vec<String> = wanted
            .iter()
            .filter_map(|name| listed.remove(name))
            .flatten()
            .collect();
        wanted.extend(lists);
        for name in wanted.difference(&found) {
            let message = Text::new(
                format!("保存的内容 {} 缺失", short(name)),
                format!("the kept bytes {} are gone", short(name)),
            );
            sink.push(of_register(code::KEPT_MISSING, message));
        }
        for name in found.difference(&wanted) {
            let message = Text::new(
                format!("保存的内容 {} 无人引用", short(name)),
                format!("no entry names the kept bytes {}", short(name)),
            );
            sink.push(of_register(code::KEPT_UNUSED, message));
        }
        Ok(found.len())
    }

    /// What was noted beside the documents is on the chain.
    fn noted(&self, head: Option<&Head>, sink: &mut Sink) {
        let noted = match head::read(&self.root.join(ISSUED)) {
            head::Noted::Head(noted) => noted,
            head::Noted::Missing if head.is_none() => return,
            _ => {
                let message = Text::new(
                    "issued/register.head 不见了或无法读",
                    "issued/register.head is missing or cannot be read",
                );
                return sink.push(of_register(code::HEAD_MISSING, message));
            }
        };
        let last = head.map_or(0, |head| head.seq);
        if noted.seq > last {
            return sink.push(missing(
                i64::try_from(last + 1).unwrap_or(i64::MAX),
                i64::try_from(noted.seq).unwrap_or(i64::MAX),
            ));
        }
        let sql = "SELECT digest FROM entries WHERE seq = ?1";
        let there = self
            .db
            .query_row(sql, [i64::try_from(noted.seq).unwrap_or(i64::MAX)], |row| {
                row.get::<_, String>(0)
            });
        if there.ok().as_deref() != Some(&noted.digest) {
            let seq = i64::try_from(noted.seq).unwrap_or(i64::MAX);
            sink.push(changed(
                seq,
                "与 issued/register.head 记下的摘要不同",
                "is not the one that issued/register.head notes",
            ));
        }
    }

    fn documents(&self, ledger: &Ledger, every: usize, sink: &mut Sink) -> usize {
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut compared = 0;
        for (i, document) in ledger.documents.values().enumerate() {
            let gone = document.state == State::Disposed;
            for (file, wanted) in document.files() {
                known.insert(file.clone());
                if !gone && i % every == 0 {
                    compared += 1;
                    self.compare(document, file, wanted, sink);
                }
            }
        }
        let reserved = ledger.unfinished().map(|(_, print)| print.file.clone());
        known.extend(reserved);
        let issued = self.root.join(ISSUED);
        let (found, unfinished) = files::walk(&issued);
        for path in found
            .iter()
            .filter(|path| !head::is(&issued, path))
            .chain(&unfinished)
        {
            let name = path
                .strip_prefix(self.root)
                .unwrap_or(path)
                .to_string_lossy()
                .replace('\\', "/");
            if !known.contains(&name) {
                let message = Text::new(
                    format!("{name} 没有登记"),
                    format!("{name} is not registered"),
                );
                sink.push(of_file(self.root, &name, code::DOCUMENT_UNKNOWN, message));
            }
        }
        compared
    }

    fn compare(&self, document: &Document, file: &str, wanted: &str, sink: &mut Sink) {
        let number = &document.number;
        let found = match std::fs::read(self.root.join(file)) {
            Ok(bytes) => digest(&bytes),
            Err(error) => {
                let message = Text::new(
                    format!("{number} 的文件读不到：{error}"),
                    format!("the file of {number} cannot be read: {error}"),
                );
                return sink
                    .push(of_file(self.root, file, code::DOCUMENT_MISSING, message).of(number));
            }
        };
        if found != wanted {
            let message = Text::new(
                format!(
                    "{number} 的文件与登记的不同（登记 {}，现为 {}）",
                    short(wanted),
                    short(&found)
                ),
                format!(
                    "the file of {number} is not what was registered ({} then, {} now)",
                    short(wanted),
                    short(&found)
                ),
            );
            sink.push(of_file(self.root, file, code::DOCUMENT_CHANGED, message).of(number));
        }
    }
}

fn unfinished(ledger: &Ledger, sink: &mut Sink) {
    for (document, Print { revision, .. }) in ledger.unfinished() {
        let number = &document.number;
        let message = Text::new(
            format!("{number}（修订 {revision}）已占号，尚未完成"),
            format!("{number} (revision {revision}) is reserved and unfinished"),
        );
        let told = of_register(code::UNFINISHED, message).of(number);
        sink.push(Diagnostic {
            severity: Severity::Warning,
            ..told
        });
    }
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

fn damaged(words: &str) -> Diagnostic {
    let message = Text::new(
        format!("台账数据库损坏：{words}"),
        format!("the register's database is damaged: {words}"),
    );
    of_register(code::DAMAGED, message)
}

fn missing(from: i64, to: i64) -> Diagnostic {
    let message = if from >= to {
        Text::new(
            format!("缺少第 {from} 条"),
            format!("entry {from} is missing"),
        )
    } else {
        Text::new(
            format!("缺少第 {from} 至 {to} 条"),
            format!("entries {from} to {to} are missing"),
        )
    };
    of_register(code::ENTRY_MISSING, message)
}

fn changed(seq: i64, zh: &str, en: &str) -> Diagnostic {
    let message = Text::new(format!("第 {seq} 条{zh}"), format!("entry {seq} {en}"));
    of_register(code::ENTRY_CHANGED, message)
}

fn of_register(code: Code, message: Text) -> Diagnostic {
    told(Source::disk(FILE, FILE), code, message)
}

fn of_file(root: &Path, file: &str, code: Code, message: Text) -> Diagnostic {
    told(Source::disk(file, root.join(file)), code, message)
}

fn told(source: Source, code: Code, message: Text) -> Diagnostic {
    let at = At::File;
    Diagnostic::error(code, message)
        .at(Place { source, at })
        .helped()
}
