//! What a package calls its own things.

use std::collections::BTreeMap;

use beian_text::Name;

use crate::name::has_public_suffix;

/// What kind of thing a package calls by a name that could be a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Named {
    /// A package of classes.
    ClassPackage,
    /// A class.
    Class,
    /// A source file.
    SourceFile,
    /// A resource.
    Resource,
    /// A file.
    File,
}

/// What a package calls its own things: evidence against what looks like a host. Only names that could be taken for hosts
/// are kept, in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageNames {
    all: BTreeMap<Box<str>, Named>,
}

impl PackageNames {
    /// One more name.
    pub fn add(&mut self, name: Name<'_>) {
        let (name, kind) = match name {
            Name::ClassPackage(name) => (name, Named::ClassPackage),
            Name::Class(name) => (name, Named::Class),
            Name::SourceFile(name) => (name, Named::SourceFile),
            Name::Resource(name) => (name, Named::Resource),
            Name::File(path) => (path.rsplit('/').next().unwrap_or(path), Named::File),
            _ => return,
        };
        if could_be_host(name) {
            self.all.entry(name.to_ascii_lowercase().into()).or_insert(kind);
        }
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All names of `other` as well.
    pub fn merge(&mut self, other: Self) {
        for (name, kind) in other.all {
            self.all.entry(name).or_insert(kind);
        }
    }

    /// What the package calls so.
    pub(crate) fn named(&self, name: &str) -> Option<Named> {
        self.all.get(name).copied()
    }
}

fn could_be_host(name: &str) -> bool {
    let last = name.rsplit_once('.').map(|(_, last)| last);
    name.len() <= 253 && last.is_some_and(|last| has_public_suffix(last.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_a_host_is_kept() {
        let mut names = PackageNames::default();
        names.add(Name::ClassPackage("com.Example.app"));
        names.add(Name::SourceFile("Main.kt"));
        names.add(Name::File("res/raw/readme.md"));
        assert_eq!(names.named("com.example.app"), Some(Named::ClassPackage));
        assert_eq!(names.named("readme.md"), Some(Named::File));
        assert_eq!(names.named("main.kt"), None);
    }
}
