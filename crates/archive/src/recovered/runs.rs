//! Directories that no end record leads to: runs of directory records.

use super::candidates::signed_difference;
use super::headers::{self, Chain};
use crate::error::{Error, What};
use crate::records::{CENTRAL_LEN, CENTRAL_SIGNATURE, CentralRecord};
use crate::scan::Signatures;
use crate::source::{Source, to_u64};

/// How many runs are tried, from the last on: every archive that is stored within this one has a run too.
const MOST: usize = 64;

/// How many records of a run are asked whether their local headers are where they say.
const SAMPLE: usize = 8;

/// Records that follow each other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub start: u64,
    pub len: u64,
    /// What the declared offsets lack to lead to local headers.
    pub shift: i64,
    first: u64,
}

/// The last run whose entries have local headers where they say; in a file with a prefix, where they say behind it.
///
/// An archive within this one has a run too, whose offsets lead to this one's headers only by chance.
pub(super) fn directory(
    source: &Source,
    signatures: &Signatures,
    chain: &Chain,
) -> Result<Option<Run>, Error> {
    let mut runs = all(source, signatures)?;
    let tried = runs.len().saturating_sub(MOST);
    for run in runs.drain(tried..).rev() {
        if chain.holds(run.start) {
            continue;
        }
        let behind_prefix = shift_behind_prefix(signatures, &run);
        for shift in [Some(0), behind_prefix].into_iter().flatten() {
            if leads_to_headers(source, &run, shift)? {
                return Ok(Some(Run { shift, ..run }));
            }
        }
    }
    Ok(None)
}

/// Whether most of the first records lead to local headers with their names.
fn leads_to_headers(source: &Source, run: &Run, shift: i64) -> Result<bool, Error> {
    let (mut at, mut asked, mut right) = (run.start, 0_usize, 0_usize);
    while asked < SAMPLE {
        let Some(record) = record(source, at)? else { break };
        let name_at = at.saturating_add(to_u64(CENTRAL_LEN));
        let name = source.read_new(What::CentralHeader, name_at, record.name_len.into())?;
        let offset = u64::from(record.local_offset).checked_add_signed(shift);
        let leads = offset.map(|offset| headers::is_header_of(source, offset, &name)).transpose()?;
        right = right.saturating_add(leads.unwrap_or(false).into());
        asked = asked.saturating_add(1);
        at = at.saturating_add(to_u64(record.record_len()));
    }
    Ok(right.saturating_mul(2) > asked)
}

/// How far the first local header of the file is behind the first entry's, if the file does not start with one.
fn shift_behind_prefix(signatures: &Signatures, run: &Run) -> Option<i64> {
    let first = signatures.local.first().copied().filter(|&first| first > 0 && first < run.start)?;
    signed_difference(first, run.first)
}

/// All runs. Each record belongs to one run, and is read once.
fn all(source: &Source, signatures: &Signatures) -> Result<Vec<Run>, Error> {
    let mut runs = Vec::new();
    let mut behind = 0;
    for &start in &signatures.central {
        if start < behind {
            continue;
        }
        let mut at = start;
        let mut first = None;
        while let Some(record) = record(source, at)? {
            first = first.or(Some(record.local_offset.into()));
            at = at.saturating_add(to_u64(record.record_len()));
        }
        if let Some(first) = first {
            runs.push(Run { start, len: at.saturating_sub(start), shift: 0, first });
            behind = at;
        }
    }
    Ok(runs)
}

/// The record at `at`, if all of it is there.
fn record(source: &Source, at: u64) -> Result<Option<CentralRecord>, Error> {
    let mut buf = [0; CENTRAL_LEN];
    if source.len().saturating_sub(at) < to_u64(CENTRAL_LEN) {
        return Ok(None);
    }
    source.read_what(What::CentralHeader, at, &mut buf)?;
    let record = CentralRecord::parse(&buf).filter(|record| record.signature == CENTRAL_SIGNATURE);
    let room = source.len().saturating_sub(at);
    Ok(record.filter(|record| to_u64(record.record_len()) <= room))
}
