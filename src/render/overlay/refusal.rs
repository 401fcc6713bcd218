//! Why a file is not stamped, and what can be done about it.

use serde::{Deserialize, Serialize};

use crate::apart::Failed;
use crate::diag::Text;

/// Why a file is not stamped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The file does not begin as a PDF does.
    NotPdf,
    /// The file is no picture of the kind it is said to be.
    NotPicture,
    /// The file cannot be read, in the words of whoever tried.
    Damaged(String),
    /// The file asks for a password, or forbids changes by one.
    Encrypted,
    /// The file carries an electronic signature, which a stamp would break.
    Signed,
    /// The file is a dynamic form, whose pages a viewer makes up: a stamp would not be seen.
    DynamicForm,
    /// The file is a portfolio, a wrapping for other files: a stamp would come on its cover sheet.
    Portfolio,
    /// The file has no page.
    NoPages,
    /// The file, or something in it, is larger than is sensible.
    TooLarge {
        /// What is too large.
        what: Large,
        /// How much of it is accepted.
        most: u64,
    },
    /// Our own stamp cannot be used: a mistake in this program.
    Stamp(String),
    /// The process that did the work has failed.
    Failed(Failed),
}

/// What can be too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Large {
    /// The file, in bytes.
    File,
    /// The number of pages.
    Pages,
    /// What one page or stream unpacks to, in bytes.
    Unpacked,
    /// A picture, in pixels.
    Pixels,
}

impl Refusal {
    /// What is wrong.
    pub fn words(&self) -> Text {
        match self {
            Self::NotPdf => Text::new("不是 PDF 文件", "this is not a PDF"),
            Self::NotPicture => Text::new(
                "不是所称的图片格式，或格式不受支持",
                "this is not a picture of the kind it is said to be, or of a kind that is not supported",
            ),
            Self::Damaged(words) => Text::new(
                format!("文件已损坏：{words}"),
                format!("the file is damaged: {words}"),
            ),
            Self::Encrypted => Text::new("文件已加密", "the file is encrypted"),
            Self::Signed => Text::new(
                "文件带有电子签名，加盖会使签名失效",
                "the file carries an electronic signature, which a stamp would break",
            ),
            Self::DynamicForm => Text::new(
                "文件是动态 XFA 表单，加盖的内容不会显示",
                "the file is a dynamic XFA form, on which a stamp would not be seen",
            ),
            Self::Portfolio => Text::new(
                "文件是 PDF 文件包，只有封面会被加盖",
                "the file is a PDF portfolio, of which only the cover sheet would be stamped",
            ),
            Self::NoPages => Text::new("文件没有页面", "the file has no page"),
            Self::TooLarge { what, most } => what.words(*most),
            Self::Stamp(words) => Text::new(
                format!("章的版面无法使用：{words}"),
                format!("the stamp's own sheet cannot be used: {words}"),
            ),
            Self::Failed(how) => failed(how),
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Text {
        match self {
            Self::NotPdf => Text::new(
                "核对文件；Word、Excel、CAD 文件请先导出为 PDF",
                "check the file; export Word, Excel and CAD files to PDF first",
            ),
            Self::NotPicture => Text::new(
                "用看图软件打开核对，另存为 PNG、JPEG 或 TIFF",
                "open it in a viewer and save it again as PNG, JPEG or TIFF",
            ),
            Self::Damaged(_) => Text::new(
                "向对方索取完好的文件，或在阅读器中另存（打印）为 PDF",
                "ask the sender for a whole file, or open it in a viewer and save or print it to PDF",
            ),
            Self::Encrypted => Text::new(
                "向对方索取未加密的文件，不要自行解除限制",
                "ask the sender for a file without encryption; do not remove it yourself",
            ),
            Self::Signed => Text::new(
                "原样登记该文件，或在其打印件上加盖",
                "register the file as it is, or stamp a print of it",
            ),
            Self::DynamicForm => Text::new(
                "用 Adobe Reader 打印为 PDF 后再登记",
                "print it to PDF with Adobe Reader, and register that",
            ),
            Self::Portfolio => Text::new(
                "取出其中的文件，逐个登记",
                "take the files out of it, and register each",
            ),
            Self::NoPages => Text::new("向对方索取完好的文件", "ask the sender for a whole file"),
            Self::TooLarge { .. } => Text::new(
                "请对方分成几个较小的文件",
                "ask the sender to split it into smaller files",
            ),
            Self::Stamp(_) => Text::new(
                "把此信息和文件告知 wenkong 的开发者",
                "tell the developers of wenkong, with this file",
            ),
            Self::Failed(_) => Text::new(
                "在阅读器中另存（打印）为 PDF 后再试",
                "open it in a viewer, save or print it to PDF, and try again",
            ),
        }
    }
}

impl Large {
    fn words(self, most: u64) -> Text {
        let mib = most >> 20;
        match self {
            Self::File => Text::new(
                format!("文件太大（上限 {mib} MiB）"),
                format!("the file is too large (at most {mib} MiB)"),
            ),
            Self::Pages => Text::new(
                format!("页数太多（上限 {most} 页）"),
                format!("there are too many pages (at most {most})"),
            ),
            Self::Unpacked => Text::new(
                format!("文件中有一部分解压后太大（上限 {mib} MiB）"),
                format!("a part of the file is too large when unpacked (at most {mib} MiB)"),
            ),
            Self::Pixels => Text::new(
                format!("图片太大（上限 {} 万像素）", most / 10_000),
                format!(
                    "the picture is too large (at most {} megapixels)",
                    most / 1_000_000
                ),
            ),
        }
    }
}

fn failed(failed: &Failed) -> Text {
    match failed {
        Failed::Start(words) => Text::new(
            format!("无法启动子进程：{words}"),
            format!("the child process cannot be started: {words}"),
        ),
        Failed::Crashed(words) => Text::new(
            format!("读取该文件时程序崩溃（{words}）"),
            format!("reading the file brought the child process down ({words})"),
        ),
        Failed::Memory => Text::new(
            "读取该文件所需内存超过限制",
            "reading the file takes more memory than is allowed",
        ),
        Failed::Late(seconds) => Text::new(
            format!("读取该文件超时（{seconds} 秒）"),
            format!("reading the file took too long ({seconds} s)"),
        ),
        Failed::Garbled => Text::new(
            "子进程的回答无法理解",
            "the child process gave an answer that makes no sense",
        ),
    }
}
