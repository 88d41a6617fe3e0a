//! What the tests share: opening archives out of bytes, and everything odd about them.

#![allow(dead_code, reason = "each test file uses some of it")]

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use beian_archive::{
    Archive, Budget, EntryIndex, Error, Inflated, Limits, OddityKind, Platform, ReadAt, Rule, Scratch, Source,
};

/// A file whose bytes do not lie in memory, that counts how often it is read, and how much of it.
#[derive(Debug)]
pub struct Counted {
    file: Vec<u8>,
    reads: AtomicU64,
    bytes: AtomicU64,
}

impl Counted {
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

impl ReadAt for Counted {
    fn len(&self) -> u64 {
        self.file.len() as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> io::Result<usize> {
        let rest = &self.file[usize::try_from(offset).unwrap()..];
        let count = rest.len().min(buf.len());
        buf[..count].copy_from_slice(&rest[..count]);
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

pub fn counted(file: Vec<u8>) -> (Arc<Counted>, Source) {
    let counted = Arc::new(Counted { file, reads: AtomicU64::new(0), bytes: AtomicU64::new(0) });
    let source = Source::new(Arc::clone(&counted) as Arc<dyn ReadAt>);
    (counted, source)
}

pub fn budget() -> Budget {
    Budget::new(&Limits::default())
}

pub fn strict(bytes: &[u8]) -> Result<Archive, Error> {
    Archive::strict(&Source::from_bytes(bytes.to_vec()), &mut budget())
}

pub fn recovered(bytes: &[u8]) -> Result<Archive, Error> {
    Archive::recovered(&Source::from_bytes(bytes.to_vec()), &mut budget())
}

/// The rule by which the strict reading refuses an archive.
pub fn refusal(bytes: &[u8]) -> Option<Rule> {
    match strict(bytes) {
        Err(Error::Refused { rule, .. }) => Some(rule),
        Err(other) => panic!("no refusal: {other}"),
        Ok(_) => None,
    }
}

/// The rule by which the platform does not extract an entry of an archive that it opens.
pub fn entry_refusal(archive: &Archive, entry: EntryIndex) -> Option<Rule> {
    let mut out = Vec::new();
    match archive.extract_as_platform(&mut Scratch::default(), entry, &mut budget(), &mut out) {
        Err(Error::Refused { rule, .. }) => Some(rule),
        Err(other) => panic!("no refusal: {other}"),
        Ok(()) => None,
    }
}

pub fn names(archive: &Archive) -> Vec<String> {
    archive.entries().iter().map(|entry| entry.name_lossy().into_owned()).collect()
}

pub fn read(archive: &Archive, position: usize) -> (Inflated, Vec<u8>) {
    let mut out = Vec::new();
    let index = archive.entries()[position].index();
    let inflated = archive.read(index, &mut budget(), &mut out).unwrap();
    (inflated, out)
}

pub fn content(archive: &Archive, name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let entry = archive.named(name.as_bytes()).next().unwrap();
    archive.read(entry.index(), &mut budget(), &mut out).unwrap();
    out
}

/// Everything odd that opening by the recovered reading, and reading every entry, shows; and that the platform's
/// verdicts on it agree with what the strict reading does.
pub fn oddities(bytes: &[u8]) -> Vec<(Option<usize>, OddityKind)> {
    let archive = recovered(bytes).unwrap();
    let mut all = archive.oddities().to_vec();
    for entry in archive.entries() {
        all.extend(archive.read(entry.index(), &mut budget(), &mut Vec::new()).unwrap().oddities);
    }
    let accepted = all.iter().all(|oddity| oddity.platform() == Platform::Accepts);
    assert_eq!(accepted, platform_takes_all(bytes), "{all:?}");
    all.into_iter().map(|oddity| (oddity.entry.map(EntryIndex::position), oddity.kind)).collect()
}

fn platform_takes_all(bytes: &[u8]) -> bool {
    strict(bytes).is_ok_and(|archive| {
        archive.entries().iter().all(|entry| entry_refusal(&archive, entry.index()).is_none())
    })
}
