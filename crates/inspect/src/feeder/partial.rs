//! What a job gave, and how it is put together.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use beian_archive::Oddity;
use beian_hosts::{EntrySightings, Sightings};

use super::job::{Job, Key, Place};
use crate::missed::Missed;

/// What a job gave.
#[derive(Default)]
pub(super) struct Done {
    pub(super) partials: Vec<Partial>,
    pub(super) jobs: Vec<Job>,
}

/// What was found at one place.
pub(super) struct Partial {
    /// The entry that evidence names.
    pub(super) place: Place,
    /// The number of the job, by which the parts of one entry are in order.
    pub(super) order: Key,
    /// None where nothing was searched.
    found: Option<EntrySightings>,
    pub(super) missed: Vec<Missed>,
    /// Where this program failed: its words.
    pub(super) faults: Vec<String>,
    pub(super) oddities: Vec<Oddity>,
    /// Bytes read out of the archive.
    pub(super) bytes: u64,
}

/// What reading a package gave.
#[derive(Default)]
pub(crate) struct Fed {
    pub(crate) sightings: Sightings,
    /// What was not read, by path, with the number of the entry of the package that it is, or stands in.
    pub(crate) missed: Vec<(usize, String, Missed)>,
    /// Where this program failed, by path, and its words.
    pub(crate) faults: Vec<(String, String)>,
    /// What reading the package's own entries showed.
    pub(crate) oddities: Vec<Oddity>,
    /// Bytes read out of archives.
    pub(crate) bytes: u64,
}

impl Partial {
    /// Nothing yet.
    pub(super) fn new(place: Place, order: Key) -> Self {
        Self {
            place,
            order,
            found: None,
            missed: Vec::new(),
            faults: Vec::new(),
            oddities: Vec::new(),
            bytes: 0,
        }
    }

    /// Whether there is nothing in it but that bytes were read.
    fn is_nothing(&self) -> bool {
        let nothing_found = self.found.as_ref().is_none_or(EntrySightings::is_empty);
        nothing_found && self.missed.is_empty() && self.faults.is_empty() && self.oddities.is_empty()
    }

    /// What was found in this part.
    pub(super) fn find(&mut self, found: EntrySightings) {
        match &mut self.found {
            Some(before) => before.append(found),
            // Its limit is that of the whole.
            before => *before = Some(found),
        }
    }

    /// What a later part of the same entry gave.
    fn append(&mut self, later: Self) {
        later.found.into_iter().for_each(|found| self.find(found));
        self.missed.extend(later.missed);
        self.faults.extend(later.faults);
        self.oddities.extend(later.oddities);
        self.bytes = self.bytes.saturating_add(later.bytes);
    }

    /// This program failed on all, or on so many bytes, of it.
    pub(super) fn fail(&mut self, words: String, bytes: Option<u64>) {
        self.miss(Missed::fault(&words, bytes));
        self.faults.push(words);
    }

    pub(super) fn miss(&mut self, missed: Missed) {
        self.missed.push(missed);
    }
}

/// What was found up to now, by all workers.
#[derive(Default)]
pub(super) struct Found {
    partials: Mutex<Vec<Partial>>,
    /// Bytes of those in which there was nothing else, which are most.
    bytes: AtomicU64,
}

impl Found {
    /// What a job gave.
    pub(super) fn add(&self, partials: Vec<Partial>) {
        let (nothing, something): (Vec<_>, Vec<_>) = partials.into_iter().partition(Partial::is_nothing);
        let bytes = nothing.iter().map(|partial| partial.bytes).fold(0, u64::saturating_add);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if !something.is_empty() {
            self.lock().extend(something);
        }
    }

    /// Everything, put together in the order of places, and never in that in which it came.
    pub(super) fn merge(&self) -> Fed {
        let partials = std::mem::take(&mut *self.lock());
        // They are large, so that what is moved about while sorting only points to them.
        let mut partials: Vec<_> = partials.into_iter().map(Box::new).collect();
        partials.sort_by(|a, b| (&a.place, &a.order).cmp(&(&b.place, &b.order)));
        let mut fed = Fed { bytes: self.bytes.load(Ordering::Relaxed), ..Fed::default() };
        let mut partials = partials.into_iter().peekable();
        while let Some(mut one) = partials.next() {
            while let Some(more) = partials.next_if(|next| next.place == one.place) {
                one.append(*more);
            }
            fed.add(*one);
        }
        fed
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Partial>> {
        self.partials.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fed {
    fn add(&mut self, mut one: Partial) {
        let dropped = one.found.as_ref().map_or(0, EntrySightings::dropped);
        if dropped > 0 {
            one.miss(Missed::too_many(dropped));
        }
        let number = one.place.key.first().and_then(|&number| usize::try_from(number).ok());
        let path = &one.place.path;
        let missed = one.missed.into_iter();
        self.missed.extend(missed.map(|missed| (number.unwrap_or(usize::MAX), path.to_string(), missed)));
        self.faults.extend(one.faults.into_iter().map(|fault| (path.to_string(), fault)));
        self.oddities.extend(one.oddities);
        self.bytes = self.bytes.saturating_add(one.bytes);
        one.found.into_iter().for_each(|found| self.sightings.add(path, found));
    }
}
