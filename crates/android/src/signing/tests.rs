use std::sync::LazyLock;

use beian_archive::{Limits, Source};
use beian_testkit::apk_signing::{ApkSigner, IdsigBuilder, StampBuilder};
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::signing::{
    NO_MAX, STAMP_V1, SignerBuilder, SigningBlockBuilder, V2, V3, V31, algorithm, idsig, scheme_value,
    stamp_v1, stamp_v2,
};
use beian_testkit::zip::ZipBuilder;
use proptest::prelude::*;

use super::*;

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

fn block() -> Vec<u8> {
    SigningBlockBuilder::new()
        .pair(V2, &scheme_value(&[SignerBuilder::v2(&shop()).build()]))
        .pair(V3, &scheme_value(&[SignerBuilder::v3(&shop(), 28, NO_MAX).build()]))
        .pair(STAMP_V1, &stamp_v1(&CertificateBuilder::new("Store")))
        .pair(0x7177_7777, b"channel")
        .build()
}

fn tree_size(signature: &V4Signature) -> Option<u64> {
    signature.tree.as_ref().map(|tree| tree.end - tree.start)
}

fn read(bytes: Vec<u8>, limits: &Limits) -> ApkSignatures {
    let source = Source::from_bytes(bytes);
    let mut budget = Budget::new(limits);
    let archive = Archive::recovered(&source, &mut Budget::new(&Limits::default())).unwrap();
    ApkSignatures::read(&archive, &mut budget)
}

#[test]
fn every_scheme_of_a_package_is_found() {
    let signatures =
        read(ZipBuilder::new().stored("a", b"").before_directory(&block()).build(), &Limits::default());
    assert!(signatures.has(Scheme::V2) && signatures.has(Scheme::V3) && signatures.has(Scheme::StampV1));
    assert!(!signatures.has(Scheme::V1) && !signatures.has(Scheme::V31) && !signatures.has(Scheme::StampV2));
    assert_eq!(signatures.all_problems().count(), 0);
    assert_eq!(signatures.block.unwrap().pairs.last().unwrap().id, BlockId(0x7177_7777));
}

#[test]
fn a_package_that_is_really_signed_reads_without_a_problem() {
    let rsa = CertificateBuilder::new("Rsa").key(TestKey::Rsa2048);
    let quantum = CertificateBuilder::new("Quantum").key(TestKey::MlDsa65);
    let stamp = StampBuilder::v2(&shop()).attribute(0xe43c_5946, &7_u64.to_le_bytes());
    let package = ApkSigner::new(&ZipBuilder::new().stored("a", b"A").entry(stamp.entry()).build())
        .v2(&SignerBuilder::v2(&rsa).algorithms(&[algorithm::RSA_PSS_SHA256, algorithm::RSA_PKCS1_SHA512]))
        .v3(&SignerBuilder::v3(&shop(), 28, NO_MAX).algorithms(&[algorithm::VERITY_ECDSA_SHA256]))
        .v31(&SignerBuilder::v3(&rsa, 33, NO_MAX))
        .v32(&SignerBuilder::v3(&shop(), 37, NO_MAX))
        .v32(&SignerBuilder::v3(&quantum, 37, NO_MAX))
        .stamp(&StampBuilder::v1(&shop()))
        .stamp(&stamp)
        .padded()
        .v4(&IdsigBuilder::new(&shop()).further(V31, &rsa))
        .sign();
    let signatures = read(package.apk, &Limits::default());
    assert_eq!(signatures.all_problems().collect::<Vec<_>>(), Vec::<&Problem>::new());
    assert_eq!((signatures.schemes.len(), signatures.stamps.len()), (4, 2));
    assert_eq!(signatures.stamps[0].time(), Some(7));
    let idsig = V4Signature::parse(&package.idsig.unwrap()).unwrap();
    assert_eq!((idsig.problems.len(), idsig.further.len(), tree_size(&idsig)), (0, 1, Some(4096)));
}

#[test]
fn a_directory_that_is_not_followed_by_the_end_record_is_told() {
    let zip = ZipBuilder::new().stored("a", b"").before_directory(&block()).after_directory(b"garbage");
    let signatures = read(zip.build(), &Limits::default());
    assert_eq!(
        signatures.problems.iter().map(Problem::code).collect::<Vec<_>>(),
        ["signing-block-central-directory-not-at-end"]
    );
    assert!(signatures.resolve(SdkRange::from(24)).primary.is_some());
}

