//! `SubjectPublicKeyInfo` (RFC 5280, 4.1.2.7) in every shape that people are asked for.

mod curve;

pub use curve::Curve;

use crate::algorithm::AlgorithmIdentifier;
use crate::ber::{Element, Reader, Tag};
use crate::number::Number;
use crate::oid;
use crate::{Error, Field, Reading, pem};

/// A public key: its algorithm, its numbers, and its bytes as stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublicKey {
    spki: Vec<u8>,
    /// The algorithm and its parameters.
    pub algorithm: AlgorithmIdentifier,
    /// The key itself.
    pub key: Field<Key>,
}

/// The numbers of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Key {
    /// RSA (RFC 8017, A.1.1).
    Rsa(RsaKey),
    /// A point on an elliptic curve (RFC 5480).
    Ec(EcKey),
    /// DSA (RFC 3279, 2.3.2).
    Dsa(DsaKey),
    /// Any other: the content of the bit string.
    Other(OtherKey),
}

/// An RSA key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RsaKey {
    /// The modulus.
    pub modulus: Number,
    /// The public exponent.
    pub exponent: Number,
    /// The `RSAPublicKey` element as stored: PKCS#1, what the viewers of macOS and Windows show.
    pub pkcs1: Vec<u8>,
}

/// An elliptic curve key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EcKey {
    /// The curve.
    pub curve: Curve,
    /// The point as stored: `04‖X‖Y`, or compressed.
    pub point: Vec<u8>,
}

/// A DSA key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DsaKey {
    /// The numbers that several keys may share; `None` where the issuer's are meant (RFC 3279).
    pub parameters: Option<DsaParameters>,
    /// The key's own number.
    pub y: Number,
}

/// `Dss-Parms` (RFC 3279, 2.3.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DsaParameters {
    /// The prime modulus, by whose size the key is known.
    pub p: Number,
    /// The order of the subgroup.
    pub q: Number,
    /// Its generator.
    pub g: Number,
}

/// A key of another algorithm.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OtherKey {
    /// The algorithm's name as far as it is known here.
    pub name: Option<&'static str>,
    /// The key's bytes.
    pub bytes: Vec<u8>,
    bits: Option<usize>,
}

impl PublicKey {
    /// Of a `SubjectPublicKeyInfo` by itself, as it stands in a signing block. Bytes behind the element belong to nothing and are an error.
    pub fn parse(spki: &[u8]) -> Result<Self, Error> {
        const READING: Reading = Reading::SubjectPublicKeyInfo;
        let mut reader = Reader::new(spki);
        let element = reader.element(READING)?;
        if !reader.is_empty() {
            return Err(Error::Value {
                offset: reader.offset(),
                reading: READING,
                expected: "the end of the bytes",
            });
        }
        Self::from_element(&element)
    }

    /// Of an element that has to be a `SubjectPublicKeyInfo`. Only algorithm and frame have to be sound; a key that is not leaves an error
    /// in [`PublicKey::key`].
    pub fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        const READING: Reading = Reading::SubjectPublicKeyInfo;
        if element.tag() != Tag::SEQUENCE {
            return Err(element.unexpected("SEQUENCE", READING));
        }
        let mut children = element.children(READING)?;
        let stored_algorithm = children.element(READING)?;
        let algorithm = AlgorithmIdentifier::from_element(&stored_algorithm)?;
        let bits = children.expect(Tag::BIT_STRING, "BIT STRING", READING)?;
        let key = read_key(&algorithm, &stored_algorithm, &bits);
        Ok(Self { spki: element.raw().to_vec(), algorithm, key })
    }

    /// The whole `SubjectPublicKeyInfo` as stored.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The `SubjectPublicKeyInfo` as PEM, lines of 64 characters, a line break at the end (RFC 7468, 13).
    pub fn spki_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.spki)
    }

    /// The size by which such a key is known: bits of the RSA modulus itself, of the curve's field (521 of P-521), of DSA's `p`.
    /// `None` where the key could not be read or its algorithm knows no such size.
    pub fn bits(&self) -> Option<usize> {
        match self.key.as_ref().ok()? {
            Key::Rsa(key) => Some(key.modulus.bits()),
            Key::Ec(key) => key.curve.bits(),
            Key::Dsa(key) => key.parameters.as_ref().map(|parameters| parameters.p.bits()),
            Key::Other(key) => key.bits,
        }
    }

    /// Whether the algorithm is of those that are to stand against quantum computers (`ApkSigningBlockUtils.isCertificatePqc`).
    pub fn is_post_quantum(&self) -> bool {
        other_algorithm(&self.algorithm).is_some_and(|known| known.post_quantum)
    }
}

