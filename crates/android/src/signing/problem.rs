//! What is wrong with signatures, as far as it shows without verifying them.

use super::{BlockId, Scheme, SdkRange};

/// Something that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{}{kind} (at offset {offset:#x})", Prefix(.scheme.as_ref()), SignerPrefix(*.signer))]
pub struct Problem {
    /// In which scheme; `None` in the signing block itself.
    pub scheme: Option<Scheme>,
    /// At which of its signers, counted from 0.
    pub signer: Option<usize>,
    /// Where, in bytes from the start of the file; in entries of the archive from the start of the entry's bytes.
    pub offset: u64,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong. Counts of list elements begin with 0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The two sizes of the signing block differ.
    #[error("the signing block's sizes differ: {header} in front, {footer} behind")]
    BlockSizesDiffer {
        /// The size in front.
        header: u64,
        /// The size behind.
        footer: u64,
    },
    /// The signing block's size is none that a block can have here.
    #[error("the signing block cannot have {size} bytes")]
    BlockSizeOutOfRange {
        /// The size.
        size: u64,
    },
    /// A pair of the signing block does not fit into what is left of it.
    #[error("pair {index} of the signing block cannot have {size} bytes, {available} are left")]
    PairSizeOutOfRange {
        /// Which pair.
        index: usize,
        /// The size that it gives.
        size: u64,
        /// The bytes left for it.
        available: u64,
    },
    /// The signing block has more pairs than are read.
    #[error("the signing block has more than {limit} pairs")]
    TooManyPairs {
        /// How many are read.
        limit: usize,
    },
    /// An id occurs again; the platform takes the first.
    #[error("id {id} occurs again in the signing block")]
    DuplicatePair {
        /// The id.
        id: BlockId,
    },
    /// The central directory does not end where the end record starts: the platform finds no signing block then.
    #[error("the central directory is not immediately followed by the end record")]
    DirectoryNotAtEnd,
    /// Bytes could not be read.
    #[error("{0}")]
    Unreadable(beian_archive::Error),
    /// A value is larger than what is read of its kind.
    #[error("{size} bytes are over the limit of {limit}")]
    TooLarge {
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
    },
    /// A list is longer than what is read.
    #[error("more than {limit} elements")]
    TooMany {
        /// How many are read.
        limit: usize,
    },
    /// The list of signers has no sound frame.
    #[error("malformed list of signers")]
    MalformedSigners,
    /// The list of signers is empty.
    #[error("no signers")]
    NoSigners,
    /// A signer has no sound frame.
    #[error("malformed signer")]
    MalformedSigner,
    /// A digest has no sound frame.
    #[error("malformed digest {index}")]
    MalformedDigest {
        /// Which one.
        index: usize,
    },
    /// A certificate cannot be read.
    #[error("malformed certificate {index}: {error}")]
    MalformedCertificate {
        /// Which one.
        index: usize,
        /// Why; its offset counts from the certificate's start.
        error: beian_pki::Error,
    },
    /// A signature has no sound frame.
    #[error("malformed signature {index}")]
    MalformedSignature {
        /// Which one.
        index: usize,
    },
    /// An additional attribute has no sound frame, or not the value that its id asks for.
    #[error("malformed additional attribute {index}")]
    MalformedAttribute {
        /// Which one.
        index: usize,
    },
    /// A signer has no signatures.
    #[error("no signatures")]
    NoSignatures,
    /// A signer has no certificates.
    #[error("no certificates")]
    NoCertificates,
    /// A signer's range of platforms is none.
    #[error("the range of platforms is none: {} to {}", .0.min, .0.max)]
    InvalidSdkVersions(SdkRange),
    /// The first platform outside signed data is not the one inside.
    #[error("first platform {signer} in the signer, {signed} in signed data")]
    MinSdkMismatch {
        /// The signer's.
        signer: u32,
        /// The one in signed data.
        signed: u32,
    },
    /// The last platform outside signed data is not the one inside.
    #[error("last platform {signer} in the signer, {signed} in signed data")]
    MaxSdkMismatch {
        /// The signer's.
        signer: u32,
        /// The one in signed data.
        signed: u32,
    },
    /// The proof of rotation cannot be read further.
    #[error("malformed proof of rotation at level {level}")]
    MalformedLineage {
        /// The first level that cannot be read.
        level: usize,
    },
    /// The proof of rotation does not end with the signer's certificate.
    #[error("the proof of rotation does not end with the signer's certificate")]
    LineageOfAnother,
    /// There are JAR signatures but no `META-INF/MANIFEST.MF`.
    #[error("no META-INF/MANIFEST.MF")]
    NoManifest,
    /// A signature block file has no signature file; the platform ignores it.
    #[error("no signature file beside {}", .block.escape_ascii())]
    MissingSignatureFile {
        /// The block file's name.
        block: Vec<u8>,
    },
    /// A signature block file is no `SignedData`.
    #[error("{}: {error}", .block.escape_ascii())]
    MalformedMessage {
        /// The block file's name.
        block: Vec<u8>,
        /// Why; its offset counts from the file's start.
        error: beian_pki::Error,
    },
    /// A signature block file has no signer.
    #[error("no signer in {}", .block.escape_ascii())]
    NoSignerInfo {
        /// The block file's name.
        block: Vec<u8>,
    },
    /// A signature block file does not hold the certificate that its signer names.
    #[error("{} does not hold the certificate that its signer names", .block.escape_ascii())]
    CertificateNotFound {
        /// The block file's name.
        block: Vec<u8>,
    },
    /// A signature block file could be read in part.
    #[error("{} could be read in part only", .block.escape_ascii())]
    EntryIncomplete {
        /// The block file's name.
        block: Vec<u8>,
    },
    /// A source stamp or a v4 signature has no sound frame.
    #[error("malformed signature")]
    Malformed,
    /// A v4 signature of a version that is not read.
    #[error("version {version} is not read")]
    UnknownVersion {
        /// The version.
        version: u32,
    },
}

