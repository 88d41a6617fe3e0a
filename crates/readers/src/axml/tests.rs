use beian_archive::Limits;
use beian_testkit::arsc::header;
use beian_testkit::arsc_pool::{Text as Stored, utf8};
use beian_testkit::axml::{ANDROID, Junk, Lies, Place, Value, Xml, chunk};

use super::*;
use crate::arsc_testing::Found;
use crate::runs_testing::Raw;

const NAME: u32 = 0x0101_0003;
const VALUE: u32 = 0x0101_0024;
const SCHEME: u32 = 0x0101_0027;
const HOST: u32 = 0x0101_0028;
const AUTHORITIES: u32 = 0x0101_0018;
const PROCESS: u32 = 0x0101_0011;
const URL: u32 = 0x0101_0001;

fn found(document: &Xml) -> Found {
    let (wide, narrow) = (document.clone(), document.clone().utf8());
    let (wide, narrow) = (wide.build(), narrow.build());
    let [wide, narrow] = [wide, narrow].map(|bytes| Found::of(&AxmlReader, &bytes));
    assert_eq!((&wide.texts, &wide.names), (&narrow.texts, &narrow.names), "both encodings give the same");
    narrow
}

fn manifest() -> Xml {
    Xml::new().open("manifest").attribute("package", "com.example.app")
}

/// What a manifest with this one filter answers for.
fn filter(data: &[&[(u32, &str, &str)]]) -> Found {
    let mut xml = manifest().open("application").open("activity").open("intent-filter");
    for attributes in data {
        xml = xml.open("data");
        for (id, name, value) in *attributes {
            xml = xml.android(*id, name, *value);
        }
        xml = xml.close();
    }
    found(&xml.close().close().close().close())
}

#[test]
fn values_have_their_attribute_s_name_and_nothing_else_is_a_text() {
    let xml = Xml::new()
        .open("LinearLayout")
        .attribute("url", "https://a.example.cn/")
        .attribute("count", 3)
        .attribute("link", Value::Reference(0x7f01_0000))
        .leaf("com.example.view.Image", |xml| xml.android(URL, "label", "b.example.cn").attribute("url", ""))
        .close();
    let found = found(&xml);
    let expected = [
        "identifier android",
        &format!("identifier {ANDROID}"),
        "value(url) https://a.example.cn/",
        "value(label) b.example.cn",
    ];
    assert_eq!(found.texts, expected);
    assert_eq!(found.names, ["class com.example.view.Image"]);
    assert_eq!(found.unclaimed(), [b""; 0]);
    assert_eq!(found.outcome.unread, []);
}

#[test]
fn a_length_that_is_a_letter_does_not_stand_in_the_text() {
    let url = format!("ttp.example.cn/{}", "a".repeat(0x59));
    let bytes = Xml::new().utf8().open("x").attribute("url", url.as_str()).close().build();
    let found = Found::of(&AxmlReader, &bytes);
    let place = found.texts.iter().position(|text| *text == format!("value(url) {url}")).unwrap();
    let (start, end) = found.spans[place];
    assert_eq!((&bytes[start - 2..start], &bytes[end..=end]), (&b"hh"[..], &b"\0"[..]));
}

#[test]
fn ends_are_others_than_those_of_runs() {
    // 0x61 characters in 0x63 bytes: two letters before the text, of which neither is the length of all that is readable.
    let text = format!("https://a.example.cn/中{}", "p".repeat(0x61 - 22));
    let xml = Xml::new()
        .open("com.example.view.Image")
        .attribute("url", text.as_str())
        .attribute("other", "b.example.cn\u{1}")
        .close();
    for bytes in [xml.clone().build(), xml.utf8().build()] {
        let (found, raw) = (Found::of(&AxmlReader, &bytes), Raw::of(&bytes));
        for (attribute, text) in [("url", &*text), ("other", "b.example.cn\u{1}")] {
            let place = found.texts.iter().position(|found| *found == format!("value({attribute}) {text}"));
            let (start, end) = found.spans[place.unwrap()];
            assert!(!raw.has(span(start..end), text), "{text}: {raw:?}");
        }
        // The name of an element is a text to a run.
        assert_eq!((raw.with("com.example.view").len(), found.with("com.example.view").len()), (1, 0));
    }
}

