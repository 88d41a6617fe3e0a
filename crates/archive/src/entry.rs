//! One entry of an archive, as its directory describes it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::extra::{self, Long, Short};
use crate::inflate::MOST_PER_BYTE;
use crate::records::{CENTRAL_LEN, CentralRecord};
use crate::rule::{Release, Rule};

/// Which entry of an archive: its place in [`Archive::entries`](crate::Archive::entries). Names are not unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryIndex(pub(crate) usize);

impl EntryIndex {
    /// The place in the list of entries, from 0.
    pub fn position(self) -> usize {
        self.0
    }
}

impl fmt::Display for EntryIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A compression method, APPNOTE.TXT section 4.4.5; any number can stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Method(pub u16);

impl Method {
    /// The bytes as they are.
    pub const STORED: Self = Self(0);
    /// A deflate stream.
    pub const DEFLATED: Self = Self(8);

    /// How the bytes are to be read, if the method is one that packages use.
    pub fn coding(self) -> Option<Coding> {
        match self {
            Self::STORED => Some(Coding::Stored),
            Self::DEFLATED => Some(Coding::Deflated),
            _ => None,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.coding() {
            Some(Coding::Stored) => f.write_str("stored"),
            Some(Coding::Deflated) => f.write_str("deflated"),
            None => write!(f, "method {}", self.0),
        }
    }
}

/// How an entry's bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Coding {
    /// As they are.
    Stored,
    /// Inflated.
    Deflated,
}

/// CRC and sizes of an entry, as one of its headers gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sizes {
    /// CRC-32 of the inflated bytes.
    pub crc: u32,
    /// Bytes in the archive.
    pub compressed: u64,
    /// Bytes after inflating.
    pub uncompressed: u64,
}

/// One entry of an archive, as the directory describes it. What the local header says may differ.
#[derive(Clone)]
pub struct Entry {
    pub(crate) index: EntryIndex,
    /// The directory; entries share it, so that a name costs no allocation.
    pub(crate) names: Arc<Vec<u8>>,
    pub(crate) name_at: usize,
    pub(crate) name_len: u16,
    pub(crate) extra_len: u16,
    pub(crate) flags: u16,
    pub(crate) method: Method,
    pub(crate) made_by: u16,
    pub(crate) modified: u32,
    pub(crate) attributes: u32,
    pub(crate) sizes: Sizes,
    pub(crate) local_offset: u64,
    /// Set where escaped sizes have no sound zip64 field; the sizes are then the escapes.
    pub(crate) fault: Option<Rule>,
    /// Whether any value came from a zip64 field.
    pub(crate) zip64: bool,
}

impl Entry {
    /// The entry of the record that stands at `at` in `directory`, and whose whole length the caller has checked.
    pub(crate) fn central(
        index: EntryIndex,
        directory: &Arc<Vec<u8>>,
        at: usize,
        record: &CentralRecord,
        release: Release,
    ) -> Self {
        let short = Short {
            uncompressed: record.uncompressed,
            compressed: record.compressed,
            local_offset: Some(record.local_offset),
        };
        let name_at = at.saturating_add(CENTRAL_LEN);
        let extra_at = name_at.saturating_add(record.name_len.into());
        let extra =
            || directory.get(extra_at..extra_at.saturating_add(record.extra_len.into())).unwrap_or(&[]);
        let zip64 = short.is_escaped() && release.reads_zip64();
        let wide = if zip64 { extra::widen(short, extra()) } else { Ok(short.widen()) };
        let (long, fault) = match wide {
            Ok(long) => (long, None),
            Err(rule) => (short.widen(), Some(rule)),
        };
        let Long { uncompressed, compressed, local_offset } = long;
        Self {
            index,
            names: Arc::clone(directory),
            name_at,
            name_len: record.name_len,
            extra_len: record.extra_len,
            flags: record.flags,
            method: Method(record.method),
            made_by: record.made_by,
            modified: record.modified,
            attributes: record.attributes,
            sizes: Sizes { crc: record.crc, compressed, uncompressed },
            local_offset,
            fault,
            zip64: zip64 && fault.is_none(),
        }
    }

    /// Which entry of its archive this is.
    pub fn index(&self) -> EntryIndex {
        self.index
    }

    /// The name, as its bytes stand in the directory.
    pub fn name(&self) -> &[u8] {
        let end = self.name_at.saturating_add(self.name_len.into());
        self.names.get(self.name_at..end).unwrap_or(&[])
    }

    /// The name as text; what is no UTF-8 is replaced.
    pub fn name_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.name())
    }

    /// Whether the name ends with a slash, by which archives mark folders.
    pub fn is_folder(&self) -> bool {
        self.name().ends_with(b"/")
    }

    /// The extra field in the directory, APPNOTE.TXT section 4.5.
    pub fn extra(&self) -> &[u8] {
        let start = self.name_at.saturating_add(self.name_len.into());
        self.names.get(start..start.saturating_add(self.extra_len.into())).unwrap_or(&[])
    }

    /// The method that the directory names.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The general purpose flags in the directory, APPNOTE.TXT section 4.4.4.
    pub fn flags(&self) -> u16 {
        self.flags
    }

    /// "Version made by", whose upper byte names the system that `attributes` are of; 3 is Unix.
    pub fn made_by(&self) -> u16 {
        self.made_by
    }

    /// External attributes; made by Unix, the upper half is the mode.
    pub fn attributes(&self) -> u32 {
        self.attributes
    }

    /// Time of modification in MS-DOS form: date in the upper half, time in the lower.
    pub fn modified(&self) -> u32 {
        self.modified
    }

    /// CRC-32 of the inflated bytes, as the directory declares it.
    pub fn crc32(&self) -> u32 {
        self.sizes.crc
    }

    /// Bytes in the archive, as the directory declares them.
    pub fn compressed_size(&self) -> u64 {
        self.sizes.compressed
    }

    /// Bytes after inflating, as the directory declares them.
    pub fn uncompressed_size(&self) -> u64 {
        self.sizes.uncompressed
    }

    /// Bytes that it can have after inflating, where the archive holds so many of its bytes at most. What is declared may be a lie:
    /// no stream becomes more than [1,032 times](https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5) as large.
    pub fn possible_size(&self, available: u64) -> u64 {
        let given = self.sizes.compressed.min(available);
        self.sizes.uncompressed.min(given.saturating_mul(MOST_PER_BYTE))
    }

    /// CRC and sizes, as the directory declares them.
    pub fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Where the local header stands in the source; in a recovered archive after correcting for a prefix.
    pub fn local_header_offset(&self) -> u64 {
        self.local_offset
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("index", &self.index)
            .field("name", &self.name_lossy())
            .field("method", &self.method)
            .field("sizes", &self.sizes)
            .field("local_offset", &self.local_offset)
            .finish_non_exhaustive()
    }
}
