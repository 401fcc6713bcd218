//! Findings for build servers: JUnit's XML, as Jenkins and GitLab read it.

use super::{
    Diagnostic, Lang, Position, Report, RuleCount, Severity,
    json::pointer,
    places::Places,
    words::{notes, one_line, told, visible, words},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesText, Event},
};
use std::io;

/// Writes a suite for each file with a case for each finding, and a suite of the rules that are kept.
///
/// An error that counts is a failure; a warning or a note passes and tells itself in the output; what is pending or waived is
/// skipped. A rule with violations is told by them alone: a case of its own would count them twice.
pub fn write(out: &mut dyn io::Write, report: &Report<'_>, lang: Lang) -> io::Result<()> {
    let suites = suites(report, lang);
    let sum = |of: fn(&Case) -> bool| count(suites.iter().flat_map(|suite| &suite.cases), of);
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attribute(("name", env!("CARGO_PKG_NAME")))
        .with_attribute(("tests", sum(|_| true).as_str()))
        .with_attribute(("failures", sum(Case::fails).as_str()))
        .with_attribute(("errors", "0"))
        .with_attribute(("skipped", sum(Case::skips).as_str()))
        .write_inner_content(|xml| suites.iter().try_for_each(|suite| suite.write(xml, report)))?;
    writeln!(xml.get_mut())
}

type Xml<'o> = Writer<&'o mut (dyn io::Write + 'o)>;

/// The file of some findings, or the rules.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// One finding, or one rule that is kept.
struct Case {
    class: String,
    name: String,
    file: Option<String>,
    line: Option<String>,
    result: Outcome,
}

/// How a case went, and what there is to say.
enum Outcome {
    Fails { message: String, details: String },
    Skips(String),
    Passes(String),
}

impl Case {
    fn fails(&self) -> bool {
        matches!(self.result, Outcome::Fails { .. })
    }

    fn skips(&self) -> bool {
        matches!(self.result, Outcome::Skips(_))
    }
}

fn count<'c>(cases: impl IntoIterator<Item = &'c Case>, of: fn(&Case) -> bool) -> String {
    cases
        .into_iter()
        .filter(|case| of(case))
        .count()
        .to_string()
}

fn suites(report: &Report<'_>, lang: Lang) -> Vec<Suite> {
    let places = Places::default();
    let by_file = report.findings.chunk_by(|a, b| file(a) == file(b));
    let of_file = |findings: &[Diagnostic]| Suite {
        name: findings
            .first()
            .and_then(file)
            .map_or_else(|| words("项目", "project").pick(lang).to_owned(), one_line),
        cases: findings
            .iter()
            .map(|found| of_finding(found, report, &places, lang))
            .collect(),
    };
    let rules = Suite {
        name: "rules".to_owned(),
        cases: report
            .rules
            .iter()
            .filter_map(|rule| of_rule(rule, lang))
            .collect(),
    };
    let mut suites: Vec<_> = by_file.map(of_file).collect();
    suites.extend((!rules.cases.is_empty()).then_some(rules));
    suites
}

fn file(found: &Diagnostic) -> Option<&str> {
    found.place.as_ref().map(|place| place.source.name())
}

fn of_finding(found: &Diagnostic, report: &Report<'_>, places: &Places, lang: Lang) -> Case {
    let place = found.place.as_ref();
    let at = place.and_then(|place| places.position(place));
    let message = told(found, lang);
    let details = details(found, at, report, lang);
    let result = if !found.counts() {
        Outcome::Skips(message)
    } else if found.severity == Severity::Error {
        Outcome::Fails { message, details }
    } else {
        Outcome::Passes(details)
    };
    Case {
        class: found.code.to_owned(),
        name: name(found, lang),
        file: file(found).map(one_line),
        line: at.map(|at| at.line.to_string()),
        result,
    }
}

