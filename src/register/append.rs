//! Appending entries: one transaction each, with the bytes that they refer to.

use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::{DateTime, FixedOffset, SubsecRound};
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};

use super::{Head, Register, crash, files, head, unreadable};
use crate::clock;
use crate::entry::{Act, Body, Entry, GENESIS, Opened, Reserved, Serial, chained};
use crate::form;
use crate::source::digest;

/// Who does something, and when.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The moment that the person said (`--as-of`); `None` for the present one.
    pub at: Option<DateTime<Tz>>,
    /// The project's time zone.
    pub zone: Tz,
    /// The person.
    pub by: String,
    /// Program and typesetter with their versions.
    pub engine: String,
    /// The company's name, for the first entry.
    pub company: String,
}

/// Bytes that the register keeps once, whoever names them.
#[derive(Debug, Clone)]
pub struct Piece {
    /// SHA-256 of the bytes.
    pub digest: String,
    /// The bytes.
    pub bytes: Arc<[u8]>,
}

impl Piece {
    /// Bytes with their digest.
    pub fn new(bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        Self {
            digest: digest(&bytes),
            bytes,
        }
    }
}

/// Which number a document takes.
#[derive(Debug)]
pub enum Reservation<'a> {
    /// The next of its run.
    Next {
        /// Any number of the run.
        serial: &'a form::Serial,
        /// How the form's numbers begin again.
        reset: form::Reset,
        /// No number up to this one is given: others have them.
        after: u64,
    },
    /// A number that the record brings.
    Given {
        /// The number.
        number: &'a str,
        /// Its place in a run.
        serial: Option<Serial>,
    },
    /// The next revision of a number.
    Correction(&'a str),
}

/// A number taken, before the entry says what for.
#[derive(Debug, Clone)]
pub struct Taken {
    /// The number.
    pub number: String,
    /// Its revision.
    pub revision: u32,
    /// Its place in a run.
    pub serial: Option<Serial>,
    /// The time of the entry.
    pub at: DateTime<FixedOffset>,
}

impl Register {
    /// Appends an entry together with bytes that it refers to; bytes that are kept already are not kept twice.
    ///
    /// # Errors
    /// When it would run against the entries that are there, or cannot be written. Nothing is written then.
    pub fn append(&mut self, draft: &Draft, act: Act, kept: &[Piece]) -> anyhow::Result<Entry> {
        let issued = self.issued();
        let made = self.begin_writing()?;
        open(&made, draft)?;
        let at = time(&made, draft)?;
        keep(&made, kept)?;
        let entry = insert(&made, draft, at, act)?;
        crash::point("appending");
        made.commit().with_context(unwritable)?;
        crash::point("appended");
        note(&issued, &entry);
        Ok(entry)
    }

    /// Appends several entries in one transaction: all of them, or none.
    ///
    /// # Errors
    /// As [`Self::append`].
    pub fn append_all(&mut self, draft: &Draft, acts: Vec<Act>) -> anyhow::Result<()> {
        let issued = self.issued();
        let made = self.begin_writing()?;
        open(&made, draft)?;
        let at = time(&made, draft)?;
        let mut entry = None;
        for act in acts {
            entry = Some(insert(&made, draft, at, act)?);
        }
        crash::point("appending");
        made.commit().with_context(unwritable)?;
        if let Some(entry) = &entry {
            note(&issued, entry);
        }
        Ok(())
    }

    /// Appends an entry together with the file that it is about: both, or neither. After a crash in between the file is swept by
    /// the next start.
    ///
    /// # Errors
    /// As [`Self::append`], or when the file cannot be written.
    pub fn append_with_file(
        &mut self,
        draft: &Draft,
        act: Act,
        kept: &[Piece],
        (file, bytes): (&str, &[u8]),
    ) -> anyhow::Result<Entry> {
        let issued = self.issued();
        let path = self.root.join(file);
        let made = self.begin_writing()?;
        open(&made, draft)?;
        let at = time(&made, draft)?;
        keep(&made, kept)?;
        // The guards have let it pass: no entry knows the file, and one that lies there was left by a crash.
        let entry = insert(&made, draft, at, act)?;
        files::remove(&path)?;
        files::create(&path, bytes)?;
        crash::point("appending");
        if let Err(error) = made.commit() {
            let _ = files::remove(&path);
            return Err(error).with_context(unwritable);
        }
        crash::point("appended");
        note(&issued, &entry);
        Ok(entry)
    }

