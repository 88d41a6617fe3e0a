//! From texts to the hosts that stand in them. So far [`name`]: what is known of a host by its letters alone.

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
pub use judge::{App, Judged, Rule, judge};
pub use names::PackageNames;
pub use sightings::{EntrySightings, Sightings};
