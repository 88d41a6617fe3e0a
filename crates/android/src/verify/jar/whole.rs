//! All of it at once, for those who need the entries' bytes for nothing else.

use std::collections::HashSet;
use std::sync::Mutex;

use beian_archive::{Archive, Budget, EntryIndex, Error, Scratch};

use super::{EntryCheck, JarVerdict, Prepared};
use crate::signing::{JarSignatures, Scheme, SdkRange};
use crate::verify::Parallel;

/// Bytes of entries that are checked as one piece of work.
const BATCH: u64 = 4 << 20;
/// Entries that are checked as one piece of work.
const BATCH_ENTRIES: usize = 64;
/// Bytes of a stored entry that are read at once.
const WINDOW: u64 = 1 << 20;
/// What reading an entry costs beside its bytes.
const SLACK: u64 = 64 << 10;

/// Verifies JAR signatures: [`Prepared::new`], [`Prepared::check`] for every entry that is wanted, [`Prepared::finish`].
pub fn verify(
    archive: &Archive,
    signatures: &JarSignatures,
    range: SdkRange,
    schemes_found: &[Scheme],
    budget: &mut Budget,
    parallel: &dyn Parallel,
) -> JarVerdict {
    let prepared = Prepared::new(archive, signatures, range, schemes_found, budget);
    prepared.finish_reading(archive, Vec::new(), budget, parallel)
}

impl Prepared {
    /// The verdict, where some entries were checked already: the others are read now.
    pub fn finish_reading(
        self,
        archive: &Archive,
        mut checks: Vec<EntryCheck>,
        budget: &mut Budget,
        parallel: &dyn Parallel,
    ) -> JarVerdict {
        let done: HashSet<EntryIndex> = checks.iter().map(EntryCheck::entry).collect();
        checks.extend(read(archive, &self, &done, budget, parallel));
        self.finish(checks)
    }
}

/// Reads and checks all entries that are wanted but those that are `done`.
fn read(
    archive: &Archive,
    prepared: &Prepared,
    done: &HashSet<EntryIndex>,
    budget: &mut Budget,
    parallel: &dyn Parallel,
) -> Vec<EntryCheck> {
    let batches = batches(archive, prepared, done, budget);
    let tools: Mutex<Vec<Tools>> = Mutex::default();
    let checks: Mutex<Vec<EntryCheck>> = Mutex::default();
    parallel.run(batches.len(), &|place| {
        let Some(batch) = batches.get(place) else { return };
        let mut own = lock(&tools).pop().unwrap_or_default();
        let found = batch.check(archive, prepared, &mut own);
        lock(&checks).extend(found);
        lock(&tools).push(own);
    });
    checks.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A thread that panicked leaves lists that are sound: nothing is done to them but pushing.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What a worker keeps from entry to entry.
#[derive(Default)]
struct Tools {
    scratch: Scratch,
    buffer: Vec<u8>,
}

/// Entries that are checked one after the other, and the budget that is set aside for them.
struct Batch {
    entries: Vec<EntryIndex>,
    budget: Result<Mutex<Budget>, Error>,
}

/// An entry to be checked, and what reading it takes from a budget.
struct Wanted {
    entry: EntryIndex,
    cost: u64,
}

/// The wanted entries, the largest first so that nobody waits for one at the end.
fn batches(
    archive: &Archive,
    prepared: &Prepared,
    done: &HashSet<EntryIndex>,
    budget: &mut Budget,
) -> Vec<Batch> {
    let wanted = prepared.wanted_entries().filter(|entry| !done.contains(entry));
    let mut entries: Vec<Wanted> = wanted
        .map(|entry| Wanted { entry, cost: archive.entry(entry).map_or(0, |found| cost(archive, found)) })
        .collect();
    entries.sort_by_key(|wanted| std::cmp::Reverse(wanted.cost));
    let mut batches = Vec::new();
    let mut rest = entries.as_slice();
    while !rest.is_empty() {
        let (batch, after) = cut(rest);
        let bytes: u64 = batch.iter().fold(0, |sum, wanted| sum.saturating_add(wanted.cost));
        let own = bytes.min(budget.bytes_left());
        budget.set_aside(own);
        batches.push(Batch {
            entries: batch.iter().map(|wanted| wanted.entry).collect(),
            budget: Budget::within(budget.limits(), own, budget.depth()).map(Mutex::new),
        });
        rest = after;
    }
    batches
}

/// What reading an entry takes from a budget: its bytes as they lie and inflated, twice where its method is unknown.
fn cost(archive: &Archive, entry: &beian_archive::Entry) -> u64 {
    let file = archive.source().len();
    let stored = entry.compressed_size().min(file);
    let inflated = entry.possible_size(file);
    let times = if entry.method().coding().is_some() { 1 } else { 3 };
    stored.saturating_add(inflated).saturating_mul(times).saturating_add(SLACK)
}

/// The first entries, as many as make a batch, and the others.
fn cut(entries: &[Wanted]) -> (&[Wanted], &[Wanted]) {
    let mut sum = 0_u64;
    let mut count = 0_usize;
    for wanted in entries.iter().take(BATCH_ENTRIES) {
        sum = sum.saturating_add(wanted.cost);
        count = count.saturating_add(1);
        if sum >= BATCH {
            break;
        }
    }
    entries.split_at_checked(count).unwrap_or((entries, &[]))
}

impl Batch {
    fn check(&self, archive: &Archive, prepared: &Prepared, tools: &mut Tools) -> Vec<EntryCheck> {
        let check = |entry: EntryIndex, tools: &mut Tools| {
            let budget = self.budget.as_ref().map_err(Clone::clone)?;
            check_entry(archive, prepared, entry, &mut lock(budget), tools)
        };
        let checks = self
            .entries
            .iter()
            .map(|entry| check(*entry, tools).unwrap_or_else(|error| EntryCheck::not_read(*entry, error)));
        checks.collect()
    }
}

fn check_entry(
    archive: &Archive,
    prepared: &Prepared,
    entry: EntryIndex,
    budget: &mut Budget,
    tools: &mut Tools,
) -> Result<EntryCheck, Error> {
    let found = archive.entry(entry)?;
    let is_large = found.uncompressed_size() > WINDOW;
    let Some(parts) = is_large.then(|| archive.stored_parts(entry)).transpose()?.flatten() else {
        let inflated = archive.read_with(&mut tools.scratch, entry, budget, &mut tools.buffer)?;
        return Ok(prepared.check(&inflated, &tools.buffer));
    };
    let mut digester = prepared.digester(entry);
    let range = parts.range();
    let mut at = range.start;
    while at < range.end {
        let end = at.saturating_add(WINDOW).min(range.end);
        let bytes = usize::try_from(end.saturating_sub(at)).unwrap_or(0);
        tools.buffer.resize(bytes, 0);
        archive.source().read_exact_at(at, &mut tools.buffer)?;
        digester.update(&tools.buffer);
        at = end;
    }
    // Nobody looks at CRCs.
    Ok(digester.finish(&archive.stored_read(&parts, found.crc32())?))
}
