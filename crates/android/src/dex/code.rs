//! What is looked at of code: the data of arrays.

use std::ops::Range;

use super::Dex;
use crate::bytes::{offset as to_offset, u16_at, u32_at};

/// Bytes of a payload before its data: `ident`, `element_width`, `size`.
const HEADER: usize = 8;

/// Words that are looked at together: most blocks have no payload, and that is told of a whole block at a time.
const BLOCK: usize = 8;
const BLOCK_BYTES: usize = 32;

/// The initial data of an array of numbers, as it stands among instructions ("Dalvik bytecode" at source.android.com,
/// `fill-array-data-payload`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArrayData<'a> {
    /// Bytes of an element.
    pub width: u16,
    /// The elements, least significant byte first.
    pub bytes: &'a [u8],
    /// Where they begin, in what the dex file stands in.
    pub at: usize,
}

impl<'a> Dex<'a> {
    /// What may be data of arrays of bytes or of 16-bit numbers within these bytes of code: instructions are not followed, so
    /// that other numbers may look alike. Payloads stand at multiples of four bytes.
    pub fn array_data(&self, code: Range<usize>) -> impl Iterator<Item = ArrayData<'a>> + use<'a> {
        let start = self.aligned(code.start);
        let bytes = self.bytes;
        let within = bytes.get(start..code.end).unwrap_or_default();
        let (blocks, rest) = within.as_chunks::<4>().0.as_chunks::<BLOCK>();
        let behind =
            start.saturating_add(within.len()).saturating_sub(within.len().wrapping_rem(BLOCK_BYTES));
        let likely = blocks.iter().zip((start..).step_by(BLOCK_BYTES)).filter(|(block, _)| any_begins(block));
        let words = likely.flat_map(|(block, at)| block.iter().zip((at..).step_by(4)));
        let words = words.chain(rest.iter().zip((behind..).step_by(4)));
        words
            .filter(|(word, _)| may_begin(**word))
            .filter_map(move |(_, at)| array_data(bytes, at, code.end))
            .filter(|data| matches!(data.width, 1 | 2))
    }

    /// The first place at or behind `at` that is a multiple of four bytes from where offsets count.
    fn aligned(&self, at: usize) -> usize {
        let from_base = at.saturating_sub(self.base);
        self.base.saturating_add(from_base.checked_next_multiple_of(4).unwrap_or(usize::MAX))
    }
}

/// Whether a word is an `ident` of `fill-array-data-payload`, 0x0300, with a width of less than four.
fn may_begin(word: [u8; 4]) -> bool {
    u32::from_le_bytes(word) & 0xfffc_ffff == 0x0300
}

/// Looks at all words, without a branch for each, so that it is one comparison of vectors.
fn any_begins(block: &[[u8; 4]; BLOCK]) -> bool {
    block.iter().fold(false, |any, word| any | may_begin(*word))
}

/// The payload at `at`, if it ends by `end`.
fn array_data(bytes: &[u8], at: usize, end: usize) -> Option<ArrayData<'_>> {
    let width = u16_at(bytes, at.checked_add(2)?)?;
    let size = to_offset(u32_at(bytes, at.checked_add(4)?)?).checked_mul(usize::from(width))?;
    let at = at.checked_add(HEADER)?;
    let until = at.checked_add(size).filter(|&until| until <= end)?;
    Some(ArrayData { width, bytes: bytes.get(at..until)?, at })
}
