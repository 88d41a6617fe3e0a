//! Which bundles a package has, by the names of its files.
//!
//! Where apps lie: below `Payload/` in an IPA, below `Products/Applications/` in an Xcode archive, and a bundle may be packed as it is. What
//! lies in an app: Apple's *Bundle Programming Guide*, "Anatomy of an iOS Application Bundle", and *Placing content in a bundle* (plug-ins,
//! watch apps, app clips, frameworks). iOS' bundles are flat: their `Info.plist` is at their top.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

#[cfg(test)]
mod tests;

/// What macOS' Archiver puts beside the files, one for each with attributes of its own: nothing of the package.
const RESOURCE_FORKS: &[u8] = b"__MACOSX/";

/// Bundles within each other that are looked for on one path. An extension of a watch app has a framework: that is four with the app.
const MOST_WITHIN: usize = 8;

/// Where a package's apps lie. The first that is there is what the package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Container {
    /// Below `Payload/`: an IPA.
    Payload,
    /// Below `Products/Applications/`: an Xcode archive.
    Archive,
    /// Nowhere in particular: a bundle by itself.
    Bare,
}

impl Container {
    /// The folder that apps lie in; of a bare one none.
    fn folder(self) -> &'static [u8] {
        match self {
            Self::Payload => b"Payload/",
            Self::Archive => b"Products/Applications/",
            Self::Bare => b"",
        }
    }

    /// Where an app lies that is in this folder.
    fn of(folder: &[u8]) -> Self {
        let is_end = |container: Self| {
            let front = folder.strip_suffix(container.folder());
            front.is_some_and(|front| front.is_empty() || front.ends_with(b"/"))
        };
        [Self::Payload, Self::Archive].into_iter().find(|&container| is_end(container)).unwrap_or(Self::Bare)
    }
}

/// What a bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BundleKind {
    /// An app that is in no other.
    App,
    /// An app extension: `*.appex`.
    Extension,
    /// A watch app: an app in `Watch/`.
    Watch,
    /// An app clip: an app in `AppClips/`.
    Clip,
    /// A framework: `*.framework`.
    Framework,
    /// An app in another, in a place that is for none.
    Other,
}

/// A bundle, which is all files below a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bundle {
    /// Its path as the package names it, without a slash at the end.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: BundleKind,
}

impl Bundle {
    /// The name of a file in the bundle, from the bundle on; `None` where it is not below it.
    pub fn within<'n>(&self, name: &'n [u8]) -> Option<&'n [u8]> {
        name.strip_prefix(self.path.as_slice())?.strip_prefix(b"/")
    }

    /// The path of a file that the bundle names; `None` where that leads out of it, or nowhere.
    pub fn join(&self, name: &str) -> Option<Vec<u8>> {
        let is_plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\0', '\\']);
        if !name.split('/').all(is_plain) {
            return None;
        }
        Some([&self.path, b"/".as_slice(), name.as_bytes()].concat())
    }
}

/// An app and the bundles in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppBundle {
    /// The app.
    pub bundle: Bundle,
    /// All bundles within, also those of others within, in the order of the package.
    pub nested: Vec<Bundle>,
}

/// The apps of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Where they lie.
    pub container: Container,
    /// In the order of the package: one, where it is sound.
    pub apps: Vec<AppBundle>,
    /// Folders around `Payload/` or `Products/`, with a slash at their end; empty where there are none.
    pub wrapper: Vec<u8>,
}

