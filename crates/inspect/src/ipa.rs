//! The report of an iOS package.

mod code;
mod identity;
mod json;
pub(crate) mod profile;
mod seals;
mod signing;

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beian_android::verify::Parallel as _;

use beian_apple::bundle::{AppBundle, Bundle, Layout};
use beian_apple::info::INFO;
use beian_apple::profile::{EMBEDDED, Profile};
use beian_apple::seal::CODE_RESOURCES;
use beian_archive::{Budget, Entry, EntryIndex, Error, Inflated, Scratch};
use beian_model::{Finding, FindingId, Host, Phrase, Place, Report, Unread, UnreadReason};

use crate::feeder::{self, Kept, Settings, Watcher, caught};
use crate::findings::Findings;
use crate::package::Package;
use crate::threads::Threads;
use crate::{Options, Verification, container, hosts, reason};
use code::{Code, Executable, Found};
use identity::{Identity, Named};
use seals::Seals;
use signing::Signatures;

/// Reads the identity, and everything else beside it.
pub(crate) fn read(
    mut report: Report,
    options: &Options,
    package: Package,
    budget: &mut Budget,
) -> (Report, Findings) {
    let mut ipa = Ipa { package, budget, findings: Findings::default() };
    container::opened(&ipa.package, &mut ipa.findings);
    let layout = Layout::of(ipa.package.archive().entries().iter().map(Entry::name));
    let main = layout.as_ref().and_then(|layout| layout.apps.first());
    if options.parts.identity {
        ipa.layout(layout.as_ref());
    }
    let identity = main.map(|main| ipa.identity(main, options)).unwrap_or_default();
    let signed =
        main.filter(|_| options.parts.identity).map(|main| ipa.signed(main, identity.bundles, options));
    let profile = main.filter(|_| options.parts.identity).and_then(|main| ipa.profile(main));
    if options.parts.hosts {
        let name = identity.app.as_ref().and_then(|app| app.id.as_deref());
        report.hosts = Some(ipa.hosts(signed.as_ref(), name, options));
    }
    if let (Some(main), Some(signed)) = (main, signed) {
        ipa.rest_of(&signed, options);
        let Signed { code, seals, is_complete, .. } = signed;
        let sealed = seals.map(|seals| seals.finish(&mut ipa.findings));
        let (main, info_format) = (shown(&main.bundle.path), identity.info_format);
        let code = code.finish();
        ipa.encrypted(&code);
        let is_complete = is_complete && !identity.has_more;
        let signatures = Signatures { code, main, is_complete, info_format, profile, sealed };
        report.signing = Some(signatures.report(options, &mut ipa.findings));
    }
    if options.parts.identity {
        report.app = identity.app;
    }
    container::read(&ipa.package, &mut ipa.findings);
    ipa.package.coverage(&mut report.coverage);
    (report, ipa.findings)
}

/// A package while it is being read.
struct Ipa<'b> {
    package: Package,
    budget: &'b mut Budget,
    findings: Findings,
}

