use beian_archive::{Budget, Limits};
use beian_testkit::zip::deflate;

use super::*;
use crate::runs_testing::{Nothing, Raw};
use crate::{HEAD, reader_of};

/// A member with these flags and what they announce.
fn member(flags: u8, fields: &[u8], data: &[u8]) -> Vec<u8> {
    let trailer = [crc32(data).to_le_bytes(), u32::try_from(data.len()).unwrap().to_le_bytes()].concat();
    [&[0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3][..], fields, &deflate(data), &trailer].concat()
}

/// What a file gave: its name, its content, why and from where on it is unread, and what is claimed of it.
#[derive(Debug, PartialEq)]
struct Got {
    name: String,
    content: Vec<u8>,
    unread: Option<Part>,
    claimed: u64,
}

fn outcome(name: &str, bytes: &[u8], limits: &Limits) -> Outcome {
    let entry = EntryInfo { name, len: bytes.len() as u64 };
    let reader = reader_of(&entry, &bytes[..HEAD.min(bytes.len())]).expect("a reader");
    assert_eq!(reader.id(), ReaderId("gzip"));
    let mut budget = Budget::new(limits);
    reader.read(bytes, &mut Context { entry, budget: &mut budget }, &mut Nothing)
}

fn read_within(name: &str, bytes: &[u8], limits: &Limits) -> Got {
    let outcome = outcome(name, bytes, limits);
    assert_eq!(outcome.unread, []);
    let len = bytes.len() as u64;
    let claimed = outcome.claimed.unclaimed(len).first().map_or(len, |free| free.start);
    let nested: [Nested; 1] = outcome.nested.try_into().unwrap();
    let [Nested::Content { name, bytes, unread }] = nested else { panic!("no content") };
    Got { name, content: bytes, unread, claimed }
}

fn read(name: &str, bytes: &[u8]) -> Got {
    read_within(name, bytes, &Limits::default())
}

