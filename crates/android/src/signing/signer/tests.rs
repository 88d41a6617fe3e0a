use std::sync::LazyLock;

use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::signing::{
    LineageBuilder, NO_MAX, SignerBuilder, algorithm_value, prefixed, scheme_value, sequence,
};
use proptest::prelude::*;

use super::*;
use crate::signing::Capabilities;

const AT: u64 = 1000;

fn parse(scheme: Scheme, value: &[u8]) -> SchemeBlock {
    SchemeBlock::parse(scheme, &Blob { offset: AT, bytes: value.to_vec() })
}

fn one(scheme: Scheme, signer: &SignerBuilder) -> (Signer, Vec<Problem>) {
    let mut block = parse(scheme, &scheme_value(&[signer.build()]));
    assert_eq!(block.signers.len(), 1);
    (block.signers.remove(0), block.problems)
}

fn codes(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(Problem::code).collect()
}

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

#[test]
fn a_v2_signer_is_read_with_everything_that_verification_needs() {
    let builder = SignerBuilder::v2(&shop()).attribute(0xbeef_f00d, &3_u32.to_le_bytes());
    let (signer, problems) = one(Scheme::V2, &builder);
    assert_eq!(problems, []);
    assert_eq!(signer.signed_data, Blob { offset: AT + 12, bytes: builder.signed_data() });
    assert_eq!(signer.certificate().unwrap().raw(), shop().build_der());
    assert_eq!(signer.digests[0].algorithm, SignatureAlgorithm(0x0201));
    assert_eq!(signer.digests[0].value.bytes, [0; 32]);
    assert_eq!(signer.signatures[0].algorithm.to_string(), "ECDSA with SHA-256");
    assert_eq!(signer.public_key.as_ref().unwrap().bytes, TestKey::P256.spki());
    assert_eq!(signer.attributes_of(AttributeId::STRIPPING_PROTECTION).next().unwrap().number(), Some(3));
    assert_eq!((signer.sdk, signer.platforms()), (None, SdkRange::from(0)));
}

#[test]
fn the_signer_s_certificate_is_the_first() {
    let other = CertificateBuilder::new("Root").build_der();
    let (signer, _) = one(Scheme::V2, &SignerBuilder::v2(&shop()).certificates(&[shop().build_der(), other]));
    assert_eq!(signer.certificates.len(), 2);
    assert_eq!(signer.certificate().unwrap().subject.as_ref().unwrap().to_string(), "CN=Shop");
}

#[test]
fn a_v3_signer_has_its_platforms_twice() {
    let (signer, problems) = one(Scheme::V3, &SignerBuilder::v3(&shop(), 28, NO_MAX));
    assert_eq!(problems, []);
    assert_eq!((signer.sdk, signer.signed_sdk), (Some(SdkRange { min: 28, max: NO_MAX }), signer.sdk));
    assert_eq!(signer.platforms().to_string(), "28+");

    let (_, problems) = one(Scheme::V31, &SignerBuilder::v3(&shop(), 33, 40).signed_sdk(34, 41));
    assert_eq!(
        codes(&problems),
        [
            "v3-min-sdk-version-mismatch-between-signer-and-signed-data-record",
            "v3-max-sdk-version-mismatch-between-signer-and-signed-data-record"
        ]
    );
    let (_, problems) = one(Scheme::V3, &SignerBuilder::v3(&shop(), 30, 29));
    assert_eq!(codes(&problems), ["v3-sig-invalid-sdk-versions"]);
    let (_, problems) = one(Scheme::V3, &SignerBuilder::v3(&shop(), 0x8000_0000, 0xffff_ffff));
    assert_eq!(codes(&problems), ["v3-sig-invalid-sdk-versions"]);
}

#[test]
fn a_signer_for_a_platform_in_development_counts_after_its_first_level() {
    let (signer, _) = one(Scheme::V31, &SignerBuilder::v3(&shop(), 33, NO_MAX).attribute(0xc2a6_b3ba, &[]));
    assert_eq!(signer.platforms().min, 34);
}

