//! A company's folder: where it begins, what it says of itself, and the forms it uses.

mod config;
mod files;
mod standing;

pub use config::{Config, Procedure};
pub use files::records_in;
pub use standing::BUILTIN;
use standing::{Kept, Standing};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Offset};
use chrono_tz::Tz;

use crate::calendar::Calendar;
use crate::check::Standards;
use crate::diag::codes::{config as code, record};
use crate::diag::{Diagnostic, Sink, Text};
use crate::entry::Ledger;
use crate::form::{Catalogue, Form, OWN, Template};
use crate::organisation::Organisation;
use crate::record::workbook::Layout;
use crate::register::Register;
use crate::render::{Company, Language};
use crate::rule::{Changes, Rules};
use crate::source::{Pointer, Source};
use crate::waiver::Waivers;

/// The name of the file that makes a folder a project.
pub const CONFIG_FILE: &str = "wenkong.toml";
/// The file of accepted findings, beside it.
pub const WAIVER_FILE: &str = "waivers.toml";

/// A project, opened. Outside of one, the program works with built-in forms and no company.
#[derive(Debug)]
pub struct Project {
    /// `None` outside of a project.
    root: Option<PathBuf>,
    /// Where the user stands: names in messages are relative to it.
    stand: PathBuf,
    /// What `wenkong.toml` says; defaults where it is missing or broken.
    pub config: Config,
    /// Working days and hours: built-in, the project's own `rules/calendar`, and `[calendar]`.
    pub calendar: Calendar,
    /// The forms at hand, with the company's numbers, titles and texts already in place.
    pub forms: Catalogue,
    /// What a page shows of the company, its logo read from disk.
    pub company: Company,
    /// Departments and people.
    pub organisation: Arc<Organisation>,
    standing: Standing,
    /// `wenkong.toml`, for findings about it.
    source: Option<Source>,
}

impl Project {
    /// Opens the project at `root`, or the one found upwards from `stand`. Errors in the sink are errors of the
    /// configuration or the forms: what needs the project cannot be done.
    pub fn open(root: Option<&Path>, stand: &Path, sink: &mut Sink) -> Self {
        let found = root.map(Path::to_owned).or_else(|| find(stand));
        Self::standing_by(found, stand, Standing::Present, sink)
    }

    /// The same project with the rules, calendar, configuration and waivers that the register kept, by path and bytes.
    pub fn earlier(&self, files: &[(String, Vec<u8>)], sink: &mut Sink) -> Self {
        let kept = Kept::of(files, self.root(), &self.stand);
        let standing = Standing::Kept(Box::new(kept));
        Self::standing_by(self.root.clone(), &self.stand, standing, sink)
    }

    fn standing_by(
        found: Option<PathBuf>,
        stand: &Path,
        standing: Standing,
        sink: &mut Sink,
    ) -> Self {
        let source = standing.config(found.as_deref(), stand);
        let config = source
            .as_ref()
            .and_then(|source| Config::load(source, sink))
            .unwrap_or_default();
        let calendar = Calendar::load(
            standing.calendar(found.as_deref()),
            &config.calendar,
            config.time_zone,
            sink,
        );
        let mut forms = Catalogue::load(
            found.as_ref().map(|root| root.join("forms")).as_deref(),
            sink,
        );
        if let Some(source) = &source {
            rebrand(&mut forms, &config, source, sink);
        }
        if let Some(root) = &found {
            // A register that cannot be read is told by whatever needs it, and looked at by `register verify`.
            let _ = release(&mut forms, root);
        }
        let company = company(&config, found.as_deref(), source.as_ref(), sink);
        let organisation = Organisation {
            departments: config.departments.clone(),
            people: config.people.clone(),
        };
        Self {
            root: found,
            stand: stand.to_owned(),
            config,
            calendar,
            forms,
            company,
            organisation: Arc::new(organisation),
            standing,
            source,
        }
    }

    /// The rules in force: the built-in ones, the project's own, and what `wenkong.toml` changes about them. Errors in the
    /// sink are errors of rule files: nothing can be checked with them.
    pub fn rules(&self, sink: &mut Sink) -> Rules {
        let files = self.standing.rules(self.root.as_deref());
        let changes = Changes {
            source: self.source.as_ref(),
            parameters: &self.config.parameters,
            rules: &self.config.rules,
        };
        Rules::load(&self.forms, &files, &changes, sink)
    }

