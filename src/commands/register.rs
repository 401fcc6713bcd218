//! `register`: what happens to documents after they are issued, and what becomes of the register itself.

mod import;
mod records;
mod restore;
mod retention;

pub use import::{Request as ImportRequest, import};
pub use records::verify;
pub use restore::{Back, restore};
pub use retention::{Kept, dispose, retain_until, retention};

use std::path::Path;

use anyhow::Context;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::issue;
use crate::diag::codes::register as code;
use crate::diag::{Code, Diagnostic, Sink, Text};
use crate::entry::{
    Act, Attached, Document, Edition, Entry, Ledger, Released, State, Voided, Withdrawn,
};
use crate::form::Pattern;
use crate::project::Project;
use crate::register::{Draft, ISSUED, Piece, Register};
use crate::render::Renderer;

/// Who does something to the register, and as of when.
#[derive(Debug)]
pub struct Actor<'a> {
    /// The person.
    pub by: &'a str,
    /// The day on which the role must be held.
    pub day: NaiveDate,
    /// What the register is told.
    pub draft: Draft,
}

/// The register to read; `None` if there is none yet.
///
/// # Errors
/// When it is damaged.
pub fn ledger(project: &Project) -> anyhow::Result<Option<Ledger>> {
    let register = Register::open(project.root())?;
    register.map(|register| register.ledger()).transpose()
}

/// All entries about a number.
///
/// # Errors
/// When the register is damaged.
pub fn history(project: &Project, number: &str) -> anyhow::Result<Vec<Entry>> {
    match Register::open(project.root())? {
        Some(register) => register.entries_of(number),
        None => Ok(Vec::new()),
    }
}

/// A current document of the register that somebody may change; else why not.
pub(super) struct Allowed {
    pub register: Register,
    pub document: Document,
}

pub(super) fn allowed(
    project: &Project,
    actor: &Actor<'_>,
    number: &str,
    states: &[State],
    sink: &mut Sink,
) -> anyhow::Result<Option<Allowed>> {
    let (register, _) = issue::open(project, &actor.draft)?;
    let mut ledger = Ledger::of_number(&register.entries_of(number)?);
    let Some(document) = ledger.documents.remove(number) else {
        sink.push(unknown(number));
        return Ok(None);
    };
    let form = project.forms.in_force(&document.form, actor.day);
    let mut roles = form.map(|form| form.issued_by.clone()).unwrap_or_default();
    roles.extend(project.config.register.keepers.iter().cloned());
    if let Some(refusal) = refuses(project, actor, &roles) {
        sink.push(refusal);
        return Ok(None);
    }
    if !states.contains(&document.state) {
        let word = document.state.word();
        let message = Text::new(
            format!("{number} {}", word.zh),
            format!("{number} is {}", word.en),
        );
        sink.push(told(code::NOT_CURRENT, message).of(number));
        return Ok(None);
    }
    Ok(Some(Allowed { register, document }))
}

/// Why a person may not act, if so.
pub(super) fn refuses(
    project: &Project,
    actor: &Actor<'_>,
    roles: &[String],
) -> Option<Diagnostic> {
    if project.organisation.held(actor.by, roles, actor.day) {
        return None;
    }
    let (by, roles) = (actor.by, roles.join("、"));
    let message = Text::new(
        format!("{by} 当天不担任 {roles}"),
        format!("{by} holds none of {roles} that day"),
    );
    Some(told(code::NOT_AUTHORISED, message))
}

pub(super) fn keeper(project: &Project, actor: &Actor<'_>, sink: &mut Sink) -> bool {
    let refusal = refuses(project, actor, &project.config.register.keepers);
    let may = refusal.is_none();
    sink.extend(refusal);
    may
}

/// Two different people of the configuration answer for what is destroyed.
pub(super) fn unfit_witness(
    project: &Project,
    actor: &Actor<'_>,
    witness: &str,
) -> Option<Diagnostic> {
    let known = project.organisation.person(witness).is_some();
    (witness == actor.by || !known).then(|| {
        let message = Text::new(
            format!("见证人 {witness} 应是另一个在册的人"),
            format!("the witness {witness} must be another person of wenkong.toml"),
        );
        told(code::NOT_AUTHORISED, message)
    })
}

/// Withdraws a document: it is no longer valid, and nothing takes its place.
///
/// # Errors
/// When the register cannot be used or written.
pub fn withdraw(
    project: &Project,
    actor: &Actor<'_>,
    number: &str,
    reason: &str,
    sink: &mut Sink,
) -> anyhow::Result<bool> {
    let Some(mut allowed) = allowed(project, actor, number, &[State::Current], sink)? else {
        return Ok(false);
    };
    let act = Withdrawn {
        number: number.to_owned(),
        reason: reason.to_owned(),
    };
    allowed
        .register
        .append(&actor.draft, Act::Withdrawn(act), &[])?;
    Ok(true)
}

