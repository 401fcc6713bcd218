//! A register that was kept on paper or in Excel, taken over line by line.

use std::path::Path;

use chrono::NaiveDate;

use super::{Actor, keeper, of_form, told};
use crate::commands::issue;
use crate::diag::codes::register as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::{Act, Imported};
use crate::project::Project;
use crate::source::{At, Place, Pointer, Row, Source, Table, read_table};

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The table: CSV or XLSX.
    pub file: &'a Path,
    /// The sheet of a workbook; the first where it is not named.
    pub sheet: Option<&'a str>,
    /// The form of all lines, where no column says.
    pub form: Option<&'a str>,
    /// Look only.
    pub dry_run: bool,
}

const NUMBER: &[&str] = &[
    "编号",
    "文件编号",
    "记录编号",
    "number",
    "no.",
    "document number",
];
const FORM: &[&str] = &["表单", "表单名称", "表单代号", "form"];
const DATE: &[&str] = &[
    "日期",
    "发行日期",
    "发放日期",
    "date",
    "issued",
    "issue date",
];
const TITLE: &[&str] = &["名称", "标题", "内容", "主题", "title", "subject"];
const RECORD: &[&str] = &["记录", "记录代号", "record", "record id"];
const STATE: &[&str] = &["状态", "state", "status"];
const REASON: &[&str] = &["备注", "原因", "说明", "reason", "remark", "remarks"];

/// Where the columns stand.
struct Heads {
    /// The row of the heads.
    row: usize,
    columns: [Option<u32>; 7],
}

const COLUMNS: [&[&str]; 7] = [NUMBER, FORM, DATE, TITLE, RECORD, STATE, REASON];

