//! The evidence of a pack: documents and records, as whoever gets it may see them.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::Ground;
use super::pack::Writer;
use super::report::said;
use super::withhold::{Black, Consents, Shown};
use crate::commands::issue::kept_files;
use crate::diag::{Sink, Text};
use crate::entry::{Document, Print, Reserved};
use crate::id::file_name;
use crate::render::{Frozen, KeptFile};

/// What became of the documents on their way into the pack.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// One line a document of the period, for the manifest.
    pub documents: Vec<Value>,
    /// What was left out or blackened, and why.
    pub withheld: Vec<Value>,
}

/// All that must not be told to whoever gets the pack, of any time: what records and documents say is looked through once.
///
/// # Errors
/// When the register cannot be read.
pub(super) fn black(ground: &Ground<'_>, consents: &Consents) -> anyhow::Result<Black> {
    let mut black = Black::default();
    for record in ground.records.iter().flatten() {
        let Some(form) = record.form(&ground.project.forms) else {
            continue;
        };
        let shown = consents.show(form, &record.document.value);
        black.words.extend(shown.words);
        if shown.left_out.is_some() {
            let name = record.document.source.name();
            black.files.insert(name.to_owned());
        }
    }
    for document in ground.ledger.documents.values() {
        for print in &document.prints {
            let value = kept_record(ground, print)?;
            match show(ground, consents, (document, print), &value) {
                Ok(shown) => black.words.extend(shown.words),
                Err(_) => {
                    black.numbers.insert(document.number.clone());
                }
            }
        }
    }
    Ok(black)
}

fn kept_record(ground: &Ground<'_>, print: &Print) -> anyhow::Result<Value> {
    let record = ground.register.kept(&print.record)?.unwrap_or_default();
    Ok(serde_json::from_slice(&record).unwrap_or_default())
}

/// The record of a document as it may be seen; the reason where nothing of it may.
fn show(
    ground: &Ground<'_>,
    consents: &Consents,
    (document, print): (&Document, &Print),
    value: &Value,
) -> Result<Shown, Text> {
    if let Some(from) = print.external()
        && let Some(reason) = consents.external(&document.number, from, value)
    {
        return Err(reason);
    }
    let form = ground.project.forms.in_force(&document.form, document.date);
    let Some(form) = form else {
        return Err(Text::new(
            "表单已不存在，无法判断可否透露",
            "its form is gone: nobody can tell what may be shown",
        ));
    };
    let shown = consents.show(form, value);
    match shown.left_out {
        Some(reason) => Err(reason),
        None => Ok(shown),
    }
}

/// Copies documents and records of the period.
///
/// # Errors
/// When the register cannot be read or the pack cannot be written.
pub(super) fn copy(
    ground: &Ground<'_>,
    consents: &Consents,
    pack: &mut Writer,
) -> anyhow::Result<Evidence> {
    let mut evidence = Evidence::default();
    let mut frozen = HashMap::new();
    let issues: Vec<(&Document, &Print)> = ground.issues().collect();
    for (document, print) in issues {
        let mut one = One {
            ground,
            consents,
            document,
            print,
            evidence: &mut evidence,
            frozen: &mut frozen,
        };
        one.copy(pack)?;
    }
    Ok(evidence)
}

struct One<'a> {
    ground: &'a Ground<'a>,
    consents: &'a Consents,
    document: &'a Document,
    print: &'a Print,
    evidence: &'a mut Evidence,
    /// Form revisions made ready, by their digest; nothing where one does not know of blackened prints.
    frozen: &'a mut HashMap<String, Option<Frozen>>,
}

