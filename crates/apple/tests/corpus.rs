//! The shared corpus: executables of real packages against answers of other tools, and everything else that begins as a Mach-O file.

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use beian_apple::code_signature::{CodeDirectory, CodeSignature, HashType, Signing, Slot};
use beian_apple::macho::{MachFile, Slice};
use beian_pki::digest::hex;
use beian_testkit::corpus::{Row, corpus, files, table};
use common::entries;

fn text(bytes: Option<&[u8]>) -> String {
    bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
}

/// A file, and the signature of each slice.
struct Executable<'a> {
    bytes: &'a [u8],
    file: MachFile,
    signatures: Vec<Option<CodeSignature<'a>>>,
}

impl<'a> Executable<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let file = MachFile::parse(bytes).ok()?;
        let signature = |slice: &Slice| CodeSignature::parse(slice.code_signature_bytes(bytes)?).ok();
        let signatures = file.slices.iter().map(signature).collect();
        Some(Self { bytes, file, signatures })
    }

    fn pairs(&self) -> impl Iterator<Item = (&Slice, Option<&CodeSignature<'a>>)> {
        self.file.slices.iter().zip(self.signatures.iter().map(Option::as_ref))
    }

    /// Each slice's value, as the table writes them.
    fn each(&self, value: impl Fn(&Slice, Option<&CodeSignature<'a>>) -> String) -> String {
        let pairs = self.pairs();
        let values: Vec<_> = pairs
            .map(|(slice, signature)| format!("{}={}", slice.cpu.arch(), value(slice, signature)))
            .collect();
        values.join(",")
    }

    /// The value that all slices have.
    fn all(&self, value: impl Fn(&Slice, Option<&CodeSignature<'a>>) -> String) -> String {
        let mut values: Vec<_> = self.pairs().map(|(slice, signature)| value(slice, signature)).collect();
        values.dedup();
        values.join(",")
    }

    /// Of each slice the digest of the code directory of this hash function.
    fn digests(&self, hash: HashType) -> String {
        self.each(|_, signature| {
            let mut directories = signature.into_iter().flat_map(|signature| &signature.directories);
            let directory = directories.find(|directory| directory.hash_type == hash);
            directory.and_then(CodeDirectory::digest).map_or("none".into(), |digest| hex(&digest))
        })
    }

    /// The columns of the table, for a package that is signed or not.
    fn columns(&self) -> BTreeMap<&'static str, String> {
        let archs: Vec<_> = self.file.slices.iter().map(|slice| slice.cpu.arch()).collect();
        let mut columns = BTreeMap::from([
            ("archs", archs.join(",")),
            ("platform", self.all(|slice, _| slice.platform().map(|it| it.to_string()).unwrap_or_default())),
            ("cryptid", self.each(|slice, _| slice.encryption.map_or("none".into(), |it| it.id.to_string()))),
            ("uuid", self.each(|slice, _| slice.uuid.map_or("none".into(), |uuid| hex(&uuid)))),
            (
                "has_signature",
                self.all(|_, signature| {
                    // The table's tools call whatever has no message ad hoc.
                    let signing = signature.map(CodeSignature::signing);
                    signing
                        .map_or("no", |it| if it == Signing::Cms { "yes" } else { "yes, ad hoc" })
                        .to_owned()
                }),
            ),
        ]);
        let signed = self.signatures.iter().all(Option::is_some);
        if signed {
            let best =
                |signature: Option<&CodeSignature<'a>>| signature.and_then(|it| it.best_directory().cloned());
            columns.extend([
                (
                    "cd_identifier",
                    self.all(|_, signature| text(best(signature).and_then(|it| it.identifier))),
                ),
                ("team_id", self.all(|_, signature| text(best(signature).and_then(|it| it.team)))),
                (
                    "hash_types",
                    self.each(|_, signature| {
                        let directories = signature.into_iter().flat_map(|signature| &signature.directories);
                        directories.map(|it| it.hash_type.to_string()).collect::<Vec<_>>().join("+")
                    }),
                ),
                ("cdhash_sha1", self.digests(HashType::SHA1)),
                ("cdhash_sha256_full", self.digests(HashType::SHA256)),
            ]);
        } else {
            let absent = ["cd_identifier", "team_id", "hash_types", "cdhash_sha1", "cdhash_sha256_full"];
            columns.extend(absent.map(|column| (column, String::new())));
        }
        columns
    }
}

