//! Bytes of entries against the digests that they have to have.

use beian_archive::{EntryIndex, Error, Inflated};
use beian_pki::Hasher;

use super::digests::ExpectedDigest;
use super::issue::{EntryFault, JarIssue};
use super::read::{fault, not_read};

/// What looking at an entry's bytes gave. Only [`Prepared::finish`](super::Prepared::finish) knows what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryCheck {
    pub(super) entry: EntryIndex,
    pub(super) found: Found,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// The bytes have these digests instead of those expected; none where they have all.
    Differing(Vec<Differing>),
    Fault(EntryFault),
    NotRead(Error),
    /// Nobody looked.
    Nothing,
}

/// A digest that is not the one expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Differing {
    expected: ExpectedDigest,
    actual: Vec<u8>,
}

impl EntryCheck {
    /// Of an entry that could not be read.
    pub fn not_read(entry: EntryIndex, error: Error) -> Self {
        Self { entry, found: Found::NotRead(error) }
    }

    /// Of which entry.
    pub fn entry(&self) -> EntryIndex {
        self.entry
    }

    pub(super) fn is_sound(&self) -> bool {
        self.found == Found::Differing(Vec::new())
    }

    /// What is wrong with the entry of this name.
    pub(super) fn issues(&self, name: &[u8]) -> Vec<JarIssue> {
        let entry = name.to_vec();
        match &self.found {
            Found::Differing(digests) => digests.iter().map(|digest| digest.issue(name)).collect(),
            Found::Fault(fault) => vec![JarIssue::MalformedEntry { entry, fault: fault.clone() }],
            Found::NotRead(error) => vec![not_read(entry, error.clone())],
            Found::Nothing => vec![JarIssue::EntryNotChecked { entry }],
        }
    }
}

impl Differing {
    fn issue(&self, name: &[u8]) -> JarIssue {
        JarIssue::EntryDigest {
            entry: name.to_vec(),
            algorithm: self.expected.algorithm,
            expected: self.expected.digest.clone(),
            actual: self.actual.clone(),
        }
    }
}

/// Digests an entry's bytes piece by piece, from the first to the last.
#[derive(Clone, Debug)]
pub struct EntryDigester<'p> {
    entry: EntryIndex,
    digests: Vec<(&'p ExpectedDigest, Hasher)>,
}

impl<'p> EntryDigester<'p> {
    pub(super) fn new(entry: EntryIndex, expected: &'p [ExpectedDigest]) -> Self {
        let digests = expected.iter().map(|digest| (digest, Hasher::new(digest.algorithm))).collect();
        Self { entry, digests }
    }

    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for (_, hasher) in &mut self.digests {
            hasher.update(bytes);
        }
    }

    /// What the bytes gave. `inflated` is what reading them gave, in the archive that was prepared; of another entry it says nothing.
    pub fn finish(self, inflated: &Inflated) -> EntryCheck {
        let entry = self.entry;
        if inflated.entry != entry {
            return EntryCheck { entry, found: Found::Nothing };
        }
        if let Some(fault) = fault(inflated) {
            return EntryCheck { entry, found: Found::Fault(fault) };
        }
        let actual = self.digests.into_iter().map(|(expected, hasher)| (expected, hasher.finish()));
        let differing = actual.filter(|(expected, actual)| expected.digest != *actual);
        let differing = differing.map(|(expected, actual)| Differing { expected: expected.clone(), actual });
        EntryCheck { entry, found: Found::Differing(differing.collect()) }
    }
}
