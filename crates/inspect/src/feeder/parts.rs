//! Large stored entries that nobody reads but as runs: part by part, and each part perhaps by somebody else.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beian_archive::{EntryIndex, Error, StoredParts, crc32, crc32_of_parts};
use beian_hosts::Finder;
use beian_readers::entropy::opaque_in;
use beian_readers::runs::{CONTEXT, LOOK_BACK, runs, safe_cut};
use beian_text::{Name, Sink as _, Span};

use super::content::RUN;
use super::job::{Charge, Job, Key, Purse, Within, Work, numbered};
use super::partial::Partial;
use super::read::Reading;
use crate::missed::Missed;
use crate::open::OpenArchive;

/// Bytes of a part. What a worker reads stays in its cache, and its buffer is the same from part to part.
pub(super) const PART: u64 = 1 << 20;

/// Bytes before a part that it holds as well: among them it begins, and what stands before that tells what stands there.
const BEFORE: usize = LOOK_BACK + CONTEXT;

/// Bytes that a part holds.
pub(super) const HELD: u64 = PART.saturating_add(to_u64(BEFORE));

/// What reading a part takes, in bytes that are inflated and read, as a guess: its bytes are copied, and nobody knows their format.
const SIZE: u64 = HELD / 4;

/// A stored entry that is read in parts.
pub(super) struct InParts {
    pub(super) archive: Arc<OpenArchive>,
    pub(super) index: EntryIndex,
    stored: StoredParts,
    /// What has been read of each part.
    read: Mutex<Vec<Option<Read>>>,
}

/// A part that was read.
#[derive(Clone, Copy)]
struct Read {
    crc: u32,
    len: u64,
}

impl InParts {
    /// None where the entry's bytes do not lie as they are in the archive, or not in one place that can be told.
    pub(super) fn of(archive: &Arc<OpenArchive>, index: EntryIndex) -> Option<Self> {
        let stored = archive.archive.stored_parts(index).ok()??;
        let count = usize::try_from(len(&stored.range()).div_ceil(PART)).ok()?.max(1);
        Some(Self { archive: Arc::clone(archive), index, stored, read: Mutex::new(vec![None; count]) })
    }

    /// How many parts there are: one at least.
    pub(super) fn count(&self) -> usize {
        self.read().len()
    }

    /// Jobs for all parts of the entry at `order`.
    pub(super) fn jobs(
        self: &Arc<Self>,
        order: &Key,
        within: &Arc<Within>,
        purse: Purse,
        held: Option<&Arc<Charge>>,
    ) -> impl Iterator<Item = Job> {
        (0..self.count()).map(move |number| Job {
            order: numbered(order, number),
            within: Arc::clone(within),
            work: Work::Part { whole: Arc::clone(self), number },
            purse,
            charge: HELD,
            size: SIZE,
            held: held.cloned(),
        })
    }

    /// The bytes of a part, in the entry.
    fn part(&self, number: usize) -> Range<u64> {
        let all = len(&self.stored.range());
        let start = u64::try_from(number).unwrap_or(u64::MAX).saturating_mul(PART).min(all);
        start..start.saturating_add(PART).min(all)
    }

    /// Takes note of a part. If it was the last one that was missing, the CRC of all.
    fn note(&self, number: usize, part: Read) -> Option<u32> {
        let mut read = self.read();
        if let Some(place) = read.get_mut(number) {
            *place = Some(part);
        }
        let all: Option<Vec<Read>> = read.iter().copied().collect();
        let parts = all?.into_iter().map(|part| (part.crc, part.len));
        Some(crc32_of_parts(parts))
    }

    fn read(&self) -> MutexGuard<'_, Vec<Option<Read>>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading<'_> {
    /// One part. Whoever reads the last one says what reading the whole showed.
    pub(super) fn part(&mut self, whole: &InParts, number: usize, buffer: &mut Vec<u8>) {
        let part = whole.part(number);
        if number == 0 {
            self.look(whole);
        }
        match self.runs_of_part(whole, number, buffer) {
            Ok(read) => {
                self.partial.bytes = len(&part);
                if let Some(crc) = whole.note(number, read) {
                    self.whole(whole, crc);
                }
            }
            Err(error) => self.partial.miss(Missed::error(&error, Some(len(&part)))),
        }
    }

    /// Runs from where the part before ends, which is where both find the best place to cut, to where the next one begins.
    fn runs_of_part(&mut self, whole: &InParts, number: usize, buffer: &mut Vec<u8>) -> Result<Read, Error> {
        let (own, entry) = (whole.part(number), whole.stored.range());
        let from = own.start.saturating_sub(to_u64(BEFORE));
        let place = |at: u64| entry.start.saturating_add(at);
        let source = whole.archive.archive.source().window(place(from)..place(own.end))?;
        self.budget()?.spend_bytes(source.len())?;
        buffer.resize(to_usize(source.len()), 0);
        source.read_exact_at(0, buffer)?;
        let first = to_usize(own.start.saturating_sub(from));
        let cut = |end: usize| from.saturating_add(to_u64(safe_cut(buffer.get(..end).unwrap_or(&[]), end)));
        let begin = if number == 0 { 0 } else { cut(first) };
        let is_last = own.end == len(&entry);
        let end = if is_last { own.end } else { cut(buffer.len()) };
        // A span that ends with the bytes ends with the entry, as far as the run reader knows.
        let beyond = u64::from(end == own.end && !is_last);
        let mut finder = Finder::new(&self.name, self.purse.sightings / whole.count());
        if number == 0 {
            finder.name(Name::File(&self.name));
        }
        finder.reader(RUN);
        runs(buffer, from, &[Span::new(begin, end.saturating_add(beyond))], &mut finder);
        self.partial.find(finder.finish());
        let own = buffer.get(first..).unwrap_or(&[]);
        Ok(Read { crc: crc32(own), len: to_u64(own.len()) })
    }

    /// Looks whether the whole is encrypted.
    fn look(&mut self, whole: &InParts) {
        let range = whole.stored.range();
        let source = whole.archive.archive.source();
        let mut read =
            |at: u64, buffer: &mut [u8]| source.read_exact_at(range.start.saturating_add(at), buffer).is_ok();
        if opaque_in(len(&range), &mut read).is_some() {
            self.partial.miss(Missed::opaque(len(&range)));
        }
    }

    /// What reading the whole showed. That has a place of its own among the parts, whoever says it.
    fn whole(&mut self, whole: &InParts, crc: u32) {
        let last = whole.count();
        let order = numbered(&self.partial.place.key, last);
        let of_whole = Partial::new(self.partial.place.clone(), order);
        let own = std::mem::replace(&mut self.partial, of_whole);
        match whole.archive.archive.stored_read(&whole.stored, crc) {
            Ok(inflated) => {
                self.inflated(&whole.archive, whole.index, inflated);
            }
            Err(error) => self.unreadable(&whole.archive, whole.index, &error),
        }
        self.done.partials.push(std::mem::replace(&mut self.partial, own));
    }
}

fn len(range: &Range<u64>) -> u64 {
    range.end.saturating_sub(range.start)
}

#[expect(clippy::as_conversions, reason = "no `usize` is wider, and nothing else converts in constants")]
const fn to_u64(number: usize) -> u64 {
    number as u64
}

/// Of a number of bytes that the budget allows in memory.
fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
