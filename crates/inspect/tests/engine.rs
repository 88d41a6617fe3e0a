//! The engine on packages that are built here, in memory: what is read around, what a build says of itself, who signed.

#[path = "engine/archives.rs"]
mod archives;
#[path = "engine/identity.rs"]
mod identity;
#[path = "engine/signers.rs"]
mod signers;
#[path = "engine/threads.rs"]
mod threads;

use beian_inspect::{Options, Profile, Source, inspect};
use beian_model::{Finding, FindingId, Report, Severity};
use beian_testkit::axml::Xml;
use beian_testkit::cert::CertificateBuilder;
use beian_testkit::dex::Dex;
use beian_testkit::signing::{NO_MAX, SignerBuilder, SigningBlockBuilder, V2, V3, scheme_value};
use beian_testkit::zip::{Entry, ZipBuilder};

/// `android.R.attr` (`public.xml`).
const VERSION_CODE: u32 = 0x0101_021b;
const DEBUGGABLE: u32 = 0x0101_000f;

fn options() -> Options {
    Options::new("built.apk", Profile::named("generic").expect("it is built in"))
}

/// The report of a package in memory.
#[track_caller]
fn report(bytes: Vec<u8>) -> Report {
    inspect(&Source::from_bytes(bytes), &options()).expect("it is a package")
}

/// A small manifest: a package name and a version code.
fn manifest(package: &str) -> Vec<u8> {
    let root =
        Xml::new().open("manifest").attribute("package", package).android(VERSION_CODE, "versionCode", 7);
    root.open("application").close().close().build()
}

/// A signing block with v2 and v3 of one signer.
fn block(certificate: &CertificateBuilder) -> Vec<u8> {
    SigningBlockBuilder::new()
        .pair(V2, &scheme_value(&[SignerBuilder::v2(certificate).build()]))
        .pair(V3, &scheme_value(&[SignerBuilder::v3(certificate, 28, NO_MAX).build()]))
        .build()
}

/// A signed package whose manifest entry is this one.
fn apk(manifest: Entry) -> ZipBuilder {
    ZipBuilder::new()
        .stored("classes.dex", &Dex::of_literals(&["hello"]).build(35))
        .entry(manifest)
        .before_directory(&block(&CertificateBuilder::new("Shop")))
}

/// A sound one.
fn sound() -> ZipBuilder {
    apk(Entry::deflated("AndroidManifest.xml", &manifest("com.example.shop")))
}

#[track_caller]
fn finding(report: &Report, id: FindingId) -> &Finding {
    let found = report.findings.iter().find(|finding| finding.id == id);
    found.unwrap_or_else(|| panic!("no {}, but {:?}", id.as_str(), ids(report)))
}

fn ids(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.id.as_str()).collect()
}

fn package_name(report: &Report) -> Option<&str> {
    report.app.as_ref()?.id.as_deref()
}

#[test]
fn a_sound_package_has_nothing_but_what_this_version_does_not_do() {
    let report = report(sound().build());
    assert_eq!(package_name(&report), Some("com.example.shop"));
    assert_eq!(ids(&report), ["signing.not-verified"]);
    assert!(!report.has_errors());
}

#[test]
fn errors_come_before_warnings_and_notes() {
    let report = report(sound().prefix(&[0; 64]).build());
    let severities: Vec<Severity> = report.findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted() && severities.len() > 2);
}
