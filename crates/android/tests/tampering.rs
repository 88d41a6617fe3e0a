//! Single bits of signed packages are flipped, part by part: which parts a scheme covers, and which it does not.
//!
//! `tampering.tsv` says of each scheme what a flip in a part does. A part that it does not name goes by the scheme's row of `*`. What is
//! covered is *noticed*: the signatures do not hold any more, or the platform does not find them. What is not covered *passes*: they hold
//! as before, and are the same signers'. Of a few parts *some* flips are noticed, and some pass; of one some give *another* signer: they
//! hold, and are shown as somebody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use beian_android::signing::{ApkSignatures, Scheme, SdkRange, V4Signature};

use beian_android::verify::block::{SchemeCheck, v2, v3, v31, v32};
use beian_android::verify::content::Contents;
use beian_android::verify::stamp::{self, StampedDigests};
use beian_android::verify::{ApkVerifier, Issue, Platforms, Sequential, jar, v4};
use beian_archive::{Archive, Budget, Limits, Source};
use beian_pki::Certificate;
use beian_testkit::apk_signing::{ApkSigner, IdsigBuilder, Region, Signed, StampBuilder};
use beian_testkit::cert::{CertificateBuilder, TestKey};
use beian_testkit::corpus::table;
use beian_testkit::jar::{JarBuilder, JarSigner};
use beian_testkit::signing::{LineageBuilder, NO_MAX, SignerBuilder, V31, algorithm};
use beian_testkit::zip::{Descriptor, Entry, ZipBuilder};

/// Flips of a part that is longer than a number.
const SAMPLES: usize = 16;
/// Bytes of the longest number: of those two bits of each byte are flipped.
const NUMBER: usize = 8;

/// Who signs, if the signatures hold: the certificates' digests.
type Verified = Option<Vec<[u8; 32]>>;
type Verify = fn(&Signed) -> Verified;

fn shop() -> CertificateBuilder {
    CertificateBuilder::new("Shop")
}

fn other() -> CertificateBuilder {
    CertificateBuilder::new("Other").key(TestKey::OtherP256)
}

/// An archive that has every part.
fn zip() -> ZipBuilder {
    let late = Entry::deflated("late", b"BBBBBBBB").descriptor(Descriptor { signature: true, crc_error: 0 });
    let full = Entry::deflated("full", b"CCCCCCCC").align(4).central(|header| {
        header.extra = vec![0xfe, 0xca, 0, 0];
        header.comment = b"comment".to_vec();
    });
    ZipBuilder::new()
        .stored("stored", b"AAAA")
        .entry(late)
        .entry(full)
        .before_directory(b"between")
        .comment(b"comment")
}

fn signer(zip: &ZipBuilder) -> ApkSigner {
    ApkSigner::new(&zip.build()).pair(0x7177_7777, b"channel").padded()
}

struct Read {
    archive: Archive,
    signatures: ApkSignatures,
}

impl Read {
    fn of(apk: &[u8]) -> Option<Self> {
        let mut budget = Budget::new(&Limits::default());
        let archive = Archive::strict(&Source::from_bytes(apk.to_vec()), &mut budget).ok()?;
        let signatures = ApkSignatures::read(&archive, &mut budget);
        Some(Self { archive, signatures })
    }

    fn block(&self, scheme: Scheme, check: Option<SchemeCheck<'_>>) -> Verified {
        let mut budget = Budget::new(&Limits::default());
        let check = check?;
        let contents = Contents::of(&self.archive, self.signatures.block.as_ref()?, &mut budget).ok()?;
        let digests = contents.digests(&check.wanted(), &Sequential, &mut budget);
        if check.finish(digests.as_ref()).verified != Some(true) {
            return None;
        }
        let signers = &self.signatures.scheme(scheme)?.signers;
        Some(signers.iter().filter_map(|signer| signer.certificate()).map(sha256).collect())
    }
}

fn sha256(certificate: &Certificate) -> [u8; 32] {
    certificate.digests().sha256
}

