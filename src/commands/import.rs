//! `import`: rows of a CSV or XLSX become records, one for each row, or one with the rows as entries of a list.

mod findings;
mod target;
mod twins;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::ensure;
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::books::Books;
use super::{output, text};
use crate::check;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::{Form, Pattern};
use crate::project::Project;
use crate::record::Record;
use crate::record::table::{self, Heads};
use crate::record::workbook::{self, Layout};
use crate::schema::Outline;
use crate::source::{
    At, Document, Format, LIMITS, Linked, Place, Pointer, Source, Table, read_table,
};
use twins::Twins;

/// What is asked.
#[derive(Debug)]
pub struct Request<'a> {
    /// The table.
    pub file: &'a Path,
    /// The form of the records.
    pub form: &'a Form,
    /// The sheet; by default a workbook's first.
    pub sheet: Option<&'a str>,
    /// The list that the rows are entries of; by default as the heads say.
    pub list: Option<&'a str>,
    /// The folder for the records; by default `records/<form>`.
    pub output: Option<&'a Path>,
    /// Whether nothing is written.
    pub dry_run: bool,
    /// The moment it happens.
    pub as_of: DateTime<Tz>,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Imported {
    /// The list whose entries the rows are; `None` where each row is a record.
    pub list: Option<Text>,
    /// Rows that were read.
    pub rows: usize,
    /// Rows that were left out because they sum up others.
    pub totals: usize,
    /// The heads of columns that were not read.
    pub unread: Vec<String>,
    /// The files that were written, or would be.
    pub files: Vec<PathBuf>,
    /// Records that were not written because their file is there.
    pub kept: usize,
}

/// Reads the table and writes the records; `None` where the table cannot be read. What is wrong with either goes to the sink; a
/// record with mistakes is written all the same, to be mended there.
///
/// # Errors
/// When a record cannot be written, or would be too large to be read again.
pub fn import(
    project: &Project,
    request: &Request<'_>,
    sink: &mut Sink,
) -> anyhow::Result<Option<Imported>> {
    ensure!(
        request.sheet.is_some() || !is_record(request.file),
        "{0} 是录入表，已是一份记录：放进 records/ 即可 ({0} is an entry workbook, which is a record: put it into records/)",
        request.file.display()
    );
    let shown = project.source(request.file).name().to_owned();
    let table = match read_table(&shown, request.file, request.sheet) {
        Ok(table) => table,
        Err(fault) => {
            let source = Source::table(shown, request.file, None);
            sink.push(Diagnostic::fault(&source, &fault));
            return Ok(None);
        }
    };
    let Some(layout) = Layout::of(request.form, sink) else {
        return Ok(None);
    };
    let outline = request.form.schema(sink).map(|schema| schema.outline());
    let target = target::choose(&layout, &table.rows, request.list)?;
    let default = || project.root().join("records").join(&request.form.id);
    let folder = request.output.map_or_else(default, Path::to_owned);
    let mut import = Import {
        project,
        request,
        table: &table,
        outline: outline.unwrap_or_default(),
        twins: Twins::of(project, request.form, &folder),
        folder,
        books: Books::read(project, request.as_of),
        in_use: HashSet::new(),
        taken: HashSet::new(),
        made: Imported::default(),
    };
    let sheet = &layout.sheets[target];
    let read = if target == 0 {
        import.records(&sheet.heads, sink)?
    } else {
        import.made.list = Some(sheet.title.clone());
        import.entries(&sheet.heads, &sheet.list, sink)?
    };
    Ok(read.then_some(import.made))
}

/// Whether a file is an entry workbook.
fn is_record(file: &Path) -> bool {
    Format::of(file) == Some(Format::Workbook) && workbook::is_entry(file) == Some(true)
}

struct Import<'a> {
    project: &'a Project,
    request: &'a Request<'a>,
    table: &'a Table,
    outline: Vec<Outline>,
    folder: PathBuf,
    books: Books,
    /// What is there already.
    twins: Twins,
    /// Ids of the table that other records have.
    in_use: HashSet<String>,
    /// Files that were written, or would have been.
    taken: HashSet<PathBuf>,
    made: Imported,
}