/// Takes over all lines, or none where one of them is wrong; tells how many.
///
/// # Errors
/// When the register cannot be used or written.
pub fn import(
    project: &Project,
    actor: &Actor<'_>,
    asked: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<usize>> {
    if !keeper(project, actor, sink) {
        return Ok(None);
    }
    let shown = project.source(asked.file).name().to_owned();
    let table = match read_table(&shown, asked.file, asked.sheet) {
        Ok(table) => table,
        Err(fault) => {
            sink.push(Diagnostic::fault(
                &Source::table(shown, asked.file, None),
                &fault,
            ));
            return Ok(None);
        }
    };
    let Some(heads) = heads(&table) else {
        let message = Text::new(
            "找不到“编号”列的表头",
            "no head names the column of numbers",
        );
        let help = Text::new(
            "表头写 编号、表单、日期，可另有 名称、记录、状态、备注",
            "give the heads number, form and date; title, record, state and remark as well if you like",
        );
        sink.push(
            Diagnostic::error(code::NUMBER_UNFIT, message)
                .at(place(&table.source, 0, 0))
                .help(help),
        );
        return Ok(None);
    };
    let mut lines = Vec::new();
    let mut found = Sink::default();
    for row in table.rows.iter().skip(heads.row + 1) {
        match line(project, asked, (&table, &heads, row)) {
            Ok(Some(imported)) => lines.push((row, imported)),
            Ok(None) => {}
            Err(diagnostic) => found.push(*diagnostic),
        }
    }
    let (mut register, _) = issue::open(project, &actor.draft)?;
    let mut seen = std::collections::BTreeSet::new();
    for (row, imported) in &lines {
        if !seen.insert(&imported.number) || !register.entries_of(&imported.number)?.is_empty() {
            let number = &imported.number;
            let message = Text::new(
                format!("编号 {number} 已经用过"),
                format!("the number {number} has been used"),
            );
            found.push(told(code::NUMBER_UNFIT, message).at(cell(&table, &heads, row, 0)));
        }
    }
    let sound = found.diagnostics().is_empty();
    sink.merge(found);
    if !sound {
        return Ok(None);
    }
    let count = lines.len();
    if !asked.dry_run {
        let acts = lines
            .into_iter()
            .map(|(_, imported)| Act::Imported(imported));
        register.append_all(&actor.draft, acts.collect())?;
    }
    Ok(Some(count))
}

fn heads(table: &Table) -> Option<Heads> {
    table
        .rows
        .iter()
        .take(20)
        .enumerate()
        .find_map(|(at, row)| {
            let column = |names: &[&str]| {
                let named = |cell: &&(u32, crate::source::Cell)| {
                    let text = cell.1.shown().to_lowercase();
                    names.contains(&text.trim())
                };
                row.cells.iter().find(named).map(|(column, _)| *column)
            };
            let columns = COLUMNS.map(column);
            columns[0].is_some().then_some(Heads { row: at, columns })
        })
}

/// One line as an entry; `None` for a line without a number that has nothing else either.
fn line(
    project: &Project,
    asked: &Request<'_>,
    (table, heads, row): (&Table, &Heads, &Row),
) -> Result<Option<Imported>, Box<Diagnostic>> {
    let text = |column: usize| {
        let at = heads.columns[column]?;
        let cell = row.cells.iter().find(|(column, _)| *column == at)?;
        Some(cell.1.shown()).filter(|text| !text.is_empty())
    };
    let wrong = |column: usize, zh: String, en: String| {
        Box::new(told(code::NUMBER_UNFIT, Text::new(zh, en)).at(cell(table, heads, row, column)))
    };
    let Some(number) = text(0) else {
        if COLUMNS.iter().enumerate().all(|(at, _)| text(at).is_none()) {
            return Ok(None);
        }
        return Err(wrong(
            0,
            "这一行没有编号".to_owned(),
            "this line has no number".to_owned(),
        ));
    };
    let named = text(1)
        .or_else(|| asked.form.map(str::to_owned))
        .unwrap_or_default();
    let form = project
        .forms
        .find(&named)
        .and_then(|id| project.forms.in_force(id, NaiveDate::MAX));
    let form = form.or_else(|| {
        project
            .forms
            .all()
            .find(|form| named.is_empty() && of_form(form, &number).is_some())
    });
    let Some(form) = form else {
        return Err(wrong(
            1,
            format!("没有名为“{named}”的表单"),
            format!("there is no form `{named}`"),
        ));
    };
    let date = text(2).unwrap_or_default();
    let day = date.get(..10).unwrap_or(&date).replace(['/', '.'], "-");
    let Ok(date) = day.parse::<NaiveDate>() else {
        return Err(wrong(
            2,
            format!("看不懂日期“{date}”，请写 2026-03-01"),
            format!("cannot read `{date}` as a date: write 2026-03-01"),
        ));
    };
    let state = text(5).unwrap_or_default().to_lowercase();
    let reason = || text(6).unwrap_or_else(|| state.clone());
    let (mut withdrawn, mut voided) = (None, None);
    match state.as_str() {
        "" | "现行" | "有效" | "current" | "valid" => {}
        "收回" | "已收回" | "withdrawn" => withdrawn = Some(reason()),
        "作废" | "作废号" | "void" | "voided" => voided = Some(reason()),
        _ => {
            return Err(wrong(
                5,
                format!("看不懂状态“{state}”，请写 现行、收回 或 作废"),
                format!("unknown state `{state}`: write current, withdrawn or voided"),
            ));
        }
    }
    let (sheet, at) = (
        table
            .source
            .sheet()
            .map_or(String::new(), |sheet| format!("!{sheet}")),
        row.number + 1,
    );
    Ok(Some(Imported {
        serial: of_form(form, &number),
        form: form.id.clone(),
        date,
        record: text(4),
        title: text(3).unwrap_or_default(),
        withdrawn,
        voided,
        retention: form.retention,
        from: format!(
            "{}{sheet}:{at}",
            asked.file.file_name().unwrap_or_default().to_string_lossy()
        ),
        number,
    }))
}

fn cell(table: &Table, heads: &Heads, row: &Row, column: usize) -> Place {
    place(
        &table.source,
        row.number,
        heads.columns[column].unwrap_or_default(),
    )
}

fn place(source: &Source, row: u32, column: u32) -> Place {
    Place {
        source: source.clone(),
        at: At::Cell {
            pointer: Pointer::root(),
            row,
            column,
        },
    }
}