fn platforms(min: u32) -> SdkRange {
    SdkRange { min, max: NO_MAX }
}

fn verify_v2(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    read.block(Scheme::V2, v2(&read.signatures, platforms(24), &[]))
}

fn verify_v3(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    read.block(Scheme::V3, v3(&read.signatures, platforms(28)))
}

fn verify_v31(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    read.block(Scheme::V31, v31(&read.signatures, platforms(33)))
}

fn verify_v32(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    read.block(Scheme::V32, v32(&read.signatures, platforms(37)))
}

fn verify_v4(package: &Signed) -> Verified {
    let idsig = package.idsig.clone()?;
    let signature = V4Signature::parse(&idsig).ok()?;
    let (idsig, apk) = (Source::from_bytes(idsig), Source::from_bytes(package.apk.clone()));
    let mut issues = v4::verify(&signature, &idsig, &apk, &Sequential, &mut Budget::new(&Limits::default()));
    let read = Read::of(&package.apk)?;
    let signers = |scheme| read.signatures.scheme(scheme).map(|block| block.signers.as_slice());
    let blocks = v4::VerifiedBlocks { v2: None, v3: signers(Scheme::V3), v31: signers(Scheme::V31) };
    issues.extend(v4::agree(&signature, blocks));
    let certificates = || signature.signers().map(|signer| sha256(&signer.certificate)).collect();
    (Issue::verdict(&issues) == Some(true)).then(certificates)
}

fn verify_stamp(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    let mut digests = StampedDigests::default();
    digests.add_block(read.signatures.scheme(Scheme::V2)?);
    let mut budget = Budget::new(&Limits::default());
    let verdicts = stamp::verify(&read.archive, &read.signatures, &digests, platforms(30), &mut budget);
    let holds = verdicts.first().filter(|verdict| verdict.verified == Some(true))?;
    Some(vec![sha256(holds.stamp?.certificate.as_ref()?)])
}

/// What the table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Noticed,
    Passes,
    Some,
    Another,
}

impl Outcome {
    fn of(word: &str) -> Self {
        match word {
            "noticed" => Self::Noticed,
            "passes" => Self::Passes,
            "some" => Self::Some,
            "another" => Self::Another,
            _ => panic!("{word:?} is no outcome"),
        }
    }
}

/// The table's rows of one scheme, by part and by whose it is.
fn expected(scheme: &str) -> BTreeMap<(String, String), Outcome> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tampering.tsv");
    let rows = table(&path).into_iter().filter(|row| row["scheme"] == scheme);
    rows.map(|row| {
        assert!(!row["reason"].is_empty(), "{row:?}");
        ((row["part"].clone(), row["of"].clone()), Outcome::of(&row["flips"]))
    })
    .collect()
}

/// Which flips of a region are tried: of a number two bits of each byte, of what is longer one bit of bytes all over it, the first and the
/// last among them.
fn flips(region: &Region) -> Vec<(usize, u8)> {
    let size = region.range.len();
    if size <= NUMBER {
        return region.range.clone().flat_map(|at| [(at, 1 << (at % 4)), (at, 0x10 << (at % 4))]).collect();
    }
    let place = |sample: usize| region.range.start + (size - 1) * sample / (SAMPLES - 1);
    let places: BTreeSet<usize> = (0..SAMPLES).map(place).collect();
    places.into_iter().map(|at| (at, 1 << (at % 8))).collect()
}

/// How many flips of a part were noticed, how many passed, and how many gave another signer.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    noticed: usize,
    passed: usize,
    another: usize,
}

impl Tally {
    fn is(self, outcome: Outcome) -> bool {
        let (noticed, passed) = (self.noticed > 0, self.passed > 0);
        let is_so = match outcome {
            Outcome::Noticed => !passed,
            Outcome::Passes => !noticed,
            Outcome::Some => noticed && passed,
            Outcome::Another => noticed && !passed,
        };
        is_so && (self.another > 0) == (outcome == Outcome::Another)
    }
}

