use beian_archive::Limits;
use beian_testkit::arsc::{Arsc, Entry, Package as Built, Type, config, header};
use beian_testkit::arsc_pool::{Pool, Text as Stored, utf8};

use super::*;
use crate::Unread;
use crate::arsc_testing::Found;
use crate::runs_testing::Raw;

fn found(table: &Arsc) -> Found {
    Found::of(&ArscReader, &table.build())
}

fn strings(entries: impl IntoIterator<Item = Entry>) -> Arsc {
    Arsc::new().package(Built::new(0x7f, "com.example.app").entries("string", "", entries))
}

#[test]
fn each_string_comes_once_under_the_key_of_the_first_resource_that_has_it() {
    let english =
        [Entry::string("https://a.example.cn/").named("api_host"), Entry::string("b").named("title")];
    let chinese =
        [Entry::string("https://zh.example.cn/").named("api_host"), Entry::string("b").named("title")];
    let lists = [
        Entry::texts(&["cdn1.example.cn", "b"]).named("mirrors"),
        Entry::CompactText("compact.example.cn".to_owned()).named("compact"),
    ];
    let package = Built::new(0x7f, "com.example.app")
        .entries("string", "", english)
        .entries("string", "zh", chinese)
        .entries("array", "", lists);
    for utf8 in [true, false] {
        let table =
            Arsc::new().first(&["hidden.example.cn", ""]).package(package.clone()).pool(|p| p.utf8 = utf8);
        let found = found(&table);
        let expected = [
            "value() hidden.example.cn",
            "value(api_host) https://a.example.cn/",
            "value(title) b",
            "value(api_host) https://zh.example.cn/",
            "value(mirrors) cdn1.example.cn",
            "value(compact) compact.example.cn",
        ];
        assert_eq!(found.texts, expected);
        let keys =
            ["resource key", "resource api_host", "resource title", "resource mirrors", "resource compact"];
        assert_eq!(found.names, keys, "neither types nor packages are named");
        assert_eq!(found.outcome.unread, []);
    }
}

#[test]
fn keys_belong_to_their_package() {
    let other = Built::new(2, "lib").entries("string", "", [Entry::string("two").named("of_lib")]);
    let table = strings([Entry::string("one").named("of_app")]).package(other);
    assert_eq!(found(&table).texts, ["value(of_app) one", "value(of_lib) two"]);
}

#[test]
fn a_length_that_is_a_letter_does_not_stand_in_the_text() {
    // 0x68 bytes, so that a run of readable bytes would begin with `hh`.
    let url = format!("ttp.example.cn/{}", "a".repeat(0x59));
    let table = strings([Entry::string(&url)]).pool(|pool| pool.utf8 = true);
    let bytes = table.build();
    let found = Found::of(&ArscReader, &bytes);
    let (start, end) = found.spans[0];
    assert_eq!(found.texts, [format!("value(key) {url}")]);
    assert_eq!((&bytes[start - 2..start], &bytes[end..=end]), (&b"hh"[..], &b"\0"[..]));
}

#[test]
fn ends_are_others_than_those_of_runs() {
    // 0x61 characters in 0x63 bytes: two letters before the text, of which neither is the length of all that is readable.
    let text = format!("https://a.example.cn/中{}", "p".repeat(0x61 - 22));
    let entries =
        [Entry::string(&text).named("api.example.cn"), Entry::string("b.example.cn\u{1}").named("b")];
    for utf8 in [true, false] {
        let bytes = strings(entries.clone()).pool(|pool| pool.utf8 = utf8).build();
        let (found, raw) = (Found::of(&ArscReader, &bytes), Raw::of(&bytes));
        let expected = [format!("value(api.example.cn) {text}"), "value(b) b.example.cn\u{1}".to_owned()];
        assert_eq!(found.texts, expected);
        for (&(start, end), text) in found.spans.iter().zip([&*text, "b.example.cn\u{1}"]) {
            assert!(!raw.has(span(start..end), text), "{text}: {raw:?}");
        }
        // A key is a text to a run.
        assert!(!raw.with("api.example.cn").is_empty());
        assert_eq!(found.with(" api.example.cn"), [""; 0]);
    }
}

