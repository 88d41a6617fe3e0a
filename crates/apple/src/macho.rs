//! Mach-O files, thin and universal: which processors and platforms they are for, what is encrypted, where segments, sections and
//! the code signature stand.
//!
//! A file is read from memory, as far as it can be: a table that is broken is a [`Problem`], and whatever else can be read is. Sources:
//! Apple's cctools (`include/mach-o/loader.h`, `fat.h`), xnu (`bsd/kern/mach_loader.c`, `mach_fat.c`) for what the kernel refuses, and
//! Security (`OSX/libsecurity_utilities/lib/macho++.cpp`) for what counts where something is there twice.
//!
//! ```
//! use beian_apple::macho::MachFile;
//!
//! let bytes = beian_testkit::macho::Mach::arm64().build();
//! let file = MachFile::parse(&bytes)?;
//! assert_eq!(file.slices[0].cpu.arch(), "arm64");
//! assert_eq!(file.slices[0].platform().map(|platform| platform.to_string()).as_deref(), Some("iphoneos"));
//! # Ok::<(), beian_apple::Error>(())
//! ```

mod command;
mod cpu;
mod fat;
mod platform;
mod problem;
mod segment;
mod slice;
#[cfg(test)]
mod tests;
pub(crate) mod view;

use std::fmt;
use std::ops::Range;

pub use command::{Command, Encryption};
pub use cpu::Cpu;
pub use platform::{Build, BuildSource, Platform, Version};
pub use problem::{Place, Problem};
pub use segment::{Name, Section, Segment};
pub use view::ByteOrder;

use crate::Error;

/// A Mach-O file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MachFile {
    /// What the slices are in.
    pub container: Container,
    /// The slices that could be read, in stored order; there is at least one.
    pub slices: Vec<Slice>,
    /// What is wrong with the list of slices, and slices that could not be read.
    pub problems: Vec<Problem>,
}

/// What slices are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Container {
    /// The file is the one slice.
    Thin,
    /// A universal file (`FAT_MAGIC`).
    Fat,
    /// A universal file whose offsets have 64 bits (`FAT_MAGIC_64`). The kernel runs none (xnu's `mach_fat.c`); libraries may be such.
    Fat64,
}

/// The code for one processor. Offsets in it count from its start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Where it is in the file, as far as the file has it.
    pub range: Range<usize>,
    /// It stands behind the list of slices, not in it; the kernel does not see it.
    pub hidden: bool,
    /// Whether addresses have 64 bits, by the magic.
    pub is_64: bool,
    /// The order of bytes, by the magic.
    pub order: ByteOrder,
    /// The processor, as the slice states it.
    pub cpu: Cpu,
    /// What kind of file it is.
    pub file_type: FileType,
    /// `ncmds`: how many load commands the header says there are.
    pub command_count: u32,
    /// `flags` (`MH_*`).
    pub flags: u32,
    /// `LC_UUID`.
    pub uuid: Option<[u8; 16]>,
    /// Where the code signature stands; nothing where the slice is unsigned.
    pub code_signature: Option<LinkEdit>,
    /// What is encrypted; nothing where the slice cannot be.
    pub encryption: Option<Encryption>,
    /// What it was built for, in stored order. More than one is rare: libraries for macOS and Catalyst.
    pub builds: Vec<Build>,
    /// The segments, in stored order.
    pub segments: Vec<Segment>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// Bytes of the segment `__LINKEDIT`, as a command states them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LinkEdit {
    /// `dataoff`, from the start of the slice.
    pub offset: u32,
    /// `datasize`.
    pub size: u32,
}

impl MachFile {
    /// Reads a file, thin or universal. Static archives are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if let Some(container) = fat::container(bytes) {
            return fat::read(bytes, container);
        }
        let slice = slice::read(bytes, 0..bytes.len(), &mut slice::Left::default())?;
        Ok(Self { container: Container::Thin, slices: vec![slice], problems: Vec::new() })
    }

    /// Whether bytes begin as a Mach-O file does, thin or universal. Class files of Java do as well.
    pub fn looks_like(bytes: &[u8]) -> bool {
        fat::container(bytes).is_some() || slice::magic(bytes).is_ok()
    }
}

