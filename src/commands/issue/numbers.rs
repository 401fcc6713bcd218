//! Which number a record takes.

use crate::diag::codes::register as code;
use crate::diag::{Diagnostic, Text};
use crate::entry::Serial;
use crate::form::{Form, Pattern};
use crate::project::Project;
use crate::record::Record;
use crate::register::Reservation;

/// A wish for a number.
pub(in crate::commands) enum Wanted {
    Next {
        serial: crate::form::Serial,
        reset: crate::form::Reset,
        after: u64,
    },
    Given(String, Option<Serial>),
    Correction(String),
}

impl Wanted {
    pub fn reservation(&self) -> Reservation<'_> {
        match self {
            Self::Next {
                serial,
                reset,
                after,
            } => Reservation::Next {
                serial,
                reset: *reset,
                after: *after,
            },
            Self::Given(number, serial) => Reservation::Given {
                number,
                serial: serial.clone(),
            },
            Self::Correction(number) => Reservation::Correction(number),
        }
    }
}

/// The number that a record brings, else the next of its form's run: after those that other records declare, and not before
/// the first that the company names.
pub(in crate::commands) fn wanted(
    project: &Project,
    record: &Record,
    form: &Form,
    declared: &[(String, String)],
) -> Result<Wanted, Box<Diagnostic>> {
    let pattern = Pattern::parse(&form.record_number.pattern);
    let reset = form.record_number.reset;
    let value = &record.document.value;
    if let Some(number) = value.get("number").and_then(|number| number.as_str()) {
        let serial = pattern.read(number).map(|serial| Serial {
            run: serial.run(reset),
            sequence: serial.sequence,
        });
        return Ok(Wanted::Given(number.to_owned(), serial));
    }
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| value.pointer(key)?.as_str());
        found.unwrap_or_default().to_owned()
    };
    let department = text(&["/department", "/responsible_department", "/from_department"]);
    let department = project.organisation.canonical(&department);
    let departments = &project.organisation.departments;
    let own = departments
        .iter()
        .find(|own| own.name == department)
        .and_then(|own| own.code.clone());
    // A department without a code stands for itself.
    let own = own.or_else(|| Some(department.to_owned()).filter(|name| !name.is_empty()));
    let class = text(&["/customer_class", "/customer/class", "/class"]);
    let (needs, has) = (pattern.needs_department(), own.is_some());
    if (needs && !has) || (pattern.needs_class() && class.is_empty()) {
        let message = Text::new(
            format!(
                "编号格式 {} 需要部门代号或类别，记录中没有",
                form.record_number.pattern
            ),
            format!(
                "the pattern {} needs a department's code or a class, which the record does not give",
                form.record_number.pattern
            ),
        );
        return Err(Box::new(super::told(
            record,
            "form",
            code::NUMBER_UNFIT,
            message,
        )));
    }
    let day = record.date.unwrap_or(form.effective);
    let serial = pattern.of(day, &own.unwrap_or_default(), &class);
    let run = serial.run(reset);
    let of_run = |number: &str| {
        let serial = pattern.read(number)?;
        (serial.run(reset) == run).then_some(serial.sequence)
    };
    let taken = declared
        .iter()
        .filter(|(id, _)| *id == form.id)
        .filter_map(|(_, number)| of_run(number));
    let first = project
        .config
        .numbers
        .first
        .iter()
        .filter(|first| first.form == form.id);
    let before_first = first
        .filter_map(|first| of_run(&first.number))
        .map(|first| first.saturating_sub(1));
    let after = taken.chain(before_first).max().unwrap_or_default();
    Ok(Wanted::Next {
        serial,
        reset,
        after,
    })
}
