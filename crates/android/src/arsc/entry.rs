//! One entry of a type: its value, or the values of a bag (`ResTable_entry`, `ResTable_map_entry`).

use super::package::TypeChunk;
use crate::bytes::{from, offset as to_offset, u16_at, u32_at};
use crate::{Error, Part, ResourceId, Value};

/// `ResTable_entry::FLAG_COMPLEX`: a bag follows.
const COMPLEX: u16 = 1;
/// `ResTable_entry::FLAG_COMPACT`: key, kind and value share eight bytes.
const COMPACT: u16 = 8;
/// Bytes of an entry, of one that begins a bag, of one value in a bag, of a plain value.
const ENTRY: usize = 8;
const MAP_ENTRY: usize = 16;
const MAP: usize = 12;

/// An entry as stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// The index of the entry's name among the package's entry names.
    pub(super) key: u32,
    pub(super) content: EntryContent<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum EntryContent<'a> {
    Value(Value),
    Bag(Bag<'a>),
}

/// A bag: an array, a plural, a style, or an attribute's definition.
#[derive(Clone, Copy, Debug)]
pub struct Bag<'a> {
    /// The bag that this one inherits from, as stored; 0 is none.
    pub parent: ResourceId,
    items: &'a [u8],
}

/// One value of a bag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BagItem {
    /// An attribute's id, or the platform's number for a place in an array or for a quantity.
    pub name: ResourceId,
    /// The value as stored.
    pub value: Value,
}

impl Bag<'_> {
    /// The bag's own values, without those of its parent.
    pub fn items(&self) -> impl Iterator<Item = BagItem> {
        self.items.chunks_exact(MAP).filter_map(|item| {
            let name = ResourceId(u32_at(item, 0)?);
            Some(BagItem { name, value: Value::read(item, 4)?.0 })
        })
    }
}

impl<'a> TypeChunk<'a> {
    /// Reads the entry at `at` in the chunk, with the platform's tests (`VerifyResTableEntry`, `GetEntryValue`).
    pub(super) fn entry(&self, at: usize) -> Result<Entry<'a>, Error> {
        let offset = self.at.saturating_add(at);
        let (bytes, part) = (from(self.bytes, at), Part::Entry);
        if at & 3 != 0 {
            let size = u32::try_from(at).unwrap_or(u32::MAX);
            return Err(Error::Unaligned { part, offset, header: 0, size });
        }
        let cut = Error::Truncated { part, offset, needed: ENTRY, available: bytes.len() };
        let (first, flags, last) =
            (u16_at(bytes, 0).ok_or(cut)?, u16_at(bytes, 2).ok_or(cut)?, u32_at(bytes, 4).ok_or(cut)?);
        if flags & COMPACT != 0 {
            let [_, kind] = flags.to_le_bytes();
            let value = Value { kind: kind.into(), data: last };
            return Ok(Entry { key: first.into(), content: EntryContent::Value(value) });
        }
        let size = usize::from(first);
        if size < ENTRY {
            return Err(Error::BelowLeast { part, offset, field: "size", found: u32::from(first), least: 8 });
        }
        let content = if size >= MAP_ENTRY && flags & COMPLEX != 0 {
            EntryContent::Bag(bag(bytes, size, offset)?)
        } else {
            EntryContent::Value(plain_value(bytes, size, offset)?)
        };
        Ok(Entry { key: last, content })
    }
}

/// The value after an entry.
fn plain_value(bytes: &[u8], size: usize, offset: usize) -> Result<Value, Error> {
    let (part, at) = (Part::EntryValue, offset.saturating_add(size));
    let available = bytes.len().saturating_sub(size);
    let cut = |needed| Error::Truncated { part, offset: at, needed, available };
    let (value, stated) = Value::read(bytes, size).ok_or_else(|| cut(Value::SIZE))?;
    if usize::from(stated) < Value::SIZE {
        return Err(Error::BelowLeast {
            part,
            offset: at,
            field: "size",
            found: u32::from(stated),
            least: 8,
        });
    }
    if usize::from(stated) > available {
        return Err(cut(usize::from(stated)));
    }
    Ok(value)
}

/// The values after an entry that begins a bag.
fn bag(bytes: &[u8], size: usize, offset: usize) -> Result<Bag<'_>, Error> {
    let part = Part::EntryValue;
    let cut = |needed| Error::Truncated { part, offset, needed, available: bytes.len() };
    let parent = ResourceId(u32_at(bytes, 8).ok_or_else(|| cut(MAP_ENTRY))?);
    let count = u32_at(bytes, 12).ok_or_else(|| cut(MAP_ENTRY))?;
    if size & 3 != 0 {
        return Err(Error::Unaligned {
            part,
            offset,
            header: u16::try_from(size).unwrap_or(u16::MAX),
            size: count,
        });
    }
    let length = to_offset(count).saturating_mul(MAP);
    let items =
        bytes.get(size..size.saturating_add(length)).ok_or_else(|| cut(size.saturating_add(length)))?;
    Ok(Bag { parent, items })
}
