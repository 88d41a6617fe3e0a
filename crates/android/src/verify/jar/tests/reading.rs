//! How entries are read, and who checks them when.

use std::sync::Mutex;

use beian_testkit::zip::{Descriptor, deflate};
use proptest::prelude::*;

use super::*;

/// The signed package with `classes.dex` as this entry.
fn with_dex(entry: Entry) -> ZipBuilder {
    let files = signed().files();
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(name, bytes));
    zip.entry(entry).stored("res/a.xml", b"xml")
}

fn judged(entry: Entry) -> (Option<bool>, Vec<String>) {
    let verdict = judge_with(&with_dex(entry), RANGE, &[]);
    (verdict.verified, codes(&verdict.issues))
}

fn malformed() -> (Option<bool>, Vec<String>) {
    (Some(false), vec!["malformed-zip-entry".to_owned()])
}

#[test]
fn entries_are_read_as_apksig_reads_them() {
    let verified = (Some(true), vec![]);
    assert_eq!(judged(Entry::deflated("classes.dex", b"dex")), verified);
    assert_eq!(judged(Entry::stored("classes.dex", b"dex").both(|header| header.crc ^= 1)), verified);
    assert_eq!(judged(Entry::stored("classes.dex", b"dex").both(|header| header.flags |= 1)), verified);
    // Whatever the method is, if it is not "stored".
    assert_eq!(judged(Entry::raw("classes.dex", 99, deflate(b"dex"), b"dex")), verified);
    assert_eq!(judged(Entry::raw("classes.dex", 99, b"dex".to_vec(), b"dex")), malformed());
}

#[test]
fn entries_whose_headers_or_data_are_not_sound_do_not_verify() {
    assert_eq!(
        judged(Entry::deflated("classes.dex", b"dex").both(|header| header.uncompressed += 1)),
        malformed()
    );
    assert_eq!(judged(Entry::raw("classes.dex", 8, vec![0xff; 8], b"dex")), malformed());
    assert_eq!(judged(Entry::stored("classes.dex", b"dex").local(|header| header.crc ^= 1)), malformed());
    assert_eq!(
        judged(Entry::stored("classes.dex", b"dex").local(|header| header.name = b"classes.dey".to_vec())),
        malformed()
    );
    // Bit 3, which announces a descriptor, in one header only.
    assert_eq!(judged(Entry::stored("classes.dex", b"dex").central(|header| header.flags |= 8)), malformed());
    assert_eq!(
        judged(
            Entry::deflated("classes.dex", b"dex").descriptor(Descriptor { signature: true, crc_error: 1 })
        ),
        (Some(true), vec![])
    );
}

#[test]
fn the_signature_s_own_files_have_to_be_sound() {
    let files = signed().files();
    for broken in ["META-INF/MANIFEST.MF", "META-INF/CERT.RSA", "META-INF/CERT.SF"] {
        let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| {
            let entry = Entry::deflated(name, bytes);
            zip.entry(if name == broken { entry.local(|header| header.crc ^= 1) } else { entry })
        });
        let zip = zip.stored("classes.dex", b"dex").stored("res/a.xml", b"xml");
        let verdict = judge_with(&zip, RANGE, &[]);
        assert_eq!((verdict.verified, codes(&verdict.issues)), malformed(), "{broken}");
    }
    // Nobody looks at the CRC.
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| {
        zip.entry(Entry::deflated(name, bytes).both(|header| header.crc ^= 1))
    });
    let zip = zip.stored("classes.dex", b"dex").stored("res/a.xml", b"xml");
    assert_eq!(judge_with(&zip, RANGE, &[]).verified, Some(true));
}