impl Import<'_> {
    /// A record for each row.
    fn records(&mut self, heads: &Heads, sink: &mut Sink) -> anyhow::Result<bool> {
        let Some(read) = table::rows(self.table, heads, sink) else {
            return Ok(false);
        };
        self.made.rows = read.rows.len();
        self.made.totals = read.totals;
        self.made.unread = read.unread();
        let columns = read.linked(heads);
        self.reserve(&read.rows);
        for (row, value) in read.rows {
            let linked = Linked {
                rows: HashMap::from([(Pointer::root(), row)]),
                columns: columns.clone(),
                ..self.linked(read.head)
            };
            self.record(value, Some(row), linked, sink)?;
        }
        Ok(true)
    }

    /// One record with the rows as entries of a list.
    fn entries(&mut self, heads: &Heads, list: &str, sink: &mut Sink) -> anyhow::Result<bool> {
        let pointer = list
            .split('.')
            .fold(Pointer::root(), |at, key| at.join(key));
        let Some(read) = table::entries(self.table, heads, &pointer, sink) else {
            return Ok(false);
        };
        self.made.rows = read.items.len();
        self.made.totals = read.totals;
        self.made.unread = read.unread;
        let mut value = Map::new();
        table::put(&mut value, list, Value::Array(read.items));
        self.record(value, None, read.linked, sink)?;
        Ok(true)
    }

    /// Takes the ids that the table gives, so that no row without one gets any of them.
    fn reserve(&mut self, rows: &[(u32, Map<String, Value>)]) {
        let ids = rows.iter().filter_map(|(_, row)| row.get("id")?.as_str());
        let (used, free): (Vec<&str>, Vec<&str>) = ids.partition(|id| self.books.knows(id));
        self.in_use = used.into_iter().map(str::to_owned).collect();
        free.into_iter().for_each(|id| self.books.take(id));
    }

    fn linked(&self, heads: u32) -> Linked {
        Linked {
            source: self.table.source.clone(),
            digest: self.table.digest.clone(),
            list: Pointer::root(),
            heads,
            columns: Vec::new(),
            rows: HashMap::new(),
            cells: HashMap::new(),
        }
    }

    /// Checks and writes a record.
    fn record(
        &mut self,
        mut value: Map<String, Value>,
        row: Option<u32>,
        linked: Linked,
        sink: &mut Sink,
    ) -> anyhow::Result<()> {
        let form = self.request.form;
        let given = value.get("id").and_then(Value::as_str).map(str::to_owned);
        let is_given = given.is_some();
        if let Some(twin) = self.twins.of_row(&value).filter(|_| !is_given) {
            let place = findings::linked_place(&linked, row);
            sink.push(findings::imported(twin).at(place));
            self.made.kept += 1;
            return Ok(());
        }
        let id = given.unwrap_or_else(|| self.id(&value, row));
        value.insert("form".to_owned(), form.id.as_str().into());
        value.insert("id".to_owned(), id.as_str().into());
        let path = self.folder.join(crate::id::file_name(&id) + ".toml");
        let source = self.project.source(&path).with_tables(vec![linked]);
        let at = |key| Place {
            source: source.clone(),
            at: At::Value(Pointer::root().join(key)),
        };
        if !self.write(&path, &value)? {
            self.made.kept += 1;
            sink.push(findings::exists(source.name(), &id).at(at("id")));
            return Ok(());
        }
        if self.in_use.contains(&id) {
            sink.push(findings::in_use(&id).at(at("id")));
        }
        let document = Document {
            source: source.clone(),
            value: Value::Object(value),
            digest: self.table.digest.clone(),
        };
        check::record(&Record::of(form.id.clone(), document), form, sink);
        self.made.files.push(path);
        Ok(())
    }

    /// The id of a record that the table gives none: the next free number, or the row where numbers are not only counted.
    fn id(&mut self, value: &Map<String, Value>, row: Option<u32>) -> String {
        let form = self.request.form;
        let date = value.get("date").and_then(Value::as_str);
        let date: Option<NaiveDate> = date.and_then(|date| date.parse().ok());
        if Pattern::parse(&form.record_number.pattern).is_counted() {
            let today = self.request.as_of.date_naive();
            return self.books.next_id(form, date.unwrap_or(today));
        }
        let stem = self.request.file.file_stem().unwrap_or_default();
        let stem = stem
            .to_string_lossy()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join("-");
        match row {
            Some(row) => format!("{stem}-{}", row + 1),
            None => stem,
        }
    }

    /// Writes a record, unless its file is there.
    fn write(&mut self, path: &Path, value: &Map<String, Value>) -> anyhow::Result<bool> {
        let form = self.request.form;
        let heading = format!(
            "# {} {} · 由 {2} 导入 · imported from {2}\n",
            form.title.zh,
            form.title.en,
            self.table.source.name(),
        );
        let text = heading + &text::plain(form, &self.outline, value);
        ensure!(
            text.len() as u64 <= LIMITS.bytes,
            "行数太多，一份记录放不下：请在记录中引用表格，如 lines = {{ table = \"…\" }} \
             (too many rows for a record: let it name the table, as in lines = {{ table = \"…\" }})"
        );
        if !self.taken.insert(path.to_owned()) || path.exists() {
            return Ok(false);
        }
        Ok(self.request.dry_run || output::create(path, text.as_bytes())?)
    }
}
