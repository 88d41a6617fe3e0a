//! Every format in which the strings of an app package live, read into texts. One file a format, one table ([`READERS`])
//! that registers them.
//!
//! A reader knows where the strings of its format begin and end, hands each over as a [`Text`](beian_text::Text) with its role, and claims
//! the bytes that it has read. What no reader claimed is searched by the run reader, whose ends are guesses. A reader that finds
//! its structure broken hands over what it could read, claims only that, and says what is left.
//!
//! Nothing here knows of hosts or of the filing.

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

pub mod arsc;
mod arsc_pool;
#[cfg(test)]
mod arsc_testing;
pub mod axml;
mod dex;
pub mod entropy;
mod gzip;
mod reader;
mod registry;
pub mod runs;
#[cfg(test)]
mod runs_testing;
mod zip;

pub use reader::{Context, EntryInfo, HEAD, Nested, Outcome, Part, Reader, ReaderId, Unread};
pub use registry::{READERS, reader_of};
