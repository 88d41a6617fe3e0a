//! Who signed a package: the APK Signing Block and what its schemes hold, JAR signatures, the v4 file; whether stamps and v4 signatures hold.
//!
//! The first byte of the input says what the rest is put into; a sound package is built around it, so that mutations meet the part that
//! is meant and not the archive around it.

#![no_main]

use beian_android::signing::{ApkSignatures, Problem, Scheme, SdkRange, Signer, V4Signature};
use beian_android::verify::stamp::StampedDigests;
use beian_android::verify::v4::{self, VerifiedBlocks};
use beian_android::verify::{self, Issue, Sequential, jar};
use beian_archive::{Archive, Budget, Limits, Source};
use libfuzzer_sys::fuzz_target;

/// The schemes whose value in the block the input may be.
const VALUES: [Scheme; 6] =
    [Scheme::V2, Scheme::V3, Scheme::V31, Scheme::V32, Scheme::StampV1, Scheme::StampV2];

fuzz_target!(|data: &[u8]| {
    let Some((&what, rest)) = data.split_first() else { return };
    match usize::from(what) {
        index if index < VALUES.len() => sound(&block(&pair(VALUES[index], rest)), &[]),
        6 => sound(&block(rest), &[]),
        7 => sound(rest, &[]),
        8 => sound(&[], &[("META-INF/MANIFEST.MF", b""), ("META-INF/A.SF", b""), ("META-INF/A.RSA", rest)]),
        9 => v4(rest),
        10 => sound(&[], &[("META-INF/MANIFEST.MF", rest), ("META-INF/A.SF", b""), ("META-INF/A.RSA", b"")]),
        _ => any(rest),
    }
});

/// Small enough that a run ends soon.
fn budget() -> Budget {
    let mut limits = Limits::default();
    limits.entry_size = 1 << 20;
    limits.total_size = 1 << 24;
    limits.scan = 1 << 24;
    Budget::new(&limits)
}

/// A sound archive around the input.
fn sound(before_directory: &[u8], entries: &[(&str, &[u8])]) {
    let source = Source::from_bytes(package(before_directory, entries));
    let archive = Archive::strict(&source, &mut budget()).expect("the archive is sound");
    read(&archive);
}

/// The input as the whole file.
fn any(file: &[u8]) {
    let source = Source::from_bytes(file.to_vec());
    let opened =
        Archive::strict(&source, &mut budget()).or_else(|_| Archive::recovered(&source, &mut budget()));
    opened.iter().for_each(read);
}

fn read(archive: &Archive) {
    let mut budget = budget();
    let signatures = ApkSignatures::read(archive, &mut budget);
    signatures.all_problems().for_each(told);
    for min in [1, 24, 28, 33, 37, u32::MAX] {
        resolve(&signatures, SdkRange::from(min));
    }
    for signer in signatures.schemes.iter().flat_map(|scheme| &scheme.signers) {
        let _ = (
            signer.certificate(),
            signer.platforms(),
            signer.signatures.iter().map(|s| s.algorithm.name()).count(),
        );
        for level in signer.lineage.iter().flat_map(|lineage| &lineage.levels) {
            let _ = (level.capabilities.names().count(), level.capabilities.unknown());
        }
    }
    for stamp in &signatures.stamps {
        let _ = stamp.time();
    }
    for range in [SdkRange::from(1), SdkRange::from(24)] {
        let verdict = jar::verify(archive, &signatures.v1, range, &[], &mut budget, &Sequential);
        verdict.issues.iter().chain(&verdict.warnings).for_each(issue);
    }
    stamps(archive, &signatures, &mut budget);
}

/// Whether the stamps hold, over whatever the signers speak of.
fn stamps(archive: &Archive, signatures: &ApkSignatures, budget: &mut Budget) {
    let mut digests = StampedDigests::default();
    signatures.schemes.iter().for_each(|block| digests.add_block(block));
    for min in [1, 30] {
        for verdict in verify::stamp::verify(archive, signatures, &digests, SdkRange::from(min), budget) {
            assert_eq!(verdict.verified, Issue::verdict(&verdict.issues));
            verdict.issues.iter().for_each(issue);
            let _ = verdict.lineage();
        }
    }
}

