//! Finds nesting that would exhaust the stack, before the parser and its destructors recurse.

use super::{Fault, check_depth};

/// Refuses a text in which brackets and dotted keys nest too deeply.
///
/// The parser bounds brackets and dots each for themselves, which lets their product through:
/// `{a.a.a = {a.a.a = …`.
pub(super) fn check_depths(text: &str) -> Result<(), Fault> {
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut outer, mut dots) = (0, 0, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'[' | b'{' => {
                open.push(dots);
                outer += dots + 1;
                dots = 0;
            }
            b']' | b'}' => {
                dots = open.pop().unwrap_or(0);
                outer -= (dots + 1).min(outer);
            }
            b'.' => dots += 1,
            b',' | b'\n' => dots = 0,
            _ => {}
        }
        check_depth(outer + dots, &(at..at + 1))?;
        at += length(&text.as_bytes()[at..]);
    }
    Ok(())
}

/// The bytes that start `rest` and belong together: a comment, a text, or one byte.
fn length(rest: &[u8]) -> usize {
    match rest {
        [b'#', ..] => until_newline(rest),
        [b'"', b'"', b'"', ..] => multi_line(rest, b'"'),
        [b'\'', b'\'', b'\'', ..] => multi_line(rest, b'\''),
        [quote @ (b'"' | b'\''), ..] => single_line(rest, *quote),
        _ => 1,
    }
}

fn until_newline(rest: &[u8]) -> usize {
    rest.iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(rest.len())
}

fn single_line(rest: &[u8], quote: u8) -> usize {
    let line = &rest[..until_newline(rest)];
    let mut at = 1;
    while let Some(&byte) = line.get(at) {
        match byte {
            _ if byte == quote => return at + 1,
            b'\\' if quote == b'"' => at += 2,
            _ => at += 1,
        }
    }
    line.len()
}

fn multi_line(rest: &[u8], quote: u8) -> usize {
    let mut at = 3;
    while let Some(&byte) = rest.get(at) {
        if rest[at..].starts_with(&[quote; 3]) {
            // One or two quotes may stand before the closing three.
            let more = rest[at + 3..]
                .iter()
                .take(2)
                .take_while(|next| **next == quote);
            return at + 3 + more.count();
        }
        at += if byte == b'\\' && quote == b'"' { 2 } else { 1 };
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_text_and_comments_do_not_count() {
        let many = "[".repeat(100);
        for text in [
            format!("a = \"{many}\\\"{many}\" # {many}\nb = '{many}\\'\n"),
            format!("a = \"\"\"{many}\n\\\"\"\"{many}\"\"\"\"\"\nb = '''\n{many}'{many}''''\n"),
            "a = [{b = [1.5]}]\n".repeat(100),
            format!("a = [{}]", "1.5, ".repeat(100)),
        ] {
            assert_eq!(check_depths(&text), Ok(()), "{text}");
            assert!(check_depths(&format!("{text}{many}")).is_err(), "{text}");
        }
    }

    #[test]
    fn dotted_keys_multiply_into_the_depth() {
        let ten = ["a"; 10].join(".");
        let nest = |levels| format!("x = {}", format!("{{{ten} = ").repeat(levels));
        assert_eq!(check_depths(&nest(6)), Ok(()));
        assert!(check_depths(&nest(7)).is_err());
        assert!(check_depths(&vec!["a"; 70].join(".")).is_err());
    }
}
