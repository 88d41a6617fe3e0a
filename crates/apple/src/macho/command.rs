//! Load commands: which there are, and what the small ones state.

use std::fmt;

use super::platform::{Build, BuildSource, Platform, Version};
use super::view::{View, place};
use super::{Cpu, LinkEdit};
use crate::{Error, Part};

/// The kind of a load command, by the number of cctools' `include/mach-o/loader.h` (`LC_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Command(pub u32);

impl Command {
    /// `LC_SEGMENT`.
    pub const SEGMENT: Self = Self(0x01);
    /// `LC_SEGMENT_64`.
    pub const SEGMENT_64: Self = Self(0x19);
    /// `LC_UUID`.
    pub const UUID: Self = Self(0x1b);
    /// `LC_CODE_SIGNATURE`.
    pub const CODE_SIGNATURE: Self = Self(0x1d);
    /// `LC_ENCRYPTION_INFO`.
    pub const ENCRYPTION_INFO: Self = Self(0x21);
    /// `LC_VERSION_MIN_MACOSX`.
    pub const VERSION_MIN_MACOSX: Self = Self(0x24);
    /// `LC_VERSION_MIN_IPHONEOS`.
    pub const VERSION_MIN_IPHONEOS: Self = Self(0x25);
    /// `LC_ENCRYPTION_INFO_64`.
    pub const ENCRYPTION_INFO_64: Self = Self(0x2c);
    /// `LC_VERSION_MIN_TVOS`.
    pub const VERSION_MIN_TVOS: Self = Self(0x2f);
    /// `LC_VERSION_MIN_WATCHOS`.
    pub const VERSION_MIN_WATCHOS: Self = Self(0x30);
    /// `LC_BUILD_VERSION`.
    pub const BUILD_VERSION: Self = Self(0x32);

    /// Its name, where it is one of those that are read.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::SEGMENT => "LC_SEGMENT",
            Self::SEGMENT_64 => "LC_SEGMENT_64",
            Self::UUID => "LC_UUID",
            Self::CODE_SIGNATURE => "LC_CODE_SIGNATURE",
            Self::ENCRYPTION_INFO => "LC_ENCRYPTION_INFO",
            Self::VERSION_MIN_MACOSX => "LC_VERSION_MIN_MACOSX",
            Self::VERSION_MIN_IPHONEOS => "LC_VERSION_MIN_IPHONEOS",
            Self::ENCRYPTION_INFO_64 => "LC_ENCRYPTION_INFO_64",
            Self::VERSION_MIN_TVOS => "LC_VERSION_MIN_TVOS",
            Self::VERSION_MIN_WATCHOS => "LC_VERSION_MIN_WATCHOS",
            Self::BUILD_VERSION => "LC_BUILD_VERSION",
            _ => return None,
        })
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{:#x}", self.0),
        }
    }
}

/// What `LC_ENCRYPTION_INFO` and its 64-bit form state: which bytes of the slice are encrypted, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Encryption {
    /// `cryptoff`, from the start of the slice.
    pub offset: u32,
    /// `cryptsize`.
    pub size: u32,
    /// `cryptid`: 0 where nothing is encrypted yet; 1 in what the App Store delivers.
    pub id: u32,
}

impl Encryption {
    /// Whether the bytes are encrypted, by what the command says.
    pub fn is_encrypted(self) -> bool {
        self.id != 0
    }
}

/// A command's bytes, from its own start, and where that is in the slice.
#[derive(Clone, Copy)]
pub(super) struct Body<'a> {
    pub(super) view: View<'a>,
    pub(super) at: usize,
}

impl Body<'_> {
    /// Reads a structure of so many bytes.
    fn read<T>(self, size: u64, read: impl FnOnce(View<'_>) -> Option<T>) -> Result<T, Error> {
        read(self.view).ok_or(Error::Truncated {
            part: Part::LoadCommand,
            offset: place(self.at),
            needed: size,
            available: place(self.view.len()),
        })
    }

    /// `uuid_command`.
    pub(super) fn uuid(self) -> Result<[u8; 16], Error> {
        self.read(24, |view| view.array(8))
    }

    /// `linkedit_data_command`.
    pub(super) fn link_edit(self) -> Result<LinkEdit, Error> {
        self.read(16, |view| Some(LinkEdit { offset: view.u32(8)?, size: view.u32(12)? }))
    }

    /// `encryption_info_command` and `encryption_info_command_64`, which only has four bytes more behind it.
    pub(super) fn encryption(self) -> Result<Encryption, Error> {
        self.read(20, |view| {
            Some(Encryption { offset: view.u32(8)?, size: view.u32(12)?, id: view.u32(16)? })
        })
    }

    /// `build_version_command`.
    pub(super) fn build_version(self) -> Result<Build, Error> {
        self.read(24, |view| {
            let _tools = view.u32(20)?;
            Some(Build {
                source: BuildSource::BuildVersion,
                platform: Platform(view.u32(8)?),
                minimum: Version(view.u32(12)?),
                sdk: Version(view.u32(16)?),
            })
        })
    }

    /// `version_min_command`, whose kind says the platform.
    pub(super) fn version_min(self, platform: Platform, cpu: Cpu) -> Result<Build, Error> {
        self.read(16, |view| {
            Some(Build {
                source: BuildSource::VersionMin,
                platform: platform.on(cpu),
                minimum: Version(view.u32(8)?),
                sdk: Version(view.u32(12)?),
            })
        })
    }
}
