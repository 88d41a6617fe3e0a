use beian_archive::{Archive, Limits, Source};
use beian_pki::HashAlgorithm;
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::cms::{SignedDataBuilder, SignerBuilder};
use beian_testkit::jar::{JarBuilder, JarDigest, JarSigner};
use beian_testkit::zip::{Entry, ZipBuilder};

use super::*;
use crate::signing::{ApkSignatures, SdkRange};
use crate::verify::{Parallel, Sequential};

/// The keys of tests sign with SHA-256, which platforms take from 21 on.
const RANGE: SdkRange = SdkRange { min: 24, max: 34 };

fn certificate() -> CertificateBuilder {
    CertificateBuilder::new("Shop").key(TestKey::Rsa2048)
}

fn signer() -> JarSigner {
    JarSigner::new("CERT", &certificate())
}

/// Two entries, nobody who signs.
fn entries() -> JarBuilder {
    JarBuilder::new().entry("classes.dex", b"dex").entry("res/a.xml", b"xml")
}

fn signed() -> JarBuilder {
    entries().signer(signer())
}

fn with_archive<T>(zip: &ZipBuilder, look: impl FnOnce(&Archive, &ApkSignatures, &mut Budget) -> T) -> T {
    let mut budget = Budget::new(&Limits::default());
    let archive = Archive::strict(&Source::from_bytes(zip.build()), &mut budget).unwrap();
    let signatures = ApkSignatures::read(&archive, &mut budget);
    look(&archive, &signatures, &mut budget)
}

fn judge_with(zip: &ZipBuilder, range: SdkRange, found: &[Scheme]) -> JarVerdict {
    with_archive(zip, |archive, signatures, budget| {
        verify(archive, &signatures.v1, range, found, budget, &Sequential)
    })
}

fn judge(jar: &JarBuilder) -> JarVerdict {
    judge_with(&jar.build(), RANGE, &[])
}

fn codes(issues: &[Issue]) -> Vec<String> {
    issues.iter().map(|issue| issue.code().trim_start_matches("jar-sig-").to_owned()).collect()
}

fn issues(jar: &JarBuilder) -> Vec<String> {
    let verdict = judge(jar);
    assert_eq!(verdict.verified, Some(verdict.issues.is_empty()), "{:?}", verdict.issues);
    codes(&verdict.issues)
}

fn warnings(jar: &JarBuilder) -> Vec<String> {
    let verdict = judge(jar);
    assert_eq!(verdict.verified, Some(true), "{:?}", verdict.issues);
    codes(&verdict.warnings)
}

/// The same package with these bytes in the place of others, which stand in it once.
fn replaced(jar: &JarBuilder, old: &[u8], new: &[u8]) -> ZipBuilder {
    let mut hits = 0;
    let files = jar.files().into_iter().map(|(name, bytes)| {
        let Some(at) = memchr::memmem::find(&bytes, old) else { return (name, bytes) };
        hits += 1;
        let changed = [&bytes[..at], new, &bytes[at + old.len()..]].concat();
        (name, changed)
    });
    let zip = files.fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(&name, &bytes));
    assert_eq!(hits, 1, "{}", old.escape_ascii());
    zip.stored("classes.dex", b"dex").stored("res/a.xml", b"xml")
}

const NONE: [&str; 0] = [];

#[test]
fn a_sound_package_verifies_and_names_its_signer() {
    for key in [TestKey::Rsa2048, TestKey::P256, TestKey::Dsa1024] {
        let jar = entries().signer(JarSigner::new("CERT", &CertificateBuilder::new("Shop").key(key)));
        let verdict = judge(&jar);
        assert_eq!((verdict.verified, codes(&verdict.issues)), (Some(true), vec![]), "{key:?}");
        assert_eq!(verdict.warnings, []);
        assert_eq!(verdict.signers, [VerifiedSigner { signer: 0, signer_info: 0, chain: vec![0] }]);
    }
}

