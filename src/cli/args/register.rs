//! The grammar of `issue`, `register` and `verify`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::{ListFormat, PageLang, Paper};
use crate::commands::lists::List;

#[derive(Debug, Args)]
pub(in crate::cli) struct Issue {
    /// 记录文件 · record files
    #[arg(required = true, value_name = "RECORD")]
    pub records: Vec<PathBuf>,
    #[command(flatten)]
    pub by: By,
    /// 页面语言 · language of the page (default: the company's)
    #[arg(long, value_enum)]
    pub page_lang: Option<PageLang>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct By {
    /// 办理人，须担任表单或此事要求的角色 · the person, who must hold the role that the form or act demands
    #[arg(long = "by", value_name = "NAME")]
    pub name: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// PDF 文件、审核证据包，或纸上的编号 · a PDF file, an evidence pack, or the number on the paper
    #[arg(value_name = "FILE|NUMBER")]
    pub what: String,
    /// 二维码旁的校验码（至少 8 位） · the check digits beside the QR code (8 at least)
    #[arg(value_name = "PREFIX")]
    pub prefix: Vec<String>,
    /// 输出格式 · output format
    #[arg(long, value_enum, default_value = "human")]
    pub format: ListFormat,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Register {
    /// 台账中的文件 · the documents
    List {
        /// 只看这张表单的 · only those of this form
        #[arg(long, value_name = "FORM")]
        form: Option<String>,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 一个编号的全部经过 · all that happened to a number
    Show {
        /// 编号 · the number
        number: String,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 核对台账、保存的内容、文件和记录 · is the register, and what lies beside it, what was appended
    Verify {
        /// 每几份文件核对一份 · compare each n-th document only
        #[arg(long, value_name = "N", default_value_t = 1)]
        sample: usize,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 发行更正后的记录，修订号加一 · issue a corrected record as the next revision
    Supersede {
        /// 编号 · the number
        number: String,
        /// 更正后的记录文件 · the corrected record
        #[arg(value_name = "RECORD")]
        record: PathBuf,
        #[command(flatten)]
        act: Act,
        /// 页面语言 · language of the page
        #[arg(long, value_enum)]
        page_lang: Option<PageLang>,
    },
    /// 收回：不再有效，也没有替代 · a document is no longer valid
    Withdraw {
        /// 编号 · the number
        number: String,
        #[command(flatten)]
        act: Act,
    },
    /// 作废一个没有用过的编号 · void a number that was never used
    Void {
        /// 编号 · the number
        number: String,
        #[command(flatten)]
        act: Act,
    },
    /// 附上签回的扫描件 · put the signed paper beside a document
    Attach {
        /// 编号 · the number
        number: String,
        /// 扫描件 · the scan
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        by: By,
    },
    /// 保存期满的文件 · documents that have been kept long enough
    Retention {
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
    /// 登记期满销毁，并删除文件 · register that a document was destroyed, and remove its files
    Dispose {
        /// 编号 · the number
        number: String,
        #[command(flatten)]
        act: Act,
        /// 监销人 · the second person
        #[arg(long, value_name = "NAME")]
        witness: String,
    },
    /// 批准发布表单的一个版本 · release a form's revision
    Release {
        /// 表单代号、名称或别名 · id, title or alias of the form
        form: String,
        /// 版本，如 A/1 · the revision
        revision: String,
        #[command(flatten)]
        act: Act,
        /// 批准人 · who approves it
        #[arg(long, value_name = "NAME")]
        approver: String,
        /// 生效日期（默认表单写明的） · first day in force
        #[arg(long, value_name = "DATE")]
        effective: Option<NaiveDate>,
    },
    /// 接收原有的台账（CSV、XLSX） · take over an earlier register
    Import {
        /// 表格 · the table
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 工作表（默认第一张） · the sheet (default: the first)
        #[arg(long, value_name = "NAME")]
        sheet: Option<String>,
        /// 没有“表单”列时，各行的表单 · the form of all lines, where no column says
        #[arg(long, value_name = "FORM")]
        form: Option<String>,
        /// 只检查 · check only
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        by: By,
    },
    /// 打印清单：外来文件、分发回收、销毁、受控文件、质量记录 · print a list that the register fills
    Print {
        /// 清单 · the list
        #[arg(value_enum)]
        list: ListName,
        /// 只要这份文件的 · only what concerns this document
        #[arg(long, value_name = "NUMBER")]
        document: Option<String>,
        /// 分发、销毁日期从 · given or destroyed from this day on
        #[arg(long, value_name = "DATE")]
        from: Option<NaiveDate>,
        /// 到 · and until this one
        #[arg(long, value_name = "DATE")]
        until: Option<NaiveDate>,
        /// 写 .toml 或 .json 则存为记录，供检查、签署、发行 · a .toml or .json is the list as a record
        #[command(flatten)]
        paper: Paper,
    },
    /// 备份台账和全部文件 · copy the register and all documents into one file
    Backup {
        /// 备份文件（.zip），不得已存在 · the file, which must not exist
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// 用备份恢复；原台账移开保存 · put a backup back; the present register is set aside
    Restore {
        /// 备份文件 · the backup
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        act: Act,
    },
}

/// The lists that the register fills, by the ids of their forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ListName {
    /// 外来文件清单
    #[value(alias = "外来文件清单")]
    ExternalDocumentRegister,
    /// 文件分发回收记录
    #[value(alias = "文件分发回收记录")]
    DistributionRecord,
    /// 文件销毁记录
    #[value(alias = "文件销毁记录")]
    DestructionRecord,
    /// 受控文件清单
    #[value(alias = "受控文件清单")]
    MasterList,
    /// 质量记录清单
    #[value(alias = "质量记录清单")]
    RecordList,
}

impl From<ListName> for List {
    fn from(name: ListName) -> Self {
        match name {
            ListName::ExternalDocumentRegister => Self::External,
            ListName::DistributionRecord => Self::Distribution,
            ListName::DestructionRecord => Self::Destruction,
            ListName::MasterList => Self::Master,
            ListName::RecordList => Self::Records,
        }
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Act {
    #[command(flatten)]
    pub by: By,
    /// 原因 · why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}
