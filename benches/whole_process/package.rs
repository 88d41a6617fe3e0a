//! What a package holds, and a copy of it with every entry deflated.

use std::path::Path;

use beian_archive::{Archive, Budget, Limits, Method, Source};
use beian_testkit::zip::ZipBuilder;
use tempfile::NamedTempFile;

/// What of a package decides what reading it may cost.
pub struct Facts {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes of its largest entry, inflated.
    pub largest: u64,
    /// Bytes that are stored as they are.
    stored: u64,
}

impl Facts {
    pub fn of(package: &Path) -> Result<Self, String> {
        let archive = open(package, &mut Budget::new(&Limits::default()))?;
        let entries = archive.entries();
        let stored = entries.iter().filter(|entry| entry.method() == Method::STORED);
        Ok(Self {
            bytes: archive.source().len(),
            largest: entries.iter().map(beian_archive::Entry::uncompressed_size).max().unwrap_or(0),
            stored: stored.map(beian_archive::Entry::uncompressed_size).sum(),
        })
    }

    /// Copying is so much cheaper than inflating that it says nothing of what looking at the bytes may cost: of a package that
    /// is mostly stored, the floor is that of this copy.
    pub fn deflated_copy(&self, package: &Path) -> Result<Option<NamedTempFile>, String> {
        if self.stored <= self.bytes / 2 {
            return Ok(None);
        }
        let mut budget = Budget::new(&Limits::default());
        let archive = open(package, &mut budget)?;
        let mut copy = ZipBuilder::new();
        for entry in archive.entries() {
            let mut bytes = Vec::new();
            archive.read(entry.index(), &mut budget, &mut bytes).map_err(|error| error.to_string())?;
            copy = copy.deflated(&entry.name_lossy(), &bytes);
        }
        let file = NamedTempFile::new().map_err(|error| error.to_string())?;
        std::fs::write(file.path(), copy.build()).map_err(|error| error.to_string())?;
        Ok(Some(file))
    }
}

fn open(package: &Path, budget: &mut Budget) -> Result<Archive, String> {
    let source = Source::open(package).map_err(|error| format!("{}: {error}", package.display()))?;
    let archive = Archive::strict(&source, budget).or_else(|_| Archive::recovered(&source, budget));
    archive.map_err(|error| format!("{}: {error}", package.display()))
}
