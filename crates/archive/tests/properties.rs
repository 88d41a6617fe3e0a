//! What holds for every input: no panic, no more than the budget, work in proportion to the input.

mod common;

use beian_archive::{Archive, Budget, Entry as Listed, Error, Limits, Scratch};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder};
use common::counted;
use proptest::collection::vec;
use proptest::prelude::*;

/// Little enough that a hostile input reaches it.
const TOTAL: u64 = 4 << 20;

fn small_limits() -> Limits {
    Limits { entry_size: 1 << 20, total_size: TOTAL, scan: 1 << 20, entries: 1000, ..Limits::default() }
}

/// Opens by both readings and reads everything, within small limits; the budget holds, and opening reads each byte a
/// bounded number of times.
fn survive(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let len = bytes.len() as u64;
    let (counted, source) = counted(bytes);
    let mut listings = Vec::new();
    for open in [Archive::strict, Archive::recovered] {
        let mut budget = Budget::new(&small_limits());
        let before = counted.bytes();
        let archive = open(&source, &mut budget);
        // Tails of 65,557 bytes are read a few times, local headers with 256 bytes for a record of 46.
        prop_assert!(counted.bytes() - before <= 40 * len + 400_000);
        let Ok(archive) = archive else { continue };
        let spent = read_all(&archive, &mut budget)?;
        prop_assert!(spent <= TOTAL);
        listings.push(archive);
    }
    if let [strict, recovered] = &listings[..] {
        is_subset(strict.entries(), recovered.entries())?;
    }
    Ok(())
}

fn read_all(archive: &Archive, budget: &mut Budget) -> Result<u64, TestCaseError> {
    let (mut scratch, mut out, mut sum) = (Scratch::default(), Vec::new(), 0);
    prop_assert!(archive.survey().is_ok());
    for entry in archive.entries() {
        let before = budget.bytes_left();
        match archive.read_with(&mut scratch, entry.index(), budget, &mut out) {
            Ok(_) => {
                prop_assert!(out.len() as u64 <= before - budget.bytes_left());
                prop_assert!(out.len() as u64 <= small_limits().entry_size);
                sum += out.len() as u64;
            }
            // The source is whole, so that nothing else can go wrong.
            Err(error) => {
                prop_assert!(matches!(error, Error::Refused { .. } | Error::Limit { .. }), "{error}");
            }
        }
        let _ = archive.extract_as_platform(&mut scratch, entry.index(), budget, &mut out);
        let _ = archive.stored_window(entry.index());
        let _ = archive.data_range(entry.index());
    }
    Ok(sum)
}

fn is_subset(strict: &[Listed], recovered: &[Listed]) -> Result<(), TestCaseError> {
    for entry in strict {
        let same = |other: &Listed| {
            (other.name(), other.sizes(), other.method()) == (entry.name(), entry.sizes(), entry.method())
        };
        prop_assert!(recovered.iter().any(same), "{entry:?}");
    }
    Ok(())
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let name = "[a-c]{0,3}(/[a-z]{1,4})?";
    let entry = (name, vec(any::<u8>(), 0..300), 0..6_u8).prop_map(|(name, data, shape)| match shape {
        0 => Entry::deflated(name, &data),
        1 => Entry::stored(name, &data).align(64),
        2 => Entry::deflated(name, &data).descriptor(Descriptor { signature: true, crc_error: 0 }),
        3 => Entry::deflated(name, &data).zip64(),
        4 => Entry::raw(name, 77, data.clone(), &data),
        _ => Entry::stored(name, &data),
    });
    vec(entry, 0..6)
}

/// An archive that is sound but for what its builder adds around it.
fn archives() -> impl Strategy<Value = Vec<u8>> {
    (entries(), 0..8_u8, vec(any::<u8>(), 0..100)).prop_map(|(entries, shape, bytes)| {
        let builder = entries.into_iter().fold(ZipBuilder::new(), ZipBuilder::entry);
        match shape {
            0 => builder.prefix(&bytes),
            1 => builder.adjusted_prefix(&bytes),
            2 => builder.suffix(&bytes),
            3 => builder.comment(&bytes),
            4 => builder.zip64(|_| {}),
            5 => builder.without_end(),
            6 => builder.without_end().without_directory(),
            _ => builder.before_directory(&bytes),
        }
        .build()
    })
}

/// Bytes of which many are signatures.
fn signatures() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"PK\x01\x02".to_vec()),
        Just(b"PK\x03\x04".to_vec()),
        Just(b"PK\x05\x06".to_vec()),
        Just(b"PK\x06\x06".to_vec()),
        Just(b"PK\x06\x07".to_vec()),
        Just(vec![0; 8]),
        Just(vec![0xff; 4]),
        vec(any::<u8>(), 0..40),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// As many end records as are tried, each of which leads to a directory behind a prefix, and a long chain of headers
/// that each could be asked about: reading it must not take the product of both.
#[test]
fn end_records_and_local_headers_do_not_multiply() {
    let headers = [&b"PK\x03\x04"[..], &[0; 26]].concat().repeat(2000);
    let mut tail = [&b"PK\x01\x02"[..], &[0; 42]].concat();
    for _ in 0..200 {
        let distance = u32::try_from(tail.len()).unwrap();
        tail.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        tail.extend_from_slice(&distance.to_le_bytes());
        tail.extend_from_slice(&1_u32.to_le_bytes());
        tail.extend_from_slice(&[0; 2]);
    }
    survive([headers, tail].concat()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_are_survived(bytes in vec(any::<u8>(), 0..600)) {
        survive(bytes)?;
    }

    #[test]
    fn signatures_without_sense_are_survived(bytes in signatures()) {
        survive(bytes)?;
    }

    #[test]
    fn changed_archives_are_survived(
        bytes in archives(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        truncate in any::<bool>(),
    ) {
        let mut bytes = bytes;
        for (at, value) in changes {
            let at = at.index(bytes.len().max(1));
            bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = value);
        }
        if truncate {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        survive(bytes)?;
    }

    #[test]
    fn entries_are_all_listed_and_read(entries in entries(), prefix in vec(1..80_u8, 0..50)) {
        let builder = entries.iter().cloned().fold(ZipBuilder::new(), ZipBuilder::entry);
        let bytes = builder.prefix(&prefix).build();
        let archive = common::recovered(&bytes).unwrap();
        prop_assert_eq!(archive.entries().len(), entries.len());
        for entry in archive.entries() {
            let mut out = Vec::new();
            let inflated = archive.read(entry.index(), &mut common::budget(), &mut out).unwrap();
            prop_assert!(inflated.is_complete(), "{inflated:?}");
        }
    }
}
