//! What bundles seal of their files, compared while the files are read by whoever reads them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use beian_apple::bundle::{AppBundle, Bundle};
use beian_apple::seal::{BundleFile, CODE_RESOURCES, FileCheck, FileKind, Outcome, Plan, Seal};
use beian_archive::{Archive, Budget, Entry, EntryIndex, Inflated};
use beian_model::{BundleFiles, Finding, FindingId, Place};

use super::identity::MOST_NESTED;
use super::shown;
use crate::feeder::Watcher;
use crate::findings::Findings;
use crate::package::Package;

/// The file type in a Unix mode, and that of a symbolic link (`sys/stat.h`).
const FILE_TYPE: u32 = 0o170_000;
const LINK: u32 = 0o120_000;
/// "Made by" of a Unix system (APPNOTE.TXT, 4.4.2).
const UNIX: u16 = 3;

/// The bundles of an app that seal their files.
#[derive(Default)]
pub(super) struct Seals {
    bundles: Vec<Sealed>,
    /// Of each entry that is wanted, the bundles that want it, and its path in each.
    wanted: HashMap<EntryIndex, Vec<(usize, Vec<u8>)>>,
    /// Whether a list could not be read.
    is_broken: bool,
}

struct Sealed {
    bundle: Bundle,
    plan: Plan,
    checks: Mutex<Vec<FileCheck>>,
}

impl Watcher for Seals {
    fn see(&self, entry: EntryIndex, bytes: &[u8], inflated: &Inflated, _: bool) {
        for (place, path) in self.wanted.get(&entry).into_iter().flatten() {
            let Some(sealed) = self.bundles.get(*place) else { continue };
            // Bytes that are not all there are not what was sealed, and nobody knows what is.
            let whole = inflated.is_complete();
            let check = if whole { sealed.plan.check(path, bytes) } else { sealed.plan.not_read(path) };
            sealed.checks.lock().unwrap_or_else(PoisonError::into_inner).extend(check);
        }
    }
}

impl Seals {
    /// The seals of an app and of the bundles in it; `executables` are the paths of their own code, as far as they are known.
    pub(super) fn of(
        main: &AppBundle,
        executables: &HashMap<Vec<u8>, Vec<u8>>,
        package: &mut Package,
        budget: &mut Budget,
        findings: &mut Findings,
    ) -> Self {
        let mut seals = Self::default();
        for bundle in std::iter::once(&main.bundle).chain(main.nested.iter().take(MOST_NESTED)) {
            let Some(index) =
                bundle.join(CODE_RESOURCES).and_then(|path| package.named(&path).first().copied())
            else {
                continue;
            };
            let Ok(content) = package.once(index, budget, findings) else {
                seals.is_broken = true;
                continue;
            };
            let executable = executables.get(&bundle.path).map(Vec::as_slice);
            let planned = Seal::parse(content.bytes(), budget).and_then(|seal| {
                let files = files(bundle, package.archive());
                seal.plan(files, executable.and_then(|path| bundle.within(path)), budget)
            });
            match planned {
                Ok(plan) => seals.add(bundle, plan, package.archive()),
                Err(error) => {
                    seals.is_broken = true;
                    let entry = package.name(index);
                    let holes = [("entry", entry.as_str().into()), ("reason", error.to_string().into())];
                    findings.push_of_entry(
                        Finding::new(FindingId::IosSealUnreadable, &holes).at(Place::entry(entry)),
                    );
                }
            }
        }
        seals
    }

    fn add(&mut self, bundle: &Bundle, plan: Plan, archive: &Archive) {
        let place = self.bundles.len();
        // Of several entries of one name the first counts, as everywhere.
        let mut first: HashMap<&[u8], EntryIndex> = HashMap::new();
        for entry in archive.entries() {
            if let Some(path) = bundle.within(entry.name()) {
                first.entry(path).or_insert(entry.index());
            }
        }
        for path in plan.wanted_files() {
            if let Some(index) = first.get(path) {
                self.wanted.entry(*index).or_default().push((place, path.to_vec()));
            }
        }
        self.bundles.push(Sealed { bundle: bundle.clone(), plan, checks: Mutex::default() });
    }

