//! The evidence pack: one ZIP file with a stable order and stable times.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Ground;
use super::evidence::{self, Evidence};
use super::replay::Replays;
use super::report::{self, Packed, said};
use super::withhold::{Black, Consents};
use crate::builtin;
use crate::commands::issue::{kept_files, standing};
use crate::commands::lists::memory;
use crate::diag::{Diagnostic, Lang, Report, Sink, Tally, json as findings_json, sarif};
use crate::form::Form;
use crate::id::file_name;
use crate::register::readable;
use crate::render::{Language, Mode, Page, Renderer, engine};
use crate::source::digest;

/// What a manifest calls itself.
pub const KIND: &str = "wenkong-audit-pack";
/// The list of all files.
pub const MANIFEST: &str = "manifest.json";
/// The entries of the register, one JSON object a line.
pub const ENTRIES: &str = "register/entries.jsonl";

/// Writes files one after another, and lists them.
pub(super) struct Writer {
    zip: ZipWriter<File>,
    /// Digest and size by path.
    files: BTreeMap<String, (String, usize)>,
}

impl Writer {
    /// Adds a file; tells its path in the pack. What is there already is not added again.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<String> {
        if self.files.contains_key(path) {
            return Ok(path.to_owned());
        }
        self.write(path, bytes)?;
        self.files
            .insert(path.to_owned(), (digest(bytes), bytes.len()));
        Ok(path.to_owned())
    }

    fn write(&mut self, path: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let packed = [".pdf", ".zip", ".png", ".jpg", ".jpeg", ".docx", ".xlsx"];
        let method = if packed.iter().any(|ending| path.ends_with(ending)) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .large_file(bytes.len() as u64 >= u64::from(u32::MAX))
            .unix_permissions(0o644);
        self.zip.start_file(path, options)?;
        Ok(self.zip.write_all(bytes)?)
    }
}

/// Writes the pack; tells the digest of its manifest, and the report that it holds. `None` if the report cannot be laid out.
///
/// # Errors
/// When the register cannot be read or the file cannot be written.
pub(super) fn write(
    ground: &Ground<'_>,
    replays: &Replays,
    (form, path): (&Form, &Path),
    sink: &mut Sink,
) -> anyhow::Result<Option<(String, Value)>> {
    let failed = || format!("无法写入 {0} (cannot write {0})", path.display());
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(failed)?;
    let target = tempfile::Builder::new()
        .prefix(".wenkong-")
        .tempfile_in(folder)
        .with_context(failed)?;
    let file = target.as_file().try_clone().with_context(failed)?;
    let mut pack = Writer {
        zip: ZipWriter::new(file),
        files: BTreeMap::new(),
    };
    let consents = Consents::of(&ground.records, ground.asked.recipient);
    let black = evidence::black(ground, &consents)?;
    let mut evidence = evidence::copy(ground, &consents, &mut pack)?;
    findings(ground, replays, &black, &mut pack)?;
    rules(ground, &mut pack)?;
    register(ground, &black, &mut evidence, &mut pack)?;
    let packed = Packed {
        withheld: std::mem::take(&mut evidence.withheld),
        files: pack.files.len() + 2,
    };
    let report = report::value(ground, replays, Some((&packed, &black)));
    let Some(pdf) = pdf(ground, form, &report, sink)? else {
        return Ok(None);
    };
    pack.add("report.pdf", &pdf)?;
    pack.add("report.json", format!("{report:#}\n").as_bytes())?;
    let manifest = manifest(ground, &pack, &evidence, packed.withheld);
    let manifest = format!("{manifest:#}\n");
    pack.write(MANIFEST, manifest.as_bytes())?;
    pack.zip.finish().with_context(failed)?;
    readable(&target).with_context(failed)?;
    target.as_file().sync_all().with_context(failed)?;
    if let Err(error) = target.persist_noclobber(path) {
        bail!("{}: {}", failed(), error.error);
    }
    Ok(Some((digest(manifest.as_bytes()), report)))
}

fn pdf(
    ground: &Ground<'_>,
    form: &Form,
    report: &Value,
    sink: &mut Sink,
) -> anyhow::Result<Option<Vec<u8>>> {
    let record = memory(form, printable(report), "report.json");
    let project = ground.project;
    let renderer = Renderer::new(form, &project.company, ground.language, sink);
    let page = Page {
        mode: Mode::Extract,
        record: Some(&record),
        root: project.root(),
    };
    let pages = renderer.and_then(|renderer| renderer.render(&page, sink));
    Ok(match pages.map(|pages| pages.pdf()) {
        Some(Ok(bytes)) => Some(bytes),
        Some(Err(diagnostic)) => {
            sink.push(*diagnostic);
            None
        }
        None => None,
    })
}

/// The report with the code points of characters that no font has: a finding may quote them.
fn printable(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let shown = text.chars().map(|c| {
                if builtin::prints(c) || builtin::is_invisible(c) {
                    c.to_string()
                } else {
                    format!("U+{:04X}", u32::from(c))
                }
            });
            Value::String(shown.collect())
        }
        Value::Array(items) => items.iter().map(printable).collect(),
        Value::Object(table) => {
            let table = table
                .iter()
                .map(|(key, item)| (key.clone(), printable(item)));
            Value::Object(table.collect())
        }
        other => other.clone(),
    }
}

