//! Looking at local headers without reading data.

use std::ops::Range;

use crate::ahead::Ahead;
use crate::archive::{Archive, Layout, Reading};
use crate::entry::{Entry, EntryIndex, Method, Sizes};
use crate::error::{Error, What};
use crate::local::{self, Local};
use crate::oddity::{Oddity, OddityKind};
use crate::padding;
use crate::source::Source;

impl Archive {
    /// What is odd about the local header of the entry at `index`; its data are not read.
    ///
    /// Reading the entry tells the same. Opening an archive does not look at local headers, so that whoever needs four
    /// entries pays for four.
    pub fn check_entry(&self, index: EntryIndex) -> Result<Vec<Oddity>, Error> {
        let entry = self.entry(index)?;
        let local = self.local(entry)?;
        Ok(self.header_oddities(entry, local.as_ref()))
    }

    /// What is odd about any local header, and which entries share bytes. One read an entry, and no data.
    pub fn survey(&self) -> Result<Vec<Oddity>, Error> {
        let mut oddities = Vec::new();
        let mut spans = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let local = self.local(entry)?;
            oddities.extend(self.header_oddities(entry, local.as_ref()));
            spans.extend(local.map(|local| Span {
                start: local.offset,
                end: local.data().saturating_add(entry.sizes.compressed),
                entry: entry.index,
            }));
        }
        oddities.extend(overlaps(spans));
        Ok(oddities)
    }

    /// Bytes of the source, in order, that are neither an entry's, nor the directory's, nor the end record's or its
    /// comment's: a prefix, gaps, whatever stands behind the archive, and what an entry declares before or behind the bytes
    /// that its header leads to. Headers that only fill space are none, and neither is an APK's signing block. One read an
    /// entry, and no data.
    pub fn unlisted(&self) -> Result<Vec<Range<u64>>, Error> {
        let Layout { directory, end_record, comment, .. } = self.layout.clone();
        // Zip64 end records stand between the directory and its end record.
        let zip64 = Oddity::archive(OddityKind::Zip64);
        let between = self.oddities.contains(&zip64).then_some(directory.end..end_record);
        let mut taken = Vec::from([directory, end_record..comment.end.max(end_record)]);
        taken.extend(between);
        taken.extend(signing_block(&self.source, self.layout.directory.start)?);
        for entry in &self.entries {
            if let Some(local) = self.local(entry)? {
                taken.push(local.offset..data_end(entry, &local));
            }
        }
        let mut unlisted = Vec::new();
        for gap in gaps(taken, self.source.len()) {
            if !padding::fill(&self.source, gap.clone())? {
                unlisted.push(gap);
            }
        }
        Ok(unlisted)
    }

    fn header_oddities(&self, entry: &Entry, local: Option<&Local>) -> Vec<Oddity> {
        let kinds = match local {
            Some(local) => local.oddities(entry).collect(),
            None if self.reading == Reading::Strict => {
                vec![OddityKind::LocalHeaderMissing { declared: entry.local_offset, found: None }]
            }
            // Opening has told it already.
            None => Vec::new(),
        };
        kinds.into_iter().map(|kind| Oddity::entry(entry.index, kind)).collect()
    }

    fn local(&self, entry: &Entry) -> Result<Option<Local>, Error> {
        let at = entry.local_offset;
        if at < self.source.len() {
            Ok(local::read(self, &Ahead::nothing(&self.source), at, entry)?.ok())
        } else {
            Ok(None)
        }
    }
}

/// The byte behind an entry's data, and behind its data descriptor, which has up to 24 bytes (APPNOTE.TXT, section 4.3.9).
fn data_end(entry: &Entry, local: &Local) -> u64 {
    let Sizes { compressed, uncompressed, .. } = entry.sizes;
    let stored = entry.method == Method::STORED;
    let data = if stored { compressed.max(uncompressed) } else { compressed };
    let descriptor = if local.has_descriptor() { 24 } else { 0 };
    local.data().saturating_add(data).saturating_add(descriptor)
}

/// The APK Signing Block before the directory (AOSP, `ApkSigningBlockUtils.findApkSigningBlock`): its size, which stands
/// behind it before a magic of 16 bytes, does not count eight bytes in front.
fn signing_block(source: &Source, directory: u64) -> Result<Option<Range<u64>>, Error> {
    let mut foot = [0; 24];
    let Some(at) = directory.checked_sub(24).filter(|_| directory <= source.len()) else { return Ok(None) };
    source.read_what(What::Bytes, at, &mut foot)?;
    let Some((size, b"APK Sig Block 42")) = foot.split_first_chunk() else { return Ok(None) };
    let start = u64::from_le_bytes(*size).checked_add(8).and_then(|bytes| directory.checked_sub(bytes));
    Ok(start.map(|start| start..directory))
}

/// What is in none of the ranges, up to `len`.
fn gaps(mut taken: Vec<Range<u64>>, len: u64) -> Vec<Range<u64>> {
    taken.sort_by_key(|range| range.start);
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in taken {
        if range.start > at {
            gaps.push(at..range.start.min(len));
        }
        at = at.max(range.end);
    }
    gaps.push(at.min(len)..len);
    gaps.retain(|gap| !gap.is_empty());
    gaps
}

/// The bytes of one entry, from its local header on.
struct Span {
    start: u64,
    end: u64,
    entry: EntryIndex,
}

/// The entries that start within another's bytes, each with the one that reaches furthest of those that start before.
fn overlaps(mut spans: Vec<Span>) -> Vec<Oddity> {
    spans.sort_by_key(|span| (span.start, span.entry));
    let mut found = Vec::new();
    let mut furthest: Option<&Span> = None;
    for span in &spans {
        match furthest {
            Some(other) if span.start < other.end => {
                found.push(Oddity::entry(span.entry, OddityKind::Overlap { with: other.entry }));
                furthest = furthest.filter(|other| other.end >= span.end).or(Some(span));
            }
            _ => furthest = Some(span),
        }
    }
    found
}