#[test]
fn a_proof_of_rotation_is_read_level_by_level() {
    let old = CertificateBuilder::new("Old").key(TestKey::OtherP256);
    let lineage = LineageBuilder::new(&old, 23).then(&shop(), 0x20).build();
    let (signer, problems) =
        one(Scheme::V3, &SignerBuilder::v3(&shop(), 28, NO_MAX).attribute(0x3ba0_6f8c, &lineage));
    assert_eq!(problems, []);
    let lineage = signer.lineage.unwrap();
    assert!(lineage.is_complete);
    let [first, second] = &lineage.levels[..] else { panic!("{lineage:?}") };
    assert_eq!(first.certificate.raw(), old.build_der());
    assert_eq!(
        first.capabilities.names().collect::<Vec<_>>(),
        ["installed-data", "shared-uid", "permission", "auth"]
    );
    assert_eq!((first.parent_algorithm.0, first.algorithm.0, first.signature.bytes.len()), (0, 0x0201, 0));
    assert_eq!(second.certificate.raw(), shop().build_der());
    assert_eq!((second.capabilities, second.capabilities.unknown()), (Capabilities(0x20), 0x20));
    assert_eq!((second.parent_algorithm.0, second.algorithm.0), (0x0201, 0));
    assert!(
        second.signed_data.bytes.ends_with(&0x0201_u32.to_le_bytes()) && !second.signature.bytes.is_empty()
    );
}

#[test]
fn a_proof_of_rotation_of_another_key_is_told() {
    let old = CertificateBuilder::new("Old");
    let lineage = LineageBuilder::new(&old, 23).build();
    let (_, problems) =
        one(Scheme::V3, &SignerBuilder::v3(&shop(), 28, NO_MAX).attribute(0x3ba0_6f8c, &lineage));
    assert_eq!(codes(&problems), ["v3-sig-por-cert-mismatch"]);
}

#[test]
fn a_broken_proof_of_rotation_keeps_the_levels_before_the_break() {
    let lineage = LineageBuilder::new(&shop(), 23).then(&shop(), 23).build();
    let cut = &lineage[..lineage.len() - 1];
    let (signer, problems) =
        one(Scheme::V3, &SignerBuilder::v3(&shop(), 28, NO_MAX).attribute(0x3ba0_6f8c, cut));
    let lineage = signer.lineage.unwrap();
    assert_eq!((lineage.levels.len(), lineage.is_complete), (1, false));
    assert_eq!(
        problems.iter().map(|problem| &problem.kind).collect::<Vec<_>>(),
        [&ProblemKind::MalformedLineage { level: 1 }]
    );
    let unknown = LineageBuilder::new(&shop(), 23).version(2).build();
    let (signer, problems) =
        one(Scheme::V3, &SignerBuilder::v3(&shop(), 28, NO_MAX).attribute(0x3ba0_6f8c, &unknown));
    assert_eq!(
        (signer.lineage.unwrap().levels.len(), codes(&problems)),
        (0, vec!["v3-sig-malformed-lineage".to_owned()])
    );
}

#[test]
fn a_break_behind_signed_data_costs_no_certificate() {
    let whole = SignerBuilder::v3(&shop(), 28, NO_MAX).build();
    for keep in [whole.len() - 1, whole.len() - TestKey::P256.spki().len() - 8] {
        let block = parse(Scheme::V3, &scheme_value(&[whole[..keep].to_vec()]));
        assert_eq!(block.signers[0].certificate().unwrap().raw(), shop().build_der());
        assert!(codes(&block.problems).contains(&"v3-sig-malformed-signer".to_owned()));
    }
}

#[test]
fn a_broken_signer_hides_neither_the_one_before_nor_the_one_behind() {
    let sound = SignerBuilder::v2(&shop()).build();
    let block = parse(Scheme::V2, &scheme_value(&[sound.clone(), vec![0xff; 8], sound]));
    assert_eq!(block.signers.len(), 3);
    assert!(block.signers[0].certificate().is_some() && block.signers[2].certificate().is_some());
    assert_eq!(
        (codes(&block.problems), block.problems[0].signer),
        (vec!["v2-sig-malformed-signer".to_owned()], Some(1))
    );
    assert!(block.problems[0].to_string().starts_with("v2: signer #2: malformed signer (at offset 0x"));
}

#[test]
fn a_signer_whose_length_lies_ends_the_list() {
    let mut value = scheme_value(&[SignerBuilder::v2(&shop()).build(), Vec::new()]);
    let at = value.len() - 4;
    value[at] = 1;
    let block = parse(Scheme::V2, &value);
    assert_eq!(block.signers.len(), 2);
    assert_eq!((block.problems.len(), block.problems[0].offset), (1, AT + at as u64));
}