/// The record and the field, which stay the same from run to run; the message where neither is known.
fn name(found: &Diagnostic, lang: Lang) -> String {
    let pointer = found.place.as_ref().and_then(pointer);
    let parts = [found.record.as_deref(), pointer];
    let parts: Vec<_> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        one_line(found.message.get(lang))
    } else {
        one_line(&parts.join(" "))
    }
}

fn details(found: &Diagnostic, at: Option<Position>, report: &Report<'_>, lang: Lang) -> String {
    let mut lines = vec![visible(found.message.get(lang))];
    lines.extend(file(found).zip(at).map(|(file, at)| {
        let file = one_line(file);
        format!("{file}:{}:{}", at.line, at.column)
    }));
    let notes = notes(found, report.procedure.1, lang);
    lines.extend(
        notes
            .into_iter()
            .map(|(word, text)| format!("{word}: {text}")),
    );
    lines.extend(found.help.as_ref().map(|help| {
        let word = words("帮助", "help").pick(lang);
        format!("{word}: {}", visible(help.get(lang)))
    }));
    lines.join("\n")
}

fn of_rule(rule: &RuleCount, lang: Lang) -> Option<Case> {
    let &RuleCount {
        met,
        pending,
        violated,
        waived,
        ..
    } = rule;
    let off = rule.off.as_deref().map(one_line);
    let skipped = match (off, lang) {
        (Some(reason), Lang::Zh) => Some(format!("已停用：{reason}")),
        (Some(reason), Lang::En) => Some(format!("switched off: {reason}")),
        (None, _) if violated > waived => return None,
        (None, _) if met > 0 => None,
        (None, Lang::Zh) => Some(format!(
            "没有已到期的义务，{pending} 项待办，{waived} 项已豁免"
        )),
        (None, Lang::En) => Some(format!(
            "nothing was due; {pending} pending, {waived} waived"
        )),
    };
    let passed = match lang {
        Lang::Zh => format!("{met} 项符合，{pending} 项待办，{waived} 项已豁免"),
        Lang::En => format!("{met} met, {pending} pending, {waived} waived"),
    };
    Some(Case {
        class: rule.code.to_owned(),
        name: one_line(rule.says.get(lang)),
        file: None,
        line: None,
        result: skipped.map_or(Outcome::Passes(passed), Outcome::Skips),
    })
}

impl Suite {
    fn write(&self, xml: &mut Xml<'_>, report: &Report<'_>) -> io::Result<()> {
        let time = report.as_of.format("%Y-%m-%dT%H:%M:%S").to_string();
        xml.create_element("testsuite")
            .with_attribute(("name", self.name.as_str()))
            .with_attribute(("tests", count(&self.cases, |_| true).as_str()))
            .with_attribute(("failures", count(&self.cases, Case::fails).as_str()))
            .with_attribute(("errors", "0"))
            .with_attribute(("skipped", count(&self.cases, Case::skips).as_str()))
            .with_attribute(("timestamp", time.as_str()))
            .write_inner_content(|xml| self.cases.iter().try_for_each(|case| case.write(xml)))?;
        Ok(())
    }
}

impl Case {
    fn write(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        let place = [("file", &self.file), ("line", &self.line)];
        let place = place
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_deref()?)));
        xml.create_element("testcase")
            .with_attribute(("classname", self.class.as_str()))
            .with_attribute(("name", self.name.as_str()))
            .with_attributes(place)
            .write_inner_content(|xml| self.outcome(xml))?;
        Ok(())
    }

    fn outcome(&self, xml: &mut Xml<'_>) -> io::Result<()> {
        match &self.result {
            Outcome::Fails { message, details } => xml
                .create_element("failure")
                .with_attribute(("message", message.as_str()))
                .with_attribute(("type", self.class.as_str()))
                .write_text_content(BytesText::new(details))?,
            Outcome::Skips(message) => xml
                .create_element("skipped")
                .with_attribute(("message", message.as_str()))
                .write_empty()?,
            Outcome::Passes(details) => xml
                .create_element("system-out")
                .write_text_content(BytesText::new(details))?,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests;
