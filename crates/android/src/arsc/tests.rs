use beian_testkit::arsc::{
    Arsc, Entry, Form, Package as Built, Type, config, header, libraries, staged_aliases, type_spec,
};
use beian_testkit::arsc_pool::Pool;
use beian_testkit::axml::chunk;
use proptest::prelude::*;

use super::*;
use crate::oddity::{OddityKind, Platform};
use crate::{Part, ResourceId, Value, ValueKind};

/// Labels in strings of the app's package.
const NAME: u32 = 0x7f01_0000;
const LINK: u32 = 0x7f01_0001;
const SELF: u32 = 0x7f01_0002;
const PING: u32 = 0x7f01_0003;
const PONG: u32 = 0x7f01_0004;
const ONE: u32 = 0x7f01_0005;
const TWO: u32 = 0x7f01_0006;
const THREE: u32 = 0x7f01_0007;
const ACROSS: u32 = 0x7f01_0008;
const ENGLISH_ONLY: u32 = 0x7f01_0009;
/// A string of the other package.
const OTHER: u32 = 0x6f01_0000;

/// The default, zh, zh-rCN, b+zh+Hans, a density, two packages, and cycles of one, two and three.
fn fixture() -> Arsc {
    let absent = || std::iter::repeat_n(Entry::Absent, 9);
    let default = [
        Entry::string("Mall"),
        Entry::reference(NAME),
        Entry::reference(SELF),
        Entry::reference(PONG),
        Entry::reference(PING),
        Entry::reference(TWO),
        Entry::reference(THREE),
        Entry::reference(ONE),
        Entry::reference(OTHER),
    ];
    let app = Built::new(0x7f, "com.example.app")
        .entries("string", "", default)
        .entries("string", "hdpi", [Entry::string("Dense Mall")])
        .entries("string", "zh", [Entry::string("商城")])
        .entries("string", "zh-rCN", [Entry::string("中国商城")])
        .entries("string", "b+zh+Hans", [Entry::string("简体商城")])
        .entries("string", "zh-rTW", [Entry::string("臺灣商城")])
        .entries("string", "en", absent().chain([Entry::string("only English")]));
    let other = Built::new(0x6f, "com.example.other")
        .entries("string", "", [Entry::string("Other")])
        .entries("string", "zh-rCN", [Entry::string("别的")]);
    Arsc::new().package(app).package(other)
}

fn open(bytes: &[u8]) -> Table<'_> {
    let table = Table::strict(bytes).unwrap();
    assert_eq!(table.oddities(), []);
    table
}

fn locale(tag: &str) -> Locale {
    Config::read(&config(&format!("b+{}", tag.replace('-', "+"))), 0).unwrap().locale
}

fn text(table: &Table<'_>, id: u32, device: &Config) -> String {
    table.resolve(ResourceId(id), device).unwrap().string().unwrap().unwrap().text().value
}

fn in_locale(table: &Table<'_>, id: u32, tag: &str) -> String {
    text(table, id, &Config::phone().with_locale(locale(tag)))
}

fn error(table: &Table<'_>, id: u32) -> ResolveError {
    table.resolve(ResourceId(id), &Config::phone()).unwrap_err()
}

#[test]
fn the_default_is_found_without_a_locale() {
    let bytes = fixture().build();
    let table = open(&bytes);
    assert_eq!(text(&table, NAME, &Config::phone()), "Mall");
    assert_eq!(text(&table, NAME, &Config::default()), "Mall");
    let dense = Config { density: 240, ..Config::phone() };
    assert_eq!(text(&table, NAME, &dense), "Dense Mall");
    assert_eq!(table.resolve(ResourceId(LINK), &Config::phone()).unwrap().id, ResourceId(NAME));
}

