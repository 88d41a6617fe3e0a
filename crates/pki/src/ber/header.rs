//! Headers of elements, and where an element of indefinite length ends (X.690, 8.1).

use super::{Class, Element, MAX_DEPTH, Tag};
use crate::{Error, Reading};

/// What stands before the content.
struct Header {
    tag: Tag,
    size: usize,
    length: Length,
}

/// The two forms of a length (X.690, 8.1.3).
enum Length {
    Definite(usize),
    Indefinite,
}

pub(super) fn read_element(
    bytes: &[u8],
    offset: usize,
    depth: usize,
    reading: Reading,
) -> Result<Element<'_>, Error> {
    let header = read_header(bytes, offset, reading)?;
    let (content_size, end_size) = match header.length {
        Length::Definite(size) => (size, 0),
        Length::Indefinite => (indefinite_size(bytes, header.size, offset, reading)?, 2),
    };
    let truncated = |needed: usize| Error::Truncated { offset, reading, needed, available: bytes.len() };
    let content_end = header.size.checked_add(content_size).ok_or_else(|| truncated(usize::MAX))?;
    let end = content_end.checked_add(end_size).ok_or_else(|| truncated(usize::MAX))?;
    let raw = bytes.get(..end).ok_or_else(|| truncated(end))?;
    let content = bytes.get(header.size..content_end).ok_or_else(|| truncated(content_end))?;
    Ok(Element {
        tag: header.tag,
        offset,
        raw,
        content,
        content_offset: offset.saturating_add(header.size),
        indefinite: matches!(header.length, Length::Indefinite),
        depth,
    })
}

fn read_header(bytes: &[u8], offset: usize, reading: Reading) -> Result<Header, Error> {
    let mut octets = Octets { bytes, position: 0, offset, reading };
    let tag = read_tag(&mut octets)?;
    let length = read_length(&mut octets)?;
    if matches!(length, Length::Indefinite) && !tag.constructed {
        return Err(Error::Value { offset, reading, expected: "a definite length of a primitive element" });
    }
    Ok(Header { tag, size: octets.position, length })
}

/// X.690, 8.1.2: one octet, or for numbers from 31 on base 128 behind it.
fn read_tag(octets: &mut Octets<'_>) -> Result<Tag, Error> {
    let first = octets.take()?;
    let class = match first >> 6 {
        0 => Class::Universal,
        1 => Class::Application,
        2 => Class::Context,
        _ => Class::Private,
    };
    let constructed = first & 0x20 != 0;
    let short = u32::from(first & 0x1f);
    if short != 0x1f {
        return Ok(Tag { class, constructed, number: short });
    }
    let mut number = 0_u32;
    loop {
        let octet = octets.take()?;
        number = number
            .checked_mul(128)
            .and_then(|high| high.checked_add(u32::from(octet & 0x7f)))
            .ok_or_else(|| octets.invalid("a tag number below 2^32"))?;
        if octet & 0x80 == 0 {
            return Ok(Tag { class, constructed, number });
        }
    }
}

/// X.690, 8.1.3. More octets than needed are BER, so leading zeros count for nothing.
fn read_length(octets: &mut Octets<'_>) -> Result<Length, Error> {
    let first = octets.take()?;
    match first {
        0..=0x7f => Ok(Length::Definite(usize::from(first))),
        0x80 => Ok(Length::Indefinite),
        0xff => Err(octets.invalid("a length octet other than 0xff")),
        _ => {
            let mut size = 0_usize;
            for _ in 0..first & 0x7f {
                size = size
                    .checked_mul(256)
                    .and_then(|high| high.checked_add(usize::from(octets.take().ok()?)))
                    .ok_or_else(|| octets.bad_length())?;
            }
            Ok(Length::Definite(size))
        }
    }
}

/// How long the content of indefinite length is: up to the end-of-contents octets of its own level. No recursion, and no level below
/// [`MAX_DEPTH`].
fn indefinite_size(bytes: &[u8], start: usize, offset: usize, reading: Reading) -> Result<usize, Error> {
    let mut position = start;
    let mut open = 1_usize;
    loop {
        let rest = bytes.get(position..).unwrap_or_default();
        let at = offset.saturating_add(position);
        if rest.is_empty() {
            let available = bytes.len();
            return Err(Error::Truncated { offset, reading, needed: available.saturating_add(1), available });
        }
        if rest.starts_with(&[0, 0]) {
            open = open.saturating_sub(1);
            if open == 0 {
                return Ok(position.saturating_sub(start));
            }
            position = position.saturating_add(2);
            continue;
        }
        let header = read_header(rest, at, reading)?;
        let content = match header.length {
            Length::Definite(size) => size,
            Length::Indefinite => {
                open = open.saturating_add(1);
                0
            }
        };
        if open > MAX_DEPTH {
            return Err(Error::Depth { offset: at, reading, limit: MAX_DEPTH });
        }
        position = position.saturating_add(header.size).saturating_add(content);
    }
}

/// Octets of a header, one after the other.
struct Octets<'a> {
    bytes: &'a [u8],
    position: usize,
    offset: usize,
    reading: Reading,
}

impl Octets<'_> {
    fn take(&mut self) -> Result<u8, Error> {
        let needed = self.position.saturating_add(1);
        let octet = self.bytes.get(self.position).copied().ok_or(Error::Truncated {
            offset: self.offset,
            reading: self.reading,
            needed,
            available: self.bytes.len(),
        })?;
        self.position = needed;
        Ok(octet)
    }

    fn invalid(&self, expected: &'static str) -> Error {
        Error::Value { offset: self.offset, reading: self.reading, expected }
    }

    fn bad_length(&self) -> Error {
        let available = self.bytes.len();
        if self.position < available {
            return self.invalid("a length that fits into memory");
        }
        Error::Truncated {
            offset: self.offset,
            reading: self.reading,
            needed: available.saturating_add(1),
            available,
        }
    }
}
