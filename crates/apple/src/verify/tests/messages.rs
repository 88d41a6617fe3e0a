use beian_pki::Refusal;
use beian_pki::cms::SignerRefusal;
use beian_testkit::cms::{SignedDataBuilder, SignerBuilder};
use beian_testkit::macho::message::{agile_hash, agile_hashes, attribute, content, hash_list};
use beian_testkit::macho::signature::{magic, super_blob};

use super::*;
use crate::code_signature::{HashType, Slot};

const LIST: &str = "1.2.840.113635.100.9.1";

/// The verdict on a message over attributes that are made of the code directories.
fn cms(attributes: impl FnOnce(&[Vec<u8>]) -> Vec<u8>) -> Cms {
    let signature = Signature::new("org.example.app");
    verdict(&built(&signature, |directories| People::new().sign(&attributes(directories)))).cms
}

fn hashes(directories: &[Vec<u8>]) -> Vec<Vec<u8>> {
    DIGESTS.iter().zip(directories).map(|(digest, directory)| digest.of(directory)).collect()
}

fn fault(cms: &Cms) -> &Fault {
    if let Cms::Invalid(fault) = cms { fault } else { panic!("{cms:?}") }
}

fn agility(attributes: impl FnOnce(&[Vec<u8>]) -> Vec<u8>) -> AgilityFault {
    match fault(&cms(|directories| [content(&directories[0]), attributes(directories)].concat())) {
        Fault::Agility(fault) => fault.clone(),
        other => panic!("{other:?}"),
    }
}

/// A signature in which a byte of a code directory's identifier is another.
fn with_changed_directory(which: usize) -> Vec<u8> {
    let mut bytes = sound();
    let parsed = CodeSignature::parse(&bytes).unwrap();
    let range = parsed.directories[which].range.clone();
    let at = range.start + bytes[range].windows(3).position(|window| window == b"org").unwrap();
    bytes[at] = b'O';
    bytes
}

#[test]
fn the_code_directory_of_slot_0_is_what_is_signed() {
    let verdict = verdict(&with_changed_directory(0));
    assert_eq!(verdict.cms, Cms::Invalid(Fault::Signer(SignerRefusal::MessageDigest)));
    assert_eq!((verdict.pages, verdict.leaf, verdict.holds()), (Some(true), Some(1), Some(false)));
    assert!(verdict.chain.unwrap().anchored);
    // What the message itself holds is no code directory.
    let signature = Signature::new("org.example.app");
    let blob = built(&signature, |_| {
        let people = People::new();
        let signer = SignerBuilder::new(&people.leaf).attributes(&content(b"other")).build(b"");
        SignedDataBuilder::new()
            .content(b"other")
            .certificate(&people.leaf.build_der())
            .signer(&signer)
            .build()
    });
    assert_eq!(*fault(&super::verdict(&blob).cms), Fault::Signer(SignerRefusal::MessageDigest));
}

#[test]
fn alternates_are_signed_by_the_attributes_alone() {
    let changed = verdict(&with_changed_directory(1));
    assert_eq!(*fault(&changed.cms), Fault::Agility(AgilityFault::Hashes));
    assert_eq!((changed.pages, changed.holds()), (Some(true), Some(false)));
    // Signatures from before the attributes have none.
    assert_eq!(cms(|directories| content(&directories[0])), Cms::Valid { signer: 1 });
}

#[test]
fn a_signature_that_is_another_s_is_none() {
    let mut bytes = sound();
    let parsed = CodeSignature::parse(&bytes).unwrap();
    let message = parsed.cms().unwrap();
    let signer = SignedData::parse(message).unwrap().signers.remove(0).unwrap();
    let at = bytes.windows(signer.signature.len()).position(|window| window == signer.signature).unwrap();
    bytes[at + signer.signature.len() - 1] ^= 1;
    let refused = Fault::Signer(SignerRefusal::Signature(Refusal::DidNotVerify));
    assert_eq!(*fault(&verdict(&bytes).cms), refused);
}

#[test]
fn the_list_of_hashes_is_that_of_all_code_directories_in_their_order() {
    assert_eq!(
        agility(|it| hash_list(&hashes(it).into_iter().rev().collect::<Vec<_>>())),
        AgilityFault::Hashes
    );
    assert_eq!(agility(|it| hash_list(&hashes(it)[..1])), AgilityFault::Hashes);
    assert_eq!(agility(|_| hash_list(&[])), AgilityFault::Hashes);
    let stated = |bytes: &[u8]| attribute(LIST, &[&der::octet_string(bytes)]);
    assert_eq!(agility(|_| stated(b"<plist><dict/></plist>")), AgilityFault::NoHashes);
    assert_eq!(agility(|_| stated(b"<plist><array/></plist>")), AgilityFault::NoHashes);
    assert!(matches!(agility(|_| stated(b"<plist><dict>")), AgilityFault::List(_)));
    assert!(matches!(agility(|_| attribute(LIST, &[&der::utf8("x")])), AgilityFault::Value(_)));
    assert_eq!(agility(|_| attribute(LIST, &[])), AgilityFault::Values(0));
    let value = der::octet_string(b"<plist/>");
    assert_eq!(agility(|_| attribute(LIST, &[&value, &value])), AgilityFault::Values(2));
}