#[test]
fn each_locale_finds_what_the_platform_would_take() {
    let bytes = fixture().build();
    let table = open(&bytes);
    let expected = [
        ("zh-CN", "中国商城"),
        ("zh-Hans-CN", "中国商城"),
        ("zh-TW", "臺灣商城"),
        ("zh-Hant-TW", "臺灣商城"),
        // Hong Kong writes Hant, so Taiwan's is nearer than the default, and nothing in Hans will do.
        ("zh-HK", "臺灣商城"),
        // Singapore writes Hans; what has no region is nearer than China's. Of zh and zh-Hans, which are one to the platform
        // (`isLocaleBetterThan` does not compare scripts), the first in the file stays.
        ("zh-SG", "商城"),
        ("en-US", "Mall"),
        ("de", "Mall"),
    ];
    for (tag, name) in expected {
        assert_eq!(in_locale(&table, NAME, tag), name, "{tag}");
        assert_eq!(in_locale(&table, LINK, tag), name, "{tag} by reference");
    }
}

#[test]
fn every_locale_of_an_entry_is_listed_also_through_references() {
    let bytes = fixture().build();
    let table = open(&bytes);
    let listed = |id| {
        let (values, ended) = table.values_by_locale(ResourceId(id), &Config::phone());
        ended.unwrap();
        let text = |value: &LocaleValue<'_, '_>| value.value.unwrap().string().unwrap().unwrap().text().value;
        values.iter().map(|value| format!("{}={}", value.locale, text(value))).collect::<Vec<_>>()
    };
    let expected = ["zh=商城", "zh-CN=中国商城", "zh-Hans=商城", "zh-TW=臺灣商城"];
    assert_eq!(listed(NAME), expected);
    assert_eq!(listed(LINK), expected);
    assert_eq!(listed(ACROSS), ["zh-CN=别的"]);
    assert_eq!(
        table.locales().iter().map(Locale::tag).collect::<Vec<_>>(),
        ["en", "zh", "zh-CN", "zh-Hans", "zh-TW"]
    );
}

#[test]
fn references_go_across_packages_and_their_locales() {
    let bytes = fixture().build();
    let table = open(&bytes);
    assert_eq!(text(&table, ACROSS, &Config::phone()), "Other");
    assert_eq!(in_locale(&table, ACROSS, "zh-CN"), "别的");
    assert_eq!(in_locale(&table, ACROSS, "zh-TW"), "Other");
}

#[test]
fn cycles_end() {
    let bytes = fixture().build();
    let table = open(&bytes);
    assert_eq!(error(&table, SELF), ResolveError::Cycle { id: ResourceId(SELF) });
    assert_eq!(error(&table, PING), ResolveError::Cycle { id: ResourceId(PING) });
    assert_eq!(error(&table, PONG), ResolveError::Cycle { id: ResourceId(PONG) });
    assert_eq!(error(&table, TWO), ResolveError::Cycle { id: ResourceId(TWO) });
    let (values, ended) = table.values_by_locale(ResourceId(ONE), &Config::phone());
    assert!(values.is_empty() && ended.is_ok());
}

#[test]
fn what_is_not_there_is_named() {
    let bytes = fixture().build();
    let table = open(&bytes);
    for id in [0x7f01_0063, 0x7f02_0000, 0x7f00_0000, ENGLISH_ONLY] {
        assert_eq!(error(&table, id), ResolveError::Missing { id: ResourceId(id) });
    }
    assert_eq!(error(&table, 0x0104_0000), ResolveError::OtherPackage { id: ResourceId(0x0104_0000) });
    assert_eq!(in_locale(&table, ENGLISH_ONLY, "en-GB"), "only English");
}

#[test]
fn no_more_references_are_followed_than_the_platform_does() {
    let chain = |length: u32| {
        let links = (1..=length).map(|index| Entry::reference(0x7f01_0000 + index));
        Arsc::new()
            .package(Built::new(0x7f, "a").entries("string", "", links.chain([Entry::string("end")])))
            .build()
    };
    let bytes = chain(20);
    assert_eq!(text(&open(&bytes), NAME, &Config::phone()), "end");
    let bytes = chain(21);
    assert_eq!(error(&open(&bytes), NAME), ResolveError::TooManySteps { id: ResourceId(0x7f01_0015) });
}

