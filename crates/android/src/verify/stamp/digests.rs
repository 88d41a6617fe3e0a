//! What stamps sign: the content digests that each signature scheme speaks of.

use std::collections::BTreeMap;

use beian_pki::HashAlgorithm;

use super::issue::Stamped;
use crate::signing::{Scheme, SchemeBlock};
use crate::verify::content::ContentDigestAlgorithm;

/// The number of the digest of a JAR's manifest (`ContentDigestAlgorithm.SHA256`).
const MANIFEST: u32 = 4;
/// The number of JAR signing (`ApkSigningBlockUtils.VERSION_JAR_SIGNATURE_SCHEME`).
const JAR: u32 = 1;

/// The content digests of the schemes that were looked at, by the scheme's number and the digest's (`ContentDigestAlgorithm.getId`). Whether
/// the schemes hold is for others to say: a stamp is over what they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StampedDigests(BTreeMap<u32, BTreeMap<u32, Vec<u8>>>);

impl StampedDigests {
    /// Adds what the signers of v2 or v3 say; of several by one algorithm the last counts (`ApkVerifier.collectApkContentDigests`). Stamps
    /// are not over v3.1 and v3.2, beside which v3 has to be in any case.
    pub fn add_block(&mut self, block: &SchemeBlock) {
        let number = match block.scheme {
            Scheme::V2 => 2,
            Scheme::V3 => 3,
            _ => return,
        };
        let digests = self.0.entry(number).or_default();
        for digest in block.signers.iter().flat_map(|signer| &signer.digests) {
            let known = digest.algorithm.is_known_to(block.scheme);
            if let Some(algorithm) = digest.algorithm.content_digest().filter(|_| known) {
                digests.insert(id(algorithm), digest.value.bytes.clone());
            }
        }
    }

    /// Adds JAR signing: the digest of the manifest, none where there is no manifest
    /// (`ApkVerifier.getApkContentDigestFromV1SigningScheme`).
    pub fn add_manifest(&mut self, manifest: Option<&[u8]>) {
        let digest = manifest.map(|bytes| (MANIFEST, HashAlgorithm::Sha256.digest(&[bytes])));
        self.0.insert(JAR, digest.into_iter().collect());
    }

    /// Each scheme's digests as stamps sign them, in the order of their numbers
    /// (`encodeAsSequenceOfLengthPrefixedPairsOfIntAndLengthPrefixedBytes`).
    pub(super) fn encoded(&self) -> impl DoubleEndedIterator<Item = (u32, Stamped, Vec<u8>)> {
        self.0.iter().map(|(number, digests)| (*number, Stamped::Scheme(*number), encode(digests)))
    }
}

fn id(algorithm: ContentDigestAlgorithm) -> u32 {
    match algorithm {
        ContentDigestAlgorithm::ChunkedSha256 => 1,
        ContentDigestAlgorithm::ChunkedSha512 => 2,
        ContentDigestAlgorithm::VeritySha256 => 3,
    }
}

fn encode(digests: &BTreeMap<u32, Vec<u8>>) -> Vec<u8> {
    let mut encoded = Vec::new();
    for (id, digest) in digests {
        let size = u32::try_from(digest.len()).unwrap_or(u32::MAX);
        for number in [size.saturating_add(8), *id, size] {
            encoded.extend_from_slice(&number.to_le_bytes());
        }
        encoded.extend_from_slice(digest);
    }
    encoded
}
