//! `new` and `import` on the command line.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::args::{Import, New, RecordFormat};
use super::{Exit, Session};
use crate::commands::import::Imported;
use crate::commands::{carry, import, new};
use crate::diag::{Sink, Text};
use crate::form::Form;
use crate::project::Project;
use crate::source::Source;

impl Session<'_> {
    pub(super) fn new_record(&self, asked: &New) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let form = self.find(&project, &asked.form, self.today(&project)?)?;
        let mut sink = Sink::default();
        let made = match format(asked)? {
            RecordFormat::Xlsx => self.workbook(&project, form, asked, &mut sink)?,
            format => self.text_record(&project, form, (asked, format), &mut sink)?,
        };
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        let Some((path, bytes)) = made else {
            return Ok(Exit::Failed);
        };
        match path {
            None => self.printer.text(&String::from_utf8_lossy(&bytes))?,
            Some(path) => {
                new::write(&path, &bytes)?;
                self.printer.written(&[path])?;
            }
        }
        Ok(self.answer(&found))
    }

    fn text_record(
        &self,
        project: &Project,
        form: &Form,
        (asked, format): (&New, RecordFormat),
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Made>> {
        let given = match &asked.from {
            Some(from) => carry::carry(project, form, from, sink)?,
            None => Map::new(),
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let (day, given) = (as_of.date_naive(), new::named(project, form, as_of, given));
        let text = match format {
            RecordFormat::Json => Some(new::json(form, day, given)),
            RecordFormat::Yaml => new::yaml(form, day, given, sink),
            RecordFormat::Toml | RecordFormat::Xlsx => new::new(form, day, given, sink),
        };
        Ok(text.map(|text| (asked.output.clone(), text.into_bytes())))
    }

    fn workbook(
        &self,
        project: &Project,
        form: &Form,
        asked: &New,
        sink: &mut Sink,
    ) -> anyhow::Result<Option<Made>> {
        let (form, given, from) = match &asked.from {
            Some(from) => self.taken_over(project, form, from, sink)?,
            None => (form, Map::new(), None),
        };
        let default = || PathBuf::from(format!("{}.xlsx", form.id));
        let path = asked.output.clone().unwrap_or_else(default);
        let request = new::Request {
            form,
            as_of: self.as_of(project.config.time_zone)?,
            language: asked.page_lang.map(Into::into),
            from,
        };
        let bytes = new::workbook(project, &request, given, sink)?;
        Ok(bytes.map(|bytes| (Some(path), bytes)))
    }

    /// All of a record of the same form, in its revision; of another what the form takes over from it.
    fn taken_over<'p>(
        &self,
        project: &'p Project,
        form: &'p Form,
        from: &str,
        sink: &mut Sink,
    ) -> anyhow::Result<(&'p Form, Map<String, Value>, Option<Source>)> {
        if let Some(record) = carry::whole(project, form, from, sink)? {
            let own = record.form(&project.forms).unwrap_or(form);
            let value = match record.document.value {
                Value::Object(value) => value,
                _ => Map::new(),
            };
            return Ok((own, value, Some(record.document.source)));
        }
        Ok((form, carry::carry(project, form, from, sink)?, None))
    }
}

impl Session<'_> {
    pub(super) fn import(&self, asked: &Import) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let request = import::Request {
            file: &asked.file,
            form: self.find(&project, &asked.form, self.today(&project)?)?,
            sheet: asked.sheet.as_deref(),
            list: asked.list.as_deref(),
            output: asked.output.as_deref(),
            dry_run: asked.dry_run,
            as_of: self.as_of(project.config.time_zone)?,
        };
        let mut sink = Sink::default();
        let made = import::import(&project, &request, &mut sink)?;
        let lines = made.map(|made| told(&made, &project, asked.dry_run));
        for line in lines.into_iter().flatten() {
            self.printer.say(line.zh, line.en)?;
        }
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        Ok(self.answer(&found))
    }
}

/// Files that are listed one by one.
const LISTED: usize = 10;

/// What an import did, in a few lines.
fn told(made: &Imported, project: &Project, dry_run: bool) -> Vec<Text> {
    let (rows, records) = (made.rows, made.files.len());
    let into = made.list.as_ref();
    let mut lines = vec![Text::new(
        format!(
            "读了 {rows} 行{}，{records} 份记录",
            into.map_or_else(String::new, |list| format!("（{}）", list.zh))
        ),
        format!(
            "read {}{}: {}",
            counted(rows, "row"),
            into.map_or_else(String::new, |list| format!(" ({})", list.en)),
            counted(records, "record")
        ),
    )];
    let (zh, en) = if dry_run {
        ("将生成", "would write")
    } else {
        ("已生成", "wrote")
    };
    let name = |path: &PathBuf| project.source(path).name().to_owned();
    let shown = made.files.iter().take(LISTED).map(name);
    lines.extend(shown.map(|file| Text::new(format!("{zh} {file}"), format!("{en} {file}"))));
    if let Some(last) = made.files.last().filter(|_| records > LISTED) {
        let last = name(last);
        lines.push(Text::same(format!("… {last}")));
    }
    if made.kept > 0 {
        lines.push(Text::new(
            format!("{} 份已存在，未改动", made.kept),
            format!("not written again: {}", made.kept),
        ));
    }
    if made.totals > 0 {
        lines.push(Text::new(
            format!("跳过合计行 {} 行", made.totals),
            format!("left out {} of totals", counted(made.totals, "row")),
        ));
    }
    if !made.unread.is_empty() {
        lines.push(Text::new(
            format!("未读取的列：{}", made.unread.join("、")),
            format!("columns not read: {}", made.unread.join(", ")),
        ));
    }
    lines
}

/// `1 row`, `2 rows`
fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}

/// What is written, and where to; to the screen where there is no file.
type Made = (Option<PathBuf>, Vec<u8>);

/// The kind of file that is asked for.
fn format(asked: &New) -> anyhow::Result<RecordFormat> {
    let ending = asked.output.as_deref().and_then(Path::extension);
    let ending = ending.map(|ending| ending.to_string_lossy().to_ascii_lowercase());
    let named = match ending.as_deref() {
        Some("xlsx") => Some(RecordFormat::Xlsx),
        Some("json") => Some(RecordFormat::Json),
        Some("yaml" | "yml") => Some(RecordFormat::Yaml),
        Some("toml") => Some(RecordFormat::Toml),
        _ => None,
    };
    match (asked.format, named) {
        (Some(format), Some(named)) if format != named => anyhow::bail!(
            "-o 的扩展名 .{0} 与 --format 不符 (the ending .{0} contradicts --format)",
            ending.unwrap_or_default()
        ),
        (asked, named) => Ok(asked.or(named).unwrap_or(RecordFormat::Toml)),
    }
}
