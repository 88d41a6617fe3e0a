//! The hash tree over a whole package (`ApkSigningBlockUtils.computeChunkVerityTreeAndDigest`): SHA-256 over pages of 4,096 bytes, without
//! salt. It is computed in pieces and compared in pieces; of each piece two digests are kept.

use std::ops::Range;

use beian_archive::{Budget, Error, Source};

use crate::verify::Parallel;
use crate::verify::content::{PAGE, VerityTree};
use crate::verify::pieces::{PIECE, pieces, see_each};

/// Bytes of a digest.
const DIGEST: u64 = 32;

/// What computing the tree gives.
pub(super) struct Computed {
    /// The digest of the topmost page.
    pub(super) root: Vec<u8>,
    /// Whether the stored tree is the computed one; true where none is stored.
    pub(super) agrees: bool,
}

/// Computes the tree over a package and compares it with the stored one.
pub(super) fn compute(
    apk: &Source,
    stored: Option<&Source>,
    parallel: &dyn Parallel,
    budget: &mut Budget,
) -> Result<Computed, Error> {
    let levels = levels(apk.len());
    let whole = levels.last().map_or(0, |leaves| leaves.end);
    // A tree of another size cannot agree, wherever it is looked at.
    let comparable = stored.filter(|stored| stored.len() == whole);
    let mut agrees = stored.is_none() || comparable.is_some();

    let tree = VerityTree::new(&[]);
    let leaves_at = levels.last().map_or(0, |leaves| leaves.start);
    let work: Vec<_> = pieces(0..apk.len()).collect();
    let count = u64::try_from(work.len()).unwrap_or(u64::MAX);
    budget.spend_bytes(count.saturating_mul(above(above(PIECE))))?;
    let parts = see_each(apk, &work, parallel, |index, bytes| {
        let mut leaves = Vec::new();
        tree.add_pages(bytes, &mut leaves);
        let index = u64::try_from(index).unwrap_or(u64::MAX);
        let at = leaves_at.saturating_add(index.saturating_mul(above(PIECE)));
        let agrees = stands_at(comparable, at, &leaves)?;
        let mut digests = Vec::new();
        tree.add_pages(&leaves, &mut digests);
        Ok((digests, agrees))
    })?;
    agrees &= parts.iter().all(|(_, agrees)| *agrees);

    // From here on `level` has the digests of the pages of the level below.
    let mut level: Vec<u8> = parts.into_iter().flat_map(|(digests, _)| digests).collect();
    for place in levels.iter().rev().skip(1) {
        agrees &= stands_at(comparable, place.start, &level)?;
        let mut digests = Vec::new();
        tree.add_pages(&level, &mut digests);
        level = digests;
    }
    Ok(Computed { root: level, agrees })
}

/// Where the levels are in a stored tree, the topmost first; each one fills whole pages (`VerityTreeBuilder.calculateLevelOffset`).
fn levels(size: u64) -> Vec<Range<u64>> {
    let mut sizes = vec![whole_pages(above(size))];
    while let Some(below) = sizes.last().copied().filter(|size| *size > page()) {
        sizes.push(whole_pages(above(below)));
    }
    let mut start = 0_u64;
    let ranges = sizes.into_iter().rev().map(|size| {
        let range = start..start.saturating_add(size);
        start = range.end;
        range
    });
    ranges.collect()
}

/// Bytes of the digests of this many bytes' pages.
fn above(size: u64) -> u64 {
    size.div_ceil(page()).saturating_mul(DIGEST)
}

fn whole_pages(size: u64) -> u64 {
    size.div_ceil(page()).saturating_mul(page())
}

fn page() -> u64 {
    u64::try_from(PAGE).unwrap_or(u64::MAX)
}

/// Whether these digests stand there in the stored tree, with zeros behind them up to the next page. A piece's digests fill whole pages,
/// but the last one's.
fn stands_at(stored: Option<&Source>, at: u64, digests: &[u8]) -> Result<bool, Error> {
    let Some(stored) = stored else { return Ok(true) };
    let mut found = vec![0; digests.len().next_multiple_of(PAGE)];
    stored.read_exact_at(at, &mut found)?;
    let (same, rest) = found.split_at_checked(digests.len()).unwrap_or_default();
    Ok(same == digests && rest.iter().all(|byte| *byte == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_fill_whole_pages_and_end_with_one() {
        let ends = |size| levels(size).iter().map(|level| level.end / 4096).collect::<Vec<_>>();
        assert_eq!((ends(1), ends(128 * 4096), ends(128 * 4096 + 1)), (vec![1], vec![1], vec![1, 3]));
        assert_eq!(ends(1 << 30), [1, 17, 17 + 2048]);
    }
}
