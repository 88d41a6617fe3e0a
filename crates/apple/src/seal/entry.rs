//! What a seal says of one file (`resources.cpp`, `ResourceSeal`).

use super::cost;
use crate::code_signature::HashType;
use crate::plist::{Dictionary, Value};

/// The digests of files by the names that `ResourceBuilder::hashName` makes.
const HASHES: [(&str, HashType); 4] = [
    ("hash", HashType::SHA1),
    ("hash2", HashType::SHA256),
    ("hash3", HashType::SHA256_TRUNCATED),
    ("hash4", HashType::SHA384),
];

/// A digest that a file has to have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedDigest {
    /// By which function.
    pub hash_type: HashType,
    /// As stored: one of another length than the function's matches nothing.
    pub digest: Vec<u8>,
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    /// It may be absent.
    pub(super) is_optional: bool,
    pub(super) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A file with all these digests.
    File(Vec<SealedDigest>),
    /// A symbolic link to there.
    Link(String),
    /// Code that is signed by itself.
    Code { requirement: String, cdhash: Option<Vec<u8>> },
}

impl Entry {
    /// `None` where Apple's reader calls it invalid.
    pub(super) fn of(path: &str, value: &Value) -> Option<Self> {
        let path = path.to_owned();
        if let Value::Data(digest) = value {
            let digest = SealedDigest { hash_type: HashType::SHA1, digest: digest.clone() };
            return Some(Self { path, is_optional: false, what: What::File(vec![digest]) });
        }
        let entry = value.as_dictionary()?;
        let is_optional = entry.get("optional").map_or(Some(false), Value::as_bool)?;
        Some(Self { path, is_optional, what: What::of(entry)? })
    }

    /// Bytes that keeping it takes.
    pub(super) fn cost(&self) -> u64 {
        let what = match &self.what {
            What::File(digests) => {
                digests.iter().fold(0, |sum: usize, digest| sum.saturating_add(digest.digest.len()))
            }
            What::Link(target) => target.len(),
            What::Code { requirement, cdhash } => {
                requirement.len().saturating_add(cdhash.as_ref().map_or(0, Vec::len))
            }
        };
        cost(self.path.len().saturating_add(what))
    }
}

impl What {
    /// A requirement comes before a link, and that before digests.
    fn of(entry: &Dictionary) -> Option<Self> {
        if let Some(requirement) = entry.get("requirement") {
            let cdhash = entry.get("cdhash").and_then(Value::as_data).map(<[u8]>::to_vec);
            return Some(Self::Code { requirement: requirement.as_str()?.to_owned(), cdhash });
        }
        if let Some(target) = entry.get("symlink") {
            return Some(Self::Link(target.as_str()?.to_owned()));
        }
        let mut digests = Vec::new();
        for (name, hash_type) in HASHES {
            if let Some(digest) = entry.get(name) {
                digests.push(SealedDigest { hash_type, digest: digest.as_data()?.to_vec() });
            }
        }
        (!digests.is_empty()).then_some(Self::File(digests))
    }
}
