//! Any value, one order, no panic.

use super::{check_with, document, sample};
use crate::{
    diag::{Lang, Report, human, line},
    schema::Schema,
};
use chrono::DateTime;
use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value};

fn key() -> impl Strategy<Value = String> {
    let known: &[&str] = &[
        "no",
        "kind",
        "customer",
        "entries",
        "received_at",
        "quantity",
        "name",
        "a/b~",
    ];
    prop_oneof![
        proptest::sample::select(known).prop_map(str::to_owned),
        ".{0,6}"
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,60}".prop_map(Value::from),
        "[0-9年月日/:. -]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((key(), inner), 0..6).prop_map(|fields| Value::from(Map::from_iter(fields))),
        ]
    })
}

proptest! {
    #[test]
    fn any_value_is_told_in_the_same_order(value in value()) {
        let schema = Schema::compile("x", sample(), &[]).unwrap();
        let document = document(value);
        let first = check_with(&schema, &document);
        prop_assert_eq!(&first, &check_with(&schema, &document));
        let starts: Vec<_> = first.iter().filter_map(|found| found.place.as_ref()?.range()).map(|(_, range)| range.start).collect();
        prop_assert!(starts.is_sorted());
        let mut out = Vec::new();
        line::write(&mut out, &Report::of(&first, DateTime::default()), Lang::En).unwrap();
        prop_assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), first.len());
        human::write(&mut out, &first, human::Look::default()).unwrap();
    }
}
