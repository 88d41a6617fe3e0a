//! Which pairs of digest and signature algorithm platforms take (`OidConstants`).

use beian_pki::HashAlgorithm;
use beian_pki::algorithm::AlgorithmIdentifier;

use crate::signing::SdkRange;

/// What a `SignerInfo` signs with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Algorithms {
    digest: HashAlgorithm,
    signature: Signature,
}

/// A signature algorithm: the kind of its key, and the hash function where its identifier names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Signature {
    kind: Kind,
    hash: Option<HashAlgorithm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rsa,
    Dsa,
    Ecdsa,
}

impl Algorithms {
    /// `None` where either is none that any platform takes.
    pub(super) fn of(digest: &AlgorithmIdentifier, signature: &AlgorithmIdentifier) -> Option<Self> {
        let (_, kind, hash) = SIGNATURES.iter().find(|(oid, ..)| signature.algorithm.is(oid))?;
        let signature = Signature { kind: *kind, hash: *hash };
        Some(Self { digest: HashAlgorithm::of(digest)?, signature })
    }

    /// The platforms that take the pair, from the first on.
    pub(super) fn supported(self) -> &'static [SdkRange] {
        use HashAlgorithm::{Md5, Sha1, Sha224, Sha256, Sha384, Sha512};
        let Signature { kind, hash } = self.signature;
        match (kind, hash, self.digest) {
            (Kind::Rsa, None, Md5 | Sha1) | (Kind::Rsa, Some(Sha1), Sha1) | (Kind::Dsa, None, Sha1) => FROM_0,
            (Kind::Rsa, None | Some(Sha224), Sha224) | (Kind::Rsa, Some(Md5), Md5) => TO_8_FROM_21,
            (Kind::Rsa, None | Some(Sha256), Sha256) => TO_8_FROM_18,
            (Kind::Rsa, None, Sha384 | Sha512)
            | (Kind::Ecdsa, None, Sha1 | Sha256 | Sha384 | Sha512)
            | (Kind::Ecdsa, Some(Sha1), Sha1) => FROM_18,
            (Kind::Dsa, None, Sha224 | Sha256) => FROM_22,
            (Kind::Dsa, Some(Sha1), Sha1) => FROM_9,
            (Kind::Dsa | Kind::Ecdsa, None, Md5) | (Kind::Dsa, None, Sha384 | Sha512) => &[],
            (Kind::Ecdsa, None, Sha224) => FROM_21,
            (_, Some(hash), digest) if hash == digest => FROM_21,
            (Kind::Rsa, Some(Sha256), Sha224)
            | (Kind::Rsa, Some(Sha1), Sha256)
            | (Kind::Rsa, Some(Sha384), Sha512) => ONLY_21,
            // Pairs that do not fit each other were taken as they came for a while.
            (_, Some(_), _) => FROM_21_TO_23,
        }
    }
}

/// The platforms of `range` that are in none of `supported`, which are in order (`InclusiveIntRange.getValuesNotIn`).
pub(super) fn unsupported(range: SdkRange, supported: &[SdkRange]) -> Vec<SdkRange> {
    let mut left = Vec::new();
    let mut next = Some(range.min);
    for known in supported {
        let Some(from) = next.filter(|from| *from <= range.max) else { break };
        if from < known.min {
            left.push(SdkRange { min: from, max: range.max.min(known.min.saturating_sub(1)) });
        }
        next = known.max.checked_add(1).map(|behind| behind.max(from));
    }
    left.extend(next.filter(|from| *from <= range.max).map(|from| SdkRange { min: from, max: range.max }));
    left
}

const fn sdk(min: u32, max: u32) -> SdkRange {
    SdkRange { min, max }
}

const FROM_0: &[SdkRange] = &[sdk(0, u32::MAX)];
const FROM_9: &[SdkRange] = &[sdk(9, u32::MAX)];
const FROM_18: &[SdkRange] = &[sdk(18, u32::MAX)];
const FROM_21: &[SdkRange] = &[sdk(21, u32::MAX)];
const FROM_22: &[SdkRange] = &[sdk(22, u32::MAX)];
const TO_8_FROM_18: &[SdkRange] = &[sdk(0, 8), sdk(18, u32::MAX)];
const TO_8_FROM_21: &[SdkRange] = &[sdk(0, 8), sdk(21, u32::MAX)];
const ONLY_21: &[SdkRange] = &[sdk(21, 21)];
const FROM_21_TO_23: &[SdkRange] = &[sdk(21, 23)];

/// The identifiers that apksig knows, and no others of the same algorithms. DSA with SHA-384 and SHA-512 has names there, and no platforms.
const SIGNATURES: &[(&[u8], Kind, Option<HashAlgorithm>)] = &[
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01], Kind::Rsa, None),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x04], Kind::Rsa, Some(HashAlgorithm::Md5)),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x05], Kind::Rsa, Some(HashAlgorithm::Sha1)),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0e], Kind::Rsa, Some(HashAlgorithm::Sha224)),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b], Kind::Rsa, Some(HashAlgorithm::Sha256)),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c], Kind::Rsa, Some(HashAlgorithm::Sha384)),
    (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d], Kind::Rsa, Some(HashAlgorithm::Sha512)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01], Kind::Dsa, None),
    (&[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x03], Kind::Dsa, Some(HashAlgorithm::Sha1)),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x01], Kind::Dsa, Some(HashAlgorithm::Sha224)),
    (&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x02], Kind::Dsa, Some(HashAlgorithm::Sha256)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], Kind::Ecdsa, None),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x01], Kind::Ecdsa, Some(HashAlgorithm::Sha1)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x01], Kind::Ecdsa, Some(HashAlgorithm::Sha224)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02], Kind::Ecdsa, Some(HashAlgorithm::Sha256)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03], Kind::Ecdsa, Some(HashAlgorithm::Sha384)),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04], Kind::Ecdsa, Some(HashAlgorithm::Sha512)),
];

#[cfg(test)]
mod tests;