impl Ipa<'_> {
    /// What is wrong with where the apps lie.
    fn layout(&mut self, layout: Option<&Layout>) {
        let Some(layout) = layout else {
            self.findings.push(Finding::new(FindingId::IosNoApp, &[]));
            return;
        };
        if layout.apps.len() > 1 {
            let paths = layout.apps.iter().take(MOST_NAMED).map(|app| shown(&app.bundle.path));
            let apps = paths.collect::<Vec<_>>().join(", ");
            self.findings.push(Finding::new(FindingId::IosSeveralApps, &[("apps", apps.into())]));
        }
        if !layout.wrapper.is_empty() {
            let path = shown(&layout.wrapper);
            self.findings.push(Finding::new(FindingId::IosWrapped, &[("path", path.into())]));
        }
    }

    /// What the main app says of itself. Where only hosts are asked for, its name alone is wanted, and no finding.
    fn identity(&mut self, main: &AppBundle, options: &Options) -> Identity {
        let mut silent = Findings::default();
        let findings = if options.parts.identity { &mut self.findings } else { &mut silent };
        identity::read(main, &mut self.package, self.budget, findings)
    }

    /// What is signed of an app: executables, and files where they are to be compared.
    fn signed(&mut self, main: &AppBundle, named: Vec<Named>, options: &Options) -> Signed {
        let path =
            |one: &Named| Some((one.bundle.path.clone(), one.bundle.join(one.executable.as_deref()?)?));
        let paths = named.iter().filter_map(path).collect();
        let seals = (options.verification == Verification::Verify)
            .then(|| Seals::of(main, &paths, &mut self.package, self.budget, &mut self.findings));
        let (code, is_complete) = self.code(named);
        Signed { code, seals, is_complete, seen: Mutex::default() }
    }

    /// The executables that bundles name, and what their signatures may seal; and whether these are all.
    fn code(&mut self, named: Vec<Named>) -> (Code, bool) {
        let (mut executables, mut is_complete) = (Vec::new(), true);
        for (place, Named { bundle, executable, is_read }) in named.into_iter().enumerate() {
            let is_main = place == 0;
            // What has no code is no app; a bundle within may hold nothing but pictures.
            if executable.is_none() && is_read && !is_main {
                continue;
            }
            match self.executable(&bundle, executable.as_deref()) {
                Ok(executable) => executables.push(executable),
                Err(reason) => {
                    is_complete = false;
                    let path = shown(&bundle.path);
                    let holes = [("entry", path.as_str().into()), ("reason", reason.words().into())];
                    let found = Finding::new(FindingId::IosCodeUnreadable, &holes).at(Place::entry(path));
                    self.findings.push_of_entry(found);
                }
            }
        }
        (Code::new(executables, self.budget.limits()), is_complete)
    }

    fn executable(&mut self, bundle: &Bundle, name: Option<&str>) -> Result<Executable, Phrase> {
        let path =
            bundle.join(name.ok_or(Phrase::ReasonNoExecutable)?).ok_or(Phrase::ReasonExecutablePath)?;
        let entry = *self.package.named(&path).first().ok_or(Phrase::ReasonExecutableMissing)?;
        let mut file = |name: &str| {
            let index = *self.package.named(&bundle.join(name)?).first()?;
            let content = self.package.once(index, self.budget, &mut self.findings).ok()?;
            Some(content.source.clone())
        };
        let (info, resources) = (file(INFO), file(CODE_RESOURCES));
        Ok(Executable { bundle: bundle.clone(), entry, path: shown(&path), info, resources })
    }

    /// Every host, while executables are shown to whoever reads their signatures.
    fn hosts(&mut self, signed: Option<&Signed>, name: Option<&str>, options: &Options) -> Vec<Host> {
        let open = Arc::clone(&self.package.open);
        let kept: Vec<Kept> = self.package.all_kept();
        let held: Vec<EntryIndex> = kept.iter().map(|kept| kept.index).collect();
        let others = self.package.share(&held, self.budget);
        let limits = self.budget.limits().clone();
        let watcher = signed.map(|signed| -> &dyn Watcher { signed });
        let settings = Settings { watcher, ..hosts::settings(&limits, others, options) };
        let (mut fed, ()) =
            feeder::package(&open, &held, settings, |hand_over| kept.into_iter().for_each(hand_over));
        self.package.take(&mut fed, &mut self.findings);
        hosts::judged(&fed, name, options)
    }

    /// The provisioning profile in the app.
    fn profile(&mut self, main: &AppBundle) -> Option<Profile> {
        let index = *self.package.named(&main.bundle.join(EMBEDDED)?).first()?;
        let content = self.package.once(index, self.budget, &mut self.findings).ok()?;
        Profile::parse(content.bytes(), self.budget)
            .inspect_err(|error| {
                let entry = self.package.name(index);
                let holes = [("entry", entry.as_str().into()), ("reason", error.to_string().into())];
                let found = Finding::new(FindingId::IosProfileUnreadable, &holes);
                self.findings.push(found.at(Place::entry(entry)));
            })
            .ok()
    }

    /// What nobody can read of executables: code that is encrypted for the devices of one account.
    fn encrypted(&mut self, code: &[(Executable, Option<Found>)]) {
        for (executable, found) in code {
            let Some(Found::Slices(slices, _)) = found else { continue };
            let bytes = slices.iter().filter_map(|slice| slice.encrypted).fold(0, u64::saturating_add);
            if bytes > 0 {
                let (entry, reason) = (executable.path.clone(), UnreadReason::Encrypted);
                self.package
                    .not_read(executable.entry.position(), Unread { entry, reason, bytes: Some(bytes) });
            }
        }
    }

    /// Reads what is signed and nobody has read for its hosts, side by side.
    fn rest_of(&mut self, signed: &Signed, options: &Options) {
        let mut unseen = signed.unseen();
        // The largest first, so that nobody is left alone with one at the end.
        let size =
            |index: &EntryIndex| self.package.archive().entry(*index).map_or(0, Entry::uncompressed_size);
        unseen.sort_by_key(|index| (Reverse(size(index)), *index));
        let (mut shares, file) = (Vec::new(), self.package.archive().source().len());
        for index in &unseen {
            // What each may spend is settled before any is read, so that it depends on nobody's haste.
            let entry = self.package.archive().entry(*index);
            let cost = entry.map_or(0, |entry| {
                let stored = entry.compressed_size().min(file);
                stored.saturating_add(entry.possible_size(file)).saturating_add(SLACK)
            });
            let own = cost.min(self.budget.bytes_left());
            self.budget.set_aside(own);
            shares.push(own);
        }
        let open = Arc::clone(&self.package.open);
        let (limits, depth) = (self.budget.limits().clone(), self.budget.depth());
        let failed: Mutex<Vec<(EntryIndex, Failure)>> = Mutex::default();
        let tools: Mutex<Vec<(Scratch, Vec<u8>)>> = Mutex::default();
        Threads::of(options).run(unseen.len(), &|place| {
            let (Some(index), Some(share)) = (unseen.get(place), shares.get(place)) else { return };
            let (mut scratch, mut buffer) = locked(&tools).pop().unwrap_or_default();
            let read = Budget::within(&limits, *share, depth)
                .and_then(|mut budget| open.read(&mut scratch, *index, &mut budget, &mut buffer));
            let seen = read.map(|entry| caught(|| signed.see(*index, &buffer, &entry.inflated, true)));
            let failure = match seen {
                Ok(Ok(())) => None,
                Ok(Err(words)) => Some(Failure::Fault(words)),
                Err(error) => Some(Failure::Unread(error)),
            };
            locked(&failed).extend(failure.map(|failure| (*index, failure)));
            locked(&tools).push((scratch, buffer));
        });
        let mut failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.sort_by_key(|(index, _)| *index);
        for (index, failure) in failed {
            let entry = self.package.name(index);
            let reason = match &failure {
                Failure::Fault(words) => words.as_str().into(),
                Failure::Unread(error) => reason::archive(error).into(),
            };
            let holes = [("entry", entry.as_str().into()), ("reason", reason)];
            let id = match failure {
                Failure::Fault(_) => FindingId::CoverageFault,
                Failure::Unread(_) if signed.code.entries().any(|code| code == index) => {
                    FindingId::IosCodeUnreadable
                }
                // Where hosts are read that is told already.
                Failure::Unread(_) if options.parts.hosts => continue,
                Failure::Unread(_) => FindingId::CoverageEntry,
            };
            self.findings.push_of_entry(Finding::new(id, &holes).at(Place::entry(entry)));
        }
    }
}

