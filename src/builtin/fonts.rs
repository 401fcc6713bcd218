//! The embedded fonts: parsed once, and asked which characters they have.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// All fonts a page can use, and Typst's index of them. No system font is ever read.
pub struct Fonts {
    /// Families, styles and coverage; its index `i` is the font `fonts[i]`.
    pub book: LazyHash<FontBook>,
    /// Every face of the `.ttf` files in `forms/fonts/`, in the order of the file names.
    pub fonts: Vec<Font>,
}

/// The font files in `forms/fonts/`: name and bytes, sorted by name.
pub fn font_files() -> Vec<(String, &'static [u8])> {
    let folder = super::FORMS.get_dir("fonts");
    let files = folder.into_iter().flat_map(|folder| folder.files());
    let fonts = files.filter(|file| {
        file.path()
            .extension()
            .is_some_and(|ending| ending == "ttf")
    });
    let mut fonts: Vec<_> = fonts
        .map(|file| (file.path().to_string_lossy().into_owned(), file.contents()))
        .collect();
    fonts.sort();
    fonts
}

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = font_files()
        .into_iter()
        .flat_map(|(_, bytes)| Font::iter(Bytes::new(bytes)))
        .collect();
    Fonts {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// One bit for each code point that some font has: a font's own coverage is a list to be searched.
static COVERAGE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let fonts = fonts();
    let mut bits = vec![0; (char::MAX as usize + 1) / 64];
    for info in (0..fonts.fonts.len()).filter_map(|index| fonts.book.info(index)) {
        for c in info.coverage.iter() {
            bits[c as usize / 64] |= 1 << (c % 64);
        }
    }
    bits
});

/// The embedded fonts; the first call parses them (a few milliseconds).
pub fn fonts() -> &'static Fonts {
    &FONTS
}

/// Has any font a glyph for this character?
pub fn prints(c: char) -> bool {
    let c = u32::from(c);
    COVERAGE[c as usize / 64] & (1 << (c % 64)) != 0
}

/// Control and format characters (Unicode categories Cc and Cf) and variation selectors. They are not set: some, such
/// as direction overrides, would make a page show something else than its text says.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}' | '\u{891}' | '\u{8e2}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0001}' | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_names_and_signs_of_drawings_print() {
        for c in "𠮷㴔堃镕䶮☐☑⌀⏥±℃Ω".chars() {
            assert!(prints(c), "{c} U+{:04X}", u32::from(c));
        }
        assert!(!prints('\u{e000}'));
        assert!(!prints('😀'));
    }

    #[test]
    fn every_font_file_is_a_font() {
        assert_eq!(fonts().fonts.len(), 7);
    }
}
