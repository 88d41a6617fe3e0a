//! JAR signatures (v1), as `V1SchemeVerifier` of apksig verifies them.
//!
//! In three steps, so that an entry which a digest and somebody else need is inflated once: [`Prepared::new`] verifies the signatures and
//! the manifest and says which entries need which digests; [`Prepared::check`] looks at an entry's bytes, on any thread;
//! [`Prepared::finish`] puts together what was found, in apksig's order whatever order it came in. [`verify`] does all three.
//!
//! What apksig throws for is an error with a name of ours. What could not be checked leaves the verdict open, unless something else is
//! certainly wrong.

mod algorithms;
mod block;
mod certificate;
mod check;
mod digests;
mod entries;
mod index;
mod issue;
mod manifest;
mod prepare;
mod read;
mod signature_file;
mod whole;

pub use check::{EntryCheck, EntryDigester};
pub use digests::ExpectedDigest;
pub use issue::{EntryFault, JarIssue, ParseFault, VerifyFault};
pub use whole::verify;

use std::collections::HashMap;

use beian_archive::{Budget, EntryIndex, Error, Inflated};

use super::{Issue, IssueKind};
use crate::signing::{Scheme, Severity};
use check::Found;
use entries::{Step, Todo};

const FOLDER: &[u8] = b"META-INF/";
pub(super) const MANIFEST: &[u8] = b"META-INF/MANIFEST.MF";
/// How many issues of a kind of list are told; the rest is counted.
const MAX_ISSUES: usize = 1000;
/// What a section or an entry costs in memory, beside the bytes of its file.
const SECTION_COST: u64 = 256;

/// Takes a section's or an entry's place in tables from the budget.
fn spend_section(budget: &mut Budget) -> Result<(), Error> {
    budget.spend_bytes(SECTION_COST)
}

/// Takes the digesting of bytes from the budget: a file of a megabyte may ask for many digests of a manifest that inflates to hundreds.
fn spend_digest(budget: &mut Budget, bytes: &[u8]) -> Result<(), Error> {
    budget.spend_bytes(u64::try_from(bytes.len()).unwrap_or(u64::MAX))
}

/// Signatures that are verified up to the entries' bytes.
#[derive(Debug, Default)]
pub struct Prepared {
    findings: Findings,
    signers: Vec<VerifiedSigner>,
    ignored: Vec<IgnoredSigner>,
    steps: Vec<Step>,
    /// Of entries with digests, the places in `steps`.
    places: HashMap<EntryIndex, usize>,
    nothing_signed: bool,
    is_strict: bool,
}

/// Whether the JAR signatures of a package hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JarVerdict {
    /// Whether they hold on all platforms of the range; `None` where something could not be checked and nothing is certainly wrong.
    pub verified: Option<bool>,
    /// Why not, in apksig's order.
    pub issues: Vec<Issue>,
    /// What is odd, and no reason.
    pub warnings: Vec<Issue>,
    /// How many more issues and warnings there are: of each a thousand are told.
    pub omitted: usize,
    /// Who signs the package, in the order of the block files; nobody unless it is verified.
    pub signers: Vec<VerifiedSigner>,
    /// Whom platforms pass over.
    pub ignored: Vec<IgnoredSigner>,
}

/// A signer whose signature holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedSigner {
    /// Its place in [`JarSignatures::signers`](crate::signing::JarSignatures::signers).
    pub signer: usize,
    /// Which `SignerInfo` of its message holds: the first that does.
    pub signer_info: usize,
    /// The places of its certificate and of those above it, among those of its message.
    pub chain: Vec<usize>,
}

/// A signer that platforms pass over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoredSigner {
    /// Its place in [`JarSignatures::signers`](crate::signing::JarSignatures::signers).
    pub signer: usize,
    /// Why; nothing where it does not sign what the others sign.
    pub issues: Vec<Issue>,
}

/// What was found so far. What it means is kept beside, since not all of it is.
#[derive(Clone, Debug, Default)]
struct Findings {
    issues: Vec<Issue>,
    warnings: Vec<Issue>,
    omitted: usize,
    is_wrong: bool,
    is_open: bool,
}

impl Findings {
    fn add(&mut self, signer: Option<usize>, kind: impl Into<IssueKind>) {
        let issue = Issue { scheme: Scheme::V1, signer, kind: kind.into() };
        let is_warning = issue.severity() == Severity::Warning;
        if !is_warning {
            let is_open = issue.is_unsupported();
            self.is_open |= is_open;
            self.is_wrong |= !is_open;
        }
        let list = if is_warning { &mut self.warnings } else { &mut self.issues };
        if list.len() < MAX_ISSUES {
            list.push(issue);
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    fn verdict(&self) -> Option<bool> {
        match (self.is_wrong, self.is_open) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => Some(true),
        }
    }
}

impl Prepared {
    /// The entries whose bytes are needed, in the order of their places in the file.
    pub fn wanted_entries(&self) -> impl Iterator<Item = EntryIndex> {
        self.steps.iter().filter(|step| matches!(step.todo, Todo::Digest(_))).map(|step| step.entry)
    }

    /// The digests that an entry's bytes have to have; `None` where its bytes do not matter.
    pub fn wanted(&self, entry: EntryIndex) -> Option<&[ExpectedDigest]> {
        match &self.steps.get(*self.places.get(&entry)?)?.todo {
            Todo::Digest(digests) => Some(digests),
            Todo::Report(_) => None,
        }
    }

    /// Compares an entry's bytes. `inflated` is what reading them gave, in the archive that was prepared; of one that could not be read
    /// there it is [`EntryCheck::not_read`].
    pub fn check(&self, inflated: &Inflated, bytes: &[u8]) -> EntryCheck {
        let mut digester = self.digester(inflated.entry);
        digester.update(bytes);
        digester.finish(inflated)
    }

    /// Compares an entry's bytes as they come.
    pub fn digester(&self, entry: EntryIndex) -> EntryDigester<'_> {
        EntryDigester::new(entry, self.wanted(entry).unwrap_or_default())
    }

    /// The verdict. Checks may come in any order, and those of entries that nobody wanted do not matter.
    pub fn finish(mut self, checks: impl IntoIterator<Item = EntryCheck>) -> JarVerdict {
        let mut by_entry: HashMap<EntryIndex, EntryCheck> = HashMap::new();
        for check in checks.into_iter().filter(|check| self.places.contains_key(&check.entry)) {
            let known = by_entry.entry(check.entry).or_insert_with(|| check.clone());
            if known.is_sound() {
                *known = check;
            }
        }
        for step in std::mem::take(&mut self.steps) {
            match step.todo {
                Todo::Report(issue) => self.findings.add(None, issue),
                Todo::Digest(_) => {
                    let nothing = EntryCheck { entry: step.entry, found: Found::Nothing };
                    let check = by_entry.get(&step.entry).unwrap_or(&nothing);
                    for issue in check.issues(&step.name) {
                        self.findings.add(None, issue);
                    }
                }
            }
        }
        if self.nothing_signed {
            self.findings.add(None, JarIssue::NoSignedEntries);
        }
        if !self.is_strict {
            self.findings.add(None, JarIssue::NotStrict);
        }
        self.verdict()
    }

    fn verdict(self) -> JarVerdict {
        let verified = self.findings.verdict();
        let Findings { issues, warnings, omitted, .. } = self.findings;
        let signers = if verified == Some(true) { self.signers } else { Vec::new() };
        JarVerdict { verified, issues, warnings, omitted, signers, ignored: self.ignored }
    }
}

#[cfg(test)]
mod tests;