/// Voids a number that was never used: it is explained, and never given.
///
/// # Errors
/// As [`withdraw`].
pub fn void(
    project: &Project,
    actor: &Actor<'_>,
    number: &str,
    reason: &str,
    sink: &mut Sink,
) -> anyhow::Result<bool> {
    if !keeper(project, actor, sink) {
        return Ok(false);
    }
    let (mut register, _) = issue::open(project, &actor.draft)?;
    if !register.entries_of(number)?.is_empty() {
        let message = Text::new(
            format!("{number} 已经用过，不能作废"),
            format!("{number} has been used and cannot be voided"),
        );
        let help = Text::new(
            "已发行的文件用 wenkong register withdraw 收回",
            "withdraw an issued document with `wenkong register withdraw`",
        );
        sink.push(Diagnostic::error(code::NUMBER_UNFIT, message).help(help));
        return Ok(false);
    }
    let Some(serial) = serial_of(project, number) else {
        let message = Text::new(
            format!("{number} 不合任何表单的编号格式"),
            format!("{number} follows the pattern of no form"),
        );
        sink.push(told(code::NUMBER_UNFIT, message));
        return Ok(false);
    };
    let act = Voided {
        number: number.to_owned(),
        revision: 0,
        serial: Some(serial),
        reason: reason.to_owned(),
    };
    register.append(&actor.draft, Act::Voided(act), &[])?;
    Ok(true)
}

/// The place of a number in the run of the form whose pattern it follows.
fn serial_of(project: &Project, number: &str) -> Option<crate::entry::Serial> {
    project.forms.all().find_map(|form| of_form(form, number))
}

pub(super) fn of_form(form: &crate::form::Form, number: &str) -> Option<crate::entry::Serial> {
    let serial = Pattern::parse(&form.record_number.pattern).read(number)?;
    Some(crate::entry::Serial {
        run: serial.run(form.record_number.reset),
        sequence: serial.sequence,
    })
}

/// Puts the signed paper, or another scan, beside a document; tells where it lies.
///
/// # Errors
/// When the file cannot be read, or the register cannot be used or written.
pub fn attach(
    project: &Project,
    actor: &Actor<'_>,
    (number, file): (&str, &Path),
    sink: &mut Sink,
) -> anyhow::Result<Option<String>> {
    let bytes = std::fs::read(file)
        .with_context(|| format!("无法读取 {0} (cannot read {0})", file.display()))?;
    let Some(mut allowed) = allowed(
        project,
        actor,
        number,
        &[State::Current, State::Withdrawn],
        sink,
    )?
    else {
        return Ok(None);
    };
    let document = &allowed.document;
    let piece = Piece::new(bytes.as_slice());
    if document
        .attached
        .iter()
        .any(|known| known.what.digest == piece.digest)
    {
        let message = Text::new(
            format!("{} 已附在 {number}", file.display()),
            format!("{} is attached to {number} already", file.display()),
        );
        sink.push(Diagnostic::note(code::ALREADY_ISSUED, message));
        return Ok(None);
    }
    let ending = file
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy().to_lowercase()))
        .unwrap_or_default();
    let form = if document.form.is_empty() {
        "other"
    } else {
        &document.form
    };
    let count = document.attached.len() + 1;
    let target = format!(
        "{ISSUED}/{form}/{}_scan{count}{ending}",
        crate::id::file_name(number)
    );
    // What an interrupted run left here was never registered.
    allowed.register.remove(&target)?;
    allowed.register.write(&target, &bytes)?;
    let act = Attached {
        number: number.to_owned(),
        revision: document.current().map_or(0, |print| print.revision),
        file: target.clone(),
        name: file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        digest: piece.digest,
        bytes: bytes.len() as u64,
    };
    allowed
        .register
        .append(&actor.draft, Act::Attached(act), &[])?;
    Ok(Some(target))
}

/// A form's revision to be released.
#[derive(Debug)]
pub struct Release<'a> {
    /// Id, title or alias of the form.
    pub form: &'a str,
    /// The revision, `A/1`.
    pub revision: &'a str,
    /// Who approves it; another person than the one who enters it.
    pub approver: &'a str,
    /// What changed, and why.
    pub reason: &'a str,
    /// First day in force; `None` for the day that the form names.
    pub effective: Option<NaiveDate>,
}

