//! Bytes of files against what is sealed of them, and the outcome of it all.

use beian_pki::hash::Hasher;

use super::Problem;
use super::entry::SealedDigest;
use super::plan::{Expected, NestedCode, Plan};

/// What looking at a file gave. Only the plan that wanted it knows which file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileCheck {
    place: usize,
    found: Found,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Same,
    Differs,
    NotRead,
}

/// Compares a file's bytes piece by piece, from the first to the last; a symbolic link's are its target.
#[derive(Clone, Debug)]
pub struct FileDigester<'p> {
    place: usize,
    states: Vec<State<'p>>,
}

#[derive(Clone, Debug)]
enum State<'p> {
    Digest(&'p SealedDigest, Box<Hasher>),
    /// What is left of the target.
    Target(&'p [u8]),
    /// It differs whatever follows.
    Differs,
}

impl<'p> FileDigester<'p> {
    fn new(place: usize, expected: &'p [Expected]) -> Self {
        let state = |expected: &'p Expected| match expected {
            Expected::Target(target) => State::Target(target.as_bytes()),
            Expected::Digest(digest) => {
                let function = digest.hash_type.algorithm();
                function
                    .map_or(State::Differs, |function| State::Digest(digest, Box::new(Hasher::new(function))))
            }
        };
        Self { place, states: expected.iter().map(state).collect() }
    }

    /// The next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        for state in &mut self.states {
            match state {
                State::Digest(_, hasher) => hasher.update(bytes),
                State::Target(rest) => {
                    *state = rest.strip_prefix(bytes).map_or(State::Differs, State::Target);
                }
                State::Differs => {}
            }
        }
    }

    /// What all bytes gave.
    pub fn finish(self) -> FileCheck {
        let is_same = self.states.into_iter().all(|state| match state {
            State::Digest(sealed, hasher) => {
                let digest = hasher.finish();
                let size = sealed.hash_type.size().unwrap_or(usize::MAX);
                digest.get(..size).is_some_and(|digest| digest == sealed.digest)
            }
            State::Target(rest) => rest.is_empty(),
            State::Differs => false,
        });
        FileCheck { place: self.place, found: if is_same { Found::Same } else { Found::Differs } }
    }
}

/// What a bundle's files are against its seal. Paths are relative to the bundle and sorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Sealed and absent, though no entry says that they may be.
    pub missing: Vec<Vec<u8>>,
    /// Something else than what was sealed.
    pub changed: Vec<Vec<u8>>,
    /// There, covered by the rules, and not sealed. A path can be that of a folder that is code of its own.
    pub unsealed: Vec<Vec<u8>>,
    /// Sealed and there, though the rules do not cover them: Apple's verifier, which walks by the rules, calls these missing.
    pub uncovered: Vec<Vec<u8>>,
    /// Wanted, and nobody could look.
    pub unchecked: Vec<Vec<u8>>,
    /// Code that is signed by itself, for whoever can compare it with its signature.
    pub nested: Vec<NestedCode>,
    /// What is wrong with the seal itself: nothing of it holds for Apple's verifier.
    pub problems: Vec<Problem>,
}

impl Outcome {
    /// Whether all of it holds but nested code, of which this knows nothing.
    pub fn holds(&self) -> bool {
        let lists = [&self.missing, &self.changed, &self.unsealed, &self.uncovered, &self.unchecked];
        self.problems.is_empty() && lists.iter().all(|list| list.is_empty())
    }
}

impl Plan {
    /// Compares the bytes of a file that is wanted.
    pub fn digester(&self, path: &[u8]) -> Option<FileDigester<'_>> {
        let place = self.place(path)?;
        self.wanted.get(place).map(|wanted| FileDigester::new(place, &wanted.expected))
    }

    /// Compares all bytes of a file that is wanted.
    pub fn check(&self, path: &[u8], bytes: &[u8]) -> Option<FileCheck> {
        let mut digester = self.digester(path)?;
        digester.update(bytes);
        Some(digester.finish())
    }

    /// Of a file that could not be read.
    pub fn not_read(&self, path: &[u8]) -> Option<FileCheck> {
        self.place(path).map(|place| FileCheck { place, found: Found::NotRead })
    }

    /// The outcome of these checks, all of this plan. Files without one are unchecked.
    pub fn finish(self, checks: impl IntoIterator<Item = FileCheck>) -> Outcome {
        let mut found = vec![Found::NotRead; self.wanted.len()];
        for check in checks {
            let Some(found) = found.get_mut(check.place) else { continue };
            // Of several, one that differs counts, and one that was read before one that was not.
            *found = match (*found, check.found) {
                (Found::Differs, _) | (_, Found::Differs) => Found::Differs,
                (Found::Same, _) | (_, Found::Same) => Found::Same,
                (Found::NotRead, Found::NotRead) => Found::NotRead,
            };
        }
        let mut outcome = self.outcome;
        for (wanted, found) in self.wanted.into_iter().zip(found) {
            match found {
                Found::Same => {}
                Found::Differs => outcome.changed.push(wanted.path),
                Found::NotRead => outcome.unchecked.push(wanted.path),
            }
        }
        let lists = [&mut outcome.missing, &mut outcome.changed, &mut outcome.unsealed];
        for list in lists.into_iter().chain([&mut outcome.uncovered, &mut outcome.unchecked]) {
            list.sort();
            list.dedup();
        }
        outcome
    }
}
