//! Opening a table: `LoadedArsc::Load`, `LoadTable` and `LoadedPackage::Load` in androidfw.

use super::Table;
use super::chunks::Chunks;
use super::package::{Package, TypeChunk, TypeSpec};
use crate::bytes::{offset as to_offset, u16_at, u32_at};
use crate::chunk::{Chunk, kind};
use crate::oddity::{Oddities, OddityKind};
use crate::strings::StringPool;
use crate::{Error, Part, Reading, ResourceId};

/// Bytes of the headers that are looked at (`ResTable_header`, `ResTable_package` without and with its last field, `ResTable_typeSpec`).
const TABLE_HEADER: u16 = 12;
const PACKAGE_HEADER: u16 = 284;
const PACKAGE_HEADER_WITH_OFFSET: u16 = 288;
const TYPE_SPEC_HEADER: u16 = 16;
/// Bytes of a list of what may be overlaid: chunk header, name and actor (`ResTable_overlayable_header`).
const OVERLAYABLE_HEADER: u16 = 1032;
/// Bytes of a fixed name: 128 UTF-16 units; in an overlayable's header 256.
const NAME: usize = 256;
const OVERLAYABLE_NAME: usize = 512;
/// Room for so many package pointers is a gibibyte, more than a phone's process can count on.
const MANY_PACKAGES: u32 = 1 << 27;
/// The framework's package, the only one whose staged ids count.
const FRAMEWORK: u8 = 1;

/// What loading carries along.
struct Loader<'a> {
    data: &'a [u8],
    reading: Reading,
    table: Table<'a>,
    /// The id that the next shared library is given. 1 is the framework's.
    next_library_id: u8,
}

pub(super) fn load(data: &[u8], reading: Reading) -> Result<Table<'_>, Error> {
    let table = Table {
        strings: None,
        packages: Vec::new(),
        read: Vec::new(),
        reading,
        oddities: Oddities::default(),
    };
    let mut loader = Loader { data, reading, table, next_library_id: 2 };
    if data.is_empty() {
        return Err(Error::Truncated {
            part: Part::Table,
            offset: 0,
            needed: usize::from(TABLE_HEADER),
            available: 0,
        });
    }
    let mut chunks = Chunks::new(data, 0, data.len(), Part::TableChunk, reading);
    while let Some(chunk) = chunks.next(&mut loader.table.oddities)? {
        match chunk.kind {
            kind::TABLE => loader.table(&chunk)?,
            _ => loader.note(OddityKind::JunkTableChunk, &chunk),
        }
    }
    Ok(loader.table)
}

impl<'a> Loader<'a> {
    fn note(&mut self, kind: OddityKind, chunk: &Chunk) {
        self.table.oddities.note(kind, chunk.at);
    }

