//! Who signed, whose values go on the form, and what that says of the package.

use beian_inspect::{SdkRange, Source, inspect};
use beian_model::{CertificateClass, FindingId, PrimaryReason, Report, SchemeKey, Signing};
use beian_testkit::apk_signing::ApkSigner;
use beian_testkit::cert::CertificateBuilder;
use beian_testkit::signing::{
    LineageBuilder, NO_MAX, SignerBuilder, SigningBlockBuilder, V2, V3, idsig, scheme_value,
};
use beian_testkit::zip::ZipBuilder;

use super::{entry, finding, ids, manifest, options, report, unsigned};

/// `PROOF_OF_ROTATION_ATTR_ID` of apksig's `V3SchemeConstants`.
const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

fn signed(block: &SigningBlockBuilder) -> Vec<u8> {
    let zip = ZipBuilder::new().deflated("AndroidManifest.xml", &manifest("com.example.shop"));
    zip.before_directory(&block.build()).build()
}

fn v2(signers: &[&CertificateBuilder]) -> Vec<u8> {
    let signers: Vec<_> = signers.iter().map(|signer| SignerBuilder::v2(signer).build()).collect();
    signed(&SigningBlockBuilder::new().pair(V2, &scheme_value(&signers)))
}

fn signing(report: &Report) -> &Signing {
    report.signing.as_ref().expect("a package has signatures or none")
}

fn primary_subject(report: &Report) -> Option<&str> {
    let signing = signing(report);
    signing.signers.get(signing.primary?)?.certificate.subject.as_deref()
}

/// v2 by the old key, v3 by the new one that the old one vouches for.
fn rotated() -> Vec<u8> {
    let (old, new) = (CertificateBuilder::new("Old"), CertificateBuilder::new("New"));
    let lineage = LineageBuilder::new(&old, 0x17).then(&new, 0x1f).build();
    let v3 = SignerBuilder::v3(&new, 28, NO_MAX).attribute(PROOF_OF_ROTATION, &lineage);
    ApkSigner::new(&unsigned(entry()).build()).v2(&SignerBuilder::v2(&old)).v3(&v3).sign().apk
}

#[test]
fn one_certificate_in_two_schemes_is_one_signer() {
    let report = report(super::sound().build());
    let signers = &signing(&report).signers;
    assert_eq!(signers.len(), 1);
    assert_eq!(signers[0].schemes, [SchemeKey::V2, SchemeKey::V3]);
    assert_eq!(signing(&report).primary_reason.as_ref().unwrap().id, PrimaryReason::OnlySigner);
}

#[test]
fn a_debug_certificate_is_an_error() {
    let report = report(v2(&[&CertificateBuilder::new("Android Debug")]));
    assert_eq!(signing(&report).signers[0].certificate.class, CertificateClass::Debug);
    assert!(finding(&report, FindingId::SigningDebug).detail.en.contains("CN=Android Debug"));
    assert!(report.has_errors());
}

#[test]
fn several_signers_are_a_warning_and_the_first_counts() {
    let report = report(v2(&[&shop(), &CertificateBuilder::new("Other")]));
    assert_eq!(primary_subject(&report), Some("CN=Shop"));
    assert!(finding(&report, FindingId::SigningSeveral).detail.en.contains("2 different certificates"));
}

#[test]
fn after_a_rotation_the_newest_key_counts_and_the_old_one_is_its_lineage() {
    let report = report(rotated());
    assert_eq!(primary_subject(&report), Some("CN=New"));
    let primary = &signing(&report).signers[signing(&report).primary.unwrap()];
    assert_eq!(primary.lineage.len(), 1);
    assert_eq!(primary.lineage[0].certificate.subject.as_deref(), Some("CN=Old"));
    assert_eq!(primary.lineage[0].capabilities, ["installed-data", "shared-uid", "permission", "auth"]);
    assert_eq!(ids(&report), ["signing.key-rotated"]);
}

#[test]
fn for_platforms_before_rotation_the_old_key_counts() {
    let mut options = options();
    options.sdk_range = SdkRange { min: Some(24), max: Some(27) };
    let report = inspect(&Source::from_bytes(rotated()), &options).unwrap();
    assert_eq!(primary_subject(&report), Some("CN=Old"));
    assert_eq!((signing(&report).verified, signing(&report).schemes.v3.verified), (Some(true), None));
}