fn resolve(signatures: &ApkSignatures, range: SdkRange) {
    let resolved = signatures.resolve(range);
    assert_eq!(resolved.primary.is_none(), resolved.signers.is_empty(), "a readable certificate counts");
    if let Some(primary) = resolved.primary {
        assert!(
            resolved.signers[primary.index].uses.contains(&primary.by),
            "the one that counts is a signer"
        );
    }
    for (index, signer) in resolved.signers.iter().enumerate() {
        assert!(!signer.uses.is_empty());
        let same =
            |other: &&beian_android::signing::ApkSigner| other.certificate.raw() == signer.certificate.raw();
        assert_eq!(resolved.signers.iter().filter(same).count(), 1, "signer {index} is listed once");
    }
}

fn v4(file: &[u8]) {
    match V4Signature::parse(file) {
        Ok(signature) => {
            signature.problems.iter().for_each(told);
            beside(&signature, file);
        }
        Err(problem) => told(&problem),
    }
}

/// Whether a v4 signature holds, beside a package of a few pages, and is its signers'.
fn beside(signature: &V4Signature, file: &[u8]) {
    let (idsig, apk) = (Source::from_bytes(file.to_vec()), Source::from_bytes(vec![0x5a; 9000]));
    v4::verify(signature, &idsig, &apk, &Sequential, &mut budget()).iter().for_each(issue);
    v4::agree(signature, VerifiedBlocks::default()).iter().for_each(issue);
    let signer = Signer { certificates: vec![signature.signing.certificate.clone()], ..Signer::default() };
    let signers = Some(std::slice::from_ref(&signer));
    v4::agree(signature, VerifiedBlocks { v3: signers, v31: signers, v2: None }).iter().for_each(issue);
}

fn issue(issue: &Issue) {
    let line = issue.to_string();
    assert!(!line.contains('\n'), "an issue is one line: {line}");
    assert!(issue.code().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    let _ = (issue.severity(), issue.is_unsupported());
}

fn told(problem: &Problem) {
    let line = problem.to_string();
    assert!(!line.contains('\n'), "a problem is one line: {line}");
    assert!(problem.code().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    let _ = problem.severity();
}

fn pair(scheme: Scheme, value: &[u8]) -> Vec<u8> {
    let id = scheme.block_id().expect("these schemes stand in the block");
    let len = (value.len() as u64 + 4).to_le_bytes();
    [&len, id.0.to_le_bytes().as_slice(), value].concat()
}

/// A signing block around its pairs.
fn block(pairs: &[u8]) -> Vec<u8> {
    let len = (pairs.len() as u64 + 24).to_le_bytes();
    [&len, pairs, &len, b"APK Sig Block 42"].concat()
}

/// A zip archive of stored entries, with bytes between the last one and the central directory.
fn package(before_directory: &[u8], entries: &[(&str, &[u8])]) -> Vec<u8> {
    let manifest: [(&str, &[u8]); 1] = [("AndroidManifest.xml", b"")];
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, data) in manifest.iter().chain(entries) {
        let header = [
            // Flags, method, time, date; CRC; sizes; lengths of name and extra field.
            [0; 8].as_slice(),
            &crc32fast::hash(data).to_le_bytes(),
            &(data.len() as u32).to_le_bytes(),
            &(data.len() as u32).to_le_bytes(),
            &(name.len() as u16).to_le_bytes(),
            &[0; 2],
        ]
        .concat();
        let offset = (file.len() as u32).to_le_bytes();
        directory.extend(
            [b"PK\x01\x02\x14\0\x14\0".as_slice(), &header, &[0; 10], &offset, name.as_bytes()].concat(),
        );
        file.extend([b"PK\x03\x04\x14\0".as_slice(), &header, name.as_bytes(), data].concat());
    }
    file.extend(before_directory);
    let count = (1 + entries.len() as u16).to_le_bytes();
    let (size, at) = ((directory.len() as u32).to_le_bytes(), (file.len() as u32).to_le_bytes());
    file.extend(directory);
    file.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &size, &at, &[0; 2]].concat());
    file
}
