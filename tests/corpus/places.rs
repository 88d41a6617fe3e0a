//! The evidence of a host stands where it says.

use beian_archive::{Archive, Budget, Limits, Source};
use beian_inspect::Parts;
use beian_model::{Encoding, Host, HostEvidence};
use beian_testkit::corpus::{corpus, files};

use super::report;

#[test]
fn each_place_holds_the_host() {
    let Some(corpus) = corpus() else { return };
    let mut places = 0;
    for path in files(&corpus.join("apk-cn")) {
        let (Ok(report), Ok(source)) = (report(&path, Parts::ALL), Source::open(&path)) else { continue };
        let mut budget = Budget::new(&Limits::for_len(source.len()));
        let Ok(archive) = Archive::strict(&source, &mut budget) else { continue };
        for entry in archive.entries() {
            let name = entry.name_lossy();
            let here = |place: &&HostEvidence| place.entry == name;
            let hosts: Vec<_> = report.hosts.iter().flatten().filter(|host| is_ascii(host)).collect();
            if !hosts.iter().any(|host| host.evidence.iter().any(|place| here(&place))) {
                continue;
            }
            let mut bytes = Vec::new();
            archive.read(entry.index(), &mut budget, &mut bytes).expect("it was read before");
            for host in hosts {
                for place in host.evidence.iter().filter(here) {
                    let at = usize::try_from(place.offset).expect("an entry that was in memory");
                    let found = bytes.get(at..).unwrap_or_default();
                    assert!(begins_with(found, place.encoding, &host.host), "{}: {place:?}", path.display());
                    places += 1;
                }
            }
        }
    }
    assert!(places > 100, "only {places} places: is the corpus whole?");
}

/// Whether a host is written in the entry as in the report, but for letter case.
fn is_ascii(host: &Host) -> bool {
    !host.host.contains(['*', ':']) && !host.host.contains("xn--")
}

fn begins_with(bytes: &[u8], encoding: Encoding, host: &str) -> bool {
    let (unit, at) = match encoding {
        Encoding::Utf16Le => (2, 0),
        Encoding::Utf16Be => (2, 1),
        _ => (1, 0),
    };
    let written = bytes.chunks(unit).filter_map(|unit| unit.get(at)).map(u8::to_ascii_lowercase);
    written.take(host.len()).eq(host.bytes())
}
