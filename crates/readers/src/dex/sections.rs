//! Which bytes of a dex file hold no string: header, tables, and what its map tells of the rest.

use std::ops::Range;

use beian_android::dex::{Dex, Section, SectionKind};
use beian_text::Claims;

use super::{broken, span};
use crate::Part;

/// What the header and the map tell.
#[derive(Default)]
pub(super) struct Sections {
    /// The bytes without strings. Strings are claimed as they are read, so that what lies between them is not.
    pub(super) without_strings: Vec<Range<usize>>,
    /// Those of them that are code.
    pub(super) code: Option<Range<usize>>,
    /// What is wrong with the map: then it tells nothing.
    pub(super) problem: Option<Part>,
}

impl Sections {
    /// Of this file.
    pub(super) fn of(dex: &Dex<'_>) -> Self {
        let mut all = Self { without_strings: dex.tables().collect(), ..Self::default() };
        match dex.map() {
            Ok(Some(map)) => {
                all.without_strings.push(map.span);
                let next = map.sections.iter().skip(1).map(|section| Some(section.start)).chain([None]);
                map.sections.iter().zip(next).for_each(|(section, next)| all.add(dex, *section, next));
            }
            Ok(None) => {}
            Err(error) => all.problem = Some(broken(span(dex.own_bytes()), error.to_string())),
        }
        all
    }

    fn add(&mut self, dex: &Dex<'_>, section: Section, next: Option<usize>) {
        let Some(range) = without_strings(dex, section, next) else { return };
        if section.kind == SectionKind::CODE {
            self.code = Some(range.clone());
        }
        self.without_strings.push(range);
    }

    pub(super) fn claim(&self, claimed: &mut Claims) {
        self.without_strings.iter().for_each(|range| claimed.add(span(range.clone())));
    }
}

/// The bytes of a section without strings: to the `next` one, but not beyond the file's own bytes, since files of a
/// container stand between each other's sections.
fn without_strings(dex: &Dex<'_>, section: Section, next: Option<usize>) -> Option<Range<usize>> {
    let own = dex.own_bytes();
    if !own.contains(&section.start) {
        return None;
    }
    let end = match section.kind.item_size() {
        Some(size) => {
            let count = usize::try_from(section.count).unwrap_or(usize::MAX);
            let end = section.start.saturating_add(count.saturating_mul(size));
            next.map_or(end, |next| end.min(next))
        }
        None if section.kind.is_data_without_strings() => next.or_else(|| dex.section_end(section))?,
        None => return None,
    };
    Some(section.start..end.min(own.end))
}
