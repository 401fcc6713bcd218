//! What every rule owes its reader: it loads, explains itself, and its examples come out as they say.

use std::collections::BTreeSet;

use wenkong::check;
use wenkong::clock;
use wenkong::commands::init;
use wenkong::diag::Sink;
use wenkong::project::Project;
use wenkong::rule::Rules;

use crate::run::root;

/// The example company on disk, whose people and departments the examples of rules name.
fn company() -> Project {
    let folder = root().join("src/builtin/example");
    let mut sink = Sink::default();
    let project = Project::open(Some(&folder), &folder, &mut sink);
    assert!(sink.diagnostics().is_empty(), "{sink:#?}");
    project
}

fn rules(project: &Project) -> Rules {
    let mut sink = Sink::default();
    let rules = project.rules(&mut sink);
    let told: Vec<String> = sink
        .into_sorted()
        .iter()
        .map(|found| wenkong::diag::human::show(found, wenkong::diag::human::Look::default()))
        .collect();
    assert!(told.is_empty(), "{}", told.join("\n\n"));
    rules
}

#[test]
fn every_example_comes_out_as_it_says() {
    let project = company();
    let rules = rules(&project);
    let as_of = clock::parse("2026-12-31", project.config.time_zone).expect("a time");
    let folder = root().join("src/builtin/example/records/feedback");
    let mut standards = project.standards(&rules, None, as_of);
    standards.folder = Some(&folder);
    let mut sink = Sink::default();
    for rule in &rules.rules {
        check::examples(rule, &standards, &mut sink);
    }
    let told: Vec<String> = sink
        .diagnostics()
        .iter()
        .map(|found| found.message.en.clone())
        .collect();
    assert!(rules.rules.len() > 50, "the rules are there");
    assert!(
        told.is_empty(),
        "{} wrong:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn every_rule_speaks_both_languages_and_cites_a_clause() {
    let project = company();
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    for rule in &rules(&project).rules {
        for text in [
            Some(&rule.says),
            Some(&rule.why),
            Some(&rule.help),
            rule.fails.as_ref(),
        ] {
            let Some(text) = text else { continue };
            assert!(chinese(&text.zh), "{}: {text:?}", rule.id);
            assert!(
                !text.en.is_empty() && !text.en.contains(['，', '。', '：']),
                "{}: {text:?}",
                rule.id
            );
        }
        assert!(!rule.clause.number.is_empty(), "{}", rule.id);
        assert!(!rule.clause.document.is_empty(), "{}", rule.id);
    }
}

/// Each duty of the procedure has a rule, or says why not.
#[test]
fn every_duty_is_carried_open_or_manual() {
    let project = company();
    let rules = rules(&project);
    let carried: BTreeSet<&str> = rules
        .rules
        .iter()
        .flat_map(|rule| rule.duties.iter().map(String::as_str))
        .collect();
    let listed: BTreeSet<&str> = rules.duties.iter().map(|duty| duty.id.as_str()).collect();
    for duty in &rules.duties {
        let told = duty.open.is_some() || duty.manual.is_some();
        assert!(carried.contains(duty.id.as_str()) || told, "{}", duty.id);
    }
    let unlisted: Vec<&&str> = carried.difference(&listed).collect();
    assert!(unlisted.is_empty(), "{unlisted:?}");
    assert_eq!(rules.duties.len(), 83);
}

/// `init` is what a user gets: its project loads, too.
#[test]
fn a_new_project_has_all_rules() {
    let folder = tempfile::tempdir().expect("a folder");
    init::init(folder.path(), false).expect("a project");
    let mut sink = Sink::default();
    let project = Project::open(Some(folder.path()), folder.path(), &mut sink);
    assert!(project.rules(&mut sink).rules.len() > 50);
    assert!(sink.diagnostics().is_empty(), "{sink:#?}");
}
