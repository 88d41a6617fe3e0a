use beian_testkit::dex::{Dex as Built, container, field, put, units};

use super::*;
use crate::DexVariant;

/// The index and text of each string that can be read.
fn texts(dex: &Dex<'_>) -> Vec<(u32, String)> {
    let strings = (0..dex.string_count()).map(|index| (index, dex.string(index)));
    strings.filter_map(|(index, string)| Some((index, string.ok()?.text().into_owned()))).collect()
}

fn parse(bytes: &[u8]) -> Dex<'_> {
    Dex::parse(bytes, 0).expect("a header")
}

fn full() -> Built {
    Built {
        types: vec!["I".into(), "[Ljava/lang/String;".into()],
        shorties: vec!["VL".into()],
        fields: vec!["count".into()],
        methods: vec!["<init>".into(), "run".into()],
        classes: vec![("La/Main;".into(), Some("Main.java".into())), ("La/b;".into(), None)],
        code: vec![0x0e; 7],
        ..Built::of_literals(&["https://a.example.cn/", "run"])
    }
}

#[test]
fn every_table_of_a_sound_file_is_read() {
    let bytes = full().build(35);
    let dex = parse(&bytes);
    assert_eq!(dex.problems(), []);
    assert_eq!((dex.header().version, dex.own_bytes(), dex.base()), (35, 0..bytes.len(), 0));
    let strings: Vec<_> = texts(&dex).into_iter().map(|(_, text)| text).collect();
    let expected = [
        "<init>",
        "I",
        "La/Main;",
        "La/b;",
        "Main.java",
        "VL",
        "[Ljava/lang/String;",
        "count",
        "https://a.example.cn/",
        "run",
    ];
    assert_eq!(strings, expected);
    let name = |index: u32| strings[index as usize].as_str();
    let classes: Vec<_> = dex
        .classes()
        .map(|class| (name(dex.descriptor(class.class).unwrap()), class.source_file.map(name)))
        .collect();
    assert_eq!(classes, [("La/Main;", Some("Main.java")), ("La/b;", None)]);
    assert_eq!(dex.type_count(), 4);
}

#[test]
fn uses_are_told_apart() {
    let bytes = full().build(39);
    let dex = parse(&bytes);
    let uses = dex.string_uses();
    assert_eq!(uses.outside, None);
    let names = |test: fn(Uses) -> bool| {
        let chosen = texts(&dex).into_iter().filter(|(index, _)| test(uses.of(*index)));
        chosen.map(|(_, text)| text).collect::<Vec<_>>()
    };
    assert_eq!(names(Uses::is_descriptor), ["I", "La/Main;", "La/b;", "[Ljava/lang/String;"]);
    assert_eq!(names(Uses::is_shorty), ["VL"]);
    assert_eq!(names(Uses::is_member_name), ["<init>", "count", "run"]);
    assert_eq!(names(Uses::is_source_file), ["Main.java"]);
    assert_eq!(names(Uses::is_none), ["https://a.example.cn/"]);
    assert_eq!(uses.iter().count(), 10);
}

#[test]
fn the_map_has_every_section() {
    let bytes = full().build(35);
    let map = parse(&bytes).map().unwrap().unwrap();
    let kinds: Vec<u16> = map.sections.iter().map(|section| section.kind.0).collect();
    assert_eq!(kinds, [0, 1, 2, 3, 4, 5, 6, 0x2001, 0x2002, 0x1000]);
    assert_eq!(map.span.end, bytes.len());
    assert_eq!(map.sections.last().map(|last| last.start), Some(map.span.start));
}

#[test]
fn strings_are_modified_utf8() {
    let lone = [units("x"), vec![0xd83d], units("y")].concat();
    let built = Built { literals: vec![units("a\0é中😀"), lone, units("")], ..Built::default() };
    let bytes = built.build(35);
    let dex = parse(&bytes);
    assert_eq!(texts(&dex), [(0, String::new()), (1, "a\0é中😀".to_owned()), (2, "x\u{fffd}y".to_owned())]);
    for index in 0..3 {
        assert_eq!(dex.string(index).unwrap().length_disagreement(), None, "string {index}");
    }
}

