use std::sync::LazyLock;

use super::*;
use beian_testkit::cert::{TestKey, der};
use proptest::prelude::*;

const MESSAGE: &[u8] = b"a message";

/// One key of each kind with what it signs with.
const KEYS: [(TestKey, SignatureScheme); 4] = [
    (TestKey::Rsa1024, SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
    (TestKey::Rsa2048, SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
    (TestKey::P256, SignatureScheme::Ecdsa(HashAlgorithm::Sha256)),
    (TestKey::Dsa1024, SignatureScheme::Dsa(HashAlgorithm::Sha256)),
];

/// Made once: signing is slow.
static SIGNED: LazyLock<Vec<(PublicKey, SignatureScheme, Vec<u8>)>> =
    LazyLock::new(|| KEYS.iter().map(|(key, scheme)| (public(*key), *scheme, key.sign(MESSAGE))).collect());

fn public(key: TestKey) -> PublicKey {
    PublicKey::parse(&key.spki()).unwrap()
}

#[test]
fn a_signature_holds_for_its_key_and_message_alone() {
    for (key, scheme, signature) in SIGNED.iter() {
        assert_eq!(key.verify(*scheme, MESSAGE, signature), Ok(()), "{scheme:?}");
        assert_eq!(key.verify(*scheme, b"another", signature), Err(Refusal::DidNotVerify), "{scheme:?}");
    }
    let signature = TestKey::P256.sign(MESSAGE);
    let other = public(TestKey::OtherP256).verify(KEYS[2].1, MESSAGE, &signature);
    assert_eq!(other, Err(Refusal::DidNotVerify));
}

#[test]
fn a_key_of_another_kind_is_of_no_use() {
    let schemes = KEYS.iter().map(|(_, scheme)| *scheme).chain([
        SignatureScheme::RsaPss { hash: HashAlgorithm::Sha1, mask: HashAlgorithm::Sha1, salt: 20 },
        SignatureScheme::MlDsa,
    ]);
    for scheme in schemes {
        for (key, own, signature) in SIGNED.iter() {
            let is_own = std::mem::discriminant(own) == std::mem::discriminant(&scheme);
            let is_rsa = matches!((&key.key, scheme), (Ok(Key::Rsa(_)), SignatureScheme::RsaPss { .. }));
            if !is_own && !is_rsa {
                let verdict = key.verify(scheme, MESSAGE, signature);
                assert!(matches!(verdict, Err(Refusal::Key(_))), "{own:?} {scheme:?} {verdict:?}");
            }
        }
    }
}

#[test]
fn bytes_that_are_no_signature_say_so() {
    for (key, scheme, signature) in SIGNED.iter() {
        for broken in [&[][..], &signature[1..], &[&signature[..], &[0]].concat()] {
            let verdict = key.verify(*scheme, MESSAGE, broken);
            assert!(matches!(verdict, Err(Refusal::Malformed(_))), "{scheme:?} {verdict:?}");
        }
    }
}

/// A key of these numbers.
fn rsa(modulus: &[u8], exponent: &[u8]) -> PublicKey {
    let algorithm = der::sequence(&[&der::oid("1.2.840.113549.1.1.1"), &der::null()]);
    let key = der::sequence(&[&der::element(2, modulus), &der::integer(exponent)]);
    PublicKey::parse(&der::sequence(&[&algorithm, &der::bit_string(&key)])).unwrap()
}

#[test]
fn a_modulus_stored_as_negative_is_the_number_that_was_meant() {
    let modulus = TestKey::Rsa1024.modulus();
    assert!(modulus[0] >= 0x80, "the encoding says negative");
    let key = rsa(&modulus, &[1, 0, 1]);
    assert_eq!(key.verify(KEYS[0].1, MESSAGE, &TestKey::Rsa1024.sign(MESSAGE)), Ok(()));
}

#[test]
fn rsa_keys_out_of_range_are_of_no_use() {
    let modulus = [&[0][..], &TestKey::Rsa1024.modulus()].concat();
    let even = [&modulus[..modulus.len() - 1], &[2]].concat();
    let keys = [
        rsa(&modulus, &[1]),
        rsa(&modulus, &[4]),
        rsa(&modulus, &[]),
        // 34 bits, and one bit less than the modulus.
        rsa(&modulus, &[2, 0, 0, 0, 1]),
        rsa(&modulus, &[0x7f; 128]),
        rsa(&even, &[1, 0, 1]),
        rsa(&[0x7f; 63], &[1, 0, 1]),
        rsa(&[0x7f; 2049], &[1, 0, 1]),
    ];
    for key in keys {
        let size = key.bits().unwrap().div_ceil(8);
        let verdict = key.verify(KEYS[0].1, MESSAGE, &vec![1; size]);
        assert!(matches!(verdict, Err(Refusal::Key(_))), "{key:?} {verdict:?}");
    }
}

#[test]
fn an_exponent_of_33_bits_is_taken() {
    let modulus = [&[0][..], &TestKey::Rsa1024.modulus()].concat();
    let key = rsa(&modulus, &[1, 0xff, 0xff, 0xff, 0xff]);
    assert_eq!(key.verify(KEYS[0].1, MESSAGE, &[1; 128]), Err(Refusal::DidNotVerify));
}

#[test]
fn a_modulus_too_short_for_the_digest_is_of_no_use() {
    let key = rsa(&[&[0][..], &[0x81; 64]].concat(), &[1, 0, 1]);
    let long = key.verify(SignatureScheme::RsaPkcs1(HashAlgorithm::Sha512), MESSAGE, &[1; 64]);
    assert!(matches!(long, Err(Refusal::Key(_))), "{long:?}");
    assert_eq!(key.verify(KEYS[0].1, MESSAGE, &[1; 64]), Err(Refusal::DidNotVerify));
    let pss = SignatureScheme::RsaPss { hash: HashAlgorithm::Sha256, mask: HashAlgorithm::Sha256, salt: 32 };
    let verdict = key.verify(pss, MESSAGE, &[1; 64]);
    assert!(matches!(verdict, Err(Refusal::Key(_))), "{verdict:?}");
}

#[test]
fn pss_salts_of_any_size_do_not_overflow() {
    let scheme =
        SignatureScheme::RsaPss { hash: HashAlgorithm::Sha1, mask: HashAlgorithm::Sha1, salt: usize::MAX };
    let verdict = public(TestKey::Rsa1024).verify(scheme, MESSAGE, &[1; 128]);
    assert!(matches!(verdict, Err(Refusal::Key(_))), "{verdict:?}");
}

/// A key of these parameters and this number.
fn dsa(parameters: &[u8], y: &[u8]) -> PublicKey {
    let algorithm = der::sequence(&[&der::oid("1.2.840.10040.4.1"), parameters]);
    PublicKey::parse(&der::sequence(&[&algorithm, &der::bit_string(&der::integer(y))])).unwrap()
}

#[test]
fn dsa_parameters_out_of_range_are_of_no_use() {
    let signature = der::sequence(&[&der::integer(&[1]), &der::integer(&[1])]);
    let scheme = SignatureScheme::Dsa(HashAlgorithm::Sha1);
    let verdict = |p: &[u8], q: &[u8], g: &[u8], y: &[u8]| {
        let parameters = der::sequence(&[&der::integer(p), &der::integer(q), &der::integer(g)]);
        dsa(&parameters, y).verify(scheme, MESSAGE, &signature)
    };
    // p = 23, q = 11, g = 2: a group indeed. 5 has order 22.
    assert_eq!(verdict(&[23], &[11], &[2], &[3]), Err(Refusal::DidNotVerify));
    let refused = [
        [0, 11, 2, 3],
        [23, 0, 2, 3],
        [22, 11, 2, 3],
        [23, 12, 2, 3],
        [11, 23, 2, 3],
        [23, 11, 1, 3],
        [23, 11, 23, 3],
        [23, 11, 2, 5],
        [23, 11, 2, 26],
    ];
    for [p, q, g, y] in refused {
        assert!(matches!(verdict(&[p], &[q], &[g], &[y]), Err(Refusal::Key(_))), "{p} {q} {g} {y}");
    }
    let monster = verdict(&[0x7f; 1300], &[11], &[2], &[3]);
    assert!(matches!(monster, Err(Refusal::Unsupported(_))), "{monster:?}");
}

#[test]
fn a_dsa_key_that_means_its_issuer_s_parameters_is_no_verdict() {
    let signature = TestKey::Dsa1024.sign(MESSAGE);
    let verdict = dsa(&der::null(), &[3]).verify(KEYS[3].1, MESSAGE, &signature);
    assert!(matches!(verdict, Err(Refusal::Unsupported(_))), "{verdict:?}");
}

#[test]
fn an_order_that_ends_within_an_octet_takes_as_many_bits_of_the_digest() {
    // p = 1279, q = 71, g = 3^18 mod p, the secret 5, its nonce 3; by hand, since no library takes such a key.
    let (p, q) = (1279_u64, 71_u64);
    let power = |base: u64, exponent: u64| (0..exponent).fold(1, |power, _| power * base % p);
    let generator = power(3, (p - 1) / q);
    let digest = u64::from(HashAlgorithm::Sha1.digest(&[MESSAGE])[0] >> 1);
    let r = power(generator, 3) % q;
    let inverse = (1..q).find(|number| number * 3 % q == 1).unwrap();
    let s = inverse * (digest + 5 * r) % q;
    assert!(r != 0 && s != 0);
    let number = |value: u64| der::integer(&value.to_be_bytes());
    let parameters = der::sequence(&[&number(p), &number(q), &number(generator)]);
    let key = dsa(&parameters, &power(generator, 5).to_be_bytes());
    let minimal = |value: u64| der::element(2, &[u8::try_from(value).unwrap()]);
    let signature = der::sequence(&[&minimal(r), &minimal(s)]);
    assert_eq!(key.verify(SignatureScheme::Dsa(HashAlgorithm::Sha1), MESSAGE, &signature), Ok(()));
}

#[test]
fn points_that_are_none_are_of_no_use() {
    let key = |point: &[u8]| {
        let algorithm = der::sequence(&[&der::oid("1.2.840.10045.2.1"), &der::oid("1.2.840.10045.3.1.7")]);
        PublicKey::parse(&der::sequence(&[&algorithm, &der::bit_string(point)])).unwrap()
    };
    let signature = TestKey::P256.sign(MESSAGE);
    let point = TestKey::P256.point();
    let compressed = [&[2 + (point[64] & 1)][..], &point[1..33]].concat();
    assert_eq!(key(&compressed).verify(KEYS[2].1, MESSAGE, &signature), Ok(()));
    let mut beside = point.clone();
    beside[64] ^= 1;
    for point in [&beside[..], &point[..64], &[&[6][..], &point[1..]].concat(), &[4]] {
        let verdict = key(point).verify(KEYS[2].1, MESSAGE, &signature);
        assert!(matches!(verdict, Err(Refusal::Key(_))), "{point:?} {verdict:?}");
    }
}

/// An ML-DSA-44 key from a seed, as a `SubjectPublicKeyInfo` with these parameters, and its signature.
fn ml_dsa_44(parameters: &[u8]) -> (Vec<u8>, Vec<u8>) {
    use ::ml_dsa::signature::{Keypair, SignatureEncoding, Signer};
    let key = ::ml_dsa::SigningKey::<::ml_dsa::MlDsa44>::from_seed(&[7; 32].into());
    let algorithm = der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.17"), parameters]);
    let spki = der::sequence(&[&algorithm, &der::bit_string(&key.verifying_key().encode())]);
    (spki, key.sign(MESSAGE).to_vec())
}

#[test]
fn ml_dsa_holds_for_its_key_and_message_alone() {
    let (spki, signature) = ml_dsa_44(&[]);
    let key = PublicKey::parse(&spki).unwrap();
    let verify = |message: &[u8], signature: &[u8]| key.verify(SignatureScheme::MlDsa, message, signature);
    assert_eq!(verify(MESSAGE, &signature), Ok(()));
    assert_eq!(verify(b"another", &signature), Err(Refusal::DidNotVerify));
    assert!(matches!(verify(MESSAGE, &signature[1..]), Err(Refusal::Malformed(_))));
    for place in (0..signature.len()).step_by(97) {
        let mut flipped = signature.clone();
        flipped[place] ^= 1;
        assert!(verify(MESSAGE, &flipped).is_err(), "{place}");
    }
}

#[test]
fn ml_dsa_keys_with_parameters_or_of_another_length_are_of_no_use() {
    let (spki, signature) = ml_dsa_44(&der::null());
    let verdict = PublicKey::parse(&spki).unwrap().verify(SignatureScheme::MlDsa, MESSAGE, &signature);
    assert!(matches!(verdict, Err(Refusal::Key(_))), "{verdict:?}");
    let algorithm = der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.18")]);
    let short = PublicKey::parse(&der::sequence(&[&algorithm, &der::bit_string(&[7; 1312])])).unwrap();
    let verdict = short.verify(SignatureScheme::MlDsa, MESSAGE, &signature);
    assert!(matches!(verdict, Err(Refusal::Key(_))), "{verdict:?}");
}

proptest! {
    #[test]
    fn no_bit_of_signature_or_message_can_be_flipped(
        which in 0..KEYS.len(),
        place in any::<prop::sample::Index>(),
        bit in 0..8_u32,
    ) {
        let (key, scheme, signature) = &SIGNED[which];
        let mut flipped = signature.clone();
        flipped[place.index(signature.len())] ^= 1 << bit;
        prop_assert!(key.verify(*scheme, MESSAGE, &flipped).is_err());
        let mut message = MESSAGE.to_vec();
        message[place.index(MESSAGE.len())] ^= 1 << bit;
        prop_assert_eq!(key.verify(*scheme, &message, signature), Err(Refusal::DidNotVerify));
    }

    #[test]
    fn no_key_and_no_signature_panics(
        which in 0..KEYS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        signature in prop::collection::vec(any::<u8>(), 0..140),
    ) {
        let (key, scheme, signed) = &SIGNED[which];
        let mut spki = key.spki().to_vec();
        for (place, octet) in changes {
            let at = place.index(spki.len());
            spki[at] = octet;
        }
        if let Ok(key) = PublicKey::parse(&spki) {
            let _ = (key.verify(*scheme, MESSAGE, signed), key.verify(*scheme, MESSAGE, &signature));
        }
    }
}
