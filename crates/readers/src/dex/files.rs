//! The dex files of an entry: the one at its beginning, and those behind it.

use std::collections::HashMap;

use beian_android::Error;
use beian_android::dex::{Dex, MAGIC};
use beian_text::{Claims, Span};
use memchr::memmem;

use super::sections::Sections;
use super::{broken, span};
use crate::{Part, Unread};

/// Files that are read of one entry; containers of real apps hold some dozens.
const MOST: usize = 1024;

/// The file at the beginning, if it can be read at all, and every other one whose header is sound, wherever it stands
/// outside of the first one's tables and code.
pub(super) fn find<'e>(bytes: &'e [u8], unread: &mut Vec<Part>) -> Vec<Dex<'e>> {
    let mut files = Vec::new();
    let all = span(0..bytes.len());
    match Dex::parse(bytes, 0) {
        Ok(first) => files.push(first),
        Err(Error::DexVariant { variant, .. }) => {
            unread.push(Part { span: all, why: Unread::Unsupported(variant.to_string().into()) });
        }
        Err(error) => unread.push(broken(all, error.to_string())),
    }
    let mut claimed = Claims::none();
    for first in &files {
        Sections::of(first).claim(&mut claimed);
    }
    let places = claimed.unclaimed(all.end).into_iter().flat_map(|free| places(bytes, free));
    for dex in places.filter_map(|at| sound(bytes, at)) {
        if files.len() >= MOST {
            unread.push(broken(
                span(dex.at()..bytes.len()),
                format!("more than {MOST} dex files in one entry"),
            ));
            break;
        }
        files.push(dex);
    }
    files
}

/// The files, those together that have one table of strings, as R8 writes containers. In the order of the first of each.
pub(super) fn by_string_table<'d, 'e>(files: &'d [Dex<'e>]) -> Vec<Vec<&'d Dex<'e>>> {
    let mut places = HashMap::new();
    let mut groups: Vec<Vec<&Dex<'_>>> = Vec::new();
    for dex in files {
        let place = *places.entry((dex.base(), dex.string_table())).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(dex),
            None => groups.push(vec![dex]),
        }
    }
    groups
}

/// Where a magic stands within `free`.
fn places(bytes: &[u8], free: Span) -> impl Iterator<Item = usize> + use<'_> {
    let bound = |at| usize::try_from(at).unwrap_or(usize::MAX);
    let start = bound(free.start);
    let within = bytes.get(start..bound(free.end)).unwrap_or_default();
    memmem::find_iter(within, &MAGIC).map(move |at| at.saturating_add(start)).filter(|&at| at > 0)
}

/// The file whose header stands at `at`: a magic alone may be a string of a program that looks for it.
fn sound(bytes: &[u8], at: usize) -> Option<Dex<'_>> {
    let dex = Dex::parse(bytes, at).ok()?;
    let odd = dex.problems().iter().any(|problem| matches!(problem, Error::Unexpected { .. }));
    (!odd).then_some(dex)
}