impl Layout {
    /// The apps among files of these names; `None` where there is none.
    ///
    /// A name is a path with slashes, and one with a slash at its end is a folder, as zip archives have them. Where apps lie in several
    /// places, those count that an installer would find.
    pub fn of<'n>(names: impl Iterator<Item = &'n [u8]> + Clone) -> Option<Self> {
        let names = names.filter(|name| !name.starts_with(RESOURCE_FORKS));
        let mut found: Vec<(Container, &[u8])> = Vec::new();
        let mut seen = HashSet::new();
        for name in names.clone() {
            let Some(app) = outermost_app(name) else { continue };
            let path = name.get(..app.end).unwrap_or(name);
            if seen.insert(path) {
                found.push((Container::of(name.get(..app.start).unwrap_or(&[])), path));
            }
        }
        let container = found.iter().map(|(container, _)| *container).min()?;
        let paths = found.iter().filter(|(own, _)| *own == container).map(|(_, path)| *path);
        let app = |path: &[u8]| AppBundle {
            bundle: Bundle { path: path.to_vec(), kind: BundleKind::App },
            nested: Vec::new(),
        };
        let mut apps: Vec<AppBundle> = paths.clone().map(app).collect();
        let places = paths.clone().zip(0..).collect();
        nest(&mut apps, &places, names);
        let wrapper = paths.clone().next().map(|path| wrapper(path, container)).unwrap_or_default();
        Some(Self { container, apps, wrapper })
    }
}

/// Puts what lies in the apps into each, whose places are by path.
fn nest<'n>(apps: &mut [AppBundle], places: &HashMap<&[u8], usize>, names: impl Iterator<Item = &'n [u8]>) {
    let mut seen = HashSet::new();
    for name in names {
        let Some(app) = outermost_app(name) else { continue };
        let place = name.get(..app.end).and_then(|path| places.get(path));
        let Some(app) = place.and_then(|place| apps.get_mut(*place)) else { continue };
        let Some(within) = app.bundle.within(name) else { continue };
        for (part, kind) in nested_in(within).take(MOST_WITHIN) {
            let end = name.len().saturating_sub(within.len()).saturating_add(part.end);
            let path = name.get(..end).unwrap_or(name);
            // A folder that holds nothing is none.
            if name.len() > end.saturating_add(1) && seen.insert(path) {
                app.nested.push(Bundle { path: path.to_vec(), kind });
            }
        }
    }
}

/// The folders around the one that apps lie in. A bare app's are nobody's business.
fn wrapper(path: &[u8], container: Container) -> Vec<u8> {
    let above = path.rsplitn(2, |byte| *byte == b'/').nth(1).map_or(0, |above| above.len().saturating_add(1));
    let above = path.get(..above).unwrap_or(&[]);
    match container {
        Container::Bare => Vec::new(),
        _ => above.strip_suffix(container.folder()).unwrap_or(&[]).to_vec(),
    }
}

/// The folders of a path: the range of each name, without its slash.
fn folders(path: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    slashes.map(move |(at, _)| std::mem::replace(&mut start, at.saturating_add(1))..at)
}

fn has_suffix(path: &[u8], folder: &Range<usize>, suffix: &[u8]) -> bool {
    path.get(folder.clone()).is_some_and(|name| name.len() > suffix.len() && name.ends_with(suffix))
}

/// The first folder of a path that is an app. One that is in something else that is a bundle is not outermost.
fn outermost_app(path: &[u8]) -> Option<Range<usize>> {
    folders(path).find(|folder| has_suffix(path, folder, b".app"))
}

/// The folders of a path within an app that are bundles.
fn nested_in(path: &[u8]) -> impl Iterator<Item = (Range<usize>, BundleKind)> {
    folders(path).filter_map(|folder| {
        let above = path.get(..folder.start).unwrap_or(&[]);
        let is_in = |name: &[u8]| {
            above.strip_suffix(name).is_some_and(|front| front.is_empty() || front.ends_with(b"/"))
        };
        let kind = if has_suffix(path, &folder, b".appex") {
            BundleKind::Extension
        } else if has_suffix(path, &folder, b".framework") {
            BundleKind::Framework
        } else if !has_suffix(path, &folder, b".app") {
            return None;
        } else if is_in(b"Watch/") {
            BundleKind::Watch
        } else if is_in(b"AppClips/") {
            BundleKind::Clip
        } else {
            BundleKind::Other
        };
        Some((folder, kind))
    })
}
