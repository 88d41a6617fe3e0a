//! The report of an Android package.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use beian_archive::{Budget, EntryIndex, Source};
use beian_model::{App, Finding, FindingId, Host, PackageKind, Phrase, Place, Report, Unread};

use crate::feeder::{self, Kept};
use crate::findings::Findings;
use crate::hardened::{self, Sign};
use crate::identity::{self, Facts, MANIFEST, RESOURCES, nothing_readable};
use crate::missed::Missed;
use crate::package::{Content, Package};
use crate::{Error, Options, container, finish, hosts, new_report, reason, signing};

/// Of entries with the same name, so many are compared; an archive with more of them has no identity.
const MOST_CANDIDATES: usize = 8;

/// Reads the identity, then the signers, then everything else.
pub(crate) fn report(
    source: &Source,
    options: &Options,
    package: Package,
    budget: &mut Budget,
) -> Result<Report, Error> {
    let mut report = new_report(source, options, PackageKind::Apk)?;
    let mut apk = Apk::new(package, budget);
    container::opened(&apk.package, &mut apk.findings);
    let facts = apk.identity();
    let name = facts.as_ref().and_then(|facts| facts.app.id.clone());
    let class = facts.as_ref().and_then(|facts| facts.app.application_class.clone());
    if options.parts.identity {
        report.signing =
            Some(signing::signing(&mut apk, options, facts.as_ref().map(|facts| &facts.manifest)));
        report.app = facts.map(|facts| facts.app);
    } else {
        // The manifest was read for the package's name alone: whose the hosts are follows from it.
        apk.findings.keep(|finding| of_container(finding.id));
    }
    if options.parts.hosts {
        report.hosts = Some(apk.hosts(name.as_deref(), options));
        apk.hardened(class.as_deref());
    }
    container::read(&apk.package, &mut apk.findings);
    report.coverage.entries = u64::try_from(apk.package.archive().entries().len()).unwrap_or(u64::MAX);
    report.coverage.bytes_inflated = apk.package.bytes_read;
    report.coverage.unread = in_order(apk.unread);
    Ok(finish(report, apk.findings, options))
}

/// Whether a finding is of the archive and its entries, whatever is read of them.
fn of_container(id: FindingId) -> bool {
    let area = id.as_str().split('.').next();
    matches!(area, Some("container" | "coverage"))
}

/// What was not read, in the archive's order.
fn in_order(mut unread: Vec<(usize, Unread)>) -> Vec<Unread> {
    unread.sort_by_key(|(entry, _)| *entry);
    unread.into_iter().map(|(_, unread)| unread).collect()
}

/// A package while it is being read.
pub(crate) struct Apk<'b> {
    pub(crate) package: Package,
    pub(crate) budget: &'b mut Budget,
    pub(crate) findings: Findings,
    /// What was not read, with the number of its entry.
    unread: Vec<(usize, Unread)>,
    /// The entries that were read, so that none is read twice; none where one cannot be read.
    kept: BTreeMap<EntryIndex, Option<Rc<Content>>>,
}

impl<'b> Apk<'b> {
    fn new(package: Package, budget: &'b mut Budget) -> Self {
        Self { package, budget, findings: Findings::default(), unread: Vec::new(), kept: BTreeMap::new() }
    }

