//! `customers`, `survey` and `analysis` on the command line.

use std::path::Path;

use super::args::{Customers, ListFormat, Proposed, Survey};
use super::{Exit, Session, figures};
use crate::calendar::{Period, PeriodUnit};
use crate::commands::analysis::Proposal;
use crate::commands::{analysis, customers, new, survey};
use crate::diag::Sink;

impl Session<'_> {
    pub(super) fn customers(&self, command: Customers) -> anyhow::Result<Exit> {
        let Customers::Rank {
            year,
            currency,
            format,
        } = command;
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let request = customers::Request {
            as_of: self.as_of(project.config.time_zone)?,
            year,
            currency,
        };
        let ranking = customers::rank(&project, &rules, &request);
        let text = match format {
            ListFormat::Human => figures::ranking(&ranking, self.printer.lang()),
            ListFormat::Json => format!("{:#}\n", customers::json(&ranking)),
        };
        self.printer.text(&text)?;
        Ok(Exit::Clean)
    }

    pub(super) fn survey(&self, command: Survey) -> anyhow::Result<Exit> {
        let Some(project) = self.open()? else {
            return Ok(Exit::Failed);
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let now = Period::of(as_of.date_naive(), PeriodUnit::HalfYear);
        let lang = self.printer.lang();
        let mut sink = Sink::default();
        match command {
            Survey::Plan {
                half_year,
                all,
                proposal,
            } => {
                let half_year = half(half_year.half_year.unwrap_or(now))?;
                let plan = survey::plan(&project, half_year, all, as_of, &mut sink);
                self.told(sink)?;
                let Some(plan) = plan else {
                    return Ok(Exit::Failed);
                };
                let summary = figures::plan(&plan, lang);
                self.propose(&plan.proposal, &summary, &proposal)
            }
            Survey::Letters { plan, output } => {
                let letters =
                    survey::letters(&project, &plan, output.as_deref(), as_of, &mut sink)?;
                let found = sink.into_sorted();
                self.printer.findings(&found)?;
                self.printer.text(&figures::letters(&letters, lang))?;
                Ok(self.answer(&found))
            }
            Survey::Report {
                half_year,
                proposal,
            } => {
                let half_year = half(half_year.half_year.unwrap_or_else(|| now.previous()))?;
                let report = survey::report(&project, half_year, as_of, &mut sink);
                self.told(sink)?;
                let Some(report) = report else {
                    return Ok(Exit::Failed);
                };
                let summary = figures::report(&report, lang);
                self.propose(&report, &summary, &proposal)
            }
        }
    }

    pub(super) fn analysis(
        &self,
        period: Option<Period>,
        proposal: &Proposed,
    ) -> anyhow::Result<Exit> {
        let Some((project, rules)) = self.ruled()? else {
            return Ok(Exit::Failed);
        };
        let as_of = self.as_of(project.config.time_zone)?;
        let year = Period::of(as_of.date_naive(), PeriodUnit::Year);
        let period = period.unwrap_or_else(|| year.previous());
        anyhow::ensure!(
            period.unit() != PeriodUnit::HalfYear,
            "分析以年或季度为期：2025、2026-Q3 (an analysis is of a year or quarter: 2025, 2026-Q3)"
        );
        let mut sink = Sink::default();
        let made = analysis::analysis(&project, &rules, period, as_of, &mut sink);
        self.told(sink)?;
        let Some(made) = made else {
            return Ok(Exit::Failed);
        };
        let summary = figures::analysis(&made, self.printer.lang());
        self.propose(&made, &summary, proposal)
    }

    fn told(&self, sink: Sink) -> anyhow::Result<()> {
        self.printer.findings(&sink.into_sorted())
    }

    /// Writes a proposed record to its file, with its figures on the screen; or the record itself to the screen.
    fn propose(
        &self,
        proposal: &Proposal,
        summary: &str,
        asked: &Proposed,
    ) -> anyhow::Result<Exit> {
        if let Some(path) = &asked.output {
            new::write(path, &proposal.text)?;
        }
        match (asked.format, &asked.output) {
            (ListFormat::Json, _) => {
                let mut value = proposal.value.clone();
                value["schema"] = 1.into();
                self.printer.text(&format!("{value:#}\n"))?;
            }
            (ListFormat::Human, None) => self.printer.text(&proposal.text)?,
            (ListFormat::Human, Some(path)) => {
                self.printer.text(summary)?;
                self.printer.written(&[Path::to_owned(path)])?;
            }
        }
        Ok(Exit::Clean)
    }
}

fn half(period: Period) -> anyhow::Result<Period> {
    anyhow::ensure!(
        period.unit() == PeriodUnit::HalfYear,
        "{period} 不是半年度，请写 2026-H1 ({period} is no half year; write 2026-H1)"
    );
    Ok(period)
}
