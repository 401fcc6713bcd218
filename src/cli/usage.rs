//! Mistakes on the command line, in both languages.

use std::process::ExitCode;

use clap::Error;
use clap::error::{ContextKind, ErrorKind};

/// Prints what clap has to say: help and version as they are, a mistake with a Chinese sentence first.
pub(super) fn told(error: &Error) -> ExitCode {
    if error.use_stderr() {
        if let Some(words) = chinese(error) {
            anstream::eprintln!("错误：{words}");
        }
        // Nothing can be done about a closed terminal.
        let _ = error.print();
        return ExitCode::from(2);
    }
    let _ = error.print();
    ExitCode::SUCCESS
}

fn chinese(error: &Error) -> Option<String> {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::UnknownArgument => format!("不认识参数“{argument}”"),
        ErrorKind::InvalidValue if context(ContextKind::InvalidValue).is_empty() => {
            format!("参数 {argument} 缺少值")
        }
        ErrorKind::InvalidValue => {
            format!(
                "参数 {argument} 不能是“{}”，可用：{}",
                context(ContextKind::InvalidValue),
                context(ContextKind::ValidValue)
            )
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{argument}"),
        ErrorKind::ArgumentConflict => format!("参数 {argument} 重复或互相冲突"),
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("参数 {argument} 的值个数不对")
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        _ => "命令写法不对".to_owned(),
    })
}
