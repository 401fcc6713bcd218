//! `demo`: the example company, and a tour over it.

use std::path::{Path, PathBuf};

use anyhow::bail;
use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;

use super::register::Actor;
use super::{audit, blank, check, copies, customers, external, fill, init, issue, verify};
use crate::check::Outcome;
use crate::diag::{Diagnostic, Sink};
use crate::entry::CopyGiven;
use crate::project::{CONFIG_FILE, Project, records_in};
use crate::rule::Rules;

/// What the tour made.
#[derive(Debug)]
pub struct Tour {
    /// Root of the example company, as the caller named it.
    pub folder: PathBuf,
    /// Whether the example was written now; else it was there and is as its owner left it.
    pub fresh: bool,
    /// The example company, opened after it was written.
    pub project: Project,
    /// What the check of all records found.
    pub outcome: Outcome,
    /// The classes that follow from the trade of the year before.
    pub ranking: customers::Ranking,
    /// Drafts made of the records, below [`DRAFTS`]; a record that was stopped has none.
    pub filled: Vec<fill::Filled>,
    /// What was issued; nothing where the tour has been made before.
    pub issued: Vec<issue::Document>,
    /// What is found about the first document in the register.
    pub verified: Option<verify::Answer>,
    /// The customer's drawing, numbered, and as revised; nothing where the tour has been made before.
    pub drawings: Vec<external::Registered>,
    /// Controlled copies of its first revision.
    pub copies: Vec<CopyGiven>,
    /// Records that cite the superseded revision.
    pub cites: Vec<Diagnostic>,
    /// The audit, whose evidence pack lies at [`PACK`].
    pub audit: Option<audit::Audit>,
    /// Empty sheets made, one PDF for each form in force, below [`BLANKS`].
    pub blanks: Vec<PathBuf>,
}

/// Folders of the demo project for what it prints.
pub const DRAFTS: &str = "drafts";
/// The moment at which the example company stands: its newest records are of that day.
pub const MOMENT: &str = "2026-11-23T18:00:00";
/// The evidence pack in the demo's folder.
pub const PACK: &str = "evidence.zip";
/// The example company's document controller.
const KEEPER: &str = "赵文静";
/// Beside [`DRAFTS`], for the empty sheets: `<form id>.pdf`.
pub const BLANKS: &str = "blank";

/// Makes the example company in `folder` (or takes the one that is there), checks it, fills every record and prints every
/// blank form in force then. What is wrong with the project or its pages goes to the sink.
///
/// # Errors
/// When the folder is in use for something else or cannot be written.
pub fn demo(folder: &Path, as_of: DateTime<Tz>, sink: &mut Sink) -> anyhow::Result<Tour> {
    let fresh = !folder.join(CONFIG_FILE).exists();
    if fresh {
        let occupied = folder
            .read_dir()
            .is_ok_and(|mut entries| entries.next().is_some());
        if occupied {
            bail!(
                "{0} 不是空文件夹 ({0} is not an empty folder)",
                folder.display()
            );
        }
        init::init(folder, true)?;
    }
    let stand = std::env::current_dir()?;
    let project = Project::open(Some(folder), &stand, sink);
    let rules = project.rules(sink);
    let asked = check::Request {
        paths: &[],
        as_of,
        keep: true,
    };
    let outcome = check::check(&project, &rules, &asked);
    let year = customers::Request {
        as_of,
        year: Some(as_of.year() - 1),
        currency: None,
    };
    let ranking = customers::rank(&project, &rules, &year);
    let request = fill::Request {
        records: records_in(&folder.join("records")),
        output: Some(folder.join(DRAFTS)),
        ..fill::Request::default()
    };
    // The same findings again: they were told by the check.
    let filled = fill::fill(&project, &request, &mut Sink::default())?;
    let issued = issue(&project, &rules, as_of)?;
    let verified = first(&project)?;
    let (drawings, copies, cites) = external(&project, as_of)?;
    let audit = evidence(&project, &rules, as_of, sink)?;
    let blanks = blanks(&project, folder, as_of.date_naive(), sink)?;
    Ok(Tour {
        folder: folder.to_owned(),
        fresh,
        outcome,
        ranking,
        filled,
        issued,
        verified,
        drawings,
        copies,
        cites,
        audit,
        blanks,
        project,
    })
}

