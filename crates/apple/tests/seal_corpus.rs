//! The shared corpus: bundles' files against their seals, as another verifier saw them.

use std::collections::BTreeSet;

use beian_apple::seal::{BundleFile, CODE_RESOURCES, FileKind, Outcome, Plan, Seal};
use beian_archive::{Archive, Budget, Entry, Limits, Scratch, Source};
use beian_testkit::corpus::{Row, corpus, table};

/// `S_IFLNK` in the mode that archives made on Unix keep (APPNOTE, 4.4.2 and 4.4.15).
fn kind(entry: &Entry) -> FileKind {
    let is_link = entry.made_by() >> 8 == 3 && (entry.attributes() >> 28) == 0o12;
    if is_link { FileKind::Symlink } else { FileKind::Regular }
}

/// The table names as many files of a kind, and counts all.
const MOST_NAMED: usize = 20;

struct Package {
    archive: Archive,
    budget: Budget,
    scratch: Scratch,
}

impl Package {
    fn read(&mut self, entry: &Entry) -> Vec<u8> {
        let mut out = Vec::new();
        self.archive.read_with(&mut self.scratch, entry.index(), &mut self.budget, &mut out).unwrap();
        out
    }

    /// The outcome of the bundle at this path.
    fn outcome(&mut self, bundle: &str, executable: &str) -> Outcome {
        let entries: Vec<Entry> = self.archive.entries().to_vec();
        let front = format!("{bundle}/");
        let files: Vec<(&[u8], &Entry)> = entries
            .iter()
            .filter(|entry| !entry.is_folder())
            .filter_map(|entry| Some((entry.name().strip_prefix(front.as_bytes())?, entry)))
            .collect();
        let find = |name: &[u8]| files.iter().find(|(other, _)| *other == name).unwrap().1;
        let list = self.read(find(CODE_RESOURCES.as_bytes()));
        let seal = Seal::parse(&list, &mut self.budget).unwrap();
        let tree = files.iter().map(|&(path, entry)| BundleFile { path, kind: kind(entry) });
        let executable = Some(executable.as_bytes()).filter(|name| !name.is_empty());
        let plan: Plan = seal.plan(tree, executable, &mut self.budget).unwrap();
        let checks: Vec<_> =
            plan.wanted_files().map(|path| plan.check(path, &self.read(find(path))).unwrap()).collect();
        plan.finish(checks)
    }
}

fn names(paths: &[Vec<u8>]) -> Vec<String> {
    paths.iter().map(|path| String::from_utf8_lossy(path).into_owned()).collect()
}

fn expected(row: &Row, column: &str) -> Vec<String> {
    row[column].split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn files_are_as_another_verifier_found_them() {
    let Some(corpus) = corpus() else { return };
    let (mut bundles, mut differing) = (BTreeSet::new(), Vec::new());
    for row in table(&corpus.join("EXPECTED-ipa-verify.tsv")) {
        if row["files_missing"].is_empty() || !bundles.insert((row["file"].clone(), row["bundle"].clone())) {
            continue;
        }
        let limits = Limits { total_size: 1 << 30, ..Limits::default() };
        let mut budget = Budget::new(&limits);
        let source = Source::open(&corpus.join(&row["file"])).unwrap();
        let archive = Archive::recovered(&source, &mut budget).unwrap();
        let mut package = Package { archive, budget, scratch: Scratch::default() };
        let outcome = package.outcome(&row["bundle"], &row["executable"]);
        let lists =
            [("missing", &outcome.missing), ("changed", &outcome.changed), ("unsealed", &outcome.unsealed)];
        for (which, ours) in lists {
            let (ours, theirs) = (names(ours), expected(&row, &format!("{which}_names")));
            let first = ours.get(..MOST_NAMED).unwrap_or(&ours);
            let count: usize = row[&format!("files_{which}")].parse().unwrap();
            if first != theirs || ours.len() != count {
                differing
                    .push(format!("{} {} {which}: {ours:?}, not {theirs:?}", row["file"], row["bundle"]));
            }
        }
        // What no table tells: nothing of honest signers lies outside their own rules.
        let rest = Outcome { missing: Vec::new(), changed: Vec::new(), unsealed: Vec::new(), ..outcome };
        assert_eq!(rest, Outcome::default(), "{} {}", row["file"], row["bundle"]);
    }
    assert!(differing.is_empty(), "{differing:#?}");
    assert!(bundles.len() >= 40, "{}", bundles.len());
}
