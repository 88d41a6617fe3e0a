//! Resource ids.

use std::fmt;

/// A resource id, `0xPPTTEEEE`: package, type (from 1), entry. `ResourceUtils.h`, `make_resid`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

impl ResourceId {
    /// The package that the id points into: 1 is the framework, 0x7f an app, 0 the package that the reference stands in.
    pub fn package(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The type's number, from 1. 0 is no valid type.
    pub fn type_id(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// The entry's index in its type.
    pub fn entry(self) -> u16 {
        let [_, _, high, low] = self.0.to_be_bytes();
        u16::from_be_bytes([high, low])
    }

    /// The same type and entry in another package.
    #[must_use]
    pub fn in_package(self, package: u8) -> Self {
        let [_, type_id, high, low] = self.0.to_be_bytes();
        Self(u32::from_be_bytes([package, type_id, high, low]))
    }

    /// Whether package and type are set. `ResourceUtils.h`, `is_valid_resid`.
    pub fn is_valid(self) -> bool {
        self.package() != 0 && self.type_id() != 0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08x}", self.0)
    }
}
