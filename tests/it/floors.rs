//! The house's architecture, as a test: a module imports downwards only, never up, never sideways.

use std::path::Path;

use crate::run::root;

/// Floors from the ground up. Where modules of one floor stand in an order (`<` in the plan), they follow each other here.
const FLOORS: [&[&str]; 15] = [
    &["apart", "source", "id", "clock", "builtin"],
    &["diag"],
    &["schema"],
    &["calendar"],
    &["organisation"],
    &["form"],
    &["record"],
    &["rule"],
    &["waiver"],
    &["figures", "entry"],
    &["check", "render", "register"],
    &["project"],
    &["commands"],
    &["cli"],
    &["main"],
];

fn floor(module: &str) -> usize {
    let found = FLOORS.iter().position(|modules| modules.contains(&module));
    found.unwrap_or_else(|| {
        panic!("the module `{module}` stands on no floor: give it one in FLOORS")
    })
}

/// Every `.rs` file below `folder` with its first path element under `src`.
fn files(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in folder.read_dir().expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The modules that a file names as `crate::module`, in `use` lines and in paths alike. Tests inside a file may look up.
fn named(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut modules = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(group) => {
                let group = group.split("};").next().unwrap_or_default();
                modules.extend(top_level(group));
            }
            None => modules.push(
                after
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect(),
            ),
        }
    }
    modules
}

/// `diag::{a, b}, source` → `diag`, `source`
fn top_level(group: &str) -> Vec<String> {
    let (mut depth, mut names, mut word) = (0, Vec::new(), String::new());
    for c in group.chars().chain([',']) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let name: String = word
                    .trim()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                names.extend((!name.is_empty()).then_some(name));
                word.clear();
            }
            _ if depth == 0 => word.push(c),
            _ => {}
        }
    }
    names
}

#[test]
fn modules_import_downwards_only() {
    let src = root().join("src");
    let mut found = Vec::new();
    files(&src, &mut found);
    let mut climbing = Vec::new();
    for path in &found {
        let inside = path.strip_prefix(&src).expect("below src");
        let first = inside
            .components()
            .next()
            .expect("has a name")
            .as_os_str()
            .to_string_lossy();
        let module = first.trim_end_matches(".rs");
        if module == "lib" {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("readable");
        for other in named(&text).into_iter().filter(|other| other != module) {
            if floor(&other) >= floor(module) {
                climbing.push(format!(
                    "{}: {module} (floor {}) uses {other} (floor {})",
                    inside.display(),
                    floor(module),
                    floor(&other)
                ));
            }
        }
    }
    assert!(found.len() > 20, "the test sees the house");
    assert!(climbing.is_empty(), "{}", climbing.join("\n"));
}

#[test]
fn the_test_sees_grouped_imports() {
    assert_eq!(
        named("use crate::{diag::{Sink, Text}, source::Pointer};"),
        ["diag", "source"]
    );
    assert_eq!(
        named("use crate::form::Form; crate::check::record(x)"),
        ["form", "check"]
    );
}
