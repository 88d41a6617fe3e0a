//! Where an entry's data lie, by either reading.

use std::ops::Range;

use crate::ahead::Ahead;
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
    /// Where the directory starts; data that start before it must end before it.
    pub directory: u64,
    /// Where the source ends.
    pub len: u64,
    /// What finding them showed.
    pub oddities: Vec<OddityKind>,
}

impl Place {
    /// As many bytes from `start` on as data there may have.
    pub(crate) fn range(&self, start: u64, bytes: u64) -> Range<u64> {
        let start = start.min(self.len);
        start..start.saturating_add(bytes).min(self.end(start))
    }

    /// Where data that start at `start` must end.
    fn end(&self, start: u64) -> u64 {
        if start <= self.directory { self.directory } else { self.len }
    }

    /// Where the local header says that the data start.
    pub(crate) fn declared_start(&self) -> u64 {
        self.starts.first().copied().unwrap_or(self.len)
    }
}

/// Where the data of `entry` lie: as the platform finds them, or wherever they may be.
pub(crate) fn find(archive: &Archive, source: &Ahead<'_>, entry: &Entry) -> Result<Place, Error> {
    match archive.reading {
        Reading::Strict => strictly(archive, source, entry),
        Reading::Recovered => tolerantly(archive, source, entry),
    }
}

fn strictly(archive: &Archive, source: &Ahead<'_>, entry: &Entry) -> Result<Place, Error> {
    let found = local::find_strictly(archive, source, entry)?;
    Ok(Place {
        local: Some(found.local),
        starts: vec![found.data.start],
        compressed: entry.sizes.compressed,
        directory: archive.layout.directory.start,
        len: archive.source.len(),
        oddities: found.local.oddities(entry).collect(),
    })
}

fn tolerantly(archive: &Archive, source: &Ahead<'_>, entry: &Entry) -> Result<Place, Error> {
    let (at, len) = (entry.local_offset, archive.source.len());
    let local = if at < len { local::read(archive, source, at, entry)?.ok() } else { None };
    let mut place = Place {
        local,
        starts: local.map_or_else(|| vec![behind_name(entry)], |local| starts(entry, &local)),
        compressed: entry.sizes.compressed,
        directory: archive.layout.directory.start,
        len,
        oddities: local.iter().flat_map(|local| local.oddities(entry)).collect(),
    };
    if let Some(compressed) = believable_size(archive, entry, &place) {
        place.compressed = compressed;
        place.oddities.push(OddityKind::DataOutside {
            offset: place.declared_start(),
            bytes: entry.sizes.compressed,
            end: place.end(place.declared_start()),
        });
    }
    Ok(place)
}

/// Other compressed bytes than the directory declares, where so many cannot be there: the local header's, or as many
/// as there are before the next header.
fn believable_size(archive: &Archive, entry: &Entry, place: &Place) -> Option<u64> {
    let fits = |&start: &u64| entry.sizes.compressed <= place.end(start).saturating_sub(start);
    if place.starts.iter().any(fits) {
        return None;
    }
    let start = place.declared_start().min(place.len);
    let room = place.end(start).saturating_sub(start);
    let local = place.local.and_then(|local| local.sizes.ok()).map(|sizes| sizes.compressed);
    let next = archive.next_header(start).min(place.end(start)).saturating_sub(start);
    Some(local.filter(|&local| local > 0 && local <= room).unwrap_or(next))
}

/// Where data may start behind `local`: as its lengths say, or as they should be where they lie.
fn starts(entry: &Entry, local: &Local) -> Vec<u64> {
    let behind_name = local.offset.saturating_add(to_u64(LOCAL_LEN)).saturating_add(entry.name_len.into());
    let mut starts = vec![local.data()];
    for guess in [behind_name, behind_name.saturating_add(entry.extra_len.into())] {
        if !starts.contains(&guess) {
            starts.push(guess);
        }
    }
    starts
}

/// Where the data would start behind a local header that is not there, if it had the name and no extra field.
fn behind_name(entry: &Entry) -> u64 {
    entry.local_offset.saturating_add(to_u64(LOCAL_LEN)).saturating_add(entry.name_len.into())
}
