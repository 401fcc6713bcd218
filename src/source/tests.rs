//! What holds for all three formats.

use super::*;
use data::{damaged, document, written};
use proptest::prelude::*;
use serde_json::Value;
use std::{
    thread,
    time::{Duration, Instant},
};

mod data;

const FORMATS: [Format; 3] = [Format::Toml, Format::Json, Format::Yaml];

/// What a piece of a file says by itself.
fn meaning(format: Format, value: &str) -> Option<Value> {
    let text = match format {
        Format::Toml => format!("v = {value}"),
        Format::Json => format!("{{\"v\": {value}}}"),
        Format::Yaml => format!("v: {value}"),
        Format::Workbook => panic!("a workbook has no text"),
    };
    parse(&text, format).value?.get("v").cloned()
}

/// What a piece of a file says as a key.
fn key_meaning(format: Format, key: &str) -> Option<String> {
    let text = match format {
        Format::Toml => format!("{key} = 1"),
        Format::Json => format!("{{{key}: 1}}"),
        Format::Yaml => format!("? {key}\n: 1"),
        Format::Workbook => panic!("a workbook has no text"),
    };
    parse(&text, format)
        .value?
        .as_object()?
        .keys()
        .next()
        .cloned()
}

/// Every pointer into a value, with the value there.
fn pointers<'a>(value: &'a Value, at: Pointer, found: &mut Vec<(Pointer, &'a Value)>) {
    match value {
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(i, item)| pointers(item, at.index(i), found)),
        Value::Object(table) => table
            .iter()
            .for_each(|(key, value)| pointers(value, at.join(key), found)),
        _ => {}
    }
    found.push((at, value));
}

/// Every value of the document is shown as what is written for it, and so is every key.
fn check_places(source: &Source, document: &Value) -> Result<(), TestCaseError> {
    let locator = Locator::open(source).expect("the source is in memory");
    let format = source.format().expect("the test gave it one");
    let shown = |at: At| &locator.text()[locator.range(&at)];
    let mut all = Vec::new();
    pointers(document, Pointer::root(), &mut all);
    for (pointer, value) in all {
        prop_assert_eq!(pointer.resolve(document), Some(value));
        let written = shown(At::Value(pointer.clone()));
        prop_assert!(!written.contains('\n'));
        // Text of many lines is cut off at the first, which has but its quotes.
        if !value.is_array() && !value.is_object() && written != "\"\"\"" && written != "'''" {
            prop_assert_eq!(
                meaning(format, written),
                Some(value.clone()),
                "{} is {}",
                pointer,
                written
            );
        }
        let in_table = pointer
            .parent()
            .and_then(|parent| parent.resolve(document))
            .is_some_and(Value::is_object);
        if in_table {
            let key = pointer.parts().last().map(Cow::into_owned);
            prop_assert_eq!(key_meaning(format, shown(At::Key(pointer))), key);
        }
    }
    Ok(())
}

/// Reads and locates whatever the text is; the test is that it comes back.
fn survive(text: &str) {
    for format in FORMATS {
        let parsed = parse(text, format);
        let source = Source::memory("m", Some(format), text);
        let locator = Locator::open(&source).expect("the source is in memory");
        for fault in parsed.faults {
            let range = fault.range.unwrap_or_default();
            assert!(
                locator.text().get(range.clone()).is_some(),
                "{format:?} {range:?} {:?}",
                fault.kind
            );
        }
        let mut all = Vec::new();
        let value = parsed.value.unwrap_or_default();
        pointers(&value, Pointer::root(), &mut all);
        for (pointer, _) in all {
            assert!(
                locator
                    .text()
                    .get(locator.range(&At::Value(pointer)))
                    .is_some()
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_same_data_is_the_same_value_and_is_found_again(value in document()) {
        for (format, text) in written(&value) {
            let parsed = parse(&text, format);
            prop_assert_eq!(&parsed.faults, &vec![], "{:?}\n{}", format, text);
            prop_assert_eq!(parsed.value.as_ref(), Some(&value), "{:?}\n{}", format, text);
            check_places(&Source::memory("m", Some(format), text), &value)?;
        }
    }

    #[test]
    fn no_text_stops_the_program(text in any::<String>()) {
        survive(&text);
    }

    #[test]
    fn no_damaged_file_stops_the_program(text in damaged()) {
        survive(&text);
    }

    #[test]
    fn no_bytes_stop_the_program(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let shown = super::text::show(&bytes);
        match super::text::check(&bytes) {
            Ok(text) => survive(text),
            Err(fault) => prop_assert!(fault.range.is_some_and(|range| shown.get(range).is_some())),
        }
    }
}

#[test]
fn depth_does_not_exhaust_a_small_stack() {
    // Each brace and each key is shallow enough for the TOML parser; together they are not.
    let keys = vec!["a"; 75].join(".");
    let dotted = format!("{}1{}", format!("{{{keys} = ").repeat(75), "}".repeat(75));
    let deep = ["[", "{\"a\":", "[{a=", "- ", "? ", "a."].map(|open| open.repeat(100_000));
    let attacks = move || {
        for start in ["", "a = ", "a: ", "{\"a\": "] {
            deep.iter()
                .chain([&dotted])
                .for_each(|text| survive(&format!("{start}{text}")));
        }
    };
    // Half of what the main thread has on Windows.
    let thread = thread::Builder::new().stack_size(512 << 10).spawn(attacks);
    assert!(thread.expect("a thread can be had").join().is_ok());
}

#[test]
fn depth_has_the_same_limit_in_every_format() {
    let around = [("a = ", ""), ("{\"a\": ", "}"), ("a: ", "")];
    for (format, (start, end)) in FORMATS.into_iter().zip(around) {
        let lists = |depth| format!("{start}{}{}{end}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(
            parse(&lists(LIMITS.depth - 1), format).faults,
            vec![],
            "{format:?}"
        );
        let Parsed { value, faults } = parse(&lists(LIMITS.depth), format);
        let kinds: Vec<_> = faults.into_iter().map(|fault| fault.kind).collect();
        let too_deep = FaultKind::TooDeep {
            limit: LIMITS.depth,
        };
        assert_eq!((value, kinds), (None, vec![too_deep]), "{format:?}");
    }
}

#[test]
fn large_files_are_refused_or_read_in_time() {
    let start = Instant::now();
    let doubles: String = (0..20_000)
        .map(|i| format!("k{i} = 1\nk{i} = 2\n"))
        .collect();
    assert_eq!(parse(&doubles, Format::Toml).faults.len(), LIMITS.faults);
    let many = format!("[{}]", "1,".repeat(LIMITS.values) + "1");
    let texts = [
        format!("a = {many}"),
        format!("{{\"a\": {many}}}"),
        format!("a: {many}"),
    ];
    for (format, text) in FORMATS.into_iter().zip(texts) {
        let Parsed { value, faults } = parse(&text, format);
        let kinds: Vec<_> = faults.into_iter().map(|fault| fault.kind).collect();
        assert_eq!(
            (value, kinds),
            (
                None,
                vec![FaultKind::TooMany {
                    limit: LIMITS.values
                }]
            ),
            "{format:?}"
        );
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn formats_are_told_by_the_extension() {
    for (path, format) in [
        ("a.toml", Some(Format::Toml)),
        ("客户.JSON", Some(Format::Json)),
        ("x/a.Yaml", Some(Format::Yaml)),
        ("a.b.yml", Some(Format::Yaml)),
        ("a.txt", None),
        ("toml", None),
        (".toml", None),
    ] {
        assert_eq!(Format::of(Path::new(path)), format, "{path}");
    }
}
