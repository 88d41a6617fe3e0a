//! What is looked at of code: the data of arrays.

use std::ops::Range;

use super::Dex;
use crate::bytes::{offset as to_offset, u16_at, u32_at};

/// Bytes of a payload before its data: `ident`, `element_width`, `size`.
const HEADER: usize = 8;

/// `ident` of `fill-array-data-payload`.
const IDENT: [u8; 2] = 0x0300_u16.to_le_bytes();

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
        let words = within.as_chunks::<4>().0.iter().zip((start..).step_by(4));
        let found =
            words.filter(|([a, b, width, zero], _)| [*a, *b] == IDENT && matches!((width, zero), (1 | 2, 0)));
        found.filter_map(move |(_, at)| array_data(bytes, at, code.end))
    }

    /// The first place at or behind `at` that is a multiple of four bytes from where offsets count.
    fn aligned(&self, at: usize) -> usize {
        let from_base = at.saturating_sub(self.base);
        self.base.saturating_add(from_base.checked_next_multiple_of(4).unwrap_or(usize::MAX))
    }
}

/// The payload at `at`, if it ends by `end`.
fn array_data(bytes: &[u8], at: usize, end: usize) -> Option<ArrayData<'_>> {
    let width = u16_at(bytes, at.checked_add(2)?)?;
    let size = to_offset(u32_at(bytes, at.checked_add(4)?)?).checked_mul(usize::from(width))?;
    let at = at.checked_add(HEADER)?;
    let until = at.checked_add(size).filter(|&until| until <= end)?;
    Some(ArrayData { width, bytes: bytes.get(at..until)?, at })
}
