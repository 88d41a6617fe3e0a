//! What was tolerated becomes a finding that says what the platform does with it, and costs no value.

use beian_inspect::{Error, NotAPackage, Source, inspect};
use beian_model::{FindingId, UnreadReason};
use beian_testkit::arsc::{Arsc, Entry as Resource, Package};
use beian_testkit::axml::{Value, Xml};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder};

use super::{apk, entry, finding, ids, manifest, options, package_name, report, signed, sound, unsigned};

const READS: &str = "Android reads it all the same";
const REFUSES: &str = "Android refuses it";

/// The finding is there, says what Android does, and the identity is read all the same.
#[track_caller]
fn assert_told(bytes: Vec<u8>, id: FindingId, verdict: &str) {
    let report = report(bytes);
    assert_eq!(package_name(&report), Some("com.example.shop"), "{:?}", ids(&report));
    assert!(report.signing.as_ref().is_some_and(|signing| signing.primary.is_some()));
    let detail = &finding(&report, id).detail.en;
    assert!(detail.contains(verdict), "{detail}");
    // Where the device would refuse the package, or an entry that counts, an error says so.
    assert_eq!(report.has_errors(), verdict == REFUSES, "{:?}", ids(&report));
}

fn stored() -> Entry {
    Entry::stored("AndroidManifest.xml", &manifest("com.example.shop"))
}

fn deflated() -> Entry {
    entry()
}

#[test]
fn bogus_compression_methods() {
    let bogus = 0x1234;
    let central = apk(deflated().central(move |header| header.method = bogus));
    assert_told(central.build(), FindingId::ContainerMethod, REFUSES);
    let local = unsigned(stored().local(move |header| header.method = bogus));
    assert_told(signed(&local), FindingId::ContainerLocalMethod, READS);
    let both = apk(deflated().both(move |header| header.method = bogus));
    assert_told(both.build(), FindingId::ContainerMethod, REFUSES);
}

#[test]
fn encryption_bits() {
    let central = unsigned(deflated().central(|header| header.flags |= 1));
    assert_told(signed(&central), FindingId::ContainerEncryption, READS);
    let local = unsigned(deflated().local(|header| header.flags |= 1));
    assert_told(signed(&local), FindingId::ContainerEncryption, READS);
}

#[test]
fn local_sizes_that_lie() {
    let lying = apk(deflated().local(|header| {
        header.compressed = 0x7fff_ffff;
        header.uncompressed = 0x7fff_ffff;
    }));
    let report = report(lying.build());
    finding(&report, FindingId::ContainerEntryRefused);
    assert_told(lying.build(), FindingId::ContainerLocalSizes, REFUSES);
}

#[test]
fn bytes_in_front() {
    assert_told(sound().prefix(&[0; 512]).build(), FindingId::ContainerPrefix, REFUSES);
    assert_told(sound().adjusted_prefix(&[0; 512]).build(), FindingId::ContainerPrefix, REFUSES);
}

#[test]
fn bytes_behind() {
    assert_told(sound().suffix(&[0; 512]).build(), FindingId::ContainerTrailing, REFUSES);
}

#[test]
fn a_fake_end_record_in_the_comment() {
    let fake = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    assert_told(sound().comment(&fake).build(), FindingId::ContainerFakeEnd, REFUSES);
}

#[test]
fn counts_and_lengths_that_lie() {
    assert_told(sound().end(|end| end.entries = 0xfff0).build(), FindingId::ContainerCount, REFUSES);
    assert_told(sound().end(|end| end.comment_len = 200).build(), FindingId::ContainerComment, REFUSES);
    assert_told(
        sound().end(|end| end.directory_size = 0).build(),
        FindingId::ContainerDirectoryMoved,
        REFUSES,
    );
    assert_told(sound().without_end().build(), FindingId::ContainerEndMissing, REFUSES);
}

#[test]
fn zip64_and_descriptors() {
    let zip64 = report(sound().zip64(|_| {}).build());
    assert!(finding(&zip64, FindingId::ContainerZip64).detail.en.contains(READS));
    let described = unsigned(deflated().descriptor(Descriptor { signature: true, crc_error: 0 }));
    assert!(ids(&report(signed(&described))).is_empty());
    let wrong = apk(deflated().descriptor(Descriptor { signature: true, crc_error: 1 }));
    assert_told(wrong.build(), FindingId::ContainerDescriptor, REFUSES);
}

