//! The two entries of a package that this crate reads.

use std::path::Path;

use beian_archive::{Archive, Budget, Limits, Source};

/// What this crate reads of a file: its manifest and its resource table. A bare manifest is itself.
pub struct Files {
    pub manifest: Option<Vec<u8>>,
    #[allow(dead_code, reason = "one of the two tests that share this module reads manifests only")]
    pub table: Option<Vec<u8>>,
}

impl Files {
    pub fn of(path: &Path) -> Self {
        if path.extension().is_some_and(|extension| extension == "xml") {
            return Self { manifest: std::fs::read(path).ok(), table: None };
        }
        let Ok(source) = Source::open(path) else { return Self { manifest: None, table: None } };
        let readings = [Archive::strict, Archive::recovered]
            .map(|open| open(&source, &mut Budget::new(&Limits::default())).ok());
        // Where the strict reading finds no bytes, the recovered one may.
        let entry = |name: &[u8]| readings.iter().flatten().find_map(|archive| read(archive, name));
        Self { manifest: entry(b"AndroidManifest.xml"), table: entry(b"resources.arsc") }
    }
}

fn read(archive: &Archive, name: &[u8]) -> Option<Vec<u8>> {
    let index = archive.named(name).next()?.index();
    let mut bytes = Vec::new();
    archive.read(index, &mut Budget::new(&Limits::default()), &mut bytes).ok()?;
    Some(bytes)
}
