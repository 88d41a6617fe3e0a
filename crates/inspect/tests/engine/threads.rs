//! The report of a package that is built here, from any number of threads; what one entry costs the others.

use std::num::NonZeroUsize;

use beian_inspect::{Limits, Options, Parts, Source, inspect};
use beian_model::{FindingId, Report, UnreadReason};
use beian_testkit::zip::{Entry, ZipBuilder, deflate};

use super::{finding, options, sound};

/// A package with archives in archives, texts, and entries that cannot be read.
fn package() -> ZipBuilder {
    let text = |n: usize| format!("server=https://api{n}.example-shop.cn/v1\n").repeat(500).into_bytes();
    let inner = ZipBuilder::new().deflated("c.properties", &text(1)).stored("d.txt", &text(2)).build();
    let outer = ZipBuilder::new().stored("b.jar", &inner).deflated("e.js", &text(3)).build();
    let broken = Entry::raw("assets/broken", 8, vec![0xff; 80], &[1; 4000]);
    let zip = sound().deflated("assets/a.zip", &outer).entry(broken).stored("assets/gap", &text(4));
    (5..60).fold(zip, |zip, n| zip.deflated(&format!("assets/{n}.json"), &text(n)))
}

fn report(bytes: &[u8], change: impl FnOnce(&mut Options)) -> Report {
    let mut options = options();
    change(&mut options);
    inspect(&Source::from_bytes(bytes.to_vec()), &options).expect("it is a package")
}

#[test]
fn the_report_is_the_same_from_any_number_of_threads() {
    let bytes = package().build();
    let printed = |threads| {
        let report = report(&bytes, |options| options.threads = NonZeroUsize::new(threads));
        serde_json::to_string(&report).unwrap()
    };
    let one = printed(1);
    assert!(one.contains("assets/broken"));
    for threads in [2, 16] {
        assert!(printed(threads) == one, "{threads}");
    }
}

/// Where a host stands, by its evidence.
fn places<'r>(report: &'r Report, host: &str) -> Vec<(&'r str, u64)> {
    let hosts = report.hosts.iter().flatten().filter(|found| found.host == host);
    hosts.flat_map(|found| &found.evidence).map(|seen| (seen.entry.as_str(), seen.offset)).collect()
}

#[test]
fn hosts_are_found_through_nesting_and_outside_of_entries() {
    let mut stream = deflate(b"nothing");
    let behind = stream.len();
    stream.extend_from_slice(b"\0https://behind.example-shop.cn/\0");
    let zip = package().entry(Entry::raw("assets/tail", 8, stream, b"nothing"));
    let zip = zip.suffix(b"\0https://after.example-shop.cn/\0");
    let bytes = zip.build();
    let report = report(&bytes, |_| {});
    let first = |host: &str| places(&report, host).first().copied();
    assert_eq!(first("api5.example-shop.cn"), Some(("assets/5.json", 15)));
    assert_eq!(first("api1.example-shop.cn"), Some(("assets/a.zip!/b.jar!/c.properties", 15)));
    assert_eq!(first("api2.example-shop.cn"), Some(("assets/a.zip!/b.jar!/d.txt", 15)));
    assert_eq!(first("api3.example-shop.cn"), Some(("assets/a.zip!/e.js", 15)));
    let after = u64::try_from(bytes.len() - b"after.example-shop.cn/\0".len()).unwrap();
    assert_eq!(first("after.example-shop.cn"), Some(("(outside entries)", after)));
    let (entry, offset) = first("behind.example-shop.cn").expect("it stands behind a stream");
    assert!(entry == "(outside entries)" && offset > u64::try_from(behind).unwrap());
}

#[test]
fn what_was_not_read_is_told_in_the_order_of_the_archive_and_makes_the_report_incomplete() {
    let whole = report(&sound().build(), |_| {});
    assert!(whole.coverage.complete && whole.coverage.unread.is_empty());
    let report = report(&package().build(), |_| {});
    assert!(!report.coverage.complete);
    let unread: Vec<_> = report.coverage.unread.iter().map(|one| (one.entry.as_str(), one.reason)).collect();
    assert_eq!(unread, [("assets/broken", UnreadReason::Damaged)]);
    finding(&report, FindingId::CoverageEntry);
}

#[test]
fn a_hardened_package_is_never_complete() {
    let report = report(&sound().stored("assets/libjiagu.so", b"so").build(), |_| {});
    let unread: Vec<_> = report.coverage.unread.iter().map(|one| (one.entry.as_str(), one.reason)).collect();
    assert_eq!(unread, [("assets/libjiagu.so", UnreadReason::Hardened)]);
    assert!(!report.coverage.complete);
    finding(&report, FindingId::CoverageHardened);
}

#[test]
fn parts_that_are_not_asked_for_are_not_there() {
    let bytes = package().build();
    let all = report(&bytes, |_| {});
    let identity = report(&bytes, |options| options.parts = Parts::IDENTITY);
    let hosts = report(&bytes, |options| options.parts = Parts::HOSTS);
    assert_eq!((&identity.app, &identity.signing), (&all.app, &all.signing));
    assert_eq!((identity.hosts, hosts.app, hosts.signing), (None, None, None));
    assert_eq!(hosts.hosts, all.hosts);
    assert!(all.hosts.is_some() && all.app.is_some());
    // Asked for the identity alone, no other entry is read.
    assert!(identity.coverage.bytes_inflated < 2000 && all.coverage.bytes_inflated > 100_000);
    assert!(identity.coverage.complete && !hosts.coverage.complete);
}

/// The finder keeps what it finds; a bomb must not make that more than memory holds.
#[test]
fn twenty_thousand_entries_that_share_one_body_end() {
    let body = vec![0; 1 << 20];
    let deflated = deflate(&body);
    let name = |n: usize| format!("assets/{n}");
    let first = ZipBuilder::new().entry(Entry::raw(name(0), 8, deflated.clone(), &body));
    let zip = (1..20_000).fold(first, |zip, n| {
        // Sizes without bytes: the entry has no body of its own.
        let entry = Entry::raw(name(n), 8, Vec::new(), &[]).sharing_body_at(0);
        let (compressed, crc) = (deflated.len(), beian_testkit::zip::crc32(&body));
        zip.entry(entry.central(move |header| {
            header.compressed = u32::try_from(compressed).unwrap();
            (header.uncompressed, header.crc) = (1 << 20, crc);
        }))
    });
    let bytes = zip.stored("classes.dex", b"dex\n035\0").build();
    let total_size = 100 << 20;
    let limits = Limits { total_size, ..Limits::default() };
    let report = report(&bytes, |options| options.limits = Some(limits));
    assert!(report.coverage.bytes_inflated <= total_size);
    assert!(report.coverage.unread.len() > 19_000 && !report.coverage.complete);
    let told = finding(&report, FindingId::CoverageEntry);
    assert_eq!(told.evidence.len(), 50);
}
