//! Basic Encoding Rules (X.690), of which DER is the strict part.
//!
//! [`Reader`] walks the elements of a byte string and hands them out with everything that was stored: header, content, and for indefinite
//! lengths the end-of-contents octets. It accepts what BER accepts (long forms of short lengths, indefinite lengths, constructed strings,
//! long tags) because the platforms do: signatures and certificates in the wild are not all DER.

mod header;
mod tag;

pub use tag::{Class, Tag};

use std::borrow::Cow;

use crate::{Error, Reading};
use header::read_element;

/// How deeply elements may be nested. Certificates and CMS messages stay below 20.
pub const MAX_DEPTH: usize = 64;

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

#[cfg(test)]
mod tests;
