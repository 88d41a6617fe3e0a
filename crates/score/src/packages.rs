//! The packages below some folders, and scoring those that are labelled.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Board, Error, Found, Labels, labelled};

/// Files by their names, as labels know packages.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    by_name: BTreeMap<String, PathBuf>,
}

impl Packages {
    /// Every file below the folders. Of files with the same name the one nearest to the first folder counts; what
    /// cannot be read is left out.
    pub fn below(folders: &[PathBuf]) -> Self {
        let mut packages = Self::default();
        for folder in folders {
            packages.walk(folder);
        }
        packages
    }

    /// Names and paths, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.by_name.iter().map(|(name, path)| (name.as_str(), path.as_path()))
    }

    /// Scores the labelled packages whose names are wanted, by name. `hosts_of` reports on a package, or says why it
    /// cannot.
    pub fn score(
        &self,
        labels: &Path,
        is_wanted: impl Fn(&str) -> bool,
        hosts_of: impl Fn(&Path) -> Result<Vec<Found>, String>,
    ) -> Result<Board, Error> {
        let mut board = Board::default();
        for package in labelled(labels)?.iter().filter(|package| is_wanted(package)) {
            let Some(path) = self.by_name.get(package) else {
                board.miss(package);
                continue;
            };
            let labels = Labels::read(labels, package)?;
            match hosts_of(path) {
                Ok(found) => board.add(package, &labels, &found),
                Err(why) => board.add_unread(package, &labels, &path.display().to_string(), &why),
            }
        }
        Ok(board)
    }

    /// Files first, then folders, each sorted. Links to folders are not followed.
    fn walk(&mut self, folder: &Path) {
        let mut entries: Vec<fs::DirEntry> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
        let (folders, files): (Vec<_>, Vec<_>) = entries.into_iter().partition(is_folder);
        for file in files.iter().filter(|file| !file.path().is_dir()) {
            if let Ok(name) = file.file_name().into_string() {
                self.by_name.entry(name).or_insert_with(|| file.path());
            }
        }
        for folder in folders {
            self.walk(&folder.path());
        }
    }
}
