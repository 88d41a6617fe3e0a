//! The corpus: where it is, its tables, and the two entries of a package that this crate reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use beian_archive::{Archive, Budget, Limits, Source};

/// The corpus, or one line that says it is not there.
pub fn corpus() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("skipped: no corpus at {}", root.display());
    None
}

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

/// All files below some folders of the corpus, sorted.
pub fn files(root: &Path, folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the corpus").flatten() {
            let path = entry.path();
            if path.is_dir() { open.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// A row of a table, by column.
pub type Row = BTreeMap<String, String>;

/// The rows of a tab-separated table with a head line. Lines that begin with `#` are remarks.
pub fn table(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let head: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let cells = |line: &str| {
        head.iter().zip(line.split('\t')).map(|(name, cell)| ((*name).to_owned(), cell.to_owned())).collect()
    };
    lines.map(cells).collect()
}
