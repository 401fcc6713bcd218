//! YAML 1.2 with its core schema, one document a file; aliases are copied, within limits.

use super::{
    Fault, FaultKind,
    tree::{Builder, Data, Entry, Node, Tree, check_depth},
};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use serde_json::Value;
use std::ops::Range;

mod anchor;
mod offsets;
mod schema;
#[cfg(test)]
mod tests;

use anchor::Anchors;
use offsets::Offsets;

/// Parses YAML text.
pub(super) fn tree(text: &str) -> Tree {
    let mut loader = Loader::new(text);
    let outcome = loader.load();
    let root = loader.root.take().filter(|_| loader.trusted);
    loader.builder.finish(outcome.map(|()| root))
}

/// Builds nodes from the parser's events.
///
/// The parser itself does not recurse, and the open tables and lists lie in a `Vec`: depth cannot
/// exhaust the stack.
struct Loader<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    builder: Builder,
    open: Vec<Open>,
    anchors: Anchors,
    root: Option<Node>,
    documents: usize,
    /// False once something was left out that a check would miss.
    trusted: bool,
}

/// A table or list whose end has not come yet.
struct Open {
    start: usize,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    /// The entries so far, and the key that waits for its value.
    Table(Vec<Entry>, Option<Key>),
}

type Key = (String, Range<usize>);

impl<'t> Loader<'t> {
    fn new(text: &'t str) -> Loader<'t> {
        Loader {
            text,
            offsets: Offsets::new(text),
            builder: Builder::default(),
            open: Vec::new(),
            anchors: Anchors::default(),
            root: None,
            documents: 0,
            trusted: true,
        }
    }

    fn load(&mut self) -> Result<(), Fault> {
        let mut parser = Parser::new_from_str(self.text);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| self.syntax(&error))?;
            let range = self.range(span);
            if matches!(event, Event::DocumentStart(_)) && self.documents == 1 {
                // What follows is another text; the first one can still be checked.
                self.note(FaultKind::SecondDocument, &range);
                return Ok(());
            }
            self.take(event, range)?;
        }
        Ok(())
    }

    fn syntax(&self, error: &ScanError) -> Fault {
        let index = error.marker().index();
        let range = self.offsets.byte(index)..self.offsets.byte(index + 1);
        Fault::at(FaultKind::Syntax(error.info().to_owned()), range)
    }

    fn range(&self, span: Span) -> Range<usize> {
        let start = self.offsets.byte(span.start.index());
        start..self.offsets.byte(span.end.index()).max(start)
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::DocumentStart(_) => self.documents += 1,
            Event::SequenceStart(anchor, _) => {
                self.begin(anchor, range, Content::List(Vec::new()))?
            }
            Event::MappingStart(anchor, _) => {
                self.begin(anchor, range, Content::Table(Vec::new(), None))?
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range)?,
            Event::Scalar(written, style, anchor, tag) => {
                let value = meaning(&written, style, tag.as_deref());
                self.scalar(&written, value, anchor, range)?
            }
            Event::Alias(anchor) => self.alias(anchor, range)?,
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn begin(&mut self, anchor: usize, range: Range<usize>, content: Content) -> Result<(), Fault> {
        check_depth(self.open.len() + 1, &range)?;
        self.open.push(Open {
            start: range.start,
            anchor,
            content,
        });
        Ok(())
    }

    fn end(&mut self, range: Range<usize>) -> Result<(), Fault> {
        let Some(Open {
            start,
            anchor,
            content,
        }) = self.open.pop()
        else {
            return Ok(());
        };
        let range = start..range.end;
        let node = match content {
            Content::List(items) => Node {
                range,
                data: Data::List(items),
            },
            Content::Table(entries, _) => self.builder.table(entries, range),
        };
        self.attach(node, anchor)
    }

    fn scalar(
        &mut self,
        written: &str,
        value: Option<Value>,
        anchor: usize,
        range: Range<usize>,
    ) -> Result<(), Fault> {
        if self.open.is_empty() && written.is_empty() && value == Some(Value::Null) {
            // A document with nothing in it has no value, not the value null.
            return Ok(());
        }
        let node = match value {
            Some(Value::String(_)) => self.builder.scalar(value, written, range),
            _ if self.awaits_key() => {
                // Kept as it is written, so that its value is checked all the same.
                self.note(FaultKind::KeyNotText, &range);
                self.builder
                    .scalar(Some(Value::from(written)), written, range)
            }
            _ => self.builder.scalar(value, written, range),
        };
        self.attach(node, anchor)
    }

    fn note(&mut self, kind: FaultKind, range: &Range<usize>) {
        self.builder.note(Fault::at(kind, range.clone()));
    }

    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Fault> {
        let node = self
            .anchors
            .copy(anchor, self.open.len(), range, &mut self.builder)?;
        self.attach(node, 0)
    }

    fn awaits_key(&self) -> bool {
        let content = self.open.last().map(|open| &open.content);
        matches!(content, Some(Content::Table(_, None)))
    }

    /// Puts a finished node where it belongs. Anchor 0 is none.
    fn attach(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        self.builder.count(1, &node.range)?;
        if anchor != 0 {
            self.anchors.keep(anchor, &node, &mut self.builder)?;
        }
        if self.awaits_key() {
            self.attach_key(node);
            return Ok(());
        }
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(Content::List(items)) => items.push(node),
            Some(Content::Table(entries, key)) => {
                entries.extend(key.take().map(|(key, key_range)| Entry {
                    key,
                    key_range,
                    node,
                }));
            }
        }
        Ok(())
    }

    fn attach_key(&mut self, node: Node) {
        let key = match node.data {
            Data::Scalar(Value::String(text)) => text,
            _ => {
                self.note(FaultKind::KeyNotText, &node.range);
                self.trusted = false;
                String::new()
            }
        };
        let content = self.open.last_mut().map(|open| &mut open.content);
        if let Some(Content::Table(_, waiting)) = content {
            *waiting = Some((key, node.range));
        }
    }
}

/// What a scalar says; `None` for a number that JSON cannot carry.
fn meaning(written: &str, style: ScalarStyle, tag: Option<&Tag>) -> Option<Value> {
    if style == ScalarStyle::Plain && !tag.is_some_and(schema::means_text) {
        schema::resolve(written)
    } else {
        Some(Value::from(written))
    }
}
