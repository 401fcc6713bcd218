//! Identifiers and the names of files and folders made from them.

/// A number or revision (`ED/品-2026-001`, `A/0`) as the name of a file or folder. The true text stays inside the
/// file; what no file system of ours may carry becomes `-`.
pub fn file_name(text: &str) -> String {
    let name: String = text
        .chars()
        .map(|c| {
            if c.is_control() || r#"/\:*?"<>|"#.contains(c) {
                '-'
            } else {
                c
            }
        })
        .collect();
    // Windows drops trailing dots and blanks, and "." and ".." are folders everywhere.
    match name.trim_end_matches(['.', ' ']) {
        "" => "-".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_number_becomes_a_file_name() {
        assert_eq!(file_name("A/0"), "A-0");
        assert_eq!(file_name("ED/品-2026-001"), "ED-品-2026-001");
        assert_eq!(file_name(".."), "-");
        assert_eq!(file_name("a\u{7}b. "), "a-b");
    }
}