#[test]
fn a_recovered_archive_is_never_verified() {
    let zip = signed().build().prefix(b"#!/bin/sh\n");
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::recovered(&Source::from_bytes(zip.build()), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let verdict = verify(&archive, &signatures.v1, RANGE, &[], &mut budget, &Sequential);
    assert_eq!((verdict.verified, codes(&verdict.issues)), (None, vec!["archive-not-strict".to_owned()]));
}

#[test]
fn duplicate_names_are_told_once() {
    let zip = signed().build().stored("classes.dex", b"other").stored("classes.dex", b"third");
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::recovered(&Source::from_bytes(zip.build()), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    let verdict = verify(&archive, &signatures.v1, RANGE, &[], &mut budget, &Sequential);
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(codes(&verdict.issues), ["duplicate-zip-entry", "archive-not-strict"]);
}

#[test]
fn the_verdict_does_not_depend_on_the_order_of_checks_nor_on_pieces() {
    let files = signed().files();
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(name, bytes));
    let zip = zip.stored("classes.dex", b"DEX").stored("res/a.xml", b"XML");
    let expected = judge_with(&zip, RANGE, &[]);
    let ours = with_archive(&zip, |archive, signatures, budget| {
        let prepared = Prepared::new(archive, &signatures.v1, RANGE, &[], budget);
        let mut checks = Vec::new();
        for entry in archive.entries().iter().rev() {
            let mut bytes = Vec::new();
            let inflated = archive.read(entry.index(), budget, &mut bytes).unwrap();
            let mut digester = prepared.digester(entry.index());
            for byte in &bytes {
                digester.update(&[*byte]);
            }
            let check = digester.finish(&inflated);
            assert_eq!(check, prepared.check(&inflated, &bytes));
            checks.push(check);
        }
        prepared.finish(checks)
    });
    assert_eq!(codes(&ours.issues), ["zip-entry-digest-did-not-verify"; 2]);
    assert_eq!(ours, expected);
}

#[test]
fn an_entry_that_nobody_checked_leaves_the_verdict_open() {
    with_archive(&signed().build(), |archive, signatures, budget| {
        let prepared = Prepared::new(archive, &signatures.v1, RANGE, &[], budget);
        let entry = prepared.wanted_entries().next().unwrap();
        let error = Error::Limit { limit: beian_archive::LimitKind::TotalSize, allowed: 0, wanted: 1 };
        let verdict = prepared.finish([EntryCheck::not_read(entry, error)]);
        assert_eq!(verdict.verified, None);
        assert_eq!(codes(&verdict.issues), ["zip-entry-not-read", "zip-entry-not-checked"]);
    });
}

#[test]
fn a_check_of_another_entry_s_bytes_says_nothing() {
    with_archive(&signed().build(), |archive, signatures, budget| {
        let prepared = Prepared::new(archive, &signatures.v1, RANGE, &[], budget);
        let [first, second] = prepared.wanted_entries().collect::<Vec<_>>()[..] else {
            panic!("two entries")
        };
        let (mut bytes, mut digester) = (Vec::new(), prepared.digester(first));
        let inflated = archive.read(second, budget, &mut bytes).unwrap();
        digester.update(b"dex");
        let check = digester.finish(&inflated);
        assert_eq!(prepared.finish([check]).verified, None);
    });
}

/// Hands the work to others back to front.
struct Backwards;

impl Parallel for Backwards {
    fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let next = Mutex::new(count);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    loop {
                        let place = {
                            let mut next = next.lock().unwrap();
                            let Some(place) = next.checked_sub(1) else { return };
                            *next = place;
                            place
                        };
                        work(place);
                    }
                });
            }
        });
    }
}

#[test]
fn threads_come_to_the_same_verdict() {
    let jar = (0..300).fold(JarBuilder::new(), |jar, index| jar.entry(&format!("res/{index}"), &[1; 10_000]));
    let files = jar.clone().signer(signer()).files();
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(name, bytes));
    let zip = (0..300).fold(zip, |zip, index| {
        let byte = u8::from(index % 7 != 0);
        zip.deflated(&format!("res/{index}"), &[byte; 10_000])
    });
    let expected = judge_with(&zip, RANGE, &[]);
    let ours = with_archive(&zip, |archive, signatures, budget| {
        verify(archive, &signatures.v1, RANGE, &[], budget, &Backwards)
    });
    assert_eq!(expected.issues.len(), 43);
    assert_eq!(ours, expected);
}

