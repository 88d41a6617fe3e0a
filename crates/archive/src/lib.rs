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

mod error;
mod limits;
mod source;

pub use error::{Error, What};
pub use limits::{Budget, LimitKind, Limits};
pub use source::{ReadAt, Source};
