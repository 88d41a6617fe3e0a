//! Each rule of the platform's reader: what breaks it is refused by it, and what only nearly does is not.

mod common;

use beian_archive::{Archive, Release, Rule, Source};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder, deflate};
use common::{budget, content, entry_refusal, names, refusal, strict};

const TEXT: &[u8] = b"some text, some more text, and some text again";

fn two() -> ZipBuilder {
    ZipBuilder::new().stored("a", b"A").deflated("b", TEXT)
}

/// How the platform extracts the only entry.
fn extracts(entry: Entry) -> Option<Rule> {
    let archive = strict(&ZipBuilder::new().entry(entry).build()).unwrap();
    entry_refusal(&archive, archive.entries()[0].index())
}

#[test]
fn a_sound_archive_is_read() {
    let archive = strict(&two().build()).unwrap();
    assert_eq!(names(&archive), ["a", "b"]);
    assert_eq!((content(&archive, "a"), content(&archive, "b")), (b"A".to_vec(), TEXT.to_vec()));
}

#[test]
fn offsets_of_its_parts_are_told() {
    let built = two().before_directory(&[3; 50]).comment(b"xyz").build_with_layout();
    let archive = strict(&built.bytes).unwrap();
    let at = |offset: u64| usize::try_from(offset).unwrap();
    assert_eq!(at(archive.central_directory_offset()), built.directory);
    assert_eq!(at(archive.central_directory().end), built.end);
    assert_eq!(at(archive.end_record_offset()), built.end);
    assert_eq!(archive.source().as_bytes(archive.comment()), Some(&b"xyz"[..]));
    let data: Vec<_> =
        archive.entries().iter().map(|e| archive.data_range(e.index()).unwrap().start).collect();
    assert_eq!(data.into_iter().map(at).collect::<Vec<_>>(), built.data);
}

#[test]
fn a_file_shorter_than_an_end_record() {
    assert_eq!(refusal(&[b'P'; 21]), Some(Rule::FileSize));
    assert_eq!(refusal(&[b'P'; 22]), Some(Rule::EndRecord));
}

#[test]
fn the_end_record_is_looked_for_in_the_final_65557_bytes() {
    assert_eq!(refusal(&two().comment(&vec![0; 65_535]).build()), None);
    // One byte more, and the record starts outside what is searched.
    assert_eq!(refusal(&two().comment(&vec![0; 65_535]).suffix(&[0]).build()), Some(Rule::EndRecord));
    assert_eq!(refusal(&two().comment(&[0; 5000]).suffix(&[0]).build()), Some(Rule::EndOfFile));
}

#[test]
fn the_last_signature_is_the_end_record_even_within_the_comment() {
    let fake = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    assert_eq!(refusal(&two().comment(&fake).build()), Some(Rule::NotEmpty));
    // Too late for a whole record, a signature is not looked at.
    assert_eq!(refusal(&two().comment(&fake[..21]).build()), None);
    // Behind more comment than is read at first, too.
    let far = [&fake[..], &[0; 6000]].concat();
    assert_eq!(refusal(&two().comment(&far).build()), Some(Rule::EndOfFile));
}

#[test]
fn the_comment_ends_with_the_file() {
    assert_eq!(refusal(&two().comment(b"abc").end(|e| e.comment_len = 2).build()), Some(Rule::EndOfFile));
    assert_eq!(refusal(&two().comment(b"abc").end(|e| e.comment_len = 4).build()), Some(Rule::EndOfFile));
}

#[test]
fn the_directory_ends_before_the_end_record() {
    assert_eq!(refusal(&two().end(|e| e.directory_size += 1).build()), Some(Rule::DirectoryBounds));
    let room = two().after_directory(&[0]).end(|e| e.directory_size += 1);
    assert_eq!(refusal(&room.build()), None);
}

#[test]
fn an_archive_has_an_entry() {
    assert_eq!(refusal(&ZipBuilder::new().build()), Some(Rule::NotEmpty));
}

#[test]
fn all_counted_records_are_there() {
    assert_eq!(refusal(&two().end(|e| e.entries = 3).build()), Some(Rule::DirectoryRecord));
    assert_eq!(refusal(&two().end(|e| e.entries = 0xffff).build()), Some(Rule::DirectoryRecord));
    assert_eq!(refusal(&two().end(|e| e.directory_offset += 1).build()), Some(Rule::DirectoryBounds));
    assert_eq!(refusal(&two().end(|e| e.directory_offset -= 1).build()), Some(Rule::DirectoryRecord));
    let archive = strict(&two().end(|e| e.entries = 1).build()).unwrap();
    assert_eq!(names(&archive), ["a"]);
}

