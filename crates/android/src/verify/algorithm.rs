//! What a signature algorithm's number stands for (`SignatureAlgorithm` of apksig; of 0x0501 `ApkSigningBlockUtils` of Android 17).

use beian_pki::{HashAlgorithm, Key, PublicKey, SignatureScheme};

use super::content::ContentDigestAlgorithm;
use crate::signing::{Scheme, SignatureAlgorithm};

impl SignatureAlgorithm {
    /// ML-DSA, known to v3.2 alone.
    pub const ML_DSA: Self = Self(0x0501);

    /// How a signature of it is checked; `None` of an unknown one.
    pub fn signature_scheme(self) -> Option<SignatureScheme> {
        use HashAlgorithm::{Sha256, Sha512};
        Some(match self.0 {
            0x0101 => SignatureScheme::RsaPss { hash: Sha256, mask: Sha256, salt: 32 },
            0x0102 => SignatureScheme::RsaPss { hash: Sha512, mask: Sha512, salt: 64 },
            0x0103 | 0x0421 => SignatureScheme::RsaPkcs1(Sha256),
            0x0104 => SignatureScheme::RsaPkcs1(Sha512),
            0x0201 | 0x0423 => SignatureScheme::Ecdsa(Sha256),
            0x0202 => SignatureScheme::Ecdsa(Sha512),
            0x0301 | 0x0425 => SignatureScheme::Dsa(Sha256),
            0x0501 => SignatureScheme::MlDsa,
            _ => return None,
        })
    }

    /// How the contents are digested that it signs; `None` of an unknown one.
    pub fn content_digest(self) -> Option<ContentDigestAlgorithm> {
        Some(match self.0 {
            0x0101 | 0x0103 | 0x0201 | 0x0301 => ContentDigestAlgorithm::ChunkedSha256,
            0x0102 | 0x0104 | 0x0202 | 0x0501 => ContentDigestAlgorithm::ChunkedSha512,
            0x0421 | 0x0423 | 0x0425 => ContentDigestAlgorithm::VeritySha256,
            _ => return None,
        })
    }

    /// Whether a scheme knows it.
    pub fn is_known_to(self, scheme: Scheme) -> bool {
        self.signature_scheme().is_some() && (self != Self::ML_DSA || scheme == Scheme::V32)
    }

    /// The first platform that checks it: Android 7.0, of verity trees Android 9 (`SignatureAlgorithm.getMinSdkVersion`), of ML-DSA
    /// Android 17.
    pub fn min_sdk(self) -> u32 {
        match self.content_digest() {
            _ if self == Self::ML_DSA => Scheme::V32.min_sdk(),
            Some(ContentDigestAlgorithm::VeritySha256) => Scheme::V3.min_sdk(),
            _ => Scheme::V2.min_sdk(),
        }
    }

    /// Whether a key could be one of it (`SignatureAlgorithm.getJcaKeyAlgorithm`); of ML-DSA the platform takes two parameter sets
    /// (`ApkSigningBlockUtils.isCertificatePqc` of Android 17).
    pub fn takes(self, key: &PublicKey) -> bool {
        match self.signature_scheme() {
            Some(SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss { .. }) => {
                matches!(key.key, Ok(Key::Rsa(_)))
            }
            Some(SignatureScheme::Ecdsa(_)) => matches!(key.key, Ok(Key::Ec(_))),
            Some(SignatureScheme::Dsa(_)) => matches!(key.key, Ok(Key::Dsa(_))),
            Some(SignatureScheme::MlDsa) => matches!(
                &key.key,
                Ok(Key::Other(other)) if matches!(other.name, Some("ML-DSA-65" | "ML-DSA-87"))
            ),
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_name_has_a_scheme_and_a_digest() {
        for id in 0..0x0600 {
            let algorithm = SignatureAlgorithm(id);
            assert_eq!(algorithm.signature_scheme().is_some(), algorithm.name().is_some(), "{id:#x}");
            assert_eq!(algorithm.content_digest().is_some(), algorithm.name().is_some(), "{id:#x}");
        }
    }

    #[test]
    fn what_came_later_is_known_later() {
        let min = |id| SignatureAlgorithm(id).min_sdk();
        assert_eq!((min(0x0103), min(0x0421), min(0x0501)), (24, 28, 37));
        assert!(!SignatureAlgorithm::ML_DSA.is_known_to(Scheme::V31));
        assert!(SignatureAlgorithm::ML_DSA.is_known_to(Scheme::V32));
    }
}
