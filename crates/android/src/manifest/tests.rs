use beian_testkit::arsc::{Arsc, Entry, Package};
use beian_testkit::axml::{Value as Stored, Xml};
use proptest::prelude::*;

use super::*;
use crate::ValueKind;
use crate::oddity::OddityKind;

const LABEL: u32 = 0x0101_0001;
const NAME: u32 = 0x0101_0003;
const ENABLED: u32 = 0x0101_000e;
const DEBUGGABLE: u32 = 0x0101_000f;
const VALUE: u32 = 0x0101_0024;
const RESOURCE: u32 = 0x0101_0025;
const TARGET_ACTIVITY: u32 = 0x0101_0202;
const MIN_SDK: u32 = 0x0101_020c;
const VERSION_CODE: u32 = 0x0101_021b;
const VERSION_NAME: u32 = 0x0101_021c;
const TARGET_SDK: u32 = 0x0101_0270;
const TEST_ONLY: u32 = 0x0101_0272;
const VERSION_CODE_MAJOR: u32 = 0x0101_0576;

/// The table's strings: the name, one that refers to itself, one with a broken index, a truth, and an array.
const TABLE_NAME: u32 = 0x7f01_0000;
const TABLE_CYCLE: u32 = 0x7f01_0001;
const TABLE_BROKEN: u32 = 0x7f01_0002;
const TABLE_TRUE: u32 = 0x7f01_0003;
const TABLE_ARRAY: u32 = 0x7f01_0004;
const TABLE_NUMBER: u32 = 0x7f01_0005;

fn table() -> Vec<u8> {
    let default = [
        Entry::string("Mall"),
        Entry::reference(TABLE_CYCLE),
        Entry::Value { kind: 3, data: 999 },
        Entry::Value { kind: 0x12, data: u32::MAX },
        Entry::Bag(0, vec![(1, 3, 0)]),
        Entry::Value { kind: 0x10, data: 42 },
    ];
    let package = Package::new(0x7f, "com.example")
        .entries("string", "", default)
        .entries("string", "zh-rCN", [Entry::string("商城"), Entry::Absent, Entry::string("好")])
        .entries("string", "iw", [Entry::string("קניון")]);
    Arsc::new().package(package).build()
}

fn manifest() -> Xml {
    Xml::new().open("manifest").attribute("package", "com.example")
}

fn read(xml: &Xml) -> Manifest {
    Manifest::read(&xml.build(), Resources::Absent).unwrap()
}

fn with_table(xml: &Xml) -> Manifest {
    let bytes = table();
    let table = Table::strict(&bytes).unwrap();
    Manifest::read(&xml.build(), Resources::Table(&table)).unwrap()
}

/// A manifest whose application has these attributes.
fn application(attributes: impl FnOnce(Xml) -> Xml) -> Xml {
    attributes(manifest().open("application")).close().close()
}

fn text(text: &str) -> Field<String> {
    Field::Read(text.to_owned())
}

fn unreadable<T>(problem: Problem) -> Field<T> {
    Field::Unreadable(problem)
}

#[test]
fn a_plain_manifest_states_what_it_states_and_no_more() {
    let found = read(&manifest().close());
    assert_eq!(found.package, text("com.example"));
    assert!(
        found.split.is_absent()
            && found.version_name.is_absent()
            && found.version_code.is_absent()
            && found.names.is_absent()
    );
    assert!(
        found.min_sdk.is_absent()
            && found.target_sdk.is_absent()
            && found.max_sdk.is_absent()
            && found.launcher.is_absent()
    );
    assert!(
        found.flags.is_empty()
            && found.permissions.is_empty()
            && found.meta_data.is_empty()
            && found.languages.is_empty()
    );
    assert_eq!((found.reading, found.refused, found.problems()), (Reading::Strict, None, vec![]));
}

