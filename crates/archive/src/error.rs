//! Why reading cannot go on.

use std::fmt;

use crate::limits::LimitKind;
use crate::rule::Rule;

/// What was being read when reading could not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum What {
    /// Bytes of a source that somebody asked for by position.
    Bytes,
    /// A window of a source.
    Window,
    /// The end of central directory record.
    EndRecord,
    /// The zip64 end of central directory record or its locator.
    Zip64EndRecord,
    /// The central directory.
    Directory,
    /// An entry's record in the central directory.
    CentralHeader,
    /// An entry's local header.
    LocalHeader,
    /// An entry's data.
    Data,
    /// An entry's data descriptor.
    Descriptor,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::Window => "a window",
            Self::EndRecord => "the end record",
            Self::Zip64EndRecord => "the zip64 end record",
            Self::Directory => "the central directory",
            Self::CentralHeader => "a central header",
            Self::LocalHeader => "a local header",
            Self::Data => "an entry's data",
            Self::Descriptor => "a data descriptor",
        })
    }
}

/// Why reading cannot go on. What can be read around is an [`Oddity`](crate) instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be opened.
    #[error("cannot be opened: {message}")]
    Open {
        /// What kind of failure the system reports.
        kind: std::io::ErrorKind,
        /// The system's own words.
        message: String,
    },
    /// The system failed to read.
    #[error("reading {what} at offset {offset} failed: {message}")]
    Io {
        /// What was being read.
        what: What,
        /// Where, in bytes from the start of the source.
        offset: u64,
        /// What kind of failure the system reports.
        kind: std::io::ErrorKind,
        /// The system's own words.
        message: String,
    },
    /// The source ends before what was to be read does: it is truncated, or it shrank while it was read.
    #[error("{what} at offset {offset} need {wanted} bytes, the source has {available} there")]
    Short {
        /// What was being read.
        what: What,
        /// Where, in bytes from the start of the source.
        offset: u64,
        /// How many bytes were wanted.
        wanted: u64,
        /// How many bytes there were.
        available: u64,
    },
    /// The platform's reader refuses the archive, or the entry, and so does the strict reading.
    #[error(
        "refused by the rule that {rule}: {what} at offset {offset} (found {found}, expected {expected})"
    )]
    Refused {
        /// The rule that is broken.
        rule: Rule,
        /// What was being read.
        what: What,
        /// Where, in bytes from the start of the source.
        offset: u64,
        /// The value that breaks the rule: a size, an offset, a count or a signature.
        found: u64,
        /// The value that the rule asks for, or the bound that it sets.
        expected: u64,
    },
    /// Neither directory nor local headers were found: this is no zip archive.
    #[error("no zip archive: no end record, no directory and no local header in {bytes} bytes")]
    NotAnArchive {
        /// The length of what was searched.
        bytes: u64,
    },
    /// The archive has no such entry.
    #[error("no entry {index}: the archive has {entries}")]
    NoSuchEntry {
        /// The entry asked for.
        index: usize,
        /// How many entries there are.
        entries: usize,
    },
    /// A limit is reached.
    #[error("limit reached: {limit} (allowed {allowed}, wanted {wanted})")]
    Limit {
        /// Which limit.
        limit: LimitKind,
        /// What is allowed, in the limit's unit; of a limit that is spent, what was left of it.
        allowed: u64,
        /// What was wanted, in the limit's unit.
        wanted: u64,
    },
}

impl Error {
    /// The failed system call `error` while reading `what` at `offset`.
    pub(crate) fn io(what: What, offset: u64, error: &std::io::Error) -> Self {
        Self::Io { what, offset, kind: error.kind(), message: error.to_string() }
    }
}
