use beian_archive::{Limits, Source};
use beian_testkit::apk_signing::{ApkSigner, Region, Signed, StampBuilder};
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::jar::{JarBuilder, JarSigner};
use beian_testkit::signing::{
    LineageBuilder, NO_MAX, STAMP_V2, SignerBuilder, SigningBlockBuilder, algorithm, stamp_v2,
};
use beian_testkit::zip::ZipBuilder;

use super::*;

const TIME: u32 = 0xe43c_5946;
const LINEAGE: u32 = 0x9d63_03f7;

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

fn store() -> CertificateBuilder {
    CertificateBuilder::new("Store").key(TestKey::OtherP256)
}

fn rsa() -> CertificateBuilder {
    CertificateBuilder::new("Rsa").key(TestKey::Rsa2048)
}

fn stamp() -> StampBuilder {
    StampBuilder::v2(&store())
}

/// An archive with the entry that names the stamp's certificate.
fn zip(stamp: &StampBuilder) -> ZipBuilder {
    ZipBuilder::new().stored("a", b"A").entry(stamp.entry())
}

fn package(zip: &ZipBuilder, stamp: &StampBuilder) -> Vec<u8> {
    ApkSigner::new(&zip.build())
        .v2(&SignerBuilder::v2(&shop()))
        .v3(&SignerBuilder::v3(&shop(), 28, NO_MAX))
        .stamp(stamp)
        .sign()
        .apk
}

struct Checked {
    scheme: Scheme,
    verified: Option<bool>,
    codes: Vec<String>,
    lineage: usize,
}

/// All stamps over these schemes' digests.
fn check_over(apk: Vec<u8>, schemes: &[Scheme], range: SdkRange) -> Vec<Checked> {
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&Source::from_bytes(apk), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let mut digests = StampedDigests::default();
    for scheme in schemes {
        if *scheme == Scheme::V1 {
            let mut manifest = Vec::new();
            let entry = archive.named(b"META-INF/MANIFEST.MF").next();
            entry.map(|entry| archive.read(entry.index(), &mut budget, &mut manifest).unwrap());
            digests.add_manifest(entry.map(|_| manifest.as_slice()));
        } else {
            digests.add_block(signatures.scheme(*scheme).unwrap());
        }
    }
    let verdicts = verify(&archive, &signatures, &digests, range, &mut budget);
    let checked = |verdict: StampVerdict<'_>| Checked {
        scheme: verdict.scheme,
        verified: verdict.verified,
        codes: verdict.issues.iter().map(Issue::code).collect(),
        lineage: verdict.lineage().map_or(0, |lineage| lineage.levels.len()),
    };
    verdicts.into_iter().map(checked).collect()
}

