use beian_archive::{Archive, Budget, Limits, Source};
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::SignedDataBuilder;
use beian_testkit::signing::{
    LineageBuilder, NO_MAX, STAMP_V2, SignerBuilder, SigningBlockBuilder, V2, V3, V31, V32, scheme_value,
    stamp_v2,
};
use beian_testkit::zip::ZipBuilder;

use super::*;

fn certificate(name: &str) -> CertificateBuilder {
    CertificateBuilder::new(name)
}

fn v2(name: &str) -> (u32, Vec<u8>) {
    (V2, scheme_value(&[SignerBuilder::v2(&certificate(name)).build()]))
}

fn of_range(id: u32, name: &str, min: u32, max: u32) -> (u32, Vec<u8>) {
    (id, scheme_value(&[SignerBuilder::v3(&certificate(name), min, max).build()]))
}

/// A package with a JAR signature by `jar`, where given, and these values in its signing block.
fn package(jar: Option<&str>, pairs: &[(u32, Vec<u8>)]) -> ApkSignatures {
    let mut zip = ZipBuilder::new().stored("classes.dex", b"");
    if let Some(name) = jar {
        zip = zip.stored("META-INF/MANIFEST.MF", b"").stored("META-INF/A.SF", b"SF");
        zip = zip.stored("META-INF/A.RSA", &SignedDataBuilder::signed_by(&certificate(name), b"SF").build());
    }
    read(&with_block(zip, pairs))
}

fn package_of(pairs: &[(u32, Vec<u8>)]) -> ApkSignatures {
    package(None, pairs)
}

fn with_block(zip: ZipBuilder, pairs: &[(u32, Vec<u8>)]) -> ZipBuilder {
    if pairs.is_empty() {
        return zip;
    }
    let block = pairs.iter().fold(SigningBlockBuilder::new(), |block, (id, value)| block.pair(*id, value));
    zip.before_directory(&block.build())
}

fn read(zip: &ZipBuilder) -> ApkSignatures {
    let source = Source::from_bytes(zip.build());
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&source, &mut budget).unwrap();
    ApkSignatures::read(&archive, &mut budget)
}

/// Common name, scheme and reason of the primary signer.
fn primary(signatures: &ApkSignatures, min: u32, max: u32) -> Option<(String, Scheme, PrimaryReason)> {
    let resolved = signatures.resolve(SdkRange { min, max });
    let primary = resolved.primary?;
    let subject = resolved.signers[primary.index].certificate.subject.as_ref().unwrap();
    let name = subject.common_names().next().unwrap().to_owned();
    Some((name, primary.by.scheme, primary.reason))
}

#[expect(clippy::unnecessary_wraps, reason = "what `primary` gives is optional")]
fn by(name: &str, scheme: Scheme) -> Option<(String, Scheme, PrimaryReason)> {
    Some((name.to_owned(), scheme, PrimaryReason::HighestScheme))
}

const OPEN: u32 = u32::MAX;

#[test]
fn the_highest_scheme_that_the_range_uses_decides() {
    let all = package(
        Some("one"),
        &[v2("two"), of_range(V3, "three", 28, NO_MAX), of_range(V31, "four", 33, NO_MAX)],
    );
    assert_eq!(primary(&all, 21, OPEN), by("four", Scheme::V31));
    assert_eq!(primary(&all, 21, 32), by("three", Scheme::V3));
    assert_eq!(primary(&all, 21, 27), by("two", Scheme::V2));
    assert_eq!(primary(&all, 21, 23), by("one", Scheme::V1));
    assert_eq!(primary(&all, 33, 33), by("four", Scheme::V31));
}

#[test]
fn newer_platforms_look_at_older_schemes_where_no_newer_one_is_there() {
    assert_eq!(primary(&package(Some("one"), &[]), 30, OPEN), by("one", Scheme::V1));
    assert_eq!(primary(&package(Some("one"), &[v2("two")]), 30, OPEN), by("two", Scheme::V2));
    assert_eq!(
        primary(&package(Some("one"), &[of_range(V3, "three", 28, NO_MAX)]), 24, 27),
        by("one", Scheme::V1)
    );
}

#[test]
fn a_signer_of_v31_counts_on_its_own_platforms_only() {
    let package = package(None, &[of_range(V3, "three", 28, NO_MAX), of_range(V31, "four", 34, NO_MAX)]);
    assert_eq!(primary(&package, 28, 33), by("three", Scheme::V3));
    assert_eq!(primary(&package, 28, 34), by("four", Scheme::V31));
}

#[test]
fn the_first_signer_of_the_range_in_stored_order_is_taken() {
    let newer = SignerBuilder::v3(&certificate("newer"), 30, NO_MAX).build();
    let older = SignerBuilder::v3(&certificate("older"), 28, 29).build();
    let package = package(None, &[(V3, scheme_value(&[newer, older]))]);
    assert_eq!(primary(&package, 28, OPEN), by("newer", Scheme::V3));
    assert_eq!(primary(&package, 28, 29), by("older", Scheme::V3));
}

