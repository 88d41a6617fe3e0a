//! v3.2, the hybrid signatures of Android 17 (`ApkSignatureSchemeV3Verifier.verifyV32Signers` of `frameworks/base`).
//!
//! No apksig that knows them could be read: signers are checked as those of v3 are, the names of issues that v3 does not have are ours.
//! The platform looks at the signers for its own level; here all of the block have to be two, as its signer writes them.

use super::signer::Checked;
use super::v3::{Other, Others, check_signer};
use super::{BlockIssue, SchemeCheck, check_signers, find};
use crate::signing::{ApkSignatures, Lineage, Scheme, SdkRange, SignatureAlgorithm};
use crate::verify::lineage::same;

/// Checks the signatures of v3.2 for platforms of a range; `None` where there are none, or where no platform of the range
/// knows them.
pub fn v32(signatures: &ApkSignatures, range: SdkRange) -> Option<SchemeCheck<'_>> {
    let found = find(signatures, Scheme::V32, range)?;
    // It is looked at before the others: an attribute of its signers that speaks of those finds nothing.
    let others =
        Others { max: range.max.min(SdkRange::NO_MAX), rotation: Other::Absent, hybrid: Other::Absent };
    let mut check = SchemeCheck::new(Scheme::V32);
    let is_whole = check_signers(&mut check, &found, &|signer| check_signer(signer, &others));
    if is_whole && !check.has_failed() {
        check_pair(&mut check);
    }
    Some(check)
}

/// One classical signer and one against quantum computers, for the same platforms, and of one history.
fn check_pair(check: &mut SchemeCheck<'_>) {
    let [one, other] = check.signers.as_slice() else {
        let count = check.signers.len();
        return check.note(BlockIssue::HybridSigners { count });
    };
    let issue = if is_post_quantum(one) == is_post_quantum(other) {
        Some(BlockIssue::HybridKinds)
    } else if one.signer.sdk != other.signer.sdk {
        Some(BlockIssue::HybridSdkVersions)
    } else if have_one_history(one.lineage, other.lineage) {
        None
    } else {
        Some(BlockIssue::HybridLineages)
    };
    if let Some(issue) = issue {
        check.note(issue);
    }
}

/// Whether a signer's key is one of those against quantum computers that the platform knows (`ApkSigningBlockUtils.isCertificatePqc`).
pub(super) fn is_post_quantum(signer: &Checked<'_>) -> bool {
    let key = signer.signer.certificate().and_then(|certificate| certificate.public_key.as_ref().ok());
    key.is_some_and(|key| SignatureAlgorithm::ML_DSA.takes(key))
}

/// Whether the keys before the last are the same and may do the same.
fn have_one_history(one: Option<&Lineage>, other: Option<&Lineage>) -> bool {
    let (one, other) = match (one, other) {
        (None, None) => return true,
        (Some(one), Some(other)) if one.levels.len() == other.levels.len() => (&one.levels, &other.levels),
        _ => return false,
    };
    let former = one.len().saturating_sub(1);
    one.iter().zip(other).take(former).all(|(one, other)| {
        same(&one.certificate, &other.certificate) && one.capabilities == other.capabilities
    })
}

#[cfg(test)]
mod tests;
