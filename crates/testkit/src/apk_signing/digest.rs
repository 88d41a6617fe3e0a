//! Digests over a package's content.

use sha2::{Digest, Sha256, Sha512};

use super::zip::Sections;
use crate::signing::algorithm;

/// Bytes of a chunk of the digests that are not verity's.
const CHUNK: usize = 1 << 20;
/// Bytes of a block of hash trees.
const BLOCK: usize = 4096;

/// How content is digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ContentDigest {
    /// SHA-256 over the SHA-256 of chunks.
    Sha256,
    /// SHA-512 over the SHA-512 of chunks.
    Sha512,
    /// The root of a hash tree with SHA-256 and eight bytes of zeros as salt, and the content's size.
    Verity,
}

impl ContentDigest {
    /// The one that a signature algorithm goes with.
    ///
    /// # Panics
    ///
    /// Of an unknown algorithm: a test's fault.
    pub fn of(number: u32) -> Self {
        match number {
            algorithm::RSA_PSS_SHA256
            | algorithm::RSA_PKCS1_SHA256
            | algorithm::ECDSA_SHA256
            | algorithm::DSA_SHA256 => Self::Sha256,
            algorithm::RSA_PSS_SHA512
            | algorithm::RSA_PKCS1_SHA512
            | algorithm::ECDSA_SHA512
            | algorithm::ML_DSA => Self::Sha512,
            algorithm::VERITY_RSA_PKCS1_SHA256
            | algorithm::VERITY_ECDSA_SHA256
            | algorithm::VERITY_DSA_SHA256 => Self::Verity,
            _ => panic!("algorithm {number:#06x} is unknown"),
        }
    }

    /// Its number in source stamps (`ContentDigestAlgorithm.getId`).
    pub fn id(self) -> u32 {
        match self {
            Self::Sha256 => 1,
            Self::Sha512 => 2,
            Self::Verity => 3,
        }
    }

    /// Its place among the digests by which v4 signatures may name a package, the best last
    /// (`V4SchemeSigner.digestAlgorithmSortingOrder`).
    pub(super) fn strength(self) -> u8 {
        match self {
            Self::Sha256 => 0,
            Self::Verity => 1,
            Self::Sha512 => 2,
        }
    }

    /// The digest of a package's content.
    pub(super) fn compute(self, sections: &Sections) -> Vec<u8> {
        let parts = [&sections.entries, &sections.directory, &sections.end_for_digest()];
        match self {
            Self::Sha256 => chunked::<Sha256>(parts),
            Self::Sha512 => chunked::<Sha512>(parts),
            Self::Verity => {
                let content = parts.map(Vec::as_slice).concat();
                let tree = MerkleTree::of(&content, &[0; 8]);
                [tree.root, (content.len() as u64).to_le_bytes().to_vec()].concat()
            }
        }
    }
}

fn chunked<D: Digest>(parts: [&Vec<u8>; 3]) -> Vec<u8> {
    let size = |count: usize| u32::try_from(count).expect("a fixture below 4 GiB").to_le_bytes();
    let chunks: Vec<&[u8]> = parts.into_iter().flat_map(|part| part.chunks(CHUNK)).collect();
    let mut whole = [&[0x5a][..], &size(chunks.len())].concat();
    for chunk in chunks {
        whole.extend_from_slice(&D::digest([&[0xa5][..], &size(chunk.len()), chunk].concat()));
    }
    D::digest(whole).to_vec()
}

/// A hash tree of SHA-256 over blocks of 4,096 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerkleTree {
    /// The hash of the topmost block.
    pub root: Vec<u8>,
    /// All levels, the topmost first, each filled up with zeros to whole blocks.
    pub bytes: Vec<u8>,
}

impl MerkleTree {
    /// Of this content. Each block, the last one filled up with zeros, is hashed behind the salt; the hashes of a level are the
    /// content of the next, until one block is left.
    pub fn of(content: &[u8], salt: &[u8]) -> Self {
        let mut levels = vec![level(content, salt)];
        while levels[0].len() > BLOCK {
            levels.insert(0, level(&levels[0], salt));
        }
        let root = Sha256::digest([salt, &levels[0]].concat()).to_vec();
        Self { root, bytes: levels.concat() }
    }
}

fn level(content: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut hashes = Vec::new();
    for block in content.chunks(BLOCK) {
        let mut filled = [salt, block].concat();
        filled.resize(salt.len() + BLOCK, 0);
        hashes.extend_from_slice(&Sha256::digest(filled));
    }
    hashes.resize(hashes.len().next_multiple_of(BLOCK), 0);
    hashes
}
