//! Local headers: checking that entries have theirs, finding those that do not, and using them for entries.

use std::collections::HashMap;
use std::sync::Arc;

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

/// Whether the data of an entry at the start of the source, or of one that follows it without a gap, hold `offset`:
/// what starts there is an archive within this one. Each header is read once, `most` at most.
pub(super) fn enclose(source: &Source, offset: u64, most: u64) -> Result<bool, Error> {
    let mut at = 0;
    for _ in 0..most {
        let Some(record) = record_at(source, at)? else { return Ok(false) };
        let data = at.saturating_add(record.data_distance());
        let end = data.saturating_add(record.compressed.into());
        if end > offset {
            return Ok(data <= offset);
        }
        at = end;
    }
    Ok(false)
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
        let signatures = Signatures::find(&archive.source, 0, budget)?;
        lead_back(&mut archive, &lost, &signatures, budget)?;
    }
    archive.headers = archive.entries.iter().map(|entry| entry.local_offset).collect();
    archive.headers.sort_unstable();
    Ok(archive)
}

fn lead_back(
    archive: &mut Archive,
    lost: &[EntryIndex],
    signatures: &Signatures,
    budget: &mut Budget,
) -> Result<(), Error> {
    let mut offsets: HashMap<Vec<u8>, Option<u64>> = HashMap::new();
    for &index in lost {
        offsets.insert(archive.entry(index)?.name().to_vec(), None);
    }
    for &offset in &signatures.local {
        if let Some(name) = name_at(&archive.source, offset, budget)? {
            offsets.entry(name).and_modify(|found| *found = found.or(Some(offset)));
        }
    }
    for &index in lost {
        let Some(entry) = archive.entries.get_mut(index.0) else { continue };
        let declared = entry.local_offset;
        let found = offsets.get(entry.name()).copied().flatten();
        entry.local_offset = found.unwrap_or(declared);
        let kind = OddityKind::LocalHeaderMissing { declared, found };
        archive.oddities.push(Oddity::entry(index, kind));
    }
    Ok(())
}

/// The name in the local header at `offset`. Headers may lie within each other's names, so that each name is paid for.
fn name_at(source: &Source, offset: u64, budget: &mut Budget) -> Result<Option<Vec<u8>>, Error> {
    let Some(record) = record_at(source, offset)? else { return Ok(None) };
    let name_at = offset.saturating_add(to_u64(LOCAL_LEN));
    budget.spend_scan(record.name_len.into())?;
    source.read_new(What::LocalHeader, name_at, record.name_len.into()).map(Some)
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
        let Some(record) = record else { continue };
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
    let own = local::sizes(source, Release::NEWEST, offset, record)?;
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
