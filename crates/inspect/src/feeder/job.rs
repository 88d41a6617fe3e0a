//! What is to be read, where it stands, and what that may cost.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use beian_archive::{EntryIndex, Source};

use crate::open::OpenArchive;

/// One thing to read.
pub(super) struct Job {
    /// The entry that evidence names.
    pub(super) place: Place,
    /// What evidence names for bytes of its archive that are no entry's.
    pub(super) home: Place,
    /// Its own number: that of the entry, or of a part of it. No two jobs have the same.
    pub(super) order: Vec<u32>,
    /// The name in its own archive.
    pub(super) name: String,
    pub(super) work: Work,
    pub(super) purse: Purse,
    /// Bytes that it holds while it is being read, beside those of `held`.
    pub(super) charge: u64,
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
}

/// How it is to be read.
pub(super) enum Work {
    /// An entry of an archive, whole.
    Entry { archive: Arc<OpenArchive>, index: EntryIndex },
    /// A stored entry that is too large for that, and of which only runs can be read.
    Windows { archive: Arc<OpenArchive>, index: EntryIndex },
    /// A stored archive that is too large for that: it is opened where it lies.
    Archive { archive: Arc<OpenArchive>, index: EntryIndex },
    /// Bytes that are in memory already.
    Bytes { bytes: Source, behind: Option<Outside> },
    /// Bytes that are no entry's.
    Outside(Vec<Outside>),
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
    pub(super) key: Vec<u32>,
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
        Self { key: vec![u32::MAX], path: OUTSIDE.into() }
    }
}

/// An archive among the places: the file itself, or what stands in an entry of another.
#[derive(Clone, Debug)]
pub(super) struct Within {
    /// Its number, in front of those of its entries.
    key: Vec<u32>,
    /// The path of the entry that it is, or stands in; empty for the file itself.
    path: Arc<str>,
    /// Where its bytes stand that are no entry's.
    pub(super) home: Place,
}

impl Within {
    /// The file itself.
    pub(super) fn file() -> Self {
        Self { key: Vec::new(), path: "".into(), home: Place::of_file() }
    }

    /// The archive, or other thing with content of its own, of this number in an entry.
    pub(super) fn entry(place: &Place, number: usize) -> Self {
        Self { key: numbered(&place.key, number), path: Arc::clone(&place.path), home: place.clone() }
    }

    /// Where the entry of this number and name stands.
    pub(super) fn place(&self, number: usize, name: &str) -> Place {
        let between = if self.path.is_empty() { "" } else { WITHIN };
        Place { key: numbered(&self.key, number), path: [&*self.path, between, name].concat().into() }
    }

    /// The order of its bytes that are no entry's: behind its entries.
    pub(super) fn outside(&self) -> Vec<u32> {
        numbered(&self.key, usize::MAX)
    }
}

fn numbered(key: &[u32], number: usize) -> Vec<u32> {
    let mut key = key.to_vec();
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
