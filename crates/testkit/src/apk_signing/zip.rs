//! Where an archive is cut for its signing block. Read anew from the bytes, so that they may come from anywhere.

use std::io::Read;
use std::ops::Range;

use sha2::{Digest, Sha256};

/// Bytes of an end record without its comment.
const END: usize = 22;
/// Where the directory's offset is in it.
pub(super) const END_OFFSET: Range<usize> = 16..20;

/// An archive without signing block, in three parts.
#[derive(Clone, Debug)]
pub(super) struct Sections {
    /// All before the signing block.
    pub(super) entries: Vec<u8>,
    /// The central directory.
    pub(super) directory: Vec<u8>,
    /// The end record with its comment.
    pub(super) end: Vec<u8>,
}

/// An entry, and where its parts are.
#[derive(Clone, Debug)]
pub(super) struct EntryPlace {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) local_header: Range<usize>,
    pub(super) data: Range<usize>,
    pub(super) record: Range<usize>,
}

impl Sections {
    pub(super) fn of(zip: &[u8]) -> Self {
        let (directory, end) = directory_and_end(zip);
        Self {
            entries: zip[..directory.start].to_vec(),
            directory: zip[directory].to_vec(),
            end: zip[end..].to_vec(),
        }
    }

    /// Fills the entries up with zeros to a multiple of `bytes`.
    pub(super) fn align(&mut self, bytes: usize) {
        self.entries.resize(self.entries.len().next_multiple_of(bytes), 0);
    }

    /// The end record as content digests take it: the directory stands where the block begins.
    pub(super) fn end_for_digest(&self) -> Vec<u8> {
        self.end_at(self.entries.len())
    }

    /// The whole archive with this signing block.
    pub(super) fn with_block(&self, block: &[u8]) -> Vec<u8> {
        let end = self.end_at(self.entries.len() + block.len());
        [&self.entries, block, &self.directory, &end].concat()
    }

    /// The number and the digest of `META-INF/MANIFEST.MF` as source stamps sign them (`ContentDigestAlgorithm.SHA256`).
    pub(super) fn manifest_digest(&self) -> Option<(u32, Vec<u8>)> {
        let zip = self.with_block(&[]);
        let manifest = entries(&zip).into_iter().find(|entry| entry.name == "META-INF/MANIFEST.MF")?;
        let data = &zip[manifest.data];
        let mut inflated = Vec::new();
        if manifest.method == 0 {
            inflated.extend_from_slice(data);
        } else {
            flate2::read::DeflateDecoder::new(data).read_to_end(&mut inflated).expect("a deflate stream");
        }
        Some((4, Sha256::digest(inflated).to_vec()))
    }

    fn end_at(&self, directory: usize) -> Vec<u8> {
        let mut end = self.end.clone();
        end[END_OFFSET]
            .copy_from_slice(&u32::try_from(directory).expect("a fixture below 4 GiB").to_le_bytes());
        end
    }
}

/// Where the directory is, and where the end record starts.
pub(super) fn directory_and_end(zip: &[u8]) -> (Range<usize>, usize) {
    let fits =
        |at: &usize| zip[*at..].starts_with(b"PK\x05\x06") && at + END + number(zip, at + 20, 2) == zip.len();
    let end = (0..=zip.len() - END).rev().find(fits).expect("an archive with an end record");
    let (size, start) = (number(zip, end + 12, 4), number(zip, end + 16, 4));
    assert_eq!(start + size, end, "the directory stands before the end record");
    (start..end, end)
}

/// The entries in the directory's order.
pub(super) fn entries(zip: &[u8]) -> Vec<EntryPlace> {
    let (directory, _) = directory_and_end(zip);
    let mut found = Vec::new();
    let mut at = directory.start;
    while at < directory.end {
        let name_len = number(zip, at + 28, 2);
        let record = at..at + 46 + name_len + number(zip, at + 30, 2) + number(zip, at + 32, 2);
        let local = number(zip, at + 42, 4);
        let data = local + 30 + number(zip, local + 26, 2) + number(zip, local + 28, 2);
        found.push(EntryPlace {
            name: String::from_utf8_lossy(&zip[at + 46..at + 46 + name_len]).into_owned(),
            method: u16::try_from(number(zip, at + 10, 2)).expect("two bytes"),
            local_header: local..data,
            data: data..data + number(zip, at + 20, 4),
            record: record.clone(),
        });
        at = record.end;
    }
    found
}

/// The little-endian number of `width` bytes.
pub(super) fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    bytes[at..at + width].iter().rev().fold(0, |number, byte| (number << 8) | usize::from(*byte))
}
