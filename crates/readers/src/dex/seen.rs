//! Which strings were handed over.

use beian_android::dex::Dex;
use beian_archive::{Budget, Error};

/// The places of strings that were handed over: a bit for each byte of the entry, or nothing where no place can be met
/// twice.
pub(super) struct Seen(Option<Vec<u64>>);

impl Seen {
    /// For strings of which no two can stand at one place.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// For an entry of `len` bytes.
    pub(super) fn for_entry(len: usize, budget: &mut Budget) -> Result<Self, Error> {
        let words = len.div_ceil(64);
        budget.spend_bytes(u64::try_from(words.saturating_mul(8)).unwrap_or(u64::MAX))?;
        Ok(Self(Some(vec![0; words])))
    }

    /// Whether nothing was handed over from `at` before; from now on, something was.
    pub(super) fn is_new(&mut self, at: usize) -> bool {
        let Some(words) = &mut self.0 else { return true };
        let Some(word) = words.get_mut(at.div_euclid(64)) else { return false };
        let bit = 1_u64.rotate_left(u32::try_from(at.rem_euclid(64)).unwrap_or(0));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}

/// Whether each string of a file stands behind the one before, as compilers write them: then none stands at the place of
/// another.
pub(super) fn rise(dex: &Dex<'_>) -> bool {
    let mut least = 0;
    dex.string_starts().all(|start| {
        let rises = start >= least;
        least = start.saturating_add(1);
        rises
    })
}
