//! The hash functions of code directories (`cs_blobs.h`, `CS_HASHTYPE_*`).

use std::fmt;

use beian_pki::hash::{HashAlgorithm, Hasher};

/// `hashType` of a code directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HashType(pub u8);

impl HashType {
    /// SHA-1.
    pub const SHA1: Self = Self(1);
    /// SHA-256.
    pub const SHA256: Self = Self(2);
    /// The first 20 bytes of SHA-256.
    pub const SHA256_TRUNCATED: Self = Self(3);
    /// SHA-384.
    pub const SHA384: Self = Self(4);

    /// The hash function; nothing for a number that neither xnu nor Security knows.
    pub fn algorithm(self) -> Option<HashAlgorithm> {
        match self {
            Self::SHA1 => Some(HashAlgorithm::Sha1),
            Self::SHA256 | Self::SHA256_TRUNCATED => Some(HashAlgorithm::Sha256),
            Self::SHA384 => Some(HashAlgorithm::Sha384),
            _ => None,
        }
    }

    /// Bytes of a hash.
    pub fn size(self) -> Option<usize> {
        match self {
            Self::SHA256_TRUNCATED => Some(20),
            other => other.algorithm().map(HashAlgorithm::size),
        }
    }

    /// The hash of these bytes.
    pub fn digest(self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut hasher = Hasher::new(self.algorithm()?);
        hasher.update(bytes);
        let mut digest = hasher.finish();
        digest.truncate(self.size()?);
        Some(digest)
    }

    /// How strong it is: of several code directories that of the highest rank counts (xnu's `bsd/kern/ubc_subr.c`, `hashPriorities`;
    /// Security's `codedirectory.cpp`). 0 is for what is not known.
    pub fn rank(self) -> u8 {
        match self {
            Self::SHA1 => 1,
            Self::SHA256_TRUNCATED => 2,
            Self::SHA256 => 3,
            Self::SHA384 => 4,
            _ => 0,
        }
    }

    /// Its name, as `codesign` prints it.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::SHA1 => "sha1",
            Self::SHA256 => "sha256",
            Self::SHA256_TRUNCATED => "sha256-truncated",
            Self::SHA384 => "sha384",
            _ => return None,
        })
    }
}

impl fmt::Display for HashType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "hash type {}", self.0),
        }
    }
}
