//! Little-endian reads at any offset, without a panic.

/// The byte at `at`, if it is there.
pub(crate) fn u8_at(data: &[u8], at: usize) -> Option<u8> {
    data.get(at).copied()
}

/// The 16-bit number at `at`, if all of it is there.
pub(crate) fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    array_at(data, at).map(u16::from_le_bytes)
}

/// The 32-bit number at `at`, if all of it is there.
pub(crate) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    array_at(data, at).map(u32::from_le_bytes)
}

/// `N` bytes at `at`, if all of them are there.
pub(crate) fn array_at<const N: usize>(data: &[u8], at: usize) -> Option<[u8; N]> {
    data.get(at..)?.first_chunk::<N>().copied()
}

/// What stands from `at` on; nothing where `at` is beyond the end.
pub(crate) fn from(data: &[u8], at: usize) -> &[u8] {
    data.get(at..).unwrap_or_default()
}

/// A 32-bit number as an offset. On a machine whose addresses are shorter it becomes an offset that no slice reaches.
pub(crate) fn offset(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
