//! Zip archives within an entry.
//!
//! Only that there is one is told here, and where; `beian_archive` reads it. What is claimed is all of the entry: what
//! stands before, between and behind the archive's entries is known to that reader.

use std::borrow::Cow;

use beian_text::{Claims, Sink, Span};

use crate::{Context, EntryInfo, Nested, Outcome, Part, Reader, ReaderId, Unread};

/// Reads zip archives (APPNOTE.TXT 6.3.10).
#[derive(Debug)]
pub struct ZipReader;

/// The signature of a local header (APPNOTE, section 4.3.7), with which most archives begin.
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// The signature of the end record (section 4.3.16), with which an empty archive begins.
const END_RECORD: &[u8] = b"PK\x05\x06";

/// Signatures of an archive that was, or might have been, split (section 8.5.3 and 8.5.5): the first local header follows.
const SPLIT: [&[u8]; 2] = [b"PK\x07\x08PK\x03\x04", b"PK00PK\x03\x04"];

/// Bytes from the end record's signature to its comment, and those that the comment has at most.
const END_LEN: usize = 22;
const COMMENT_MOST: usize = 0xffff;

/// Suffixes of files that are zip archives, whatever they begin with.
const SUFFIXES: [&str; 12] =
    ["zip", "jar", "apk", "aar", "war", "obb", "apks", "xapk", "hpk", "wgt", "docx", "xlsx"];

impl Reader for ZipReader {
    fn id(&self) -> ReaderId {
        ReaderId("zip")
    }

    fn wants(&self, entry: &EntryInfo<'_>, head: &[u8]) -> bool {
        begins_archive(head) || (is_named_archive(entry.name) && head.len() >= END_LEN)
    }

