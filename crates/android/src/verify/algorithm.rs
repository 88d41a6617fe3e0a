//! What a signature algorithm's number stands for (`SignatureAlgorithm` of apksig; of 0x0501 `ApkSigningBlockUtils` of Android 17).

use beian_pki::key::Curve;
use beian_pki::{HashAlgorithm, Key, PublicKey, Refusal, SignatureScheme, oid};

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

    /// The first platform whose libraries check such a signature, whoever asks (`SignatureAlgorithm.getJcaSigAlgMinSdkVersion`).
    pub fn library_min_sdk(self) -> u32 {
        match self.signature_scheme() {
            Some(SignatureScheme::RsaPss { .. }) => 23,
            Some(SignatureScheme::Ecdsa(_)) => 11,
            Some(SignatureScheme::MlDsa) => Scheme::V32.min_sdk(),
            _ => 1,
        }
    }

    /// Whether a key could be one of it (`SignatureAlgorithm.getJcaKeyAlgorithm`); of ML-DSA the platform takes two parameter sets
    /// (`ApkSigningBlockUtils.isCertificatePqc` of Android 17).
    pub fn takes(self, key: &PublicKey) -> bool {
        match self.signature_scheme() {
            Some(SignatureScheme::RsaPkcs1(_) | SignatureScheme::RsaPss { .. }) => {
                // The platform's key factory knows RSA keys by no other name.
                matches!(key.key, Ok(Key::Rsa(_))) && key.algorithm.algorithm.is(oid::RSA_ENCRYPTION)
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

/// Whether devices know keys of this sort. Of elliptic curves they have four (BoringSSL, `EC_GROUP_new_by_curve_name`); apksig has whatever its
/// provider has, so that of another curve nothing is said.
pub(super) fn devices_know(key: &PublicKey) -> Result<(), Refusal> {
    const CURVES: [&str; 4] = ["P-224", "P-256", "P-384", "P-521"];
    match &key.key {
        Ok(Key::Ec(key)) if !matches!(key.curve, Curve::Named { name, .. } if CURVES.contains(&name)) => {
            Err(Refusal::Unsupported("an elliptic curve that devices do not have"))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use beian_testkit::cert::TestKey;

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
    fn keys_are_of_their_algorithm_by_name_too() {
        let takes = |id, spki: &[u8]| SignatureAlgorithm(id).takes(&PublicKey::parse(spki).unwrap());
        let spki = TestKey::Rsa2048.spki();
        assert!(takes(0x0101, &spki) && takes(0x0103, &spki) && takes(0x0421, &spki));
        assert!(!takes(0x0201, &spki) && !takes(0x0301, &spki) && !takes(0x0501, &spki));
        assert!(takes(0x0201, &TestKey::P384.spki()) && takes(0x0501, &TestKey::MlDsa65.spki()));
        // id-RSASSA-PSS differs in its last octet.
        let at = spki.windows(9).position(|window| window == oid::RSA_ENCRYPTION).unwrap();
        let pss = [&spki[..at + 8], &[0x0a], &spki[at + 9..]].concat();
        assert!(!takes(0x0101, &pss));
        // ML-DSA-44 differs in the same way.
        let quantum = TestKey::MlDsa65.spki();
        let at = quantum.windows(2).position(|window| window == [0x03, 0x12]).unwrap() + 1;
        let small = [&quantum[..at], &[0x11], &quantum[at + 1..]].concat();
        assert!(!takes(0x0501, &small));
    }

    #[test]
    fn what_came_later_is_known_later() {
        let min = |id| SignatureAlgorithm(id).min_sdk();
        assert_eq!((min(0x0103), min(0x0421), min(0x0501)), (24, 28, 37));
        let of_library = |id| SignatureAlgorithm(id).library_min_sdk();
        assert_eq!([0x0421, 0x0423, 0x0102, 0x0301].map(of_library), [1, 11, 23, 1]);
        assert!(!SignatureAlgorithm::ML_DSA.is_known_to(Scheme::V31));
        assert!(SignatureAlgorithm::ML_DSA.is_known_to(Scheme::V32));
    }
}
