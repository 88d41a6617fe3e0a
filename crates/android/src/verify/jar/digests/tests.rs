use super::*;
use crate::verify::jar::manifest::Sections;
use HashAlgorithm::{Md5, Sha1, Sha256, Sha512};

/// By algorithm and first byte.
fn chosen(section: &str, min: u32, max: u32) -> Vec<(HashAlgorithm, u8)> {
    let section = Sections::of(section.as_bytes()).next().unwrap();
    let digests = to_verify(&section, "-Digest", SdkRange { min, max }).unwrap();
    digests.into_iter().map(|digest| (digest.algorithm, digest.digest[0])).collect()
}

#[test]
fn newer_platforms_take_the_strongest_alone() {
    let section = "Name: x\nSHA1-Digest: AQ==\nSHA-256-Digest: Ag==\nSHA-512-Digest: Aw==\nMD5-Digest: BA==";
    assert_eq!(chosen(section, 18, 99), [(Sha512, 3)]);
    assert_eq!(chosen("Name: x\nMD5-Digest: AQ==\nSHA-Digest: AQ==\nSHA-1-Digest: AQ==", 18, 99), []);
}

#[test]
fn older_platforms_take_sha_1_unless_others_are_announced() {
    let section = "Name: x\nSHA-256-Digest: Ag==\nSHA1-Digest: AQ==\nMD5-Digest: BA==";
    assert_eq!(chosen(section, 8, 17), [(Sha1, 1)]);
    assert_eq!(chosen(&format!("{section}\nDigest-Algorithms: CRC md5 SHA1"), 8, 17), [(Md5, 4)]);
    assert_eq!(chosen(&format!("{section}\nDigest-Algorithms: SHA-512\tsha-256"), 8, 17), [(Sha256, 2)]);
    assert_eq!(chosen("Name: x\nSHA1-Digest: AQ==\nSHA-Digest: BQ==", 8, 17), [(Sha1, 5)]);
}

#[test]
fn a_wide_range_asks_for_both_and_has_none_where_the_older_find_none() {
    let section = "Name: x\nSHA-256-Digest: Ag==\nSHA1-Digest: AQ==";
    assert_eq!(chosen(section, 8, 99), [(Sha1, 1), (Sha256, 2)]);
    assert_eq!(chosen("Name: x\nSHA1-Digest: AQ==", 8, 99), [(Sha1, 1)]);
    assert_eq!(chosen("Name: x\nSHA-256-Digest: Ag==", 8, 99), []);
    // The same algorithm under two names with two digests.
    assert_eq!(chosen("Name: x\nSHA-Digest: AQ==\nSHA1-Digest: Ag==", 8, 99), [(Sha1, 1), (Sha1, 2)]);
}

#[test]
fn long_digests_are_announced_to_gingerbread_and_newer_only() {
    let section = "Name: x\nDigest-Algorithms: SHA-512 SHA1\nSHA-512-Digest: Aw==\nSHA1-Digest: AQ==";
    assert_eq!(chosen(section, 8, 17), [(Sha1, 1)]);
    assert_eq!(chosen(section, 9, 17), [(Sha512, 3)]);
}

#[test]
fn the_first_of_equal_names_counts_and_the_suffix_is_exact() {
    let section = "Name: x\nsha1-digest: AQ==\nSHA1-Digest: Ag==\nSHA-256-Digest-Manifest: Aw==";
    assert_eq!(chosen(section, 18, 99), [(Sha1, 1)]);
}

#[test]
fn base64_is_taken_as_java_takes_it() {
    for (text, bytes) in
        [("AQ==", &[1][..]), ("AQ", &[1]), ("AR==", &[1]), ("AAE=", &[0, 1]), ("AAE", &[0, 1]), ("", &[])]
    {
        assert_eq!(decode(text.as_bytes()).as_deref(), Some(bytes), "{text}");
    }
    for text in ["A", "AQ=", "AQ===", "AAE==", "AAAA=", "AAAA==", "=", "A Q==", "AQ==\n", "AQ==AQ==", "A-_="]
    {
        assert_eq!(decode(text.as_bytes()), None, "{text}");
    }
    let section = Sections::of(b"SHA1-Digest: ?").next().unwrap();
    assert_eq!(to_verify(&section, "-Digest", SdkRange::from(18)), Err(Malformed(Sha1)));
}

#[test]
fn a_list_of_a_million_algorithms_costs_no_more_than_its_length() {
    let section =
        format!("Name: x\n{}Digest-Algorithms: {}", "A: b\n".repeat(100_000), "SHA-1 ".repeat(1_000_000));
    assert_eq!(chosen(&section, 8, 99), []);
}
