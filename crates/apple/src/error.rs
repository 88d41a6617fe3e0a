//! The crate's one error type for bytes that cannot be read.

use std::fmt;

use thiserror::Error as ThisError;

/// Why bytes could not be read: what, where, and what was expected there.
///
/// Offsets count from the start of what was handed over: a property list, a Mach-O file, a blob.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum Error {
    /// The bytes end too early, or a table reaches beyond them.
    #[error("{part} at {offset:#x} needs {needed} bytes, {available} are there")]
    Truncated {
        /// What was being read.
        part: Part,
        /// Where it begins.
        offset: u64,
        /// Bytes that it needs.
        needed: u64,
        /// Bytes from there to the end of what holds it.
        available: u64,
    },
    /// Bytes that cannot stand there.
    #[error("{part} at {offset:#x}: expected {expected}")]
    Invalid {
        /// What was being read.
        part: Part,
        /// Where.
        offset: u64,
        /// What should be there.
        expected: &'static str,
    },
    /// A CMS message, or what is in it, cannot be read.
    #[error("message: {0}")]
    Message(beian_pki::Error),
    /// A limit was reached.
    #[error(transparent)]
    Limit(#[from] beian_archive::Error),
}

/// What was being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// A property list.
    PropertyList,
    /// A file of localised strings.
    Strings,
    /// The header of a Mach-O file.
    MachHeader,
    /// The header of a universal (fat) file, with its list of slices.
    FatHeader,
    /// A slice of a universal file.
    Slice,
    /// All load commands of a slice.
    LoadCommands,
    /// A load command.
    LoadCommand,
    /// A segment.
    Segment,
    /// A section.
    Section,
    /// What a slice says is encrypted.
    Encrypted,
    /// The blob that holds all of a code signature.
    SuperBlob,
    /// The list of blobs in a code signature.
    BlobIndex,
    /// One of the blobs of a code signature.
    Blob,
    /// A code directory.
    CodeDirectory,
    /// Entitlements.
    Entitlements,
    /// A provisioning profile.
    Profile,
    /// The seal of a bundle's files.
    Seal,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PropertyList => "property list",
            Self::Strings => "strings file",
            Self::MachHeader => "Mach-O header",
            Self::FatHeader => "universal header",
            Self::Slice => "slice",
            Self::LoadCommands => "load commands",
            Self::LoadCommand => "load command",
            Self::Segment => "segment",
            Self::Section => "section",
            Self::Encrypted => "encrypted range",
            Self::SuperBlob => "code signature",
            Self::BlobIndex => "index of the code signature",
            Self::Blob => "blob of the code signature",
            Self::CodeDirectory => "code directory",
            Self::Entitlements => "entitlements",
            Self::Profile => "provisioning profile",
            Self::Seal => "seal of the files",
        })
    }
}
