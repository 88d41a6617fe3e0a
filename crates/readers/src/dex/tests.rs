use std::collections::{BTreeMap, BTreeSet};

use beian_archive::Limits;
use beian_testkit::dex::{
    Dex as Built, container, container_with_one_table, field, modified_utf8, put, units,
};

use super::*;
use crate::reader_of;
use crate::runs_testing::Raw;

/// What a reading gave.
#[derive(Debug, Default)]
struct Found {
    texts: Vec<(Span, String)>,
    encodings: BTreeSet<Encoding>,
    packages: Vec<String>,
    sources: Vec<String>,
    unclaimed: Vec<Span>,
    unread: Vec<Part>,
}

impl Sink for Found {
    fn text(&mut self, text: Text<'_>) {
        assert_eq!((text.bounds, text.role), (Bounds::Exact, Role::Literal));
        self.encodings.insert(text.encoding);
        self.texts.push((text.span, text.text.into_owned()));
    }

    fn name(&mut self, name: Name<'_>) {
        match name {
            Name::ClassPackage(name) => self.packages.push(name.to_owned()),
            Name::SourceFile(name) => self.sources.push(name.to_owned()),
            other => panic!("a dex file has no {other:?}"),
        }
    }
}

impl Found {
    fn strings(&self) -> Vec<&str> {
        self.texts.iter().map(|(_, text)| text.as_str()).collect()
    }
}

fn read(bytes: &[u8]) -> Found {
    read_within(bytes, &mut Budget::new(&Limits::default()))
}

fn read_within(bytes: &[u8], budget: &mut Budget) -> Found {
    let mut found = Found::default();
    let entry = EntryInfo { name: "classes.dex", len: bytes.len() as u64 };
    let outcome = DexReader.read(bytes, &mut Context { entry, budget }, &mut found);
    found.unclaimed = outcome.claimed.unclaimed(bytes.len() as u64);
    found.unread = outcome.unread;
    found.each_once();
    found
}

impl Found {
    /// No string of an entry is handed over twice, and no package named twice.
    fn each_once(&self) {
        let mut times = BTreeMap::new();
        self.texts.iter().for_each(|(span, _)| *times.entry(*span).or_insert(0) += 1);
        assert!(times.values().all(|times| *times == 1), "twice: {times:?}");
        let packages: BTreeSet<_> = self.packages.iter().collect();
        assert_eq!(packages.len(), self.packages.len());
    }
}

/// Where these bytes stand, of which there is one.
fn place(bytes: &[u8], text: &str) -> Span {
    let text = modified_utf8(&units(text));
    let mut places = memchr::memmem::find_iter(bytes, &text);
    let at = places.next().expect("the text is there");
    assert_eq!(places.next(), None, "only once");
    span(at..at + text.len())
}

fn stored(bytes: &[u8], span: Span) -> &[u8] {
    let bound = |at| usize::try_from(at).expect("a place in memory");
    &bytes[bound(span.start)..bound(span.end)]
}

fn app() -> Built {
    Built {
        types: vec!["[[Lorg/lib/Other;".into(), "J".into(), "Lcom/demo/a/X;".into()],
        shorties: vec!["VJL".into()],
        fields: vec!["apiHost".into()],
        methods: vec!["<init>".into()],
        classes: vec![
            ("Lcom/demo/Main;".into(), Some("Main.java".into())),
            ("Lcom/demo/Zed;".into(), Some("Zed.kt".into())),
            ("LNoPackage;".into(), None),
        ],
        code: vec![0x12; 9],
        ..Built::of_literals(&["https://api.demo.cn/v1", "img.demo.cn", "plain words", ""])
    }
}

#[test]
fn literals_have_exact_ends() {
    // Lengths are the codes of letters, so that a run of readable bytes begins with a letter too many.
    let text = "https://a.example.cn/".to_owned() + &"p".repeat(0x41 - 21);
    let built = Built::of_literals(&[&text, "0123456789012345678901234567890123456789.example.cn"]);
    let bytes = built.build(35);
    let found = read(&bytes);
    let at = place(&bytes, &text);
    assert_eq!(
        stored(&bytes, Span::new(at.start - 1, at.start)),
        b"A",
        "what a run would take for the first letter"
    );
    assert_eq!(found.texts[1], (at, text));
    assert_eq!(found.strings()[0], "0123456789012345678901234567890123456789.example.cn");
}

