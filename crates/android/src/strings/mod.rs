//! String pools (`RES_STRING_POOL_TYPE`), as `ResStringPool` in androidfw's `ResourceTypes.cpp` reads them.
//!
//! Opening a pool tests its header and its last unit; a string is found and decoded when it is asked for, and one that cannot be read
//! does not move the others: an index always means the string that the file means.

mod decode;
mod pool_str;
mod styles;

pub(crate) use decode::modified_utf8;
pub use pool_str::{PoolStr, Stored, Text, Units};
pub use styles::{StyleSpan, StyleSpans};

use std::ops::Range;

use crate::bytes::{from, offset as to_offset, u8_at, u16_at, u32_at};
use crate::chunk::Chunk;
use crate::oddity::{Oddities, OddityKind};
use crate::{Error, Part};

/// Bytes of a pool's header: chunk header, string and style count, flags, starts of strings and styles.
const HEADER: u16 = 28;
/// Set where the pool is sorted (`ResStringPool_header::SORTED_FLAG`).
const SORTED: u32 = 1;
/// Set where strings are UTF-8 (`ResStringPool_header::UTF8_FLAG`).
const UTF8: u32 = 1 << 8;
/// The end of the style data: three words of ones (`ResStringPool_span::END`).
const STYLE_END: [u8; 12] = [0xff; 12];

/// How a pool stores its strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Modified UTF-8: surrogate pairs may be encoded as such, and NUL as two bytes.
    Utf8,
    /// UTF-16, little-endian.
    Utf16,
}

impl Encoding {
    /// Bytes of one unit.
    fn unit(self) -> usize {
        match self {
            Self::Utf8 => 1,
            Self::Utf16 => 2,
        }
    }
}

/// A pool of strings inside a document or table.
#[derive(Clone, Copy, Debug)]
pub struct StringPool<'a> {
    /// The table of offsets and all that follows it.
    offsets: &'a [u8],
    /// The strings' bytes, whole units only.
    strings: &'a [u8],
    /// The styles' bytes; nothing where there are none or they are not where they should be.
    styles: &'a [u8],
    places: Places,
    count: u32,
    style_count: u32,
    encoding: Encoding,
    sorted: bool,
}

/// Where the parts of a pool begin in its document.
#[derive(Clone, Copy, Debug)]
struct Places {
    chunk: usize,
    offsets: usize,
    strings: usize,
    styles: usize,
}

impl<'a> StringPool<'a> {
    /// Opens the pool whose chunk is `data`, as the platform does. `offset` is where the chunk stands, for error messages.
    /// `ResStringPool::setTo`.
    pub fn strict(data: &'a [u8], offset: usize) -> Result<Self, Error> {
        let header = Header::read(data, offset)?;
        header.chunk.validate(HEADER, offset.saturating_add(data.len()), Part::StringPool)?;
        let pool_size = header.chunk.len();
        let strings = if header.count > 0 { header.strict_strings(data, offset)? } else { &[] };
        let styles = if header.style_count > 0 {
            header.strict_styles(data.get(..pool_size).unwrap_or(data), offset)?
        } else {
            &[]
        };
        Ok(header.pool(data, strings, styles, header.count))
    }

    /// Opens a pool that [`strict`](Self::strict) refuses: counts are cut to what there is room for, styles and a missing end are let pass.
    /// Only a header that is not there is an error.
    pub fn recovered(data: &'a [u8], offset: usize, oddities: &mut Oddities) -> Result<Self, Error> {
        if let Ok(pool) = Self::strict(data, offset) {
            return Ok(pool);
        }
        let header = Header::read(data, offset)?;
        let entries = data.len().saturating_sub(usize::from(header.chunk.header_size.max(HEADER))) / 4;
        let room = u32::try_from(entries).unwrap_or(u32::MAX);
        if header.count > room {
            oddities.note(OddityKind::StringCount, offset);
        }
        let styles = match header.style_count {
            0 => &[],
            _ => header.strict_styles(data, offset).unwrap_or_else(|_left_out| {
                oddities.note(OddityKind::Styles, offset);
                &[]
            }),
        };
        let strings = header.whole_units(from(data, to_offset(header.strings_start)));
        if !ends_with_zero(strings, header.encoding) {
            oddities.note(OddityKind::StringsNotTerminated, offset);
        }
        Ok(header.pool(data, strings, styles, header.count.min(room)))
    }

