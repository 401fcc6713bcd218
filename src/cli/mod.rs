//! Words ⇄ calls: the command line, colour, exit codes.

mod args;
mod audit;
mod campaign;
mod documents;
mod duties;
mod figures;
mod print;
mod records;
mod register;
mod usage;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use clap::Parser;

use crate::check::Outcome;
use crate::clock;
use crate::commands::{self, blank, check, demo, due, explain, fill, forms, init};
use crate::diag::{Diagnostic, Report, Severity, Sink, Tally, Text, codes};
use crate::form::Form;
use crate::project::{Config, Project};
use crate::render::overlay;
use crate::rule::Rules;
use args::{Args, Command, DueFormat, FindingFormat, Global, ListFormat, Paper};
use print::Printer;

/// What the program answers: 0 nothing to answer for, 1 findings at or above the fail level, 2 could not do the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Clean = 0,
    Findings = 1,
    Failed = 2,
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return usage::told(&error),
    };
    if let Command::Apart { job, memory } = &args.command {
        return apart(job, *memory);
    }
    let printer = Printer::new(&args.global);
    let exit = match Session::start(&args.global, &printer)
        .and_then(|session| session.run(args.command))
    {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Clean,
        Err(error) => {
            printer.failure(&error);
            Exit::Failed
        }
    };
    ExitCode::from(exit as u8)
}

/// Does a job for a process of ours that waits for it.
fn apart(job: &str, memory: u64) -> ExitCode {
    let done = match job {
        overlay::JOB => crate::apart::serve(memory, overlay::work).is_ok(),
        _ => false,
    };
    ExitCode::from(if done { 0 } else { Exit::Failed as u8 })
}

/// Whoever reads our output has seen enough.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| cause.downcast_ref().map(std::io::Error::kind);
    error
        .chain()
        .any(|cause| kind(cause) == Some(std::io::ErrorKind::BrokenPipe))
}

/// One run: where the user stands and what was said for all commands.
struct Session<'a> {
    global: &'a Global,
    printer: &'a Printer,
    stand: PathBuf,
}

impl<'a> Session<'a> {
    fn start(global: &'a Global, printer: &'a Printer) -> anyhow::Result<Self> {
        let stand = std::env::current_dir()
            .context("无法确定当前文件夹 (the current folder cannot be told)")?;
        Ok(Self {
            global,
            printer,
            stand,
        })
    }

    fn run(&self, command: Command) -> anyhow::Result<Exit> {
        match command {
            Command::Apart { .. } => Ok(Exit::Clean),
            Command::Demo { folder } => self.demo(&folder),
            Command::Init { folder, example } => self.init(&folder, example),
            Command::New(asked) => self.new_record(&asked),
            Command::Import(asked) => self.import(&asked),
            Command::Forms { format } => self.forms(format),
            Command::Fill { records, paper } => self.fill(records, &paper),
            Command::Blank { form, paper } => self.blank(&form, &paper),
            Command::Issue(asked) => self.issue(&asked),
            Command::Register { command } => self.register(&command),
            Command::External { command } => self.external(&command),
            Command::Copies { command } => self.copies(&command),
            Command::Audit(asked) => self.audit(&asked),
            Command::Verify(asked) => self.verify(&asked),
            Command::Check { paths, format } => self.check(&paths, format),
            Command::Explain { code, record } => self.explain(&code, record),
            Command::Rules { format } => self.list_rules(format),
            Command::Customers { command } => self.customers(command),
            Command::Survey { command } => self.survey(command),
            Command::Analysis { period, proposal } => self.analysis(period, &proposal),
            Command::Due {
                within,
                done,
                format,
            } => self.due(within.as_deref(), done, format),
        }
    }

    /// Opens the project. A broken configuration or form is told at once: with it the work cannot be done.
    fn open(&self) -> anyhow::Result<Option<Project>> {
        let root = self.global.project.as_deref();
        if let Some(root) = root
            && !root.join(crate::project::CONFIG_FILE).is_file()
        {
            anyhow::bail!(
                "{0} 中没有 wenkong.toml (there is no wenkong.toml in {0})",
                root.display()
            );
        }
        let mut sink = Sink::default();
        let project = Project::open(root, &self.stand, &mut sink);
        let broken = sink.worst() == Some(Severity::Error);
        self.printer.findings(&sink.into_sorted())?;
        Ok((!broken).then_some(project))
    }

