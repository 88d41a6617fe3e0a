//! One string of a pool, still as bytes.

use std::ops::Range;

use super::Encoding;
use super::decode::{code_points, is_modified, join, join_marked, lenient_length, utf8_units};

/// A string where it stands in its pool. Decoding happens on demand.
#[derive(Clone, Copy, Debug)]
pub struct PoolStr<'a> {
    index: u32,
    bytes: &'a [u8],
    encoding: Encoding,
    /// The length in UTF-16 units that the pool states.
    stated: usize,
    /// Where its lengths and its bytes begin in the document.
    place: (usize, usize),
}

/// How the bytes of one string are to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stored {
    /// UTF-8.
    Utf8,
    /// Modified UTF-8: NUL in two bytes, supplementary characters in six.
    ModifiedUtf8,
    /// UTF-16, little-endian.
    Utf16,
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
    pub(super) fn new(
        index: u32,
        bytes: &'a [u8],
        encoding: Encoding,
        stated: usize,
        place: (usize, usize),
    ) -> Self {
        Self { index, bytes, encoding, stated, place }
    }

    /// The string's index in its pool.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The stored bytes, without lengths and final zero.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the bytes stand in the document, without lengths and final zero.
    pub fn span(&self) -> Range<usize> {
        let (_, start) = self.place;
        start..start.saturating_add(self.bytes.len())
    }

    /// Where the string stands in the document, with its lengths before it and the zero behind it.
    pub fn stored_span(&self) -> Range<usize> {
        let (lengths, _) = self.place;
        lengths..self.span().end.saturating_add(self.encoding.unit())
    }

    /// All of the string, for whoever looks for something in it: unlike in [`text`](Self::text) nothing ends at a NUL. It is borrowed
    /// where it is UTF-8 already, else written to `buffer`.
    ///
    /// U+FFFD stands for a lone surrogate, U+001A for a byte that is no text, so that both take as many bytes in the stored form as they
    /// took there, and every character's place can be told. Only where plain four-byte sequences or zeros stand beside modified ones
    /// in one string, the places behind them are off by a byte or two.
    pub fn whole<'b>(&self, buffer: &'b mut String) -> (&'b str, Stored)
    where
        'a: 'b,
    {
        match self.encoding {
            Encoding::Utf16 => {
                utf16_text(self.bytes, buffer);
                (buffer, Stored::Utf16)
            }
            Encoding::Utf8 => match std::str::from_utf8(self.bytes) {
                Ok(text) => (text, Stored::Utf8),
                Err(_not_plain_utf8) => {
                    *buffer = join_marked(code_points(self.bytes));
                    (buffer, if is_modified(self.bytes) { Stored::ModifiedUtf8 } else { Stored::Utf8 })
                }
            },
        }
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

/// The text of UTF-16 units, in place of what `buffer` held.
fn utf16_text(bytes: &[u8], buffer: &mut String) {
    let units = bytes.chunks_exact(2).map(|unit| match unit {
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    buffer.clear();
    buffer.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
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
