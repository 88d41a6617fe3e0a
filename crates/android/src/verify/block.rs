//! Whether signers of v2, v3, v3.1 and v3.2 hold: those of the APK Signing Block.
//!
//! Each scheme is checked in three steps. [`v2()`], [`v3()`], [`v31()`] and [`v32()`] check the signatures over signed data and the rules about
//! it. The content digests that signers speak of ([`SchemeCheck::wanted`]) are computed once for all schemes
//! ([`Contents::digests`](super::content::Contents::digests)). [`SchemeCheck::finish`] compares them, and applies the rules that apksig
//! applies behind that.
//!
//! The rules, their order and their names are those of apksig's `V2SchemeVerifier` and `V3SchemeVerifier` (Android 14). Where the platform
//! refuses what apksig lets pass, it is refused here as well; such an issue names the platform's class. Which schemes count for a range
//! of platforms is not decided here.

mod issue;
pub(super) mod key;
pub(super) mod select;
mod signer;
mod v2;
mod v3;
mod v32;

pub use issue::BlockIssue;
pub use v2::v2;
pub use v3::{v3, v31};
pub use v32::v32;

use std::collections::{BTreeMap, BTreeSet};

use beian_archive::Error;

use super::content::{ContentDigestAlgorithm, ContentDigests};
use super::{Issue, IssueKind};
use crate::signing::{
    ApkSignatures, LineageLevel, Problem, ProblemKind, Scheme, SchemeBlock, SdkRange, SignatureAlgorithm,
};
use signer::Checked;

/// A scheme whose signatures have been checked, and whose content digests have not.
#[derive(Clone, Debug)]
pub struct SchemeCheck<'a> {
    scheme: Scheme,
    signers: Vec<Checked<'a>>,
    /// What is wrong with the scheme as a whole.
    issues: Vec<Issue>,
    /// The platforms that the signers have to cover. Not in v2 and v3.2, nor where not all of them were read.
    covers: Option<SdkRange>,
}

/// What was found out about a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeVerdict<'a> {
    /// The scheme.
    pub scheme: Scheme,
    /// Whether its signatures hold; `None` where something could not be checked and nothing else is wrong.
    pub verified: Option<bool>,
    /// Its signers in stored order, as far as apksig looks at them: it stops at one that is malformed.
    pub signers: Vec<SignerVerdict>,
    /// What is wrong, as apksig lists it: first with the scheme as a whole, then with its signers. Warnings are among it.
    pub issues: Vec<Issue>,
    /// The line of keys, the oldest first, that the signers' proofs of rotation give together. Empty where there is none, or where the
    /// scheme does not hold.
    pub lineage: Vec<&'a LineageLevel>,
}

/// What was found out about a signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignerVerdict {
    /// Whether it holds by itself.
    pub verified: Option<bool>,
    /// The platforms that it says to be for. Not in v2.
    pub sdk: Option<SdkRange>,
    /// The algorithms of the signatures that platforms of the range choose and that hold, by number
    /// (`ApkSigningBlockUtilsLite.getSignaturesToVerify`).
    pub signatures: Vec<SignatureAlgorithm>,
    /// Those of its content digests that the package has.
    pub digests: BTreeMap<ContentDigestAlgorithm, Vec<u8>>,
}

impl<'a> SchemeCheck<'a> {
    fn new(scheme: Scheme) -> Self {
        Self { scheme, signers: Vec::new(), issues: Vec::new(), covers: None }
    }

    /// Which scheme it is.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// Whether something is wrong already, so that the contents need not be looked at.
    pub fn has_failed(&self) -> bool {
        Issue::verdict(self.all_issues()) == Some(false)
    }

    /// The content digests of all signatures that were chosen; none where something is wrong already, as apksig does not go on then.
    pub fn wanted(&self) -> BTreeSet<ContentDigestAlgorithm> {
        if self.has_failed() {
            return BTreeSet::new();
        }
        let chosen = self.signers.iter().flat_map(|signer| &signer.chosen);
        chosen.filter_map(|algorithm| algorithm.content_digest()).collect()
    }

