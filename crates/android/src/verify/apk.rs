//! All schemes of a package together, as `ApkVerifier.verify` goes through them.
//!
//! In steps, so that entries which digests of JAR signatures need are read by whoever reads them anyway: [`ApkVerifier::blocks`]
//! verifies the signing block, [`ApkVerifier::needs_jar`] says whether JAR signatures count as well, and [`ApkVerifier::finish`] holds
//! the schemes against each other.

mod issue;
mod together;

pub use issue::PackageIssue;

use std::collections::BTreeSet;

use beian_archive::{Archive, Budget, Source};

use super::block::{SchemeCheck, SchemeVerdict, is_there, v2, v3, v31, v32};
use super::content::{ContentDigests, Contents};
use super::jar::{self, JarVerdict};
use super::stamp::{self, StampedDigests};
use super::{Issue, IssueKind, Parallel, Platforms, Verdict, v4};
use crate::signing::{ApkSignatures, Scheme, SdkRange, V4Signature};

/// Verifies the signatures of one package.
#[derive(Clone, Copy, Debug)]
pub struct ApkVerifier<'a> {
    /// The package, as the platform opens it.
    pub archive: &'a Archive,
    /// What was read of its signatures.
    pub signatures: &'a ApkSignatures,
    /// What its manifest says of platforms; `None` where it has none that the platform would read.
    pub platforms: Option<&'a Platforms>,
    /// The first platform, where it is not the manifest's that counts.
    pub min_sdk: Option<u32>,
    /// The last platform; `None` where there is no end.
    pub max_sdk: Option<u32>,
}

/// What was found out about the schemes of the signing block.
#[derive(Clone, Debug, Default)]
pub struct BlockVerdicts<'a> {
    /// The schemes that platforms look at, the newest first, up to the first that does not hold.
    verdicts: Vec<SchemeVerdict<'a>>,
    issues: Vec<Issue>,
}

/// A v4 signature and the file that it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The signature.
    pub signature: &'a V4Signature,
    /// The file.
    pub file: &'a Source,
}

impl BlockVerdicts<'_> {
    /// Whether something is wrong, after which apksig looks at nothing else.
    pub fn has_failed(&self) -> bool {
        self.issues.iter().any(Issue::refuses)
    }
}

impl<'a> ApkVerifier<'a> {
    /// The platforms that the package is verified for (`ApkVerifier.verifyAndGetMinSdkVersion`).
    pub fn range(&self) -> SdkRange {
        Platforms::range(self.platforms, self.min_sdk, self.max_sdk)
    }

    /// The schemes of the signing block that the package has and some platform of the range knows.
    pub fn found(&self) -> Vec<Scheme> {
        let range = self.range();
        Scheme::OF_SIGNERS.into_iter().filter(|scheme| is_there(self.signatures, *scheme, range)).collect()
    }

    /// Whether some platform of the range looks at JAR signatures: those before Android 7.0, and all where there is nothing else.
    pub fn needs_jar(&self) -> bool {
        self.range().min < Scheme::V2.min_sdk() || self.found().is_empty()
    }

