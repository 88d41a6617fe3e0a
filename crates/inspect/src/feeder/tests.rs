use std::sync::Mutex;

use beian_archive::{Budget, OddityKind, Source};
use beian_model::UnreadReason;
use beian_readers::{Context, Nested, Outcome, ReaderId};
use beian_testkit::zip::{Entry, ZipBuilder};
use beian_text::{Claims, Sink, Span};

use super::*;

/// Reads archives as archives, streams of a made-up kind as streams, and fails where it is told to.
struct TestReader(fn(&EntryInfo<'_>));

impl Reader for TestReader {
    fn id(&self) -> ReaderId {
        ReaderId("test")
    }

    fn wants(&self, _: &EntryInfo<'_>, _: &[u8]) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], cx: &mut Context<'_>, _: &mut dyn Sink) -> Outcome {
        (self.0)(&cx.entry);
        let whole = Span::new(0, cx.entry.len);
        let mut outcome = Outcome::default();
        if bytes.starts_with(b"PK\x03\x04") {
            outcome.claimed = Claims::none();
            outcome.claimed.add(whole);
            outcome.nested.push(Nested::Archive { span: whole });
        } else if let Some(inner) = bytes.strip_prefix(b"stream:") {
            let (name, bytes) = (format!("{}-inner", cx.entry.name), inner.to_vec());
            outcome.nested.push(Nested::Content { name, bytes, unread: None });
        }
        outcome
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a table of readers may have none")]
fn quiet(_: &EntryInfo<'_>, _: &[u8]) -> Option<&'static dyn Reader> {
    static READER: TestReader = TestReader(|_| {});
    Some(&READER)
}

fn fed_within(bytes: Vec<u8>, limits: &Limits, total: u64, threads: usize, reader_of: ReaderOf) -> Fed {
    let source = Source::from_bytes(bytes);
    let archive = Arc::new(OpenArchive::open(&source, &mut Budget::new(limits)).unwrap());
    let threads = NonZeroUsize::new(threads).unwrap();
    package(&archive, &[], Settings { limits, bytes: total, threads, reader_of, watcher: None }, |_| ()).0
}

fn fed(zip: &ZipBuilder, threads: usize, reader_of: ReaderOf) -> Fed {
    fed_within(zip.build(), &Limits::default(), 1 << 30, threads, reader_of)
}

fn missed(fed: &Fed) -> Vec<(&str, UnreadReason)> {
    fed.missed.iter().map(|(_, path, missed)| (path.as_str(), missed.why)).collect()
}

/// An archive of archives, some entries of which are large enough to be worth a thread.
fn nested() -> ZipBuilder {
    let innermost = ZipBuilder::new().deflated("z", b"z").stored("y", &vec![7; 70_000]).build();
    let inner = ZipBuilder::new().stored("deep.zip", &innermost).deflated("b", &vec![1; 300_000]).build();
    let many = (0..20).fold(ZipBuilder::new(), |zip, n| zip.deflated(&format!("e{n}"), &vec![n; 90_000]));
    many.deflated("inner.zip", &inner).stored("stored.zip", &inner).stored("s", b"stream:stream:abc")
}

#[test]
fn everything_is_read_once_however_many_read() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    #[expect(clippy::unnecessary_wraps, reason = "a table of readers may have none")]
    fn reader_of(_: &EntryInfo<'_>, _: &[u8]) -> Option<&'static dyn Reader> {
        static READER: TestReader = TestReader(|entry| SEEN.lock().unwrap().push(entry.name.to_owned()));
        Some(&READER)
    }
    let mut expected: Vec<String> = (0..20).map(|n| format!("e{n}")).collect();
    let inner = ["inner.zip", "stored.zip", "s", "s-inner", "s-inner-inner"];
    expected.extend(inner.into_iter().chain(["deep.zip", "b", "z", "y"].repeat(2)).map(str::to_owned));
    expected.sort();
    for threads in [1, 2, 16] {
        let fed = fed(&nested(), threads, reader_of);
        let mut seen = std::mem::take(&mut *SEEN.lock().unwrap());
        seen.sort();
        assert_eq!(seen, expected, "{threads}");
        assert_eq!(missed(&fed), []);
    }
}

#[test]
fn what_was_found_is_in_the_order_of_the_archive() {
    let one = fed(&nested(), 1, quiet);
    for threads in [2, 16] {
        let other = fed(&nested(), threads, quiet);
        assert_eq!((&other.sightings, other.bytes), (&one.sightings, one.bytes));
    }
}

#[test]
fn a_reader_that_panics_costs_its_entry_alone() {
    #[expect(clippy::unnecessary_wraps, reason = "a table of readers may have none")]
    fn reader_of(_: &EntryInfo<'_>, _: &[u8]) -> Option<&'static dyn Reader> {
        static READER: TestReader = TestReader(|entry| assert!(entry.name != "b", "no b please"));
        Some(&READER)
    }
    for threads in [1, 3] {
        let fed = fed(&nested(), threads, reader_of);
        let paths = ["inner.zip!/b", "stored.zip!/b"];
        assert_eq!(fed.faults, paths.map(|path| (path.to_owned(), "no b please".to_owned())));
        assert_eq!(missed(&fed), paths.map(|path| (path, UnreadReason::Fault)));
    }
}

#[test]
fn archives_that_stand_too_deep_are_said_to_and_searched() {
    let mut bytes = ZipBuilder::new().stored("core", b"core").build();
    for _ in 0..16 {
        bytes = ZipBuilder::new().deflated("in.zip", &bytes).build();
    }
    let fed = fed_within(bytes, &Limits::default(), 1 << 30, 2, quiet);
    let path = ["in.zip"; 5].join("!/");
    assert_eq!(missed(&fed), [(path.as_str(), UnreadReason::Limit)]);
    let cause = &fed.missed[0].2.cause.en;
    assert!(cause.contains("archives within archives"), "{cause}");
}

#[test]
fn streams_that_stand_too_deep_are_said_to() {
    let zip = ZipBuilder::new().stored("s", "stream:".repeat(9).as_bytes());
    let fed = fed(&zip, 1, quiet);
    let found = missed(&fed);
    assert!(matches!(found.as_slice(), [(_, UnreadReason::Limit)]), "{found:?}");
}

/// Three thousand entries, each of a megabyte, in a file of some kilobytes.
fn sharing() -> Vec<u8> {
    let body = vec![0; 1 << 20];
    let deflated = beian_testkit::zip::deflate(&body);
    let zip = ZipBuilder::new().deflated("e0", &body);
    let share = |n: usize| Entry::raw(format!("e{n}"), 8, deflated.clone(), &body).sharing_body_at(0);
    (1..3000).fold(zip, |zip, n| zip.entry(share(n))).build()
}

#[test]
fn entries_that_share_a_body_are_read_within_the_limit_and_the_same_by_any_number_of_threads() {
    let bytes = sharing();
    let limits = Limits::default();
    let total = 100 << 20;
    let of = |threads| fed_within(bytes.clone(), &limits, total, threads, |_, _| None);
    let one = of(1);
    assert!(one.bytes <= total && one.bytes > total / 2, "{}", one.bytes);
    assert!(missed(&one).iter().all(|(_, why)| *why == UnreadReason::Limit));
    assert_eq!(u64::try_from(one.missed.len()).unwrap() + (one.bytes >> 20), 3000);
    for threads in [2, 16] {
        let other = of(threads);
        assert_eq!((other.bytes, other.sightings), (one.bytes, one.sightings.clone()));
        assert_eq!(other.missed, one.missed);
    }
}

#[test]
fn bombs_in_bombs_end_with_the_budget() {
    let mut bytes = ZipBuilder::new().deflated("core", &vec![0; 4 << 20]).build();
    for _ in 0..4 {
        let copies = (0..16).fold(ZipBuilder::new(), |zip, n| zip.deflated(&format!("{n}.zip"), &bytes));
        bytes = copies.build();
    }
    let total = 256 << 20;
    let fed = fed_within(bytes, &Limits::default(), total, 2, quiet);
    assert!(fed.bytes <= total, "{}", fed.bytes);
    assert!(!fed.missed.is_empty() && missed(&fed).iter().all(|(_, why)| *why == UnreadReason::Limit));
}

#[test]
fn an_entry_beyond_the_limit_costs_itself_alone() {
    let limits = Limits { entry_size: 2000, ..Limits::default() };
    let zip = ZipBuilder::new().deflated("big", &vec![1; 5000]).deflated("small", &[1; 500]);
    let fed = fed_within(zip.build(), &limits, 1 << 20, 2, quiet);
    assert_eq!((missed(&fed), fed.bytes), (vec![("big", UnreadReason::Limit)], 500));
    assert_eq!(fed.missed[0].2.bytes, Some(5000));
}

#[test]
fn parts_of_a_large_entry_give_what_the_whole_gives() {
    let records = |between: fn(u32) -> Vec<u8>| {
        let mut bytes = Vec::new();
        for n in 0..60_000_u32 {
            bytes.extend(between(n));
            bytes.extend_from_slice(format!("https://h{}.example.cn/a/b?c={n}", n % 1000).as_bytes());
        }
        bytes
    };
    let binary = records(|n| [n.to_le_bytes(), [0; 4]].concat());
    let lines = records(|_| b"\n".to_vec());
    let utf16: Vec<u8> = lines.iter().flat_map(|&byte| [byte, 0]).collect();
    for (bytes, what) in [(binary, "binary"), (lines, "lines"), (utf16, "UTF-16")] {
        assert!(bytes.len() > 2 << 20, "{what}");
        let parts = fed(&ZipBuilder::new().stored("big", &bytes), 2, |_, _| None);
        let whole = fed(&ZipBuilder::new().deflated("big", &bytes), 2, |_, _| None);
        assert_eq!((missed(&parts), parts.bytes), (missed(&whole), whole.bytes), "{what}");
        assert!(parts.sightings == whole.sightings, "{what}");
    }
}

#[test]
fn what_is_wrong_with_an_entry_in_parts_is_told_once() {
    let big = vec![7; 3 << 20];
    let changed = |bytes: &[u8]| Entry::raw("big", 0, bytes.to_vec(), &big);
    let mut other = big.clone();
    other[2 << 20] = 8;
    let differs = fed(&ZipBuilder::new().entry(changed(&other)), 2, |_, _| None);
    let oddities: Vec<_> = differs.oddities.iter().map(|oddity| &oddity.kind).collect();
    assert!(matches!(oddities.as_slice(), [OddityKind::CrcDiffers { .. }]), "{oddities:?}");
    assert_eq!((missed(&differs), differs.bytes), (vec![], 3 << 20));
}

#[test]
fn large_stored_entries_are_seen_in_windows_whatever_the_limit_of_an_entry() {
    let limits = Limits { entry_size: 16 << 20, ..Limits::default() };
    let big = vec![0; 40 << 20];
    let fed = fed_within(ZipBuilder::new().stored("big", &big).build(), &limits, 1 << 30, 2, |_, _| None);
    assert_eq!((missed(&fed), fed.bytes), (vec![], 40 << 20));
    // Where a reader knows the format, and the entry is not too large for it, it is read whole.
    let whole =
        fed_within(ZipBuilder::new().stored("big", &big).build(), &Limits::default(), 1 << 30, 2, quiet);
    assert_eq!((missed(&whole), whole.bytes), (vec![], 40 << 20));
}

#[test]
fn a_large_stored_archive_is_opened_where_it_lies() {
    static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());
    #[expect(clippy::unnecessary_wraps, reason = "a table of readers may have none")]
    fn reader_of(_: &EntryInfo<'_>, _: &[u8]) -> Option<&'static dyn Reader> {
        static READER: TestReader = TestReader(|entry| SEEN.lock().unwrap().push(entry.name.to_owned()));
        Some(&READER)
    }
    let inner = ZipBuilder::new().stored("big", &vec![0; 33 << 20]).deflated("small", b"1").build();
    let fed = fed(&ZipBuilder::new().stored("a.zip", &inner), 2, reader_of);
    let mut seen = SEEN.lock().unwrap().clone();
    seen.sort();
    assert_eq!((seen.join(" ").as_str(), missed(&fed)), ("big small", vec![]));
    assert_eq!(fed.bytes, (33 << 20) + 1);
}

#[test]
fn bytes_that_are_no_entrys_are_read_too() {
    let mut deflated = beian_testkit::zip::deflate(b"abc");
    deflated.extend_from_slice(b"behind the stream");
    let zip = ZipBuilder::new().entry(Entry::raw("a", 8, deflated, b"abc")).suffix(b"behind the archive");
    let fed = fed(&zip, 1, quiet);
    assert_eq!(fed.bytes, 3 + 17 + 18);
    assert_eq!(missed(&fed), []);
}

#[test]
fn why_an_entry_was_not_read_is_told() {
    let locked = |header: &mut beian_testkit::zip::Header| header.flags |= 1;
    let zip = ZipBuilder::new()
        .entry(Entry::raw("locked", 8, vec![0xff; 90], &[1; 200]).both(locked))
        .entry(Entry::deflated("flagged", &[2; 200]).both(locked))
        .entry(Entry::raw("lzma", 14, vec![0xff; 90], &[3; 200]))
        .entry(Entry::raw("broken", 8, vec![0xff; 90], &[4; 200]));
    let fed = fed(&zip, 1, quiet);
    let expected = [
        ("locked", UnreadReason::Encrypted),
        ("lzma", UnreadReason::UnknownMethod),
        ("broken", UnreadReason::Damaged),
    ];
    assert_eq!(missed(&fed), expected);
}

#[test]
fn what_is_kept_is_not_read_again() {
    let source = Source::from_bytes(ZipBuilder::new().deflated("a", b"aaaa").deflated("b", b"bb").build());
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let archive = Arc::new(OpenArchive::open(&source, &mut budget).unwrap());
    let index = archive.archive.entries()[0].index();
    let settings = Settings {
        limits: &limits,
        bytes: 1 << 20,
        threads: NonZeroUsize::MIN,
        reader_of: |_, _| None,
        watcher: None,
    };
    let (failed, ()) = package(&archive, &[index], settings, |_| ());
    assert_eq!(failed.bytes, 2);
    let mut bytes = Vec::new();
    let inflated = archive.archive.read(index, &mut budget, &mut bytes).unwrap();
    let bytes = Source::from_bytes(bytes);
    let (kept, said) = package(&archive, &[index], settings, |hand_over| {
        hand_over(Kept { index, bytes, inflated, strictly: true });
        "done"
    });
    assert_eq!((kept.bytes, said), (2, "done"));
    assert_eq!(
        kept.sightings,
        fed(&ZipBuilder::new().stored("a", b"aaaa").stored("b", b"bb"), 1, |_, _| None).sightings
    );
}

#[test]
fn what_looks_random_and_is_of_no_known_format_is_said_to() {
    let random = |len: usize| -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        (0..len).map(|_| next()).collect()
    };
    let (small, large) = (random(100_000), random(33 << 20));
    let zip = ZipBuilder::new().stored("small", &small).stored("large", &large).stored("text", &[b'a'; 9000]);
    // Signatures are as random as can be.
    let zip = zip.stored("META-INF/A.RSA", &small);
    let found = fed(&zip, 2, |_, _| None);
    let expected = [("small", UnreadReason::HighEntropy), ("large", UnreadReason::HighEntropy)];
    assert_eq!(missed(&found), expected);
}

/// Takes note of whose bytes it is shown.
#[derive(Default)]
struct Note(Mutex<Vec<(usize, usize)>>);

impl Watcher for Note {
    fn see(&self, entry: EntryIndex, bytes: &[u8], inflated: &Inflated, strictly: bool) {
        assert!(strictly && inflated.is_complete());
        self.0.lock().unwrap().push((entry.position(), bytes.len()));
    }
}

#[test]
fn who_watches_sees_each_entry_of_the_package_once_and_nothing_nested() {
    let source = Source::from_bytes(nested().build());
    let limits = Limits::default();
    let mut budget = Budget::new(&limits);
    let archive = Arc::new(OpenArchive::open(&source, &mut budget).unwrap());
    let kept = archive.archive.entries()[0].index();
    let mut bytes = Vec::new();
    let inflated = archive.archive.read(kept, &mut budget, &mut bytes).unwrap();
    let mut expected: Vec<_> = archive
        .archive
        .entries()
        .iter()
        .map(|entry| (entry.index().position(), usize::try_from(entry.uncompressed_size()).unwrap()))
        .collect();
    expected.sort_unstable();
    for threads in [1, 2, 16] {
        let note = Note::default();
        let threads = NonZeroUsize::new(threads).unwrap();
        let settings =
            Settings { limits: &limits, bytes: 1 << 30, threads, reader_of: quiet, watcher: Some(&note) };
        package(&archive, &[kept], settings, |hand_over| {
            let (bytes, inflated) = (Source::from_bytes(bytes.clone()), inflated.clone());
            hand_over(Kept { index: kept, bytes, inflated, strictly: true });
        });
        let mut seen = note.0.into_inner().unwrap();
        seen.sort_unstable();
        assert_eq!(seen, expected, "{threads}");
    }
}