fn check(scheme: &str, package: &Signed, verify: Verify) {
    let sound = verify(package);
    assert!(sound.as_ref().is_some_and(|signers| !signers.is_empty()), "{scheme} holds");
    let expected = expected(scheme);
    let mut tallies: BTreeMap<(String, String), Tally> = BTreeMap::new();
    let mut try_flips = |regions: &[Region], flip: &dyn Fn(usize, u8) -> Signed| {
        for region in regions {
            let exact = (region.part.clone(), region.of.clone());
            let of_all = (region.part.clone(), String::new());
            let row = if expected.contains_key(&exact) { exact } else { of_all };
            let tally = tallies.entry(row).or_default();
            for (at, bit) in flips(region) {
                match verify(&flip(at, bit)) {
                    None => tally.noticed += 1,
                    same if same == sound => tally.passed += 1,
                    Some(_) => tally.another += 1,
                }
            }
        }
    };
    try_flips(&package.regions, &|at, bit| {
        let mut flipped = package.clone();
        flipped.apk[at] ^= bit;
        flipped
    });
    try_flips(&package.idsig_regions, &|at, bit| {
        let mut flipped = package.clone();
        flipped.idsig.as_mut().expect("a v4 signature")[at] ^= bit;
        flipped
    });
    let default = expected.get(&("*".to_owned(), String::new())).copied().expect("a row of all other parts");
    let mut found = Vec::new();
    for (row, tally) in &tallies {
        let outcome = expected.get(row).copied().unwrap_or(default);
        if !tally.is(outcome) {
            found.push(format!("{}\t{}: {outcome:?} expected, {tally:?}", row.0, row.1));
        }
    }
    for row in expected.keys().filter(|row| row.0 != "*" && !tallies.contains_key(*row)) {
        found.push(format!("{}\t{}: no such part", row.0, row.1));
    }
    assert!(found.is_empty(), "{scheme}:\n{}", found.join("\n"));
}

/// The entries of [`zip`], signed, and one that need not be.
fn jar_of(signer: &JarSigner) -> ZipBuilder {
    let files = JarBuilder::new()
        .entry("stored", b"AAAA")
        .entry("late", b"BBBBBBBB")
        .entry("full", b"CCCCCCCC")
        .signer(signer.clone())
        .files();
    let with_files = files.into_iter().fold(zip(), |zip, (name, data)| zip.stored(&name, &data));
    with_files.deflated("META-INF/unsigned", b"DDDDDDDD")
}

fn verify_v1(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    let (jar, mut budget) = (&read.signatures.v1, Budget::new(&Limits::default()));
    let verdict = jar::verify(&read.archive, jar, platforms(21), &[], &mut budget, &Sequential);
    let signer = |signer: &jar::VerifiedSigner| {
        let message = jar.signers[signer.signer].message.as_ref()?;
        message.certificates.get(*signer.chain.first()?).map(sha256)
    };
    verdict.signers.iter().map(signer).collect::<Verified>().filter(|_| verdict.verified == Some(true))
}

#[test]
fn v1_covers_the_bytes_of_entries_and_not_the_archive() {
    check("v1", &signer(&jar_of(&JarSigner::new("CERT", &shop()))).sign(), verify_v1);
}

#[test]
fn v2_covers_all_but_what_is_beside_it_in_the_block() {
    let two = SignerBuilder::v2(&other()).algorithms(&[algorithm::ECDSA_SHA256, algorithm::ECDSA_SHA512]);
    let package = signer(&zip()).v2(&SignerBuilder::v2(&shop())).v2(&two.attribute(7, b"attribute")).sign();
    check("v2", &package, verify_v2);
}

#[test]
fn a_verity_digest_covers_what_others_do() {
    let package =
        signer(&zip()).v2(&SignerBuilder::v2(&shop()).algorithms(&[algorithm::VERITY_ECDSA_SHA256])).sign();
    check("v2 verity", &package, |package| {
        let read = Read::of(&package.apk)?;
        read.block(Scheme::V2, v2(&read.signatures, platforms(28), &[]))
    });
}

