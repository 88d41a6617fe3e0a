//! Trees of digests over pages, as fs-verity has them (`VerityTreeBuilder`,
//! <https://docs.kernel.org/filesystems/fsverity.html#merkle-tree>).

use beian_pki::hash::{HashAlgorithm, Hasher};

/// The bytes of a page.
pub const PAGE: usize = 4096;

/// A tree whose nodes are SHA-256 digests of pages. A page that is not full is filled with zeros; so is each level.
#[derive(Clone, Debug)]
pub struct VerityTree {
    /// What stands before each page when it is digested.
    salted: Hasher,
}

impl VerityTree {
    /// With this salt, which may be empty.
    pub fn new(salt: &[u8]) -> Self {
        let mut salted = Hasher::new(HashAlgorithm::Sha256);
        salted.update(salt);
        Self { salted }
    }

    /// Adds the digests of these bytes' pages to `digests`.
    pub fn add_pages(&self, bytes: &[u8], digests: &mut Vec<u8>) {
        for page in bytes.chunks(PAGE) {
            digests.extend(self.page(page));
        }
    }

    /// The root above a level of digests: of a page of digests its digest, of more than a page that of the level above.
    pub fn root(&self, mut level: Vec<u8>) -> Vec<u8> {
        while level.len() > PAGE {
            let mut above = Vec::new();
            self.add_pages(&level, &mut above);
            level = above;
        }
        self.page(&level)
    }

    fn page(&self, bytes: &[u8]) -> Vec<u8> {
        const ZEROS: [u8; PAGE] = [0; PAGE];
        let mut hasher = self.salted.clone();
        hasher.update(bytes);
        hasher.update(ZEROS.get(bytes.len()..).unwrap_or(&[]));
        hasher.finish()
    }
}