#[test]
fn entries_are_compared_with_the_manifest() {
    let files = signed().files();
    let zip = files.iter().fold(ZipBuilder::new(), |zip, (name, bytes)| zip.stored(name, bytes));
    let zip = zip.stored("classes.dex", b"DEX").stored("res/a.xml", b"xml");
    let verdict = judge_with(&zip, RANGE, &[]);
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(codes(&verdict.issues), ["zip-entry-digest-did-not-verify"]);
    assert_eq!(verdict.signers, []);
}

#[test]
fn what_the_manifest_lists_and_what_the_archive_has_are_the_same() {
    assert_eq!(issues(&signed().unlisted("new.dex", b"")), ["no-zip-entry-digest-in-manifest"]);
    let missing = JarBuilder::new().entry("classes.dex", b"dex").unlisted("res/a.xml", b"xml");
    let jar = missing.manifest(&signed().manifest_bytes()).signer(signer());
    assert_eq!(issues(&jar), NONE, "an entry is listed whoever put it there");
    let jar =
        JarBuilder::new().entry("classes.dex", b"dex").manifest(&signed().manifest_bytes()).signer(signer());
    assert_eq!(issues(&jar), ["missing-zip-entry-referenced-in-manifest"]);
}

#[test]
fn names_are_compared_byte_by_byte() {
    assert_eq!(issues(&entries().entry("资源.xml", b"x").signer(signer())), NONE);
    let long = "a/".repeat(80);
    assert_eq!(issues(&entries().entry(&format!("{long}x"), b"x").signer(signer())), NONE);
    let manifest =
        String::from_utf8(signed().manifest_bytes()).unwrap().replace("classes.dex", "Classes.dex");
    assert_eq!(
        issues(&entries().manifest(manifest.as_bytes()).signer(signer())),
        ["missing-zip-entry-referenced-in-manifest"]
    );
}

#[test]
fn folders_and_the_signature_s_own_folder_need_not_be_listed() {
    assert_eq!(issues(&signed().unlisted("res/", b"")), NONE);
    assert_eq!(warnings(&signed().unlisted("META-INF/services/x", b"")), ["unprotected-zip-entry"]);
    // A file that looks like a folder is none either.
    assert_eq!(warnings(&signed().unlisted("META-INF/x/", b"data").unlisted("y/", b"data")), NONE);
    assert_eq!(issues(&signed().unlisted("meta-inf/x", b"")), ["no-zip-entry-digest-in-manifest"]);
}

#[test]
fn sections_of_the_manifest_have_names_of_their_own() {
    let manifest =
        [&signed().manifest_bytes()[..], b"Name: classes.dex\r\nSHA-256-Digest: AA==\r\n\r\n"].concat();
    assert_eq!(issues(&entries().manifest(&manifest).signer(signer())), ["duplicate-manifest-section"]);
    let manifest = [&signed().manifest_bytes()[..], b"SHA-256-Digest: AA==\r\n\r\n"].concat();
    assert_eq!(issues(&entries().manifest(&manifest).signer(signer())), ["unnnamed-manifest-section"]);
}

#[test]
fn a_package_without_manifest_or_signatures_is_not_signed() {
    let zip = ZipBuilder::new().stored("classes.dex", b"dex");
    assert_eq!(codes(&judge_with(&zip, RANGE, &[]).issues), ["no-manifest"]);
    assert_eq!(issues(&entries()), ["no-signatures"]);
    let zip = entries().build().stored("META-INF/CERT.RSA", b"");
    let verdict = judge_with(&zip, RANGE, &[]);
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(
        (codes(&verdict.issues), codes(&verdict.warnings)),
        (vec!["no-signatures".to_owned()], vec!["missing-file".to_owned()])
    );
    let nothing = JarBuilder::new().signer(signer());
    assert_eq!(issues(&nothing), ["no-signed-zip-entries"]);
}

