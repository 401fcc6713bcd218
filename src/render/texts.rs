//! Running texts of a form (a letter's body): minijinja templates over the record.

use std::collections::{BTreeMap, HashSet};

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::json;

use super::data::{Company, Page, printable_text};
use crate::diag::codes::form as code;
use crate::diag::near::nearest;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::{Form, Template};
use crate::schema::Outline;
use crate::source::{At, Place};

/// Texts ready to print, by name.
pub(super) type Texts = BTreeMap<String, Text>;

/// More steps than this is a template that does not end.
const FUEL: u64 = 100_000;

/// What a template prints where the record has nothing: a gap to write on.
const GAP: &str = "____";

/// Parses the form's templates and resolves what they name against the fields; `None` if one is broken.
pub(super) fn check(form: &Form, outline: &[Outline], sink: &mut Sink) -> Option<()> {
    let environment = environment();
    let mut sound = Some(());
    for (name, template) in &form.texts {
        for (lang, words) in [("zh", &template.words.zh), ("en", &template.words.en)] {
            let found = match environment.template_from_str(words) {
                Ok(parsed) => {
                    unknown_name(&parsed.undeclared_variables(true), outline, &environment)
                }
                Err(error) => Some(reason(&error)),
            };
            if let Some(found) = found {
                sink.push(broken(template, name, lang, &found));
                sound = None;
            }
        }
    }
    sound
}

/// Fills all texts of a form; `None` if one cannot be filled.
pub(super) fn fill(
    form: &Form,
    page: &Page<'_>,
    company: &Company,
    sink: &mut Sink,
) -> Option<Texts> {
    let environment = environment();
    let mut texts = Texts::new();
    for (name, template) in &form.texts {
        let mut fill = |words: &str, lang: &str| {
            let filled = environment.render_str(words, values(page, company));
            filled
                .map(|text| printable_text(&text))
                .map_err(|error| sink.push(broken(template, name, lang, &reason(&error))))
                .ok()
        };
        let (zh, en) = (
            fill(&template.words.zh, "zh"),
            fill(&template.words.en, "en"),
        );
        texts.insert(name.clone(), Text::new(zh?, en?));
    }
    Some(texts)
}

/// Names are resolved against the schema beforehand, so what is undefined is only not filled in yet.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_formatter(|out, state, value| {
        if value.is_undefined() {
            Ok(out.write_str(GAP)?)
        } else {
            minijinja::escape_formatter(out, state, value)
        }
    });
    environment.set_fuel(Some(FUEL));
    environment
}

/// The first name of a template that is neither a field nor the company's, in a stable order.
fn unknown_name(
    names: &HashSet<String>,
    outline: &[Outline],
    environment: &Environment<'_>,
) -> Option<Text> {
    const COMPANY: [&str; 9] = [
        "company",
        "company.name",
        "company.name.zh",
        "company.name.en",
        "company.address",
        "company.address.zh",
        "company.address.en",
        "company.phone",
        "company.email",
    ];
    let known = |name: &str| {
        COMPANY.contains(&name)
            || outline.iter().any(|field| field.path == name)
            || environment.globals().any(|(global, _)| global == name)
    };
    let unknown = names.iter().filter(|name| !known(name)).min()?;
    let fields = outline
        .iter()
        .map(|field| (field.path.as_str(), field.path.as_str()));
    let (zh, en) = match nearest(unknown, fields.chain(COMPANY.map(|name| (name, name)))) {
        Some(near) => (
            format!("，是不是 {near}？"),
            format!("; did you mean {near}?"),
        ),
        None => (String::new(), String::new()),
    };
    Some(Text::new(
        format!("没有字段 {unknown}{zh}"),
        format!("there is no field {unknown}{en}"),
    ))
}

/// What a template can name: the record's fields, and `company`.
fn values(page: &Page<'_>, company: &Company) -> minijinja::Value {
    let mut values = page
        .record
        .map_or_else(|| json!({}), |record| record.document.value.clone());
    values["company"] = json!({
        "name": { "zh": company.name.zh, "en": company.name.en },
        "address": { "zh": company.address.zh, "en": company.address.en },
        "phone": company.phone,
        "email": company.email,
    });
    Serde(values).into()
}

/// Why minijinja refuses a template.
fn reason(error: &minijinja::Error) -> Text {
    let detail = error
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let line = error
        .line()
        .map(|line| format!(", line {line} of the text"))
        .unwrap_or_default();
    Text::same(format!("{}{detail}{line}", error.kind()))
}

fn broken(template: &Template, name: &str, lang: &str, reason: &Text) -> Diagnostic {
    let message = Text::new(
        format!("文本模板 {name} 无法填写：{}", reason.zh),
        format!("the text template {name} cannot be filled: {}", reason.en),
    );
    let help = Text::new(
        "改正模板；可用的名称是记录的字段和 company",
        "correct the template; it can name the record's fields, and company",
    );
    let place = Place {
        source: template.source.clone(),
        at: At::Value(template.pointer.join(lang)),
    };
    Diagnostic::error(code::TEXT, message).at(place).help(help)
}
