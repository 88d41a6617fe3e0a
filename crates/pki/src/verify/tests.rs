use std::sync::LazyLock;

use super::*;
use beian_testkit::cert::{TestKey, der};
use proptest::prelude::*;

const MESSAGE: &[u8] = b"a message";

/// One key of each kind with what it signs with.
const KEYS: [(TestKey, SignatureScheme); 6] = [
    (TestKey::Rsa1024, SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
    (TestKey::Rsa2048, SignatureScheme::RsaPkcs1(HashAlgorithm::Sha256)),
    (TestKey::P256, SignatureScheme::Ecdsa(HashAlgorithm::Sha256)),
    (TestKey::Dsa1024, SignatureScheme::Dsa(HashAlgorithm::Sha256)),
    (TestKey::P384, SignatureScheme::Ecdsa(HashAlgorithm::Sha256)),
    (TestKey::MlDsa65, SignatureScheme::MlDsa),
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
    let schemes = KEYS.iter().map(|(_, scheme)| *scheme).chain([SignatureScheme::RsaPss {
        hash: HashAlgorithm::Sha1,
        mask: HashAlgorithm::Sha1,
        salt: 20,
    }]);
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

fn hex(digits: &str) -> Vec<u8> {
    data_encoding::HEXLOWER.decode(digits.as_bytes()).unwrap()
}

/// Made by openssl, since Wycheproof has none of MD5 and SHA-1.
#[test]
fn the_oldest_hash_functions_have_their_numbers_in_pkcs1() {
    let key = hex(concat!(
        "30819f300d06092a864886f70d010101050003818d0030818902818100eea563909517b6de8982eb6be9f5037a2f457c",
        "ba68aa93e8875a31f436f37b93aed4cb068a8e68118f6f2c7077897ffedaa878ebd3dad6fe514c4571e7763f65a7d3ce",
        "822de248a557f0c641e32866e210dcd68ae44f3adc8636a49bbcacfb617e6479b62387136a0fca01e5aae40e5d366c52",
        "b53d9435977f26d8089620f8a50203010001",
    ));
    let md5 = hex(concat!(
        "e793d7127947493e8f3343be45840bec1a9697b379fd5b9aa7984b49f19425594faa409d923a3ee744e6c5352856bbab",
        "bd8b35c7d32987e3f073521a23646c61ade53d4c40712646ae98dd1e007ff6253c8bf3098bc6f6dc24d28a877183edad",
        "da4152ee18c569cb0ea63a8980bf3ce8b0a3ea0016c383c04b427c42d3cde51c",
    ));
    let sha1 = hex(concat!(
        "0f50883a2502eae8869b7fd21589d504caae74b896d1b223c567268be9832879b701af44cbbf875a5be2f35e77d08d6e",
        "ac49d84d0e96f58e4bf4e182c6bf15b7dbcb880c4c12ad501e4fa332f456f9fa2c48b1cc7ea461b1d0b6a07aab98eb12",
        "4a936cf3ae50a7ae2e191116faab4335814d96de3d7da9188d5c84d67d6a6ebd",
    ));
    let key = PublicKey::parse(&key).unwrap();
    let verify = |hash, signature: &[u8]| key.verify(SignatureScheme::RsaPkcs1(hash), MESSAGE, signature);
    assert_eq!(verify(HashAlgorithm::Md5, &md5), Ok(()));
    assert_eq!(verify(HashAlgorithm::Sha1, &sha1), Ok(()));
    assert_eq!(verify(HashAlgorithm::Sha1, &md5), Err(Refusal::DidNotVerify));
}

/// Made by openssl.
#[test]
fn a_digest_shorter_than_half_the_order_is_a_small_number() {
    let key = hex(concat!(
        "30819b301006072a8648ce3d020106052b8104002303818600040112efbf1e784156625612fad490f93cb7f4c798f934",
        "74c1d9ccd4995c93f5041b2a856d5778a00046e5a35828c0258c3c8be53fcb8bedde4b7fc4f62c4c996f93a300ff9ae1",
        "7056b30d031c623ca0bba3363dee1917641d9873f0616a8a6e26bc833dbeabeb8d3ffe8f159124eedc4c94d3b256494a",
        "69f5f11266c31e4f079f7537a5e9",
    ));
    let sha1 = hex(concat!(
        "308188024201493bd2a97becdc19a8d231a24c838326a85d5ed1ed6f1d605f0524c57ceb5eb698165633fe37da72e297",
        "d2d17ac94d7e74aef7b496bc6ed1df83e9df1c6fbde2c9024200845bce2a7c77cd9fb6717c69c2e1c24aaa8665ab7fab",
        "d85f7c13ce3a27d65f3f9abed98f47925794dcf203227600de40644e945ff2f5519114ddb8a62566e76207",
    ));
    let md5 = hex(concat!(
        "30818802420130c8c67515697373b2b482d24c0955c02a822a78439b85949e6e27ad886a484e9ffc133d97e77dc9bd07",
        "d1ae3c446a59dffc768771baf7c8c356176f25d7497b2a024200a99d3075022111ea869389406bfe822b3338f85c56cd",
        "5442f7b6206ef7c947870c1babaa789472003f1502a82176307076059c17dff00712c329fe505be3c4d9bd",
    ));
    let key = PublicKey::parse(&key).unwrap();
    assert_eq!(key.verify(SignatureScheme::Ecdsa(HashAlgorithm::Sha1), MESSAGE, &sha1), Ok(()));
    assert_eq!(key.verify(SignatureScheme::Ecdsa(HashAlgorithm::Md5), MESSAGE, &md5), Ok(()));
}

#[test]
fn ml_dsa_keys_with_parameters_or_of_another_length_are_of_no_use() {
    let Ok(Key::Other(key)) = public(TestKey::MlDsa65).key else { panic!("a key of bytes") };
    let signature = TestKey::MlDsa65.sign(MESSAGE);
    let with = |parameters: &[u8], bytes: &[u8]| {
        let algorithm = der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.18"), parameters]);
        let spki = der::sequence(&[&algorithm, &der::bit_string(bytes)]);
        PublicKey::parse(&spki).unwrap().verify(SignatureScheme::MlDsa, MESSAGE, &signature)
    };
    assert_eq!(with(&[], &key.bytes), Ok(()));
    assert!(matches!(with(&der::null(), &key.bytes), Err(Refusal::Key(_))));
    assert!(matches!(with(&[], &key.bytes[1..]), Err(Refusal::Key(_))));
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
