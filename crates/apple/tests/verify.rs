//! Signatures of real packages against what another verifier found.

mod common;

use std::collections::BTreeMap;

use beian_apple::code_signature::CodeSignature;
use beian_apple::macho::MachFile;
use beian_apple::verify::{Anchors, Class, Cms, Fault, Sealed, SliceVerdict, SlotState, verify};
use beian_archive::{Budget, Limits};
use beian_pki::SignatureScheme;
use beian_pki::cms::SignerRefusal;
use beian_pki::digest::hex;
use beian_testkit::corpus::{Row, corpus, table};
use common::entries;

type Entries = Vec<(String, Vec<u8>)>;

fn find<'e>(entries: &'e Entries, name: &str) -> Option<&'e [u8]> {
    entries.iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes.as_slice())
}

/// The verdict on each slice of a bundle's executable: its processor, and nothing where it is not signed.
fn verdicts(entries: &Entries, bundle: &str, executable: &str) -> Vec<(String, Option<SliceVerdict>)> {
    let bytes = find(entries, &format!("{bundle}/{executable}")).unwrap();
    let sealed = Sealed {
        info: find(entries, &format!("{bundle}/Info.plist")),
        resources: find(entries, &format!("{bundle}/_CodeSignature/CodeResources")),
    };
    let mut budget = Budget::new(&Limits::default());
    let mut verdict = |slice: &beian_apple::macho::Slice| {
        let signature = CodeSignature::parse(slice.code_signature_bytes(bytes)?).ok()?;
        Some(verify(slice.bytes(bytes), &signature, &sealed, &Anchors::apple(), &mut budget))
    };
    let file = MachFile::parse(bytes).unwrap();
    file.slices.iter().map(|slice| (slice.cpu.arch().to_string(), verdict(slice))).collect()
}

fn slot(state: Option<SlotState>) -> String {
    state.map_or("", SlotState::name).replace('-', " ")
}