#[test]
fn versions() {
    let code = |build: fn(Xml) -> Xml| read(&build(manifest()).close()).version_code;
    assert_eq!(code(|xml| xml.android(VERSION_CODE, "versionCode", 7)), Field::Read(7));
    assert_eq!(code(|xml| xml.android(VERSION_CODE, "versionCode", -1)), Field::Read(0xffff_ffff));
    let both = code(|xml| {
        xml.android(VERSION_CODE, "versionCode", 25).android(VERSION_CODE_MAJOR, "versionCodeMajor", 1)
    });
    assert_eq!(both, Field::Read(4_294_967_321));
    assert_eq!(code(|xml| xml.android(VERSION_CODE_MAJOR, "versionCodeMajor", 1)), Field::Read(1 << 32));
    let string =
        unreadable(Problem::WrongType { found: Some(ValueKind::String), expected: Expected::Number });
    assert_eq!(code(|xml| xml.android(VERSION_CODE, "versionCode", "7")), string);

    let name = |value: Stored| {
        with_table(&manifest().android(VERSION_NAME, "versionName", Stored::Int(0)).close())
            .version_name
            .and_then(|_| {
                with_table(&manifest().with(Some(VERSION_NAME), None, "versionName", value).close())
                    .version_name
            })
    };
    assert_eq!(name("1.0".into()), text("1.0"));
    assert_eq!(name(Stored::Raw { kind: 4, data: 1.5_f32.to_bits() }), text("1.5"));
    assert_eq!(name(Stored::Int(3)), text("3"));
    assert_eq!(name(Stored::Reference(TABLE_NAME)), text("Mall"));
    assert_eq!(name(Stored::Raw { kind: 0, data: 0 }), Field::Absent);
    let theme = Problem::WrongType { found: Some(ValueKind::Attribute), expected: Expected::Text };
    assert_eq!(name(Stored::Raw { kind: 2, data: 0x7f01_0000 }), unreadable(theme));
}

#[test]
fn api_levels_and_codenames() {
    let sdk = |value: Stored| {
        read(
            &manifest().leaf("uses-sdk", |xml| xml.with(Some(MIN_SDK), None, "minSdkVersion", value)).close(),
        )
        .min_sdk
    };
    assert_eq!(sdk(21.into()), Field::Read(Sdk::Level(21)));
    assert_eq!(sdk("21".into()), Field::Read(Sdk::Level(21)));
    assert_eq!(sdk("VanillaIceCream".into()), Field::Read(Sdk::Codename("VanillaIceCream".to_owned())));
    assert_eq!(sdk("".into()), Field::Absent);
    // However the number is written.
    assert_eq!(sdk(Stored::Raw { kind: 0x11, data: 21 }), Field::Read(Sdk::Level(21)));
    let float = Problem::WrongType { found: Some(ValueKind::Float), expected: Expected::Number };
    assert_eq!(sdk(Stored::Raw { kind: 4, data: 0x41a8_0000 }), unreadable(float));
}

#[test]
fn the_last_uses_sdk_counts_whole() {
    let xml = manifest()
        .leaf("uses-sdk", |xml| {
            xml.android(MIN_SDK, "minSdkVersion", 21).android(TARGET_SDK, "targetSdkVersion", 30)
        })
        .leaf("uses-sdk", |xml| xml.android(TARGET_SDK, "targetSdkVersion", 33));
    let found = read(&xml.close());
    assert_eq!((found.min_sdk, found.target_sdk), (Field::Absent, Field::Read(Sdk::Level(33))));
}

#[test]
fn names_in_every_locale() {
    let found = with_table(&application(|xml| xml.android(LABEL, "label", Stored::Reference(TABLE_NAME))));
    let Field::Read(names) = &found.names else { panic!("{:?}", found.names) };
    assert_eq!(names.default, text("Mall"));
    assert_eq!(names.localized, [("he".to_owned(), text("קניון")), ("zh-CN".to_owned(), text("商城"))]);
    assert_eq!(found.languages, ["he", "zh-CN"]);

    let found = with_table(&application(|xml| xml.android(LABEL, "label", "Literal")));
    assert_eq!(found.names, Field::Read(Names { default: text("Literal"), localized: vec![] }));
    assert!(with_table(&application(|xml| xml)).names.is_absent());
}

/// The name by default, where the label refers to a resource.
fn default_name(xml: &Xml, resources: Resources<'_, '_>) -> Field<String> {
    Manifest::read(&xml.build(), resources).unwrap().names.and_then(|names| names.default)
}

