//! What tests over the corpus share.

use std::path::Path;

use beian_archive::{Archive, Budget, Limits, Scratch, Source};

/// The entries of a package: names, and contents as far as they can be read. Nothing where it is no archive.
pub fn entries(path: &Path) -> Vec<(String, Vec<u8>)> {
    let limits = Limits { total_size: 1 << 30, ..Limits::default() };
    let mut budget = Budget::new(&limits);
    let Ok(archive) = Archive::recovered(&Source::open(path).unwrap(), &mut budget) else {
        return Vec::new();
    };
    let mut scratch = Scratch::default();
    let mut read = |entry: &beian_archive::Entry| {
        let mut out = Vec::new();
        archive.read_with(&mut scratch, entry.index(), &mut budget, &mut out).ok()?;
        Some((entry.name_lossy().into_owned(), out))
    };
    archive.entries().iter().filter_map(&mut read).collect()
}
