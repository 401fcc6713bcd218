//! `forms`: the forms in force.

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::form::Form;
use crate::project::Project;

/// The forms in force on a day, by number.
pub fn forms(project: &Project, day: NaiveDate) -> Vec<&Form> {
    let mut forms: Vec<&Form> = project
        .forms
        .ids()
        .into_iter()
        .filter_map(|id| project.forms.in_force(id, day))
        .filter(|form| form.printed)
        .collect();
    forms.sort_by(|a, b| (&a.number, &a.id).cmp(&(&b.number, &b.id)));
    forms
}

/// The same as JSON, `"schema": 1`.
pub fn json(forms: &[&Form]) -> Value {
    let forms: Vec<Value> = forms
        .iter()
        .map(|form| {
            json!({
                "id": form.id,
                "number": form.number,
                "revision": form.revision,
                "title": form.title,
                "aliases": form.aliases,
                "effective": form.effective,
                "retention": { "years": form.retention.years, "product_life": form.retention.product_life },
                "record_number": form.record_number,
                "issued_by": form.issued_by,
                "builtin": form.is_builtin(),
            })
        })
        .collect();
    json!({ "schema": 1, "forms": forms })
}
