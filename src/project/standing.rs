//! What records are held to: rules, calendar, configuration and waivers, as they are now or as the register kept them.

use std::path::Path;

use super::{CONFIG_FILE, WAIVER_FILE, shown};
use crate::source::{Format, Source};
use crate::{calendar, rule};

/// What a path of a kept file begins with that came inside the program.
pub const BUILTIN: &str = "builtin:";
const CALENDAR: &str = "rules/calendar/";

/// Where rules, calendar, configuration and waivers come from.
#[derive(Debug)]
pub(super) enum Standing {
    /// The program, and the project's folder.
    Present,
    /// What the register kept.
    Kept(Box<Kept>),
}

/// Files that the register kept.
#[derive(Debug, Default)]
pub(super) struct Kept {
    config: Option<Source>,
    waivers: Option<Source>,
    rules: rule::Files,
    calendar: calendar::Files,
}

impl Kept {
    /// Sorts files by what they are; their names in findings are those of the present files.
    pub fn of(files: &[(String, Vec<u8>)], root: &Path, stand: &Path) -> Self {
        let mut kept = Self::default();
        for (path, bytes) in files {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let format = Format::of(path.as_ref());
            if let Some(inner) = path.strip_prefix(BUILTIN) {
                if inner.starts_with(CALENDAR) {
                    let source = Source::memory(path.as_str(), format, text);
                    kept.calendar.builtin.extend(format.map(|_| source));
                } else if format == Some(Format::Toml) {
                    kept.rules.builtin.push(Source::memory(inner, format, text));
                }
                continue;
            }
            let whole = root.join(path);
            let source = |name: String| Source::earlier(name, &whole, format, text.as_str());
            match path.as_str() {
                CONFIG_FILE => kept.config = Some(source(shown(&whole, stand))),
                WAIVER_FILE => kept.waivers = Some(source(shown(&whole, stand))),
                _ if path.starts_with(CALENDAR) => kept.calendar.own.push(source(path.clone())),
                _ => kept.rules.own.push(source(path.clone())),
            }
        }
        kept
    }
}

impl Standing {
    /// `wenkong.toml`
    pub fn config(&self, root: Option<&Path>, stand: &Path) -> Option<Source> {
        match self {
            Self::Kept(kept) => kept.config.clone(),
            Self::Present => {
                let path = root?.join(CONFIG_FILE);
                Some(Source::disk(shown(&path, stand), path))
            }
        }
    }

    /// `waivers.toml`, where there is one.
    pub fn waivers(&self, root: &Path, stand: &Path) -> Option<Source> {
        match self {
            Self::Kept(kept) => kept.waivers.clone(),
            Self::Present => {
                let path = root.join(WAIVER_FILE);
                path.is_file()
                    .then(|| Source::disk(shown(&path, stand), path))
            }
        }
    }

    /// The rule files.
    pub fn rules(&self, root: Option<&Path>) -> rule::Files {
        match self {
            Self::Kept(kept) => kept.rules.clone(),
            Self::Present => rule::Files::present(root.map(|root| root.join("rules")).as_deref()),
        }
    }

    /// The files of the calendar's years.
    pub fn calendar(&self, root: Option<&Path>) -> calendar::Files {
        match self {
            Self::Kept(kept) => kept.calendar.clone(),
            Self::Present => {
                let own = root.map(|root| root.join("rules/calendar"));
                calendar::Files::present(own.as_deref())
            }
        }
    }
}