#[test]
fn the_order_is_that_of_hash_functions_and_not_of_slots() {
    let turned =
        Signature { digests: vec![Digest::Sha256, Digest::Sha1], ..Signature::new("org.example.app") };
    let of = |reverse: bool| {
        let blob = built(&turned, |it| {
            let mut hashes = vec![Digest::Sha256.of(&it[0]), Digest::Sha1.of(&it[1])];
            if reverse {
                hashes.reverse();
            }
            People::new().sign(&[content(&it[0]), hash_list(&hashes)].concat())
        });
        verdict(&blob).cms
    };
    assert_eq!(of(true), Cms::Valid { signer: 1 });
    assert_eq!(*fault(&of(false)), Fault::Agility(AgilityFault::Hashes));
}

#[test]
fn the_digests_are_those_of_all_code_directories_in_any_order() {
    let agile = |it: &[Vec<u8>]| -> Vec<_> {
        DIGESTS.iter().zip(hashes(it)).map(|(digest, hash)| agile_hash(*digest, &hash)).collect()
    };
    for turned in [false, true] {
        let signed = cms(|it| {
            let mut values = agile(it);
            if turned {
                values.reverse();
            }
            [content(&it[0]), agile_hashes(&values)].concat()
        });
        assert_eq!(signed, Cms::Valid { signer: 1 });
    }
    let one = AgilityFault::Count { named: 1, present: 2 };
    assert_eq!(agility(|it| agile_hashes(&agile(it)[..1])), one);
    assert_eq!(agility(|_| agile_hashes(&[])), AgilityFault::Count { named: 0, present: 2 });
    let twice = agility(|it| agile_hashes(&[&agile(it)[..], &agile(it)[..1]].concat()));
    assert!(matches!(twice, AgilityFault::Repeated(_)));
    for (which, hash) in [(0, HashType::SHA1), (1, HashType::SHA256)] {
        let other = agility(|it| {
            let mut values = agile(it);
            values[which] = agile_hash(DIGESTS[which], b"other");
            agile_hashes(&values)
        });
        assert_eq!(other, AgilityFault::Digest(hash));
    }
    let unknown = agility(|it| agile_hashes(&[agile(it)[0].clone(), agile_hash(Digest::Sha384, b"x")]));
    assert_eq!(unknown, AgilityFault::Digest(HashType::SHA256));
    assert!(matches!(agility(|_| agile_hashes(&[der::null()])), AgilityFault::Value(_)));
}

#[test]
fn what_could_not_be_checked_is_neither_valid_nor_invalid() {
    let of = |message: Vec<u8>| {
        let verdict = verdict(&built(&Signature::new("org.example.app"), |_| message));
        assert_eq!((verdict.holds(), verdict.pages), (None, Some(true)));
        verdict.cms
    };
    for garbage in [&b"garbage"[..], b"0", b"\x30\x80\0\0"] {
        assert!(matches!(of(garbage.to_vec()), Cms::Unreadable(Unread::Message(_))));
    }
    let people = People::new();
    let with = |signer: &[u8]| {
        let message = SignedDataBuilder::new().certificate(&people.leaf.build_der());
        message.certificate(&people.middle.build_der()).certificate(&people.root.build_der()).signer(signer)
    };
    let sm3 = der::sequence(&[&der::oid("1.2.156.10197.1.401")]);
    let sm2 = der::sequence(&[&der::oid("1.2.156.10197.1.501")]);
    let signer = SignerBuilder::new(&people.leaf).algorithms(&sm3, &sm2).build(b"");
    assert!(matches!(of(with(&signer).build()), Cms::Unreadable(Unread::Unsupported(_))));
    assert!(matches!(of(with(&der::null()).build()), Cms::Unreadable(Unread::Signer(_))));
    let signer = SignerBuilder::new(&people.leaf).attributes(&der::null()).build(b"");
    assert!(matches!(of(with(&signer).build()), Cms::Unreadable(Unread::Attributes(_))));
}

#[test]
fn a_message_without_its_signer_is_invalid() {
    let of = |message: SignedDataBuilder| {
        verdict(&built(&Signature::new("org.example.app"), |_| message.build())).cms
    };
    assert_eq!(*fault(&of(SignedDataBuilder::new())), Fault::NoSigner);
    let people = People::new();
    let signer = SignerBuilder::new(&people.leaf).build(b"");
    let other = SignedDataBuilder::new().certificate(&people.middle.build_der()).signer(&signer);
    assert_eq!(*fault(&of(other)), Fault::NoCertificate);
}