#[test]
fn a_record_lies_within_the_directory() {
    let comment = Entry::stored("c", b"").central(|h| h.comment = vec![0; 10]);
    let builder = ZipBuilder::new().entry(comment);
    assert_eq!(refusal(&builder.build()), None);
    assert_eq!(refusal(&builder.end(|e| e.directory_size -= 1).build()), Some(Rule::DirectoryRecord));
    let name = Entry::stored("c", b"").central(|h| h.name_len = Some(2));
    assert_eq!(refusal(&ZipBuilder::new().entry(name).build()), Some(Rule::DirectoryRecord));
}

#[test]
fn names_are_utf8_without_nul() {
    for name in [&b"a\0"[..], b"\xff", b"\xe4\xb8"] {
        let bytes = ZipBuilder::new().entry(Entry::stored(name, b"")).build();
        assert_eq!(refusal(&bytes), Some(Rule::EntryName), "{name:?}");
    }
}

#[test]
fn no_name_stands_twice() {
    assert_eq!(refusal(&two().stored("a", b"other").build()), Some(Rule::UniqueNames));
    assert_eq!(refusal(&two().stored("A", b"other").build()), None);
}

#[test]
fn local_headers_start_before_the_directory() {
    let built = two().build_with_layout();
    let directory = u32::try_from(built.directory).unwrap();
    let moved = |offset| {
        let entry = Entry::deflated("b", TEXT).central(move |h| h.offset = offset);
        refusal(&ZipBuilder::new().stored("a", b"A").entry(entry).build())
    };
    assert_eq!(moved(directory), Some(Rule::LocalOffset));
    assert_eq!(moved(directory - 1), None);
}

#[test]
fn the_file_starts_with_a_local_header() {
    assert_eq!(refusal(&two().adjusted_prefix(&[0]).build()), Some(Rule::FirstSignature));
    assert_eq!(refusal(&two().adjusted_prefix(b"PK\x03\x04").build()), None);
}

#[test]
fn zip64_is_read_by_the_newer_readers_only() {
    let older =
        |bytes: Vec<u8>| Archive::strict_of(Release::Android10, &Source::from_bytes(bytes), &mut budget());
    assert_eq!(refusal(&two().zip64(|_| {}).build()), None);
    assert!(older(two().zip64(|_| {}).build()).is_err());
    let sizes = ZipBuilder::new().entry(Entry::deflated("b", TEXT).zip64()).build();
    let archive = strict(&sizes).unwrap();
    assert_eq!(entry_refusal(&archive, archive.entries()[0].index()), None);
    let archive = older(sizes).unwrap();
    assert_eq!(entry_refusal(&archive, archive.entries()[0].index()), Some(Rule::DataBounds));
}

#[test]
fn zip64_records_must_be_right() {
    assert_eq!(refusal(&two().zip64(|z| z.locator_signature += 1).build()), Some(Rule::Zip64End));
    assert_eq!(refusal(&two().zip64(|z| z.signature += 1).build()), Some(Rule::Zip64End));
    assert_eq!(refusal(&two().zip64(|z| z.record_offset += 1).build()), Some(Rule::Zip64End));
    assert_eq!(refusal(&two().zip64(|z| z.directory_size = u64::MAX).build()), Some(Rule::DirectoryBounds));
    assert_eq!(refusal(&two().zip64(|z| z.directory_offset += 1).build()), Some(Rule::DirectoryBounds));
    assert_eq!(refusal(&two().zip64(|z| z.entries = u64::MAX).build()), Some(Rule::DirectoryRecord));
    assert_eq!(refusal(&two().zip64(|z| z.entries = 0).build()), Some(Rule::NotEmpty));
}

