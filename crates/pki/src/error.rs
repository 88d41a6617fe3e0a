//! Why something could not be read.

use crate::ber::Tag;
use crate::oid::Oid;

/// Why a structure or one of its fields could not be read. Offsets count from the first byte of what was given to the reader that
/// returned the error: of the certificate, of the CMS message, of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes end before the structure does.
    #[error("{reading} at offset {offset:#x}: needs {needed} bytes, has {available}")]
    Truncated {
        /// Where the element starts.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// How many bytes it says to need. Of an element of indefinite length: one more than there are.
        needed: usize,
        /// How many bytes there are.
        available: usize,
    },
    /// Another type of element stands here.
    #[error("{reading} at offset {offset:#x}: expected {expected}, found {found}")]
    Tag {
        /// Where the element starts.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// The type that belongs here.
        expected: &'static str,
        /// The type that stands here.
        found: Tag,
    },
    /// The element is there, but its content is not what it should be.
    #[error("{reading} at offset {offset:#x}: expected {expected}")]
    Value {
        /// Where the element, or the offending byte in it, is.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// What belongs here.
        expected: &'static str,
    },
    /// An element is missing at the end of its parent.
    #[error("{reading} at offset {offset:#x}: missing, expected {expected}")]
    Missing {
        /// Where it should have started.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// What belongs here.
        expected: &'static str,
    },
    /// Elements are nested more deeply than [`crate::ber::MAX_DEPTH`].
    #[error("{reading} at offset {offset:#x}: nested more than {limit} levels deep")]
    Depth {
        /// The first element that is too deep.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// How deep it may be.
        limit: usize,
    },
    /// The structure is sound, but larger than what is read of it.
    #[error("{reading} at offset {offset:#x}: {size} is over the limit of {limit}")]
    Limit {
        /// Where it stands.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// Its size or count.
        size: usize,
        /// The largest that is read.
        limit: usize,
    },
    /// The structure is of a kind that is not read.
    #[error("{reading} at offset {offset:#x}: kind {found} is not supported")]
    Unsupported {
        /// Where its kind stands.
        offset: usize,
        /// What was being read.
        reading: Reading,
        /// The kind.
        found: Oid,
    },
}

impl Error {
    /// Where it went wrong, counted from the first byte of what was being read.
    pub fn offset(&self) -> usize {
        match self {
            Self::Truncated { offset, .. }
            | Self::Tag { offset, .. }
            | Self::Value { offset, .. }
            | Self::Missing { offset, .. }
            | Self::Depth { offset, .. }
            | Self::Limit { offset, .. }
            | Self::Unsupported { offset, .. } => *offset,
        }
    }

    /// The same error of bytes that stand `by` bytes further on in what was being read.
    #[must_use]
    pub fn moved(mut self, by: usize) -> Self {
        match &mut self {
            Self::Truncated { offset, .. }
            | Self::Tag { offset, .. }
            | Self::Value { offset, .. }
            | Self::Missing { offset, .. }
            | Self::Depth { offset, .. }
            | Self::Limit { offset, .. }
            | Self::Unsupported { offset, .. } => *offset = offset.saturating_add(by),
        }
        self
    }

    /// What was being read.
    pub fn reading(&self) -> Reading {
        match self {
            Self::Truncated { reading, .. }
            | Self::Tag { reading, .. }
            | Self::Value { reading, .. }
            | Self::Missing { reading, .. }
            | Self::Depth { reading, .. }
            | Self::Limit { reading, .. }
            | Self::Unsupported { reading, .. } => *reading,
        }
    }
}

/// What was being read when something went wrong: the field's name in its standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reading {
    /// Any element, where no standard says what it is.
    Element,
    /// A file that should hold certificates.
    CertificateFile,
    /// A `-----BEGIN …-----` block (RFC 7468).
    Pem,
    /// `Certificate` (RFC 5280, 4.1).
    Certificate,
    /// `tbsCertificate`.
    TbsCertificate,
    /// `version` of a certificate.
    Version,
    /// `serialNumber`.
    SerialNumber,
    /// `signatureAlgorithm`, or another `AlgorithmIdentifier`.
    AlgorithmIdentifier,
    /// `issuer`.
    Issuer,
    /// `subject`.
    Subject,
    /// `validity`.
    Validity,
    /// `notBefore`.
    NotBefore,
    /// `notAfter`.
    NotAfter,
    /// `subjectPublicKeyInfo`.
    SubjectPublicKeyInfo,
    /// `extensions`.
    Extensions,
    /// `signatureValue`.
    SignatureValue,
    /// The `RSAPublicKey` in a `subjectPublicKey` (RFC 8017, A.1.1).
    RsaPublicKey,
    /// `ECParameters` or the point of an EC key (RFC 5480).
    EcPublicKey,
    /// `Dss-Parms` or the `DSAPublicKey` (RFC 3279, 2.3.2).
    DsaPublicKey,
    /// `ContentInfo` (RFC 5652, 3).
    ContentInfo,
    /// `SignedData` (RFC 5652, 5.1).
    SignedData,
    /// `encapContentInfo`.
    EncapsulatedContent,
    /// `certificates` of a `SignedData`.
    CertificateSet,
    /// `SignerInfo` (RFC 5652, 5.3).
    SignerInfo,
    /// `sid` of a `SignerInfo`.
    SignerIdentifier,
    /// `signedAttrs`.
    SignedAttributes,
    /// `unsignedAttrs`.
    UnsignedAttributes,
}

impl std::fmt::Display for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Element => "element",
            Self::CertificateFile => "certificate file",
            Self::Pem => "PEM block",
            Self::Certificate => "certificate",
            Self::TbsCertificate => "tbsCertificate",
            Self::Version => "version",
            Self::SerialNumber => "serial number",
            Self::AlgorithmIdentifier => "algorithm identifier",
            Self::Issuer => "issuer",
            Self::Subject => "subject",
            Self::Validity => "validity",
            Self::NotBefore => "notBefore",
            Self::NotAfter => "notAfter",
            Self::SubjectPublicKeyInfo => "public key",
            Self::Extensions => "extensions",
            Self::SignatureValue => "signature value",
            Self::RsaPublicKey => "RSA public key",
            Self::EcPublicKey => "EC public key",
            Self::DsaPublicKey => "DSA public key",
            Self::ContentInfo => "CMS ContentInfo",
            Self::SignedData => "CMS SignedData",
            Self::EncapsulatedContent => "CMS encapsulated content",
            Self::CertificateSet => "CMS certificates",
            Self::SignerInfo => "CMS SignerInfo",
            Self::SignerIdentifier => "CMS signer identifier",
            Self::SignedAttributes => "CMS signed attributes",
            Self::UnsignedAttributes => "CMS unsigned attributes",
        })
    }
}
