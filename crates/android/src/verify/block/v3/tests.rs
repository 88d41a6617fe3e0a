use beian_testkit::apk_signing::ApkSigner;
use beian_testkit::cert::TestKey;
use beian_testkit::signing::{
    LineageBuilder, NO_MAX, SignerBuilder, SigningBlockBuilder, V3, V31, algorithm_value, scheme_value,
};

use crate::signing::{Scheme, SdkRange};
use crate::verify::block::testing::*;
use crate::verify::block::{v3, v31};

const ROTATION_MIN_SDK: u32 = 0x559f_8b02;
const PROOF_OF_ROTATION: u32 = 0x3ba0_6f8c;
const TARGETS_DEV: u32 = 0xc2a6_b3ba;
const HYBRID_MIN: u32 = 0xbf94_0529;
const HYBRID_MAX: u32 = 0x9f06_b79c;

fn of(scheme: Scheme, signer: &ApkSigner, range: SdkRange) -> (Option<bool>, Vec<String>) {
    let package = Package::signed(signer);
    let check = if scheme == Scheme::V31 { v31 } else { v3 };
    told(&package.finish(check(&package.signatures, range).unwrap()))
}

fn alone(signer_: &SignerBuilder) -> (Option<bool>, Vec<String>) {
    of(Scheme::V3, &signer().v3(signer_), ALL)
}

fn for_all() -> SignerBuilder {
    SignerBuilder::v3(&shop(), 28, NO_MAX)
}

fn rotated(lineage: &LineageBuilder) -> SignerBuilder {
    for_all().attribute(PROOF_OF_ROTATION, &lineage.build())
}

#[test]
fn a_signer_for_all_platforms_holds() {
    let package = Package::signed(&signer().v3(&for_all()));
    let verdict = package.finish(v3(&package.signatures, ALL).unwrap());
    assert_eq!(told(&verdict), holds(&[]));
    assert_eq!(verdict.signers[0].sdk, Some(SdkRange { min: 28, max: NO_MAX }));
    assert_eq!(verdict.lineage, Vec::<&crate::signing::LineageLevel>::new());
}

#[test]
fn what_is_wrong_has_the_scheme_s_name() {
    let by_other = algorithm_value(0x0201, &TestKey::OtherP256.sign(&for_all().signed_data()));
    assert_eq!(alone(&for_all().signatures(&[by_other])), refused("v3-sig-did-not-verify"));
    let wrong = for_all().digests(&[algorithm_value(0x0201, &[0; 32])]);
    assert_eq!(alone(&wrong), refused("v3-sig-apk-digest-did-not-verify"));
    // apksig says nothing of v3.1's digests; the platform does.
    assert_eq!(of(Scheme::V31, &signer().v31(&wrong), ALL), refused("v3-sig-apk-digest-did-not-verify"));
}

#[test]
fn platforms_outside_and_inside_are_the_same() {
    let (verified, codes) = alone(&for_all().signed_sdk(29, 40));
    assert_eq!(verified, Some(false));
    assert_eq!(
        codes,
        [
            "v3-min-sdk-version-mismatch-between-signer-and-signed-data-record",
            "v3-max-sdk-version-mismatch-between-signer-and-signed-data-record"
        ]
    );
    let (verified, codes) = alone(&SignerBuilder::v3(&shop(), 31, 30));
    assert_eq!((verified, codes[0].as_str()), (Some(false), "v3-sig-invalid-sdk-versions"));
}

#[test]
fn signers_follow_each_other_and_cover_the_range() {
    let with = |ranges: &[(u32, u32)], range| {
        let signers = ranges.iter().map(|(min, max)| SignerBuilder::v3(&shop(), *min, *max));
        of(Scheme::V3, &signers.fold(signer(), |all, one| all.v3(&one)), range)
    };
    assert_eq!(with(&[(28, 30), (31, NO_MAX)], ALL), holds(&[]));
    assert_eq!(with(&[(31, NO_MAX), (28, 30)], ALL), holds(&[]), "in any order");
    // apksig does not go on behind the gap, and so misses what the others cover.
    let (_, codes) = with(&[(28, 30), (32, NO_MAX)], ALL);
    assert_eq!(codes, ["v3-inconsistent-sdk-versions", "v3-missing-sdk-versions"]);
    assert_eq!(
        with(&[(28, 30), (30, 33)], SdkRange { min: 28, max: 29 }),
        refused("v3-inconsistent-sdk-versions")
    );
    assert_eq!(with(&[(28, 33)], ALL), refused("v3-missing-sdk-versions"));
    assert_eq!(with(&[(28, 33)], SdkRange { min: 1, max: 33 }), holds(&[]));
    assert_eq!(with(&[(29, NO_MAX)], ALL), refused("v3-missing-sdk-versions"));
    assert_eq!(with(&[(29, NO_MAX)], SdkRange::from(29)), holds(&[]));
    assert_eq!(with(&[(28, NO_MAX), (28, NO_MAX)], ALL), refused("v3-sig-multiple-signers"));
}