#[test]
fn addresses_of_markup_are_references_with_their_own_place() {
    let strings = [
        "read this and that",
        "a;href=https://www.example.cn/x?a=1&b=2;title=ex.ample",
        "img;src=https://img.example.cn/é.png",
        "b",
        "annotation;link=https://help.example.cn/",
        "a b;href=https://odd.example.cn/",
        "a;x;href=",
    ];
    for utf8 in [true, false] {
        let table = Arsc::new().first(&strings).pool(|pool| {
            pool.utf8 = utf8;
            pool.spans = vec![(1..7).map(|name| [name, 0, 1]).collect()];
        });
        let entry = Entry::string(strings[0]).named("terms");
        let found = found(&table.package(Built::new(0x7f, "a").entries("string", "", [entry])));
        let expected = [
            "value(terms) read this and that",
            "reference(a) https://www.example.cn/x?a=1&b=2",
            "value(title) ex.ample",
            "reference(img) https://img.example.cn/é.png",
            "value(link) https://help.example.cn/",
            "value() a b;href=https://odd.example.cn/",
            "value() x",
        ];
        assert_eq!(found.texts, expected);
        assert_eq!(found.unclaimed(), [b""; 0]);
    }
}

#[test]
fn a_string_that_is_a_value_and_markup_comes_as_both() {
    let table =
        Arsc::new().first(&["text", "a;href=x.example.cn"]).pool(|pool| pool.spans = vec![vec![[1, 0, 1]]]);
    let entries = [Entry::string("text"), Entry::string("a;href=x.example.cn").named("raw")];
    let found = found(&table.package(Built::new(0x7f, "a").entries("string", "", entries)));
    let expected = ["value(key) text", "reference(a) x.example.cn", "value(raw) a;href=x.example.cn"];
    assert_eq!(found.texts, expected);
}

#[test]
fn only_what_file_resources_alone_have_is_a_file() {
    let (main, both, link) = ("res/layout/main.xml", "res/raw/both.txt", "https://raw.example.cn/x");
    let files = [main, both, link, "example.cn"].map(Entry::string);
    let package =
        Built::new(0x7f, "a").entries("raw", "", files).entries("string", "", [Entry::string(both)]);
    let found = found(&Arsc::new().package(package));
    assert_eq!(found.names, ["file res/layout/main.xml", "resource key"]);
    assert_eq!(found.texts.len(), 3);
}

#[test]
fn what_lies_between_strings_or_in_unknown_chunks_is_left_to_others() {
    let mut table = strings([Entry::string("one"), Entry::string("two"), Entry::string("three")]);
    table.pool.utf8 = true;
    // The place of the middle one moves to the last, so that its bytes are nobody's.
    table.pool.offsets.push((1, 12));
    table.junk = header(0x0777, 8, 24);
    table.junk.extend(*b"junk.example.cn\0");
    let found = found(&table);
    assert_eq!(found.texts, ["value(key) one", "value(key) three", "value(key) three"]);
    let free = found.unclaimed();
    assert_eq!(free[0], b"\x03\x03two\0");
    assert!(free.last().unwrap().ends_with(b"junk.example.cn\0"));
    assert_eq!(found.outcome.unread, [], "the platform reads no more of it");
}

#[test]
fn a_broken_string_costs_itself_alone_and_is_told() {
    let table = strings([Entry::string("one"), Entry::string("two"), Entry::string("three")]).pool(|pool| {
        pool.utf8 = true;
        let mut broken = utf8("two.example.cn");
        *broken.last_mut().unwrap() = b'!';
        pool.replaced.push((1, Stored::Raw(broken)));
    });
    let found = found(&table);
    assert_eq!(found.texts, ["value(key) one", "value(key) three"]);
    assert_eq!(found.unclaimed()[0], b"\x0e\x0etwo.example.cn!");
    let [part] = &found.outcome.unread[..] else { panic!("{:?}", found.outcome) };
    let Unread::Broken(why) = &part.why else { panic!("{part:?}") };
    assert_eq!(why, "1 of 3 strings cannot be read, the first: string 1 is not followed by a zero");
}

