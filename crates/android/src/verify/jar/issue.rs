//! What is wrong with JAR signatures.

use beian_archive::OddityKind;
use beian_pki::HashAlgorithm;
use beian_pki::cms::SignerRefusal;
use beian_pki::oid::Oid;

use crate::signing::{Scheme, SdkRange, Severity};

/// Something that is wrong with JAR signatures. Those that apksig knows have its names (`ApkVerifier.Issue`); what shows as soon as the
/// signatures are read is a [`ProblemKind`](crate::signing::ProblemKind). Names of files and entries are as stored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JarIssue {
    /// More signers than platforms take.
    #[error("{found} signers, platforms take {limit}")]
    MaxSignaturesExceeded {
        /// How many platforms take.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// Nothing outside `META-INF/` is signed.
    #[error("no entry is signed")]
    NoSignedEntries,
    /// Two entries have this name.
    #[error("two entries are named {}", .entry.escape_ascii())]
    DuplicateEntry {
        /// The name.
        entry: Vec<u8>,
    },
    /// Two sections of the manifest have this name.
    #[error("two sections of the manifest are named {}", .name.escape_ascii())]
    DuplicateManifestSection {
        /// The name.
        name: Vec<u8>,
    },
    /// A section of the manifest has no name.
    #[error("section {index} of the manifest has no name")]
    UnnamedManifestSection {
        /// Which one, counted from 1 behind the main section.
        index: usize,
    },
    /// The manifest lists an entry that is not there.
    #[error("the manifest lists {}, which is not in the archive", .entry.escape_ascii())]
    MissingEntry {
        /// The entry's name.
        entry: Vec<u8>,
    },
    /// The manifest has no digest of an entry that platforms of the range would look at.
    #[error("no digest of {} in the manifest", .entry.escape_ascii())]
    NoDigestInManifest {
        /// The entry's name.
        entry: Vec<u8>,
    },
    /// A signature file has no digest of a section that platforms of the range would look at, or the manifest no such section.
    #[error("no digest of {} in {}", .entry.escape_ascii(), .file.escape_ascii())]
    NoDigestInSignatureFile {
        /// The section's name.
        entry: Vec<u8>,
        /// The signature file.
        file: Vec<u8>,
    },
    /// No signer signs an entry.
    #[error("{} is not signed", .entry.escape_ascii())]
    EntryNotSigned {
        /// The entry's name.
        entry: Vec<u8>,
    },
    /// Two entries are signed by different signers.
    #[error(
        "{} is signed by {}, {} by {}",
        .first.escape_ascii(), names(.first_signers), .second.escape_ascii(), names(.second_signers)
    )]
    EntrySignersMismatch {
        /// The first entry that is signed, in the order of their places in the file.
        first: Vec<u8>,
        /// The block files of its signers, without their folder.
        first_signers: Vec<Vec<u8>>,
        /// The other one.
        second: Vec<u8>,
        /// The block files of its signers.
        second_signers: Vec<Vec<u8>>,
    },
    /// An entry's bytes have not the digest that the manifest gives.
    #[error("the {algorithm} digest of {} is not the manifest's", .entry.escape_ascii())]
    EntryDigest {
        /// The entry's name.
        entry: Vec<u8>,
        /// By which function.
        algorithm: HashAlgorithm,
        /// The manifest's.
        expected: Vec<u8>,
        /// That of the bytes.
        actual: Vec<u8>,
    },
    /// The manifest as a whole has not the digest that a signature file gives: its sections are looked at then.
    #[error("the {algorithm} digest of the manifest is not that of {}", .file.escape_ascii())]
    ManifestDigest {
        /// The signature file.
        file: Vec<u8>,
        /// By which function.
        algorithm: HashAlgorithm,
    },
    /// The manifest's main section has not the digest that a signature file gives.
    #[error("the {algorithm} digest of the manifest's main section is not that of {}", .file.escape_ascii())]
    MainSectionDigest {
        /// The signature file.
        file: Vec<u8>,
        /// By which function.
        algorithm: HashAlgorithm,
    },
    /// A section of the manifest has not the digest that a signature file gives.
    #[error(
        "the {algorithm} digest of the manifest's section of {} is not that of {}",
        .entry.escape_ascii(), .file.escape_ascii()
    )]
    SectionDigest {
        /// The section's name.
        entry: Vec<u8>,
        /// The signature file.
        file: Vec<u8>,
        /// By which function.
        algorithm: HashAlgorithm,
    },
    /// A signature file has no digest of the whole manifest.
    #[error("no digest of the manifest in {}", .file.escape_ascii())]
    NoManifestDigest {
        /// The signature file.
        file: Vec<u8>,
    },
    /// A newer scheme signs the package too, and its signature could be taken away unnoticed.
    #[error("{} does not say that newer schemes sign the package", .file.escape_ascii())]
    NoStripProtection {
        /// The signature file.
        file: Vec<u8>,
    },
    /// A block's signature cannot be verified, and does not hold.
    #[error("{} cannot be verified: {fault}", .block.escape_ascii())]
    VerifyException {
        /// The block file.
        block: Vec<u8>,
        /// Why.
        fault: VerifyFault,
    },
    /// A block is signed with algorithms that platforms of the range do not take.
    #[error("{} is signed with {signature} over {digest}, unsupported by platforms {}", .block.escape_ascii(), ranges(.platforms))]
    UnsupportedAlgorithm {
        /// The block file.
        block: Vec<u8>,
        /// The digest algorithm, by name where it has one.
        digest: String,
        /// The signature algorithm, by name where it has one.
        signature: String,
        /// The platforms that do not take the pair.
        platforms: Vec<SdkRange>,
    },
    /// Something in a block cannot be read.
    #[error("{}: {fault}", .block.escape_ascii())]
    ParseException {
        /// The block file.
        block: Vec<u8>,
        /// What.
        fault: ParseFault,
    },
    /// No signature of a block is one of the signature file.
    #[error("{} does not verify", .block.escape_ascii())]
    DidNotVerify {
        /// The block file.
        block: Vec<u8>,
    },
    /// Two sections of a signature file have this name.
    #[error("two sections of {} are named {}", .file.escape_ascii(), .name.escape_ascii())]
    DuplicateSignatureFileSection {
        /// The signature file.
        file: Vec<u8>,
        /// The name.
        name: Vec<u8>,
    },
    /// A section of a signature file has no name.
    #[error("section {index} of {} has no name", .file.escape_ascii())]
    UnnamedSignatureFileSection {
        /// The signature file.
        file: Vec<u8>,
        /// Which one, counted from 1 behind the main section.
        index: usize,
    },
    /// A signature file does not say of which version it is.
    #[error("no Signature-Version in {}", .file.escape_ascii())]
    MissingVersion {
        /// The signature file.
        file: Vec<u8>,
    },
    /// A signature file speaks of a scheme that platforms of the range do not know.
    #[error("{} speaks of an unknown signature scheme {id}", .file.escape_ascii())]
    UnknownScheme {
        /// The signature file.
        file: Vec<u8>,
        /// The scheme's number.
        id: i32,
    },
    /// A signature file says that a newer scheme signs the package, and it does not.
    #[error("{} says that {scheme} signs the package, which it does not", .file.escape_ascii())]
    MissingScheme {
        /// The signature file.
        file: Vec<u8>,
        /// The scheme.
        scheme: Scheme,
    },
    /// No JAR signature covers an entry.
    #[error("{} is not protected", .entry.escape_ascii())]
    UnprotectedEntry {
        /// The entry's name.
        entry: Vec<u8>,
    },
    /// An entry's header or data are not sound. apksig throws.
    #[error("malformed entry {}: {fault}", .entry.escape_ascii())]
    MalformedEntry {
        /// The entry's name.
        entry: Vec<u8>,
        /// What is not sound.
        fault: EntryFault,
    },
    /// A digest is no base64. apksig throws.
    #[error("the {algorithm} digest of {} in {} is no base64", .of.escape_ascii(), .file.escape_ascii())]
    MalformedDigest {
        /// What it is of: an entry or the manifest.
        of: Vec<u8>,
        /// The file that has it.
        file: Vec<u8>,
        /// Of which function it should be.
        algorithm: HashAlgorithm,
    },
    /// Bytes of an entry could not be had, whatever they are: that is no verdict.
    #[error("{} was not read: {error}", .entry.escape_ascii())]
    EntryNotRead {
        /// The entry's name.
        entry: Vec<u8>,
        /// Why.
        error: beian_archive::Error,
    },
    /// Nobody looked at an entry that is signed: that is no verdict.
    #[error("{} was not checked", .entry.escape_ascii())]
    EntryNotChecked {
        /// The entry's name.
        entry: Vec<u8>,
    },
    /// A block could not be verified, whatever it is: that is no verdict.
    #[error("{} was not verified: {why}", .block.escape_ascii())]
    Unsupported {
        /// The block file.
        block: Vec<u8>,
        /// Why.
        why: &'static str,
    },
    /// The archive is not read as the platform reads it: that is no verdict.
    #[error("the archive is not read as platforms read it")]
    NotStrict,
}

