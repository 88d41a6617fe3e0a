//! The report of an Android package.

use std::rc::Rc;
use std::sync::Arc;

use beian_android::verify::Platforms;
use beian_archive::{Budget, EntryIndex};
use beian_model::{App, Finding, FindingId, Host, Phrase, Place, Report};

use crate::feeder::{self, Fed, Kept, Settings, caught};
use crate::findings::Findings;
use crate::hardened::{self, Sign};
use crate::identity::{self, MANIFEST, RESOURCES, nothing_readable};
use crate::package::{Content, Package};
use crate::signing::Signatures;
use crate::verify::{self, Blocks, Verifying};
use crate::{Options, container, hosts, reason};

/// Of entries with the same name, so many are compared; an archive with more of them has no identity.
const MOST_CANDIDATES: usize = 8;

/// Reads the identity and the signers, and everything else beside them.
pub(crate) fn read(
    mut report: Report,
    options: &Options,
    package: Package,
    budget: &mut Budget,
) -> (Report, Findings) {
    let mut apk = Apk::new(package, budget);
    container::opened(&apk.package, &mut apk.findings);
    let open = Arc::clone(&apk.package.open);
    let signatures = options.parts.identity.then(|| apk.signatures(options));
    let (mut verifying, mut fault) = (None, None);
    if let Some(read) = &signatures {
        match caught(|| read.verify(&open.archive, options, apk.budget)) {
            Ok(begun) => verifying = begun,
            Err(words) => fault = Some(words),
        }
    }
    let ((own, blocks), fed) = apk.read_all(options, verifying.as_ref());
    if let Some(signatures) = &signatures {
        let finished = verifying.zip(blocks);
        let finished = finished.map(|(begun, blocks)| begun.finish(&blocks, signatures.beside(options)));
        let verdict = match fault.map(Err).or(finished) {
            Some(Ok(verdict)) => Some(verdict),
            Some(Err(words)) => Some(verify::failed(&words, &mut apk.findings)),
            None => None,
        };
        report.signing = Some(signatures.report(&mut apk, verdict.as_ref()));
    }
    if let Some(fed) = fed {
        report.hosts = Some(apk.hosts(fed, own.name.as_deref(), options));
        apk.hardened(own.class.as_deref());
    }
    report.app = own.app;
    container::read(&apk.package, &mut apk.findings);
    apk.package.coverage(&mut report.coverage);
    (report, apk.findings)
}

/// What a package says of itself.
struct Own {
    app: Option<App>,
    /// The package's name, and the class of its application: whose the hosts are, and who hardened it, follows from them.
    name: Option<String>,
    class: Option<String>,
}

/// Whether a finding is of the archive and its entries, whatever is read of them.
fn of_container(id: FindingId) -> bool {
    let area = id.as_str().split('.').next();
    matches!(area, Some("container" | "coverage"))
}

/// A package while it is being read.
pub(crate) struct Apk<'b> {
    pub(crate) package: Package,
    pub(crate) budget: &'b mut Budget,
    pub(crate) findings: Findings,
}

impl<'b> Apk<'b> {
    fn new(package: Package, budget: &'b mut Budget) -> Self {
        Self { package, budget, findings: Findings::default() }
    }

    /// The signatures, which the manifest says for which platforms to look at.
    fn signatures(&mut self, options: &Options) -> Signatures {
        let manifests = self.package.named(MANIFEST.as_bytes());
        // Of several, different readers choose differently, and the platform refuses the archive.
        let platforms = match manifests.as_slice() {
            &[manifest] => self.read(manifest).filter(|content| content.is_verifiers()),
            _ => None,
        };
        let platforms = platforms.map(|content| Platforms::read(content.bytes()));
        Signatures::read(self, options, platforms)
    }

