//! Signatures of the fixed keys, the same bytes each time.

use dsa::signature::hazmat::PrehashSigner;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::signature::{RandomizedSigner, SignatureEncoding, Signer};
use sha2::{Digest, Sha256, Sha512};

use super::{TestKey, dsa, ml_dsa65, p384};
use crate::cert::der;
use crate::signing::algorithm;

impl TestKey {
    /// A signature over these bytes: RSA with PKCS#1 1.5 padding, ECDSA, DSA, each over SHA-256 and the latter two deterministic;
    /// ML-DSA.
    ///
    /// # Panics
    ///
    /// Never, as the keys are fixed.
    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        self.sign_as(self.signing_block_algorithm(), message)
    }

    /// A signature over these bytes by an algorithm of [`crate::signing::algorithm`].
    ///
    /// # Panics
    ///
    /// If the key is none of the algorithm: a test's fault.
    pub fn sign_as(self, algorithm: u32, message: &[u8]) -> Vec<u8> {
        match algorithm {
            algorithm::RSA_PSS_SHA256 => {
                rsa::pss::SigningKey::<Sha256>::new(self.rsa()).sign_with_rng(&mut Fixed(0), message).to_vec()
            }
            algorithm::RSA_PSS_SHA512 => {
                rsa::pss::SigningKey::<Sha512>::new(self.rsa()).sign_with_rng(&mut Fixed(0), message).to_vec()
            }
            algorithm::RSA_PKCS1_SHA256 | algorithm::VERITY_RSA_PKCS1_SHA256 => {
                rsa::pkcs1v15::SigningKey::<Sha256>::new(self.rsa()).sign(message).to_vec()
            }
            algorithm::RSA_PKCS1_SHA512 => {
                rsa::pkcs1v15::SigningKey::<Sha512>::new(self.rsa()).sign(message).to_vec()
            }
            algorithm::ECDSA_SHA256 | algorithm::VERITY_ECDSA_SHA256 => self.ecdsa(&Sha256::digest(message)),
            algorithm::ECDSA_SHA512 => self.ecdsa(&Sha512::digest(message)),
            algorithm::DSA_SHA256 | algorithm::VERITY_DSA_SHA256 if self == Self::Dsa1024 => {
                dsa_signature(message)
            }
            algorithm::ML_DSA if self == Self::MlDsa65 => ml_dsa65().sign(message).to_vec(),
            _ => panic!("{self:?} is no key of algorithm {algorithm:#06x}"),
        }
    }

    fn ecdsa(self, digest: &[u8]) -> Vec<u8> {
        const SIGNED: &str = "a digest of half the order's size at least";
        if self == Self::P384 {
            let signature: p384::ecdsa::Signature = p384().sign_prehash(digest).expect(SIGNED);
            return signature.to_der().as_bytes().to_vec();
        }
        let signature: p256::ecdsa::Signature = self.p256().sign_prehash(digest).expect(SIGNED);
        signature.to_der().as_bytes().to_vec()
    }
}

fn dsa_signature(message: &[u8]) -> Vec<u8> {
    let signature: dsa::Signature = dsa().sign(message);
    let part = |number: &dsa::BoxedUint| der::integer(&number.to_be_bytes());
    der::sequence(&[&part(signature.r()), &part(signature.s())])
}

/// Numbers that look random and are the same in every run (splitmix64): salts of RSASSA-PSS.
struct Fixed(u64);

impl TryRng for Fixed {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.try_next_u64().map(|number| u32::try_from(number >> 32).unwrap_or(0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Ok(number ^ (number >> 31))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Self::Error> {
        for chunk in buffer.chunks_mut(8) {
            let number = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signatures_are_the_same_each_time_and_hold() {
        use rsa::signature::Verifier;
        let first = TestKey::Rsa2048.sign_as(algorithm::RSA_PSS_SHA256, b"message");
        assert_eq!(first, TestKey::Rsa2048.sign_as(algorithm::RSA_PSS_SHA256, b"message"));
        let key = rsa::pss::VerifyingKey::<Sha256>::new(TestKey::Rsa2048.rsa().to_public_key());
        key.verify(b"message", &first.as_slice().try_into().unwrap()).unwrap();

        let signature = TestKey::P384.sign_as(algorithm::ECDSA_SHA512, b"message");
        let signature = p384::ecdsa::Signature::from_der(&signature).unwrap();
        let prehash = Sha512::digest(b"message");
        p384::ecdsa::signature::hazmat::PrehashVerifier::verify_prehash(
            p384().verifying_key(),
            &prehash,
            &signature,
        )
        .unwrap();
        assert_eq!(TestKey::MlDsa65.sign(b"message"), TestKey::MlDsa65.sign(b"message"));
    }
}