/// The columns of the table.
fn columns(verdict: Option<&SliceVerdict>) -> [(&'static str, String); 7] {
    let cms = verdict.map_or("unsigned", |verdict| match &verdict.cms {
        Cms::Valid { .. } => "yes",
        Cms::Invalid(_) => "no",
        // The table's tools do not tell one from the other.
        Cms::AdHoc | Cms::Absent => "no CMS",
        Cms::Unreadable(_) => "unreadable",
    });
    let pages =
        verdict.and_then(|verdict| verdict.pages).map_or("", |holds| if holds { "yes" } else { "no" });
    let slots = verdict.map(|verdict| verdict.slots).unwrap_or_default();
    [
        ("cms_ok", cms.to_owned()),
        ("codedirectory_pages_ok", pages.to_owned()),
        ("info_ok", slot(slots.info)),
        ("resources_ok", slot(slots.resources)),
        ("requirements_ok", slot(slots.requirements)),
        ("entitlements_ok", slot(slots.entitlements)),
        ("der_entitlements_ok", slot(slots.der_entitlements)),
    ]
}

#[test]
fn slices_hold_where_another_verifier_found_that_they_do() {
    let Some(corpus) = corpus() else { return };
    let rows = table(&corpus.join("EXPECTED-ipa-verify.tsv"));
    let mut by_package = BTreeMap::<_, BTreeMap<_, Vec<&Row>>>::new();
    for row in rows.iter().filter(|row| !row["slice"].is_empty()) {
        let executables = by_package.entry(&row["file"]).or_default();
        executables.entry((&row["bundle"], &row["executable"])).or_default().push(row);
    }
    let (mut slices, mut differing) = (0, Vec::new());
    for (package, executables) in by_package {
        let entries = entries(&corpus.join(package));
        for ((bundle, executable), rows) in executables {
            let verdicts = verdicts(&entries, bundle, executable);
            assert_eq!(verdicts.len(), rows.len(), "{package} {bundle}");
            for ((arch, verdict), row) in verdicts.iter().zip(rows) {
                slices += 1;
                assert_eq!(*arch, row["slice"]);
                for (column, ours) in columns(verdict.as_ref()) {
                    if ours != row[column] {
                        differing.push(format!("{package} {bundle} {arch} {column}: {ours}: {verdict:?}"));
                    }
                }
            }
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(slices >= 60, "{slices}");
}

#[test]
fn signers_and_times_are_those_that_other_tools_name() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut differing, mut classes) = (0, Vec::new(), BTreeMap::<_, usize>::new());
    let rows = table(&corpus.join("EXPECTED-ipa.tsv"));
    for row in rows.iter().filter(|row| !row["leaf_sha1"].is_empty()) {
        let entries = entries(&corpus.join(&row["file"]));
        let verdicts = verdicts(&entries, &row["main_bundle"], &row["executable"]);
        for (arch, verdict) in &verdicts {
            let Some(verdict) = verdict else { continue };
            let sha1 = verdict.certificate().map(|leaf| hex(&leaf.digests().sha1)).unwrap_or_default();
            let time = verdict.signing_time.map(|time| time.to_string()).unwrap_or_default();
            compared += 1;
            let expected = |column: &str| {
                let cell = &row[column];
                let of_slice = |part: &str| part.strip_prefix(&format!("{arch}=")).map(str::to_owned);
                if cell.contains('=') { cell.split(',').find_map(of_slice) } else { Some(cell.clone()) }
            };
            for (column, ours) in [("leaf_sha1", &sha1), ("signing_time", &time)] {
                if expected(column).as_ref() != Some(ours) {
                    differing.push(format!("{} {arch} {column}: {ours}, not {}", row["file"], row[column]));
                }
            }
            // Every message that Apple's tools made has its root in it.
            let chain = verdict.chain.as_ref().unwrap();
            let is_apple = row["leaf_issuer"].starts_with("Apple ");
            assert_eq!(chain.anchored, is_apple, "{} {chain:?}", row["file"]);
            assert_eq!(chain.certificates.len(), if is_apple { 3 } else { 1 }, "{}", row["file"]);
            *classes.entry(chain.class(None).name()).or_default() += 1;
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(compared >= 40, "{compared}");
    let names: Vec<_> = classes.keys().copied().collect();
    assert_eq!(
        names,
        [Class::Development, Class::Distribution, Class::Unknown].map(Class::name),
        "{classes:?}"
    );
}

#[test]
fn values_that_are_not_in_the_order_of_der_are_verified_as_stored() {
    let Some(corpus) = corpus() else { return };
    let entries = entries(&corpus.join("ipa/rnvideo-react-native-2019-01.ipa"));
    for (_, verdict) in verdicts(&entries, "Payload/rnvideo.app", "rnvideo") {
        let verdict = verdict.unwrap();
        assert!(matches!(verdict.cms, Cms::Valid { .. }) && verdict.holds() == Some(true));
        let signer = verdict.message.as_ref().unwrap().signers[0].as_ref().unwrap();
        let attributes = signer.attributes().unwrap().unwrap();
        let values: Vec<_> =
            attributes.iter().filter(|it| it.kind.to_string() == "1.2.840.113635.100.9.2").collect();
        assert_eq!((values.len(), values[0].values.len()), (1, 2));
        assert!(matches!(signer.scheme(), Some(SignatureScheme::RsaPkcs1(_))));
    }
}

#[test]
fn a_byte_of_the_signature_costs_the_message_alone() {
    let Some(corpus) = corpus() else { return };
    let entries = entries(&corpus.join("ipa-odd/derived/uncrackable-cms-byte.ipa"));
    let verdicts = verdicts(&entries, "Payload/UnCrackable Level 1.app", "UnCrackable Level 1");
    let verdict = verdicts[1].1.as_ref().unwrap();
    assert!(matches!(verdict.cms, Cms::Invalid(Fault::Signer(SignerRefusal::Signature(_)))), "{verdict:?}");
    assert_eq!((verdict.pages, verdict.holds()), (Some(true), Some(false)));
    assert_eq!(verdicts[0].1.as_ref().and_then(SliceVerdict::holds), Some(true));
}