#[test]
fn ends_are_others_than_those_of_runs() {
    // Lengths count UTF-16 units: what is 0x41 of them takes more bytes, so that no run tells the letter for a length.
    let glued = format!("https://a.example.cn/中{}", "p".repeat(0x41 - 22));
    let joined = "https://b.example.cn/\u{7}https://c.example.cn/";
    let built = Built {
        classes: vec![("Lcom/demo/Main;".into(), Some("Main.java".into()))],
        ..Built::of_literals(&[&glued, joined])
    };
    let bytes = built.build(35);
    let (found, raw) = (read(&bytes), Raw::of(&bytes));
    for text in [&*glued, joined] {
        let at = place(&bytes, text);
        assert!(found.texts.contains(&(at, text.to_owned())), "{text}");
        assert!(!raw.has(at, text), "{text}");
    }
    assert_eq!(raw.with("a.example.cn"), [format!("A{glued}")]);
    assert_eq!(raw.with("b.example.cn").len(), 1);
    assert_eq!(raw.with(joined), [""; 0], "a byte that is no text parts a run, and not a string");
    // The name of a source file is text to a run.
    assert_eq!(raw.with("Main.java").len(), 1);
    assert_eq!((found.sources.as_slice(), found.strings().len()), (&["Main.java".to_owned()][..], 2));
}

#[test]
fn names_are_told_from_values() {
    let found = read(&app().build(35));
    assert_eq!(found.strings(), ["", "https://api.demo.cn/v1", "img.demo.cn", "plain words"]);
    assert_eq!(found.packages, ["com.demo", "com.demo.a", "org.lib"]);
    assert_eq!(found.sources, ["Main.java", "Zed.kt"]);
    assert_eq!(found.encodings, BTreeSet::from([Encoding::Mutf8]));
    assert_eq!(found.unread, []);
}

#[test]
fn a_name_with_the_letters_of_a_value_may_be_one() {
    let built = Built {
        types: vec!["Lapi.hidden.cn/x;".into()],
        methods: vec!["cdn.demo.cn".into(), "http://host/".into(), "a:b".into()],
        classes: vec![
            ("LMain;".into(), Some("img.demo.cn".into())),
            ("LOther;".into(), Some("https://x.java".into())),
        ],
        ..Built::default()
    };
    let found = read(&built.build(35));
    assert_eq!(
        found.strings(),
        ["Lapi.hidden.cn/x;", "cdn.demo.cn", "http://host/", "https://x.java", "img.demo.cn"]
    );
    assert_eq!(found.sources, ["https://x.java", "img.demo.cn"]);
    assert_eq!(found.packages, [""; 0], "no package has a dot in its descriptor");
}

#[test]
fn all_of_a_sound_file_is_claimed_but_padding() {
    let bytes = app().build(39);
    let found = read(&bytes);
    assert!(found.unclaimed.iter().all(|span| span.len() < 4), "{:?}", found.unclaimed);
    let padding = |span: &Span| stored(&bytes, *span).iter().all(|byte| *byte == 0);
    assert!(found.unclaimed.iter().all(padding));
}

#[test]
fn the_last_section_is_claimed_where_its_items_say_where_it_ends() {
    let with = |count| Built { last: Some((0x2006, count, vec![0; 32])), ..app() }.build(35);
    assert!(read(&with(2)).unclaimed.iter().all(|span| span.len() < 4));
    let one = with(1);
    let end = one.len() as u64;
    assert_eq!(read(&one).unclaimed.last(), Some(&Span::new(end - 16, end)));
}

#[test]
fn arrays_of_text_are_handed_over() {
    let payload =
        |width: u8, size: u32, data: &[u8]| [&[0, 3, width, 0][..], &size.to_le_bytes(), data].concat();
    let wide: Vec<u8> = "wide.example.cn!".bytes().flat_map(|byte| [byte, 0]).collect();
    let code = [
        payload(1, 16, b"https://t.co/xyz"),
        payload(2, 16, &wide),
        payload(1, 4, b"bin\x01"),
        payload(2, 4, &[0x2d, 0x4e, 0x2d, 0x4e, 0x2d, 0x4e, 0x2d, 0x4e]),
    ];
    let bytes = Built { code: code.concat(), ..Built::default() }.build(35);
    let found = read(&bytes);
    assert_eq!(
        found.texts,
        [
            (span(0x78..0x88), "https://t.co/xyz".to_owned()),
            (span(0x90..0xb0), "wide.example.cn!".to_owned()),
        ]
    );
    assert_eq!(found.encodings, BTreeSet::from([Encoding::Utf8, Encoding::Utf16Le]));
}

#[test]
fn what_stands_behind_the_file_is_nobody_s() {
    let mut bytes = app().build(35);
    let end = bytes.len() as u64;
    bytes.extend(b"https://hidden.example.cn/");
    let found = read(&bytes);
    assert_eq!(found.unclaimed.last(), Some(&Span::new(end, bytes.len() as u64)));
}