#[test]
fn ten_signers_are_taken_and_eleven_are_not() {
    let signers = |count: usize| {
        (0..count)
            .fold(entries(), |jar, index| jar.signer(JarSigner::new(&format!("C{index}"), &certificate())))
    };
    assert_eq!(judge(&signers(10)).signers.len(), 10);
    assert_eq!(issues(&signers(11)), ["max-signatures-exceeded"]);
    // Even if there are more than are read.
    assert_eq!(issues(&signers(40)), ["max-signatures-exceeded"]);
    let jar = (0..40).fold(signed(), |jar, index| jar.unlisted(&format!("META-INF/X{index}.RSA"), b""));
    assert_eq!(issues(&jar), NONE, "blocks without signature file do not count");
    let jar = (0..40).fold(entries(), |jar, index| jar.unlisted(&format!("META-INF/X{index}.RSA"), b""));
    let zip = jar.build();
    let zip = signed().files().iter().skip(1).fold(zip, |zip, (name, bytes)| zip.stored(name, bytes));
    assert_eq!(
        judge_with(&zip, RANGE, &[]).verified,
        None,
        "the only signer stands behind those that are read"
    );
}

#[test]
fn every_signer_of_an_entry_signs_all() {
    let other = JarSigner::new("OTHER", &CertificateBuilder::new("Other"));
    let some = other.clone().sections(&["classes.dex"]);
    assert_eq!(issues(&signed().signer(some)), ["zip-entry-signers-mismatch"]);
    // Whoever signs nothing, or nothing that is there, is passed over.
    let verdict = judge(&signed().signer(other.clone().sections(&[])));
    assert_eq!((verdict.verified, verdict.signers.len()), (Some(true), 1));
    assert_eq!(verdict.ignored, [IgnoredSigner { signer: 1, issues: vec![] }]);
    assert_eq!(codes(&verdict.warnings), ["unprotected-zip-entry", "unprotected-zip-entry"]);
    assert_eq!(issues(&entries().signer(signer().sections(&["classes.dex"]))), ["zip-entry-not-signed"]);
    assert_eq!(
        issues(&entries().signer(signer().sections(&[]))),
        ["zip-entry-not-signed", "zip-entry-not-signed", "no-signed-zip-entries"]
    );
}

#[test]
fn every_signer_has_to_verify() {
    let bad = JarSigner::new("BAD", &CertificateBuilder::new("Bad")).block(&signer().block_of(b"other"));
    let verdict = judge(&signed().signer(bad));
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(codes(&verdict.issues), ["did-not-verify"]);
    assert_eq!(verdict.issues[0].signer, Some(1));
}

#[test]
fn a_changed_manifest_is_noticed_section_by_section() {
    let (jar, digest) = (signed(), JarDigest::Sha256.of(b"dex"));
    let verdict =
        judge_with(&replaced(&jar, digest.as_bytes(), JarDigest::Sha256.of(b"xml").as_bytes()), RANGE, &[]);
    assert_eq!(verdict.verified, Some(false));
    assert_eq!(codes(&verdict.issues), ["manifest-section-digest-did-not-verify"]);
    assert_eq!(codes(&verdict.warnings), ["zip-entry-digest-did-not-verify"]);
    // The main section is signed by nobody unless the signature file says so.
    let zip = replaced(&jar, b"Manifest-Version: 1.0", b"Manifest-Version: 1.1");
    let verdict = judge_with(&zip, RANGE, &[]);
    assert_eq!(
        (verdict.verified, codes(&verdict.warnings)),
        (Some(true), vec!["zip-entry-digest-did-not-verify".to_owned()])
    );
    let jar = entries().signer(signer().with_main_digest());
    assert_eq!(issues(&jar), NONE);
    let zip = replaced(&jar, b"Manifest-Version: 1.0", b"Manifest-Version: 1.1");
    assert_eq!(codes(&judge_with(&zip, RANGE, &[]).issues), ["manifest-main-section-digest-did-not-verify"]);
}

