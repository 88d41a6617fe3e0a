//! What a reader is.

use std::borrow::Cow;

use beian_archive::Budget;
use beian_text::{Claims, Sink, Span};

/// Reads the strings of one format.
pub trait Reader: Sync {
    /// Its name, as evidence shows it.
    fn id(&self) -> ReaderId;

    /// Whether this entry is of its format, by name and first bytes ([`HEAD`] of them, or all where there are fewer). The bytes decide wherever a
    /// format has a signature; a name is believed only where it has none.
    fn wants(&self, entry: &EntryInfo<'_>, head: &[u8]) -> bool;

    /// Hands all strings over, and says which bytes that took and what is left.
    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, out: &mut dyn Sink) -> Outcome;
}

/// The name of a reader, as evidence shows it (`dex`, `run`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReaderId(pub &'static str);

/// What is known of an entry before it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryInfo<'a> {
    /// The name in its archive, without what the archive stands in.
    pub name: &'a str,
    /// Bytes of the entry, inflated.
    pub len: u64,
}

/// What a reader may use and spend.
#[derive(Debug)]
pub struct Context<'a> {
    /// The entry.
    pub entry: EntryInfo<'a>,
    /// What reading it may cost: whatever a reader allocates in proportion to what the entry claims, or inflates, is first
    /// taken from here.
    pub budget: &'a mut Budget,
}

/// What reading an entry gave, beside its strings.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The bytes that were read.
    pub claimed: Claims,
    /// What was recognised and could not be read. Bytes that are not claimed are searched as runs all the same.
    pub unread: Vec<Part>,
    /// What stands inside and is to be read as entries of its own.
    pub nested: Vec<Nested>,
}

/// A part of an entry that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its bytes.
    pub span: Span,
    /// Why.
    pub why: Unread,
}

/// Why a part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unread {
    /// Its structure is broken; what was being read, and what was expected.
    Broken(Cow<'static, str>),
    /// Reading it would go over a limit.
    Limit(beian_archive::Error),
    /// It is encrypted.
    Encrypted,
    /// It is of a variant of the format that is not read; which.
    Unsupported(Cow<'static, str>),
}

/// Something inside an entry that is to be read as entries of its own.
#[derive(Debug)]
#[non_exhaustive]
pub enum Nested {
    /// A zip archive.
    Archive {
        /// The bytes of the entry that hold it.
        span: Span,
    },
    /// What a stream gave when it was unpacked.
    Content {
        /// A name for it: the stream's own, or the entry's without its suffix.
        name: String,
        /// The bytes.
        bytes: Vec<u8>,
        /// The part that could not be unpacked.
        unread: Option<Part>,
    },
}

/// Bytes at the front of an entry by which its format is told.
pub const HEAD: usize = 4096;
