//! Files and zip archives as bytes: sources, entries, inflating, nesting, limits.
//!
//! Nothing here trusts what it reads. A [`Source`] is read by position and never mapped; whatever is allocated,
//! inflated or descended into is first taken from a [`Budget`].

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

mod archive;
mod descriptor;
mod directory;
mod end;
mod entry;
mod error;
mod extra;
mod extract;
mod inflate;
mod limits;
mod local;
mod name;
mod oddity;
mod place;
mod read;
mod records;
mod recovered;
mod rule;
mod scan;
mod source;
mod strict;
mod survey;

pub use archive::{Archive, Reading};
pub use entry::{Coding, Entry, EntryIndex, Method, Sizes};
pub use error::{Error, What};
pub use limits::{Budget, LimitKind, Limits};
pub use name::NameFault;
pub use oddity::{Extent, Header, Oddity, OddityKind, Platform};
pub use read::{Inflated, Outcome, Scratch};
pub use rule::{Release, Rule};
pub use source::{ReadAt, Source};
