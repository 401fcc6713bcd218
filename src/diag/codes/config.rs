//! Trouble with `wenkong.toml`.

use super::{Code, Entry, both};

/// The configuration cannot be used.
pub const BROKEN: Code = "config.broken";

/// The `config.` part of the catalogue.
pub(super) static ENTRIES: &[Entry] = &[Entry {
    code: BROKEN,
    title: both("配置文件无法使用", "the configuration cannot be used"),
    why: both(
        "公司名称、时区和表单设置都取自 wenkong.toml，它不可用就无法工作。",
        "company, time zone and forms come from wenkong.toml; nothing works without it.",
    ),
    help: both("按提示改正 wenkong.toml", "correct wenkong.toml as told"),
}];
