//! Builds packages, sound and broken, for tests and benches (never shipped).

pub mod apk_signing;
pub mod arsc;
pub mod arsc_pool;
pub mod axml;
pub mod cert;
pub mod cms;
pub mod corpus;
pub mod dex;
pub mod jar;
pub mod macho;
pub mod plist;
pub mod report;
pub mod signing;
pub mod zip;
