//! Bytes whose numbers are of one byte order, read at any offset without a panic.

/// The order of a number's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// Least significant byte first: all that Apple's devices run today.
    Little,
    /// Most significant byte first: `PowerPC`, universal headers, code signatures.
    Big,
}

/// Bytes and the order of the numbers in them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    bytes: &'a [u8],
    order: ByteOrder,
}

impl<'a> View<'a> {
    pub(crate) fn new(bytes: &'a [u8], order: ByteOrder) -> Self {
        Self { bytes, order }
    }

    /// Other bytes, whose numbers are of the same order.
    pub(crate) fn over(self, bytes: &[u8]) -> View<'_> {
        View { bytes, order: self.order }
    }

    pub(crate) fn order(self) -> ByteOrder {
        self.order
    }

    pub(crate) fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) fn len(self) -> usize {
        self.bytes.len()
    }

    /// The byte at `at`, if it is there.
    pub(crate) fn u8(self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// The 16-bit number at `at`, if all of it is there.
    pub(crate) fn u16(self, at: usize) -> Option<u16> {
        self.array(at).map(|bytes| match self.order {
            ByteOrder::Little => u16::from_le_bytes(bytes),
            ByteOrder::Big => u16::from_be_bytes(bytes),
        })
    }

    /// The 32-bit number at `at`, if all of it is there.
    pub(crate) fn u32(self, at: usize) -> Option<u32> {
        self.array(at).map(|bytes| match self.order {
            ByteOrder::Little => u32::from_le_bytes(bytes),
            ByteOrder::Big => u32::from_be_bytes(bytes),
        })
    }

    /// The 64-bit number at `at`, if all of it is there.
    pub(crate) fn u64(self, at: usize) -> Option<u64> {
        self.array(at).map(|bytes| match self.order {
            ByteOrder::Little => u64::from_le_bytes(bytes),
            ByteOrder::Big => u64::from_be_bytes(bytes),
        })
    }

    /// `N` bytes at `at`, if all of them are there.
    pub(crate) fn array<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.bytes.get(at..)?.first_chunk::<N>().copied()
    }

    /// The `size` bytes at `at`, if all of them are there.
    pub(crate) fn slice(self, at: usize, size: usize) -> Option<Self> {
        let bytes = self.bytes.get(at..at.checked_add(size)?)?;
        Some(Self { bytes, ..self })
    }
}

/// A 32-bit number as an offset. On a machine whose addresses are shorter it becomes an offset that no slice reaches.
pub(crate) fn offset(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A 64-bit number as an offset, in the same way.
pub(crate) fn long_offset(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// An offset or a size as errors state it.
pub(crate) fn place(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}
