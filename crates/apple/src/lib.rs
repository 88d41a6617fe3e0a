//! Apple's package formats: which bundles a package has, what their property lists state, and what their executables are signed with.
//!
//! Everything here takes bytes or lists of names, and knows neither archives' structure nor the filing that the facts are for. The measure is
//! Apple's own published source; each rule names the file that has it.
//!
//! | module | reads |
//! | --- | --- |
//! | [`bundle`] | which bundles a package has |
//! | [`info`] | what a bundle's `Info.plist` states of it, and its names in other languages |
//! | [`plist`] | property lists: XML, binary, old style and `.strings` |
//! | [`profile`] | provisioning profiles |
//! | [`macho`] | executables: their slices, platforms, segments, what is encrypted, where they are signed |
//! | [`code_signature`] | what executables are signed with: blobs, code directories and their hashes |
//! | [`verify`] | whether a signature holds, over what, and who signed |
//! | [`seal`] | what a bundle's files have to be: `_CodeSignature/CodeResources` |
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

pub mod bundle;
pub mod code_signature;
pub mod info;
pub mod macho;
pub mod plist;
pub mod profile;
pub mod seal;
pub mod verify;

mod error;

pub use error::{Error, Part};