#[test]
fn the_zero_ends_a_string_whatever_its_length_says() {
    let mut bytes = Built::of_literals(&["abc", "é"]).build(35);
    let dex = parse(&bytes);
    let starts: Vec<usize> = dex.string_starts().collect();
    bytes[starts[0]] = 9;
    bytes[starts[1]] = 2;
    let dex = parse(&bytes);
    assert_eq!(texts(&dex), [(0, "abc".to_owned()), (1, "é".to_owned())]);
    let disagreement = |index| dex.string(index).unwrap().length_disagreement();
    assert_eq!((disagreement(0), disagreement(1)), (Some(3), Some(1)));
}

#[test]
fn spans_leave_length_and_zero_out() {
    let long = "x".repeat(300);
    let bytes = Built::of_literals(&[&long]).build(35);
    let string = parse(&bytes).string(0).unwrap();
    assert_eq!(string.stated, 300);
    let (span, item) = (string.span(), string.item_span());
    assert_eq!(&bytes[span.clone()], long.as_bytes());
    assert_eq!((span.start - item.start, item.end - span.end), (2, 1), "a length of two bytes, and a zero");
}

#[test]
fn a_broken_string_keeps_its_index() {
    let mut bytes = Built::of_literals(&["a", "b", "c"]).build(35);
    put(&mut bytes, 0x70 + 4, 0xffff_fff0);
    let dex = parse(&bytes);
    assert_eq!(texts(&dex), [(0, "a".to_owned()), (2, "c".to_owned())]);
    let available = bytes.len();
    assert_eq!(dex.string(1), Err(Error::StringOutside { index: 1, offset: 0xffff_fff0, available }));
    assert_eq!(dex.string(3), Err(Error::StringIndex { index: 3, count: 3 }));
}

#[test]
fn a_string_without_a_zero_is_an_error() {
    let bytes = Built::of_literals(&["abc"]).build(35);
    let start = parse(&bytes).string_starts().next().unwrap();
    let cut = &bytes[..start + 3];
    assert_eq!(parse(cut).string(0), Err(Error::StringNotTerminated { index: 0 }));
    assert_eq!(
        parse(&bytes[..start]).string(0),
        Err(Error::StringOutside { index: 0, offset: start, available: start })
    );
}

#[test]
fn a_table_that_lies_is_read_as_far_as_it_is_there() {
    let mut bytes = Built::of_literals(&["a"]).build(35);
    put(&mut bytes, field::STRING_IDS, u32::MAX);
    let dex = parse(&bytes);
    let available = bytes.len() - 0x70;
    let needed = u32::MAX as usize * 4;
    assert_eq!(dex.problems(), [Error::Truncated { part: Part::StringIds, offset: 0x70, needed, available }]);
    assert_eq!(dex.string_count() as usize, available / 4);
    assert_eq!(dex.string(0).unwrap().text(), "a");
}

#[test]
fn an_index_outside_of_the_strings_is_told() {
    let mut bytes = Built { types: vec!["I".into()], ..Built::of_literals(&["a"]) }.build(35);
    put(&mut bytes, 0x70 + 8, 77);
    assert_eq!(parse(&bytes).string_uses().outside, Some(Error::StringIndex { index: 77, count: 2 }));
}

#[test]
fn what_is_cut_is_read_up_to_the_cut() {
    let bytes = full().build(35);
    let cut = &bytes[..bytes.len() - 1];
    let dex = parse(cut);
    let (needed, available) = (bytes.len(), cut.len());
    assert_eq!(dex.problems(), [Error::Truncated { part: Part::DexFile, offset: 0, needed, available }]);
    assert_eq!(texts(&dex).len(), 10);
    assert!(matches!(dex.map(), Err(Error::Truncated { part: Part::DexMap, .. })));
    for len in 0..bytes.len() {
        if let Ok(dex) = Dex::parse(&bytes[..len], 0) {
            let _ = (texts(&dex), dex.string_uses(), dex.map());
        }
    }
}

