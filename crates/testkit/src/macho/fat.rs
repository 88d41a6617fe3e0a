//! Universal files.

use super::small;

/// A slice of a universal file: what the list states of it, and its bytes.
#[derive(Clone, Debug)]
pub struct FatArch {
    /// `cputype` and `cpusubtype`.
    pub cpu: (u32, u32),
    /// The slice.
    pub bytes: Vec<u8>,
}

/// Slices behind a list of 32-bit offsets, each at a multiple of 16 KiB.
///
/// # Panics
///
/// Where the file would be larger than 4 GiB.
#[must_use]
pub fn fat(slices: &[FatArch]) -> Vec<u8> {
    write(slices, 0xcafe_babe, |cpu, at, size| {
        [cpu.0, cpu.1, small(at), small(size), 14].iter().flat_map(|number| number.to_be_bytes()).collect()
    })
}

/// Slices behind a list of 64-bit offsets.
///
/// # Panics
///
/// Where the file would be larger than 4 GiB.
#[must_use]
pub fn fat64(slices: &[FatArch]) -> Vec<u8> {
    write(slices, 0xcafe_babf, |cpu, at, size| {
        [cpu.0, cpu.1, 0, small(at), 0, small(size), 14, 0]
            .iter()
            .flat_map(|number| number.to_be_bytes())
            .collect()
    })
}

fn write(slices: &[FatArch], magic: u32, entry: impl Fn((u32, u32), usize, usize) -> Vec<u8>) -> Vec<u8> {
    let mut bytes =
        [magic, small(slices.len())].iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>();
    let mut at = 0x4000;
    for slice in slices {
        bytes.extend(entry(slice.cpu, at, slice.bytes.len()));
        at = (at + slice.bytes.len()).next_multiple_of(0x4000);
    }
    let mut at = 0x4000;
    for slice in slices {
        bytes.resize(at, 0);
        bytes.extend(&slice.bytes);
        at = (at + slice.bytes.len()).next_multiple_of(0x4000);
    }
    bytes
}
