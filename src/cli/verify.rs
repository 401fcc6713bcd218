//! `verify` on the command line.

use std::path::Path;

use anyhow::ensure;

use super::args::{ListFormat, Verify};
use super::register::told;
use super::{Exit, Session};
use crate::commands::verify;

impl Session<'_> {
    pub(super) fn verify(&self, asked: &Verify) -> anyhow::Result<Exit> {
        let path = Path::new(&asked.what);
        if asked.prefix.is_empty() && verify::is_zip(path) {
            return self.verify_pack(path, asked.format);
        }
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let answer = if asked.prefix.is_empty() {
            ensure!(
                Path::new(&asked.what).exists(),
                "没有文件 {0}；核对纸件请写 编号 校验码 (there is no file {0}; for a paper give its number and check digits)",
                asked.what
            );
            verify::file(&project, Path::new(&asked.what))?
        } else {
            verify::number(&project, &asked.what, &asked.prefix.concat())?
        };
        match asked.format {
            ListFormat::Human => self.printer.coloured(&told::answer(
                &answer,
                &asked.what,
                &project,
                (self.printer.lang(), self.printer.colours()),
            ))?,
            ListFormat::Json => self
                .printer
                .text(&format!("{:#}\n", verify::json(&answer)))?,
        }
        Ok(if answer.is_good() {
            Exit::Clean
        } else {
            Exit::Findings
        })
    }
}
