//! The issue register: an append-only SQLite database, and the documents in `issued/`.
//!
//! All SQL is in here, behind [`Register`].

mod append;
mod backup;
mod crash;
mod files;
mod head;
mod read;
mod schema;
mod verify;

pub use append::{Draft, Piece, Reservation, Taken};
pub use backup::{Restored, numbers};
pub use files::readable;
pub use head::Head;
pub use verify::Verified;

use std::collections::HashSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags};

/// The register's file in a project.
pub const FILE: &str = "register.db";
/// The folder of what was issued.
pub const ISSUED: &str = "issued";

/// The folder of controlled copies.
pub const COPIES: &str = "issued/copies";

/// How long a process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(60);

/// The issue register of a project.
#[derive(Debug)]
pub struct Register {
    db: Connection,
    /// The project's folder.
    root: PathBuf,
    /// Held while documents are being issued: whoever gets it alone knows that nothing is under way.
    working: Option<File>,
}

impl Register {
    /// The register of a project, to be read; `None` if there is none yet.
    ///
    /// # Errors
    /// When it is damaged or was written by a later version.
    pub fn open(root: &Path) -> anyhow::Result<Option<Self>> {
        if !root.join(FILE).exists() {
            return Ok(None);
        }
        let db = connect(&root.join(FILE))?;
        if schema::version(&db).with_context(unreadable)?.is_none() {
            return Ok(None);
        }
        Ok(Some(Self::new(db, root)))
    }

    /// The register of a project, to be written; made on first use.
    ///
    /// # Errors
    /// When it is damaged, older than the documents beside it, or gone while documents are there.
    pub fn open_or_create(root: &Path) -> anyhow::Result<Self> {
        let path = root.join(FILE);
        Self::is_expected(root)?;
        let mut db = connect(&path)?;
        schema::migrate(&mut db).with_context(unreadable)?;
        let register = Self::new(db, root);
        register.is_whole()?;
        Ok(register)
    }

    fn new(db: Connection, root: &Path) -> Self {
        Self {
            db,
            root: root.to_owned(),
            working: None,
        }
    }

    /// Whether the register is there, or was never needed: a new one beside old documents would give their numbers again.
    ///
    /// # Errors
    /// When it is gone while documents are in `issued/`.
    pub fn is_expected(root: &Path) -> anyhow::Result<()> {
        if root.join(FILE).exists() {
            return Ok(());
        }
        let issued = root.join(ISSUED);
        let (found, _) = files::walk(&issued);
        if let Some(file) = found.first() {
            bail!(
                "register.db 不见了，而 {} 还在：先用 wenkong register restore 恢复备份 (register.db is gone, but {0} is there: put a backup back with `wenkong register restore`)",
                file.display()
            );
        }
        Ok(())
    }

    /// The folder of what was issued.
    pub fn issued(&self) -> PathBuf {
        self.root.join(ISSUED)
    }

    /// Whether it is at least as new as what was noted beside the documents: numbers would be given twice otherwise.
    fn is_whole(&self) -> anyhow::Result<()> {
        let head = self.head()?;
        let known = match head::read(&self.issued()) {
            head::Noted::Head(noted) => noted,
            head::Noted::Missing | head::Noted::Unreadable => return Ok(()),
        };
        let digest = self.digest_of(known.seq)?;
        if digest.as_deref() == Some(known.digest.as_str()) {
            return Ok(());
        }
        let has = head.map_or(0, |head| head.seq);
        bail!(
            "register.db 只有 {has} 条，而 issued/ 中记下的是 {} 条：台账被换过或缩短过。运行 wenkong register verify，再用 wenkong register restore 恢复备份 \
             (register.db holds {has} entries, issued/ notes {}: it was replaced or cut short. Run `wenkong register verify`, then put a backup back with `wenkong register restore`)",
            known.seq,
            known.seq
        )
    }

    /// Waits for a turn to issue documents. `true` if nobody else is issuing: what is unfinished will then never be finished
    /// by whoever began it.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn begin(&mut self) -> anyhow::Result<bool> {
        let folder = self.issued();
        let failed = || format!("无法写入 {0} (cannot write {0})", folder.display());
        std::fs::create_dir_all(&folder).with_context(failed)?;
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(".lock"))
            .with_context(failed)?;
        let alone = lock.try_lock().is_ok();
        if !alone {
            lock.lock_shared().with_context(failed)?;
        }
        self.working = Some(lock);
        Ok(alone)
    }

    /// Lets others issue too, after what was unfinished has been settled.
    ///
    /// # Errors
    /// When the lock cannot be kept.
    pub fn share(&mut self) -> anyhow::Result<()> {
        if let Some(lock) = &self.working {
            // Taken over in two steps on some systems: nothing is reserved in between.
            lock.unlock()?;
            lock.lock_shared()?;
        }
        Ok(())
    }

    /// Writes a document's file, which must not exist yet: whole and durable, or not at all.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> anyhow::Result<()> {
        files::create(&self.root.join(file), bytes)
    }

    /// A document's bytes; `None` where there is no such file.
    pub fn document(&self, file: &str) -> Option<Vec<u8>> {
        std::fs::read(self.root.join(file)).ok()
    }

    /// Removes a document's file, if there is one.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, file: &str) -> anyhow::Result<()> {
        files::remove(&self.root.join(file))
    }

    /// Removes what was being written when a process died, and controlled copies whose entry it did not come to.
    ///
    /// # Errors
    /// When the database is damaged.
    pub fn sweep(&self) -> anyhow::Result<()> {
        let (copies, _) = files::walk(&self.root.join(COPIES));
        let known = if copies.is_empty() {
            Vec::new()
        } else {
            self.copy_files()?
        };
        let known: HashSet<PathBuf> = known.iter().map(|file| self.root.join(file)).collect();
        let unknown = copies.into_iter().filter(|path| !known.contains(path));
        for file in files::walk(&self.issued()).1.into_iter().chain(unknown) {
            // What cannot be removed is told by verification.
            let _ = std::fs::remove_file(file);
        }
        Ok(())
    }
}

fn unreadable() -> &'static str {
    "发行台账 register.db 无法使用；运行 wenkong register verify 查看，用 wenkong register restore 恢复备份 (the issue register register.db cannot be used; see `wenkong register verify`, and put a backup back with `wenkong register restore`)"
}

/// Opens a database with the settings that every use has.
fn connect(path: &Path) -> anyhow::Result<Connection> {
    let open = |flags| Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let write = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let db = open(write).or_else(|error| {
        // A folder that may only be read can still be looked at.
        if path.exists() {
            open(OpenFlags::SQLITE_OPEN_READ_ONLY)
        } else {
            Err(error)
        }
    });
    let db = db.with_context(|| format!("无法打开 {0} (cannot open {0})", path.display()))?;
    let set = |db: &Connection| {
        db.busy_timeout(PATIENCE)?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", true)?;
        db.pragma_update(None, "recursive_triggers", true)?;
        db.pragma_update(None, "trusted_schema", false)?;
        db.pragma_update(None, "cell_size_check", true)
    };
    set(&db).with_context(unreadable)?;
    Ok(db)
}