#[test]
fn what_is_missing_is_told_by_the_platform_s_names() {
    assert_eq!(codes(&parse(Scheme::V2, &[1]).problems), ["v2-sig-malformed-signers"]);
    assert_eq!(codes(&parse(Scheme::V3, &[9, 0, 0, 0]).problems), ["v3-sig-malformed-signers"]);
    assert_eq!(codes(&parse(Scheme::V3, &[0; 4]).problems), ["v3-sig-no-signers"]);
    let (_, problems) = one(Scheme::V2, &SignerBuilder::v2(&shop()).certificates(&[]));
    assert_eq!(codes(&problems), ["v2-sig-no-certificates"]);
    let (_, problems) = one(Scheme::V31, &SignerBuilder::v3(&shop(), 33, NO_MAX).signatures(&[]));
    assert_eq!(codes(&problems), ["v3-sig-no-signatures"]);
    let (signer, problems) = one(Scheme::V2, &SignerBuilder::v2(&shop()).certificates(&[b"junk".to_vec()]));
    assert_eq!(codes(&problems), ["v2-sig-malformed-certificate"]);
    assert_eq!(signer.certificates.len(), 1);
    let (_, problems) = one(Scheme::V2, &SignerBuilder::v2(&shop()).digests(&[vec![1, 2, 0, 0]]));
    assert_eq!(codes(&problems), ["v2-sig-malformed-digest"]);
    let (_, problems) = one(Scheme::V2, &SignerBuilder::v2(&shop()).signatures(&[vec![1]]));
    assert_eq!(codes(&problems), ["v2-sig-malformed-signature", "v2-sig-no-signatures"]);
}

#[test]
fn a_broken_list_within_signed_data_leaves_the_others() {
    let certificates = prefixed(&sequence(&[shop().build_der()]));
    let data = [prefixed(&[9, 0, 0, 0]), certificates, prefixed(&[1, 0, 0, 0, 7])].concat();
    let signature = prefixed(&sequence(&[algorithm_value(0x0201, b"s")]));
    let signer = [prefixed(&data), signature, prefixed(b"key")].concat();
    let block = parse(Scheme::V2, &scheme_value(&[signer]));
    assert_eq!(block.signers[0].certificate().unwrap().raw(), shop().build_der());
    assert_eq!(codes(&block.problems), ["v2-sig-malformed-digest", "v2-sig-malformed-additional-attribute"]);
}

#[test]
fn lists_are_counted() {
    let value = scheme_value(&vec![Vec::new(); MAX_ELEMENTS + 1]);
    let block = parse(Scheme::V2, &value);
    assert_eq!(block.signers.len(), MAX_ELEMENTS);
    assert_eq!(block.problems.last().unwrap().kind, ProblemKind::TooMany { limit: MAX_ELEMENTS });
    let many = vec![algorithm_value(1, b""); MAX_ELEMENTS + 5];
    let (signer, problems) = one(Scheme::V2, &SignerBuilder::v2(&shop()).digests(&many));
    assert_eq!((signer.digests.len(), problems.len()), (MAX_ELEMENTS, 1));
}

/// Two v3 signers with a proof of rotation, made once: signing is slow.
static TWO_SIGNERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let old = CertificateBuilder::new("Old").key(TestKey::OtherP256);
    let lineage = LineageBuilder::new(&old, 23).then(&shop(), 1).build();
    let signer = SignerBuilder::v3(&shop(), 28, NO_MAX).attribute(0x3ba0_6f8c, &lineage).build();
    scheme_value(&[signer.clone(), signer])
});

proptest! {
    #[test]
    fn mutations_never_panic_and_offsets_stay_within(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..10),
        cut in any::<prop::sample::Index>(),
        scheme in prop::sample::select(vec![Scheme::V2, Scheme::V3, Scheme::V32]),
    ) {
        let mut value = TWO_SIGNERS.clone();
        for (place, octet) in changes {
            let at = place.index(value.len());
            value[at] = octet;
        }
        value.truncate(value.len() - cut.index(value.len()) / 8);
        let block = parse(scheme, &value);
        prop_assert!(block.signers.len() <= MAX_ELEMENTS);
        for problem in &block.problems {
            prop_assert!((AT..=AT + value.len() as u64).contains(&problem.offset), "{problem}");
        }
    }

    #[test]
    fn no_bytes_make_it_panic(value in prop::collection::vec(any::<u8>(), 0..400)) {
        parse(Scheme::V2, &value);
        parse(Scheme::V3, &value);
    }
}
