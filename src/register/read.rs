//! Reading entries and kept bytes.

use anyhow::Context;
use chrono::DateTime;
use chrono_tz::Tz;
use rusqlite::{OptionalExtension, Row};

use super::{Head, Register, unreadable};
use crate::entry::{Act, Body, Edition, Entry, Ledger, Released};

/// An entry's row as it stands.
pub(super) struct Line {
    pub seq: i64,
    pub previous: String,
    pub body: String,
    pub digest: String,
}

impl Line {
    pub const COLUMNS: &str = "seq, previous, body, digest";

    pub fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get(0)?,
            previous: row.get(1)?,
            body: row.get(2)?,
            digest: row.get(3)?,
        })
    }

    pub fn entry(self) -> anyhow::Result<Entry> {
        let body: Body = serde_json::from_str(&self.body).with_context(|| {
            format!("第 {0} 条无法读懂，请运行 wenkong register verify (entry {0} cannot be read: run `wenkong register verify`)", self.seq)
        })?;
        Ok(Entry {
            previous: self.previous,
            digest: self.digest,
            body,
        })
    }
}

impl Register {
    /// All entries, oldest first.
    ///
    /// # Errors
    /// When the database is damaged or an entry cannot be understood.
    pub fn entries(&self) -> anyhow::Result<Vec<Entry>> {
        self.select("", [])
    }

    /// The entries about a number, oldest first.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn entries_of(&self, number: &str) -> anyhow::Result<Vec<Entry>> {
        self.select("WHERE number = ?1", [number])
    }

    /// The releases of form revisions, oldest first.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn releases(&self) -> anyhow::Result<Vec<Released>> {
        let entries = self.select("WHERE act = 'released'", [])?;
        let released = entries
            .into_iter()
            .filter_map(|entry| match entry.body.act {
                Act::Released(released) => Some(released),
                _ => None,
            });
        Ok(released.collect())
    }

    /// Id and revision of every form that documents were made of.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn in_use(&self) -> anyhow::Result<Vec<(String, String)>> {
        let sql = "SELECT DISTINCT edition FROM entries WHERE edition IS NOT NULL";
        let mut statement = self.db.prepare(sql).with_context(unreadable)?;
        let editions = statement
            .query_map([], |row| row.get::<_, String>(0))
            .with_context(unreadable)?;
        let editions: Vec<String> = editions
            .collect::<Result<_, _>>()
            .with_context(unreadable)?;
        let split = |edition: &String| {
            edition
                .split_once(' ')
                .map(|(id, revision)| (id.to_owned(), revision.to_owned()))
        };
        Ok(editions.iter().filter_map(split).collect())
    }

    fn select(&self, filter: &str, values: impl rusqlite::Params) -> anyhow::Result<Vec<Entry>> {
        let sql = format!(
            "SELECT {} FROM entries {filter} ORDER BY seq",
            Line::COLUMNS
        );
        let mut statement = self.db.prepare(&sql).with_context(unreadable)?;
        let lines = statement
            .query_map(values, Line::of)
            .with_context(unreadable)?;
        lines
            .map(|line| line.with_context(unreadable)?.entry())
            .collect()
    }

    /// The present state.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn ledger(&self) -> anyhow::Result<Ledger> {
        Ok(Ledger::of(&self.entries()?))
    }

    /// The state as of a moment: later entries do not count.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn ledger_as_of(&self, moment: DateTime<Tz>) -> anyhow::Result<Ledger> {
        let mut entries = self.entries()?;
        entries.retain(|entry| entry.body.at <= moment);
        Ok(Ledger::of(&entries))
    }

    /// The last entry's place and digest; `None` while there is none.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn head(&self) -> anyhow::Result<Option<Head>> {
        let sql = "SELECT seq, digest FROM entries ORDER BY seq DESC LIMIT 1";
        let head = |row: &Row<'_>| {
            Ok(Head {
                seq: row.get::<_, i64>(0)?.unsigned_abs(),
                digest: row.get(1)?,
            })
        };
        self.db
            .query_row(sql, [], head)
            .optional()
            .with_context(unreadable)
    }

    /// The last entry up to a moment.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn head_as_of(&self, moment: DateTime<Tz>) -> anyhow::Result<Option<Head>> {
        let entries = self.entries()?;
        let last = entries.iter().rfind(|entry| entry.body.at <= moment);
        Ok(last.map(|entry| Head {
            seq: entry.body.seq,
            digest: entry.digest.clone(),
        }))
    }

    pub(super) fn digest_of(&self, seq: u64) -> anyhow::Result<Option<String>> {
        let sql = "SELECT digest FROM entries WHERE seq = ?1";
        let seq = i64::try_from(seq)?;
        self.db
            .query_row(sql, [seq], |row| row.get(0))
            .optional()
            .with_context(unreadable)
    }

    /// Bytes that are kept, by their digest.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn kept(&self, digest: &str) -> anyhow::Result<Option<Vec<u8>>> {
        let sql = "SELECT bytes FROM kept WHERE digest = ?1";
        self.db
            .query_row(sql, [digest], |row| row.get(0))
            .optional()
            .with_context(unreadable)
    }

    /// Where the files of all controlled copies lie, relative to the project.
    pub(super) fn copy_files(&self) -> anyhow::Result<Vec<String>> {
        let sql = "SELECT body ->> '$.file' FROM entries WHERE act = 'copy-given'";
        let mut statement = self.db.prepare(sql).with_context(unreadable)?;
        let files = statement
            .query_map([], |row| row.get(0))
            .with_context(unreadable)?;
        files.collect::<Result<_, _>>().with_context(unreadable)
    }

    /// What is reserved, and neither issued nor voided, oldest first.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn unfinished(&self) -> anyhow::Result<Vec<Entry>> {
        let filter = "WHERE act = 'reserved' AND NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.number = entries.number
             AND later.revision = entries.revision AND later.act IN ('issued', 'voided'))";
        self.select(filter, [])
    }

    /// The numbers of a record's documents, by the record's id, oldest first.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn numbers_of(&self, record: &str) -> anyhow::Result<Vec<String>> {
        let sql = "SELECT number FROM entries WHERE record = ?1 GROUP BY number ORDER BY min(seq)";
        let mut statement = self.db.prepare(sql).with_context(unreadable)?;
        let numbers = statement
            .query_map([record], |row| row.get(0))
            .with_context(unreadable)?;
        numbers.collect::<Result<_, _>>().with_context(unreadable)
    }

    /// Whether any revision of a form has been released or used.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn is_in_use(&self, form: &str) -> anyhow::Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entries WHERE edition >= ?1 || ' ' AND edition < ?1 || '!')";
        self.db
            .query_row(sql, [form], |row| row.get(0))
            .with_context(unreadable)
    }

    /// The form's revision as it was frozen when it was released or first used; `None` where it was neither.
    ///
    /// # Errors
    /// As [`Self::entries`].
    pub fn frozen(&self, form: &str, revision: &str) -> anyhow::Result<Option<Edition>> {
        let sql = "SELECT body ->> '$.form.digest', body ->> '$.form.number', body ->> '$.form.title' FROM entries
             WHERE edition = ?1 ORDER BY seq LIMIT 1";
        let edition = |row: &Row<'_>| {
            Ok(Edition {
                id: form.to_owned(),
                revision: revision.to_owned(),
                digest: row.get(0)?,
                number: row.get(1)?,
                title: row.get(2)?,
            })
        };
        self.db
            .query_row(sql, [format!("{form} {revision}")], edition)
            .optional()
            .with_context(unreadable)
    }
}