    /// The rules in force. A broken one is told at once: with it nothing can be checked.
    fn rules(&self, project: &Project) -> anyhow::Result<Option<Rules>> {
        let mut sink = Sink::default();
        let rules = project.rules(&mut sink);
        check::examples(
            project,
            &rules,
            self.as_of(project.config.time_zone)?,
            &mut sink,
        );
        let broken = sink.worst() == Some(Severity::Error);
        self.printer.findings(&sink.into_sorted())?;
        Ok((!broken).then_some(rules))
    }

    /// The moment of this run, in a project's zone.
    fn as_of(&self, zone: Tz) -> anyhow::Result<DateTime<Tz>> {
        match &self.global.as_of {
            None => Ok(clock::now().with_timezone(&zone)),
            Some(text) => clock::parse(text, zone).with_context(|| {
                format!("--as-of：看不懂“{text}”，请写 2026-11-23 或 2026-11-23T09:00 (cannot read `{text}` as a time)")
            }),
        }
    }

    fn today(&self, project: &Project) -> anyhow::Result<NaiveDate> {
        Ok(self.as_of(project.config.time_zone)?.date_naive())
    }

    fn demo(&self, folder: &Path) -> anyhow::Result<Exit> {
        let mut sink = Sink::default();
        let zone = Config::default().time_zone;
        let as_of = match &self.global.as_of {
            Some(_) => self.as_of(zone)?,
            None => clock::parse(demo::MOMENT, zone).context("the example's moment")?,
        };
        let mut tour = demo::demo(folder, as_of, &mut sink)?;
        sink.merge(std::mem::take(&mut tour.outcome.findings));
        let found = sink.into_sorted();
        let report = report(&found, &tour.outcome, as_of, &tour.project);
        let asked = due::Request {
            as_of,
            within: Some(TimeDelta::days(30)),
            done: false,
        };
        let owed = due::due(&tour.outcome, asked);
        self.printer.tour(&tour, &report, &owed)?;
        Ok(Exit::Clean)
    }

    fn init(&self, folder: &Path, example: bool) -> anyhow::Result<Exit> {
        let files = init::init(folder, example)?;
        self.printer.initialised(folder, &files)?;
        Ok(Exit::Clean)
    }

