//! Splitting what may be spent before any of it is spent.
//!
//! Shares follow from what an archive declares, never from who comes first: so the same bytes give the same report whatever the
//! number of threads, and no entry can spend what is another's.

use super::job::Purse;

/// Sightings of a package that are kept, beside a few of each entry.
pub(super) const SIGHTINGS: usize = 1 << 20;
/// Sightings of one entry, or of one part of it, that are kept. The largest string tables of honest packages hold some thousands.
pub(super) const MOST_SIGHTINGS: usize = 1 << 16;
/// Sightings that are kept of any entry, as long as there are not too many entries.
const FEW_SIGHTINGS: (usize, usize) = (4, 256);

/// What one of many needs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Need {
    /// Bytes without which it cannot be read.
    pub(super) least: u64,
    /// What its share of the rest goes by: its bytes in the archive.
    pub(super) weight: u64,
    /// How many share what it gets.
    pub(super) parts: usize,
}

/// A purse for each, or none for whom there is not enough; they add up to `purse`, but for the few sightings of each.
///
/// Those that need least are served first: one that needs everything costs itself alone.
pub(super) fn split(purse: Purse, needs: &[Need]) -> Vec<Option<Purse>> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&at| needs.get(at).map(|need| need.least));
    let mut left = purse.bytes;
    let mut served = vec![false; needs.len()];
    for at in order {
        let (Some(need), Some(served)) = (needs.get(at), served.get_mut(at)) else { continue };
        if let Some(rest) = left.checked_sub(need.least) {
            (left, *served) = (rest, true);
        }
    }
    let weights = needs.iter().zip(&served).filter(|(_, served)| **served).map(|(need, _)| need.weight);
    let all: u128 = weights.map(u128::from).sum::<u128>().max(1);
    let few = (purse.sightings / needs.len().max(1)).clamp(FEW_SIGHTINGS.0, FEW_SIGHTINGS.1);
    let of = |need: &Need| Purse {
        bytes: need.least.saturating_add(part(left, need.weight, all)),
        sightings: few
            .saturating_add(part_of(purse.sightings, need.weight, all))
            .min(MOST_SIGHTINGS.saturating_mul(need.parts)),
        depth: purse.depth,
    };
    needs.iter().zip(&served).map(|(need, served)| served.then(|| of(need))).collect()
}

/// `weight` of `all` parts of `total`.
fn part(total: u64, weight: u64, all: u128) -> u64 {
    // At most `total`, since no weight is more than all of them.
    u64::try_from(u128::from(total).saturating_mul(weight.into()) / all).unwrap_or(total)
}

fn part_of(total: usize, weight: u64, all: u128) -> usize {
    let total = u64::try_from(total).unwrap_or(u64::MAX);
    usize::try_from(part(total, weight, all)).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purse(bytes: u64, sightings: usize) -> Purse {
        Purse { bytes, sightings, depth: 0 }
    }

    fn needs(all: &[(u64, u64)]) -> Vec<Need> {
        all.iter().map(|&(least, weight)| Need { least, weight, parts: 1 }).collect()
    }

    fn bytes(total: u64, all: &[(u64, u64)]) -> Vec<Option<u64>> {
        split(purse(total, 0), &needs(all)).into_iter().map(|purse| purse.map(|purse| purse.bytes)).collect()
    }

    #[test]
    fn each_has_what_it_needs_and_its_share_of_the_rest() {
        assert_eq!(bytes(100, &[(10, 1), (30, 3), (0, 2)]), [Some(20), Some(60), Some(20)]);
        assert_eq!(bytes(5, &[]), []);
        assert_eq!(bytes(5, &[(0, 0)]), [Some(0)]);
    }

    #[test]
    fn whoever_needs_too_much_costs_itself_alone() {
        assert_eq!(bytes(100, &[(1000, 50), (30, 1), (70, 1)]), [None, Some(30), Some(70)]);
        assert_eq!(bytes(100, &[(60, 1), (60, 1)]), [Some(100), None]);
    }

    #[test]
    fn shares_never_add_up_to_more() {
        let all: Vec<_> = (0..1000).map(|n| (n, u64::MAX - n)).collect();
        let given: u64 = bytes(1_000_000, &all).into_iter().flatten().sum();
        assert!(given <= 1_000_000 && given > 990_000, "{given}");
    }

    #[test]
    fn sightings_are_few_of_each_and_more_of_the_large() {
        let of = |entries: usize, parts: usize| {
            split(purse(0, SIGHTINGS), &vec![Need { least: 0, weight: 1, parts }; entries])[0]
                .unwrap()
                .sightings
        };
        assert_eq!((of(1, 1), of(1024, 1), of(1 << 16, 1)), (MOST_SIGHTINGS, 1024 + 256, 16 + 16));
        assert_eq!((of(1, 3), of(1, 100)), (3 * MOST_SIGHTINGS, SIGHTINGS + 256));
    }
}