fn check(apk: Vec<u8>) -> Checked {
    let mut all = check_over(apk, &[Scheme::V2, Scheme::V3], SdkRange::from(30));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn check_stamp(stamp: &StampBuilder) -> Checked {
    check(package(&zip(stamp), stamp))
}

fn holds(checked: &Checked) -> bool {
    assert_eq!(checked.codes, Vec::<String>::new());
    checked.verified == Some(true)
}

fn fails(checked: &Checked, code: &str) -> bool {
    assert_eq!(checked.codes, [code]);
    checked.verified == Some(false)
}

#[test]
fn a_sound_stamp_holds_over_each_scheme_and_by_each_kind_of_key() {
    assert!(holds(&check_stamp(&stamp())));
    assert!(holds(&check_stamp(&stamp().attribute(TIME, &7_u64.to_le_bytes()))));
    let strong = [algorithm::RSA_PSS_SHA256, algorithm::RSA_PKCS1_SHA512];
    assert!(holds(&check_stamp(&StampBuilder::v2(&rsa()).algorithms(&strong))));
    let dsa = CertificateBuilder::new("Dsa").key(TestKey::Dsa1024);
    assert!(holds(&check_stamp(&StampBuilder::v2(&dsa))));
}

#[test]
fn the_digests_of_every_signer_and_algorithm_are_stamped() {
    let stamp = stamp();
    let many = [algorithm::RSA_PKCS1_SHA256, algorithm::RSA_PKCS1_SHA512, algorithm::VERITY_RSA_PKCS1_SHA256];
    let apk = ApkSigner::new(&zip(&stamp).build())
        .v2(&SignerBuilder::v2(&shop()))
        .v2(&SignerBuilder::v2(&rsa()).algorithms(&many))
        .v3(&SignerBuilder::v3(&shop(), 28, 32))
        .v31(&SignerBuilder::v3(&rsa(), 33, NO_MAX))
        .stamp(&stamp)
        .sign()
        .apk;
    // v3.1 is not stamped.
    let checked = check_over(apk, &[Scheme::V2, Scheme::V3, Scheme::V31], SdkRange::from(30));
    assert!(holds(&checked[0]));
}

#[test]
fn jar_signing_is_stamped_by_its_manifest() {
    let stamp = stamp();
    let jar = JarBuilder::new()
        .entry("a", b"A")
        .entry(StampBuilder::ENTRY_NAME, &stamp.certificate_digest())
        .signer(JarSigner::new("CERT", &shop()))
        .build();
    let apk = package(&jar, &stamp);
    let all = [Scheme::V1, Scheme::V2, Scheme::V3];
    assert!(holds(&check_over(apk, &all, SdkRange::from(18))[0]));
    // Nothing was stamped where there is no manifest.
    let checked = check_over(package(&zip(&stamp), &stamp), &all, SdkRange::from(18));
    assert!(fails(&checked[0], "source-stamp-no-signature"));
}

#[test]
fn a_scheme_that_counts_has_to_be_stamped() {
    assert!(fails(&check_stamp(&stamp().schemes(&[3])), "source-stamp-no-signature"));
    let stamp = stamp().schemes(&[3]);
    let apk = package(&zip(&stamp), &stamp);
    assert!(holds(&check_over(apk, &[Scheme::V3], SdkRange::from(30))[0]));
}

#[test]
fn other_digests_are_noticed() {
    let stamp = stamp();
    let signed = |content: &[u8]| {
        let zip = ZipBuilder::new().stored("a", content).entry(stamp.entry());
        ApkSigner::new(&zip.build()).v2(&SignerBuilder::v2(&shop())).stamp(&stamp).sign()
    };
    // The stamp of one package in another, which has its own digest.
    let (one, two) = (signed(b"A"), signed(b"B"));
    let value = |signed: &Signed| {
        let stamped = |region: &&Region| region.part.starts_with("stamp");
        let regions: Vec<_> = signed.regions.iter().filter(stamped).collect();
        regions[0].range.start..regions[regions.len() - 1].range.end
    };
    let mut swapped = one.apk.clone();
    let (from, to) = (value(&two), value(&one));
    // ECDSA signatures differ in length by a byte or two now and then; these do not.
    swapped[to].copy_from_slice(&two.apk[from]);
    let checked = check_over(swapped, &[Scheme::V2], SdkRange::from(30));
    assert!(fails(&checked[0], "source-stamp-did-not-verify"));
}

#[test]
fn a_certificate_that_is_not_the_one_named_is_refused() {
    let mismatch = "source-stamp-certificate-mismatch-between-signature-block-and-apk";
    let other = StampBuilder::v2(&rsa());
    assert!(fails(&check(package(&zip(&other), &stamp())), mismatch));
    let long = ZipBuilder::new().deflated(StampBuilder::ENTRY_NAME, &vec![7; 100_000]);
    assert!(fails(&check(package(&long, &stamp())), mismatch));
    let twice =
        ZipBuilder::new().stored(StampBuilder::ENTRY_NAME, &[stamp().certificate_digest(), vec![0]].concat());
    assert!(fails(&check(package(&twice, &stamp())), mismatch));
}

#[test]
fn a_certificate_that_no_factory_takes_is_refused() {
    let odd = store().validity(&beian_testkit::cert::der::null());
    let stamp = StampBuilder::v2(&odd);
    assert!(fails(&check_stamp(&stamp), "source-stamp-malformed-certificate"));
}

#[test]
fn entry_and_stamp_belong_together() {
    let without_entry = package(&ZipBuilder::new().stored("a", b"A"), &stamp());
    assert!(fails(&check(without_entry), "source-stamp-signature-block-without-cert-digest"));
    let unsigned = zip(&stamp()).build();
    let without_stamp = ApkSigner::new(&unsigned).v2(&SignerBuilder::v2(&shop())).sign().apk;
    assert!(fails(
        &check_over(without_stamp, &[Scheme::V2], SdkRange::from(30))[0],
        "source-stamp-sig-missing"
    ));
    assert!(fails(&check_over(unsigned, &[], SdkRange::from(30))[0], "source-stamp-sig-missing"));
    let neither = package(&ZipBuilder::new().stored("a", b"A"), &StampBuilder::v1(&store()));
    assert_eq!(check_over(neither, &[Scheme::V2], SdkRange::from(30))[0].scheme, Scheme::StampV1);
    let nothing = ZipBuilder::new().stored("a", b"A").build();
    assert!(check_over(nothing, &[], SdkRange::from(30)).is_empty());
}

#[test]
fn an_entry_that_cannot_be_read_is_no_verdict() {
    let apk = package(&zip(&stamp()), &stamp());
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&Source::from_bytes(apk), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let mut none = Budget::new(&Limits { total_size: 0, ..Limits::default() });
    let verdicts = verify(&archive, &signatures, &StampedDigests::default(), SdkRange::from(30), &mut none);
    assert_eq!(verdicts[0].verified, None);
    assert_eq!(verdicts[0].issues[0].code(), "source-stamp-entry-unreadable");
}

#[test]
fn the_first_version_is_over_the_highest_scheme_and_does_not_stand_for_the_second() {
    let stamp = StampBuilder::v1(&store());
    let checked = check_over(package(&zip(&stamp), &stamp), &[Scheme::V2, Scheme::V3], SdkRange::from(30));
    assert!(fails(&checked[0], "source-stamp-sig-missing"));
    assert!(checked[1].scheme == Scheme::StampV1 && holds(&checked[1]));
    let both = ApkSigner::new(&zip(&stamp).build()).v2(&SignerBuilder::v2(&shop())).stamp(&stamp);
    let checked = check_over(both.stamp(&self::stamp()).sign().apk, &[Scheme::V2], SdkRange::from(30));
    assert!(holds(&checked[0]) && holds(&checked[1]));
}

#[test]
fn a_time_has_to_be_one() {
    let with = |value: &[u8]| check_stamp(&stamp().attribute(TIME, value));
    assert!(holds(&with(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0])));
    assert!(fails(&with(&[0; 8]), "source-stamp-invalid-timestamp"));
    assert!(fails(&with(&[0, 0, 0, 0, 0, 0, 0, 0, 1]), "source-stamp-invalid-timestamp"));
    assert!(fails(&with(&[0xff; 8]), "source-stamp-invalid-timestamp"));
    assert!(fails(&with(&[1, 0, 0, 0]), "source-stamp-malformed-attribute"));
}

