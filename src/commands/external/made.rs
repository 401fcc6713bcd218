//! What the register is told of a document from outside, and keeps of it.

use anyhow::Context;
use serde_json::{Value, json};

use super::work::{COMMAND, Came};
use crate::commands::issue::{EXTERNAL, document_file, manifest, original_file};
use crate::commands::lists::memory;
use crate::diag::Sink;
use crate::entry::{Edition, External, Kept, Original, Reserved, check_digits};
use crate::form::Form;
use crate::register::{Piece, Taken};
use crate::render::{Control, KeptFile, Mode, Page, Renderer};

/// All that a reservation is made of, but for the number.
pub(super) struct Made<'a> {
    pub form: &'a Form,
    pub renderer: &'a Renderer<'a>,
    pub files: &'a [KeptFile],
    pub value: &'a Value,
    pub stamp: bool,
    pub corner: &'a str,
    pub came: &'a Came,
    pub by: &'a str,
    pub root: &'a std::path::Path,
}

impl Made<'_> {
    pub fn reserved(
        &self,
        taken: &Taken,
        (rules, fonts): (&str, &str),
        sink: &mut Sink,
    ) -> anyhow::Result<(Reserved, Vec<Piece>)> {
        let mut value = with_number(self.value, &taken.number);
        let signed = json!([{ "role": "prepared", "name": self.by, "at": taken.at.to_rfc3339() }]);
        value["sign_off"] = signed;
        let record = memory(self.form, value, COMMAND);
        let canonical = Piece::new(serde_json_canonicalizer::to_vec(&record.document.value)?);
        let control = Control {
            number: taken.number.clone(),
            revision: taken.revision,
            at: taken.at,
            by: self.by.to_owned(),
            check: check_digits(&canonical.digest).to_owned(),
        };
        let page = Page {
            mode: if self.stamp {
                Mode::Stamp
            } else {
                Mode::Issued
            },
            record: Some(&record),
            root: self.root,
        };
        let sheet = self.renderer.sheet_files(&page, &control, sink);
        let sheet = sheet.context("无法生成页面数据 (the page's data cannot be made)")?;
        let list = Piece::new(manifest(&sheet).canonical()?);
        let form = Piece::new(manifest(self.files).canonical()?);
        let reserved = Reserved {
            number: taken.number.clone(),
            revision: taken.revision,
            serial: taken.serial.clone(),
            form: Edition {
                id: self.form.id.clone(),
                revision: self.form.revision.clone(),
                number: self.form.number.clone(),
                title: self.form.title.zh.clone(),
                digest: form.digest.clone(),
            },
            record: Kept {
                id: taken.number.clone(),
                date: record.date.unwrap_or(taken.at.date_naive()),
                file: String::new(),
                digest: canonical.digest.clone(),
                source: canonical.digest.clone(),
                products: Vec::new(),
            },
            retention: self.form.retention,
            sheet: list.digest.clone(),
            fonts: fonts.to_owned(),
            rules: rules.to_owned(),
            file: document_file(EXTERNAL, &taken.number, taken.revision),
            reason: None,
            external: Some(Box::new(self.external(&record.document.value, taken))),
        };
        let files = sheet.iter().chain(self.files);
        let files = files.map(|file| Piece::new(file.bytes.as_slice()));
        let kept = [list, form, canonical].into_iter().chain(files).collect();
        Ok((reserved, kept))
    }

    fn external(&self, value: &Value, taken: &Taken) -> External {
        let text = |pointer: &str| {
            let text = value.pointer(pointer)?.as_str()?;
            Some(text.to_owned())
        };
        External {
            title: text("/title").unwrap_or_default(),
            kind: text("/kind").unwrap_or_default(),
            own_number: text("/own_number"),
            own_revision: text("/own_revision").unwrap_or_default(),
            customer: text("/customer/code"),
            source: text("/source"),
            received_on: text("/received_on").and_then(|day| day.parse().ok()),
            department: text("/department"),
            holder: text("/holder"),
            stamped: self.stamp.then(|| self.corner.to_owned()),
            original: Original {
                file: original_file(&taken.number, taken.revision, &self.came.name),
                name: self.came.name.clone(),
                digest: self.came.digest.clone(),
                bytes: self.came.bytes.len() as u64,
            },
        }
    }
}

pub(super) fn with_number(value: &Value, number: &str) -> Value {
    let mut value = value.clone();
    value["id"] = json!(number);
    value
}