#[test]
fn a_string_comes_once_for_each_of_its_roles() {
    let xml = Xml::new()
        .open("root")
        .attribute("url", "same.example.cn")
        .leaf("a", |xml| xml.attribute("url", "same.example.cn"))
        .leaf("b", |xml| xml.attribute("other", "same.example.cn"))
        .leaf("c", |xml| xml.text("same.example.cn"))
        .close();
    let roles = ["value(url)", "value(other)", "value(c)"].map(|role| format!("{role} same.example.cn"));
    let mut same = found(&xml).with("same").into_iter().map(str::to_owned).collect::<Vec<_>>();
    same.sort_by_key(|text| roles.iter().position(|role| role == text));
    assert_eq!(same, roles);
}

#[test]
fn text_alone_is_a_value_and_text_beside_elements_is_content() {
    let xml = Xml::new()
        .open("config")
        .leaf("server", |xml| xml.text("https://one.example.cn/"))
        .leaf("string", |xml| xml.attribute("name", "api_host").text("https://two.example.cn/"))
        .open("p")
        .text("see three.example.cn")
        .leaf("b", |xml| xml.text("bold"))
        .text("and four.example.cn")
        .close()
        .close();
    let found = found(&xml);
    assert_eq!(found.with("one"), ["value(server) https://one.example.cn/"]);
    assert_eq!(found.with("two"), ["value(api_host) https://two.example.cn/"]);
    assert_eq!(found.with("three"), ["content see three.example.cn"]);
    assert_eq!(found.with("four"), ["content and four.example.cn"]);
}

#[test]
fn a_filter_for_the_web_answers_for_its_hosts() {
    let found = filter(&[&[(SCHEME, "scheme", "https"), (HOST, "host", "www.example.cn")]]);
    assert_eq!(found.with("www"), ["answeredhost www.example.cn"]);
    assert_eq!(found.with("https"), [""; 0], "a scheme is no text");
}

#[test]
fn schemes_and_hosts_of_one_filter_combine() {
    let host = |name| [(HOST, "host", name)];
    let found = filter(&[
        &host("a.example.cn"),
        &[(SCHEME, "scheme", "app")],
        &[(SCHEME, "scheme", "http")],
        &host("b.example.cn"),
    ]);
    assert_eq!(found.with("example.cn"), ["answeredhost a.example.cn", "answeredhost b.example.cn"]);
}

#[test]
fn a_filter_for_a_scheme_of_its_own_names_no_host() {
    let custom = filter(&[&[(SCHEME, "scheme", "com.example.login"), (HOST, "host", "open.example.cn")]]);
    assert_eq!(custom.with("open"), [""; 0]);
    assert!(custom.names.contains(&"class com.example.login".to_owned()), "{:?}", custom.names);
    assert_eq!(filter(&[&[(HOST, "host", "open.example.cn")]]).with("open"), [""; 0], "nor does one without");
}

#[test]
fn one_filter_s_scheme_is_not_another_s() {
    let data = |xml: Xml, scheme, host| {
        let data = |xml: Xml| xml.android(SCHEME, "scheme", scheme).android(HOST, "host", host);
        xml.open("intent-filter").leaf("data", data).close()
    };
    let xml = data(
        data(manifest().open("application").open("activity"), "app", "a.example.cn"),
        "http",
        "b.example.cn",
    );
    assert_eq!(found(&xml.close().close().close()).with("example.cn"), ["answeredhost b.example.cn"]);
    // An element that nobody closes, closes with the document.
    let open = data(manifest().open("application").open("activity"), "http", "c.example.cn");
    assert_eq!(
        found(&open.lies(|lies| lies.no_end_elements = true)).with("example.cn"),
        ["answeredhost c.example.cn"]
    );
}

#[test]
fn an_intent_that_is_looked_for_is_a_rule() {
    let xml = manifest()
        .open("queries")
        .open("intent")
        .leaf("data", |xml| xml.android(SCHEME, "scheme", "https").android(HOST, "host", "pay.example.cn"));
    assert_eq!(found(&xml.close().close().close()).with("pay"), ["matchedhost pay.example.cn"]);
}

#[test]
fn a_value_beside_a_name_is_named_by_it() {
    let xml = manifest().open("application").leaf("meta-data", |xml| {
        xml.android(NAME, "name", "com.example.api.HOST").android(VALUE, "value", "api.example.cn")
    });
    let found = found(&xml.close().close());
    assert_eq!(found.with("example.cn"), ["value(com.example.api.HOST) api.example.cn"]);
    assert!(found.names.contains(&"resource com.example.api.HOST".to_owned()));
    assert_eq!(found.with("HOST").len(), 1, "the key is no text");
}

