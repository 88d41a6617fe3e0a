//! Bytes of a source piece by piece.

use std::ops::Range;

use crate::error::{Error, What};
use crate::inflate::set_len;
use crate::source::{Source, to_u64, to_usize};

/// Pieces of at most so many bytes.
pub(crate) struct Windows(usize);

impl Windows {
    pub(crate) fn new(bytes: u64) -> Result<Self, Error> {
        Ok(Self(to_usize(bytes.max(1))?))
    }

    /// Shows the bytes of `range` to `see`, as [`Source::show`] says.
    pub(crate) fn show(
        &self,
        source: &Source,
        range: Range<u64>,
        buffer: &mut Vec<u8>,
        see: &mut dyn FnMut(u64, &[u8], bool) -> usize,
    ) -> Result<(), Error> {
        let mut at = range.start;
        let mut kept: usize = 0;
        buffer.clear();
        loop {
            let left = to_usize(range.end.saturating_sub(at)).unwrap_or(usize::MAX);
            let fresh = self.0.saturating_sub(kept).min(left);
            set_len(buffer, kept.saturating_add(fresh));
            let (piece_at, room) = (at, buffer.get_mut(kept..).unwrap_or(&mut []));
            source.read_what(What::Data, piece_at, room)?;
            at = at.saturating_add(to_u64(fresh));
            let start = piece_at.saturating_sub(range.start).saturating_sub(to_u64(kept));
            let last = at >= range.end;
            let seen = see(start, buffer, last).min(buffer.len());
            if last {
                return Ok(());
            }
            kept = keep(buffer, seen);
        }
    }
}

/// Moves what is behind the first `seen` bytes to the front; nothing, where not one was seen, so that there is always room
/// for a next piece.
fn keep(buffer: &mut Vec<u8>, seen: usize) -> usize {
    let seen = if seen == 0 { buffer.len() } else { seen };
    let kept = buffer.len().saturating_sub(seen);
    buffer.copy_within(seen.., 0);
    buffer.truncate(kept);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces that `see` is shown of ten digits, in windows of `window` bytes.
    fn shown(window: u64, mut see: impl FnMut(&[u8]) -> usize) -> Vec<(u64, String, bool)> {
        let source = Source::from_bytes(b"-0123456789-".to_vec());
        let mut pieces = Vec::new();
        Windows::new(window)
            .unwrap()
            .show(&source, 1..11, &mut Vec::new(), &mut |at, bytes, last| {
                pieces.push((at, String::from_utf8(bytes.to_vec()).unwrap(), last));
                see(bytes)
            })
            .unwrap();
        pieces
    }

    fn piece(at: u64, text: &str, last: bool) -> (u64, String, bool) {
        (at, text.into(), last)
    }

    #[test]
    fn what_was_not_seen_comes_again() {
        assert_eq!(
            shown(4, |bytes| bytes.len() - 1),
            [piece(0, "0123", false), piece(3, "3456", false), piece(6, "6789", true)]
        );
    }

    #[test]
    fn there_is_always_a_next_piece() {
        assert_eq!(shown(4, |_| 0), [piece(0, "0123", false), piece(4, "4567", false), piece(8, "89", true)]);
        assert_eq!(shown(100, |_| 0), [piece(0, "0123456789", true)]);
    }
}
