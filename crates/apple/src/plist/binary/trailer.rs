//! The end of a binary list, and the table of offsets that it points at.

use super::super::invalid;
use crate::{Error, Part};

/// Bytes of the trailer.
const TRAILER: usize = 32;
/// Where objects begin: behind `bplist00`.
const OBJECTS: usize = 8;

/// What the trailer says, in agreement with the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trailer<'a> {
    /// Everything before the table of offsets.
    pub(super) objects: &'a [u8],
    table: &'a [u8],
    offset_size: usize,
    reference_size: usize,
    /// Where the object that holds all others begins.
    pub(super) top: usize,
}

impl<'a> Trailer<'a> {
    /// `__CFBinaryPlistGetTopLevelInfo`: table and trailer must end the file, and every offset lie before the table.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let truncated = |needed: usize| Error::Truncated {
            part: Part::PropertyList,
            offset: 0,
            needed: needed.try_into().unwrap_or(u64::MAX),
            available: bytes.len().try_into().unwrap_or(u64::MAX),
        };
        let least = TRAILER.saturating_add(OBJECTS).saturating_add(1);
        let Some((before, trailer)) = bytes.split_last_chunk::<TRAILER>().filter(|_| bytes.len() >= least)
        else {
            return Err(truncated(least));
        };
        let at = before.len();
        let &[_, _, _, _, _, _, offset_size, reference_size, ref numbers @ ..] = trailer;
        let mut numbers =
            numbers.as_chunks::<8>().0.iter().map(|number| usize::try_from(u64::from_be_bytes(*number)).ok());
        let mut number = |expected| numbers.next().flatten().ok_or_else(|| invalid(at, expected));
        let count = number("a number of objects")?;
        let top = number("the number of an object")?;
        let start = number("the offset of a table")?;

        let (offset_size, reference_size) = (usize::from(offset_size), usize::from(reference_size));
        if start <= OBJECTS || !fits(start, offset_size) {
            return Err(invalid(at, "an offset of the table that its entries can hold"));
        }
        if count <= top || !fits(count, reference_size) {
            return Err(invalid(at, "a number of objects that references can hold"));
        }
        let Some((objects, table)) = before.split_at_checked(start) else {
            return Err(invalid(at, "a table in the file"));
        };
        if count.checked_mul(offset_size) != Some(table.len()) {
            return Err(invalid(start, "a table that ends where the trailer begins"));
        }
        let read = Self { objects, table, offset_size, reference_size, top: 0 };
        for (number, entry) in table.chunks_exact(offset_size).enumerate() {
            if sized(entry).is_none_or(|offset| offset >= start) {
                return Err(invalid(
                    start.saturating_add(number.saturating_mul(offset_size)),
                    "the offset of an object",
                ));
            }
        }
        let at = read.offset_of(top).ok_or_else(|| invalid(start, "the offset of an object"))?;
        Ok(Self { top: at, ..read })
    }

    /// Bytes of a reference.
    pub(super) fn reference_size(&self) -> usize {
        self.reference_size
    }

    /// Where the object begins that the first of some references means; the rest are left. None where there is none.
    /// `at` is where the list of references belongs.
    pub(super) fn next_reference(
        &self,
        references: &mut &'a [u8],
        at: usize,
    ) -> Result<Option<usize>, Error> {
        let Some((first, rest)) = references.split_at_checked(self.reference_size) else { return Ok(None) };
        *references = rest;
        let offset = sized(first).and_then(|number| self.offset_of(number));
        offset.map(Some).ok_or_else(|| invalid(at, "numbers of objects"))
    }

    /// Where an object begins; none where it would be within the magic.
    fn offset_of(&self, number: usize) -> Option<usize> {
        let entry = self.table.get(number.checked_mul(self.offset_size)?..)?.get(..self.offset_size)?;
        sized(entry).filter(|&offset| offset >= OBJECTS && offset < self.objects.len())
    }
}

/// Whether all numbers below `limit` have room in so many bytes, with one to spare. No number has room in none.
fn fits(limit: usize, size: usize) -> bool {
    let bits = u32::try_from(size.saturating_mul(8)).unwrap_or(u32::MAX);
    size > 0 && usize::MAX.checked_shl(bits).is_none_or(|above| limit & above == 0)
}

/// A number of any size, of which the last 64 bits count (`_getSizedInt`); none where an address has no room for it.
pub(super) fn sized(bytes: &[u8]) -> Option<usize> {
    usize::try_from(low_bits(bytes)).ok()
}

/// The last 64 bits of a number of any size. What comes before is not looked at: a length may have 32 KiB, and be read for each reference.
pub(super) fn low_bits(bytes: &[u8]) -> u64 {
    let last = bytes.last_chunk::<8>().map_or(bytes, |last| last);
    last.iter().fold(0, |number, &byte| (number << 8) | u64::from(byte))
}