/// Android Studio makes many such packages: v2 alone, for platforms that do not know it.
#[test]
fn a_signature_that_holds_on_newer_platforms_alone_is_told_from_one_that_does_not_hold() {
    let mut options = options();
    options.sdk_range = SdkRange { min: Some(21), max: None };
    let source = Source::from_bytes(super::signed(&unsigned(entry())));
    let report = inspect(&source, &options).unwrap();
    assert_eq!(signing(&report).verified, Some(false));
    let detail = &finding(&report, FindingId::SigningPartly).detail.en;
    assert!(detail.contains("jar-sig-") && detail.contains("v2, v3 holds by itself"), "{detail}");
    assert!(report.has_errors());
}

#[test]
fn a_changed_byte_is_an_error() {
    let mut bytes = super::signed(&unsigned(entry()));
    let at = bytes.windows(5).position(|window| window == b"hello").expect("the dex file's string");
    bytes[at] = b'j';
    let report = report(bytes);
    assert_eq!((signing(&report).verified, signing(&report).schemes.v3.verified), (Some(false), Some(false)));
    assert!(
        finding(&report, FindingId::SigningInvalid).detail.en.contains("v3-sig-apk-digest-did-not-verify")
    );
    assert_eq!(primary_subject(&report), Some("CN=Shop"));
}

#[test]
fn an_unsigned_package_is_an_error_and_false() {
    let report = report(ZipBuilder::new().stored("AndroidManifest.xml", &manifest("a.b")).build());
    assert_eq!((signing(&report).verified, signing(&report).primary), (Some(false), None));
    finding(&report, FindingId::SigningUnsigned);
}

#[test]
fn a_signature_without_a_readable_certificate_says_why() {
    let report = report(signed(&SigningBlockBuilder::new().pair(V2, b"garbage")));
    assert_eq!(signing(&report).verified, Some(false));
    let why = &finding(&report, FindingId::SigningNoCertificate).detail.en;
    assert!(why.contains("v2"), "{why}");
    assert_eq!(signing(&report).problems[0].code, "v2-sig-malformed-signers");
}

/// A value from a scheme that today's devices do not look at may be anybody's.
#[test]
fn an_older_scheme_behind_an_unreadable_newer_one_is_an_error() {
    let block = SigningBlockBuilder::new().pair(V2, &scheme_value(&[SignerBuilder::v2(&shop()).build()]));
    let report = report(signed(&block.pair(V3, b"garbage")));
    assert_eq!(primary_subject(&report), Some("CN=Shop"));
    assert_eq!(signing(&report).primary_reason.as_ref().unwrap().id, PrimaryReason::HigherUnreadable);
    assert!(finding(&report, FindingId::SigningHigherUnreadable).detail.en.contains("v3"));
}

#[test]
fn a_v4_signature_beside_the_package_is_there_and_not_verified() {
    let mut options = options();
    options.v4_signature = Some(Source::from_bytes(idsig(2, &shop(), &[])));
    let report = inspect(&Source::from_bytes(super::sound().build()), &options).unwrap();
    assert_eq!((signing(&report).schemes.v4.present, signing(&report).schemes.v4.verified), (true, None));
    options.v4_signature = Some(Source::from_bytes(b"garbage".to_vec()));
    let report = inspect(&Source::from_bytes(super::sound().build()), &options).unwrap();
    assert!(signing(&report).problems.iter().any(|problem| problem.scheme == Some(SchemeKey::V4)));
}

#[test]
fn a_chain_in_a_file_gives_its_leaf_whatever_the_order() {
    let root = CertificateBuilder::new("Root");
    let leaf = CertificateBuilder::new("Leaf").issued_by(&root);
    let file = [root.build_der(), leaf.build_der()].concat();
    let report = report(file);
    assert_eq!(primary_subject(&report), Some("CN=Leaf"));
    assert!(finding(&report, FindingId::CertificateChain).detail.en.contains("CN=Leaf"));
}