/// Why a block's signature cannot be verified.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyFault {
    /// The certificate has a critical extension that the platform does not know.
    #[error("critical extension {0} of the certificate is unknown")]
    CriticalExtension(Oid),
    /// The certificate's key is not for signatures.
    #[error("the certificate's key is not for signatures")]
    KeyUsage,
    /// Platforms before Android 4.4 do not check signed attributes as they should.
    #[error("platforms before 19 do not check signed attributes")]
    AttributesUnchecked,
    /// The signed attributes cannot be read.
    #[error("malformed signed attributes: {0}")]
    MalformedAttributes(beian_pki::Error),
    /// The certificate has no key.
    #[error("the certificate has no key")]
    NoKey,
    /// What has to be signed is not there, the key is of no use for the algorithm, or the signature's bytes are none.
    #[error("{0}")]
    Refused(SignerRefusal),
}

/// What in a block cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseFault {
    /// A certificate.
    #[error("certificate {index}: {error}")]
    Certificate {
        /// Its place in the message, from 0.
        index: usize,
        /// Why; its offset counts from the certificate's start.
        error: beian_pki::Error,
    },
    /// A signed attribute occurs twice, has several values, or one of another type than it has to be.
    #[error("{0}")]
    Attributes(SignerRefusal),
}

/// What of an entry is not sound.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryFault {
    /// The platform refuses it.
    #[error("{0}")]
    Refused(beian_archive::Error),
    /// Its data end early, or break.
    #[error("the data are not whole")]
    Incomplete,
    /// Its header or data are odd in a way that no verifier takes.
    #[error("against the rule that {}", .0.rule())]
    Odd(OddityKind),
    /// Only one of its headers announces a data descriptor (`LocalFileRecord.getRecord`).
    #[error("only one header announces a data descriptor")]
    DescriptorFlag,
    /// It uses zip64, which apksig does not read.
    #[error("zip64")]
    Zip64,
}

