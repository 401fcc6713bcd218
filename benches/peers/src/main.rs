//! Five of the rules over generated records, with Rego.
//!
//! `wenkong-peers convert PROJECT FOLDER` writes the records of a generated project as JSON; `wenkong-peers FOLDER` judges them.
//! The time of reading and parsing and that of judging are told apart.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use regorus::{Engine, Value};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["convert", project, folder] => {
            convert(&Path::new(project).join("records"), Path::new(folder))
        }
        [folder] => judge(Path::new(folder)),
        _ => anyhow::bail!("convert PROJECT FOLDER, or FOLDER"),
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

fn convert(records: &Path, folder: &Path) -> Result<()> {
    let mut found = Vec::new();
    files(records, &mut found)?;
    for path in found {
        let table: toml::Table = fs::read_to_string(&path)?.parse()?;
        let text = serde_json::to_string(&json(toml::Value::Table(table)))?;
        let place = folder
            .join(path.strip_prefix(records)?)
            .with_extension("json");
        fs::create_dir_all(place.parent().context("a folder")?)?;
        fs::write(place, text)?;
    }
    Ok(())
}

/// Dates as text; moments in China's time, as Rego's functions need an offset.
fn json(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(yes) => yes.into(),
        toml::Value::Datetime(at) if at.time.is_some() => format!("{at}+08:00").into(),
        toml::Value::Datetime(at) => at.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table
            .into_iter()
            .map(|(key, value)| (key, json(value)))
            .collect(),
    }
}

fn judge(folder: &Path) -> Result<()> {
    let start = Instant::now();
    let mut engine = Engine::new();
    engine.add_policy("rules.rego".into(), include_str!("rules.rego").into())?;
    let ready = start.elapsed();
    let mut found = Vec::new();
    files(folder, &mut found)?;
    let records: Vec<Value> = found
        .iter()
        .map(|path| Value::from_json_str(&fs::read_to_string(path)?))
        .collect::<Result<_>>()?;
    let count = records.len();
    let mut data = Value::new_object();
    data.as_object_mut()?
        .insert("records".into(), records.into());
    engine.add_data(data)?;
    let read = start.elapsed();
    let found = engine.eval_rule("data.wenkong.found".into())?;
    let judged = start.elapsed();
    let found = found.as_set()?;
    println!(
        "{count} records: {:.3} s policy, {:.3} s reading, {:.3} s judging; {} findings",
        ready.as_secs_f64(),
        (read - ready).as_secs_f64(),
        (judged - read).as_secs_f64(),
        found.len()
    );
    let mut by_rule = std::collections::BTreeMap::<String, usize>::new();
    for one in found {
        *by_rule.entry(one.as_array()?[0].to_string()).or_default() += 1;
    }
    println!("{by_rule:?}");
    Ok(())
}
