//! A copy of the register and its documents in one file, and the way back.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rusqlite::{Connection, OpenFlags};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::read::Line;
use super::verify::Verifier;
use super::{FILE, Head, ISSUED, Register, connect, files, schema};
use crate::diag::Severity;
use crate::entry::{Act, Document, Entry, Ledger};
use crate::source::digest;

/// What a restored register does not know.
#[derive(Debug)]
pub struct Restored {
    /// The register, put back.
    pub register: Register,
    /// Its last entry.
    pub head: Head,
    /// Where the replaced register lies now.
    pub aside: Option<PathBuf>,
    /// Digest of the last entry that the replaced register held.
    pub replaced: Option<String>,
    /// Later entries of the replaced register, as far as they could be read.
    pub later: Vec<Entry>,
    /// PDFs in `issued/` that it has no entry for.
    pub unknown: Vec<PathBuf>,
    /// How many documents were put back.
    pub documents: usize,
}

impl Register {
    /// Writes a copy of the register and all its documents into a ZIP file that must not exist yet; tells how many documents.
    ///
    /// # Errors
    /// When the register is damaged, or the file cannot be written.
    pub fn backup(&self, path: &Path) -> anyhow::Result<usize> {
        if path.exists() {
            bail!(
                "{0} 已存在，没有覆盖 ({0} exists already and was not overwritten)",
                path.display()
            );
        }
        let failed = || format!("无法写入 {0} (cannot write {0})", path.display());
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).with_context(failed)?;
        let snapshot = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
        self.db
            .backup(
                "main",
                snapshot.path(),
                None::<fn(rusqlite::backup::Progress)>,
            )
            .context("无法复制台账 (the register cannot be copied)")?;
        let copy = read_only(snapshot.path())?;
        let ledger = sound(&copy, snapshot.path())?.0;
        let target = tempfile::NamedTempFile::new_in(folder).with_context(failed)?;
        let mut zip = ZipWriter::new(target.as_file().try_clone().with_context(failed)?);
        add(&mut zip, FILE, snapshot.path())?;
        let documents = present(&ledger, &self.root);
        for file in &documents {
            add(&mut zip, file, &self.root.join(file))?;
        }
        zip.finish().with_context(failed)?;
        target.as_file().sync_all().with_context(failed)?;
        target.persist_noclobber(path).with_context(failed)?;
        Ok(documents.len())
    }

    /// Puts a backup in the place of a register that is gone, damaged or older. A present register is set aside, never deleted;
    /// documents that are missing or changed are put back.
    ///
    /// # Errors
    /// When the backup is no sound one, or the present register is sound and has all its entries and more.
    pub fn restore(backup: &Path, root: &Path) -> anyhow::Result<Restored> {
        let open = || {
            format!(
                "{0} 不是台账备份 ({0} is no backup of a register)",
                backup.display()
            )
        };
        let mut zip = ZipArchive::new(File::open(backup).with_context(open)?).with_context(open)?;
        let mut snapshot = tempfile::Builder::new()
            .prefix(".wenkong-")
            .tempfile_in(root)?;
        std::io::copy(&mut zip.by_name(FILE).with_context(open)?, &mut snapshot)?;
        snapshot.as_file().sync_all()?;
        let (ledger, head) =
            sound(&read_only(snapshot.path())?, snapshot.path()).with_context(open)?;
        let later = later_than(&head, root)?;
        let aside = set_aside(root)?;
        snapshot
            .persist(root.join(FILE))
            .context("无法写入 register.db (cannot write register.db)")?;
        let documents = put_back(&mut zip, &ledger, root)?;
        let register = Self::new(connect(&root.join(FILE))?, root);
        let known: Vec<PathBuf> = files_of(&ledger).map(|(file, _)| root.join(file)).collect();
        let unknown = files::walk(&root.join(ISSUED)).0.into_iter();
        let is_pdf = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "pdf");
        Ok(Restored {
            unknown: unknown
                .filter(|path| is_pdf(path) && !known.contains(path))
                .collect(),
            register,
            head,
            aside,
            replaced: later.last().map(|entry| entry.digest.clone()),
            later,
            documents,
        })
    }
}

fn read_only(path: &Path) -> anyhow::Result<Connection> {
    Ok(Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
    )?)
}

/// The ledger and head of a register in which nothing is wrong by itself.
fn sound(db: &Connection, path: &Path) -> anyhow::Result<(Ledger, Head)> {
    schema::version(db)?;
    let verified = Verifier { db, root: path }.inside();
    let worst = verified
        .findings
        .into_sorted()
        .into_iter()
        .find(|found| found.severity == Severity::Error);
    if let Some(found) = worst {
        bail!("{} ({})", found.message.zh, found.message.en);
    }
    let head = verified
        .head
        .context("台账是空的 (the register is empty)")?;
    Ok((verified.ledger, head))
}