#[test]
fn what_is_no_dex_or_of_another_kind_is_named() {
    let sound = Built::default().build(35);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = sound.clone();
        change(&mut bytes);
        Dex::parse(&bytes, 0).map(|dex| dex.problems().to_vec())
    };
    let variant = |variant| Err(Error::DexVariant { offset: 0, variant });
    assert_eq!(with(&|bytes| bytes[..8].copy_from_slice(b"cdex001\0")), variant(DexVariant::Compact));
    assert_eq!(with(&|bytes| bytes[6] = b'4'), variant(DexVariant::Version(*b"034")));
    assert_eq!(with(&|bytes| bytes[4..7].copy_from_slice(b"042")), variant(DexVariant::Version(*b"042")));
    assert_eq!(with(&|bytes| put(bytes, field::ENDIAN_TAG, 0x7856_3412)), variant(DexVariant::ReverseEndian));
    assert_eq!(with(&|bytes| bytes[7] = 1), Err(Error::NotDex { offset: 0 }));
    assert_eq!(with(&Vec::clear), Err(Error::NotDex { offset: 0 }));
    let (offset, needed, available) = (0, 0x70, 0x6f);
    let short = Error::Truncated { part: Part::DexHeader, offset, needed, available };
    assert_eq!(with(&|bytes| bytes.truncate(0x6f)), Err(short));
    let odd = with(&|bytes| put(bytes, field::HEADER_SIZE, 0x71)).unwrap();
    assert!(matches!(odd[..], [Error::Unexpected { field: "header_size", found: 0x71, expected: 0x70, .. }]));
}

#[test]
fn every_version_up_to_41_is_read() {
    for version in 35..=40 {
        assert_eq!(parse(&Built::default().build(version)).header().version, version);
    }
    assert_eq!(parse(&container(&[Built::default()])).header().version, 41);
}

#[test]
fn files_of_a_container_share_strings() {
    let first = Built { types: vec!["La/A;".into()], ..Built::of_literals(&["both", "first"]) };
    let second = Built { types: vec!["La/A;".into()], ..Built::of_literals(&["both", "second"]) };
    let bytes = container(&[first, second]);
    let first = parse(&bytes);
    let at = first.own_bytes().end;
    let second = Dex::parse(&bytes, at).unwrap();
    assert_eq!((first.problems(), second.problems()), (&[][..], &[][..]));
    assert_eq!((second.at(), second.base()), (at, 0));
    assert_eq!(second.header().container.map(|container| container.header_offset as usize), Some(at));
    let texts = |dex| texts(dex).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(
        (texts(&first).join(" "), texts(&second).join(" ")),
        ("La/A; both first".into(), "La/A; both second".into())
    );
    assert_eq!(first.string(1).unwrap().span(), second.string(1).unwrap().span());
    assert!(second.map().unwrap().unwrap().sections.iter().any(|section| section.start == at));
}

#[test]
fn a_file_that_says_that_it_stands_before_the_first_byte_has_no_container() {
    let mut bytes = container(&[Built::of_literals(&["a"])]);
    put(&mut bytes, field::HEADER_OFFSET, 5);
    let dex = parse(&bytes);
    assert_eq!(dex.base(), 0);
    assert!(matches!(dex.problems(), [Error::OutOfRange { field: "header_offset", found: 5, most: 0, .. }]));
}