#[test]
fn a_budget_that_ends_within_costs_only_what_comes_after() {
    let bytes = ZipBuilder::new().stored("a", b"").before_directory(&block()).build();
    let mut limits = Limits::default();
    let v3 = scheme_value(&[SignerBuilder::v3(&shop(), 28, NO_MAX).build()]).len();
    limits.total_size = 4 * 12 + v3 as u64;
    let signatures = read(bytes, &limits);
    assert!(signatures.scheme(Scheme::V3).is_some() && signatures.scheme(Scheme::V2).is_none());
    assert!(signatures.has(Scheme::V2), "it is there, though it was not read");
    assert!(signatures.problems.iter().all(|problem| matches!(problem.kind, ProblemKind::Unreadable(_))));
}

#[test]
fn a_stamp_without_attributes_is_sound_and_a_cut_one_keeps_its_certificate() {
    let whole = stamp_v2(&shop(), &[]);
    let stamp = Stamp::parse(Scheme::StampV2, &Blob { offset: 0, bytes: whole });
    assert_eq!((stamp.problems.len(), stamp.schemes[1].scheme, stamp.attributes.len()), (0, Some(3), 0));
    let inner = stamp_v1(&shop());
    let cut = beian_testkit::signing::prefixed(&inner[4..inner.len() - 1]);
    let stamp = Stamp::parse(Scheme::StampV1, &Blob { offset: 0, bytes: cut });
    assert!(stamp.certificate.is_some());
    assert_eq!(
        stamp.problems.iter().map(Problem::code).collect::<Vec<_>>(),
        ["source-stamp-malformed-signature"]
    );
}

#[test]
fn a_v4_signature_says_who_signed_for_which_block() {
    let rotated = CertificateBuilder::new("Rotated");
    let signature = V4Signature::parse(&idsig(2, &shop(), &[(V31, rotated.clone())])).unwrap();
    assert_eq!(signature.signing.certificate.raw(), shop().build_der());
    assert_eq!((signature.hashing.algorithm, signature.hashing.log2_block_size), (1, 12));
    assert_eq!(signature.hashing.root_hash.bytes, [0xab; 32]);
    assert_eq!(signature.further[0].0, BlockId::V31);
    assert_eq!(signature.further[0].1.certificate.raw(), rotated.build_der());
    assert_eq!((tree_size(&signature), signature.problems), (Some(4096), vec![]));
}

#[test]
fn further_signers_of_a_v4_signature_that_are_not_read_are_told() {
    let many: Vec<_> = (0..17).map(|_| (V31, shop())).collect();
    let signature = V4Signature::parse(&idsig(2, &shop(), &many)).unwrap();
    assert_eq!(signature.further.len(), 16);
    assert_eq!(signature.problems[0].kind, ProblemKind::TooMany { limit: 16 });
}

#[test]
fn a_v4_signature_that_cannot_be_read_says_why() {
    let code = |bytes: &[u8]| V4Signature::parse(bytes).map_err(|problem| problem.code()).unwrap_err();
    assert_eq!(code(&idsig(3, &shop(), &[])), "v4-sig-version-not-current");
    assert_eq!(code(&idsig(2, &shop(), &[])[..60]), "v4-sig-malformed-signers");
    assert_eq!(code(b""), "v4-sig-malformed-signers");
}

#[test]
fn a_v4_signature_without_tree_or_with_a_broken_further_block_keeps_its_signer() {
    let whole = idsig(2, &shop(), &[]);
    let signature = V4Signature::parse(&whole[..whole.len() - 4100]).unwrap();
    assert_eq!((tree_size(&signature), signature.problems.len()), (None, 0));
}

/// Made once: signing is slow.
static PACKAGE: LazyLock<Vec<u8>> =
    LazyLock::new(|| ZipBuilder::new().stored("META-INF/A.RSA", &block()).before_directory(&block()).build());
static IDSIG: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut bytes = idsig(2, &shop(), &[(V31, shop())]);
    bytes.truncate(bytes.len() - 4096);
    bytes
});

proptest! {
    #[test]
    fn a_mutated_package_never_panics_and_never_reads_more_than_its_budget(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = PACKAGE.clone();
        for (place, octet) in changes {
            let at = place.index(bytes.len());
            bytes[at] = octet;
        }
        let source = Source::from_bytes(bytes);
        let limits = Limits { total_size: 1 << 20, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        if let Ok(archive) = Archive::recovered(&source, &mut budget) {
            let signatures = ApkSignatures::read(&archive, &mut budget);
            let resolved = signatures.resolve(SdkRange::from(21));
            prop_assert_eq!(resolved.primary.is_some(), !resolved.signers.is_empty());
        }
    }

    #[test]
    fn a_mutated_v4_signature_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = IDSIG.clone();
        for (place, octet) in changes {
            let at = place.index(bytes.len());
            bytes[at] = octet;
        }
        let _ = V4Signature::parse(&bytes);
    }
}
