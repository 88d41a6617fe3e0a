//! Fixed keys. RSA and DSA numbers were made by openssl; the secrets of the others are plain constants.

mod sign;

use super::der;
use crate::signing::algorithm;

/// A key that tests sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestKey {
    /// RSA of 1024 bits.
    Rsa1024,
    /// RSA of 2048 bits.
    Rsa2048,
    /// A point on P-256.
    P256,
    /// Another one.
    OtherP256,
    /// A point on P-384.
    P384,
    /// DSA of 1024 bits.
    Dsa1024,
    /// ML-DSA-65, which stands against quantum computers.
    MlDsa65,
}

impl TestKey {
    /// The `SubjectPublicKeyInfo`.
    pub fn spki(self) -> Vec<u8> {
        match self {
            Self::Rsa1024 | Self::Rsa2048 => {
                let algorithm = der::sequence(&[&der::oid("1.2.840.113549.1.1.1"), &der::null()]);
                let key = der::sequence(&[&der::integer(&self.modulus()), &der::integer(&[1, 0, 1])]);
                der::sequence(&[&algorithm, &der::bit_string(&key)])
            }
            Self::P256 | Self::OtherP256 => self.ec_spki("1.2.840.10045.3.1.7"),
            Self::P384 => self.ec_spki("1.3.132.0.34"),
            Self::Dsa1024 => {
                let parameters = der::sequence(&[
                    &der::integer(&hex(DSA_P)),
                    &der::integer(&hex(DSA_Q)),
                    &der::integer(&hex(DSA_G)),
                ]);
                let algorithm = der::sequence(&[&der::oid("1.2.840.10040.4.1"), &parameters]);
                der::sequence(&[&algorithm, &der::bit_string(&der::integer(&hex(DSA_Y)))])
            }
            Self::MlDsa65 => {
                let algorithm = der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.18")]);
                der::sequence(&[
                    &algorithm,
                    &der::bit_string(&ml_dsa65().expanded_key().verifying_key().encode()),
                ])
            }
        }
    }

    fn ec_spki(self, curve: &str) -> Vec<u8> {
        let algorithm = der::sequence(&[&der::oid("1.2.840.10045.2.1"), &der::oid(curve)]);
        der::sequence(&[&algorithm, &der::bit_string(&self.point())])
    }

    /// The RSA modulus, the most significant byte first.
    ///
    /// # Panics
    ///
    /// Of a key of another kind.
    pub fn modulus(self) -> Vec<u8> {
        use rsa::traits::PublicKeyParts;
        self.rsa().n().to_be_bytes_trimmed_vartime().into_vec()
    }

