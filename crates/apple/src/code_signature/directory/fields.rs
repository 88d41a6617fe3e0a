//! Reads a code directory's fields, and says what Security's `checkIntegrity` or xnu's `cs_validate_codedirectory` would refuse.

use super::{CodeDirectory, ExecSegment, Flags, Linkage};
use crate::code_signature::{Blob, HashType};
use crate::macho::Version;
use crate::macho::view::{ByteOrder, View, offset, place};
use crate::{Error, Part};

/// The first versions that have each group of fields (`CS_SUPPORTS…`).
const SUPPORTS_SCATTER: u32 = 0x2_0100;
const SUPPORTS_TEAM: u32 = 0x2_0200;
const SUPPORTS_CODE_LIMIT_64: u32 = 0x2_0300;
const SUPPORTS_EXEC_SEGMENT: u32 = 0x2_0400;
const SUPPORTS_RUNTIME: u32 = 0x2_0500;
const SUPPORTS_LINKAGE: u32 = 0x2_0600;
/// The versions that Security takes (`earliestVersion`, `compatibilityLimit`).
const VERSIONS: std::ops::RangeInclusive<u32> = 0x2_0001..=0x2_f000;

/// Bytes of the fields that every version has.
const EARLIEST: usize = 44;
/// Bytes of the fields that a version has, the newest first.
const FIXED_SIZES: [(u32, usize); 6] = [
    (SUPPORTS_LINKAGE, 108),
    (SUPPORTS_RUNTIME, 96),
    (SUPPORTS_EXEC_SEGMENT, 88),
    (SUPPORTS_CODE_LIMIT_64, 64),
    (SUPPORTS_TEAM, 52),
    (SUPPORTS_SCATTER, 48),
];
/// Bytes of `SC_Scatter`.
const SCATTER: usize = 24;

impl<'a> CodeDirectory<'a> {
    /// Reads the fields of a blob. What is wrong with it, and does not hinder, is added to `errors`.
    pub(in crate::code_signature) fn read(blob: &Blob<'a>, errors: &mut Vec<Error>) -> Result<Self, Error> {
        let reader = Reader { view: View::new(blob.bytes, ByteOrder::Big), at: blob.range.start };
        let version = reader.view.u32(8).unwrap_or_default();
        let mut directory = reader.base(blob, version).ok_or_else(|| reader.cut(EARLIEST))?;
        if !VERSIONS.contains(&version) {
            errors.push(reader.invalid(8, "a version from 0x20001 to 0x2f000"));
        }
        if reader.later(&mut directory).is_none() {
            errors.push(reader.cut(fixed_size(version)));
        }
        reader.strings(&mut directory, errors);
        reader.check_hashes(&directory, errors);
        reader.check_tables(&directory, errors);
        Ok(directory)
    }
}

/// Bytes of all fields that a version has.
fn fixed_size(version: u32) -> usize {
    let size = FIXED_SIZES.iter().find(|(first, _)| version >= *first);
    size.map_or(EARLIEST, |(_, size)| *size)
}

struct Reader<'a> {
    view: View<'a>,
    /// Where the directory is in the signature.
    at: usize,
}

