//! Both readings of a resource table: every chunk, every string, and every entry resolved for several devices; and what the reader makes of it.

#![no_main]

use beian_android::arsc::{Config, Content, Package, Resolved, Table};
use beian_android::strings::StringPool;
use beian_android::{Error, ResourceId};
use beian_readers::arsc::ArscReader;
use libfuzzer_sys::fuzz_target;

/// Questions asked of one table: a few bytes can declare millions of entries.
const MOST_QUESTIONS: usize = 512;

#[path = "../reading.rs"]
mod reading;

fuzz_target!(|data: &[u8]| {
    reading::read(&ArscReader, data);
    for table in [Table::strict(data), Table::recovered(data)] {
        match table {
            Ok(table) => walk(&table, data.len()),
            Err(error) => one_line(&error),
        }
    }
});

fn walk(table: &Table<'_>, len: usize) {
    table.strings().into_iter().for_each(|strings| pool(strings, len));
    for oddity in table.oddities() {
        let _ = oddity.platform();
    }
    let tags: Vec<String> = table.locales().iter().map(|locale| locale.tag()).collect();
    assert!(tags.is_sorted(), "locales are sorted by tag: {tags:?}");
    for package in table.packages() {
        package.type_names().into_iter().chain(package.entry_names()).for_each(|strings| pool(strings, len));
        let _ = package.libraries();
    }
    let devices = devices(table);
    for id in table.packages().iter().flat_map(ids).take(MOST_QUESTIONS) {
        ask(table, id, &devices);
    }
}

/// A phone without a locale, and the same phone in a few that the table knows.
fn devices(table: &Table<'_>) -> Vec<Config> {
    let locales = table.locales().into_iter().take(3);
    std::iter::once(Config::phone())
        .chain(locales.map(|locale| Config::phone().with_locale(locale)))
        .collect()
}

/// The ids of a package's entries, the first ones of each type, and one behind the last.
fn ids<'p>(package: &'p Package<'_>) -> impl Iterator<Item = ResourceId> + 'p {
    package.types().iter().flat_map(move |spec| {
        let kind = u32::from(spec.id.wrapping_add(package.type_id_offset));
        let first = u32::from(package.id) << 24 | kind << 16;
        let end = spec.entry_count.min(0xffff);
        (0..end.min(32)).chain([end]).map(move |entry| ResourceId(first | entry))
    })
}

fn ask(table: &Table<'_>, id: ResourceId, devices: &[Config]) {
    for device in devices {
        match table.resolve(id, device) {
            Ok(found) => value(&found, device),
            Err(error) => assert!(!error.to_string().contains('\n')),
        }
    }
    let (values, ended) = table.values_by_locale(id, &Config::phone());
    if let Err(error) = ended {
        assert!(!error.to_string().contains('\n'));
    }
    for value in values {
        assert!(!value.locale.tag().is_empty(), "the default is no translation");
    }
}

fn value(found: &Resolved<'_, '_>, device: &Config) {
    assert!(found.config.matches(device), "the entry is for the device that was asked for");
    match found.string() {
        Some(Ok(string)) => {
            let _ = string.text();
        }
        Some(Err(error)) => one_line(&error),
        None => {}
    }
    match found.content {
        Content::Value(value) => assert!(value.reference().is_none(), "references are followed"),
        Content::Bag(bag) => {
            let _ = bag.items().count();
        }
    }
}

fn pool(strings: &StringPool<'_>, len: usize) {
    assert!(strings.len() as usize <= len, "more strings than bytes");
    for index in 0..strings.len().min(1024) {
        match strings.get(index) {
            Ok(string) => {
                let _ = (string.text(), string.units().count());
            }
            Err(error) => one_line(&error),
        }
    }
}

fn one_line(error: &Error) {
    assert!(!error.to_string().contains('\n'), "an error is one line: {error}");
}
