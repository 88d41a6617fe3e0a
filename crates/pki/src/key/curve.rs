//! Elliptic curves by name (RFC 5480, 2.1.1) and by their parameters (RFC 3279, 2.3.5).

use crate::ber::{Element, Tag};
use crate::number::Number;
use crate::oid::{self, Oid};
use crate::{Error, Reading};

/// The curve of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// One that is known by name.
    Named {
        /// Its name: NIST's where there is one (`P-256`), otherwise its standard's (`secp256k1`, `SM2`).
        name: &'static str,
        /// Bits of its field.
        bits: usize,
    },
    /// An identifier that is not known here.
    Unknown(Oid),
    /// Parameters spelled out.
    Explicit {
        /// Bits of the prime field; `None` of another field.
        bits: Option<usize>,
    },
}

impl Curve {
    /// Of the parameters of an EC key's algorithm: `ECParameters`.
    pub fn from_element(parameters: &Element<'_>) -> Result<Self, Error> {
        if parameters.tag() == Tag::SEQUENCE {
            return Ok(Self::Explicit { bits: field_bits(parameters)? });
        }
        let identifier = Oid::from_element(parameters, Reading::EcPublicKey)?;
        let known = CURVES.iter().find(|(oid, _, _)| identifier.is(oid));
        Ok(known.map_or(Self::Unknown(identifier), |&(_, name, bits)| Self::Named { name, bits }))
    }

    /// Bits of the curve's field, where known.
    pub fn bits(&self) -> Option<usize> {
        match self {
            Self::Named { bits, .. } => Some(*bits),
            Self::Explicit { bits } => *bits,
            Self::Unknown(_) => None,
        }
    }
}

impl std::fmt::Display for Curve {
    /// The name, or the dotted number, or `explicit`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named { name, .. } => f.write_str(name),
            Self::Unknown(identifier) => write!(f, "{identifier}"),
            Self::Explicit { .. } => f.write_str("explicit"),
        }
    }
}

/// `SpecifiedECDomain`: a version, then the field with its kind and, of prime fields, the prime.
fn field_bits(specified: &Element<'_>) -> Result<Option<usize>, Error> {
    const READING: Reading = Reading::EcPublicKey;
    let mut children = specified.children(READING)?;
    children.expect(Tag::INTEGER, "INTEGER", READING)?;
    let mut field = children.expect(Tag::SEQUENCE, "SEQUENCE", READING)?.children(READING)?;
    let kind = Oid::from_element(&field.element(READING)?, READING)?;
    if !kind.is(oid::PRIME_FIELD) {
        return Ok(None);
    }
    Ok(Some(Number::from_element(&field.element(READING)?, READING)?.bits()))
}

/// SEC 2 (NIST names where NIST has them), RFC 5639, GM/T 0006.
const CURVES: &[(&[u8], &str, usize)] = &[
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], "P-256", 256),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], "P-384", 384),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521", 521),
    (&[0x2b, 0x81, 0x04, 0x00, 0x21], "P-224", 224),
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x01], "P-192", 192),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "secp256k1", 256),
    (&[0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d], "SM2", 256),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07], "brainpoolP256r1", 256),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0b], "brainpoolP384r1", 384),
    (&[0x2b, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x0d], "brainpoolP512r1", 512),
];
