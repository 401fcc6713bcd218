//! Where findings stand: each file is read and parsed once, however many of them stand in it.

use super::position::{Position, floor};
use crate::source::{At, Locator, Place, Source};
use std::{
    cell::{OnceCell, RefCell},
    ops::Range,
    rc::Rc,
};

/// Files kept open at a time. Findings come file by file; a few more hold what their labels point to.
const OPEN: usize = 8;
/// Bytes between positions that are remembered.
const STEP: usize = 4096;

/// The files that findings were last looked up in. Ask for places file by file.
#[derive(Debug, Default)]
pub(super) struct Places(RefCell<Vec<Rc<File>>>);

/// A file that places are looked up in.
#[derive(Debug)]
struct File {
    source: Source,
    /// Nothing where the file cannot be read.
    locator: Option<Locator>,
    /// The position of every byte that is a multiple of [`STEP`], or of the boundary before it.
    marks: OnceCell<Vec<(usize, Position)>>,
}

/// What a place means: some bytes of a text.
#[derive(Debug)]
pub(super) struct Spot {
    file: Rc<File>,
    /// The bytes; they are safe to slice the text with.
    pub range: Range<usize>,
}

impl Places {
    /// What a place means, if its text can be read and it is more than a whole file.
    pub fn spot(&self, place: &Place) -> Option<Spot> {
        if place.at == At::File {
            return None;
        }
        let file = self.file(&place.source);
        let range = file.locator.as_ref()?.range(&place.at);
        let start = floor(file.text(), range.start);
        let end = floor(file.text(), range.end).max(start);
        Some(Spot {
            file,
            range: start..end,
        })
    }

    /// Where a place starts, if its text can be read and it is more than a whole file. In a sheet it is row and column of the
    /// cell.
    pub fn position(&self, place: &Place) -> Option<Position> {
        match place.at {
            At::Cell { row, column, .. } if place.source.sheet().is_some() => Some(Position {
                line: row as usize + 1,
                column: column as usize + 1,
            }),
            _ => self.spot(place).map(|spot| spot.start()),
        }
    }

    /// The file, opened now unless it is among the last ones.
    fn file(&self, source: &Source) -> Rc<File> {
        let mut open = self.0.borrow_mut();
        let file = match open.iter().position(|file| file.source == *source) {
            Some(at) => open.remove(at),
            None => Rc::new(File::open(source)),
        };
        open.insert(0, file.clone());
        open.truncate(OPEN);
        file
    }
}

impl File {
    fn open(source: &Source) -> Self {
        Self {
            source: source.clone(),
            locator: Locator::open(source),
            marks: OnceCell::new(),
        }
    }

    fn text(&self) -> &str {
        self.locator.as_ref().map_or("", |locator| locator.text())
    }

    fn position(&self, byte: usize) -> Position {
        let text = self.text();
        let byte = floor(text, byte);
        let marks = self.marks.get_or_init(|| marks(text));
        let after = marks.partition_point(|(at, _)| *at <= byte);
        let (at, position) = after
            .checked_sub(1)
            .and_then(|before| marks.get(before))
            .copied()
            .unwrap_or((0, Position::START));
        position.forward(text, at..byte)
    }
}

fn marks(text: &str) -> Vec<(usize, Position)> {
    let mut mark = (0, Position::START);
    let mut marks = vec![mark];
    for step in (STEP..text.len()).step_by(STEP) {
        let byte = floor(text, step);
        mark = (byte, mark.1.forward(text, mark.0..byte));
        marks.push(mark);
    }
    marks
}

impl Spot {
    /// The whole text.
    pub fn text(&self) -> &str {
        self.file.text()
    }

    /// Where it starts.
    pub fn start(&self) -> Position {
        self.file.position(self.range.start)
    }

    /// The character behind it.
    pub fn end(&self) -> Position {
        self.file.position(self.range.end)
    }

    /// The line of a byte of its text.
    pub fn line(&self, byte: usize) -> usize {
        self.file.position(byte).line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Format, Pointer};

    fn place(source: &Source, at: At) -> Place {
        let source = source.clone();
        Place { source, at }
    }

    #[test]
    fn remembered_positions_are_those_counted_from_the_start() {
        let line = "客户\t= \"一汽\"\r\nb = 2\rc = 3\n";
        let text = format!("{}{}", line.repeat(600), "字".repeat(6_000));
        let source = Source::memory("x", None, text.clone());
        let places = Places::default();
        for byte in (0..text.len() + 10).step_by(7) {
            let spot = places.spot(&place(&source, At::Bytes(byte..byte))).unwrap();
            let byte = spot.range.start;
            assert_eq!(spot.start(), Position::of(&text, byte), "{byte}");
        }
        assert_eq!(places.0.borrow().len(), 1);
    }

    #[test]
    fn keeps_the_files_that_were_last_asked_for() {
        let sources: Vec<_> = (0..=OPEN)
            .map(|at| Source::memory(format!("{at}.json"), Some(Format::Json), "{\n\"a\": 1}"))
            .collect();
        let places = Places::default();
        let a = || At::Value(Pointer::root().join("a"));
        for source in sources.iter().chain(&sources[..1]) {
            let at = places.position(&place(source, a()));
            assert_eq!(at, Some(Position { line: 2, column: 6 }));
        }
        let open = places.0.borrow();
        let names: Vec<_> = open.iter().map(|file| file.source.name()).collect();
        assert_eq!(
            (names.len(), names[0], names[1]),
            (OPEN, "0.json", "8.json")
        );
    }

    #[test]
    fn a_whole_file_and_one_that_is_gone_have_no_spot() {
        let places = Places::default();
        let source = Source::memory("x", None, "abc");
        assert!(places.spot(&place(&source, At::File)).is_none());
        let gone = Source::disk("x.toml", "/nowhere/x.toml");
        assert!(places.spot(&place(&gone, At::Bytes(0..1))).is_none());
    }
}