    /// Verifies the signing block. All content digests are computed in one pass.
    pub fn blocks(&self, parallel: &dyn Parallel, budget: &mut Budget) -> BlockVerdicts<'a> {
        let (checks, mut issues) = self.checks();
        let wanted: BTreeSet<_> = checks.iter().flat_map(SchemeCheck::wanted).collect();
        let digests = match &self.signatures.block {
            Some(block) if !wanted.is_empty() => Contents::of(self.archive, block, budget)
                .and_then(|contents| contents.digests(&wanted, parallel, budget)),
            _ => Ok(ContentDigests::default()),
        };
        let mut verdicts = Vec::new();
        let mut of_schemes = Vec::new();
        for check in checks {
            let verdict = check.finish(digests.as_ref());
            of_schemes.extend_from_slice(&verdict.issues);
            let failed = verdict.verified == Some(false);
            verdicts.push(verdict);
            if failed {
                break;
            }
        }
        of_schemes.append(&mut issues);
        BlockVerdicts { verdicts, issues: of_schemes }
    }

    /// The signatures of each scheme, the newest first, up to the first that is wrong without a look at the contents.
    fn checks(&self) -> (Vec<SchemeCheck<'a>>, Vec<Issue>) {
        let (signatures, range) = (self.signatures, self.range());
        let mut checks: Vec<SchemeCheck<'a>> = Vec::new();
        for scheme in Scheme::OF_SIGNERS {
            let newer: Vec<Scheme> = checks.iter().map(SchemeCheck::scheme).collect();
            let check = match scheme {
                Scheme::V32 => v32(signatures, range),
                Scheme::V31 => v31(signatures, range),
                Scheme::V3 => v3(signatures, range),
                // From Android 9 on platforms look at v2 only where there is nothing newer.
                _ if range.min < Scheme::V3.min_sdk() || newer.is_empty() => v2(signatures, range, &newer),
                _ => None,
            };
            let without_v3 = scheme == Scheme::V3 && check.is_none() && newer.contains(&Scheme::V31);
            let failed = check.as_ref().is_some_and(SchemeCheck::has_failed);
            checks.extend(check);
            if without_v3 {
                let kind = IssueKind::Block(super::block::BlockIssue::V31BlockWithoutV3);
                return (checks, vec![Issue { scheme: Scheme::V31, signer: None, kind }]);
            }
            if failed {
                break;
            }
        }
        (checks, Vec::new())
    }

    /// The verdict. `jar` is what was found out about JAR signatures, if platforms look at them; where the signing block does not hold
    /// they make no difference.
    pub fn finish(
        &self,
        blocks: &BlockVerdicts<'a>,
        jar: Option<&JarVerdict>,
        beside: Option<Beside<'_>>,
        parallel: &dyn Parallel,
        budget: &mut Budget,
    ) -> Verdict {
        let jar = jar.filter(|_| !blocks.has_failed());
        let mut verdict = Verdict::default();
        for found in &blocks.verdicts {
            verdict.schemes.insert(found.scheme, found.verified);
        }
        verdict.issues.extend_from_slice(&blocks.issues);
        if let Some(jar) = jar {
            verdict.schemes.insert(Scheme::V1, jar.verified);
            verdict.issues.extend(jar.issues.iter().chain(&jar.warnings).cloned());
        }
        if Issue::verdict(&verdict.issues) != Some(false) {
            verdict.issues.extend(self.together(blocks, jar));
        }
        // A scheme by itself may hold where a rule between schemes blames it.
        for issue in verdict.issues.iter().filter(|issue| issue.refuses()) {
            verdict.schemes.entry(issue.scheme).and_modify(|verified| *verified = Some(false));
        }
        verdict.verified = Issue::verdict(&verdict.issues);
        self.beside(blocks, beside, parallel, budget, &mut verdict);
        self.stamps(blocks, jar.is_some(), budget, &mut verdict);
        let unsupported = verdict.issues.iter().filter(|issue| issue.is_unsupported());
        verdict.unsupported = unsupported.map(ToString::to_string).collect();
        verdict
    }

    /// The v4 signature, which platforms look at where the signing block holds.
    fn beside(
        &self,
        blocks: &BlockVerdicts<'a>,
        beside: Option<Beside<'_>>,
        parallel: &dyn Parallel,
        budget: &mut Budget,
        verdict: &mut Verdict,
    ) {
        let Some(Beside { signature, file }) = beside.filter(|_| !blocks.has_failed()) else { return };
        let mut issues = v4::verify(signature, file, self.archive.source(), parallel, budget);
        if Issue::verdict(&issues) != Some(false) {
            issues.extend(v4::agree(signature, blocks.hold(self.signatures)));
        }
        verdict.schemes.insert(Scheme::V4, Issue::verdict(&issues));
        verdict.issues.extend(issues);
    }
}

impl ApkVerifier<'_> {
    /// Source stamps, which are over what the schemes that were looked at say, and at which platforms look where those hold.
    fn stamps(&self, blocks: &BlockVerdicts<'_>, jar: bool, budget: &mut Budget, verdict: &mut Verdict) {
        let is_named = self.archive.named(stamp::ENTRY_NAME).next().is_some();
        let is_there = Scheme::OF_STAMPS.into_iter().any(|scheme| self.signatures.has(scheme));
        if verdict.verified == Some(false) || !(is_named || is_there) {
            return;
        }
        let mut digests = StampedDigests::default();
        let looked_at = blocks.verdicts.iter().filter_map(|found| self.signatures.scheme(found.scheme));
        looked_at.for_each(|block| digests.add_block(block));
        if jar {
            digests.add_manifest(self.jar_manifest(budget).as_deref());
        }
        let range = SdkRange { min: self.range().min.max(Scheme::StampV2.min_sdk()), ..self.range() };
        for found in stamp::verify(self.archive, self.signatures, &digests, range, budget) {
            verdict.schemes.insert(found.scheme, found.verified);
            verdict.issues.extend(found.issues);
        }
    }

    /// The manifest of JAR signatures, if it can be read: what is wrong with it is told by those who verify it.
    fn jar_manifest(&self, budget: &mut Budget) -> Option<Vec<u8>> {
        let entry = self.archive.named(jar::MANIFEST).next()?;
        let mut bytes = Vec::new();
        self.archive.read(entry.index(), budget, &mut bytes).ok()?;
        Some(bytes)
    }
}

impl<'a> BlockVerdicts<'a> {
    fn of(&self, scheme: Scheme) -> Option<&SchemeVerdict<'a>> {
        self.verdicts.iter().find(|verdict| verdict.scheme == scheme)
    }

    fn holds(&self, scheme: Scheme) -> bool {
        self.of(scheme).is_some_and(|verdict| verdict.verified == Some(true))
    }

    /// The signers of the schemes that hold.
    fn hold<'s>(&self, signatures: &'s ApkSignatures) -> v4::VerifiedBlocks<'s> {
        let signers = |scheme| {
            let block = signatures.scheme(scheme).filter(|_| self.holds(scheme));
            block.map(|block| block.signers.as_slice())
        };
        v4::VerifiedBlocks { v2: signers(Scheme::V2), v3: signers(Scheme::V3), v31: signers(Scheme::V31) }
    }
}
