use std::sync::atomic::{AtomicUsize, Ordering};

use beian_archive::{Limits, ReadAt};
use beian_pki::digest::hex;
use beian_testkit::signing::SigningBlockBuilder;
use beian_testkit::zip::ZipBuilder;
use sha2::{Digest, Sha256, Sha512};

use super::*;
use crate::signing::ApkSignatures;
use crate::verify::Sequential;
use ContentDigestAlgorithm::{ChunkedSha256, ChunkedSha512, VeritySha256};

/// As many threads as there are chunks, so that nothing can depend on their order.
struct Threads;

impl Parallel for Threads {
    fn run(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for index in (0..count).rev() {
                scope.spawn(move || work(index));
            }
        });
    }
}

/// Leaves everything to others.
struct Lazy;

impl Parallel for Lazy {
    fn run(&self, _count: usize, _work: &(dyn Fn(usize) + Sync)) {}
}

fn budget() -> Budget {
    Budget::new(&Limits::default())
}

/// An archive with an entry of this many bytes, and a block that is aligned to pages where it is asked for.
fn package(size: usize, aligned: bool) -> Vec<u8> {
    let data: Vec<u8> = (0..size).map(|index| u8::try_from(index % 251).unwrap()).collect();
    let with = |data: &[u8], block: &[u8]| {
        ZipBuilder::new().stored("data", data).before_directory(block).comment(b"comment").build_with_layout()
    };
    let mut data = data;
    let pairs = if aligned { 4096 - 32 - 12 } else { 5 };
    let block = SigningBlockBuilder::new().pair(0x7109_871a, &vec![0; pairs]).build();
    if aligned {
        let before = with(&data, &[]).directory;
        data.extend(vec![7; before.next_multiple_of(4096) - before]);
    }
    with(&data, &block).bytes
}

fn contents(source: &Source) -> Contents {
    let mut budget = budget();
    let archive = Archive::strict(source, &mut budget).unwrap();
    let block = ApkSignatures::read(&archive, &mut budget).block.unwrap();
    Contents::of(&archive, &block, &mut budget).unwrap()
}

fn digests(source: &Source, parallel: &dyn Parallel) -> ContentDigests {
    let wanted = BTreeSet::from([ChunkedSha256, ChunkedSha512, VeritySha256]);
    contents(source).digests(&wanted, parallel, &mut budget()).unwrap()
}

/// The three sections, found by hand: the block by its magic, the end record by the comment's length.
fn sections(bytes: &[u8]) -> [Vec<u8>; 3] {
    let end = bytes.len() - 22 - b"comment".len();
    let directory = u32::from_le_bytes(bytes[end + 16..end + 20].try_into().unwrap()) as usize;
    assert_eq!(&bytes[directory - 16..directory], b"APK Sig Block 42");
    let size = u64::from_le_bytes(bytes[directory - 24..directory - 16].try_into().unwrap());
    let start = directory - usize::try_from(size).unwrap() - 8;
    let mut record = bytes[end..].to_vec();
    record[16..20].copy_from_slice(&u32::try_from(start).unwrap().to_le_bytes());
    [bytes[..start].to_vec(), bytes[directory..end].to_vec(), record]
}

fn chunked<D: Digest>(bytes: &[u8]) -> Vec<u8> {
    let sections = sections(bytes);
    let chunks: Vec<&[u8]> = sections.iter().flat_map(|section| section.chunks(1_048_576)).collect();
    let mut all = vec![0x5a];
    all.extend(u32::try_from(chunks.len()).unwrap().to_le_bytes());
    for chunk in chunks {
        let size = u32::try_from(chunk.len()).unwrap().to_le_bytes();
        all.extend(D::digest([&[0xa5], &size[..], chunk].concat()));
    }
    D::digest(all).to_vec()
}

fn verity(bytes: &[u8]) -> Vec<u8> {
    let contents = sections(bytes).concat();
    let pages = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes.resize(bytes.len().next_multiple_of(4096), 0);
        bytes.chunks(4096).flat_map(|page| Sha256::digest([&[0; 8][..], page].concat())).collect::<Vec<u8>>()
    };
    let mut level = pages(&contents);
    while level.len() > 4096 {
        level = pages(&level);
    }
    [pages(&level), (contents.len() as u64).to_le_bytes().to_vec()].concat()
}

