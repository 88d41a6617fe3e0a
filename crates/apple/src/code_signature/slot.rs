//! Slots, and the magic numbers of what stands in them (xnu's `osfmk/kern/cs_blobs.h`; Security's `codedirectory.h`).

use std::fmt;

/// What a blob is for. Up to [`Slot::LIBRARY_CONSTRAINT`] the numbers are those of special slots as well, in which code directories
/// seal things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub u32);

impl Slot {
    /// The first code directory.
    pub const CODE_DIRECTORY: Self = Self(0);
    /// `Info.plist`; sealed, not in the signature.
    pub const INFO: Self = Self(1);
    /// Requirements that the code itself states.
    pub const REQUIREMENTS: Self = Self(2);
    /// `_CodeSignature/CodeResources`; sealed, not in the signature.
    pub const RESOURCES: Self = Self(3);
    /// What the application's kind puts there; once a list of the slots that are for all processors alike.
    pub const APPLICATION: Self = Self(4);
    /// Entitlements as a property list.
    pub const ENTITLEMENTS: Self = Self(5);
    /// What the container's kind puts there, such as a disk image.
    pub const REP_SPECIFIC: Self = Self(6);
    /// Entitlements in DER.
    pub const DER_ENTITLEMENTS: Self = Self(7);
    /// How this code may be started.
    pub const LAUNCH_CONSTRAINT_SELF: Self = Self(8);
    /// By what parent.
    pub const LAUNCH_CONSTRAINT_PARENT: Self = Self(9);
    /// By what process that is responsible.
    pub const LAUNCH_CONSTRAINT_RESPONSIBLE: Self = Self(10);
    /// Which libraries it may load.
    pub const LIBRARY_CONSTRAINT: Self = Self(11);
    /// The first of five further code directories.
    pub const ALTERNATE_CODE_DIRECTORIES: Self = Self(0x1000);
    /// The CMS message.
    pub const SIGNATURE: Self = Self(0x1_0000);
    /// Which slice a detached signature is for.
    pub const IDENTIFICATION: Self = Self(0x1_0001);
    /// A notarisation ticket.
    pub const TICKET: Self = Self(0x1_0002);

    /// Whether a code directory stands there. Security looks for alternates up to `cdAlternateCodeDirectoryLimit`, which is 0x1005 and
    /// the first that is none.
    pub fn is_code_directory(self) -> bool {
        self == Self::CODE_DIRECTORY || (0x1000..0x1005).contains(&self.0)
    }

    /// The magic that what stands there must have, where xnu (`cs_validate_csblob`) or Security demands one.
    pub fn magic(self) -> Option<Magic> {
        Some(match self {
            _ if self.is_code_directory() => Magic::CODE_DIRECTORY,
            Self::REQUIREMENTS => Magic::REQUIREMENTS,
            Self::ENTITLEMENTS => Magic::ENTITLEMENTS,
            Self::DER_ENTITLEMENTS => Magic::DER_ENTITLEMENTS,
            Self::LAUNCH_CONSTRAINT_SELF
            | Self::LAUNCH_CONSTRAINT_PARENT
            | Self::LAUNCH_CONSTRAINT_RESPONSIBLE
            | Self::LIBRARY_CONSTRAINT => Magic::LAUNCH_CONSTRAINT,
            Self::SIGNATURE => Magic::WRAPPER,
            _ => return None,
        })
    }

    /// Whether what stands there is a blob by itself, so that its hash is over the header too. Everything else is wrapped, and its hash is
    /// over what is wrapped (Security's `codedirectory.cpp`, `slotAttributes`, `cdComponentIsBlob`).
    pub fn is_blob(self) -> bool {
        self.is_code_directory()
            || matches!(
                self,
                Self::REQUIREMENTS
                    | Self::ENTITLEMENTS
                    | Self::DER_ENTITLEMENTS
                    | Self::LAUNCH_CONSTRAINT_SELF
                    | Self::LAUNCH_CONSTRAINT_PARENT
                    | Self::LAUNCH_CONSTRAINT_RESPONSIBLE
                    | Self::LIBRARY_CONSTRAINT
            )
    }

    fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::CODE_DIRECTORY => "code directory",
            Self::INFO => "Info.plist",
            Self::REQUIREMENTS => "requirements",
            Self::RESOURCES => "CodeResources",
            Self::ENTITLEMENTS => "entitlements",
            Self::DER_ENTITLEMENTS => "DER entitlements",
            Self::LAUNCH_CONSTRAINT_SELF => "launch constraint",
            Self::LAUNCH_CONSTRAINT_PARENT => "launch constraint on the parent",
            Self::LAUNCH_CONSTRAINT_RESPONSIBLE => "launch constraint on the responsible process",
            Self::LIBRARY_CONSTRAINT => "library constraint",
            Self::SIGNATURE => "CMS signature",
            Self::IDENTIFICATION => "identification",
            Self::TICKET => "ticket",
            _ => return None,
        })
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None if self.is_code_directory() => write!(f, "alternate code directory {:#x}", self.0),
            None => write!(f, "slot {:#x}", self.0),
        }
    }
}

/// The number that a blob begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Magic(pub u32);

impl Magic {
    /// `CSMAGIC_REQUIREMENT`: one requirement.
    pub const REQUIREMENT: Self = Self(0xfade_0c00);
    /// `CSMAGIC_REQUIREMENTS`.
    pub const REQUIREMENTS: Self = Self(0xfade_0c01);
    /// `CSMAGIC_CODEDIRECTORY`.
    pub const CODE_DIRECTORY: Self = Self(0xfade_0c02);
    /// `CSMAGIC_EMBEDDED_SIGNATURE`: what holds all others.
    pub const EMBEDDED_SIGNATURE: Self = Self(0xfade_0cc0);
    /// `CSMAGIC_EMBEDDED_ENTITLEMENTS`.
    pub const ENTITLEMENTS: Self = Self(0xfade_7171);
    /// `CSMAGIC_EMBEDDED_DER_ENTITLEMENTS`.
    pub const DER_ENTITLEMENTS: Self = Self(0xfade_7172);
    /// `CSMAGIC_EMBEDDED_LAUNCH_CONSTRAINT`.
    pub const LAUNCH_CONSTRAINT: Self = Self(0xfade_8181);
    /// `CSMAGIC_BLOBWRAPPER`: bytes that are no blob by themselves, such as CMS.
    pub const WRAPPER: Self = Self(0xfade_0b01);
}

impl fmt::Display for Magic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#010x}", self.0)
    }
}