#[test]
fn a_name_that_cannot_be_resolved_says_why() {
    let bytes = table();
    let table = Table::strict(&bytes).unwrap();
    let label = |id| application(|xml| xml.android(LABEL, "label", Stored::Reference(id)));
    let name = |id| default_name(&label(id), Resources::Table(&table));
    let id = ResourceId;
    assert_eq!(name(TABLE_CYCLE), unreadable(Problem::ReferenceCycle { id: id(TABLE_CYCLE) }));
    assert_eq!(name(0x7f01_0063), unreadable(Problem::ReferenceToMissing { id: id(0x7f01_0063) }));
    assert_eq!(name(0x0104_0000), unreadable(Problem::ReferenceToOtherPackage { id: id(0x0104_0000) }));
    let error = Error::StringIndex { index: 999, count: 4 };
    assert_eq!(name(TABLE_BROKEN), unreadable(Problem::StringUnreadable { error }));
    assert_eq!(name(TABLE_ARRAY), unreadable(Problem::WrongType { found: None, expected: Expected::Text }));
    assert_eq!(
        default_name(&label(TABLE_NAME), Resources::Absent),
        unreadable(Problem::NoTable { id: id(TABLE_NAME) })
    );
    let broken = Error::TooManyPackages { offset: 0, declared: 0 };
    let found = default_name(&label(TABLE_NAME), Resources::Broken(broken));
    assert_eq!(found, unreadable(Problem::TableUnreadable { id: id(TABLE_NAME), error: broken }));
    // The default is broken, the locale is not.
    let found = with_table(&label(TABLE_BROKEN));
    assert_eq!(found.names.value().unwrap().localized, [("zh-CN".to_owned(), text("好"))]);
    assert_eq!(found.problems(), [Note { fact: Fact::Name, problem: Problem::StringUnreadable { error } }]);
}

#[test]
fn flags_are_truths_that_are_stated() {
    let flags = |xml: &Xml| with_table(xml).flags;
    let debuggable =
        |value: Stored| flags(&application(|xml| xml.with(Some(DEBUGGABLE), None, "debuggable", value)));
    assert_eq!(debuggable(true.into()), [Flag::Debuggable]);
    assert_eq!(debuggable(false.into()), []);
    assert_eq!(debuggable(Stored::Int(5)), [Flag::Debuggable]);
    assert_eq!(debuggable("true".into()), [Flag::Debuggable]);
    assert_eq!(debuggable("yes".into()), []);
    assert_eq!(debuggable(Stored::Reference(TABLE_TRUE)), [Flag::Debuggable]);
    let all = application(|xml| {
        xml.android(TEST_ONLY, "testOnly", true)
            .android(DEBUGGABLE, "debuggable", true)
            .android(0x0101_000c, "hasCode", false)
            .android(0x0101_04ec, "usesCleartextTraffic", true)
            .android(0x0101_04ea, "extractNativeLibs", true)
    });
    assert_eq!(flags(&all), [Flag::Debuggable, Flag::TestOnly, Flag::NoCode, Flag::CleartextTraffic]);
}

#[test]
fn a_flag_that_cannot_be_read_is_noted() {
    let found =
        read(&application(|xml| xml.android(DEBUGGABLE, "debuggable", Stored::Reference(TABLE_TRUE))));
    let problem = Problem::NoTable { id: ResourceId(TABLE_TRUE) };
    assert_eq!(found.problems(), [Note { fact: Fact::Flag(Flag::Debuggable), problem }]);
}

/// A component with an intent filter of an action and a category.
fn component(xml: Xml, tag: &str, name: &str, category: &str, more: impl FnOnce(Xml) -> Xml) -> Xml {
    more(xml.open(tag).android(NAME, "name", name))
        .open("intent-filter")
        .leaf("action", |xml| xml.android(NAME, "name", "android.intent.action.MAIN"))
        .leaf("category", |xml| xml.android(NAME, "name", category))
        .close()
        .close()
}

const LAUNCHER: &str = "android.intent.category.LAUNCHER";

#[test]
fn the_launcher_starts_the_first_enabled_activity_or_alias() {
    let same = |xml| xml;
    let found = read(&application(|xml| {
        let xml = component(xml, "activity", ".Info", "android.intent.category.INFO", same);
        let xml = component(xml, "activity", ".Off", LAUNCHER, |xml| xml.android(ENABLED, "enabled", false));
        let xml = component(xml, "activity", "Main", LAUNCHER, same);
        component(xml, "activity", ".Second", LAUNCHER, same)
    }));
    assert_eq!(found.launcher, Field::Read(Launcher { name: "com.example.Main".to_owned(), target: None }));

    let found = read(&application(|xml| {
        component(xml, "activity-alias", ".Alias", LAUNCHER, |xml| {
            xml.android(TARGET_ACTIVITY, "targetActivity", "org.other.Main")
        })
    }));
    let target = Some("org.other.Main".to_owned());
    assert_eq!(found.launcher, Field::Read(Launcher { name: "com.example.Alias".to_owned(), target }));
    assert!(
        read(&application(|xml| component(xml, "service", ".Main", LAUNCHER, same))).launcher.is_absent()
    );
}