/// Releases a form's revision: its files are frozen, and it is in force from its day.
///
/// # Errors
/// As [`withdraw`].
pub fn release(
    project: &Project,
    actor: &Actor<'_>,
    asked: &Release<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<NaiveDate>> {
    let approver = Actor {
        by: asked.approver,
        day: actor.day,
        draft: actor.draft.clone(),
    };
    let approvers = &project.config.register.approvers;
    if !keeper(project, actor, sink) {
        return Ok(None);
    }
    if let Some(refusal) = refuses(project, &approver, approvers) {
        sink.push(refusal);
        return Ok(None);
    }
    let form = project
        .forms
        .find(asked.form)
        .and_then(|id| project.forms.revision(id, asked.revision));
    let Some(form) = form else {
        let (form, revision) = (asked.form, asked.revision);
        let message = Text::new(
            format!("没有 {form} 的版本 {revision}"),
            format!("there is no revision {revision} of {form}"),
        );
        sink.push(Diagnostic::error(
            crate::diag::codes::record::UNKNOWN_REVISION,
            message,
        ));
        return Ok(None);
    };
    let Some(renderer) = Renderer::new(form, &project.company, project.language(form), sink) else {
        return Ok(None);
    };
    let (mut register, _) = issue::open(project, &actor.draft)?;
    if register.frozen(&form.id, &form.revision)?.is_some() {
        let message = Text::new(
            format!("{} {} 已在使用", form.title.zh, form.revision),
            format!("{} {} is in use already", form.title.en, form.revision),
        );
        sink.push(
            Diagnostic::error(code::FORM_CHANGED, message).help(Text::new(
                "改动请放入新的版本",
                "put changes into a new revision",
            )),
        );
        return Ok(None);
    }
    let files = renderer.form_files();
    let list = Piece::new(issue::manifest(&files).canonical()?);
    let edition = Edition {
        id: form.id.clone(),
        revision: form.revision.clone(),
        number: form.number.clone(),
        title: form.title.zh.clone(),
        digest: list.digest.clone(),
    };
    let mut kept = vec![list];
    kept.extend(files.iter().map(|file| Piece::new(file.bytes.as_slice())));
    let effective = asked.effective.unwrap_or(form.effective);
    let act = Released {
        form: edition,
        effective,
        approver: asked.approver.to_owned(),
        reason: asked.reason.to_owned(),
    };
    register.append(&actor.draft, Act::Released(act), &kept)?;
    Ok(Some(effective))
}

/// Documents as JSON, one object each.
pub fn document_json(document: &Document) -> Value {
    let prints: Vec<Value> = document
        .prints
        .iter()
        .map(|print| {
            json!({
                "revision": print.revision,
                "issued_at": print.issued.as_ref().map(|issued| issued.at),
                "issued_by": print.issued.as_ref().map(|issued| &issued.by),
                "reserved_at": print.began.at,
                "superseded": document.is_superseded(print.revision),
                "voided": print.voided.as_ref().map(|voided| &voided.what),
                "reason": print.reserved.as_ref().and_then(|reserved| reserved.reason.as_ref()),
                "file": print.file,
                "pages": print.pages,
                "pdf_sha256": print.pdf,
                "record_sha256": print.record,
                "form_revision": print.reserved.as_ref().map(|reserved| &reserved.form.revision),
                "form_sha256": print.reserved.as_ref().map(|reserved| &reserved.form.digest),
                "rules_sha256": print.reserved.as_ref().map(|reserved| &reserved.rules),
                "sheet_sha256": print.reserved.as_ref().map(|reserved| &reserved.sheet),
                "fonts_sha256": print.reserved.as_ref().map(|reserved| &reserved.fonts),
                "engine": print.engine,
            })
        })
        .collect();
    let scans: Vec<Value> = document.attached.iter().map(|scan| json!({
        "file": scan.what.file, "name": scan.what.name, "sha256": scan.what.digest, "at": scan.at, "by": scan.by, "revision": scan.what.revision,
    })).collect();
    json!({
        "number": document.number,
        "state": state_name(document.state),
        "form": document.form,
        "record": document.record,
        "date": document.date,
        "title": document.title,
        "revisions": prints,
        "attached": scans,
        "ended": document.ended.as_ref().map(|ended| json!({ "at": ended.at, "by": ended.by, "reason": ended.what, "witness": document.witness })),
    })
}

/// The state as JSON names it.
pub fn state_name(state: State) -> &'static str {
    match state {
        State::Reserved => "reserved",
        State::Current => "current",
        State::Withdrawn => "withdrawn",
        State::Voided => "voided",
        State::Disposed => "disposed",
    }
}

/// The register has no such number.
pub fn unknown(number: &str) -> Diagnostic {
    told(
        code::UNKNOWN_NUMBER,
        Text::new(
            format!("台账中没有 {number}"),
            format!("the register has no {number}"),
        ),
    )
    .of(number)
}

fn told(code: Code, message: Text) -> Diagnostic {
    Diagnostic::error(code, message).helped()
}
