//! From an archive to the jobs that read it.

use std::sync::Arc;

use beian_archive::{Coding, Entry, Error, LimitKind};
use beian_readers::{EntryInfo, HEAD};

use super::job::{Charge, Job, Outside, Purse, Within, Work};
use super::partial::{Done, Partial};
use super::share::{Need, split};
use super::{Feed, IN_FLIGHT};
use crate::missed::Missed;
use crate::open::OpenArchive;

/// A local header (APPNOTE.TXT, section 4.3.7), with which archives begin.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// The most that a byte of a deflate stream can become (RFC 1951, section 3.2.5), rounded up.
const MOST_PER_BYTE: u64 = 1040;

/// What opening an archive may hold, beside its directory: records, a list of entries.
const ARCHIVE: u64 = 64 << 10;

/// Jobs for all entries of an archive but those that `skip` knows, and for its bytes that are no entry's.
pub(super) fn jobs(
    archive: &Arc<OpenArchive>,
    within: &Within,
    purse: Purse,
    held: Option<&Arc<Charge>>,
    feed: &Feed<'_>,
    skip: &dyn Fn(usize) -> bool,
) -> Done {
    let mut done = Done::default();
    let entries: Vec<_> = archive
        .archive
        .entries()
        .iter()
        .filter(|entry| !is_empty(entry) && !skip(entry.index().position()))
        .map(|entry| (entry, work(archive, entry, feed)))
        .collect();
    let outside = outside(archive, within, &mut done);
    let mut needs: Vec<Need> = entries.iter().map(|(entry, work)| need(entry, work, purse, feed)).collect();
    needs.push(outside_need(&outside, feed));
    let mut purses = split(purse, &needs).into_iter();
    for ((entry, work), purse) in entries.into_iter().zip(&mut purses) {
        let position = entry.index().position();
        let name = entry.name_lossy().into_owned();
        let place = within.place(position, &name);
        let order = place.key.clone();
        let Some(purse) = purse else {
            done.partials.push(refused(entry, &place, &purse_limit(entry)));
            continue;
        };
        let charge = charge(entry, &work, feed);
        let home = within.home.clone();
        done.jobs.push(Job { place, home, order, name, work, purse, charge, held: held.cloned() });
    }
    if let (false, Some(Some(purse))) = (outside.is_empty(), purses.next()) {
        let (home, order, name) = (within.home.clone(), within.outside(), String::new());
        let (place, work, charge, held) =
            (home.clone(), Work::Outside(outside), feed.window(), held.cloned());
        done.jobs.push(Job { place, home, order, name, work, purse, charge, held });
    }
    done
}

/// Whether there is nothing to read of it. What its local header may say more is found outside entries.
fn is_empty(entry: &Entry) -> bool {
    entry.uncompressed_size() == 0 && entry.compressed_size() == 0
}

/// How an entry is read. Only of a large stored one this takes a look at its first bytes.
fn work(archive: &Arc<OpenArchive>, entry: &Entry, feed: &Feed<'_>) -> Work {
    let (archive, index) = (Arc::clone(archive), entry.index());
    let whole = |archive| Work::Entry { archive, index };
    if entry.method().coding() != Some(Coding::Stored) || entry.uncompressed_size() <= IN_FLIGHT {
        return whole(archive);
    }
    let Some(head) = head(&archive, entry) else { return whole(archive) };
    if head.starts_with(LOCAL_HEADER) {
        return Work::Archive { archive, index };
    }
    let info = EntryInfo { name: &entry.name_lossy(), len: entry.uncompressed_size() };
    let fits = info.len <= feed.limits.entry_size;
    if fits && (feed.reader_of)(&info, &head).is_some() {
        return whole(archive);
    }
    Work::Windows { archive, index }
}

fn head(archive: &OpenArchive, entry: &Entry) -> Option<Vec<u8>> {
    let window = archive.archive.stored_window(entry.index()).ok()??;
    let len = window.len().min(u64::try_from(HEAD).ok()?);
    let mut head = vec![0; usize::try_from(len).ok()?];
    window.read_exact_at(0, &mut head).ok()?;
    Some(head)
}

/// The bytes that a job holds.
fn charge(entry: &Entry, work: &Work, feed: &Feed<'_>) -> u64 {
    let (compressed, uncompressed) = (entry.compressed_size(), entry.uncompressed_size());
    let most = feed.limits.entry_size;
    match work {
        Work::Windows { .. } | Work::Outside(_) => feed.window(),
        Work::Archive { .. } => ARCHIVE,
        _ if entry.method().coding() == Some(Coding::Stored) => uncompressed.min(most),
        _ => {
            let inflated = uncompressed.min(compressed.saturating_mul(MOST_PER_BYTE)).min(most);
            inflated.saturating_add(compressed.min(most))
        }
    }
}

fn need(entry: &Entry, work: &Work, purse: Purse, feed: &Feed<'_>) -> Need {
    let weight = entry.compressed_size();
    match work {
        // How much it needs is known when it is open; it has its share.
        Work::Archive { .. } => Need { least: ARCHIVE.min(purse.bytes), weight },
        work => Need { least: charge(entry, work, feed), weight },
    }
}

/// Bytes that are no entry's. That they cannot be told costs them alone.
fn outside(archive: &OpenArchive, within: &Within, done: &mut Done) -> Vec<Outside> {
    let source = archive.archive.source();
    match archive.archive.unlisted() {
        Ok(ranges) => ranges.into_iter().map(|range| Outside { source: source.clone(), range }).collect(),
        Err(error) => {
            let mut partial = Partial::new(within.home.clone(), within.outside());
            partial.miss(Missed::error(&error, None));
            done.partials.push(partial);
            Vec::new()
        }
    }
}

fn outside_need(outside: &[Outside], feed: &Feed<'_>) -> Need {
    let window = feed.window();
    let sum =
        |each: &dyn Fn(u64) -> u64| outside.iter().map(|one| each(one.len())).fold(0, u64::saturating_add);
    Need { least: sum(&|len| len.min(window)), weight: sum(&|len| len) }
}

/// An entry for which there is nothing left to spend.
fn refused(entry: &Entry, place: &super::job::Place, error: &Error) -> Partial {
    let mut partial = Partial::new(place.clone(), place.key.clone());
    partial.miss(Missed::error(error, Some(entry.uncompressed_size())));
    partial
}

fn purse_limit(entry: &Entry) -> Error {
    Error::Limit { limit: LimitKind::TotalSize, allowed: 0, wanted: entry.uncompressed_size() }
}
