use beian_testkit::macho::signature::magic;

use super::*;
use crate::code_signature::Slot;

fn signed(signature: &Signature) -> Vec<u8> {
    let digests = signature.digests.clone();
    built(signature, |directories| People::new().sign(&attributes(&digests, directories)))
}

/// A field of a code directory set to another number, without anybody signing that again.
fn with_field(blob: &[u8], which: usize, field: usize, number: u32) -> Vec<u8> {
    let at = CodeSignature::parse(blob).unwrap().directories[which].range.start + field;
    let mut bytes = blob.to_vec();
    bytes[at..at + 4].copy_from_slice(&number.to_be_bytes());
    bytes
}

fn states(slots: Slots) -> [SlotState; 5] {
    [slots.info, slots.requirements, slots.resources, slots.entitlements, slots.der_entitlements]
        .map(Option::unwrap)
}

const OK: SlotState = SlotState::Ok;

#[test]
fn each_page_of_each_code_directory_is_compared() {
    let blob = sound();
    for at in [0, 4095, 4096, 9_999] {
        let mut code = code();
        code[at] ^= 1;
        let verdict = verdict_on(&code, &blob, &sealed());
        assert_eq!((verdict.pages, &verdict.cms), (Some(false), &Cms::Valid { signer: 1 }), "{at}");
        assert_eq!(verdict.holds(), Some(false));
    }
    for which in 0..2 {
        let parsed = CodeSignature::parse(&blob).unwrap();
        let directory = &parsed.directories[which];
        // The last byte is that of the last page's hash.
        let mut bytes = blob.clone();
        bytes[directory.range.end - 1] ^= 1;
        assert_eq!(verdict(&bytes).pages, Some(false), "{which}");
    }
}

#[test]
fn what_stands_behind_the_limit_is_not_the_pages_matter() {
    let longer = [code(), vec![1; 5000]].concat();
    assert_eq!(verdict_on(&longer, &sound(), &sealed()).holds(), Some(true));
}

#[test]
fn a_limit_beyond_the_bytes_differs_and_so_do_too_few_or_too_many_hashes() {
    let blob = sound();
    for end in [0, 1, 8192, 9_999] {
        assert_eq!(verdict_on(&code()[..end], &blob, &sealed()).pages, Some(false), "{end}");
    }
    let (slots, limit) = (28, 32);
    for (field, number) in [(slots, 2), (slots, 4), (slots, 0), (slots, u32::MAX), (limit, 0), (limit, 8192)]
    {
        for which in 0..2 {
            assert_eq!(
                verdict(&with_field(&blob, which, field, number)).pages,
                Some(false),
                "{field} {number}"
            );
        }
    }
    // Pages of 2^64 bytes.
    assert_eq!(verdict(&with_field(&blob, 0, 36, 0x1401_0040)).pages, Some(false));
}

#[test]
fn one_page_may_be_all_code_and_scatter_vectors_are_passed_over() {
    let one = signed(&Signature { page_shift: 0, ..Signature::new("org.example.app") });
    assert_eq!(verdict(&one).holds(), Some(true));
    let mut code = code();
    code[5000] ^= 1;
    assert_eq!(verdict_on(&code, &one, &sealed()).pages, Some(false));
    assert_eq!(verdict(&with_field(&sound(), 0, 44, 48)).pages, Some(true));
}

#[test]
fn every_hash_function_is_known_and_one_that_is_not_says_nothing() {
    let all = vec![Digest::Sha1, Digest::Sha256, Digest::Sha384];
    let verdict_of = |digests: Vec<Digest>| verdict(&signed(&Signature { digests, ..Signature::new("a") }));
    assert_eq!(verdict_of(all).holds(), Some(true));
    assert_eq!(verdict_of(vec![Digest::Sha256Truncated]).holds(), Some(true));
    // 32 bytes of hash type 9, then the flags of pages.
    let one = signed(&Signature { digests: vec![Digest::Sha256], ..Signature::new("a") });
    let verdict = verdict(&with_field(&one, 0, 36, 0x2009_000c));
    assert_eq!((verdict.pages, verdict.slots), (None, Slots::default()));
    // Beside one that is known it is passed over.
    let beside = super::verdict(&with_field(&sound(), 1, 36, 0x2009_000c));
    assert_eq!((beside.pages, beside.slots.info), (Some(true), Some(OK)));
}