    /// Every host of the package.
    fn hosts(&mut self, name: Option<&str>, options: &Options) -> Vec<Host> {
        let kept = std::mem::take(&mut self.kept).into_iter();
        let kept = kept.filter_map(|(index, content)| of_kept(index, content)).collect();
        let mut fed = feeder::package(&self.package.open, kept, hosts::settings(self.budget, options));
        self.package.oddities.append(&mut fed.oddities);
        self.package.bytes_read = self.package.bytes_read.saturating_add(fed.bytes);
        self.unread.extend(hosts::missed(&mut fed, &mut self.findings));
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
            self.unread.push((number.unwrap_or(usize::MAX), unread));
        }
    }

    fn identity(&mut self) -> Option<Facts> {
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
            [(manifest, table)] => self.facts(*manifest, table, Told::Findings),
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

    fn facts(&mut self, manifest: EntryIndex, table: &Table, told: Told) -> Option<Facts> {
        let content = self.read(manifest)?;
        let mut silent = Findings::default();
        let findings = match told {
            Told::Findings => &mut self.findings,
            Told::Nothing => &mut silent,
        };
        let facts = identity::of_manifest(&content.bytes, table.bytes(), findings)?;
        identity::build_findings(&facts.app, findings);
        Some(facts)
    }

    /// Several manifests, or several tables: what they agree on. Where they differ nothing is chosen, since different
    /// readers choose differently and the platform refuses the archive.
    fn agreed(&mut self, candidates: &[(EntryIndex, &Table)]) -> Option<Facts> {
        let (first, others) = candidates.split_first()?;
        let first = self.facts(first.0, first.1, Told::Findings);
        let few = others.iter().take(MOST_CANDIDATES);
        let others: Vec<_> =
            few.map(|(manifest, table)| self.facts(*manifest, table, Told::Nothing)).collect();
        let all = candidates.len() <= MOST_CANDIDATES;
        if all && others.iter().all(|other| apps_equal(first.as_ref(), other.as_ref())) {
            return first;
        }
        let mut values: Vec<_> =
            [&first].into_iter().chain(&others).map(|facts| values(facts.as_ref())).collect();
        values.dedup();
        let holes = [("values", values.join("; ").into())];
        self.findings.push(Finding::new(FindingId::ManifestDiffer, &holes).at(Place::entry(MANIFEST)));
        None
    }

    /// An entry's bytes, read once. Where there are none, or not all, or the platform would not read them, that is said.
    fn read(&mut self, index: EntryIndex) -> Option<Rc<Content>> {
        if let Some(known) = self.kept.get(&index) {
            return known.clone();
        }
        let content = self.read_now(index).map(Rc::new);
        self.kept.insert(index, content.clone());
        content
    }

    fn read_now(&mut self, index: EntryIndex) -> Option<Content> {
        let read = self.package.read(index, self.budget);
        if let Ok(content) = &read {
            container::entry_refused(&self.package, content, &mut self.findings);
        }
        let entry = self.package.archive().entry(index).ok()?;
        let missed = match &read {
            Ok(content) => Missed::of_outcome(entry, content.entry.inflated.outcome),
            Err(error) => Some(Missed::of_entry(entry, error)),
        };
        if let Some(missed) = missed {
            let unread = hosts::unread(self.package.name(index), &missed, &mut self.findings);
            self.unread.push((index.position(), unread));
        }
        if let Err(error) = &read
            && self.package.name(index) == MANIFEST
        {
            let cause = reason::archive(error);
            let words = Phrase::ReasonManifestUnreadable.with(&[("cause", cause.into())]);
            nothing_readable(&words, &mut self.findings);
        }
        read.ok()
    }
}

/// What was read, to be fed on; not what somebody else still holds.
fn of_kept(index: EntryIndex, content: Option<Rc<Content>>) -> Option<Kept> {
    let Some(content) = content else { return Some(Kept { index, read: None }) };
    let content = Rc::try_unwrap(content).ok()?;
    Some(Kept { index, read: Some((content.bytes, content.entry.inflated)) })
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
            Self::Entry(content) => Some(content.as_ref().map_or(&[], |content| &content.bytes)),
        }
    }
}

/// Whether reading a manifest adds to the findings.
#[derive(Clone, Copy)]
enum Told {
    Findings,
    Nothing,
}

fn apps_equal(a: Option<&Facts>, b: Option<&Facts>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.app == b.app,
        (None, None) => true,
        _ => false,
    }
}

/// What tells one identity from another, on one line.
fn values(facts: Option<&Facts>) -> String {
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "?".into());
    facts.map_or_else(
        || "?".into(),
        |Facts { app: App { id, name, version, build, .. }, .. }| {
            format!("{} {} {} ({})", shown(id), shown(name), shown(version), shown(build))
        },
    )
}