/// Issues the 8D reports that may be issued. Where the tour was made before, they are issued already.
fn issue(
    project: &Project,
    rules: &Rules,
    as_of: DateTime<Tz>,
) -> anyhow::Result<Vec<issue::Document>> {
    let request = issue::Request {
        records: &records_in(&project.root().join("records/capa")),
        by: KEEPER,
        at: Some(as_of),
        as_of,
        language: None,
        corrects: None,
    };
    // What keeps a record from being issued was told by the check.
    let done = issue::issue(project, rules, &request, &mut Sink::default())?;
    done.stopped.map_or(Ok(done.issued), Err)
}

type External = (Vec<external::Registered>, Vec<CopyGiven>, Vec<Diagnostic>);

/// A customer's drawing comes in, copies of it go out, and its next revision comes in.
fn external(project: &Project, as_of: DateTime<Tz>) -> anyhow::Result<External> {
    let actor = Actor {
        by: KEEPER,
        day: as_of.date_naive(),
        draft: issue::draft(project, KEEPER, Some(as_of)),
    };
    let file = |revision: &str| {
        project
            .root()
            .join(format!("inbox/TF-0815-01_{revision}.pdf"))
    };
    let (first, second) = (file("A"), file("B"));
    let asked = external::Request {
        file: &first,
        details: external::Details {
            title: Some("高压连接器壳体".to_owned()),
            kind: Some("drawing".to_owned()),
            own_number: Some("TF-0815-01".to_owned()),
            own_revision: "A".to_owned(),
            customer: Some("A-005".to_owned()),
            source: Some("顾客邮件".to_owned()),
            department: Some("技术部".to_owned()),
            holder: Some("沈国栋".to_owned()),
            ..external::Details::default()
        },
        cover: false,
        language: None,
    };
    // What was registered by an earlier tour is refused, and told by nobody.
    let (added, _) = external::add(project, &actor, &asked, &mut Sink::default())?;
    let Some(added) = added else {
        return Ok(External::default());
    };
    let number = added.number.clone();
    let mut given = Vec::new();
    for to in ["生产部", "品管部"] {
        let asked = copies::Give {
            number: &number,
            to,
            holder: None,
            count: 1,
        };
        given.extend(copies::give(project, &actor, &asked, &mut Sink::default())?);
    }
    let asked = external::Request {
        file: &second,
        details: external::Details {
            own_revision: "B".to_owned(),
            ..external::Details::default()
        },
        ..asked
    };
    let mut cites = Sink::default();
    let revised = external::revise(project, &actor, &number, &asked, &mut cites)?;
    let drawings = std::iter::once(added).chain(revised).collect();
    Ok((drawings, given, cites.into_sorted()))
}

/// The audit of the last year, and its pack; nothing where an earlier tour made it.
fn evidence(
    project: &Project,
    rules: &Rules,
    as_of: DateTime<Tz>,
    sink: &mut Sink,
) -> anyhow::Result<Option<audit::Audit>> {
    let pack = project.root().join(PACK);
    if pack.exists() {
        return Ok(None);
    }
    let asked = audit::Request {
        from: None,
        until: None,
        as_of,
        recipient: None,
        samples: audit::SAMPLES,
        language: None,
        output: Some(&pack),
    };
    audit::audit(project, rules, &asked, sink)
}

/// What `verify` says about the first document.
fn first(project: &Project) -> anyhow::Result<Option<verify::Answer>> {
    let ledger = super::register::ledger(project)?.unwrap_or_default();
    let mut documents = ledger.documents.values();
    let file = documents.find_map(|document| document.current().map(|print| print.file.clone()));
    file.map(|file| verify::file(project, &project.root().join(file)))
        .transpose()
}

fn blanks(
    project: &Project,
    folder: &Path,
    day: NaiveDate,
    sink: &mut Sink,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut made = Vec::new();
    for form in super::forms::forms(project, day) {
        let output = folder.join(BLANKS).join(format!("{}.pdf", form.id));
        let request = blank::Request {
            form,
            output: Some(output),
            formats: Vec::new(),
            language: None,
        };
        made.extend(
            blank::blank(project, &request, sink)?
                .into_iter()
                .flat_map(|(files, _)| files),
        );
    }
    Ok(made)
}