    /// The entries that are wanted.
    pub(super) fn entries(&self) -> impl Iterator<Item = EntryIndex> {
        self.wanted.keys().copied()
    }

    /// What came out of it: of each bundle what it seals, and whether all of it holds.
    pub(super) fn finish(self, findings: &mut Findings) -> Compared {
        let mut holds = if self.is_broken { None } else { Some(true) };
        let (mut files, mut nested) = (Vec::new(), Vec::new());
        for Sealed { bundle, plan, checks } in self.bundles {
            let outcome = plan.finish(checks.into_inner().unwrap_or_else(PoisonError::into_inner));
            holds = match (holds, verdict(&outcome)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (None, _) | (_, None) => None,
                _ => Some(true),
            };
            nested.extend(outcome.nested.iter().map(|code| SealedCode {
                path: format!("{}/{}", shown(&bundle.path), shown(&code.path)),
                cdhash: code.cdhash.clone(),
            }));
            let found = report(&bundle, &outcome);
            told(&found, findings);
            files.push(found);
        }
        Compared { files, holds, nested }
    }
}

/// What bundles seal of their files, compared.
pub(super) struct Compared {
    pub(super) files: Vec<BundleFiles>,
    /// Whether every file that is sealed is there and unchanged, and none is there that should be and is not.
    pub(super) holds: Option<bool>,
    /// Code that is sealed as a whole.
    pub(super) nested: Vec<SealedCode>,
}

/// Code that a bundle seals by its code directory.
pub(super) struct SealedCode {
    /// The path of the bundle, or of the file, that it is.
    pub(super) path: String,
    /// The hash of its code directory.
    pub(super) cdhash: Option<Vec<u8>>,
}

fn verdict(outcome: &Outcome) -> Option<bool> {
    let differs = !outcome.missing.is_empty() || !outcome.changed.is_empty() || !outcome.unsealed.is_empty();
    match () {
        () if differs => Some(false),
        () if outcome.holds() => Some(true),
        () => None,
    }
}

fn report(bundle: &Bundle, outcome: &Outcome) -> BundleFiles {
    let paths = |list: &[Vec<u8>]| list.iter().map(|path| shown(path)).collect();
    BundleFiles {
        bundle: shown(&bundle.path),
        missing: paths(&outcome.missing),
        changed: paths(&outcome.changed),
        unsealed: paths(&outcome.unsealed),
    }
}

/// The findings of a bundle whose files are not what is sealed.
fn told(found: &BundleFiles, findings: &mut Findings) {
    let lists = [
        (FindingId::IosFilesMissing, &found.missing),
        (FindingId::IosFilesChanged, &found.changed),
        (FindingId::IosFilesUnsealed, &found.unsealed),
    ];
    for (id, paths) in lists.into_iter().filter(|(_, paths)| !paths.is_empty()) {
        let first = paths.first().map(String::as_str).unwrap_or_default();
        let holes = [
            ("bundle", found.bundle.as_str().into()),
            ("count", paths.len().to_string().into()),
            ("first", first.into()),
        ];
        findings.push(Finding::new(id, &holes).at(Place::entry(found.bundle.as_str())));
    }
}

/// All files of a bundle, those of bundles in it too.
fn files<'a>(bundle: &'a Bundle, archive: &'a Archive) -> impl Iterator<Item = BundleFile<'a>> {
    archive.entries().iter().filter_map(|entry| {
        let path = bundle.within(entry.name()).filter(|path| !path.is_empty() && !path.ends_with(b"/"))?;
        Some(BundleFile { path, kind: kind(entry) })
    })
}

fn kind(entry: &Entry) -> FileKind {
    let mode = entry.attributes() >> 16;
    let is_link = entry.made_by() >> 8 == UNIX && mode & FILE_TYPE == LINK;
    if is_link { FileKind::Symlink } else { FileKind::Regular }
}
