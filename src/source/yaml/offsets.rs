//! The parser counts characters; the rest of the program counts bytes.

/// Turns character indices of a text into byte indices.
pub(super) struct Offsets<'t> {
    text: &'t str,
    /// The byte index of every [`STEP`]th character.
    marks: Vec<usize>,
}

/// Few enough characters to walk, many enough to keep `marks` small.
const STEP: usize = 64;

impl<'t> Offsets<'t> {
    pub fn new(text: &'t str) -> Offsets<'t> {
        let marks = text
            .char_indices()
            .step_by(STEP)
            .map(|(byte, _)| byte)
            .collect();
        Offsets { text, marks }
    }

    /// The byte where character number `index`, from 0, begins; the end of the text beyond it.
    pub fn byte(&self, index: usize) -> usize {
        let Some(&mark) = self.marks.get(index / STEP) else {
            return self.text.len();
        };
        let mut rest = self.text.get(mark..).unwrap_or_default().char_indices();
        rest.nth(index % STEP)
            .map_or(self.text.len(), |(byte, _)| mark + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_found() {
        let text = "a客𠀀\u{e9}\n".repeat(50);
        let offsets = Offsets::new(&text);
        for (index, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(offsets.byte(index), byte);
        }
        assert_eq!(offsets.byte(250), text.len());
        assert_eq!(offsets.byte(usize::MAX), text.len());
        assert_eq!(Offsets::new("").byte(0), 0);
    }
}
