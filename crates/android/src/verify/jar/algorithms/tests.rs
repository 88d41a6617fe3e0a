use beian_pki::ber::Reader;
use beian_testkit::cert::der;

use super::*;

/// All that `OidConstants` says: signature algorithms, and for each digest of [`HashAlgorithm::ALL`] the platforms.
const TABLE: &[(&str, [&str; 6])] = &[
    ("1.2.840.113549.1.1.1", ["0+", "0+", "0-8 21+", "0-8 18+", "18+", "18+"]),
    ("1.2.840.113549.1.1.4", ["0-8 21+", "21-23", "21-23", "21-23", "21-23", "21-23"]),
    ("1.2.840.113549.1.1.5", ["21-23", "0+", "21-23", "21-21", "21-23", "21-23"]),
    ("1.2.840.113549.1.1.14", ["21-23", "21-23", "0-8 21+", "21-23", "21-23", "21-23"]),
    ("1.2.840.113549.1.1.11", ["21-23", "21-23", "21-21", "0-8 18+", "21-23", "21-23"]),
    ("1.2.840.113549.1.1.12", ["21-23", "21-23", "21-23", "21-23", "21+", "21-21"]),
    ("1.2.840.113549.1.1.13", ["21-23", "21-23", "21-23", "21-23", "21-23", "21+"]),
    ("1.2.840.10040.4.3", ["21-23", "9+", "21-23", "21-23", "21-23", "21-23"]),
    ("2.16.840.1.101.3.4.3.1", ["21-23", "21-23", "21+", "21-23", "21-23", "21-23"]),
    ("2.16.840.1.101.3.4.3.2", ["21-23", "21-23", "21-23", "21+", "21-23", "21-23"]),
    ("1.2.840.10040.4.1", ["-", "0+", "22+", "22+", "-", "-"]),
    ("1.2.840.10045.2.1", ["-", "18+", "21+", "18+", "18+", "18+"]),
    ("1.2.840.10045.4.1", ["21-23", "18+", "21-23", "21-23", "21-23", "21-23"]),
    ("1.2.840.10045.4.3.1", ["21-23", "21-23", "21+", "21-23", "21-23", "21-23"]),
    ("1.2.840.10045.4.3.2", ["21-23", "21-23", "21-23", "21+", "21-23", "21-23"]),
    ("1.2.840.10045.4.3.3", ["21-23", "21-23", "21-23", "21-23", "21+", "21-23"]),
    ("1.2.840.10045.4.3.4", ["21-23", "21-23", "21-23", "21-23", "21-23", "21+"]),
];

const DIGESTS: [&str; 6] = [
    "1.2.840.113549.2.5",
    "1.3.14.3.2.26",
    "2.16.840.1.101.3.4.2.4",
    "2.16.840.1.101.3.4.2.1",
    "2.16.840.1.101.3.4.2.2",
    "2.16.840.1.101.3.4.2.3",
];

fn identifier(oid: &str) -> AlgorithmIdentifier {
    let encoded = der::sequence(&[&der::oid(oid), &der::null()]);
    let element = Reader::new(&encoded).element(beian_pki::Reading::AlgorithmIdentifier).unwrap();
    AlgorithmIdentifier::from_element(&element).unwrap()
}

fn platforms(digest: &str, signature: &str) -> String {
    let Some(algorithms) = Algorithms::of(&identifier(digest), &identifier(signature)) else {
        return "-".to_owned();
    };
    let ranges: Vec<_> = algorithms.supported().iter().map(ToString::to_string).collect();
    if ranges.is_empty() { "-".to_owned() } else { ranges.join(" ") }
}

#[test]
fn pairs_have_the_platforms_of_apksig_s_table() {
    for (signature, row) in TABLE {
        for (digest, expected) in DIGESTS.iter().zip(row) {
            assert_eq!(platforms(digest, signature), *expected, "{digest} with {signature}");
        }
    }
}

#[test]
fn other_identifiers_of_known_algorithms_are_none() {
    // The OIW's SHA-1 with RSA, DSA with SHA-512, RSASSA-PSS; SM3.
    for signature in ["1.3.14.3.2.29", "2.16.840.1.101.3.4.3.4", "1.2.840.113549.1.1.10"] {
        assert_eq!(platforms(DIGESTS[1], signature), "-", "{signature}");
    }
    assert_eq!(platforms("1.2.156.10197.1.401", "1.2.840.113549.1.1.1"), "-");
}

#[test]
fn what_is_not_supported_is_what_lies_between() {
    let missing = |min, max, supported: &[SdkRange]| {
        let ranges = unsupported(SdkRange { min, max }, supported);
        ranges.iter().map(|range| format!("{}-{}", range.min, range.max)).collect::<Vec<_>>()
    };
    assert_eq!(missing(1, 99, TO_8_FROM_18), ["9-17"]);
    assert_eq!(missing(10, 12, TO_8_FROM_18), ["10-12"]);
    assert_eq!(missing(18, u32::MAX, TO_8_FROM_18), [""; 0]);
    assert_eq!(missing(1, 99, FROM_21_TO_23), ["1-20", "24-99"]);
    assert_eq!(missing(30, 99, FROM_21_TO_23), ["30-99"]);
    assert_eq!(missing(5, 9, &[]), ["5-9"]);
    assert_eq!(missing(0, u32::MAX, FROM_0), [""; 0]);
}