#[test]
fn a_signer_chooses_its_signature_for_its_own_platforms() {
    let signer_ = SignerBuilder::v3(&rsa(), 28, NO_MAX).algorithms(&[0x0421]);
    assert_eq!(alone(&signer_), holds(&[]));
    let early = SignerBuilder::v3(&rsa(), 27, NO_MAX).algorithms(&[0x0421]);
    assert_eq!(alone(&early), refused("v3-sig-no-supported-signatures"));
}

#[test]
fn a_proof_of_rotation_is_checked_and_shown() {
    let sound = LineageBuilder::new(&rsa(), 1).then(&other(), 3).then(&shop(), 7);
    let package = Package::signed(&signer().v3(&rotated(&sound)));
    let verdict = package.finish(v3(&package.signatures, ALL).unwrap());
    assert_eq!(told(&verdict), holds(&[]));
    let names: Vec<_> =
        verdict.lineage.iter().map(|level| level.certificate.subject.as_ref().unwrap().to_string()).collect();
    assert_eq!(names, ["CN=Rsa", "CN=Other", "CN=Shop"]);

    let of_another = LineageBuilder::new(&rsa(), 1).then(&other(), 3);
    assert_eq!(alone(&rotated(&of_another)), refused("v3-sig-por-cert-mismatch"));
    let further = LineageBuilder::new(&shop(), 1).then(&other(), 3);
    assert_eq!(
        alone(&rotated(&further)),
        refused("v3-sig-por-cert-mismatch"),
        "it goes on behind the signer"
    );
    let again = LineageBuilder::new(&rsa(), 1).then(&rsa(), 1).then(&shop(), 7);
    assert_eq!(alone(&rotated(&again)), refused("v3-sig-por-did-not-verify"));
    assert_eq!(alone(&rotated(&sound.clone().version(2))), refused("v3-sig-por-cert-mismatch"));

    let value = |bytes: &[u8]| alone(&for_all().attribute(PROOF_OF_ROTATION, bytes));
    let bytes = sound.build();
    assert_eq!(value(&[]), refused("v3-sig-por-cert-mismatch"), "an empty one is none");
    assert_eq!(value(&[1, 0]), refused("v3-sig-malformed-lineage"));
    assert_eq!(value(&bytes[..bytes.len() - 1]), refused("v3-sig-malformed-lineage"));
    let twice = rotated(&sound).attribute(PROOF_OF_ROTATION, &bytes);
    assert_eq!(alone(&twice), refused("v3-sig-multiple-lineages"));
}

#[test]
fn proofs_of_rotation_grow_with_the_platforms() {
    let short = LineageBuilder::new(&rsa(), 1).then(&other(), 1);
    let long = short.clone().then(&shop(), 1);
    let with =
        |first: &SignerBuilder, second: &SignerBuilder| of(Scheme::V3, &signer().v3(first).v3(second), ALL);
    let of_other =
        |min, max| SignerBuilder::v3(&other(), min, max).attribute(PROOF_OF_ROTATION, &short.build());
    let of_shop = |min, max| SignerBuilder::v3(&shop(), min, max).attribute(PROOF_OF_ROTATION, &long.build());
    assert_eq!(with(&of_other(28, 30), &of_shop(31, NO_MAX)), holds(&[]));
    let (verified, codes) = with(&of_shop(28, 30), &of_other(31, NO_MAX));
    assert_eq!((verified, codes[0].as_str()), (Some(false), "v3-inconsistent-lineages"));

    let unrelated = LineageBuilder::new(&shop(), 1);
    let apart = SignerBuilder::v3(&shop(), 28, 30).attribute(PROOF_OF_ROTATION, &unrelated.build());
    assert_eq!(with(&apart, &of_other(31, NO_MAX)), refused("v3-inconsistent-lineages"));
}

