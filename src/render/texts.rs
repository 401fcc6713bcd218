//! Running texts of a form (a letter's body): minijinja templates over the record.

use std::collections::BTreeMap;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::json;

use super::data::{Company, Page, printable_text};
use crate::diag::codes::form as code;
use crate::diag::{Diagnostic, Sink, Text};
use crate::form::{Form, Template};
use crate::source::{At, Place};

/// Texts ready to print, by name.
pub(super) type Texts = BTreeMap<String, Text>;

/// More steps than this is a template that does not end.
const FUEL: u64 = 100_000;

/// Fills all texts of a form; `None` if one cannot be filled.
pub(super) fn fill(
    form: &Form,
    page: &Page<'_>,
    company: &Company,
    sink: &mut Sink,
) -> Option<Texts> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    let mut texts = Texts::new();
    for (name, template) in &form.texts {
        let mut fill = |words: &str, lang: &str| {
            let filled = environment.render_str(words, values(page, company));
            filled
                .map(|text| printable_text(&text))
                .map_err(|error| sink.push(broken(template, name, lang, &error)))
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

fn broken(template: &Template, name: &str, lang: &str, error: &minijinja::Error) -> Diagnostic {
    let detail = error
        .detail()
        .map(|detail| format!(": {detail}"))
        .unwrap_or_default();
    let line = error
        .line()
        .map(|line| format!(", line {line} of the text"))
        .unwrap_or_default();
    let words = format!("{}{detail}{line}", error.kind());
    let message = Text::new(
        format!("文本模板 {name} 无法填写：{words}"),
        format!("the text template {name} cannot be filled: {words}"),
    );
    let help = Text::new(
        "改正模板；可能缺少的字段用 {% if 字段 is defined %} 包住",
        "correct the template; wrap a field that may be missing in {% if field is defined %}",
    );
    let place = Place {
        source: template.source.clone(),
        at: At::Value(template.pointer.join(lang)),
    };
    Diagnostic::error(code::TEXT, message).at(place).help(help)
}
