//! The eight bytes that every chunk begins with, and the platform's test of them.

use crate::bytes::{offset as to_offset, u16_at, u32_at};
use crate::{Error, Part};

/// Chunk kinds (`ResourceTypes.h`, the `RES_*_TYPE` constants).
pub(crate) mod kind {
    pub(crate) const STRING_POOL: u16 = 0x0001;
    pub(crate) const TABLE: u16 = 0x0002;
    pub(crate) const XML: u16 = 0x0003;
    pub(crate) const XML_FIRST: u16 = 0x0100;
    pub(crate) const XML_START_NAMESPACE: u16 = 0x0100;
    pub(crate) const XML_END_NAMESPACE: u16 = 0x0101;
    pub(crate) const XML_START_ELEMENT: u16 = 0x0102;
    pub(crate) const XML_END_ELEMENT: u16 = 0x0103;
    pub(crate) const XML_CDATA: u16 = 0x0104;
    pub(crate) const XML_LAST: u16 = 0x017f;
    pub(crate) const XML_RESOURCE_MAP: u16 = 0x0180;
    pub(crate) const PACKAGE: u16 = 0x0200;
    pub(crate) const TYPE: u16 = 0x0201;
    pub(crate) const TYPE_SPEC: u16 = 0x0202;
    pub(crate) const LIBRARY: u16 = 0x0203;
    pub(crate) const OVERLAYABLE: u16 = 0x0204;
    pub(crate) const OVERLAYABLE_POLICY: u16 = 0x0205;
    pub(crate) const STAGED_ALIAS: u16 = 0x0206;
}

/// Bytes of a bare chunk header.
pub(crate) const HEADER: u16 = 8;

/// A chunk's header as it stands (`ResChunk_header`).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk {
    pub(crate) kind: u16,
    pub(crate) header_size: u16,
    pub(crate) size: u32,
    /// Where it begins in the document.
    pub(crate) at: usize,
}

impl Chunk {
    /// Reads the header at `at`; nothing about it is checked.
    pub(crate) fn read(data: &[u8], at: usize, part: Part) -> Result<Self, Error> {
        let header =
            (u16_at(data, at), u16_at(data, at.saturating_add(2)), u32_at(data, at.saturating_add(4)));
        match header {
            (Some(kind), Some(header_size), Some(size)) => Ok(Self { kind, header_size, size, at }),
            _ => Err(Error::Truncated {
                part,
                offset: at,
                needed: usize::from(HEADER),
                available: data.len().saturating_sub(at),
            }),
        }
    }

    /// The platform's test of a chunk inside `end` bytes: header long enough, not longer than the chunk, both aligned, chunk inside.
    /// `ResourceTypes.cpp`, `validate_chunk`; `ChunkIterator::VerifyNextChunk` tests the same.
    pub(crate) fn validate(&self, least: u16, end: usize, part: Part) -> Result<(), Error> {
        let (offset, header, size) = (self.at, self.header_size, self.size);
        if header < least {
            return Err(Error::HeaderTooSmall { part, offset, found: header, least });
        }
        if u32::from(header) > size {
            return Err(Error::SizeBelowHeader { part, offset, header, size });
        }
        if (u32::from(header) | size) & 3 != 0 {
            return Err(Error::Unaligned { part, offset, header, size });
        }
        let available = end.saturating_sub(offset);
        if self.len() > available {
            return Err(Error::SizeBeyondEnd { part, offset, size, available });
        }
        Ok(())
    }

    /// The stated size as a length.
    pub(crate) fn len(&self) -> usize {
        to_offset(self.size)
    }

    /// Where the chunk after this one begins.
    pub(crate) fn next(&self) -> usize {
        self.at.saturating_add(self.len())
    }

    /// Where what follows the header begins.
    pub(crate) fn body(&self) -> usize {
        self.at.saturating_add(usize::from(self.header_size))
    }

    /// The chunk's bytes; what is not there is left out.
    pub(crate) fn bytes<'a>(&self, data: &'a [u8]) -> &'a [u8] {
        data.get(self.at..self.next().min(data.len())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(header_size: u16, size: u32) -> Result<(), Error> {
        Chunk { kind: 1, header_size, size, at: 4 }.validate(8, 20, Part::Node)
    }

    #[test]
    fn tests_as_the_platform_does_and_in_its_order() {
        assert_eq!(chunk(8, 16), Ok(()));
        assert!(matches!(chunk(6, 2), Err(Error::HeaderTooSmall { found: 6, least: 8, offset: 4, .. })));
        assert!(matches!(chunk(12, 8), Err(Error::SizeBelowHeader { header: 12, size: 8, .. })));
        assert!(matches!(chunk(8, 18), Err(Error::Unaligned { size: 18, .. })));
        assert!(matches!(chunk(8, 20), Err(Error::SizeBeyondEnd { size: 20, available: 16, .. })));
    }

    #[test]
    fn a_header_that_is_cut_is_an_error() {
        let read = Chunk::read(&[1, 0, 8, 0, 1], 0, Part::Node);
        assert!(matches!(read, Err(Error::Truncated { needed: 8, available: 5, .. })));
    }
}
