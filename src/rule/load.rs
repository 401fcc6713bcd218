//! Rule files from the program and from the project, and what the company changes about them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path as FilePath, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, DirEntry};
use serde_json::{Map, Value};

use super::expression;
use super::parameter::{Declared, Parameter, RuleConfig};
use super::path::{Path, Scope};
use super::resolve::{Resolver, Shapes, Wrong, missing};
use super::shape::Shape;
use super::{Body, Example, Listed, Rule, Rules, shape, written};
use crate::builtin;
use crate::diag::codes::rule as code;
use crate::diag::near::nearest;
use crate::diag::{self, Diagnostic, Severity, Sink, Text, intern};
use crate::form::Catalogue;
use crate::schema::Schema;
use crate::source::{At, Document, Format, Locator, Place, Pointer, Source};

/// The schema of rule files: their mistakes get the same words as those of a record.
static SCHEMA: LazyLock<Result<Schema, String>> = LazyLock::new(|| {
    let value = serde_json::from_str(include_str!("rule.schema.json"))
        .map_err(|error| error.to_string())?;
    Schema::compile("rules", value, &[])
});

/// The folder of working-day data beside the rules.
const CALENDAR: &str = "calendar";

/// What a company changes, from `wenkong.toml`.
#[derive(Debug)]
pub struct Changes<'a> {
    /// The file, for findings about it.
    pub source: Option<&'a Source>,
    /// The table `[parameters]`.
    pub parameters: &'a BTreeMap<String, Value>,
    /// The tables `[rules."…"]`.
    pub rules: &'a BTreeMap<String, RuleConfig>,
}

/// The rule files.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// Those of the program.
    pub builtin: Vec<Source>,
    /// Those of the project; each has a path.
    pub own: Vec<Source>,
}

impl Files {
    /// Those inside the program and in a project's `rules/` folder, in a stable order.
    pub fn present(own: Option<&FilePath>) -> Self {
        let mut builtin = Vec::new();
        embedded(&builtin::RULES, &mut builtin);
        Self {
            builtin,
            own: own.map(on_disk).unwrap_or_default(),
        }
    }
}

/// A rule file that was read.
struct File {
    document: Document,
    written: written::File,
    builtin: bool,
}

impl Rules {
    /// Loads the built-in rules and the project's own, and applies what the company changes. An own rule
    /// takes the place of a built-in one of the same id. What is wrong goes to the sink, as [`code::BROKEN`].
    pub fn load(
        catalogue: &Catalogue,
        files: &Files,
        changes: &Changes<'_>,
        sink: &mut Sink,
    ) -> Self {
        let builtin = files.builtin.iter().map(|source| (source, true));
        let own = files.own.iter().map(|source| (source, false));
        let files: Vec<File> = builtin
            .chain(own)
            .filter_map(|(source, builtin)| read(source, builtin, sink))
            .collect();
        let shapes = shapes(catalogue);
        let declared = declare(&files, changes, sink);
        let mut rules = Self::default();
        for file in &files {
            for (i, written) in file.written.rule.iter().enumerate() {
                let reader = RuleReader {
                    file,
                    pointer: Pointer::root().join("rule").index(i),
                    written,
                    shapes: &shapes,
                    declared: &declared,
                    changes,
                };
                match reader.read() {
                    Ok(rule) => rules.add(rule, file.builtin, sink),
                    Err(wrong) => sink.push(reader.broken(&wrong)),
                }
            }
            rules.duties.extend(file.written.duty.iter().map(listed));
        }
        rules.rules.sort_by_key(|rule| rule.id);
        unknown_changes(&rules, changes, sink);
        rules.index();
        rules
    }

    fn add(&mut self, rule: Rule, builtin: bool, sink: &mut Sink) {
        let Some(known) = self.rules.iter().position(|known| known.id == rule.id) else {
            return self.rules.push(rule);
        };
        if builtin || self.rules[known].place.source.path().is_some() {
            let place = self.rules[known].place.clone();
            let text = Text::new(
                format!("规则代号 {} 已被使用", rule.id),
                format!("the rule id {} is used already", rule.id),
            );
            let found = broken(rule.place.clone(), &text);
            sink.push(found.label(place, Text::new("先在这里使用", "used here first")));
        } else {
            self.rules[known] = rule;
        }
    }
}

