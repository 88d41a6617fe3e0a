//! Local headers: checking that entries have theirs, finding those that do not, and using them for entries.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::ahead::Ahead;
use crate::archive::Archive;
use crate::entry::{Entry, EntryIndex, Method, Sizes};
use crate::error::{Error, What};
use crate::limits::Budget;
use crate::local;
use crate::oddity::{Oddity, OddityKind};
use crate::records::{DESCRIPTOR_SIGNATURE, Fields, LOCAL_LEN, LOCAL_SIGNATURE, LocalRecord, signature_at};
use crate::rule::Release;
use crate::scan::Signatures;
use crate::source::{Source, to_u64};
use crate::strict;

/// How many entries are asked whether a shift of the directory is one of the local headers too.
const SAMPLE: usize = 8;

/// Whether a local header may start at `offset`.
pub(super) fn is_header(source: &Source, offset: u64) -> Result<bool, Error> {
    let mut buf = [0; 4];
    if source.len().saturating_sub(offset) < 4 {
        return Ok(false);
    }
    source.read_what(What::LocalHeader, offset, &mut buf)?;
    Ok(signature_at(&buf) == Some(LOCAL_SIGNATURE))
}

/// Whether a local header with `name` stands at `offset`.
pub(super) fn is_header_of(source: &Source, offset: u64, name: &[u8]) -> Result<bool, Error> {
    let Some(record) = record_at(source, offset)? else { return Ok(false) };
    if usize::from(record.name_len) != name.len() {
        return Ok(false);
    }
    let name_at = offset.saturating_add(to_u64(LOCAL_LEN));
    Ok(source.read_new(What::LocalHeader, name_at, record.name_len.into())? == name)
}

/// Adds `shift` to the entries' offsets unless they lead to the entries' local headers as they are; the shift that was
/// added.
pub(super) fn apply_shift(source: &Source, entries: &mut [Entry], shift: i64) -> Result<i64, Error> {
    let (mut with, mut without) = (0_usize, 0_usize);
    if shift == 0 {
        return Ok(0);
    }
    for entry in entries.iter().take(SAMPLE) {
        let leads = |offset| is_header_of(source, offset, entry.name());
        let shifted = entry.local_offset.checked_add_signed(shift);
        with = with.saturating_add(shifted.map(leads).transpose()?.unwrap_or(false).into());
        without = without.saturating_add(leads(entry.local_offset)?.into());
    }
    if without > 0 && without >= with {
        return Ok(0);
    }
    for entry in entries {
        entry.local_offset = entry.local_offset.saturating_add_signed(shift);
    }
    Ok(shift)
}

/// The data of the entries that follow each other from the start of the source on without a gap.
#[derive(Debug)]
pub(super) struct Chain(Vec<Range<u64>>);

impl Chain {
    /// Follows the local headers of `source`, each of which is read once.
    pub(super) fn follow(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        let mut data = Vec::new();
        let mut at = 0;
        while let Some(record) = record_at(source, at)? {
            if to_u64(data.len()) == budget.limits().entries {
                break;
            }
            budget.spend_scan(to_u64(LOCAL_LEN))?;
            let start = at.saturating_add(record.data_distance());
            at = start.saturating_add(record.compressed.into());
            data.push(start..at);
        }
        Ok(Self(data))
    }

    /// Whether `offset` lies within an entry's data: what starts there is an archive within this one.
    pub(super) fn holds(&self, offset: u64) -> bool {
        let next = self.0.partition_point(|data| data.end <= offset);
        self.0.get(next).is_some_and(|data| data.start <= offset)
    }
}

/// Leads entries without a local header to one with their name, if the file has one.
pub(super) fn repair(mut archive: Archive, budget: &mut Budget) -> Result<Archive, Error> {
    let mut lost = Vec::new();
    for entry in &archive.entries {
        if !is_header(&archive.source, entry.local_offset)? {
            lost.push(entry.index);
        }
    }
    if !lost.is_empty() {
        let offsets = match find_lost(&archive, &lost, budget) {
            Ok(offsets) => offsets,
            Err(Error::Limit { limit, .. }) => {
                archive.oddities.push(Oddity::archive(OddityKind::NotSearched { limit }));
                HashMap::new()
            }
            Err(other) => return Err(other),
        };
        lead_back(&mut archive, &lost, &offsets);
    }
    archive.headers = archive.entries.iter().map(|entry| entry.local_offset).collect();
    archive.headers.sort_unstable();
    Ok(archive)
}

/// Where the first local header of each lost entry's name is, if there is one.
fn find_lost(
    archive: &Archive,
    lost: &[EntryIndex],
    budget: &mut Budget,
) -> Result<HashMap<Vec<u8>, u64>, Error> {
    let mut wanted: HashSet<&[u8]> = HashSet::new();
    for &index in lost {
        wanted.insert(archive.entry(index)?.name());
    }
    let lengths: HashSet<usize> = wanted.iter().map(|name| name.len()).collect();
    let mut offsets = HashMap::new();
    for offset in Signatures::find(&archive.source, 0, budget)?.local {
        let record = record_at(&archive.source, offset)?;
        let Some(record) = record.filter(|record| lengths.contains(&record.name_len.into())) else {
            continue;
        };
        let name = name_of(&archive.source, offset, &record, budget)?;
        if wanted.contains(&name[..]) {
            offsets.entry(name).or_insert(offset);
        }
    }
    Ok(offsets)
}