#[test]
fn action_and_category_must_stand_in_one_filter() {
    let found = read(&application(|xml| {
        xml.open("activity")
            .android(NAME, "name", ".Main")
            .open("intent-filter")
            .leaf("action", |xml| xml.android(NAME, "name", "android.intent.action.MAIN"))
            .close()
            .open("intent-filter")
            .leaf("category", |xml| xml.android(NAME, "name", LAUNCHER))
            .close()
            .close()
    }));
    assert!(found.launcher.is_absent());
}

#[test]
fn class_names_are_completed_as_the_platform_does() {
    assert_eq!(class_name("a.b", ".C"), "a.b.C");
    assert_eq!(class_name("a.b", "C"), "a.b.C");
    assert_eq!(class_name("a.b", "c.D"), "c.D");
    assert_eq!(class_name("a.b", ""), "");
}

#[test]
fn permissions_are_listed_once_and_must_be_literal() {
    let mut xml = manifest();
    for (tag, name) in [
        ("uses-permission", "a.B"),
        ("uses-permission-sdk-23", "a.C"),
        ("uses-permission", "a.B"),
        ("permission", "a.D"),
    ] {
        xml = xml.leaf(tag, |xml| xml.android(NAME, "name", name));
    }
    xml = xml.leaf("uses-permission", |xml| {
        xml.android(NAME, "name", "a.E").android(0x0101_0271, "maxSdkVersion", 18)
    });
    xml = xml.leaf("uses-permission", |xml| xml.android(NAME, "name", Stored::Reference(TABLE_NAME)));
    let found = with_table(&xml.close());
    let listed: Vec<_> =
        found.permissions.iter().map(|permission| (permission.name.as_str(), permission.max_sdk)).collect();
    assert_eq!(listed, [("a.B", None), ("a.C", None), ("a.E", Some(18))]);
    let problem = Problem::WrongType { found: Some(ValueKind::Reference), expected: Expected::LiteralText };
    assert_eq!(found.problems(), [Note { fact: Fact::Permission, problem }]);
}

#[test]
fn meta_data_of_the_application() {
    let found = with_table(&application(|xml| {
        xml.leaf("meta-data", |xml| xml.android(NAME, "name", "key").android(VALUE, "value", "first"))
            .leaf("meta-data", |xml| {
                xml.android(NAME, "name", "number").android(VALUE, "value", Stored::Reference(TABLE_NUMBER))
            })
            .leaf("meta-data", |xml| {
                xml.android(NAME, "name", "file").android(
                    RESOURCE,
                    "resource",
                    Stored::Reference(0x7f02_0000),
                )
            })
            .leaf("meta-data", |xml| xml.android(NAME, "name", "key").android(VALUE, "value", "last"))
            .open("activity")
            .leaf("meta-data", |xml| xml.android(NAME, "name", "inner").android(VALUE, "value", "no"))
            .close()
    }));
    let listed: Vec<_> = found.meta_data.iter().map(|meta| (meta.name.as_str(), &meta.value)).collect();
    let number = MetaValue::Text(text("42"));
    let file = MetaValue::Resource(ResourceId(0x7f02_0000));
    assert_eq!(listed, [("key", &MetaValue::Text(text("last"))), ("number", &number), ("file", &file)]);
}

#[test]
fn splits() {
    let found = read(
        &manifest()
            .attribute("split", "config.zh")
            .attribute("configForSplit", "")
            .android(0x0101_0591, "isSplitRequired", true)
            .close(),
    );
    assert_eq!((found.split, found.config_for_split), (text("config.zh"), text("")));
    assert_eq!(found.flags, [Flag::SplitRequired]);
    assert!(read(&manifest().attribute("split", "").close()).split.is_absent());
    let required =
        |types: &str| read(&manifest().android(0x0101_064e, "requiredSplitTypes", types).close()).flags;
    assert_eq!((required("base__abi"), required("")), (vec![Flag::SplitRequired], vec![]));
}

