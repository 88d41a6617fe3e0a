//! Reading entries: buffers that are kept, limits, windows, archives within archives.

mod common;

use beian_archive::{
    Archive, Budget, Error, LimitKind, Limits, OddityKind, Outcome, Platform, Scratch, Source, crc32,
    crc32_of_parts,
};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder, deflate};
use common::{budget, content, counted, read, recovered, strict};

const TEXT: &[u8] = b"some text, some more text, and some text again";

fn limit<T>(result: &Result<T, Error>) -> Option<LimitKind> {
    match result {
        Err(Error::Limit { limit, .. }) => Some(*limit),
        _ => None,
    }
}

fn zeros(len: usize) -> Vec<u8> {
    vec![0; len]
}

/// How deep archives named `in.zip` lie within each other.
fn depth(source: &Source, budget: &mut Budget) -> Result<u32, Error> {
    let archive = Archive::strict(source, budget)?;
    let Some(inner) = archive.named(b"in.zip").next() else { return Ok(budget.depth()) };
    let (source, _) = archive.entry_source(&mut Scratch::default(), inner.index(), budget)?;
    budget.nested(|budget| depth(&source, budget))
}

/// Reads the first entry with `limits`.
fn read_within(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, Error> {
    let mut budget = Budget::new(limits);
    let archive = Archive::recovered(&Source::from_bytes(bytes.to_vec()), &mut budget)?;
    let mut out = Vec::new();
    archive.read(archive.entries()[0].index(), &mut budget, &mut out)?;
    Ok(out)
}

#[test]
fn a_kept_buffer_holds_the_last_entry_alone() {
    let archive =
        strict(&ZipBuilder::new().deflated("a", &TEXT.repeat(9)).stored("b", b"B").build()).unwrap();
    let (mut scratch, mut out) = (Scratch::default(), vec![9; 1000]);
    for (entry, expected) in archive.entries().iter().zip([TEXT.repeat(9), b"B".to_vec()]) {
        archive.read_with(&mut scratch, entry.index(), &mut budget(), &mut out).unwrap();
        assert_eq!(out, expected);
    }
}

#[test]
fn a_small_entry_is_read_at_once_and_a_large_one_in_two() {
    let descriptor = Descriptor { signature: true, crc_error: 0 };
    let bytes = ZipBuilder::new()
        .entry(Entry::deflated("small", TEXT).descriptor(descriptor))
        .stored("large", &zeros(20_000))
        .entry(Entry::stored("last", TEXT).align(64))
        .build();
    let (file, source) = counted(bytes);
    let archive = Archive::strict(&source, &mut budget()).unwrap();
    for (name, reads, expected) in [("small", 1, TEXT), ("large", 2, &zeros(20_000)), ("last", 1, TEXT)] {
        let before = file.reads();
        assert_eq!(content(&archive, name), expected, "{name}");
        assert_eq!(file.reads() - before, reads, "{name}");
    }
}

#[test]
fn a_file_is_read_as_bytes_are() {
    let bytes = ZipBuilder::new().deflated("a", TEXT).stored("b", b"B").build();
    let path = std::env::temp_dir().join(format!("beian-archive-reading-{}", std::process::id()));
    std::fs::write(&path, &bytes).unwrap();
    let archive = Archive::strict(&Source::open(&path).unwrap(), &mut budget()).unwrap();
    assert_eq!((content(&archive, "a"), content(&archive, "b")), (TEXT.to_vec(), b"B".to_vec()));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn an_entry_of_another_archive_is_an_error() {
    let big = strict(&ZipBuilder::new().stored("a", b"").stored("b", b"").build()).unwrap();
    let small = strict(&ZipBuilder::new().stored("a", b"").build()).unwrap();
    let index = big.entries()[1].index();
    let error = small.read(index, &mut budget(), &mut Vec::new()).unwrap_err();
    assert_eq!(error, Error::NoSuchEntry { index: 1, entries: 1 });
}

#[test]
fn a_declared_size_beyond_the_limit_is_not_allocated() {
    let bytes = ZipBuilder::new().deflated("a", &zeros(100_000)).build();
    let limits = Limits { entry_size: 99_999, ..Limits::default() };
    assert_eq!(limit(&read_within(&bytes, &limits)), Some(LimitKind::EntrySize));
}

#[test]
fn a_stream_that_grows_beyond_its_declared_size_is_limited_too() {
    let entry = Entry::deflated("a", &zeros(1_000_000)).both(|h| h.uncompressed = 10);
    let bytes = ZipBuilder::new().entry(entry).build();
    let limits = Limits { entry_size: 500_000, ..Limits::default() };
    assert_eq!(limit(&read_within(&bytes, &limits)), Some(LimitKind::EntrySize));
    assert_eq!(read_within(&bytes, &Limits::default()).map(|out| out.len()), Ok(1_000_000));
}

#[test]
fn a_lower_ratio_refuses_bombs() {
    let bytes = ZipBuilder::new().deflated("a", &zeros(100_000)).build();
    let limits = Limits { ratio: 100, ..Limits::default() };
    assert_eq!(limit(&read_within(&bytes, &limits)), Some(LimitKind::Ratio));
    assert!(read_within(&bytes, &Limits::default()).is_ok());
}

#[test]
fn many_entries_over_one_body_are_limited_together() {
    let body = Entry::deflated("a", &zeros(100_000));
    let builder = (0..200).fold(ZipBuilder::new().entry(body.clone()), |builder, _| {
        builder.entry(body.clone().sharing_body_at(0))
    });
    let mut budget = Budget::new(&Limits { total_size: 1_000_000, ..Limits::default() });
    let archive = Archive::recovered(&Source::from_bytes(builder.build()), &mut budget).unwrap();
    let mut read = |entry: &beian_archive::Entry| archive.read(entry.index(), &mut budget, &mut Vec::new());
    let results: Vec<_> = archive.entries().iter().map(&mut read).collect();
    assert!(results.iter().filter(|result| result.is_ok()).count() < 10);
    assert_eq!(limit(results.last().unwrap()), Some(LimitKind::TotalSize));
}

#[test]
fn entries_and_directories_are_limited() {
    let builder = (0..10).fold(ZipBuilder::new(), |builder, n| builder.stored(&n.to_string(), b""));
    let bytes = builder.build();
    let within = |limits: &Limits| limit(&read_within(&bytes, limits));
    assert_eq!(within(&Limits { entries: 9, ..Limits::default() }), Some(LimitKind::Entries));
    assert_eq!(within(&Limits { entries: 10, ..Limits::default() }), None);
    assert_eq!(within(&Limits { directory_size: 100, ..Limits::default() }), Some(LimitKind::DirectorySize));
}

#[test]
fn a_search_is_limited() {
    let bytes = ZipBuilder::new().stored("a", &[0; 5000]).without_end().build();
    let limits = Limits { scan: 4000, ..Limits::default() };
    assert_eq!(limit(&read_within(&bytes, &limits)), Some(LimitKind::Scan));
}

#[test]
fn a_search_for_lost_headers_that_is_limited_is_told_and_costs_no_other_entry() {
    let lost = Entry::stored("b", TEXT).central(|h| h.offset -= 1);
    let bytes = ZipBuilder::new().stored("a", &zeros(5000)).entry(lost).build();
    let mut budget = Budget::new(&Limits { scan: 4000, ..Limits::default() });
    let archive = Archive::recovered(&Source::from_bytes(bytes), &mut budget).unwrap();
    assert_eq!(content(&archive, "a"), zeros(5000));
    let kinds: Vec<_> = archive.oddities().iter().map(|oddity| (&oddity.kind, oddity.platform())).collect();
    let limited = OddityKind::NotSearched { limit: LimitKind::Scan };
    assert_eq!(kinds[0], (&limited, Platform::Unknown));
    assert!(matches!(kinds[1], (OddityKind::LocalHeaderMissing { found: None, .. }, Platform::Refuses)));
}

#[test]
fn a_stored_archive_within_is_a_window_and_a_deflated_one_is_inflated() {
    let inner = ZipBuilder::new().stored("x", TEXT).build();
    let outer = ZipBuilder::new().stored("s.zip", &inner).deflated("d.zip", &inner).build();
    let archive = strict(&outer).unwrap();
    for (entry, stored) in archive.entries().iter().zip([true, false]) {
        let mut budget = budget();
        let (source, inflated) =
            archive.entry_source(&mut Scratch::default(), entry.index(), &mut budget).unwrap();
        assert_eq!(inflated.is_none(), stored);
        assert_eq!(archive.stored_window(entry.index()).unwrap().is_some(), stored);
        let nested = budget.nested(|budget| Archive::strict(&source, budget)).unwrap();
        assert_eq!(content(&nested, "x"), TEXT);
    }
}

#[test]
fn archives_within_archives_are_limited() {
    let mut bytes = ZipBuilder::new().stored("x", TEXT).build();
    for _ in 0..9 {
        bytes = ZipBuilder::new().stored("in.zip", &bytes).build();
    }
    let within = |limits| depth(&Source::from_bytes(bytes.clone()), &mut Budget::new(&limits));
    assert_eq!(limit(&within(Limits::default())), Some(LimitKind::Depth));
    assert_eq!(within(Limits { depth: 9, ..Limits::default() }), Ok(9));
}

#[test]
fn an_empty_entry_is_complete() {
    let bytes = ZipBuilder::new().stored("a", b"").deflated("b", b"").build();
    let archive = strict(&bytes).unwrap();
    for position in 0..2 {
        let (inflated, out) = read(&archive, position);
        assert_eq!((inflated.outcome, out, inflated.oddities), (Outcome::Complete, vec![], vec![]));
    }
}

#[test]
fn the_strict_reading_keeps_what_it_can_of_a_broken_stream() {
    let mut data = deflate(TEXT);
    data.truncate(20);
    let archive = strict(&ZipBuilder::new().entry(Entry::raw("a", 8, data, TEXT)).build()).unwrap();
    let (inflated, out) = read(&archive, 0);
    assert!(!out.is_empty() && TEXT.starts_with(&out));
    assert!(matches!(inflated.outcome, Outcome::Partial { declared: 46, .. }));
    assert!(inflated.oddities.iter().all(|oddity| oddity.platform() == Platform::Refuses));
}

#[test]
fn the_strict_reading_does_not_doubt_a_known_method() {
    let archive = strict(&ZipBuilder::new().entry(Entry::raw("a", 8, TEXT.to_vec(), TEXT)).build()).unwrap();
    assert!(matches!(read(&archive, 0).0.outcome, Outcome::Partial { .. }));
}

#[test]
fn the_strict_reading_reads_an_unknown_method_by_its_crc() {
    for data in [TEXT.to_vec(), deflate(TEXT)] {
        let archive = strict(&ZipBuilder::new().entry(Entry::raw("a", 99, data, TEXT)).build()).unwrap();
        let (inflated, out) = read(&archive, 0);
        assert_eq!((&out[..], inflated.outcome), (TEXT, Outcome::Complete));
        assert!(inflated.oddities.iter().any(|o| matches!(o.kind, OddityKind::ReadAs { .. })));
    }
}

#[test]
fn a_stored_entry_read_in_parts_is_told_as_one_that_is_read_whole() {
    let mut changed = TEXT.to_vec();
    changed[9] ^= 1;
    let zip = ZipBuilder::new()
        .stored("sound", TEXT)
        .entry(Entry::raw("changed", 0, changed, TEXT))
        .entry(Entry::stored("other sizes", TEXT).central(|header| header.uncompressed -= 1))
        .deflated("deflated", TEXT)
        .build();
    let mut compared = 0;
    for archive in [strict(&zip).unwrap(), recovered(&zip).unwrap()] {
        for entry in archive.entries() {
            let parts = archive.stored_parts(entry.index());
            let mut whole = Vec::new();
            let read = archive.read(entry.index(), &mut budget(), &mut whole);
            if entry.name() == b"deflated" {
                assert!(parts.unwrap().is_none());
                continue;
            }
            let (Ok(read), Ok(Some(parts))) = (read, parts) else { continue };
            let range = parts.range();
            let bytes = archive.source().as_bytes(range).unwrap();
            assert_eq!(bytes, whole);
            let (a, b) = bytes.split_at(7);
            let parts_read = [a, b].map(|part| (crc32(part), part.len().try_into().unwrap()));
            assert_eq!(archive.stored_read(&parts, crc32_of_parts(parts_read)), Ok(read));
            compared += 1;
        }
    }
    assert!(compared >= 4, "{compared}");
}
