//! Findings for people at a terminal, with the lines they are about.

use super::{Diagnostic, Label, Lang, Position, Severity, Text, excerpt::Excerpt, position::spot};
use crate::source::Place;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
    normalize_untrusted_str,
};
use std::{io, ops::Range};

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which of the two versions of each sentence is written.
    pub lang: Lang,
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            color: false,
            width: 100,
        }
    }
}

/// Writes every finding, with an empty line after each.
pub fn write(out: &mut dyn io::Write, diagnostics: &[Diagnostic], look: Look) -> io::Result<()> {
    diagnostics
        .iter()
        .try_for_each(|diagnostic| writeln!(out, "{}\n", show(diagnostic, look)))
}

/// One finding without a final line end.
pub fn show(diagnostic: &Diagnostic, look: Look) -> String {
    let renderer = if look.color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let title = level(diagnostic.severity, look.lang)
        .primary_title(diagnostic.message.get(look.lang))
        .id(diagnostic.code);
    let group = Group::with_title(title)
        .elements(elements(diagnostic, look.lang))
        .elements(help(diagnostic, look.lang));
    renderer.term_width(look.width).render(&[group])
}

fn level(severity: Severity, lang: Lang) -> Level<'static> {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    level.with_name(match lang {
        Lang::Zh => severity.word().zh,
        Lang::En => severity.word().en,
    })
}

fn help(diagnostic: &Diagnostic, lang: Lang) -> Option<Element<'static>> {
    let help = diagnostic.help.as_ref()?;
    let word = Text {
        zh: "帮助",
        en: "help",
    };
    let level = Level::HELP.with_name(word.get(lang).to_owned());
    // The library passes the text of a message through as it is, control characters included.
    Some(
        level
            .message(normalize_untrusted_str(help.get(lang)))
            .into(),
    )
}

/// The primary place, then the labels; those near the primary place share its excerpt.
fn elements(diagnostic: &Diagnostic, lang: Lang) -> Vec<Element<'static>> {
    let Some(place) = &diagnostic.place else {
        return labels(&diagnostic.labels, lang);
    };
    joined(place, &diagnostic.labels, lang).unwrap_or_else(|| {
        let mut elements = excerpt(place, AnnotationKind::Primary, None);
        elements.extend(labels(&diagnostic.labels, lang));
        elements
    })
}

fn labels(labels: &[Label], lang: Lang) -> Vec<Element<'static>> {
    let one = |label: &Label| {
        excerpt(
            &label.place,
            AnnotationKind::Context,
            Some(label.message.get(lang).to_owned()),
        )
    };
    labels.iter().flat_map(one).collect()
}

fn joined(place: &Place, labels: &[Label], lang: Lang) -> Option<Vec<Element<'static>>> {
    if labels.is_empty()
        || labels
            .iter()
            .any(|label| label.place.source != place.source)
    {
        return None;
    }
    let (text, range) = spot(place)?;
    let others = labels.iter().map(|label| Some(spot(&label.place)?.1));
    let ranges = std::iter::once(Some(range))
        .chain(others)
        .collect::<Option<Vec<_>>>()?;
    let excerpt = Excerpt::joining(&text, &ranges)?;
    let words = labels
        .iter()
        .map(|label| Some(label.message.get(lang).to_owned()));
    let words = std::iter::once(None).chain(words);
    let annotations = excerpt
        .ranges
        .iter()
        .zip(words)
        .enumerate()
        .map(|(at, (range, words))| {
            let kind = if at == 0 {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            kind.span(range.clone()).label(words)
        });
    Some(vec![
        snippet(place, &excerpt).annotations(annotations).into(),
    ])
}

fn excerpt(place: &Place, kind: AnnotationKind, label: Option<String>) -> Vec<Element<'static>> {
    let Some((text, range)) = spot(place) else {
        return vec![Origin::path(place.source.name().to_owned()).into()];
    };
    let start = range.start;
    let Some(excerpt) = Excerpt::of(&text, range) else {
        return vec![origin(place, Position::of(&text, start)).into()];
    };
    let annotate = |range: &Range<usize>| kind.span(range.clone()).label(label.clone());
    let annotations = excerpt.ranges.iter().map(annotate);
    vec![snippet(place, &excerpt).annotations(annotations).into()]
}