    /// The same rules without what `wenkong.toml` changes about them.
    pub fn written_rules(&self, sink: &mut Sink) -> Rules {
        let files = self.standing.rules(self.root.as_deref());
        let (parameters, rules) = (BTreeMap::new(), BTreeMap::new());
        let changes = Changes {
            source: None,
            parameters: &parameters,
            rules: &rules,
        };
        Rules::load(&self.forms, &files, &changes, sink)
    }

    /// The findings that the company has accepted.
    pub fn waivers(&self, rules: &Rules, sink: &mut Sink) -> Waivers {
        match self.standing.waivers(self.root(), &self.stand) {
            Some(source) => Waivers::load(source, rules, &self.organisation, sink),
            None => Waivers::default(),
        }
    }

    /// What records are held to as of a moment.
    pub fn standards<'a>(
        &'a self,
        rules: &'a Rules,
        ledger: Option<&'a Ledger>,
        as_of: DateTime<Tz>,
    ) -> Standards<'a> {
        Standards {
            as_of,
            calendar: &self.calendar,
            organisation: Arc::clone(&self.organisation),
            forms: &self.forms,
            rules,
            explained: &self.config.numbers.missing,
            first: &self.config.numbers.first,
            ledger,
            facts: false,
            only: None,
            folder: self.root.as_deref(),
        }
    }

    /// The project's folder; outside of one, where the user stands.
    pub fn root(&self) -> &Path {
        self.root.as_deref().unwrap_or(&self.stand)
    }

    /// Whether there is a `wenkong.toml`.
    pub fn exists(&self) -> bool {
        self.root.is_some()
    }

    /// A file of the user's, under the name that messages give it.
    pub fn source(&self, path: &Path) -> Source {
        Source::disk(shown(path, &self.stand), path)
    }

    /// A file that is named relative to the project, as messages name it.
    pub fn named(&self, file: &str) -> String {
        self.source(&self.root().join(file)).name().to_owned()
    }

    /// The page language of a form: its own, else the company's.
    pub fn language(&self, form: &Form) -> Language {
        let own = self
            .config
            .forms
            .get(&form.id)
            .and_then(|form| form.page_language);
        own.unwrap_or(self.config.page_language)
    }
}

/// What the issue register says of form revisions.
fn release(forms: &mut Catalogue, root: &Path) -> anyhow::Result<()> {
    let Some(register) = Register::open(root)? else {
        return Ok(());
    };
    let (released, in_use) = (register.releases()?, register.in_use()?);
    let released: Vec<_> = released
        .iter()
        .map(|act| {
            (
                act.form.id.as_str(),
                act.form.revision.as_str(),
                act.effective,
            )
        })
        .collect();
    let in_use: Vec<_> = in_use
        .iter()
        .map(|(id, revision)| (id.as_str(), revision.as_str()))
        .collect();
    forms.release(&released, &in_use);
    Ok(())
}

/// The nearest folder upwards that holds a `wenkong.toml`.
fn find(stand: &Path) -> Option<PathBuf> {
    stand
        .ancestors()
        .find(|folder| folder.join(CONFIG_FILE).is_file())
        .map(Path::to_owned)
}