fn lead_back(archive: &mut Archive, lost: &[EntryIndex], offsets: &HashMap<Vec<u8>, u64>) {
    for &index in lost {
        let Some(entry) = archive.entries.get_mut(index.0) else { continue };
        let declared = entry.local_offset;
        let found = offsets.get(entry.name()).copied();
        entry.local_offset = found.unwrap_or(declared);
        let kind = OddityKind::LocalHeaderMissing { declared, found };
        archive.oddities.push(Oddity::entry(index, kind));
    }
}

/// The name in the local header at `offset`. Headers may lie within each other's names, so that each name is paid for,
/// and at a higher price than a search, which is faster than reading and hashing.
fn name_of(
    source: &Source,
    offset: u64,
    record: &LocalRecord,
    budget: &mut Budget,
) -> Result<Vec<u8>, Error> {
    let len = u64::from(record.name_len);
    budget.spend_scan(len.saturating_mul(16))?;
    source.read_new(What::LocalHeader, offset.saturating_add(to_u64(LOCAL_LEN)), len)
}

/// The local header at `offset`, if it and its name and extra field are all there.
fn record_at(source: &Source, offset: u64) -> Result<Option<LocalRecord>, Error> {
    let mut buf = [0; LOCAL_LEN];
    let room = source.len().saturating_sub(offset);
    if room < to_u64(LOCAL_LEN) {
        return Ok(None);
    }
    source.read_what(What::LocalHeader, offset, &mut buf)?;
    let record = LocalRecord::parse(&buf).filter(|record| record.signature == LOCAL_SIGNATURE);
    Ok(record.filter(|record| record.data_distance() <= room))
}

/// Entries out of local headers, in their order. What lies within an entry's data, as far as its size is known, is not
/// looked at: an archive that is stored within this one has its own headers.
pub(super) fn as_entries(
    source: &Source,
    signatures: &Signatures,
    budget: &mut Budget,
) -> Result<Vec<Entry>, Error> {
    let mut names = Vec::new();
    let mut found = Vec::new();
    let mut behind = 0;
    for &offset in &signatures.local {
        let record = if offset < behind { None } else { record_at(source, offset)? };
        let Some(record) = record.filter(|record| !record.is_padding()) else { continue };
        budget.spend_bytes(strict::ENTRY_COST.saturating_add(record.name_len.into()))?;
        let name_at = names.len();
        let name = offset.saturating_add(to_u64(LOCAL_LEN));
        names.extend(source.read_new(What::LocalHeader, name, record.name_len.into())?);
        let data = offset.saturating_add(record.data_distance());
        let sizes = sizes(source, signatures, offset, &record)?;
        let end = data.saturating_add(sizes.compressed);
        behind = if end <= source.len() { end } else { data };
        found.push((offset, record, sizes, name_at));
    }
    let names = Arc::new(names);
    Ok(found.into_iter().enumerate().map(|(index, found)| entry(EntryIndex(index), &names, found)).collect())
}

fn entry(
    index: EntryIndex,
    names: &Arc<Vec<u8>>,
    (local_offset, record, sizes, name_at): (u64, LocalRecord, Sizes, usize),
) -> Entry {
    Entry {
        index,
        names: Arc::clone(names),
        name_at,
        name_len: record.name_len,
        extra_len: 0,
        flags: record.flags,
        method: Method(record.method),
        made_by: 0,
        modified: 0,
        attributes: 0,
        sizes,
        local_offset,
        fault: None,
        zip64: false,
    }
}

/// CRC and sizes as the header at `offset` gives them, or the descriptor before the next header; if neither does, all
/// bytes up to that header.
fn sizes(
    source: &Source,
    signatures: &Signatures,
    offset: u64,
    record: &LocalRecord,
) -> Result<Sizes, Error> {
    let own = local::sizes(&Ahead::nothing(source), Release::NEWEST, offset, record)?;
    let announced = record.flags & crate::directory::HAS_DESCRIPTOR != 0 && record.compressed == 0;
    if let Some(own) = own.ok().filter(|_| !announced) {
        return Ok(own);
    }
    let data = offset.saturating_add(record.data_distance());
    let next =
        next_after(&signatures.local, data).min(next_after(&signatures.central, data)).min(source.len());
    let span = next.saturating_sub(data);
    Ok(descriptor_before(source, next, span)?.unwrap_or(Sizes { crc: 0, compressed: span, uncompressed: 0 }))
}

/// The first of `offsets` at or behind `offset`.
fn next_after(offsets: &[u64], offset: u64) -> u64 {
    let next = offsets.partition_point(|&other| other < offset);
    offsets.get(next).copied().unwrap_or(u64::MAX)
}

/// The descriptor that ends at `next`, if its size fits the `span` of data and descriptor.
fn descriptor_before(source: &Source, next: u64, span: u64) -> Result<Option<Sizes>, Error> {
    for len in [16, 12] {
        let Some(compressed) = span.checked_sub(len) else { continue };
        let mut buf = [0; 16];
        let start = next.saturating_sub(len);
        let Some(read) = usize::try_from(len).ok().and_then(|len| buf.get_mut(..len)) else { continue };
        source.read_what(What::Descriptor, start, read)?;
        if let Some(sizes) = parse_descriptor(read).filter(|sizes| sizes.compressed == compressed) {
            return Ok(Some(sizes));
        }
    }
    Ok(None)
}

fn parse_descriptor(bytes: &[u8]) -> Option<Sizes> {
    let mut fields = Fields(bytes);
    if bytes.len() == 16 {
        (fields.u32()? == DESCRIPTOR_SIGNATURE).then_some(())?;
    }
    let crc = fields.u32()?;
    Some(Sizes { crc, compressed: fields.u32()?.into(), uncompressed: fields.u32()?.into() })
}
