//! The platform's rules, each with where it stands in the platform's source.
//!
//! The source is libziparchive of Android 14 (`platform/system/libziparchive`, `zip_archive.cc` of 2023-08-29, the
//! newest that could be read), unless a rule names another. Android 10's and 11's reader differs where a rule says so.

use std::fmt;

/// A generation of the platform's reader. Between them its rules did not change in anything that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Release {
    /// Android 10 and 11 (`platform/system/core`, `libziparchive`): no zip64.
    Android10,
    /// Android 12 to 14, and what was newest when this was written.
    Android12,
}

impl Release {
    /// The reader of today's devices, by which the strict reading goes.
    pub const NEWEST: Self = Self::Android12;

    /// Whether the reader replaces escaped values by those of zip64 records; if not, it takes the escapes as they are.
    pub fn reads_zip64(self) -> bool {
        self >= Self::Android12
    }
}

/// A rule by which the platform's reader accepts, refuses or ignores something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Rule {
    /// A file has 22 bytes at least and 256 GiB at most (Android 10 and 11: 4 GiB).
    FileSize,
    /// The end record is the last signature in the final 65,557 bytes of the file.
    EndRecord,
    /// The end record's comment ends with the file.
    EndOfFile,
    /// A zip64 locator stands directly before the end record, if that has escaped values, and leads to a zip64 end
    /// record (Android 10 and 11: escaped values are taken as they are, and refused as too large).
    Zip64End,
    /// The directory lies before the end record, by its declared offset and size.
    DirectoryBounds,
    /// An archive has an entry at least.
    NotEmpty,
    /// As many directory records as the end record counts follow each other within the directory's declared size;
    /// what follows them is not looked at.
    DirectoryRecord,
    /// Escaped values of an entry are replaced by a sound zip64 extra field (Android 10 and 11: taken as they are).
    Zip64Extra,
    /// Every local header starts before the directory.
    LocalOffset,
    /// A name has no NUL and passes a lax check for UTF-8.
    EntryName,
    /// No two entries have the same name.
    UniqueNames,
    /// The file starts with a local header's signature.
    FirstSignature,
    /// The local header that the directory points at is one, and lies before the directory.
    LocalHeader,
    /// The local header has the directory's name.
    LocalName,
    /// Without a data descriptor, the local header has the directory's sizes and CRC.
    LocalSizes,
    /// The entry's data lie before the directory.
    DataBounds,
    /// Only methods 0 and 8 are extracted.
    Method,
    /// A deflated stream ends within the last 32 KiB of its declared bytes and gives as many bytes as declared.
    Inflate,
    /// A data descriptor, if the local header announces one, has the directory's sizes and CRC.
    Descriptor,
    /// The CRC of what was extracted is not compared.
    CrcUnchecked,
    /// Of the flags only bit 3 of the local header is looked at.
    FlagsUnread,
    /// The method is the directory's; the local header's is not looked at.
    CentralMethod,
    /// An asset (manifest, resources, anything opened by the asset manager) whose method is not 8 is read as if it
    /// were stored, with its uncompressed size.
    AssetMethod,
    /// A stored entry has as many bytes as its uncompressed size says.
    StoredSize,
    /// The reader has no rule about it.
    NotLookedAt,
}

impl Rule {
    /// Where the rule stands: file and function of the platform's source.
    pub fn source(self) -> &'static str {
        match self {
            Self::FileSize | Self::NotEmpty => "zip_archive.cc, MapCentralDirectory",
            Self::EndRecord | Self::EndOfFile | Self::DirectoryBounds => {
                "zip_archive.cc, FindCentralDirectoryInfo"
            }
            Self::Zip64End => "zip_archive.cc, FindCentralDirectoryInfoForZip64",
            Self::DirectoryRecord | Self::LocalOffset | Self::FirstSignature => {
                "zip_archive.cc, ParseZipArchive"
            }
            Self::Zip64Extra => "zip_archive.cc, ParseZip64ExtendedInfoInExtraField",
            Self::EntryName => "entry_name_utils-inl.h, IsValidEntryName",
            Self::UniqueNames => "zip_cd_entry_map.cc, AddToMap",
            Self::LocalHeader
            | Self::LocalName
            | Self::LocalSizes
            | Self::DataBounds
            | Self::FlagsUnread
            | Self::CentralMethod => "zip_archive.cc, FindEntry",
            Self::Method => "zip_archive.cc, extractToWriter",
            Self::Inflate => "zip_archive.cc, inflateImpl",
            Self::StoredSize => "zip_archive.cc, CopyEntryToWriter",
            Self::Descriptor => "zip_archive.cc, ValidateDataDescriptor",
            Self::CrcUnchecked => "zip_archive.cc, kCrcChecksEnabled",
            Self::AssetMethod => "AssetsProvider.cpp, ZipAssetsProvider::OpenInternal",
            Self::NotLookedAt => "zip_archive.cc, zip_archive_common.h",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FileSize => "a file has 22 bytes at least and 256 GiB at most",
            Self::EndRecord => "the end record is the last signature in the final 65,557 bytes",
            Self::EndOfFile => "the end record's comment ends with the file",
            Self::Zip64End => "a zip64 end record is found by the locator before the end record",
            Self::DirectoryBounds => "the directory lies before the end record",
            Self::NotEmpty => "an archive has an entry",
            Self::DirectoryRecord => "the directory has as many records as are counted",
            Self::Zip64Extra => "escaped values stand in a zip64 extra field",
            Self::LocalOffset => "local headers start before the directory",
            Self::EntryName => "a name is UTF-8 without NUL",
            Self::UniqueNames => "no two entries have the same name",
            Self::FirstSignature => "the file starts with a local header",
            Self::LocalHeader => "the directory points at a local header",
            Self::LocalName => "the local header has the directory's name",
            Self::LocalSizes => "the local header has the directory's sizes and CRC",
            Self::DataBounds => "an entry's data lie before the directory",
            Self::Method => "the method is 0 or 8",
            Self::Inflate => "a deflated stream gives as many bytes as declared",
            Self::Descriptor => "a data descriptor has the directory's sizes and CRC",
            Self::CrcUnchecked => "the CRC is not compared",
            Self::FlagsUnread => "of the flags only bit 3 is looked at",
            Self::CentralMethod => "the method is the directory's",
            Self::AssetMethod => "an asset of an unknown method is read as stored",
            Self::StoredSize => "a stored entry has its uncompressed size",
            Self::NotLookedAt => "the reader does not look at it",
        })
    }
}