#[test]
fn main_executables_are_as_other_tools_see_them() {
    let Some(corpus) = corpus() else { return };
    let (mut compared, mut differing) = (BTreeMap::<_, usize>::new(), Vec::new());
    for row in table(&corpus.join("EXPECTED-ipa.tsv")).iter().filter(|row| !row["archs"].is_empty()) {
        let entries = entries(&corpus.join(&row["file"]));
        let name = format!("{}/{}", row["main_bundle"], row["executable"]);
        let (_, bytes) = entries.iter().find(|(other, _)| *other == name).unwrap();
        for (column, ours) in Executable::of(bytes).unwrap().columns() {
            *compared.entry(column).or_default() += 1;
            if ours != row[column] {
                differing.push(format!("{} {column}: {ours}, not {}", row["file"], row[column]));
            }
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(compared.len() == 10 && compared.values().all(|&count| count >= 30), "{compared:?}");
}

/// Whether all pages of all code directories hash to what stands there.
fn pages_hold(slice: &Slice, signature: &CodeSignature<'_>, file: &[u8]) -> bool {
    let bytes = slice.bytes(file);
    signature.directories.iter().all(|directory| {
        (0..directory.code_slots).all(|number| {
            let page = directory.page_range(number).unwrap();
            let page = usize::try_from(page.start).unwrap()..usize::try_from(page.end).unwrap();
            directory.hash_type.digest(&bytes[page]).as_deref() == directory.code_slot(number)
        })
    })
}

/// What a slot's blob is against its seals, in the table's words.
fn blob_holds(signature: &CodeSignature<'_>, slot: Slot) -> &'static str {
    let Some(blob) = signature.blob(slot) else { return "absent" };
    let directories = &signature.directories;
    if directories.iter().all(|directory| directory.sealed(slot).is_none()) {
        return "not sealed";
    }
    let hashed = blob.hashed().unwrap();
    let holds = directories.iter().all(|it| it.hash_type.digest(hashed).as_deref() == it.sealed(slot));
    if holds { "ok" } else { "differs" }
}

#[test]
fn hashes_hold_where_another_verifier_found_that_they_do() {
    let Some(corpus) = corpus() else { return };
    let rows = table(&corpus.join("EXPECTED-ipa-verify.tsv"));
    let mut by_executable = BTreeMap::<_, Vec<&Row>>::new();
    for row in rows.iter().filter(|row| !row["codedirectory_pages_ok"].is_empty()) {
        by_executable.entry((&row["file"], &row["bundle"], &row["executable"])).or_default().push(row);
    }
    let (mut slices, mut differing) = (0, Vec::new());
    for ((package, bundle, executable), rows) in by_executable {
        let entries = entries(&corpus.join(package));
        let name = format!("{bundle}/{executable}");
        let (_, bytes) = entries.iter().find(|(other, _)| *other == name).unwrap();
        let executable = Executable::of(bytes).unwrap();
        assert_eq!(executable.file.slices.len(), rows.len(), "{package} {name}");
        for ((slice, signature), row) in executable.pairs().zip(rows) {
            let signature = signature.unwrap();
            slices += 1;
            let pages = if pages_hold(slice, signature, executable.bytes) { "yes" } else { "no" };
            let ours = [
                ("slice", &*slice.cpu.arch()),
                ("codedirectory_pages_ok", pages),
                ("requirements_ok", blob_holds(signature, Slot::REQUIREMENTS)),
                ("entitlements_ok", blob_holds(signature, Slot::ENTITLEMENTS)),
                ("der_entitlements_ok", blob_holds(signature, Slot::DER_ENTITLEMENTS)),
            ];
            let differs = ours.iter().filter(|(column, ours)| row[*column] != **ours);
            differing.extend(differs.map(|(column, ours)| format!("{package} {name} {column}: {ours}")));
            // No other tool looked at the lists in slot 4: their hashes are over what is wrapped.
            assert_ne!(blob_holds(signature, Slot::APPLICATION), "differs", "{package} {name}");
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(slices > 50, "{slices}");
}

#[test]
fn what_a_broken_table_does_not_touch_is_read() {
    let Some(corpus) = corpus() else { return };
    let odd = corpus.join("ipa-odd/derived");
    let executable = |path: &Path, name: &str| {
        entries(path).into_iter().find(|(other, _)| other == name).map(|(_, bytes)| bytes).unwrap()
    };
    let name = "Payload/UnCrackable Level 1.app/UnCrackable Level 1";
    let sound = executable(&corpus.join("ipa/mastg-UnCrackable-1-early.ipa"), name);
    let sound = Executable::of(&sound).unwrap().columns();
    // What each of them costs; everything else is as in the sound package.
    let broken: [(&str, &[&str]); 5] = [
        ("fat-count-huge", &[]),
        ("ncmds-huge", &[]),
        ("sig-count-huge", &[]),
        ("cd-ident-offset", &["cd_identifier", "cdhash_sha1", "cdhash_sha256_full"]),
        ("cd-slots-huge", &["cdhash_sha1", "cdhash_sha256_full"]),
    ];
    for (which, costs) in broken {
        let bytes = executable(&odd.join(format!("uncrackable-{which}.ipa")), name);
        let executable = Executable::of(&bytes).unwrap();
        let ours = executable.columns();
        let differing: Vec<_> =
            sound.keys().filter(|column| ours[*column] != sound[*column]).copied().collect();
        assert!(differing.iter().all(|column| costs.contains(column)), "{which}: {differing:?}");
        let of_file = executable.file.problems.len();
        let of_slices: usize = executable.file.slices.iter().map(|slice| slice.problems.len()).sum();
        let of_signatures: usize = executable.signatures.iter().flatten().map(|it| it.problems.len()).sum();
        assert!(of_file + of_slices + of_signatures > 0, "{which}: nothing is said");
    }
    let bytes = executable(&odd.join("uncrackable-cmdsize-zero.ipa"), name);
    let file = MachFile::parse(&bytes).unwrap();
    assert_eq!((file.slices[0].uuid, file.slices[0].problems.len()), (None, 1));
    assert!(file.slices[1].uuid.is_some() && file.slices[1].problems.is_empty());
    for cut in ["header-only", "truncated"] {
        let path = odd.join(format!("capable-macho-{cut}.ipa"));
        let bytes = executable(&path, "Payload/very-capable-app.app/very-capable-app");
        let file = MachFile::parse(&bytes).unwrap();
        assert_eq!(file.slices[0].cpu.arch(), "arm64");
        assert!(!file.slices[0].problems.is_empty(), "{cut}");
    }
}

#[test]
fn a_message_that_was_taken_out_is_not_an_ad_hoc_signature() {
    let Some(corpus) = corpus() else { return };
    let entries = entries(&corpus.join("ipa-odd/derived/uncrackable-adhoc.ipa"));
    let bytes =
        entries.iter().find(|(name, _)| name.ends_with("/UnCrackable Level 1")).map(|(_, bytes)| bytes);
    let executable = Executable::of(bytes.unwrap()).unwrap();
    let signing: Vec<_> = executable.signatures.iter().flatten().map(CodeSignature::signing).collect();
    assert_eq!(signing, [Signing::Missing; 2]);
}

#[test]
fn nothing_of_the_corpus_is_too_much() {
    let Some(corpus) = corpus() else { return };
    let (mut machs, mut sound) = (0, 0);
    let mut walk = |bytes: &[u8]| {
        let Some(executable) = Executable::of(bytes) else { return };
        machs += 1;
        let mut problems = executable.file.problems.len();
        for (slice, signature) in executable.pairs() {
            problems += slice.problems.len();
            for section in slice.sections() {
                assert!(slice.section_bytes(bytes, section).len() <= bytes.len());
            }
            let Some(signature) = signature else { continue };
            problems += signature.problems.len();
            for directory in &signature.directories {
                let hashes =
                    (0..directory.code_slots.min(1 << 16)).filter_map(|number| directory.code_slot(number));
                assert!(hashes.count() <= directory.bytes().len());
            }
        }
        sound += usize::from(problems == 0);
    };
    for path in files(&corpus.join("ipa-odd/macho")) {
        walk(&fs::read(path).unwrap());
    }
    for path in files(&corpus.join("ipa")).into_iter().chain(files(&corpus.join("ipa-odd"))) {
        for (_, bytes) in entries(&path) {
            walk(&bytes);
        }
    }
    assert!(machs > 200 && sound > 150, "{machs} {sound}");
}
