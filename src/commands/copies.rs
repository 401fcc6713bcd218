//! `copies`: controlled copies are counted out, come back, are destroyed or missed.

use chrono::{DateTime, FixedOffset};
use serde_json::{Value, json};

use super::issue::{copy_of, manifest};
use super::register::{Actor, Allowed, allowed, unfit_witness};
use crate::diag::codes::copy as code;
use crate::diag::near::nearest;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::{
    Act, Copy, CopyDestroyed, CopyGiven, CopyLost, CopyReturned, CopyState, Document, Ledger, State,
};
use crate::id::file_name;
use crate::project::Project;
use crate::register::{COPIES, Piece, Register};
use crate::render::CopyMark;
use crate::source::digest;

/// Copies to be made.
#[derive(Debug)]
pub struct Give<'a> {
    /// The number of the document.
    pub number: &'a str,
    /// A department of the configuration, by any of its names.
    pub to: &'a str,
    /// The person who keeps them there.
    pub holder: Option<&'a str>,
    /// How many.
    pub count: u32,
}

/// Makes numbered copies of a current document, each with a file of its own. Tells those made.
///
/// # Errors
/// When the register cannot be used or written. What was given until then stays given.
pub fn give(
    project: &Project,
    actor: &Actor<'_>,
    asked: &Give<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Vec<CopyGiven>> {
    let department = match department(project, asked.to) {
        Ok(department) => department,
        Err(unknown) => {
            sink.push(*unknown);
            return Ok(Vec::new());
        }
    };
    let mut given = Vec::new();
    let Some(found) = allowed(project, actor, asked.number, &[State::Current], sink)? else {
        return Ok(given);
    };
    let Allowed {
        mut register,
        document,
    } = found;
    for no in (document.next_copy()..).take(asked.count as usize) {
        let mark = CopyMark {
            no,
            to: department.to_owned(),
            holder: asked.holder.map(str::to_owned),
            on: actor.day,
        };
        let Some(act) = one(&mut register, actor, &document, &mark)? else {
            sink.push(not_kept(asked.number));
            break;
        };
        given.push(act);
    }
    Ok(given)
}

fn one(
    register: &mut Register,
    actor: &Actor<'_>,
    document: &Document,
    mark: &CopyMark,
) -> anyhow::Result<Option<CopyGiven>> {
    let print = document.current();
    let Some((print, reserved)) = print.and_then(|print| Some((print, print.reserved.as_ref()?)))
    else {
        return Ok(None);
    };
    let Some(made) = copy_of(register, reserved, print, mark)? else {
        return Ok(None);
    };
    let list = Piece::new(manifest(&made.sheet).canonical()?);
    let (bytes, pages) = made.paper;
    let act = CopyGiven {
        number: document.number.clone(),
        revision: reserved.revision,
        copy: mark.no,
        department: mark.to.clone(),
        holder: mark.holder.clone(),
        file: copy_file(&document.number, reserved.revision, mark.no),
        pdf: digest(&bytes),
        bytes: bytes.len() as u64,
        pages,
        sheet: list.digest.clone(),
        form: reserved.form.digest.clone(),
        stamped: made.stamped,
    };
    let files = made.sheet.iter();
    let kept: Vec<Piece> = std::iter::once(list)
        .chain(files.map(|file| Piece::new(file.bytes.as_slice())))
        .collect();
    let entry = Act::CopyGiven(Box::new(act.clone()));
    register.append_with_file(&actor.draft, entry, &kept, (&act.file, &bytes))?;
    Ok(Some(act))
}

/// `issued/copies/ED-品-2026-001_r1_c03.pdf`
fn copy_file(number: &str, revision: u32, copy: u32) -> String {
    let revision = match revision {
        0 => String::new(),
        _ => format!("_r{revision}"),
    };
    format!("{COPIES}/{}{revision}_c{copy:02}.pdf", file_name(number))
}

/// What becomes of a copy.
#[derive(Debug, Clone, Copy)]
pub enum End<'a> {
    /// It came back, in this state.
    Returned(Option<&'a str>),
    /// It was destroyed, before this witness, in this way.
    Destroyed {
        /// The second person.
        witness: &'a str,
        /// How, and why.
        reason: &'a str,
    },
    /// It cannot be found; what is known.
    Lost(&'a str),
}

impl End<'_> {
    fn state(self) -> CopyState {
        match self {
            Self::Returned(_) => CopyState::Returned,
            Self::Destroyed { .. } => CopyState::Destroyed,
            Self::Lost(_) => CopyState::Lost,
        }
    }

    fn act(self, number: &str, copy: u32) -> Act {
        let number = number.to_owned();
        match self {
            Self::Returned(reason) => Act::CopyReturned(CopyReturned {
                number,
                copy,
                reason: reason.map(str::to_owned),
            }),
            Self::Destroyed { witness, reason } => Act::CopyDestroyed(CopyDestroyed {
                number,
                copy,
                witness: witness.to_owned(),
                reason: reason.to_owned(),
            }),
            Self::Lost(reason) => Act::CopyLost(CopyLost {
                number,
                copy,
                reason: reason.to_owned(),
            }),
        }
    }
}

/// Registers what became of some copies of a document; of none if one of them cannot.
///
/// # Errors
/// When the register cannot be used or written.
pub fn end(
    project: &Project,
    actor: &Actor<'_>,
    (number, copies): (&str, &[u32]),
    end: End<'_>,
    sink: &mut Sink,
) -> anyhow::Result<bool> {
    if let End::Destroyed { witness, .. } = end
        && let Some(refusal) = unfit_witness(project, actor, witness)
    {
        sink.push(refusal);
        return Ok(false);
    }
    let any = [State::Current, State::Withdrawn, State::Disposed];
    let Some(found) = allowed(project, actor, number, &any, sink)? else {
        return Ok(false);
    };
    let Allowed {
        mut register,
        document,
    } = found;
    let mut acts = Vec::new();
    for no in copies {
        match document.copy(*no) {
            None => sink.push(unknown_copy(&document, *no)),
            Some(copy) if !copy.state.may_become(end.state()) => sink.push(not_possible(copy)),
            Some(_) => acts.push(end.act(number, *no)),
        }
    }
    if acts.len() < copies.len() {
        return Ok(false);
    }
    register.append_all(&actor.draft, acts)?;
    Ok(true)
}

/// A controlled copy in a list.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Its document.
    pub document: &'a Document,
    /// The copy.
    pub copy: &'a Copy,
    /// Since when what it is a copy of is no longer in force.
    pub obsolete_since: Option<DateTime<FixedOffset>>,
}