    /// The verdict, once the digests that were wanted are there, or it is known why they cannot be had.
    pub fn finish(mut self, digests: Result<&ContentDigests, &Error>) -> SchemeVerdict<'a> {
        let mut lineage = Vec::new();
        if !self.has_failed() {
            match digests {
                Ok(digests) => self.compare(digests),
                Err(error) => self.note(BlockIssue::UnreadableContents(error.clone())),
            }
            lineage = self.check_platforms();
        }
        self.into_verdict(lineage)
    }

    /// `ApkSigningBlockUtils.verifyIntegrity`: every digest whose algorithm some signer's signatures led to. Of v3.1 apksig does not say
    /// that one differs; the platform does (`ApkSigningBlockUtils.verifyIntegrity` of `frameworks/base`).
    fn compare(&mut self, digests: &ContentDigests) {
        let wanted = self.wanted();
        for checked in &mut self.signers {
            for digest in &checked.signer.digests {
                let known = digest.algorithm.is_known_to(self.scheme);
                let Some(algorithm) = digest.algorithm.content_digest().filter(|_| known) else { continue };
                let Some(computed) = digests.get(algorithm).filter(|_| wanted.contains(&algorithm)) else {
                    continue;
                };
                let expected = &digest.value.bytes;
                match computed {
                    Ok(actual) if actual == expected => {
                        checked.digests.insert(algorithm, actual.to_vec());
                    }
                    Ok(actual) => checked.note(BlockIssue::DigestDidNotVerify {
                        algorithm,
                        expected: expected.clone(),
                        actual: actual.to_vec(),
                    }),
                    Err(misaligned) => checked.note(misaligned.into()),
                }
            }
        }
    }

    fn note(&mut self, issue: BlockIssue) {
        self.issues.push(Issue { scheme: self.scheme, signer: None, kind: IssueKind::Block(issue) });
    }

    fn all_issues(&self) -> impl Iterator<Item = &Issue> {
        self.issues.iter().chain(self.signers.iter().flat_map(|signer| &signer.issues))
    }

    fn into_verdict(self, mut lineage: Vec<&'a LineageLevel>) -> SchemeVerdict<'a> {
        let verified = Issue::verdict(self.all_issues());
        if verified == Some(false) {
            lineage.clear();
        }
        let mut issues = self.issues;
        let mut signers = Vec::with_capacity(self.signers.len());
        for checked in self.signers {
            issues.extend_from_slice(&checked.issues);
            signers.push(checked.into_verdict());
        }
        SchemeVerdict { scheme: self.scheme, verified, signers, issues, lineage }
    }
}

/// The block of a scheme as the platform finds it.
enum Found<'a> {
    /// It is there.
    Read(&'a SchemeBlock),
    /// It is there, or may be, but is more than is read here.
    Unread(Problem),
}

/// Looks for a scheme's block, if any platform of the range does (`ApkSigningBlockUtilsLite.findSignature`): where the central directory
/// does not end at the end record there is none.
fn find(signatures: &ApkSignatures, scheme: Scheme, range: SdkRange) -> Option<Found<'_>> {
    if range.max < scheme.min_sdk() {
        return None;
    }
    let problem =
        |wanted: &dyn Fn(&Problem) -> bool| signatures.problems.iter().find(|problem| wanted(problem));
    if problem(&|problem| problem.kind == ProblemKind::DirectoryNotAtEnd).is_some() {
        return None;
    }
    let unread = if signatures.has(scheme) {
        if let Some(block) = signatures.scheme(scheme) {
            return Some(Found::Read(block));
        }
        problem(&|problem| problem.scheme == Some(scheme))
    } else {
        problem(&|problem| matches!(problem.kind, ProblemKind::TooManyPairs { .. }))
    };
    unread.map(|problem| Found::Unread(Problem { scheme: Some(scheme), ..problem.clone() }))
}

/// Whether a scheme's block is there, or may be, and some platform of the range knows it.
pub(super) fn is_there(signatures: &ApkSignatures, scheme: Scheme, range: SdkRange) -> bool {
    find(signatures, scheme, range).is_some()
}

/// A number of platforms as Java's int: from 2^31 on it is negative.
fn java_int(number: u32) -> i64 {
    i64::from(i32::from_le_bytes(number.to_le_bytes()))
}

/// Where something stops that is checked step by step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// The signer is done with.
    Signer,
    /// The signers behind it are not looked at either.
    All,
}

/// Checks the signers of a block one by one, as far as apksig does. Says whether it has got to the end.
fn check_signers<'a>(
    check: &mut SchemeCheck<'a>,
    found: &Found<'a>,
    one: &dyn Fn(&mut Checked<'a>) -> Result<(), Stop>,
) -> bool {
    let block = match found {
        Found::Read(block) => *block,
        Found::Unread(problem) => {
            let kind = IssueKind::Read(problem.clone());
            check.issues.push(Issue { scheme: check.scheme, signer: None, kind });
            check.covers = None;
            return false;
        }
    };
    let of_block = block.problems.iter().filter(|problem| problem.signer.is_none());
    check.issues.extend(of_block.map(|problem| Issue {
        scheme: check.scheme,
        signer: None,
        kind: IssueKind::Read(problem.clone()),
    }));
    if check.issues.iter().any(Issue::is_unsupported) {
        // What the signers that were not read are for nobody knows.
        check.covers = None;
    }
    for index in 0..block.signers.len() {
        let Some(mut checked) = Checked::of(block, index) else { break };
        let stop = one(&mut checked);
        check.signers.push(checked);
        if stop == Err(Stop::All) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