    /// What was asked for, and what the signing block says of the contents where signatures are verified.
    fn read_all<'v>(
        &mut self,
        options: &Options,
        verifying: Option<&Verifying<'v>>,
    ) -> ((Own, Option<Blocks<'v>>), Option<Fed>) {
        if options.parts.hosts {
            let (own, fed) = self.all(options, verifying);
            return (own, Some(fed));
        }
        let own = self.own(options, &mut |_| ());
        ((own, verifying.map(Verifying::blocks)), None)
    }

    /// What the package says of itself, and beside it everything else.
    fn all<'v>(
        &mut self,
        options: &Options,
        verifying: Option<&Verifying<'v>>,
    ) -> ((Own, Option<Blocks<'v>>), Fed) {
        let (open, held) = (Arc::clone(&self.package.open), self.held());
        let others = self.package.share(&held, self.budget);
        let limits = self.budget.limits().clone();
        let watcher = verifying.and_then(Verifying::watcher);
        let settings = Settings { watcher, ..hosts::settings(&limits, others, options) };
        let (fed, own) = feeder::package(&open, &held, settings, |hand_over| {
            let own = self.own(options, hand_over);
            (own, verifying.map(Verifying::blocks))
        });
        (own, fed)
    }

    /// Identity and signers. What was read for them is handed over.
    fn own(&mut self, options: &Options, hand_over: &mut dyn FnMut(Kept)) -> Own {
        for index in self.held() {
            if let Some(content) = self.read(index) {
                hand_over(content.kept());
            }
        }
        let app = self.identity();
        self.package.forget();
        let name = app.as_ref().and_then(|app| app.id.clone());
        let class = app.as_ref().and_then(|app| app.application_class.clone());
        if !options.parts.identity {
            // The manifest was read for the package's name alone: whose the hosts are follows from it.
            self.findings.keep(|finding| of_container(finding.id));
            return Own { app: None, name, class };
        }
        Own { app, name, class }
    }

    /// The entries of which the identity is read: of each name so many as are compared.
    fn held(&self) -> Vec<EntryIndex> {
        let mut held = self.package.named(MANIFEST.as_bytes());
        held.truncate(MOST_CANDIDATES.saturating_add(1));
        if !held.is_empty() {
            held.extend(self.package.named(RESOURCES.as_bytes()).into_iter().take(MOST_CANDIDATES));
        }
        held
    }

    /// Every host of the package.
    fn hosts(&mut self, mut fed: Fed, name: Option<&str>, options: &Options) -> Vec<Host> {
        self.package.take(&mut fed, &mut self.findings);
        hosts::judged(&fed, name, options)
    }

    /// The products that keep code where it cannot be read.
    fn hardened(&mut self, application_class: Option<&str>) {
        let open = Arc::clone(&self.package.open);
        let entries = open.archive.entries();
        let names = entries.iter().filter_map(|entry| str::from_utf8(entry.name()).ok());
        for found in hardened::noticed(names, application_class) {
            let entry = match &found.sign {
                Sign::Entry(entry) => entry.as_str(),
                Sign::ApplicationClass(_) => MANIFEST,
            };
            let number = open.archive.named(entry.as_bytes()).next().map(|entry| entry.index().position());
            let unread = hosts::hardened(entry, &found, &mut self.findings);
            self.package.not_read(number.unwrap_or(usize::MAX), unread);
        }
    }

    fn identity(&mut self) -> Option<App> {
        let manifests = self.package.named(MANIFEST.as_bytes());
        if manifests.is_empty() {
            self.findings.push(Finding::new(FindingId::AppNoManifest, &[]));
            nothing_readable(&Phrase::ReasonManifestMissing.words(), &mut self.findings);
            return None;
        }
        let tables = self.tables();
        let candidates: Vec<_> = manifests
            .iter()
            .flat_map(|&manifest| tables.iter().map(move |table| (manifest, table)))
            .collect();
        match candidates.as_slice() {
            [(manifest, table)] => self.app(*manifest, table, Told::Findings),
            several => self.agreed(several),
        }
    }

    /// Every entry that holds a resource table, or that there is none.
    fn tables(&mut self) -> Vec<Table> {
        let named = self.package.named(RESOURCES.as_bytes());
        if named.is_empty() {
            return vec![Table::Absent];
        }
        named.into_iter().take(MOST_CANDIDATES).map(|index| Table::Entry(self.read(index))).collect()
    }

    fn app(&mut self, manifest: EntryIndex, table: &Table, told: Told) -> Option<App> {
        let content = self.read(manifest)?;
        let mut silent = Findings::default();
        let findings = match told {
            Told::Findings => &mut self.findings,
            Told::Nothing => &mut silent,
        };
        let app = identity::of_manifest(content.bytes(), table.bytes(), findings)?;
        identity::build_findings(&app, findings);
        Some(app)
    }

    /// Several manifests, or several tables: what they agree on. Where they differ nothing is chosen, since different
    /// readers choose differently and the platform refuses the archive.
    fn agreed(&mut self, candidates: &[(EntryIndex, &Table)]) -> Option<App> {
        let (first, others) = candidates.split_first()?;
        let first = self.app(first.0, first.1, Told::Findings);
        let few = others.iter().take(MOST_CANDIDATES);
        let others: Vec<_> = few.map(|(manifest, table)| self.app(*manifest, table, Told::Nothing)).collect();
        let all = candidates.len() <= MOST_CANDIDATES;
        if all && others.iter().all(|other| *other == first) {
            return first;
        }
        let mut values: Vec<_> =
            [&first].into_iter().chain(&others).map(|app| values(app.as_ref())).collect();
        values.dedup();
        let holes = [("values", values.join("; ").into())];
        self.findings.push(Finding::new(FindingId::ManifestDiffer, &holes).at(Place::entry(MANIFEST)));
        None
    }

    /// An entry's bytes, read once. Where there are none, or not all, or the platform would not read them, that is said.
    fn read(&mut self, index: EntryIndex) -> Option<Rc<Content>> {
        let is_first = !self.package.was_read(index);
        let read = self.package.once(index, self.budget, &mut self.findings);
        if let Err(error) = &read
            && is_first
            && self.package.name(index) == MANIFEST
        {
            let cause = reason::archive(error);
            let words = Phrase::ReasonManifestUnreadable.with(&[("cause", cause.into())]);
            nothing_readable(&words, &mut self.findings);
        }
        read.ok()
    }
}

/// A resource table.
enum Table {
    /// There is none.
    Absent,
    /// That of an entry; none where it cannot be read, which is not the same.
    Entry(Option<Rc<Content>>),
}

impl Table {
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Absent => None,
            Self::Entry(content) => Some(content.as_ref().map_or(&[], |content| content.bytes())),
        }
    }
}

/// Whether reading a manifest adds to the findings.
#[derive(Clone, Copy)]
enum Told {
    Findings,
    Nothing,
}

/// What tells one identity from another, on one line.
fn values(app: Option<&App>) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".into());
    app.map_or_else(
        || "?".into(),
        |App { id, name, version, build, .. }| {
            format!("{} {} {} ({})", shown(id), shown(name), shown(version), shown(build))
        },
    )
}
