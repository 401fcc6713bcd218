//! RFC 6901 JSON Pointers: how everything above this module points into a file.

use serde_json::Value;
use std::{borrow::Cow, fmt};

/// A path from the top of a document to one of its values, such as `/entries/0/name`.
///
/// The default is the root, the document itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(String);

impl Pointer {
    /// The document itself.
    pub fn root() -> Pointer {
        Pointer::default()
    }

    /// Parses pointer text; `None` when it does not start with `/` or has a stray `~`.
    pub fn parse(text: &str) -> Option<Pointer> {
        let starts_well = text.is_empty() || text.starts_with('/');
        let escapes_well = text
            .split('~')
            .skip(1)
            .all(|after| after.starts_with(['0', '1']));
        (starts_well && escapes_well).then(|| Pointer(text.to_owned()))
    }

    /// The value under `key` in the table meant by this pointer.
    pub fn join(&self, key: &str) -> Pointer {
        if !key.contains(['~', '/']) {
            let mut text = String::with_capacity(self.0.len() + 1 + key.len());
            text.push_str(&self.0);
            text.push('/');
            text.push_str(key);
            return Pointer(text);
        }
        // `~` first, or the `~` of `~1` would be escaped again.
        let key = key.replace('~', "~0").replace('/', "~1");
        Pointer(format!("{}/{key}", self.0))
    }

    /// The element number `i`, from 0, of the list meant by this pointer.
    pub fn index(&self, i: usize) -> Pointer {
        Pointer(format!("{}/{i}", self.0))
    }

    /// The table or list that holds the value; `None` for the root.
    pub fn parent(&self) -> Option<Pointer> {
        let (parent, _) = self.0.rsplit_once('/')?;
        Some(Pointer(parent.to_owned()))
    }

    /// The keys and indices on the way down, without escapes.
    pub fn parts(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.split('/').skip(1).map(unescape)
    }

    /// The value meant, if the document has it.
    pub fn resolve<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.parts().try_fold(document, |value, part| match value {
            Value::Object(table) => table.get(&*part),
            Value::Array(list) => list.get(index(&part)?),
            _ => None,
        })
    }

    /// The pointer as text; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Parses a part as a list index; RFC 6901 allows no sign and no leading zero.
pub(super) fn index(part: &str) -> Option<usize> {
    let plain = part == "0" || part.starts_with(|first: char| matches!(first, '1'..='9'));
    plain.then(|| part.parse().ok())?
}

fn unescape(part: &str) -> Cow<'_, str> {
    if part.contains('~') {
        Cow::Owned(part.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn joining_and_splitting_are_inverse() {
        let keys = ["a/b", "~", "~1", "", "客户", "0"];
        let pointer = keys.iter().fold(Pointer::root(), |p, key| p.join(key));
        assert_eq!(pointer.as_str(), "/a~1b/~0/~01//客户/0");
        assert_eq!(pointer.parts().collect::<Vec<_>>(), keys);
        assert_eq!(Pointer::parse(pointer.as_str()), Some(pointer));
    }

    #[test]
    fn the_root_has_no_parts_and_no_parent() {
        assert_eq!(Pointer::root().parts().count(), 0);
        assert_eq!(Pointer::root().parent(), None);
        assert_eq!(Pointer::root().join("").parts().count(), 1);
        assert_eq!(
            Pointer::root().join("a").index(2).parent(),
            Pointer::parse("/a")
        );
        assert_eq!(Pointer::root().join("a").parent(), Some(Pointer::root()));
    }

    #[test]
    fn parse_refuses_what_rfc_6901_refuses() {
        for text in ["a", "a/b", "/~", "/~2", "/a~"] {
            assert_eq!(Pointer::parse(text), None, "{text}");
        }
    }

    #[test]
    fn resolve_follows_the_examples_of_the_rfc() {
        let document = json!({"foo": ["bar", "baz"], "": 0, "a/b": 1, "m~n": 8, "x": {"01": 2}});
        let at = |text| Pointer::parse(text).and_then(|p| p.resolve(&document).cloned());
        assert_eq!(at(""), Some(document.clone()));
        assert_eq!(at("/foo/1"), Some(json!("baz")));
        assert_eq!(at("/"), Some(json!(0)));
        assert_eq!(at("/a~1b"), Some(json!(1)));
        assert_eq!(at("/m~0n"), Some(json!(8)));
        assert_eq!(at("/x/01"), Some(json!(2)));
        for missing in ["/foo/2", "/foo/01", "/foo/+1", "/foo/-", "/nope", "/a~1b/c"] {
            assert_eq!(at(missing), None, "{missing}");
        }
    }
}
