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
    /// A bundle of Apple's: recognised, not supported yet.
    Bundle(&'static str),
    /// The folder holds no file.
    EmptyFolder,
    /// The pattern matches nothing.
    NoMatch,
}

impl std::fmt::Display for TargetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{error}"),
            Self::Bundle(kind) => write!(f, "{kind}: recognised, not supported yet"),
            Self::EmptyFolder => f.write_str("no app package in this folder"),
            Self::NoMatch => f.write_str("nothing matches this pattern"),
        }
    }
}

/// The files that a name stands for: itself, what a pattern matches, or what lies in a folder, sorted by path.
pub fn expand(name: &Path) -> Result<Vec<Target>, TargetError> {
    let kind = match fs::metadata(name) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return matches(name, error),
        Err(error) => return Err(TargetError::Io(error)),
    };
    if kind.is_dir() { folder(name) } else { Ok(vec![Target { path: name.into(), found: Found::Named }]) }
}

/// What a pattern matches; shells of Unix do this before us, that of Windows does not.
fn matches(name: &Path, missing: io::Error) -> Result<Vec<Target>, TargetError> {
    let pattern = name.to_str().filter(|text| text.contains(['*', '?', '[']));
    let Some(paths) = pattern.and_then(|pattern| glob::glob(pattern).ok()) else {
        return Err(TargetError::Io(missing));
    };
    let mut targets = Vec::new();
    for path in paths {
        let path = path.map_err(|error| TargetError::Io(error.into()))?;
        targets.extend(expand(&path)?);
    }
    if targets.is_empty() { Err(TargetError::NoMatch) } else { Ok(targets) }
}

fn folder(path: &Path) -> Result<Vec<Target>, TargetError> {
    if let Some(kind) = bundle_kind(path) {
        return Err(TargetError::Bundle(kind));
    }
    let mut targets = Vec::new();
    walk(path, MAX_FOLDER_DEPTH, &mut targets).map_err(TargetError::Io)?;
    if targets.is_empty() { Err(TargetError::EmptyFolder) } else { Ok(targets) }
}

fn bundle_kind(path: &Path) -> Option<&'static str> {
    let suffix = path.extension().map(std::ffi::OsStr::to_ascii_lowercase);
    match suffix.as_ref().and_then(|suffix| suffix.to_str()) {
        Some("app") if path.join("Info.plist").is_file() => Some("iOS app bundle (.app folder)"),
        Some("xcarchive") if path.join("Info.plist").is_file() => Some("Xcode archive (.xcarchive folder)"),
        _ if path.join("Payload").is_dir() => Some("unpacked iOS package (folder with Payload)"),
        _ => None,
    }
}

/// Regular files below a folder, each folder's sorted by name; symbolic links are not followed.
fn walk(folder: &Path, depth: usize, targets: &mut Vec<Target>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        if kind.is_dir() && depth > 0 {
            walk(&path, depth - 1, targets)?;
        } else if kind.is_file() {
            let found = if has_package_suffix(&path) { Found::BySuffix } else { Found::InFolder };
            targets.push(Target { path, found });
        }
    }
    Ok(())
}

fn has_package_suffix(path: &Path) -> bool {
    let suffix = path.extension().and_then(|suffix| suffix.to_str()).map(str::to_ascii_lowercase);
    suffix.is_some_and(|suffix| PACKAGE_SUFFIXES.contains(&suffix.as_str()))
}
