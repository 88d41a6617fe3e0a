//! What is to be read, where it stands, and what that may cost.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use beian_archive::{EntryIndex, Source};
use smallvec::{SmallVec, smallvec};

use super::parts::InParts;
use crate::open::OpenArchive;

/// The numbers of what something stands in, from the outside in, and its own.
pub(super) type Key = SmallVec<[u32; 6]>;

/// One thing to read.
///
/// There are thousands of them before the first is read, so that what only its reading needs (its name, its path) is made then.
pub(super) struct Job {
    /// Its own number: that of the entry, or of a part of it. No two jobs have the same.
    pub(super) order: Key,
    /// The archive that it stands in.
    pub(super) within: Arc<Within>,
    pub(super) work: Work,
    pub(super) purse: Purse,
    /// Bytes that it holds while it is being read, beside those of `held`.
    pub(super) charge: u64,
    /// How long reading it may take, with what is nested in it, in bytes that are inflated and read: the largest comes first.
    pub(super) size: u64,
    /// The bytes that it stands in, or that it is, which are in memory as long as it is.
    pub(super) held: Option<Arc<Charge>>,
}

impl Job {
    /// Bytes that it is, where it is none of an archive.
    pub(super) fn held_alone(&self) -> u64 {
        match &self.work {
            Work::Bytes { bytes, .. } => bytes.len(),
            _ => 0,
        }
    }

    /// The name in its own archive.
    pub(super) fn name(&self) -> String {
        let of_entry = |archive: &OpenArchive, index| {
            archive
                .archive
                .entry(index)
                .map_or_else(|_| String::new(), |entry| entry.name_lossy().into_owned())
        };
        match &self.work {
            Work::Entry { archive, index } | Work::Archive { archive, index } => of_entry(archive, *index),
            Work::Part { whole, .. } => of_entry(&whole.archive, whole.index),
            Work::Bytes { name, .. } => name.clone(),
            Work::Outside(_) => String::new(),
        }
    }

    /// The entry that evidence names, if `name` is its name.
    pub(super) fn place(&self, name: &str) -> Place {
        match &self.work {
            Work::Entry { index, .. } | Work::Archive { index, .. } => {
                self.within.place(index.position(), name)
            }
            Work::Part { whole, .. } => self.within.place(whole.index.position(), name),
            Work::Bytes { number, .. } => self.within.place(*number, name),
            Work::Outside(_) => self.within.home.clone(),
        }
    }
}

/// How it is to be read.
pub(super) enum Work {
    /// An entry of an archive, whole.
    Entry { archive: Arc<OpenArchive>, index: EntryIndex },
    /// One of the parts of a large stored entry of which only runs can be read.
    Part { whole: Arc<InParts>, number: usize },
    /// A stored archive that is too large to be read whole: it is opened where it lies.
    Archive { archive: Arc<OpenArchive>, index: EntryIndex },
    /// Bytes that are in memory already: those of the entry of this number, of this name.
    Bytes { number: usize, name: String, bytes: Source, behind: Option<Outside> },
    /// Bytes of an archive that are no entry's.
    Outside(Arc<OpenArchive>),
}

/// Bytes of a source that are no entry's.
pub(super) struct Outside {
    pub(super) source: Source,
    pub(super) range: Range<u64>,
}

impl Outside {
    pub(super) fn len(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }
}

/// Where something stands: by number, for the order; by name, for people.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Its number in its archive, behind the numbers of what that archive stands in: the order in which results are merged.
    pub(super) key: Key,
    /// Its path through nesting.
    pub(super) path: Arc<str>,
}

/// What stands between an archive's path and that of an entry in it.
const WITHIN: &str = "!/";

/// What stands for an entry where bytes of the file are no entry's: a prefix, gaps, what is behind the end of a stream. Offsets
/// are then those of the file. Within a nested archive such bytes are those of the entry that it is.
const OUTSIDE: &str = "(outside entries)";

impl Place {
    /// Bytes of the file itself that are no entry's.
    pub(super) fn of_file() -> Self {
        Self { key: smallvec![u32::MAX], path: OUTSIDE.into() }
    }
}

/// An archive among the places: the file itself, or what stands in an entry of another.
#[derive(Clone, Debug)]
pub(super) struct Within {
    /// Its number, in front of those of its entries.
    key: Key,
    /// The path of the entry that it is, or stands in; empty for the file itself.
    path: Arc<str>,
    /// Where its bytes stand that are no entry's.
    pub(super) home: Place,
}

impl Within {
    /// The file itself.
    pub(super) fn file() -> Self {
        Self { key: Key::new(), path: "".into(), home: Place::of_file() }
    }

    /// The archive, or other thing with content of its own, of this number in an entry.
    pub(super) fn entry(place: &Place, number: usize) -> Self {
        Self { key: numbered(&place.key, number), path: Arc::clone(&place.path), home: place.clone() }
    }

    /// Where the entry of this number and name stands.
    pub(super) fn place(&self, number: usize, name: &str) -> Place {
        let between = if self.path.is_empty() { "" } else { WITHIN };
        Place { key: self.order(number), path: [&*self.path, between, name].concat().into() }
    }

    /// The order of the entry of this number.
    pub(super) fn order(&self, number: usize) -> Key {
        numbered(&self.key, number)
    }

    /// The order of its bytes that are no entry's: behind its entries.
    pub(super) fn outside(&self) -> Key {
        self.order(usize::MAX)
    }
}

pub(super) fn numbered(key: &Key, number: usize) -> Key {
    let mut key = key.clone();
    key.push(u32::try_from(number).unwrap_or(u32::MAX));
    key
}

/// What may be spent on a job and on all that comes out of it. Set before anything is read, so that it depends on nobody's haste.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Purse {
    /// Bytes of all buffers.
    pub(super) bytes: u64,
    /// Sightings that are kept.
    pub(super) sightings: usize,
    /// How many archives and streams it stands in.
    pub(super) depth: u32,
}

/// Bytes in flight, as long as it lives.
pub(super) struct Charge {
    flight: Arc<AtomicU64>,
    bytes: u64,
}

impl Charge {
    pub(super) fn new(flight: &Arc<AtomicU64>, bytes: u64) -> Self {
        flight.fetch_add(bytes, Ordering::Relaxed);
        Self { flight: Arc::clone(flight), bytes }
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.flight.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
