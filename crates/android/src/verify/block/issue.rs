//! What is wrong with signers of v2, v3, v3.1 and v3.2, beyond what shows as soon as they are read.

use beian_pki::Refusal;
use beian_pki::digest::hex;

use crate::signing::{AttributeId, Scheme, SdkRange, Severity, SignatureAlgorithm};
use crate::verify::content::{ContentDigestAlgorithm, Misaligned};

/// A rule of a scheme that does not hold. Where a name is apksig's the variant says nothing of it; the others are ours, and say whose
/// rule it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BlockIssue {
    /// The public key cannot be read.
    #[error("malformed public key: {0}")]
    MalformedPublicKey(beian_pki::Error),
    /// The public key is of another kind than the signature.
    #[error("the public key is none for {0}")]
    KeyOfAnotherKind(SignatureAlgorithm),
    /// A signature's algorithm is not known; the signature is passed over.
    #[error("unknown signature algorithm {:#06x}", .0.0)]
    UnknownAlgorithm(SignatureAlgorithm),
    /// On some platform of the range no signature is one that it knows.
    #[error("no signature that all platforms from {min} on know")]
    NoSupportedSignatures {
        /// The first platform of the range.
        min: u32,
    },
    /// A signature is not the key's over signed data.
    #[error("the signature by {0} does not verify")]
    DidNotVerify(SignatureAlgorithm),
    /// A signature or its key cannot be used at all.
    #[error("the signature by {algorithm} cannot be checked with this key: {refusal}")]
    VerifyException {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Why.
        refusal: Refusal,
    },
    /// The certificate is for another key than the signatures.
    #[error("the certificate's public key is not the signer's")]
    KeyMismatch,
    /// Signatures and digests are not by the same algorithms, in the same order.
    #[error("signatures by {} and digests for {}", List(.signatures), List(.digests))]
    AlgorithmMismatch {
        /// The signatures' algorithms.
        signatures: Vec<SignatureAlgorithm>,
        /// The digests'.
        digests: Vec<SignatureAlgorithm>,
    },
    /// The package is not what was signed.
    #[error("{algorithm}: {} was signed, the package has {}", hex(.expected), hex(.actual))]
    DigestDidNotVerify {
        /// By which digest.
        algorithm: ContentDigestAlgorithm,
        /// What was signed.
        expected: Vec<u8>,
        /// What the package has.
        actual: Vec<u8>,
    },
    /// The package cannot have the digest that was signed; apksig throws.
    #[error(transparent)]
    Misaligned(#[from] Misaligned),
    /// An attribute is not known; it is passed over.
    #[error("unknown additional attribute {0:?}")]
    UnknownAttribute(AttributeId),

    /// The package should have signatures of a scheme that is not known.
    #[error("signatures of a scheme {0} that is not known should be there as well")]
    UnknownScheme(u32),
    /// The package should have signatures of a newer scheme, and has none: they were taken away.
    #[error("signatures of {0} should be there as well")]
    MissingScheme(Scheme),
    /// There are more signers than the platform takes.
    #[error("{count} signers, more than {limit}")]
    TooManySigners {
        /// How many there are.
        count: usize,
        /// How many it takes.
        limit: usize,
    },

    /// A link of the proof of rotation does not hold.
    #[error("the proof of rotation does not verify at level {level}")]
    LineageDidNotVerify {
        /// At which of its keys, counted from 0.
        level: usize,
    },
    /// There is a second proof of rotation; the platform refuses it (`ApkSignatureSchemeV3Verifier.verifyAdditionalAttributes`), apksig
    /// takes the last.
    #[error("a second proof of rotation")]
    SecondLineage,
    /// Between the signers' ranges of platforms there are gaps, or they overlap.
    #[error("the signers' ranges of platforms leave gaps or overlap")]
    InconsistentSdkVersions,
    /// The signers do not cover all platforms that they should.
    #[error("the signers are for {signers} alone, platforms {wanted} are to be covered")]
    MissingSdkVersions {
        /// From the first platform of the first to the last of the last.
        signers: SdkRange,
        /// What they should cover.
        wanted: SdkRange,
    },
    /// The signers' proofs of rotation are not parts of one line.
    #[error("the signers' proofs of rotation contradict each other")]
    InconsistentLineages,
    /// Several signers are for the same platform (`ApkSignatureSchemeV3Verifier.verify`; apksig sees one of them).
    #[error("several signers for the same platforms")]
    MultipleSigners,

    /// The package should have signatures of v3.1, and has none.
    #[error("signatures of v3.1 from platform {min} on should be there as well")]
    V31BlockMissing {
        /// Their first platform.
        min: u32,
    },
    /// The signatures of v3.1 begin with another platform than they should.
    #[error("the signatures of v3.1 should begin with platform {attribute}, and begin with {block}")]
    RotationMinSdkMismatch {
        /// With which they should.
        attribute: u32,
        /// With which they do.
        block: u32,
    },
    /// There are signatures of v3.1 that those of v3 do not speak of: taking them away would not be noticed.
    #[error("nothing says that signatures of v3.1 from platform {block} on should be there")]
    RotationMinSdkMissing {
        /// The first platform of v3.1.
        block: u32,
    },
    /// There are signatures of v3.1 but none of v3.
    #[error("signatures of v3.1 without any of v3")]
    V31BlockWithoutV3,
    /// A signer of v3 says to be for a platform in development, which only newer schemes know.
    #[error("a signer of v3 cannot be for a platform in development")]
    TargetsDevReleaseOnV3,

    /// The package should have signatures of v3.2, and has none (`ApkSignatureSchemeV3Verifier` of Android 17, as all of v3.2).
    #[error("signatures of v3.2 should be there as well")]
    V32BlockMissing,
    /// The signatures of v3.2 are for other platforms than they should be.
    #[error("the signatures of v3.2 should be for platforms {}, and are for {block}", Said(*.min, *.max))]
    HybridSdkMismatch {
        /// The first platform that they should be for; `None` where only the last is said, which is an error too.
        min: Option<u32>,
        /// The last one, where it is said.
        max: Option<u32>,
        /// Which they are for.
        block: SdkRange,
    },
    /// There are not two signers.
    #[error("{count} signers instead of two")]
    HybridSigners {
        /// How many there are.
        count: usize,
    },
    /// Of the two signers not exactly one is against quantum computers.
    #[error("two signers of the same kind")]
    HybridKinds,
    /// The two signers are for different platforms.
    #[error("the two signers are for different platforms")]
    HybridSdkVersions,
    /// The two signers have different lines of former keys, or let them do different things.
    #[error("the two signers' proofs of rotation differ")]
    HybridLineages,

    /// A signature could not be checked.
    #[error("the signature by {algorithm} could not be checked: {reason}")]
    UnsupportedSignature {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
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
    /// The package's contents could not be read.
    #[error("the contents could not be digested: {0}")]
    UnreadableContents(beian_archive::Error),
}

impl BlockIssue {
    /// apksig's name for it in a scheme (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self, scheme: Scheme) -> String {
        match self.name() {
            (true, name) if scheme == Scheme::V2 => format!("v2-sig-{name}"),
            (true, name) => format!("v3-sig-{name}"),
            (false, name) => name.to_owned(),
        }
    }

    /// The name, and whether it stands behind that of the scheme.
    fn name(&self) -> (bool, &'static str) {
        match self {
            Self::MalformedPublicKey(_) | Self::KeyOfAnotherKind(_) => (true, "malformed-public-key"),
            Self::UnknownAlgorithm(_) => (true, "unknown-sig-algorithm"),
            Self::NoSupportedSignatures { .. } => (true, "no-supported-signatures"),
            Self::DidNotVerify(_) => (true, "did-not-verify"),
            Self::VerifyException { .. } => (true, "verify-exception"),
            Self::KeyMismatch => (true, "public-key-mismatch-between-certificate-and-signatures-record"),
            Self::AlgorithmMismatch { .. } => {
                (true, "sig-alg-mismatch-between-signatures-and-digests-records")
            }
            Self::DigestDidNotVerify { .. } => (true, "apk-digest-did-not-verify"),
            Self::Misaligned(_) => (true, "block-not-aligned"),
            Self::UnknownAttribute(_) => (true, "unknown-additional-attribute"),
            Self::UnknownScheme(_) => (true, "unknown-apk-sig-scheme-id"),
            Self::MissingScheme(_) => (true, "missing-apk-sig-referenced"),
            Self::TooManySigners { .. } => (true, "max-signatures-exceeded"),
            Self::LineageDidNotVerify { .. } => (true, "por-did-not-verify"),
            Self::SecondLineage => (true, "multiple-lineages"),
            Self::InconsistentSdkVersions => (false, "v3-inconsistent-sdk-versions"),
            Self::MissingSdkVersions { .. } => (false, "v3-missing-sdk-versions"),
            Self::InconsistentLineages => (false, "v3-inconsistent-lineages"),
            Self::MultipleSigners => (true, "multiple-signers"),
            Self::V31BlockMissing { .. } => (false, "v31-block-missing"),
            Self::RotationMinSdkMismatch { .. } => (false, "v31-rotation-min-sdk-mismatch"),
            Self::RotationMinSdkMissing { .. } => (false, "v31-rotation-min-sdk-attr-missing"),
            Self::V31BlockWithoutV3 => (false, "v31-block-found-without-v3-block"),
            Self::TargetsDevReleaseOnV3 => (false, "v31-rotation-targets-dev-release-attr-on-v3-signer"),
            Self::V32BlockMissing => (false, "v32-block-missing"),
            Self::HybridSdkMismatch { .. } => (false, "v32-sdk-versions-mismatch"),
            Self::HybridSigners { .. } => (false, "v32-not-two-signers"),
            Self::HybridKinds => (false, "v32-signers-of-one-kind"),
            Self::HybridSdkVersions => (false, "v32-inconsistent-sdk-versions"),
            Self::HybridLineages => (false, "v32-inconsistent-lineages"),
            Self::UnsupportedSignature { .. } => (true, "unsupported"),
            Self::UnsupportedLineage { .. } => (true, "por-unsupported"),
            Self::UnreadableContents(_) => (true, "contents-unreadable"),
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        match self {
            Self::UnknownAlgorithm(_)
            | Self::UnknownAttribute(_)
            | Self::UnknownScheme(_)
            | Self::RotationMinSdkMissing { .. }
            | Self::TargetsDevReleaseOnV3 => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it only says that something could not be checked.
    pub(crate) fn is_unsupported(&self) -> bool {
        matches!(
            self,
            Self::UnsupportedSignature { .. } | Self::UnsupportedLineage { .. } | Self::UnreadableContents(_)
        )
    }
}

/// Algorithms in a sentence.
struct List<'a>(&'a [SignatureAlgorithm]);

impl std::fmt::Display for List<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, algorithm) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{algorithm}")?;
        }
        if self.0.is_empty() { f.write_str("none") } else { Ok(()) }
    }
}

/// What attributes say of platforms.
struct Said(Option<u32>, Option<u32>);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = |number: Option<u32>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
        write!(f, "{} to {}", number(self.0), number(self.1))
    }
}