#[test]
fn sections_stand_in_where_the_whole_is_not_digested() {
    let jar = entries().signer(signer().without_manifest_digest());
    assert_eq!(warnings(&jar), ["no-manifest-digest-in-sig-file"]);
    let manifest =
        [&entries().manifest_bytes()[..], b"Name: META-INF/x\r\nSHA-256-Digest: AA==\r\n\r\n"].concat();
    let jar = entries().manifest(&manifest).unlisted("META-INF/x", b"").signer(signer());
    assert_eq!(warnings(&jar), ["unprotected-zip-entry"]);
}

#[test]
fn a_signature_file_that_speaks_of_no_section_of_the_manifest_is_passed_over() {
    let file =
        [&b"Signature-Version: 1.0\r\n\r\n"[..], b"Name: gone\r\nSHA-256-Digest: AA==\r\n\r\n"].concat();
    let verdict = judge(&entries().signer(signer().signature_file(&file)));
    assert_eq!(codes(&verdict.issues), ["no-signatures"]);
    assert_eq!(codes(&verdict.ignored[0].issues), ["no-zip-entry-digest-in-sig-file"]);
    // Of a section that is there no digest is an error.
    let file =
        [&b"Signature-Version: 1.0\r\n\r\n"[..], b"Name: classes.dex\r\nCRC-Digest: AA==\r\n\r\n"].concat();
    let jar = entries().signer(signer().signature_file(&file));
    assert_eq!(issues(&jar), ["no-zip-entry-digest-in-sig-file"]);
}

#[test]
fn broken_signature_files_are_passed_over() {
    let cases = [
        (&b"Created-By: me\r\n\r\n"[..], "missing-version-attr-in-sig-file"),
        (b"Signature-Version: 1.0\r\n\r\nSHA-256-Digest: AA==\r\n\r\n", "unnnamed-sig-file-section"),
        (
            b"Signature-Version: 1.0\r\n\r\nName: classes.dex\r\n\r\nName: classes.dex\r\n\r\n",
            "duplicate-sig-file-section",
        ),
    ];
    for (file, code) in cases {
        let broken = JarSigner::new("BROKEN", &CertificateBuilder::new("Broken")).signature_file(file);
        let verdict = judge(&signed().signer(broken.clone()));
        assert_eq!((verdict.verified, verdict.signers.len()), (Some(true), 1), "{code}");
        assert_eq!(codes(&verdict.ignored[0].issues).last().map(String::as_str), Some(code));
        assert_eq!(issues(&entries().signer(broken)), ["no-signatures"], "{code}");
    }
    assert_eq!(issues(&entries().signer(signer().signature_file(b""))), ["missing-version-attr-in-sig-file"]);
}

#[test]
fn signatures_of_newer_schemes_may_not_be_taken_away() {
    let announced = |ids: &str| entries().signer(signer().attribute("X-Android-APK-Signed", ids)).build();
    let issues = |ids: &str, range, found: &[Scheme]| {
        let verdict = judge_with(&announced(ids), range, found);
        (codes(&verdict.issues), codes(&verdict.warnings))
    };
    let missing = || "missing-apk-sig-referenced".to_owned();
    assert_eq!(issues("2", RANGE, &[Scheme::V2]), (vec![], vec![]));
    assert_eq!(issues("2", RANGE, &[]), (vec![missing()], vec![]));
    assert_eq!(issues("3, 2,x,", RANGE, &[]), (vec![missing(), missing()], vec![]));
    assert_eq!(issues("2", SdkRange { min: 21, max: 23 }, &[]), (vec![], vec![]));
    let before_v3 = SdkRange { min: 24, max: 27 };
    assert_eq!(issues("3", before_v3, &[]), (vec![], vec!["unknown-apk-sig-scheme-id".to_owned()]));
    assert_eq!(issues("31", RANGE, &[]), (vec![], vec!["unknown-apk-sig-scheme-id".to_owned()]));
    let verdict = judge_with(&signed().build(), RANGE, &[Scheme::V3]);
    assert_eq!(
        (verdict.verified, codes(&verdict.warnings)),
        (Some(true), vec!["no-apk-sig-strip-protection".to_owned()])
    );
}