#[test]
fn digests_are_those_of_the_scheme_s_description() {
    // Below a chunk, a chunk and more, and enough pages for two levels of the tree.
    for size in [10, 1_048_576, 2_500_000] {
        let bytes = package(size, true);
        let digests = digests(&Source::from_bytes(bytes.clone()), &Sequential);
        let get = |algorithm| hex(digests.get(algorithm).unwrap().unwrap());
        assert_eq!(get(ChunkedSha256), hex(&chunked::<Sha256>(&bytes)), "{size}");
        assert_eq!(get(ChunkedSha512), hex(&chunked::<Sha512>(&bytes)), "{size}");
        assert_eq!(get(VeritySha256), hex(&verity(&bytes)), "{size}");
    }
}

#[test]
fn it_is_the_same_by_any_number_of_threads_and_by_none() {
    let source = Source::from_bytes(package(3_500_000, true));
    let alone = digests(&source, &Sequential);
    assert_eq!(digests(&source, &Threads), alone);
    assert_eq!(digests(&source, &Lazy), alone);
}

#[test]
fn only_what_is_asked_for_is_computed() {
    let source = Source::from_bytes(package(10, true));
    let one =
        contents(&source).digests(&BTreeSet::from([ChunkedSha512]), &Sequential, &mut budget()).unwrap();
    assert_eq!(one.get(ChunkedSha512), digests(&source, &Sequential).get(ChunkedSha512));
    assert_eq!((one.get(ChunkedSha256), one.get(VeritySha256)), (None, None));
}

#[test]
fn a_block_beside_the_pages_has_no_verity_digest_but_the_others() {
    let bytes = package(10, false);
    let digests = digests(&Source::from_bytes(bytes.clone()), &Sequential);
    assert_eq!(digests.get(VeritySha256), Some(Err(Misaligned)));
    assert_eq!(digests.get(ChunkedSha256).unwrap().unwrap(), chunked::<Sha256>(&bytes));
}

/// A file whose bytes do not lie in memory, that counts what is read of it and fails when it is asked to.
#[derive(Debug)]
struct Counting {
    bytes: Vec<u8>,
    read: AtomicUsize,
    broken_at: u64,
}

impl ReadAt for Counting {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, offset: u64, buf: &mut [u8]) -> std::io::Result<usize> {
        if (offset..offset + buf.len() as u64).contains(&self.broken_at) {
            return Err(std::io::Error::other("broken"));
        }
        let start = usize::try_from(offset).unwrap();
        buf.copy_from_slice(&self.bytes[start..start + buf.len()]);
        self.read.fetch_add(buf.len(), Ordering::Relaxed);
        Ok(buf.len())
    }
}

fn counting(bytes: Vec<u8>, broken_at: u64) -> (std::sync::Arc<Counting>, Source) {
    let file = std::sync::Arc::new(Counting { bytes, read: AtomicUsize::new(0), broken_at });
    let source = Source::new(std::sync::Arc::<Counting>::clone(&file));
    (file, source)
}

#[test]
fn each_byte_is_read_once_for_all_digests() {
    let bytes = package(2_500_000, true);
    let (file, source) = counting(bytes.clone(), u64::MAX);
    let contents = contents(&source);
    let before = file.read.load(Ordering::Relaxed);
    let wanted = BTreeSet::from([ChunkedSha256, ChunkedSha512, VeritySha256]);
    let digests = contents.digests(&wanted, &Threads, &mut budget()).unwrap();
    let [entries, directory, _] = sections(&bytes);
    assert_eq!(file.read.load(Ordering::Relaxed) - before, entries.len() + directory.len());
    assert_eq!(digests.get(ChunkedSha256).unwrap().unwrap(), chunked::<Sha256>(&bytes));
}

#[test]
fn a_chunk_that_cannot_be_read_is_an_error_and_costs_are_taken_first() {
    let bytes = package(2_500_000, true);
    let (_, source) = counting(bytes.clone(), 1_500_000);
    let wanted = BTreeSet::from([ChunkedSha256]);
    let error = contents(&source).digests(&wanted, &Threads, &mut budget()).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error:?}");

    let whole = Source::from_bytes(bytes);
    let mut poor = Budget::new(&Limits { total_size: 10, ..Limits::default() });
    assert!(matches!(contents(&whole).digests(&wanted, &Sequential, &mut poor), Err(Error::Limit { .. })));
}
