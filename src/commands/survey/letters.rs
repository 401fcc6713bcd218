//! `survey letters`: the letters and blank sheets of a campaign, as its plan says, in one run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::commands::books::Books;
use crate::commands::{fill, new, text};
use crate::diag::Sink;
use crate::figures::Customer;
use crate::project::Project;
use crate::record::Record;

/// The role of customer service.
const SERVICE: &str = "客服";

/// Letters and sheets of a campaign.
#[derive(Debug, Default)]
pub struct Letters {
    /// What was made, in the order of the plan.
    pub made: Vec<Made>,
    /// Codes of customers that have their letter already.
    pub skipped: Vec<String>,
    /// The forms that were filled.
    pub filled: Vec<fill::Filled>,
}

/// A letter and its sheet.
#[derive(Debug)]
pub struct Made {
    /// The customer's code.
    pub code: String,
    /// The letter's record.
    pub letter: PathBuf,
    /// The sheet's record.
    pub sheet: PathBuf,
}

/// Makes letter and sheet for every customer of a plan that has none yet, as records and as PDF. They go to `letters/` and
/// `sheets/` of a folder: the plan's own where none is given.
///
/// # Errors
/// When the plan is no survey plan or not decided yet, or files cannot be written.
pub fn letters(
    project: &Project,
    plan: &Path,
    folder: Option<&Path>,
    as_of: DateTime<Tz>,
    sink: &mut Sink,
) -> anyhow::Result<Letters> {
    let Some(record) = Record::open(&project.source(plan), &project.forms, sink) else {
        return Ok(Letters::default());
    };
    if record.form != "survey-plan" {
        bail!(
            "{0} 不是顾客满意度调查计划 ({0} is no survey plan)",
            plan.display()
        );
    }
    let value = &record.document.value;
    if value.pointer("/decision/decided_at").is_none() {
        bail!(
            "{0}：负责人尚未决定调查形式，先填写 decision.decided_by、decided_at ({0}: the way of asking is not decided yet; fill in decision.decided_by and decided_at)",
            plan.display()
        );
    }
    let folder = folder.or_else(|| plan.parent()).unwrap_or(Path::new("."));
    let mut campaign = Campaign {
        project,
        plan: value,
        books: Books::read(project, as_of),
        day: as_of.date_naive(),
    };
    let mut letters = Letters::default();
    for (list, row) in rows(value) {
        campaign.row(list, row, folder, &mut letters, sink)?;
    }
    let records = letters.made.iter();
    let request = fill::Request {
        records: records
            .flat_map(|made| [made.letter.clone(), made.sheet.clone()])
            .collect(),
        ..fill::Request::default()
    };
    letters.filled = fill::fill(project, &request, sink)?;
    Ok(letters)
}

fn rows(plan: &Value) -> impl Iterator<Item = (&'static str, &Map<String, Value>)> {
    let list = move |name: &'static str| {
        let rows = plan[name].as_array().into_iter().flatten();
        rows.filter_map(Value::as_object)
            .map(move |row| (name, row))
    };
    list("customers").chain(list("extra"))
}

struct Campaign<'a> {
    project: &'a Project,
    plan: &'a Value,
    books: Books,
    day: NaiveDate,
}