    fn forms(&self, format: ListFormat) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let forms = forms::forms(&project, self.today(&project)?);
        match format {
            ListFormat::Human => self.printer.forms(&forms)?,
            ListFormat::Json => self.printer.text(&format!("{:#}\n", forms::json(&forms)))?,
        }
        Ok(Exit::Clean)
    }

    fn fill(&self, records: Vec<PathBuf>, paper: &Paper) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let asked = records.len();
        let request = fill::Request {
            records,
            output: paper.output.clone(),
            formats: paper.formats(),
            language: paper.language(),
        };
        let mut sink = Sink::default();
        let filled = fill::fill(&project, &request, &mut sink)?;
        self.printer.filled(&filled)?;
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        if filled.len() < asked {
            self.printer.not_filled(asked - filled.len())?;
        }
        Ok(self.answer(&found))
    }

    fn blank(&self, form: &str, paper: &Paper) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let form = self.find(&project, form, self.today(&project)?)?;
        let request = blank::Request {
            form,
            output: paper.output.clone(),
            formats: paper.formats(),
            language: paper.language(),
        };
        let mut sink = Sink::default();
        let made = blank::blank(&project, &request, &mut sink)?;
        let found = sink.into_sorted();
        self.printer.findings(&found)?;
        if let Some((files, _)) = made {
            self.printer.written(&files)?;
        }
        Ok(self.answer(&found))
    }

    fn check(&self, paths: &[PathBuf], format: FindingFormat) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let as_of = self.as_of(project.config.time_zone)?;
        if paths.is_empty() && !project.exists() {
            anyhow::bail!(
                "这里没有项目：请指明文件，或先运行 wenkong init (no project here: name files, or run `wenkong init`)"
            );
        }
        let Some(rules) = self.rules(&project)? else {
            return Ok(Exit::Failed);
        };
        let request = check::Request {
            paths,
            as_of,
            keep: false,
        };
        let mut outcome = check::check(&project, &rules, &request);
        let found = std::mem::take(&mut outcome.findings).into_sorted();
        let report = report(&found, &outcome, as_of, &project);
        self.printer.report(&report, format)?;
        Ok(self.answer(&found))
    }

    /// A project with its rules; without either nothing can be said.
    fn ruled(&self) -> anyhow::Result<Option<(Project, Rules)>> {
        let Some(project) = self.open()? else {
            return Ok(None);
        };
        let rules = self.rules(&project)?;
        Ok(rules.map(|rules| (project, rules)))
    }

    fn list_rules(&self, format: ListFormat) -> anyhow::Result<Exit> {
        let Some((_, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        match format {
            ListFormat::Human => self
                .printer
                .text(&duties::catalogue(&rules, self.printer.lang()))?,
            ListFormat::Json => {
                self.printer
                    .text(&format!("{:#}\n", commands::rules::json(&rules)))?;
            }
        }
        Ok(Exit::Clean)
    }

    fn explain(&self, code: &str, record: Option<PathBuf>) -> anyhow::Result<Exit> {
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let lang = self.printer.lang();
        let Some(meaning) = explain::explain(code, &rules) else {
            let meant = explain::nearest_code(code, &rules);
            let meant = meant.map_or(String::new(), |near| format!(" ({near}?)"));
            let text = Text::new(
                format!("没有代码 {code}{meant}；运行 wenkong rules 查看"),
                format!("there is no code {code}{meant}; see `wenkong rules`"),
            );
            anyhow::bail!(text.get(lang).to_owned());
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let procedure = &project.config.procedure.number;
        let mut text = duties::meaning(&meaning, procedure, lang);
        if let (explain::Meaning::Rule(rule), Some(record)) = (&meaning, record) {
            anyhow::ensure!(
                record.is_file(),
                "{0} 不是文件 ({0} is no file)",
                record.display()
            );
            let own = explain::duties(&project, &rules, rule, (record, as_of));
            text.push_str(&duties::facts(&own, lang));
        }
        self.printer.text(&text)?;
        Ok(Exit::Clean)
    }

    fn due(&self, within: Option<&str>, done: bool, format: DueFormat) -> anyhow::Result<Exit> {
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let within = within.map(duties::span).transpose()?;
        let request = check::Request {
            paths: &[],
            as_of,
            keep: true,
        };
        let outcome = check::check(&project, &rules, &request);
        let asked = due::Request {
            as_of,
            within,
            done,
        };
        let list = due::due(&outcome, asked);
        let lang = self.printer.lang();
        let text = match format {
            DueFormat::Human => duties::list(&list, lang, self.printer.colours()),
            DueFormat::Json => format!("{:#}\n", due::json(&list, &rules, as_of)),
            DueFormat::Ics => due::ics(&list, &rules, as_of, lang),
        };
        self.printer.coloured(&text)?;
        Ok(Exit::Clean)
    }

    fn find<'p>(
        &self,
        project: &'p Project,
        name: &str,
        day: NaiveDate,
    ) -> anyhow::Result<&'p Form> {
        blank::find(project, name, day).with_context(|| {
            let text = match project.forms.nearest(name) {
                Some(near) => Text::new(
                    format!("没有名为“{name}”的表单，是不是 {near}？"),
                    format!("there is no form `{name}`; did you mean {near}?"),
                ),
                None => Text::new(
                    format!("没有名为“{name}”的表单；运行 wenkong forms 查看"),
                    format!("there is no form `{name}`; see `wenkong forms`"),
                ),
            };
            text.get(self.printer.lang()).to_owned()
        })
    }

    /// The exit code that findings ask for. A broken form or configuration means that the work could not be done.
    fn answer(&self, found: &[Diagnostic]) -> Exit {
        let level = Severity::from(self.global.fail_level);
        let broken = |d: &Diagnostic| {
            let unusable = d.code.starts_with("form.")
                || [codes::rule::BROKEN, codes::register::DAMAGED].contains(&d.code);
            d.severity == Severity::Error && unusable
        };
        if found.iter().any(broken) {
            Exit::Failed
        } else if found.iter().any(|d| d.counts() && d.severity >= level) {
            Exit::Findings
        } else {
            Exit::Clean
        }
    }
}

/// What a project's records were found to be.
fn report<'a>(
    findings: &'a [Diagnostic],
    outcome: &'a Outcome,
    as_of: DateTime<Tz>,
    project: &'a Project,
) -> Report<'a> {
    let procedure = &project.config.procedure;
    Report {
        tally: Tally {
            records: outcome.records,
            ..Tally::of(findings)
        },
        procedure: (&procedure.title, &procedure.number),
        rules: &outcome.rules,
        ..Report::of(findings, as_of.fixed_offset())
    }
}
