//! What is wrong between schemes, or with the package as a whole.

use crate::signing::Severity;
use crate::verify::MinSdkUnknown;

/// A rule that no scheme has by itself (`ApkVerifier.verify`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PackageIssue {
    /// There is no manifest that the platform would read; apksig gives up.
    #[error("no AndroidManifest.xml that tells for which platforms the package is")]
    NoManifest,
    /// The archive has a zip64 end record, in which neither apksig nor the platform looks for a signing block
    /// (`ZipUtils.isZip64EndOfCentralDirectoryLocatorPresent`).
    #[error("the archive has a zip64 end record")]
    Zip64,
    /// The manifest does not say for which platforms the package is; apksig gives up.
    #[error("the lowest platform is not known: {0}")]
    MinSdkUnknown(MinSdkUnknown),
    /// The sandbox that the package asks for wants a signing block.
    #[error("a package for security sandbox {version} needs v2 or newer")]
    NoSignatureForSandbox {
        /// The sandbox's version.
        version: u32,
    },
    /// The platform that the package was made for wants a signing block.
    #[error("a package made for API level {target} needs v2 or newer")]
    MinSchemeNotMet {
        /// The platform.
        target: u32,
    },
    /// A signer of v1 is none of v2.
    #[error("a signer of v1 does not sign v2")]
    V2Missing,
    /// A signer of v2 is none of v1.
    #[error("a signer of v2 does not sign v1")]
    JarMissing,
    /// v3 has a signer, and before it there are several, or none.
    #[error("{count} signers of an older scheme, and v3 has one history")]
    MultiplePastSigners {
        /// How many signers v1 or v2 has.
        count: usize,
    },
    /// The signer of v1 or v2 is not the first of v3's history.
    #[error("the signer of an older scheme is not the first in v3's history")]
    PastSignersMismatch,
}

impl PackageIssue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it throws.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoManifest => "manifest-missing",
            Self::Zip64 => "zip64-not-supported",
            Self::MinSdkUnknown(_) => "min-sdk-version-unknown",
            Self::NoSignatureForSandbox { .. } => "no-sig-for-target-sandbox-version",
            Self::MinSchemeNotMet { .. } => "min-sig-scheme-for-target-sdk-not-met",
            Self::V2Missing => "v2-sig-missing",
            Self::JarMissing => "jar-sig-missing",
            Self::MultiplePastSigners { .. } => "v3-sig-multiple-past-signers",
            Self::PastSignersMismatch => "v3-sig-past-signers-mismatch",
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// Whether it only says that something could not be checked.
    pub(crate) fn is_unsupported(&self) -> bool {
        matches!(self, Self::MinSdkUnknown(_))
    }
}
