//! RSA (RFC 8017, section 8).

use std::ops::RangeInclusive;

use rsa::{BoxedUint, Pkcs1v15Sign};

use super::Refusal;
use crate::hash::HashAlgorithm;
use crate::key::RsaKey;

/// Sizes of moduli in bits: from the JDK's least (`RSAKeyFactory.MIN_MODLEN`; BoringSSL's was smaller and is now the same) to BoringSSL's
/// largest (`rsa_check_public_key`), which is the JDK's too (`MAX_MODLEN`).
const MODULUS_BITS: RangeInclusive<usize> = 512..=16_384;

/// RSASSA-PSS's parameters (RFC 8017, A.2.3). The trailer field is always 1.
#[derive(Clone, Copy)]
pub(super) struct Pss {
    pub(super) hash: HashAlgorithm,
    pub(super) mask: HashAlgorithm,
    pub(super) salt: usize,
}

/// RFC 8017, 8.2.2. The encoded message is compared with the one that belongs there, not taken apart: a `DigestInfo` without its NULL is
/// refused, as BoringSSL does (`RSA_verify`).
pub(super) fn verify_pkcs1(
    key: &RsaKey,
    hash: HashAlgorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    let public = public_key(key)?;
    check_length(key, signature)?;
    let prefix = digest_info_prefix(hash);
    // Eleven bytes of padding at least (RFC 8017, 9.2).
    let needed = prefix.len().saturating_add(hash.size()).saturating_add(11);
    check_room(key.modulus.bytes().len(), needed)?;
    let scheme = Pkcs1v15Sign { hash_len: Some(hash.size()), prefix: prefix.into() };
    public.verify(scheme, &hash.digest(&[message]), signature).map_err(|_| Refusal::DidNotVerify)
}

/// RFC 8017, 8.1.2. The padding is checked here, since the crate's knows one hash function for message and mask.
pub(super) fn verify_pss(key: &RsaKey, pss: Pss, message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    let public = public_key(key)?;
    check_length(key, signature)?;
    let bits = key.modulus.bits().saturating_sub(1);
    let size = bits.div_ceil(8);
    // RFC 8017, 9.1.2, step 3.
    check_room(size, pss.hash.size().saturating_add(pss.salt).saturating_add(2))?;
    let number = BoxedUint::from_be_slice_vartime(signature);
    if number >= *rsa::traits::PublicKeyParts::n(&public).as_ref() {
        return Err(Refusal::DidNotVerify);
    }
    let opened = rsa::hazmat::rsa_encrypt(&public, &number).map_err(|_| Refusal::DidNotVerify)?;
    let opened = opened.to_be_bytes_trimmed_vartime();
    // I2OSP into emLen octets: one less than the modulus has where its uppermost bit stands alone.
    let zeros = size.checked_sub(opened.len()).ok_or(Refusal::DidNotVerify)?;
    let mut encoded = vec![0; zeros];
    encoded.extend_from_slice(&opened);
    if pss_is_consistent(pss, &mut encoded, bits, message) { Ok(()) } else { Err(Refusal::DidNotVerify) }
}

/// EMSA-PSS-VERIFY (RFC 8017, 9.1.2), numbered as there. `encoded` has as many octets as `bits` need.
fn pss_is_consistent(pss: Pss, encoded: &mut [u8], bits: usize, message: &[u8]) -> bool {
    // 4; the caller did 3
    let Some((&mut 0xbc, rest)) = encoded.split_last_mut() else { return false };
    let Some(masked_size) = rest.len().checked_sub(pss.hash.size()) else { return false };
    let Some(padding_size) = masked_size.checked_sub(pss.salt).and_then(|size| size.checked_sub(1)) else {
        return false;
    };
    // 5
    let Some((data, digest)) = rest.split_at_mut_checked(masked_size) else { return false };
    // 6
    let unused = u32::try_from(rest_of_octet(bits)).unwrap_or(0);
    let used = 0xff_u8.checked_shr(unused).unwrap_or(0);
    let Some(first) = data.first() else { return false };
    if first & !used != 0 {
        return false;
    }
    // 7, 8, 9
    unmask(pss.mask, digest, data);
    if let Some(first) = data.first_mut() {
        *first &= used;
    }
    // 10, 11
    let Some((padding, separated)) = data.split_at_checked(padding_size) else { return false };
    let Some((1, salt)) = separated.split_first() else { return false };
    if padding.iter().any(|octet| *octet != 0) {
        return false;
    }
    // 12, 13, 14
    pss.hash.digest(&[&[0; 8], &pss.hash.digest(&[message]), salt]) == *digest
}

