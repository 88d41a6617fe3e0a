//! Searching a source for records that no other record leads to.

use memchr::memmem;

use crate::error::{Error, What};
use crate::limits::Budget;
use crate::records::{CENTRAL_SIGNATURE, END_SIGNATURE, Fields, LOCAL_SIGNATURE};
use crate::source::{Source, to_u64, to_usize};

/// Bytes that are searched at once.
const CHUNK: u64 = 256 * 1024;
/// A signature may lie across two chunks.
const SIGNATURE_LEN: u64 = 4;

/// Where records of each kind may start, in order. Data can hold such bytes too.
#[derive(Debug, Default)]
pub(crate) struct Signatures {
    pub local: Vec<u64>,
    pub central: Vec<u64>,
    pub end: Vec<u64>,
}

impl Signatures {
    /// Finds all signatures from `start` on, in one pass that is paid for from `budget`.
    pub(crate) fn find(source: &Source, start: u64, budget: &mut Budget) -> Result<Self, Error> {
        let len = source.len();
        budget.spend_scan(len.saturating_sub(start))?;
        let mut found = Self::default();
        let mut buf = vec![0; to_usize(CHUNK.min(len).max(SIGNATURE_LEN))?];
        let mut at = start;
        while let Some(rest) = len.checked_sub(at).filter(|&rest| rest >= SIGNATURE_LEN) {
            let size = rest.min(CHUNK);
            let chunk = buf.get_mut(..to_usize(size)?).unwrap_or(&mut []);
            source.read_what(What::Bytes, at, chunk)?;
            found.take(at, chunk);
            budget.check_entries(to_u64(found.local.len().max(found.central.len()).max(found.end.len())))?;
            // The last three bytes of a chunk are the first of the next, unless they are the last of all.
            at = if size == rest { len } else { at.saturating_add(size).saturating_sub(3) };
        }
        Ok(found)
    }

    fn take(&mut self, start: u64, chunk: &[u8]) {
        for at in memmem::find_iter(chunk, b"PK") {
            let signature = chunk.get(at..).and_then(|rest| Fields(rest).u32());
            let list = match signature {
                Some(LOCAL_SIGNATURE) => &mut self.local,
                Some(CENTRAL_SIGNATURE) => &mut self.central,
                Some(END_SIGNATURE) => &mut self.end,
                _ => continue,
            };
            list.push(start.saturating_add(to_u64(at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::{LimitKind, Limits};

    #[test]
    fn signatures_across_chunks_are_found_once() {
        let chunk = usize::try_from(CHUNK).unwrap();
        for shift in 0..6 {
            let mut bytes = vec![b'P'; chunk * 2 + 10];
            let at = chunk - shift;
            bytes[at..at + 4].copy_from_slice(&LOCAL_SIGNATURE.to_le_bytes());
            let source = Source::from_bytes(bytes);
            let mut budget = Budget::new(&Limits::default());
            let found = Signatures::find(&source, 0, &mut budget).unwrap();
            assert_eq!(found.local, [u64::try_from(at).unwrap()], "{shift}");
        }
    }

    #[test]
    fn a_search_is_paid_for_before_it_starts() {
        let source = Source::from_bytes(vec![0; 100]);
        let mut budget = Budget::new(&Limits { scan: 150, ..Limits::default() });
        assert!(Signatures::find(&source, 0, &mut budget).is_ok());
        let refused = Signatures::find(&source, 0, &mut budget).unwrap_err();
        assert_eq!(refused, Error::Limit { limit: LimitKind::Scan, allowed: 50, wanted: 100 });
    }
}