/// Why an entry was not looked at.
enum Failure {
    /// It could not be read.
    Unread(Error),
    /// This program failed, with these words.
    Fault(String),
}

/// What reading an entry costs beside its bytes.
const SLACK: u64 = 64 << 10;

/// A thread that panicked leaves lists that are sound: nothing is done to them but pushing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is signed of an app, while its entries are read by whoever reads them.
struct Signed {
    code: Code,
    /// Files, where they are to be compared.
    seals: Option<Seals>,
    /// Whether all code that bundles name is there.
    is_complete: bool,
    seen: Mutex<HashSet<EntryIndex>>,
}

impl Watcher for Signed {
    fn see(&self, entry: EntryIndex, bytes: &[u8], inflated: &Inflated, strictly: bool) {
        self.code.see(entry, bytes, inflated, strictly);
        if let Some(seals) = &self.seals {
            seals.see(entry, bytes, inflated, strictly);
        }
        locked(&self.seen).insert(entry);
    }
}

impl Signed {
    /// The entries that somebody has still to read, in their order.
    fn unseen(&self) -> Vec<EntryIndex> {
        let seen = locked(&self.seen);
        let sealed = self.seals.iter().flat_map(Seals::entries);
        let wanted: BTreeSet<EntryIndex> = self.code.entries().chain(sealed).collect();
        wanted.into_iter().filter(|entry| !seen.contains(entry)).collect()
    }
}

/// So many apps are named where there are several.
const MOST_NAMED: usize = 8;

/// A path, for people.
fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}