impl Slice {
    /// Its bytes, given the file's.
    pub fn bytes<'a>(&self, file: &'a [u8]) -> &'a [u8] {
        file.get(self.range.clone()).unwrap_or_default()
    }

    /// What it was built for, as Security takes it (`macho++.cpp`, `version`): the first `LC_BUILD_VERSION`, or else the first of the older
    /// commands.
    pub fn build(&self) -> Option<&Build> {
        let newer = self.builds.iter().find(|build| build.source == BuildSource::BuildVersion);
        newer.or_else(|| self.builds.first())
    }

    /// The platform it was built for.
    pub fn platform(&self) -> Option<Platform> {
        self.build().map(|build| build.platform)
    }

    /// Whether a part of it is encrypted, by what it says.
    pub fn is_encrypted(&self) -> bool {
        self.encryption.is_some_and(Encryption::is_encrypted)
    }

    /// All sections, in stored order.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.segments.iter().flat_map(|segment| &segment.sections)
    }

    /// The bytes of a section, given the file's: as far as the slice has them, and none where the section has none.
    pub fn section_bytes<'a>(&self, file: &'a [u8], section: &Section) -> &'a [u8] {
        section.range().map(|range| self.part(file, range)).unwrap_or_default()
    }

    /// The bytes of the code signature, given the file's, as far as the slice has them; nothing where the slice is unsigned.
    pub fn code_signature_bytes<'a>(&self, file: &'a [u8]) -> Option<&'a [u8]> {
        self.code_signature.map(|stated| self.part(file, stated.range()))
    }

    /// What the slice has of a range.
    fn part<'a>(&self, file: &'a [u8], range: Range<u64>) -> &'a [u8] {
        let bytes = self.bytes(file);
        let at = |end| view::long_offset(end).min(bytes.len());
        bytes.get(at(range.start)..at(range.end)).unwrap_or_default()
    }
}

/// What kind of file a slice is, by the number of `include/mach-o/loader.h` (`MH_*`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FileType(pub u32);

impl FileType {
    /// `MH_OBJECT`: for the linker.
    pub const OBJECT: Self = Self(0x1);
    /// `MH_EXECUTE`: a program.
    pub const EXECUTE: Self = Self(0x2);
    /// `MH_CORE`: what a process left.
    pub const CORE: Self = Self(0x4);
    /// `MH_PRELOAD`: firmware.
    pub const PRELOAD: Self = Self(0x5);
    /// `MH_DYLIB`: a library or a framework.
    pub const DYLIB: Self = Self(0x6);
    /// `MH_DYLINKER`: what loads libraries.
    pub const DYLINKER: Self = Self(0x7);
    /// `MH_BUNDLE`: a plug-in.
    pub const BUNDLE: Self = Self(0x8);
    /// `MH_DYLIB_STUB`: a library for the linker alone.
    pub const DYLIB_STUB: Self = Self(0x9);
    /// `MH_DSYM`: debug symbols.
    pub const DSYM: Self = Self(0xa);
    /// `MH_KEXT_BUNDLE`: a part of the kernel.
    pub const KEXT_BUNDLE: Self = Self(0xb);
    /// `MH_FILESET`: several files in one.
    pub const FILESET: Self = Self(0xc);

    /// Its name in the header.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::OBJECT => "MH_OBJECT",
            Self::EXECUTE => "MH_EXECUTE",
            Self::CORE => "MH_CORE",
            Self::PRELOAD => "MH_PRELOAD",
            Self::DYLIB => "MH_DYLIB",
            Self::DYLINKER => "MH_DYLINKER",
            Self::BUNDLE => "MH_BUNDLE",
            Self::DYLIB_STUB => "MH_DYLIB_STUB",
            Self::DSYM => "MH_DSYM",
            Self::KEXT_BUNDLE => "MH_KEXT_BUNDLE",
            Self::FILESET => "MH_FILESET",
            _ => return None,
        })
    }
}

impl fmt::Display for FileType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "file type {}", self.0),
        }
    }
}