#[test]
fn duplicate_manifests_that_differ_give_no_identity_and_show_both() {
    let decoy = Entry::deflated("AndroidManifest.xml", &manifest("com.decoy"));
    let report = report(sound().entry(decoy).build());
    assert_eq!(report.app, None);
    let detail = &finding(&report, FindingId::ManifestDiffer).detail.en;
    assert!(detail.contains("com.example.shop") && detail.contains("com.decoy"), "{detail}");
    finding(&report, FindingId::ContainerDuplicate);
    finding(&report, FindingId::ContainerRefused);
}

/// The names are the table's: two tables are two identities.
#[test]
fn duplicate_tables_that_differ_give_no_identity() {
    let table = |name: &str| {
        let package = Package::new(0x7f, "com.example.shop").entries("string", "", [Resource::string(name)]);
        Entry::deflated("resources.arsc", &Arsc::new().package(package).build())
    };
    let labelled = Xml::new().open("manifest").attribute("package", "com.example.shop").open("application");
    let labelled =
        labelled.android(0x0101_0001, "label", Value::Reference(0x7f01_0000)).close().close().build();
    let manifest = Entry::deflated("AndroidManifest.xml", &labelled);
    let one = report(apk(manifest).entry(table("Shop")).build());
    assert_eq!(one.app.unwrap().name.as_deref(), Some("Shop"));
    let manifest = Entry::deflated("AndroidManifest.xml", &labelled);
    let two = report(apk(manifest).entry(table("Shop")).entry(table("Bank")).build());
    assert_eq!(two.app, None);
    let detail = &finding(&two, FindingId::ManifestDiffer).detail.en;
    assert!(detail.contains("Shop") && detail.contains("Bank"), "{detail}");
}

#[test]
fn duplicate_manifests_that_agree_give_the_identity() {
    assert_told(sound().entry(deflated()).build(), FindingId::ContainerDuplicate, REFUSES);
}

#[test]
fn what_every_entry_has_is_one_finding() {
    let flagged = |name: String| Entry::stored(name, b"").central(|header| header.flags |= 1);
    let many = (0..3000).fold(sound(), |zip, n| zip.entry(flagged(format!("assets/{n}"))));
    let report = report(many.build());
    let found = finding(&report, FindingId::ContainerEncryption);
    assert_eq!((found.evidence.len(), found.evidence_total), (50, 3000));
    assert_eq!(report.findings.len(), 2);
}

#[test]
fn an_entry_over_a_limit_is_unread_and_said_to_be() {
    let mut options = options();
    options.limits = Some(beian_inspect::Limits { entry_size: 2000, ..beian_inspect::Limits::default() });
    let big = Entry::deflated("AndroidManifest.xml", &vec![0; 100_000]);
    let report = inspect(&Source::from_bytes(apk(big).build()), &options).unwrap();
    assert_eq!(report.app, None);
    assert_eq!(report.coverage.unread[0].reason, UnreadReason::Limit);
    assert!(!report.coverage.complete);
    let why = &finding(&report, FindingId::IdentityFormValue).detail;
    assert!(why.en.contains("limit reached") && why.zh.contains("超出读取限制"), "{why:?}");
}

#[test]
fn a_cut_manifest_is_read_as_far_as_it_goes() {
    let whole = manifest("com.example.shop");
    let cut = Entry::stored("AndroidManifest.xml", &whole[..whole.len() - 60]);
    let report = report(apk(cut).build());
    assert_eq!(package_name(&report), Some("com.example.shop"));
    finding(&report, FindingId::ManifestRecovered);
}

#[test]
fn a_zip_without_anything_of_an_app_is_none() {
    let zip = ZipBuilder::new().stored("readme.txt", b"").build();
    let refused = inspect(&Source::from_bytes(zip), &options());
    assert_eq!(refused, Err(Error::NotAPackage { what: NotAPackage::PlainZip }));
}
