//! Content digests: what the signers of v2 and its successors say of all of a package but its signing block
//! (<https://source.android.com/docs/security/features/apksigning/v2#integrity-protected-contents>,
//! `ApkSigningBlockUtils.computeContentDigests`).

mod verity;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use beian_archive::{Archive, Budget, Error, Source};
use beian_pki::hash::{HashAlgorithm, Hasher};

pub use verity::{PAGE, VerityTree};

use super::Parallel;
use super::pieces::{PIECE, pieces, see_each};
use crate::signing::SigningBlock;

/// The bytes of a chunk (`CONTENT_DIGESTED_CHUNK_MAX_SIZE_BYTES`).
const CHUNK: u64 = PIECE;
/// What stands before a chunk, together with its length, when it is digested.
const CHUNK_PREFIX: u8 = 0xa5;
/// What stands before the digests of all chunks, together with their count.
const LIST_PREFIX: u8 = 0x5a;
/// Where the end record says where the central directory starts (APPNOTE, 4.3.16).
const DIRECTORY_OFFSET: Range<usize> = 16..20;
/// The salt of verity trees over packages (`ApkSigningBlockUtils.computeApkVerityDigest`).
const VERITY_SALT: [u8; 8] = [0; 8];

/// How the contents are digested (`ContentDigestAlgorithm`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ContentDigestAlgorithm {
    /// SHA-256 over chunks of 1 MiB.
    ChunkedSha256,
    /// SHA-256 over a tree of pages, as fs-verity does.
    VeritySha256,
    /// SHA-512 over chunks of 1 MiB.
    ChunkedSha512,
}

impl ContentDigestAlgorithm {
    /// The hash of chunks; `None` where there are none.
    fn of_chunks(self) -> Option<HashAlgorithm> {
        match self {
            Self::ChunkedSha256 => Some(HashAlgorithm::Sha256),
            Self::ChunkedSha512 => Some(HashAlgorithm::Sha512),
            Self::VeritySha256 => None,
        }
    }
}

impl std::fmt::Display for ContentDigestAlgorithm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::ChunkedSha256 => "SHA-256 over chunks",
            Self::VeritySha256 => "SHA-256 over a verity tree",
            Self::ChunkedSha512 => "SHA-512 over chunks",
        })
    }
}

/// A verity digest cannot be made: block and contents have to begin and end with pages (`ApkSigningBlockUtils.verifyIntegrity`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing block does not start and end with a page of {PAGE} bytes")]
pub struct Misaligned;

/// The digests of one package, as computed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContentDigests(BTreeMap<ContentDigestAlgorithm, Result<Vec<u8>, Misaligned>>);

impl ContentDigests {
    /// The digest of an algorithm; `None` where it was not asked for.
    pub fn get(&self, algorithm: ContentDigestAlgorithm) -> Option<Result<&[u8], Misaligned>> {
        self.0.get(&algorithm).map(|digest| digest.as_deref().map_err(|misaligned| *misaligned))
    }
}

/// What of a package is digested: entries, central directory and end record. The last is taken as if the directory started where the
/// signing block does.
#[derive(Clone, Debug)]
pub struct Contents {
    source: Source,
    entries: Range<u64>,
    directory: Range<u64>,
    end_record: Vec<u8>,
    block_size: u64,
}

/// What digesting a chunk gives.
#[derive(Default)]
struct Chunk {
    digests: Vec<Vec<u8>>,
    /// The digests of its whole pages, one behind the other.
    pages: Vec<u8>,
    /// What is left behind them: in the directory's last chunk alone.
    rest: Vec<u8>,
}

impl Contents {
    /// Of a package whose signing block is where it should be. Reads the end record.
    pub fn of(archive: &Archive, block: &SigningBlock, budget: &mut Budget) -> Result<Self, Error> {
        let source = archive.source().clone();
        let end = archive.end_record_offset();
        let mut end_record = source.read_vec(end..source.len(), budget)?;
        // Where the number does not fit apksig gives up, and no signer can have signed what stands there instead.
        let offset = u32::try_from(block.range.start).unwrap_or(u32::MAX);
        if let Some(field) = end_record.get_mut(DIRECTORY_OFFSET) {
            field.copy_from_slice(&offset.to_le_bytes());
        }
        Ok(Self {
            source,
            entries: 0..block.range.start,
            directory: block.range.end..end,
            end_record,
            block_size: len(&block.range),
        })
    }

