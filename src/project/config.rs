//! `wenkong.toml` as it is written, and the door to a trusted [`Config`].

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono_tz::Tz;
use serde::Deserialize;

use crate::calendar::CompanyCalendar;
use crate::diag::codes::config as code;
use crate::diag::near::nearest;
use crate::diag::{self, Diagnostic, Sink, Text};
use crate::form::{FirstNumber, MissingNumber, RecordNumber, Table};
use crate::organisation::{Department, Person};
use crate::render::Language;
use crate::rule::RuleConfig;
use crate::schema::Schema;
use crate::source::{At, Document, Place, Pointer, Source};

/// The schema of `wenkong.toml`: its mistakes get the same words as those of a record.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    let value = serde_json::from_str(include_str!("config.schema.json"))
        .map_err(|error| error.to_string())?;
    Schema::compile("wenkong.toml", value, &[])
});

/// What a company says about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Name, address and looks; the only table that must be there.
    pub company: CompanyConfig,
    /// Zone of times that are written without an offset.
    pub time_zone: Tz,
    /// Own days off, extra working days and working hours.
    pub calendar: CompanyCalendar,
    /// Language of printed pages, for forms without one of their own.
    pub page_language: Language,
    /// The procedure whose duties the records fulfil.
    pub procedure: Procedure,
    /// The tables `[[departments]]`, in the order of the file.
    pub departments: Vec<Department>,
    /// The tables `[[people]]`, in the order of the file.
    pub people: Vec<Person>,
    /// Own numbers, titles, page languages and texts, by form id.
    pub forms: BTreeMap<String, FormConfig>,
    /// Own values for parameters of rules.
    pub parameters: BTreeMap<String, serde_json::Value>,
    /// Rules with another weight, other parameters, or switched off, by id.
    pub rules: BTreeMap<String, RuleConfig>,
    /// What is known about record numbers.
    pub numbers: Numbers,
    /// Who keeps the issue register.
    pub register: RegisterConfig,
    /// How documents from outside are stamped.
    pub external: ExternalConfig,
    /// Products whose life has ended, for the retention of their records.
    pub products: Vec<Product>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            company: CompanyConfig::default(),
            time_zone: Tz::Asia__Shanghai,
            calendar: CompanyCalendar::default(),
            page_language: Language::default(),
            procedure: Procedure::default(),
            departments: Vec::new(),
            people: Vec::new(),
            forms: BTreeMap::new(),
            parameters: BTreeMap::new(),
            rules: BTreeMap::new(),
            numbers: Numbers::default(),
            register: RegisterConfig::default(),
            external: ExternalConfig::default(),
            products: Vec::new(),
        }
    }
}

/// The table `[company]`: what pages show of the company.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct CompanyConfig {
    /// Registered name, printed at the head of each page.
    pub name: Words,
    /// Postal address, for letters and the like.
    pub address: Words,
    /// Telephone number as it is to be printed; empty where there is none.
    pub phone: String,
    /// E-mail address for customers; empty where there is none.
    pub email: String,
    /// Path of a picture, relative to `wenkong.toml`.
    pub logo: Option<String>,
    /// `#rrggbb`
    pub accent: Option<String>,
}

/// Title and number of the procedure; it bears neither by itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Procedure {
    /// Full name of the document, `与顾客有关过程控制程序`.
    pub title: String,
    /// Its number in the company's system, `QP-MK-01`.
    pub number: String,
}

impl Default for Procedure {
    fn default() -> Self {
        Self {
            title: "与顾客有关过程控制程序".to_owned(),
            number: "QP-MK-01".to_owned(),
        }
    }
}

/// The table `[numbers]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Numbers {
    /// Numbers that no record has, each for a reason: voided, skipped, never used.
    pub missing: Vec<MissingNumber>,
    /// The first number that the program gives in a run, where paper was used before.
    pub first: Vec<FirstNumber>,
}

/// The table `[register]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct RegisterConfig {
    /// Roles that void, withdraw, attach, import, dispose and restore; they may issue every form, too.
    pub keepers: Vec<String>,
    /// Roles that approve a new revision of a form.
    pub approvers: Vec<String>,
}

