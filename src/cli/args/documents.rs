//! The grammar of `external` and `copies`.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};

use super::register::By;
use super::{ListFormat, PageLang};
use crate::commands::audit::SAMPLES;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum External {
    /// 登记一份外来文件：编号、盖章、保存原件 · number and stamp a document from outside, and keep it as it came
    Add {
        /// 文件：PDF、PNG、JPEG、TIFF 盖章，其他附登记封面 · PDF, PNG, JPEG, TIFF are stamped, others get a cover sheet
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 类别 · what it is
        #[arg(long, value_enum)]
        kind: Kind,
        #[command(flatten)]
        said: Said,
    },
    /// 登记来源方的新版本；列出仍引用旧版本的记录 · take up its owner's next revision, and name the records that cite the one before
    Revise {
        /// 外来文件编号 · its number
        number: String,
        /// 新版本的文件 · the file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// 类别（默认不变） · what it is (default: as before)
        #[arg(long, value_enum)]
        kind: Option<Kind>,
        #[command(flatten)]
        said: Said,
    },
    /// 登记在册的外来文件 · the documents from outside
    List {
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Said {
    /// 来源方的版本 · revision of its owner
    #[arg(long, value_name = "REV")]
    pub revision: String,
    /// 文件名称（默认文件名） · what it is about (default: the file's name)
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// 来源方的图号或文件号 · drawing or document number of its owner
    #[arg(long, value_name = "NO")]
    pub own_number: Option<String>,
    /// 来源方的日期 · the day that its owner gives
    #[arg(long, value_name = "DATE")]
    pub own_date: Option<NaiveDate>,
    /// 顾客编码或名称；没有档案的写 编码=名称 · code or name of the customer, or CODE=NAME where there is no file
    #[arg(long, value_name = "CUSTOMER")]
    pub customer: Option<String>,
    /// 来源：谁以何种方式给的 · who sent it, and by which way
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// 收到日期（默认当天） · the day it was received (default: today)
    #[arg(long, value_name = "DATE")]
    pub received: Option<NaiveDate>,
    /// 接收人 · who received it
    #[arg(long, value_name = "NAME")]
    pub received_by: Option<String>,
    /// 归口部门（默认办理人的部门），其代号写入编号 · department, whose code stands in the number (default: that of the person)
    #[arg(long, value_name = "DEPARTMENT")]
    pub department: Option<String>,
    /// 持有人 · who keeps it
    #[arg(long, value_name = "NAME")]
    pub holder: Option<String>,
    /// 顾客财产台账的条目，如 CP-2026-002/P02 · the entry of the property ledger
    #[arg(long, value_name = "REF")]
    pub property: Option<String>,
    /// 说明 · anything else
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// 不盖章，附登记封面 · a cover sheet in place of the stamp
    #[arg(long)]
    pub cover: bool,
    /// 章和封面的语言 · language of stamp and cover sheet
    #[arg(long, value_enum)]
    pub page_lang: Option<PageLang>,
    #[command(flatten)]
    pub by: By,
}

/// The kinds of the form `external-document`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Kind {
    /// 图纸
    #[value(alias = "图纸", alias = "顾客图纸", alias = "客户图纸")]
    Drawing,
    /// 三维模型
    #[value(alias = "三维模型")]
    Model,
    /// 技术规范
    #[value(alias = "技术规范", alias = "规范")]
    Specification,
    /// 标准
    #[value(alias = "标准")]
    Standard,
    /// 法规
    #[value(alias = "法规", alias = "法律法规")]
    Regulation,
    /// 合同、协议
    #[value(alias = "合同", alias = "协议")]
    Contract,
    /// 程序软件
    #[value(alias = "程序软件", alias = "软件")]
    Software,
    /// 函件
    #[value(alias = "函件")]
    Letter,
    /// 其他
    #[value(alias = "其他")]
    Other,
}

impl Kind {
    /// As records name it.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or(String::new(), |value| value.get_name().to_owned())
    }
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Copies {
    /// 分发：制作受控副本，各有分发号 · make numbered controlled copies and give them out
    Give {
        /// 文件编号 · the number of the document
        number: String,
        /// 发给的部门 · the department
        #[arg(long, value_name = "DEPARTMENT")]
        to: String,
        /// 领用人 · the person who keeps them there
        #[arg(long, value_name = "NAME")]
        holder: Option<String>,
        /// 份数 · how many
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=999))]
        count: u32,
        #[command(flatten)]
        by: By,
    },
    /// 收回副本 · copies came back
    TakeBack {
        #[command(flatten)]
        which: Which,
        /// 收回时的状况 · in which state
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        #[command(flatten)]
        by: By,
    },
    /// 销毁副本；两人签名 · copies were destroyed; two people answer for it
    Destroy {
        #[command(flatten)]
        which: Which,
        /// 方式和原因 · how, and why
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// 监销人 · the second person
        #[arg(long, value_name = "NAME")]
        witness: String,
        #[command(flatten)]
        by: By,
    },
    /// 副本遗失 · copies cannot be found
    Lost {
        #[command(flatten)]
        which: Which,
        /// 情况 · what is known
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        by: By,
    },
    /// 副本在谁手里 · who has which copy
    List {
        /// 只看这份文件的 · only those of this document
        number: Option<String>,
        /// 输出格式 · output format
        #[arg(long, value_enum, default_value = "human")]
        format: ListFormat,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// 文件编号 · the number of the document
    pub number: String,
    /// 分发号，可写几个：--copy 1,2 · copy numbers
    #[arg(long, value_name = "NO", required = true, value_delimiter = ',')]
    pub copy: Vec<u32>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Audit {
    /// 期间从（默认截止日之前一年） · first day of the period (default: a year before its last)
    #[arg(long, value_name = "DATE")]
    pub from: Option<NaiveDate>,
    /// 期间到（默认当天） · last day (default: today)
    #[arg(long = "to", value_name = "DATE")]
    pub until: Option<NaiveDate>,
    /// 证据包给谁：顾客同意透露给他的才收入 · who gets the pack: what customers let this one see is in it
    #[arg(long = "for", value_name = "NAME")]
    pub recipient: Option<String>,
    /// 报告列出的样本数 · how many documents the sample has at most
    #[arg(long, value_name = "N", default_value_t = SAMPLES)]
    pub samples: usize,
    /// 写出证据包（.zip），不得已存在 · the pack to write, which must not exist
    #[arg(short, long, value_name = "PACK.zip")]
    pub output: Option<PathBuf>,
    /// 报告的语言 · language of the report
    #[arg(long, value_enum)]
    pub page_lang: Option<PageLang>,
    /// 输出格式 · output format
    #[arg(long, value_enum, default_value = "human")]
    pub format: ListFormat,
}
