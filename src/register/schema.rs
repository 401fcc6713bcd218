//! The database's tables, as an ordered list of migrations that nobody removes from.

use anyhow::{Context, bail};
use rusqlite::Connection;

/// `wk` and a version of the idea: tells our files from other SQLite files.
const APPLICATION: i32 = 0x776b_0001;

/// Each brings the database from the version that is its place in the list to the next.
///
/// Triggers keep hands off by accident; that something was changed on purpose shows in the chain of digests. `REPLACE`
/// deletes without asking the triggers on `DELETE`, so what it would replace is refused before the insert.
const MIGRATIONS: [&str; 2] = [
    r"
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    previous TEXT NOT NULL,
    body TEXT NOT NULL,
    digest TEXT NOT NULL,
    act TEXT GENERATED ALWAYS AS (body ->> '$.act') VIRTUAL,
    number TEXT GENERATED ALWAYS AS (body ->> '$.number') VIRTUAL,
    revision INTEGER GENERATED ALWAYS AS (body ->> '$.revision') VIRTUAL,
    run TEXT GENERATED ALWAYS AS (body ->> '$.run') VIRTUAL,
    sequence INTEGER GENERATED ALWAYS AS (body ->> '$.sequence') VIRTUAL,
    file TEXT GENERATED ALWAYS AS (CASE WHEN body ->> '$.act' = 'reserved' THEN lower(body ->> '$.file') END) VIRTUAL,
    record TEXT GENERATED ALWAYS AS (CASE body ->> '$.act' WHEN 'reserved' THEN body ->> '$.record.id' WHEN 'imported' THEN body ->> '$.record' WHEN 'recovered' THEN body ->> '$.id' END) VIRTUAL,
    edition TEXT GENERATED ALWAYS AS (CASE WHEN body ->> '$.act' IN ('reserved', 'released')
        THEN (body ->> '$.form.id') || ' ' || (body ->> '$.form.revision') END) VIRTUAL
) STRICT;
CREATE INDEX entries_by_number ON entries (number, revision, act);
CREATE INDEX entries_by_run ON entries (run, sequence) WHERE run IS NOT NULL;
CREATE INDEX entries_by_file ON entries (file) WHERE file IS NOT NULL;
CREATE INDEX entries_by_record ON entries (record) WHERE record IS NOT NULL;
CREATE INDEX entries_by_edition ON entries (edition, seq) WHERE edition IS NOT NULL;
CREATE INDEX entries_of_forms ON entries (seq) WHERE act = 'released';

CREATE TABLE kept (
    digest TEXT PRIMARY KEY NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
  OR NEW.previous IS NOT coalesce((SELECT digest FROM entries ORDER BY seq DESC LIMIT 1),
     '0000000000000000000000000000000000000000000000000000000000000000')
BEGIN SELECT RAISE(ABORT, 'entries are only appended'); END;
CREATE TRIGGER entries_number_once BEFORE INSERT ON entries
WHEN NEW.body ->> '$.act' IN ('reserved', 'imported', 'recovered')
 AND EXISTS (SELECT 1 FROM entries WHERE number = NEW.body ->> '$.number' AND act IN ('reserved', 'imported', 'recovered', 'voided')
     AND coalesce(revision, 0) >= coalesce(NEW.body ->> '$.revision', 0))
BEGIN SELECT RAISE(ABORT, 'this number and revision is taken'); END;
CREATE TRIGGER entries_file_once BEFORE INSERT ON entries
WHEN NEW.body ->> '$.act' = 'reserved'
 AND EXISTS (SELECT 1 FROM entries WHERE file = lower(NEW.body ->> '$.file'))
BEGIN SELECT RAISE(ABORT, 'this file name is taken'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

CREATE TRIGGER kept_once BEFORE INSERT ON kept
WHEN EXISTS (SELECT 1 FROM kept WHERE digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, 'these bytes are kept already'); END;
CREATE TRIGGER kept_stay BEFORE UPDATE ON kept
BEGIN SELECT RAISE(ABORT, 'kept bytes are never changed'); END;
CREATE TRIGGER kept_remain BEFORE DELETE ON kept
BEGIN SELECT RAISE(ABORT, 'kept bytes are never deleted'); END;
",
    r"
ALTER TABLE entries ADD COLUMN copy INTEGER GENERATED ALWAYS AS (body ->> '$.copy') VIRTUAL;
CREATE INDEX entries_of_copies ON entries (seq) WHERE act = 'copy-given';
CREATE TRIGGER entries_copy_once BEFORE INSERT ON entries
WHEN NEW.body ->> '$.act' = 'copy-given'
 AND EXISTS (SELECT 1 FROM entries WHERE number = NEW.body ->> '$.number' AND act = 'copy-given' AND copy >= NEW.body ->> '$.copy')
BEGIN SELECT RAISE(ABORT, 'this copy number is taken'); END;
",
];

/// Brings a database to the present version; an empty one is made.
pub(super) fn migrate(db: &mut Connection) -> anyhow::Result<()> {
    if version(db)? == Some(MIGRATIONS.len()) {
        return Ok(());
    }
    // Another process may be doing the same.
    let made = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let from = version(&made)?.unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(from) {
        made.execute_batch(migration)?;
    }
    made.pragma_update(None, "application_id", APPLICATION)?;
    made.pragma_update(None, "user_version", i64::try_from(MIGRATIONS.len())?)?;
    made.commit()
        .context("无法建立发行台账的表 (the register's tables cannot be made)")
}

/// How many migrations a database has seen; `None` for an empty one.
///
/// # Errors
/// When it is no register, or one of a later version of the program.
pub(super) fn version(db: &Connection) -> anyhow::Result<Option<usize>> {
    let pragma = |name: &str| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let (application, version) = (pragma("application_id")?, pragma("user_version")?);
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables == 0 && application == 0 && version == 0 {
        return Ok(None);
    }
    if application != i64::from(APPLICATION) {
        bail!("register.db 不是发行台账 (register.db is no issue register)");
    }
    let version = usize::try_from(version).unwrap_or_default();
    if version > MIGRATIONS.len() {
        bail!(
            "register.db 由更新版本的程序写成，请升级程序 (register.db was written by a later version of the program: upgrade)"
        );
    }
    Ok(Some(version))
}

/// All that is defined in a database, sorted.
pub(super) fn definitions(db: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%' ORDER BY name";
    let mut statement = db.prepare(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// What ought to be defined in a database that has seen so many migrations.
pub(super) fn expected(version: usize) -> anyhow::Result<Vec<(String, String)>> {
    let db = Connection::open_in_memory()?;
    for migration in MIGRATIONS.iter().take(version) {
        db.execute_batch(migration)?;
    }
    Ok(definitions(&db)?)
}
