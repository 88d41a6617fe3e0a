//! Apple's formats: property lists, profiles, seals, executables and what they are signed with.
//!
//! The first byte of the input says what the rest is.

#![no_main]

use beian_apple::bundle::Layout;
use beian_apple::code_signature::CodeSignature;
use beian_apple::info::Info;
use beian_apple::macho::MachFile;
use beian_apple::plist::Plist;
use beian_apple::profile::Profile;
use beian_apple::seal::{BundleFile, FileKind, Seal};
use beian_apple::verify::{Anchors, Sealed, verify};
use beian_archive::{Budget, Limits};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&what, rest)) = data.split_first() else { return };
    match what % 5 {
        0 => list(rest),
        1 => drop(Profile::parse(rest, &mut budget()).map(|profile| profile.kind())),
        2 => seal(rest),
        3 => executable(rest),
        _ => drop(Layout::of(rest.split(|byte| *byte == b'\n'))),
    }
});

/// Small enough that a run ends soon.
fn budget() -> Budget {
    let mut limits = Limits::default();
    limits.total_size = 1 << 24;
    Budget::new(&limits)
}

fn list(bytes: &[u8]) {
    if let Ok(list) = Plist::parse(bytes, &mut budget())
        && let Some(list) = list.value.as_dictionary()
    {
        let _ = Info::of(list);
    }
}

/// A list of sealed files, of which two are there.
fn seal(bytes: &[u8]) {
    let mut budget = budget();
    let Ok(seal) = Seal::parse(bytes, &mut budget) else { return };
    let files = ["Info.plist", "en.lproj/a.strings"];
    let files = files.map(|path| BundleFile { path: path.as_bytes(), kind: FileKind::Regular });
    if let Ok(plan) = seal.plan(files, Some(b"X"), &mut budget) {
        let checks: Vec<_> = plan.wanted_files().filter_map(|path| plan.check(path, b"a")).collect();
        let _ = plan.finish(checks);
    }
}

fn executable(bytes: &[u8]) {
    let Ok(file) = MachFile::parse(bytes) else { return };
    for slice in &file.slices {
        let Some(Ok(signature)) = slice.code_signature_bytes(bytes).map(CodeSignature::parse) else {
            continue;
        };
        let sealed = Sealed { info: Some(b"<plist/>"), resources: None };
        let found = verify(slice.bytes(bytes), &signature, &sealed, &Anchors::apple(), &mut budget());
        assert_ne!(found.holds(), Some(true), "nobody can make a signature of Apple's");
    }
}
