//! `waivers.toml`: findings that somebody has accepted, for a reason and for a time.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::diag::codes::{self, waiver as code};
use crate::diag::near::nearest;
use crate::diag::{self, Diagnostic, RuleCount, Sink, Text, Waived};
use crate::organisation::Organisation;
use crate::rule::Rules;
use crate::schema::Schema;
use crate::source::{At, Place, Pointer, Source};

/// The schema of `waivers.toml`: its mistakes get the same words as those of a record.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    let value = serde_json::from_str(include_str!("waiver.schema.json"))
        .map_err(|error| error.to_string())?;
    Schema::compile("waivers.toml", value, &[])
});

/// The waivers of a project.
#[derive(Debug, Default)]
pub struct Waivers {
    source: Option<Source>,
    waivers: Vec<Waiver>,
}

/// One accepted finding, or all of one code in a record.
#[derive(Debug, Clone, Deserialize)]
pub struct Waiver {
    /// The code of the findings.
    pub code: String,
    /// Id of the record, or of one of its entries: `FB-2026-006/E06`.
    pub record: String,
    /// Who accepted it: a person of `wenkong.toml`.
    pub approver: String,
    /// The day on which it was accepted.
    pub approved: NaiveDate,
    /// Why it may stay.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: NaiveDate,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    waiver: Vec<Waiver>,
}

impl Waivers {
    /// Reads `waivers.toml`. What is wrong goes to the sink; a waiver of a code or by a person that nobody
    /// knows is told and accepts nothing.
    pub fn load(
        source: Source,
        rules: &Rules,
        organisation: &Organisation,
        sink: &mut Sink,
    ) -> Self {
        let before = sink.diagnostics().len();
        let Some(document) = diag::read(&source, sink) else {
            return Self::default();
        };
        match &*SCHEMA {
            Ok(schema) => schema.check(&document, sink),
            Err(error) => sink.push(broken(&source, Pointer::root(), Text::same(error.as_str()))),
        }
        if sink.diagnostics().len() > before {
            return Self::default();
        }
        let written: Written = match serde_json::from_value(document.value) {
            Ok(written) => written,
            Err(error) => {
                sink.push(broken(
                    &source,
                    Pointer::root(),
                    Text::same(error.to_string()),
                ));
                return Self::default();
            }
        };
        let at = |i: usize, key: &str| Pointer::root().join("waiver").index(i).join(key);
        for (i, waiver) in written.waiver.iter().enumerate() {
            if let Some(text) = unknown_code(&waiver.code, rules) {
                sink.push(broken(&source, at(i, "code"), text));
            }
            if organisation.person(&waiver.approver).is_none() {
                let name = &waiver.approver;
                let text = Text::new(
                    format!("wenkong.toml 的人员中没有 {name}"),
                    format!("wenkong.toml lists no person {name}"),
                );
                sink.push(broken(&source, at(i, "approver"), text));
            }
            if waiver.expires < waiver.approved {
                let text = Text::new("到期日早于批准日", "it expires before it is approved");
                sink.push(broken(&source, at(i, "expires"), text));
            }
        }
        Self {
            source: Some(source),
            waivers: written.waiver,
        }
    }

    /// Marks the findings that are accepted on a day, and tells waivers that have expired or accept nothing.
    pub fn apply(
        &self,
        findings: &mut [Diagnostic],
        rules: &mut [RuleCount],
        day: NaiveDate,
        whole: bool,
        sink: &mut Sink,
    ) {
        let Some(source) = &self.source else { return };
        for (i, waiver) in self.waivers.iter().enumerate() {
            let mut used = false;
            // What is approved later has not been approved yet.
            let expired = waiver.expires < day;
            let holds = !expired && waiver.approved <= day;
            for finding in findings.iter_mut().filter(|finding| waiver.covers(finding)) {
                used = true;
                if !holds || finding.waived.is_some() {
                    continue;
                }
                finding.waived = Some(Box::new(Waived {
                    approver: waiver.approver.clone(),
                    reason: waiver.reason.clone(),
                    expires: waiver.expires,
                }));
                if let Some(count) = rules.iter_mut().find(|count| count.code == finding.code) {
                    count.waived += 1;
                }
            }
            if used && expired {
                sink.push(self.expired(source, i, waiver));
            } else if !used && whole {
                sink.push(self.unused(source, i, waiver));
            }
        }
    }

    fn expired(&self, source: &Source, i: usize, waiver: &Waiver) -> Diagnostic {
        let day = waiver.expires;
        let message = Text::new(
            format!("{} 的豁免已于 {day} 到期", waiver.record),
            format!("the waiver for {} expired on {day}", waiver.record),
        );
        let help = Text::new(
            "改正记录，或由授权人重新批准并延长 expires",
            "mend the record, or have the waiver approved anew with a later `expires`",
        );
        Diagnostic::error(code::EXPIRED, message)
            .at(place(source, i, "expires"))
            .help(help)
    }

    fn unused(&self, source: &Source, i: usize, waiver: &Waiver) -> Diagnostic {
        let message = Text::new(
            format!("没有要豁免的问题：{} 没有 {}", waiver.record, waiver.code),
            format!(
                "it waives nothing: {} has no {}",
                waiver.record, waiver.code
            ),
        );
        Diagnostic::warning(code::UNUSED, message)
            .at(place(source, i, "code"))
            .help(Text::new("删掉这条豁免", "remove the waiver"))
    }
}

impl Waiver {
    fn covers(&self, finding: &Diagnostic) -> bool {
        if finding.code != self.code || finding.is_pending() {
            return false;
        }
        let item = finding.duty.as_ref().map(|duty| duty.item.as_str());
        let record = finding.record.as_deref();
        let inside = |item: &str| {
            let rest = item.strip_prefix(&self.record);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        item.is_some_and(inside) || record == Some(&self.record)
    }
}

fn place(source: &Source, i: usize, key: &str) -> Place {
    Place {
        source: source.clone(),
        at: At::Value(Pointer::root().join("waiver").index(i).join(key)),
    }
}

fn unknown_code(written: &str, rules: &Rules) -> Option<Text> {
    let known = || {
        let own = rules.rules.iter().map(|rule| rule.id);
        own.chain(codes::entries().map(|entry| entry.code))
    };
    if known().any(|known| known == written) {
        return None;
    }
    let meant = nearest(written, known().map(|known| (known, known)));
    let (zh, en) = meant.map_or(Default::default(), |meant| {
        (
            format!("，是不是 {meant}？"),
            format!("; did you mean {meant}?"),
        )
    });
    Some(Text::new(
        format!("没有代码 {written}{zh}"),
        format!("there is no code {written}{en}"),
    ))
}

fn broken(source: &Source, pointer: Pointer, words: Text) -> Diagnostic {
    let message = Text::new(
        format!("豁免无法使用：{}", words.zh),
        format!("the waiver cannot be used: {}", words.en),
    );
    Diagnostic::error(code::BROKEN, message)
        .at(Place {
            source: source.clone(),
            at: At::Value(pointer),
        })
        .help(Text::new("改正 waivers.toml", "correct waivers.toml"))
}
