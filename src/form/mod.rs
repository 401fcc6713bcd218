//! Controlled forms: folders of data, `forms/<id>/<revision>/`.

mod catalogue;
mod folder;
mod number;
mod table;
mod written;

pub use catalogue::Catalogue;
pub use folder::Folder;
pub use number::{FirstNumber, MissingNumber, Pattern, Serial};
pub use table::{OWN, Table};

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::diag::{Sink, Text};
use crate::schema::Schema;
use crate::source::{Pointer, Source};

/// One frozen state of a controlled form, from `form.toml`. Schema and layout beside it are read when first needed.
#[derive(Debug)]
pub struct Form {
    /// `order-review`: the name of its folder, and what records say after `form =`.
    pub id: String,
    /// `A/0`
    pub revision: String,
    /// The form's own number in the company's system, `QR-MK-002`.
    pub number: String,
    /// Printed at the head of each sheet; a company can put its own in `[forms.<id>]`.
    pub title: Text,
    /// Other names in use; accepted in records, shown under the title.
    pub aliases: Vec<String>,
    /// First day on which this revision is in force.
    pub effective: NaiveDate,
    /// Whether the revision waits for its release: another one is in use, and nobody has approved this one.
    pub held: bool,
    /// How long its records are kept, printed at the foot of each page.
    pub retention: Retention,
    /// Paper name as Typst knows it, `a4`.
    pub paper: String,
    /// Whether the paper lies on its long side.
    pub landscape: bool,
    /// Roles that may issue it.
    pub issued_by: Vec<String>,
    /// Signatures the form asks for, in order.
    pub sign: Vec<Signature>,
    /// The table `[record_number]` of `form.toml`.
    pub record_number: RecordNumber,
    /// Whether it has a layout; what has none is data, such as a table of orders.
    pub printed: bool,
    /// What a new record takes over from records of other forms.
    pub carry: Vec<Carry>,
    /// What of its records must not leave the house without consent.
    pub withhold: Vec<Withhold>,
    /// How lists are read from tables, by the list's name.
    pub tables: BTreeMap<String, Table>,
    /// Running texts (a letter's body), by name.
    pub texts: BTreeMap<String, Template>,
    /// Version of the layout library, `forms/lib/<version>`.
    pub lib: String,
    /// `form.toml` itself.
    pub source: Source,
    folder: Folder,
    /// The revision's folder inside `folder`.
    path: String,
    schema: OnceLock<Result<Schema, String>>,
}

/// What a new record takes over from a record of another form, or from an entry of one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Carry {
    /// The other form.
    pub from: String,
    /// The list of the entry; `None` where the whole record is the source.
    pub each: Option<String>,
    /// Dotted paths here and there; numbers are places in lists, `*` in both is every item of the list there. `@ref` is how the source is cited; a leading `=` is a text as
    /// it stands.
    pub fields: BTreeMap<String, String>,
}

/// What of a record is shown to nobody outside without the customer's consent (procedure 4.4).
#[derive(Debug, Clone, PartialEq)]
pub struct Withhold {
    /// The list whose items are looked at; `None` for the whole record.
    pub each: Option<String>,
    /// Dotted paths with the values for which it goes; `""` is a value that is missing. All of them must hold.
    pub when: BTreeMap<String, Vec<serde_json::Value>>,
    /// Dotted paths that are blackened; none where the whole document is left out.
    pub fields: Vec<String>,
    /// The list of consents: whoever its items name in `to` may see it.
    pub consent: Option<String>,
    /// Why, as a report says it.
    pub reason: Text,
}

/// How long a record of the form is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub struct Retention {
    /// Full years from the record's date or, with `product_life`, from the end of that life.
    pub years: u32,
    /// Counted from the end of the product's life instead of the record's date.
    #[serde(default)]
    pub product_life: bool,
}

impl Retention {
    /// "产品寿命期 + 1 年" / "product life + 1 year"
    pub fn text(self) -> Text {
        let unit = if self.years == 1 { "year" } else { "years" };
        let (zh, en) = if self.product_life {
            ("产品寿命期 + ", "product life + ")
        } else {
            ("", "")
        };
        Text::new(
            format!("{zh}{} 年", self.years),
            format!("{en}{} {unit}", self.years),
        )
    }
}

