//! Kind `reference` inside a record: its items, its files, its revision. Other records: see `across`.

use sha2::{Digest, Sha256};

use super::item::{Item, texts};
use super::verdict::{Judged, Verdict};
use crate::diag::Text;
use crate::diag::near::nearest;
use crate::rule::Path;
use crate::rule::demand::{Reference, Target};
use crate::rule::path::Found;
use crate::source::Pointer;

pub(super) fn judge(demand: &Reference, item: &Item<'_>) -> Judged {
    let cited = item.values(&demand.value);
    if cited.is_empty() {
        let reason = Text::new("没有引用", "nothing is cited");
        let at = item.place(&demand.value);
        return Ok(vec![Verdict::not_applicable(at, reason)]);
    }
    let one = |found: &Found<'_>| match &demand.to {
        Target::Item(list) => inside(found, list, item),
        Target::File(digest) => vec![file(found, digest.as_deref(), item)],
        Target::Revision => vec![revision(found, item)],
        Target::Records(_) => Vec::new(),
    };
    Ok(cited.iter().flat_map(one).collect())
}

/// Each text or list of texts with the pointers of its texts.
pub(super) fn each_text(found: &Found<'_>) -> Vec<(String, Pointer)> {
    let list = found.value.is_array();
    let texts = texts(found.value).into_iter().enumerate();
    texts
        .map(|(i, text)| {
            let pointer = if list {
                found.pointer.index(i)
            } else {
                found.pointer.clone()
            };
            (text, pointer)
        })
        .collect()
}

fn inside(found: &Found<'_>, list: &Path, item: &Item<'_>) -> Vec<Verdict> {
    let ids: Vec<String> = item
        .values(list)
        .iter()
        .filter_map(|found| found.value.get("id")?.as_str().map(str::to_owned))
        .collect();
    let one = |(text, at): (String, Pointer)| {
        if ids.contains(&text) {
            return Verdict::met(at, Text::default());
        }
        let title = item.title(&item.place(list));
        let meant = nearest(&text, ids.iter().map(|id| (id.as_str(), id)));
        let (zh, en) = meant.map_or(Default::default(), |meant| {
            (
                format!("，是不是 {meant}？"),
                format!("; did you mean {meant}?"),
            )
        });
        Verdict::violated(
            at,
            Text::new(
                format!("“{}”中没有 {text}{zh}", title.zh),
                format!("“{}” has no {text}{en}", title.en),
            ),
        )
    };
    each_text(found).into_iter().map(one).collect()
}

fn file(found: &Found<'_>, digest: Option<&str>, item: &Item<'_>) -> Verdict {
    let at = found.pointer.clone();
    let name = found.value.as_str().unwrap_or_default();
    let Some(folder) = item.case.folder() else {
        let reason = Text::new("记录不在磁盘上", "the record is not on disk");
        return Verdict::not_applicable(at, reason);
    };
    let bytes = match std::fs::read(folder.join(name)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let fact = Text::new(
                format!("附件文件 {name} 读不到（{error}）"),
                format!("the file {name} cannot be read ({error})"),
            );
            return Verdict::violated(at, fact);
        }
    };
    let table = found.pointer.parent().unwrap_or_default();
    let expected = digest
        .map(|digest| table.join(digest))
        .and_then(|pointer| Some((pointer.resolve(&item.case.value)?.as_str()?, pointer)));
    let Some((expected, pointer)) = expected else {
        return Verdict::met(at, Text::default());
    };
    let actual: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if expected.eq_ignore_ascii_case(&actual) {
        return Verdict::met(at, Text::default());
    }
    let fact = Text::new(
        format!("文件 {name} 的摘要是 {actual}，与所记不同：它不是当时附上的那份文件"),
        format!(
            "the digest of {name} is {actual}, not the one recorded: it is not the file that was attached"
        ),
    );
    Verdict::violated(pointer, fact)
}

fn revision(found: &Found<'_>, item: &Item<'_>) -> Verdict {
    let (case, at) = (item.case, found.pointer.clone());
    let named = found.value.as_str().unwrap_or_default();
    let day = case.date();
    if case.form.held {
        let fact = Text::new(
            format!("版本 {named} 尚未批准发布"),
            format!("revision {named} has not been released"),
        );
        return Verdict::violated(at, fact);
    }
    let in_force = case.standards.forms.in_force(&case.form.id, day);
    match in_force {
        Some(form) if form.revision != named || form.effective > day => {
            let since = case.form.effective;
            let (now, of) = (&form.revision, form.effective);
            let fact = if form.effective > day {
                Text::new(
                    format!("版本 {named} 自 {since} 起生效，记录日期为 {day}"),
                    format!("revision {named} is in force from {since}, the record is of {day}"),
                )
            } else {
                Text::new(
                    format!("记录日期 {day} 有效的版本是 {now}（{of} 起），不是 {named}"),
                    format!("on {day} revision {now} was in force (from {of}), not {named}"),
                )
            };
            Verdict::violated(at, fact)
        }
        _ => Verdict::met(at, Text::default()),
    }
}
