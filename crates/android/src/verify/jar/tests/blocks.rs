//! Block files.

use super::*;

/// A package whose block is built of the signature file.
fn with_block(build: impl FnOnce(&[u8]) -> Vec<u8>) -> JarBuilder {
    let file = signer().signature_file_of(&entries().manifest_bytes());
    entries().signer(signer().block(&build(&file)))
}

/// A block of one signer and its certificate.
fn block_of(signer: &SignerBuilder, certificate: &CertificateBuilder, file: &[u8]) -> Vec<u8> {
    SignedDataBuilder::new().certificate(&certificate.build_der()).signer(&signer.build(file)).build()
}

#[test]
fn signed_attributes_are_checked() {
    let attributes = || SignerBuilder::new(&certificate()).with_signed_attributes();
    assert_eq!(issues(&with_block(|file| block_of(&attributes(), &certificate(), file))), NONE);
    let jar = with_block(|_| block_of(&attributes(), &certificate(), b"another file"));
    assert_eq!(issues(&jar), ["did-not-verify"]);
    let jar = with_block(|file| block_of(&attributes(), &certificate(), file));
    let old = judge_with(&jar.build(), SdkRange { min: 18, max: 34 }, &[]);
    assert_eq!(codes(&old.issues), ["verify-exception"]);
}

#[test]
fn attributes_that_are_missing_or_wrong_are_told_apart() {
    let content_type =
        |oid: &str| der::sequence(&[&der::oid("1.2.840.113549.1.9.3"), &der::set(&[&der::oid(oid)])]);
    let digest = |values: &[&[u8]]| der::sequence(&[&der::oid("1.2.840.113549.1.9.4"), &der::set(values)]);
    let judged = |range: SdkRange, attributes: &dyn Fn(&[u8]) -> Vec<u8>| {
        let jar = with_block(|file| {
            let right = HashAlgorithm::Sha256.digest(&[file]);
            let signer = SignerBuilder::new(&certificate()).attributes(&attributes(&right));
            block_of(&signer, &certificate(), file)
        });
        codes(&judge_with(&jar.build(), range, &[]).issues)
    };
    let data = || content_type("1.2.840.113549.1.7.1");
    let right = |right: &[u8]| [data(), digest(&[&der::octet_string(right)])].concat();
    assert_eq!(judged(RANGE, &right), NONE);
    assert_eq!(judged(RANGE, &|_| data()), ["verify-exception"]);
    assert_eq!(judged(RANGE, &|right| digest(&[&der::octet_string(right)])), ["verify-exception"]);
    // Before Android 7.0 nobody asked for the content type.
    let old = SdkRange { min: 21, max: 23 };
    assert_eq!(judged(old, &|right| digest(&[&der::octet_string(right)])), NONE);
    let other = |right: &[u8]| [content_type("1.2.3"), digest(&[&der::octet_string(right)])].concat();
    assert_eq!(judged(RANGE, &other), ["did-not-verify"]);
    assert_eq!(
        judged(RANGE, &|_| [data(), digest(&[&der::octet_string(b"x")])].concat()),
        ["did-not-verify"]
    );
    let two =
        |right: &[u8]| [data(), digest(&[&der::octet_string(right), &der::octet_string(right)])].concat();
    assert_eq!(judged(RANGE, &two), ["parse-exception"]);
    let twice = |right: &[u8]| [data(), digest(&[&der::octet_string(right)]), data()].concat();
    assert_eq!(judged(RANGE, &twice), ["parse-exception"]);
    assert_eq!(judged(RANGE, &|_| [data(), digest(&[&der::integer(&[1])])].concat()), ["parse-exception"]);
    assert_eq!(judged(RANGE, &|_| der::integer(&[1])), ["verify-exception"]);
}

#[test]
fn the_first_signer_info_alone_counts_before_android_7() {
    let (good, bad) = (SignerBuilder::new(&certificate()), SignerBuilder::new(&certificate()));
    let block = |first: &[u8], second: &[u8]| {
        let first = bad.build(first);
        SignedDataBuilder::new()
            .certificate(&certificate().build_der())
            .signer(&first)
            .signer(&good.build(second))
            .build()
    };
    let jar = with_block(|file| block(b"another file", file));
    let verdict = judge(&jar);
    assert_eq!((verdict.verified, verdict.signers[0].signer_info), (Some(true), 1));
    let old = SdkRange { min: 21, max: 34 };
    assert_eq!(codes(&judge_with(&jar.build(), old, &[]).issues), ["did-not-verify"]);
    let jar = with_block(|file| block(file, b"another file"));
    assert_eq!(judge(&jar).signers[0].signer_info, 0);
    assert_eq!(issues(&with_block(|_| block(b"a", b"b"))), ["did-not-verify"]);
}

#[test]
fn a_signer_info_that_throws_costs_the_block_even_behind_one_that_verifies() {
    let stranger = CertificateBuilder::new("Stranger");
    let jar = with_block(|file| {
        SignedDataBuilder::new()
            .certificate(&certificate().build_der())
            .signer(&SignerBuilder::new(&certificate()).build(file))
            .signer(&SignerBuilder::new(&stranger).build(file))
            .build()
    });
    assert_eq!(issues(&jar), ["verify-exception"]);
}

