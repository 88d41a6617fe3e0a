//! Android package formats: binary XML, resource tables, and the facts that a manifest states.
//!
//! Everything here takes bytes (`AndroidManifest.xml`, `resources.arsc`) and knows neither archives nor the filing that the facts are for.
//! The measure is the platform's own reader, androidfw in AOSP's `frameworks/base/libs/androidfw`; each rule names the function that has it.
//! Sources read: androidfw of Android 10 (which Debian packages), 13 and of AOSP's main branch; where they differ, the newer one decides.
//!
//! Two readings, never mixed: *strict* refuses what the platform's reader refuses, *recovered* goes on where strict cannot.
//! What was tolerated is an [`Oddity`] that says whether the platform tolerates it as well.
//!
//! | module | reads |
//! | --- | --- |
//! | [`strings`] | the string pool that binary XML and resource tables share |
//! | [`axml`] | binary XML: events, elements, attributes by resource id |
//! | [`arsc`] | `resources.arsc`: packages, configurations, references, locales |
//! | [`manifest`] | the identity that a manifest states, resolved against a table |
//! | [`signing`] | JAR signatures, the APK Signing Block, v4 signatures, source stamps |
//! | [`verify`] | whether they hold (it checks, and reads nothing itself but what is signed) |
//! | [`dex`] | Dalvik executables: strings and what they are used for, classes, the map of sections |
//!
//! What is not here: themes and styles (`?attr/…` has no value without a theme), idmaps of runtime overlays, and writing.
//! Android package formats: binary XML, resource tables, JAR signatures, APK Signing Block
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
pub mod axml;
pub mod dex;
pub mod manifest;
pub mod signing;
pub mod strings;
pub mod verify;

mod bytes;
mod chunk;
mod error;
mod id;
mod oddity;
mod value;

pub use error::{DexVariant, Error, Part};
pub use id::ResourceId;
pub use oddity::{Oddities, Oddity, OddityKind, Platform, Reading};
pub use value::{Value, ValueKind};
