//! Feeds every byte of a package to those who read it: each entry once, the largest first, on any number of threads.
//!
//! Each entry is a job, and so is everything nested that is read as entries of its own. A worker takes a job when its bytes fit
//! beside those in flight, reads it under `catch_unwind`, and puts what came out of it into the queue. Workers are plain scoped
//! threads, of which one is the caller's: with a single one no thread is started at all. They wait between jobs alone, when they
//! hold nothing, and nothing within a job waits for another: so there is nothing to deadlock on, as there would be in a pool
//! whose tasks block.
//!
//! What a job may spend is settled before any is begun (`share`), and what jobs gave is merged in the order of their places
//! (`partial`): no result depends on the number of threads, or on who was first.

mod content;
mod job;
mod nest;
mod partial;
mod parts;
mod queue;
mod read;
mod share;
#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Barrier};
use std::thread;

use beian_archive::{Entry, EntryIndex, Inflated, Limits, Source};
use beian_readers::{EntryInfo, Reader};

use crate::open::OpenArchive;
use job::{Charge, Job, Outside, Purse, Within, Work};
use partial::{Done, Found, Partial};
use queue::Queue;
use read::Tools;

pub(crate) use content::caught;
pub(crate) use partial::Fed;

/// Bytes in flight, beside those of the largest entry. With that entry, as deflated and as inflated, and with what the workers
/// keep, this is the memory that reading a package takes.
const IN_FLIGHT: u64 = 32 << 20;
/// Bytes of each kind of buffer that all workers together keep from job to job.
const KEPT: u64 = 8 << 20;
/// Bytes of a window, where an entry is not read whole.
const WINDOW: u64 = 8 << 20;
/// Bytes to read for which it is worth starting a thread.
const WORTH_A_THREAD: u64 = 256 << 10;

/// The table of readers: who reads an entry of this kind, by name and first bytes.
pub(crate) type ReaderOf = fn(&EntryInfo<'_>, &[u8]) -> Option<&'static dyn Reader>;

/// Somebody else who wants the bytes of the package's own entries, so that none is inflated twice. Called by several workers at
/// once, in any order.
pub(crate) trait Watcher: Sync {
    /// The bytes of an entry, and how reading them went. `strictly`: as the platform finds them, and not by recovering.
    fn see(&self, entry: EntryIndex, bytes: &[u8], inflated: &Inflated, strictly: bool);
}

/// How to read.
#[derive(Clone, Copy)]
pub(crate) struct Settings<'s> {
    pub(crate) limits: &'s Limits,
    /// What may be spent in all, in bytes.
    pub(crate) bytes: u64,
    /// How many threads there may be.
    pub(crate) threads: NonZeroUsize,
    pub(crate) reader_of: ReaderOf,
    pub(crate) watcher: Option<&'s dyn Watcher>,
}

/// An entry that somebody else has read.
pub(crate) struct Kept {
    pub(crate) index: EntryIndex,
    /// Its bytes, all in memory.
    pub(crate) bytes: Source,
    pub(crate) inflated: Inflated,
    /// As the platform finds it, and not by recovering.
    pub(crate) strictly: bool,
}

/// What all jobs share.
#[derive(Clone, Copy)]
struct Feed<'f> {
    limits: &'f Limits,
    reader_of: ReaderOf,
    watcher: Option<&'f dyn Watcher>,
    flight: &'f Arc<AtomicU64>,
}

impl Feed<'_> {
    /// Bytes of a window, which no limit of an entry forbids.
    fn window(&self) -> u64 {
        WINDOW.min(self.limits.entry_size)
    }
}

/// Reads all of a package, while `beside` reads the entries at `held` on its own and hands over those that can be read.
pub(crate) fn package<T>(
    archive: &Arc<OpenArchive>,
    held: &[EntryIndex],
    settings: Settings<'_>,
    beside: impl FnOnce(&mut dyn FnMut(Kept)) -> T,
) -> (Fed, T) {
    // Whoever reads what is in memory allocates little beside it.
    let each = u64::try_from(held.len()).ok().and_then(|count| (settings.bytes / 8).checked_div(count));
    let rest = settings.bytes.saturating_sub(each.map_or(0, |_| settings.bytes / 8));
    let known: Vec<usize> = held.iter().map(|index| index.position()).collect();
    let first = |feed: &Feed<'_>| {
        let purse = Purse { bytes: rest, sightings: share::SIGHTINGS, depth: 0 };
        nest::jobs(archive, Within::file(), purse, None, feed, &|entry| known.contains(&entry))
    };
    let sizes: Vec<u64> = held.iter().map(|&index| size(archive, index, settings.limits)).collect();
    let largest = sizes.iter().copied().max().unwrap_or(0);
    run(settings, archive.archive.source().len(), largest, first, |queue, feed| {
        let charges = sizes.iter().map(|&size| Arc::new(Charge::new(feed.flight, size)));
        let mut charges: Vec<_> = held.iter().copied().zip(charges).collect();
        let purse = Purse { bytes: each.unwrap_or(0), sightings: share::MOST_SIGHTINGS, depth: 0 };
        beside(&mut |kept| {
            if let (Some(watcher), Some(bytes)) = (feed.watcher, kept.bytes.as_bytes(0..kept.bytes.len())) {
                watcher.see(kept.index, bytes, &kept.inflated, kept.strictly);
            }
            let place = charges.iter().position(|(index, _)| *index == kept.index);
            let charge = place.map(|place| charges.swap_remove(place).1);
            queue.add(of_kept(archive, kept, purse, charge).into_iter().collect());
        })
    })
}

