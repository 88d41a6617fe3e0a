//! Opening an archive that the platform may refuse.
//!
//! What the platform lists whole is listed as it lists it. Otherwise the directory is looked for where an end record
//! may mean it, then anywhere, and at last the local headers stand in for it. Every file is searched through at most
//! twice, and every search is paid for.

mod candidates;
mod headers;
mod runs;

use std::sync::Arc;

use crate::archive::{Archive, Layout, Reading};
use crate::directory::{self, Directory};
use crate::entry::Entry;
use crate::error::{Error, What};
use crate::limits::Budget;
use crate::oddity::{Extent, Oddity, OddityKind};
use crate::padding;
use crate::records::CENTRAL_SIGNATURE;
use crate::rule::Release;
use crate::scan::Signatures;
use crate::source::{Source, to_u64};
use crate::strict;
use candidates::Candidate;
use headers::Chain;

pub(crate) fn open(source: &Source, budget: &mut Budget) -> Result<Archive, Error> {
    let archive = match strict::open(source, Release::NEWEST, budget) {
        Ok(archive) if lists_all(&archive) => Archive { reading: Reading::Recovered, ..archive },
        Ok(_) | Err(Error::Refused { .. }) => search(source, budget)?,
        Err(other) => return Err(other),
    };
    headers::repair(archive, budget)
}

/// Whether the end record counts all entries that the directory has.
fn lists_all(archive: &Archive) -> bool {
    !archive.oddities.iter().any(|oddity| matches!(oddity.kind, OddityKind::EntryCount { .. }))
}

/// Finds the entries wherever a directory or local headers are.
fn search(source: &Source, budget: &mut Budget) -> Result<Archive, Error> {
    let chain = Chain::follow(source, budget)?;
    let tail = candidates::in_tail(source, budget)?;
    if let Some(candidate) = candidates::best(source, &tail, &chain)?.filter(|best| !best.is_empty()) {
        return by_end_record(source, &tail, candidate, budget);
    }
    let signatures = Signatures::find(source, 0, budget)?;
    let all = candidates::anywhere(source, &signatures)?;
    let best = candidates::best(source, &all, &chain)?;
    match best {
        Some(candidate) if !candidate.is_empty() => by_end_record(source, &all, candidate, budget),
        empty => without_end_record(source, &signatures, &chain, empty, budget),
    }
}

/// The directory that `candidate` leads to.
fn by_end_record(
    source: &Source,
    all: &[crate::end::End],
    candidate: Candidate,
    budget: &mut Budget,
) -> Result<Archive, Error> {
    let room = candidate.declared.end.saturating_sub(candidate.start);
    let len = room.min(budget.limits().directory_size.max(candidate.declared.size.min(room)));
    let mut oddities = candidates::oddities(source, all, &candidate);
    let shift = candidate.shift;
    let (mut entries, end) = read_entries(source, candidate.start, len, &mut oddities, budget)?;
    let shift = headers::apply_shift(source, &mut entries, shift)?;
    let found = to_u64(entries.len());
    let declared = candidate.declared;
    if declared.entries != found {
        let counted = OddityKind::EntryCount { declared: declared.entries, found };
        oddities.push(Oddity::archive(counted));
    }
    let found = Extent { offset: candidate.start, bytes: end.saturating_sub(candidate.start) };
    let meant = Extent { offset: declared.offset, bytes: declared.size };
    let shifted = declared.offset.checked_add_signed(shift) == Some(found.offset);
    if !shifted || meant.bytes != found.bytes {
        oddities.push(Oddity::archive(OddityKind::DirectoryMoved { declared: meant, found }));
    }
    oddities.extend(prefix(source, &entries, shift)?.map(Oddity::archive));
    let comment_start = candidate.end.comment_start().min(source.len());
    let layout = Layout {
        directory: candidate.start..end,
        end_record: candidate.end.offset,
        comment: comment_start..candidate.end.comment_end().min(source.len()),
        shift,
    };
    Ok(finish(source, entries, oddities, layout))
}