    /// The uncompressed point.
    ///
    /// # Panics
    ///
    /// Of a key of another kind.
    pub fn point(self) -> Vec<u8> {
        match self {
            Self::P384 => p384().verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            _ => self.p256().verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// The algorithm that [`TestKey::sign`] signs with: the key's with SHA-256; of ML-DSA itself.
    pub fn signature_algorithm(self) -> Vec<u8> {
        match self {
            Self::Rsa1024 | Self::Rsa2048 => {
                der::sequence(&[&der::oid("1.2.840.113549.1.1.11"), &der::null()])
            }
            Self::P256 | Self::OtherP256 | Self::P384 => der::sequence(&[&der::oid("1.2.840.10045.4.3.2")]),
            Self::Dsa1024 => der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.2")]),
            Self::MlDsa65 => der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.18")]),
        }
    }

    /// The same by its number in APK signing blocks.
    pub fn signing_block_algorithm(self) -> u32 {
        match self {
            Self::Rsa1024 | Self::Rsa2048 => algorithm::RSA_PKCS1_SHA256,
            Self::P256 | Self::OtherP256 | Self::P384 => algorithm::ECDSA_SHA256,
            Self::Dsa1024 => algorithm::DSA_SHA256,
            Self::MlDsa65 => algorithm::ML_DSA,
        }
    }

    fn rsa(self) -> rsa::PrivateKey {
        let (p, q) = match self {
            Self::Rsa1024 => (RSA1024_P, RSA1024_Q),
            Self::Rsa2048 => (RSA2048_P, RSA2048_Q),
            _ => panic!("{self:?} is no RSA key"),
        };
        let number = |digits: &str| {
            let bytes = hex(digits);
            rsa::BoxedUint::from_be_slice(&bytes, u32::try_from(bytes.len() * 8).expect("a small key"))
                .expect("a number of its size")
        };
        rsa::PrivateKey::from_p_q(number(p), number(q), rsa::BoxedUint::from(65537_u32))
            .expect("a key that openssl made")
    }

    fn p256(self) -> p256::ecdsa::SigningKey {
        let secret = match self {
            Self::P256 => [0x11; 32],
            Self::OtherP256 => [0x22; 32],
            _ => panic!("{self:?} is no P-256 key"),
        };
        p256::ecdsa::SigningKey::from_slice(&secret).expect("a number below the order")
    }
}

fn p384() -> p384::ecdsa::SigningKey {
    p384::ecdsa::SigningKey::from_slice(&[0x33; 48]).expect("a number below the order")
}

fn dsa() -> dsa::SigningKey {
    let number = |digits: &str| {
        let bytes = hex(digits);
        dsa::BoxedUint::from_be_slice_vartime(&bytes)
    };
    let components = dsa::Components::from_components(number(DSA_P), number(DSA_Q), number(DSA_G))
        .expect("parameters that openssl made");
    let public =
        dsa::VerifyingKey::from_components(components, number(DSA_Y)).expect("a key that openssl made");
    dsa::SigningKey::from_components(public, number(DSA_X)).expect("a key that openssl made")
}

fn ml_dsa65() -> ml_dsa::SigningKey<ml_dsa::MlDsa65> {
    ml_dsa::SigningKey::from_seed(&[0x44; 32].into())
}

fn hex(digits: &str) -> Vec<u8> {
    let nibble = |digit: u8| {
        char::from(digit).to_digit(16).and_then(|nibble| u8::try_from(nibble).ok()).expect("hexadecimal")
    };
    digits.as_bytes().chunks(2).map(|pair| nibble(pair[0]) * 16 + nibble(pair[1])).collect()
}

const RSA1024_P: &str = "f7694ae798af479a77e9853da20dad3be0456a04712b90c72e75d5b30e07ce470a45621e09742f34ed68e1a2da46b162752ec50581e21bdc2452ae024092710b";
const RSA1024_Q: &str = "ededb195cc75696579841d0a29d478dbb48cb59dc133541bdb46199cfbcd2b408b4dc79c945d2cf900cad7788874a7f0752dfe8c4373156610e6668d788b7dd7";
const RSA2048_P: &str = "f41af207700c133590d999dc5059bc0a1ad1b0dde203316711799c473078217e26de37ef51a7caaf6e5e95cc8adc9a0bddf5e01e626b4de9246890e6cb37b536eab7426763f89e9d527d621b4a68a8a61fadd0a44eb24d839d141434456c14c9ed4d303dc759776f14e4bdf9897a18b20213ca5eb7bd37ba8ca020729d8bfbbd";
const RSA2048_Q: &str = "c10a50b9465a2bd717e39682d37bf9a92427ada2344e6e2671bf71b0c788268e93e1c2999e99862b3b410efd8214cc19e6397420888b2a8948b26969230560ecf16e63127bebeb088573c91ddcfe2abb8b4ed3fefed697fcc19657a8b13d38904693642d2437d43e73e5834e5d18ab57520793e2170942bfd40cffb20cf7c27d";
const DSA_P: &str = "b67f38658fd39c64bae336f95bb26ce2ded77f7bcb2e71cb6e5f17bca3496d4eec62b4b6c49f1ff5a5b3f4a7cc456d25368554a5b9bff8ffee180bdb5411c96f01d643fb75729cac81ae0f87c5a15270e123f92ab20be1372e3036367fac4ac4f6197fd6313e394a51e7a06fa56b9255f857d13be42d15f864047dc3aada10ab";
const DSA_Q: &str = "8caadc3dbb2ccca75c88b1f5f9b19701c7d6d371";
const DSA_G: &str = "b61428a8c3f1d5302dcb2ca6d130fbe5fe541f173de54eb5b06fabe473d20904bd9d120655bbc850a5f3a0648876662ad5e4d54f005c842be6f27c81b185ce35b68394a5765d3f6a1f1088bc6555a9c48c711a5e85eba3915a8da6bbd347cc6ecd1b816bfacfcf01762e27136d0602d3fbd1f7bef683f021e47ee1bbce10b509";
const DSA_Y: &str = "65d0b4113c85a733e9620e15b8fc85b7688a670a4719899a50c3bfd4c8ea2bd87519f5530e9931520ed0f70fea209c98e96e4db50b1c0fb1cfc7813820a7710aa9fd5681dd26ab15dfa483748157f58fcc5ae477ef22b8b3d793cf98b9ffbeff46c5edf298f11c0acd0944197e7e921e028e0cae659d049ea9f2d453bbee73e4";
const DSA_X: &str = "0ce8ba0caacd29bd6e01791775e8005a1b78a001";
