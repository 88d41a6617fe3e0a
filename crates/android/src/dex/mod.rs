//! Dalvik executables (`classes.dex`): strings and what they are used for, types, classes, and the map of sections.
//!
//! Sources: "Dalvik executable format" at source.android.com (the names of items are its names), and ART's
//! `libdexfile/dex/dex_file.h`, `dex_file_structs.h` and `dex_file_verifier.cc`, up to version 41 of the format.
//! Nothing is refused that can be read around: ART's verifier is stricter than this reader, since a table that lies
//! must not hide the strings beside it. Checksum and signature are not looked at. Of code, only the data of arrays
//! is looked at.
//!
//! A string keeps its index, however broken its neighbours are.

mod code;
mod header;
mod map;
mod members;
mod mutf8;
mod string;
mod uses;

use std::ops::Range;

pub use code::ArrayData;
pub use header::{Container, Header, MAGIC, Table, is_dex};
pub use map::{Map, Section, SectionKind};
pub use members::ClassDef;
pub use string::DexString;
pub use uses::{StringUses, Uses};

use crate::bytes::{offset as to_offset, u32_at};
use crate::{Error, Part};

/// One dex file: its header, and its tables as far as they are there.
#[derive(Clone, Debug)]
pub struct Dex<'a> {
    /// What the file stands in.
    bytes: &'a [u8],
    at: usize,
    base: usize,
    header: Header,
    strings: Ids<'a>,
    types: Ids<'a>,
    protos: Ids<'a>,
    fields: Ids<'a>,
    methods: Ids<'a>,
    classes: Ids<'a>,
    problems: Vec<Error>,
}

/// A table of items of one size, as far as it is there.
#[derive(Clone, Copy, Debug)]
struct Ids<'a> {
    at: usize,
    bytes: &'a [u8],
    /// How many whole items it has.
    count: u32,
}

impl<'a> Dex<'a> {
    /// Reads the header at `at` of `bytes`, and finds the tables. `Err` only where there is no header of a known variant;
    /// what is odd is in [`problems`](Self::problems).
    pub fn parse(bytes: &'a [u8], at: usize) -> Result<Self, Error> {
        let mut problems = Vec::new();
        let header = Header::read(bytes, at, &mut problems)?;
        let base = base(&header, at, &mut problems);
        check_size(&header, bytes.len().saturating_sub(at), at, &mut problems);
        let mut table = |table, item, part| Ids::find(bytes, base, table, item, part, &mut problems);
        Ok(Self {
            bytes,
            at,
            base,
            header,
            strings: table(header.string_ids, 4, Part::StringIds),
            types: table(header.type_ids, 4, Part::TypeIds),
            protos: table(header.proto_ids, 12, Part::ProtoIds),
            fields: table(header.field_ids, 8, Part::FieldIds),
            methods: table(header.method_ids, 8, Part::MethodIds),
            classes: table(header.class_defs, 32, Part::ClassDefs),
            problems,
        })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// What is odd about the header, the size and the tables: what was read around.
    pub fn problems(&self) -> &[Error] {
        &self.problems
    }

    /// Where the header stands.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Where offsets count from: the header, or the beginning of the container that the file shares with others
    /// (`DexFile::GetDataRange`).
    pub fn base(&self) -> usize {
        self.base
    }

    /// The bytes from the header to where the file says that it ends, as far as they are there.
    pub fn own_bytes(&self) -> Range<usize> {
        let end = self.at.saturating_add(to_offset(self.header.file_size)).min(self.bytes.len());
        self.at..end.max(self.at)
    }

    /// The bytes of the header and of each table.
    pub fn tables(&self) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let size = to_offset(if self.header.container.is_some() { header::SIZE_V41 } else { header::SIZE });
        let ids = [self.strings, self.types, self.protos, self.fields, self.methods, self.classes];
        std::iter::once(self.at..self.at.saturating_add(size)).chain(ids.into_iter().map(Ids::span))
    }
}

/// Where offsets count from. A header that says that it stands farther back than it does has no container.
fn base(header: &Header, at: usize, problems: &mut Vec<Error>) -> usize {
    let Some(container) = header.container else { return at };
    at.checked_sub(to_offset(container.header_offset)).unwrap_or_else(|| {
        problems.push(Error::OutOfRange {
            part: Part::DexHeader,
            offset: at,
            field: "header_offset",
            found: container.header_offset,
            most: u32::try_from(at).unwrap_or(u32::MAX),
        });
        at
    })
}

fn check_size(header: &Header, available: usize, at: usize, problems: &mut Vec<Error>) {
    let needed = to_offset(header.file_size);
    if needed > available {
        problems.push(Error::Truncated { part: Part::DexFile, offset: at, needed, available });
    }
}

impl<'a> Ids<'a> {
    fn find(
        bytes: &'a [u8],
        base: usize,
        table: Table,
        item: usize,
        part: Part,
        problems: &mut Vec<Error>,
    ) -> Self {
        let at = base.saturating_add(to_offset(table.offset));
        let needed = to_offset(table.count).saturating_mul(item);
        let rest = crate::bytes::from(bytes, at);
        if let Some(bytes) = rest.get(..needed) {
            return Self { at, bytes, count: table.count };
        }
        problems.push(Error::Truncated { part, offset: at, needed, available: rest.len() });
        let (whole, _) = rest.split_at(rest.len().saturating_sub(rest.len().checked_rem(item).unwrap_or(0)));
        let count = whole.len().checked_div(item).unwrap_or(0);
        Self { at, bytes: whole, count: u32::try_from(count).unwrap_or(u32::MAX) }
    }

    fn span(self) -> Range<usize> {
        self.at..self.at.saturating_add(self.bytes.len())
    }

    /// The items, of `N` bytes each.
    fn items<const N: usize>(self) -> impl Iterator<Item = &'a [u8; N]> {
        self.bytes.as_chunks::<N>().0.iter()
    }

    /// The 32-bit number at `offset` of item `index`, of `item` bytes each.
    fn word(self, index: u32, item: usize, offset: usize) -> Option<u32> {
        u32_at(self.bytes, to_offset(index).checked_mul(item)?.checked_add(offset)?)
    }
}

#[cfg(test)]
mod tests;
