//! The objects of SARIF 2.1.0 that are written, under the names of the standard.

use crate::diag::{Code, State, Tally, Text};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub(super) struct Log<'a> {
    pub version: &'static str,
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    pub runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run<'a> {
    pub tool: Tool<'a>,
    pub language: &'static str,
    pub column_kind: &'static str,
    pub newline_sequences: [&'static str; 3],
    pub results: Vec<Finding<'a>>,
    pub properties: RunProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunProperties {
    pub as_of: String,
    pub summary: Tally,
}

#[derive(Serialize)]
pub(super) struct Tool<'a> {
    pub driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Driver<'a> {
    pub name: &'static str,
    pub full_name: &'static str,
    pub version: &'static str,
    pub semantic_version: &'static str,
    pub language: &'static str,
    pub rules: Vec<Rule<'a>>,
}

/// A reporting descriptor.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    pub id: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_description: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_description: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<Words<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_configuration: Option<Configuration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub properties: Option<RuleProperties<'a>>,
}

/// Text that no argument is put into.
#[derive(Serialize)]
pub(super) struct Words<'a> {
    pub text: &'a str,
}

#[derive(Serialize)]
pub(super) struct Configuration {
    pub enabled: bool,
    pub level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RuleProperties<'a> {
    pub clause: String,
    pub says: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub off: Option<&'a str>,
    pub checked: usize,
    pub met: usize,
    pub pending: usize,
    pub violated: usize,
    pub waived: usize,
    pub not_applicable: usize,
}

/// A result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Finding<'a> {
    pub rule_id: Code,
    pub rule_index: usize,
    pub kind: &'static str,
    pub level: &'static str,
    pub message: Message,
    pub locations: Vec<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related_locations: Vec<Location>,
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    /// Of all results or of none, the standard says; empty where nobody answered for it.
    pub suppressions: Vec<Suppression<'a>>,
    pub properties: Properties<'a>,
}

/// Text that arguments are put into where it has numbers in braces.
#[derive(Serialize)]
pub(super) struct Message {
    pub text: String,
}

impl Message {
    /// A message without arguments: a brace is written twice, or it would call for one.
    pub fn plain(text: &str) -> Self {
        let text = text.replace('{', "{{").replace('}', "}}");
        Self { text }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<usize>,
    pub physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    pub artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
}

#[derive(Serialize)]
pub(super) struct Artifact {
    pub uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    pub start_line: usize,
    pub start_column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    pub kind: &'static str,
    pub status: &'static str,
    pub justification: String,
    pub properties: Waiver<'a>,
}

#[derive(Serialize)]
pub(super) struct Waiver<'a> {
    pub approver: &'a str,
    pub reason: &'a str,
    pub expires: chrono::NaiveDate,
}

/// What the standard has no place for.
#[derive(Serialize)]
pub(super) struct Properties<'a> {
    pub state: State,
    pub message: &'a Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub trace: &'a [Text],
}