impl Campaign<'_> {
    fn row(
        &mut self,
        list: &str,
        row: &Map<String, Value>,
        folder: &Path,
        letters: &mut Letters,
        sink: &mut Sink,
    ) -> anyhow::Result<()> {
        let Some(code) = row.get("code").and_then(Value::as_str) else {
            return Ok(());
        };
        if row.contains_key("letter")
            || row.contains_key("sheet")
            || self.has_sheet(list, row, code)
        {
            letters.skipped.push(code.to_owned());
            return Ok(());
        }
        let customer = self
            .books
            .book
            .customers
            .get(code)
            .cloned()
            .unwrap_or_default();
        let letter = self.id("survey-letter")?;
        let sheet = self.id("survey-sheet")?;
        let trigger = row
            .get("trigger")
            .cloned()
            .unwrap_or_else(|| "periodic".into());
        let common = Map::from_iter(
            [
                ("date", Some(self.day.to_string().into())),
                (
                    "way",
                    row.get("way").cloned().or_else(|| Some("email".into())),
                ),
                ("trigger", Some(trigger)),
                ("trigger_ref", row.get("trigger_ref").cloned()),
                ("customer", Some(self.customer(code, row, &customer))),
            ]
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?))),
        );
        let values = [
            (
                "survey-letter",
                "letters",
                self.letter(row, &letter, &sheet, &common),
            ),
            (
                "survey-sheet",
                "sheets",
                self.sheet(row, &letter, &sheet, &common, &customer),
            ),
        ];
        let mut paths = Vec::new();
        for (form, place, value) in values {
            let id = value["id"].as_str().unwrap_or_default();
            let path = folder
                .join(place)
                .join(format!("{}.toml", crate::id::file_name(id)));
            let form = self.project.forms.in_force(form, self.day);
            let text = form.and_then(|form| text::record(form, &value, sink));
            let text = text.with_context(|| format!("{form:?}"))?;
            new::write(&path, &text)?;
            paths.push(path);
        }
        let sheet = paths.pop().unwrap_or_default();
        letters.made.push(Made {
            code: code.to_owned(),
            letter: paths.pop().unwrap_or_default(),
            sheet,
        });
        Ok(())
    }

    /// Whether a sheet of this campaign, or about this complaint, went to the customer.
    fn has_sheet(&self, list: &str, row: &Map<String, Value>, code: &str) -> bool {
        let campaign = self.text("/campaign/id");
        let cause = row.get("trigger_ref").and_then(Value::as_str);
        self.books.book.sheets.iter().any(|sheet| {
            let same = match list {
                "extra" => cause.is_some() && sheet.trigger_ref.as_deref() == cause,
                _ => Some(sheet.campaign.as_str()) == campaign,
            };
            sheet.code == code && same
        })
    }

    fn id(&mut self, form: &str) -> anyhow::Result<String> {
        let found = self.project.forms.in_force(form, self.day);
        let form = found.with_context(|| format!("没有表单 {form} (there is no form {form})"))?;
        Ok(self.books.next_id(form, self.day))
    }

    fn text(&self, pointer: &str) -> Option<&str> {
        self.plan.pointer(pointer).and_then(Value::as_str)
    }

    fn customer(&self, code: &str, row: &Map<String, Value>, known: &Customer) -> Value {
        let name = row.get("name").and_then(Value::as_str);
        let name = name.unwrap_or(&known.name);
        let mut customer = Map::from_iter([
            ("code".to_owned(), code.into()),
            (
                "name".to_owned(),
                if name.is_empty() { code } else { name }.into(),
            ),
        ]);
        for (key, value) in [
            ("contact", &known.contact),
            ("phone", &known.phone),
            ("address", &known.address),
        ] {
            if let Some(value) = value {
                customer.insert(key.to_owned(), value.as_str().into());
            }
        }
        Value::Object(customer)
    }

    /// Whom the customer may ask: who does customer service on that day, by the company's telephone.
    fn contact(&self) -> Option<Value> {
        let company = &self.project.company;
        let serves = |role: &crate::organisation::Role| role.role == SERVICE && role.on(self.day);
        let mut people = self.project.organisation.people.iter();
        let person = people.find(|person| person.roles.iter().any(serves))?;
        let mut contact = json!({ "name": person.name });
        for (key, value) in [("phone", &company.phone), ("email", &company.email)] {
            if !value.is_empty() {
                contact[key] = value.as_str().into();
            }
        }
        Some(contact)
    }

    fn letter(
        &self,
        row: &Map<String, Value>,
        letter: &str,
        sheet: &str,
        common: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut campaign = Map::new();
        for key in ["id", "name", "name_en", "half_year", "from", "until"] {
            if let Some(value) = self.plan["campaign"].get(key) {
                campaign.insert(key.to_owned(), value.clone());
            }
        }
        for (key, pointer) in [
            ("plan", "/id"),
            ("feedback_summary", "/basis/feedback_summary"),
            ("decided_by", "/decision/decided_by"),
            ("decided_at", "/decision/decided_at"),
        ] {
            if let Some(value) = self.text(pointer) {
                campaign.insert(key.to_owned(), value.into());
            }
        }
        let mut value = head("survey-letter", letter, common);
        value.insert("campaign".to_owned(), Value::Object(campaign));
        value.insert("survey_sheet".to_owned(), sheet.into());
        let contact = common["customer"]["contact"].as_str();
        if let Some(name) = contact {
            value.insert("addressee".to_owned(), json!({ "name": name }));
        }
        if let Some(by) = self.text("/respond_by") {
            value.insert("respond_by".to_owned(), by.into());
        }
        if let Some(contact) = self.contact() {
            value.insert("contact".to_owned(), contact);
        }
        if let Some(head) = self.text("/decision/decided_by") {
            value.insert("signer".to_owned(), json!({ "name": head }));
            value.insert("directed_by".to_owned(), head.into());
        }
        if common.get("way").is_some_and(|way| way == "visit") {
            for (key, from) in [("visit_place", "place_of_use"), ("visitor", "surveyor")] {
                if let Some(known) = row.get(from) {
                    value.insert(key.to_owned(), known.clone());
                }
            }
            value.insert("visit_at_use_site".to_owned(), true.into());
        }
        value
    }

    fn sheet(
        &self,
        row: &Map<String, Value>,
        letter: &str,
        sheet: &str,
        common: &Map<String, Value>,
        customer: &Customer,
    ) -> Map<String, Value> {
        let mut value = head("survey-sheet", sheet, common);
        let class = row.get("customer_class").and_then(Value::as_str);
        let class = class.or(customer.class.as_deref()).unwrap_or("C");
        value.insert("letter".to_owned(), letter.into());
        value.insert("customer_class".to_owned(), class.into());
        value.insert("asked_on".to_owned(), self.day.to_string().into());
        value.insert(
            "campaign".to_owned(),
            json!({ "id": self.text("/campaign/id"), "half_year": self.text("/campaign/half_year") }),
        );
        value.insert("response".to_owned(), json!({ "status": "awaited" }));
        if let Some(surveyor) = row.get("surveyor") {
            value.insert("surveyor".to_owned(), surveyor.clone());
        }
        let products = customer.products.iter().enumerate().map(|(i, (part, name))| {
            json!({ "id": format!("P{}", i + 1), "name": name, "part_no": part })
        });
        let products: Vec<Value> = products.collect();
        if !products.is_empty() {
            value.insert("products".to_owned(), products.into());
        }
        let ratings: Vec<Value> = self.ratings();
        if !ratings.is_empty() {
            value.insert("ratings".to_owned(), ratings.into());
        }
        value
    }

    /// One empty rating for each aspect that the plan asks about.
    fn ratings(&self) -> Vec<Value> {
        let aspects = self.plan["aspects"].as_array().into_iter().flatten();
        let rating = |(i, aspect): (usize, &Value)| {
            let mut row = BTreeMap::from([("id", Value::from(format!("R{}", i + 1)))]);
            for key in ["aspect", "aspect_text", "weight"] {
                if let Some(value) = aspect.get(key) {
                    row.insert(key, value.clone());
                }
            }
            json!(row)
        };
        aspects.enumerate().map(rating).collect()
    }
}

fn head(form: &str, id: &str, common: &Map<String, Value>) -> Map<String, Value> {
    let mut value = Map::from_iter([
        ("form".to_owned(), form.into()),
        ("id".to_owned(), id.into()),
    ]);
    value.extend(common.clone());
    value
}
