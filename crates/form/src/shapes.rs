//! One fact in many shapes: the upper-case hexadecimal, decimal and PEM texts that people paste (`form.md` §1).

use beian_model::{Certificate, PublicKey, Shape, Signer};

/// A signer's fact in a shape: digests of its certificate, shapes of its key. None where it has no such shape.
pub fn in_shape(signer: &Signer, shape: Shape) -> Option<String> {
    digest_in_shape(&signer.certificate, shape)
        .or_else(|| signer.public_key.as_ref().and_then(|key| key_in_shape(key, shape)))
}

/// A key in a shape; None where a key of its algorithm has no such shape.
///
/// Hexadecimal is upper case without separators. A modulus has no leading zeros, neither here nor in a form.
fn key_in_shape(key: &PublicKey, shape: Shape) -> Option<String> {
    match shape {
        Shape::RsaModulusDecimal => key.modulus_decimal.as_ref().map(|number| number.0.clone()),
        Shape::RsaModulusHex => key.modulus_hex.as_ref().map(|bytes| format!("{bytes:X}")),
        Shape::Pkcs1Hex => key.pkcs1_hex.as_ref().map(|bytes| format!("{bytes:X}")),
        Shape::SpkiHex => key.spki_hex.as_ref().map(|bytes| format!("{bytes:X}")),
        Shape::SpkiPem => key.spki_pem.as_ref().map(|pem| pem.trim_end().to_owned()),
        Shape::EcPointHex => key.point_hex.as_ref().map(|bytes| format!("{bytes:X}")),
        Shape::DsaYDecimal => key.y_decimal.as_ref().map(|number| number.0.clone()),
        Shape::Text | Shape::Lines | Shape::Md5Hex | Shape::Sha1Hex | Shape::Sha256Hex => None,
    }
}

fn digest_in_shape(certificate: &Certificate, shape: Shape) -> Option<String> {
    match shape {
        Shape::Md5Hex => Some(format!("{:X}", certificate.md5)),
        Shape::Sha1Hex => Some(format!("{:X}", certificate.sha1)),
        Shape::Sha256Hex => Some(format!("{:X}", certificate.sha256)),
        _ => None,
    }
}
