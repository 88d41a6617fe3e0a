//! Which texts were handed over.

use beian_archive::{Budget, Error};

/// The places where texts begin that were handed over: a bit for each byte of the entry. Files of a container share strings,
/// and hostile tables name one place twice.
pub(super) struct Seen(Vec<u64>);

impl Seen {
    /// For an entry of `len` bytes.
    pub(super) fn for_entry(len: usize, budget: &mut Budget) -> Result<Self, Error> {
        let words = len.div_ceil(64);
        budget.spend_bytes(u64::try_from(words.saturating_mul(8)).unwrap_or(u64::MAX))?;
        Ok(Self(vec![0; words]))
    }

    /// Whether nothing that begins at `at` was handed over before; from now on, something was.
    pub(super) fn is_new(&mut self, at: usize) -> bool {
        let Some(word) = self.0.get_mut(at.div_euclid(64)) else { return false };
        let bit = 1_u64.rotate_left(u32::try_from(at.rem_euclid(64)).unwrap_or(0));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