    /// How many strings the pool has.
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Whether the pool has no string.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many of the strings carry styles (the first ones).
    pub fn style_count(&self) -> u32 {
        self.style_count
    }

    /// How the strings are stored.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Whether the pool says that it is sorted.
    pub fn is_sorted(&self) -> bool {
        self.sorted
    }

    /// The bytes of the document that hold the pool's header and its tables of offsets.
    pub fn index_span(&self) -> Range<usize> {
        let entries = to_offset(self.count).saturating_add(to_offset(self.style_count));
        let table = entries.saturating_mul(4).min(self.offsets.len());
        self.places.chunk..self.places.offsets.saturating_add(table)
    }

    /// The bytes of the document in which the strings stand.
    pub fn strings_span(&self) -> Range<usize> {
        self.places.strings..self.places.strings.saturating_add(self.strings.len())
    }

    /// The bytes of the document in which the styles stand; an empty range where the pool has none that can be read.
    pub fn styles_span(&self) -> Range<usize> {
        self.places.styles..self.places.styles.saturating_add(self.styles.len())
    }

    /// What the styles of all strings lay over them, in the order of the file.
    pub fn style_spans(&self) -> StyleSpans<'a> {
        StyleSpans::new(self.styles)
    }

    /// The string at `index`, as a device reads it: `android_content_StringBlock.cpp` asks `ResStringPool::string8At` first, which does not
    /// look at a UTF-8 string's stated UTF-16 length, and `stringAt` for pools in UTF-16.
    pub fn get(&self, index: u32) -> Result<PoolStr<'a>, Error> {
        let at = self.start(index)?;
        match self.encoding {
            Encoding::Utf8 => self.utf8_at(index, at),
            Encoding::Utf16 => self.utf16_at(index, at),
        }
    }

    /// The string at `index` as `ResStringPool::stringAt` reads it (aapt and other native code): as [`get`](Self::get), but a UTF-8 string
    /// whose decoded length is not the stated one is refused.
    pub fn string_at(&self, index: u32) -> Result<PoolStr<'a>, Error> {
        let string = self.get(index)?;
        match string.length_disagreement() {
            Some((stated, actual)) => Err(Error::StringLengthsDisagree { index, stated, actual }),
            None => Ok(string),
        }
    }

    /// Whether the string at `index` is `expected`, without decoding it: the work does not grow with the string.
    pub fn is(&self, index: u32, expected: &str) -> bool {
        self.get(index).is_ok_and(|string| string.is(expected))
    }

    /// Where the string begins, in bytes from the start of the strings.
    fn start(&self, index: u32) -> Result<usize, Error> {
        if index >= self.count {
            return Err(Error::StringIndex { index, count: self.count });
        }
        let unit = self.encoding.unit();
        let entry = to_offset(index).saturating_mul(4);
        let stored = u32_at(self.offsets, entry).ok_or(Error::StringIndex { index, count: self.count })?;
        // Offsets are in bytes; in UTF-16 pools the platform drops the lowest bit.
        let at = to_offset(stored) & !unit.saturating_sub(1);
        if at.saturating_add(unit) < self.strings.len() { Ok(at) } else { Err(self.beyond(index, at)) }
    }

    /// `stringAt` for UTF-16: length in one or two units, then the units, then a zero.
    fn utf16_at(&self, index: u32, at: usize) -> Result<PoolStr<'a>, Error> {
        let beyond = || self.beyond(index, at);
        let first = u16_at(self.strings, at).ok_or_else(beyond)?;
        let (length, start) = if first & 0x8000 == 0 {
            (usize::from(first), at.saturating_add(2))
        } else {
            let second = u16_at(self.strings, at.saturating_add(2)).ok_or_else(beyond)?;
            let high = u32::from(first & 0x7fff) << 16;
            (to_offset(high | u32::from(second)), at.saturating_add(4))
        };
        let end = start.saturating_add(length.saturating_mul(2));
        let bytes = self.strings.get(start..end).ok_or_else(beyond)?;
        match u16_at(self.strings, end).ok_or_else(beyond)? {
            0 => Ok(PoolStr::new(index, bytes, Encoding::Utf16, length, self.place(at, start))),
            _ => Err(Error::StringNotTerminated { index }),
        }
    }

    /// `string8At`: both lengths in one or two bytes each, then the bytes, then a zero.
    fn utf8_at(&self, index: u32, at: usize) -> Result<PoolStr<'a>, Error> {
        let beyond = || self.beyond(index, at);
        let (stated, at_bytes) = self.short_length(at).ok_or_else(beyond)?;
        let (length, start) = self.short_length(at_bytes).ok_or_else(beyond)?;
        if start.saturating_add(length) >= self.strings.len() {
            return Err(beyond());
        }
        let end = self.utf8_end(start, length).ok_or(Error::StringNotTerminated { index })?;
        let bytes = self.strings.get(start..end).ok_or_else(beyond)?;
        Ok(PoolStr::new(index, bytes, Encoding::Utf8, stated, self.place(at, start)))
    }

    /// Where a string's lengths and its bytes begin in the document.
    fn place(&self, at: usize, start: usize) -> (usize, usize) {
        (self.places.strings.saturating_add(at), self.places.strings.saturating_add(start))
    }

    /// The end of a UTF-8 string. aapt cut lengths to 15 bits, so the platform tries every length that ends in the stored bits until a zero
    /// follows (`ResStringPool::stringDecodeAt`).
    fn utf8_end(&self, start: usize, length: usize) -> Option<usize> {
        let mut end = start.checked_add(length)?;
        loop {
            if u8_at(self.strings, end)? == 0 {
                return Some(end);
            }
            // The platform's step is the count of tries, shifted by 15, "or" the stored length, which has at most 15 bits.
            end = end.checked_add(1 << 15)?;
        }
    }

    /// One of the two lengths before a UTF-8 string, and where what follows it begins.
    fn short_length(&self, at: usize) -> Option<(usize, usize)> {
        let first = u8_at(self.strings, at)?;
        if first & 0x80 == 0 {
            return Some((usize::from(first), at.checked_add(1)?));
        }
        let second = u8_at(self.strings, at.checked_add(1)?)?;
        Some((usize::from(u16::from_be_bytes([first & 0x7f, second])), at.checked_add(2)?))
    }

    fn beyond(&self, index: u32, offset: usize) -> Error {
        Error::StringBeyondPool { index, offset, size: self.strings.len() }
    }
}