/// A minijinja template over the record, in both languages, and where it is written.
#[derive(Debug, Clone)]
pub struct Template {
    /// The template as written, with its `{{ … }}` and `{% … %}`.
    pub words: Text,
    /// `form.toml`, or the company's `wenkong.toml`.
    pub source: Source,
    /// Where in `source`: `/texts/<name>`, or `/forms/<id>/texts/<name>`.
    pub pointer: Pointer,
}

/// One box of the signature block.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Signature {
    /// `prepared`, `reviewed`, `approved`: what a record's `sign_off` names.
    pub role: String,
    /// Who signs, as a Chinese page says it: `审核（品质负责人）`.
    pub zh: String,
    /// Who signs, as an English page says it: `Reviewed (head of quality)`.
    pub en: String,
    /// The signer holds one of these roles of `wenkong.toml`; any person may sign where none is named.
    #[serde(default, skip_serializing)]
    pub held: Vec<String>,
}

/// How records of the form are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct RecordNumber {
    /// Literals and `{year} {yy} {month} {department} {class} {seq:4}`.
    pub pattern: String,
    /// When `{seq}` begins again; each year where `form.toml` does not say.
    #[serde(default)]
    pub reset: Reset,
}

/// When the sequence of a number pattern starts again at 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reset {
    /// With the first record of a calendar year.
    #[default]
    Year,
    /// With the first record of a calendar month.
    Month,
    /// It runs on through the years.
    Never,
}

impl Form {
    /// The schema of its records. A broken one is told once per call, at `schema.json`.
    pub fn schema(&self, sink: &mut Sink) -> Option<&Schema> {
        let source = || self.file("schema.json");
        match self.schema.get_or_init(|| self.compile_schema(&source())) {
            Ok(schema) => Some(schema),
            Err(error) => {
                sink.push(written::broken(&source(), error));
                None
            }
        }
    }

    fn compile_schema(&self, source: &Source) -> Result<Schema, String> {
        let parse = |source: &Source| {
            let mut sink = Sink::default();
            let document = crate::diag::read(source, &mut sink);
            document.map(|document| document.value).ok_or_else(|| {
                let worst = sink.diagnostics().first();
                worst
                    .map(|diagnostic| diagnostic.message.en.clone())
                    .unwrap_or_default()
            })
        };
        let (folder, path) = self.lib_folder();
        let common = folder.source(&format!("{path}/common.json"));
        Schema::compile(
            &self.id,
            parse(source)?,
            &[("wenkong:common".to_owned(), parse(&common)?)],
        )
    }

    /// A file of the revision's folder: `form.typ`, `schema.json`, `example.toml`.
    pub fn file(&self, name: &str) -> Source {
        self.folder.source(&format!("{}/{name}", self.path))
    }

    /// The bytes of a file of the revision's folder.
    pub fn bytes(&self, name: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
        self.folder.bytes(&format!("{}/{name}", self.path))
    }

    /// The layout library's files that layouts import, by name.
    pub fn lib_files(&self) -> Vec<(String, Source)> {
        let (folder, path) = self.lib_folder();
        let names = folder
            .files(&path)
            .into_iter()
            .filter(|name| name.ends_with(".typ"));
        names
            .map(|name| (name.clone(), folder.source(&format!("{path}/{name}"))))
            .collect()
    }

    /// The definitions that schemas share, beside the layout library.
    pub fn common(&self) -> Option<std::borrow::Cow<'static, [u8]>> {
        let (folder, path) = self.lib_folder();
        folder.bytes(&format!("{path}/common.json"))
    }

    /// A company's form may bring a library of its own; else the built-in one serves.
    fn lib_folder(&self) -> (Folder, String) {
        let path = format!("lib/{}", self.lib);
        let own = !self.folder.files(&path).is_empty();
        (
            if own {
                self.folder.clone()
            } else {
                Folder::Builtin(&crate::builtin::FORMS)
            },
            path,
        )
    }

    /// Whether the form comes inside the program.
    pub fn is_builtin(&self) -> bool {
        matches!(self.folder, Folder::Builtin(_))
    }
}
