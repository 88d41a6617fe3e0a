//! An archive that was opened: its entries, where its parts lie, and what was odd.

use std::ops::Range;

use crate::entry::{Entry, EntryIndex};
use crate::error::Error;
use crate::limits::Budget;
use crate::oddity::Oddity;
use crate::rule::Release;
use crate::source::Source;
use crate::{recovered, strict};

/// By which reading an archive was opened. The two are never mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading {
    /// As Android's own reader does; what that refuses is an error.
    Strict,
    /// Going on where the platform's reader gives up.
    Recovered,
}

/// A zip archive.
///
/// ```
/// use beian_archive::{Archive, Budget, Limits, Source};
/// # use beian_testkit::zip::ZipBuilder;
/// # let bytes = ZipBuilder::new().stored("a.txt", b"hello").build();
/// let mut budget = Budget::new(&Limits::default());
/// let archive = Archive::strict(&Source::from_bytes(bytes), &mut budget)?;
/// let entry = archive.named(b"a.txt").next().expect("it was put there");
/// let mut bytes = Vec::new();
/// archive.read(entry.index(), &mut budget, &mut bytes)?;
/// assert_eq!(bytes, b"hello");
/// # Ok::<(), beian_archive::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    pub(crate) source: Source,
    pub(crate) reading: Reading,
    pub(crate) release: Release,
    pub(crate) entries: Vec<Entry>,
    pub(crate) oddities: Vec<Oddity>,
    pub(crate) layout: Layout,
    /// Where local headers start, in order; only the recovered reading needs it.
    pub(crate) headers: Vec<u64>,
}

/// Where an archive's parts lie, in bytes from the start of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub directory: Range<u64>,
    pub end_record: u64,
    pub comment: Range<u64>,
    /// Added to the declared offsets.
    pub shift: i64,
}

impl Archive {
    /// Opens an archive as Android's own reader does, the newest; what that refuses is [`Error::Refused`].
    pub fn strict(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        strict::open(source, Release::NEWEST, budget)
    }

    /// As [`Archive::strict`], by the reader of another generation.
    pub fn strict_of(release: Release, source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        strict::open(source, release, budget)
    }

    /// Opens an archive that the platform may refuse, and tells in [`Archive::oddities`] what was read around.
    ///
    /// One that the platform lists whole is listed as it lists it.
    pub fn recovered(source: &Source, budget: &mut Budget) -> Result<Self, Error> {
        recovered::open(source, budget)
    }

    /// By which reading it was opened.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// By which generation of the platform's reader; the recovered reading knows what the newest knows.
    pub fn release(&self) -> Release {
        self.release
    }

    /// What it was read from.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// All entries in the directory's order, those with equal names too.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry at `index`.
    pub fn entry(&self, index: EntryIndex) -> Result<&Entry, Error> {
        let missing = Error::NoSuchEntry { index: index.0, entries: self.entries.len() };
        self.entries.get(index.0).ok_or(missing)
    }

    /// The entries with this name, in the directory's order.
    pub fn named<'a>(&'a self, name: &'a [u8]) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().filter(move |entry| entry.name() == name)
    }

    /// What is odd about the archive, as far as opening it shows; reading an entry may show more.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// Where the central directory starts; the length of the source where there is none.
    ///
    /// Between the last entry's data and this offset an APK has its signing block.
    pub fn central_directory_offset(&self) -> u64 {
        self.layout.directory.start
    }

    /// The bytes of the central directory's records.
    pub fn central_directory(&self) -> Range<u64> {
        self.layout.directory.clone()
    }

    /// Where the end record starts; the length of the source where there is none.
    pub fn end_record_offset(&self) -> u64 {
        self.layout.end_record
    }

    /// The bytes of the archive's comment.
    pub fn comment(&self) -> Range<u64> {
        self.layout.comment.clone()
    }

    /// The first local header behind `offset`, or the end of the source.
    pub(crate) fn next_header(&self, offset: u64) -> u64 {
        let next = self.headers.partition_point(|&header| header <= offset);
        self.headers.get(next).copied().unwrap_or(self.source.len())
    }

    /// What was added to the offsets that the archive declares: bytes that stand before it and that its offsets do
    /// not count. Always 0 in the strict reading.
    pub fn offset_shift(&self) -> i64 {
        self.layout.shift
    }
}