impl<'a> Reader<'a> {
    fn base(&self, blob: &Blob<'a>, version: u32) -> Option<CodeDirectory<'a>> {
        let view = self.view;
        let _spare = view.u32(40)?;
        Some(CodeDirectory {
            slot: blob.slot,
            range: blob.range.clone(),
            bytes: blob.bytes,
            version,
            flags: Flags(view.u32(12)?),
            identifier: None,
            team: None,
            hash_offset: view.u32(16)?,
            special_slots: view.u32(24)?,
            code_slots: view.u32(28)?,
            code_limit: view.u32(32).map(u64::from)?,
            hash_size: view.u8(36)?,
            hash_type: HashType(view.u8(37)?),
            platform: view.u8(38)?,
            page_shift: view.u8(39)?,
            scatter_offset: None,
            exec_segment: None,
            runtime: None,
            pre_encrypt_offset: None,
            linkage: None,
        })
    }

    /// The fields that came with later versions; stops where the bytes do.
    fn later(&self, directory: &mut CodeDirectory<'a>) -> Option<()> {
        let (view, version) = (self.view, directory.version);
        let set = |at| view.u32(at).map(|number| (number != 0).then_some(number));
        if version >= SUPPORTS_SCATTER {
            directory.scatter_offset = set(44)?;
        }
        if version >= SUPPORTS_TEAM {
            view.u32(48)?;
        }
        if version >= SUPPORTS_CODE_LIMIT_64 {
            directory.code_limit =
                Some(view.u64(56)?).filter(|&limit| limit != 0).unwrap_or(directory.code_limit);
        }
        if version >= SUPPORTS_EXEC_SEGMENT {
            directory.exec_segment =
                Some(ExecSegment { base: view.u64(64)?, limit: view.u64(72)?, flags: view.u64(80)? });
        }
        if version >= SUPPORTS_RUNTIME {
            directory.runtime = set(88)?.map(Version);
            directory.pre_encrypt_offset = set(92)?;
        }
        if version >= SUPPORTS_LINKAGE {
            directory.linkage = Some(Linkage {
                hash_type: HashType(view.u8(96)?),
                application: view.u8(97)?,
                subtype: view.u16(98)?,
                offset: view.u32(100)?,
                size: view.u32(104)?,
            });
        }
        Some(())
    }

    fn strings(&self, directory: &mut CodeDirectory<'a>, errors: &mut Vec<Error>) {
        match self.view.u32(20).and_then(|at| self.string(at)) {
            Some(identifier) => directory.identifier = Some(identifier),
            None => errors.push(self.invalid(20, "the offset of an identifier that ends within")),
        }
        if directory.version < SUPPORTS_TEAM {
            return;
        }
        if let Some(at) = self.view.u32(48).filter(|&at| at != 0) {
            match self.string(at) {
                Some(team) => directory.team = Some(team),
                None => errors.push(self.invalid(48, "the offset of a team that ends within")),
            }
        }
    }

    /// Text up to its NUL, which must be there (`stringAt`).
    fn string(&self, at: u32) -> Option<&'a [u8]> {
        let rest = self.view.bytes().get(offset(at)..)?;
        let end = rest.iter().position(|&byte| byte == 0)?;
        rest.get(..end)
    }

    fn check_hashes(&self, directory: &CodeDirectory<'_>, errors: &mut Vec<Error>) {
        match directory.hash_type.size() {
            None => errors.push(self.invalid(37, "a hash function that is known")),
            Some(size) if size != usize::from(directory.hash_size) => {
                errors.push(self.invalid(36, "the size of the hash function's hashes"));
            }
            Some(_) => {}
        }
        let size = u64::from(directory.hash_size);
        let (before, after) = (
            size.saturating_mul(directory.special_slots.into()),
            size.saturating_mul(directory.code_slots.into()),
        );
        let start = u64::from(directory.hash_offset);
        // Security's `contains` keeps them clear of the blob's header.
        if start.checked_sub(before).is_none_or(|first| first < 8) {
            errors.push(self.invalid(24, "hashes of special slots that begin within"));
        }
        self.check_range(start, after, errors);
        let covered = match (directory.page_shift, directory.code_limit.checked_sub(1)) {
            (0, None) => Some(0),
            (0, Some(_)) => Some(1),
            (_, None) => None,
            (shift, Some(last)) => {
                Some(last.checked_shr(u32::from(shift)).unwrap_or_default().saturating_add(1))
            }
        };
        if covered != Some(u64::from(directory.code_slots)) {
            errors.push(self.invalid(28, "as many hashes as the code has pages"));
        }
    }

    fn check_tables(&self, directory: &CodeDirectory<'_>, errors: &mut Vec<Error>) {
        if let Some(at) = directory.pre_encrypt_offset {
            let size = u64::from(directory.hash_size).saturating_mul(directory.code_slots.into());
            self.check_range(at.into(), size, errors);
        }
        if let Some(linkage) = directory.linkage.filter(|linkage| linkage.hash_type.0 != 0) {
            self.check_range(linkage.offset.into(), linkage.size.into(), errors);
        }
        if let Some(at) = directory.scatter_offset {
            let rest = self.view.bytes().get(offset(at)..).unwrap_or_default();
            let mut entries = rest.chunks_exact(SCATTER);
            if !entries.any(|entry| entry.starts_with(&[0; 4])) {
                errors.push(self.invalid(44, "a list of scattered pages that ends within"));
            }
        }
    }

    /// Whether a table lies within the directory.
    fn check_range(&self, start: u64, size: u64, errors: &mut Vec<Error>) {
        let len = place(self.view.len());
        if start.saturating_add(size) > len {
            errors.push(Error::Truncated {
                part: Part::CodeDirectory,
                offset: place(self.at).saturating_add(start),
                needed: size,
                available: len.saturating_sub(start),
            });
        }
    }

    fn cut(&self, needed: usize) -> Error {
        Error::Truncated {
            part: Part::CodeDirectory,
            offset: place(self.at),
            needed: place(needed),
            available: place(self.view.len()),
        }
    }

    fn invalid(&self, at: usize, expected: &'static str) -> Error {
        Error::Invalid { part: Part::CodeDirectory, offset: place(self.at.saturating_add(at)), expected }
    }
}
