//! Code signatures as they stand in `__LINKEDIT`: the blobs, the code directories, and every raw range that whoever verifies needs.
//!
//! Nothing is verified here. A blob that cannot be read is a [`Problem`] of its slot, and all others are read. Sources: xnu
//! (`osfmk/kern/cs_blobs.h`, `bsd/kern/ubc_subr.c`) and Security (`OSX/libsecurity_codesigning/lib/codedirectory.h` and `.cpp`,
//! `OSX/libsecurity_utilities/lib/superblob.h` and `blob.h`). All numbers are big endian.
//!
//! ```
//! use beian_apple::code_signature::{CodeSignature, HashType};
//! use beian_apple::macho::MachFile;
//! use beian_testkit::macho::{Mach, Signature};
//!
//! let bytes = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() }.build();
//! let file = MachFile::parse(&bytes)?;
//! let signature = CodeSignature::parse(file.slices[0].code_signature_bytes(&bytes).unwrap())?;
//! let best = signature.best_directory().unwrap();
//! assert_eq!((best.identifier, best.hash_type), (Some(&b"org.example.app"[..]), HashType::SHA256));
//! # Ok::<(), beian_apple::Error>(())
//! ```

mod directory;
mod hash;
mod slot;
mod super_blob;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub use directory::{CodeDirectory, ExecSegment, Flags, Linkage};
pub use hash::HashType;
pub use slot::{Magic, Slot};

use crate::Error;

/// The signature of one slice. Offsets in it count from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSignature<'a> {
    bytes: &'a [u8],
    /// The blobs whose frames are sound, in the order of the index.
    pub blobs: Vec<Blob<'a>>,
    /// The code directories that could be read: the first of each slot, in the order of the index.
    pub directories: Vec<CodeDirectory<'a>>,
    /// What could not be read, or what the kernel or Security refuses.
    pub problems: Vec<Problem>,
}

/// A blob: a magic, a length, and what is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob<'a> {
    /// What it is for, as the index says.
    pub slot: Slot,
    /// What it is, as it says itself.
    pub magic: Magic,
    /// Where it is in the signature, header included.
    pub range: Range<usize>,
    bytes: &'a [u8],
}

/// Something in a code signature that could not be read, or that is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The slot that it is about; nothing for the signature as a whole.
    pub slot: Option<Slot>,
    /// What is wrong.
    pub error: Error,
}

/// By whom code is signed, as far as that can be said without verifying.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signing {
    /// There is a CMS message, whatever it is worth.
    Cms,
    /// There is none, and a code directory says that there shall be none (`CS_ADHOC`).
    AdHoc,
    /// There is none, though no code directory says so: somebody took it out.
    Missing,
}

impl<'a> CodeSignature<'a> {
    /// Reads the bytes that `LC_CODE_SIGNATURE` names, with or without the zeros that mostly follow. It is an error only where they are no
    /// signature at all, or end before their first blob could.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut signature = super_blob::read(bytes)?;
        for index in 0..signature.blobs.len() {
            signature.read_directory(index);
        }
        Ok(signature)
    }

    /// The signature without what follows it.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The first blob of a slot that has the magic which belongs there, if one does (`csblob_find_blob_bytes`).
    pub fn blob(&self, slot: Slot) -> Option<&Blob<'a>> {
        let fits =
            |blob: &&Blob<'_>| blob.slot == slot && slot.magic().is_none_or(|magic| magic == blob.magic);
        self.blobs.iter().find(fits)
    }

    /// The requirements that the code itself states.
    pub fn requirements(&self) -> Option<&Blob<'a>> {
        self.blob(Slot::REQUIREMENTS)
    }

    /// Entitlements; the content is a property list.
    pub fn entitlements(&self) -> Option<&Blob<'a>> {
        self.blob(Slot::ENTITLEMENTS)
    }

    /// Entitlements; the content is DER.
    pub fn der_entitlements(&self) -> Option<&Blob<'a>> {
        self.blob(Slot::DER_ENTITLEMENTS)
    }

    /// The CMS message, unless it is empty.
    pub fn cms(&self) -> Option<&'a [u8]> {
        self.blob(Slot::SIGNATURE).map(Blob::content).filter(|content| !content.is_empty())
    }

    /// The code directory of the strongest hash function that is known, which is the one that counts.
    pub fn best_directory(&self) -> Option<&CodeDirectory<'a>> {
        // Of equal ones the first, which `max_by_key` would not give.
        let known = self.directories.iter().rev().filter(|directory| directory.hash_type.rank() > 0);
        known.max_by_key(|directory| directory.hash_type.rank())
    }

    /// By whom it is signed.
    pub fn signing(&self) -> Signing {
        if self.cms().is_some() {
            return Signing::Cms;
        }
        let said = self.best_directory().or_else(|| self.directories.first());
        if said.is_some_and(|directory| directory.flags.has(Flags::ADHOC)) {
            Signing::AdHoc
        } else {
            Signing::Missing
        }
    }

    fn read_directory(&mut self, index: usize) {
        let Some(blob) = self.blobs.get(index) else { return };
        let slot = blob.slot;
        let wanted = slot.is_code_directory() && blob.magic == Magic::CODE_DIRECTORY;
        if !wanted || self.directories.iter().any(|directory| directory.slot == slot) {
            return;
        }
        let mut errors = Vec::new();
        match CodeDirectory::read(blob, &mut errors) {
            Ok(directory) => self.directories.push(directory),
            Err(error) => errors.push(error),
        }
        self.problems.extend(errors.into_iter().map(|error| Problem { slot: Some(slot), error }));
    }
}

impl<'a> Blob<'a> {
    /// All of it, header included.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// What a code directory's hash of this slot is over (Security's `sigblob.cpp`, `blobData`): without the header where it only wraps,
    /// as the old lists in slot 4 do; nothing where something else stands in such a slot, which Security refuses.
    pub fn hashed(&self) -> Option<&'a [u8]> {
        if self.slot.is_blob() {
            return Some(self.bytes);
        }
        (self.magic == Magic::WRAPPER).then(|| self.content())
    }

    /// Without the header.
    pub fn content(&self) -> &'a [u8] {
        self.bytes.get(super_blob::HEADER..).unwrap_or_default()
    }

    /// Where the content is in the signature.
    pub fn content_range(&self) -> Range<usize> {
        self.range.start.saturating_add(super_blob::HEADER).min(self.range.end)..self.range.end
    }
}

impl fmt::Debug for Blob<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({}, {}, {:?})", self.slot, self.magic, self.range)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(slot) = self.slot {
            write!(f, "{slot}: ")?;
        }
        self.error.fmt(f)
    }
}
