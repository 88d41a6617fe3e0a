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
use beian_testkit::apk_signing::ApkSigner;
use beian_testkit::axml::Xml;
use beian_testkit::cert::CertificateBuilder;
use beian_testkit::dex::Dex;
use beian_testkit::signing::{NO_MAX, SignerBuilder, SigningBlockBuilder, V2, V3, scheme_value};
use beian_testkit::zip::{Entry, ZipBuilder};

/// `android.R.attr` (`public.xml`).
const VERSION_CODE: u32 = 0x0101_021b;
const DEBUGGABLE: u32 = 0x0101_000f;
const MIN_SDK: u32 = 0x0101_020c;

fn options() -> Options {
    Options::new("built.apk", Profile::named("generic").expect("it is built in"))
}

/// The report of a package in memory.
#[track_caller]
fn report(bytes: Vec<u8>) -> Report {
    inspect(&Source::from_bytes(bytes), &options()).expect("it is a package")
}

/// A small manifest: a package name, a version code, and platforms that know v2.
fn manifest(package: &str) -> Vec<u8> {
    let root =
        Xml::new().open("manifest").attribute("package", package).android(VERSION_CODE, "versionCode", 7);
    let root = root.leaf("uses-sdk", |sdk| sdk.android(MIN_SDK, "minSdkVersion", 24));
    root.open("application").close().close().build()
}

/// A package whose manifest entry is this one, not signed yet.
fn unsigned(manifest: Entry) -> ZipBuilder {
    ZipBuilder::new().stored("classes.dex", &Dex::of_literals(&["hello"]).build(35)).entry(manifest)
}

/// The package with v2 and v3 of one signer.
fn signed(unsigned: &ZipBuilder) -> Vec<u8> {
    let shop = CertificateBuilder::new("Shop");
    let signer = ApkSigner::new(&unsigned.build()).v2(&SignerBuilder::v2(&shop));
    signer.v3(&SignerBuilder::v3(&shop, 28, NO_MAX)).sign().apk
}

/// The package with signatures of which only the certificates are right, so that it can be broken further.
fn apk(manifest: Entry) -> ZipBuilder {
    let shop = CertificateBuilder::new("Shop");
    let block = SigningBlockBuilder::new()
        .pair(V2, &scheme_value(&[SignerBuilder::v2(&shop).build()]))
        .pair(V3, &scheme_value(&[SignerBuilder::v3(&shop, 28, NO_MAX).build()]));
    unsigned(manifest).before_directory(&block.build())
}

/// A sound manifest entry.
fn entry() -> Entry {
    Entry::deflated("AndroidManifest.xml", &manifest("com.example.shop"))
}

/// A package that is sound but for its signatures.
fn sound() -> ZipBuilder {
    apk(entry())
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
fn of_a_sound_package_there_is_nothing_to_tell() {
    let report = report(signed(&unsigned(entry()).deflated("res/a", b"a")));
    assert_eq!(package_name(&report), Some("com.example.shop"));
    assert!(ids(&report).is_empty(), "{:?}", ids(&report));
    assert_eq!(report.signing.as_ref().and_then(|signing| signing.verified), Some(true));
}

#[test]
fn errors_come_before_warnings_and_notes() {
    let report = report(sound().prefix(&[0; 64]).build());
    let severities: Vec<Severity> = report.findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted() && severities.len() > 2);
}