#[test]
fn a_pool_that_the_platform_refuses_is_read_as_far_as_it_goes() {
    let table = strings([Entry::string("one.example.cn").named("host")])
        .pool(|pool| pool.string_count = Some(0x7fff_ffff));
    let found = found(&table);
    assert_eq!(found.with("one"), ["value(host) one.example.cn"]);
    assert!(!found.outcome.unread.is_empty());
}

#[test]
fn a_table_that_is_cut_gives_what_is_there_and_says_so() {
    let mut bytes =
        strings([Entry::string("one.example.cn").named("host"), Entry::string("two.example.cn")]).build();
    bytes.truncate(bytes.len() - 8);
    let found = Found::of(&ArscReader, &bytes);
    assert_eq!(found.texts.len(), 2);
    assert!(!found.outcome.unread.is_empty(), "the platform refuses the table");
}

#[test]
fn what_is_no_table_is_unread_as_a_whole() {
    let found = Found::of(&ArscReader, b"\x02\0\x0c\0");
    assert_eq!(found.texts.len(), 0);
    assert_eq!(found.outcome.claimed, Claims::none());
    assert_eq!(found.outcome.unread[0].span, span(0..4));
}

#[test]
fn strings_over_one_another_end_the_reading() {
    // Many strings that all are the same long one.
    let many: Vec<String> = (0..2000).map(|number| format!("s{number}")).collect();
    let mut table = Arsc::new();
    table.first = many;
    table.first[0] = "x".repeat(30_000);
    table.pool = Pool { utf8: true, offsets: (0..2000).map(|index| (index, 0)).collect(), ..Pool::default() };
    let bytes = table.build();
    let found = Found::of(&ArscReader, &bytes);
    assert!(found.texts.len() * 30_000 <= 4 * bytes.len());
    let [part] = &found.outcome.unread[..] else { panic!("{:?}", found.outcome) };
    assert_eq!(part.why, Unread::Broken("its strings come to many times the bytes of the document".into()));
}

#[test]
fn bags_over_one_another_cost_keys_alone() {
    // Every place names the same bag, which holds nothing but a number many times.
    let bag = Entry::Bag(0, vec![(1, 0x10, 0); 3000]);
    let mut kind =
        Type::new(config(""), std::iter::once(bag).chain((0..3000).map(|_| Entry::Raw(Vec::new()))));
    kind.entry_count = None;
    let package = Built::new(0x7f, "a").chunk("array", kind).entries("string", "", [Entry::string("late")]);
    let mut bytes = Arsc::new().package(package).build();
    let place = (0..bytes.len() - 8).find(|at| bytes[*at..*at + 4] == 36_016_u32.to_le_bytes()).unwrap();
    for at in 0..3000 {
        bytes[place + 4 * at..place + 4 * at + 4].fill(0);
    }
    assert_eq!(Found::of(&ArscReader, &bytes).texts, ["value() late"]);
}

#[test]
fn without_room_for_the_keys_strings_have_none() {
    let bytes = strings([Entry::string("one.example.cn").named("host")]).build();
    let limits = Limits { total_size: 1, ..Limits::default() };
    assert_eq!(Found::within(&ArscReader, &bytes, &limits).texts, ["value() one.example.cn"]);
}

#[test]
fn tables_are_told_by_their_header() {
    let entry = EntryInfo { name: "assets/x.bin", len: 100 };
    assert!(ArscReader.wants(&entry, &strings([]).build()));
    assert!(!ArscReader.wants(&entry, &header(2, 8, 100)));
    assert!(!ArscReader.wants(&entry, &header(2, 12, 4)));
    let longer = |next: [u8; 2]| [header(2, 16, 100), vec![0; 8], next.to_vec()].concat();
    assert!(ArscReader.wants(&entry, &longer([1, 0])));
    assert!(!ArscReader.wants(&entry, &longer([9, 0])), "neither a pool nor a package follows");
    assert!(!ArscReader.wants(&entry, &header(3, 12, 100)));
    assert!(!ArscReader.wants(&entry, &[2, 0, 12]));
}
