//! Sound archives as two other readers see them.

mod common;

use std::io::{Cursor, Read, Write};

use beian_archive::Archive;
use beian_testkit::zip::{Entry, ZipBuilder};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

/// Name, method, sizes, CRC and local header of each entry.
type Listing = Vec<(Vec<u8>, u16, u64, u64, u32, u64)>;

fn ours(archive: &Archive) -> Listing {
    let facts = archive.entries().iter().map(|entry| {
        let sizes = entry.sizes();
        let offset = entry.local_header_offset();
        let name = entry.name().to_vec();
        (name, entry.method().0, sizes.compressed, sizes.uncompressed, sizes.crc, offset)
    });
    facts.collect()
}

fn of_rawzip(bytes: &[u8]) -> Listing {
    let archive = rawzip::ZipArchive::from_slice(bytes).unwrap();
    let entries = archive.entries().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.file_path().as_ref().to_vec();
        let method = entry.compression_method().as_u16();
        let (packed, size) = (entry.compressed_size_hint(), entry.uncompressed_size_hint());
        (name, method, packed, size, entry.crc32(), entry.local_header_offset())
    });
    entries.collect()
}

/// What `zip` reads of each entry.
fn contents_of_zip(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let count = archive.len();
    let read = |at| {
        let mut out = Vec::new();
        archive.by_index(at).unwrap().read_to_end(&mut out).unwrap();
        out
    };
    (0..count).map(read).collect()
}

fn contents(archive: &Archive) -> Vec<Vec<u8>> {
    (0..archive.entries().len()).map(|at| common::read(archive, at).1).collect()
}

fn assert_same(bytes: &[u8]) {
    let strict = common::strict(bytes).unwrap();
    let recovered = common::recovered(bytes).unwrap();
    assert_eq!(ours(&strict), of_rawzip(bytes));
    assert_eq!(ours(&strict), ours(&recovered));
    assert_eq!(contents(&strict), contents_of_zip(bytes));
    assert_eq!(contents(&strict), contents(&recovered));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn archives_of_our_builder_are_read_alike(
        entries in btree_map("[a-z]{1,5}(/[a-z布]{1,3})?", (vec(0..4_u8, 0..2000), any::<bool>()), 1..8),
        comment in vec(1..70_u8, 0..40),
    ) {
        let entries = entries.iter().map(|(name, (data, stored))| {
            if *stored { Entry::stored(name, data) } else { Entry::deflated(name, data) }
        });
        assert_same(&entries.fold(ZipBuilder::new(), ZipBuilder::entry).comment(&comment).build());
    }

    #[test]
    fn archives_of_another_writer_are_read_alike(
        entries in btree_map("[a-z]{1,5}", (vec(0..4_u8, 0..2000), any::<bool>(), any::<bool>()), 1..8),
    ) {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, (data, stored, large)) in &entries {
            let method =
                if *stored { zip::CompressionMethod::Stored } else { zip::CompressionMethod::Deflated };
            let options = SimpleFileOptions::default().compression_method(method).large_file(*large);
            writer.start_file(name, options).unwrap();
            writer.write_all(data).unwrap();
        }
        assert_same(&writer.finish().unwrap().into_inner());
    }
}