fn read_key(algorithm: &AlgorithmIdentifier, stored: &Element<'_>, bits: &Element<'_>) -> Field<Key> {
    let oid = &algorithm.algorithm;
    if [oid::RSA_ENCRYPTION, oid::RSA_PSS, oid::RSA_OAEP, oid::RSA_X509].iter().any(|known| oid.is(known)) {
        return read_rsa(bits).map(Key::Rsa);
    }
    if oid.is(oid::EC_PUBLIC_KEY) {
        return read_ec(stored, bits).map(Key::Ec);
    }
    if oid.is(oid::DSA) || oid.is(oid::DSA_OIW) {
        return read_dsa(stored, bits).map(Key::Dsa);
    }
    let bytes = bits.bit_octets(Reading::SubjectPublicKeyInfo)?.into_owned();
    let known = other_algorithm(algorithm);
    Ok(Key::Other(OtherKey {
        name: known.map(|known| known.name),
        bits: known.and_then(|known| known.bits),
        bytes,
    }))
}

fn read_rsa(bits: &Element<'_>) -> Result<RsaKey, Error> {
    const READING: Reading = Reading::RsaPublicKey;
    let octets = bits.bit_octets(READING)?;
    let within = |error: Error| error.moved(bits.content_offset().saturating_add(1));
    let element = Reader::new(&octets).expect(Tag::SEQUENCE, "SEQUENCE", READING).map_err(within)?;
    let mut children = element.children(READING).map_err(within)?;
    let mut number = || Number::from_element(&children.element(READING)?, READING);
    let (modulus, exponent) = (number().map_err(within)?, number().map_err(within)?);
    if modulus.bytes().is_empty() {
        return Err(bits.invalid("a modulus other than zero", READING));
    }
    Ok(RsaKey { modulus, exponent, pkcs1: element.raw().to_vec() })
}

/// The parameters' element of an `AlgorithmIdentifier`, where there is one.
fn parameters<'a>(stored: &Element<'a>, reading: Reading) -> Result<Option<Element<'a>>, Error> {
    let mut children = stored.children(reading)?;
    children.element(reading)?;
    if children.is_empty() { Ok(None) } else { children.element(reading).map(Some) }
}

fn read_ec(stored: &Element<'_>, bits: &Element<'_>) -> Result<EcKey, Error> {
    const READING: Reading = Reading::EcPublicKey;
    let missing = Error::Missing { offset: bits.offset(), reading: READING, expected: "the curve" };
    let curve = Curve::from_element(&parameters(stored, READING)?.ok_or(missing)?)?;
    let point = bits.bit_octets(READING)?.into_owned();
    match point.first() {
        Some(2..=4 | 6 | 7) => Ok(EcKey { curve, point }),
        _ => Err(bits.invalid("a point that begins with 02, 03 or 04", READING)),
    }
}

fn read_dsa(stored: &Element<'_>, bits: &Element<'_>) -> Result<DsaKey, Error> {
    const READING: Reading = Reading::DsaPublicKey;
    let octets = bits.bit_octets(READING)?;
    let y = Reader::new(&octets).element(READING).and_then(|element| Number::from_element(&element, READING));
    let y = y.map_err(|error| error.moved(bits.content_offset().saturating_add(1)))?;
    let parameters = match parameters(stored, READING)? {
        Some(element) if element.tag() != Tag::NULL => Some(read_dsa_parameters(&element)?),
        _ => None,
    };
    Ok(DsaKey { parameters, y })
}

fn read_dsa_parameters(element: &Element<'_>) -> Result<DsaParameters, Error> {
    const READING: Reading = Reading::DsaPublicKey;
    let mut children = element.children(READING)?;
    let mut number = || Number::from_element(&children.element(READING)?, READING);
    Ok(DsaParameters { p: number()?, q: number()?, g: number()? })
}

/// An algorithm whose keys are bytes without inner structure.
struct OtherAlgorithm {
    oid: &'static [u8],
    name: &'static str,
    bits: Option<usize>,
    post_quantum: bool,
}

const fn classical(oid: &'static [u8], name: &'static str, bits: usize) -> OtherAlgorithm {
    OtherAlgorithm { oid, name, bits: Some(bits), post_quantum: false }
}

const fn post_quantum(oid: &'static [u8], name: &'static str) -> OtherAlgorithm {
    OtherAlgorithm { oid, name, bits: None, post_quantum: true }
}

/// RFC 8410 and RFC 9881 (ML-DSA); Android 17 knows ML-DSA-65 and -87 by these numbers (`ApkSigningBlockUtils.OID_ML_DSA_65`).
const OTHER_ALGORITHMS: &[OtherAlgorithm] = &[
    classical(&[0x2b, 0x65, 0x6e], "X25519", 255),
    classical(&[0x2b, 0x65, 0x6f], "X448", 448),
    classical(&[0x2b, 0x65, 0x70], "Ed25519", 255),
    classical(&[0x2b, 0x65, 0x71], "Ed448", 448),
    post_quantum(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x11], "ML-DSA-44"),
    post_quantum(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x12], "ML-DSA-65"),
    post_quantum(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, 0x13], "ML-DSA-87"),
];

fn other_algorithm(algorithm: &AlgorithmIdentifier) -> Option<&'static OtherAlgorithm> {
    OTHER_ALGORITHMS.iter().find(|known| algorithm.algorithm.is(known.oid))
}

#[cfg(test)]
mod tests;