#[test]
fn of_a_hybrid_block_the_classical_signer_is_taken() {
    let algorithm = der::sequence(&[&der::oid("2.16.840.1.101.3.4.3.18")]);
    let quantum = certificate("quantum").spki(&der::sequence(&[&algorithm, &der::bit_string(&[7; 40])]));
    let signers =
        [&quantum, &certificate("classical")].map(|builder| SignerBuilder::v3(builder, 37, NO_MAX).build());
    let package = package(None, &[of_range(V3, "three", 28, NO_MAX), (V32, scheme_value(&signers))]);
    assert_eq!(primary(&package, 28, OPEN), by("classical", Scheme::V32));
    assert_eq!(primary(&package, 28, 36), by("three", Scheme::V3));
    let alone = package_of(&[(V32, scheme_value(&[SignerBuilder::v3(&quantum, 37, NO_MAX).build()]))]);
    assert_eq!(primary(&alone, 28, OPEN), by("quantum", Scheme::V32));
}

#[test]
fn a_broken_higher_scheme_hides_nothing_and_is_named() {
    let broken = (V3, vec![0xff; 40]);
    let package = package(Some("one"), &[v2("two"), broken]);
    let reason = PrimaryReason::HigherUnreadable { scheme: Scheme::V3 };
    assert_eq!(primary(&package, 21, OPEN), Some(("two".to_owned(), Scheme::V2, reason)));
    assert_eq!(
        package.all_problems().map(super::super::Problem::code).collect::<Vec<_>>(),
        ["v3-sig-malformed-signers"]
    );
    // From Android 9 on nobody looks at v2 beside a v3 block.
    assert_eq!(primary(&package, 28, OPEN), Some(("two".to_owned(), Scheme::V2, reason)));
}

#[test]
fn a_signer_out_of_range_is_still_shown() {
    let package = package(None, &[of_range(V3, "three", 28, NO_MAX)]);
    assert_eq!(primary(&package, 21, 27), Some(("three".to_owned(), Scheme::V3, PrimaryReason::NoneInRange)));
}

#[test]
fn an_unsigned_package_has_no_primary_signer() {
    let package = package(None, &[]);
    assert_eq!(primary(&package, 1, OPEN), None);
    assert_eq!((package.block, package.v1.signers.len()), (None, 0));
}

#[test]
fn an_incomplete_jar_signature_is_the_last_resort() {
    let message = SignedDataBuilder::signed_by(&certificate("loose"), b"SF").build();
    let zip = ZipBuilder::new().stored("META-INF/A.RSA", &message);
    assert_eq!(
        primary(&read(&zip), 1, OPEN),
        Some(("loose".to_owned(), Scheme::V1, PrimaryReason::JarIncomplete))
    );
    let beside = read(&with_block(zip, &[v2("two")]));
    assert_eq!(primary(&beside, 1, OPEN), by("two", Scheme::V2));
    assert_eq!(beside.resolve(SdkRange::from(1)).signers.len(), 1);
}

#[test]
fn one_certificate_is_one_signer_with_all_its_uses() {
    let package = package(
        Some("same"),
        &[v2("same"), of_range(V3, "same", 28, NO_MAX), of_range(V31, "new", 33, NO_MAX)],
    );
    let resolved = package.resolve(SdkRange::from(21));
    let uses: Vec<Vec<Scheme>> =
        resolved.signers.iter().map(|signer| signer.uses.iter().map(|used| used.scheme).collect()).collect();
    assert_eq!(uses, [vec![Scheme::V31], vec![Scheme::V3, Scheme::V2, Scheme::V1]]);
}

#[test]
fn former_certificates_are_lineage_and_stamps_are_no_signers() {
    let (old, new) = (certificate("old").key(TestKey::OtherP256), certificate("new"));
    let lineage = LineageBuilder::new(&old, 23).then(&new, 23).build();
    let signer = SignerBuilder::v3(&new, 28, NO_MAX).attribute(0x3ba0_6f8c, &lineage).build();
    let stamp = stamp_v2(&certificate("stamp"), &[(0xe43c_5946, 7_u64.to_le_bytes().to_vec())]);
    let package = package(None, &[(V3, scheme_value(&[signer])), (STAMP_V2, stamp)]);
    let resolved = package.resolve(SdkRange::from(21));
    assert_eq!(resolved.signers.len(), 1);
    assert_eq!(resolved.signers[0].lineage.unwrap().levels.len(), 2);
    let [stamp] = &package.stamps[..] else { panic!("{:?}", package.stamps) };
    assert_eq!((stamp.time(), stamp.schemes.len(), stamp.problems.len()), (Some(7), 2, 0));
    assert_eq!(stamp.certificate.as_ref().unwrap().subject.as_ref().unwrap().to_string(), "CN=stamp");
}

#[test]
fn a_certificate_that_cannot_be_read_makes_no_signer() {
    let junk = SignerBuilder::v2(&certificate("x")).certificates(&[b"junk".to_vec()]).build();
    let sound = SignerBuilder::v2(&certificate("two")).build();
    let package = package(None, &[(V2, scheme_value(&[junk, sound]))]);
    assert_eq!(primary(&package, 24, OPEN), by("two", Scheme::V2));
    assert_eq!(package.resolve(SdkRange::from(24)).signers.len(), 1);
}
