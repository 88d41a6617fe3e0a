//! Both readings of an archive, every entry of it, and the archives within.

#![no_main]

use beian_archive::{Archive, Budget, Error, Limits, OddityKind, Scratch, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let source = Source::from_bytes(data.to_vec());
    let strict = Archive::strict(&source, &mut budget());
    let recovered = Archive::recovered(&source, &mut budget());
    if let (Ok(strict), Ok(recovered)) = (&strict, &recovered)
        && lists_all(strict)
    {
        assert_eq!(names(strict), names(recovered), "what the platform lists whole is listed alike");
    }
    for archive in [strict, recovered] {
        match archive {
            Ok(archive) => walk(&archive, &mut budget()),
            Err(error) => one_line(&error),
        }
    }
});

/// Small enough that a run ends soon, large enough that every path is open.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.entry_size = 1 << 20;
    limits.total_size = 1 << 24;
    limits.scan = 1 << 24;
    limits.depth = 2;
    limits
}

fn budget() -> Budget {
    Budget::new(&limits())
}

/// Whether the platform lists all that the directory has: it stops at the count that the end record declares.
fn lists_all(strict: &Archive) -> bool {
    !strict.oddities().iter().any(|oddity| matches!(oddity.kind, OddityKind::EntryCount { .. }))
}

fn names(archive: &Archive) -> Vec<&[u8]> {
    archive.entries().iter().map(|e| e.name()).collect()
}

fn walk(archive: &Archive, budget: &mut Budget) {
    assert!(archive.central_directory_offset() <= archive.source().len());
    assert!(archive.end_record_offset() <= archive.source().len());
    for oddity in archive.oddities() {
        let _ = (oddity.platform(), oddity.rule());
    }
    let mut scratch = Scratch::default();
    let mut bytes = Vec::new();
    for entry in archive.entries() {
        assert_eq!(archive.entry(entry.index()).map(|e| e.index()), Ok(entry.index()));
        let _ = (entry.name_lossy(), entry.is_folder(), entry.method().coding());
        match archive.read_with(&mut scratch, entry.index(), budget, &mut bytes) {
            Ok(inflated) => {
                assert!(bytes.len() as u64 <= limits().entry_size);
                if inflated.is_complete() {
                    assert_eq!(
                        crc32fast::hash(&bytes),
                        entry.crc32(),
                        "complete means that the CRC is the declared one"
                    );
                }
            }
            Err(error) => one_line(&error),
        }
        if let Err(error) = nested(archive, entry.index(), &mut scratch, budget) {
            one_line(&error);
        }
    }
}

/// The entry as an archive of its own, as far down as the limits go.
fn nested(
    archive: &Archive,
    index: beian_archive::EntryIndex,
    scratch: &mut Scratch,
    budget: &mut Budget,
) -> Result<(), Error> {
    let (source, _) = archive.entry_source(scratch, index, budget)?;
    budget.nested(|budget| {
        let inner = Archive::recovered(&source, budget)?;
        walk(&inner, budget);
        Ok(())
    })
}

fn one_line(error: &Error) {
    assert!(!error.to_string().contains('\n'), "an error is one line: {error}");
}
