//! The command line's grammar.

mod documents;
mod register;

pub(super) use documents::{Audit, Copies, External, Kind, Said, Which};
pub(super) use register::{Act, Issue, Register, Verify};

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

use crate::calendar::Period;
use crate::commands::Output;
use crate::diag::{Lang, Severity};
use crate::render::Language;

#[derive(Debug, Parser)]
#[command(
    name = "wenkong",
    version,
    about = "文控：受控表单的填写与检查\nFills and checks the controlled forms of an ISO 9001 / IATF 16949 system",
    disable_help_subcommand = true
)]
pub(super) struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Global {
    /// 项目文件夹（默认从当前位置向上找 wenkong.toml） · the project's folder
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// 当作此刻运行：2026-11-23 或 2026-11-23T09:00 · the moment to work at (default: now)
    #[arg(long, global = true, value_name = "TIME")]
    pub as_of: Option<String>,
    /// 提示信息的语言 · language of messages
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "zh",
        env = "WENKONG_LANG"
    )]
    pub lang: LangArg,
    /// 只输出问题 · print findings only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// 是否着色 · colours
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub color: ColorArg,
    /// 达到此级别则退出码为 1 · exit with 1 at findings of this level
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "error",
        value_name = "LEVEL"
    )]
    pub fail_level: LevelArg,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 生成示例公司并走一遍全部功能 · make the example company and tour it
    Demo {
        /// 文件夹（默认 wenkong-demo） · its folder
        #[arg(value_name = "DIR", default_value = "wenkong-demo")]
        folder: PathBuf,
    },
    /// 新建项目 · make a project
    Init {
        /// 文件夹（默认当前） · its folder
        #[arg(value_name = "DIR", default_value = ".")]
        folder: PathBuf,
        /// 用示例公司填满 · fill it with the example company
        #[arg(long)]
        example: bool,
    },
    /// 由表单生成空记录：带注释的 TOML，或 Excel 录入表 · an empty record, to fill in as text or with Excel
    New(New),
    /// 把 CSV、XLSX 的行导入为记录 · rows of a CSV or XLSX into records
    Import(Import),
    /// 列出有效的表单 · the forms in force
    Forms {
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 把记录填成表单（标为草稿） · fill the form of each record, marked as a draft
    Fill {
        /// 记录文件 · record files
        #[arg(required = true, value_name = "RECORD")]
        records: Vec<PathBuf>,
        #[command(flatten)]
        paper: Paper,
    },
    /// 打印供手写的空白表 · the form to fill in by hand
    Blank {
        /// 表单代号、名称或别名 · id, title or alias of the form
        form: String,
        #[command(flatten)]
        paper: Paper,
    },
    /// 发行：编号、生成受控 PDF、登记台账 · number a record, make its controlled PDF, register it
    Issue(Issue),
    /// 发行台账 · the issue register
    Register {
        #[command(subcommand)]
        command: Register,
    },
    /// 外来文件：编号、盖章、换版 · documents from outside
    External {
        #[command(subcommand)]
        command: Box<External>,
    },
    /// 受控副本：分发、收回、销毁、遗失 · controlled copies
    Copies {
        #[command(subcommand)]
        command: Copies,
    },
    /// 审核：核对台账、按当时的规则复核、按条款出报告和证据包 · readiness by clause, and the evidence pack
    Audit(Audit),
    /// 核对一份 PDF 或纸件是否为已发行的文件 · is this paper what was issued
    Verify(Verify),
    /// 检查记录 · check records
    Check {
        /// 文件或文件夹（默认项目的 records/） · files or folders
        paths: Vec<PathBuf>,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: FindingFormat,
    },
    /// 说明一个代码：要求、条款、理由、改正办法、例子、参数 · what a code means
    Explain {
        /// 代码，如 complaint.late-confirmation · a code
        code: String,
        /// 这份记录的情况 · how it stands in this record
        #[arg(long, value_name = "FILE")]
        record: Option<PathBuf>,
    },
    /// 规则目录，以及条款的覆盖情况 · the rules, and what they cover
    Rules {
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 顾客分类 · classes of customers
    Customers {
        #[command(subcommand)]
        command: Customers,
    },
    /// 顾客满意度调查：计划、信和表、报告 · a satisfaction survey from plan to report
    Survey {
        #[command(subcommand)]
        command: Survey,
    },
    /// 由订单表和登记表算出年度、季度顾客管理分析报告 · computes the analysis of customers
    Analysis {
        /// 年或季度：2025、2026-Q3（默认上一年） · a year or quarter (default: the year before)
        #[arg(long, value_name = "PERIOD", value_parser = period)]
        period: Option<Period>,
        #[command(flatten)]
        proposal: Proposed,
    },
    /// What is done in a child process with limits; the program calls it itself.
    #[command(hide = true)]
    Apart {
        /// The job.
        job: String,
        /// Bytes of memory.
        #[arg(long)]
        memory: u64,
    },
    /// 谁在何时之前应做什么 · who owes what until when
    Due {
        /// 只看这段时间内到期的：24h、7d · only what is due within this time
        #[arg(long, value_name = "TIME")]
        within: Option<String>,
        /// 也列出按时完成的 · also what was done in time
        #[arg(long)]
        done: bool,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: DueFormat,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct New {
    /// 表单代号、名称或别名 · id, title or alias of the form
    pub form: String,
    /// 输出格式（默认由 -o 的扩展名决定，否则 toml） · kind of file (default: as -o ends, else toml)
    #[arg(long, value_enum)]
    pub format: Option<RecordFormat>,
    /// 由此记录或条目带入数据：FB-2026-006/E06，或 文件#E06 · carry over what this record or entry says
    #[arg(long, value_name = "RECORD")]
    pub from: Option<String>,
    /// 写入此文件（默认输出到屏幕，xlsx 则为当前位置的 <代号>.xlsx） · write it to this file
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// 录入表的语言 · language of the workbook (default: the company's)
    #[arg(long, value_enum)]
    pub page_lang: Option<PageLang>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Import {
    /// 表格文件：.csv .xlsx · the table
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// 表单代号、名称或别名 · id, title or alias of the form
    #[arg(long, value_name = "FORM")]
    pub form: String,
    /// 工作表（默认第一张） · the sheet (default: the first)
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// 各行是这个列表的条目（默认按表头判断） · the rows are entries of this list (default: as the heads say)
    #[arg(long, value_name = "LIST")]
    pub list: Option<String>,
    /// 记录放入此文件夹（默认 records/<表单代号>） · folder for the records
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// 只检查，不写文件 · check only, write nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordFormat {
    Toml,
    Json,
    Yaml,
    Xlsx,
}

#[derive(Debug, Subcommand)]
pub(super) enum Customers {
    /// 按年交易额排名、定 A/B/C 类 · rank them by the year's trade
    Rank {
        /// 年份（默认当年） · the calendar year
        #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1900..=9999))]
        year: Option<i32>,
        /// 币种（默认订单行最多的一种） · the currency
        #[arg(long, value_name = "CODE")]
        currency: Option<String>,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Survey {
    /// 今年还应调查、走访谁，由谁、到何时；建议一份计划 · who must still be asked and visited; proposes a plan
    Plan {
        #[command(flatten)]
        half_year: HalfYear,
        /// 今年已调查、走访过的顾客也列入 · those asked and visited already, too
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        proposal: Proposed,
    },
    /// 按计划一次制作全部调查信和调查表 · the letters and blank sheets of a plan
    Letters {
        /// 调查计划的记录文件 · the plan's record
        #[arg(value_name = "PLAN")]
        plan: PathBuf,
        /// 放入此文件夹（默认计划所在处） · put them here
        #[arg(short, long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// 由调查表算出报告 · computes the report from the sheets
    Report {
        #[command(flatten)]
        half_year: HalfYear,
        #[command(flatten)]
        proposal: Proposed,
    },
}

#[derive(Debug, ClapArgs)]
pub(super) struct HalfYear {
    /// 半年度，如 2026-H1（默认：计划取本半年，报告取上一半年） · the half year
    #[arg(long, value_name = "HALF", value_parser = period)]
    pub half_year: Option<Period>,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Proposed {
    /// 写入此文件（默认输出到屏幕） · write the record to this file
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// 输出格式：human 为记录（TOML） · output format; human is the record as TOML
    #[arg(long, value_enum, default_value = "human")]
    pub format: ListFormat,
}

/// Reads `2026`, `2026-H1` or `2026-Q1`.
fn period(text: &str) -> Result<Period, String> {
    Period::parse(text)
        .ok_or_else(|| "应为 2026、2026-H1 或 2026-Q1 (write 2026, 2026-H1 or 2026-Q1)".to_owned())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DueFormat {
    Human,
    Json,
    Ics,
}

#[derive(Debug, ClapArgs)]
pub(super) struct Paper {
    /// 输出的文件或文件夹 · file or folder to write
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// 输出格式，可用逗号列出多个 · kinds of file, separated by commas
    #[arg(long, value_enum, value_delimiter = ',')]
    pub format: Vec<OutputArg>,
    /// 页面语言 · language of the page (default: the company's)
    #[arg(long, value_enum)]
    pub page_lang: Option<PageLang>,
}

impl Paper {
    pub fn formats(&self) -> Vec<Output> {
        let mut formats: Vec<Output> = Vec::new();
        for format in self.format.iter().map(|format| format.output()) {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        formats
    }

    pub fn language(&self) -> Option<Language> {
        self.page_lang.map(Language::from)
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum OutputArg {
    Pdf,
    Png,
    Svg,
}

impl OutputArg {
    fn output(self) -> Output {
        match self {
            Self::Pdf => Output::Pdf,
            Self::Png => Output::Png,
            Self::Svg => Output::Svg,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum PageLang {
    Zh,
    En,
    Both,
}

impl From<PageLang> for Language {
    fn from(language: PageLang) -> Self {
        match language {
            PageLang::Zh => Self::Zh,
            PageLang::En => Self::En,
            PageLang::Both => Self::Both,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    Human,
    Line,
    Json,
    Sarif,
    Junit,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LangArg {
    Zh,
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Zh => Self::Zh,
            LangArg::En => Self::En,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum LevelArg {
    Note,
    Warning,
    Error,
}

impl From<LevelArg> for Severity {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Note => Self::Note,
            LevelArg::Warning => Self::Warning,
            LevelArg::Error => Self::Error,
        }
    }
}
