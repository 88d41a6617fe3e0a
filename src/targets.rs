//! From what was typed to the files to read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders deeper than this below one that was named are not walked.
const MAX_FOLDER_DEPTH: usize = 64;

/// Suffixes by which a file in a folder is taken for a package, whatever it holds.
const PACKAGE_SUFFIXES: [&str; 13] = [
    "apk",
    "ipa",
    "aab",
    "apks",
    "xapk",
    "apkm",
    "hap",
    "hsp",
    "app",
    "rpk",
    "wgt",
    "wxapkg",
    "mobileprovision",
];

/// One file to inspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Where it is.
    pub path: PathBuf,
    /// Whether the user named it, or it was met in a folder.
    pub found: Found,
}

/// How a file came to be a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Named, or matched by a pattern.
    Named,
    /// In a folder, with a package's suffix.
    BySuffix,
    /// In a folder; only its content can tell whether it is a package.
    InFolder,
}

/// Why a name leads to no file.
#[derive(Debug)]
pub enum TargetError {
    /// The file system says so.
    Io(io::Error),
    /// The folder holds no file.
    EmptyFolder,
    /// The pattern matches nothing.
    NoMatch,
    /// Folders in folders without end.
    TooDeep,
    /// A pipe or a device: what cannot be read by position.
    NotAFile,
}

impl std::fmt::Display for TargetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::EmptyFolder => f.write_str("no app package in this folder"),
            Self::NoMatch => f.write_str("nothing matches this pattern"),
            Self::TooDeep => write!(f, "more than {MAX_FOLDER_DEPTH} folders deep: not looked into"),
            Self::NotAFile => f.write_str("neither a file nor a folder"),
        }
    }
}

/// What a name came to: files, and places that led to none.
#[derive(Debug, Default)]
pub struct Expanded {
    /// The files, in order.
    pub targets: Vec<Target>,
    /// Names, or places below a folder, that led to no file, and why.
    pub failures: Vec<(PathBuf, TargetError)>,
}

/// The files that a name stands for: itself, what a pattern matches, or what lies in a folder, sorted by path.
pub fn expand(name: &Path) -> Expanded {
    let mut found = Expanded::default();
    if let Err(error) = found.add(name) {
        found.failures.push((name.into(), error));
    }
    found
}

impl Expanded {
    fn add(&mut self, name: &Path) -> Result<(), TargetError> {
        match fs::metadata(name) {
            Ok(kind) if kind.is_dir() => self.folder(name),
            Ok(kind) if kind.is_file() => {
                self.targets.push(Target { path: name.into(), found: Found::Named });
                Ok(())
            }
            Ok(_) => Err(TargetError::NotAFile),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.matches(name, error),
            Err(error) => Err(TargetError::Io(error)),
        }
    }

    /// What a pattern matches; shells of Unix do this before us, that of Windows does not.
    fn matches(&mut self, name: &Path, missing: io::Error) -> Result<(), TargetError> {
        let pattern = name.to_str().filter(|text| text.contains(['*', '?', '[']));
        let Some(paths) = pattern.and_then(|pattern| glob::glob(pattern).ok()) else {
            return Err(TargetError::Io(missing));
        };
        let mut matched = false;
        for path in paths {
            let path = path.map_err(|error| TargetError::Io(error.into()))?;
            matched = true;
            if let Err(error) = self.add(&path) {
                self.failures.push((path, error));
            }
        }
        if matched { Ok(()) } else { Err(TargetError::NoMatch) }
    }

    fn folder(&mut self, path: &Path) -> Result<(), TargetError> {
        if bundle_prefix(path).is_some() {
            self.targets.push(Target { path: path.into(), found: Found::Named });
            return Ok(());
        }
        let (targets, failures) = (self.targets.len(), self.failures.len());
        self.walk(path, MAX_FOLDER_DEPTH);
        let nothing = self.targets.len() == targets && self.failures.len() == failures;
        if nothing { Err(TargetError::EmptyFolder) } else { Ok(()) }
    }

    /// Regular files below a folder, each folder's sorted by name, and bundles, which are one package each; symbolic links are
    /// not followed. What cannot be listed costs itself alone.
    fn walk(&mut self, folder: &Path, depth: usize) {
        let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match listed {
            Ok(entries) => entries,
            Err(error) => return self.failures.push((folder.into(), TargetError::Io(error))),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && bundle_prefix(&path).is_some() => {
                    self.targets.push(Target { path, found: Found::BySuffix });
                }
                Ok(kind) if kind.is_dir() && depth == 0 => self.failures.push((path, TargetError::TooDeep)),
                Ok(kind) if kind.is_dir() => self.walk(&path, depth - 1),
                Ok(kind) if kind.is_file() => {
                    let found = if has_package_suffix(&path) { Found::BySuffix } else { Found::InFolder };
                    self.targets.push(Target { path, found });
                }
                Ok(_) => {}
                Err(error) => self.failures.push((path, TargetError::Io(error))),
            }
        }
    }
}

/// What names of files in a folder begin with where it is a bundle of Apple's, as they would in an archive of it; none for
/// other folders.
pub fn bundle_prefix(path: &Path) -> Option<String> {
    // `.` has no name of its own.
    let named = if path.file_name().is_some() { path.into() } else { fs::canonicalize(path).ok()? };
    let name = named.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let suffix = Path::new(&name).extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
    match suffix.as_deref() {
        Some("app" | "xcarchive") if path.join("Info.plist").is_file() => Some(format!("{name}/")),
        _ => path.join("Payload").is_dir().then(String::new),
    }
}

fn has_package_suffix(path: &Path) -> bool {
    let suffix = path.extension().and_then(|suffix| suffix.to_str()).map(str::to_ascii_lowercase);
    suffix.is_some_and(|suffix| PACKAGE_SUFFIXES.contains(&suffix.as_str()))
}
