//! Signature schemes, their blocks and the platforms that read them.

use super::BlockId;

/// A way to sign a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scheme {
    /// JAR signing.
    V1,
    /// APK Signature Scheme v2, from Android 7.0.
    V2,
    /// APK Signature Scheme v3, from Android 9: keys can rotate.
    V3,
    /// APK Signature Scheme v3.1, from Android 13: rotation for newer platforms only.
    V31,
    /// APK Signature Scheme v3.2, from Android 17: a classical signer and one against quantum computers.
    V32,
    /// APK Signature Scheme v4: a file beside the package.
    V4,
    /// Source stamp of the first version.
    StampV1,
    /// Source stamp of the second version.
    StampV2,
}

impl Scheme {
    /// The schemes of the signing block whose signers sign the package, from the highest down.
    pub const OF_SIGNERS: [Self; 4] = [Self::V32, Self::V31, Self::V3, Self::V2];
    /// The stamps' schemes, from the highest down.
    pub const OF_STAMPS: [Self; 2] = [Self::StampV2, Self::StampV1];

    /// The id of its value in the signing block: `V2SchemeConstants`, `V3SchemeConstants`, `SourceStampConstants`. `None` of those that are
    /// not there.
    pub fn block_id(self) -> Option<BlockId> {
        match self {
            Self::V2 => Some(BlockId::V2),
            Self::V3 => Some(BlockId::V3),
            Self::V31 => Some(BlockId::V31),
            Self::V32 => Some(BlockId::V32),
            Self::StampV1 => Some(BlockId::STAMP_V1),
            Self::StampV2 => Some(BlockId::STAMP_V2),
            Self::V1 | Self::V4 => None,
        }
    }

    /// The first platform that reads it: `MIN_SDK_WITH_V3_SUPPORT` and its like in `V3SchemeConstants`; stamps from Android 11 on
    /// (`ApkVerifier.verify`).
    pub fn min_sdk(self) -> u32 {
        match self {
            Self::V1 => 1,
            Self::V2 => 24,
            Self::V3 => 28,
            Self::V4 | Self::StampV1 | Self::StampV2 => 30,
            Self::V31 => 33,
            Self::V32 => 37,
        }
    }

    /// Whether platforms ask for it before they install a package: v4 and source stamps come on top.
    pub fn signs_packages(self) -> bool {
        matches!(self, Self::V1 | Self::V2 | Self::V3 | Self::V31 | Self::V32)
    }

    /// Whether its signers say for which platforms they sign.
    pub fn has_sdk_range(self) -> bool {
        matches!(self, Self::V3 | Self::V31 | Self::V32)
    }
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
            Self::V3 => "v3",
            Self::V31 => "v3.1",
            Self::V32 => "v3.2",
            Self::V4 => "v4",
            Self::StampV1 => "source stamp v1",
            Self::StampV2 => "source stamp v2",
        })
    }
}

/// Platforms by their API level, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SdkRange {
    /// The first one.
    pub min: u32,
    /// The last one; [`u32::MAX`] where there is no end.
    pub max: u32,
}

impl SdkRange {
    /// Java's largest int, which signers write where there is no last platform.
    pub const NO_MAX: u32 = 0x7fff_ffff;

    /// Whether there is a last platform.
    pub fn has_end(self) -> bool {
        self.max < Self::NO_MAX
    }

    /// From a platform on, without end.
    pub fn from(min: u32) -> Self {
        Self { min, max: u32::MAX }
    }

    /// The platforms of both ranges; `None` where there are none.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let both = Self { min: self.min.max(other.min), max: self.max.min(other.max) };
        (both.min <= both.max).then_some(both)
    }
}

impl std::fmt::Display for SdkRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.has_end() { write!(f, "{}-{}", self.min, self.max) } else { write!(f, "{}+", self.min) }
    }
}
