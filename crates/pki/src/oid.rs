//! Object identifiers (X.690, 8.19), as numbers and by name.

use crate::ber::Element;
use crate::{Error, Reading};

/// An object identifier: its encoded content, which two equal identifiers share.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Oid(Vec<u8>);

impl Oid {
    /// Of the content of an OBJECT IDENTIFIER element.
    pub fn from_content(content: &[u8]) -> Self {
        Self(content.to_vec())
    }

    /// Of an element that has to be an OBJECT IDENTIFIER.
    pub fn from_element(element: &Element<'_>, reading: Reading) -> Result<Self, Error> {
        if element.tag() != crate::ber::Tag::OID {
            return Err(element.unexpected("OBJECT IDENTIFIER", reading));
        }
        match element.content().last() {
            Some(last) if last & 0x80 == 0 => Ok(Self::from_content(element.content())),
            _ => Err(element.invalid("an object identifier that ends with an arc's last octet", reading)),
        }
    }

    /// The encoded content.
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is the one with this encoded content.
    pub fn is(&self, content: &[u8]) -> bool {
        self.0 == content
    }

    /// The numbers, the first two apart. `None` where one is 2^128 or more.
    pub fn arcs(&self) -> Option<Vec<u128>> {
        let mut arcs = Vec::new();
        let mut arc = 0_u128;
        for octet in &self.0 {
            arc = arc.checked_mul(128)?.checked_add(u128::from(octet & 0x7f))?;
            if octet & 0x80 == 0 {
                push_arc(&mut arcs, arc);
                arc = 0;
            }
        }
        Some(arcs)
    }
}

/// X.690, 8.19.4: the first two arcs share one number.
fn push_arc(arcs: &mut Vec<u128>, arc: u128) {
    if arcs.is_empty() {
        let first = (arc / 40).min(2);
        arcs.push(first);
        arcs.push(arc.saturating_sub(first.saturating_mul(40)));
    } else {
        arcs.push(arc);
    }
}

impl std::fmt::Display for Oid {
    /// Dotted numbers; hexadecimal behind `oid:` where a number is larger than any in use.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(arcs) = self.arcs() else {
            return write!(f, "oid:{}", crate::digest::hex(&self.0));
        };
        for (index, arc) in arcs.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            write!(f, "{arc}")?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Oid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Oid({self})")
    }
}

/// 1.2.840.113549.1.7.2, `id-signedData` (RFC 5652).
pub const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// 1.2.840.113549.1.1.1, `rsaEncryption` (RFC 8017).
pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// 1.2.840.113549.1.1.7, `id-RSAES-OAEP` (RFC 8017).
pub const RSA_OAEP: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];
/// 1.2.840.113549.1.1.8, `id-mgf1` (RFC 8017).
pub const MGF1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08];
/// 1.2.840.113549.1.9.3, `id-contentType` (RFC 5652).
pub const CONTENT_TYPE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03];
/// 1.2.840.113549.1.9.4, `id-messageDigest` (RFC 5652).
pub const MESSAGE_DIGEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04];
/// 1.2.840.113549.1.1.10, `id-RSASSA-PSS` (RFC 8017).
pub const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// 2.5.8.1.1, the RSA of X.509 itself.
pub const RSA_X509: &[u8] = &[0x55, 0x08, 0x01, 0x01];
/// 1.2.840.10045.2.1, `id-ecPublicKey` (RFC 5480).
pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// 1.2.840.10045.1.1, `prime-field` (RFC 3279).
pub const PRIME_FIELD: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x01, 0x01];
/// 1.2.840.10040.4.1, `id-dsa` (RFC 3279).
pub const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
/// 1.3.14.3.2.12, the DSA of the OIW, which older tools wrote.
pub const DSA_OIW: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x0c];
/// 2.5.4.3, `id-at-commonName` (RFC 5280, appendix A.1).
pub const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
/// 2.5.29.14, `id-ce-subjectKeyIdentifier` (RFC 5280).
pub const SUBJECT_KEY_IDENTIFIER: &[u8] = &[0x55, 0x1d, 0x0e];
/// 2.5.29.19, `id-ce-basicConstraints` (RFC 5280).
pub const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
/// 1.2.840.113549.1.9.5, `id-signingTime` (RFC 5652).
pub const SIGNING_TIME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_numbers_are_those_of_the_standards() {
        assert_eq!(Oid::from_content(RSA_ENCRYPTION).to_string(), "1.2.840.113549.1.1.1");
        assert_eq!(Oid::from_content(COMMON_NAME).to_string(), "2.5.4.3");
        assert_eq!(Oid::from_content(&[0x88, 0x37]).to_string(), "2.999");
    }

    #[test]
    fn an_arc_beyond_any_use_is_shown_in_hexadecimal() {
        let huge = [&[0x2a][..], &[0xff; 20], &[0x7f]].concat();
        assert_eq!(Oid::from_content(&huge).to_string(), format!("oid:2a{}7f", "ff".repeat(20)));
    }
}
