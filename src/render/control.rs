//! What turns a sheet into a controlled document: number, time of issue, check digits, QR code.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat};
use qrcode::bits::Bits;
use qrcode::render::svg;
use qrcode::types::QrError;
use qrcode::{EcLevel, QrCode, Version};
use serde_json::{Value, json};

use super::KeptFile;
use crate::id;

/// What makes a sheet a controlled one: given by the issue register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The record number, `CAPA-2026-005`: printed in the head in place of the record's own `number`.
    pub number: String,
    /// 0 for the first issue, 1 for its first correction, and so on.
    pub revision: u32,
    /// Time of issue, with the project's offset.
    pub at: DateTime<FixedOffset>,
    /// Who issued it.
    pub by: String,
    /// The first 16 hex digits of the digest of the canonical record: printed, and in the QR code.
    pub check: String,
}

/// What makes one print of a controlled document a counted copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyMark {
    /// 分发号, from 1.
    pub no: u32,
    /// The department it is given to.
    pub to: String,
    /// The person it is given to.
    pub holder: Option<String>,
    /// The day it is given.
    pub on: NaiveDate,
}

impl CopyMark {
    /// `control.copy` in `page.json`.
    fn about(&self) -> Value {
        let mut about = json!({ "no": self.no, "to": self.to, "on": self.on });
        if let Some(holder) = &self.holder {
            about["holder"] = json!(holder);
        }
        about
    }

    /// The same sheet as a copy: `page.json` says so, nothing else differs. `None` if it is no sheet of an issued document.
    pub fn mark(&self, sheet: &[KeptFile]) -> Option<Vec<KeptFile>> {
        let mut sheet = sheet.to_vec();
        let page = sheet.iter_mut().find(|file| file.path == "page.json")?;
        let mut about: Value = serde_json::from_slice(&page.bytes).ok()?;
        about
            .get_mut("control")?
            .as_object_mut()?
            .insert("copy".to_owned(), self.about());
        page.bytes = about.to_string().into_bytes();
        Some(sheet)
    }
}

impl Control {
    /// `control` in `page.json`. The record is not in it.
    pub(super) fn about(&self) -> Value {
        json!({
            "revision": self.revision,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Secs, false),
            "by": self.by,
            "check": self.check,
            "file": format!("{}.json", id::file_name(&self.number)),
        })
    }
}

/// The QR code of a text as SVG, one unit a module, with its quiet zone.
///
/// The text goes in as UTF-8, and says so where it is not ASCII: left to itself the encoder takes some Chinese characters
/// for Shift-JIS.
pub(super) fn qr(text: &str) -> Result<String, QrError> {
    let bits = (1..=40)
        .find_map(|version| match bits(text, Version::Normal(version)) {
            Err(QrError::DataTooLong) => None,
            bits => Some(bits),
        })
        .unwrap_or(Err(QrError::DataTooLong))?;
    let code = QrCode::with_bits(bits, EcLevel::M)?;
    let mut drawing = code.render::<svg::Color<'_>>();
    Ok(drawing.quiet_zone(true).module_dimensions(1, 1).build())
}

/// The text as the bits of a code of this size.
fn bits(text: &str, version: Version) -> Result<Bits, QrError> {
    /// The number of UTF-8 in AIM's list of Extended Channel Interpretations.
    const UTF_8: u32 = 26;
    let mut bits = Bits::new(version);
    if !text.is_ascii() {
        bits.push_eci_designator(UTF_8)?;
    }
    bits.push_byte_data(text.as_bytes())?;
    bits.push_terminator(EcLevel::M)?;
    Ok(bits)
}
