//! Fingerprints: digests over bytes as they are stored.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The three digests that fingerprints are given in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digests {
    /// SHA-256.
    pub sha256: [u8; 32],
    /// SHA-1.
    pub sha1: [u8; 20],
    /// MD5.
    pub md5: [u8; 16],
}

impl Digests {
    /// Of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            sha256: Sha256::digest(bytes).into(),
            sha1: Sha1::digest(bytes).into(),
            md5: Md5::digest(bytes).into(),
        }
    }
}

impl std::fmt::Debug for Digests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digests(sha256 {})", hex(&self.sha256))
    }
}

/// Lower-case hexadecimal without separators.
pub fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_of_abc_are_those_of_the_standards() {
        let digests = Digests::of(b"abc");
        assert_eq!(hex(&digests.md5), "900150983cd24fb0d6963f7d28e17f72"); // RFC 1321, A.5
        assert_eq!(hex(&digests.sha1), "a9993e364706816aba3e25717850c26c9cd0d89d"); // FIPS 180-2, A.1
        assert_eq!(hex(&digests.sha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
    }
}
