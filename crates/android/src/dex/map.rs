//! The map of sections (`map_list`).

use std::ops::Range;

use super::Dex;
use crate::bytes::{array_at, from, offset as to_offset, u32_at};
use crate::{Error, Part};

/// Bytes of one section's entry (`map_item`).
const ITEM: usize = 12;

/// A map names each kind of section at most once (`DexFileVerifier::CheckMap`), and there are 21 kinds.
const MOST: usize = 21;

/// The sections of a dex file, in order, as its map states them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// The sections.
    pub sections: Vec<Section>,
    /// The bytes of the map itself.
    pub span: Range<usize>,
}

/// A section of a dex file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it holds.
    pub kind: SectionKind,
    /// How many items it states.
    pub count: u32,
    /// Where it begins, in what the dex file stands in.
    pub start: usize,
}

/// What a section holds, by its type code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SectionKind(pub u16);

impl SectionKind {
    /// `TYPE_TYPE_LIST`.
    const TYPE_LIST: Self = Self(0x1001);
    /// `TYPE_ANNOTATION_SET_REF_LIST`.
    const ANNOTATION_SET_REFS: Self = Self(0x1002);
    /// `TYPE_ANNOTATION_SET_ITEM`.
    const ANNOTATION_SET: Self = Self(0x1003);
    /// `TYPE_CODE_ITEM`.
    pub const CODE: Self = Self(0x2001);
    /// `TYPE_ANNOTATIONS_DIRECTORY_ITEM`.
    const ANNOTATIONS_DIRECTORY: Self = Self(0x2006);

    /// Whether it holds numbers alone, of items whose sizes differ: lists of types and of annotations, class data, code, debug
    /// information, encoded values, flags of hidden members.
    pub fn is_data_without_strings(self) -> bool {
        matches!(self.0, 0x1001..=0x1003 | 0x2000 | 0x2001 | 0x2003..=0x2006 | 0xf000)
    }

    /// Bytes of an item, where all have the same size and the header does not state the table: call sites and method
    /// handles.
    pub fn item_size(self) -> Option<usize> {
        match self.0 {
            0x0007 => Some(4),
            0x0008 => Some(8),
            _ => None,
        }
    }
}

impl Dex<'_> {
    /// The map; none where the header names none. `Err` where it cannot be read whole, or its sections do not stand in
    /// order, as the platform demands.
    pub fn map(&self) -> Result<Option<Map>, Error> {
        if self.header.map_offset == 0 {
            return Ok(None);
        }
        let offset = self.base.saturating_add(to_offset(self.header.map_offset));
        let list = from(self.bytes, offset);
        let truncated =
            |needed| Error::Truncated { part: Part::DexMap, offset, needed, available: list.len() };
        let count = u32_at(list, 0).ok_or(truncated(4))?;
        let count = to_offset(count);
        if count > MOST {
            let (found, most) = (u32::try_from(count).unwrap_or(u32::MAX), 21);
            return Err(Error::OutOfRange { part: Part::DexMap, offset, field: "size", found, most });
        }
        let size = count.saturating_mul(ITEM).saturating_add(4);
        let items = list.get(4..size).ok_or(truncated(size))?;
        let sections: Vec<Section> =
            items.as_chunks::<ITEM>().0.iter().map(|item| self.section(item)).collect();
        self.in_order(&sections, offset)?;
        Ok(Some(Map { sections, span: offset..offset.saturating_add(size) }))
    }

    /// Where a section ends whose items state their sizes as numbers of one width: lists of types and of annotations, and
    /// annotation directories. None for other kinds, and where an item is not there.
    pub fn section_end(&self, section: Section) -> Option<usize> {
        let mut at = section.start;
        for _ in 0..section.count {
            at = self.item_end(section.kind, at.checked_next_multiple_of(4)?)?;
        }
        (at <= self.bytes.len()).then_some(at)
    }

    /// Where the item at `at` ends. Each takes bytes that are there, so that counts that lie cost no more than the file.
    fn item_end(&self, kind: SectionKind, at: usize) -> Option<usize> {
        let count = |offset: usize| u32_at(self.bytes, at.checked_add(offset)?).map(to_offset);
        let (header, size) = match kind {
            SectionKind::TYPE_LIST => (4, count(0)?.checked_mul(2)?),
            SectionKind::ANNOTATION_SET_REFS | SectionKind::ANNOTATION_SET => (4, count(0)?.checked_mul(4)?),
            SectionKind::ANNOTATIONS_DIRECTORY => {
                let members = count(4)?.checked_add(count(8)?)?.checked_add(count(12)?)?;
                (16, members.checked_mul(8)?)
            }
            _ => return None,
        };
        at.checked_add(header)?.checked_add(size)
    }

    fn section(&self, item: &[u8; ITEM]) -> Section {
        let kind = SectionKind(array_at(item, 0).map(u16::from_le_bytes).unwrap_or_default());
        let word = |at| u32_at(item, at).unwrap_or_default();
        Section { kind, count: word(4), start: self.base.saturating_add(to_offset(word(8))) }
    }

    fn in_order(&self, sections: &[Section], offset: usize) -> Result<(), Error> {
        let mut least = 0;
        for section in sections {
            if section.start < least || section.start >= self.bytes.len() {
                return Err(Error::MapOrder { offset, kind: section.kind.0, start: section.start });
            }
            least = section.start.saturating_add(1);
        }
        Ok(())
    }
}