#[test]
fn a_budget_that_does_not_reach_leaves_the_verdict_open() {
    let zip = signed().build();
    let source = Source::from_bytes(zip.build());
    let archive = Archive::strict(&source, &mut Budget::new(&Limits::default())).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut Budget::new(&Limits::default()));
    let mut least = None;
    for total_size in (0..10_000).step_by(50) {
        let mut budget = Budget::new(&Limits { total_size, ..Limits::default() });
        let verdict = verify(&archive, &signatures.v1, RANGE, &[], &mut budget, &Sequential);
        assert_ne!(verdict.verified, Some(false), "{total_size}");
        if verdict.verified == Some(true) {
            least.get_or_insert(total_size);
        }
    }
    assert!(least.is_some_and(|least| least > 1000), "{least:?}");
}

#[test]
fn digests_of_a_large_manifest_are_taken_from_the_budget() {
    let manifest = [&signed().manifest_bytes()[..], &vec![b'\n'; 1_000_000]].concat();
    let jar = (0..10).fold(entries().manifest(&manifest), |jar, index| {
        jar.signer(JarSigner::new(&format!("C{index}"), &certificate()))
    });
    let files = jar.files();
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.deflated(name, bytes));
    let zip = zip.stored("classes.dex", b"dex").stored("res/a.xml", b"xml");
    let judged = |total_size| {
        with_archive(&zip, |archive, signatures, _| {
            let mut budget = Budget::new(&Limits { total_size, ..Limits::default() });
            verify(archive, &signatures.v1, RANGE, &[], &mut budget, &Sequential).verified
        })
    };
    assert_eq!((judged(8_000_000), judged(16_000_000)), (None, Some(true)));
}

#[test]
fn a_manifest_of_a_million_sections_costs_no_more_than_its_length() {
    let manifest = format!("Manifest-Version: 1.0\n\n{}", "Name: a\n\n".repeat(1_000_000));
    let verdict = judge(&entries().manifest(manifest.as_bytes()).signer(signer().signature_file(b"A: 1")));
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(verdict.issues.len(), MAX_ISSUES);
    let mut file = "Signature-Version: 1.0\n\n".to_owned();
    (0..300_000).for_each(|index| file.extend(["Name: ", &index.to_string(), "\n\n"]));
    let verdict = judge(&entries().signer(signer().signature_file(file.as_bytes())));
    assert_eq!(codes(&verdict.issues), ["no-signatures"]);
    assert_eq!(verdict.ignored[0].issues.len(), MAX_ISSUES);
}

/// What files of signatures are made of, and what they are not.
const WORDS: &[&[u8]] = &[
    b"\r\n",
    b"\n",
    b" ",
    b": ",
    b"=",
    b"\0",
    b"\xff",
    b"Name",
    b"classes.dex",
    b"SHA-256-Digest",
    b"-Manifest",
    b"-Main-Attributes",
    b"Signature-Version",
    b"Digest-Algorithms",
    b"SHA1",
    b"X-Android-APK-Signed",
    b"2,3",
    b"AAAA",
    b"Created-By",
    b"signtool",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(proptest::sample::select(WORDS), 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn whatever_the_files_hold_nothing_panics(manifest in text(), file in text(), block in proptest::option::of(text())) {
        let signer = signer().signature_file(&file);
        let signer = block.iter().fold(signer, |signer, block| signer.block(block));
        let jar = JarBuilder::new().entry("classes.dex", b"dex").manifest(&manifest).signer(signer);
        for range in [RANGE, SdkRange { min: 1, max: 8 }] {
            prop_assert_eq!(judge_with(&jar.build(), range, &[Scheme::V2]).verified, Some(false));
        }
    }
}
