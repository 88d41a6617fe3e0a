//! Entries against the manifest and its signers (`V1SchemeVerifier.verifyJarEntriesAgainstManifestAndSigners`).

use beian_archive::{Archive, Budget, Entry, EntryIndex, Error};

use super::digests::{ExpectedDigest, Malformed, to_verify};
use super::index::ManifestIndex;
use super::issue::JarIssue;
use super::read::Headers;
use super::{FOLDER, MANIFEST, spend_section};
use crate::signing::SdkRange;

/// Signers by their places among those that remain, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SignerSet(u16);

impl SignerSet {
    pub(super) fn add(&mut self, place: usize) {
        self.0 |= u32::try_from(place).ok().and_then(|place| 1_u16.checked_shl(place)).unwrap_or(0);
    }

    pub(super) fn has(self, place: usize) -> bool {
        let mut one = Self::default();
        one.add(place);
        self.0 & one.0 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// What is known of an entry before its bytes are.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) entry: EntryIndex,
    pub(super) name: Vec<u8>,
    pub(super) todo: Todo,
}

#[derive(Clone, Debug)]
pub(super) enum Todo {
    /// Its bytes have to have these digests.
    Digest(Vec<ExpectedDigest>),
    /// It is wrong whatever its bytes are.
    Report(JarIssue),
}

/// What is to be done with a package's entries, in the order of their places in the file.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    /// Who signs the first entry that is signed, and with it the package.
    pub(super) signers: Option<SignerSet>,
}

/// What a plan is made from.
pub(super) struct Planner<'a> {
    pub(super) archive: &'a Archive,
    pub(super) headers: &'a Headers<'a>,
    pub(super) manifest: &'a ManifestIndex<'a>,
    /// Of each section of the manifest, who signs it.
    pub(super) signed: &'a [SignerSet],
    /// The names of all signers.
    pub(super) names: &'a [Vec<u8>],
    pub(super) range: SdkRange,
}

/// Whether the manifest has to list an entry (`isJarEntryDigestNeededInManifest`).
pub(super) fn is_listed(entry: &Entry) -> bool {
    !entry.name().starts_with(FOLDER) && !entry.is_folder()
}

impl Planner<'_> {
    /// `Err` where the budget does not reach.
    pub(super) fn plan(&self, budget: &mut Budget) -> Result<Plan, Error> {
        let mut entries: Vec<&Entry> =
            self.archive.entries().iter().filter(|entry| is_listed(entry)).collect();
        entries.sort_by_key(|entry| entry.local_header_offset());
        let mut plan = Plan::default();
        let mut first = None;
        for entry in entries {
            spend_section(budget)?;
            let todo = self.todo(entry, &mut first);
            plan.steps.push(Step { entry: entry.index(), name: entry.name().to_vec(), todo });
        }
        plan.signers = first.map(|(_, signers)| signers);
        Ok(plan)
    }

    fn todo<'e>(&self, entry: &'e Entry, first: &mut Option<(&'e Entry, SignerSet)>) -> Todo {
        self.expected(entry, first).map_or_else(Todo::Report, Todo::Digest)
    }

    fn expected<'e>(
        &self,
        entry: &'e Entry,
        first: &mut Option<(&'e Entry, SignerSet)>,
    ) -> Result<Vec<ExpectedDigest>, JarIssue> {
        let name = || entry.name().to_vec();
        let missing = || JarIssue::NoDigestInManifest { entry: name() };
        let place = self.manifest.place(entry.name()).ok_or_else(missing)?;
        let section = self.manifest.at(place).ok_or_else(missing)?;
        let signers = self.signed.get(place).copied().unwrap_or_default();
        if signers.is_empty() {
            return Err(JarIssue::EntryNotSigned { entry: name() });
        }
        let (first_entry, first_signers) = *first.get_or_insert((entry, signers));
        if signers != first_signers {
            return Err(JarIssue::EntrySignersMismatch {
                first: first_entry.name().to_vec(),
                first_signers: self.names_of(first_signers),
                second: name(),
                second_signers: self.names_of(signers),
            });
        }
        let digests = to_verify(&section, "-Digest", self.range).map_err(|Malformed(algorithm)| {
            JarIssue::MalformedDigest { of: name(), file: MANIFEST.to_vec(), algorithm }
        })?;
        if digests.is_empty() {
            return Err(missing());
        }
        match self.headers.fault(entry) {
            None => Ok(digests),
            Some(fault) => Err(JarIssue::MalformedEntry { entry: name(), fault }),
        }
    }

    fn names_of(&self, signers: SignerSet) -> Vec<Vec<u8>> {
        let names = self.names.iter().enumerate().filter(|(place, _)| signers.has(*place));
        names.map(|(_, name)| name.clone()).collect()
    }
}