/// How many bits are missing to a whole number of octets.
fn rest_of_octet(bits: usize) -> usize {
    bits.next_multiple_of(8).saturating_sub(bits)
}

/// MGF1 (RFC 8017, B.2.1), laid over the bytes.
fn unmask(hash: HashAlgorithm, seed: &[u8], bytes: &mut [u8]) {
    for (counter, block) in (0_u32..).zip(bytes.chunks_mut(hash.size())) {
        let mask = hash.digest(&[seed, &counter.to_be_bytes()]);
        for (octet, mask) in block.iter_mut().zip(mask) {
            *octet ^= mask;
        }
    }
}

/// What else BoringSSL refuses (`rsa_check_public_key`): exponents above 33 bits, whose cost an attacker chooses, and even numbers.
fn public_key(key: &RsaKey) -> Result<rsa::PublicKey, Refusal> {
    use rsa::Error;
    // Before anything is computed: what the size costs grows faster than it.
    if !MODULUS_BITS.contains(&key.modulus.bits()) {
        return Err(Refusal::Key("a modulus of less than 512 or more than 16384 bits"));
    }
    if key.exponent.bits() > 33 {
        return Err(Refusal::Key("an exponent of more than 33 bits"));
    }
    let number = BoxedUint::from_be_slice_vartime;
    let (modulus, exponent) = (number(key.modulus.bytes()), number(key.exponent.bytes()));
    rsa::PublicKey::new_with_size_limits(modulus, exponent, MODULUS_BITS).map_err(|error| match error {
        Error::PublicExponentTooSmall | Error::InvalidExponent => {
            Refusal::Key("an exponent that is even or one")
        }
        _ => Refusal::Key("an even modulus"),
    })
}

/// RFC 8017, 8.1.2 and 8.2.2, step 1.
fn check_length(key: &RsaKey, signature: &[u8]) -> Result<(), Refusal> {
    if signature.len() == key.modulus.bytes().len() {
        Ok(())
    } else {
        Err(Refusal::Malformed("not as long as the modulus"))
    }
}

/// Whether what is signed fits into the modulus at all: that is a matter of key and scheme, not of the signature.
fn check_room(size: usize, needed: usize) -> Result<(), Refusal> {
    if size < needed { Err(Refusal::Key("too short for the scheme")) } else { Ok(()) }
}

/// `DigestInfo` up to the digest (RFC 8017, 9.2, note 1).
fn digest_info_prefix(hash: HashAlgorithm) -> &'static [u8] {
    match hash {
        HashAlgorithm::Md5 => &[
            0x30, 0x20, 0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02, 0x05, 0x05, 0x00,
            0x04, 0x10,
        ],
        HashAlgorithm::Sha1 => {
            &[0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14]
        }
        HashAlgorithm::Sha224 => &[
            0x30, 0x2d, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x04, 0x05,
            0x00, 0x04, 0x1c,
        ],
        HashAlgorithm::Sha256 => &[
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05,
            0x00, 0x04, 0x20,
        ],
        HashAlgorithm::Sha384 => &[
            0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05,
            0x00, 0x04, 0x30,
        ],
        HashAlgorithm::Sha512 => &[
            0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05,
            0x00, 0x04, 0x40,
        ],
    }
}