fn embedded(folder: &'static Dir<'static>, found: &mut Vec<Source>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(inner) if !inner.path().ends_with(CALENDAR) => embedded(inner, found),
            DirEntry::File(file) => {
                let name = format!("rules/{}", file.path().to_string_lossy().replace('\\', "/"));
                if let Some(text) = file.contents_utf8().filter(|_| name.ends_with(".toml")) {
                    found.push(Source::memory(name, Some(Format::Toml), text));
                }
            }
            DirEntry::Dir(_) => {}
        }
    }
}

/// The `.toml` files below a folder, in a stable order.
fn on_disk(folder: &FilePath) -> Vec<Source> {
    let mut files = Vec::new();
    descend(folder, &mut files);
    let name = |path: &PathBuf| {
        let inner = path.strip_prefix(folder).unwrap_or(path);
        format!("rules/{}", inner.to_string_lossy().replace('\\', "/"))
    };
    files
        .iter()
        .map(|path| Source::disk(name(path), path))
        .collect()
}

fn descend(folder: &FilePath, files: &mut Vec<PathBuf>) {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.is_symlink() && !path.ends_with(CALENDAR) {
            descend(&path, files);
        } else if Format::of(&path) == Some(Format::Toml) {
            files.push(path);
        }
    }
}

fn read(source: &Source, builtin: bool, sink: &mut Sink) -> Option<File> {
    let mut found = Sink::default();
    let document = diag::read(source, &mut found);
    if let Some(document) = &document {
        match &*SCHEMA {
            Ok(schema) => schema.check(document, &mut found),
            Err(error) => found.push(broken(whole(source), &Text::same(error.as_str()))),
        }
    }
    let sound = found.diagnostics().is_empty();
    // Whatever is wrong with a rule file, it is the file that is broken: no record is to blame.
    sink.extend(
        found
            .into_sorted()
            .into_iter()
            .map(|diagnostic| Diagnostic {
                code: code::BROKEN,
                severity: Severity::Error,
                ..diagnostic
            }),
    );
    let document = document.filter(|_| sound)?;
    match serde_json::from_value(document.value.clone()) {
        Ok(written) => Some(File {
            document,
            written,
            builtin,
        }),
        Err(error) => {
            sink.push(broken(whole(source), &Text::same(error.to_string())));
            None
        }
    }
}

fn whole(source: &Source) -> Place {
    Place {
        source: source.clone(),
        at: At::File,
    }
}

fn broken(place: Place, text: &Text) -> Diagnostic {
    let message = Text::new(
        format!("规则无法使用：{}", text.zh),
        format!("the rule cannot be used: {}", text.en),
    );
    let help = Text::new("改正规则文件的这一行", "correct this line of the rule file");
    Diagnostic::error(code::BROKEN, message)
        .at(place)
        .help(help)
}

/// The newest revision of each form decides which fields a rule may name.
fn shapes(catalogue: &Catalogue) -> Shapes {
    let mut shapes = Shapes::new();
    for form in catalogue.all() {
        if let Some(shape) = shape(form) {
            shapes.insert(form.id.clone(), shape);
        }
    }
    shapes
}

fn declare(files: &[File], changes: &Changes<'_>, sink: &mut Sink) -> Declared {
    let mut declared = Declared::default();
    for file in files {
        for (name, written) in &file.written.parameters {
            let pointer = Pointer::root().join("parameters").join(name);
            let place = Place {
                source: file.document.source.clone(),
                at: At::Value(pointer.join("default")),
            };
            if declared.0.contains_key(name) && file.builtin {
                let text = Text::new(
                    format!("参数 {name} 声明了两次"),
                    format!("the parameter {name} is declared twice"),
                );
                sink.push(broken(place, &text));
                continue;
            }
            let parameter = Parameter {
                value: written.default.clone(),
                says: written.says.clone().into(),
                place,
                changed: false,
            };
            declared.0.insert(name.clone(), parameter);
        }
    }
    for (name, value) in changes.parameters {
        let pointer = Pointer::root().join("parameters").join(name);
        change(
            &mut declared.0,
            name,
            value,
            (changes.source, pointer),
            sink,
        );
    }
    declared
}