impl One<'_> {
    fn copy(&mut self, pack: &mut Writer) -> anyhow::Result<()> {
        let register = &self.ground.register;
        let record = register.kept(&self.print.record)?.unwrap_or_default();
        let value: Value = serde_json::from_slice(&record).unwrap_or_default();
        let shown = show(
            self.ground,
            self.consents,
            (self.document, self.print),
            &value,
        );
        let mut line = json!({
            "number": self.document.number,
            "revision": self.print.revision,
            "state": crate::commands::register::state_name(self.document.state),
            "superseded": self.document.is_superseded(self.print.revision),
            "pdf_sha256": self.print.pdf,
            "record_sha256": self.print.record,
        });
        match shown {
            Err(reason) => self.withhold(&reason, "left out", 2),
            Ok(shown) => {
                let black = shown.black.values().map(|(_, count)| count).sum::<usize>();
                let (name, record) = if black == 0 {
                    (self.name(".json"), record)
                } else {
                    let text = serde_json_canonicalizer::to_vec(&shown.value)?;
                    (self.name("_blackened.json"), text)
                };
                line["record"] = json!(pack.add(&format!("records/{name}"), &record)?);
                line["blackened"] = json!(black > 0);
                line["file"] = json!(self.paper(&shown, black > 0, pack)?);
                for (reason, count) in shown.black.values() {
                    self.blackened(reason, *count);
                }
                if black == 0 {
                    self.beside(pack)?;
                } else if !self.document.attached.is_empty() {
                    let reason =
                        Text::new("扫描件上有须遮盖的内容", "the scan shows what is blackened");
                    self.withhold(&reason, "scans left out", self.document.attached.len());
                }
            }
        }
        self.evidence.documents.push(said(line));
        Ok(())
    }

    /// The PDF: as it was issued, or laid out again with what is blackened.
    fn paper(
        &mut self,
        shown: &Shown,
        black: bool,
        pack: &mut Writer,
    ) -> anyhow::Result<Option<String>> {
        let register = &self.ground.register;
        if !black {
            let Some(bytes) = register.document(&self.print.file) else {
                let reason = Text::new("文件不在或读不出", "the file is gone or cannot be read");
                self.withhold(&reason, "missing", 1);
                return Ok(None);
            };
            return Ok(Some(pack.add(&self.print.file, &bytes)?));
        }
        let reserved = self.print.reserved.as_ref();
        let pdf = reserved.map(|reserved| self.blackened_pdf(reserved, shown));
        match pdf.transpose()?.flatten() {
            Some(bytes) => {
                let path = self
                    .print
                    .file
                    .strip_suffix(".pdf")
                    .unwrap_or(&self.print.file);
                Ok(Some(pack.add(&format!("{path}_blackened.pdf"), &bytes)?))
            }
            None => {
                let reason = Text::new("无法重新排版遮盖", "it cannot be laid out blackened");
                self.withhold(&reason, "left out", 1);
                Ok(None)
            }
        }
    }

    fn blackened_pdf(
        &mut self,
        reserved: &Reserved,
        shown: &Shown,
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let register = &self.ground.register;
        let form = &reserved.form.digest;
        if !self.frozen.contains_key(form) {
            let files = kept_files(register, form)?.filter(|files| knows(files));
            let frozen = files.and_then(|files| Frozen::new(&files, &mut Sink::default()));
            self.frozen.insert(form.clone(), frozen);
        }
        let black = Black {
            words: shown.words.clone(),
            ..Black::default()
        };
        let sheet = kept_files(register, &reserved.sheet)?;
        let sheet = sheet.and_then(|sheet| blackened_sheet(sheet, &black));
        let record = serde_json_canonicalizer::to_vec(&shown.value)?;
        let (Some(Some(frozen)), Some(sheet)) = (self.frozen.get(form), sheet) else {
            return Ok(None);
        };
        let pages = frozen.render(&sheet, &record, &mut Sink::default());
        Ok(pages.and_then(|pages| pages.pdf().ok()))
    }

    /// What lies beside it: the original of an external document, scans, controlled copies are not.
    fn beside(&mut self, pack: &mut Writer) -> anyhow::Result<()> {
        let register = &self.ground.register;
        let original = self
            .print
            .external()
            .map(|from| from.original.file.as_str());
        let scans = self.document.attached.iter();
        let scans = scans.filter(|scan| scan.what.revision == self.print.revision);
        let scans = scans.map(|scan| scan.what.file.as_str());
        for file in original.into_iter().chain(scans) {
            match register.document(file) {
                Some(bytes) => {
                    pack.add(file, &bytes)?;
                }
                None => {
                    let reason = Text::new(
                        format!("{file} 不在或读不出"),
                        format!("{file} is gone or cannot be read"),
                    );
                    self.withhold(&reason, "missing", 1);
                }
            }
        }
        Ok(())
    }

    fn name(&self, ending: &str) -> String {
        let number = file_name(&self.document.number);
        match self.print.revision {
            0 => format!("{number}{ending}"),
            revision => format!("{number}_r{revision}{ending}"),
        }
    }

    fn withhold(&mut self, reason: &Text, how: &str, files: usize) {
        let number = &self.document.number;
        let what = match how {
            "left out" => Text::new("整份未收入", "left out"),
            "scans left out" => Text::new("扫描件未收入", "scans left out"),
            _ => Text::new("文件缺失", "missing"),
        };
        let value = json!({
            "id": number,
            "what": self.ground.words(&what),
            "reason": self.ground.words(reason),
            "files": files,
        });
        self.evidence.withheld.push(value);
    }

    fn blackened(&mut self, reason: &Text, count: usize) {
        let what = Text::new(
            format!("遮盖 {count} 处"),
            format!("{count} texts blackened"),
        );
        let value = json!({
            "id": self.document.number,
            "what": self.ground.words(&what),
            "reason": self.ground.words(reason),
            "files": 2,
        });
        self.evidence.withheld.push(value);
    }
}

/// Whether a layout marks blackened prints: another would show the sheet as the one issued.
fn knows(files: &[KeptFile]) -> bool {
    let library = files.iter().filter(|file| file.path.starts_with("lib/"));
    let mut texts = library.map(|file| String::from_utf8_lossy(&file.bytes));
    texts.any(|text| text.contains("blackened"))
}

/// `page.json` of a blackened print: it says so, and its running texts are blackened too.
fn blackened_sheet(mut sheet: Vec<KeptFile>, black: &Black) -> Option<Vec<KeptFile>> {
    let page = sheet.iter_mut().find(|file| file.path == "page.json")?;
    let mut about: BTreeMap<String, Value> = serde_json::from_slice(&page.bytes).ok()?;
    if let Some(texts) = about.get("texts") {
        let text = black.text(&texts.to_string());
        about.insert("texts".to_owned(), serde_json::from_str(&text).ok()?);
    }
    about.insert("blackened".to_owned(), json!(true));
    page.bytes = serde_json::to_vec(&about).ok()?;
    Some(sheet)
}
