//! Whether a signature holds.
//!
//! Everything here is public, so nothing has to take the same time whatever it is given. What the libraries of the platform refuse
//! (BoringSSL behind Conscrypt for RSA and ECDSA, Bouncy Castle for DSA) is refused here.

mod dsa;
mod ecdsa;
mod ml_dsa;
mod pair;
mod rsa;

use crate::hash::HashAlgorithm;
use crate::key::{Key, PublicKey};

/// A way to sign, with all that a verifier has to know beside the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureScheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    RsaPkcs1(HashAlgorithm),
    /// RSASSA-PSS (RFC 8017, section 8.1).
    RsaPss {
        /// Of the message.
        hash: HashAlgorithm,
        /// Of the mask generation function.
        mask: HashAlgorithm,
        /// Bytes of the salt.
        salt: usize,
    },
    /// ECDSA (FIPS 186-5, section 6), the signature a DER `Ecdsa-Sig-Value` (RFC 5480).
    Ecdsa(HashAlgorithm),
    /// DSA (FIPS 186-4, section 4), the signature a DER `Dss-Sig-Value` (RFC 3279).
    Dsa(HashAlgorithm),
    /// ML-DSA (FIPS 204) with an empty context; the key says of which parameter set.
    MlDsa,
}

/// Why a signature is not said to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It is a signature, and not this key's over this message.
    #[error("the signature does not verify")]
    DidNotVerify,
    /// Its bytes are no signature of the scheme.
    #[error("malformed signature: {0}")]
    Malformed(&'static str),
    /// The key is none of the scheme, or none at all.
    #[error("the key is of no use: {0}")]
    Key(&'static str),
    /// It could not be checked, whatever it is: that is no verdict.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
}

impl PublicKey {
    /// Whether `signature` is this key's over `message`.
    pub fn verify(&self, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        let key = self.key.as_ref().map_err(|_| Refusal::Key("its numbers cannot be read"))?;
        match (scheme, key) {
            (SignatureScheme::RsaPkcs1(hash), Key::Rsa(key)) => {
                rsa::verify_pkcs1(key, hash, message, signature)
            }
            (SignatureScheme::RsaPss { hash, mask, salt }, Key::Rsa(key)) => {
                rsa::verify_pss(key, rsa::Pss { hash, mask, salt }, message, signature)
            }
            (SignatureScheme::Ecdsa(hash), Key::Ec(key)) => ecdsa::verify(key, hash, message, signature),
            (SignatureScheme::Dsa(hash), Key::Dsa(key)) => dsa::verify(key, hash, message, signature),
            (SignatureScheme::MlDsa, Key::Other(key)) => {
                ml_dsa::verify(&self.algorithm, key, message, signature)
            }
            (SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss { .. }, _) => {
                Err(Refusal::Key("not an RSA key"))
            }
            (SignatureScheme::Ecdsa(_), _) => Err(Refusal::Key("not an EC key")),
            (SignatureScheme::Dsa(_), _) => Err(Refusal::Key("not a DSA key")),
            (SignatureScheme::MlDsa, _) => Err(ml_dsa::NO_SUCH_KEY),
        }
    }
}

#[cfg(test)]
mod tests;
