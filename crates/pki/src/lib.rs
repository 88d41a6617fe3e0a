//! What packages are signed with, read from bytes that nobody vouches for: BER and DER, X.509 certificates, CMS `SignedData`, public
//! keys in the shapes that people are asked for, and fingerprints.
//!
//! Three rules hold throughout:
//!
//! - **Digests are over the bytes as stored.** Nothing is ever encoded again: a certificate that is BER but not DER has the
//!   fingerprint that a device shows, because [`Certificate`] keeps what it was given.
//! - **A broken field costs itself alone.** [`Certificate`] and [`PublicKey`] are values whose fields are [`Field`]s: read, or an [`Error`]
//!   that says where and why.
//! - **The signer is the one that is named.** [`cms::SignedData::signer_certificate`] looks for the certificate that a `SignerInfo` names and
//!   never takes the first of the bag.
//!
//! [`PublicKey::verify`] says whether a signature holds. What it is over is kept as stored: signed attributes, the `tbsCertificate`. Who may
//! sign with what is the platforms' to say, and not decided here.
//!
//! Sources: X.690 (BER, DER), RFC 5280 (certificates), RFC 5652 (CMS), RFC 8017 (RSA keys), RFC 5480 (EC keys), RFC 3279 (DSA keys),
//! RFC 7468 (PEM), FIPS 186-4 and 186-5 (DSA, ECDSA).
//!
//! ```
//! use beian_pki::{CertificateFile, LeafReason};
//!
//! let certificate = beian_testkit::cert::CertificateBuilder::new("Example").build_der();
//! let file = CertificateFile::parse(&certificate)?;
//! assert_eq!(file.leaf_reason(), LeafReason::Only);
//! let subject = file.leaf().subject.as_ref().map(ToString::to_string);
//! assert_eq!(subject.as_deref(), Ok("CN=Example"));
//! # Ok::<(), beian_pki::Error>(())
//! ```
#![deny(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::unwrap_used,
    clippy::expect_used
)]
#![cfg_attr(
    test,
    allow(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::unwrap_used,
        clippy::expect_used,
        reason = "a test that panics has failed, as it should"
    )
)]

pub mod algorithm;
pub mod ber;
pub mod certificate;
pub mod class;
pub mod cms;
pub mod digest;
mod error;
pub mod file;
pub mod hash;
pub mod key;
pub mod name;
pub mod number;
pub mod oid;
pub mod pem;
pub mod published;
pub mod time;
pub mod verify;

pub use certificate::Certificate;
pub use class::CertificateClass;
pub use digest::Digests;
pub use error::{Error, Reading};
pub use file::{CertificateFile, LeafReason};
pub use hash::{HashAlgorithm, Hasher};
pub use key::{Key, PublicKey};
pub use number::Number;
pub use verify::{Refusal, SignatureScheme};

/// A field of a structure: its value, or why it could not be read. The other fields do not suffer from it.
pub type Field<T> = Result<T, Error>;
