//! Whether a certificate is for the key that a signer signs with.

use beian_pki::{Key, PublicKey};

/// Whether `stored`, the signer's `SubjectPublicKeyInfo`, is the certificate's as apksig encodes it
/// (`ApkSigningBlockUtils.encodePublicKey`): byte by byte; an RSA modulus that the certificate has as a negative number is encoded as
/// the positive one that is meant.
pub(in crate::verify) fn is_of_certificate(stored: &[u8], certificate: &PublicKey) -> bool {
    stored == certificate.spki() || mended(certificate).is_some_and(|mended| stored == mended)
}

/// The encoding with a zero octet in front of a modulus that lacks it.
fn mended(key: &PublicKey) -> Option<Vec<u8>> {
    let Ok(Key::Rsa(rsa)) = &key.key else { return None };
    if !rsa.modulus.is_stored_negative() {
        return None;
    }
    let modulus = element(0x02, &[&[0], rsa.modulus.bytes()]);
    let exponent = unsigned(rsa.exponent.bytes());
    let bits = element(0x03, &[&[0], &element(0x30, &[&modulus, &exponent])]);
    // rsaEncryption with its NULL (RFC 3279, 2.3.1), the only form that such keys have.
    let algorithm = element(0x30, &[&element(0x06, &[key.algorithm.algorithm.content()]), &[0x05, 0x00]]);
    Some(element(0x30, &[&algorithm, &bits]))
}

fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let needs_zero = magnitude.first().is_none_or(|first| first & 0x80 != 0);
    element(0x02, &[if needs_zero { &[0] } else { &[] }, magnitude])
}

/// A DER element of a short tag.
fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut size: Vec<u8> = content.len().to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    if content.len() >= 0x80 {
        size.insert(0, u8::try_from(size.len()).unwrap_or(0) | 0x80);
    } else if size.is_empty() {
        size.push(0);
    }
    [&[tag], size.as_slice(), &content].concat()
}

#[cfg(test)]
mod tests {
    use beian_testkit::cert::{TestKey, der};

    use super::*;

    #[test]
    fn a_negative_modulus_is_taken_for_the_positive_one() {
        let sound = TestKey::Rsa2048.spki();
        let modulus = TestKey::Rsa2048.modulus();
        // `der::integer` adds the zero that these bytes should have.
        let negative = [&[0x02, 0x82, 0x01, 0x00][..], &modulus].concat();
        let key = der::sequence(&[&negative, &der::integer(&[1, 0, 1])]);
        let algorithm = der::sequence(&[&der::oid("1.2.840.113549.1.1.1"), &der::null()]);
        let odd = der::sequence(&[&algorithm, &der::bit_string(&key)]);
        assert_ne!(odd, sound);

        let [odd_key, sound_key] = [&odd, &sound].map(|spki| PublicKey::parse(spki).unwrap());
        assert!(is_of_certificate(&sound, &odd_key) && is_of_certificate(&sound, &sound_key));
        assert!(!is_of_certificate(&odd, &sound_key), "the signer's own is compared as it is");
        assert!(!is_of_certificate(&TestKey::Rsa1024.spki(), &odd_key));
    }

    #[test]
    fn any_other_key_has_to_be_the_same_bytes() {
        let key = PublicKey::parse(&TestKey::P256.spki()).unwrap();
        assert!(is_of_certificate(&TestKey::P256.spki(), &key));
        assert!(!is_of_certificate(&TestKey::OtherP256.spki(), &key));
    }
}
