use beian_testkit::macho::signature::{blob, magic, super_blob};
use beian_testkit::macho::{Digest, Mach, Signature};
use proptest::prelude::*;

use super::*;
use crate::macho::MachFile;

const CODE: usize = 10_000;

fn built(signature: &Signature) -> Vec<u8> {
    signature.build(&code())
}

fn code() -> Vec<u8> {
    (0..CODE).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

fn said(signature: &CodeSignature<'_>) -> Vec<String> {
    signature.problems.iter().map(ToString::to_string).collect()
}

/// Where the first code directory begins.
fn directory_at(bytes: &[u8]) -> usize {
    CodeSignature::parse(bytes).unwrap().blobs[0].range.start
}

fn put(bytes: &mut [u8], at: usize, number: u32) {
    bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
}

#[test]
fn every_hash_is_where_it_should_be_in_every_version() {
    let versions = [0x20001, 0x20100, 0x20200, 0x20300, 0x20400, 0x20500, 0x20600];
    let digests = vec![Digest::Sha1, Digest::Sha256, Digest::Sha256Truncated, Digest::Sha384];
    for version in versions {
        let made = Signature { version, digests: digests.clone(), ..Signature::new("org.example.app") };
        let bytes = built(&made);
        let signature = CodeSignature::parse(&bytes).unwrap();
        assert_eq!((said(&signature).len(), signature.directories.len()), (0, 4), "{:?}", said(&signature));
        for (directory, digest) in signature.directories.iter().zip(&digests) {
            assert_eq!((directory.version, directory.hash_type.0), (version, digest.number()));
            assert_eq!(directory.identifier, Some(&b"org.example.app"[..]));
            let team = (version >= 0x20200).then_some(&b"TEAM123456"[..]);
            assert_eq!((directory.team, directory.code_limit), (team, u64::try_from(CODE).unwrap()));
            assert_eq!(
                directory.exec_segment.map(|segment| segment.flags),
                (version >= 0x20400).then_some(1)
            );
            assert_eq!(directory.runtime.map(|runtime| runtime.0), (version >= 0x20500).then_some(0xc_0000));
            assert_eq!(directory.linkage.is_some(), version >= 0x20600);
            let hash = |bytes: &[u8]| Some(digest.of(bytes));
            let sealed = |slot| directory.sealed(slot).map(<[u8]>::to_vec);
            assert_eq!(sealed(Slot::INFO), hash(b"<plist/>"));
            assert_eq!(sealed(Slot::REQUIREMENTS), hash(signature.requirements().unwrap().bytes()));
            assert_eq!(sealed(Slot::ENTITLEMENTS), hash(signature.entitlements().unwrap().bytes()));
            assert_eq!(
                (sealed(Slot::APPLICATION), sealed(Slot::CODE_DIRECTORY), sealed(Slot(6))),
                (None, None, None)
            );
            assert!(directory.special_slot(4).is_some_and(|hash| hash.iter().all(|&byte| byte == 0)));
            let pages: Vec<_> =
                (0..directory.code_slots).map(|page| directory.page_range(page).unwrap()).collect();
            assert_eq!(pages, [0..4096, 4096..8192, 8192..10_000]);
            for (number, page) in (0..).zip(pages) {
                let range = usize::try_from(page.start).unwrap()..usize::try_from(page.end).unwrap();
                assert_eq!(directory.code_slot(number).map(<[u8]>::to_vec), hash(&code()[range]));
            }
            assert_eq!((directory.code_slot(3), directory.page_range(3)), (None, None));
            assert_eq!(directory.digest(), hash(directory.bytes()));
            assert_eq!(
                directory.cdhash().map(Vec::from),
                hash(directory.bytes()).map(|hash| hash[..20].to_vec())
            );
        }
        assert_eq!(signature.best_directory().map(|directory| directory.hash_type), Some(HashType::SHA384));
    }
}

#[test]
fn one_page_may_be_all_code() {
    let bytes = built(&Signature { page_shift: 0, ..Signature::new("org.example.app") });
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!(said(&signature), [""; 0]);
    let directory = &signature.directories[1];
    assert_eq!(
        (directory.code_slots, directory.page_range(0), directory.page_size()),
        (1, Some(0..10_000), None)
    );
    assert_eq!(directory.code_slot(0).map(<[u8]>::to_vec), Some(Digest::Sha256.of(&code())));
}

#[test]
fn who_signed_is_told_by_the_message_and_the_flag() {
    let signing = |made: Signature| CodeSignature::parse(&built(&made)).unwrap().signing();
    let new = || Signature::new("org.example.app");
    assert_eq!(signing(Signature { cms: Some(b"0".to_vec()), ..new() }), Signing::Cms);
    assert_eq!(signing(Signature::ad_hoc("org.example.app")), Signing::AdHoc);
    assert_eq!(signing(Signature { cms: None, ..Signature::ad_hoc("org.example.app") }), Signing::AdHoc);
    assert_eq!(signing(Signature { cms: Some(Vec::new()), ..new() }), Signing::Missing);
}

#[test]
fn blobs_are_kept_with_their_frames_and_without() {
    let mut made = Signature { cms: Some(b"message".to_vec()), ..Signature::new("org.example.app") };
    made.blobs.push((7, magic::DER_ENTITLEMENTS, b"der".to_vec()));
    made.blobs.push((4, magic::WRAPPER, b"\0\0\0\x01".to_vec()));
    made.blobs.push((8, 0xfade_8181, b"constraint".to_vec()));
    let bytes = built(&made);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!(said(&signature), [""; 0]);
    assert_eq!(signature.cms(), Some(&b"message"[..]));
    assert_eq!(signature.der_entitlements().map(Blob::content), Some(&b"der"[..]));
    assert_eq!(signature.entitlements().map(|blob| blob.content().starts_with(b"<plist")), Some(true));
    assert_eq!(signature.blob(Slot::LAUNCH_CONSTRAINT_SELF).map(Blob::content), Some(&b"constraint"[..]));
    let list = signature.blob(Slot::APPLICATION).unwrap();
    assert_eq!((&bytes[list.range.clone()], &bytes[list.content_range()]), (list.bytes(), list.content()));
    assert_eq!(list.content(), b"\0\0\0\x01");
    for blob in signature.blobs.iter().filter(|blob| (1..=11).contains(&blob.slot.0)) {
        let directory = &signature.directories[0];
        let hash = blob.hashed().and_then(|bytes| directory.hash_type.digest(bytes));
        assert_eq!(directory.sealed(blob.slot), hash.as_deref(), "{}", blob.slot);
        assert!(hash.is_some());
    }
}

#[test]
fn a_bad_blob_costs_its_slot_alone() {
    let made = Signature { cms: Some(b"message".to_vec()), ..Signature::new("org.example.app") };
    let sound = built(&made);
    // The index: two code directories, requirements, entitlements, CMS.
    let entry = |index: usize| 12 + 8 * index;
    for at in [4, u32::MAX, u32::try_from(sound.len()).unwrap()] {
        let mut bytes = sound.clone();
        put(&mut bytes, entry(2) + 4, at);
        let signature = CodeSignature::parse(&bytes).unwrap();
        assert!(signature.requirements().is_none() && signature.cms().is_some());
        assert_eq!((signature.directories.len(), signature.problems.len()), (2, 1), "{:?}", said(&signature));
        assert_eq!(signature.problems[0].slot, Some(Slot::REQUIREMENTS));
    }
    // Its length is too short, or reaches beyond the end.
    let start = CodeSignature::parse(&sound).unwrap().requirements().unwrap().range.start;
    for length in [0, 7, 1 << 20, u32::MAX] {
        let mut bytes = sound.clone();
        put(&mut bytes, start + 4, length);
        let signature = CodeSignature::parse(&bytes).unwrap();
        assert!(signature.requirements().is_none() && signature.entitlements().is_some());
        assert_eq!(signature.problems.len(), 1);
    }
    // Another magic is kept, and is not what was asked for.
    let mut bytes = sound.clone();
    put(&mut bytes, start, magic::ENTITLEMENTS);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!((signature.requirements(), signature.blobs.len(), signature.problems.len()), (None, 5, 1));
}

#[test]
fn of_two_blobs_in_a_slot_the_first_counts() {
    let made = Signature::new("org.example.app");
    let directories = made.directories(&code());
    let other = Signature::new("org.example.other").directories(&code());
    let blobs = [(0, directories[0].clone()), (0, other[0].clone()), (0x1000, directories[1].clone())];
    let bytes = super_blob(magic::SUPER_BLOB, &blobs);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!((signature.blobs.len(), signature.directories.len()), (3, 2));
    assert_eq!(signature.directories[0].identifier, Some(&b"org.example.app"[..]));
    assert_eq!(said(&signature).len(), 1, "{:?}", said(&signature));
}

#[test]
fn an_index_that_lies_is_read_as_far_as_it_goes() {
    let sound = built(&Signature { cms: Some(b"message".to_vec()), ..Signature::new("org.example.app") });
    for count in [6, 300, 0x7fff_ffff, u32::MAX] {
        let mut bytes = sound.clone();
        put(&mut bytes, 8, count);
        let signature = CodeSignature::parse(&bytes).unwrap();
        let ours =
            (signature.directories.len(), signature.cms().is_some(), signature.entitlements().is_some());
        // A count that could be true makes the first blob part of the index.
        let first_is_index = count == 6;
        assert_eq!(ours, (if first_is_index { 1 } else { 2 }, true, true), "{:?}", said(&signature));
        assert!(!signature.problems.is_empty());
    }
    let mut long = sound.clone();
    put(&mut long, 4, u32::MAX);
    let signature = CodeSignature::parse(&long).unwrap();
    assert_eq!((signature.directories.len(), signature.problems.len()), (2, 1));
    assert_eq!(signature.bytes().len(), sound.len());
}

#[test]
fn a_code_directory_that_lies_keeps_what_is_sound() {
    let sound = built(&Signature::new("org.example.app"));
    let at = directory_at(&sound);
    let with = |field: usize, number: u32| {
        let mut bytes = sound.clone();
        put(&mut bytes, at + field, number);
        bytes
    };
    let bytes = with(20, u32::MAX);
    let signature = CodeSignature::parse(&bytes).unwrap();
    let directory = &signature.directories[0];
    assert_eq!((directory.identifier, directory.team), (None, Some(&b"TEAM123456"[..])));
    assert_eq!(said(&signature).len(), 1, "{:?}", said(&signature));

    let bytes = with(28, 0x0fff_ffff);
    let signature = CodeSignature::parse(&bytes).unwrap();
    let directory = &signature.directories[0];
    assert!(directory.code_slot(2).is_some() && directory.code_slot(0x0fff_0000).is_none());
    // The hashes, and the pages that there would be.
    assert_eq!(said(&signature).len(), 2, "{:?}", said(&signature));

    let bytes = with(24, u32::MAX);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert!(signature.directories[0].special_slot(1).is_some());
    assert!(signature.directories[0].special_slot(u32::MAX).is_none());
    assert_eq!(said(&signature).len(), 1);

    for (field, number) in
        [(8, 0x0003_0000), (48, u32::MAX), (36, 0x1405_000c), (36, 0x0001_000c), (16, u32::MAX)]
    {
        let bytes = with(field, number);
        let signature = CodeSignature::parse(&bytes).unwrap();
        assert_eq!(signature.directories.len(), 2, "{field} {number:x}");
        assert!(!signature.problems.is_empty(), "{field} {number:x}");
    }
}

#[test]
fn a_short_code_directory_lacks_what_it_cannot_have() {
    let bytes = super_blob(magic::SUPER_BLOB, &[(0, blob(magic::CODE_DIRECTORY, &[0; 30]))]);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!((signature.directories.len(), said(&signature).len()), (0, 1));
    // Fields of version 0x20600 in 52 bytes.
    let mut short = vec![0; 44];
    put(&mut short, 0, 0x20600);
    let bytes = super_blob(magic::SUPER_BLOB, &[(0, blob(magic::CODE_DIRECTORY, &short))]);
    let signature = CodeSignature::parse(&bytes).unwrap();
    assert_eq!((signature.directories.len(), signature.directories[0].linkage), (1, None));
    assert!(said(&signature)[0].contains("code directory"), "{:?}", said(&signature));
}

#[test]
fn a_code_directory_may_stand_alone() {
    let directory = Signature::new("org.example.app").directories(&code()).remove(0);
    let signature = CodeSignature::parse(&directory).unwrap();
    assert_eq!((signature.directories.len(), said(&signature)), (1, Vec::new()));
    for bytes in [&b""[..], b"\xfa\xde", b"\xfa\xde\x0c\xc0\0\0\0\x08", &[0; 100]] {
        assert!(CodeSignature::parse(bytes).is_err(), "{bytes:?}");
    }
}

#[test]
fn a_file_is_signed_over_its_own_pages_and_what_is_changed_shows() {
    let mach = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    let layout = mach.signed_by(4000, |directories| {
        directories.iter().flat_map(|bytes| Digest::Sha256.of(bytes)).collect()
    });
    let differing = |bytes: &[u8]| {
        let file = MachFile::parse(bytes).unwrap();
        let slice = &file.slices[0];
        let signature = CodeSignature::parse(slice.code_signature_bytes(bytes).unwrap()).unwrap();
        assert_eq!(said(&signature), [""; 0]);
        let message: Vec<u8> =
            signature.directories.iter().flat_map(|it| Digest::Sha256.of(it.bytes())).collect();
        assert_eq!(signature.cms(), Some(&message[..]));
        let best = signature.best_directory().unwrap();
        let differs = |page: &u32| {
            let range = best.page_range(*page).unwrap();
            let range = usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap();
            best.hash_type.digest(&slice.bytes(bytes)[range]).as_deref() != best.code_slot(*page)
        };
        (0..best.code_slots).filter(differs).collect::<Vec<_>>()
    };
    assert_eq!(differing(&layout.bytes), [0; 0]);
    let mut tampered = layout.bytes.clone();
    tampered[4500] ^= 1;
    assert_eq!(differing(&tampered), [1]);
}

/// Everything that the types offer.
fn walk(bytes: &[u8]) {
    let Ok(signature) = CodeSignature::parse(bytes) else { return };
    assert!(signature.blobs.len() <= 256 && signature.directories.len() <= 6);
    let _ = (said(&signature), signature.signing(), signature.cms(), format!("{signature:?}"));
    for blob in &signature.blobs {
        assert_eq!(&bytes[blob.range.clone()], blob.bytes());
        assert_eq!(&bytes[blob.content_range()], blob.content());
    }
    for directory in &signature.directories {
        for number in [0, 1, 2, directory.code_slots / 2, directory.code_slots.saturating_sub(1), u32::MAX] {
            let _ =
                (directory.code_slot(number), directory.special_slot(number), directory.sealed(Slot(number)));
            let page = directory.page_range(number);
            assert!(page.is_none_or(|page| page.start < page.end && page.end <= directory.code_limit));
        }
        let _ = (directory.digest(), directory.cdhash(), directory.page_size());
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(head in 0_usize..3, rest in prop::collection::vec(any::<u8>(), 0..600)) {
        let magics: [&[u8]; 3] = [b"", b"\xfa\xde\x0c\xc0\0\0\x02\0\0\0\0\x04", b"\xfa\xde\x0c\x02\0\0\x01\0"];
        walk(&[magics[head], &rest].concat());
    }

    #[test]
    fn mutated_signatures_never_panic(
        version in prop::sample::select(vec![0x20001, 0x20100, 0x20400, 0x20600]),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), any::<bool>()), 1..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut bytes = built(&Signature { version, ..Signature::new("org.example.app") });
        for (index, value, early) in changes {
            let limit = if early { bytes.len().min(200) } else { bytes.len() };
            bytes[index.index(limit)] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        walk(&bytes);
    }
}