#[test]
fn netscape_s_signtool_has_names_and_sections_of_its_own() {
    let jar = JarBuilder::new().entry("classes.dex", b"dex").manifest(
        &[
            &b"Manifest-Version: 1.0\n\nName: classes.dex\nSHA-256-Digest: "[..],
            JarDigest::Sha256.of(b"dex").as_bytes(),
            b"\n\n",
        ]
        .concat(),
    );
    let manifest = jar.manifest_bytes();
    let section = &manifest[memchr::memmem::find(&manifest, b"Name").unwrap()..manifest.len() - 1];
    let file = |tool: &str, of: &[u8]| {
        format!(
            "Signature-Version: 1.0\nCreated-By: {tool}\n\nName: classes.dex\nSHA-256-Digest: {}\n\n",
            JarDigest::Sha256.of(of)
        )
    };
    let judged = |tool: &str, of: &[u8]| {
        issues(&jar.clone().signer(signer().signature_file(file(tool, of).as_bytes())))
    };
    assert_eq!(judged("my signtool 1.3", section), NONE);
    assert_eq!(judged("me", section), ["manifest-section-digest-did-not-verify"]);
    assert_eq!(judged("me", &[section, b"\n"].concat()), NONE);
    // The digest of the whole manifest has the name of a section's.
    let whole = format!(
        "Signature-Version: 1.0\nCreated-By: signtool\nSHA-256-Digest: {}\n\nName: classes.dex\n\n",
        JarDigest::Sha256.of(&manifest)
    );
    assert_eq!(issues(&jar.clone().signer(signer().signature_file(whole.as_bytes()))), NONE);
}

#[test]
fn digests_that_are_no_base64_are_an_error_wherever_they_stand() {
    let digest = JarDigest::Sha256.of(b"dex");
    let manifest = String::from_utf8(entries().manifest_bytes()).unwrap().replace(&digest, "?");
    assert_eq!(issues(&entries().manifest(manifest.as_bytes()).signer(signer())), ["malformed-digest"]);
    let file = b"Signature-Version: 1.0\r\nSHA-256-Digest-Manifest: ?\r\n\r\n";
    assert_eq!(issues(&entries().signer(signer().signature_file(file))), ["malformed-digest"]);
    // Even of a signer that would be passed over.
    let file =
        b"Signature-Version: 1.0\r\n\r\nName: gone\r\n\r\nName: classes.dex\r\nSHA-256-Digest: ?\r\n\r\n";
    let other = JarSigner::new("OTHER", &CertificateBuilder::new("Other")).signature_file(file);
    assert_eq!(issues(&signed().signer(other)), ["malformed-digest"]);
}

#[test]
fn the_digests_are_those_that_platforms_of_the_range_look_at() {
    let both = [JarDigest::Sha1, JarDigest::Sha256];
    let jar = entries().digests(&both).signer(signer().digests(&both));
    let digests = |range| {
        with_archive(&jar.build(), |archive, signatures, budget| {
            let prepared = Prepared::new(archive, &signatures.v1, range, &[], budget);
            let wanted = prepared.wanted_entries().next().and_then(|entry| prepared.wanted(entry));
            wanted.unwrap_or_default().iter().map(|digest| digest.algorithm.name()).collect::<Vec<_>>()
        })
    };
    assert_eq!(digests(RANGE), ["SHA-256"]);
    assert_eq!(digests(SdkRange { min: 1, max: 8 }), ["SHA-1"]);
}

mod blocks;
mod reading;
