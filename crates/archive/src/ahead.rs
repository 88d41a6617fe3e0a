//! A small entry in one read: its header, its data, and the descriptor behind them.

use crate::directory::HAS_DESCRIPTOR;
use crate::entry::Entry;
use crate::error::{Error, What};
use crate::source::{Source, to_u64};
use crate::{descriptor, local};

/// An entry whose header and data have no more bytes is read at once: calling the system costs as much as copying so many.
const MOST: u64 = 8 << 10;

/// A source, and some of its bytes that were read ahead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ahead<'a> {
    source: &'a Source,
    start: u64,
    bytes: &'a [u8],
}

impl<'a> Ahead<'a> {
    /// Nothing is read ahead.
    pub(crate) fn nothing(source: &'a Source) -> Self {
        Self { source, start: 0, bytes: &[] }
    }

    /// All that `entry` probably takes, if that is little. What cannot be read ahead is read, and complained of, when it is needed.
    pub(crate) fn of(source: &'a Source, entry: &Entry, buffer: &'a mut Vec<u8>) -> Self {
        let start = entry.local_offset;
        let descriptor = if entry.flags & HAS_DESCRIPTOR == 0 { 0 } else { descriptor::READ_LEN };
        let around = to_u64(local::READ_LEN.saturating_add(descriptor));
        let wanted = around.saturating_add(entry.sizes.compressed);
        let len = wanted.min(source.len().saturating_sub(start));
        let is_little = wanted <= MOST;
        let read = is_little && {
            buffer.resize(usize::try_from(len).unwrap_or(0), 0);
            source.read_what(What::Bytes, start, buffer).is_ok()
        };
        if read { Self { source, start, bytes: buffer } } else { Self::nothing(source) }
    }

    /// How many bytes the source has.
    pub(crate) fn len(&self) -> u64 {
        self.source.len()
    }

    /// As [`Source::read_what`].
    pub(crate) fn read_what(&self, what: What, offset: u64, buf: &mut [u8]) -> Result<(), Error> {
        match self.held(offset, buf.len()) {
            Some(held) => {
                buf.copy_from_slice(held);
                Ok(())
            }
            None => self.source.read_what(what, offset, buf),
        }
    }

    /// As [`Source::read_new`].
    pub(crate) fn read_new(&self, what: What, offset: u64, len: u64) -> Result<Vec<u8>, Error> {
        self.source.read_new(what, offset, len)
    }

    fn held(&self, offset: u64, len: usize) -> Option<&'a [u8]> {
        let at = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        self.bytes.get(at..at.checked_add(len)?)
    }
}