#[test]
fn what_is_unknown_is_passed_over() {
    let checked = check_stamp(&stamp().attribute(7, b"").attribute(TIME, &[0; 8]));
    assert_eq!(checked.codes, ["source-stamp-unknown-attribute", "source-stamp-invalid-timestamp"]);
    let checked = check_stamp(&stamp().attribute(7, b""));
    assert_eq!((checked.codes.len(), checked.verified), (1, Some(true)));
}

#[test]
fn the_line_of_keys_is_checked() {
    let line = |lineage: Vec<u8>| check_stamp(&stamp().attribute(LINEAGE, &lineage));
    let sound = LineageBuilder::new(&rsa(), 23).then(&store(), 23);
    let checked = line(sound.build());
    assert!(holds(&checked) && checked.lineage == 2);
    let checked = line(LineageBuilder::new(&store(), 23).then(&rsa(), 23).build());
    assert!(fails(&checked, "source-stamp-por-cert-mismatch") && checked.lineage == 0);
    assert!(fails(&line(sound.version(2).build()), "source-stamp-por-cert-mismatch"));
    assert!(fails(&line(1_u32.to_le_bytes().to_vec()), "source-stamp-malformed-lineage"));
    assert!(fails(&line(Vec::new()), "source-stamp-malformed-lineage"));
    let mut cut = LineageBuilder::new(&rsa(), 23).then(&store(), 23).build();
    cut.truncate(cut.len() - 1);
    assert!(fails(&line(cut.clone()), "source-stamp-malformed-lineage"));
    let mut forged = LineageBuilder::new(&rsa(), 23).then(&store(), 23).build();
    let last = forged.len() - 5;
    forged[last - 100] ^= 1;
    assert_eq!(line(forged).verified, Some(false));
    let twice = LineageBuilder::new(&store(), 23).then(&store(), 23).build();
    assert!(fails(&line(twice), "source-stamp-por-did-not-verify"));
}

