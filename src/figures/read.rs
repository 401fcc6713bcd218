//! What records say that figures are made of. Field names are those of the built-in forms.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::Value;

use super::survey::{Rating, Sheet, Status};
use super::trade::{Line, Trade};
use super::{Book, Complaint, Customer};
use crate::calendar::Instant;

pub(super) fn add(book: &mut Book, form: &str, record: &Value, as_of: DateTime<Tz>) {
    match form {
        "survey-letter" => letter(book, record),
        "survey-sheet" => sheet(book, record),
        "orders-table" => items(record, "lines").for_each(|line| order(book, line, as_of)),
        "feedback-register" => {
            let id = text(record, "id").unwrap_or_default();
            for entry in items(record, "entries") {
                complaint(book, &id, entry, as_of.timezone());
            }
        }
        "customer-file" => file(book, record),
        "survey-report" => scores(book, record),
        _ => {}
    }
}

/// The value at a dotted path.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut keys = path.split('.');
    keys.try_fold(value, |value, key| value.get(key))
}

fn text(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn day(value: &Value, path: &str) -> Option<NaiveDate> {
    let text = text(value, path)?;
    text.get(..10)?.parse().ok()
}

fn decimal(value: &Value, path: &str) -> Option<Decimal> {
    Decimal::from_str_exact(&text(value, path)?).ok()
}

fn items<'v>(value: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    let items = at(value, list).and_then(Value::as_array);
    items.into_iter().flatten().filter(|item| item.is_object())
}

fn letter(book: &mut Book, record: &Value) {
    if let (Some(code), Some(sent)) = (text(record, "customer.code"), day(record, "sent_at")) {
        book.asked.entry(code).or_default().insert(sent);
        let cause = text(record, "trigger_ref");
        book.causes.extend(cause.map(|cause| (cause, sent)));
    }
}

fn sheet(book: &mut Book, record: &Value) {
    let (Some(code), Some(half_year)) = (
        text(record, "customer.code"),
        text(record, "campaign.half_year"),
    ) else {
        return;
    };
    if let Some(asked) = day(record, "asked_on") {
        book.asked.entry(code.clone()).or_default().insert(asked);
        let cause = text(record, "trigger_ref");
        book.causes.extend(cause.map(|cause| (cause, asked)));
    }
    let name = text(record, "customer.name").unwrap_or_default();
    book.know(
        code.clone(),
        Customer {
            name: name.clone(),
            contact: text(record, "customer.contact"),
            address: text(record, "customer.address"),
            ..Customer::default()
        },
    );
    let rating = |item: &Value| {
        Some(Rating {
            aspect: text(item, "aspect")?,
            degree: super::survey::degree(&text(item, "score")?)?,
            weight: decimal(item, "weight"),
        })
    };
    book.sheets.push(Sheet {
        id: text(record, "id").unwrap_or_default(),
        code,
        name,
        class: text(record, "customer_class").unwrap_or_default(),
        campaign: text(record, "campaign.id").unwrap_or_default(),
        half_year,
        trigger: text(record, "trigger"),
        trigger_ref: text(record, "trigger_ref"),
        asked: day(record, "asked_on"),
        answered: day(record, "answered_on"),
        status: Status::of(text(record, "response.status").as_deref()),
        reason: text(record, "response.reason"),
        visited: at(record, "visited_use_site") == Some(&Value::Bool(true)),
        surveyor: text(record, "surveyor"),
        ratings: items(record, "ratings").filter_map(rating).collect(),
    });
}

fn order(book: &mut Book, line: &Value, as_of: DateTime<Tz>) {
    let (Some(code), Some(ordered)) = (text(line, "customer.code"), day(line, "order_date")) else {
        return;
    };
    let name = text(line, "customer.name").unwrap_or_default();
    book.know(
        code.clone(),
        Customer {
            name,
            ..Customer::default()
        },
    );
    let price = decimal(line, "unit_price");
    let amount = |given: &str, quantity: &str| {
        let computed = || price?.checked_mul(decimal(line, quantity)?);
        decimal(line, given).or_else(computed).unwrap_or_default()
    };
    let trade = |date: &str, given: &str, quantity: &str| {
        day(line, date).map(|on| Trade {
            on,
            amount: amount(given, quantity),
        })
    };
    let quantity = |path: &str| decimal(line, path).unwrap_or_default();
    let due = day(line, "due_date");
    let missing = quantity("delivered_quantity") < quantity("quantity");
    book.lines.push(Line {
        id: text(line, "id").unwrap_or_default(),
        code,
        ordered,
        due,
        short: missing && due.is_some_and(|due| due < as_of.date_naive()),
        delivered: trade("delivered_on", "invoiced_amount", "delivered_quantity"),
        returned: trade("returned_on", "returned_amount", "returned_quantity"),
        currency: text(line, "currency").unwrap_or_default(),
    });
}

fn complaint(book: &mut Book, register: &str, entry: &Value, zone: Tz) {
    let instant = |value: &Value, path: &str| Instant::parse(&text(value, path)?, zone);
    let (Some("complaint"), Some(code), Some(received)) = (
        text(entry, "kind").as_deref(),
        text(entry, "customer.code"),
        instant(entry, "received_at"),
    ) else {
        return;
    };
    let confirmed: Option<Vec<Instant>> = items(entry, "items")
        .map(|item| instant(item, "confirmed_at"))
        .collect();
    let entry_id = text(entry, "id").unwrap_or_default();
    book.complaints.push(Complaint {
        code,
        received,
        confirmed: confirmed.and_then(|all| all.into_iter().max_by_key(|at| at.start(zone))),
        serious: text(entry, "severity.level").as_deref() == Some("serious"),
        name: format!("{register}/{entry_id}"),
        handled: day(entry, "reported.at").or_else(|| day(entry, "closed_at")),
        references: [text(entry, "capa_report"), Some(entry_id.clone())]
            .into_iter()
            .flatten()
            .chain([format!("{register}/{entry_id}")])
            .collect(),
    });
}

fn file(book: &mut Book, record: &Value) {
    let Some(code) = text(record, "customer.code") else {
        return;
    };
    let contact = items(record, "contacts").next();
    let customer = Customer {
        name: text(record, "customer.name").unwrap_or_default(),
        class: text(record, "class"),
        sales_person: text(record, "sales_person"),
        place_of_use: text(record, "use.place"),
        contact: contact.and_then(|contact| text(contact, "name")),
        address: text(record, "customer.address"),
        phone: text(record, "customer.phone"),
        products: items(record, "products")
            .filter_map(|product| {
                let part = text(product, "part_no")?;
                let name = text(product, "name").unwrap_or_else(|| part.clone());
                Some((part, name))
            })
            .collect(),
        filed: true,
    };
    book.know(code, customer);
}

fn scores(book: &mut Book, record: &Value) {
    let Some(half_year) = text(record, "campaign.half_year") else {
        return;
    };
    for class in items(record, "classes") {
        if let (Some(name), Some(score)) = (text(class, "class"), decimal(class, "score")) {
            book.scores.insert((half_year.clone(), name), score);
        }
    }
}
