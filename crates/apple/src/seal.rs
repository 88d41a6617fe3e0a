//! What a bundle's files have to be: `_CodeSignature/CodeResources`, a property list whose own digest the code directory has in a slot.
//!
//! The measure is Apple's Security project: `resources.cpp` for what rules and entries mean, `StaticCode.cpp` for what is done with them
//! (`validateResources`, `validateResource`), `bundlediskrep.cpp` for what is never sealed.
//!
//! There are two versions side by side: `files` and `rules`, then `files2` and `rules2`. Apple's newer systems look at the second alone
//! where it is there (`loadResources`), the older ones at the first. What is there is compared with **both** lists: a file that only one
//! lists was changed all the same, and some device minds. Whether the rules cover a file that is on no list is asked of the second alone,
//! as Apple does: the first has no rule against `.DS_Store` and the like, which nobody misses.
//!
//! Files' bytes are read by somebody else, in any order and on any thread: [`Seal::plan`] says which are wanted, [`Plan::digester`] or
//! [`Plan::check`] looks at them, [`Plan::finish`] gives the outcome.

mod check;
mod entry;
mod pattern;
mod plan;
mod rules;

#[cfg(test)]
mod tests;

use beian_archive::Budget;

use crate::plist::{Dictionary, Plist};
use crate::{Error, Part};
pub use check::{FileCheck, FileDigester, Outcome};
use entry::Entry;
pub use entry::SealedDigest;
pub use plan::{BundleFile, FileKind, NestedCode, Plan};
use rules::Rules;

/// Where the list lies in a bundle of iOS.
pub const CODE_RESOURCES: &str = "_CodeSignature/CodeResources";

/// Bytes that an entry costs beside its own.
const ENTRY_COST: usize = 128;

/// A version of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// `files` and `rules`: all files, also those of bundles within, by SHA-1.
    One,
    /// `files2` and `rules2`: bundles within may be sealed as a whole, digests by several functions.
    Two,
}

impl Version {
    fn files(self) -> &'static str {
        match self {
            Self::One => "files",
            Self::Two => "files2",
        }
    }

    fn rules(self) -> &'static str {
        match self {
            Self::One => "rules",
            Self::Two => "rules2",
        }
    }
}

/// What is wrong with a seal, of which the rest is used. Apple's reader refuses all of it for any one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// The files are no dictionary.
    Files(Version),
    /// The rules are no dictionary, or too many or too large to be looked at: nobody knows which files they cover.
    Rules(Version),
    /// A rule whose pattern or value is none, or is too large. It is left out.
    Rule {
        /// Where.
        version: Version,
        /// The pattern.
        pattern: String,
    },
    /// An entry that says nothing of its file.
    Entry {
        /// Where.
        version: Version,
        /// The file.
        path: String,
    },
    /// Matching the rules is too costly: files may be unsealed beyond those that were found to be.
    TooCostly,
}

/// A seal.
#[derive(Clone, Debug)]
pub struct Seal {
    sections: Vec<Section>,
    /// The version that Apple's systems look at: the second, if it is there at all.
    deciding: Version,
    problems: Vec<Problem>,
}

/// A version's files and rules.
#[derive(Clone, Debug)]
struct Section {
    version: Version,
    /// Sorted by path.
    entries: Vec<Entry>,
    /// Paths of entries that cannot be read, sorted: they are listed all the same.
    unreadable: Vec<String>,
    rules: Option<Rules>,
}

impl Seal {
    /// Reads the list. One with neither `files` nor `files2` is an error.
    pub fn parse(bytes: &[u8], budget: &mut Budget) -> Result<Self, Error> {
        let list = Plist::parse(bytes, budget)?;
        let invalid = |expected| Error::Invalid { part: Part::Seal, offset: 0, expected };
        let list = list.value.as_dictionary().ok_or_else(|| invalid("a dictionary"))?;
        let (mut sections, mut problems) = (Vec::new(), Vec::new());
        for version in [Version::One, Version::Two] {
            let Some(files) = list.get(version.files()) else { continue };
            match files.as_dictionary() {
                Some(files) => sections.push(Section::of(version, files, list, &mut problems, budget)?),
                None => problems.push(Problem::Files(version)),
            }
        }
        if sections.is_empty() {
            return Err(invalid("files or files2, a dictionary"));
        }
        let deciding = if list.get(Version::Two.files()).is_some() { Version::Two } else { Version::One };
        Ok(Self { sections, deciding, problems })
    }

    /// What is wrong with it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The versions that could be read.
    pub fn versions(&self) -> impl Iterator<Item = Version> {
        self.sections.iter().map(|section| section.version)
    }
}

impl Section {
    fn of(
        version: Version,
        files: &Dictionary,
        list: &Dictionary,
        problems: &mut Vec<Problem>,
        budget: &mut Budget,
    ) -> Result<Self, Error> {
        let rules = list.get(version.rules()).and_then(|rules| rules.as_dictionary());
        let rules = rules.and_then(|rules| Rules::of(rules, version, problems));
        if rules.is_none() {
            problems.push(Problem::Rules(version));
        }
        let (mut entries, mut unreadable) = (Vec::new(), Vec::new());
        for (path, value) in files.iter() {
            let entry = Entry::of(path, value);
            budget.spend_bytes(entry.as_ref().map_or_else(|| cost(path.len()), Entry::cost))?;
            if let Some(entry) = entry {
                entries.push(entry);
            } else {
                problems.push(Problem::Entry { version, path: path.to_owned() });
                unreadable.push(path.to_owned());
            }
        }
        entries.sort_by(|one, other| one.path.cmp(&other.path));
        unreadable.sort();
        Ok(Self { version, entries, unreadable, rules })
    }

    fn entry(&self, path: &[u8]) -> Option<&Entry> {
        let place = self.entries.binary_search_by(|entry| entry.path.as_bytes().cmp(path)).ok()?;
        self.entries.get(place)
    }

    fn lists(&self, path: &[u8]) -> bool {
        let is_unreadable = || self.unreadable.binary_search_by(|other| other.as_bytes().cmp(path)).is_ok();
        self.entry(path).is_some() || is_unreadable()
    }
}

/// What keeping a path or an entry takes that holds as many bytes, of which some are kept twice.
fn cost(len: usize) -> u64 {
    u64::try_from(len.saturating_mul(2).saturating_add(ENTRY_COST)).unwrap_or(u64::MAX)
}