impl JarIssue {
    /// apksig's name for it in kebab case, its misspelling included; ours where it has none.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MaxSignaturesExceeded { .. } => "jar-sig-max-signatures-exceeded",
            Self::NoSignedEntries => "jar-sig-no-signed-zip-entries",
            Self::DuplicateEntry { .. } => "jar-sig-duplicate-zip-entry",
            Self::DuplicateManifestSection { .. } => "jar-sig-duplicate-manifest-section",
            Self::UnnamedManifestSection { .. } => "jar-sig-unnnamed-manifest-section",
            Self::MissingEntry { .. } => "jar-sig-missing-zip-entry-referenced-in-manifest",
            Self::NoDigestInManifest { .. } => "jar-sig-no-zip-entry-digest-in-manifest",
            Self::NoDigestInSignatureFile { .. } => "jar-sig-no-zip-entry-digest-in-sig-file",
            Self::EntryNotSigned { .. } => "jar-sig-zip-entry-not-signed",
            Self::EntrySignersMismatch { .. } => "jar-sig-zip-entry-signers-mismatch",
            Self::EntryDigest { .. } | Self::ManifestDigest { .. } => {
                "jar-sig-zip-entry-digest-did-not-verify"
            }
            Self::MainSectionDigest { .. } => "jar-sig-manifest-main-section-digest-did-not-verify",
            Self::SectionDigest { .. } => "jar-sig-manifest-section-digest-did-not-verify",
            Self::NoManifestDigest { .. } => "jar-sig-no-manifest-digest-in-sig-file",
            Self::NoStripProtection { .. } => "jar-sig-no-apk-sig-strip-protection",
            Self::VerifyException { .. } => "jar-sig-verify-exception",
            Self::UnsupportedAlgorithm { .. } => "jar-sig-unsupported-sig-alg",
            Self::ParseException { .. } => "jar-sig-parse-exception",
            Self::DidNotVerify { .. } => "jar-sig-did-not-verify",
            Self::DuplicateSignatureFileSection { .. } => "jar-sig-duplicate-sig-file-section",
            Self::UnnamedSignatureFileSection { .. } => "jar-sig-unnnamed-sig-file-section",
            Self::MissingVersion { .. } => "jar-sig-missing-version-attr-in-sig-file",
            Self::UnknownScheme { .. } => "jar-sig-unknown-apk-sig-scheme-id",
            Self::MissingScheme { .. } => "jar-sig-missing-apk-sig-referenced",
            Self::UnprotectedEntry { .. } => "jar-sig-unprotected-zip-entry",
            Self::MalformedEntry { .. } => "jar-sig-malformed-zip-entry",
            Self::MalformedDigest { .. } => "jar-sig-malformed-digest",
            Self::EntryNotRead { .. } => "jar-sig-zip-entry-not-read",
            Self::EntryNotChecked { .. } => "jar-sig-zip-entry-not-checked",
            Self::Unsupported { .. } => "jar-sig-unsupported",
            Self::NotStrict => "jar-sig-archive-not-strict",
        }
    }

    /// How bad it is, as apksig judges.
    pub fn severity(&self) -> Severity {
        match self {
            Self::ManifestDigest { .. }
            | Self::NoManifestDigest { .. }
            | Self::NoStripProtection { .. }
            | Self::UnknownScheme { .. }
            | Self::UnprotectedEntry { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Whether it keeps from a verdict, and is none itself.
    pub fn is_unsupported(&self) -> bool {
        matches!(
            self,
            Self::EntryNotRead { .. }
                | Self::EntryNotChecked { .. }
                | Self::Unsupported { .. }
                | Self::NotStrict
        )
    }
}

fn names(names: &[Vec<u8>]) -> String {
    names.iter().map(|name| name.escape_ascii().to_string()).collect::<Vec<_>>().join(", ")
}

fn ranges(ranges: &[SdkRange]) -> String {
    ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
