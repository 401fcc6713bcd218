//! "Did you mean": which known word a written one comes nearest to.

/// Less alike than this is another word.
const ALIKE: f64 = 0.6;
/// Nobody writes a name this long by mistake, and comparing takes time.
const LONGEST: usize = 80;

/// The best candidate among `(word, what it stands for)`; the first one of equals.
pub fn nearest<'w, T>(
    written: &str,
    candidates: impl IntoIterator<Item = (&'w str, T)>,
) -> Option<T> {
    if written.chars().count() > LONGEST {
        return None;
    }
    let written = plain(written);
    let mut best = None;
    for (word, meaning) in candidates {
        let likeness = likeness(&written, &plain(word));
        if likeness >= ALIKE && best.as_ref().is_none_or(|(most, _)| likeness > *most) {
            best = Some((likeness, meaning));
        }
    }
    best.map(|(_, meaning)| meaning)
}

fn likeness(written: &str, word: &str) -> f64 {
    // 客户 for 客户名称: two characters of Chinese say as much as a whole English word.
    let within = written.len() > '客'.len_utf8() && word.contains(written) && !written.is_ascii();
    let likeness = strsim::normalized_damerau_levenshtein(written, word);
    if within {
        likeness.max(ALIKE)
    } else {
        likeness
    }
}

/// Spelling without what people mix up: capitals, hyphens, spaces.
fn plain(word: &str) -> String {
    let word = word.trim().to_lowercase();
    word.replace(['-', ' '], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_slips_and_titles_but_no_strangers() {
        let words = ["received_at", "customer", "客户名称", "quantity"];
        let near = |written| nearest(written, words.iter().map(|word| (*word, *word)));
        assert_eq!(near("recieved_at"), Some("received_at"));
        assert_eq!(near("Received-At"), Some("received_at"));
        assert_eq!(near("客户"), Some("客户名称"));
        assert_eq!(near("客户名"), Some("客户名称"));
        assert_eq!(near("weather"), None);
        assert_eq!(near(&"customer".repeat(100)), None);
    }
}
