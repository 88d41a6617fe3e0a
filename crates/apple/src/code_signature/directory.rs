//! Code directories: what is signed, standing for everything else by hashes (xnu's `osfmk/kern/cs_blobs.h`, `CS_CodeDirectory`;
//! Security's `codedirectory.h`).

mod fields;

use std::fmt;
use std::ops::Range;

use super::{HashType, Slot};
use crate::macho::Version;

/// A code directory. Its offsets count from its own start.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeDirectory<'a> {
    /// Which slot it stands in.
    pub slot: Slot,
    /// Where it is in the signature.
    pub range: Range<usize>,
    bytes: &'a [u8],
    /// The version of the format, which says how many fields there are.
    pub version: u32,
    /// `flags`.
    pub flags: Flags,
    /// The identifier, mostly that of the bundle; without its NUL.
    pub identifier: Option<&'a [u8]>,
    /// The team, from version 0x20200 on where there is one.
    pub team: Option<&'a [u8]>,
    /// `hashOffset`: where the hash of the first page stands. Those of special slots stand before it.
    pub hash_offset: u32,
    /// `nSpecialSlots`.
    pub special_slots: u32,
    /// `nCodeSlots`: how many pages have hashes.
    pub code_slots: u32,
    /// Up to where the code is hashed, from the start of the slice: `codeLimit64` where that is not 0, or else `codeLimit`.
    pub code_limit: u64,
    /// `hashSize`, as stated.
    pub hash_size: u8,
    /// `hashType`.
    pub hash_type: HashType,
    /// `platform`: not 0 for what is part of the system.
    pub platform: u8,
    /// `pageSize`, as a power of two. 0 says that all code is one page.
    pub page_shift: u8,
    /// `scatterOffset`, from version 0x20100 on where it is not 0: pages that do not stand one behind the other. Nobody has written such
    /// for years, and Security checks pages as if it were not there.
    pub scatter_offset: Option<u32>,
    /// The executable segment, from version 0x20400 on.
    pub exec_segment: Option<ExecSegment>,
    /// `runtime`: the version of the hardened runtime, from version 0x20500 on where it is not 0.
    pub runtime: Option<Version>,
    /// `preEncryptOffset`, from version 0x20500 on where it is not 0: hashes of the pages before they were encrypted.
    pub pre_encrypt_offset: Option<u32>,
    /// What another file this one belongs to, from version 0x20600 on.
    pub linkage: Option<Linkage>,
}

/// The executable segment, as a code directory states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ExecSegment {
    /// `execSegBase`.
    pub base: u64,
    /// `execSegLimit`.
    pub limit: u64,
    /// `execSegFlags` (`CS_EXECSEG_*`): 1 for a main executable.
    pub flags: u64,
}

/// The link to another file's code directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Linkage {
    /// `linkageHashType`; 0 where there is none.
    pub hash_type: HashType,
    /// `linkageApplicationType`.
    pub application: u8,
    /// `linkageApplicationSubType`.
    pub subtype: u16,
    /// `linkageOffset`.
    pub offset: u32,
    /// `linkageSize`.
    pub size: u32,
}

/// `flags` of a code directory (`CS_*` in `cs_blobs.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flags(pub u32);

impl Flags {
    /// `CS_ADHOC`: signed by nobody.
    pub const ADHOC: u32 = 0x2;
    /// `CS_RUNTIME`: with the hardened runtime.
    pub const RUNTIME: u32 = 0x1_0000;
    /// `CS_LINKER_SIGNED`: by the linker, which means ad hoc.
    pub const LINKER_SIGNED: u32 = 0x2_0000;

    /// Whether all of these bits are set.
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits == bits
    }
}

impl<'a> CodeDirectory<'a> {
    /// All of it, header included: what its hash is over, and what a signature is over.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Its hash, by its own hash function; nothing where that is not known.
    pub fn digest(&self) -> Option<Vec<u8>> {
        self.hash_type.digest(self.bytes)
    }

    /// What is usually shown as its hash: the first 20 bytes (`CS_CDHASH_LEN`).
    pub fn cdhash(&self) -> Option<[u8; 20]> {
        self.digest()?.first_chunk().copied()
    }

    /// The hash in special slot `number`, counted from 1, as it stands; zeros say that nothing is sealed.
    pub fn special_slot(&self, number: u32) -> Option<&'a [u8]> {
        if !(1..=self.special_slots).contains(&number) {
            return None;
        }
        let back = u64::from(number).saturating_mul(u64::from(self.hash_size));
        self.hash_at(u64::from(self.hash_offset).checked_sub(back)?)
    }

    /// The hash that seals what belongs to a special slot (Security's `slotIsPresent`): nothing where there is none, or zeros.
    pub fn sealed(&self, slot: Slot) -> Option<&'a [u8]> {
        self.special_slot(slot.0).filter(|hash| hash.iter().any(|&byte| byte != 0))
    }

    /// The hash of page `number`, counted from 0.
    pub fn code_slot(&self, number: u32) -> Option<&'a [u8]> {
        if number >= self.code_slots {
            return None;
        }
        let forth = u64::from(number).saturating_mul(u64::from(self.hash_size));
        self.hash_at(u64::from(self.hash_offset).saturating_add(forth))
    }

    /// The bytes of page `number`, from the start of the slice. The last page ends where the code does.
    pub fn page_range(&self, number: u32) -> Option<Range<u64>> {
        if number >= self.code_slots {
            return None;
        }
        let (start, size) = match self.page_size() {
            Some(size) => (u64::from(number).checked_mul(size)?, size),
            None if self.page_shift == 0 && number == 0 => (0, self.code_limit),
            None => return None,
        };
        (start < self.code_limit).then(|| start..start.saturating_add(size).min(self.code_limit))
    }

    /// Bytes of a page; nothing where all code is one page, or where the power of two is none that a number holds.
    pub fn page_size(&self) -> Option<u64> {
        if self.page_shift == 0 { None } else { 1_u64.checked_shl(u32::from(self.page_shift)) }
    }

    fn hash_at(&self, at: u64) -> Option<&'a [u8]> {
        let at = usize::try_from(at).ok()?;
        let size = usize::from(self.hash_size);
        if size == 0 {
            return None;
        }
        self.bytes.get(at..at.checked_add(size)?)
    }
}

impl fmt::Debug for CodeDirectory<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |bytes: Option<&[u8]>| bytes.map(|bytes| bytes.escape_ascii().to_string());
        f.debug_struct("CodeDirectory")
            .field("slot", &self.slot)
            .field("range", &self.range)
            .field("version", &self.version)
            .field("flags", &self.flags)
            .field("identifier", &text(self.identifier))
            .field("team", &text(self.team))
            .field("hash_type", &self.hash_type)
            .finish_non_exhaustive()
    }
}