    /// Takes a number and appends what `make` says it is taken for. `seen` is the record's id and what [`Self::last_about`] said
    /// of it when the caller looked: nobody may have issued it since.
    ///
    /// # Errors
    /// When the number is taken, the record was issued meanwhile, `make` fails, or nothing can be written. No number is lost then.
    pub fn reserve(
        &mut self,
        draft: &Draft,
        wanted: &Reservation<'_>,
        seen: (&str, u64),
        make: impl FnOnce(&Taken) -> anyhow::Result<(Reserved, Vec<Piece>)>,
    ) -> anyhow::Result<Entry> {
        let issued = self.issued();
        crash::point("before-reserve");
        let made = self.begin_writing()?;
        open(&made, draft)?;
        let at = time(&made, draft)?;
        if last_about(&made, seen.0)? != seen.1 {
            bail!(
                "{0} 刚被另一个程序发行 ({0} was issued by another process a moment ago)",
                seen.0
            );
        }
        let taken = take(&made, wanted, at)?;
        let (reserved, kept) = make(&taken)?;
        keep(&made, &kept)?;
        let entry = insert(&made, draft, at, Act::Reserved(Box::new(reserved)))?;
        crash::point("reserving");
        made.commit().with_context(unwritable)?;
        crash::point("reserved");
        note(&issued, &entry);
        Ok(entry)
    }

    fn begin_writing(&mut self) -> anyhow::Result<Transaction<'_>> {
        self.db
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .with_context(unwritable)
    }

    /// The last entry that took a number for a record, by the record's id; 0 where there is none.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn last_about(&self, record: &str) -> anyhow::Result<u64> {
        last_about(&self.db, record)
    }
}

fn unwritable() -> &'static str {
    "发行台账 register.db 无法写入 (the issue register register.db cannot be written)"
}

fn last_about(db: &rusqlite::Connection, record: &str) -> anyhow::Result<u64> {
    let sql = "SELECT coalesce(max(seq), 0) FROM entries WHERE record = ?1";
    let last: i64 = db
        .query_row(sql, [record], |row| row.get(0))
        .with_context(unreadable)?;
    Ok(last.unsigned_abs())
}

fn last_of(db: &rusqlite::Connection, run: &str) -> anyhow::Result<u64> {
    let sql = "SELECT coalesce(max(sequence), 0) FROM entries WHERE run = ?1";
    let last: i64 = db
        .query_row(sql, [run], |row| row.get(0))
        .with_context(unreadable)?;
    Ok(last.unsigned_abs())
}

fn last(db: &rusqlite::Connection) -> anyhow::Result<Option<(Head, DateTime<FixedOffset>)>> {
    let sql = "SELECT seq, digest, body ->> '$.at' FROM entries ORDER BY seq DESC LIMIT 1";
    let row = db.query_row(sql, [], |row| {
        Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get::<_, String>(2)?))
    });
    let Some((seq, digest, at)) = row.optional().with_context(unreadable)? else {
        return Ok(None);
    };
    let seq = seq.unsigned_abs();
    let at = DateTime::parse_from_rfc3339(&at).with_context(unreadable)?;
    Ok(Some((Head { seq, digest }, at)))
}

/// The first entry, if there is none yet.
fn open(made: &Transaction<'_>, draft: &Draft) -> anyhow::Result<()> {
    if last(made)?.is_some() {
        return Ok(());
    }
    let at = time(made, draft)?;
    let opened = Opened {
        company: draft.company.clone(),
    };
    insert(made, draft, at, Act::Opened(opened)).map(|_| ())
}