#[test]
fn an_attribute_that_lost_its_id_is_not_the_platforms() {
    let found = read(
        &manifest()
            .with(None, Some("http://schemas.android.com/apk/res/android"), "versionName", "1".into())
            .close(),
    );
    let problem = Problem::AttributeWithoutId { expected: ResourceId(VERSION_NAME), found: None };
    assert_eq!(found.version_name, unreadable(problem));
    let found = read(&manifest().android(0x0101_9999, "versionName", "1").close());
    assert!(matches!(
        found.version_name,
        Field::Unreadable(Problem::AttributeWithoutId { found: Some(ResourceId(0x0101_9999)), .. })
    ));
    // An attribute of the app's own that happens to have the name is something else.
    let found = read(
        &manifest().with(Some(0x7f01_0000), Some("http://example.com"), "versionName", "1".into()).close(),
    );
    assert!(found.version_name.is_absent());
}

#[test]
fn attributes_beyond_the_end_are_unreadable() {
    let xml = manifest()
        .close()
        .lies(|lies| (lies.no_end_elements, lies.no_namespace, lies.attribute_size) = (true, true, Some(0)));
    let mut bytes = xml.build();
    // The element keeps its count, and the document ends where its one attribute would begin.
    let (element, end) = (bytes.len() - 56, bytes.len() - 20);
    bytes.truncate(end);
    bytes[element + 4..element + 8].copy_from_slice(&36_u32.to_le_bytes());
    bytes[4..8].copy_from_slice(&u32::try_from(end).unwrap().to_le_bytes());
    let found = Manifest::read(&bytes, Resources::Absent).unwrap();
    assert!(matches!(
        found.package,
        Field::Unreadable(Problem::AttributeUnreadable { error: Error::Truncated { .. } })
    ));
    assert!(matches!(found.version_name, Field::Unreadable(Problem::AttributeUnreadable { .. })));
}

#[test]
fn the_package_is_an_attribute_without_namespace() {
    let found = read(
        &Xml::new()
            .open("manifest")
            .android(0x0101_0000, "package", "wrong")
            .attribute("package", "right")
            .close(),
    );
    assert_eq!(found.package, text("right"));
}

#[test]
fn what_stands_elsewhere_is_not_looked_at_but_explained() {
    // `uses-sdk` is never closed, so the application stands too deep.
    let xml = manifest()
        .open("uses-sdk")
        .android(MIN_SDK, "minSdkVersion", 21)
        .open("application")
        .android(LABEL, "label", "X")
        .close()
        .close()
        .close();
    let found = read(&xml);
    assert_eq!(found.min_sdk, Field::Read(Sdk::Level(21)));
    assert_eq!(found.names, unreadable(Problem::ElementMisplaced { depth: 2 }));
    assert_eq!(found.launcher, unreadable(Problem::ElementMisplaced { depth: 2 }));
    let debuggable =
        Note { fact: Fact::Flag(Flag::Debuggable), problem: Problem::ElementMisplaced { depth: 2 } };
    assert!(found.problems().contains(&debuggable));
    let found = read(&Xml::new().open("resources").attribute("package", "a.b").close());
    assert_eq!(found.package, unreadable(Problem::NotManifest));
    assert_eq!(found.names, unreadable(Problem::NotManifest));
}

#[test]
fn permissions_that_stand_too_deep_are_explained() {
    let xml = manifest().open("uses-sdk").open("uses-permission").close().close();
    let found = read(&xml);
    assert_eq!(found.permissions, []);
    let note = Note { fact: Fact::Permission, problem: Problem::ElementMisplaced { depth: 2 } };
    assert!(found.problems().contains(&note));
}

#[test]
fn only_the_first_application_counts() {
    let xml = manifest()
        .leaf("application", |xml| xml.android(LABEL, "label", "first"))
        .leaf("application", |xml| {
            component(xml.android(LABEL, "label", "second"), "activity", ".Main", LAUNCHER, |xml| xml)
        });
    let found = read(&xml.close());
    assert_eq!(found.names.value().unwrap().default, text("first"));
    assert!(found.launcher.is_absent());
}