/// How bad a problem is for whoever verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// It is passed over.
    Warning,
    /// The package, or its stamp, is refused.
    Error,
}

impl Problem {
    pub(super) fn of_block(offset: u64, kind: ProblemKind) -> Self {
        Self { scheme: None, signer: None, offset, kind }
    }

    pub(super) fn of_scheme(scheme: Scheme, offset: u64, kind: ProblemKind) -> Self {
        Self { scheme: Some(scheme), signer: None, offset, kind }
    }

    /// The platform's own name for it (`ApkVerifier.Issue`) in kebab case where it has one, otherwise ours, which begins with
    /// `signing-block-`, or with the scheme and ends with what is wrong.
    pub fn code(&self) -> String {
        let of_scheme = |issue: &str| match self.scheme {
            Some(Scheme::V2) => format!("v2-sig-{issue}"),
            Some(Scheme::V3 | Scheme::V31 | Scheme::V32) => format!("v3-sig-{issue}"),
            Some(Scheme::V4) => format!("v4-sig-{issue}"),
            Some(Scheme::StampV1 | Scheme::StampV2) => format!("source-stamp-{issue}"),
            Some(Scheme::V1) => format!("jar-sig-{issue}"),
            None => format!("signing-block-{issue}"),
        };
        match &self.kind {
            // These have no `sig` in their names.
            ProblemKind::MinSdkMismatch { .. } => {
                "v3-min-sdk-version-mismatch-between-signer-and-signed-data-record".to_owned()
            }
            ProblemKind::MaxSdkMismatch { .. } => {
                "v3-max-sdk-version-mismatch-between-signer-and-signed-data-record".to_owned()
            }
            ProblemKind::Malformed if self.scheme == Some(Scheme::V4) => of_scheme("malformed-signers"),
            ProblemKind::MalformedAttribute { .. } if self.scheme == Some(Scheme::StampV2) => {
                of_scheme("malformed-attribute")
            }
            kind => of_scheme(kind.issue()),
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        let passed_over = matches!(
            self.kind,
            ProblemKind::MissingSignatureFile { .. }
                | ProblemKind::DuplicatePair { .. }
                | ProblemKind::EntryIncomplete { .. }
        );
        if passed_over { Severity::Warning } else { Severity::Error }
    }
}

impl ProblemKind {
    fn issue(&self) -> &'static str {
        match self {
            Self::BlockSizesDiffer { .. } => "sizes-differ",
            Self::BlockSizeOutOfRange { .. } => "size-out-of-range",
            Self::PairSizeOutOfRange { .. } => "pair-size-out-of-range",
            Self::TooManyPairs { .. } => "too-many-pairs",
            Self::DuplicatePair { .. } => "duplicate-pair",
            Self::DirectoryNotAtEnd => "central-directory-not-at-end",
            Self::Unreadable(_) => "unreadable",
            Self::TooLarge { .. } => "too-large",
            Self::TooMany { .. } => "too-many-elements",
            Self::MalformedSigners => "malformed-signers",
            Self::NoSigners | Self::NoSignerInfo { .. } => "no-signers",
            Self::MalformedSigner => "malformed-signer",
            Self::MalformedDigest { .. } => "malformed-digest",
            Self::MalformedCertificate { .. } => "malformed-certificate",
            Self::MalformedSignature { .. } | Self::Malformed => "malformed-signature",
            Self::MalformedAttribute { .. } => "malformed-additional-attribute",
            Self::NoSignatures => "no-signatures",
            Self::NoCertificates => "no-certificates",
            Self::InvalidSdkVersions(_) => "invalid-sdk-versions",
            Self::MinSdkMismatch { .. } => "min-sdk-version-mismatch",
            Self::MaxSdkMismatch { .. } => "max-sdk-version-mismatch",
            Self::MalformedLineage { .. } => "malformed-lineage",
            Self::LineageOfAnother => "por-cert-mismatch",
            Self::NoManifest => "no-manifest",
            Self::MissingSignatureFile { .. } => "missing-file",
            Self::MalformedMessage { .. } => "parse-exception",
            // apksig throws and reports the exception.
            Self::CertificateNotFound { .. } => "verify-exception",
            Self::EntryIncomplete { .. } => "entry-incomplete",
            Self::UnknownVersion { .. } => "version-not-current",
        }
    }
}

/// The scheme in front of a message.
struct Prefix<'a>(Option<&'a Scheme>);

impl std::fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |scheme| write!(f, "{scheme}: "))
    }
}

/// The signer in front of a message, counted from 1 as people do.
struct SignerPrefix(Option<usize>);

impl std::fmt::Display for SignerPrefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |signer| write!(f, "signer #{}: ", signer.saturating_add(1)))
    }
}
