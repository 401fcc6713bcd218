//! What the register keeps becomes paper again: a sheet, a document from outside with its stamp, a controlled copy.

use anyhow::Context;

use crate::diag::Sink;
use crate::entry::{CopyGiven, Manifest, Print, Reserved, check_digits};
use crate::register::{ISSUED, Register};
use crate::render::overlay::{self, Corner, Overlaid, Placed, Refusal};
use crate::render::{CopyMark, Frozen, KeptFile, Pages};
use crate::source::digest;

/// A document's bytes, and how many pages it has.
pub(in crate::commands) type Paper = (Vec<u8>, usize);

/// Where a document lies, relative to the project.
pub(in crate::commands) fn document_file(form: &str, number: &str, revision: u32) -> String {
    let name = crate::id::file_name(number);
    match revision {
        0 => format!("{ISSUED}/{form}/{name}.pdf"),
        _ => format!("{ISSUED}/{form}/{name}_r{revision}.pdf"),
    }
}

/// The list of some files.
pub(in crate::commands) fn manifest(files: &[KeptFile]) -> Manifest {
    Manifest::of(
        files
            .iter()
            .map(|file| (file.path.as_str(), file.bytes.as_slice())),
    )
}

/// The files of a list that the register keeps; `None` where one is gone.
pub(in crate::commands) fn kept_files(
    register: &Register,
    list: &str,
) -> anyhow::Result<Option<Vec<KeptFile>>> {
    let Some(list) = register
        .kept(list)?
        .and_then(|bytes| Manifest::read(&bytes))
    else {
        return Ok(None);
    };
    let mut files = Vec::new();
    for (path, digest) in list.files {
        match register.kept(&digest)? {
            Some(bytes) => files.push(KeptFile { path, bytes }),
            None => return Ok(None),
        }
    }
    Ok(Some(files))
}

/// Lays out what the register keeps, by the digests of the lists of form and sheet and of the record.
fn pages(
    register: &Register,
    (form, sheet, record): (&str, &str, &str),
) -> anyhow::Result<Option<Pages>> {
    let form = kept_files(register, form)?;
    let sheet = kept_files(register, sheet)?;
    let record = register.kept(record)?;
    let (Some(form), Some(sheet), Some(record)) = (form, sheet, record) else {
        return Ok(None);
    };
    let mut sink = Sink::default();
    Ok(Frozen::new(&form, &mut sink).and_then(|frozen| frozen.render(&sheet, &record, &mut sink)))
}

/// A document on paper.
pub(in crate::commands) struct Printed {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Where its stamp lies, for a document from outside.
    pub placed: Vec<Placed>,
}

/// Why a document cannot be put on paper.
pub(in crate::commands) enum Unprintable {
    /// The register, or the disk, lacks what it is made of.
    Gone,
    /// The layout failed.
    Layout,
    /// The file from outside bears no stamp.
    Refused(Refusal),
}

/// Puts a document on paper from what the register keeps of it.
///
/// # Errors
/// When the database is damaged.
pub(in crate::commands) fn print(
    register: &Register,
    reserved: &Reserved,
) -> anyhow::Result<Result<Printed, Unprintable>> {
    let lists = (
        reserved.form.digest.as_str(),
        reserved.sheet.as_str(),
        reserved.record.digest.as_str(),
    );
    let Some(pages) = pages(register, lists)? else {
        return Ok(Err(Unprintable::Gone));
    };
    let external = reserved.external.as_ref();
    let Some((from, corner)) = external.and_then(|from| Some((from, from.stamped.as_ref()?)))
    else {
        let printed = sheet(&pages).map(|(bytes, pages)| Printed {
            bytes,
            pages,
            placed: Vec::new(),
        });
        return Ok(printed.ok_or(Unprintable::Layout));
    };
    let original = untouched(register, &from.original.file, &from.original.digest);
    let (Some(original), Ok(stamp)) = (original, pages.plain_pdf()) else {
        return Ok(Err(Unprintable::Gone));
    };
    Ok(over(&original, &stamp, corner, &mark(reserved))
        .map(|laid| Printed {
            bytes: laid.bytes,
            pages: laid.pages.len(),
            placed: laid.pages,
        })
        .map_err(Unprintable::Refused))
}

/// A document laid out again from what the register keeps; `None` where that cannot be done.
pub(in crate::commands) fn reprint(
    register: &Register,
    reserved: &Reserved,
) -> anyhow::Result<Option<Paper>> {
    let printed = print(register, reserved)?.ok();
    Ok(printed.map(|printed| (printed.bytes, printed.pages)))
}