#[test]
fn v31_has_to_be_there_where_v3_says_so() {
    let says = |min: u32| for_all().attribute(ROTATION_MIN_SDK, &min.to_le_bytes());
    assert_eq!(alone(&says(33)), refused("v31-block-missing"));
    let before = SdkRange { min: 28, max: 32 };
    assert_eq!(of(Scheme::V3, &signer().v3(&says(33)), before), holds(&[]), "nobody knows v3.1 there");
    let short = for_all().attribute(ROTATION_MIN_SDK, &[33]);
    assert_eq!(alone(&short), refused("v3-sig-malformed-additional-attribute"));

    let newer = SignerBuilder::v3(&other(), 33, NO_MAX);
    let both = |older: &SignerBuilder| of(Scheme::V3, &signer().v3(older).v31(&newer), ALL);
    assert_eq!(both(&says(33)), holds(&[]));
    assert_eq!(both(&says(34)), refused("v31-rotation-min-sdk-mismatch"));
    assert_eq!(both(&for_all()), holds(&["v31-rotation-min-sdk-attr-missing"]));
    // v3 need not go further than to where v3.1 takes over, but up to there.
    let until = |max| SignerBuilder::v3(&shop(), 28, max).attribute(ROTATION_MIN_SDK, &33_u32.to_le_bytes());
    assert_eq!(both(&until(32)), holds(&[]));
    assert_eq!(both(&until(31)), refused("v3-missing-sdk-versions"));
}

#[test]
fn a_v31_block_that_was_not_read_may_say_anything() {
    let until = SignerBuilder::v3(&shop(), 28, 32).attribute(ROTATION_MIN_SDK, &33_u32.to_le_bytes());
    // What stands in the block is no part of the digest.
    let sound = Package::signed(&signer().v3(&until));
    let digest = &sound.signatures.schemes[0].signers[0].digests[0].value.bytes;
    let value = scheme_value(&[until.digests(&[algorithm_value(0x0201, digest)]).build()]);
    let block = SigningBlockBuilder::new().pair(V3, &value).pair(V31, &vec![0; (1 << 20) + 1]).build();
    let package = Package::of(zip().before_directory(&block).build());
    let told_of = |check| told(&package.finish(check));
    assert_eq!(told_of(v3(&package.signatures, ALL).unwrap()), holds(&[]));
    let open = (None, vec!["v3-sig-too-large".to_owned()]);
    assert_eq!(told_of(v31(&package.signatures, ALL).unwrap()), open);
}

#[test]
fn v31_goes_on_to_the_end() {
    let with =
        |signers: &[SignerBuilder]| of(Scheme::V31, &signers.iter().fold(signer(), ApkSigner::v31), ALL);
    let from = |min| SignerBuilder::v3(&shop(), min, NO_MAX);
    assert_eq!(with(&[from(34)]), holds(&[]));
    assert_eq!(with(&[SignerBuilder::v3(&shop(), 33, 40)]), refused("v3-missing-sdk-versions"));
    // A signer for a platform in development begins with the level of the last finished one.
    let finished = SignerBuilder::v3(&other(), 33, 34);
    assert_eq!(with(&[finished.clone(), from(34).attribute(TARGETS_DEV, &[])]), holds(&[]));
    assert_eq!(with(&[finished, from(34)]).0, Some(false));
    assert_eq!(
        alone(&for_all().attribute(TARGETS_DEV, &[])),
        holds(&["v31-rotation-targets-dev-release-attr-on-v3-signer"])
    );
    // It cannot speak of itself.
    let itself = from(33).attribute(ROTATION_MIN_SDK, &33_u32.to_le_bytes());
    assert_eq!(with(&[itself]), refused("v31-block-missing"));
}

#[test]
fn v32_has_to_be_there_where_older_schemes_say_so() {
    let says = |min: u32, max: Option<u32>| {
        let signer = for_all().attribute(HYBRID_MIN, &min.to_le_bytes());
        max.into_iter().fold(signer, |signer, max| signer.attribute(HYBRID_MAX, &max.to_le_bytes()))
    };
    assert_eq!(alone(&says(37, None)), refused("v32-block-missing"));
    let before = SdkRange { min: 28, max: 36 };
    let unknown = holds(&["v3-sig-unknown-additional-attribute"]);
    assert_eq!(of(Scheme::V3, &signer().v3(&says(37, None)), before), unknown, "nobody knows v3.2 there");

    let hybrid = SignerBuilder::v3(&other(), 37, 40);
    let both = |older: &SignerBuilder| of(Scheme::V3, &signer().v3(older).v32(&hybrid), ALL);
    assert_eq!(both(&says(37, None)), holds(&[]));
    assert_eq!(both(&says(37, Some(40))), holds(&[]));
    assert_eq!(both(&says(38, None)), refused("v32-sdk-versions-mismatch"));
    assert_eq!(both(&says(37, Some(41))), refused("v32-sdk-versions-mismatch"));
    let max_alone = for_all().attribute(HYBRID_MAX, &40_u32.to_le_bytes());
    assert_eq!(both(&max_alone), refused("v32-sdk-versions-mismatch"));
    let short = for_all().attribute(HYBRID_MIN, &[37]);
    assert_eq!(both(&short), refused("v3-sig-malformed-additional-attribute"));
}