/// Puts a company's value in place of a default of the same kind.
fn change(
    parameters: &mut BTreeMap<String, Parameter>,
    name: &str,
    value: &Value,
    (source, pointer): (Option<&Source>, Pointer),
    sink: &mut Sink,
) {
    let Some(source) = source else { return };
    let place = Place {
        source: source.clone(),
        at: At::Value(pointer),
    };
    let Some(parameter) = parameters.get_mut(name) else {
        let known = parameters.keys().map(|known| (known.as_str(), known));
        let meant = nearest(name, known).map_or(String::new(), |near| format!(" ({near}?)"));
        let message = Text::new(
            format!("没有参数 {name}{meant}"),
            format!("there is no parameter `{name}`{meant}"),
        );
        let help = Text::new(
            "改正参数名；运行 wenkong rules 查看",
            "correct the name; see `wenkong rules`",
        );
        return sink.push(
            Diagnostic::error(code::BROKEN, message)
                .at(place)
                .help(help),
        );
    };
    let (wanted, given) = (Declared::kind(&parameter.value), Declared::kind(value));
    let spans = |value: &Value| {
        value
            .as_str()
            .and_then(crate::calendar::Span::parse)
            .is_some()
    };
    if wanted != given || (spans(&parameter.value) && !spans(value)) {
        let default = &parameter.value;
        let text = Text::new(
            format!("参数 {name} 的值应像 {default}"),
            format!("the value of parameter {name} should be like {default}"),
        );
        return sink.push(broken(place, &text));
    }
    parameter.value = value.clone();
    parameter.place = place;
    parameter.changed = true;
}

fn unknown_changes(rules: &Rules, changes: &Changes<'_>, sink: &mut Sink) {
    let Some(source) = changes.source else { return };
    for id in changes.rules.keys().filter(|id| rules.rule(id).is_none()) {
        let meant = nearest(id, rules.rules.iter().map(|rule| (rule.id, rule.id)));
        let message = Text::new(format!("没有规则 {id}"), format!("there is no rule `{id}`"));
        let help = match meant {
            Some(near) => Text::new(
                format!("改为 [rules.\"{near}\"]"),
                format!("write [rules.\"{near}\"]"),
            ),
            None => Text::new("运行 wenkong rules 查看", "see `wenkong rules`"),
        };
        let place = Place {
            source: source.clone(),
            at: At::Value(Pointer::root().join("rules").join(id)),
        };
        sink.push(
            Diagnostic::error(code::BROKEN, message)
                .at(place)
                .help(help),
        );
    }
}

fn listed(written: &written::Duty) -> Listed {
    Listed {
        id: written.id.clone(),
        clause: written.clause.clone(),
        says: written.says.clone().into(),
        open: written.open.clone().map(Text::from),
        manual: written.manual.clone().map(Text::from),
    }
}

/// One rule of a file on its way to be trusted.
struct RuleReader<'a> {
    file: &'a File,
    pointer: Pointer,
    written: &'a written::Rule,
    shapes: &'a Shapes,
    declared: &'a Declared,
    changes: &'a Changes<'a>,
}

