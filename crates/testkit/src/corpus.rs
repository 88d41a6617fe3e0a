//! What stands beside the repository in `../shared`: real packages with independent answers. Where it does not, tests that
//! compare with it pass and say what they skipped.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// One row of a table, by column.
pub type Row = BTreeMap<String, String>;

/// The corpus of packages, or none, which is said.
pub fn corpus() -> Option<PathBuf> {
    shared("corpus")
}

/// A folder of `../shared`, or none, which is said: on stderr itself, since a test's own prints are shown only if it fails.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    if path.is_dir() {
        return Some(path);
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "skipped: {test}: no ../shared/{name} beside the repository");
    None
}

/// Every file below a folder, sorted.
///
/// # Panics
///
/// If the folder cannot be read.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the corpus can be read") {
            let path = entry.expect("the corpus can be read").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// The rows of a table: cells parted by tabs, without quotes, below a line of column names. Lines that begin
/// with `#` are remarks.
///
/// # Panics
///
/// If the file cannot be read or is empty.
pub fn table(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).expect("a table of the corpus");
    let rows = text.split_terminator('\n').filter(|line| !line.starts_with('#'));
    let mut lines = rows.map(|line| line.split('\t'));
    let header: Vec<&str> = lines.next().expect("a line of column names").collect();
    let row = |cells: std::str::Split<'_, char>| {
        header.iter().zip(cells).map(|(key, cell)| ((*key).to_owned(), cell.to_owned())).collect()
    };
    lines.map(row).collect()
}