impl Listed<'_> {
    /// Whether somebody still has what is no longer in force.
    pub fn is_to_be_taken_back(&self) -> bool {
        self.copy.state == CopyState::Out && self.obsolete_since.is_some()
    }
}

/// All copies, or those of one document.
pub fn list<'a>(ledger: &'a Ledger, number: Option<&str>) -> Vec<Listed<'a>> {
    let documents = ledger.documents.values();
    let documents = documents.filter(|document| number.is_none_or(|n| document.number == n));
    documents
        .flat_map(|document| {
            document.copies.iter().map(|copy| Listed {
                document,
                copy,
                obsolete_since: document.obsolete_since(copy.given.what.revision),
            })
        })
        .collect()
}

/// A copy as JSON.
pub fn json(listed: &Listed<'_>) -> Value {
    let given = &listed.copy.given;
    let ended = listed.copy.ended.as_ref();
    json!({
        "number": listed.document.number,
        "revision": given.what.revision,
        "copy": given.what.copy,
        "department": given.what.department,
        "holder": given.what.holder,
        "state": state_name(listed.copy.state),
        "given_at": given.at,
        "given_by": given.by,
        "file": given.what.file,
        "pages": given.what.pages,
        "pdf_sha256": given.what.pdf,
        "obsolete_since": listed.obsolete_since,
        "to_be_taken_back": listed.is_to_be_taken_back(),
        "ended_at": ended.map(|ended| ended.at),
        "ended_by": ended.map(|ended| &ended.by),
        "witness": listed.copy.witness,
        "reason": ended.and_then(|ended| ended.what.as_ref()),
    })
}

/// The state as JSON and rules name it.
pub fn state_name(state: CopyState) -> &'static str {
    match state {
        CopyState::Out => "out",
        CopyState::Returned => "returned",
        CopyState::Destroyed => "destroyed",
        CopyState::Lost => "lost",
    }
}

/// The one name of a department. Where the configuration lists none, anything is one.
pub(super) fn department<'n>(
    project: &'n Project,
    name: &'n str,
) -> Result<&'n str, Box<Diagnostic>> {
    let organisation = &project.organisation;
    match organisation.department(name) {
        Some(department) => Ok(department),
        None if organisation.departments.is_empty() => Ok(name),
        None => Err(Box::new(unknown_department(project, name))),
    }
}

fn unknown_department(project: &Project, name: &str) -> Diagnostic {
    let departments = &project.organisation.departments;
    let names = departments.iter().flat_map(|own| {
        let names = own.aliases.iter().chain(own.en.as_ref());
        let names = names.map(String::as_str).chain([own.name.as_str()]);
        names.map(|called| (called, own.name.as_str()))
    });
    let known: Vec<&str> = departments.iter().map(|own| own.name.as_str()).collect();
    let help = match nearest(name, names) {
        Some(near) => Text::new(format!("写 {near}"), format!("write {near}")),
        None => Text::new(
            format!("用 {} 之一，或在 wenkong.toml 加入部门", known.join("、")),
            format!(
                "use one of {}, or add the department to wenkong.toml",
                known.join(", ")
            ),
        ),
    };
    let message = Text::new(
        format!("没有部门“{name}”"),
        format!("there is no department `{name}`"),
    );
    Diagnostic::error(code::UNKNOWN_DEPARTMENT, message).help(help)
}

fn not_kept(number: &str) -> Diagnostic {
    let message = Text::new(
        format!("{number} 不是由本程序发行的，无法再印出副本"),
        format!("{number} was not issued by this program and cannot be printed again"),
    );
    Diagnostic::error(code::NOT_KEPT, message)
        .helped()
        .of(number)
}

fn unknown_copy(document: &Document, copy: u32) -> Diagnostic {
    let number = &document.number;
    let message = Text::new(
        format!("{number} 没有分发号 {copy:02}"),
        format!("{number} has no copy {copy:02}"),
    );
    Diagnostic::error(code::UNKNOWN, message)
        .helped()
        .of(number)
}

fn not_possible(copy: &Copy) -> Diagnostic {
    let (number, no) = (&copy.given.what.number, copy.given.what.copy);
    let word = copy.state.word();
    let message = Text::new(
        format!("{number} 分发号 {no:02} {}", word.zh),
        format!("copy {no:02} of {number} is {}", word.en),
    );
    Diagnostic::error(code::NOT_POSSIBLE, message)
        .helped()
        .of(number)
}
