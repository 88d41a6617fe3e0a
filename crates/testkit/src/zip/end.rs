//! The records that say where the directory is.

use std::fmt;
use std::rc::Rc;

use super::{low16, low32, put};

type Change<T> = Rc<dyn Fn(&mut T)>;

/// The end of central directory record. Only its signature cannot be changed: leave the record out instead.
#[derive(Clone, Default)]
pub struct End {
    /// Number of this disk.
    pub disk: u16,
    /// Disk on which the directory starts.
    pub directory_disk: u16,
    /// Entries on this disk.
    pub disk_entries: u16,
    /// Entries.
    pub entries: u16,
    /// Bytes of the directory.
    pub directory_size: u32,
    /// Where the directory starts.
    pub directory_offset: u32,
    /// Bytes of the comment.
    pub comment_len: u16,
    changes: Vec<Change<Self>>,
}

impl End {
    pub(super) fn change(&mut self, change: impl Fn(&mut Self) + 'static) {
        self.changes.push(Rc::new(change));
    }

    /// Writes the record with `[entries, size, offset]` of the directory, and the comment.
    pub(super) fn write(&self, out: &mut Vec<u8>, directory: [usize; 3], comment: &[u8], escape: bool) {
        let [entries, size, offset] = directory;
        let mut end = Self {
            disk_entries: if escape { u16::MAX } else { low16(entries) },
            entries: if escape { u16::MAX } else { low16(entries) },
            directory_size: if escape { u32::MAX } else { low32(size) },
            directory_offset: if escape { u32::MAX } else { low32(offset) },
            comment_len: low16(comment.len()),
            ..Self::default()
        };
        self.changes.iter().for_each(|change| change(&mut end));
        put(out, 0x0605_4b50, 4);
        for number in [end.disk, end.directory_disk, end.disk_entries, end.entries] {
            put(out, number.into(), 2);
        }
        put(out, end.directory_size.into(), 4);
        put(out, end.directory_offset.into(), 4);
        put(out, end.comment_len.into(), 2);
        out.extend_from_slice(comment);
    }
}

impl fmt::Debug for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("End").field("changes", &self.changes.len()).finish_non_exhaustive()
    }
}

/// The zip64 end of central directory record and its locator.
#[derive(Clone)]
pub struct Zip64End {
    /// The record's signature.
    pub signature: u32,
    /// The locator's signature.
    pub locator_signature: u32,
    /// Entries.
    pub entries: u64,
    /// Bytes of the directory.
    pub directory_size: u64,
    /// Where the directory starts.
    pub directory_offset: u64,
    /// Where the locator says that the record starts.
    pub record_offset: u64,
    change: Change<Self>,
}

impl Zip64End {
    pub(super) fn changed_by(change: impl Fn(&mut Self) + 'static) -> Self {
        Self {
            signature: 0x0606_4b50,
            locator_signature: 0x0706_4b50,
            entries: 0,
            directory_size: 0,
            directory_offset: 0,
            record_offset: 0,
            change: Rc::new(change),
        }
    }

    /// Writes both records with `[entries, size, offset]` of the directory and the record's own offset.
    pub(super) fn write(&self, out: &mut Vec<u8>, facts: [u64; 4]) {
        let mut end = self.clone();
        [end.entries, end.directory_size, end.directory_offset, end.record_offset] = facts;
        (self.change)(&mut end);
        put(out, end.signature.into(), 4);
        put(out, 44, 8);
        put(out, 45, 2);
        put(out, 45, 2);
        put(out, 0, 8);
        for number in [end.entries, end.entries, end.directory_size, end.directory_offset] {
            put(out, number, 8);
        }
        put(out, end.locator_signature.into(), 4);
        put(out, 0, 4);
        put(out, end.record_offset, 8);
        put(out, 1, 4);
    }
}

impl fmt::Debug for Zip64End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zip64End").finish_non_exhaustive()
    }
}
