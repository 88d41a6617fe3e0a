//! Which bytes of a dex file hold no string: header, tables, and what its map tells of the rest.

use std::ops::Range;

use beian_android::dex::{Dex, Section};
use beian_text::Claims;

use super::{broken, span};
use crate::Part;

/// Claims them. Strings are claimed as they are read, so that what lies between them is not.
pub(super) fn claim(dex: &Dex<'_>, claimed: &mut Claims) -> Option<Part> {
    dex.tables().for_each(|table| claimed.add(span(table)));
    match dex.map() {
        Ok(Some(map)) => {
            claimed.add(span(map.span));
            let next = map.sections.iter().skip(1).map(|section| Some(section.start)).chain([None]);
            let ends = map.sections.iter().zip(next);
            ends.filter_map(|(section, next)| without_text(dex, *section, next))
                .for_each(|range| claimed.add(span(range)));
            None
        }
        Ok(None) => None,
        Err(error) => Some(broken(span(dex.own_bytes()), error.to_string())),
    }
}

/// The bytes of a section without text: to the `next` one, but not beyond the file's own bytes, since files of a
/// container stand between each other's sections.
fn without_text(dex: &Dex<'_>, section: Section, next: Option<usize>) -> Option<Range<usize>> {
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
        None if section.kind.is_data_without_text() => next?,
        None => return None,
    };
    Some(section.start..end.min(own.end))
}