fn snippet(place: &Place, excerpt: &Excerpt) -> Snippet<'static, Annotation<'static>> {
    Snippet::source(excerpt.text.clone())
        .path(place.source.name().to_owned())
        .line_start(excerpt.line)
}

fn origin(place: &Place, position: Position) -> Origin<'static> {
    Origin::path(place.source.name().to_owned())
        .line(position.line)
        .char_column(position.column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diag::codes::{file, schema},
        source::{At, Source},
    };

    fn place(text: &str, range: Range<usize>) -> Place {
        let source = Source::memory("records/投诉.toml", None, text);
        Place {
            source,
            at: At::Bytes(range),
        }
    }

    fn wrong(place: Place) -> Diagnostic {
        Diagnostic::error(schema::TYPE, Text::new("应为列表", "should be a list")).at(place)
    }

    fn shown(found: &Diagnostic, lang: Lang) -> String {
        show(
            found,
            Look {
                lang,
                ..Look::default()
            },
        )
    }

    #[test]
    fn carets_stand_under_wide_characters() {
        let text = "# 记录\n客户\t= \"一汽\" # 全称\n";
        let start = text.find("\"一").unwrap();
        let found =
            wrong(place(text, start..start + 8)).help(Text::new("写成列表", "write a list"));
        let expected = "\
错误[schema.type]: 应为列表
 --> records/投诉.toml:2:6
  |
2 | 客户    = \"一汽\" # 全称
  |           ^^^^^^
  |
  = 帮助: 写成列表";
        assert_eq!(shown(&found, Lang::Zh), expected);
    }

    #[test]
    fn labels_near_and_far() {
        let text = "客户 = 1\r\n数量 = 2\r\n客户 = 3\r\n";
        let other = Source::memory("forms/8d.json", None, "{\"title\": \"8D\"}");
        let found = Diagnostic::warning(file::DUPLICATE_KEY, Text::new("写了两次", "given twice"))
            .at(place(text, 24..30))
            .label(place(text, 0..6), Text::new("第一次", "first"));
        let near = "\
warning[file.duplicate-key]: given twice
 --> records/投诉.toml:3:1
  |
1 | 客户 = 1
  | ---- first
2 | 数量 = 2
3 | 客户 = 3
  | ^^^^";
        assert_eq!(shown(&found, Lang::En), near);
        let far = Place {
            source: other,
            at: At::Bytes(1..8),
        };
        let shown = shown(&found.label(far, Text::new("表格", "the form")), Lang::Zh);
        assert!(shown.contains("::: forms/8d.json:1:2"), "{shown}");
        assert!(shown.contains("------- 表格"), "{shown}");
    }

    #[test]
    fn a_text_that_is_gone_still_has_a_name() {
        let source = Source::disk("records/x.toml", "/nowhere/x.toml");
        let found = wrong(Place {
            source,
            at: At::Bytes(3..4),
        });
        let expected = "error[schema.type]: should be a list\n--> records/x.toml";
        assert_eq!(shown(&found, Lang::En).trim_end(), expected);
        let nowhere = Diagnostic::note(schema::TYPE, Text::new("无", "none"));
        assert_eq!(
            shown(&nowhere, Lang::Zh).trim_end(),
            "提示[schema.type]: 无"
        );
    }

    #[test]
    fn a_line_of_100_kb_is_trimmed() {
        let text = format!("[{}]", "\"字字字\",".repeat(8_000));
        let shown = shown(&wrong(place(&text, 60_001..60_012)), Lang::En);
        assert!(shown.contains(":1:30002\n"), "{shown}");
        assert!(
            shown.lines().all(|line| line.chars().count() <= 110),
            "{shown}"
        );
        let text = format!("[{}]", "\"字字字\",".repeat(80_000));
        let far = self::shown(&wrong(place(&text, 600_001..600_012)), Lang::En);
        assert!(far.trim_end().ends_with(":1:300002"), "{far}");
    }
}