#[test]
fn what_a_manifest_names_is_a_name() {
    let named = |name: &'static str| move |xml: Xml| xml.android(NAME, "name", name);
    let xml = manifest()
        .leaf("uses-permission", named("com.example.app.permission.PUSH"))
        .open("application")
        .android(NAME, "name", "org.example.App")
        .leaf("activity", named(".Main"))
        .leaf("service", |xml| named("Worker")(xml).android(PROCESS, "process", ":remote"))
        .leaf("receiver", |xml| named("a.B")(xml).android(PROCESS, "process", "com.example.push:core"))
        .leaf("provider", |xml| {
            named("b.C")(xml).android(AUTHORITIES, "authorities", "com.example.files;com.example.log")
        })
        .leaf("activity", named("https://odd.example.cn/"))
        .close()
        .close();
    let found = found(&xml);
    let mut sorted = found.names.clone();
    sorted.sort();
    let expected = [
        "class a.B",
        "class b.C",
        "class com.example.app",
        "class com.example.app.Main",
        "class com.example.app.Worker",
        "class com.example.app.permission.PUSH",
        "class com.example.files",
        "class com.example.log",
        "class com.example.push",
        "class org.example.App",
    ];
    assert_eq!(sorted, expected);
    assert_eq!(
        found.with("example").last(),
        Some(&"value(name) https://odd.example.cn/"),
        "an address is no class"
    );
    assert_eq!(found.with("example").len(), 1);
}

#[test]
fn attributes_are_known_by_id_whatever_they_are_called() {
    let data =
        |xml: Xml| xml.android(SCHEME, "", "https").android(HOST, "", "a.example.cn").android(VALUE, "", "v");
    let in_filter = |xml: Xml| xml.open("application").open("activity").open("intent-filter");
    let xml = in_filter(manifest()).leaf("data", data).close().close().close().close();
    let by_id = found(&xml);
    assert_eq!(by_id.with("example.cn"), ["answeredhost a.example.cn"]);
    assert_eq!(by_id.with(" v"), ["value(value) v"]);
    let other = |xml: Xml| xml.android(SCHEME, "scheme", "https").android(HOST + 1, "host", "a.example.cn");
    let xml = in_filter(manifest()).leaf("data", other).close().close().close().close();
    assert_eq!(found(&xml).with("example.cn"), ["value(host) a.example.cn"]);
    let without = filter(&[&[(SCHEME, "scheme", "https"), (HOST, "host", "a.example.cn")]]);
    let lost = in_filter(manifest())
        .leaf("data", |xml| xml.attribute("scheme", "https").attribute("host", "a.example.cn"));
    assert_eq!(found(&lost.close().close().close().close()).with("example.cn"), without.with("example.cn"));
}

#[test]
fn a_security_config_names_hosts_and_nothing_else() {
    let xml = Xml::new()
        .open("network-security-config")
        .open("domain-config")
        .leaf("domain", |xml| xml.attribute("includeSubdomains", true).text("example.cn"))
        .open("pin-set")
        .attribute("expiration", "2030-01-01")
        .leaf("pin", |xml| xml.attribute("digest", "SHA-256").text("abc.example.cn"))
        .close()
        .open("trust-anchors")
        .leaf("certificates", |xml| xml.attribute("src", "system.example.cn"))
        .close()
        .close()
        .close();
    let found = found(&xml);
    assert_eq!(found.with("example.cn"), ["matchedhost example.cn"]);
    assert_eq!(found.texts.len(), 3, "two of them are the namespace");
    let other = Xml::new().open("config").leaf("domain", |xml| xml.text("example.cn")).close();
    assert_eq!(self::found(&other).with("example.cn"), ["value(domain) example.cn"]);
}

