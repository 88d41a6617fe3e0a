//! What is wrong with source stamps, beyond what shows as soon as they are read.

use beian_pki::Refusal;
use beian_pki::digest::hex;

use crate::signing::{AttributeId, Severity, SignatureAlgorithm};

/// A rule of source stamps that does not hold. Where a name is apksig's the variant says nothing of it; the others are ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StampIssue {
    /// The package names a stamp's certificate and has no stamp.
    #[error("the package names a stamp's certificate and has no stamp")]
    Missing,
    /// The package has a stamp and does not name its certificate. apksig says so only where it is asked for the stamp alone.
    #[error("the package does not name the stamp's certificate")]
    WithoutEntry,
    /// The package names another certificate than the stamp has.
    #[error("the stamp's certificate has the digest {}, the package names {}", hex(.stamp), Entry(.entry.as_deref()))]
    CertificateMismatch {
        /// The SHA-256 of the stamp's certificate.
        stamp: Vec<u8>,
        /// What the package names; `None` of more bytes than a digest has.
        entry: Option<Vec<u8>>,
    },
    /// Something that should be signed is not, or by unknown algorithms alone.
    #[error("no signature over {0}")]
    NoSignature(Stamped),
    /// A signature's algorithm is not known; the signature is passed over.
    #[error("unknown signature algorithm {:#06x}", .0.0)]
    UnknownAlgorithm(SignatureAlgorithm),
    /// On some platform of the range no signature is one that it knows.
    #[error("no signature over {stamped} that all platforms from {min} on know")]
    NoSupportedSignature {
        /// Over what.
        stamped: Stamped,
        /// The first platform of the range.
        min: u32,
    },
    /// A signature is not the stamp's.
    #[error("the signature by {algorithm} over {stamped} does not verify")]
    DidNotVerify {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Over what.
        stamped: Stamped,
    },
    /// A signature or the certificate's key cannot be used at all.
    #[error("the signature by {algorithm} over {stamped} cannot be checked with this key: {refusal}")]
    VerifyException {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Over what.
        stamped: Stamped,
        /// Why.
        refusal: Refusal,
    },
    /// The time is none: zero or before 1970.
    #[error("the stamp's time is {0}")]
    InvalidTimestamp(i64),
    /// An attribute is not known; it is passed over.
    #[error("unknown attribute {0:?}")]
    UnknownAttribute(AttributeId),
    /// A link of the proof of rotation does not hold.
    #[error("the proof of rotation does not verify at level {level}")]
    LineageDidNotVerify {
        /// At which of its keys, counted from 0.
        level: usize,
    },

    /// The entry that names the certificate could not be read.
    #[error("the entry that names the stamp's certificate could not be read: {0}")]
    UnreadableEntry(beian_archive::Error),
    /// A signature could not be checked.
    #[error("the signature by {algorithm} over {stamped} could not be checked: {reason}")]
    UnsupportedSignature {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Over what.
        stamped: Stamped,
        /// Why.
        reason: &'static str,
    },
    /// A link of the proof of rotation could not be checked.
    #[error("the proof of rotation could not be checked at level {level}: {reason}")]
    UnsupportedLineage {
        /// At which of its keys, counted from 0.
        level: usize,
        /// Why.
        reason: &'static str,
    },
}

/// What a stamp signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stamped {
    /// The digests of the signature scheme of this number, as in `ApkSigningBlockUtils.VERSION_APK_SIGNATURE_SCHEME_V3`; of JAR signing 1.
    Scheme(u32),
    /// The stamp's attributes.
    Attributes,
}

impl StampIssue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "source-stamp-sig-missing",
            Self::WithoutEntry => "source-stamp-signature-block-without-cert-digest",
            Self::CertificateMismatch { .. } => {
                "source-stamp-certificate-mismatch-between-signature-block-and-apk"
            }
            Self::NoSignature(_) => "source-stamp-no-signature",
            Self::UnknownAlgorithm(_) => "source-stamp-unknown-sig-algorithm",
            Self::NoSupportedSignature { .. } => "source-stamp-no-supported-signature",
            Self::DidNotVerify { .. } => "source-stamp-did-not-verify",
            Self::VerifyException { .. } => "source-stamp-verify-exception",
            Self::InvalidTimestamp(_) => "source-stamp-invalid-timestamp",
            Self::UnknownAttribute(_) => "source-stamp-unknown-attribute",
            Self::LineageDidNotVerify { .. } => "source-stamp-por-did-not-verify",
            Self::UnreadableEntry(_) => "source-stamp-entry-unreadable",
            Self::UnsupportedSignature { .. } => "source-stamp-unsupported",
            Self::UnsupportedLineage { .. } => "source-stamp-por-unsupported",
        }
    }

    /// How bad it is for the stamp. apksig calls what refuses a stamp a warning, since the package holds without it, and what is passed
    /// over an information.
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnknownAlgorithm(_) | Self::UnknownAttribute(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it only says that something could not be checked.
    pub(crate) fn is_unsupported(&self) -> bool {
        matches!(
            self,
            Self::UnreadableEntry(_) | Self::UnsupportedSignature { .. } | Self::UnsupportedLineage { .. }
        )
    }
}

impl std::fmt::Display for Stamped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Scheme(number) => write!(f, "the digests of v{number}"),
            Self::Attributes => f.write_str("the attributes"),
        }
    }
}

/// What the package names.
struct Entry<'a>(Option<&'a [u8]>);

impl std::fmt::Display for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(bytes) => f.write_str(&hex(bytes)),
            None => f.write_str("something longer"),
        }
    }
}
