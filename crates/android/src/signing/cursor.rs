//! Little-endian numbers and length-prefixed slices (`ApkSigningBlockUtilsLite.getLengthPrefixedSlice`).

/// Bytes and where they stand.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Blob {
    /// Where the first one is, in bytes from the start of the file.
    pub offset: u64,
    /// The bytes as stored.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Blob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Blob({} bytes at {:#x})", self.bytes.len(), self.offset)
    }
}

impl Blob {
    /// A cursor at the first byte.
    pub(super) fn cursor(&self) -> Cursor<'_> {
        Cursor { bytes: &self.bytes, offset: self.offset }
    }
}

/// Where the bytes end too early, or a length says more than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Where the number or the length stands.
    pub(super) offset: u64,
}

/// What is left to read, and where it starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    offset: u64,
}

impl<'a> Cursor<'a> {
    /// At the first byte of a file.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, offset: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn u8(&mut self) -> Result<u8, Cut> {
        self.array::<1>().map(u8::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Cut> {
        self.array().map(u32::from_le_bytes)
    }

    /// A slice behind its length of four bytes. The platform reads it as signed: from 2^31 on it is an error there too.
    pub(super) fn prefixed(&mut self) -> Result<Self, Cut> {
        let start = self.offset;
        let size = self.u32()?;
        let cut = Cut { offset: start };
        let size = usize::try_from(size).map_err(|_too_large| cut)?;
        let (content, rest) = self.bytes.split_at_checked(size).ok_or(cut)?;
        let slice = Self { bytes: content, offset: self.offset };
        self.advance(rest);
        Ok(slice)
    }

    /// The whole rest as bytes to keep.
    pub(super) fn to_blob(self) -> Blob {
        Blob { offset: self.offset, bytes: self.bytes.to_vec() }
    }

    fn array<const SIZE: usize>(&mut self) -> Result<[u8; SIZE], Cut> {
        let (array, rest) = self.bytes.split_first_chunk::<SIZE>().ok_or(Cut { offset: self.offset })?;
        self.advance(rest);
        Ok(*array)
    }

    fn advance(&mut self, rest: &'a [u8]) {
        let taken = self.bytes.len().saturating_sub(rest.len());
        self.offset = self.offset.saturating_add(u64::try_from(taken).unwrap_or(u64::MAX));
        self.bytes = rest;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_keep_their_place_and_a_length_that_lies_is_cut() {
        let blob = Blob { offset: 100, bytes: vec![2, 0, 0, 0, 7, 8, 9, 0, 0, 0, 1] };
        let mut cursor = blob.cursor();
        let mut slice = cursor.prefixed().unwrap();
        assert_eq!((slice.offset(), slice.rest(), cursor.offset()), (104, &[7, 8][..], 106));
        assert_eq!(slice.u8(), Ok(7));
        assert_eq!(slice.u32(), Err(Cut { offset: 105 }));
        assert_eq!(cursor.prefixed().unwrap_err(), Cut { offset: 106 });
    }
}