#[test]
fn algorithms_are_taken_by_the_platforms_that_know_them() {
    let judged = |key, min| {
        let jar = entries().signer(JarSigner::new("CERT", &CertificateBuilder::new("Shop").key(key)));
        codes(&judge_with(&jar.build(), SdkRange { min, max: 34 }, &[]).issues)
    };
    assert_eq!(judged(TestKey::Rsa2048, 18), NONE);
    assert_eq!(judged(TestKey::P256, 18), ["unsupported-sig-alg"]);
    assert_eq!(judged(TestKey::P256, 21), NONE);
    // SHA-256 with a digest of the manifest that older platforms do not look for.
    assert_eq!(judged(TestKey::Rsa2048, 17), ["unsupported-sig-alg"]);
}

#[test]
fn certificates_are_named_by_issuer_and_serial_number_only() {
    let identified = certificate().extension("2.5.29.14", &der::octet_string(b"id"));
    let signer = SignerBuilder::new(&identified).identifier(&der::element(0x80, b"id"));
    assert_eq!(issues(&with_block(|file| block_of(&signer, &identified, file))), ["verify-exception"]);
    let jar = with_block(|file| {
        SignedDataBuilder::new().signer(&SignerBuilder::new(&certificate()).build(file)).build()
    });
    assert_eq!(issues(&jar), ["verify-exception"]);
}

#[test]
fn the_chain_is_found_by_names() {
    let root = CertificateBuilder::new("Root");
    let middle = CertificateBuilder::new("Middle").key(TestKey::OtherP256).issued_by(&root);
    let leaf = CertificateBuilder::new("Leaf").key(TestKey::Rsa2048).issued_by(&middle);
    let jar = with_block(|file| {
        [&root, &leaf, &CertificateBuilder::new("Stranger"), &middle]
            .iter()
            .fold(SignedDataBuilder::new(), |message, certificate| {
                message.certificate(&certificate.build_der())
            })
            .signer(&SignerBuilder::new(&leaf).build(file))
            .build()
    });
    assert_eq!(judge(&jar).signers[0].chain, [1, 3, 0]);
}

#[test]
fn the_certificate_has_to_be_for_signatures() {
    let judged = |certificate: &CertificateBuilder| {
        issues(&with_block(|file| block_of(&SignerBuilder::new(certificate), certificate, file)))
    };
    let usage = |bits: u8| certificate().extension("2.5.29.15", &der::element(3, &[0, bits]));
    assert_eq!(judged(&usage(0x80)), NONE);
    assert_eq!(judged(&usage(0x40)), NONE);
    assert_eq!(judged(&usage(0x20)), ["verify-exception"]);
    assert_eq!(judged(&certificate().critical_extension("2.5.29.19", &der::sequence(&[]))), NONE);
    assert_eq!(judged(&certificate().critical_extension("1.2.3.4", b"")), ["verify-exception"]);
    assert_eq!(judged(&certificate().extension("1.2.3.4", b"")), NONE);
}

#[test]
fn blocks_that_cannot_be_read_are_told() {
    let block = |bytes: &[u8]| issues(&entries().signer(signer().block(bytes)));
    assert_eq!(block(b"junk"), ["parse-exception"]);
    assert_eq!(block(&SignedDataBuilder::new().build()), ["no-signers"]);
    assert_eq!(block(&SignedDataBuilder::new().signer(&[0x30, 5]).build()), ["parse-exception"]);
    let junk_certificate = |file: &[u8]| {
        SignedDataBuilder::signed_by(&certificate(), file).certificate(&der::sequence(&[])).build()
    };
    assert_eq!(issues(&with_block(junk_certificate)), ["parse-exception"]);
    let with_part = |place: usize, element: Vec<u8>| {
        move |file: &[u8]| {
            let mut parts = certificate().tbs_parts();
            parts[place] = element.clone();
            let broken = certificate().build_around(&der::sequence(&[&parts.concat()]));
            SignedDataBuilder::signed_by(&certificate(), file).certificate(&broken).build()
        }
    };
    let sha256_with_rsa = || der::oid("1.2.840.113549.1.1.11");
    assert_eq!(issues(&with_block(with_part(2, der::sequence(&[&sha256_with_rsa()])))), NONE);
    for (place, element) in [
        (2, der::sequence(&[&der::integer(&[1])])),
        // Another algorithm than outside.
        (2, der::sequence(&[&der::oid("1.2.840.113549.1.1.12"), &der::null()])),
        (4, der::set(&[&der::utc_time("200101000000Z"), &der::utc_time("491231235959Z")])),
    ] {
        assert_eq!(issues(&with_block(with_part(place, element))), ["parse-exception"], "{place}");
    }
    let junk_signer =
        |file: &[u8]| SignedDataBuilder::signed_by(&certificate(), file).signer(&der::sequence(&[])).build();
    assert_eq!(issues(&with_block(junk_signer)), ["parse-exception"]);
    let behind = |file: &[u8]| {
        [SignedDataBuilder::signed_by(&certificate(), file).build(), b"behind".to_vec()].concat()
    };
    assert_eq!(issues(&with_block(behind)), NONE);
}

#[test]
fn more_signer_infos_than_are_tried_leave_the_verdict_open() {
    let jar = with_block(|file| {
        let good = SignerBuilder::new(&certificate()).build(file);
        (0..40)
            .fold(SignedDataBuilder::new().certificate(&certificate().build_der()), |message, _| {
                message.signer(&good)
            })
            .build()
    });
    let verdict = judge(&jar);
    assert_eq!((verdict.verified, codes(&verdict.issues)), (None, vec!["unsupported".to_owned()]));
}
