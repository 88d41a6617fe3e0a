//! How much of an entry may be read again.

use crate::Unread;

/// How often, on average, each byte of an entry may be read. Files of a container share strings and perhaps tables;
/// tables and strings that overlap in hostile files would be read without end.
const TIMES: usize = 8;

/// What is left of the reading that an entry is worth.
pub(super) struct Work {
    left: usize,
}

impl Work {
    /// For an entry of `len` bytes.
    pub(super) fn for_entry(len: usize) -> Self {
        Self { left: len.saturating_mul(TIMES) }
    }

    /// Takes the reading of `bytes`.
    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Unread> {
        self.left = self
            .left
            .checked_sub(bytes)
            .ok_or(Unread::Broken("tables or strings overlap, and are not read again and again".into()))?;
        Ok(())
    }
}