impl RuleReader<'_> {
    fn place(&self, key: &str) -> Place {
        let pointer = if key.is_empty() {
            self.pointer.clone()
        } else {
            self.pointer.join(key)
        };
        Place {
            source: self.file.document.source.clone(),
            at: At::Value(pointer),
        }
    }

    /// A finding at the key, or at the bytes inside its text if that is written without escapes.
    fn broken(&self, wrong: &Wrong) -> Diagnostic {
        let place = self.place(&wrong.key);
        let inner = wrong.range.clone().and_then(|range| {
            let locator = Locator::open(&place.source)?;
            let outer = locator.range(&place.at);
            let literal = locator.text().get(outer.clone())?.starts_with('\'');
            let start = outer.start + 1;
            (literal && start + range.end < outer.end)
                .then(|| At::Bytes(start + range.start..start + range.end))
        });
        let at = inner.unwrap_or_else(|| place.at.clone());
        broken(Place { at, ..place }, &wrong.text)
    }

    fn read(&self) -> Result<Rule, Wrong> {
        let written = self.written;
        let kind = self.check_keys()?;
        let change = self.changes.rules.get(&written.id);
        let parameters = self.parameters(change)?;
        let values: BTreeMap<String, Value> = parameters
            .iter()
            .map(|(name, parameter)| (name.clone(), parameter.value.clone()))
            .collect();
        let forms: Vec<&String> = match written.form.as_str() {
            // Data that is no form is signed by nobody.
            "*" => {
                let signed = |(_, shape): &(&String, &Shape)| shape.field("sign_off").is_some();
                let forms = self.shapes.iter().filter(signed);
                forms.map(|(id, _)| id).collect()
            }
            form => self.shapes.keys().filter(|id| *id == form).collect(),
        };
        if forms.is_empty() {
            return Err(self.unknown_form());
        }
        let mut used = BTreeSet::new();
        let mut bodies = Vec::new();
        for form in forms {
            let shape = &self.shapes[form];
            let body = self.body(form, shape, (&parameters, &values), &mut used)?;
            bodies.push(body);
        }
        let severity = change.and_then(|change| change.severity.as_deref());
        let severity = severity.map_or(Ok(written.severity), |severity| {
            serde_json::from_value(Value::String(severity.to_owned()))
                .map_err(|error| Wrong::at("severity", Text::same(error.to_string())))
        })?;
        let blocks = change.and_then(|change| change.blocks_issue);
        Ok(Rule {
            id: intern(&written.id),
            kind,
            form: written.form.clone(),
            duties: written.duties.clone(),
            clause: written.clause.clone(),
            severity,
            blocks_issue: blocks.or(written.blocks_issue).unwrap_or(false),
            says: written.says.clone().into(),
            why: written.why.clone().into(),
            help: written.help.clone().into(),
            fails: written.fails.clone().map(Text::from),
            owner_role: written.owner_role.clone(),
            off: change.and_then(|change| change.off.clone()),
            parameters: parameters
                .into_iter()
                .filter(|(name, _)| used.contains(name))
                .collect(),
            examples: self.examples(),
            bodies,
            place: self.place("id"),
            decides: self.decides(kind),
        })
    }

    fn body(
        &self,
        form: &str,
        shape: &super::Shape,
        (parameters, values): (&BTreeMap<String, Parameter>, &BTreeMap<String, Value>),
        used: &mut BTreeSet<String>,
    ) -> Result<Body, Wrong> {
        let written = self.written;
        let scope = Scope::parse(&written.each, shape).map_err(|text| Wrong::at("each", text))?;
        let mut resolver = Resolver {
            keys: &written.rest,
            shapes: self.shapes,
            shape,
            scope: scope.clone(),
            parameters,
            values,
            used: BTreeSet::new(),
        };
        let when = written.when.as_ref();
        let when = when
            .map(|when| resolver.expression("when", when, false))
            .transpose()?;
        let demand = resolver.demand(&written.kind)?;
        let owner: Result<Vec<Path>, Wrong> = written
            .owner
            .0
            .iter()
            .map(|path| resolver.path("owner", path))
            .collect();
        let at = written.at.as_ref();
        let at = at.map(|at| resolver.path("at", at)).transpose()?;
        let known: Map<String, Value> = resolver
            .used
            .iter()
            .filter_map(|name| Some((name.clone(), values.get(name)?.clone())))
            .collect();
        used.extend(resolver.used);
        Ok(Body {
            form: form.to_owned(),
            scope,
            when,
            demand,
            owner: owner?,
            at,
            parameters: expression::convert(&Value::Object(known)),
        })
    }

    /// The keys of the kind are there, and no other.
    fn check_keys(&self) -> Result<&'static str, Wrong> {
        let kind = written::KINDS
            .iter()
            .find(|(kind, ..)| *kind == self.written.kind);
        let Some((kind, needed, allowed)) = kind else {
            return Err(missing("kind"));
        };
        let has = |key: &&str| self.written.rest.contains_key(*key);
        if let Some(key) = needed.iter().find(|key| !has(key)) {
            return Err(missing(key));
        }
        let surplus = self
            .written
            .rest
            .keys()
            .find(|key| !needed.contains(&key.as_str()) && !allowed.contains(&key.as_str()));
        if let Some(key) = surplus {
            return Err(Wrong::at(
                key,
                Text::new(
                    format!("{kind} 类规则没有 {key}"),
                    format!("a rule of kind {kind} has no `{key}`"),
                ),
            ));
        }
        if ["condition", "recomputation"].contains(kind) && self.written.fails.is_none() {
            return Err(missing("fails"));
        }
        for passes in [true, false] {
            if !self
                .written
                .example
                .iter()
                .any(|example| example.passes == passes)
            {
                return Err(Wrong::at(
                    "example",
                    Text::new(
                        "规则须至少有一个通过和一个不通过的例子",
                        "a rule needs at least one example that passes and one that fails",
                    ),
                ));
            }
        }
        Ok(kind)
    }

    fn unknown_form(&self) -> Wrong {
        let form = &self.written.form;
        let known = self.shapes.keys().map(|id| (id.as_str(), id));
        let meant = nearest(form, known).map_or(String::new(), |near| format!(" ({near}?)"));
        Wrong::at(
            "form",
            Text::new(
                format!("没有表单 {form}{meant}"),
                format!("there is no form `{form}`{meant}"),
            ),
        )
    }

    /// All parameters, with those that the company changes for this rule in place.
    fn parameters(
        &self,
        change: Option<&RuleConfig>,
    ) -> Result<BTreeMap<String, Parameter>, Wrong> {
        let mut parameters = self.declared.0.clone();
        let mut found = Sink::default();
        for (name, value) in change.iter().flat_map(|change| &change.parameters) {
            let pointer = Pointer::root()
                .join("rules")
                .join(&self.written.id)
                .join("parameters")
                .join(name);
            let place = (self.changes.source, pointer);
            self::change(&mut parameters, name, value, place, &mut found);
        }
        match found.diagnostics().first() {
            Some(first) => Err(Wrong::at("", first.message.clone())),
            None => Ok(parameters),
        }
    }

    fn examples(&self) -> Vec<Example> {
        let list = self.pointer.join("example");
        let examples = self.written.example.iter().enumerate();
        examples
            .map(|(i, example)| Example {
                name: example.name.clone().into(),
                passes: example.passes,
                as_of: example.as_of.clone(),
                record: example.record.clone(),
                others: example.others.clone(),
                place: Place {
                    source: self.file.document.source.clone(),
                    at: At::Value(list.index(i).join("passes")),
                },
            })
            .collect()
    }

    /// The line that a finding shows beside the record's.
    fn decides(&self, kind: &str) -> Place {
        let keys: &[&str] = match kind {
            "condition" => &["holds"],
            "deadline" => &["within", "due"],
            "obligation" => &["demands", "exists"],
            "reference" => &["to"],
            "reviewers" => &["required", "roles", "departments", "not", "signatures"],
            "numbering" => &["number"],
            "order" => &["sequence"],
            "balance" => &["must"],
            "recomputation" => &["equals", "holds"],
            "ranking" => &["classes"],
            _ => &["steps"],
        };
        let key = keys
            .iter()
            .find(|key| self.written.rest.contains_key(**key));
        self.place(key.unwrap_or(&"id"))
    }
}