/// The time of the next entry: never before that of the last. The machines that write need not agree about the second, so
/// the present moment gives way; a moment that a person said does not.
fn time(made: &Transaction<'_>, draft: &Draft) -> anyhow::Result<DateTime<FixedOffset>> {
    let last = last(made)?.map(|(_, at)| at);
    let now = clock::now().with_timezone(&draft.zone);
    let at = draft.at.unwrap_or(now).fixed_offset().trunc_subsecs(0);
    match (last, draft.at) {
        (Some(last), Some(_)) if at < last => bail!(
            "--as-of {at} 早于台账最后一条的时间 {last}：台账的时间不能倒退 (--as-of {at} is before the register's last entry of {last}: its time never runs backwards)"
        ),
        (Some(last), None) => Ok(at.max(last)),
        _ => Ok(at),
    }
}

fn take(
    made: &Transaction<'_>,
    wanted: &Reservation<'_>,
    at: DateTime<FixedOffset>,
) -> anyhow::Result<Taken> {
    let taken = |number: String, revision, serial| Taken {
        number,
        revision,
        serial,
        at,
    };
    match wanted {
        Reservation::Next {
            serial,
            reset,
            after,
        } => {
            let run = serial.run(*reset);
            let sequence = last_of(made, &run)?.max(*after) + 1;
            let number = serial.with(sequence);
            free(made, &number)?;
            Ok(taken(number, 0, Some(Serial { run, sequence })))
        }
        Reservation::Given { number, serial } => {
            free(made, number)?;
            Ok(taken((*number).to_owned(), 0, serial.clone()))
        }
        Reservation::Correction(number) => {
            let sql = "SELECT max(revision) FROM entries WHERE number = ?1 AND act IN ('reserved', 'recovered')";
            let last: Option<i64> = made
                .query_row(sql, [number], |row| row.get(0))
                .with_context(unreadable)?;
            let last = last
                .with_context(|| format!("台账中没有 {number} (the register has no {number})"))?;
            Ok(taken((*number).to_owned(), u32::try_from(last)? + 1, None))
        }
    }
}

fn free(made: &Transaction<'_>, number: &str) -> anyhow::Result<()> {
    let sql = "SELECT 1 FROM entries WHERE number = ?1 LIMIT 1";
    let found: Option<i64> = made
        .query_row(sql, [number], |row| row.get(0))
        .optional()
        .with_context(unreadable)?;
    if found.is_some() {
        bail!("编号 {number} 已经用过 (the number {number} has been used)");
    }
    Ok(())
}

fn keep(made: &Transaction<'_>, kept: &[Piece]) -> anyhow::Result<()> {
    let mut known = made.prepare("SELECT 1 FROM kept WHERE digest = ?1")?;
    let mut insert = made.prepare("INSERT INTO kept (digest, bytes) VALUES (?1, ?2)")?;
    for piece in kept {
        if !known.exists([&piece.digest])? {
            insert
                .execute(params![piece.digest, &*piece.bytes])
                .with_context(unwritable)?;
        }
    }
    Ok(())
}

fn insert(
    made: &Transaction<'_>,
    draft: &Draft,
    at: DateTime<FixedOffset>,
    act: Act,
) -> anyhow::Result<Entry> {
    let before = last(made)?.map(|(head, _)| head);
    let previous = before
        .as_ref()
        .map_or(GENESIS.to_owned(), |head| head.digest.clone());
    let body = Body {
        seq: before.map_or(1, |head| head.seq + 1),
        at,
        system: clock::system().trunc_subsecs(3),
        by: draft.by.clone(),
        engine: draft.engine.clone(),
        act,
    };
    let text = body.canonical()?;
    let digest = chained(&previous, &text);
    let sql = "INSERT INTO entries (seq, previous, body, digest) VALUES (?1, ?2, ?3, ?4)";
    let mut insert = made.prepare(sql)?;
    insert
        .execute(params![i64::try_from(body.seq)?, previous, text, digest])
        .with_context(unwritable)?;
    Ok(Entry {
        previous,
        digest,
        body,
    })
}

/// Notes the head beside the documents. The entry stands whether or not that succeeds: a note that lags behind is no harm.
fn note(issued: &std::path::Path, entry: &Entry) {
    let head = Head {
        seq: entry.body.seq,
        digest: entry.digest.clone(),
    };
    let _ = head::write(issued, &head);
    crash::point("noted");
}