#[test]
fn a_web_view_s_rules_name_hosts() {
    let xml = Xml::new()
        .open("widget")
        .attribute("id", "com.example.app")
        .leaf("param", |xml| {
            xml.attribute("name", "android-package").attribute("value", "org.example.Plugin")
        })
        .leaf("access", |xml| xml.attribute("origin", "https://*.a.example.cn"))
        .leaf("allow-navigation", |xml| xml.attribute("href", "https://b.example.cn/*"))
        .leaf("author", |xml| xml.attribute("href", "https://c.example.cn/"))
        .leaf("preference", |xml| {
            xml.attribute("name", "start.url").attribute("value", "https://d.example.cn/")
        })
        .close();
    let expected = [
        "matchedhost https://*.a.example.cn",
        "matchedhost https://b.example.cn/*",
        "value(href) https://c.example.cn/",
        "value(start.url) https://d.example.cn/",
    ];
    let found = found(&xml);
    let names = [
        "resource android-package",
        "class com.example.app",
        "class org.example.Plugin",
        "resource start.url",
    ];
    assert!(names.iter().all(|name| found.names.iter().any(|found| found == name)), "{:?}", found.names);
    let mut texts = found.with("example.cn").into_iter().map(str::to_owned).collect::<Vec<_>>();
    texts.sort();
    assert_eq!(texts, expected);
}

#[test]
fn a_string_that_nothing_uses_is_a_literal() {
    let xml = Xml::new().open("x").attribute("a", "used").attribute("b", "hidden.example.cn").close();
    let mut bytes = xml.utf8().build();
    // The second attribute now has the first one's value.
    let attributes = bytes.len() - 24 * 2 - 40;
    let (first, second) = bytes[attributes..attributes + 40].split_at_mut(20);
    second[8..].copy_from_slice(&first[8..]);
    let found = Found::of(&AxmlReader, &bytes);
    assert_eq!(found.with("hidden"), ["literal hidden.example.cn"]);
    assert_eq!(found.with("used"), ["value(a) used", "value(b) used"]);
}

#[test]
fn a_raw_value_that_is_another_string_is_one_as_well() {
    let xml = Xml::new().open("x").attribute("a", "typed.example.cn").close();
    let found = found(&xml.lies(|lies| lies.raw_value = Some(2)));
    assert_eq!(found.with(" x"), ["value(a) x"], "the third string is the element's name");
    assert_eq!(found.with("typed"), ["value(a) typed.example.cn"]);
}

fn with(change: impl FnOnce(&mut Lies)) -> Found {
    let xml = Xml::new().utf8().open("x").attribute("a", "one.example.cn").close().lies(change);
    Found::of(&AxmlReader, &xml.build())
}

#[test]
fn junk_is_left_to_others() {
    // A chunk of no known kind, and one among the nodes, which need longer headers.
    let chunk = chunk(0x0777, b"\0\0\0\0junk.example.cn\0");
    let node = [header(0x0155, 16, 32), vec![0; 8], b"junk.example.cn\0".to_vec()].concat();
    let places = [Place::First, Place::BeforeNodes, Place::AfterFirstElement, Place::Last];
    for (place, bytes) in places.into_iter().zip([&chunk, &chunk, &node, &node]) {
        let found = with(|lies| lies.junk.push(Junk { place, bytes: bytes.clone() }));
        assert_eq!(found.with("one"), ["value(a) one.example.cn"], "{place:?}");
        assert_eq!(found.outcome.unread, [], "{place:?}");
        assert_eq!(found.unclaimed(), [bytes.as_slice()], "{place:?}");
    }
}

#[test]
fn a_resource_map_without_ids_is_read() {
    let map = chunk(0x0180, b"");
    let found = with(|lies| lies.junk.push(Junk { place: Place::BeforeNodes, bytes: map.clone() }));
    assert_eq!(found.unclaimed(), [b""; 0]);
}

#[test]
fn what_stands_behind_the_document_is_left_to_others() {
    let mut bytes = Xml::new().open("x").attribute("a", "one.example.cn").close().build();
    bytes.extend(b"tail.example.cn");
    let found = Found::of(&AxmlReader, &bytes);
    assert_eq!((found.unclaimed(), found.outcome.unread.len()), (vec![&b"tail.example.cn"[..]], 0));
}

#[test]
fn a_broken_document_is_read_as_far_as_it_goes_and_told() {
    let found = with(|lies| lies.total_size = Some(0xffff));
    assert_eq!(found.with("one"), ["value(a) one.example.cn"]);
    assert_eq!(found.outcome.unread.len(), 1, "the platform refuses it");
    // A node that states more than there is.
    let broken = chunk(0x0102, &[0xff; 12]);
    let found = with(|lies| lies.junk.push(Junk { place: Place::AfterFirstElement, bytes: broken.clone() }));
    assert_eq!(found.with("one"), ["value(a) one.example.cn"]);
    assert_eq!(found.unclaimed(), [broken.as_slice()]);
    assert_eq!(found.outcome.unread.len(), 1);
}

