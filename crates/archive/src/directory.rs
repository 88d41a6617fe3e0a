//! The central directory: records that follow each other.

use std::sync::Arc;

use crate::entry::{Entry, EntryIndex};
use crate::name;
use crate::oddity::{Header, Oddity, OddityKind};
use crate::records::{CENTRAL_LEN, CENTRAL_SIGNATURE, CentralRecord, signature_at};
use crate::rule::Release;

/// Bit 0 of the flags, APPNOTE.TXT section 4.4.4: the data are encrypted.
pub(crate) const ENCRYPTED: u16 = 1;
/// Bit 3 of the flags: sizes and CRC follow the data.
pub(crate) const HAS_DESCRIPTOR: u16 = 1 << 3;

/// The directory's bytes and where they start in the source.
#[derive(Clone, Debug)]
pub(crate) struct Directory {
    pub release: Release,
    pub bytes: Arc<Vec<u8>>,
    pub offset: u64,
}

impl Directory {
    /// The record at `at` whose fixed part, name, extra field and comment all lie within the directory.
    pub(crate) fn record(&self, at: usize) -> Option<CentralRecord> {
        let record = CentralRecord::parse(self.bytes.get(at..)?)?;
        let end = at.checked_add(record.record_len())?;
        (record.signature == CENTRAL_SIGNATURE && end <= self.bytes.len()).then_some(record)
    }

    /// The entries of the records that follow each other from `at` on, at most `most`, and where the last ends.
    pub(crate) fn walk(&self, mut at: usize, most: u64, entries: &mut Vec<Entry>) -> usize {
        let mut left = most;
        while let Some(fewer) = left.checked_sub(1) {
            let Some(record) = self.record(at) else { break };
            let index = EntryIndex(entries.len());
            entries.push(Entry::central(index, &self.bytes, at, &record, self.release));
            at = at.saturating_add(record.record_len());
            left = fewer;
        }
        at
    }

    /// How many whole records follow each other from `at` on.
    pub(crate) fn count(&self, mut at: usize) -> u64 {
        let mut count: u64 = 0;
        while let Some(record) = self.record(at) {
            at = at.saturating_add(record.record_len());
            count = count.saturating_add(1);
        }
        count
    }

    /// The signature at `at`.
    pub(crate) fn signature(&self, at: usize) -> Option<u32> {
        signature_at(self.bytes.get(at..)?)
    }
}

/// The most records that `bytes` can hold.
pub(crate) fn most_records(bytes: u64) -> u64 {
    const LEN: u64 = 46;
    const _: () = assert!(CENTRAL_LEN == 46);
    bytes.checked_div(LEN).unwrap_or(0)
}

/// The entries whose name an earlier one has, in order, each with the first of that name.
///
/// By sorting: a table that somebody can fill with equal hashes would make this quadratic.
pub(crate) fn duplicates(entries: &[Entry]) -> Vec<(EntryIndex, EntryIndex)> {
    let mut order: Vec<(u64, &Entry)> =
        entries.iter().map(|entry| (fingerprint(entry.name()), entry)).collect();
    order.sort_unstable_by_key(|&(print, entry)| (print, entry.index));
    let mut later = Vec::new();
    for group in order.chunk_by_mut(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1) {
        group.sort_unstable_by_key(|&(_, entry)| (entry.name(), entry.index));
        for same in group.chunk_by(|(_, a), (_, b)| a.name() == b.name()) {
            let Some(((_, first), rest)) = same.split_first() else { continue };
            later.extend(rest.iter().map(|(_, entry)| (entry.index, first.index)));
        }
    }
    later.sort_unstable();
    later
}

/// A number that differs for most names.
fn fingerprint(name: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let (words, rest) = name.as_chunks::<8>();
    let start = crate::source::to_u64(name.len());
    let sum = words
        .iter()
        .fold(start, |sum, &word| (sum.rotate_left(23) ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR));
    rest.iter().fold(sum, |sum, &byte| (sum.rotate_left(9) ^ u64::from(byte)).wrapping_mul(FACTOR))
}

/// What is odd about the entries, as far as each one's record shows it.
pub(crate) fn describe(entries: &[Entry], oddities: &mut Vec<Oddity>) {
    for entry in entries {
        oddities.extend(entry_oddities(entry).map(|kind| Oddity::entry(entry.index, kind)));
    }
}

fn entry_oddities(entry: &Entry) -> impl Iterator<Item = OddityKind> {
    let flagged = entry.flags & ENCRYPTED != 0;
    let sizes = entry.sizes;
    let lying =
        entry.method.coding() == Some(crate::Coding::Stored) && sizes.compressed != sizes.uncompressed;
    let own = [
        flagged.then_some(OddityKind::EncryptionBit { header: Header::Central }),
        entry.method.coding().is_none().then_some(OddityKind::UnknownMethod { method: entry.method }),
        lying.then_some(OddityKind::StoredSizes {
            compressed: sizes.compressed,
            uncompressed: sizes.uncompressed,
        }),
        entry.fault.map(|_| OddityKind::Zip64Broken),
        entry.zip64.then_some(OddityKind::Zip64),
    ];
    name::faults(entry.name()).map(OddityKind::Name).chain(own.into_iter().flatten())
}
