//! Where an entry's data lie, by either reading.

use std::ops::Range;

use crate::archive::{Archive, Reading};
use crate::entry::Entry;
use crate::error::Error;
use crate::local::{self, Local};
use crate::oddity::OddityKind;
use crate::records::LOCAL_LEN;
use crate::source::to_u64;

/// Where an entry's data may lie.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The local header, if there is one.
    pub local: Option<Local>,
    /// Where the data may start: first where the local header says.
    pub starts: Vec<u64>,
    /// Compressed bytes.
    pub compressed: u64,
    /// Where data must end.
    pub end: u64,
    /// What finding them showed.
    pub oddities: Vec<OddityKind>,
}

impl Place {
    /// As many bytes from `start` on as there are before the end.
    pub(crate) fn range(&self, start: u64, bytes: u64) -> Range<u64> {
        let end = start.saturating_add(bytes).min(self.end);
        start.min(end)..end
    }
}

/// Where the data of `entry` lie: as the platform finds them, or wherever they may be.
pub(crate) fn find(archive: &Archive, entry: &Entry) -> Result<Place, Error> {
    match archive.reading {
        Reading::Strict => strictly(archive, entry),
        Reading::Recovered => tolerantly(archive, entry),
    }
}

fn strictly(archive: &Archive, entry: &Entry) -> Result<Place, Error> {
    let found = local::find_strictly(archive, entry)?;
    Ok(Place {
        local: Some(found.local),
        starts: vec![found.data.start],
        compressed: entry.sizes.compressed,
        end: archive.layout.directory.start,
        oddities: found.local.oddities(entry).collect(),
    })
}

fn tolerantly(archive: &Archive, entry: &Entry) -> Result<Place, Error> {
    let source = &archive.source;
    let at = entry.local_offset;
    let local = if at < source.len() { local::read(archive, at, entry)?.ok() } else { None };
    let Some(local) = local else {
        return Ok(without_local_header(archive, entry));
    };
    let starts = starts(entry, &local);
    let first = starts.first().copied().unwrap_or(at);
    let end = data_end(archive, first.min(source.len()));
    let room = end.saturating_sub(first);
    let compressed = [Some(entry.sizes), local.sizes.ok()]
        .into_iter()
        .flatten()
        .map(|sizes| sizes.compressed)
        .find(|&compressed| compressed <= room && (compressed > 0 || entry.sizes.uncompressed == 0))
        .unwrap_or_else(|| archive.next_header(first).min(end).saturating_sub(first));
    let mut oddities: Vec<_> = local.oddities(entry).collect();
    if compressed != entry.sizes.compressed && entry.sizes.compressed > room {
        oddities.push(OddityKind::DataOutside { offset: first, bytes: entry.sizes.compressed, end });
    }
    Ok(Place { local: Some(local), starts, compressed, end, oddities })
}

/// Where data may start behind `local`: as its lengths say, or as they should be where they lie.
fn starts(entry: &Entry, local: &Local) -> Vec<u64> {
    let after_name = local.offset.saturating_add(to_u64(LOCAL_LEN)).saturating_add(entry.name_len.into());
    let mut starts = vec![local.data()];
    for guess in [after_name, after_name.saturating_add(entry.extra_len.into())] {
        if !starts.contains(&guess) {
            starts.push(guess);
        }
    }
    starts
}

/// The data of an entry whose local header is not there: where they would be behind one without an extra field.
fn without_local_header(archive: &Archive, entry: &Entry) -> Place {
    let len = archive.source.len();
    let start = entry.local_offset.saturating_add(to_u64(LOCAL_LEN)).saturating_add(entry.name_len.into());
    let start = start.min(len);
    let end = data_end(archive, start);
    let compressed = entry.sizes.compressed.min(end.saturating_sub(start));
    Place { local: None, starts: vec![start], compressed, end, oddities: Vec::new() }
}

/// Where data that start at `start` must end: before the directory, if they start before it.
fn data_end(archive: &Archive, start: u64) -> u64 {
    let directory = archive.layout.directory.start;
    if start <= directory { directory } else { archive.source.len() }
}
