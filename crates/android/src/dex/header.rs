//! The header of a dex file (`header_item`).

use crate::bytes::{array_at, u32_at};
use crate::{DexVariant, Error, Part};

/// What every dex file begins with, before its version (`DEX_FILE_MAGIC`).
pub const MAGIC: [u8; 4] = *b"dex\n";

/// What compact dex begins with (`compact_dex_file.h`, `kDexMagic`).
const COMPACT_MAGIC: [u8; 4] = *b"cdex";

/// `ENDIAN_CONSTANT` and `REVERSE_ENDIAN_CONSTANT`, as they are read least significant byte first.
const LITTLE_ENDIAN: u32 = 0x1234_5678;
const BIG_ENDIAN: u32 = 0x7856_3412;

/// Bytes of a header, before version 41 and from then on (`dex_file.h`, `Header` and `HeaderV41`).
pub(super) const SIZE: u32 = 0x70;
pub(super) const SIZE_V41: u32 = 0x78;

/// The first version whose files may share a container.
const CONTAINER_VERSION: u16 = 41;

/// The header of a dex file, as it stands. Offsets count from [`Dex::base`](super::Dex::base).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The version of the format: 35 to 41.
    pub version: u16,
    /// Bytes of the file; with a container, up to the next header in it.
    pub file_size: u32,
    /// Bytes of the header.
    pub header_size: u32,
    /// The container that the file shares with others, from version 41 on.
    pub container: Option<Container>,
    /// Where the map of sections begins.
    pub map_offset: u32,
    /// The strings.
    pub string_ids: Table,
    /// The types.
    pub type_ids: Table,
    /// The method prototypes.
    pub proto_ids: Table,
    /// The fields.
    pub field_ids: Table,
    /// The methods.
    pub method_ids: Table,
    /// The classes that are defined here.
    pub class_defs: Table,
}

/// A table, as the header states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// How many items it has.
    pub count: u32,
    /// Where it begins; 0 where it is empty.
    pub offset: u32,
}

/// What several dex files of version 41 share, as one of them states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Container {
    /// Bytes of all files together.
    pub size: u32,
    /// Where this file's header stands in it.
    pub header_offset: u32,
}

impl Header {
    /// Reads the header at `at`. What is odd about it and does not hinder is added to `problems`.
    pub(super) fn read(bytes: &[u8], at: usize, problems: &mut Vec<Error>) -> Result<Self, Error> {
        let version = version(bytes, at)?;
        let expected = if version < CONTAINER_VERSION { SIZE } else { SIZE_V41 };
        let field = |offset: usize| u32_at(bytes, at.saturating_add(offset)).unwrap_or_default();
        if field(40) == BIG_ENDIAN {
            return Err(Error::DexVariant { offset: at, variant: DexVariant::ReverseEndian });
        }
        require(bytes, at, expected)?;
        let table = |offset: usize| Table { count: field(offset), offset: field(offset.saturating_add(4)) };
        let header = Self {
            version,
            file_size: field(32),
            header_size: field(36),
            container: (version >= CONTAINER_VERSION)
                .then(|| Container { size: field(112), header_offset: field(116) }),
            map_offset: field(52),
            string_ids: table(56),
            type_ids: table(64),
            proto_ids: table(72),
            field_ids: table(80),
            method_ids: table(88),
            class_defs: table(96),
        };
        let checks =
            [("header_size", header.header_size, expected), ("endian_tag", field(40), LITTLE_ENDIAN)];
        let differs = checks.into_iter().filter(|(_, found, expected)| found != expected);
        problems.extend(differs.map(|(field, found, expected)| Error::Unexpected {
            part: Part::DexHeader,
            offset: at,
            field,
            found,
            expected,
        }));
        Ok(header)
    }
}

/// Whether the bytes begin as a dex file does, of a version and kind that is read or not.
pub fn is_dex(bytes: &[u8]) -> bool {
    version(bytes, 0) != Err(Error::NotDex { offset: 0 })
}

/// The version that the magic at `at` states, if it is one that is read.
fn version(bytes: &[u8], at: usize) -> Result<u16, Error> {
    let variant = |variant| Err(Error::DexVariant { offset: at, variant });
    match array_at::<8>(bytes, at) {
        Some([b'd', b'e', b'x', b'\n', b'0', tens, units, 0]) => match (tens, units) {
            (b'3', b'5'..=b'9') => Ok(u16::from(units.wrapping_sub(b'0')).saturating_add(30)),
            (b'4', b'0' | b'1') => Ok(u16::from(units.wrapping_sub(b'0')).saturating_add(40)),
            _ => variant(DexVariant::Version([b'0', tens, units])),
        },
        Some([b'd', b'e', b'x', b'\n', digits @ .., 0]) if digits.iter().all(u8::is_ascii_digit) => {
            variant(DexVariant::Version(digits))
        }
        Some([first @ .., _, _, _, 0]) if first == COMPACT_MAGIC => variant(DexVariant::Compact),
        _ => Err(Error::NotDex { offset: at }),
    }
}

fn require(bytes: &[u8], at: usize, needed: u32) -> Result<(), Error> {
    let available = bytes.len().saturating_sub(at);
    let needed = crate::bytes::offset(needed);
    if needed <= available {
        return Ok(());
    }
    Err(Error::Truncated { part: Part::DexHeader, offset: at, needed, available })
}