#[test]
fn a_broken_string_costs_itself_alone() {
    let mut broken = utf8("two.example.cn");
    *broken.last_mut().unwrap() = b'!';
    let xml =
        Xml::new().utf8().open("x").attribute("a", "two.example.cn").attribute("b", "one.example.cn").close();
    let found =
        Found::of(&AxmlReader, &xml.pool(|pool| pool.replaced.push((4, Stored::Raw(broken)))).build());
    assert_eq!(found.with("example.cn"), ["value(b) one.example.cn"]);
    assert_eq!(found.unclaimed(), [b"\x0e\x0etwo.example.cn!"]);
    assert_eq!(found.outcome.unread.len(), 1);
}

#[test]
fn attributes_that_all_stand_in_one_place_are_one() {
    let found = with(|lies| lies.attribute_size = Some(0));
    assert_eq!(found.with("one"), ["value(a) one.example.cn"]);
}

#[test]
fn a_long_string_under_many_keys_ends_the_reading() {
    let long = "x".repeat(30_000);
    let names: Vec<String> = (0..400).map(|number| format!("key{number}")).collect();
    let xml = names.iter().fold(Xml::new().utf8().open("x"), |xml, name| xml.attribute(name, long.as_str()));
    let bytes = xml.close().build();
    let found = Found::of(&AxmlReader, &bytes);
    let handed_over: usize = found.texts.iter().map(String::len).sum();
    assert!(found.with(&long).len() > 1 && handed_over < 5 * bytes.len(), "{handed_over}");
    assert_eq!(found.outcome.unread.len(), 1);
}

#[test]
fn attributes_over_one_another_end_the_reading() {
    let attribute = |xml: Xml, _: usize| xml.attribute("a", "one.example.cn");
    let element = |xml: Xml, _: usize| (0..200).fold(xml.open("x"), attribute).close();
    let xml = (0..20).fold(Xml::new().utf8().open("x"), element).close();
    let mut bytes = xml.build();
    // From each attribute to the next there is one byte, and there are as many as that leaves room for.
    let (sizes, counted) = ([20_u16, 20, 200], [20_u16, 1, 3900]);
    let of = |fields: [u16; 3]| fields.map(u16::to_le_bytes).concat();
    for at in 0..bytes.len() - 6 {
        if bytes[at..at + 6] == of(sizes) {
            bytes[at..at + 6].copy_from_slice(&of(counted));
        }
    }
    let found = Found::of(&AxmlReader, &bytes);
    assert_eq!(found.outcome.unread.len(), 1, "{:?}", found.outcome.unread);
    assert!(found.with("one").contains(&"value(a) one.example.cn"));
}

#[test]
fn what_is_no_document_is_unread_as_a_whole() {
    let found = Found::of(&AxmlReader, b"\x03\0\x08\0and so on, but nothing of it");
    assert_eq!(found.texts, [""; 0]);
    assert_eq!(found.outcome.unread.len(), 1);
    assert_eq!(found.unclaimed().len(), 1);
}

#[test]
fn over_the_limit_nothing_is_read() {
    let bytes = Xml::new().open("x").attribute("a", "one.example.cn").close().build();
    let limits = Limits { total_size: 1, ..Limits::default() };
    let found = Found::within(&AxmlReader, &bytes, &limits);
    assert_eq!(found.texts, [""; 0]);
    assert!(matches!(found.outcome.unread[..], [Part { why: Unread::Limit(_), .. }]));
}

#[test]
fn documents_are_told_by_their_header() {
    let entry = EntryInfo { name: "r/a", len: 100 };
    let bytes = |lies: fn(&mut Lies)| Xml::new().open("x").close().lies(lies).build();
    assert!(AxmlReader.wants(&entry, &bytes(|_| ())));
    assert!(
        AxmlReader.wants(&entry, &bytes(|lies| lies.magic = Some(0))),
        "the platform does not look at it"
    );
    assert!(AxmlReader.wants(&entry, &[3, 0, 8, 0, 0, 0, 0, 0]));
    assert!(!AxmlReader.wants(&entry, &[3, 0, 12, 0, 0, 0, 0, 0]));
    assert!(!AxmlReader.wants(&entry, &[0, 0, 8, 0, 0, 0, 0, 0]));
    assert!(!AxmlReader.wants(&entry, b"<?xml version"));
}
