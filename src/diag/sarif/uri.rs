//! Names of files as URIs.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in every part of a path, and the slash between them.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A name as messages give it, with `/`: relative stays relative, and a path from the root names its scheme.
pub(super) fn uri(name: &str) -> String {
    let name = name.replace('\\', "/");
    match name.split_once(":/") {
        Some((drive, path)) if drive.len() == 1 => {
            format!("file:///{drive}:/{}", utf8_percent_encode(path, PATH))
        }
        _ if name.starts_with("//") => format!("file:{}", utf8_percent_encode(&name, PATH)),
        _ if name.starts_with('/') => format!("file://{}", utf8_percent_encode(&name, PATH)),
        _ => utf8_percent_encode(&name, PATH).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_references() {
        let names = [
            ("records/a.toml", "records/a.toml"),
            ("../b c/投.toml", "../b%20c/%E6%8A%95.toml"),
            ("a#1?%[x].json", "a%231%3F%25%5Bx%5D.json"),
            ("a:b/c.json", "a%3Ab/c.json"),
            ("/tmp/x y.toml", "file:///tmp/x%20y.toml"),
            ("C:/记录/x.toml", "file:///C:/%E8%AE%B0%E5%BD%95/x.toml"),
            ("//server/share/x.toml", "file://server/share/x.toml"),
            ("records\\a.toml", "records/a.toml"),
        ];
        for (name, expected) in names {
            assert_eq!(uri(name), expected);
        }
    }
}