#[test]
fn nobody_s_signature_is_ad_hoc_or_absent() {
    let ad_hoc = Signature::ad_hoc("org.example.app");
    let of = |signature: &Signature| verdict(&signature.build(&code()));
    assert_eq!((of(&ad_hoc).cms, of(&ad_hoc).holds()), (Cms::AdHoc, Some(false)));
    assert_eq!((of(&ad_hoc).leaf, of(&ad_hoc).pages), (None, Some(true)));
    let absent = Signature::new("org.example.app");
    assert_eq!((of(&absent).cms, of(&absent).holds()), (Cms::Absent, Some(false)));
    // Security looks at no message where the flag says that there is none.
    let both = built(&ad_hoc, |directories| People::new().sign(&attributes(&DIGESTS, directories)));
    assert_eq!((verdict(&both).cms, verdict(&both).leaf), (Cms::AdHoc, Some(1)));
}

#[test]
fn code_directories_that_security_refuses_are_signed_by_nobody() {
    let made = Signature::new("org.example.app");
    let directories = made.directories(&code());
    let message = People::new().sign(&attributes(&DIGESTS, &directories));
    let message = (0x1_0000, beian_testkit::macho::signature::blob(magic::WRAPPER, &message));
    let of = |slots: &[(u32, usize)]| {
        let blobs = slots.iter().map(|(slot, which)| (*slot, directories[*which].clone()));
        let blobs: Vec<_> = blobs.chain([message.clone()]).collect();
        verdict(&super_blob(magic::SUPER_BLOB, &blobs)).cms
    };
    assert_eq!(of(&[(0, 0), (0x1000, 1)]), Cms::Valid { signer: 1 });
    assert_eq!(*fault(&of(&[(0x1000, 1)])), DirectoryFault::Absent.into());
    assert_eq!(*fault(&of(&[(0, 0), (0x1000, 0)])), DirectoryFault::Repeated(HashType::SHA1).into());
    // Behind a slot without one, none is looked for.
    assert_eq!(*fault(&of(&[(0, 0), (0x1001, 1)])), Fault::Agility(AgilityFault::Hashes));
    let mut broken = directories[1].clone();
    broken[20..24].copy_from_slice(&u32::MAX.to_be_bytes());
    let blobs = [(0, directories[0].clone()), (0x1000, broken), message.clone()];
    let broken = verdict(&super_blob(magic::SUPER_BLOB, &blobs)).cms;
    assert_eq!(*fault(&broken), DirectoryFault::Broken(Slot(0x1000)).into());
}

#[test]
fn a_hash_function_that_nobody_knows_is_no_verdict() {
    let made = Signature::new("org.example.app");
    let mut directories = made.directories(&code());
    directories[1][37] = 9;
    let of = |attributes: Vec<u8>| {
        let message = beian_testkit::macho::signature::blob(magic::WRAPPER, &People::new().sign(&attributes));
        let blobs = [(0, directories[0].clone()), (0x1000, directories[1].clone()), (0x1_0000, message)];
        verdict(&super_blob(magic::SUPER_BLOB, &blobs)).cms
    };
    let head = content(&directories[0]);
    let listed = of([head.clone(), hash_list(&hashes(&directories))].concat());
    assert_eq!(listed, Cms::Unreadable(Unread::Hash(HashType(9))));
    // The other attribute is asked for those that are known, and what is wrong counts more than what is not known.
    let agile =
        |first: &[u8]| agile_hashes(&[agile_hash(Digest::Sha1, first), agile_hash(Digest::Sha384, b"x")]);
    let sound = of([head.clone(), agile(&hashes(&directories)[0])].concat());
    assert_eq!(sound, Cms::Unreadable(Unread::Hash(HashType(9))));
    let wrong = of([head, agile(b"other")].concat());
    assert_eq!(*fault(&wrong), Fault::Agility(AgilityFault::Digest(HashType::SHA1)));
}

#[test]
fn a_developer_s_certificate_is_of_the_team_that_is_stated() {
    let other = Signature { team: Some("OTHERTEAM0".into()), ..Signature::new("org.example.app") };
    let blob = built(&other, |directories| People::new().sign(&attributes(&DIGESTS, directories)));
    let verdict = verdict(&blob);
    let team = Fault::Team { stated: "OTHERTEAM0".into(), certified: "TEAM123456".into() };
    assert_eq!((fault(&verdict.cms), verdict.holds()), (&team, Some(false)));
    // Whoever is no developer of Apple's is asked for no team.
    let signature = CodeSignature::parse(&blob).unwrap();
    let mut budget = Budget::new(&Limits::default());
    let verdict = verify(&code(), &signature, &sealed(), &Anchors::apple(), &mut budget);
    assert_eq!(verdict.cms, Cms::Valid { signer: 1 });
    let none = Signature { team: None, ..other };
    let blob = built(&none, |directories| People::new().sign(&attributes(&DIGESTS, directories)));
    assert_eq!(super::verdict(&blob).cms, Cms::Valid { signer: 1 });
}
