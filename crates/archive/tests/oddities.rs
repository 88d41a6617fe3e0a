//! Each oddity on its own: built, read around, told with its facts, and with the verdict that the strict reading has.

mod common;

use beian_archive::{
    Archive, Coding, EntryIndex, Extent, Header, Method, NameFault, OddityKind as Kind, Outcome, Sizes,
};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder, crc32, deflate};
use common::{content, names, oddities, read, recovered, strict};

const TEXT: &[u8] = b"some text, some more text, and some text again";

/// Two entries, the second deflated.
fn two() -> ZipBuilder {
    ZipBuilder::new().stored("a", b"A").deflated("b", TEXT)
}

/// An archive of one deflated entry.
fn one(entry: impl FnOnce(Entry) -> Entry) -> Vec<u8> {
    ZipBuilder::new().entry(entry(Entry::deflated("b", TEXT))).build()
}

fn len(of: usize) -> u64 {
    u64::try_from(of).unwrap()
}

fn entry(bytes: &[u8], position: usize) -> EntryIndex {
    recovered(bytes).unwrap().entries()[position].index()
}

fn assert_reads(bytes: &[u8]) {
    let archive = recovered(bytes).unwrap();
    assert_eq!((content(&archive, "a"), content(&archive, "b")), (b"A".to_vec(), TEXT.to_vec()));
}

#[test]
fn a_sound_archive_has_none() {
    let described = Descriptor { signature: true, crc_error: 0 };
    let sound = two()
        .entry(Entry::deflated("c", TEXT).descriptor(described))
        .entry(Entry::stored("d", TEXT).align(4096))
        .before_directory(&[7; 100])
        .comment(b"a comment");
    assert_eq!(oddities(&sound.build()), []);
}

#[test]
fn a_prefix_that_offsets_do_not_count() {
    let bytes = two().prefix(&[0; 512]).build();
    let prefix = Kind::Prefix { bytes: 512, adjusted: false, disguised: false };
    assert_eq!(oddities(&bytes), [(None, prefix)]);
    assert_eq!(recovered(&bytes).unwrap().offset_shift(), 512);
    assert_reads(&bytes);
}

#[test]
fn a_prefix_that_offsets_count() {
    let bytes = two().adjusted_prefix(&[0; 512]).build();
    let prefix = Kind::Prefix { bytes: 512, adjusted: true, disguised: false };
    assert_eq!(oddities(&bytes), [(None, prefix)]);
    assert_reads(&bytes);
}

#[test]
fn a_prefix_disguised_as_a_local_header() {
    let bytes = two().adjusted_prefix(b"PK\x03\x04 and anything").build();
    let prefix = Kind::Prefix { bytes: 17, adjusted: true, disguised: true };
    assert_eq!(oddities(&bytes), [(None, prefix)]);
    assert_reads(&bytes);
}

#[test]
fn headers_that_only_fill_space_are_no_prefix() {
    let padding = |extra: &[u8]| {
        let len = u8::try_from(extra.len()).unwrap();
        [&b"PK\x03\x04"[..], &[0; 24], &[len, 0], extra].concat()
    };
    let twice = [padding(&[0; 102]), padding(&[])].concat();
    assert_eq!(oddities(&two().adjusted_prefix(&twice).build()), []);
    // What they hide is told.
    let prefix = Kind::Prefix { bytes: 32, adjusted: true, disguised: true };
    assert_eq!(oddities(&two().adjusted_prefix(&padding(b"hi")).build()), [(None, prefix)]);
    let lost = two().adjusted_prefix(&twice).without_end().without_directory().build();
    assert_eq!(names(&recovered(&lost).unwrap()), ["a", "b"]);
}

#[test]
fn bytes_behind_the_end_record() {
    let bytes = two().suffix(&[1; 300]).build();
    assert_eq!(oddities(&bytes), [(None, Kind::TrailingBytes { bytes: 300 })]);
    assert_reads(&bytes);
}

#[test]
fn more_bytes_behind_the_end_record_than_are_searched_for_it() {
    let bytes = two().suffix(&vec![1; 200_000]).build();
    assert_eq!(oddities(&bytes), [(None, Kind::TrailingBytes { bytes: 200_000 })]);
    assert_reads(&bytes);
}

#[test]
fn a_comment_shorter_than_declared() {
    let bytes = two().comment(b"abc").end(|end| end.comment_len = 200).build();
    assert_eq!(oddities(&bytes), [(None, Kind::CommentTooLong { declared: 200, available: 3 })]);
    assert_reads(&bytes);
}