fn lineage() -> Vec<u8> {
    LineageBuilder::new(&shop(), 23).then(&other(), 23).build()
}

#[test]
fn v3_covers_all_but_what_is_beside_it_in_the_block() {
    let rotated = SignerBuilder::v3(&other(), 28, NO_MAX).attribute(0x3ba0_6f8c, &lineage());
    check("v3", &signer(&zip()).v3(&rotated).sign(), verify_v3);
}

fn rotated_for_newer() -> ApkSigner {
    let older = SignerBuilder::v3(&shop(), 28, 32).attribute(0x559f_8b02, &33_u32.to_le_bytes());
    let newer = SignerBuilder::v3(&other(), 33, NO_MAX).attribute(0x3ba0_6f8c, &lineage());
    signer(&zip()).v3(&older).v31(&newer)
}

#[test]
fn v31_covers_all_but_what_is_beside_it_in_the_block() {
    check("v3.1", &rotated_for_newer().sign(), verify_v31);
}

#[test]
fn v32_covers_all_but_what_is_beside_it_in_the_block() {
    let quantum = CertificateBuilder::new("Quantum").key(TestKey::MlDsa65);
    let [classical, quantum] = [shop(), quantum].map(|signer| SignerBuilder::v3(&signer, 37, NO_MAX));
    check("v3.2", &signer(&zip()).v32(&classical).v32(&quantum).sign(), verify_v32);
}

#[test]
fn v4_covers_all_of_the_package_and_all_of_its_own_file_but_a_tree_that_is_too_long() {
    let idsig = IdsigBuilder::new(&shop()).further(V31, &other()).additional(b"more");
    check("v4", &rotated_for_newer().v4(&idsig).sign(), verify_v4);
}

/// By all schemes, each of which says which others should be there.
fn signed_by_all() -> Signed {
    let newer = |number: u32| SignerBuilder::v2(&shop()).attribute(0xbeef_f00d, &number.to_le_bytes());
    let files = JarSigner::new("CERT", &shop()).attribute("X-Android-APK-Signed", "2, 3");
    let older = SignerBuilder::v3(&shop(), 28, 32).attribute(0x559f_8b02, &33_u32.to_le_bytes());
    let rotated = SignerBuilder::v3(&other(), 33, NO_MAX).attribute(0x3ba0_6f8c, &lineage());
    signer(&jar_of(&files)).v2(&newer(3)).v3(&older).v31(&rotated).sign()
}

fn verify_all(package: &Signed) -> Verified {
    let read = Read::of(&package.apk)?;
    let mut budget = Budget::new(&Limits::default());
    let (archive, signatures) = (&read.archive, &read.signatures);
    let platforms = Platforms { min_sdk: Ok(21), target_sdk: 30, target_sandbox: 1 };
    let platforms = Some(&platforms);
    let verifier = ApkVerifier { archive, signatures, platforms, min_sdk: None, max_sdk: None };
    let blocks = verifier.blocks(&Sequential, &mut budget);
    let found = verifier.found();
    let jar = jar::verify(archive, &signatures.v1, verifier.range(), &found, &mut budget, &Sequential);
    let verdict = verifier.finish(&blocks, Some(&jar), None, &Sequential, &mut budget);
    let primary = || {
        signatures.resolve(verifier.range()).signers.first().map(|signer| vec![sha256(signer.certificate)])
    };
    if verdict.verified == Some(true) { primary() } else { None }
}

#[test]
fn all_schemes_together_cover_what_each_does_and_that_the_others_are_there() {
    check("all", &signed_by_all(), verify_all);
}

#[test]
fn a_stamp_covers_what_the_package_s_signers_say_and_not_the_package() {
    let stamp = StampBuilder::v2(&other()).attribute(0xe43c_5946, &7_u64.to_le_bytes());
    let package = signer(&zip().entry(stamp.entry())).v2(&SignerBuilder::v2(&shop())).stamp(&stamp).sign();
    check("stamp", &package, verify_stamp);
}
