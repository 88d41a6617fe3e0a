//! The manifest's sections by name (`V1SchemeVerifier.parseManifest`).

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use beian_archive::{Budget, Error};

use super::issue::JarIssue;
use super::manifest::{Section, Sections};
use super::spend_section;

/// A manifest whose sections can be looked up.
#[derive(Debug)]
pub(super) struct ManifestIndex<'a> {
    bytes: &'a [u8],
    main: Option<Section<'a>>,
    sections: Vec<Section<'a>>,
    places: HashMap<Cow<'a, [u8]>, usize>,
}

impl<'a> ManifestIndex<'a> {
    /// Of the manifest's bytes, and what is wrong with them. `is_entry` tells whether the archive has an entry of a name.
    pub(super) fn of(
        bytes: &'a [u8],
        is_entry: impl Fn(&[u8]) -> bool,
        budget: &mut Budget,
    ) -> Result<(Self, Vec<JarIssue>), Error> {
        let mut sections = Sections::of(bytes);
        let main = sections.next();
        let mut index = Self { bytes, main, sections: Vec::new(), places: HashMap::new() };
        let mut issues = Vec::new();
        for section in sections {
            spend_section(budget)?;
            let issue = index.add(section, &is_entry);
            if issues.len() < super::MAX_ISSUES {
                issues.extend(issue);
            }
        }
        Ok((index, issues))
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The main section's bytes; none of an empty manifest.
    pub(super) fn main_section(&self) -> &'a [u8] {
        self.main.map_or(&[], |main| main.raw())
    }

    /// Where the section of this name stands, counted without the main section.
    pub(super) fn place(&self, name: &[u8]) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The section at a place that [`ManifestIndex::place`] gave.
    pub(super) fn at(&self, place: usize) -> Option<Section<'a>> {
        self.sections.get(place).copied()
    }

    /// How many sections there are beside the main one.
    pub(super) fn len(&self) -> usize {
        self.sections.len()
    }

    /// The bytes of the section at a place.
    pub(super) fn section(&self, place: usize) -> &'a [u8] {
        self.at(place).map_or(&[], |section| section.raw())
    }

    fn add(&mut self, section: Section<'a>, is_entry: &impl Fn(&[u8]) -> bool) -> Option<JarIssue> {
        let place = self.sections.len();
        self.sections.push(section);
        let Some(name) = section.name() else {
            return Some(JarIssue::UnnamedManifestSection { index: place.saturating_add(1) });
        };
        match self.places.entry(name) {
            Entry::Occupied(known) => Some(JarIssue::DuplicateManifestSection { name: known.key().to_vec() }),
            Entry::Vacant(free) => {
                let missing =
                    (!is_entry(free.key())).then(|| JarIssue::MissingEntry { entry: free.key().to_vec() });
                free.insert(place);
                missing
            }
        }
    }
}