    /// Bytes from `start` to `end`, as far as they are there, are read.
    fn read(&mut self, start: usize, end: usize) {
        let end = end.min(self.data.len());
        match self.table.read.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.table.read.push(start..end),
        }
    }

    /// In the recovered reading an error only costs the chunk that it is about.
    fn tolerate(&mut self, chunk: &Chunk, result: Result<(), Error>) -> Result<(), Error> {
        match (self.reading, result) {
            (Reading::Recovered, Err(_)) => {
                self.note(OddityKind::ChunkSkipped, chunk);
                Ok(())
            }
            (_, result) => result,
        }
    }

    fn word(&self, chunk: &Chunk, at: usize) -> Option<u32> {
        u32_at(chunk.bytes(self.data), at)
    }

    fn table(&mut self, chunk: &Chunk) -> Result<(), Error> {
        let short = least_header(chunk, TABLE_HEADER, Part::Table);
        self.tolerate(chunk, short)?;
        self.read(chunk.at, chunk.body().min(chunk.next()));
        let declared = self.word(chunk, 8).unwrap_or(0);
        let mut seen: u32 = 0;
        let mut chunks = Chunks::new(self.data, chunk.body(), chunk.next(), Part::TableChunk, self.reading);
        while let Some(child) = chunks.next(&mut self.table.oddities)? {
            match child.kind {
                kind::STRING_POOL => self.strings(&child)?,
                kind::PACKAGE => {
                    seen = seen.saturating_add(1);
                    self.count_package(&child, seen, declared)?;
                    let loaded = self.package(&child);
                    self.tolerate(&child, loaded)?;
                }
                _ => self.note(OddityKind::JunkTableChunk, &child),
            }
        }
        if declared > MANY_PACKAGES {
            self.note(OddityKind::PackageCount, chunk);
        } else if seen < declared {
            self.note(OddityKind::FewerPackages, chunk);
        }
        Ok(())
    }

    /// The platform refuses more packages than are declared; it does not mind fewer.
    fn count_package(&mut self, child: &Chunk, seen: u32, declared: u32) -> Result<(), Error> {
        if seen <= declared {
            return Ok(());
        }
        match self.reading {
            Reading::Strict => Err(Error::TooManyPackages { offset: child.at, declared }),
            Reading::Recovered => {
                self.note(OddityKind::MorePackages, child);
                Ok(())
            }
        }
    }

    /// The first pool counts.
    fn strings(&mut self, child: &Chunk) -> Result<(), Error> {
        if self.table.strings.is_some() {
            self.note(OddityKind::SecondStringPool, child);
            return Ok(());
        }
        self.table.strings = self.pool(child)?;
        Ok(())
    }

    fn pool(&mut self, child: &Chunk) -> Result<Option<StringPool<'a>>, Error> {
        let bytes = child.bytes(self.data);
        match self.reading {
            Reading::Strict => StringPool::strict(bytes, child.at).map(Some),
            Reading::Recovered => {
                let pool = StringPool::recovered(bytes, child.at, &mut self.table.oddities).ok();
                if pool.is_none() {
                    self.note(OddityKind::ChunkSkipped, child);
                }
                Ok(pool)
            }
        }
    }

    fn package(&mut self, chunk: &Chunk) -> Result<(), Error> {
        let mut package = self.package_header(chunk)?;
        self.read(chunk.at, chunk.body().min(chunk.next()));
        let mut chunks = Chunks::new(self.data, chunk.body(), chunk.next(), Part::PackageChunk, self.reading);
        while let Some(child) = chunks.next(&mut self.table.oddities)? {
            let taken = self.package_chunk(&mut package, chunk, &child);
            self.tolerate(&child, taken)?;
        }
        if package.stated_id == 0 {
            package.id = self.next_library_id;
            self.next_library_id = self.next_library_id.saturating_add(1);
        }
        self.table.packages.push(package);
        Ok(())
    }

    fn package_header(&self, chunk: &Chunk) -> Result<Package<'a>, Error> {
        least_header(chunk, PACKAGE_HEADER, Part::Package)?;
        let bytes = chunk.bytes(self.data);
        let (part, offset) = (Part::Package, chunk.at);
        let cut =
            Error::Truncated { part, offset, needed: usize::from(PACKAGE_HEADER), available: bytes.len() };
        let stated_id = byte_of(u32_at(bytes, 8).ok_or(cut)?, "package id", part, offset)?;
        let type_id_offset = if chunk.header_size < PACKAGE_HEADER_WITH_OFFSET {
            0
        } else {
            byte_of(u32_at(bytes, 284).ok_or(cut)?, "type id offset", part, offset)?
        };
        Ok(Package {
            id: stated_id,
            stated_id,
            name: fixed_name(bytes.get(12..).ok_or(cut)?, NAME),
            type_id_offset,
            type_names: None,
            entry_names: None,
            types: Vec::new(),
            overlayables: Vec::new(),
            libraries: Vec::new(),
            aliases: Vec::new(),
        })
    }

    fn package_chunk(
        &mut self,
        package: &mut Package<'a>,
        parent: &Chunk,
        child: &Chunk,
    ) -> Result<(), Error> {
        match child.kind {
            kind::STRING_POOL => return self.package_pool(package, parent, child),
            kind::TYPE_SPEC => self.type_spec(package, parent, child)?,
            kind::TYPE => self.type_chunk(package, child)?,
            kind::LIBRARY => self.libraries(package, child)?,
            kind::STAGED_ALIAS => self.aliases(package, child)?,
            kind::OVERLAYABLE => self.overlayable(package, child)?,
            _ => {
                self.note(OddityKind::JunkTableChunk, child);
                return Ok(());
            }
        }
        self.read(child.at, child.next());
        Ok(())
    }

    /// Which of the package's two pools a chunk is, the package's header tells by offset.
    fn package_pool(
        &mut self,
        package: &mut Package<'a>,
        parent: &Chunk,
        child: &Chunk,
    ) -> Result<(), Error> {
        let place = u32::try_from(child.at.saturating_sub(parent.at)).ok();
        if place == self.word(parent, 268) {
            package.type_names = self.pool(child)?;
        } else if place == self.word(parent, 276) {
            package.entry_names = self.pool(child)?;
        } else {
            self.note(OddityKind::StrayStringPool, child);
        }
        Ok(())
    }

    fn type_spec(&mut self, package: &mut Package<'a>, parent: &Chunk, child: &Chunk) -> Result<(), Error> {
        let (part, offset) = (Part::TypeSpec, child.at);
        least_header(child, TYPE_SPEC_HEADER, part)?;
        let cut =
            Error::Truncated { part, offset, needed: usize::from(TYPE_SPEC_HEADER), available: child.len() };
        let [id, ..] = self.word(child, 8).ok_or(cut)?.to_le_bytes();
        let entry_count = self.word(child, 12).ok_or(cut)?;
        if id == 0 {
            return Err(Error::BelowLeast { part, offset, field: "type id", found: 0, least: 1 });
        }
        if id.checked_add(package.type_id_offset).is_none() {
            let most = u32::from(u8::MAX.saturating_sub(package.type_id_offset));
            return Err(Error::OutOfRange { part, offset, field: "type id", found: u32::from(id), most });
        }
        let most = u32::from(u16::MAX);
        if entry_count > most {
            return Err(Error::OutOfRange { part, offset, field: "entry count", found: entry_count, most });
        }
        // The platform compares with the package's size, not with the chunk's own.
        let needed = to_offset(entry_count).saturating_mul(4);
        let available = parent.len().saturating_sub(usize::from(parent.header_size));
        if needed > available {
            return Err(Error::Truncated { part, offset, needed, available });
        }
        if package.types.iter().any(|spec| spec.id == id) {
            self.note(OddityKind::SecondTypeSpec, child);
        } else {
            package.types.push(TypeSpec { id, entry_count, chunks: Vec::new() });
        }
        Ok(())
    }

    fn type_chunk(&mut self, package: &mut Package<'a>, child: &Chunk) -> Result<(), Error> {
        let (id, chunk) = TypeChunk::read(child, self.data)?;
        match package.types.iter_mut().find(|spec| spec.id == id) {
            Some(spec) => {
                spec.chunks.push(chunk);
                Ok(())
            }
            None => Err(Error::NoTypeSpec { offset: child.at, type_id: id }),
        }
    }

    fn libraries(&mut self, package: &mut Package<'a>, child: &Chunk) -> Result<(), Error> {
        let rows = self.counted(child, NAME.saturating_add(4), Part::Library)?;
        for row in rows.chunks_exact(NAME.saturating_add(4)) {
            let id = u32_at(row, 0).unwrap_or(0);
            let most = u32::from(u8::MAX.saturating_sub(1));
            let narrow = u8::try_from(id).ok().filter(|id| *id != u8::MAX);
            let id = narrow.ok_or(Error::OutOfRange {
                part: Part::Library,
                offset: child.at,
                field: "package id",
                found: id,
                most,
            })?;
            package.libraries.push((fixed_name(row.get(4..).unwrap_or_default(), NAME), id));
        }
        Ok(())
    }

    fn aliases(&mut self, package: &mut Package<'a>, child: &Chunk) -> Result<(), Error> {
        if package.stated_id != FRAMEWORK {
            self.note(OddityKind::StagedAliasesIgnored, child);
            return Ok(());
        }
        let rows = self.counted(child, 8, Part::StagedAliases)?;
        let ids = |row: &[u8]| Some((ResourceId(u32_at(row, 0)?), ResourceId(u32_at(row, 4)?)));
        package.aliases.extend(rows.chunks_exact(8).filter_map(ids));
        let mut finalized: Vec<ResourceId> = package.aliases.iter().map(|alias| alias.1).collect();
        finalized.sort_unstable();
        package.aliases.sort_unstable();
        let twice =
            repeated(finalized.into_iter()).or_else(|| repeated(package.aliases.iter().map(|alias| alias.0)));
        match twice {
            Some(id) => Err(Error::Repeated { part: Part::StagedAliases, offset: child.at, id: id.0 }),
            None => Ok(()),
        }
    }

    /// What may be overlaid has no bearing on values, but a broken list of it makes the platform refuse the table.
    fn overlayable(&mut self, package: &mut Package<'a>, child: &Chunk) -> Result<(), Error> {
        let part = Part::Overlayable;
        least_header(child, OVERLAYABLE_HEADER, part)?;
        let name = fixed_name(child.bytes(self.data).get(8..).unwrap_or_default(), OVERLAYABLE_NAME);
        if package.overlayables.contains(&name) {
            return Err(Error::Repeated {
                part,
                offset: child.at,
                id: u32::try_from(package.overlayables.len()).unwrap_or(u32::MAX),
            });
        }
        package.overlayables.push(name);
        let mut policies = Chunks::new(self.data, child.body(), child.next(), part, self.reading);
        while let Some(policy) = policies.next(&mut self.table.oddities)? {
            if policy.kind != kind::OVERLAYABLE_POLICY {
                self.note(OddityKind::JunkTableChunk, &policy);
                continue;
            }
            least_header(&policy, TYPE_SPEC_HEADER, part)?;
            let needed = to_offset(self.word(&policy, 12).unwrap_or(0)).saturating_mul(4);
            let available = policy.len().saturating_sub(usize::from(policy.header_size));
            if needed > available {
                return Err(Error::Truncated { part, offset: policy.at, needed, available });
            }
        }
        Ok(())
    }

    /// The rows that a chunk counts after its header, if they fit.
    fn counted(&self, child: &Chunk, row: usize, part: Part) -> Result<&'a [u8], Error> {
        least_header(child, TABLE_HEADER, part)?;
        let needed = to_offset(self.word(child, 8).unwrap_or(0)).saturating_mul(row);
        let body = child.bytes(self.data).get(usize::from(child.header_size)..).unwrap_or_default();
        body.get(..needed).ok_or(Error::Truncated { part, offset: child.at, needed, available: body.len() })
    }
}

fn least_header(chunk: &Chunk, least: u16, part: Part) -> Result<(), Error> {
    if chunk.header_size < least {
        return Err(Error::HeaderTooSmall { part, offset: chunk.at, found: chunk.header_size, least });
    }
    Ok(())
}

fn byte_of(found: u32, field: &'static str, part: Part, offset: usize) -> Result<u8, Error> {
    u8::try_from(found).map_err(|_too_large| Error::OutOfRange {
        part,
        offset,
        field,
        found,
        most: u32::from(u8::MAX),
    })
}

/// A name in a fixed field: up to its first zero (`ReadUtf16StringFromDevice`).
fn fixed_name(bytes: &[u8], length: usize) -> String {
    let units = (0..length).step_by(2).map_while(|at| u16_at(bytes, at)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The first of sorted ids that stands twice.
fn repeated(sorted: impl Iterator<Item = ResourceId>) -> Option<ResourceId> {
    let mut before = None;
    for id in sorted {
        if before == Some(id) {
            return before;
        }
        before = Some(id);
    }
    None
}