#[test]
fn files_are_compared_with_their_slots() {
    let blob = sound();
    let of = |info, resources| {
        let verdict = verdict_on(&code(), &blob, &Sealed { info, resources });
        assert_eq!((verdict.pages, &verdict.cms), (Some(true), &Cms::Valid { signer: 1 }));
        assert_eq!(verdict.holds(), Some(false));
        states(verdict.slots)
    };
    let absent = SlotState::Absent;
    assert_eq!(of(Some(b"other"), Some(RESOURCES)), [SlotState::Differs, OK, OK, OK, absent]);
    assert_eq!(of(Some(INFO), Some(b"")), [OK, OK, SlotState::Differs, OK, absent]);
    assert_eq!(of(None, Some(RESOURCES)), [SlotState::Missing, OK, OK, OK, absent]);
    assert_eq!(of(Some(INFO), None), [OK, OK, SlotState::Missing, OK, absent]);
}

#[test]
fn files_that_no_slot_seals_are_not_sealed() {
    let mut signature = Signature::new("org.example.app");
    signature.sealed.clear();
    let verdict = verdict(&signed(&signature));
    let not = SlotState::NotSealed;
    assert_eq!(
        (states(verdict.slots), verdict.holds()),
        ([not, OK, not, OK, SlotState::Absent], Some(false))
    );
    // Where they are not there either, nothing is amiss.
    let bare = verdict_on(&code(), &signed(&signature), &Sealed::default());
    assert_eq!((bare.slots.info, bare.holds()), (Some(SlotState::Absent), Some(true)));
}

#[test]
fn blobs_are_compared_with_their_slots() {
    let mut signature = Signature::new("org.example.app");
    signature.blobs.push((7, magic::DER_ENTITLEMENTS, b"der".to_vec()));
    let blob = signed(&signature);
    assert_eq!((states(verdict(&blob).slots), verdict(&blob).holds()), ([OK; 5], Some(true)));
    for (place, slot) in [(1, Slot::REQUIREMENTS), (3, Slot::ENTITLEMENTS), (4, Slot::DER_ENTITLEMENTS)] {
        let parsed = CodeSignature::parse(&blob).unwrap();
        let last = parsed.blob(slot).unwrap().range.end - 1;
        let mut bytes = blob.clone();
        bytes[last] ^= 1;
        let mut expected = [OK; 5];
        expected[place] = SlotState::Differs;
        let changed = verdict(&bytes);
        assert_eq!((states(changed.slots), changed.cms), (expected, Cms::Valid { signer: 1 }));
        // Taken out of the index: it is sealed, and not there.
        let index = parsed.blobs.iter().position(|blob| blob.slot == slot).unwrap();
        let mut bytes = blob.clone();
        bytes[12 + 8 * index..16 + 8 * index].copy_from_slice(&0x1_0009_u32.to_be_bytes());
        expected[place] = SlotState::Missing;
        let missing = verdict(&bytes);
        assert_eq!((states(missing.slots), missing.holds()), (expected, Some(false)));
    }
}

#[test]
fn a_slot_that_one_code_directory_alone_seals_differs() {
    let blob = sound();
    let parsed = CodeSignature::parse(&blob).unwrap();
    let directory = &parsed.directories[0];
    let at = directory.range.start + usize::try_from(directory.hash_offset).unwrap() - 20;
    let mut bytes = blob.clone();
    bytes[at..at + 20].fill(0);
    assert_eq!(verdict(&bytes).slots.info, Some(SlotState::Differs));
}
