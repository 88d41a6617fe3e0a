//! Strings (`string_id_item`, `string_data_item`).

use std::borrow::Cow;
use std::ops::Range;

use super::{Dex, mutf8};
use crate::Error;
use crate::bytes::{from, offset as to_offset};

/// A string: modified UTF-8 that ends with a zero, behind its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DexString<'a> {
    /// Its bytes, without length and zero.
    pub bytes: &'a [u8],
    /// The length that it states, in UTF-16 units. The zero rules where they differ.
    pub stated: u32,
    /// Where the length stands, in what the dex file stands in.
    start: usize,
    /// Where the bytes begin.
    at: usize,
}

impl<'a> Dex<'a> {
    /// How many strings there are.
    pub fn string_count(&self) -> u32 {
        self.strings.count
    }

    /// The bytes of the table of strings. Files of a container may share one.
    pub fn string_table(&self) -> Range<usize> {
        self.strings.span()
    }

    /// Where the length of each string stands, by index. Nothing says that there is one.
    pub fn string_starts(&self) -> impl Iterator<Item = usize> + use<'a> {
        let base = self.base;
        let offsets = self.strings.items::<4>().map(|item| u32::from_le_bytes(*item));
        offsets.map(move |offset| base.saturating_add(to_offset(offset)))
    }

    /// The string of this index.
    pub fn string(&self, index: u32) -> Result<DexString<'a>, Error> {
        let offset =
            self.strings.word(index, 4, 0).ok_or(Error::StringIndex { index, count: self.strings.count })?;
        self.string_at(index, self.base.saturating_add(to_offset(offset)))
    }

    /// The string whose length stands at `start`; `index` only names it.
    pub fn string_at(&self, index: u32, start: usize) -> Result<DexString<'a>, Error> {
        let available = self.bytes.len();
        let (stated, prefix) = uleb128(from(self.bytes, start)).ok_or(Error::StringOutside {
            index,
            offset: start,
            available,
        })?;
        let at = start.saturating_add(prefix);
        let rest = from(self.bytes, at);
        let bytes = memchr::memchr(0, rest)
            .and_then(|end| rest.get(..end))
            .ok_or(Error::StringNotTerminated { index })?;
        Ok(DexString { bytes, stated, start, at })
    }
}

impl<'a> DexString<'a> {
    /// Its text. What is no modified UTF-8, and halves of surrogate pairs, become U+FFFD. Allocates only where
    /// the bytes are not UTF-8 as well.
    pub fn text(&self) -> Cow<'a, str> {
        mutf8::decode(self.bytes)
    }

    /// The length in UTF-16 units, where it is not the stated one. ART refuses such a string
    /// (`DexFileVerifier::CheckIntraStringDataItem`).
    pub fn length_disagreement(&self) -> Option<usize> {
        let stated = to_offset(self.stated);
        if self.bytes.is_ascii() {
            return (self.bytes.len() != stated).then_some(self.bytes.len());
        }
        let actual = self.text().encode_utf16().count();
        (actual != stated).then_some(actual)
    }

    /// Where its bytes stand, without length and zero, in what the dex file stands in.
    pub fn span(&self) -> Range<usize> {
        self.at..self.at.saturating_add(self.bytes.len())
    }

    /// Where all of it stands, with length and zero.
    pub fn item_span(&self) -> Range<usize> {
        self.start..self.span().end.saturating_add(1)
    }
}

/// A number in LEB128 of at most five bytes, and how many bytes it takes (`leb128.h`, `DecodeUnsignedLeb128Checked`: what
/// does not fit into 32 bits is dropped).
fn uleb128(bytes: &[u8]) -> Option<(u32, usize)> {
    let mut value: u32 = 0;
    for (index, (&byte, shift)) in bytes.iter().zip([0_u32, 7, 14, 21, 28]).enumerate() {
        value |= u32::from(byte & 0x7f).wrapping_shl(shift);
        if byte & 0x80 == 0 || shift == 28 {
            return Some((value, index.saturating_add(1)));
        }
    }
    None
}