impl Default for RegisterConfig {
    fn default() -> Self {
        Self {
            keepers: vec!["文控".to_owned()],
            approvers: vec!["管理者代表".to_owned()],
        }
    }
}

/// The table `[external]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct ExternalConfig {
    /// The corner near which the stamp is put, and in which it is put where the page has no free spot: `top-right`.
    pub corner: String,
}

impl Default for ExternalConfig {
    fn default() -> Self {
        Self {
            corner: "top-right".to_owned(),
        }
    }
}

/// A product that is no longer made or used.
#[derive(Debug, Clone, Deserialize)]
pub struct Product {
    /// Name or part number, as records give it.
    pub name: String,
    /// The day on which its life ended.
    pub ended: chrono::NaiveDate,
}

/// What a company changes about a form without copying it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct FormConfig {
    /// Takes the place of the form's own number: `QR-MK-002`.
    pub number: Option<String>,
    /// Takes the place of the form's own title, on the page and as a name in records.
    pub title: Option<Words>,
    /// Takes the place of the form's own way to number its records.
    pub record_number: Option<RecordNumber>,
    /// Language of this form's pages, whatever the company prints elsewhere.
    pub page_language: Option<Language>,
    /// Templates that take the place of the form's running texts of the same name.
    pub texts: BTreeMap<String, Words>,
    /// What the company calls columns, by list.
    pub tables: BTreeMap<String, Table>,
}

/// A text of which the English may be missing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Words {
    /// The Chinese, without which the table is refused.
    pub zh: String,
    /// The English; empty where it is missing.
    pub en: String,
}

impl Words {
    /// The Chinese serves where there is no English.
    pub fn text(&self) -> Text {
        Text::new(
            &self.zh,
            if self.en.is_empty() {
                &self.zh
            } else {
                &self.en
            },
        )
    }
}

impl Config {
    /// Reads `wenkong.toml`; what is wrong goes to the sink.
    pub fn load(source: &Source, sink: &mut Sink) -> Option<Self> {
        let document = diag::read(source, sink)?;
        let before = sink.diagnostics().len();
        match &*SCHEMA {
            Ok(schema) => schema.check(&document, sink),
            Err(error) => sink.push(broken(source, Pointer::root(), error)),
        }
        crate::check::characters(&document, sink);
        if sink.diagnostics().len() > before {
            return None;
        }
        validate(document, source, sink)
    }
}

fn validate(document: Document, source: &Source, sink: &mut Sink) -> Option<Config> {
    if let Some(zone) = document
        .value
        .get("time_zone")
        .and_then(serde_json::Value::as_str)
        && zone.parse::<Tz>().is_err()
    {
        sink.push(unknown_zone(source, zone));
        return None;
    }
    let config: Config = serde_json::from_value(document.value)
        .map_err(|error| sink.push(broken(source, Pointer::root(), &error.to_string())))
        .ok()?;
    let before = sink.diagnostics().len();
    let calendar = Pointer::root().join("calendar");
    config.calendar.check(source, &calendar, sink);
    (sink.diagnostics().len() == before).then_some(config)
}

fn unknown_zone(source: &Source, zone: &str) -> Diagnostic {
    let near = nearest(
        zone,
        chrono_tz::TZ_VARIANTS
            .iter()
            .map(|zone| (zone.name(), zone.name())),
    )
    .unwrap_or("Asia/Shanghai");
    let message = Text::new(
        format!("没有名为“{zone}”的时区"),
        format!("there is no time zone `{zone}`"),
    );
    let help = Text::new(format!("改为 \"{near}\""), format!("write \"{near}\""));
    Diagnostic::error(code::BROKEN, message)
        .at(place(source, Pointer::root().join("time_zone")))
        .help(help)
}

pub(super) fn broken(source: &Source, pointer: Pointer, words: &str) -> Diagnostic {
    let message = Text::new(
        format!("配置无法使用：{words}"),
        format!("the configuration cannot be used: {words}"),
    );
    let help = Text::new("改正 wenkong.toml", "correct wenkong.toml");
    Diagnostic::error(code::BROKEN, message)
        .at(place(source, pointer))
        .help(help)
}

pub(super) fn place(source: &Source, pointer: Pointer) -> Place {
    Place {
        source: source.clone(),
        at: At::Value(pointer),
    }
}
