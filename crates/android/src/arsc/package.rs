//! Packages, their types, and the chunks of entries (`LoadedPackage` in androidfw).

use super::config::Config;
use crate::bytes::{from, offset as to_offset, u16_at, u32_at};
use crate::chunk::Chunk;
use crate::strings::StringPool;
use crate::{Error, Part, ResourceId};

/// A package of a table.
#[derive(Clone, Debug)]
pub struct Package<'a> {
    /// The id that references to the package have: the stated one, or for a shared library (0) one that is given as the platform
    /// gives it, from 2 on.
    pub id: u8,
    /// The id as stated.
    pub stated_id: u8,
    /// The package's name as the table states it.
    pub name: String,
    /// What is added to the types' numbers; 0 in a usual table.
    pub type_id_offset: u8,
    pub(super) type_names: Option<StringPool<'a>>,
    pub(super) entry_names: Option<StringPool<'a>>,
    pub(super) types: Vec<TypeSpec<'a>>,
    /// Names of the lists of what may be overlaid.
    pub(super) overlayables: Vec<String>,
    /// Names of shared libraries and the ids that references in this package use for them.
    pub(super) libraries: Vec<(String, u8)>,
    /// Staged ids and what they were finalised to, sorted.
    pub(super) aliases: Vec<(ResourceId, ResourceId)>,
}

impl<'a> Package<'a> {
    /// The types in the order of their declaration.
    pub fn types(&self) -> &[TypeSpec<'a>] {
        &self.types
    }

    /// The names of the types; type `n` is string `n - 1`.
    pub fn type_names(&self) -> Option<&StringPool<'a>> {
        self.type_names.as_ref()
    }

    /// The names of the entries.
    pub fn entry_names(&self) -> Option<&StringPool<'a>> {
        self.entry_names.as_ref()
    }

    /// Shared libraries by name, with the id that references in this package use for them.
    pub fn libraries(&self) -> &[(String, u8)] {
        &self.libraries
    }

    /// The type whose entries a reference with this type number finds.
    ///
    /// In a package with an offset the platform disagrees with itself: it goes on only where the type exists whose number is the
    /// offset less (`LoadedPackage::GetTypeSpecByTypeIndex`), but takes the entries from the list that it has filtered for its
    /// configuration, which counts without the offset (`AssetManager2::RebuildFilterList`). That is what devices do, so it is done here.
    pub fn type_of(&self, type_id: u8) -> Option<&TypeSpec<'a>> {
        let less = type_id.checked_sub(self.type_id_offset)?;
        self.stated_type(less)?;
        self.stated_type(type_id)
    }

    fn stated_type(&self, id: u8) -> Option<&TypeSpec<'a>> {
        self.types.iter().find(|spec| spec.id == id)
    }
}

/// A type and its entries in every configuration.
#[derive(Clone, Debug)]
pub struct TypeSpec<'a> {
    /// The type's number as stated, from 1.
    pub id: u8,
    /// How many entries it declares.
    pub entry_count: u32,
    pub(super) chunks: Vec<TypeChunk<'a>>,
}

impl<'a> TypeSpec<'a> {
    /// The chunks of entries in the order of the file.
    pub fn chunks(&self) -> &[TypeChunk<'a>] {
        &self.chunks
    }
}

/// The entries of a type in one configuration.
#[derive(Clone, Copy, Debug)]
pub struct TypeChunk<'a> {
    /// What the entries are for.
    pub config: Config,
    /// How many entries have a place in the chunk; of a sparse one, how many it has.
    pub entry_count: u32,
    /// Bit 0 sparse, bit 1 offsets of 16 bits.
    pub flags: u8,
    /// The chunk's bytes, header and all.
    pub(super) bytes: &'a [u8],
    /// Where the chunk begins in the table.
    pub(super) at: usize,
    header_size: u16,
    entries_start: u32,
}

/// Bytes of a type's header up to and with its configuration's size (`kResTableTypeMinSize`).
pub(super) const TYPE_HEADER: u16 = 24;
/// Where the configuration stands in a type's header.
const CONFIG: usize = 20;
/// `ResTable_type::FLAG_SPARSE`: places are pairs of index and offset, sorted by index.
const SPARSE: u8 = 1;
/// `ResTable_type::FLAG_OFFSET16`: offsets are 16 bits, in words.
const OFFSET16: u8 = 2;
/// `ResTable_type::NO_ENTRY`, in both widths.
const NO_ENTRY: u32 = u32::MAX;
const NO_ENTRY16: u16 = u16::MAX;

