//! Basic Encoding Rules (X.690), of which DER is the strict part.
//!
//! [`Reader`] walks the elements of a byte string and hands them out with everything that was stored: header, content, and for indefinite
//! lengths the end-of-contents octets. It accepts what BER accepts (long forms of short lengths, indefinite lengths, constructed strings,
//! long tags) because the platforms do: signatures and certificates in the wild are not all DER.

use std::borrow::Cow;

use crate::{Error, Reading};

/// How deeply elements may be nested. Certificates and CMS messages stay below 20.
pub const MAX_DEPTH: usize = 64;

/// The class of a tag (X.690, 8.1.2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Types of ASN.1 itself.
    Universal,
    /// Types of one application.
    Application,
    /// Types by their place in the parent.
    Context,
    /// Types by private agreement.
    Private,
}

/// The type of an element: class, form and number (X.690, 8.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The class.
    pub class: Class,
    /// Whether the content is elements (rather than the value's own octets).
    pub constructed: bool,
    /// The number within the class.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN.
    pub const BOOLEAN: Self = Self::universal(1);
    /// INTEGER.
    pub const INTEGER: Self = Self::universal(2);
    /// BIT STRING, primitive.
    pub const BIT_STRING: Self = Self::universal(3);
    /// OCTET STRING, primitive.
    pub const OCTET_STRING: Self = Self::universal(4);
    /// NULL.
    pub const NULL: Self = Self::universal(5);
    /// OBJECT IDENTIFIER.
    pub const OID: Self = Self::universal(6);
    /// `UTCTime`.
    pub const UTC_TIME: Self = Self::universal(23);
    /// `GeneralizedTime`.
    pub const GENERALIZED_TIME: Self = Self::universal(24);
    /// SEQUENCE and SEQUENCE OF.
    pub const SEQUENCE: Self = Self::universal(16).as_constructed();
    /// SET and SET OF.
    pub const SET: Self = Self::universal(17).as_constructed();

    /// A primitive tag of ASN.1 itself.
    pub const fn universal(number: u32) -> Self {
        Self { class: Class::Universal, constructed: false, number }
    }

    /// A primitive tag by its place in the parent: `[number]` with a string or number behind it.
    pub const fn context(number: u32) -> Self {
        Self { class: Class::Context, constructed: false, number }
    }

    /// The same tag with elements as content.
    #[must_use]
    pub const fn as_constructed(self) -> Self {
        Self { constructed: true, ..self }
    }

    /// Whether class and number are the same, whatever the form. BER may write any string as constructed.
    pub const fn same_type(self, other: Self) -> bool {
        self.number == other.number
            && matches!(
                (self.class, other.class),
                (Class::Universal, Class::Universal)
                    | (Class::Application, Class::Application)
                    | (Class::Context, Class::Context)
                    | (Class::Private, Class::Private)
            )
    }
}

impl std::fmt::Display for Tag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let class = match self.class {
            Class::Universal => "universal",
            Class::Application => "application",
            Class::Context => "context",
            Class::Private => "private",
        };
        let form = if self.constructed { "constructed" } else { "primitive" };
        write!(f, "{class} tag {} ({form})", self.number)
    }
}

/// One element as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    tag: Tag,
    offset: usize,
    raw: &'a [u8],
    content: &'a [u8],
    content_offset: usize,
    indefinite: bool,
    depth: usize,
}

impl<'a> Element<'a> {
    /// The element's type.
    pub fn tag(&self) -> Tag {
        self.tag
    }

    /// Where its first byte is, counted from the outermost bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Where its content starts, counted from the outermost bytes.
    pub fn content_offset(&self) -> usize {
        self.content_offset
    }

