//! APK Signature Scheme v4: a file beside the package, which signs the root of a hash tree over all of its bytes
//! (<https://source.android.com/docs/security/features/apksigning/v4>).
//!
//! [`verify`] checks the file against the package (`V4SchemeVerifier`), [`agree`] whether its signers are those of the package's blocks
//! (the part of `ApkVerifier.verify` about v4). What is not verified the first time need not be looked at the second.

mod issue;
mod tree;

pub use issue::V4Issue;

use beian_archive::{Budget, Source};
use beian_pki::{PublicKey, Refusal};

use super::block::key::is_of_certificate;
use super::content::ContentDigestAlgorithm;
use super::lineage::malformed;
use super::{Issue, IssueKind, Parallel};
use crate::signing::{BlockId, Problem, ProblemKind, Scheme, Signer, SigningInfo, V4Signature};
use crate::verify::algorithm::devices_know;

/// The number of SHA-256 (`V4Signature.HASHING_ALGORITHM_SHA256`).
const SHA256: u32 = 1;
/// The only block size (`V4Signature.LOG2_BLOCK_SIZE_4096_BYTES`).
const LOG2_BLOCK_SIZE: u8 = 12;

/// Checks the signatures, then the package's hash tree (`V4SchemeVerifier.verify`). The first signer with an error ends it, as there. The
/// signature holds where nothing is found.
///
/// `idsig` is the file that the signature was read from; its tree is read in pieces. The budget is spent on two digests for each MiB of the
/// package.
pub fn verify(
    signature: &V4Signature,
    idsig: &Source,
    apk: &Source,
    parallel: &dyn Parallel,
    budget: &mut Budget,
) -> Vec<Issue> {
    // apksig reads all signers before it looks at the first, and throws where it cannot.
    let mut issues: Vec<Issue> = unread(signature).collect();
    if !issues.is_empty() {
        return issues;
    }
    for (index, info) in signature.signers().enumerate() {
        if let Err(kind) = check_signer(signature, index, info, apk.len()) {
            issues.push(issue(Some(index), kind));
            if Issue::verdict(&issues) == Some(false) {
                return issues;
            }
        }
    }
    if let Err(kind) = check_tree(signature, idsig, apk, parallel, budget) {
        issues.push(issue(Some(0), kind.into()));
    }
    issues
}

/// The package's blocks that hold, by their signers in stored order; `None` of a scheme that is not there, or does not hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct VerifiedBlocks<'a> {
    /// v2's.
    pub v2: Option<&'a [Signer]>,
    /// v3's.
    pub v3: Option<&'a [Signer]>,
    /// v3.1's.
    pub v31: Option<&'a [Signer]>,
}

/// Compares a v4 signature that holds with the signers of the package's blocks (`ApkVerifier.verify`, `checkV4Signer`).
pub fn agree(signature: &V4Signature, blocks: VerifiedBlocks<'_>) -> Vec<Issue> {
    let count = signature.signers().count();
    let mut kinds = Vec::new();
    let wanted = if blocks.v3.is_some() && blocks.v31.is_some() { 2 } else { 1 };
    let Some(signers) = blocks.v3.or(blocks.v2) else {
        return vec![issue(None, V4Issue::WithoutBlock.into())];
    };
    if count != wanted {
        kinds.push(V4Issue::MultipleSigners { v4: count, package: wanted });
    }
    compare(signature, &signature.signing, signers, &mut kinds);
    if let Some(signers) = blocks.v31.filter(|_| wanted == 2) {
        if let Some((_, info)) = signature.further.first() {
            compare(signature, info, signers, &mut kinds);
        }
        if !signature.further.iter().any(|(id, _)| *id == BlockId::V31) {
            kinds.push(V4Issue::NoSignerForBlock(BlockId::V31));
        }
    }
    kinds.into_iter().map(|kind| issue(None, kind.into())).collect()
}

/// Whether a signer is the block's only one, and names the package as that does. apksig takes the name from the first signer of v4 for all
/// blocks; the platform takes each signer's own (`ApkSignatureVerifier.verifyV4Signature`), and both have to be right.
fn compare(signature: &V4Signature, info: &SigningInfo, signers: &[Signer], kinds: &mut Vec<V4Issue>) {
    if signers.len() != 1 {
        kinds.push(V4Issue::MultipleSigners { v4: 1, package: signers.len() });
    }
    let Some(signer) = signers.first() else { return };
    if signer.certificate().is_none_or(|certificate| certificate.raw() != info.certificate.raw()) {
        kinds.push(V4Issue::SignersMismatch);
    }
    let digest = best_digest(signer);
    let names = [&signature.signing.apk_digest, &info.apk_digest];
    if names.into_iter().any(|name| digest != Some(name.bytes.as_slice())) {
        kinds.push(V4Issue::DigestsMismatch);
    }
}

/// The digest that a v4 signature names the package by (`ApkSigningBlockUtils.pickBestDigestForV4`). Of several by one algorithm the last
/// counts (`ApkVerifier.collectApkContentDigests`).
fn best_digest(signer: &Signer) -> Option<&[u8]> {
    const BEST_FIRST: [ContentDigestAlgorithm; 3] = [
        ContentDigestAlgorithm::ChunkedSha512,
        ContentDigestAlgorithm::VeritySha256,
        ContentDigestAlgorithm::ChunkedSha256,
    ];
    let known = || signer.digests.iter().rev().filter(|digest| digest.algorithm.is_known_to(Scheme::V3));
    let by = |wanted| known().find(|digest| digest.algorithm.content_digest() == Some(wanted));
    BEST_FIRST.into_iter().find_map(by).map(|digest| digest.value.bytes.as_slice())
}

