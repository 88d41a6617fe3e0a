//! What was found, of one entry and of a package.

use crate::PackageNames;

/// What was found in one entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntrySightings {
    pub(crate) names: PackageNames,
    /// Sightings beyond the limit, which are not here.
    pub(crate) dropped: u64,
}

impl EntrySightings {
    /// Sightings that were not kept, since one entry may not cost more.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What was found in a later part of the same entry.
    pub fn append(&mut self, later: Self) {
        self.names.merge(later.names);
        self.dropped = self.dropped.saturating_add(later.dropped);
    }
}

/// What was found in all entries of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sightings {
    pub(crate) entries: Vec<String>,
    pub(crate) names: PackageNames,
}

impl Sightings {
    /// What was found in one more entry, `entry` by its path through nesting. The order of calls is that of the evidence.
    pub fn add(&mut self, entry: &str, found: EntrySightings) {
        self.entries.push(entry.to_owned());
        self.names.merge(found.names);
    }
}