fn why(got: &Got) -> &str {
    match &got.unread {
        Some(Part { why: Unread::Broken(why), .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn one_member_whatever_its_header_has() {
    let extra = b"\x04\0AB\0\0";
    for (flags, fields, name) in [
        (0, &b""[..], "a.json"),
        (1, b"", "a.json"),
        (FEXTRA, extra, "a.json"),
        (FNAME, b"folder/n.txt\0", "n.txt"),
        (FNAME, b"caf\xe9\0", "caf\u{e9}"),
        (FCOMMENT, b"a comment\0", "a.json"),
        (FHCRC, b"\x12\x34", "a.json"),
        (FEXTRA | FNAME | FCOMMENT | FHCRC, b"\x04\0AB\0\0n\0comment\0\x12\x34", "n"),
    ] {
        let bytes = member(flags, fields, b"content");
        let expected =
            Got { name: name.into(), content: b"content".into(), unread: None, claimed: bytes.len() as u64 };
        assert_eq!(read("assets/a.json.gz", &bytes), expected, "{flags}");
    }
}

#[test]
fn what_is_inflated_is_not_there_for_runs() {
    let url = "{\"api\": \"https://a.example.cn/v1\"}";
    // The name's zero is the header's end: a run that looks for text finds the name alone.
    let bytes = member(FNAME, b"config.example.cn\0", url.repeat(20).as_bytes());
    let (got, raw) = (read("a.json.gz", &bytes), Raw::of(&bytes));
    assert_eq!(Raw::of(&got.content).with("https://a.example.cn/v1"), [url.repeat(20)]);
    assert_eq!(raw.with("a.example.cn"), [""; 0]);
    assert_eq!((raw.with("config.example.cn").len(), &*got.name), (1, "config.example.cn"));

    // Nor is it where the stream breaks off: what could be inflated is there, with the reason.
    let broken = read("a.json.gz", &bytes[..bytes.len() - 12]);
    assert_eq!(Raw::of(&broken.content).with("https://a.example.cn/v1").len(), 1);
    assert_eq!(why(&broken), "a gzip file ends before its stream does");
    assert_eq!(Raw::of(&bytes[..bytes.len() - 12]).with("a.example.cn"), [""; 0]);
}

#[test]
fn names_without_what_gzip_added() {
    let name = |entry| read(entry, &member(0, b"", b"x")).name;
    assert_eq!(
        ["a/b.tgz", "b.GZ", "b", ".gz", "a/b.svgz", "b.z"].map(name),
        ["b.tar", "b", "b", ".gz", "b.svg", "b"]
    );
    // Neither a path nor a line of a terminal.
    let odd = |field: &[u8]| read("e.gz", &member(FNAME, field, b"x")).name;
    assert_eq!([&b"\0"[..], b"a/\0", b"..\\n\0", b"\x1b[2J\0"].map(odd), ["e", "e", "n", "e"]);
}

#[test]
fn several_members_are_one_content() {
    let bytes = [member(FNAME, b"first\0", b"one "), member(FNAME, b"second\0", b"two")].concat();
    let got = read("a.gz", &bytes);
    assert_eq!((got.name.as_str(), got.content.as_slice(), got.unread), ("first", &b"one two"[..], None));
    assert_eq!(got.claimed, bytes.len() as u64);
}

#[test]
fn what_follows_and_is_no_member_is_left_to_be_searched() {
    let one = member(0, b"", b"one");
    for behind in [&b"\0\0\0\0"[..], b"http://a.example.cn/", b"\x1f\x8b\x08"] {
        let got = read("a.gz", &[&one[..], behind].concat());
        assert_eq!((got.content.as_slice(), got.unread, got.claimed), (&b"one"[..], None, one.len() as u64));
    }
}

#[test]
fn what_could_be_inflated_of_a_short_or_broken_file_is_kept() {
    let data: Vec<u8> = (0..60_000_u32).map(|at| (at * at / 7 % 251) as u8).collect();
    let whole = member(0, b"", &data);
    let short = read("a.gz", &whole[..whole.len() / 2]);
    assert_eq!(why(&short), "a gzip file ends before its stream does");
    assert!(!short.content.is_empty() && data.starts_with(&short.content));

    // A stored block, then one of a type that does not exist.
    let broken = read("a.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0\x03\0\xfc\xffabc\x06 a.example.cn");
    assert_eq!(why(&broken), "a gzip file's stream is no deflate stream from here on");
    assert_eq!(broken.content, b"abc");
    assert!(broken.unread.as_ref().unwrap().span.start == broken.claimed && broken.claimed <= 20);

    for (cut, expected) in
        [(1, "a gzip file ends before its CRC and length"), (8, "a gzip file ends before its CRC and length")]
    {
        let got = read("a.gz", &whole[..whole.len() - cut]);
        assert_eq!((why(&got), got.content == data), (expected, true));
    }
}

#[test]
fn another_crc_or_length_is_told_and_the_content_kept() {
    for at in [1, 8] {
        let mut bytes = member(0, b"", b"content");
        let place = bytes.len() - at;
        bytes[place] ^= 1;
        let got = read("a.gz", &bytes);
        assert_eq!(why(&got), "a gzip member has another CRC or length than its trailer says");
        assert_eq!(got.content, b"content");
    }
}

#[test]
fn a_bomb_stops_at_the_limits() {
    let bomb = member(0, b"", &vec![0; 4 << 20]);
    for limits in [
        Limits { ratio: 100, ..Limits::default() },
        Limits { entry_size: 100_000, ..Limits::default() },
        Limits { total_size: 100_000, ..Limits::default() },
    ] {
        let got = read_within("a.gz", &bomb, &limits);
        assert!(matches!(got.unread, Some(Part { why: Unread::Limit(_), .. })), "{:?}", got.unread);
        assert!((90_000..1_000_000).contains(&got.content.len()), "{}", got.content.len());
    }
}

#[test]
fn many_small_members_cost_what_they_give() {
    let file = [member(0, b"", &vec![b'x'; 50_000]), member(0, b"", b"y").repeat(2000)].concat();
    let got = read_within("a.gz", &file, &Limits { total_size: 52_000, ..Limits::default() });
    assert_eq!((got.content.len(), got.unread), (52_000, None));
}

#[test]
fn a_file_that_gives_nothing_says_why() {
    for bytes in [
        &b"\x1f\x8b\x08\x04\0\0\0\0\0\0\xff\xff"[..],
        b"\x1f\x8b\x08\x08\0\0\0\0\0\0name",
        b"\x1f\x8b\x08\0\0\0\0\0\0\0\xff\xff",
    ] {
        let outcome = outcome("a.gz", bytes, &Limits::default());
        assert!(
            outcome.nested.is_empty() && matches!(outcome.unread[0].why, Unread::Broken(_)),
            "{outcome:?}"
        );
    }
    let empty = outcome("a.gz", &member(0, b"", b""), &Limits::default());
    assert!(empty.nested.is_empty() && empty.unread.is_empty());
}

#[test]
fn what_only_begins_alike_is_none() {
    let entry = EntryInfo { name: "a.gz", len: 20 };
    for head in [
        &b"\x1f\x8b"[..],
        b"\x1f\x8b\x07\0\0\0\0\0\0\0\0\0",
        b"\x1f\x8b\x08\x80\0\0\0\0\0\0\0\0",
        b"\x1f\x8b\x08\0",
    ] {
        assert!(reader_of(&entry, head).is_none(), "{head:x?}");
    }
}