    fn read(&self, bytes: &[u8], _: &mut Context<'_>, _: &mut dyn Sink) -> Outcome {
        let span = Span::new(0, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if !begins_archive(bytes) && !ends_archive(bytes) {
            let why = Unread::Broken(Cow::Borrowed(
                "a file named as a zip archive has neither a local header nor an end record",
            ));
            return Outcome { unread: vec![Part { span, why }], ..Outcome::default() };
        }
        let mut claimed = Claims::none();
        claimed.add(span);
        Outcome { claimed, unread: Vec::new(), nested: vec![Nested::Archive { span }] }
    }
}

fn begins_archive(bytes: &[u8]) -> bool {
    let begins_with = |signature: &&[u8]| bytes.starts_with(signature);
    (bytes.starts_with(LOCAL_HEADER) && is_local_header(bytes))
        || is_empty_archive(bytes)
        || SPLIT.iter().any(begins_with)
}

/// Whether an end record stands here that counts nothing: all between its signature and its comment is 0.
fn is_empty_archive(bytes: &[u8]) -> bool {
    let counts = bytes.strip_prefix(END_RECORD).and_then(<[u8]>::first_chunk::<16>);
    counts == Some(&[0; 16]) && bytes.len() >= END_LEN
}

/// Whether the numbers of a local header are such as one has: a version and a compression method that exist, and a name.
fn is_local_header(bytes: &[u8]) -> bool {
    // Sections 4.4.3 (6.3 is the last version), 4.4.5 (100 is above all methods) and 4.4.10. Encrypted archives of packers
    // lie about all of them but the name, so that one of the others is enough.
    let Some(&[_, _, _, _, version, _, _, _, method_low, method_high]) = bytes.first_chunk::<10>() else {
        return false;
    };
    let named = bytes.get(26..28).is_some_and(|len| len != [0, 0]);
    named && (version <= 63 || (method_low <= 100 && method_high == 0))
}

/// Whether an end record stands at the end, with as many bytes behind it as its comment has (or more).
fn ends_archive(bytes: &[u8]) -> bool {
    let at = bytes.len().saturating_sub(END_LEN.saturating_add(COMMENT_MOST));
    let tail = bytes.get(at..).unwrap_or(&[]);
    let Some(end) = memchr::memmem::rfind(tail, END_RECORD).and_then(|at| tail.get(at..)) else {
        return false;
    };
    let comment = end
        .get(20..END_LEN)
        .and_then(<[u8]>::first_chunk::<2>)
        .map(|&len| usize::from(u16::from_le_bytes(len)));
    comment.is_some_and(|comment| end.len() >= END_LEN.saturating_add(comment))
}

fn is_named_archive(name: &str) -> bool {
    let suffix = name.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    SUFFIXES.iter().any(|known| suffix.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use beian_archive::{Archive, Budget, Limits, Source};
    use beian_testkit::zip::ZipBuilder;

    use super::*;
    use crate::runs_testing::{Nothing, Raw};
    use crate::{HEAD, reader_of};

    /// What the reader says, if it wants the entry.
    fn read(name: &str, bytes: &[u8]) -> Option<Outcome> {
        let entry = EntryInfo { name, len: bytes.len() as u64 };
        let reader = reader_of(&entry, &bytes[..HEAD.min(bytes.len())])
            .filter(|reader| reader.id() == ReaderId("zip"))?;
        let mut budget = Budget::new(&Limits::default());
        Some(reader.read(bytes, &mut Context { entry, budget: &mut budget }, &mut Nothing))
    }

    fn archive() -> Vec<u8> {
        ZipBuilder::new().stored("a", b"A").deflated("b", b"BBBBBBBB").build()
    }

    fn assert_is_archive(name: &str, bytes: &[u8]) {
        let outcome = read(name, bytes).expect(name);
        let len = bytes.len() as u64;
        assert!(
            matches!(outcome.nested[..], [Nested::Archive { span }] if span == Span::new(0, len)),
            "{outcome:?}"
        );
        assert_eq!((outcome.claimed.unclaimed(len), outcome.unread), (vec![], vec![]));
    }

    #[test]
    fn an_archive_is_told_by_its_bytes_whatever_its_name() {
        assert_is_archive("assets/data.bin", &archive());
        assert_is_archive("assets/empty", &ZipBuilder::new().build());
        assert_is_archive("split", &[b"PK\x07\x08", &archive()[..]].concat());
        assert_is_archive("not-split", &[b"PK00", &archive()[..]].concat());
    }

    /// The entries of the archive that the reader tells of, whatever is broken, and the strictest reader's complaint.
    fn contents(bytes: &[u8]) -> (Vec<Vec<u8>>, Option<String>) {
        let outcome = read("a.bin", bytes).expect("an archive");
        let [Nested::Archive { span }] = outcome.nested[..] else { panic!("{outcome:?}") };
        assert_eq!(span.len(), bytes.len() as u64);
        let (source, mut budget) = (Source::from_bytes(bytes.to_vec()), Budget::new(&Limits::default()));
        let refused = Archive::strict(&source, &mut budget).err().map(|error| error.to_string());
        let archive = Archive::recovered(&source, &mut budget).unwrap();
        let read = |index| {
            let mut bytes = Vec::new();
            archive.read(index, &mut budget, &mut bytes).unwrap();
            bytes
        };
        (archive.entries().iter().map(beian_archive::Entry::index).map(read).collect(), refused)
    }

    #[test]
    fn entries_are_not_there_for_runs() {
        let (packed, stored) = ("var u = 'https://a.example.cn/';\n".repeat(9), "https://b.example.cn/");
        let zip = || ZipBuilder::new().deflated("a.js", packed.as_bytes()).stored("b.txt", stored.as_bytes());
        let whole = [packed.clone().into_bytes(), stored.as_bytes().to_vec()];
        let without_end = zip().without_end().build();
        for (bytes, is_broken) in [(zip().build(), false), (without_end, true)] {
            let (entries, refused) = contents(&bytes);
            assert_eq!((&entries[..], refused.is_some()), (&whole[..], is_broken), "{refused:?}");
            assert_eq!(Raw::of(&entries[0]).with("https://a.example.cn/"), [&*packed]);
            assert_eq!(Raw::of(&entries[1]).with("b.example.cn"), [stored]);
            let raw = Raw::of(&bytes);
            assert_eq!(raw.with("a.example.cn"), [""; 0], "deflated");
            // The name stands right before the content, and the next header right behind it.
            assert_eq!(raw.with("b.example.cn"), ["b.txthttps://b.example.cn/PK"]);
        }
    }

    #[test]
    fn a_name_is_believed_if_an_end_record_is_there() {
        assert_is_archive("a.JAR", &[&b"#!/bin/sh\n"[..], &archive()].concat());
        assert_is_archive(
            "a.zip",
            &ZipBuilder::new()
                .stored("a", &vec![0; 70_000])
                .comment(&vec![b'c'; 60_000])
                .prefix(b"x")
                .build(),
        );
        assert!(read("a.txt", &[&b"#!/bin/sh\n"[..], &archive()].concat()).is_none());
    }

    #[test]
    fn what_is_none_is_left_to_be_searched() {
        for bytes in
            [&b"an index of http://a.example.cn/ that is no archive"[..], b"PK\x05\x06 and no more than that"]
        {
            let outcome = read("a.zip", bytes).unwrap();
            assert!(outcome.nested.is_empty() && matches!(outcome.unread[0].why, Unread::Broken(_)));
            assert_eq!(outcome.claimed.unclaimed(9), [Span::new(0, 9)]);
        }
        assert!(read("a.bin", b"PK\x03\x04").is_none());
        assert!(read("a.bin", &[b"PK\x03\x04", &[0xff; 40][..]].concat()).is_none());
        assert!(read("a.zip", b"").is_none());
    }
}
