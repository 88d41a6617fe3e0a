//! What a package calls its own things.

use std::collections::BTreeSet;

use beian_text::Name;

/// What a package calls its own things: evidence against what looks like a host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageNames {
    all: BTreeSet<String>,
}

impl PackageNames {
    /// One more name.
    pub fn add(&mut self, name: Name<'_>) {
        let _ = name;
    }

    /// All names of `other` as well.
    pub fn merge(&mut self, other: Self) {
        self.all.extend(other.all);
    }
}
