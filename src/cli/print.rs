//! Everything that reaches the terminal: results on standard output, findings beside results on standard error.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};
use anyhow::Result;
use unicode_width::UnicodeWidthStr;

use super::args::{ColorArg, FindingFormat, Global};
use super::audit;
use super::documents;
use super::duties;
use super::figures;
use super::register::told;
use crate::commands::demo::{BLANKS, DRAFTS, PACK, Tour};
use crate::commands::due::Owed;
use crate::commands::fill::Filled;
use crate::commands::issue::{Document, Settled, Settlement};
use crate::diag::human::Look;
use crate::diag::{
    Diagnostic, Lang, Report, Text, csv, due_hint, human, json, junit, line, sarif, summary,
};
use crate::entry::CopyGiven;
use crate::form::Form;

/// How this run talks.
pub(super) struct Printer {
    lang: Lang,
    quiet: bool,
    color: ColorArg,
}

impl Printer {
    pub fn new(global: &Global) -> Self {
        Self {
            lang: global.lang.into(),
            quiet: global.quiet,
            color: global.color,
        }
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    pub fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> Result<()> {
        if !self.quiet {
            writeln!(io::stdout(), "{}", Text::new(zh, en).get(self.lang))?;
        }
        Ok(())
    }

    fn choice(&self, terminal: bool) -> ColorChoice {
        match self.color {
            ColorArg::Always => ColorChoice::Always,
            ColorArg::Never => ColorChoice::Never,
            ColorArg::Auto if terminal && std::env::var_os("NO_COLOR").is_none() => {
                ColorChoice::Auto
            }
            ColorArg::Auto => ColorChoice::Never,
        }
    }

    fn look(&self, color: ColorChoice) -> Look {
        Look {
            lang: self.lang,
            color: color != ColorChoice::Never,
            ..Look::default()
        }
    }

    /// Whether results on the terminal are coloured.
    pub fn colours(&self) -> bool {
        self.choice(io::stdout().is_terminal()) != ColorChoice::Never
    }

    /// A result with colours, which are left out where nobody sees them.
    pub fn coloured(&self, text: &str) -> Result<()> {
        let choice = self.choice(io::stdout().is_terminal());
        let mut out = AutoStream::new(io::stdout().lock(), choice);
        Ok(out.write_all(text.as_bytes())?)
    }

    /// Text that is itself the result.
    pub fn text(&self, text: &str) -> Result<()> {
        Ok(io::stdout().write_all(text.as_bytes())?)
    }

    /// Findings beside a result, on standard error.
    pub fn findings(&self, found: &[Diagnostic]) -> Result<()> {
        let choice = self.choice(io::stderr().is_terminal());
        let mut out = AutoStream::new(io::stderr().lock(), choice);
        Ok(human::write(&mut out, found, self.look(choice))?)
    }

    /// Why the work could not be done, on standard error.
    pub fn failure(&self, error: &anyhow::Error) {
        let word = Text::new("错误", "error");
        let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        // Nobody can be told that nobody can be told.
        let _ = writeln!(
            io::stderr(),
            "{}: {}",
            word.get(self.lang),
            causes.join(": ")
        );
    }

    /// Findings as the result, on standard output.
    pub fn report(&self, report: &Report<'_>, format: FindingFormat) -> Result<()> {
        if format == FindingFormat::Human {
            return self.report_to_people(report);
        }
        let write = match format {
            FindingFormat::Human | FindingFormat::Line => line::write,
            FindingFormat::Json => json::write,
            FindingFormat::Sarif => sarif::write,
            FindingFormat::Junit => junit::write,
            FindingFormat::Csv => csv::write,
        };
        let mut out = BufWriter::new(io::stdout().lock());
        write(&mut out, report, self.lang)?;
        Ok(out.flush()?)
    }

    fn report_to_people(&self, report: &Report<'_>) -> Result<()> {
        let choice = self.choice(io::stdout().is_terminal());
        let mut out = AutoStream::new(io::stdout().lock(), choice);
        human::report(&mut out, report, self.look(choice))?;
        if !self.quiet {
            writeln!(out, "{}", summary(report.tally, self.lang))?;
            if let Some(hint) = due_hint(report.tally, self.lang) {
                writeln!(out, "{hint}")?;
            }
        }
        Ok(())
    }

    /// Files that were written.
    pub fn written(&self, files: &[PathBuf]) -> Result<()> {
        files.iter().try_for_each(|file| {
            self.say(
                format!("已生成 {}", file.display()),
                format!("wrote {}", file.display()),
            )
        })
    }

    pub fn filled(&self, filled: &[Filled]) -> Result<()> {
        for form in filled {
            let files: Vec<String> = form
                .files
                .iter()
                .map(|file| file.display().to_string())
                .collect();
            let pages = if form.pages == 1 { "page" } else { "pages" };
            self.say(
                format!(
                    "已填写 {} → {}（{} 页）",
                    form.record,
                    files.join("、"),
                    form.pages
                ),
                format!(
                    "filled {} → {} ({} {pages})",
                    form.record,
                    files.join(", "),
                    form.pages
                ),
            )?;
        }
        Ok(())
    }

    /// The first of each form, and how many there are.
    fn filled_by_form(&self, filled: &[Filled]) -> Result<()> {
        let mut forms: Vec<&str> = filled.iter().map(|filled| filled.form.as_str()).collect();
        forms.sort_unstable();
        forms.dedup();
        for form in forms {
            let of_form: Vec<&Filled> =
                filled.iter().filter(|filled| filled.form == form).collect();
            let Some(file) = of_form.first().and_then(|filled| filled.files.first()) else {
                continue;
            };
            let (count, file) = (of_form.len(), file.display());
            self.say(
                format!("{form}：{count} 份，如 {file}"),
                format!("{form}: {count}, such as {file}"),
            )?;
        }
        Ok(())
    }

    pub fn not_filled(&self, count: usize) -> Result<()> {
        let noun = if count == 1 {
            "record was"
        } else {
            "records were"
        };
        let words = Text::new(
            format!("{count} 份记录未填写，原因见上"),
            format!("{count} {noun} not filled; see above"),
        );
        Ok(writeln!(io::stderr(), "{}", words.get(self.lang))?)
    }

    /// A document issued.
    pub fn issued(&self, document: &Document) -> Result<()> {
        let Document {
            number,
            revision,
            record,
            file,
            pages,
            check,
        } = document;
        let again = if *revision > 0 {
            format!(" r{revision}")
        } else {
            String::new()
        };
        let noun = if *pages == 1 { "page" } else { "pages" };
        self.say(
            format!("已发行 {record} → {number}{again}（{pages} 页，校验码 {check}）：{file}"),
            format!("issued {record} → {number}{again} ({pages} {noun}, check {check}): {file}"),
        )
    }

    /// What became of an issue that an earlier run had left unfinished.
    pub fn settled(&self, settled: &Settled) -> Result<()> {
        let Settled {
            number,
            revision,
            outcome,
        } = settled;
        match outcome {
            Settlement::Completed => self.say(
                format!("上次中断的 {number}（修订 {revision}）已补完"),
                format!("completed {number} (revision {revision}), which had been interrupted"),
            ),
            Settlement::Voided(reason) => self.say(
                format!("上次中断的 {number}（修订 {revision}）已作废：{reason}"),
                format!(
                    "voided {number} (revision {revision}), which had been interrupted: {reason}"
                ),
            ),
        }
    }

    pub fn not_issued(&self, count: usize) -> Result<()> {
        let noun = if count == 1 {
            "record was"
        } else {
            "records were"
        };
        let words = Text::new(
            format!("{count} 份记录未发行，原因见上"),
            format!("{count} {noun} not issued; see above"),
        );
        Ok(writeln!(io::stderr(), "{}", words.get(self.lang))?)
    }

    pub fn initialised(&self, folder: &Path, files: &[PathBuf]) -> Result<()> {
        let (folder, count) = (folder.display(), files.len());
        self.say(
            format!("已在 {folder} 建立项目（{count} 个文件）。先改 wenkong.toml，再把记录放进 records/。"),
            format!("made a project in {folder} ({count} files). Edit wenkong.toml, then put records into records/."),
        )
    }

    pub fn forms(&self, forms: &[&Form]) -> Result<()> {
        let heads = match self.lang {
            Lang::Zh => ["编号", "版本", "名称", "代号", "生效", "保存期限"],
            Lang::En => ["number", "rev.", "title", "id", "effective", "retention"],
        };
        let mut rows = vec![heads.map(str::to_owned)];
        rows.extend(forms.iter().map(|form| {
            [
                form.number.clone(),
                form.revision.clone(),
                form.title.get(self.lang).to_owned(),
                form.id.clone(),
                form.effective.to_string(),
                form.retention.text().get(self.lang).to_owned(),
            ]
        }));
        self.text(&columns(&rows))
    }

    pub fn tour(&self, tour: &Tour, report: &Report<'_>, owed: &[Owed<'_>]) -> Result<()> {
        let day = report.as_of.date_naive();
        let folder = tour.folder.display();
        let name = tour.project.company.name.get(self.lang);
        if tour.fresh {
            self.say(
                format!("示例公司 {name} 已建立在 {folder}"),
                format!("made the example company {name} in {folder}"),
            )?;
        } else {
            self.say(
                format!("沿用 {folder} 中已有的项目"),
                format!("using the project that is in {folder}"),
            )?;
        }
        self.say("", "")?;
        self.say(
            format!("一、有效的表单（{day}）"),
            format!("1. the forms in force on {day}"),
        )?;
        self.forms(&crate::commands::forms::forms(&tour.project, day))?;
        self.say("", "")?;
        self.say("二、检查记录", "2. the records, checked")?;
        if !self.quiet {
            let told = report.findings.iter().filter(|found| found.counts());
            let told: Vec<Diagnostic> = told.cloned().collect();
            let findings = Report {
                findings: &told,
                ..*report
            };
            self.report(&findings, FindingFormat::Line)?;
        }
        let summary = summary(report.tally, self.lang);
        self.say(summary.clone(), summary)?;
        self.say("", "")?;
        self.say(
            "三、30 天内谁应做什么（wenkong due）",
            "3. who owes what within 30 days (wenkong due)",
        )?;
        self.coloured(&duties::list(owed, self.lang, self.colours()))?;
        self.say("", "")?;
        self.say(
            "四、顾客分类（wenkong customers rank）",
            "4. classes of customers (wenkong customers rank)",
        )?;
        self.text(&figures::ranking(&tour.ranking, self.lang))?;
        self.say("", "")?;
        self.say("五、填写成表单（草稿）", "5. the forms, filled (drafts)")?;
        self.filled_by_form(&tour.filled)?;
        self.say("", "")?;
        self.say(
            "六、发行：编号、受控 PDF、台账（wenkong issue、wenkong verify）",
            "6. issued: number, controlled PDF, register (wenkong issue, wenkong verify)",
        )?;
        tour.issued.iter().try_for_each(|one| self.issued(one))?;
        if let Some(answer) = &tour.verified {
            let file = answer.print.as_ref().map_or("", |print| &print.file);
            let look = (self.lang, self.colours());
            self.coloured(&told::answer(answer, file, &tour.project, look))?;
        }
        self.say("", "")?;
        self.say(
            "七、外来文件和受控副本（wenkong external、wenkong copies）",
            "7. documents from outside, and controlled copies (wenkong external, wenkong copies)",
        )?;
        for drawing in &tour.drawings {
            let told = documents::registered(drawing);
            self.say(told.zh, told.en)?;
        }
        for copy in &tour.copies {
            self.copy_given(copy, &copy.file)?;
        }
        if !self.quiet {
            self.report(&Report::of(&tour.cites, report.as_of), FindingFormat::Line)?;
        }
        self.say("", "")?;
        self.say(
            "八、审核报告和证据包（wenkong audit、wenkong verify）",
            "8. audit report and evidence pack (wenkong audit, wenkong verify)",
        )?;
        if let Some(audit) = &tour.audit {
            self.text(&audit::verdict(&audit.report, self.lang))?;
        }
        self.say("", "")?;
        self.say("九、供手写的空白表", "9. blank forms to fill in by hand")?;
        self.written(&tour.blanks)?;
        self.say("", "")?;
        self.say(
            format!("打开看看：{folder}/issued（已发行）、{folder}/{PACK}（证据包）、{folder}/{DRAFTS}（草稿）、{folder}/{BLANKS}（空白）、{folder}/records（数据）、{folder}/VIOLATIONS.md（故意留下的问题）"),
            format!("have a look: {folder}/issued (issued), {folder}/{PACK} (evidence pack), {folder}/{DRAFTS} (drafts), {folder}/{BLANKS} (blank), {folder}/records (data), {folder}/VIOLATIONS.md (what is wrong on purpose)"),
        )
    }

    /// A controlled copy made and given.
    pub fn copy_given(&self, copy: &CopyGiven, file: &str) -> Result<()> {
        let (number, no, to) = (&copy.number, copy.copy, &copy.department);
        self.say(
            format!("{number} 分发号 {no:02} → {to}：{file}"),
            format!("copy {no:02} of {number} → {to}: {file}"),
        )
    }
}

/// Rows as columns that align, also where Chinese characters are two columns wide.
pub(super) fn columns(rows: &[impl AsRef<[String]>]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows.iter().map(AsRef::as_ref) {
        widths.resize(widths.len().max(row.len()), 0);
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .as_ref()
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())))
            .collect();
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}
