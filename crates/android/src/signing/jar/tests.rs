use beian_archive::{Limits, Source};
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::{SignedDataBuilder, SignerBuilder};
use beian_testkit::zip::ZipBuilder;

use super::*;

fn message(common_name: &str) -> Vec<u8> {
    SignedDataBuilder::signed_by(&CertificateBuilder::new(common_name), b"SF").build()
}

fn read(zip: &ZipBuilder) -> JarSignatures {
    let source = Source::from_bytes(zip.build());
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&source, &mut budget).unwrap();
    JarSignatures::read(&archive, &mut budget)
}

fn subjects(signatures: &JarSignatures) -> Vec<String> {
    let certificates = signatures.counted().filter_map(|(_, signer)| signer.certificate());
    certificates.map(|certificate| certificate.subject.as_ref().unwrap().to_string()).collect()
}

fn codes(signatures: &JarSignatures) -> Vec<String> {
    signatures.problems.iter().map(Problem::code).collect()
}

fn signed() -> ZipBuilder {
    ZipBuilder::new().stored("META-INF/MANIFEST.MF", b"").stored("META-INF/CERT.SF", b"SF")
}

#[test]
fn names_are_compared_byte_by_byte_and_folders_count() {
    for name in ["META-INF/CERT.RSA", "META-INF/a.b.DSA", "META-INF/x/Y.EC", "META-INF/.EC"] {
        assert!(is_signature_block_name(name.as_bytes()), "{name}");
    }
    for name in [
        "META-INF/cert.rsa",
        "meta-inf/CERT.RSA",
        "CERT.RSA",
        "META-INF/CERT.RSA/",
        "META-INF/CERTRSA",
        "x/META-INF/CERT.RSA",
    ] {
        assert!(!is_signature_block_name(name.as_bytes()), "{name}");
    }
    assert_eq!(signature_file_name(b"META-INF/a.b.DSA"), b"META-INF/a.b.SF");
}

#[test]
fn a_block_with_its_signature_file_is_a_signer() {
    let signatures = read(&signed().deflated("META-INF/CERT.RSA", &message("Shop")));
    assert_eq!((subjects(&signatures), codes(&signatures)), (vec!["CN=Shop".to_owned()], vec![]));
}

#[test]
fn signers_stand_in_the_directory_s_order() {
    let zip = signed()
        .stored("META-INF/B.SF", b"SF")
        .stored("META-INF/CERT.RSA", &message("A"))
        .stored("META-INF/B.EC", &message("B"));
    assert_eq!(subjects(&read(&zip)), ["CN=A", "CN=B"]);
}

#[test]
fn the_named_certificate_is_taken_and_not_the_first_of_the_bag() {
    let (root, leaf) =
        (CertificateBuilder::new("Root"), CertificateBuilder::new("Leaf").key(TestKey::OtherP256));
    let message = SignedDataBuilder::new()
        .certificate(&root.build_der())
        .certificate(&leaf.build_der())
        .signer(&SignerBuilder::new(&leaf).build(b"SF"))
        .build();
    assert_eq!(subjects(&read(&signed().stored("META-INF/CERT.RSA", &message))), ["CN=Leaf"]);
}

#[test]
fn a_signer_without_its_certificate_leaves_the_word_to_the_next() {
    let (gone, here) = (CertificateBuilder::new("Gone"), CertificateBuilder::new("Here"));
    let message = SignedDataBuilder::new()
        .certificate(&here.build_der())
        .signer(&SignerBuilder::new(&gone).build(b"SF"))
        .signer(&SignerBuilder::new(&here).build(b"SF"))
        .build();
    assert_eq!(subjects(&read(&signed().stored("META-INF/CERT.RSA", &message))), ["CN=Here"]);
    let message = SignedDataBuilder::new()
        .certificate(&here.build_der())
        .signer(&SignerBuilder::new(&gone).build(b"SF"))
        .build();
    assert_eq!(codes(&read(&signed().stored("META-INF/CERT.RSA", &message))), ["jar-sig-verify-exception"]);
}

#[test]
fn a_block_without_signature_file_is_read_but_does_not_count() {
    let signatures = read(&signed().stored("META-INF/OTHER.RSA", &message("Other")));
    assert_eq!((signatures.counted().count(), signatures.signers.len()), (0, 1));
    assert!(signatures.signers[0].certificate().is_some());
    assert_eq!(codes(&signatures), ["jar-sig-missing-file"]);
    assert_eq!(signatures.problems[0].severity(), crate::signing::Severity::Warning);
}

#[test]
fn nothing_counts_without_a_manifest() {
    let zip = ZipBuilder::new()
        .stored("META-INF/../CERT.SF", b"SF")
        .stored("META-INF/../CERT.RSA", &message("Shop"));
    let signatures = read(&zip);
    assert_eq!(
        (signatures.counted().count(), codes(&signatures)),
        (0, vec!["jar-sig-no-manifest".to_owned()])
    );
}

#[test]
fn a_broken_block_does_not_hide_another() {
    let zip = signed()
        .stored("META-INF/A.SF", b"SF")
        .stored("META-INF/A.RSA", b"junk")
        .stored("META-INF/B.SF", b"SF")
        .stored("META-INF/B.RSA", &SignedDataBuilder::new().certificate(&der::sequence(&[])).build())
        .stored("META-INF/CERT.RSA", &message("Shop"));
    let signatures = read(&zip);
    assert_eq!(subjects(&signatures), ["CN=Shop"]);
    assert_eq!(codes(&signatures), ["jar-sig-parse-exception", "jar-sig-no-signers"]);
    assert_eq!(
        signatures.problems.iter().map(|problem| problem.signer).collect::<Vec<_>>(),
        [Some(0), Some(1)]
    );
}

#[test]
fn blocks_are_counted() {
    let mut zip = signed();
    for index in 0..=MAX_BLOCKS {
        zip = zip.stored(&format!("META-INF/{index}.RSA"), b"");
    }
    let signatures = read(&zip);
    assert_eq!(signatures.signers.len(), MAX_BLOCKS);
    assert_eq!(signatures.problems.last().unwrap().kind, ProblemKind::TooMany { limit: MAX_BLOCKS });
}
