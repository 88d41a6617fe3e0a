//! From an archive to the jobs that read it.

use std::sync::Arc;

use beian_archive::{Coding, Entry, Error, LimitKind};
use beian_readers::{EntryInfo, HEAD};

use super::job::{Charge, Job, Purse, Within, Work};
use super::partial::{Done, Partial};
use super::parts::{self, InParts, PART};
use super::share::{Need, split};
use super::{Feed, IN_FLIGHT};
use crate::missed::Missed;
use crate::open::OpenArchive;

/// A local header (APPNOTE.TXT, section 4.3.7), with which archives begin.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// What opening an archive may hold, beside its directory: records, a list of entries.
const ARCHIVE: u64 = 64 << 10;

/// Jobs for all entries of an archive but those that `skip` knows, and for its bytes that are no entry's.
pub(super) fn jobs(
    archive: &Arc<OpenArchive>,
    within: Within,
    purse: Purse,
    held: Option<&Arc<Charge>>,
    feed: &Feed<'_>,
    skip: &dyn Fn(usize) -> bool,
) -> Done {
    let within = Arc::new(within);
    let mut done = Done::default();
    let entries: Vec<_> = archive
        .archive
        .entries()
        .iter()
        .filter(|entry| !is_empty(entry) && !skip(entry.index().position()))
        .map(|entry| (entry, how(archive, entry, feed)))
        .collect();
    let mut needs: Vec<Need> = entries.iter().map(|(entry, how)| need(entry, how, purse, feed)).collect();
    needs.push(outside_need(archive, feed));
    let mut purses = split(purse, &needs).into_iter();
    done.jobs.reserve(needs.len());
    for ((entry, how), purse) in entries.into_iter().zip(&mut purses) {
        let Some(purse) = purse else {
            done.partials.push(refused(entry, &within));
            continue;
        };
        let charge = charge(entry, &how, feed);
        let (archive, index) = (Arc::clone(archive), entry.index());
        let order = within.order(index.position());
        let work = match how {
            How::Whole => Work::Entry { archive, index },
            How::Archive => Work::Archive { archive, index },
            How::Parts(whole) => {
                done.jobs.extend(whole.jobs(&order, &within, purse, held));
                continue;
            }
        };
        let size = if is_packed(entry) { charge.saturating_mul(UNPACKED) } else { charge };
        let within = Arc::clone(&within);
        done.jobs.push(Job { order, within, work, purse, charge, size, held: held.cloned() });
    }
    if let Some(Some(purse)) = purses.next() {
        let (order, work) = (within.outside(), Work::Outside(Arc::clone(archive)));
        let charge = feed.window();
        done.jobs.push(Job { order, within, work, purse, charge, size: charge, held: held.cloned() });
    }
    done
}

/// Whether there is nothing to read of it. What its local header may say more is found outside entries.
fn is_empty(entry: &Entry) -> bool {
    entry.uncompressed_size() == 0 && entry.compressed_size() == 0
}

/// What archives and streams are called. Only the order of reading follows from it: what comes out of them is read in turn, so
/// that whoever begins with them late ends alone.
const PACKED: &[&str] = &["apk", "br", "gz", "jar", "tgz", "xz", "z", "zip", "zlib", "zst"];

/// So many bytes of others an archive or stream takes to read for each of its own, as a guess: what it gives is mostly text.
const UNPACKED: u64 = 16;

fn is_packed(entry: &Entry) -> bool {
    let extension = entry.name().rsplit(|&byte| byte == b'.').next().unwrap_or(b"");
    PACKED.iter().any(|packed| extension.eq_ignore_ascii_case(packed.as_bytes()))
}

/// How an entry is read.
enum How {
    Whole,
    Archive,
    Parts(Arc<InParts>),
}

/// How an entry is read. Only of a large stored one this takes a look at its first bytes.
fn how(archive: &Arc<OpenArchive>, entry: &Entry, feed: &Feed<'_>) -> How {
    let size = entry.uncompressed_size();
    if entry.method().coding() != Some(Coding::Stored) || size <= PART {
        return How::Whole;
    }
    let Some(head) = head(archive, entry) else { return How::Whole };
    if head.starts_with(LOCAL_HEADER) {
        // A small one is read once, a large one is not held in memory.
        return if size > IN_FLIGHT { How::Archive } else { How::Whole };
    }
    let info = EntryInfo { name: &entry.name_lossy(), len: size };
    if size <= feed.limits.entry_size && (feed.reader_of)(&info, &head).is_some() {
        return How::Whole;
    }
    InParts::of(archive, entry.index()).map_or(How::Whole, |whole| How::Parts(Arc::new(whole)))
}

fn head(archive: &OpenArchive, entry: &Entry) -> Option<Vec<u8>> {
    let window = archive.archive.stored_window(entry.index()).ok()??;
    let len = window.len().min(u64::try_from(HEAD).ok()?);
    let mut head = vec![0; usize::try_from(len).ok()?];
    window.read_exact_at(0, &mut head).ok()?;
    Some(head)
}

/// The bytes that a job holds.
fn charge(entry: &Entry, how: &How, feed: &Feed<'_>) -> u64 {
    let (compressed, uncompressed) = (entry.compressed_size(), entry.uncompressed_size());
    let most = feed.limits.entry_size;
    match how {
        How::Parts(_) => parts::HELD.min(most),
        How::Archive => ARCHIVE,
        How::Whole if entry.method().coding() == Some(Coding::Stored) => uncompressed.min(most),
        How::Whole => entry.possible_size(compressed).min(most).saturating_add(compressed.min(most)),
    }
}

fn need(entry: &Entry, how: &How, purse: Purse, feed: &Feed<'_>) -> Need {
    let (least, parts) = match how {
        // How much it needs is known when it is open; it has its share.
        How::Archive => (ARCHIVE.min(purse.bytes), 1),
        How::Parts(whole) => (charge(entry, how, feed), whole.count()),
        How::Whole => (charge(entry, how, feed), 1),
    };
    Need { least, weight: entry.compressed_size(), parts }
}

/// Bytes that are no entry's: at most all that are neither the directory's nor declared to be entries'. Which they are is seen
/// when they are read, since that takes a look at every local header.
fn outside_need(archive: &OpenArchive, feed: &Feed<'_>) -> Need {
    let entries = archive.archive.entries().iter().map(Entry::compressed_size);
    let listed = entries.fold(0, u64::saturating_add);
    let weight = archive.archive.source().len().saturating_sub(listed);
    Need { least: weight.min(feed.window()), weight, parts: 1 }
}

/// An entry for which there is nothing left to spend.
fn refused(entry: &Entry, within: &Within) -> Partial {
    let place = within.place(entry.index().position(), &entry.name_lossy());
    let order = place.key.clone();
    let (allowed, wanted) = (0, entry.uncompressed_size());
    let error = Error::Limit { limit: LimitKind::TotalSize, allowed, wanted };
    let mut partial = Partial::new(place, order);
    partial.miss(Missed::error(&error, Some(wanted)));
    partial
}