impl<'a> TypeChunk<'a> {
    /// Reads a type's header and tests it as the platform does (`VerifyResTableType`). The type's number comes with it.
    pub(super) fn read(chunk: &Chunk, data: &'a [u8]) -> Result<(u8, Self), Error> {
        let (part, offset) = (Part::Type, chunk.at);
        if chunk.header_size < TYPE_HEADER {
            return Err(Error::HeaderTooSmall { part, offset, found: chunk.header_size, least: TYPE_HEADER });
        }
        let bytes = chunk.bytes(data);
        let cut =
            || Error::Truncated { part, offset, needed: usize::from(TYPE_HEADER), available: bytes.len() };
        let word = |at| u32_at(bytes, at).ok_or_else(cut);
        let [id, flags, _, _] = word(8)?.to_le_bytes();
        let this = Self {
            config: Config::read(bytes, CONFIG).ok_or_else(cut)?,
            entry_count: word(12)?,
            flags,
            bytes,
            at: offset,
            header_size: chunk.header_size,
            entries_start: word(16)?,
        };
        this.verify(id, chunk.size)?;
        Ok((id, this))
    }

    fn verify(&self, id: u8, size: u32) -> Result<(), Error> {
        let (part, offset) = (Part::Type, self.at);
        if id == 0 {
            return Err(Error::BelowLeast { part, offset, field: "type id", found: 0, least: 1 });
        }
        let most = u32::from(u16::MAX);
        if self.entry_count > most {
            return Err(Error::OutOfRange {
                part,
                offset,
                field: "entry count",
                found: self.entry_count,
                most,
            });
        }
        let width = if self.flags & OFFSET16 == 0 { 4 } else { 2 };
        let least = u32::from(self.header_size).saturating_add(self.entry_count.saturating_mul(width));
        if self.entries_start < least {
            return Err(Error::BelowLeast {
                part,
                offset,
                field: "start of entries",
                found: self.entries_start,
                least,
            });
        }
        if self.entries_start > size {
            return Err(Error::OutOfRange {
                part,
                offset,
                field: "start of entries",
                found: self.entries_start,
                most: size,
            });
        }
        if self.entries_start & 3 != 0 {
            return Err(Error::Unaligned {
                part,
                offset,
                header: self.header_size,
                size: self.entries_start,
            });
        }
        Ok(())
    }

    /// Every entry of the chunk by its place, in the order of the table of places. Entries that share a place come as often as it is named.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        let width = if self.flags & (SPARSE | OFFSET16) == OFFSET16 { 2 } else { 4 };
        let count = to_offset(self.entry_count).saturating_mul(width);
        let table = from(self.bytes, usize::from(self.header_size));
        let table = table.get(..count).unwrap_or(table);
        let start = to_offset(self.entries_start);
        let sparse = self.flags & SPARSE != 0;
        table.chunks_exact(width).filter_map(move |place| {
            let relative = match *place {
                [_, _, low, high] if sparse => {
                    to_offset(u16::from_le_bytes([low, high]).into()).checked_mul(4)?
                }
                [low, high] => match u16::from_le_bytes([low, high]) {
                    NO_ENTRY16 => return None,
                    words => to_offset(words.into()).checked_mul(4)?,
                },
                [a, b, c, d] => match u32::from_le_bytes([a, b, c, d]) {
                    NO_ENTRY => return None,
                    bytes => to_offset(bytes),
                },
                _ => return None,
            };
            Some(start.saturating_add(relative))
        })
    }

    /// Where an entry stands in the chunk; none where the configuration does not have it.
    /// `LoadedPackage::GetEntryOffset`, with the start of the entries added.
    pub(super) fn entry_at(&self, index: u16) -> Option<usize> {
        let offsets = usize::from(self.header_size);
        let relative = if self.flags & SPARSE != 0 {
            self.sparse_offset(offsets, index)?
        } else if u32::from(index) >= self.entry_count {
            return None;
        } else if self.flags & OFFSET16 != 0 {
            let stored = u16_at(self.bytes, offsets.checked_add(usize::from(index).checked_mul(2)?)?)?;
            if stored == NO_ENTRY16 {
                return None;
            }
            u32::from(stored).checked_mul(4)?
        } else {
            u32_at(self.bytes, offsets.checked_add(usize::from(index).checked_mul(4)?)?)
                .filter(|stored| *stored != NO_ENTRY)?
        };
        Some(to_offset(self.entries_start).saturating_add(to_offset(relative)))
    }

    /// `std::lower_bound` over the pairs, step by step as the library does it, so that an unsorted table gives the same answer.
    fn sparse_offset(&self, offsets: usize, index: u16) -> Option<u32> {
        let pair = |place: usize| {
            let at = offsets.checked_add(place.checked_mul(4)?)?;
            Some((u16_at(self.bytes, at)?, u16_at(self.bytes, at.checked_add(2)?)?))
        };
        let (mut first, mut length) = (0_usize, to_offset(self.entry_count));
        while length > 0 {
            let half = length / 2;
            let middle = first.checked_add(half)?;
            if pair(middle)?.0 < index {
                first = middle.checked_add(1)?;
                length = length.checked_sub(half)?.checked_sub(1)?;
            } else {
                length = half;
            }
        }
        if first >= to_offset(self.entry_count) {
            return None;
        }
        let (found, offset) = pair(first)?;
        (found == index).then(|| u32::from(offset).saturating_mul(4))
    }
}