#[test]
fn qualifiers_that_the_device_has_not_are_passed_over() {
    let package = Built::new(0x7f, "a")
        .entries("string", "land", [Entry::string("land")])
        .entries("string", "sw600dp", [Entry::string("tablet")])
        .entries("string", "night", [Entry::string("night")])
        .entries("string", "mcc460", [Entry::string("China Mobile")])
        .entries("string", "v21", [Entry::string("v21"), Entry::string("new")])
        .entries("string", "", [Entry::string("plain"), Entry::string("old")]);
    let bytes = Arsc::new().package(package).build();
    let table = open(&bytes);
    assert_eq!(text(&table, NAME, &Config::phone()), "v21");
    assert_eq!(text(&table, NAME, &Config::default()), "plain");
    assert_eq!(text(&table, NAME, &Config { orientation: 2, ..Config::phone() }), "land");
    assert_eq!(text(&table, NAME, &Config { smallest_screen_width_dp: 700, ..Config::phone() }), "tablet");
    assert_eq!(text(&table, NAME, &Config { mcc: 460, ..Config::phone() }), "China Mobile");
}

#[test]
fn every_form_of_places_and_entries() {
    let entries = || {
        [
            Entry::string("zero"),
            Entry::Absent,
            Entry::CompactText("two".into()),
            Entry::Compact { kind: 0x10, data: 7 },
        ]
    };
    for form in [Form::Dense, Form::Sparse, Form::Offset16] {
        let package = Built::new(0x7f, "a").chunk("string", Type::new(config(""), entries()).form(form));
        let bytes = Arsc::new().package(package).build();
        let table = open(&bytes);
        assert_eq!(text(&table, 0x7f01_0000, &Config::default()), "zero", "{form:?}");
        assert_eq!(
            error(&table, 0x7f01_0001),
            ResolveError::Missing { id: ResourceId(0x7f01_0001) },
            "{form:?}"
        );
        assert_eq!(text(&table, 0x7f01_0002, &Config::default()), "two", "{form:?}");
        let number = table.resolve(ResourceId(0x7f01_0003), &Config::default()).unwrap().value();
        assert_eq!(number, Some(Value { kind: ValueKind::IntDec, data: 7 }), "{form:?}");
    }
}

#[test]
fn bags_are_no_values() {
    let bag = Entry::Bag(0, vec![(0x0200_0000, 3, 0), (0x0200_0001, 0x10, 9)]);
    let bytes = Arsc::new().package(Built::new(0x7f, "a").entries("array", "", [bag])).build();
    let table = open(&bytes);
    let found = table.resolve(ResourceId(NAME), &Config::default()).unwrap();
    assert_eq!((found.value(), found.string().is_none()), (None, true));
    let Content::Bag(bag) = found.content else { panic!() };
    let names: Vec<u32> = bag.items().map(|item| item.name.0).collect();
    assert_eq!(names, [0x0200_0000, 0x0200_0001]);
    assert_eq!(bag.items().nth(1).unwrap().value.int(), Some(9));
}

#[test]
fn configurations_of_every_size() {
    for size in [28_u8, 32, 36, 48, 52, 56, 64] {
        let mut old = config("zh-rCN");
        old[0] = size;
        old.truncate(usize::from(size));
        let package = Built::new(0x7f, "a").chunk("string", Type::new(old, [Entry::string("中")]));
        let bytes = Arsc::new().package(package).build();
        assert_eq!(in_locale(&open(&bytes), NAME, "zh-CN"), "中", "{size}");
    }
}

#[test]
fn the_first_of_packages_with_one_id_does_not_hide_the_second() {
    let one = Built::new(0x7f, "base").entries("string", "", [Entry::string("base")]);
    let two = Built::new(0x7f, "split").entries("string", "zh", [Entry::string("分")]);
    let bytes = Arsc::new().package(one).package(two).build();
    let table = open(&bytes);
    assert_eq!(in_locale(&table, NAME, "zh-CN"), "分");
    assert_eq!(in_locale(&table, NAME, "de"), "base");
}