#[test]
fn an_end_record_within_the_comment() {
    let fake = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    let built = two().comment(fake).build_with_layout();
    let kind = Kind::FakeEndRecord { fake: len(built.end + 22), used: len(built.end) };
    assert_eq!(oddities(&built.bytes), [(None, kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn many_end_records_within_the_comment_are_not_all_tried() {
    let fake = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x01\0\0\0\x01\0\0\0\0\0";
    let bytes = two().comment(&fake.repeat(2000)).build();
    let archive = recovered(&bytes).unwrap();
    assert_eq!(names(&archive), ["a", "b"]);
    assert!(archive.oddities().iter().any(|o| matches!(o.kind, Kind::EndRecordMissing { .. })));
}

#[test]
fn no_end_record() {
    let bytes = two().without_end().build();
    assert_eq!(oddities(&bytes), [(None, Kind::EndRecordMissing { truncated: None })]);
    assert_reads(&bytes);
}

#[test]
fn an_end_record_that_is_cut_off() {
    let mut built = two().build_with_layout();
    built.bytes.truncate(built.end + 12);
    let kind = Kind::EndRecordMissing { truncated: Some(len(built.end)) };
    assert_eq!(oddities(&built.bytes), [(None, kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn neither_end_record_nor_adjusted_offsets() {
    let bytes = two().prefix(&[0; 77]).without_end().build();
    let prefix = Kind::Prefix { bytes: 77, adjusted: false, disguised: false };
    assert_eq!(oddities(&bytes), [(None, Kind::EndRecordMissing { truncated: None }), (None, prefix)]);
    assert_reads(&bytes);
}

#[test]
fn no_entries() {
    let bytes = ZipBuilder::new().build();
    let archive = recovered(&bytes).unwrap();
    assert!(archive.entries().is_empty());
    assert_eq!(oddities(&bytes), [(None, Kind::Empty)]);
}

#[test]
fn fewer_entries_counted_than_there_are() {
    let bytes = two().end(|end| (end.entries, end.disk_entries) = (1, 1)).build();
    assert_eq!(oddities(&bytes), [(None, Kind::EntryCount { declared: 1, found: 2 })]);
    assert_reads(&bytes);
}

#[test]
fn more_entries_counted_than_there_are() {
    let bytes = two().end(|end| (end.entries, end.disk_entries) = (0xffff, 0xffff)).build();
    assert_eq!(oddities(&bytes), [(None, Kind::EntryCount { declared: 0xffff, found: 2 })]);
    assert_reads(&bytes);
}

#[test]
fn a_directory_of_no_declared_size() {
    let built = two().end(|end| end.directory_size = 0).build_with_layout();
    let offset = len(built.directory);
    let found = Extent { offset, bytes: len(built.end - built.directory) };
    let kind = Kind::DirectoryMoved { declared: Extent { offset, bytes: 0 }, found };
    assert_eq!(oddities(&built.bytes), [(None, kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn a_directory_with_room_behind_it() {
    let built = two().after_directory(&[9; 40]).end(|end| end.directory_size += 40).build_with_layout();
    let offset = len(built.directory);
    let bytes = len(built.end - built.directory);
    let declared = Extent { offset, bytes };
    let kind = Kind::DirectoryMoved { declared, found: Extent { offset, bytes: bytes - 40 } };
    assert_eq!(oddities(&built.bytes), [(None, kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn a_directory_offset_that_lies_while_local_offsets_do_not() {
    let built = two().end(|end| end.directory_offset -= 3).build_with_layout();
    let found = Extent { offset: len(built.directory), bytes: len(built.end - built.directory) };
    let declared = Extent { offset: found.offset - 3, ..found };
    assert_eq!(oddities(&built.bytes), [(None, Kind::DirectoryMoved { declared, found })]);
    assert_reads(&built.bytes);
}

#[test]
fn a_directory_with_junk_between_its_records() {
    let built = two().build_with_layout();
    let mut bytes = built.bytes;
    let second = built.central_headers[1];
    bytes.splice(second..second, [0x55; 9]);
    let end = built.end + 9;
    let size = u32::try_from(end - built.directory).unwrap();
    bytes[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    let kind = Kind::DirectoryDamaged { offset: len(second), bytes: 9 };
    assert_eq!(oddities(&bytes), [(None, kind)]);
    assert_reads(&bytes);
}

#[test]
fn no_directory() {
    let bytes = two().without_directory().without_end().build();
    assert_eq!(
        oddities(&bytes),
        [(None, Kind::EndRecordMissing { truncated: None }), (None, Kind::DirectoryMissing)]
    );
    assert_reads(&bytes);
}

#[test]
fn no_directory_and_sizes_in_descriptors() {
    for signature in [true, false] {
        let descriptor = Descriptor { signature, crc_error: 0 };
        let a = Entry::stored("a", b"A").descriptor(descriptor);
        let b = Entry::deflated("b", TEXT).descriptor(descriptor);
        let bytes = ZipBuilder::new().entry(a).entry(b).without_directory().without_end().build();
        assert_reads(&bytes);
    }
}

#[test]
fn no_directory_and_an_archive_within() {
    let inner = two().build();
    let bytes =
        ZipBuilder::new().stored("in.zip", &inner).stored("z", b"Z").without_directory().without_end();
    assert_eq!(names(&recovered(&bytes.build()).unwrap()), ["in.zip", "z"]);
}

#[test]
fn a_truncated_archive_with_an_archive_within() {
    let inner = two().build();
    let built =
        ZipBuilder::new().stored("a", b"A").stored("in.zip", &inner).stored("z", TEXT).build_with_layout();
    let cut = &built.bytes[..built.data[2] + 4];
    let archive = recovered(cut).unwrap();
    assert_eq!(names(&archive), ["a", "in.zip", "z"]);
    let (inflated, bytes) = read(&archive, 2);
    assert_eq!((bytes, inflated.outcome), (TEXT[..4].to_vec(), Outcome::Partial { bytes: 4, declared: 46 }));
}

#[test]
fn zip64_records() {
    let bytes = two().zip64(|_| {}).build();
    assert_eq!(oddities(&bytes), [(None, Kind::Zip64)]);
    assert_reads(&bytes);
}

#[test]
fn zip64_sizes() {
    assert_eq!(oddities(&one(Entry::zip64)), [(Some(0), Kind::Zip64)]);
}

#[test]
fn zip64_records_behind_a_prefix() {
    let bytes = two().prefix(&[0; 99]).zip64(|_| {}).build();
    let prefix = Kind::Prefix { bytes: 99, adjusted: false, disguised: false };
    assert_eq!(oddities(&bytes), [(None, Kind::Zip64), (None, prefix)]);
    assert_reads(&bytes);
}

#[test]
fn zip64_records_that_are_not_there() {
    let bytes = two().end(|end| end.directory_offset = u32::MAX).build();
    let kinds: Vec<_> = oddities(&bytes).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds.first(), Some(&Kind::Zip64Broken));
    assert_reads(&bytes);
}

#[test]
fn zip64_sizes_without_their_field() {
    let bytes = one(|entry| entry.central(|h| h.uncompressed = u32::MAX));
    let kinds = oddities(&bytes);
    assert_eq!(kinds.first(), Some(&(Some(0), Kind::Zip64Broken)));
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn zip64_sizes_behind_a_name_that_leaves_the_file() {
    let lie = |h: &mut beian_testkit::zip::Header| {
        (h.compressed, h.uncompressed, h.name_len) = (u32::MAX, u32::MAX, Some(60_000));
    };
    let bytes = one(|entry| entry.local(lie));
    let expected = [(Some(0), Kind::LocalName { bytes: 60_000 }), (Some(0), Kind::Zip64Broken)];
    let found = recovered(&bytes).unwrap().survey().unwrap().into_iter();
    assert!(found.map(|o| (o.entry.map(EntryIndex::position), o.kind)).eq(expected));
}

#[test]
fn several_disks() {
    let bytes = two().end(|end| end.disk = 3).build();
    assert_eq!(oddities(&bytes), [(None, Kind::SeveralDisks { disk: 3, directory_disk: 0 })]);
}

#[test]
fn duplicates_are_all_listed() {
    let bytes = two().stored("a", b"another").stored("a", b"a third").build();
    let first = entry(&bytes, 0);
    let kind = Kind::Duplicate { first };
    assert_eq!(oddities(&bytes), [(Some(2), kind.clone()), (Some(3), kind)]);
    let archive = recovered(&bytes).unwrap();
    let bytes: Vec<_> = [0, 2, 3].map(|at| read(&archive, at).1).into();
    assert_eq!(bytes, [&b"A"[..], b"another", b"a third"]);
}

#[test]
fn names_that_no_entry_should_have() {
    let faults = [
        (&b"a\0b"[..], NameFault::Nul { at: 1 }),
        (b"/a", NameFault::Absolute),
        (b"a\\b", NameFault::Backslash),
        (b"a/../b", NameFault::Parent),
        (b"a\xff", NameFault::NotUtf8 { at: 1 }),
        (b"a\xed\xa0\x80", NameFault::LaxUtf8 { at: 1 }),
        (b"", NameFault::Empty),
    ];
    for (name, fault) in faults {
        let bytes = ZipBuilder::new().entry(Entry::stored(name, TEXT)).build();
        assert_eq!(oddities(&bytes), [(Some(0), Kind::Name(fault))], "{name:?}");
    }
}

#[test]
fn the_encryption_bit() {
    let bit = |header| (Some(0), Kind::EncryptionBit { header });
    assert_eq!(oddities(&one(|e| e.central(|h| h.flags |= 1))), [bit(Header::Central)]);
    assert_eq!(oddities(&one(|e| e.local(|h| h.flags |= 1))), [bit(Header::Local)]);
    let both = one(|e| e.both(|h| h.flags |= 1));
    assert_eq!(oddities(&both), [bit(Header::Central), bit(Header::Local)]);
    assert_eq!(read(&recovered(&both).unwrap(), 0).1, TEXT);
}

#[test]
fn an_unknown_method_in_the_directory() {
    let method = Method(4660);
    let bytes = one(|e| e.central(|h| h.method = 4660));
    let expected = [
        (Some(0), Kind::UnknownMethod { method }),
        (Some(0), Kind::LocalMethod { central: method, local: Method::DEFLATED }),
        (Some(0), Kind::ReadAs { declared: method, read_as: Coding::Deflated }),
    ];
    assert_eq!(oddities(&bytes), expected);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn an_unknown_method_in_the_local_header() {
    let bytes = one(|e| e.local(|h| h.method = 4660));
    let kind = Kind::LocalMethod { central: Method::DEFLATED, local: Method(4660) };
    assert_eq!(oddities(&bytes), [(Some(0), kind)]);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn an_unknown_method_in_both_headers() {
    for (data, read_as) in [(TEXT.to_vec(), Coding::Stored), (deflate(TEXT), Coding::Deflated)] {
        let bytes = ZipBuilder::new().entry(Entry::raw("b", 4660, data, TEXT)).build();
        let declared = Method(4660);
        let expected = [
            (Some(0), Kind::UnknownMethod { method: declared }),
            (Some(0), Kind::ReadAs { declared, read_as }),
        ];
        assert_eq!(oddities(&bytes), expected);
        assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
    }
}

#[test]
fn bytes_that_are_not_deflated_though_both_headers_say_so() {
    let bytes = ZipBuilder::new().entry(Entry::raw("b", 8, TEXT.to_vec(), TEXT)).build();
    let kind = Kind::ReadAs { declared: Method::DEFLATED, read_as: Coding::Stored };
    assert_eq!(oddities(&bytes), [(Some(0), kind)]);
}

#[test]
fn bytes_that_are_deflated_though_both_headers_say_stored() {
    let data = deflate(&TEXT.repeat(9));
    let (compressed, uncompressed) = (len(data.len()), len(TEXT.len() * 9));
    let bytes = ZipBuilder::new()
        .entry(Entry::raw("b", 0, data, &TEXT.repeat(9)))
        .before_directory(&[0; 1000])
        .build();
    let expected = [
        (Some(0), Kind::StoredSizes { compressed, uncompressed }),
        (Some(0), Kind::ReadAs { declared: Method::STORED, read_as: Coding::Deflated }),
    ];
    let archive = recovered(&bytes).unwrap();
    let (inflated, content) = read(&archive, 0);
    let found = archive.oddities().iter().chain(&inflated.oddities).map(|o| o.kind.clone());
    assert_eq!(found.collect::<Vec<_>>(), expected.map(|(_, kind)| kind));
    assert_eq!(content, TEXT.repeat(9));
}

#[test]
fn a_local_header_that_is_elsewhere() {
    let entry = Entry::deflated("b", TEXT).central(|h| h.offset += 2);
    let built = ZipBuilder::new().stored("a", b"A").entry(entry).build_with_layout();
    let at = len(built.local_headers[1]);
    let kind = Kind::LocalHeaderMissing { declared: at + 2, found: Some(at) };
    assert_eq!(oddities(&built.bytes), [(Some(1), kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn a_local_header_that_is_nowhere() {
    let entry = Entry::deflated("b", TEXT).local(|h| h.signature = 0x1234_5678);
    let built = ZipBuilder::new().stored("a", b"A").entry(entry).build_with_layout();
    let declared = len(built.local_headers[1]);
    let kind = Kind::LocalHeaderMissing { declared, found: None };
    assert_eq!(oddities(&built.bytes), [(Some(1), kind)]);
    assert_reads(&built.bytes);
}

#[test]
fn a_local_header_of_another_name() {
    let bytes = one(|e| e.local(|h| h.name = b"c".to_vec()));
    assert_eq!(oddities(&bytes), [(Some(0), Kind::LocalName { bytes: 1 })]);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn a_long_name_that_differs_late() {
    let name = vec![b'n'; 300];
    let other = [&name[..299], b"m"].concat();
    let entry = Entry::stored(name, TEXT).local(move |h| h.name.clone_from(&other));
    let bytes = ZipBuilder::new().entry(entry).build();
    assert_eq!(oddities(&bytes), [(Some(0), Kind::LocalName { bytes: 300 })]);
}

#[test]
fn local_sizes_that_lie() {
    let bytes = one(|e| e.local(|h| (h.compressed, h.uncompressed) = (0x7fff_ffff, 0x7fff_ffff)));
    let crc = crc32(TEXT);
    let central = recovered(&bytes).unwrap().entries()[0].sizes();
    let local = Sizes { crc, compressed: 0x7fff_ffff, uncompressed: 0x7fff_ffff };
    assert_eq!(oddities(&bytes), [(Some(0), Kind::LocalSizes { central, local })]);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn a_compressed_size_of_two_gib() {
    let built = ZipBuilder::new().entry(Entry::deflated("b", TEXT).central(|h| h.compressed = 0x7fff_ffff));
    let built = built.build_with_layout();
    let kind =
        Kind::DataOutside { offset: len(built.data[0]), bytes: 0x7fff_ffff, end: len(built.directory) };
    assert!(oddities(&built.bytes).contains(&(Some(0), kind)));
    assert_eq!(read(&recovered(&built.bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn both_compressed_sizes_of_two_gib() {
    let built = ZipBuilder::new()
        .entry(Entry::deflated("a", TEXT).both(|h| h.compressed = 0x7fff_ffff))
        .entry(Entry::stored("b", TEXT).both(|h| h.compressed = 0x7fff_ffff))
        .build();
    let archive = recovered(&built).unwrap();
    assert_eq!((read(&archive, 0).1, read(&archive, 1).1), (TEXT.to_vec(), TEXT.to_vec()));
}

#[test]
fn an_uncompressed_size_of_two_gib() {
    let bytes = one(|e| e.both(|h| h.uncompressed = 0x7fff_ffff));
    let kind = Kind::SizeDiffers { declared: 0x7fff_ffff, found: len(TEXT.len()) };
    assert_eq!(oddities(&bytes), [(Some(0), kind)]);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).0.outcome, Outcome::Complete);
}

#[test]
fn an_uncompressed_size_that_is_too_small() {
    let bytes = one(|e| e.both(|h| h.uncompressed = 16));
    assert_eq!(oddities(&bytes), [(Some(0), Kind::SizeDiffers { declared: 16, found: len(TEXT.len()) })]);
    assert_eq!(read(&recovered(&bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn a_local_extra_length_that_lies() {
    let built = ZipBuilder::new()
        .entry(Entry::deflated("b", TEXT).local(|h| h.extra_len = Some(0xfff0)))
        .build_with_layout();
    let start = len(built.data[0]);
    let kind = Kind::DataMoved { declared: start + 0xfff0, found: start };
    assert_eq!(oddities(&built.bytes), [(Some(0), kind)]);
    assert_eq!(read(&recovered(&built.bytes).unwrap(), 0).1, TEXT);
}

#[test]
fn stored_data_that_the_end_of_the_file_cuts_off() {
    let mut built = ZipBuilder::new().stored("a", TEXT).without_directory().without_end().build_with_layout();
    built.bytes.truncate(built.data[0] + 10);
    let (inflated, bytes) = read(&recovered(&built.bytes).unwrap(), 0);
    assert_eq!((&bytes[..], inflated.outcome), (&TEXT[..10], Outcome::Partial { bytes: 10, declared: 46 }));
}

#[test]
fn what_stands_behind_the_end_of_a_stream_is_told() {
    let stream = deflate(TEXT);
    let used = len(stream.len());
    let data = [stream.as_slice(), b"hidden"].concat();
    let built = ZipBuilder::new().entry(Entry::raw("b", 8, data, TEXT)).build_with_layout();
    let start = len(built.data[0]);
    for archive in [strict(&built.bytes).unwrap(), recovered(&built.bytes).unwrap()] {
        let (inflated, found) = read(&archive, 0);
        assert!(inflated.is_complete() && found == TEXT);
        assert_eq!(inflated.behind, Some(start + used..start + used + 6));
        let kind = Kind::StreamEndsEarly { used, declared: used + 6 };
        assert_eq!(inflated.oddities.iter().map(|oddity| &oddity.kind).collect::<Vec<_>>(), [&kind]);
    }
}

#[test]
fn a_broken_stream_keeps_what_could_be_inflated() {
    let text: Vec<u8> = (0_u32..20_000).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    let mut data = deflate(&text);
    data.truncate(data.len() / 2);
    let bytes = ZipBuilder::new().entry(Entry::raw("b", 8, data, &text)).build();
    let (inflated, found) = read(&recovered(&bytes).unwrap(), 0);
    assert!(found.len() > 10_000 && text.starts_with(&found));
    let kind = Kind::StreamBroken { inflated: len(found.len()) };
    assert_eq!(inflated.oddities.iter().map(|o| &o.kind).collect::<Vec<_>>(), [&kind]);
    assert_eq!(inflated.outcome, Outcome::Partial { bytes: len(found.len()), declared: len(text.len()) });
    assert_eq!(oddities(&bytes), [(Some(0), kind)]);
}

#[test]
fn a_wrong_crc() {
    let bytes = one(|e| e.both(|h| h.crc = 0xdead_beef));
    let (declared, computed) = (0xdead_beef, crc32(TEXT));
    assert_eq!(oddities(&bytes), [(Some(0), Kind::CrcDiffers { declared, computed })]);
    let (inflated, found) = read(&recovered(&bytes).unwrap(), 0);
    assert_eq!((inflated.outcome, &found[..]), (Outcome::CrcDiffers { declared, computed }, TEXT));
}

#[test]
fn a_descriptor_that_differs() {
    let wrong = Descriptor { signature: true, crc_error: 1 };
    let bytes = one(|e| e.descriptor(wrong));
    let central = recovered(&bytes).unwrap().entries()[0].sizes();
    let descriptor = Some(Sizes { crc: central.crc + 1, ..central });
    assert_eq!(oddities(&bytes), [(Some(0), Kind::Descriptor { central, descriptor })]);
}

#[test]
fn entries_that_share_their_bytes() {
    let body = Entry::deflated("a", TEXT);
    let bytes = ZipBuilder::new().entry(body.clone()).entry(body.sharing_body_at(0)).build();
    let archive = recovered(&bytes).unwrap();
    let kinds: Vec<_> = archive.survey().unwrap().into_iter().map(|o| o.kind).collect();
    assert_eq!(kinds, [Kind::Overlap { with: entry(&bytes, 0) }]);
}

#[test]
fn a_survey_tells_what_reading_tells_of_local_headers() {
    let bytes = one(|e| e.local(|h| h.flags |= 1));
    let archive = recovered(&bytes).unwrap();
    assert_eq!(archive.survey().unwrap(), read(&archive, 0).0.oddities);
    assert_eq!(archive.check_entry(entry(&bytes, 0)).unwrap(), archive.survey().unwrap());
}

#[test]
fn bytes_of_nobody_are_told() {
    let sound = ZipBuilder::new().stored("a", TEXT).deflated("b", TEXT).comment(b"a comment");
    let parts = |archive: Archive| -> Vec<(u64, u64)> {
        archive.unlisted().unwrap().into_iter().map(|range| (range.start, range.end)).collect()
    };
    assert_eq!(parts(strict(&sound.build()).unwrap()), []);
    let block = [&16_u64.to_le_bytes()[..], &[7; 0], &24_u64.to_le_bytes(), b"APK Sig Block 42"].concat();
    let hidden = [b"hidden bytes".as_slice(), &block].concat();
    let built = ZipBuilder::new().stored("a", TEXT).before_directory(&hidden).build_with_layout();
    let start = len(built.data[0] + TEXT.len());
    assert_eq!(parts(strict(&built.bytes).unwrap()), [(start, start + 12)]);
    let behind = ZipBuilder::new().prefix(b"#!/bin/sh").stored("a", TEXT).suffix(b"more").build();
    let all = len(behind.len());
    assert_eq!(parts(recovered(&behind).unwrap()), [(0, 9), (all - 4, all)]);
}
