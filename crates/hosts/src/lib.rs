//! From texts to the hosts that stand in them: found cheaply, judged carefully.
//!
//! [`Finder`] is the sink of an entry's texts. It proposes sightings: a host as it is written, how sure its ends are, what
//! stands around it, how the format means the text. [`Sightings`] holds those of a package, and [`judge()`] says once, with
//! everything the package knows, of which kind each host is and how sure, by rules that have names ([`Rule`]).
//!
//! [`name`] is what is known of a host by its letters alone. Nothing here resolves a name or opens a connection.

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

mod data;
mod find;
mod judge;
pub mod name;
mod names;
mod sightings;

pub use find::Finder;
pub use judge::{App, Rule, judge};
pub use names::PackageNames;
pub use sightings::{EntrySightings, Sightings};
