//! What a text comes down to: for causes that blame a person, and actions that only teach.

/// Words that join a phrase to nothing new: 由于…造成的, "due to the … of".
const JOINING: [&str; 46] = [
    "由于",
    "因为",
    "因",
    "由",
    "导致",
    "造成",
    "引起",
    "所致",
    "原因",
    "根本原因",
    "主要",
    "属于",
    "发生",
    "不良",
    "问题",
    "的",
    "了",
    "是",
    "为",
    "在",
    "对",
    "和",
    "及",
    "并",
    "其",
    "该",
    "本",
    "已",
    "due",
    "to",
    "the",
    "a",
    "an",
    "of",
    "by",
    "was",
    "is",
    "caused",
    "because",
    "and",
    "for",
    "root",
    "cause",
    "on",
    "s",
    "all",
];

/// Whether a text says nothing beyond the phrases and joining words.
pub(super) fn says_only(text: &str, phrases: &[String]) -> bool {
    let mut rest = plain(text);
    let said = |rest: &str| phrases.iter().any(|phrase| has(rest, &plain(phrase)));
    if !said(&rest) {
        return false;
    }
    // The longest first, so that 操作员 does not leave the 疏忽 of 操作员疏忽 behind.
    let mut known: Vec<String> = phrases.iter().map(|phrase| plain(phrase)).collect();
    known.extend(JOINING.iter().map(|word| plain(word)));
    known.sort_by_key(|phrase| std::cmp::Reverse(phrase.chars().count()));
    for phrase in known {
        rest = remove(&rest, &phrase);
    }
    rest.trim().is_empty()
}

/// Whether a text contains one of the phrases.
pub(super) fn mentions(text: &str, phrases: &[String]) -> bool {
    let text = plain(text);
    phrases.iter().any(|phrase| has(&text, &plain(phrase)))
}

/// Lower case; every run of signs and spaces one space; a space at both ends, so that English words have borders.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    format!(" {} ", words.join(" "))
}

fn has(text: &str, phrase: &str) -> bool {
    let inner = phrase.trim();
    !inner.is_empty() && text.contains(if inner.is_ascii() { phrase } else { inner })
}

fn remove(text: &str, phrase: &str) -> String {
    let inner = phrase.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    if !inner.is_ascii() {
        return text.replace(inner, " ");
    }
    let mut text = text.to_owned();
    // Neighbours share a space, so one pass is not enough.
    while text.contains(phrase) {
        text = text.replace(phrase, " ");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negligence_alone_and_with_a_reason() {
        let phrases: Vec<String> = [
            "操作员",
            "员工",
            "疏忽",
            "责任心不强",
            "operator",
            "negligence",
        ]
        .map(str::to_owned)
        .to_vec();
        for text in [
            "操作员疏忽",
            "由于员工疏忽，责任心不强造成的。",
            "Operator's negligence",
            "due to negligence of the operator",
        ] {
            assert!(says_only(text, &phrases), "{text}");
        }
        for text in [
            "操作员疏忽，因夹具没有防反装置",
            "料箱上盖可手动开启",
            "operator negligence because the fixture has no poka-yoke",
            "原因",
            "",
        ] {
            assert!(!says_only(text, &phrases), "{text}");
        }
        assert!(mentions("对员工加强培训", &["加强培训".to_owned()]));
        assert!(!mentions("cooperator", &["operator".to_owned()]));
    }
}
