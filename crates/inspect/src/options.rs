//! What to read of a package, and how.

use std::num::NonZeroUsize;

use beian_archive::{Limits, Source};
use beian_form::Profile;

/// Which parts of the report to make. What is not asked for is not computed, and is absent from the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Package, app and signing, with their findings and coverage. They need a few entries; no other is read for them.
    pub identity: bool,
    /// Every embedded host. Every byte of the package is read for them.
    pub hosts: bool,
}

impl Parts {
    /// All that this version reads.
    pub const ALL: Self = Self { identity: true, hosts: true };
    /// The identity alone.
    pub const IDENTITY: Self = Self { identity: true, hosts: false };
    /// The hosts alone.
    pub const HOSTS: Self = Self { identity: false, hosts: true };
}

impl Default for Parts {
    fn default() -> Self {
        Self::ALL
    }
}

/// Whether to check signatures and to hash the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verification {
    /// Verify what this version can verify, and hash the file.
    #[default]
    Verify,
    /// Leave it out: `verified` and `package.sha256` are null.
    Skip,
}

/// The range of Android API levels to choose the primary signer for; an end that is not set is the manifest's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SdkRange {
    /// Lowest level.
    pub min: Option<u32>,
    /// Highest level.
    pub max: Option<u32>,
}

/// How to inspect one package.
#[derive(Clone, Debug)]
pub struct Options {
    /// The package's name as the user gave it; printed, never opened.
    pub name: String,
    /// Which parts to make.
    pub parts: Parts,
    /// Whether to verify.
    pub verification: Verification,
    /// The platform range.
    pub sdk_range: SdkRange,
    /// How much the reading may cost; none for what suits a file of this size ([`Limits::for_len`]).
    pub limits: Option<Limits>,
    /// How many threads may read; none for all cores. With one, all is done on the calling thread. No result depends on it.
    pub threads: Option<NonZeroUsize>,
    /// Domains that are declared to be the app's own.
    pub own: Vec<String>,
    /// The APK's v4 signature (`.idsig`), where there is one.
    pub v4_signature: Option<Source>,
    /// Labels and shapes of the form.
    pub profile: Profile,
}

impl Options {
    /// Everything, within the default limits, for a package of this name and a form of this profile.
    pub fn new(name: impl Into<String>, profile: Profile) -> Self {
        Self {
            name: name.into(),
            parts: Parts::default(),
            verification: Verification::default(),
            sdk_range: SdkRange::default(),
            limits: None,
            threads: None,
            own: Vec::new(),
            v4_signature: None,
            profile,
        }
    }
}
