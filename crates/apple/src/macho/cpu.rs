//! Processors: what a header and a list of slices state, and how `lipo` names it.

use std::borrow::Cow;
use std::fmt;

/// Bits of a subtype that state features, such as pointer authentication (xnu's `osfmk/mach/machine.h`, `CPU_SUBTYPE_MASK`).
const SUBTYPE_FEATURES: u32 = 0xff00_0000;
/// Bits of a type that state an ABI (`CPU_ARCH_ABI64`, `CPU_ARCH_ABI64_32`).
const ABI64: u32 = 0x0100_0000;
const ABI64_32: u32 = 0x0200_0000;

/// A processor, by the numbers of `osfmk/mach/machine.h` as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cpu {
    /// `cputype`.
    pub kind: u32,
    /// `cpusubtype`, with the bits that state features.
    pub subtype: u32,
}

impl Cpu {
    /// `CPU_TYPE_X86`, also named `CPU_TYPE_I386`.
    pub const X86: u32 = 7;
    /// `CPU_TYPE_X86_64`.
    pub const X86_64: u32 = Self::X86 | ABI64;
    /// `CPU_TYPE_ARM`.
    pub const ARM: u32 = 12;
    /// `CPU_TYPE_ARM64`.
    pub const ARM64: u32 = Self::ARM | ABI64;
    /// `CPU_TYPE_ARM64_32`: 64-bit instructions with 32-bit pointers, in watches.
    pub const ARM64_32: u32 = Self::ARM | ABI64_32;
    /// `CPU_TYPE_POWERPC`.
    pub const POWERPC: u32 = 18;
    /// `CPU_TYPE_POWERPC64`.
    pub const POWERPC64: u32 = Self::POWERPC | ABI64;

    /// The subtype without the bits that state features.
    pub fn model(self) -> u32 {
        self.subtype & !SUBTYPE_FEATURES
    }

    /// Whether both are the same but for the bits that state features.
    pub fn is(self, other: Self) -> bool {
        (self.kind, self.model()) == (other.kind, other.model())
    }

    /// Whether it is a processor of a Mac before 2020: what simulators ran on.
    pub fn is_intel(self) -> bool {
        matches!(self.kind, Self::X86 | Self::X86_64)
    }

    /// The name that `lipo -archs` prints (cctools, `misc/lipo.c`, `print_arch`). What has none there is given by its numbers,
    /// without the parentheses that `lipo` puts around them.
    pub fn arch(self) -> Cow<'static, str> {
        self.name().map_or_else(
            || {
                let (kind, model) = (self.kind.cast_signed(), self.model().cast_signed());
                Cow::Owned(format!("cputype ({kind}) cpusubtype ({model})"))
            },
            Cow::Borrowed,
        )
    }

    fn name(self) -> Option<&'static str> {
        let model = self.model();
        match self.kind {
            Self::ARM64 => named(model, &[(0, "arm64"), (1, "arm64v8"), (2, "arm64e")]),
            Self::ARM64_32 => named(model, &[(1, "arm64_32")]),
            Self::ARM => named(model, ARM_MODELS),
            Self::X86_64 => named(model, &[(3, "x86_64"), (8, "x86_64h")]),
            Self::X86 => named(model, X86_MODELS),
            Self::POWERPC => named(model, POWERPC_MODELS),
            Self::POWERPC64 => named(model, &[(0, "ppc64"), (100, "ppc970-64")]),
            _ => None,
        }
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.arch())
    }
}

fn named(model: u32, names: &[(u32, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(number, _)| *number == model).map(|(_, name)| *name)
}

const ARM_MODELS: &[(u32, &str)] = &[
    (0, "arm"),
    (5, "armv4t"),
    (6, "armv6"),
    (7, "armv5"),
    (8, "xscale"),
    (9, "armv7"),
    (10, "armv7f"),
    (11, "armv7s"),
    (12, "armv7k"),
    (14, "armv6m"),
    (15, "armv7m"),
    (16, "armv7em"),
    (17, "armv8m.main"),
    (18, "armv8m.base"),
    (19, "armv8.1m.main"),
];

const X86_MODELS: &[(u32, &str)] = &[
    (0x03, "i386"),
    (0x04, "i486"),
    (0x84, "i486SX"),
    (0x05, "pentium"),
    (0x16, "pentpro"),
    (0x36, "pentIIm3"),
    (0x56, "pentIIm5"),
];

const POWERPC_MODELS: &[(u32, &str)] = &[
    (0, "ppc"),
    (1, "ppc601"),
    (3, "ppc603"),
    (4, "ppc603e"),
    (5, "ppc603ev"),
    (6, "ppc604"),
    (7, "ppc604e"),
    (9, "ppc750"),
    (10, "ppc7400"),
    (11, "ppc7450"),
    (100, "ppc970"),
];