    /// All of these digests in one pass: each chunk is read once. The result does not depend on how `parallel` works.
    ///
    /// Each worker has one buffer of 1 MiB; the digests of chunks and pages, below a hundredth of the package, are taken from `budget`.
    pub fn digests(
        &self,
        wanted: &BTreeSet<ContentDigestAlgorithm>,
        parallel: &dyn Parallel,
        budget: &mut Budget,
    ) -> Result<ContentDigests, Error> {
        let aligned = self.is_aligned();
        let hashes: Vec<HashAlgorithm> =
            wanted.iter().filter_map(|algorithm| algorithm.of_chunks()).collect();
        let verity = wanted.contains(&ContentDigestAlgorithm::VeritySha256);
        let tree = (verity && aligned).then(|| VerityTree::new(&VERITY_SALT));
        let mut digests = BTreeMap::new();
        if verity && !aligned {
            digests.insert(ContentDigestAlgorithm::VeritySha256, Err(Misaligned));
        }
        if hashes.is_empty() && tree.is_none() {
            return Ok(ContentDigests(digests));
        }
        let chunks = self.chunks(&hashes, tree.as_ref(), parallel, budget)?;
        for (index, algorithm) in
            wanted.iter().filter(|algorithm| algorithm.of_chunks().is_some()).enumerate()
        {
            digests.insert(*algorithm, Ok(of_list(*algorithm, &chunks, index)));
        }
        if let Some(tree) = tree {
            digests.insert(ContentDigestAlgorithm::VeritySha256, Ok(self.of_tree(&tree, &chunks)));
        }
        Ok(ContentDigests(digests))
    }

    fn is_aligned(&self) -> bool {
        let page = u64::try_from(PAGE).unwrap_or(u64::MAX);
        [len(&self.entries), self.block_size].into_iter().all(|size| size.checked_rem(page) == Some(0))
    }

    /// Digests each chunk: those of the entries, of the directory, of the end record.
    fn chunks(
        &self,
        hashes: &[HashAlgorithm],
        tree: Option<&VerityTree>,
        parallel: &dyn Parallel,
        budget: &mut Budget,
    ) -> Result<Vec<Chunk>, Error> {
        let stored: Vec<Range<u64>> = [&self.entries, &self.directory]
            .into_iter()
            .flat_map(|section| pieces(section.clone()))
            .collect();
        spend(&stored, hashes, tree, budget)?;
        let see = |_, bytes: &[u8]| Ok(digest(bytes, hashes, tree));
        let mut chunks = see_each(&self.source, &stored, parallel, see)?;
        let size = usize::try_from(CHUNK).unwrap_or(usize::MAX);
        chunks.extend(self.end_record.chunks(size).map(|bytes| digest(bytes, hashes, None)));
        Ok(chunks)
    }

    /// The tree's root and the bytes below it. Pages run on from the directory into the end record; the entries end with a page.
    fn of_tree(&self, tree: &VerityTree, chunks: &[Chunk]) -> Vec<u8> {
        let mut leaves: Vec<u8> = chunks.iter().flat_map(|chunk| &chunk.pages).copied().collect();
        let mut rest: Vec<u8> = chunks.iter().flat_map(|chunk| &chunk.rest).copied().collect();
        rest.extend_from_slice(&self.end_record);
        tree.add_pages(&rest, &mut leaves);
        let mut digest = tree.root(leaves);
        let end_record = u64::try_from(self.end_record.len()).unwrap_or(u64::MAX);
        let size = len(&self.entries).saturating_add(len(&self.directory)).saturating_add(end_record);
        digest.extend_from_slice(&size.to_le_bytes());
        digest
    }
}

fn digest(bytes: &[u8], hashes: &[HashAlgorithm], tree: Option<&VerityTree>) -> Chunk {
    let mut chunk = Chunk::default();
    let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    for hash in hashes {
        chunk.digests.push(hash.digest(&[&[CHUNK_PREFIX], &size, bytes]));
    }
    if let Some(tree) = tree {
        let whole = bytes.len().saturating_sub(bytes.len().checked_rem(PAGE).unwrap_or(0));
        let (pages, rest) = bytes.split_at_checked(whole).unwrap_or((bytes, &[]));
        tree.add_pages(pages, &mut chunk.pages);
        chunk.rest = rest.to_vec();
    }
    chunk
}

/// The digest of the digests of all chunks.
fn of_list(algorithm: ContentDigestAlgorithm, chunks: &[Chunk], index: usize) -> Vec<u8> {
    let Some(hash) = algorithm.of_chunks() else { return Vec::new() };
    let mut hasher = Hasher::new(hash);
    hasher.update(&[LIST_PREFIX]);
    hasher.update(&u32::try_from(chunks.len()).unwrap_or(u32::MAX).to_le_bytes());
    for digest in chunks.iter().filter_map(|chunk| chunk.digests.get(index)) {
        hasher.update(digest);
    }
    hasher.finish()
}

/// Takes what is kept of each chunk until the end: its digests, and the digests of its pages twice, in the chunk and in the tree.
fn spend(
    stored: &[Range<u64>],
    hashes: &[HashAlgorithm],
    tree: Option<&VerityTree>,
    budget: &mut Budget,
) -> Result<(), Error> {
    let of_hashes: usize = hashes.iter().map(|hash| hash.size()).sum();
    let of_tree = if tree.is_some() { 1 << 14 } else { 0 };
    let each = u64::try_from(of_hashes).unwrap_or(u64::MAX).saturating_add(of_tree);
    let count = u64::try_from(stored.len()).unwrap_or(u64::MAX);
    budget.spend_bytes(count.saturating_mul(each))
}

fn len(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

#[cfg(test)]
mod tests;