/// The entries of the present register that come after a backup's last, as far as they can be read.
fn later_than(head: &Head, root: &Path) -> anyhow::Result<Vec<Entry>> {
    let path = root.join(FILE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let Ok(db) = read_only(&path) else {
        return Ok(Vec::new());
    };
    let later = readable_after(&db, head.seq).unwrap_or_default();
    let follows = later
        .first()
        .is_none_or(|entry| entry.previous == head.digest);
    if follows
        && sound(&db, &path).is_ok_and(|(_, present)| present.seq >= head.seq)
        && super::Register::new(db, root).is_whole().is_ok()
    {
        bail!(
            "现有的 register.db 完好，且包含备份的全部条目（另有 {0} 条更新的），不需要恢复 (the present register.db is sound and holds all entries of the backup, and {0} later ones: nothing to restore)",
            later.len()
        );
    }
    Ok(later)
}

fn readable_after(db: &Connection, seq: u64) -> anyhow::Result<Vec<Entry>> {
    let sql = format!(
        "SELECT {} FROM entries WHERE seq > ?1 ORDER BY seq",
        Line::COLUMNS
    );
    let mut statement = db.prepare(&sql)?;
    let lines = statement.query_map([i64::try_from(seq)?], Line::of)?;
    // Damage ends the list; what came before it counts.
    let lines = lines.map_while(Result::ok);
    Ok(lines.filter_map(|line| line.entry().ok()).collect())
}

/// Gives the present register another name; its journal goes with it.
fn set_aside(root: &Path) -> anyhow::Result<Option<PathBuf>> {
    let present = root.join(FILE);
    if !present.exists() {
        return Ok(None);
    }
    let free = |n: &u32| !root.join(format!("register.replaced-{n}.db")).exists();
    let n = (1..).find(free).unwrap_or_default();
    let aside = root.join(format!("register.replaced-{n}.db"));
    std::fs::rename(&present, &aside)
        .context("无法移开 register.db (cannot set register.db aside)")?;
    let journal = root.join(format!("{FILE}-journal"));
    if journal.exists() {
        std::fs::rename(
            &journal,
            root.join(format!("register.replaced-{n}.db-journal")),
        )?;
    }
    Ok(Some(aside))
}

/// Documents of the backup that are missing or changed; a changed one keeps its bytes under another name.
fn put_back(zip: &mut ZipArchive<File>, ledger: &Ledger, root: &Path) -> anyhow::Result<usize> {
    let mut count = 0;
    for (file, wanted) in files_of(ledger) {
        let path = root.join(file);
        let present = std::fs::read(&path).ok();
        if present
            .as_ref()
            .is_some_and(|bytes| digest(bytes) == *wanted)
        {
            continue;
        }
        let Ok(mut kept) = zip.by_name(file) else {
            continue;
        };
        let mut bytes = Vec::new();
        kept.read_to_end(&mut bytes)?;
        if digest(&bytes) != *wanted {
            continue;
        }
        if present.is_some() {
            let mut aside = path.clone().into_os_string();
            aside.push(".changed");
            std::fs::rename(&path, aside)?;
        }
        files::replace(&path, &bytes)?;
        count += 1;
    }
    Ok(count)
}

/// Paths and digests of all files that are registered.
fn files_of(ledger: &Ledger) -> impl Iterator<Item = (&String, &String)> {
    ledger.documents.values().flat_map(Document::files)
}

fn present(ledger: &Ledger, root: &Path) -> Vec<String> {
    let files = files_of(ledger).map(|(file, _)| file.clone());
    files.filter(|file| root.join(file).is_file()).collect()
}

fn add(zip: &mut ZipWriter<impl Write + Seek>, name: &str, path: &Path) -> anyhow::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .large_file(true);
    let mut file = File::open(path)
        .with_context(|| format!("无法读取 {0} (cannot read {0})", path.display()))?;
    zip.start_file(name, options)?;
    std::io::copy(&mut file, zip)?;
    Ok(())
}

/// The numbers that entries took.
pub fn numbers(entries: &[Entry]) -> impl Iterator<Item = &Act> {
    entries
        .iter()
        .map(|entry| &entry.body.act)
        .filter(|act| matches!(act, Act::Reserved(_) | Act::Imported(_) | Act::Voided(_)))
}
