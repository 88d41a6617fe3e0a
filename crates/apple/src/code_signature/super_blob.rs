//! The index of blobs (xnu's `osfmk/kern/cs_blobs.h`, `CS_SuperBlob`; Security's `superblob.h`).

use super::{Blob, CodeSignature, Magic, Problem, Slot};
use crate::macho::view::{ByteOrder, View, offset, place};
use crate::{Error, Part};

/// Bytes of a blob's header: magic and length.
pub(super) const HEADER: usize = 8;
/// Bytes of the super blob before its index: magic, length, count.
const SUPER_HEADER: usize = 12;
/// Bytes of an entry of the index: slot and offset.
const ENTRY: usize = 8;
/// How many entries are read. There are 20 slots in use; nobody needs each of two entries for one blob checked a million times.
const MAX_BLOBS: usize = 256;

/// Reads the index and the frames of all blobs.
pub(super) fn read(bytes: &[u8]) -> Result<CodeSignature<'_>, Error> {
    let view = View::new(bytes, ByteOrder::Big);
    let cut = |part, needed, available| Error::Truncated {
        part,
        offset: 0,
        needed: place(needed),
        available: place(available),
    };
    let head = view.u32(0).zip(view.u32(4));
    let (magic, length) = head.ok_or_else(|| cut(Part::SuperBlob, HEADER, bytes.len()))?;
    let length = offset(length);
    let mut problems = Vec::new();
    if length > bytes.len() {
        problems.push(Problem { slot: None, error: cut(Part::SuperBlob, length, bytes.len()) });
    }
    let range = 0..length.min(bytes.len());
    let inside = bytes.get(range.clone()).unwrap_or_default();
    let mut signature = CodeSignature { bytes: inside, blobs: Vec::new(), directories: Vec::new(), problems };
    match Magic(magic) {
        Magic::EMBEDDED_SIGNATURE => {
            let count = View::new(inside, ByteOrder::Big).u32(8);
            let count = count.ok_or_else(|| cut(Part::SuperBlob, SUPER_HEADER, inside.len()))?;
            Index { signature: &mut signature, bytes: inside, count: offset(count) }.read();
        }
        // The kernel takes a code directory without anything around it (`cs_validate_csblob`).
        magic @ Magic::CODE_DIRECTORY => {
            signature.blobs.push(Blob { slot: Slot::CODE_DIRECTORY, magic, range, bytes: inside });
        }
        _ => {
            return Err(Error::Invalid {
                part: Part::SuperBlob,
                offset: 0,
                expected: "the magic of an embedded signature",
            });
        }
    }
    Ok(signature)
}

struct Index<'s, 'a> {
    signature: &'s mut CodeSignature<'a>,
    /// The super blob, as long as it says or as there are bytes.
    bytes: &'a [u8],
    /// Entries, as stated.
    count: usize,
}

impl<'a> Index<'_, 'a> {
    fn read(&mut self) {
        let entries = self.bytes.get(SUPER_HEADER..).unwrap_or_default();
        let available = entries.len();
        let entries: Vec<_> = entries.chunks_exact(ENTRY).take(self.count.min(MAX_BLOBS)).collect();
        let sound = entries.len() == self.count;
        if !sound {
            self.problem(None, self.count_error(available));
        }
        let mut end = index_end(if sound { entries.len() } else { 0 });
        for (index, entry) in entries.into_iter().enumerate() {
            let place = index_end(index);
            // Where the count lies, the index ends where the first blob begins.
            if !sound && self.signature.blobs.iter().any(|blob| blob.range.start <= place) {
                break;
            }
            end = end.max(index_end(index.saturating_add(1)));
            let view = View::new(entry, ByteOrder::Big);
            let Some((slot, at)) = view.u32(0).map(Slot).zip(view.u32(4).map(offset)) else { break };
            match self.blob(slot, at, end) {
                Ok(blob) => self.add(blob),
                Err(error) => self.problem(Some(slot), error),
            }
        }
    }

    fn count_error(&self, available: usize) -> Error {
        let needed = self.count.saturating_mul(ENTRY);
        if needed <= available {
            return invalid(Part::BlobIndex, SUPER_HEADER, "at most 256 blobs");
        }
        Error::Truncated {
            part: Part::BlobIndex,
            offset: place(SUPER_HEADER),
            needed: place(needed),
            available: place(available),
        }
    }

    /// The blob at `at`, which must begin behind the index and end within the super blob (`superblob.h`, `validateBlob`).
    fn blob(&self, slot: Slot, at: usize, end: usize) -> Result<Blob<'a>, Error> {
        if at < end {
            return Err(invalid(Part::Blob, at, "a blob behind the index"));
        }
        let rest = self.bytes.get(at..).unwrap_or_default();
        let cut = |needed| Error::Truncated {
            part: Part::Blob,
            offset: place(at),
            needed: place(needed),
            available: place(rest.len()),
        };
        let view = View::new(rest, ByteOrder::Big);
        let (magic, length) = view.u32(0).zip(view.u32(4)).ok_or_else(|| cut(HEADER))?;
        let length = offset(length);
        if length < HEADER {
            return Err(invalid(Part::Blob, at, "a length of at least 8 bytes"));
        }
        let bytes = rest.get(..length).ok_or_else(|| cut(length))?;
        Ok(Blob { slot, magic: Magic(magic), range: at..at.saturating_add(length), bytes })
    }

    /// Keeps a blob, also one that the kernel refuses: of another magic than its slot's, or the second of a slot.
    fn add(&mut self, blob: Blob<'a>) {
        let (slot, at) = (blob.slot, blob.range.start);
        if slot.magic().is_some_and(|magic| magic != blob.magic) {
            self.problem(Some(slot), invalid(Part::Blob, at, "the magic of what stands in this slot"));
        }
        if self.signature.blobs.iter().any(|other| other.slot == slot) {
            self.problem(Some(slot), invalid(Part::Blob, at, "no second blob in this slot"));
        }
        self.signature.blobs.push(blob);
    }

    fn problem(&mut self, slot: Option<Slot>, error: Error) {
        self.signature.problems.push(Problem { slot, error });
    }
}

/// Where an index of so many entries ends.
fn index_end(entries: usize) -> usize {
    entries.saturating_mul(ENTRY).saturating_add(SUPER_HEADER)
}

fn invalid(part: Part, at: usize, expected: &'static str) -> Error {
    Error::Invalid { part, offset: place(at), expected }
}