/// The fields of `ResStringPool_header`.
struct Header {
    chunk: Chunk,
    count: u32,
    style_count: u32,
    encoding: Encoding,
    sorted: bool,
    strings_start: u32,
    styles_start: u32,
}

impl Header {
    fn read(data: &[u8], offset: usize) -> Result<Self, Error> {
        let truncated = || Error::Truncated {
            part: Part::StringPool,
            offset,
            needed: usize::from(HEADER),
            available: data.len(),
        };
        let word = |at| u32_at(data, at).ok_or_else(truncated);
        let mut chunk = Chunk::read(data, 0, Part::StringPool)?;
        chunk.at = offset;
        let flags = word(16)?;
        Ok(Self {
            chunk,
            count: word(8)?,
            style_count: word(12)?,
            encoding: if flags & UTF8 == 0 { Encoding::Utf16 } else { Encoding::Utf8 },
            sorted: flags & SORTED != 0,
            strings_start: word(20)?,
            styles_start: word(24)?,
        })
    }

    /// The strings' bytes where all of the platform's tests of counts and starts hold.
    fn strict_strings<'a>(&self, data: &'a [u8], offset: usize) -> Result<&'a [u8], Error> {
        let size = self.chunk.len();
        let offsets =
            usize::from(self.chunk.header_size).saturating_add(to_offset(self.count).saturating_mul(4));
        if offsets > data.len() {
            return Err(Error::Truncated {
                part: Part::StringOffsets,
                offset,
                needed: offsets,
                available: data.len(),
            });
        }
        let start = to_offset(self.strings_start);
        if start >= size.saturating_sub(2) {
            return Err(self.out_of_range("strings start", self.strings_start, offset));
        }
        let end = if self.style_count == 0 { size } else { self.styles_after_strings(offset)? };
        let strings = self.whole_units(data.get(start..end).unwrap_or_default());
        if ends_with_zero(strings, self.encoding) {
            Ok(strings)
        } else {
            Err(Error::NotTerminated { part: Part::Strings, offset })
        }
    }

    /// Where the styles begin, if that is after the strings and inside of the pool.
    fn styles_after_strings(&self, offset: usize) -> Result<usize, Error> {
        let start = to_offset(self.styles_start);
        if start >= self.chunk.len().saturating_sub(2) {
            return Err(self.out_of_range("styles start", self.styles_start, offset));
        }
        if self.styles_start <= self.strings_start {
            let least = self.strings_start.saturating_add(1);
            return Err(Error::BelowLeast {
                part: Part::Styles,
                offset,
                field: "styles start",
                found: self.styles_start,
                least,
            });
        }
        Ok(start)
    }

    /// The platform's tests of the styles: their table begins inside of the pool, they do too, and they end with the end mark.
    fn strict_styles<'a>(&self, data: &'a [u8], offset: usize) -> Result<&'a [u8], Error> {
        let table =
            usize::from(self.chunk.header_size).saturating_add(to_offset(self.count).saturating_mul(4));
        if table > data.len() {
            return Err(Error::Truncated {
                part: Part::Styles,
                offset,
                needed: table,
                available: data.len(),
            });
        }
        if self.styles_start >= self.chunk.size {
            return Err(self.out_of_range("styles start", self.styles_start, offset));
        }
        let styles = from(data, to_offset(self.styles_start));
        let words = styles.len() & !3;
        let styles = styles.get(..words).unwrap_or_default();
        if styles.ends_with(&STYLE_END) {
            Ok(styles)
        } else {
            Err(Error::NotTerminated { part: Part::Styles, offset })
        }
    }

    fn out_of_range(&self, field: &'static str, found: u32, offset: usize) -> Error {
        Error::OutOfRange {
            part: Part::StringPool,
            offset,
            field,
            found,
            most: self.chunk.size.saturating_sub(3),
        }
    }

    fn whole_units<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        let unit = self.encoding.unit();
        bytes.get(..bytes.len() & !unit.saturating_sub(1)).unwrap_or_default()
    }

    fn pool<'a>(&self, data: &'a [u8], strings: &'a [u8], styles: &'a [u8], count: u32) -> StringPool<'a> {
        // Starts that lie are not beyond the pool's bytes.
        let place = |relative: u32| self.chunk.at.saturating_add(to_offset(relative).min(data.len()));
        let places = Places {
            chunk: self.chunk.at,
            offsets: place(self.chunk.header_size.into()),
            strings: place(self.strings_start),
            styles: place(self.styles_start),
        };
        StringPool {
            offsets: from(data, usize::from(self.chunk.header_size)),
            strings,
            styles,
            places,
            count,
            style_count: self.style_count,
            encoding: self.encoding,
            sorted: self.sorted,
        }
    }
}

/// Whether the last whole unit is a zero.
fn ends_with_zero(strings: &[u8], encoding: Encoding) -> bool {
    match encoding {
        Encoding::Utf8 => strings.ends_with(&[0]),
        Encoding::Utf16 => strings.ends_with(&[0, 0]),
    }
}

#[cfg(test)]
mod tests;
