//! Reads back what a stamped file says about itself.

/// The stamp's private key. The name is ours alone.
pub(super) const KEY: &str = "WenkongMark";
/// More words than any mark has.
const MOST_WORDS: usize = 16;
/// A longer word is none of ours.
const LONGEST: usize = 1024;

/// The words that [`overlay`](super::overlay) wrote into a file; those of the last stamp. It is only what the file says:
/// whoever asks has to compare the file's digest with the register.
pub fn marked(pdf: &[u8]) -> Option<Vec<String>> {
    let key = format!("/{KEY}");
    let mut end = pdf.len();
    // The update stands at the end of the file as we wrote it, so that nothing else has to be understood.
    while let Some(at) = find_last(&pdf[..end], key.as_bytes()) {
        if let Some(words) = words(&pdf[at + key.len()..]) {
            return Some(words);
        }
        end = at;
    }
    None
}

fn find_last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .rposition(|window| window == wanted)
}

/// An array of strings in hexadecimal: `[<..> <..>]`.
fn words(bytes: &[u8]) -> Option<Vec<String>> {
    let mut rest = bytes.trim_ascii_start().strip_prefix(b"[")?;
    let mut words = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if rest.starts_with(b"]") {
            return Some(words);
        }
        rest = rest.strip_prefix(b"<")?;
        let most = &rest[..rest.len().min(2 * LONGEST + 1)];
        let length = most.iter().position(|byte| *byte == b'>')?;
        words.push(word(&rest[..length])?);
        rest = &rest[length + 1..];
        if words.len() > MOST_WORDS {
            return None;
        }
    }
}

fn word(digits: &[u8]) -> Option<String> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(value(*high)? * 16 + value(*low)?).ok(),
            _ => None,
        })
        .collect();
    String::from_utf8(bytes?).ok()
}
