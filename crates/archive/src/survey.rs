//! Looking at local headers without reading data.

use crate::archive::{Archive, Reading};
use crate::entry::{Entry, EntryIndex};
use crate::error::Error;
use crate::local::{self, Local};
use crate::oddity::{Oddity, OddityKind};

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
        if at < self.source.len() { Ok(local::read(self, at, entry)?.ok()) } else { Ok(None) }
    }
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