/// The findings as of now, for other programs, and those at the issue of each document.
fn findings(
    ground: &Ground<'_>,
    replays: &Replays,
    black: &Black,
    pack: &mut Writer,
) -> anyhow::Result<()> {
    let procedure = &ground.project.config.procedure;
    let now: Vec<Diagnostic> = ground
        .now
        .iter()
        .map(|found| black.finding(found))
        .collect();
    let report = Report {
        tally: Tally {
            records: ground.outcome.records,
            ..Tally::of(&now)
        },
        procedure: (&procedure.title, &procedure.number),
        rules: &ground.outcome.rules,
        ..Report::of(&now, ground.asked.as_of.fixed_offset())
    };
    let lang = match ground.language {
        Language::En => Lang::En,
        Language::Zh | Language::Both => Lang::Zh,
    };
    let mut bytes = Vec::new();
    findings_json::write(&mut bytes, &report, lang)?;
    pack.add("findings/now.json", &bytes)?;
    bytes.clear();
    sarif::write(&mut bytes, &report, lang)?;
    pack.add("findings/now.sarif", &bytes)?;
    let documents = replays.iter().map(|((number, revision), replayed)| {
        let found = replayed.findings.iter().map(|finding| {
            let finding = black.finding(finding);
            let duty = finding.duty.as_ref();
            said(json!({
                "code": finding.code,
                "severity": finding.severity,
                "state": if finding.is_pending() { "pending" } else { "violated" },
                "waived": finding.waived.is_some(),
                "message": finding.message,
                "clause": duty.map(|duty| &duty.clause),
                "record": finding.record,
                "due": duty.and_then(|duty| duty.due),
                "owner": duty.and_then(|duty| duty.owner.as_ref()),
            }))
        });
        said(json!({
            "number": number,
            "revision": revision,
            "as_of": replayed.at.fixed_offset(),
            "note": replayed.note,
            "findings": found.collect::<Vec<_>>(),
        }))
    });
    let documents: Vec<Value> = documents.collect();
    let value = json!({ "schema": 1, "documents": documents });
    pack.add("findings/at-issue.json", format!("{value:#}\n").as_bytes())?;
    Ok(())
}

/// Rules, calendar and configuration: those in force now, and those of each issue of the period.
fn rules(ground: &Ground<'_>, pack: &mut Writer) -> anyhow::Result<()> {
    let (present, pieces) = standing(ground.project)?;
    let by_digest: BTreeMap<&str, &[u8]> = pieces
        .iter()
        .map(|piece| (piece.digest.as_str(), &*piece.bytes))
        .collect();
    let list = by_digest.get(present.as_str()).copied().unwrap_or_default();
    let list = crate::entry::Manifest::read(list).unwrap_or_default();
    for (path, digest) in &list.files {
        let bytes = by_digest.get(digest.as_str()).copied().unwrap_or_default();
        pack.add(&format!("rules/{}/{}", &present[..12], inside(path)), bytes)?;
    }
    let digests = ground.issues().filter_map(|(_, print)| {
        let reserved = print.reserved.as_ref()?;
        Some(reserved.rules.clone())
    });
    let mut digests: BTreeSet<String> = digests.collect();
    digests.remove(&present);
    for digest in digests {
        for file in kept_files(&ground.register, &digest)?.unwrap_or_default() {
            let short = digest.get(..12).unwrap_or(&digest);
            pack.add(
                &format!("rules/{short}/{}", inside(&file.path)),
                &file.bytes,
            )?;
        }
    }
    Ok(())
}

/// `builtin:rules/x.toml` is `builtin/rules/x.toml` in a pack.
fn inside(path: &str) -> String {
    path.replacen(':', "/", 1)
}

/// The entries up to the head. The body of one that holds a blackened text is left out; its digest keeps the chain.
fn register(
    ground: &Ground<'_>,
    black: &Black,
    evidence: &mut Evidence,
    pack: &mut Writer,
) -> anyhow::Result<()> {
    let mut text = String::new();
    let mut hidden = 0;
    for entry in &ground.entries {
        let body = entry.body.canonical()?;
        let mut line = json!({
            "seq": entry.body.seq,
            "previous": entry.previous,
            "digest": entry.digest,
        });
        if black.hides(&serde_json::to_value(&entry.body)?) {
            hidden += 1;
        } else {
            line["body"] = json!(body);
        }
        text.push_str(&format!("{line}\n"));
    }
    if hidden > 0 {
        let what = crate::diag::Text::new(
            format!("{hidden} 条只留摘要"),
            format!("{hidden} entries with their digest only"),
        );
        let reason = crate::diag::Text::new("条目中有须遮盖的内容", "they hold what is blackened");
        evidence.withheld.push(json!({
            "id": file_name(ENTRIES),
            "what": ground.words(&what),
            "reason": ground.words(&reason),
            "files": 1,
        }));
    }
    pack.add(ENTRIES, text.as_bytes())?;
    Ok(())
}

fn manifest(
    ground: &Ground<'_>,
    pack: &Writer,
    evidence: &Evidence,
    withheld: Vec<Value>,
) -> Value {
    let files: Vec<Value> = pack
        .files
        .iter()
        .map(|(path, (sha256, bytes))| json!({ "path": path, "sha256": sha256, "bytes": bytes }))
        .collect();
    let config = &ground.project.config;
    json!({
        "schema": 1,
        "kind": KIND,
        "company": config.company.name.zh,
        "procedure": { "title": config.procedure.title, "number": config.procedure.number },
        "as_of": ground.asked.as_of.fixed_offset(),
        "from": ground.from,
        "until": ground.until,
        "recipient": ground.asked.recipient,
        "made_by": engine(),
        "register": {
            "entries": ground.entries.len(),
            "head": ground.head.as_ref().map(|head| &head.digest),
        },
        "documents": evidence.documents,
        "withheld": withheld,
        "files": files,
    })
}