    /// Header, content and, where the length is indefinite, the end-of-contents octets.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The content alone.
    pub fn content(&self) -> &'a [u8] {
        self.content
    }

    /// Whether the length was left open and the content ends with end-of-contents octets.
    pub fn is_indefinite(&self) -> bool {
        self.indefinite
    }

    /// The elements within.
    pub fn children(&self, reading: Reading) -> Result<Reader<'a>, Error> {
        if !self.tag.constructed {
            return Err(self.unexpected("a constructed element", reading));
        }
        let depth = self.depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(Error::Depth { offset: self.offset, reading, limit: MAX_DEPTH });
        }
        Ok(Reader { rest: self.content, offset: self.content_offset, depth, failed: false })
    }

    /// The octets of a string, whose segments are joined where it is constructed (X.690, 8.7.3).
    pub fn octets(&self, reading: Reading) -> Result<Cow<'a, [u8]>, Error> {
        if !self.tag.constructed {
            return Ok(Cow::Borrowed(self.content));
        }
        let mut joined = Vec::new();
        self.join(reading, &mut |segment| {
            joined.extend_from_slice(segment.content);
            Ok(())
        })?;
        Ok(Cow::Owned(joined))
    }

    /// The octets of a BIT STRING that is a whole number of octets long (X.690, 8.6).
    pub fn bit_octets(&self, reading: Reading) -> Result<Cow<'a, [u8]>, Error> {
        if !self.tag.constructed {
            return Ok(Cow::Borrowed(self.without_unused_bits(reading)?));
        }
        let mut joined = Vec::new();
        self.join(reading, &mut |segment| {
            joined.extend_from_slice(segment.without_unused_bits(reading)?);
            Ok(())
        })?;
        Ok(Cow::Owned(joined))
    }

    /// An error that says that another type belongs here.
    pub fn unexpected(&self, expected: &'static str, reading: Reading) -> Error {
        Error::Tag { offset: self.offset, reading, expected, found: self.tag }
    }

    /// An error that says that the content is not what it should be.
    pub fn invalid(&self, expected: &'static str, reading: Reading) -> Error {
        Error::Value { offset: self.offset, reading, expected }
    }

    fn join(
        &self,
        reading: Reading,
        take: &mut dyn FnMut(&Element<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        for segment in self.children(reading)? {
            let segment = segment?;
            if segment.tag.constructed {
                segment.join(reading, take)?;
            } else {
                take(&segment)?;
            }
        }
        Ok(())
    }

    fn without_unused_bits(&self, reading: Reading) -> Result<&'a [u8], Error> {
        match self.content.split_first() {
            Some((0, octets)) => Ok(octets),
            _ => Err(self.invalid("a bit string of whole octets", reading)),
        }
    }
}

/// Walks the elements of a byte string. As an iterator it ends after the first error.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
    depth: usize,
    failed: bool,
}

impl<'a> Reader<'a> {
    /// A reader over whole bytes; offsets count from their first one.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0, depth: 0, failed: false }
    }

    /// Where the next element starts.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever it is.
    pub fn element(&mut self, reading: Reading) -> Result<Element<'a>, Error> {
        if self.rest.is_empty() {
            return Err(Error::Missing { offset: self.offset, reading, expected: "an element" });
        }
        let element = read_element(self.rest, self.offset, self.depth, reading)?;
        self.skip(element.raw.len());
        Ok(element)
    }

    /// The next element, which has to be of this type (in either form where BER allows both).
    pub fn expect(
        &mut self,
        tag: Tag,
        expected: &'static str,
        reading: Reading,
    ) -> Result<Element<'a>, Error> {
        if self.rest.is_empty() {
            return Err(Error::Missing { offset: self.offset, reading, expected });
        }
        let element = self.element(reading)?;
        let form_fits = element.tag.constructed || !tag.constructed;
        if element.tag.same_type(tag) && form_fits {
            Ok(element)
        } else {
            Err(element.unexpected(expected, reading))
        }
    }

    /// The next element if it is of this type, whatever its form; otherwise nothing is read.
    pub fn optional(&mut self, tag: Tag, reading: Reading) -> Result<Option<Element<'a>>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let element = read_element(self.rest, self.offset, self.depth, reading)?;
        if !element.tag.same_type(tag) {
            return Ok(None);
        }
        self.skip(element.raw.len());
        Ok(Some(element))
    }

    fn skip(&mut self, count: usize) {
        let (_, rest) = self.rest.split_at_checked(count).unwrap_or((self.rest, &[]));
        self.rest = rest;
        self.offset = self.offset.saturating_add(count);
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Element<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed || self.rest.is_empty() {
            return None;
        }
        let element = self.element(Reading::Element);
        self.failed = element.is_err();
        Some(element)
    }
}

impl std::iter::FusedIterator for Reader<'_> {}

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

fn read_element(bytes: &[u8], offset: usize, depth: usize, reading: Reading) -> Result<Element<'_>, Error> {
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

#[cfg(test)]
mod tests;