#[test]
fn shared_libraries_are_numbered_and_their_references_follow() {
    let mut user = Built::new(0, "com.example.user").entries(
        "string",
        "",
        [
            Entry::Value { kind: 7, data: 0x0001_0001 },
            Entry::string("own"),
            Entry::Value { kind: 7, data: 0x2a01_0000 },
            Entry::Value { kind: 7, data: 0x2b01_0000 },
        ],
    );
    user.extra = libraries(&[(0x2a, "com.example.library")]);
    let library = Built::new(0, "com.example.library").entries("string", "", [Entry::string("library")]);
    let bytes = Arsc::new().package(user).package(library).build();
    let table = open(&bytes);
    assert_eq!(table.packages().iter().map(|package| package.id).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(text(&table, 0x0201_0000, &Config::default()), "own");
    assert_eq!(text(&table, 0x0201_0002, &Config::default()), "library");
    assert_eq!(error(&table, 0x0201_0003), ResolveError::OtherPackage { id: ResourceId(0x2b01_0000) });
    let own = table.from_manifest(Value { kind: ValueKind::Reference, data: 0x0001_0001 });
    assert_eq!(own.reference(), Some(ResourceId(0x0201_0001)));
}

#[test]
fn staged_ids_are_followed_in_the_framework_only() {
    let mut framework = Built::new(1, "android").entries(
        "string",
        "",
        [Entry::Value { kind: 7, data: 0x01fd_0000 }, Entry::string("final")],
    );
    framework.extra = staged_aliases(&[(0x01fd_0000, 0x0101_0001)]);
    let bytes = Arsc::new().package(framework.clone()).build();
    assert_eq!(text(&open(&bytes), 0x0101_0000, &Config::default()), "final");

    framework.extra = staged_aliases(&[(0x01fd_0000, 0x0101_0001), (0x01fd_0000, 0x0101_0002)]);
    let bytes = Arsc::new().package(framework).build();
    assert!(matches!(
        Table::strict(&bytes),
        Err(Error::Repeated { part: Part::StagedAliases, id: 0x01fd_0000, .. })
    ));

    let mut app = Built::new(0x7f, "a");
    app.extra = staged_aliases(&[(1, 2), (1, 3)]);
    tolerated(&Arsc::new().package(app), OddityKind::StagedAliasesIgnored);
}

#[test]
fn a_type_id_offset_hides_what_devices_do_not_find() {
    let mut package = Built::new(0x7f, "a").entries("string", "", [Entry::string("one")]).entries(
        "color",
        "",
        [Entry::string("two")],
    );
    package.type_id_offset = Some(1);
    let bytes = Arsc::new().package(package.clone()).build();
    let table = open(&bytes);
    assert_eq!(error(&table, 0x7f01_0000), ResolveError::Missing { id: ResourceId(0x7f01_0000) });
    assert_eq!(text(&table, 0x7f02_0000, &Config::default()), "two");
    package.type_id_offset = Some(256);
    let bytes = Arsc::new().package(package).build();
    assert!(matches!(Table::strict(&bytes), Err(Error::OutOfRange { field: "type id offset", .. })));
}

/// What the platform tolerates.
fn tolerated(arsc: &Arsc, kind: OddityKind) {
    let bytes = arsc.build();
    let table = Table::strict(&bytes).unwrap();
    assert_eq!(table.oddities().iter().map(|oddity| oddity.kind).collect::<Vec<_>>(), [kind]);
    assert_ne!(kind.platform(), Platform::Refuses);
}

/// A package with a name and these chunks after it.
fn with_extra(extra: Vec<u8>) -> Arsc {
    let mut package = Built::new(0x7f, "a").entries("string", "", [Entry::string("Mall")]);
    package.extra = extra;
    Arsc::new().package(package)
}

#[test]
fn chunks_of_a_package_that_are_one_too_many() {
    tolerated(&with_extra(type_spec(1, 1)), OddityKind::SecondTypeSpec);
    tolerated(&with_extra(Pool::default().build(&[])), OddityKind::StrayStringPool);
    tolerated(&with_extra(chunk(0x0999, &[])), OddityKind::JunkTableChunk);
}

#[test]
fn chunks_of_a_package_that_are_refused_and_left_out() {
    let refused = |extra| recovered(&with_extra(extra).build(), OddityKind::ChunkSkipped);
    assert!(matches!(refused(type_spec(0, 1)), Error::BelowLeast { part: Part::TypeSpec, .. }));
    let mut many = type_spec(2, 1);
    many[12..16].copy_from_slice(&0x1_0000_u32.to_le_bytes());
    assert!(matches!(refused(many), Error::OutOfRange { part: Part::TypeSpec, .. }));
    let mut of_no_type = header(0x0201, 84, 84);
    of_no_type.extend([9, 0, 0, 0, 0, 0, 0, 0, 84, 0, 0, 0]);
    of_no_type.extend(config(""));
    assert!(matches!(refused(of_no_type), Error::NoTypeSpec { type_id: 9, .. }));
    assert!(matches!(refused(libraries(&[(255, "a")])), Error::OutOfRange { part: Part::Library, .. }));
    let mut lists = header(0x0204, 1032, 1032);
    lists.resize(1032, 0);
    assert!(matches!(
        refused([lists.clone(), lists].concat()),
        Error::Repeated { part: Part::Overlayable, .. }
    ));
}

/// What only the recovered reading tolerates: the name is there, and the oddity is noted.
fn recovered(bytes: &[u8], kind: OddityKind) -> Error {
    let error = Table::strict(bytes).unwrap_err();
    let table = Table::recovered(bytes).unwrap();
    assert_eq!(table.reading(), Reading::Recovered);
    assert_eq!(text(&table, NAME, &Config::default()), "Mall");
    assert!(table.oddities().iter().any(|oddity| oddity.kind == kind), "{:?}", table.oddities());
    assert_eq!(kind.platform(), Platform::Refuses);
    error
}

#[test]
fn counts_of_packages() {
    let with = |count| Arsc { package_count: Some(count), ..fixture() };
    tolerated(&with(3), OddityKind::FewerPackages);
    tolerated(&with(u32::MAX), OddityKind::PackageCount);
    let error = recovered(&with(1).build(), OddityKind::MorePackages);
    assert!(matches!(error, Error::TooManyPackages { declared: 1, .. }));
}

#[test]
fn sizes_of_the_table() {
    let error =
        recovered(&Arsc { total_size: Some(0x7fff_fffc), ..fixture() }.build(), OddityKind::TotalSize);
    assert!(matches!(error, Error::SizeBeyondEnd { part: Part::TableChunk, size: 0x7fff_fffc, .. }));
    // What is cut off after the first chunks only costs itself.
    let bytes = fixture().build();
    recovered(&bytes[..bytes.len() - 64], OddityKind::TotalSize);
}

#[test]
fn pools_of_the_table() {
    let error = recovered(
        &fixture().pool(|pool| pool.string_count = Some(0x7fff_ffff)).build(),
        OddityKind::StringCount,
    );
    assert!(matches!(error, Error::Truncated { part: Part::StringOffsets, .. }));
    let bytes = fixture().pool(|pool| pool.offsets.push((0, 0x00ff_ffff))).build();
    let found =
        open(&bytes).resolve(ResourceId(NAME), &Config::default()).map(|found| found.string().unwrap().err());
    assert!(matches!(found, Ok(Some(Error::StringBeyondPool { index: 0, .. }))));
}

#[test]
fn junk_is_skipped_and_a_broken_tail_is_left() {
    tolerated(&Arsc { junk: chunk(0x0999, &[0; 4]), ..fixture() }, OddityKind::JunkTableChunk);
    tolerated(&Arsc { junk: vec![1, 2, 8, 0, 0xff, 0xff, 0, 0], ..fixture() }, OddityKind::BrokenTail);
    tolerated(&Arsc { junk: vec![0; 4], ..fixture() }, OddityKind::BrokenTail);
    let error = recovered(
        &Arsc { junk: vec![1, 2, 4, 0, 8, 0, 0, 0], ..fixture() }.build(),
        OddityKind::ChunkSkipped,
    );
    assert!(matches!(error, Error::HeaderTooSmall { found: 4, .. }));
}

#[test]
fn types_that_lie_are_refused_and_left_out() {
    let broken = |change: fn(&mut Type)| {
        let mut chunk = Type::new(config("de"), [Entry::string("Laden")]);
        change(&mut chunk);
        let package =
            Built::new(0x7f, "a").entries("string", "", [Entry::string("Mall")]).chunk("string", chunk);
        recovered(&Arsc::new().package(package).build(), OddityKind::ChunkSkipped)
    };
    assert!(matches!(
        broken(|chunk| chunk.entry_count = Some(0x1_0000)),
        Error::OutOfRange { field: "entry count", .. }
    ));
    assert!(matches!(
        broken(|chunk| chunk.entry_count = Some(0xffff)),
        Error::BelowLeast { field: "start of entries", .. }
    ));
    assert!(matches!(
        broken(|chunk| chunk.entries_start = Some(0x7fff_fffc)),
        Error::OutOfRange { field: "start of entries", .. }
    ));
    assert!(matches!(
        broken(|chunk| chunk.entries_start = Some(90)),
        Error::Unaligned { part: Part::Type, .. }
    ));
}

#[test]
fn entries_that_lie_are_errors_of_their_own() {
    let entry = |bytes: &[u8]| {
        let package =
            Built::new(0x7f, "a").entries("string", "", [Entry::Raw(bytes.to_vec()), Entry::string("Mall")]);
        let bytes = Arsc::new().package(package).build();
        let table = open(&bytes);
        assert_eq!(text(&table, 0x7f01_0001, &Config::default()), "Mall");
        match error(&table, NAME) {
            ResolveError::Unreadable { id: ResourceId(NAME), error } => error,
            error => panic!("{error:?}"),
        }
    };
    assert!(matches!(
        entry(&[4, 0, 0, 0, 0, 0, 0, 0]),
        Error::BelowLeast { part: Part::Entry, found: 4, .. }
    ));
    assert!(matches!(
        entry(&[0xf8, 0xff, 0, 0, 0, 0, 0, 0]),
        Error::Truncated { part: Part::EntryValue, .. }
    ));
    assert!(matches!(
        entry(&[8, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 3, 0, 0, 0, 0]),
        Error::BelowLeast { part: Part::EntryValue, .. }
    ));
    let bag = [16, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff];
    assert!(matches!(entry(&bag), Error::Truncated { part: Part::EntryValue, .. }));
}

#[test]
fn work_is_bounded() {
    // Sixty-four entries that each refer to the next, in a thousand configurations: looking for their locales compares 64,000 times,
    // resolving each locale some more.
    let mut package = Built::new(0x7f, "a");
    for region in 0..1000_u32 {
        let mut bytes = config("en");
        bytes[10..12].copy_from_slice(&[
            b'A' + u8::try_from(region / 26 % 26).unwrap(),
            b'A' + u8::try_from(region % 26).unwrap(),
        ]);
        bytes[24..26].copy_from_slice(&u16::try_from(region / 676 + 1).unwrap().to_le_bytes());
        let links = (1..64).map(|index| Entry::reference(0x7f01_0000 + index));
        package = package.chunk("string", Type::new(bytes, links.chain([Entry::string("end")])));
    }
    let bytes = Arsc::new().package(package).build();
    let table = open(&bytes);
    let (values, ended) = table.values_by_locale(ResourceId(NAME), &Config::phone());
    assert_eq!(values.len(), 676);
    assert!(matches!(ended, Err(ResolveError::TooMuchWork { .. })));
}

/// Everything that the API offers, once.
fn exercise(bytes: &[u8]) {
    for table in [Table::strict(bytes), Table::recovered(bytes)].into_iter().flatten() {
        assert!(table.locales().len() <= bytes.len() / 20);
        for package in table.packages() {
            for spec in package.types() {
                for entry in 0..spec.entry_count.min(4) {
                    let id = ResourceId(u32::from(package.id) << 24 | u32::from(spec.id) << 16 | entry);
                    if let Ok(found) = table.resolve(id, &Config::phone()) {
                        let _ = found.string().map(|string| string.map(|string| string.text()));
                    }
                    let _ = table.values_by_locale(id, &Config::default());
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        exercise(&bytes);
    }

    #[test]
    fn broken_tables_never_panic(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let mut bytes = fixture().build();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        exercise(&bytes);
        bytes.truncate(cut.index(bytes.len() + 1));
        exercise(&bytes);
    }
}