#[test]
fn sections_out_of_order_are_no_map() {
    let mut bytes = full().build(35);
    let map = parse(&bytes).map().unwrap().unwrap();
    put(&mut bytes, map.span.start + 4 + 12 + 8, 0xffff);
    assert!(matches!(parse(&bytes).map(), Err(Error::MapOrder { kind: 1, start: 0xffff, .. })));
    put(&mut bytes, map.span.start, 22);
    assert!(matches!(parse(&bytes).map(), Err(Error::OutOfRange { part: Part::DexMap, found: 22, .. })));
    put(&mut bytes, field::MAP_OFFSET, 0);
    assert_eq!(parse(&bytes).map(), Ok(None));
}

#[test]
fn a_file_behind_other_bytes_counts_from_its_header() {
    let mut bytes = b"before!".to_vec();
    bytes.extend(Built::of_literals(&["text"]).build(37));
    let dex = Dex::parse(&bytes, 7).unwrap();
    let string = dex.string(0).unwrap();
    assert_eq!((&bytes[string.span()], dex.base(), dex.own_bytes()), (&b"text"[..], 7, 7..bytes.len()));
}

#[test]
fn the_last_section_ends_with_its_items() {
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let cases = [
        (0x1001, 2, [words(&[3]), vec![0; 6], vec![0; 2], words(&[1]), vec![0; 2]].concat()),
        (0x1002, 2, words(&[0, 2, 0, 0])),
        (0x1003, 1, words(&[1, 0])),
        (0x2006, 2, words(&[9, 0, 0, 0, 9, 1, 1, 1, 0, 0, 0, 0, 0, 0])),
    ];
    for (kind, count, section) in cases {
        let mut bytes = Built { last: Some((kind, count, section)), ..full() }.build(35);
        let end = bytes.len();
        bytes.extend([0xff; 8]);
        let dex = parse(&bytes);
        let last = *dex.map().unwrap().unwrap().sections.last().unwrap();
        assert_eq!((last.kind.0, dex.section_end(last)), (kind, Some(end)));
        assert_eq!(
            dex.section_end(Section { count: count + 1, ..last }),
            None,
            "{kind:#x}: no item is there"
        );
        assert_eq!(parse(&bytes[..end - 1]).section_end(last), None, "{kind:#x}: the last item is cut");
    }
    let bytes = full().build(35);
    let dex = parse(&bytes);
    let code =
        dex.map().unwrap().unwrap().sections.into_iter().find(|section| section.kind == SectionKind::CODE);
    assert_eq!(dex.section_end(code.unwrap()), None, "items of code are not read");
}

#[test]
fn data_of_arrays_is_found_among_code() {
    let payload =
        |width: u8, size: u32, data: &[u8]| [&[0, 3, width, 0][..], &size.to_le_bytes(), data].concat();
    let code = [
        vec![0x0e, 0, 0, 0],
        payload(1, 5, b"bytes\0\0\0"),
        payload(2, 2, b"c\0h\0"),
        payload(4, 1, b"int "),
        vec![0, 0],
        payload(1, 6, b"at two"),
        payload(1, 99, b"long"),
    ]
    .concat();
    let mut bytes = b"1".to_vec();
    bytes.extend(Built { code: code.clone(), ..Built::default() }.build(35));
    let dex = Dex::parse(&bytes, 1).unwrap();
    let at = 1 + 0x70;
    let found: Vec<_> = dex.array_data(at..at + code.len()).collect();
    assert_eq!(
        found,
        [
            ArrayData { width: 1, bytes: b"bytes", at: at + 12 },
            ArrayData { width: 2, bytes: b"c\0h\0", at: at + 28 },
        ]
    );
    assert_eq!(dex.array_data(at + 1..at + 16).count(), 0, "its end is outside");
    for words in 0..20 {
        let code = [vec![0; 4 * words], payload(1, 4, b"last")].concat();
        let bytes = Built { code: code.clone(), ..Built::default() }.build(35);
        let found: Vec<_> = parse(&bytes).array_data(0x70..0x70 + code.len()).map(|data| data.at).collect();
        assert_eq!(found, [0x70 + 4 * words + 8]);
    }
    assert_eq!(dex.array_data(0..usize::MAX).count(), 0, "no such bytes");
}
