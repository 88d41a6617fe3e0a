//! Schemes held against each other, and against what the manifest asks for (the second half of `ApkVerifier.verify`).

use beian_archive::OddityKind;
use beian_pki::Certificate;

use super::{ApkVerifier, BlockVerdicts, PackageIssue};
use crate::signing::{Scheme, SchemeBlock};
use crate::verify::block::BlockIssue;
use crate::verify::jar::JarVerdict;
use crate::verify::{Issue, IssueKind};

/// Android 8.0, from which on sandboxes want more than v1.
const SANDBOX_SINCE: u32 = 26;

impl ApkVerifier<'_> {
    /// Where each scheme by itself holds: whether they agree.
    pub(super) fn together(&self, blocks: &BlockVerdicts<'_>, jar: Option<&JarVerdict>) -> Vec<Issue> {
        let mut issues = self.manifest();
        let v1 = jar.filter(|jar| jar.verified == Some(true)).map(|jar| self.v1_certificates(jar));
        let v2 = self.certificates(blocks, Scheme::V2);
        if let (Some(v1), Some(v2)) = (&v1, &v2) {
            let lacks = |some: &[&Certificate], others: &[&Certificate]| {
                some.iter().any(|one| !others.iter().any(|other| same(one, other)))
            };
            if lacks(v1, v2) {
                issues.push(issue(Scheme::V2, PackageIssue::V2Missing));
            }
            if lacks(v2, v1) {
                issues.push(issue(Scheme::V1, PackageIssue::JarMissing));
            }
        }
        if let (Some(past), Some(v3)) = (v1.or(v2), self.certificates(blocks, Scheme::V3)) {
            issues.extend(history(blocks, &past, &v3));
        }
        issues.extend(self.target(blocks));
        issues
    }

    /// What has to be known of archive and manifest, and the sandbox that the manifest asks for.
    fn manifest(&self) -> Vec<Issue> {
        let Some(platforms) = self.platforms else {
            return vec![issue(Scheme::V1, PackageIssue::NoManifest)];
        };
        let mut issues = Vec::new();
        if self.archive.oddities().iter().any(|oddity| oddity.kind == OddityKind::Zip64) {
            issues.push(issue(Scheme::V2, PackageIssue::Zip64));
        }
        if let (None, Err(why)) = (self.min_sdk, &platforms.min_sdk) {
            issues.push(issue(Scheme::V1, PackageIssue::MinSdkUnknown(why.clone())));
        }
        let version = platforms.target_sandbox;
        if self.range().max >= SANDBOX_SINCE && version > 1 && self.found().is_empty() {
            issues.push(issue(Scheme::V2, PackageIssue::NoSignatureForSandbox { version }));
        }
        issues
    }

    /// The scheme that the platform asks for of packages made for it (`getMinimumSignatureSchemeVersionForTargetSdk`).
    fn target(&self, blocks: &BlockVerdicts<'_>) -> Option<Issue> {
        let platforms = self.platforms.filter(|platforms| platforms.needs_signing_block())?;
        let target = platforms.target_sdk;
        // One that could not be checked is no reason to say that there is none.
        let met = blocks.verdicts.iter().any(|verdict| verdict.verified != Some(false));
        (self.range().max >= target && !met)
            .then(|| issue(Scheme::V2, PackageIssue::MinSchemeNotMet { target }))
    }

    /// Whose certificates v1's are.
    fn v1_certificates(&self, jar: &JarVerdict) -> Vec<&Certificate> {
        let of = |verified: &crate::verify::jar::VerifiedSigner| {
            let message = self.signatures.v1.signers.get(verified.signer)?.message.as_ref()?;
            message.certificates.get(*verified.chain.first()?)
        };
        jar.signers.iter().filter_map(of).collect()
    }

    /// The signers' certificates of a scheme that holds.
    fn certificates(&self, blocks: &BlockVerdicts<'_>, scheme: Scheme) -> Option<Vec<&Certificate>> {
        let block: &SchemeBlock = self.signatures.scheme(scheme).filter(|_| blocks.holds(scheme))?;
        Some(block.signers.iter().filter_map(|signer| signer.certificate()).collect())
    }
}

/// Whether the signer of an older scheme is v3's, or stands at the beginning of its history.
fn history(blocks: &BlockVerdicts<'_>, past: &[&Certificate], v3: &[&Certificate]) -> Vec<Issue> {
    let mut issues = Vec::new();
    if past.len() != 1 {
        issues.push(issue(Scheme::V3, PackageIssue::MultiplePastSigners { count: past.len() }));
    }
    // That of v3.1, where there is one, is the longer.
    let mut lineages = [Scheme::V31, Scheme::V3].into_iter().filter_map(|scheme| blocks.of(scheme));
    let root = lineages.find_map(|verdict| verdict.lineage.first()).map(|level| &level.certificate);
    if root.is_none() && v3.len() != 1 {
        let kind = IssueKind::Block(BlockIssue::MultipleSigners);
        issues.push(Issue { scheme: Scheme::V3, signer: None, kind });
    }
    let oldest = root.or(v3.first().copied());
    if !past.first().zip(oldest).is_some_and(|(past, oldest)| same(past, oldest)) {
        issues.push(issue(Scheme::V3, PackageIssue::PastSignersMismatch));
    }
    issues
}

fn same(one: &Certificate, other: &Certificate) -> bool {
    one.raw() == other.raw()
}

fn issue(scheme: Scheme, kind: PackageIssue) -> Issue {
    Issue { scheme, signer: None, kind: IssueKind::Package(kind) }
}