/// The last directory without an end record, or else the local headers.
fn without_end_record(
    source: &Source,
    signatures: &Signatures,
    chain: &Chain,
    empty: Option<Candidate>,
    budget: &mut Budget,
) -> Result<Archive, Error> {
    let len = source.len();
    let truncated = candidates::truncated(source, signatures);
    let end_record = truncated.unwrap_or(len);
    let mut oddities = vec![Oddity::archive(OddityKind::EndRecordMissing { truncated })];
    if let Some(run) = runs::directory(source, signatures, chain)? {
        let (mut entries, end) = read_entries(source, run.start, run.len, &mut oddities, budget)?;
        let shift = headers::apply_shift(source, &mut entries, run.shift)?;
        oddities.extend(prefix(source, &entries, shift)?.map(Oddity::archive));
        let layout = Layout { directory: run.start..end, end_record, comment: len..len, shift };
        return Ok(finish(source, entries, oddities, layout));
    }
    let entries = headers::as_entries(source, signatures, budget)?;
    if let Some(candidate) = empty.filter(|_| entries.is_empty()) {
        return Ok(empty_archive(source, &candidate));
    }
    if entries.is_empty() {
        return Err(Error::NotAnArchive { bytes: len });
    }
    oddities.push(Oddity::archive(OddityKind::DirectoryMissing));
    let layout = Layout { directory: end_record..end_record, end_record, comment: len..len, shift: 0 };
    Ok(finish(source, entries, oddities, layout))
}

fn empty_archive(source: &Source, candidate: &Candidate) -> Archive {
    let mut oddities = candidates::oddities(source, &[candidate.end], candidate);
    oddities.push(Oddity::archive(OddityKind::Empty));
    let at = candidate.end.offset;
    let comment = candidate.end.comment_start()..candidate.end.comment_end().min(source.len());
    let layout = Layout { directory: at..at, end_record: at, comment, shift: 0 };
    finish(source, Vec::new(), oddities, layout)
}

/// The entries of the directory at `start`, at most `len` bytes long, and where its last record ends.
fn read_entries(
    source: &Source,
    start: u64,
    len: u64,
    oddities: &mut Vec<Oddity>,
    budget: &mut Budget,
) -> Result<(Vec<Entry>, u64), Error> {
    budget.spend_directory(len)?;
    let bytes = Arc::new(source.read_new(What::Directory, start, len)?);
    let directory = Directory { release: Release::NEWEST, bytes, offset: start };
    let mut entries = Vec::new();
    let mut at = walk(&directory, 0, &mut entries, budget)?;
    let (first, mut skipped) = (at, 0_usize);
    while let Some(next) = next_record(&directory, at) {
        skipped = skipped.saturating_add(next.saturating_sub(at));
        at = walk(&directory, next, &mut entries, budget)?;
    }
    if skipped > 0 {
        let offset = start.saturating_add(to_u64(first));
        let bytes = to_u64(skipped);
        oddities.push(Oddity::archive(OddityKind::DirectoryDamaged { offset, bytes }));
    }
    Ok((entries, start.saturating_add(to_u64(at))))
}

fn walk(
    directory: &Directory,
    at: usize,
    entries: &mut Vec<Entry>,
    budget: &mut Budget,
) -> Result<usize, Error> {
    let count = directory.count(at);
    budget.check_entries(to_u64(entries.len()).saturating_add(count))?;
    strict::reserve(count, budget, entries)?;
    Ok(directory.walk(at, count, entries))
}

/// The next whole record behind bytes that are none.
fn next_record(directory: &Directory, at: usize) -> Option<usize> {
    let rest = directory.bytes.get(at..)?;
    let signature = CENTRAL_SIGNATURE.to_le_bytes();
    let mut places = memchr::memmem::find_iter(rest, &signature);
    places.by_ref().map(|skip| at.saturating_add(skip)).find(|&next| directory.record(next).is_some())
}

/// What stands before the first entry's local header, but for headers that only fill space.
fn prefix(source: &Source, entries: &[Entry], shift: i64) -> Result<Option<OddityKind>, Error> {
    let bytes = entries.iter().map(|entry| entry.local_offset).min().unwrap_or(0);
    if bytes == 0 || bytes >= source.len() {
        return Ok(None);
    }
    if padding::fills(source, bytes)? {
        return Ok(None);
    }
    let disguised = headers::is_header(source, 0)?;
    Ok(Some(OddityKind::Prefix { bytes, adjusted: shift == 0, disguised }))
}

fn finish(source: &Source, entries: Vec<Entry>, mut oddities: Vec<Oddity>, layout: Layout) -> Archive {
    directory::describe(&entries, &mut oddities);
    let duplicates = directory::duplicates(&entries).into_iter();
    oddities.extend(duplicates.map(|(later, first)| Oddity::entry(later, OddityKind::Duplicate { first })));
    Archive {
        source: source.clone(),
        reading: Reading::Recovered,
        release: Release::NEWEST,
        entries,
        oddities,
        layout,
        headers: Vec::new(),
    }
}
