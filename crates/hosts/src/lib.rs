//! From texts to the hosts that stand in them: found cheaply, judged carefully.

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

mod find;
mod judge;
mod names;
mod sightings;

pub use find::Finder;
pub use judge::{App, Judged, judge};
pub use names::PackageNames;
pub use sightings::{EntrySightings, Sightings};
