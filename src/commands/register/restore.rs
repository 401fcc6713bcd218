//! A backup put back: what it does not know yet is registered again, so that no number is given twice.

use std::path::{Path, PathBuf};

use super::{Actor, keeper, of_form};
use crate::commands::verify;
use crate::diag::Sink;
use crate::entry::{Act, Recovered, Restored, Voided};
use crate::project::Project;
use crate::register::{Piece, Register, numbers};

/// What was put back.
#[derive(Debug)]
pub struct Back {
    /// How many entries the backup had.
    pub entries: u64,
    /// How many documents were put back.
    pub documents: usize,
    /// Where the replaced register lies.
    pub aside: Option<PathBuf>,
    /// Numbers of later documents that were found in `issued/`.
    pub recovered: Vec<String>,
    /// Later numbers without a document.
    pub voided: Vec<String>,
}

/// Puts a backup in the register's place.
///
/// # Errors
/// When the backup is no sound one, or not needed.
pub fn restore(
    project: &Project,
    actor: &Actor<'_>,
    (backup, reason): (&Path, &str),
    sink: &mut Sink,
) -> anyhow::Result<Option<Back>> {
    if !keeper(project, actor, sink) {
        return Ok(None);
    }
    let mut put = Register::restore(backup, project.root())?;
    let restored = Restored {
        from: backup
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        replaced: put.replaced.clone(),
        reason: reason.to_owned(),
    };
    put.register
        .append(&actor.draft, Act::Restored(restored), &[])?;
    let mut recovered = Vec::new();
    for path in &put.unknown {
        if let Some((act, record)) = found(project, path) {
            let number = act.number.clone();
            // A number that the register has meanwhile is told by verification.
            if put
                .register
                .append(&actor.draft, Act::Recovered(act), &[record])
                .is_ok()
            {
                recovered.push(number);
            }
        }
    }
    let mut voided = Vec::new();
    for act in numbers(&put.later) {
        let Some(number) = act
            .number()
            .filter(|number| !recovered.iter().any(|known| known == number))
        else {
            continue;
        };
        let serial = super::serial_of(project, number);
        let (revision, external) = match act {
            Act::Reserved(act) => (act.revision, act.external.is_some()),
            _ => (0, false),
        };
        let reason = if external {
            "被替换的台账中有此编号，外来文件请重新登记 (the replaced register had this number: register the document from outside again)"
        } else {
            "被替换的台账中有此编号，文件已不在 (the replaced register had this number; the document is gone)"
        };
        let reason = reason.to_owned();
        let act = Voided {
            number: number.to_owned(),
            revision,
            serial,
            reason,
        };
        let free = put.register.entries_of(number)?.is_empty();
        if free
            && put
                .register
                .append(&actor.draft, Act::Voided(act), &[])
                .is_ok()
        {
            voided.push(number.to_owned());
        }
    }
    Ok(Some(Back {
        entries: put.head.seq,
        documents: put.documents,
        aside: put.aside,
        recovered,
        voided,
    }))
}

/// What an issued PDF says of itself.
fn found(project: &Project, path: &Path) -> Option<(Recovered, Piece)> {
    let bytes = std::fs::read(path).ok()?;
    let claim = verify::claim(&bytes)?;
    let record = Piece::new(claim.record?.as_slice());
    let value: serde_json::Value = serde_json::from_slice(&record.bytes).ok()?;
    let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
    let (form, date) = (text("form")?, text("date")?.parse().ok()?);
    let of = project.forms.in_force(&form, date)?;
    let file = path
        .strip_prefix(project.root())
        .ok()?
        .to_string_lossy()
        .replace('\\', "/");
    let act = Recovered {
        serial: of_form(of, &claim.number),
        number: claim.number,
        revision: claim.revision,
        id: text("id")?,
        retention: of.retention,
        form,
        date,
        record: record.digest.clone(),
        pdf: crate::source::digest(&bytes),
        file,
    };
    Some((act, record))
}
