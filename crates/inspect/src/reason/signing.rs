//! What is wrong with signatures and certificates.

use beian_android::signing::ProblemKind;
use beian_model::{Bilingual, Phrase};

use super::because;

/// What is wrong with a signature.
pub(crate) fn signing(kind: &ProblemKind) -> Bilingual {
    use ProblemKind as K;
    let phrase = match kind {
        K::BlockSizesDiffer { .. } | K::BlockSizeOutOfRange { .. } => Phrase::SigningBlockSize,
        K::PairSizeOutOfRange { .. } => Phrase::SigningPairSize,
        K::TooManyPairs { .. } | K::TooMany { .. } | K::TooLarge { .. } => Phrase::SigningTooMuch,
        K::DuplicatePair { .. } => Phrase::SigningDuplicate,
        K::DirectoryNotAtEnd => Phrase::SigningDirectory,
        K::Unreadable(_) | K::EntryIncomplete { .. } => Phrase::SigningUnreadable,
        K::MalformedSigners | K::MalformedSigner => Phrase::SigningMalformedSigner,
        K::NoSigners | K::NoSignerInfo { .. } => Phrase::SigningNoSigner,
        K::MalformedDigest { .. } | K::MalformedSignature { .. } | K::Malformed => Phrase::SigningMalformed,
        K::MalformedCertificate { .. } => Phrase::SigningMalformedCertificate,
        K::MalformedAttribute { .. } => Phrase::SigningMalformedAttribute,
        K::NoSignatures => Phrase::SigningNoSignatures,
        K::NoCertificates => Phrase::SigningNoCertificates,
        K::InvalidSdkVersions(_) | K::MinSdkMismatch { .. } | K::MaxSdkMismatch { .. } => {
            Phrase::SigningPlatforms
        }
        K::MalformedLineage { .. } | K::LineageOfAnother => Phrase::SigningLineage,
        K::NoManifest => Phrase::SigningNoManifest,
        K::MissingSignatureFile { .. } => Phrase::SigningNoSignatureFile,
        K::MalformedMessage { .. } => Phrase::SigningMalformedMessage,
        K::CertificateNotFound { .. } => Phrase::SigningCertificateNotFound,
        K::UnknownVersion { .. } => Phrase::SigningVersion,
        _ => Phrase::SigningOther,
    };
    because(phrase, kind)
}

/// Why a certificate, or a field of one, could not be read.
pub(crate) fn certificate(error: &beian_pki::Error) -> Bilingual {
    use beian_pki::Error as E;
    let phrase = match error {
        E::Truncated { .. } | E::Missing { .. } => Phrase::CertificateTruncated,
        E::Depth { .. } | E::Limit { .. } => Phrase::CertificateLimit,
        E::Unsupported { .. } => Phrase::CertificateUnsupported,
        _ => Phrase::CertificateUnexpected,
    };
    because(phrase, error)
}
