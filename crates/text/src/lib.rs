//! Strings with the place where they stand, and how sure their ends are. Knows no format.
//!
//! Whoever reads a format hands each string over as a [`Text`] to a [`Sink`]; whoever looks for something in strings is
//! that sink. Between them stands nothing but this crate, so that neither knows the other.
//!
//! A reader also says which bytes it has read, as [`Claims`]: what nobody claimed is searched for runs of readable bytes,
//! whose ends are guesses, and nothing is read twice.

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

mod claims;
mod encoding;
mod sink;
mod text;

pub use claims::{Claims, Span};
pub use encoding::{Encoding, OffsetMap};
pub use sink::{Name, Sink};
pub use text::{Bounds, Edge, Role, Text};