#[test]
fn a_gap_between_strings_is_nobody_s() {
    let mut bytes = Built::of_literals(&["first", "gap.example.cn", "last"]).build(35);
    let at = place(&bytes, "gap.example.cn");
    let start = u32::try_from(place(&bytes, "last").start).unwrap() - 1;
    put(&mut bytes, 0x70 + 4, start);
    let found = read(&bytes);
    assert_eq!(found.strings(), ["first", "last"], "two strings at one place are one");
    assert!(found.unclaimed.contains(&Span::new(at.start - 1, at.end + 1)), "{:?}", found.unclaimed);
}

#[test]
fn a_second_file_behind_the_first_is_read() {
    let first = app().build(35);
    let hidden =
        Built { types: vec!["Lcom/hidden/A;".into()], ..Built::of_literals(&["https://hidden.example.cn/"]) };
    for gap in [0, 5] {
        let bytes = [first.clone(), vec![0xee; gap], hidden.build(38)].concat();
        let found = read(&bytes);
        let at = place(&bytes, "https://hidden.example.cn/");
        assert_eq!(found.texts.last(), Some(&(at, "https://hidden.example.cn/".to_owned())));
        assert_eq!(found.packages.last().map(String::as_str), Some("com.hidden"));
        assert_eq!(found.strings().len(), 5);
        assert_eq!(found.unread, []);
        let unclaimed: u64 =
            found.unclaimed.iter().filter(|span| span.len() >= 4).map(|span| span.len()).sum();
        assert_eq!(unclaimed, gap as u64);
    }
}

#[test]
fn a_magic_in_a_string_is_no_file() {
    let bytes = Built::of_literals(&["dex\n035\0 and more, so that there is room for what would be a header of many numbers, all of them letters"]).build(35);
    let raw = [bytes, b"dex\n035\0".to_vec(), vec![b'x'; 200]].concat();
    let found = read(&raw);
    assert_eq!((found.texts.len(), &found.unread[..]), (1, &[][..]));
}

#[test]
fn files_of_a_container_hand_over_what_they_share_once() {
    let built = |more: &str| Built {
        types: vec!["Lcom/demo/A;".into()],
        ..Built::of_literals(&["shared.demo.cn", more])
    };
    let third = Built { methods: vec!["first".into()], ..Built::of_literals(&["third"]) };
    let bytes = container(&[built("first"), built("second"), third]);
    let found = read(&bytes);
    assert_eq!(found.strings(), ["first", "shared.demo.cn", "second", "third"]);
    assert_eq!(found.packages, ["com.demo"]);
    assert_eq!(found.unread, []);
    assert!(found.unclaimed.iter().all(|span| span.len() < 4), "{:?}", found.unclaimed);
}

#[test]
fn a_name_in_any_file_of_one_table_is_a_name() {
    let second = Built {
        types: vec!["Lcom/demo/B;".into()],
        classes: vec![("Lcom/demo/B;".into(), Some("B.java".into()))],
        ..Built::of_literals(&["img.demo.cn"])
    };
    let bytes = container_with_one_table(&[Built::of_literals(&["api.demo.cn"]), second]);
    let found = read(&bytes);
    assert_eq!(found.strings(), ["api.demo.cn", "img.demo.cn"], "each once, and no name");
    assert_eq!((&found.packages[..], &found.sources[..]), (&["com.demo".into()][..], &["B.java".into()][..]));
    assert_eq!(found.unread, []);
}

#[test]
fn a_name_in_one_file_may_be_a_value_in_the_next() {
    let first = Built { methods: vec!["either".into()], ..Built::default() };
    let found = read(&container(&[first, Built::of_literals(&["either"])]));
    assert_eq!(found.strings(), ["either"]);
}

#[test]
fn strings_are_modified_utf8() {
    let lone = [units("x.example.cn/"), vec![0xdc00]].concat();
    let text = "http://a\0b.cn/中😀";
    let bytes = Built { literals: vec![units(text), lone], ..Built::default() }.build(35);
    let found = read(&bytes);
    assert_eq!(found.texts[0], (place(&bytes, text), text.to_owned()));
    assert_eq!(found.strings()[1], "x.example.cn/\u{fffd}");
}

