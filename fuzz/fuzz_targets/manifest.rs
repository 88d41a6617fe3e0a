//! The identity that a manifest states, without a resource table and with one.
//!
//! The input is a manifest's length in two bytes, little-endian, the manifest, and a table.

#![no_main]

use beian_android::arsc::Table;
use beian_android::manifest::{Manifest, Resources, class_name};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((len, rest)) = data.split_first_chunk::<2>() else { return };
    let Some((document, table)) = rest.split_at_checked(usize::from(u16::from_le_bytes(*len))) else {
        return;
    };
    look(Manifest::read(document, Resources::Absent));
    match Table::strict(table).or_else(|_| Table::recovered(table)) {
        Ok(table) => look(Manifest::read(document, Resources::Table(&table))),
        Err(error) => look(Manifest::read(document, Resources::Broken(error))),
    }
});

fn look(manifest: Result<Manifest, beian_android::Error>) {
    let manifest = match manifest {
        Ok(manifest) => manifest,
        Err(error) => return assert!(!error.to_string().contains('\n'), "an error is one line: {error}"),
    };
    for note in manifest.problems() {
        let line = note.problem.to_string();
        assert!(!line.contains('\n'), "a problem is one line: {line}");
    }
    if let (Some(package), Some(class)) = (manifest.package.value(), manifest.application_class.value()) {
        let _ = class_name(package, class);
    }
    let names: Vec<&str> = manifest.permissions.iter().map(|p| p.name.as_str()).collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len(), "each permission once: {names:?}");
    assert!(manifest.languages.is_sorted());
}
