//! What a page's content leaves open when it ends, and what it closes without having opened.

mod tokens;

use std::ops::Range;

use tokens::{Token, Tokens};

/// What has to be done around a page's content, so that what follows begins in the page's initial state.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Balance {
    /// Every `Q` that restores what nothing has saved. Viewers ignore it, but after a `q` of ours it would restore that one.
    pub surplus: Vec<Range<usize>>,
    /// The operators that close what is left open.
    pub closing: Vec<u8>,
}

impl Balance {
    /// Reads a page's whole content, decoded.
    pub fn of(content: &[u8]) -> Self {
        let mut tokens = Tokens::new(content);
        let mut surplus = Vec::new();
        let (mut saved, mut marked, mut text) = (0usize, 0usize, false);
        for token in &mut tokens {
            let Token::Operator(range) = token else {
                continue;
            };
            match &content[range.clone()] {
                b"q" => saved += 1,
                b"Q" if saved == 0 => surplus.push(range),
                b"Q" => saved -= 1,
                b"BT" => text = true,
                b"ET" => text = false,
                b"BMC" | b"BDC" => marked += 1,
                b"EMC" => marked = marked.saturating_sub(1),
                _ => {}
            }
        }
        let mut closing = tokens.unclosed();
        if text {
            closing.extend(b"ET\n");
        }
        closing.extend(b"EMC\n".repeat(marked));
        closing.extend(b"Q\n".repeat(saved));
        Self { surplus, closing }
    }

    /// The content without what it closes in surplus. Its length stays.
    pub fn mended(&self, mut content: Vec<u8>) -> Vec<u8> {
        for range in &self.surplus {
            content[range.clone()].fill(b' ');
        }
        content
    }
}

/// The content without its marks of structure and layers: inside of an artifact they would say something else.
pub(super) fn unmarked(content: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(content.len());
    // Where the operands of the next operator begin, and up to where everything has been kept.
    let (mut operands, mut done) = (0, 0);
    for token in &mut Tokens::new(content) {
        let Token::Operator(range) = token else {
            continue;
        };
        let mark = matches!(
            &content[range.clone()],
            b"BMC" | b"BDC" | b"EMC" | b"MP" | b"DP"
        );
        if mark {
            kept.extend(&content[done..operands]);
            kept.push(b'\n');
            done = range.end;
        }
        operands = range.end;
    }
    kept.extend(&content[done..]);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closing(content: &str) -> String {
        let balance = Balance::of(content.as_bytes());
        String::from_utf8(balance.closing).unwrap()
    }

    #[test]
    fn what_is_left_open_is_closed() {
        assert_eq!(closing("q 1 0 0 1 0 0 cm Q"), "");
        assert_eq!(closing("q q Q"), "Q\n");
        assert_eq!(closing("/OC /a BDC q BT (x) Tj"), "ET\nEMC\nQ\n");
        assert_eq!(closing("/P BMC /Q BMC EMC"), "EMC\n");
        assert_eq!(closing("BT (a (b"), "))\nET\n");
        assert_eq!(closing("<414"), ">\n");
        assert_eq!(closing("/P <</MCID [1 2"), "]>>\n");
        assert_eq!(closing("q BI /W 1 /H 1 /BPC 8 /CS /G ID x"), "\nEI\nQ\n");
        assert_eq!(closing("EMC EMC ET Q"), "");
        assert_eq!(closing("q % the end"), "\nQ\n");
    }

    #[test]
    fn operators_are_not_seen_where_there_are_none() {
        assert_eq!(
            closing("(q \\) q) Tj <</q (BT)>> /q gs % q BT\n<71> Tj"),
            ""
        );
        let picture = b"q BI /W 2 /H 2 /BPC 8 /CS /G ID q Q EI\x01q\nEI Q";
        assert_eq!(Balance::of(picture), Balance::default());
        assert_eq!(closing("qq QQ q1 BTET"), "");
        assert_eq!(closing("[(q)-2(Q)]TJ q[]0 d Q"), "");
    }

    #[test]
    fn a_restore_without_a_save_is_found_where_it_stands() {
        let content = b"Q q Q Q 2 0 0 2 0 0 cm".to_vec();
        let balance = Balance::of(&content);
        assert_eq!(balance.surplus, [0..1, 6..7]);
        assert_eq!(balance.mended(content), b"  q Q   2 0 0 2 0 0 cm");
    }

    #[test]
    fn marks_are_taken_out_with_their_operands() {
        let content = b"/P <</MCID 0>> BDC BT (a) Tj ET EMC /A BMC f EMC";
        let kept = String::from_utf8(unmarked(content)).unwrap();
        let words: Vec<&str> = kept.split_whitespace().collect();
        assert_eq!(words, ["BT", "(a)", "Tj", "ET", "f"]);
    }

    #[test]
    fn deep_nesting_takes_no_stack() {
        let deep = b"[".repeat(1_000_000);
        assert_eq!(Balance::of(&deep).closing.len(), 1_000_001);
    }
}