/// A path as messages show it: relative to where the user stands if it lies below, with `/`.
fn shown(path: &Path, stand: &Path) -> String {
    let path = path.strip_prefix(stand).unwrap_or(path);
    let path = path.strip_prefix(".").unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

/// Puts the company's numbers, titles and texts in place of the forms' own.
fn rebrand(forms: &mut Catalogue, config: &Config, source: &Source, sink: &mut Sink) {
    for id in config
        .forms
        .keys()
        .filter(|id| !forms.ids().contains(&id.as_str()))
    {
        sink.push(unknown_form(source, id, forms));
    }
    for form in forms.all_mut() {
        let Some(own) = config.forms.get(&form.id) else {
            continue;
        };
        if let Some(number) = &own.number {
            form.number.clone_from(number);
        }
        if let Some(title) = &own.title {
            form.title = title.text();
        }
        if let Some(record_number) = &own.record_number {
            form.record_number.clone_from(record_number);
        }
        for (name, words) in &own.texts {
            let pointer = Pointer::root()
                .join("forms")
                .join(&form.id)
                .join("texts")
                .join(name);
            if form.texts.contains_key(name) {
                let template = Template {
                    words: words.text(),
                    source: source.clone(),
                    pointer,
                };
                form.texts.insert(name.clone(), template);
            } else {
                let words = format!("form {} has no text {name}", form.id);
                sink.push(config::broken(source, pointer, &words));
            }
        }
        heads(form, own, source, sink);
    }
}

/// Takes up what the company calls columns, and tells of columns that no list has.
fn heads(form: &mut Form, own: &config::FormConfig, source: &Source, sink: &mut Sink) {
    let Some(layout) = (!own.tables.is_empty())
        .then(|| Layout::of(form, sink))
        .flatten()
    else {
        return;
    };
    let at = Pointer::root().join("forms").join(&form.id).join("tables");
    for (list, table) in &own.tables {
        let path = if list == OWN { "" } else { list };
        let sheet = layout.sheets.iter().find(|sheet| sheet.list == path);
        let Some(sheet) = sheet else {
            let words = format!("form {} has no list {list}", form.id);
            sink.push(config::broken(source, at.join(list), &words));
            continue;
        };
        let known = |path: &String| sheet.heads.fields.iter().any(|field| field.path == *path);
        for path in table.heads.keys().filter(|path| !known(path)) {
            let words = format!("{list} of form {} has no field {path}", form.id);
            let keys = path.split('.');
            let pointer = keys.fold(at.join(list).join("heads"), |at, key| at.join(key));
            sink.push(config::broken(source, pointer, &words));
        }
        form.tables.entry(list.clone()).or_default().extend(table);
    }
}

fn unknown_form(source: &Source, id: &str, forms: &Catalogue) -> Diagnostic {
    let message = Text::new(
        format!("没有名为“{id}”的表单"),
        format!("there is no form `{id}`"),
    );
    let known = forms.ids().join(", ");
    let help = match forms.nearest(id) {
        Some(near) => Text::new(
            format!("改为 [forms.{near}]"),
            format!("write [forms.{near}]"),
        ),
        None => Text::new(format!("可用：{known}"), format!("use one of {known}")),
    };
    Diagnostic::error(record::UNKNOWN_FORM, message)
        .at(config::place(
            source,
            Pointer::root().join("forms").join(id),
        ))
        .help(help)
}

fn company(
    config: &Config,
    root: Option<&Path>,
    source: Option<&Source>,
    sink: &mut Sink,
) -> Company {
    let own = &config.company;
    let logo = own
        .logo
        .as_ref()
        .zip(root)
        .zip(source)
        .and_then(|((name, root), source)| {
            let bytes = std::fs::read(root.join(name));
            let unreadable = |error: std::io::Error| sink.push(no_logo(source, name, &error));
            Some((name.clone(), bytes.map_err(unreadable).ok()?))
        });
    Company {
        name: own.name.text(),
        address: own.address.text(),
        phone: own.phone.clone(),
        email: own.email.clone(),
        accent: own.accent.clone(),
        logo,
        offset: offset(config.time_zone),
    }
}

fn no_logo(source: &Source, name: &str, error: &std::io::Error) -> Diagnostic {
    let message = Text::new(
        format!("标志图片“{name}”读不出来：{error}"),
        format!("the logo `{name}` cannot be read: {error}"),
    );
    let help = Text::new(
        "核对文件名（相对于 wenkong.toml）",
        "check the name; it is relative to wenkong.toml",
    );
    Diagnostic::error(code::BROKEN, message)
        .at(config::place(
            source,
            Pointer::root().join("company").join("logo"),
        ))
        .help(help)
}

/// The zone's offset on an ordinary winter day, as times write it. Times of a record with this offset print without it.
fn offset(zone: Tz) -> String {
    let day = NaiveDate::from_ymd_opt(2026, 1, 1)
        .unwrap_or_default()
        .and_time(chrono::NaiveTime::MIN);
    chrono::TimeZone::offset_from_utc_datetime(&zone, &day)
        .fix()
        .to_string()
}
