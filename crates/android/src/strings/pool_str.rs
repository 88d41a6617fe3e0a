//! One string of a pool, still as bytes.

use super::Encoding;
use super::decode::{code_points, join, lenient_length, utf8_units};

/// A string where it stands in its pool. Decoding happens on demand.
#[derive(Clone, Copy, Debug)]
pub struct PoolStr<'a> {
    index: u32,
    bytes: &'a [u8],
    encoding: Encoding,
    /// The length in UTF-16 units that the pool states.
    stated: usize,
}

/// A decoded string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text; U+FFFD stands for what is no text.
    pub value: String,
    /// Whether something could not be decoded.
    pub lossy: bool,
    /// Whether the string holds a NUL: in UTF-8 the text ends before it, in UTF-16 it stands in the text.
    pub has_nul: bool,
}

impl<'a> PoolStr<'a> {
    pub(super) fn new(index: u32, bytes: &'a [u8], encoding: Encoding, stated: usize) -> Self {
        Self { index, bytes, encoding, stated }
    }

    /// The string's index in its pool.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The stored bytes, without lengths and final zero.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The string's UTF-16 units as androidfw makes them, whether they are text or not (`utf8_to_utf16` in libutils' `Unicode.cpp`).
    pub fn units(&self) -> Units<'a> {
        match self.encoding {
            Encoding::Utf8 => Units(Inner::Utf8(utf8_units(self.bytes))),
            Encoding::Utf16 => Units(Inner::Utf16(self.bytes)),
        }
    }

    /// The text as a device's Java code gets it: UTF-8 is read as modified UTF-8 and ends at its first NUL (`NewStringUTF`),
    /// UTF-16 is taken whole (`NewString`).
    pub fn text(&self) -> Text {
        let mut text = match self.encoding {
            Encoding::Utf16 => join(self.units().map(Ok)),
            Encoding::Utf8 => {
                let bytes = self.bytes.split(|&byte| byte == 0).next().unwrap_or_default();
                let mut text = utf8_text(bytes);
                text.has_nul = bytes.len() < self.bytes.len();
                text
            }
        };
        text.has_nul |= text.value.contains('\0');
        text
    }

    /// Whether the string is `expected`, which must be ASCII. Looks at no more bytes than `expected` has.
    pub fn is(&self, expected: &str) -> bool {
        match self.encoding {
            Encoding::Utf8 => self.bytes == expected.as_bytes(),
            Encoding::Utf16 => {
                self.bytes.len() == expected.len().saturating_mul(2)
                    && self.units().eq(expected.encode_utf16())
            }
        }
    }

    /// The stated and the real length in UTF-16 units, where they differ in the 15 bits that are compared (`ResStringPool::stringAt`).
    /// A string that ends within a character has no length; 0 is given.
    pub fn length_disagreement(&self) -> Option<(usize, usize)> {
        if self.encoding == Encoding::Utf16 {
            return None;
        }
        match lenient_length(self.bytes) {
            Some(actual) if actual & 0x7fff == self.stated => None,
            actual => Some((self.stated, actual.unwrap_or(0))),
        }
    }
}

/// Text as such where it is plain UTF-8, else from modified UTF-8.
fn utf8_text(bytes: &[u8]) -> Text {
    match std::str::from_utf8(bytes) {
        Ok(text) => Text { value: text.to_owned(), lossy: false, has_nul: false },
        Err(_not_plain_utf8) => join(code_points(bytes)),
    }
}

/// UTF-16 units of a string.
#[derive(Clone, Debug)]
pub struct Units<'a>(Inner<'a>);

#[derive(Clone, Debug)]
enum Inner<'a> {
    Utf8(super::decode::Utf8Units<'a>),
    Utf16(&'a [u8]),
}

impl Iterator for Units<'_> {
    type Item = u16;

    fn next(&mut self) -> Option<u16> {
        match &mut self.0 {
            Inner::Utf8(units) => units.next(),
            Inner::Utf16(bytes) => {
                let (unit, rest) = bytes.split_first_chunk::<2>()?;
                *bytes = rest;
                Some(u16::from_le_bytes(*unit))
            }
        }
    }
}
