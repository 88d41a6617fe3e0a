//! What is wrong with v4 signatures, beyond what shows as soon as they are read.

use beian_pki::Refusal;
use beian_pki::digest::hex;

use crate::signing::{BlockId, Severity, SignatureAlgorithm};

/// A rule of v4 that does not hold. Where a name is apksig's the variant says nothing of it; the others are ours, and say whose rule it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum V4Issue {
    /// The signature's algorithm is not known.
    #[error("unknown signature algorithm {:#06x}", .0.0)]
    UnknownAlgorithm(SignatureAlgorithm),
    /// The public key cannot be read.
    #[error("malformed public key: {0}")]
    MalformedPublicKey(beian_pki::Error),
    /// The public key is of another kind than the signature.
    #[error("the public key is none for {0}")]
    KeyOfAnotherKind(SignatureAlgorithm),
    /// The signature is not the key's over signed data.
    #[error("the signature by {0} does not verify")]
    DidNotVerify(SignatureAlgorithm),
    /// The signature or its key cannot be used at all.
    #[error("the signature by {algorithm} cannot be checked with this key: {refusal}")]
    VerifyException {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Why.
        refusal: Refusal,
    },
    /// The certificate is for another key than the signature.
    #[error("the certificate's public key is not the signer's")]
    KeyMismatch,
    /// The package is not what was signed.
    #[error("the root {} was signed, the package has {}", hex(.expected), hex(.actual))]
    RootDidNotVerify {
        /// What was signed.
        expected: Vec<u8>,
        /// What the package has.
        actual: Vec<u8>,
    },
    /// The hash tree behind the signature is not the package's.
    #[error("the hash tree is not the package's")]
    TreeDidNotVerify,
    /// The package is hashed in a way that the platform does not know: not with SHA-256 (`ApkSignatureSchemeV4Verifier.convertToContentDigestType`)
    /// over pages of 4,096 bytes (`VerityUtils.generateFsVerityDescriptor`). apksig hashes in this way whatever is said.
    #[error("hashed by algorithm {algorithm} over blocks of 2^{log2_block_size} bytes")]
    UnknownHashing {
        /// The algorithm's number.
        algorithm: u32,
        /// The binary logarithm of the block size.
        log2_block_size: u8,
    },

    /// There are more or fewer signers than go with the package's.
    #[error("{v4} signers of v4 beside {package} of the package")]
    MultipleSigners {
        /// How many there are here.
        v4: usize,
        /// How many the package has.
        package: usize,
    },
    /// The signer is not the package's.
    #[error("the signer is not the package's")]
    SignersMismatch,
    /// The package has another digest than the signature names it by.
    #[error("the package's digest is another than the signature names")]
    DigestsMismatch,
    /// No signer is for a block of the package: the platform looks for it by the block's id
    /// (`ApkSignatureSchemeV4Verifier.findSigningInfoForBlockId`), apksig by its place.
    #[error("no signer for block {0}")]
    NoSignerForBlock(BlockId),
    /// The package has no sound signature of v2 or v3 that it could be beside; apksig throws (`ApkVerifier.verify`).
    #[error("no signature of v2 or v3 beside it that holds")]
    WithoutBlock,

    /// The signature could not be checked.
    #[error("the signature by {algorithm} could not be checked: {reason}")]
    UnsupportedSignature {
        /// By which algorithm.
        algorithm: SignatureAlgorithm,
        /// Why.
        reason: &'static str,
    },
    /// The package or the hash tree could not be read.
    #[error("the contents could not be hashed: {0}")]
    UnreadableContents(beian_archive::Error),
}

impl V4Issue {
    /// apksig's name for it (`ApkVerifier.Issue`) in kebab case; ours where it has none.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownAlgorithm(_) => "v4-sig-unknown-sig-algorithm",
            Self::MalformedPublicKey(_) | Self::KeyOfAnotherKind(_) => "v4-sig-malformed-public-key",
            Self::DidNotVerify(_) => "v4-sig-did-not-verify",
            Self::VerifyException { .. } => "v4-sig-verify-exception",
            Self::KeyMismatch => "v4-sig-public-key-mismatch-between-certificate-and-signatures-record",
            Self::RootDidNotVerify { .. } => "v4-sig-apk-root-did-not-verify",
            Self::TreeDidNotVerify => "v4-sig-apk-tree-did-not-verify",
            Self::UnknownHashing { .. } => "v4-sig-unknown-hashing",
            Self::MultipleSigners { .. } => "v4-sig-multiple-signers",
            Self::SignersMismatch => "v4-sig-v2-v3-signers-mismatch",
            Self::DigestsMismatch => "v4-sig-v2-v3-digests-mismatch",
            Self::NoSignerForBlock(_) => "v4-sig-no-signer-for-block",
            Self::WithoutBlock => "v4-sig-without-v2-v3",
            Self::UnsupportedSignature { .. } => "v4-sig-unsupported",
            Self::UnreadableContents(_) => "v4-sig-contents-unreadable",
        }
    }

    /// How bad it is for the v4 signature, as apksig judges.
    pub fn severity(&self) -> Severity {
        Severity::Error
    }

    /// Whether it only says that something could not be checked.
    pub fn is_unsupported(&self) -> bool {
        matches!(self, Self::UnsupportedSignature { .. } | Self::UnreadableContents(_))
    }
}