#[test]
fn what_is_broken_does_not_hide_the_rest() {
    let sound = app().build(35);
    let count = |bytes: &[u8]| read(bytes).strings().len();
    let broken = |bytes: &[u8]| -> Vec<String> {
        let reason = |part: Part| match part.why {
            Unread::Broken(why) => why.into_owned(),
            other => panic!("{other:?}"),
        };
        read(bytes).unread.into_iter().map(reason).collect()
    };
    assert_eq!((count(&sound), broken(&sound)), (4, vec![]));

    let mut one = sound.clone();
    put(&mut one, 0x70, 0xffff_ff00);
    assert_eq!(count(&one), 3);
    assert!(broken(&one)[0].starts_with("1 of 15 strings cannot be read: string 0 "), "{:?}", broken(&one));

    let mut table = sound.clone();
    put(&mut table, field::TYPE_IDS, 0x4000_0000);
    assert!(broken(&table)[0].starts_with("table of types at "), "{:?}", broken(&table));
    assert!(read(&table).strings().contains(&"https://api.demo.cn/v1"));

    let mut map = sound.clone();
    put(&mut map, field::MAP_OFFSET, u32::MAX);
    assert_eq!(count(&map), 4);
    assert!(broken(&map)[0].starts_with("map of sections at "), "{:?}", broken(&map));
    assert!(read(&map).unclaimed.iter().any(|span| span.len() >= 9), "code is nobody's without a map");

    let cut = &sound[..sound.len() - 60];
    assert_eq!(count(cut), 4);
    assert!(broken(cut)[0].starts_with("dex file at 0x0 needs "), "{:?}", broken(cut));
}

#[test]
fn another_kind_of_dex_is_named() {
    let unsupported = |bytes: &[u8]| {
        let found = read(bytes);
        assert_eq!(found.unclaimed, [Span::new(0, bytes.len() as u64)]);
        found.unread
    };
    let all = Span::new(0, 9);
    let why = |name: &'static str| Unread::Unsupported(name.into());
    assert_eq!(unsupported(b"cdex001\0x"), [Part { span: all, why: why("compact dex") }]);
    assert_eq!(unsupported(b"dex\n013\0x"), [Part { span: all, why: why("of version 013") }]);
}

#[test]
fn an_entry_is_wanted_by_its_first_bytes() {
    let wanted = |head: &[u8]| reader_of(&EntryInfo { name: "assets/x.dat", len: 100 }, head).map(Reader::id);
    for head in [&b"dex\n035\0"[..], b"dex\n041\0", b"dex\n099\0rest", b"cdex001\0"] {
        assert_eq!(wanted(head), Some(ReaderId("dex")), "{}", head.escape_ascii());
    }
    for head in [&b"dex\n035"[..], b"dex\n035x", b"dex 035\0", b""] {
        assert_eq!(wanted(head), None, "{}", head.escape_ascii());
    }
}

#[test]
fn strings_that_overlap_are_not_read_without_end() {
    // Each of many strings begins one byte behind the one before and ends where all end.
    const LEN: u32 = 20_000;
    let built = Built { literals: (0..LEN).map(|n| units(&format!("{n:05}"))).collect(), ..Built::default() };
    let mut bytes = built.build(35);
    let start = u32::try_from(bytes.len()).unwrap();
    bytes.extend(vec![b'x'; LEN as usize]);
    bytes.push(0);
    for n in 0..LEN {
        put(&mut bytes, 0x70 + 4 * n as usize, start + n);
    }
    let found = read(&bytes);
    let total: usize = found.texts.iter().map(|(_, text)| text.len()).sum();
    assert!(total <= 8 * bytes.len(), "{total} of {}", bytes.len());
    let overlap = "tables or strings overlap, and are not read again and again";
    assert!(found.unread.iter().any(|part| part.why == Unread::Broken(overlap.into())), "{:?}", found.unread);
}

#[test]
fn two_lengths_before_one_text_are_one_string() {
    let mut bytes = Built::of_literals(&["a", "b", &"x".repeat(200)]).build(35);
    let length = u32::try_from(place(&bytes, &"x".repeat(200)).start).unwrap() - 2;
    put(&mut bytes, 0x70 + 4, length);
    put(&mut bytes, 0x70 + 8, length + 1);
    assert_eq!(read(&bytes).strings(), ["a", &"x".repeat(200)], "a length of two bytes, and its second byte");
}

#[test]
fn what_costs_too_much_is_left_and_said() {
    let bytes = app().build(35);
    let enough = bytes.len() as u64;
    for total_size in [3, enough / 8 + 9] {
        let limits = Limits { total_size, ..Limits::default() };
        let found = read_within(&bytes, &mut Budget::new(&limits));
        assert_eq!(found.texts, []);
        assert!(matches!(found.unread[..], [Part { why: Unread::Limit(_), .. }]), "{:?}", found.unread);
    }
    let limits = Limits { total_size: enough, ..Limits::default() };
    assert_eq!(read_within(&bytes, &mut Budget::new(&limits)).unread, []);
}

#[test]
fn any_cut_and_any_byte_is_survived() {
    let sound = [app().build(35), container(&[app(), app()])].concat();
    for len in 0..sound.len() {
        read(&sound[..len]);
    }
    for at in 0..sound.len() {
        for byte in [0, 0x7f, 0xff] {
            let mut bytes = sound.clone();
            bytes[at] = byte;
            read(&bytes);
        }
    }
}
