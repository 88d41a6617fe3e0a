//! End records that may be the archive's.

use memchr::memmem;

use super::headers::Chain;
use crate::end::{self, Declared, End, TAIL_LEN};
use crate::error::{Error, What};
use crate::limits::Budget;
use crate::oddity::{Oddity, OddityKind};
use crate::records::{
    CENTRAL_SIGNATURE, END_LEN, END_SIGNATURE, EndRecord, ZIP64_END_LEN, ZIP64_LOCATOR_LEN, signature_at,
};
use crate::scan::Signatures;
use crate::source::{Source, to_u64};
use crate::strict;

/// How many end records are tried, from the last on. A comment full of fakes must not make every byte a candidate.
const MOST: usize = 64;

/// An end record, and the directory that it leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub end: End,
    pub declared: Declared,
    /// Where the directory starts.
    pub start: u64,
    /// What the declared offset lacks to be there.
    pub shift: i64,
    /// Whether zip64 records are referred to and not there.
    pub zip64_broken: bool,
}

impl Candidate {
    /// Whether it says that there are no entries, and leads nowhere.
    pub(super) fn is_empty(&self) -> bool {
        self.start == self.declared.end
    }
}

/// The end records of the final 65,557 bytes, the last first.
pub(super) fn in_tail(source: &Source, budget: &mut Budget) -> Result<Vec<End>, Error> {
    let start = source.len().saturating_sub(TAIL_LEN);
    let tail = source.read_vec(start..source.len(), budget)?;
    let signature = END_SIGNATURE.to_le_bytes();
    let ends = memmem::rfind_iter(&tail, &signature).filter_map(|at| {
        let record = EndRecord::parse(tail.get(at..)?)?;
        Some(End { offset: start.saturating_add(to_u64(at)), record })
    });
    Ok(ends.take(MOST).collect())
}

/// The last end records of the whole source, the last first.
pub(super) fn anywhere(source: &Source, signatures: &Signatures) -> Result<Vec<End>, Error> {
    let mut ends = Vec::new();
    for &offset in signatures.end.iter().rev().take(MOST) {
        let mut buf = [0; END_LEN];
        if source.len().saturating_sub(offset) < to_u64(END_LEN) {
            continue;
        }
        source.read_what(What::EndRecord, offset, &mut buf)?;
        ends.extend(EndRecord::parse(&buf).map(|record| End { offset, record }));
    }
    Ok(ends)
}

/// Where an end record starts that the end of the source cuts off.
pub(super) fn truncated(source: &Source, signatures: &Signatures) -> Option<u64> {
    let last = signatures.end.last().copied()?;
    (source.len().saturating_sub(last) < to_u64(END_LEN)).then_some(last)
}

/// The first of `ends` that leads to a directory, or else the first that says that there are no entries.
pub(super) fn best(source: &Source, ends: &[End], chain: &Chain) -> Result<Option<Candidate>, Error> {
    let mut empty = None;
    for end in ends {
        match follow(source, end)? {
            Some(candidate) if candidate.is_empty() => empty = empty.or(Some(candidate)),
            Some(candidate) if !is_of_archive_within(&candidate, chain) => return Ok(Some(candidate)),
            _ => {}
        }
    }
    Ok(empty)
}

/// Whether the archive that `candidate` ends starts within an entry's data.
fn is_of_archive_within(candidate: &Candidate, chain: &Chain) -> bool {
    u64::try_from(candidate.shift).is_ok_and(|start| start > 0 && chain.holds(start))
}

fn follow(source: &Source, end: &End) -> Result<Option<Candidate>, Error> {
    let (declared, zip64_broken) = declared(source, end)?;
    let behind = declared.end.checked_sub(declared.size);
    // By the declared offset, or else directly before the record that declares it.
    for start in [Some(declared.offset), behind].into_iter().flatten() {
        if start < declared.end && has_directory(source, start)? {
            let shift = signed_difference(start, declared.offset);
            return Ok(shift.map(|shift| Candidate { end: *end, declared, start, shift, zip64_broken }));
        }
    }
    let none = declared.entries == 0 && declared.size == 0;
    let start = declared.end;
    Ok(none.then_some(Candidate { end: *end, declared, start, shift: 0, zip64_broken }))
}

/// What the end record says, or the zip64 one before it: where its locator leads, or else directly before the locator.
fn declared(source: &Source, end: &End) -> Result<(Declared, bool), Error> {
    if !end.is_escaped() {
        return Ok((end.declared(), false));
    }
    if let Some(declared) = readable(end::zip64(source, end))? {
        return Ok((declared, false));
    }
    let distance = to_u64(ZIP64_LOCATOR_LEN).saturating_add(to_u64(ZIP64_END_LEN));
    let at = end.offset.checked_sub(distance);
    let moved = at.map(|at| end::zip64_at(source, at));
    Ok(match moved.map(readable).transpose()?.flatten() {
        Some(declared) => (declared, false),
        None => (end.declared(), true),
    })
}

/// `None` where the records are not there; an error where reading them failed.
fn readable(result: Result<Declared, Error>) -> Result<Option<Declared>, Error> {
    match result {
        Ok(declared) => Ok(Some(declared)),
        Err(Error::Refused { .. } | Error::Short { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Whether a directory record may start at `offset`.
pub(super) fn has_directory(source: &Source, offset: u64) -> Result<bool, Error> {
    let mut buf = [0; 4];
    if source.len().saturating_sub(offset) < 4 {
        return Ok(false);
    }
    source.read_what(What::Directory, offset, &mut buf)?;
    Ok(signature_at(&buf) == Some(CENTRAL_SIGNATURE))
}

/// `a - b`, if it fits.
pub(super) fn signed_difference(a: u64, b: u64) -> Option<i64> {
    i64::try_from(a).ok()?.checked_sub(i64::try_from(b).ok()?)
}

/// What is odd about the end record that was used, and about what stands behind it.
pub(super) fn oddities(source: &Source, all: &[End], candidate: &Candidate) -> Vec<Oddity> {
    let end = &candidate.end;
    let len = source.len();
    let fake = all.first().map(|last| last.offset).filter(|&last| last > end.offset);
    let available = len.saturating_sub(end.comment_start());
    let declared = u64::from(end.record.comment_len);
    let behind = available.saturating_sub(declared);
    let kinds = [
        fake.map(|fake| OddityKind::FakeEndRecord { fake, used: end.offset }),
        (declared > available).then_some(OddityKind::CommentTooLong { declared, available }),
        (behind > 0).then_some(OddityKind::TrailingBytes { bytes: behind }),
        candidate.declared.zip64.then_some(OddityKind::Zip64),
        candidate.zip64_broken.then_some(OddityKind::Zip64Broken),
        strict::several_disks(end),
    ];
    kinds.into_iter().flatten().map(Oddity::archive).collect()
}