#[test]
fn platforms_of_the_range_have_to_know_a_signature() {
    let stamp = StampBuilder::v2(&rsa()).algorithms(&[algorithm::RSA_PSS_SHA256]);
    let apk = package(&zip(&stamp), &stamp);
    let at = |min| check_over(apk.clone(), &[Scheme::V2, Scheme::V3], SdkRange::from(min)).remove(0);
    assert!(holds(&at(23)));
    assert!(fails(&at(22), "source-stamp-no-supported-signature"));
}

/// A stamp with a part of its value changed.
fn check_value(change: impl Fn(&mut Vec<u8>)) -> Checked {
    let mut value = stamp_v2(&store(), &[(TIME, 7_u64.to_le_bytes().to_vec())]);
    change(&mut value);
    let block = SigningBlockBuilder::new().pair(STAMP_V2, &value).build();
    let apk = zip(&stamp()).before_directory(&block).build();
    check_over(apk, &[Scheme::V1], SdkRange::from(30)).remove(0)
}

#[test]
fn a_frame_that_breaks_is_told_where_apksig_gets_to_it() {
    assert!(fails(&check_value(|value| value.truncate(3)), "source-stamp-malformed-signature"));
    assert!(fails(&check_value(|value| value[0] ^= 1), "source-stamp-malformed-signature"));
    // The list of schemes is longer than the rest.
    let certificate = store().build_der().len();
    assert!(fails(
        &check_value(|value| value[4 + 4 + certificate + 1] = 0xff),
        "source-stamp-malformed-signature"
    ));
    assert!(fails(&check_value(|value| value[4 + 4 + 1] ^= 0xff), "source-stamp-malformed-certificate"));
    // Signatures of schemes 2 and 3, none of 1.
    assert!(fails(&check_value(|_| ()), "source-stamp-no-signature"));
}

#[test]
fn a_flipped_bit_of_any_part_is_noticed() {
    let stamp = stamp().attribute(TIME, &7_u64.to_le_bytes());
    let sound = ApkSigner::new(&zip(&stamp).build()).v2(&SignerBuilder::v2(&shop())).stamp(&stamp).sign();
    let regions: Vec<_> = sound.regions.iter().filter(|region| region.part.starts_with("stamp v2")).collect();
    assert!(regions.len() > 8);
    for region in regions {
        for at in region.range.clone().step_by(7) {
            let mut broken = sound.apk.clone();
            broken[at] ^= 0x10;
            let checked = check_over(broken, &[Scheme::V2], SdkRange::from(30));
            assert_eq!(checked[0].verified, Some(false), "{} at {at}: {:?}", region.part, checked[0].codes);
        }
    }
}