/// Bytes that an entry has in memory, as it declares them.
fn size(archive: &OpenArchive, index: EntryIndex, limits: &Limits) -> u64 {
    archive.archive.entry(index).map_or(0, Entry::uncompressed_size).min(limits.entry_size)
}

/// Reads one file that is no archive, under the name that it has in a package.
pub(crate) fn file(name: &str, bytes: Vec<u8>, settings: Settings<'_>) -> Fed {
    let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let first = |feed: &Feed<'_>| {
        let purse = Purse { bytes: settings.bytes, sightings: share::SIGHTINGS, depth: 0 };
        let held = Some(Arc::new(Charge::new(feed.flight, len)));
        let bytes = Source::from_bytes(bytes);
        let work = Work::Bytes { number: 0, name: name.to_owned(), bytes, behind: None };
        Done { jobs: vec![of_bytes(0, work, purse, held)], ..Done::default() }
    };
    run(settings, len, 0, first, |_, _| ()).0
}

/// The job of an entry that was read already. Its bytes are in memory whether it is begun or not: so it goes before others.
fn of_kept(archive: &OpenArchive, kept: Kept, purse: Purse, held: Option<Arc<Charge>>) -> Option<Job> {
    let name = archive.archive.entry(kept.index).ok()?.name_lossy().into_owned();
    let source = archive.archive.source();
    let behind = kept.inflated.behind.map(|range| Outside { source: source.clone(), range });
    let number = kept.index.position();
    Some(of_bytes(number, Work::Bytes { number, name, bytes: kept.bytes, behind }, purse, held))
}

fn of_bytes(number: usize, work: Work, purse: Purse, held: Option<Arc<Charge>>) -> Job {
    let within = Within::file();
    Job {
        order: within.order(number),
        within: Arc::new(within),
        work,
        purse,
        charge: 0,
        size: u64::MAX,
        held,
    }
}

/// Does the jobs that `first` gives, those that `beside` adds, and all that come out of them: a file of so many bytes. An entry
/// of `largest` bytes, or of more, may be in flight.
fn run<T>(
    settings: Settings<'_>,
    bytes: u64,
    largest: u64,
    first: impl FnOnce(&Feed<'_>) -> Done,
    beside: impl FnOnce(&Queue, &Feed<'_>) -> T,
) -> (Fed, T) {
    let flight = Arc::default();
    let Settings { limits, reader_of, watcher, .. } = settings;
    let feed = Feed { limits, reader_of, watcher, flight: &flight };
    let queue = Queue::new(Arc::clone(&flight));
    let worth = usize::try_from(bytes / WORTH_A_THREAD).unwrap_or(usize::MAX).saturating_add(1);
    let threads = settings.threads.get().min(worth);
    let keep = KEPT / u64::try_from(threads).unwrap_or(1).max(1);
    let found = Found::default();
    let work = || work(&queue, &feed, keep, &found);
    let meetings: Vec<_> = (1..threads).map(|_| Barrier::new(2)).collect();
    thread::scope(|scope| {
        // Who waits must not go home as long as there may be more.
        let open = queue.open();
        // Where the system gives no more threads, those that there are do the work.
        let work = &work;
        let start = |met| {
            let begin = move || {
                Barrier::wait(met);
                work();
            };
            Some((met, thread::Builder::new().spawn_scoped(scope, begin).ok()?))
        };
        let others: Vec<_> = meetings.iter().filter_map(start).collect();
        // A thread that was just started may stand behind its starter on one core for milliseconds while another is idle. If
        // both sleep before they go on, they go on on two.
        for (met, _) in &others {
            met.wait();
        }
        let Done { partials, jobs } = first(&feed);
        found.add(partials);
        let largest = jobs.iter().map(|job| job.charge).max().unwrap_or(0).max(largest);
        queue.begin(jobs, IN_FLIGHT.saturating_add(largest));
        let given = beside(&queue, &feed);
        drop(open);
        work();
        // All is found, while others still give back what they kept.
        let all = found.merge();
        for (_, other) in others {
            // What a worker panics of outside of its jobs is a fault of this file; nothing that was found depends on it.
            drop(other.join());
        }
        (all, given)
    })
}

/// What a worker does: one job after the other, until there is none.
fn work(queue: &Queue, feed: &Feed<'_>, keep: u64, found: &Found) {
    let mut tools = Tools::default();
    while let Some(mut admitted) = queue.next() {
        let mut partials = Vec::new();
        for (job, charge) in std::mem::take(&mut admitted.jobs) {
            let done = one(job, &charge, &mut tools, feed);
            drop(charge);
            queue.add(done.jobs);
            partials.extend(done.partials);
        }
        found.add(partials);
        drop(admitted);
        tools.shed(keep);
    }
}

/// Does a job. If it panics, that is all that is lost.
fn one(job: Job, charge: &Arc<Charge>, tools: &mut Tools, feed: &Feed<'_>) -> Done {
    let (name, order) = (job.name(), job.order.clone());
    let place = job.place(&name);
    let read = || read::read(job, (name, place.clone()), charge, tools, feed);
    caught(read).unwrap_or_else(|words| {
        *tools = Tools::default();
        let mut partial = Partial::new(place, order);
        partial.fail(words, None);
        Done { partials: vec![partial], jobs: Vec::new() }
    })
}

/// As many threads as there are cores.
pub(crate) fn cores() -> NonZeroUsize {
    thread::available_parallelism().unwrap_or(NonZeroUsize::MIN)
}
