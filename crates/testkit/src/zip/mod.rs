//! Builds zip archives, sound ones and every broken shape that the readers must survive.
//!
//! A builder without overrides gives a sound archive. Each header is a value whose fields a closure may change after
//! they are right; sizes and offsets of everything else follow what is really written.
//!
//! ```
//! use beian_testkit::zip::{Entry, ZipBuilder};
//!
//! let sound = ZipBuilder::new().stored("a", b"A").deflated("b", b"BBBBBBBB").build();
//! let encrypted = ZipBuilder::new().entry(Entry::stored("a", b"A").central(|h| h.flags |= 1)).build();
//! assert!(sound.starts_with(b"PK\x03\x04") && encrypted.starts_with(b"PK\x03\x04"));
//! ```

mod end;
mod entry;

pub use end::{End, Zip64End};
pub use entry::{Descriptor, Entry, Header, crc32, deflate};

/// Builds a zip archive.
#[derive(Debug, Default)]
pub struct ZipBuilder {
    entries: Vec<Entry>,
    prefix: Vec<u8>,
    adjust: bool,
    before_directory: Vec<u8>,
    after_directory: Vec<u8>,
    comment: Vec<u8>,
    suffix: Vec<u8>,
    end: End,
    zip64: Option<Zip64End>,
    omit_directory: bool,
    omit_end: bool,
}

/// What was built, and where its parts lie.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// The archive.
    pub bytes: Vec<u8>,
    /// Where each entry's local header starts.
    pub local_headers: Vec<usize>,
    /// Where each entry's data start.
    pub data: Vec<usize>,
    /// Where each entry's record in the directory starts.
    pub central_headers: Vec<usize>,
    /// Where the directory starts.
    pub directory: usize,
    /// Where the end record starts.
    pub end: usize,
}

impl ZipBuilder {
    /// An archive without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a stored entry.
    #[must_use]
    pub fn stored(self, name: &str, data: &[u8]) -> Self {
        self.entry(Entry::stored(name, data))
    }

    /// Adds a deflated entry.
    #[must_use]
    pub fn deflated(self, name: &str, data: &[u8]) -> Self {
        self.entry(Entry::deflated(name, data))
    }

    /// Adds an entry.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Puts bytes before everything; the declared offsets do not count them.
    #[must_use]
    pub fn prefix(mut self, bytes: &[u8]) -> Self {
        self.prefix = bytes.to_vec();
        self
    }

    /// Puts bytes before everything, and counts them in the declared offsets.
    #[must_use]
    pub fn adjusted_prefix(mut self, bytes: &[u8]) -> Self {
        self.adjust = true;
        self.prefix(bytes)
    }

    /// Puts bytes between the last entry's data and the directory, where an APK has its signing block.
    #[must_use]
    pub fn before_directory(mut self, bytes: &[u8]) -> Self {
        self.before_directory = bytes.to_vec();
        self
    }

    /// Puts bytes between the directory and the end record.
    #[must_use]
    pub fn after_directory(mut self, bytes: &[u8]) -> Self {
        self.after_directory = bytes.to_vec();
        self
    }

    /// Gives the archive a comment.
    #[must_use]
    pub fn comment(mut self, bytes: &[u8]) -> Self {
        self.comment = bytes.to_vec();
        self
    }

    /// Puts bytes behind the comment, which no field counts.
    #[must_use]
    pub fn suffix(mut self, bytes: &[u8]) -> Self {
        self.suffix = bytes.to_vec();
        self
    }

    /// Changes the end record after it is right.
    #[must_use]
    pub fn end(mut self, change: impl Fn(&mut End) + 'static) -> Self {
        self.end.change(change);
        self
    }

    /// Adds a zip64 end record and its locator, changed by `change` after they are right, and escapes the end record's
    /// values.
    #[must_use]
    pub fn zip64(mut self, change: impl Fn(&mut Zip64End) + 'static) -> Self {
        self.zip64 = Some(Zip64End::changed_by(change));
        self
    }

    /// Leaves out the directory.
    #[must_use]
    pub fn without_directory(mut self) -> Self {
        self.omit_directory = true;
        self
    }

    /// Leaves out the end record, zip64 records and comment.
    #[must_use]
    pub fn without_end(mut self) -> Self {
        self.omit_end = true;
        self
    }

    /// The archive's bytes.
    pub fn build(&self) -> Vec<u8> {
        self.build_with_layout().bytes
    }

    /// The archive, and where its parts lie.
    pub fn build_with_layout(&self) -> Built {
        let mut built = Built { bytes: self.prefix.clone(), ..Built::default() };
        let base = if self.adjust { 0 } else { self.prefix.len() };
        for entry in &self.entries {
            built.local_headers.push(built.bytes.len());
            built.data.push(entry.write_local(&mut built.bytes, base));
        }
        built.bytes.extend_from_slice(&self.before_directory);
        built.directory = built.bytes.len();
        if !self.omit_directory {
            for (entry, local) in self.entries.iter().zip(&built.local_headers) {
                built.central_headers.push(built.bytes.len());
                entry.write_central(&mut built.bytes, local - base);
            }
        }
        let directory_len = built.bytes.len() - built.directory;
        built.bytes.extend_from_slice(&self.after_directory);
        self.write_end(&mut built, base, directory_len);
        built.bytes.extend_from_slice(&self.suffix);
        built
    }

    fn write_end(&self, built: &mut Built, base: usize, directory_len: usize) {
        built.end = built.bytes.len();
        if self.omit_end {
            return;
        }
        let offset = built.directory - base;
        let count = self.entries.len();
        if let Some(zip64) = &self.zip64 {
            let own = built.bytes.len() - base;
            zip64.write(&mut built.bytes, [count, directory_len, offset, own].map(|n| n as u64));
            built.end = built.bytes.len();
        }
        self.end.write(&mut built.bytes, [count, directory_len, offset], &self.comment, self.zip64.is_some());
    }
}

/// `number` as little-endian bytes of the width that a field has; what does not fit is cut off, as writers do.
fn put(out: &mut Vec<u8>, number: u64, width: usize) {
    out.extend_from_slice(&number.to_le_bytes()[..width]);
}

/// The lower two bytes of `number`, which is what a field of two bytes keeps.
fn low16(number: usize) -> u16 {
    let [a, b, ..] = number.to_le_bytes();
    u16::from_le_bytes([a, b])
}

/// The lower four bytes of `number`, which is what a field of four bytes keeps.
fn low32(number: usize) -> u32 {
    let [a, b, c, d, ..] = number.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}