fn issue(signer: Option<usize>, kind: IssueKind) -> Issue {
    Issue { scheme: Scheme::V4, signer, kind }
}

/// What could not be read, but for certificates: those have their turn with their signer.
fn unread(signature: &V4Signature) -> impl Iterator<Item = Issue> {
    let problems = signature
        .problems
        .iter()
        .filter(|problem| !matches!(problem.kind, ProblemKind::MalformedCertificate { .. }));
    problems.map(|problem| issue(problem.signer, IssueKind::Read(problem.clone())))
}

/// One signer by itself (`V4SchemeVerifier.parseAndVerifySignatureBlock`). ML-DSA is taken as Android 17 takes it.
fn check_signer(
    signature: &V4Signature,
    index: usize,
    info: &SigningInfo,
    size: u64,
) -> Result<(), IssueKind> {
    check_signature(signature, info, size)?;
    if let Some(error) = malformed(&info.certificate).cloned() {
        // It stands behind the digest and its own length.
        let behind = u64::try_from(info.apk_digest.bytes.len()).unwrap_or(0).saturating_add(4);
        return Err(IssueKind::Read(Problem {
            scheme: Some(Scheme::V4),
            signer: Some(index),
            offset: info.apk_digest.offset.saturating_add(behind),
            kind: ProblemKind::MalformedCertificate { index: 0, error },
        }));
    }
    let stored = &info.public_key.bytes;
    match &info.certificate.public_key {
        Ok(key) if is_of_certificate(stored, key) => Ok(()),
        _ => Err(V4Issue::KeyMismatch.into()),
    }
}

fn check_signature(signature: &V4Signature, info: &SigningInfo, size: u64) -> Result<(), V4Issue> {
    let algorithm = info.algorithm;
    let scheme = algorithm.signature_scheme().ok_or(V4Issue::UnknownAlgorithm(algorithm))?;
    let key = PublicKey::parse(&info.public_key.bytes).map_err(V4Issue::MalformedPublicKey)?;
    if !algorithm.takes(&key) {
        return Err(V4Issue::KeyOfAnotherKind(algorithm));
    }
    let signed = signed_data(signature, info, size);
    match devices_know(&key).and_then(|()| key.verify(scheme, &signed, &info.signature.bytes)) {
        Ok(()) => Ok(()),
        Err(Refusal::DidNotVerify) => Err(V4Issue::DidNotVerify(algorithm)),
        Err(Refusal::Unsupported(reason)) => Err(V4Issue::UnsupportedSignature { algorithm, reason }),
        Err(refusal) => Err(V4Issue::VerifyException { algorithm, refusal }),
    }
}

/// What a signer signs (`V4Signature.getSignedData`): its own size, the package's, and all that is said of hashing and of the signer but
/// its public key.
fn signed_data(signature: &V4Signature, info: &SigningInfo, size: u64) -> Vec<u8> {
    let hashing = &signature.hashing;
    let mut data = Vec::new();
    data.extend_from_slice(&size.to_le_bytes());
    data.extend_from_slice(&hashing.algorithm.to_le_bytes());
    data.push(hashing.log2_block_size);
    let certificate = info.certificate.raw();
    let (salt, root) = (&hashing.salt.bytes, &hashing.root_hash.bytes);
    for bytes in [salt, root, &info.apk_digest.bytes, certificate, &info.additional_data.bytes] {
        data.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        data.extend_from_slice(bytes);
    }
    let own = data.len().saturating_add(size_of::<u32>());
    [&u32::try_from(own).unwrap_or(u32::MAX).to_le_bytes()[..], &data].concat()
}

/// Root and tree (`V4SchemeVerifier.verifyRootHashAndTree`). A salt is signed, but apksig hashes without one whatever it is. A tree that
/// the file breaks off in is none (`V4Signature.readBytes`).
fn check_tree(
    signature: &V4Signature,
    idsig: &Source,
    apk: &Source,
    parallel: &dyn Parallel,
    budget: &mut Budget,
) -> Result<(), V4Issue> {
    let hashing = &signature.hashing;
    let (algorithm, log2_block_size) = (hashing.algorithm, hashing.log2_block_size);
    if algorithm != SHA256 || log2_block_size != LOG2_BLOCK_SIZE {
        return Err(V4Issue::UnknownHashing { algorithm, log2_block_size });
    }
    let stored = signature.tree.as_ref().and_then(|tree| idsig.window(tree.clone()).ok());
    let computed = tree::compute(apk, stored.as_ref(), parallel, budget);
    let computed = computed.map_err(V4Issue::UnreadableContents)?;
    if computed.root != hashing.root_hash.bytes {
        return Err(V4Issue::RootDidNotVerify {
            expected: hashing.root_hash.bytes.clone(),
            actual: computed.root,
        });
    }
    if computed.agrees { Ok(()) } else { Err(V4Issue::TreeDidNotVerify) }
}

#[cfg(test)]
mod tests;
