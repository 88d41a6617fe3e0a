//! Additional attributes of signers.

use super::Blob;

/// The kind of an attribute. Unknown ones keep their number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttributeId(pub u32);

impl AttributeId {
    /// In v2: the number of a newer scheme that must be there as well (`V2SchemeConstants.STRIPPING_PROTECTION_ATTR_ID`).
    pub const STRIPPING_PROTECTION: Self = Self(0xbeef_f00d);
    /// In v3 and its successors: the line of keys that led to this one (`V3SchemeConstants.PROOF_OF_ROTATION_ATTR_ID`).
    pub const PROOF_OF_ROTATION: Self = Self(0x3ba0_6f8c);
    /// In v3: the first platform that the v3.1 block is for (`V3SchemeConstants.ROTATION_MIN_SDK_VERSION_ATTR_ID`).
    pub const ROTATION_MIN_SDK: Self = Self(0x559f_8b02);
    /// In v3.1 and v3.2: the signer is for the platform in development after its first one
    /// (`V3SchemeConstants.SIGNER_TARGETS_DEV_RELEASE_ATTR_ID`, before Android 17 `ROTATION_ON_DEV_RELEASE_ATTR_ID`).
    pub const TARGETS_DEV_RELEASE: Self = Self(0xc2a6_b3ba);
    /// In v3 and v3.1: the first platform that the v3.2 block is for (`HYBRID_MIN_SDK_VERSION_ATTR_ID` of Android 17).
    pub const HYBRID_MIN_SDK: Self = Self(0xbf94_0529);
    /// In v3 and v3.1: the last platform that the v3.2 block is for (`ApkSignatureSchemeV3Verifier.HYBRID_MAX_SDK_VERSION_ATTR_ID`).
    pub const HYBRID_MAX_SDK: Self = Self(0x9f06_b79c);
    /// In stamps: the line of stamp keys (`SourceStampConstants.PROOF_OF_ROTATION_ATTR_ID`).
    pub const STAMP_PROOF_OF_ROTATION: Self = Self(0x9d63_03f7);
    /// In stamps: when it was made, seconds since 1970 in eight bytes (`SourceStampConstants.STAMP_TIME_ATTR_ID`).
    pub const STAMP_TIME: Self = Self(0xe43c_5946);
}

impl std::fmt::Debug for AttributeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AttributeId({:#010x})", self.0)
    }
}

/// An attribute as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Its kind.
    pub id: AttributeId,
    /// Its value.
    pub value: Blob,
}

impl Attribute {
    /// The value's first four bytes as a number, as the platform reads such values; `None` where it is shorter.
    pub fn number(&self) -> Option<u32> {
        self.value.bytes.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
    }
}
