//! Files and zip archives as bytes: sources, entries, inflating, nesting, limits.
//!
//! Nothing here trusts what it reads. A [`Source`] is read by position and never mapped; whatever is allocated,
//! inflated or descended into is first taken from a [`Budget`].
//!
//! An [`Archive`] is opened by one of two readings, which are never mixed. The strict one is that of Android's own
//! reader: what libziparchive refuses is [`Error::Refused`] with the [`Rule`] that it breaks, and each rule names the
//! function it stands in. The recovered one goes on where that gives up: offsets that do not count a prefix, counts and
//! lengths that lie, end records that are missing, cut off or faked, lost directories and local headers. Whatever was
//! read around is an [`Oddity`]: facts, and what the platform does with them. Opening looks at the directory alone;
//! reading an entry tells what is odd about its local header and its data.
//!
//! Sources: APPNOTE.TXT 6.3.10 for the format, libziparchive (`zip_archive.cc`) and androidfw (`AssetsProvider.cpp`)
//! for what the platform does. `examples/ziplist.rs` prints what the platform's own lister prints.
//!
//! Not handled: encrypted data (the bit alone is), archives over several disks, and methods but stored and deflated.

#![deny(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::unwrap_used,
        clippy::expect_used
    )
)]

mod ahead;
mod archive;
mod crc;
mod descriptor;
mod directory;
mod end;
mod entry;
mod error;
mod extra;
mod extract;
mod folder;
mod inflate;
mod limits;
mod local;
mod name;
mod oddity;
mod padding;
mod place;
mod read;
mod records;
mod recovered;
mod rule;
mod scan;
mod source;
mod stream;
mod strict;
mod survey;
mod windows;

pub use archive::{Archive, Reading};
pub use crc::{crc32, crc32_of_parts};
pub use entry::{Coding, Entry, EntryIndex, Method, Sizes};
pub use error::{Error, What};
pub use limits::{Budget, LimitKind, Limits};
pub use name::NameFault;
pub use oddity::{Extent, Header, Oddity, OddityKind, Platform};
pub use read::{Inflated, Outcome, Scratch, StoredParts};
pub use rule::{Release, Rule};
pub use source::{ReadAt, Source};
pub use stream::{Stream, StreamEnd, StreamInflater};
