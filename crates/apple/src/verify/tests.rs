use beian_archive::{Budget, Limits};
use beian_testkit::cert::{CertificateBuilder, TestKey, der};
use beian_testkit::macho::message::{attributes, message};
use beian_testkit::macho::{Digest, Mach, Signature};
use proptest::prelude::*;

use super::*;
use crate::macho::MachFile;

mod chains;
mod messages;
mod seals;

const DIGESTS: [Digest; 2] = [Digest::Sha1, Digest::Sha256];
const INFO: &[u8] = b"<plist/>";
const RESOURCES: &[u8] = b"<plist><dict/></plist>";

/// Two pages of 4 KiB and a part of a third.
fn code() -> Vec<u8> {
    (0..10_000_u32).map(|at| u8::try_from(at % 251).unwrap()).collect()
}

/// Basic constraints of an authority.
fn authority(certificate: CertificateBuilder) -> CertificateBuilder {
    certificate.critical_extension("2.5.29.19", &der::sequence(&[&der::element(1, &[0xff])]))
}

/// A root, an authority that it issued, and a distribution certificate of the team that testkit's code directories state.
struct People {
    root: CertificateBuilder,
    middle: CertificateBuilder,
    leaf: CertificateBuilder,
}

impl People {
    fn new() -> Self {
        let root = authority(CertificateBuilder::new("Root"));
        let middle = authority(CertificateBuilder::new("Middle").key(TestKey::OtherP256).issued_by(&root));
        let leaf = Self::leaf("1.2.840.113635.100.6.1.4", &middle);
        Self { root, middle, leaf }
    }

    fn leaf(extension: &str, issuer: &CertificateBuilder) -> CertificateBuilder {
        let leaf = CertificateBuilder::new("Leaf").attribute("2.5.4.11", "TEAM123456").key(TestKey::P384);
        leaf.serial(&der::integer(&[7])).extension(extension, &der::null()).issued_by(issuer)
    }

    fn anchors(&self) -> Anchors {
        Anchors::of([Certificate::new(self.root.build_der()).digests().sha256])
    }

    /// Signs these attributes; the signer's own certificate stands in the middle.
    fn sign(&self, attributes: &[u8]) -> Vec<u8> {
        message(&self.leaf, &[&self.middle, &self.leaf, &self.root], attributes)
    }
}

fn sealed() -> Sealed<'static> {
    Sealed { info: Some(INFO), resources: Some(RESOURCES) }
}

/// The blob of a signature over [`code`], signed by what makes a message of its code directories.
fn built(signature: &Signature, sign: impl FnOnce(&[Vec<u8>]) -> Vec<u8>) -> Vec<u8> {
    let cms = sign(&signature.directories(&code()));
    Signature { cms: Some(cms), ..signature.clone() }.build(&code())
}

/// A sound one.
fn sound() -> Vec<u8> {
    let signature = Signature::new("org.example.app");
    built(&signature, |directories| People::new().sign(&attributes(&signature.digests, directories)))
}

fn verdict_on(slice: &[u8], blob: &[u8], sealed: &Sealed<'_>) -> SliceVerdict {
    let signature = CodeSignature::parse(blob).unwrap();
    let mut budget = Budget::new(&Limits::default());
    verify(slice, &signature, sealed, &People::new().anchors(), &mut budget)
}

fn verdict(blob: &[u8]) -> SliceVerdict {
    verdict_on(&code(), blob, &sealed())
}

#[test]
fn a_sound_signature_holds_in_all_its_parts() {
    let verdict = verdict(&sound());
    assert_eq!(verdict.cms, Cms::Valid { signer: 1 });
    assert_eq!((verdict.leaf, verdict.pages, verdict.holds()), (Some(1), Some(true), Some(true)));
    assert_eq!(verdict.signing_time.unwrap().to_string(), "2019-05-01T12:00:00Z");
    let chain = verdict.chain.as_ref().unwrap();
    assert_eq!(
        (chain.kind, chain.anchored, &*chain.certificates),
        (LeafKind::Distribution, true, &[1, 0, 2][..])
    );
    assert_eq!(verdict.certificate().unwrap().raw(), People::new().leaf.build_der());
    let states: Vec<_> = verdict.slots.each().map(|(slot, state)| (slot.0, state.unwrap().name())).collect();
    assert_eq!(states, [(1, "ok"), (2, "ok"), (3, "ok"), (5, "ok"), (7, "absent")]);
}

#[test]
fn a_file_that_is_signed_over_its_own_pages_holds() {
    let mach = Mach { signature: Some(Signature::new("org.example.app")), ..Mach::arm64() };
    let layout = mach.signed_by(6000, |directories| People::new().sign(&attributes(&DIGESTS, directories)));
    let file = MachFile::parse(&layout.bytes).unwrap();
    let slice = &file.slices[0];
    let blob = slice.code_signature_bytes(&layout.bytes).unwrap();
    assert_eq!(verdict_on(slice.bytes(&layout.bytes), blob, &sealed()).holds(), Some(true));
    // Apple's roots know nothing of it.
    let mut budget = Budget::new(&Limits::default());
    let signature = CodeSignature::parse(blob).unwrap();
    let verdict = verify(slice.bytes(&layout.bytes), &signature, &sealed(), &Anchors::default(), &mut budget);
    assert_eq!((verdict.holds(), matches!(verdict.cms, Cms::Valid { .. })), (None, true));
}

#[test]
fn work_that_exceeds_the_budget_is_no_verdict() {
    let signature = sound();
    let limits = Limits { total_size: 100, ..Limits::default() };
    let parsed = CodeSignature::parse(&signature).unwrap();
    let verdict = verify(&code(), &parsed, &sealed(), &People::new().anchors(), &mut Budget::new(&limits));
    assert!(matches!(verdict.cms, Cms::Unreadable(Unread::Limit(_))), "{:?}", verdict.cms);
    assert_eq!((verdict.pages, verdict.holds(), verdict.leaf), (Some(true), None, None));
}

proptest! {
    #[test]
    fn mutated_signatures_never_panic_and_seldom_hold(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in prop::option::of(any::<prop::sample::Index>()),
        short in any::<prop::sample::Index>(),
    ) {
        let sound = sound();
        let mut bytes = sound.clone();
        for (index, value) in changes {
            let at = index.index(bytes.len());
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let Ok(signature) = CodeSignature::parse(&bytes) else { return Ok(()) };
        let code = code();
        let mut budget = Budget::new(&Limits::default());
        let anchors = People::new().anchors();
        let _ = verify(&code[..short.index(code.len())], &signature, &Sealed::default(), &anchors, &mut budget);
        let verdict = verify(&code, &signature, &sealed(), &anchors, &mut budget);
        // Names and numbers that nobody seals apart, bytes behind the end: nothing of the code directories can have changed.
        if verdict.holds() == Some(true) {
            let before = CodeSignature::parse(&sound).unwrap();
            let seen: Vec<_> = signature.directories.iter().map(|it| it.bytes().to_vec()).collect();
            let made: Vec<_> = before.directories.iter().map(|it| it.bytes().to_vec()).collect();
            prop_assert_eq!(seen, made);
        }
    }
}
