//! Anchors and their copies, bounded so that a few nested aliases cannot fill the memory.

use super::super::{
    Fault, FaultKind, LIMITS,
    tree::{Builder, Data, Node, check_depth},
};
use std::{collections::HashMap, ops::Range};

/// The anchored values of a document, by the parser's number.
#[derive(Default)]
pub(super) struct Anchors {
    kept: HashMap<usize, (Size, Node)>,
    copied: Copied,
}

/// The text in all copies made so far; counting values alone would let a long text multiply.
#[derive(Default)]
struct Copied {
    bytes: u64,
}

/// How much a value weighs when it is copied.
#[derive(Clone, Copy)]
struct Size {
    values: usize,
    bytes: u64,
    /// The tables and lists around its innermost value.
    height: usize,
}

impl Anchors {
    /// Keeps a value for later aliases. The kept copy counts as well: anchors can be nested.
    pub fn keep(&mut self, anchor: usize, node: &Node, builder: &mut Builder) -> Result<(), Fault> {
        let size = Size::of(node);
        self.copied.spend(size, &node.range, builder)?;
        self.kept.insert(anchor, (size, node.clone()));
        Ok(())
    }

    /// The value of an anchor, to stand at `range` inside `depth` open tables and lists.
    pub fn copy(
        &mut self,
        anchor: usize,
        depth: usize,
        range: Range<usize>,
        builder: &mut Builder,
    ) -> Result<Node, Fault> {
        let Some((size, node)) = self.kept.get(&anchor) else {
            let message = "alias inside of the value it stands for".to_owned();
            return Err(Fault::at(FaultKind::Syntax(message), range));
        };
        check_depth(depth + size.height, &range)?;
        self.copied.spend(*size, &range, builder)?;
        Ok(Node {
            data: node.data.clone(),
            range,
        })
    }
}

impl Copied {
    fn spend(
        &mut self,
        size: Size,
        range: &Range<usize>,
        builder: &mut Builder,
    ) -> Result<(), Fault> {
        builder.count(size.values, range)?;
        self.bytes += size.bytes;
        let limit = LIMITS.values;
        let fault = || Fault::at(FaultKind::TooMany { limit }, range.clone());
        (self.bytes <= LIMITS.bytes).then_some(()).ok_or_else(fault)
    }
}

impl Size {
    fn of(node: &Node) -> Size {
        match &node.data {
            Data::Scalar(value) => Size {
                values: 1,
                bytes: value.as_str().map_or(0, length),
                height: 0,
            },
            Data::List(items) => Size::around(items.iter().map(Size::of)),
            Data::Table(entries) => Size::around(entries.iter().map(|entry| {
                let size = Size::of(&entry.node);
                Size {
                    bytes: size.bytes + length(&entry.key),
                    ..size
                }
            })),
        }
    }

    fn around(parts: impl Iterator<Item = Size>) -> Size {
        parts.fold(
            Size {
                values: 1,
                bytes: 0,
                height: 1,
            },
            |sum, part| Size {
                values: sum.values + part.values,
                bytes: sum.bytes + part.bytes,
                height: sum.height.max(part.height + 1),
            },
        )
    }
}

fn length(text: &str) -> u64 {
    text.len() as u64
}