#[test]
fn a_truncated_manifest_keeps_what_it_has_and_explains_the_rest() {
    let bytes = application(|xml| xml.android(LABEL, "label", "X")).build();
    let label = bytes.len() - 3 * 24 - 8;
    let found = Manifest::read(&bytes[..label], Resources::Absent).unwrap();
    assert_eq!((found.reading, found.package.clone()), (Reading::Recovered, text("com.example")));
    assert!(matches!(found.refused, Some(Error::SizeBeyondEnd { .. })));
    assert!(matches!(
        found.names,
        Field::Unreadable(Problem::DocumentBroken { error: Error::SizeBeyondEnd { .. } })
    ));
    assert!(matches!(found.min_sdk, Field::Unreadable(Problem::DocumentBroken { .. })));
    assert!(found.version_name.is_absent(), "its element was read whole");
}

#[test]
fn what_follows_the_manifest_element_is_nobodys_business() {
    let mut bytes = application(|xml| xml).build();
    let end = bytes.len() - 24;
    bytes[end + 4..end + 8].fill(0);
    let found = Manifest::read(&bytes, Resources::Absent).unwrap();
    assert_eq!((found.reading, found.refused), (Reading::Strict, None));
    assert!(found.oddities.iter().any(|oddity| oddity.kind == OddityKind::BrokenAfterEnd));
    assert_eq!(found.problems(), []);
}

#[test]
fn plain_text_is_refused_with_its_reason() {
    let text = b"<?xml version=\"1.0\"?><manifest package=\"a.b\"/>";
    assert_eq!(Manifest::read(text, Resources::Absent).unwrap_err(), Error::PlainTextXml);
}

#[test]
fn depth_costs_nothing() {
    let mut xml = manifest();
    for _ in 0..20_000 {
        xml = xml.open("x");
    }
    for _ in 0..20_000 {
        xml = xml.close();
    }
    let found = read(&xml.leaf("application", |xml| xml.android(LABEL, "label", "deep")).close());
    assert_eq!(found.names.value().unwrap().default, text("deep"));
}

#[test]
fn texts_that_tools_read_otherwise_are_noted() {
    let notes = |xml: &Xml| read(xml).problems();
    let raw = application(|xml| xml.android(LABEL, "label", "X")).lies(|lies| lies.raw_value = Some(0));
    assert_eq!(notes(&raw), [Note { fact: Fact::Name, problem: Problem::OtherRawValue }]);
    let nul = application(|xml| xml.android(LABEL, "label", "X\0Y"));
    assert_eq!(notes(&nul), [Note { fact: Fact::Name, problem: Problem::NulInText }]);
    assert_eq!(read(&nul).names.value().unwrap().default, text("X"));
}

#[test]
fn text_is_bounded() {
    // A name of a megabyte, named by a hundred meta-data elements.
    let long = "x".repeat(1 << 20);
    let found = read(&application(|mut xml| {
        for number in 0..100 {
            xml = xml.leaf("meta-data", |xml| {
                xml.android(NAME, "name", format!("{number}").as_str()).android(VALUE, "value", long.as_str())
            });
        }
        xml
    }));
    let read: usize =
        found.meta_data.iter().filter(|meta| matches!(meta.value, MetaValue::Text(Field::Read(_)))).count();
    assert!((4..20).contains(&read), "{read}");
    assert!(found.problems().contains(&Note { fact: Fact::MetaData, problem: Problem::LimitReached }));
}

proptest! {
    #[test]
    fn broken_manifests_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), broken_table in any::<bool>()) {
        let xml = application(|xml| component(xml.android(LABEL, "label", Stored::Reference(TABLE_NAME)), "activity", ".Main", LAUNCHER, |xml| xml));
        let (mut document, mut arsc) = (xml.build(), table());
        for (at, value) in changes {
            let target = if broken_table { &mut arsc } else { &mut document };
            let at = at.index(target.len());
            target[at] = value;
        }
        let table = Table::strict(&arsc).or_else(|_| Table::recovered(&arsc));
        let resources = table.as_ref().map_or_else(|error| Resources::Broken(*error), Resources::Table);
        if let Ok(found) = Manifest::read(&document, resources) {
            prop_assert!(found.problems().iter().all(|note| !note.problem.to_string().is_empty()));
            prop_assert!(found.notes.len() <= MOST_NOTES);
        }
    }
}