#[test]
fn an_escaped_offset_needs_its_zip64_field() {
    let entry = |change: fn(&mut beian_testkit::zip::Header)| {
        ZipBuilder::new().stored("a", b"").entry(Entry::stored("b", b"").central(change)).build()
    };
    assert_eq!(refusal(&entry(|h| h.offset = u32::MAX)), Some(Rule::Zip64Extra));
    let with_field = entry(|h| {
        h.extra = [&[1, 0, 8, 0][..], &u64::from(h.offset).to_le_bytes()].concat();
        h.offset = u32::MAX;
    });
    assert_eq!(refusal(&with_field), None);
}

#[test]
fn an_escaped_size_needs_its_zip64_field_when_the_entry_is_looked_up() {
    assert_eq!(
        extracts(Entry::deflated("b", TEXT).central(|h| h.compressed = u32::MAX)),
        Some(Rule::Zip64Extra)
    );
    // The local header must escape both sizes or none.
    let one = Entry::deflated("b", TEXT).zip64().local(|h| h.compressed = 1);
    assert_eq!(extracts(one), Some(Rule::Zip64Extra));
}

#[test]
fn the_local_header_is_there_and_says_the_same() {
    let entry = || Entry::deflated("b", TEXT);
    assert_eq!(extracts(entry().central(|h| h.offset += 1)), Some(Rule::LocalHeader));
    assert_eq!(extracts(entry().local(|h| h.name = b"c".to_vec())), Some(Rule::LocalName));
    assert_eq!(extracts(entry().local(|h| h.name = b"bb".to_vec())), Some(Rule::LocalName));
    assert_eq!(extracts(entry().local(|h| h.crc += 1)), Some(Rule::LocalSizes));
    assert_eq!(extracts(entry().local(|h| h.compressed += 1)), Some(Rule::LocalSizes));
    assert_eq!(extracts(entry().local(|h| h.uncompressed += 1)), Some(Rule::LocalSizes));
    assert_eq!(extracts(entry().local(|h| h.method = 77)), None);
    assert_eq!(extracts(entry().both(|h| h.flags |= 1)), None);
    assert_eq!(extracts(entry().both(|h| h.crc += 1)), None);
}

#[test]
fn data_end_before_the_directory() {
    let entry = Entry::stored("b", TEXT);
    assert_eq!(extracts(entry.clone().both(|h| h.uncompressed += 1)), Some(Rule::DataBounds));
    assert_eq!(extracts(entry.clone().both(|h| h.compressed += 1)), Some(Rule::DataBounds));
    assert_eq!(extracts(entry.local(|h| h.extra_len = Some(60_000))), Some(Rule::DataBounds));
}

#[test]
fn only_two_methods_are_extracted() {
    assert_eq!(extracts(Entry::raw("b", 12, TEXT.to_vec(), TEXT)), Some(Rule::Method));
}

#[test]
fn a_stream_has_as_many_bytes_as_declared() {
    let entry = || Entry::deflated("b", TEXT);
    assert_eq!(extracts(entry().both(|h| h.uncompressed += 1)), Some(Rule::Inflate));
    assert_eq!(extracts(entry().both(|h| h.uncompressed -= 1)), Some(Rule::Inflate));
    assert_eq!(extracts(entry().both(|h| h.uncompressed = 0x7fff_ffff)), Some(Rule::Inflate));
    assert_eq!(extracts(Entry::raw("b", 8, b"\xff\xff".to_vec(), TEXT)), Some(Rule::Inflate));
}

#[test]
fn a_stream_may_end_early_within_its_last_32_kib() {
    let padded = |extra: usize| {
        let mut data = deflate(TEXT);
        data.resize(data.len() + extra, 0);
        extracts(Entry::raw("b", 8, data, TEXT))
    };
    assert_eq!(padded(1000), None);
    assert_eq!(padded(40_000), Some(Rule::Inflate));
}

#[test]
fn a_descriptor_says_the_same() {
    let descriptor = |signature, crc_error| {
        extracts(Entry::deflated("b", TEXT).descriptor(Descriptor { signature, crc_error }))
    };
    assert_eq!(descriptor(true, 0), None);
    assert_eq!(descriptor(false, 0), None);
    assert_eq!(descriptor(true, 1), Some(Rule::Descriptor));
    // The local header's flag decides; without it, nobody looks for a descriptor.
    assert_eq!(extracts(Entry::deflated("b", TEXT).central(|h| h.flags |= 8)), None);
    assert_eq!(extracts(Entry::deflated("b", TEXT).local(|h| h.flags |= 8)), Some(Rule::Descriptor));
}
