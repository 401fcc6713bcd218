//! A list of files with their digests: what a form's revision, a sheet or a set of rules is made of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::source::digest;

/// Files by path, each with the digest of its bytes. Its own canonical text is kept like any other bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Digest by path.
    pub files: BTreeMap<String, String>,
}

impl Manifest {
    /// The list of some files.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let files = files.into_iter();
        Self {
            files: files
                .map(|(path, bytes)| (path.to_owned(), digest(bytes)))
                .collect(),
        }
    }

    /// Its canonical text.
    ///
    /// # Errors
    /// None that a list can cause; the serialiser's type has them.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(self)
    }

    /// Reads a list; `None` if the bytes are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The digests of its files.
    pub fn digests(self) -> Vec<String> {
        self.files.into_values().collect()
    }

    /// The files that are not the same in another list, by path.
    pub fn differing(&self, other: &Self) -> Vec<String> {
        let paths: std::collections::BTreeSet<&String> =
            self.files.keys().chain(other.files.keys()).collect();
        let differs = |path: &&&String| self.files.get(**path) != other.files.get(**path);
        paths
            .iter()
            .filter(differs)
            .map(|path| (*path).clone())
            .collect()
    }
}