/// A controlled copy made again.
pub(in crate::commands) fn reprint_copy(
    register: &Register,
    print: &Print,
    copy: &CopyGiven,
) -> anyhow::Result<Option<Paper>> {
    let lists = (
        copy.form.as_str(),
        copy.sheet.as_str(),
        print.record.as_str(),
    );
    let (Some(pages), Some(reserved)) = (pages(register, lists)?, &print.reserved) else {
        return Ok(None);
    };
    let Some(corner) = &copy.stamped else {
        return Ok(sheet(&pages));
    };
    let Some(document) = untouched(register, &print.file, &print.pdf) else {
        return Ok(None);
    };
    let mut mark = mark(reserved);
    mark.push(format!("c{}", copy.copy));
    Ok(laid_over(&pages, &document, corner, &mark))
}

/// A controlled copy, and what it is made of.
pub(in crate::commands) struct CopyPaper {
    pub paper: Paper,
    pub sheet: Vec<KeptFile>,
    /// The corner of its stamp, where it is one laid over the document.
    pub stamped: Option<String>,
}

/// Makes a controlled copy of an issue; `None` where the register keeps too little of it.
pub(in crate::commands) fn copy_of(
    register: &Register,
    reserved: &Reserved,
    print: &Print,
    copy: &CopyMark,
) -> anyhow::Result<Option<CopyPaper>> {
    let form = kept_files(register, &reserved.form.digest)?;
    let sheet_files = kept_files(register, &reserved.sheet)?.and_then(|sheet| copy.mark(&sheet));
    let record = register.kept(&reserved.record.digest)?;
    let (Some(form), Some(sheet_files), Some(record)) = (form, sheet_files, record) else {
        return Ok(None);
    };
    let mut sink = Sink::default();
    let pages = Frozen::new(&form, &mut sink)
        .and_then(|frozen| frozen.render(&sheet_files, &record, &mut sink));
    let Some(pages) = pages else { return Ok(None) };
    let stamped = reserved
        .external
        .as_ref()
        .and_then(|from| from.stamped.clone());
    let paper = match &stamped {
        None => sheet(&pages),
        Some(corner) => {
            let document = untouched(register, &print.file, &print.pdf).with_context(|| {
                format!("{0} 不在或被改动 ({0} is gone or was changed)", print.file)
            })?;
            let mut mark = mark(reserved);
            mark.push(format!("c{}", copy.no));
            laid_over(&pages, &document, corner, &mark)
        }
    };
    Ok(paper.map(|paper| CopyPaper {
        paper,
        sheet: sheet_files,
        stamped,
    }))
}

/// The bytes of a file, if they are those registered.
fn untouched(register: &Register, file: &str, wanted: &str) -> Option<Vec<u8>> {
    register
        .document(file)
        .filter(|bytes| digest(bytes) == wanted)
}

fn sheet(pages: &Pages) -> Option<Paper> {
    Some((pages.pdf().ok()?, pages.count()))
}

fn laid_over(stamp: &Pages, original: &[u8], corner: &str, mark: &[String]) -> Option<Paper> {
    let laid = over(original, &stamp.plain_pdf().ok()?, corner, mark).ok()?;
    Some((laid.bytes, laid.pages.len()))
}

/// What a stamped file says of itself.
pub(in crate::commands) fn mark(reserved: &Reserved) -> Vec<String> {
    vec![
        reserved.number.clone(),
        format!("r{}", reserved.revision),
        check_digits(&reserved.record.digest).to_owned(),
    ]
}

/// Lays a stamp over each page of somebody else's PDF or picture.
pub(in crate::commands) fn over(
    original: &[u8],
    stamp: &[u8],
    corner: &str,
    mark: &[String],
) -> Result<Overlaid, Refusal> {
    let corner = Corner::of(corner).unwrap_or_default();
    overlay::apart(original, stamp, corner, mark)
}

/// The file of an original beside its document.
pub(in crate::commands) fn original_file(number: &str, revision: u32, name: &str) -> String {
    let ending = std::path::Path::new(name)
        .extension()
        .map(|ending| format!(".{}", ending.to_string_lossy().to_lowercase()))
        .unwrap_or_default();
    let paper = document_file(EXTERNAL, number, revision);
    let stem = paper.strip_suffix(".pdf").unwrap_or(&paper);
    format!("{stem}_original{ending}")
}

/// Id of the form of documents from outside.
pub(in crate::commands) const EXTERNAL: &str = "external-document";
